"""What all native charts share: the chart itself, colours, labels, whiskers, the key."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from lxml import etree
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_PATTERN
from pptx.util import Pt

from xiaoyi_data import style

Box = tuple[float, ...]
Record = dict[str, Any]
FLOORS = ("at_least", "over")
_TINT = "#EDB48F"  # of the outline of targets
WIDER = 1.18  # a reader's own font, against the bundled one
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def chart(slide: Any, kind: Any, data: Any, payload: Record, box: Box) -> Any:
    """Add a chart to a slide, with its text alternative, and return it."""
    frame = slide.shapes.add_chart(kind, *(Pt(side) for side in box), data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", payload["alt"])
    made = frame.chart
    made.has_title, made.has_legend = False, False
    made.font.size = Pt(style.LABEL)
    made.font.color.rgb = rgb(style.INK)
    return made


def legend(made: Any, hidden: Collection[int] = ()) -> None:
    """Name the series above the chart, but for those at the places ``hidden``."""
    made.has_legend = True
    made.legend.position = XL_LEGEND_POSITION.TOP
    made.legend.include_in_layout = False
    made.legend.font.size = Pt(style.LABEL)
    position = made.legend._element.find(f"{{{_C}}}legendPos")
    for place in sorted(hidden, reverse=True):
        entry = _element("legendEntry", _element("idx", val=place), _element("delete", val=1))
        position.addnext(entry)


def label(point: Any, text: str, side: Any, **look: Any) -> None:
    """Write a text beside a point; ``look`` may set ``bold`` and ``colour``."""
    if not text:
        return
    frame = point.data_label.text_frame
    frame.text = text
    frame.word_wrap = False
    for paragraph in frame.paragraphs:
        for run in paragraph.runs:
            run.font.size, run.font.bold = Pt(style.LABEL), look.get("bold", False)
            run.font.color.rgb = rgb(look.get("colour", style.INK))
    point.data_label.position = side


def spot(marker: Any, role: str, size: int) -> None:
    """Make a marker a dot of its role; hollow ones are tinted, since some viewers drop outlines."""
    marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, size
    fill(marker.format, role)
    if role == "target":
        marker.format.fill.fore_color.rgb = rgb(_TINT)
    marker.format.line.width = Pt(2.25)


def fill(shape: Any, role: str, qualifier: str = "exact", *, hatch: bool = False) -> None:
    """Colour a mark by its role, as the notebook does; targets may be hatched."""
    if hatch:
        shape.fill.patterned()
        shape.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
        shape.fill.fore_color.rgb = rgb(style.edge(role))
        shape.fill.back_color.rgb = rgb(style.PAPER)
    else:
        shape.fill.solid()
        shape.fill.fore_color.rgb = rgb(style.colour(role))
    shape.line.color.rgb = rgb(style.edge(role))
    shape.line.width = Pt(1.5 if role == "target" or qualifier != "exact" else 0.75)


def line(shape: Any, colour: str, end: str | None = None) -> None:
    """Draw a line in a colour, with an arrow at its last point where ``end`` names one."""
    shape.color.rgb, shape.width = rgb(colour), Pt(1.5)
    if end:
        etree.SubElement(shape._get_or_add_ln(), f"{{{_A}}}tailEnd", type=end)


def whiskers(
    series: Any,
    length: float | Sequence[float],
    *,
    colour: str,
    side: str = "plus",
    share: bool = False,
    width: float = 1.5,
    direction: str | None = None,
    arrow: bool = False,
    cap: bool = False,
) -> None:
    """Draw lines from the points of a series, all of a length or each of its own.

    They are error bars: PowerPoint has no other line from a point. ``side`` is ``plus`` or
    ``minus``; with ``share`` the length is a percentage of the value; ``direction`` is ``x`` or
    ``y`` where the chart has two value axes.
    """
    outline = etree.Element(f"{{{_A}}}ln", w=str(int(Pt(width))))
    paint = etree.SubElement(etree.SubElement(outline, f"{{{_A}}}solidFill"), f"{{{_A}}}srgbClr")
    paint.set("val", colour[1:])
    if arrow:
        etree.SubElement(outline, f"{{{_A}}}tailEnd", type="arrow")
    shape = _element("spPr")
    shape.append(outline)
    own = isinstance(length, Sequence)
    kind = "cust" if own else "percentage" if share else "fixedVal"
    bars = _element(
        "errBars",
        *([_element("errDir", val=direction)] if direction else []),
        _element("errBarType", val=side),
        _element("errValType", val=kind),
        _element("noEndCap", val=int(not cap)),
        _numbers(side, length) if isinstance(length, Sequence) else _element("val", val=length),
        shape,
    )
    values = series._element.find(f"{{{_C}}}xVal")
    values = series._element.find(f"{{{_C}}}cat") if values is None else values
    values.addprevious(bars)


def rgb(colour: str) -> RGBColor:
    """Return a colour of the house as python-pptx wants it."""
    return RGBColor.from_string(colour[1:])


def _element(name: str, *children: Any, **attributes: Any) -> Any:
    made = etree.Element(f"{{{_C}}}{name}", {k: str(v) for k, v in attributes.items()})
    made.extend(children)
    return made


def _numbers(name: str, values: Sequence[float]) -> Any:
    literal = _element("numLit")
    form = _element("formatCode")
    form.text = "General"
    literal.extend([form, _element("ptCount", val=len(values))])
    for place, value in enumerate(values):
        number = _element("v")
        number.text = repr(float(value))
        literal.append(_element("pt", number, idx=place))
    return _element(name, literal)
