"""Points and lines of an analyst's own on a slide: those drawn, over numbers, names and days."""

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from test_own import (
    LINES,
    STEPS,
    check_key,
    ends,
    labels_of,
    native,  # noqa: F401
    shade,
)

from xiaoyi_data.exports.slides import own, traces


def marks_of(ax):
    """Where marks stand in a chart of lines and points, each with its colour."""
    for line in ax.lines:
        x, y = (np.asarray(held, dtype=float) for held in line.get_data(orig=False))
        visible = line.get_linestyle() != "None" or line.get_marker() not in ("None", "_")
        if len(x) and visible and line.get_marker() != "_":
            yield from (
                (a, b, to_hex(line.get_color())) for a, b in zip(x, y, strict=True) if b == b
            )
    for cloud in ax.collections:
        shades = cloud.get_facecolor()
        if hasattr(cloud, "get_sizes") and len(cloud.get_sizes()):
            for place, (a, b) in enumerate(cloud.get_offsets()):
                yield float(a), float(b), to_hex(shades[place % len(shades)])


def points_of(chart):
    for series in chart.plots[0].series:
        if series.name in (own.NAMES, traces.REACH):
            continue
        found = series._element.xpath("c:marker/c:spPr") or series._element.xpath("c:spPr")
        colour = shade(found[0])[0]
        xs = {p.get("idx"): float(p[0].text) for p in series._element.xpath("c:xVal//c:pt")}
        for point in series._element.xpath("c:yVal//c:pt"):
            yield xs[point.get("idx")], float(point[0].text), colour


def near(one, other):
    one, other = (sorted((float(x), float(y), c) for x, y, c in held) for held in (one, other))
    assert [mark[-1] for mark in one] == [mark[-1] for mark in other]
    assert np.allclose([mark[:2] for mark in one], [mark[:2] for mark in other])


@pytest.mark.parametrize("name", LINES)
def test_points_and_lines_over_numbers_are_those_drawn(native, name):  # noqa: F811
    ax, made, chart = native(LINES[name])
    near([(round(x, 9), round(y, 9), c) for x, y, c in points_of(chart)],
         [(round(x, 9), round(y, 9), c) for x, y, c in marks_of(ax)])  # fmt: skip
    known = made["drawn"]["series"]
    check_key(ax, chart, [one["name"] for one in known])
    bases = chart._chartSpace.xpath(".//c:logBase/@val")
    assert len(bases) == [ax.get_xscale(), ax.get_yscale()].count("log")
    axis = ax.yaxis if "lying" in name else ax.xaxis
    names = [s for s in chart.plots[0].series if s.name == own.NAMES]
    if names:
        texts = [one.text for one in names[0]._element.xpath("c:dLbls//a:t")]
        assert texts == list(labels_of(axis).values())
    if "error" in name:
        high = max(end[2] for series in chart.plots[0].series for end in ends(series))
        assert high == max(row["high"] for row in made["data"] if row["high"] is not None)
        reach = next(s for s in chart.plots[0].series if s.name == traces.REACH)
        assert max(reach.values) == high


@pytest.mark.parametrize("name", STEPS)
def test_lines_over_names_and_days_are_those_drawn(native, name):  # noqa: F811
    ax, made, chart = native(STEPS[name])
    drawn = made["drawn"]
    if drawn["date"]:
        ticks = {mdates.date2num(pd.Timestamp(day)): day for day in drawn["order"]}
        assert [str(one.label) for one in chart.plots[0].categories] or chart.category_axis
    else:
        ticks = labels_of(ax.xaxis)
        assert list(map(str, chart.plots[0].categories)) == list(ticks.values())
    lines = [line for line in ax.lines if len(line.get_xdata()) and line.get_marker() != "None"]
    marks = list(marks_of(ax))
    if lines:  # the others are error bars
        marks = [
            (x, y, to_hex(line.get_color()))
            for line in (lines if "seaborn" in name else ax.lines)
            for x, y in zip(*line.get_data(orig=False), strict=True)
        ]
    wanted = sorted((min(ticks, key=lambda at, x=x: abs(at - x)), float(y), c) for x, y, c in marks)
    held = []
    for series in chart.plots[0].series:
        if series.name != traces.REACH:
            found = series._element.xpath("c:marker/c:spPr") or series._element.xpath("c:spPr")
            held += [(at, value, shade(found[0])[0])
                     for at, value in zip(sorted(ticks), series.values, strict=True)
                     if value is not None]  # fmt: skip
    near(held, wanted)
    check_key(ax, chart, [one["name"] for one in drawn["series"]])
