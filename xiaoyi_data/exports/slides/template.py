"""What slides are made with: measures, colours of the theme, languages, properties of the file."""

from __future__ import annotations

import colorsys
import struct
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from lxml import etree
from lxml.builder import ElementMaker
from pptx.dml.color import RGBColor
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn

from xiaoyi_data.canvas import style
from xiaoyi_data.canvas.layout import Canvas

# Texts are measured in the bundled font, of which Arial and YaHei are at most 1.06 times as wide.
# Their bold is as wide, so titles break where the notebook breaks them.
SLIDE = Canvas(
    title_top=28, title_leading=1.25, leading=1.35, foot_free=50, wider=1.06, bold=1.01, cell=1.02
)
_EPOCH = struct.pack("<2H", 0, 33)  # the first of January 1980, as zip writes it
_LATIN, _EAST_ASIAN = "Arial", "Microsoft YaHei"
_SCHEME = {
    "dk1": style.INK,
    "dk2": style.INK,
    "lt2": style.GRID,
    "hlink": style.ACCENT,
    "folHlink": style.MUTED,
}
_SCHEME |= {
    f"accent{place}": style.edge(role)
    for place, role in enumerate(("achieved", "to_finish", "target", "cut", "context"), start=1)
}
_SCHEME["accent6"] = style.colour("under_way")
# As what colours stand in texts and shapes; greys but these are tints of the text's, so that they
# are grey in every theme.
_NAMES = {colour: name for name, colour in _SCHEME.items() if name.startswith("accent")}
_NAMES |= {style.PAPER: "bg1", style.ACCENT: "accent1", style.GRID: "bg2", style.INK: "tx1"}
del _NAMES[style.edge("context")]
_BASES = {name: _SCHEME[name] for name in ("accent1", "accent3")}  # of tints: one cool, one warm
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
# Makers of elements: A.ln(w=1).
SPELLED = {int: lambda _, value: str(value), float: lambda _, value: str(value)}
A: Any = ElementMaker(namespace=_A[1:-1], typemap=SPELLED)
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
C: Any = ElementMaker(namespace=_C, typemap=SPELLED)
_APP = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Properties xmlns="http://schemas.'
    b'openxmlformats.org/officeDocument/2006/extended-properties"><PresentationFormat>Widescreen'
    b"</PresentationFormat></Properties>"
)


def rgb(colour: str) -> RGBColor:
    """Return a colour of the house as python-pptx wants it."""
    return RGBColor.from_string(colour[1:])


def paint(colour: str, *shades: Any) -> Any:
    """Return the element that fills something with a colour."""
    return A.solidFill(A.srgbClr(*shades, val=colour[1:]))


def literal(colour: str) -> Any:
    """Return the element that fills something with a colour of an analyst's, in every theme.

    ``colour`` has six digits, or eight with its opacity. A shade of nothing marks it as such.
    """
    made = A.srgbClr(A.lumOff(val=0), val=colour[1:7])
    if len(colour) > 7:
        made.append(A.alpha(val=round(1e5 * int(colour[7:], 16) / 255)))
    return A.solidFill(made)


def follow_theme(slide: Any) -> None:
    """Turn the colours of a slide and its charts into those of the theme, or shades of them.

    Whoever changes the theme recolours them. Those that ``literal`` paints stay what they are.
    """
    for part in [slide._element, *_charts(slide)]:
        for given in list(part.iter(f"{_A}srgbClr")):
            if given.find(f"{_A}lumOff") is not None:
                continue
            name, shades = _themed(f"#{given.get('val').upper()}")
            made = A.schemeClr(*(A(shade, val=share) for shade, share in shades), *given, val=name)
            given.getparent().replace(given, made)


def _themed(colour: str) -> tuple[str, list[tuple[str, int]]]:
    """The colour of the theme that a colour is, or is a tint or a shade of.

    Under the theme of the house it is that colour; under another it is as light and as vivid
    beside those of the theme.

    >>> _themed("#0B5C8A"), _themed("#1F2A33")[0]
    (('accent1', []), 'tx1')
    """
    if colour in _NAMES:
        return _NAMES[colour], []
    hue, light, full = _parts(colour)
    name = (
        min(_BASES, key=lambda base: abs(_parts(_BASES[base])[0] - hue)) if full > 0.25 else "tx1"
    )
    own = _parts(_BASES.get(name, style.INK))
    shades = [
        ("hueOff", round((hue - own[0]) * 360 * 60_000)),
        ("satMod", round(1e5 * full / own[2])),
    ]
    if light < own[1]:
        return name, [*shades, ("lumMod", round(1e5 * light / own[1]))]
    share = (1 - light) / (1 - own[1])
    return name, [*shades, ("lumMod", round(1e5 * share)), ("lumOff", round(1e5 * (1 - share)))]


def _parts(colour: str) -> tuple[float, float, float]:
    """Hue, lightness and saturation."""
    red, green, blue = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return colorsys.rgb_to_hls(red, green, blue)


def introduce(show: Any, title: str, lang: str, when: datetime, about: str) -> None:
    """Let the file say what it is: title, author, language, date, and nothing of another's."""
    core = show.core_properties
    core.title, core.author, core.last_modified_by = title, "xiaoyi_data", "xiaoyi_data"
    core.language = "zh-CN" if lang == "zh" else "en-GB"
    core.subject = core.keywords = core.category = ""
    core.comments, core.created, core.modified = about[:255], when, when
    package = show.part.package
    for key, link in list(package._rels.items()):
        if link.reltype.endswith("/thumbnail"):
            package._rels.pop(key)
        elif link.reltype.endswith("/extended-properties"):
            link.target_part._blob = _APP


def undate(path: Path) -> None:
    """Set the dates of a zip's parts to its epoch: what is made twice is the same, byte for byte.

    In place, where the format has them, since to compress it all again takes as long as to save.
    """
    with zipfile.ZipFile(path) as parts:
        heads = [part.header_offset + 10 for part in parts.infolist()]
        place, count = parts.start_dir, len(heads)
    content = bytearray(path.read_bytes())
    for _ in range(count):
        heads.append(place + 12)
        place += 46 + sum(struct.unpack_from("<3H", content, place + 28))
    for head in heads:
        content[head : head + 4] = _EPOCH
    path.write_bytes(content)


def set_language(slide: Any, lang: str) -> None:
    """Mark every run of a slide, its charts and its notes with the language it is in."""
    code = "zh-CN" if lang == "zh" else "en-GB"
    for run in _runs(slide):
        text = "".join(node.text or "" for node in run.iter(f"{_A}t"))
        chinese = any("\u4e00" <= c <= "\u9fff" for c in text)
        properties = run.find(f"{_A}rPr")
        if properties is None:
            run.insert(0, properties := A.rPr())
        properties.set("lang", "zh-CN" if chinese else code)
        properties.set("altLang", "en-GB" if chinese else "zh-CN")


def _runs(slide: Any) -> Iterator[Any]:
    parts = [slide._element, *_charts(slide)]
    if slide.has_notes_slide:
        parts.append(slide.notes_slide._element)
    for part in parts:
        yield from part.iter(f"{_A}r")


def _charts(slide: Any) -> Iterator[Any]:
    """The elements of a slide's charts; python-pptx would look at each shape for it, at length."""
    for held in slide._element.iter(f"{{{_C}}}chart"):
        yield slide.part.related_part(held.get(qn("r:id")))._element


def set_theme(show: Any) -> None:
    """Give the theme our name, faces and colours, so that what a presenter adds looks alike."""
    part = show.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    theme = etree.fromstring(part.blob)
    theme.set("name", "Xiaoyi")
    for fonts in theme.iter(f"{_A}majorFont", f"{_A}minorFont"):
        fonts.find(f"{_A}latin").set("typeface", _LATIN)
        fonts.find(f"{_A}ea").set("typeface", _EAST_ASIAN)
    colours = next(theme.iter(f"{_A}clrScheme"))
    for name, colour in _SCHEME.items():
        colours.find(f"{_A}{name}").replace(
            colours.find(f"{_A}{name}")[0], A.srgbClr(val=colour[1:])
        )
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)
