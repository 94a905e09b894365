"""Bar charts of PowerPoint: plain, clustered, stacked, and one under the other."""

from __future__ import annotations

from typing import Any

from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.oxml.ns import qn
from pptx.util import Pt

from xiaoyi_data import choices
from xiaoyi_data.canvas import layout, places, style
from xiaoyi_data.canvas.layout import Box
from xiaoyi_data.canvas.payload import said as numeral
from xiaoyi_data.exports.slides import parts, references, sheets
from xiaoyi_data.exports.slides.labels import Held, Labels
from xiaoyi_data.exports.slides.parts import LEADS, Record
from xiaoyi_data.exports.slides.template import SLIDE, C, rgb

TOTAL = "\u00a0"  # a series of zeros, whose labels end the bars; the key shows nothing of it
_GAP = "\u00a0"  # between a bar and its text
_ROW, _KEY, _HEAD = 92.0, 30.0, 30.0  # points: of a row at most, of the key, of a panel's heading


def panels(slide: Any, payload: Record, box: Box) -> None:
    """Draw a bar chart for each panel, under its heading, each on its own scale."""
    left, top, width, height = box
    names = list(dict.fromkeys(row["panel"] for row in payload["data"]))
    groups = [[row for row in payload["data"] if row["panel"] == name] for name in names]
    _, step = layout.spread(len(payload["data"]), height - _HEAD * len(names), _ROW)
    start = _names_width(payload["data"])
    for name, rows in zip(names, groups, strict=True):
        heading = (left, top + 4, width, _HEAD - 4)
        parts.text_box(slide, name, heading, style.LABEL, style.INK, bold=True)
        top += _HEAD
        part = (left, top, width, step * len(rows))
        bars(slide, payload | {"kind": "bars"}, rows, part, start)
        top += step * len(rows)


def bars(slide: Any, payload: Record, rows: list[Record], box: Box, start: float = 0.0) -> None:
    """Draw horizontal bars, plain or stacked, first row on top, each with its own text.

    Floors are led by an arrow, ceilings by a bar; targets are hatched. ``start`` is where zero or
    the lowest bar stands in the box, for charts that share it.
    """
    stacked, words = payload["kind"] == "stacked", choices.words("slides", payload["lang"])["sheet"]
    labels = [row["label"] for row in rows]
    layers: list[tuple[str, list[Record | None]]] = [(payload["subtitle"], list(rows))]
    if stacked:
        labels = list(dict.fromkeys(labels))
        # A part has no place of its own for bounds, so the picture draws its value alone.
        rows = [row | {"qualifier": None} for row in rows]
        layers = _layers(rows, labels)
    owners = [[row for row in rows if row["label"] == label] for label in labels]
    owners = owners if stacked else [[row] for row in rows]
    ranges = not stacked and any(row.get("qualifier") == "range" for row in rows)
    across = payload["reference"] if payload["kind"] == "bars" else None
    data = sheets.Categories()
    # A point without a value has no label in PowerPoint: the row says it.
    data.categories = [_named(label, own) for label, own in zip(labels, owners, strict=True)]
    for name, marks in layers:
        data.add_series(name, [row and _far(row) for row in marks])
    if stacked:
        data.add_series(TOTAL, [0.0] * len(labels))
    elif ranges:
        data.add_series(TOTAL, [_near(row) for row in rows])
    if across is not None:
        references.add(data, words["reference"], across, _ends(rows))
    kind = XL_CHART_TYPE.BAR_STACKED if stacked else XL_CHART_TYPE.BAR_CLUSTERED
    left, top, width, height = box
    start = start or _names_width(rows)
    names = list(dict.fromkeys(name for name, _ in layers))
    key = _KEY if len(names) > 1 else 0.0
    before, step = layout.spread(len(labels), height - key, _ROW)
    box = (left, top + before, width, key + step * len(labels))
    plot = (start, key, width - start, step * len(labels))
    sums = [sum(row["value"] or 0.0 for row in own) for own in owners if stacked]
    totals = [
        (value, f"{numeral(value)}{payload['unit']}" if any(map(_known, own)) else "–")
        for value, own in zip(sums, owners, strict=False)
    ]
    # Texts have their place beside the plot, so that the axis is free to follow the values.
    before, after = (0.0, _wide(totals)) if stacked else _sides(rows)
    plot = (start + before, key, width - start - before - after, step * len(labels))
    chart = parts.chart(slide, kind, data, payload, box, plot)
    made = chart.plots[0]
    made.gap_width, made.overlap, made.vary_by_categories = 60, 100, False
    ends = [*_ends(rows), *(value for value, _ in totals), across or 0.0]
    _axes(chart, ends)
    each = 0.85 * plot[2] / (max(map(abs, ends)) or 1.0)
    drawn = list(made.series)
    for index, (series, (_, own)) in enumerate(zip(drawn, layers, strict=False)):
        spoken = Labels(series, data, index, words["label"])
        for place, row in enumerate(own):
            if row is not None:
                _point(series.points[place], row, stacked)
                _say(spoken, place, row, data, each if stacked else None)
        spoken.close()
        _bands(series, own, data, index, words)
        if any((row or {}).get("qualifier") not in (None, "exact") for row in own):
            cells = [sheets.Cell(row.get("qualifier") if row else None) for row in own]
            data.column(index, words["qualifier"], cells)
    if stacked:
        drawn[-1].format.fill.background()
        spoken = Labels(drawn[-1], data, len(layers), words["label"])
        for place, (value, text) in enumerate(totals):
            own_cells = data.at(0, place), data.at(len(layers) - 1, place)
            held = [Held(value, f"SUM({':'.join(own_cells)})")]
            spoken.say(place, f"{_GAP}{text}", XL_LABEL_POSITION.INSIDE_BASE, held, bold=True)
        spoken.close()
    if ranges:
        for point, row in enumerate(rows):
            _uncover(drawn[1].points[point], row)
    if across is not None:
        references.draw(chart, data, across, _ends(rows))
    if key:
        hidden = [place for place, (name, _) in enumerate(layers)
                  if name in [before for before, _ in layers[:place]]]  # fmt: skip
        parts.legend(chart, box, plot, [*names, TOTAL] if stacked else names, hidden)
        for series, (name, _) in zip(drawn, layers, strict=False):
            parts.fill(series.format, next(r["role"] for r in rows if r.get("series") == name))
    data.bind(chart)


def _layers(rows: list[Record], labels: list[str]) -> list[tuple[str, list[Record | None]]]:
    """The series of a stack, each with its part of every bar, if there is one."""
    layer, order = places.layers((row["label"], row["series"]) for row in rows)
    found = {(which, row["label"]): row for which, row in zip(layer, rows, strict=True)}
    return [(which[0], [found.get((which, label)) for label in labels]) for which in order]


def _known(row: Record) -> bool:
    return row["value"] is not None or row.get("qualifier") == "range"


def _far(row: Record) -> float | None:
    """Where the bar of a mark ends; of a range that is the end farther from zero."""
    if row.get("qualifier") != "range" or row.get("low") is None or row.get("high") is None:
        return row["value"]
    return float(max(row["low"], row["high"], key=abs))


def _near(row: Record) -> float | None:
    far = _far(row)
    if row.get("qualifier") != "range" or far is None or row.get("low") is None:
        return None
    return float(row["low"] if far == row["high"] else row["high"])


def _uncover(point: Any, row: Record) -> None:
    """Leave of the bar of a range what lies between its ends: what is before is paper."""
    far, near = _far(row), _near(row)
    if far is None or near is None:
        return
    if far * near < 0:  # it reaches across zero
        parts.fill(point.format, row["role"], "range")
        return
    point.format.fill.solid()
    point.format.fill.fore_color.rgb = point.format.line.color.rgb = rgb(style.PAPER)


def _named(label: str, own: list[Record]) -> str:
    """A row's name, with what is said of a value that is missing."""
    if not any(map(_known, own)):
        return f"{label} ({own[0].get('text') or '–'})"
    return label


def _names_width(rows: list[Record]) -> float:
    """Points for the names of the rows, which PowerPoint wraps where they are longer."""
    labels = list(dict.fromkeys(_named(row["label"], [row]) for row in rows))
    return max(map(SLIDE.wide, layout.row_names(labels))) + 14


def _ends(rows: list[Record]) -> list[float]:
    ends = [end for row in rows for end in (_far(row), _near(row))]
    return [end for end in ends if end is not None] or [0.0]


def _sides(rows: list[Record]) -> tuple[float, float]:
    """Points for the texts of bars on the left, where they end below zero, and on the right."""
    texts = [(_far(row), SLIDE.wide(_beside(row)) + 14) for row in rows]
    before = [wide for value, wide in texts if value is not None and value < 0]
    return max(before, default=0.0), max((wide for _, wide in texts), default=0.0)


def _wide(totals: list[tuple[float, str]]) -> float:
    return max((SLIDE.wide(text, "Bold") + 14 for _, text in totals), default=0.0)


def _axes(chart: Any, ends: list[float]) -> None:
    """Let bars begin at zero, and the axis follow them."""
    categories, values = chart.category_axis, chart.value_axis
    categories.reverse_order = True
    categories.tick_labels.font.size = Pt(style.LABEL)
    categories.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    categories.major_tick_mark = XL_TICK_MARK.NONE
    categories.format.line.color.rgb = rgb(style.MUTED)
    categories.has_major_gridlines = values.has_major_gridlines = False
    values.visible = False
    if min(ends) >= 0:
        values.minimum_scale = 0.0


def _beside(row: Record) -> str:
    return LEADS.get(row.get("qualifier") or "", "") + (row.get("text") or "")


def _point(point: Any, row: Record, stacked: bool) -> None:
    qualifier = row.get("qualifier") or "exact"
    hatch = not stacked and style.hatched(row["role"], qualifier)
    parts.fill(point.format, row["role"], qualifier, hatch=hatch)
    mark = point.format._element
    if mark.find(qn("c:invertIfNegative")) is None:  # or PowerPoint paints it white below zero
        mark.find(qn("c:idx")).addnext(C.invertIfNegative(val=0))


def _say(said: Labels, place: int, row: Record, data: sheets.Sheet, each: float | None) -> None:
    """Write the text of a bar beside it, or into it where it is part of a stack, if it fits."""
    text, index = row.get("text") or "", said.index
    if each is not None:
        if SLIDE.wide(text) < (row["value"] or 0.0) * each:
            colour = style.on_colour(row["role"])
            side = XL_LABEL_POSITION.CENTER
            said.say(place, text, side, own=row["value"], colour=colour)
        return
    far, near = _far(row), _near(row)
    held = [Held(far, data.at(index, place))] if far is not None else []
    held += [Held(near, data.at(index + 1, place))] if near is not None else []
    lead, edge = _GAP + LEADS.get(row.get("qualifier") or "", ""), style.edge(row["role"])
    own = far if row.get("qualifier") in (None, "exact") else None
    side = XL_LABEL_POSITION.OUTSIDE_END
    said.say(place, text and f"{text}{_GAP}", side, held, own=own, lead=lead, edge=edge)


def _bands(
    series: Any, rows: list[Record | None], data: sheets.Sheet, index: int, words: dict[str, str]
) -> None:
    """Draw a pale stripe over what 近 and 约 leave open."""
    open_ = [row if row and _loose(row) else None for row in rows]
    if any(open_):
        stripe = parts.outline(style.PAPER, 9.0, alpha=60)
        parts.whiskers(series, stripe, sheets.spans(data, index, open_, words))


def _loose(row: Record) -> bool:
    known = None not in (row["value"], row.get("low"), row.get("high"))
    return known and row.get("qualifier") in style.LOOSE
