"""What all native charts share: the chart itself, colours, labels, whiskers, the key."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lxml.builder import ElementMaker
from pptx.enum.chart import XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_LINE, MSO_PATTERN
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.util import Pt

from xiaoyi_data.canvas import style
from xiaoyi_data.canvas.layout import Box
from xiaoyi_data.exports.slides import template
from xiaoyi_data.exports.slides.template import SLIDE, A, paint, rgb

Record = dict[str, Any]
# Before the text of a floor, and of a ceiling: arrows lose their heads in some viewers.
LEADS = dict.fromkeys(style.FLOORS, "→ ") | dict.fromkeys(style.CEILINGS, "| ")
_TINTS = {"target": "#EDB48F", "claim": "#B8BFC6"}  # of the outlines of hollow marks
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
C: Any = ElementMaker(namespace=_C, typemap=template.SPELLED)


def chart(slide: Any, kind: Any, data: Any, payload: Record, box: Box, plot: Box) -> Any:
    """Add a chart to a slide, with its text alternative, and return it.

    ``plot`` is where in the box its marks stand; what is left of them is for names.
    """
    frame = slide.shapes.add_chart(kind, *(Pt(side) for side in box), data)
    frame._element.nvGraphicFramePr.cNvPr.set("descr", payload["alt"])
    made = frame.chart
    made.has_title, made.has_legend = False, False
    set_font(made.font, style.LABEL, style.INK)
    space = made._chartSpace
    for node in space.iter(f"{{{_C}}}axId", f"{{{_C}}}crossAx"):
        # python-pptx numbers axes below zero, which the schema of PowerPoint's files forbids.
        node.set("val", str(abs(int(node.get("val")))))
    area = space.find(f".//{{{_C}}}plotArea")
    for old in area.findall(f"{{{_C}}}layout"):
        area.remove(old)
    area.insert(0, _placed(box, plot, "inner"))
    return made


def legend(
    made: Any, box: Box, plot: Box, names: Sequence[str], hidden: Sequence[int] = ()
) -> None:
    """Name the series above the plot, from its left, but for those at the places ``hidden``."""
    made.has_legend = True
    made.legend.position = XL_LEGEND_POSITION.TOP
    made.legend.include_in_layout = False
    made.legend.font.size = Pt(style.LABEL)
    after = made.legend._element.find(f"{{{_C}}}legendPos")
    for place in sorted(hidden):
        entry = C.legendEntry(C.idx(val=place), C.delete(val=1))
        after.addnext(entry)
        after = entry
    room = sum(SLIDE.wide(name) + 34 for name in names)
    after.addnext(_placed(box, (plot[0], 0.0, min(room, box[2] - plot[0]), 24.0)))


def set_text(frame: Any, text: str, size: float, colour: str, *, bold: bool = False) -> None:
    """Write a text into a frame without margins, from its top."""
    frame.word_wrap, frame.auto_size = True, MSO_AUTO_SIZE.NONE
    frame.vertical_anchor = MSO_ANCHOR.TOP
    frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
    frame.text = text
    for run in (run for paragraph in frame.paragraphs for run in paragraph.runs):
        set_font(run.font, size, colour, bold)


def set_font(font: Any, size: float, colour: str, bold: bool | None = None) -> None:
    """Set size and colour of a font, and whether it is bold where that is given."""
    font.size, font.bold = Pt(size), bold
    font.color.rgb = rgb(colour)


def text_box(
    slide: Any, text: str, box: Box, size: float, colour: str,
    *, bold: bool = False, centred: bool = False,
) -> None:  # fmt: skip
    """Write a text into a box of a slide."""
    shape = slide.shapes.add_textbox(*(Pt(round(side, 3)) for side in box))
    set_text(shape.text_frame, text, size, colour, bold=bold)
    if centred:
        for paragraph in shape.text_frame.paragraphs:
            paragraph.alignment = PP_ALIGN.CENTER


def label(point: Any, text: str, side: Any, *, lead: str = "", **look: Any) -> None:
    """Write a text beside a point.

    ``lead``, if any, stands before it in bold and in ``edge``, a colour; ``look`` may also set
    ``bold`` and ``colour``, and ``clear`` where the text stands on a line.
    """
    if not text:
        return
    frame = point.data_label.text_frame
    frame.word_wrap = False
    paragraph = frame.paragraphs[0]
    words = [(lead, look.get("edge", style.INK), True)]
    words += [(text, look.get("colour", style.INK), look.get("bold", False))]
    for said, colour, bold in words:
        for number, line in enumerate(said.split("\n")):
            paragraph = frame.add_paragraph() if number else paragraph
            if line:
                run = paragraph.add_run()
                run.text = line
                set_font(run.font, style.LABEL, colour, bold)
    if look.get("clear"):
        point.data_label._dLbl.find(f"{{{_C}}}tx").addnext(C.spPr(paint(style.PAPER)))
    point.data_label.position = side


def spot(marker: Any, role: str, size: int) -> None:
    """Make a marker a dot of its role; hollow ones are tinted, since some viewers drop outlines."""
    marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, size
    fill(marker.format, role)
    if role in _TINTS:
        marker.format.fill.fore_color.rgb = rgb(_TINTS[role])
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


def line(shape: Any, colour: str, *, width: float = 1.5, **look: Any) -> None:
    """Draw a line in a colour; ``look`` may set its ``dash``, and an ``end`` such as an arrow's."""
    shape.color.rgb, shape.width = rgb(colour), Pt(width)
    if look.get("dash"):
        shape.dash_style = look["dash"]
    if look.get("end"):
        shape._get_or_add_ln().append(A.tailEnd(type=look["end"]))


def set_log(axis: Any) -> None:
    """Let an axis count in powers of ten."""
    axis._element.find(f"{{{_C}}}scaling").insert(0, C.logBase(val=10))


def name_every(axis: Any, every: int) -> None:
    """Let an axis of steps name each so-manieth alone."""
    if every > 1:
        last = axis._element.find(f"{{{_C}}}noMultiLvlLbl")
        last.addprevious(C.tickLblSkip(val=every))


def upright(slide: Any, left: float, top: float, height: float) -> None:
    """Draw a dashed line down a slide, from a place in points."""
    ends = (Pt(left), Pt(top), Pt(left), Pt(top + height))
    drawn = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, *ends)
    line(drawn.line, style.MUTED, width=1.0, dash=MSO_LINE.DASH)


def band(series: Any, plus: Sequence[float | None], minus: Sequence[float | None]) -> None:
    """Draw a pale stripe over what the points of a bar series leave open, each on its own.

    They are error bars: PowerPoint has no other line from a bar.
    """
    outline = A.ln(paint(style.PAPER, A.alpha(val=60000)), w=int(Pt(9)), cap="flat")
    stripe = C.errBars(
        C.errBarType(val="both"),
        C.errValType(val="cust"),
        C.noEndCap(val=1),
        C.plus(_numbers(plus)),
        C.minus(_numbers(minus)),
        C.spPr(outline),
    )
    series._element.find(f"{{{_C}}}cat").addprevious(stripe)


def _placed(box: Box, place: Box, target: str = "") -> Any:
    """Return the layout element that puts something at a place within a chart's box."""
    shares = (place[0] / box[2], place[1] / box[3], place[2] / box[2], place[3] / box[3])
    inner = [C.layoutTarget(val=target)] if target else []
    sides = [
        C(name, val=round(min(max(share, 0.0), 1.0), 5))
        for name, share in zip("xywh", shares, strict=True)
    ]
    manual = C.manualLayout(*inner, C.xMode(val="edge"), C.yMode(val="edge"), *sides)
    return C.layout(manual)


def _numbers(values: Sequence[float | None]) -> Any:
    points = [
        C.pt(C.v(repr(float(value))), idx=place)
        for place, value in enumerate(values)
        if value is not None
    ]
    return C.numLit(C.formatCode("General"), C.ptCount(val=len(values)), *points)
