"""Decks: a slide per exhibit with a native chart, notes with quotes, sources at the end."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.util import Pt

from xiaoyi_data import choices, writing
from xiaoyi_data.canvas import layout, style
from xiaoyi_data.canvas.layout import Box
from xiaoyi_data.exports import executed
from xiaoyi_data.exports.slides import (
    bars,
    dumbbells,
    lines,
    matrices,
    parts,
    points,
    strips,
    tables,
    template,
)
from xiaoyi_data.exports.slides.template import SLIDE, rgb


def deck(
    notebooks: Sequence[Path], path: Path, *, pictures: bool = False,
    only: Sequence[str] = (), without: Sequence[str] = (), title: str = "",
) -> Path:  # fmt: skip
    """Write a 16:9 deck of executed notebooks of one language to ``path``.

    A title, a section slide per notebook with its question and answer, a slide per exhibit
    (native, editable charts; pictures for the rest, or for all with ``pictures``), and the
    quotes. Speaker notes carry quotes, caveats and figure keys. A notebook without exhibits has
    no part in it. ``only`` and ``without`` name exhibits to take or to leave, ``title`` the deck;
    ValueError names the nearest of an exhibit there is none of.
    """
    if path.suffix.lower() != ".pptx":
        raise ValueError(f"{path} does not end in .pptx, as the name of a deck does")
    books = [executed.read(notebook) for notebook in notebooks]
    if not books:
        raise executed.NotExportable("a deck needs at least one executed notebook")
    wanted = _chosen(books, only, without)
    shown = {
        id(book): [one for one in book.exhibits if one.payload["name"] in wanted] for book in books
    }
    if not (books := [book for book in books if shown[id(book)]]):
        named = ", ".join(map(str, notebooks))
        raise executed.NotExportable(f"{named}: no exhibit to make a slide of")
    lang = books[0].lang
    for other in books:
        if other.lang != lang:
            raise executed.NotExportable(
                f"{other.name} is in {other.lang}, the deck in {lang}: choose one with --lang"
            )
    words = choices.words("slides", lang)
    words |= {"title": title or words["title"]}
    show = template.blank(Presentation())
    first = _opening(show, words["title"], words["subtitle"])
    _box(first, words["source"], 470, 20, style.FOOT, style.PAPER)
    quotes: dict[str, dict[str, Any]] = {}
    for notebook in books:
        _opening(show, notebook.title, notebook.answer)
        for picture in shown[id(notebook)]:
            _exhibit(show, picture, words, pictures)
            quotes |= {row["figure"]: row for row in picture.payload["figures"]}
    _appendix(show, list(quotes.values()), words, lang)
    for place, slide in enumerate(show.slides, start=1):
        template.set_language(slide, lang)
        if slide.follow_master_background:  # the others open a part
            template.number(slide, place)
        template.follow_theme(slide)
    template.introduce(show, words["title"], lang)
    return writing.replace(path, lambda beside: show.save(str(beside)))


def _chosen(books: Sequence[Any], only: Sequence[str], without: Sequence[str]) -> set[str]:
    """The names of the exhibits that were asked for."""
    names = {picture.payload["name"] for book in books for picture in book.exhibits}
    for name in (*only, *without):
        if name not in names:
            raise choices.unknown("exhibit", name, names)
    wanted = (set(only) or names) - set(without)
    return wanted


def _opening(show: Any, title: str, text: str) -> Any:
    slide = show.slides.add_slide(template.layout(show))
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = rgb(style.ACCENT)
    # The title ends where the text begins, however many lines either takes.
    _title(slide, SLIDE.title(title, 34), 34, 90, style.PAPER, height=140)
    slide.shapes.title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    sizes = (size for size in (22, 20, 18, 16) if len(SLIDE.lines(text, size)) * size * 1.35 < 220)
    _box(slide, text, 250, 220, next(sizes, 14), style.PAPER)
    return slide


def _exhibit(show: Any, picture: executed.Picture, words: dict[str, Any], pictures: bool) -> None:
    payload = picture.payload
    slide = show.slides.add_slide(template.layout(show))
    foot = [text for text in (payload["source"], payload["caveat"]) if text]
    framed = layout.frame(payload["title"], payload["subtitle"], foot, SLIDE)
    first, last = framed.first, framed.last
    _title(slide, framed.title, style.TITLE, SLIDE.title_top, style.INK)
    high = first - framed.second
    _box(slide, payload["subtitle"], framed.second, high, style.SUBTITLE, style.MUTED)
    box = (SLIDE.margin, first + 12, SLIDE.room, last - first - 20)
    if pictures or payload["kind"] == "picture":
        _picture(slide, picture, box)
    else:
        _native(slide, payload, box)
    high = SLIDE.height - 14 - last
    _box(slide, "\n".join(foot), last, high, style.FOOT, style.MUTED, SLIDE.foot_free)
    slide.notes_slide.notes_text_frame.text = _notes(payload, words)


def _native(slide: Any, payload: dict[str, Any], box: Box) -> None:
    """Draw an exhibit in a box (left, top, width, height in points) as its kind asks."""
    kind, rows = payload["kind"], payload["data"]
    if kind == "table":
        heads = payload["columns"]
        cells = [heads]
        cells += [["" if row[name] is None else str(row[name]) for name in heads] for row in rows]
        made = layout.table(cells, *box[2:], SLIDE)
        tables.table(slide, cells, made, box[:2], payload["alt"])
    elif kind in _DRAWN:
        _DRAWN[kind](slide, payload, box)
    else:
        # Of things counted one by one PowerPoint has bars, cut into their series.
        kind = "stacked" if kind == "units" else kind
        bars.bars(slide, payload | {"kind": kind}, rows, box)


_DRAWN = {
    "panels": bars.panels,
    "lines": lines.lines,
    "facets": lines.facets,
    "dots": points.points,
    "dumbbell": dumbbells.dumbbell,
    "strip": strips.strip,
    "ratio": strips.ratio,
    "matrix": matrices.matrix,
}


def _picture(slide: Any, picture: executed.Picture, box: Box) -> None:
    """Show the exhibit as drawn, without its title and foot, which the slide has as texts."""
    payload, whole = picture.payload, layout.PICTURE
    foot = (payload["source"], payload["caveat"])
    framed = layout.frame(payload["title"], payload["subtitle"], foot)
    first, last = framed.first, framed.last - 4  # brackets rise above the lines
    scale = min(1.0, box[3] / (last - first))
    shape = slide.shapes.add_picture(BytesIO(picture.png), Pt(box[0]), Pt(box[1]))
    shape.crop_top, shape.crop_bottom = first / whole.height, 1 - last / whole.height
    shape.crop_left = shape.crop_right = whole.margin / whole.width
    shape.width, shape.height = Pt(box[2] * scale), Pt((last - first) * scale)
    shape._element.nvPicPr.cNvPr.set("descr", payload["alt"])


def _notes(payload: dict[str, Any], words: dict[str, Any]) -> str:
    lines = [payload["subtitle"], payload["caveat"], "", f"{words['notes']}:"]
    for row in payload["figures"]:
        english = f" — {row['quote_en']}" if payload["lang"] == "en" else ""
        lines.append(f"[{row['figure']}] §{row['section']} “{row['quote']}”{english}")
        if row["note"] and payload["lang"] == "en":
            lines.append(f"    {row['note']}")
    return "\n".join(lines)


def _appendix(show: Any, rows: list[dict[str, Any]], words: dict[str, Any], lang: str) -> None:
    """Set each quote once, with all figures read from it."""
    quotes: dict[tuple[str, ...], list[str]] = {}
    for row in sorted(rows, key=lambda row: (row["section"], row["figure"])):
        english = [row["quote_en"]] if lang == "en" else []
        quotes.setdefault((row["section"], row["quote"], *english), []).append(row["figure"])
    cells = [words["heads"], *([*quote, "\n".join(keys)] for quote, keys in quotes.items())]
    pages, place = list(layout.pages(cells, SLIDE.room, 430, SLIDE)), 1
    for number, page in enumerate(pages, start=1):
        slide = show.slides.add_slide(template.layout(show))
        title = f"{words['sources']} {number}/{len(pages)}"
        _title(slide, [title], 22, 28, style.INK)
        end = place + len(page.cells) - 1
        texts = [cells[0], *cells[place:end]]
        tables.table(slide, texts, page, (SLIDE.margin, 66), title)
        place = end


def _title(
    slide: Any, lines: list[str], size: float, top: float, colour: str, height: float = 0.0
) -> None:
    """Write a title, broken as in the notebook, so that it has as many lines in every font."""
    shape = slide.shapes.title
    shape.left, shape.top = Pt(SLIDE.margin), Pt(top)
    height = height or len(lines) * size * SLIDE.title_leading + 4
    shape.width, shape.height = Pt(SLIDE.room), Pt(height)
    parts.set_text(shape.text_frame, "\v".join(lines), size, colour, bold=True)
    # A wider font than ours and Arial, where neither is to be had, shrinks rather than overlaps.
    shape.text_frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE


def _box(
    slide: Any, text: str, top: float, height: float, size: float, colour: str, free: float = 0.0
) -> None:
    box = (SLIDE.margin, top, SLIDE.room - free, max(height, size * 1.4))
    parts.text_box(slide, text, box, size, colour)
