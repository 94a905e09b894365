"""Decks: a slide per exhibit with a native chart, notes with quotes, sources at the end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE
from pptx.util import Pt

from xiaoyi_data import style, typesetting
from xiaoyi_data.exports import native, reading, template, writing
from xiaoyi_data.exports.native import tables
from xiaoyi_data.exports.writing import clean

_WORDS = {
    "en": {
        "title": "Xiaoyi government work report 2021",
        "subtitle": "What the report says, figure by figure",
        "sources": "Quoted sources",
        "heads": ["Section", "Quote", "In English", "Figure"],
        "notes": "Rests on",
        "empty": "no data",
    },
    "zh": {
        "title": "孝义市2021年政府工作报告",
        "subtitle": "逐项数据解读",
        "sources": "引文出处",
        "heads": ["章节", "引文", "数据"],
        "notes": "依据",
        "empty": "无数据",
    },
}
_ROWS = 11  # quotes on one slide of the appendix


def deck(notebooks: Sequence[Path], path: Path, *, pictures: bool = False) -> Path:
    """Write a 16:9 deck of executed notebooks of one language to ``path``.

    A title, a section slide per notebook with its question and answer, a slide per exhibit
    (native, editable charts; pictures for the rest, or for all with ``pictures``), and the
    quotes. Speaker notes carry quotes, caveats and figure keys.
    """
    executed = [reading.read(notebook) for notebook in notebooks]
    if not executed:
        raise reading.NotExportable("a deck needs at least one executed notebook")
    lang = executed[0].lang
    for other in executed:
        if other.lang != lang:
            raise reading.NotExportable(
                f"{other.name} is in {other.lang}, the deck in {lang}: choose one with --lang"
            )
    words: dict[str, Any] = _WORDS[lang]
    show = template.blank(Presentation())
    _opening(show, words["title"], words["subtitle"])
    quotes: dict[str, dict[str, Any]] = {}
    for notebook in executed:
        _opening(show, notebook.title, _answer(notebook))
        for picture in notebook.exhibits:
            _exhibit(show, picture, words, pictures)
            quotes |= {row["figure"]: row for row in picture.payload["figures"]}
    _appendix(show, list(quotes.values()), words, lang)
    for slide in show.slides:
        template.set_language(slide, lang)
    core = show.core_properties
    core.title, core.author = words["title"], "xiaoyi_data"
    core.created = core.modified = datetime(2021, 4, 20)
    return writing.replace(path, lambda beside: show.save(str(beside)))


def _answer(notebook: reading.Executed) -> str:
    """The first paragraph after the question, without Markdown's marks."""
    for text in notebook.prose:
        for paragraph in re.split(r"\n\s*\n", text):
            plain = re.sub(r"[*_`]|^#+.*$", "", paragraph, flags=re.M).strip()
            if plain:
                return " ".join(plain.split())
    return ""


def _opening(show: Any, title: str, text: str) -> None:
    slide = show.slides.add_slide(template.layout(show))
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = _rgb(style.ACCENT)
    lines = typesetting.wrap(clean(title), template.SAFE, 34, "Bold")
    _title(slide, clean(title), 34, 150, style.PAPER)
    size = next((s for s in (22, 20, 18, 16) if _height(text, s) < 250), 14)
    _box(slide, clean(text), 150 + len(lines) * 44 + 20, 280, size, style.PAPER)


def _height(text: str, size: float) -> float:
    return len(typesetting.wrap(text, template.SAFE, size)) * size * 1.35


def _exhibit(show: Any, picture: reading.Picture, words: dict[str, Any], pictures: bool) -> None:
    payload = picture.payload
    slide = show.slides.add_slide(template.layout(show))
    title, subtitle = clean(payload["title"]), clean(payload["subtitle"])
    lines = len(typesetting.wrap(title, template.SAFE, style.TITLE, "Bold"))
    _title(slide, title, style.TITLE, 26, style.INK)
    top = 30 + lines * style.TITLE * 1.25
    _box(slide, subtitle, top, 26, style.SUBTITLE, style.MUTED)
    foot = [clean(text) for text in (payload["source"], payload["caveat"]) if text]
    high = sum(_lines(text, style.FOOT) for text in foot) * style.FOOT * 1.35 + 10
    bottom = template.HIGH - 14 - high
    box = (template.MARGIN, top + 32, template.ROOM, bottom - top - 36)
    if pictures or payload["kind"] == "picture":
        _picture(slide, picture, box)
    else:
        native.draw(slide, payload, box, words["empty"])
    _box(slide, "\n".join(foot), bottom, high, style.FOOT, style.MUTED)
    slide.notes_slide.notes_text_frame.text = _notes(payload, words)


def _lines(text: str, size: float) -> int:
    return len(typesetting.wrap(text, template.SAFE, size))


def _picture(slide: Any, picture: reading.Picture, box: tuple[float, ...]) -> None:
    """Show the whole exhibit as drawn; its own title repeats the slide's, so it is cropped off."""
    left, top, width, height = box
    shape = slide.shapes.add_picture(BytesIO(picture.png), Pt(left), Pt(top), height=Pt(height))
    cut = (top - 6) / template.HIGH
    shape.crop_top, shape.crop_bottom = cut, 0.08
    shape.width, shape.height = Pt(width), Pt(width * 9 / 16 * (1 - cut - 0.08))
    shape._element.nvPicPr.cNvPr.set("descr", clean(picture.payload["alt"]))


def _notes(payload: dict[str, Any], words: dict[str, Any]) -> str:
    lines = [payload["subtitle"], payload["caveat"], "", f"{words['notes']}:"]
    for row in payload["figures"]:
        english = f" — {row['quote_en']}" if payload["lang"] == "en" else ""
        lines.append(f"[{row['figure']}] §{row['section']} “{row['quote']}”{english}")
        if row["note"] and payload["lang"] == "en":
            lines.append(f"    {row['note']}")
    return clean("\n".join(lines))


def _appendix(show: Any, rows: list[dict[str, Any]], words: dict[str, Any], lang: str) -> None:
    rows = sorted(rows, key=lambda row: (row["section"], row["figure"]))
    pages = [rows[i : i + _ROWS] for i in range(0, len(rows), _ROWS)]
    for number, page in enumerate(pages, start=1):
        slide = show.slides.add_slide(template.layout(show))
        _title(slide, f"{words['sources']} {number}/{len(pages)}", 22, 22, style.INK)
        cells = [
            [
                row["section"],
                row["quote"],
                *([row["quote_en"]] if lang == "en" else []),
                row["figure"],
            ]
            for row in page
        ]
        tables.table(slide, words["heads"], cells, (template.MARGIN, 62, template.ROOM, 440), 12)


def _title(slide: Any, text: str, size: float, top: float, colour: str) -> None:
    shape = slide.shapes.title
    shape.left, shape.top = Pt(template.MARGIN), Pt(top)
    lines = len(typesetting.wrap(text, template.SAFE, size, "Bold"))
    shape.width, shape.height = Pt(template.ROOM), Pt(lines * size * 1.25 + 4)
    _write(shape.text_frame, text, size, colour, bold=True)


def _box(slide: Any, text: str, top: float, height: float, size: float, colour: str) -> None:
    shape = slide.shapes.add_textbox(
        Pt(template.MARGIN), Pt(top), Pt(template.ROOM), Pt(max(height, size * 1.4))
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
