"""The slide template, made by code: 16:9, clean, with an East Asian face in its theme."""

from __future__ import annotations

from typing import Any

from lxml import etree
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.util import Pt

WIDE, HIGH, MARGIN = 960.0, 540.0, 44.0
ROOM = WIDE - 2 * MARGIN
# Texts are measured in the bundled font; a reader's own may be this much wider.
SAFE = ROOM * 0.84
_LATIN, _EAST_ASIAN = "Arial", "Microsoft YaHei"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_TITLE_ONLY = 5


def blank(show: Any) -> Any:
    """Turn python-pptx's stock 4:3 presentation into ours; return it."""
    across, down = WIDE / (show.slide_width / 12700), HIGH / (show.slide_height / 12700)
    show.slide_width, show.slide_height = Pt(WIDE), Pt(HIGH)
    for page in [show.slide_master, *show.slide_layouts]:
        for shape in page.placeholders:
            # All four or none: an inherited placeholder given two of them leaves the page.
            left, top, width, height = shape.left, shape.top, shape.width, shape.height
            shape.left, shape.width = int(left * across), int(width * across)
            shape.top, shape.height = int(top * down), int(height * down)
    for shape in list(layout(show).placeholders):
        if shape.placeholder_format.type not in (1, 3):  # keep the title alone
            shape._element.getparent().remove(shape._element)
    # The master's title is centred; ours stand at the left margin.
    for level in show.slide_master._element.iter(f"{_A}lvl1pPr"):
        if level.getparent().tag.endswith("titleStyle"):
            level.set("algn", "l")
    _set_theme_fonts(show)
    return show


def layout(show: Any) -> Any:
    """Return the layout with a title and nothing else."""
    return show.slide_layouts[_TITLE_ONLY]


def set_language(slide: Any, lang: str) -> None:
    """Mark every run of a slide and its notes with the language it is in."""
    code = "zh-CN" if lang == "zh" else "en-GB"
    parts = [slide._element]
    if slide.has_notes_slide:
        parts.append(slide.notes_slide._element)
    for part in parts:
        for run in part.iter(f"{_A}r"):
            text = "".join(node.text or "" for node in run.iter(f"{_A}t"))
            chinese = any("\u4e00" <= c <= "\u9fff" for c in text)
            properties = run.find(f"{_A}rPr")
            if properties is None:
                properties = etree.SubElement(run, f"{_A}rPr")
                run.insert(0, properties)
            properties.set("lang", "zh-CN" if chinese else code)
            properties.set("altLang", "en-GB" if chinese else "zh-CN")


def _set_theme_fonts(show: Any) -> None:
    part = show.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = etree.fromstring(part.blob)
    for fonts in theme.iter(f"{_A}majorFont", f"{_A}minorFont"):
        fonts.find(f"{_A}latin").set("typeface", _LATIN)
        fonts.find(f"{_A}ea").set("typeface", _EAST_ASIAN)
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)
