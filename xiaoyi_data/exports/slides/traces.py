"""What charts of an analyst's own share: axes, colours, error bars, title and key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from pptx.enum.chart import XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.util import Pt

from xiaoyi_data import choices
from xiaoyi_data.canvas import style
from xiaoyi_data.canvas.layout import Box
from xiaoyi_data.exports.slides import parts, sheets
from xiaoyi_data.exports.slides.labels import Labels
from xiaoyi_data.exports.slides.parts import Record
from xiaoyi_data.exports.slides.template import SLIDE, A, C, literal, rgb

REACH = "reach"  # a series that is not seen, as far as error bars reach
HEAD, KEY = 24.0, 30.0  # points: of a heading, of the key
NUMBERS, NAMES = 62.0, 30.0  # of what stands beside an axis
_TITLE = 26.0  # of that of an axis
_MARKERS = {
    "o": XL_MARKER_STYLE.CIRCLE, "s": XL_MARKER_STYLE.SQUARE, "^": XL_MARKER_STYLE.TRIANGLE,
    "D": XL_MARKER_STYLE.DIAMOND, "x": XL_MARKER_STYLE.X, "+": XL_MARKER_STYLE.PLUS,
    "*": XL_MARKER_STYLE.STAR, "": XL_MARKER_STYLE.NONE,
}  # fmt: skip
_DASHES = {"--": MSO_LINE.DASH, ":": MSO_LINE.ROUND_DOT, "-.": MSO_LINE.DASH_DOT}


def ends(payload: Record) -> list[float]:
    """The lowest and the highest end of error bars, which no axis reaches for of itself."""
    rows = [row for row in payload["data"] if row.get("low") is not None]
    return [min(row["low"] for row in rows), max(row["high"] for row in rows)] if rows else []


def upright(order: Sequence[str], box: Box) -> float:
    """Points for names below an axis, which stand upright where they are wider than a step."""
    wide = max(map(SLIDE.wide, order))
    return NAMES if wide < (box[2] - NUMBERS) / len(order) else min(wide + 16, box[3] / 3)


def plot(drawn: Record, box: Box, beside: tuple[float, float], titles: tuple[str, str]) -> Box:
    """Where the marks have room beside numbers, names and titles on the left and below."""
    top = (HEAD if drawn["title"] else 0.0) + (KEY if drawn["key"] is not None else 0.0) + 8
    left, foot = (
        room + (_TITLE if title else 0.0) for room, title in zip(beside, titles, strict=True)
    )
    return (left, top, box[2] - left - 16, box[3] - top - foot)


def axis(axis: Any, title: str, look: Mapping[str, Any] | None = None) -> None:
    axis.has_major_gridlines = False
    parts.set_font(axis.tick_labels.font, style.LABEL, style.INK)
    axis.format.line.color.rgb = rgb(style.MUTED)
    axis.has_title = bool(title)
    if title:
        axis.axis_title.text_frame.text = title
        for run in axis.axis_title.text_frame.paragraphs[0].runs:
            parts.set_font(run.font, style.LABEL, style.MUTED, False)
    if look is None:
        return
    if look["format"]:
        axis.tick_labels.number_format = look["format"]
        axis.tick_labels.number_format_is_linked = False
    else:
        axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    if look["log"]:
        parts.set_log(axis, look["log"])


def hide(series: Any) -> None:
    series.marker.style = XL_MARKER_STYLE.NONE
    series.format.line.fill.background()


def unseen(bars: Any) -> None:
    """Make of the last series of bars a line that is not seen, on their axes."""
    series = bars._element.xpath("c:ser")[-1]
    for one in series.xpath("c:invertIfNegative | c:spPr"):
        series.remove(one)
    series.xpath("c:tx")[0].addnext(C.spPr(A.ln(A.noFill())))
    series.xpath("c:spPr")[0].addnext(C.marker(C.symbol(val="none")))
    axes = [C.axId(val=axis.get("val")) for axis in bars._element.xpath("c:axId")]
    line = C.lineChart(
        C.grouping(val="standard"), C.varyColors(val=0), series, C.marker(val=1), *axes
    )
    bars._element.addnext(line)


def cross(axis: Any, where: str) -> None:
    """Let an axis stand at an end of the other; python-pptx, told so, leaves it at zero."""
    axis._element.xpath("c:crosses")[0].set("val", where)


def fill(shape: Any, colour: str) -> None:
    shape.fill.solid()
    old = shape._element.xpath("c:spPr/a:solidFill")[0]
    old.getparent().replace(old, literal(colour))


def trace(series: Any, look: Record) -> None:
    """Give a series its line and its markers."""
    series.smooth = False
    colour, line = look["colour"], series.format.line
    if look["dash"]:
        line.width = Pt(2)
        if look["dash"] in _DASHES:
            line.dash_style = _DASHES[look["dash"]]
        line._ln.insert(0, literal(colour))
    else:
        line.fill.background()
    series.marker.style = _MARKERS[look["marker"]]
    if look["marker"]:
        series.marker.size = 8
        fill(series.marker.format, colour)
        series.marker.format.line._get_or_add_ln().append(literal(colour))


def say(made: Any, data: Any, marks: Any, payload: Record, side: Any) -> None:
    """Write the texts of bars, which are their values, at them."""
    head = choices.words("slides", payload["lang"])["sheet"]["label"]
    for index, (series, rows) in enumerate(zip(made.plots[0].series, marks, strict=True)):
        spoken = Labels(series, data, index, head)
        for place, row in enumerate(rows):
            if row is not None and row.get("text"):
                spoken.say(place, row["text"], side, own=row["value"])
        spoken.close()


def whiskers(made: Any, data: Any, marks: Any, payload: Record, way: str = "") -> None:
    """Draw error bars where marks have any."""
    words = choices.words("slides", payload["lang"])["sheet"]
    for index, (series, rows) in enumerate(zip(made.plots[0].series, marks, strict=False)):
        known = [row if row and row.get("low") is not None else None for row in rows]
        if any(known):
            ends = sheets.spans(data, index, known, words)
            outline = parts.outline(style.INK, 1.5)
            if payload["drawn"]["type"] != "bar":
                outline.replace(outline[0], literal(payload["drawn"]["series"][index]["colour"]))
            parts.whiskers(series, outline, ends, way)
    if REACH in [series.name for series in data]:
        index = [series.name for series in data].index(REACH)
        for place in range(data.many(index)):
            head, most = (words["high"], "MAX") if place else (words["low"], "MIN")
            value = data[index].values[place] if not way else data[index][place].y
            formula = f"={most}({','.join(data.under(head))})"
            data.put(data.at(index, place), sheets.Cell(value, formula))


def finish(made: Any, data: Any, drawn: Record, box: Box, plot: Box) -> None:
    """Add title and key, and let the chart read its sheet."""
    if drawn["title"]:
        made.has_title = True
        made.chart_title.include_in_layout = False
        frame = made.chart_title.text_frame
        frame.text = drawn["title"]
        for run in frame.paragraphs[0].runs:
            parts.set_font(run.font, style.LABEL, style.INK, True)
    if drawn["key"] is not None:
        names = [look["name"] for look in drawn["series"]]
        hidden = list(range(len(names), len(data)))
        top = HEAD if drawn["title"] else 0.0
        parts.legend(made, box, plot, names, hidden, top)
    data.bind(made)
