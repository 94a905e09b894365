"""A drawing, kept as SVG with outlines for letters -> files, without drawing it again.

Typst makes PNG and PDF of it. It sees the bundled font and no other, asks nobody for anything and
has no clock, so a drawing becomes the same bytes on every machine.
"""

from __future__ import annotations

import io
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from lxml import etree

from xiaoyi_data import choices
from xiaoyi_data.canvas import outlines, style
from xiaoyi_data.canvas.layout import PICTURE

if TYPE_CHECKING:
    import typst

KINDS = ("png", "svg", "pdf")
# Width in cm and dots an inch: a slide; one of two columns of A4; 1080 dots, as WeChat shows it.
SIZES = {"slide": (PICTURE.width / 72 * 2.54, 144), "a4-column": (8.5, 300), "wechat": (9.144, 300)}
_CM = 72 / 2.54  # points
_UNTOLD = {"title": "", "alt": "", "lang": "en", "date": "", "about": ""}
_ONE = Lock()  # a compiler serves one at a time, and files are made in threads
_PAGE = """
#let told = sys.inputs.date.matches(regex("\\d+")).map(found => int(found.text))
#let date = if told.len() < 6 { none } else {
  let (year, month, day, hour, minute, second, ..) = told
  datetime(year: year, month: month, day: day, hour: hour, minute: minute, second: second)
}
#set document(title: sys.inputs.title, date: date, description: sys.inputs.about)
#set text(lang: sys.inputs.lang)
#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image(bytes(sys.inputs.svg), format: "svg", width: float(sys.inputs.width) * 1pt,
       alt: sys.inputs.alt)
"""
# What lies behind a drawing: its own ground, that of its charts, and of texts upon lines.
_GROUNDS = (
    "//*[@id='figure_1']/*[@id='patch_1']/*",
    "//*[starts-with(@id, 'axes_')]/*[starts-with(@id, 'patch_')][1]/*",
    "//*[starts-with(@id, 'text_')]/*[starts-with(@id, 'patch_')]/*",
)


def png(svg: str, width: float, ppi: float = style.DPI) -> bytes:
    """Return a drawing ``width`` points wide as PNG, at ``ppi`` pixels an inch.

    Raises ValueError, as all here do, when it is no SVG.

    >>> png('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>', 9)[1:4]
    b'PNG'
    """
    return _made(svg, width, format="png", ppi=ppi)


def pdf(
    svg: str, width: float, *, title: str = "", alt: str = "", lang: str = "en", date: str = "",
    about: str = "",
) -> bytes:  # fmt: skip
    """Return a drawing ``width`` points wide as a PDF of one page, as large as it is.

    ``date``, in ISO 8601 and UTC, and ``about`` say when and of what it was made.

    Its letters are texts again, to find and to copy, and the font they are set in is embedded; a
    formula stays outlines.

    >>> pdf('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"/>', 9)[:5]
    b'%PDF-'
    """
    tree = _tree(svg)
    if outlines.restore(tree):
        tree.set("font-family", style.FONT)
        for text in tree.iter("{*}text"):
            if text.get("class") == "bold":
                text.set("font-weight", "700")
        svg = etree.tostring(tree, encoding="unicode")
    told = {"title": title, "alt": alt, "lang": lang, "date": date, "about": about}
    return _made(svg, width, told, format="pdf")


def file(
    svg: str,
    kind: str,
    *,
    width_cm: float = SIZES["slide"][0],
    dpi: float = SIZES["slide"][1],
    background: str = style.PAPER,
    **about: str,
) -> bytes:
    """Return the file that a drawing becomes: ``png``, ``svg`` or ``pdf``, at a width.

    ``background`` is a colour as SVG knows it, or ``none``; ``about`` is what a PDF says of itself
    (``title``, ``alt``, ``lang``). Raises ValueError for another kind, naming the nearest.

    >>> drawn = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 960 540"/>'
    >>> file(drawn, "svg", width_cm=16).decode()[40:80]
    'viewBox="0 0 960 540" width="16cm" heigh'
    """
    if kind not in KINDS:
        raise choices.unknown("kind of picture", kind, KINDS)
    if background != style.PAPER:
        svg = _on(svg, background)
    if kind == "svg":
        tree = _tree(svg)
        wide, high = map(float, tree.get("viewBox").split()[2:])
        tree.set("width", f"{width_cm:g}cm")
        tree.set("height", f"{width_cm * high / wide:g}cm")
        return bytes(etree.tostring(tree, encoding="utf-8"))
    if kind == "pdf":
        return pdf(svg, width_cm * _CM, **about)
    return _dotted(png(svg, width_cm * _CM, dpi), dpi)


def _tree(svg: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        return etree.fromstring(svg.encode(), parser)
    except etree.XMLSyntaxError as error:
        raise ValueError(f"a drawing that cannot be read: {error}") from None


def _on(svg: str, background: str) -> str:
    """Set a drawing on another ground than paper."""
    tree = _tree(svg)
    for path in _GROUNDS:
        for ground in tree.xpath(path):
            kept = ground.get("style", "").replace(f"fill: {style.PAPER.lower()}", "fill: GROUND")
            ground.set("style", kept.replace("GROUND", background))
    return str(etree.tostring(tree, encoding="unicode"))


def _dotted(picture: bytes, dpi: float) -> bytes:
    """Write into a PNG how large it is meant to be: Word and InDesign place it by that."""
    from PIL import Image

    dotted = io.BytesIO()
    with Image.open(io.BytesIO(picture)) as opened:
        opened.save(dotted, format="png", dpi=(dpi, dpi), optimize=True)
    return dotted.getvalue()


@cache
def _compiler() -> typst.Compiler:
    import typst  # here: it takes a while, and few commands draw

    folder = str(Path(style.font_path()).parent)
    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder]
    )
    # A drawing may name other files; none is found outside the root.
    return typst.Compiler(root=folder, font_paths=fonts, ignore_system_fonts=True)


def _made(svg: str, width: float, told: dict[str, str] | None = None, **options: Any) -> bytes:
    given = {"svg": svg, "width": str(width)} | _UNTOLD | (told or {})
    try:
        with _ONE:
            made = _compiler().compile(_PAGE.encode(), sys_inputs=given, **options)
    except RuntimeError as error:  # as Typst's own is
        raise ValueError(f"a drawing that cannot be read: {error}") from None
    assert isinstance(made, bytes)  # of one page
    return made
