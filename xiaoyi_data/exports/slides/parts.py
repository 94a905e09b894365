"""What all native charts share: the chart itself, colours, labels, whiskers, the key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pptx.enum.chart import XL_LEGEND_POSITION, XL_MARKER_STYLE
from pptx.enum.dml import MSO_PATTERN
from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE, PP_ALIGN
from pptx.oxml.ns import qn
from pptx.util import Pt

from xiaoyi_data.canvas import style
from xiaoyi_data.canvas.layout import Box
from xiaoyi_data.exports.slides.template import SLIDE, A, C, paint, rgb

Record = dict[str, Any]
# Before the text of a floor, and of a ceiling: arrows lose their heads in some viewers.
LEADS = dict.fromkeys(style.FLOORS, "→ ") | dict.fromkeys(style.CEILINGS, "| ")
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"


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
    made: Any, box: Box, plot: Box, names: Sequence[str], hidden: Sequence[int] = (),
    top: float = 0.0,
) -> None:  # fmt: skip
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
    sign = 34 if made.plots[0]._element.tag.endswith("}barChart") else 60  # a dot, on its line
    room = sum(SLIDE.wide(name) + sign for name in names)
    after.addnext(_placed(box, (plot[0], top, min(room, box[2] - plot[0]), 24.0)))


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


def spot(marker: Any, role: str, size: int) -> None:
    """Make a marker a dot of its role; those of targets and claims are hollow.

    They have no fill rather than a white one: LibreOffice draws no outlines of markers, and then
    fills them with that colour.
    """
    marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, size
    fill(marker.format, role)
    if style.colour(role) == style.PAPER:
        marker.format.fill.background()
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


def set_log(axis: Any, base: float = 10.0) -> None:
    """Let an axis count in powers of a base."""
    axis._element.find(f"{{{_C}}}scaling").insert(0, C.logBase(val=f"{base:g}"))


def name_every(axis: Any, every: int) -> None:
    """Let an axis of steps name each so-manieth alone."""
    if every > 1:
        # They stand upright of themselves then; LibreOffice, told so, breaks them into lines.
        axis._element.txPr.find(qn("a:bodyPr")).attrib.pop("rot", None)
        last = axis._element.find(f"{{{_C}}}noMultiLvlLbl")
        last.addprevious(C.tickLblSkip(val=every))


def whiskers(
    series: Any, outline: Any, ends: Mapping[str, tuple[str, Sequence[float | None]]], way: str = ""
) -> None:
    """Draw a line from each point of a series to its ends, as far as cells of the sheet say.

    ``ends`` are the references of the cells, and what they hold, for ``plus`` and ``minus``;
    ``way`` is the axis along which they run, where a chart has two of values.
    """
    made = C.errBars(
        *([C.errDir(val=way)] if way else []),
        C.errBarType(val="both" if len(ends) > 1 else next(iter(ends))),
        C.errValType(val="cust"),
        C.noEndCap(val=1),
    )
    for name in ("plus", "minus"):
        if name in ends:
            made.append(C(name, numbers(*ends[name])))
    made.append(C.spPr(outline))
    after = series._element.find(f"{{{_C}}}{'xVal' if way else 'cat'}")
    after.addprevious(made)


def outline(colour: str, width: float, *looks: Any, alpha: int = 100, end: str = "") -> Any:
    """Return a line of a colour, so many points wide, that may end in an arrow."""
    shades = [A.alpha(val=alpha * 1000)] if alpha < 100 else []
    ends = [A.tailEnd(type=end)] if end else []
    return A.ln(paint(colour, *shades), *looks, *ends, w=int(Pt(width)), cap="flat")


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


def numbers(where: str, values: Sequence[float | None]) -> Any:
    """Return the element that reads numbers of cells, and says what they hold."""
    points = [
        C.pt(C.v(repr(float(value))), idx=place)
        for place, value in enumerate(values)
        if value is not None
    ]
    cache = C.numCache(C.formatCode("General"), C.ptCount(val=len(values)), *points)
    return C.numRef(C.f(where), cache)
