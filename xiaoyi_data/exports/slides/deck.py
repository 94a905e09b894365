"""Decks: a slide per exhibit with a native chart, notes with quotes, sources at the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.util import Pt

from xiaoyi_data import writing
from xiaoyi_data.canvas import style, typesetting
from xiaoyi_data.exports import executed
from xiaoyi_data.exports.slides import bars, lines, parts, points, tables, template

_WORDS = {
    "en": {
        "title": "Xiaoyi government work report 2021",
        "subtitle": "What the report says, figure by figure",
        "source": "Figures and quotes: Xiaoyi government work report 2021 (abridged). "
        "Data: CC BY 4.0.",
        "sources": "Quoted sources",
        "heads": ["Section", "Quote", "In English", "Figure"],
        "notes": "Rests on",
        "empty": "no data",
    },
    "zh": {
        "title": "孝义市2021年政府工作报告",
        "subtitle": "逐项数据解读",
        "source": "数据和引文：孝义市2021年政府工作报告（摘要）。数据许可：CC BY 4.0。",
        "sources": "引文出处",
        "heads": ["章节", "引文", "数据"],
        "notes": "依据",
        "empty": "无数据",
    },
}
_NUMBER = 50.0  # points kept free for the number of the slide


def deck(notebooks: Sequence[Path], path: Path, *, pictures: bool = False) -> Path:
    """Write a 16:9 deck of executed notebooks of one language to ``path``.

    A title, a section slide per notebook with its question and answer, a slide per exhibit
    (native, editable charts; pictures for the rest, or for all with ``pictures``), and the
    quotes. Speaker notes carry quotes, caveats and figure keys.
    """
    if path.suffix.lower() != ".pptx":
        raise ValueError(f"{path} does not end in .pptx, as the name of a deck does")
    books = [executed.read(notebook) for notebook in notebooks]
    if not books:
        raise executed.NotExportable("a deck needs at least one executed notebook")
    lang = books[0].lang
    for other in books:
        if other.lang != lang:
            raise executed.NotExportable(
                f"{other.name} is in {other.lang}, the deck in {lang}: choose one with --lang"
            )
    words: dict[str, Any] = _WORDS[lang]
    show = template.blank(Presentation())
    first = _opening(show, words["title"], words["subtitle"])
    _box(first, words["source"], 470, 20, style.FOOT, style.PAPER)
    quotes: dict[str, dict[str, Any]] = {}
    for notebook in books:
        _opening(show, notebook.title, notebook.answer)
        for picture in notebook.exhibits:
            _exhibit(show, picture, words, pictures)
            quotes |= {row["figure"]: row for row in picture.payload["figures"]}
    _appendix(show, list(quotes.values()), words, lang)
    for place, slide in enumerate(show.slides, start=1):
        template.set_language(slide, lang)
        if slide.follow_master_background:  # the others open a part
            template.number(slide, place)
    core = show.core_properties
    core.title, core.author = words["title"], "xiaoyi_data"
    core.created = core.modified = datetime(2021, 4, 20)
    return writing.replace(path, lambda beside: show.save(str(beside)))


def _opening(show: Any, title: str, text: str) -> Any:
    slide = show.slides.add_slide(template.layout(show))
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = _rgb(style.ACCENT)
    # The title ends where the text begins, however many lines either takes.
    _title(slide, title, 34, 90, style.PAPER, height=140)
    slide.shapes.title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    size = next((s for s in (22, 20, 18, 16) if _lines(text, s) * s * 1.35 < 220), 14)
    _box(slide, text, 250, 220, size, style.PAPER)
    return slide


def _exhibit(show: Any, picture: executed.Picture, words: dict[str, Any], pictures: bool) -> None:
    payload = picture.payload
    slide = show.slides.add_slide(template.layout(show))
    lines = _lines(payload["title"], style.TITLE, "Bold")
    _title(slide, payload["title"], style.TITLE, 28, style.INK)
    top = 32 + lines * style.TITLE * 1.25
    wide = _lines(payload["subtitle"], style.SUBTITLE) * style.SUBTITLE * 1.35
    _box(slide, payload["subtitle"], top, wide, style.SUBTITLE, style.MUTED)
    top += wide
    foot = [text for text in (payload["source"], payload["caveat"]) if text]
    room = template.SAFE - _NUMBER
    lines = sum(len(typesetting.wrap(text, room, style.FOOT)) for text in foot)
    high = lines * style.FOOT * 1.35 + 8
    bottom = template.HIGH - 14 - high
    box = (template.MARGIN, top + 12, template.ROOM, bottom - top - 20)
    if pictures or payload["kind"] == "picture":
        _picture(slide, picture, box)
    else:
        _native(slide, payload, box, words["empty"])
    _box(slide, "\n".join(foot), bottom, high, style.FOOT, style.MUTED, margin=_NUMBER)
    slide.notes_slide.notes_text_frame.text = _notes(payload, words)


def _native(slide: Any, payload: dict[str, Any], box: parts.Box, empty: str) -> None:
    """Draw an exhibit in a box (left, top, width, height in points) as its kind asks.

    ``empty`` is said where a value is missing and nothing else is.
    """
    kind, rows = payload["kind"], payload["data"]
    if kind == "table":
        cells = [[_as_text(row[column]) for column in payload["columns"]] for row in rows]
        tables.table(slide, payload["columns"], cells, box, payload["alt"])
    elif kind == "panels":
        bars.panels(slide, payload, box, empty)
    elif kind == "lines":
        lines.lines(slide, payload, box, empty)
    elif kind in ("dots", "dumbbell"):
        points.points(slide, payload, box, empty)
    else:
        bars.bars(slide, payload, rows, box, empty)


def _as_text(value: Any) -> str:
    return "" if value is None else str(value)


def _lines(text: str, size: float, weight: str = "Regular") -> int:
    room = template.BOLD if weight == "Bold" else template.SAFE
    return len(typesetting.wrap(text, room, size, weight))


def _picture(slide: Any, picture: executed.Picture, box: tuple[float, ...]) -> None:
    """Show the exhibit as drawn, without its title and foot, which the slide has as texts."""
    left, top, width, height = box
    first, last = _drawing(picture.payload)
    scale = min(1.0, height / (last - first))
    shape = slide.shapes.add_picture(BytesIO(picture.png), Pt(left), Pt(top))
    shape.crop_top, shape.crop_bottom = first / template.HIGH, 1 - last / template.HIGH
    shape.crop_left = shape.crop_right = template.MARGIN / template.WIDE
    shape.width, shape.height = Pt(width * scale), Pt((last - first) * scale)
    shape._element.nvPicPr.cNvPr.set("descr", picture.payload["alt"])


def _drawing(payload: dict[str, Any]) -> tuple[float, float]:
    """Where the drawing begins and ends in an exhibit's picture, as ``exhibits`` frames it."""
    lines = [
        len(typesetting.wrap(payload[name], template.ROOM, size, weight))
        for name, size, weight in (
            ("title", style.TITLE, "Bold"),
            ("subtitle", style.SUBTITLE, "Regular"),
            ("source", style.FOOT, "Regular"),
            ("caveat", style.FOOT, "Regular"),
        )
    ]
    first = 34 + lines[0] * style.TITLE * 1.28 + 4 + lines[1] * style.SUBTITLE * 1.4
    foot = lines[2] + (lines[3] if payload["caveat"] else 0)
    return first, template.HIGH - 26 - foot * style.FOOT * 1.4  # brackets rise above the lines


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
    cells = [[*quote, "\n".join(figures)] for quote, figures in quotes.items()]
    box = (template.MARGIN, 66, template.ROOM, 430)
    pages = list(tables.pages(words["heads"], cells, box))
    for number, page in enumerate(pages, start=1):
        slide = show.slides.add_slide(template.layout(show))
        title = f"{words['sources']} {number}/{len(pages)}"
        _title(slide, title, 22, 28, style.INK)
        tables.table(slide, words["heads"], page, box, title, like=cells, most=12)


def _title(
    slide: Any, text: str, size: float, top: float, colour: str, height: float = 0.0
) -> None:
    shape = slide.shapes.title
    shape.left, shape.top = Pt(template.MARGIN), Pt(top)
    # Broken here, as the notebook does, so that it has as many lines in every font.
    lines = typesetting.balance(text, template.BOLD, size, "Bold")
    height = height or len(lines) * size * 1.25 + 4
    shape.width, shape.height = Pt(template.ROOM), Pt(height)
    _write(shape.text_frame, "\v".join(lines), size, colour, bold=True)
    # A wider font than ours and Arial, where neither is to be had, shrinks rather than overlaps.
    shape.text_frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE


def _box(
    slide: Any, text: str, top: float, height: float, size: float, colour: str, margin: float = 0.0
) -> None:
    shape = slide.shapes.add_textbox(
        Pt(template.MARGIN), Pt(top), Pt(template.ROOM - margin), Pt(max(height, size * 1.4))
    )
    _write(shape.text_frame, text, size, colour)


def _write(frame: Any, text: str, size: float, colour: str, bold: bool = False) -> None:
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.text = text
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            run.font.size, run.font.bold = Pt(size), bold
            run.font.color.rgb = _rgb(colour)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour[1:])
