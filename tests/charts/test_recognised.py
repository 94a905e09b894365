"""Own charts: what is said beyond doubt becomes a chart on a slide, all else a sharp picture."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
import seaborn as sns
from pptx import Presentation

import xiaoyi_data as xd
from xiaoyi_data.charts.recognised import recognised

NAMES, VALUES = ["钢", "coal", "coke"], [2.0, 5.5, -1.0]
FRAME = pd.DataFrame({"name": NAMES, "value": VALUES, "kind": ["a", "b", "a"], "x": [1, 2, 4]})


def across(ax):
    ax.barh(NAMES, VALUES)


def up(ax):
    ax.bar(NAMES, VALUES)


def turned(ax):
    ax.barh(NAMES, VALUES)
    ax.invert_yaxis()


def ticked(ax):
    ax.bar([1, 2, 3], VALUES)
    ax.set_xticks([1, 2, 3], NAMES)


def seaborns(ax):
    sns.barplot(FRAME, x="value", y="name", errorbar=None, color="grey", ax=ax)


def labelled(ax):
    ax.bar_label(ax.barh(NAMES, VALUES))


BARS = {one.__name__: one for one in (across, up, turned, ticked, seaborns, labelled)}


@pytest.mark.parametrize("name", BARS)
def test_bars_that_name_their_rows_are_bars_in_the_order_seen(name):
    figure, ax = plt.subplots()
    BARS[name](ax)
    form, frame = recognised(figure)
    plt.close(figure)
    assert form == "bars"
    rows = list(zip(NAMES, VALUES, strict=True))
    rows = rows[::-1] if name in ("across", "labelled") else rows
    assert list(frame[["label", "value"]].itertuples(index=False, name=None)) == rows


def one(ax):
    ax.plot([2019, 2020, 2021], [1.0, np.nan, 3.0])
    ax.set_ylabel("Grain")


def several(ax):
    ax.plot([1, 2], [1.0, 2.0], label="a")
    ax.plot([1, 3], [4.0, 5.0], label="b", marker="o")
    ax.legend()


def drawn_by_seaborn(ax):
    sns.lineplot(FRAME, x="x", y="value", errorbar=None, ax=ax)


LINES = {"one": (one, 3), "several": (several, 4), "seaborn": (drawn_by_seaborn, 3)}


@pytest.mark.parametrize("name", LINES)
def test_lines_over_numbers_are_lines(name):
    figure, ax = plt.subplots()
    draw, many = LINES[name]
    draw(ax)
    form, frame = recognised(figure)
    plt.close(figure)
    assert (form, len(frame)) == ("lines", many)
    assert list(frame["series"].unique()) == {
        "one": ["Grain"], "several": ["a", "b"], "seaborn": ["value"],
    }[name]  # fmt: skip


def line(ax):
    ax.plot([1, 2, 3], [1.0, 2.0, 3.0], label="a")


def bars(ax, **look):
    return ax.bar(NAMES, [2.0, 5.5, 1.0], **look)


def legend_of_others(ax):
    line(ax)
    ax.plot([1, 2, 3], [3.0, 2.0, 4.0], label="b")
    ax.legend(["x"])


DOUBTS = {
    "floating bars": lambda ax: bars(ax, bottom=[1, 1, 1]),
    "a waterfall": lambda ax: bars(ax, bottom=[0, 2, 5]),
    "colours that mean something": lambda ax: bars(ax, color=["r", "g", "b"]),
    "a colour each by seaborn": lambda ax: sns.barplot(
        FRAME, x="name", y="value", hue="name", ax=ax
    ),
    "hatches": lambda ax: bars(ax, hatch="//"),
    "hollow bars": lambda ax: bars(ax, color="none", edgecolor="k"),
    "bars over each other": lambda ax: (bars(ax, label="a"), bars(ax, width=0.4, label="b")),
    "bars beside and on each other": lambda ax: (
        bars(ax, width=-0.4, align="edge", label="a"),
        bars(ax, width=0.4, align="edge", bottom=[1, 2, 3], label="b"),
    ),
    "a stack that falls": lambda ax: (bars(ax, label="a"), bars(ax, bottom=[9, 9, 9], label="b")),
    "bars cut off at the foot": lambda ax: (bars(ax), ax.set_ylim(0.5, 6)),
    "bars cut off at the top": lambda ax: (bars(ax), ax.set_ylim(0, 3)),
    "bars that hang": lambda ax: (bars(ax), ax.invert_yaxis()),
    "bars on a log axis": lambda ax: (bars(ax), ax.set_yscale("log")),
    "a bar across": lambda ax: (bars(ax), ax.axhline(2)),
    "a text on bars": lambda ax: (bars(ax), ax.text(0, 1, "strike")),
    "labels that say another thing": lambda ax: ax.bar_label(bars(ax), ["a", "b", "c"]),
    "labels of other numbers": lambda ax: ax.bar_label(bars(ax), ["7", "8", "9"]),
    "a label of one": lambda ax: (bars(ax), ax.annotate("2", (0, 2))),
    "a line over bars": lambda ax: (bars(ax), ax.plot([0, 1, 2], [1, 2, 3])),
    "dots over bars": lambda ax: (bars(ax), ax.scatter([0, 1], [1, 2])),
    "a bar between names": lambda ax: (
        ax.bar([0.5, 1], [1, 2], tick_label=["a", "b"]) and ax.set_xticks([0, 1], ["a", "b"])
    ),
    "numbers below bars": lambda ax: ax.bar([1, 2, 3], VALUES),
    "numbers with a unit": lambda ax: (
        ax.bar([1, 2, 3], VALUES),
        ax.xaxis.set_major_formatter("{x} t"),
    ),
    "names on the axis of values": lambda ax: (bars(ax), ax.set_yticks([0, 4], ["none", "much"])),
    "a legend of other names": legend_of_others,
    "a histogram": lambda ax: ax.hist([1, 2, 2, 3]),
    "seaborn's histogram": lambda ax: sns.histplot(FRAME, x="value", ax=ax),
    "boxes": lambda ax: sns.boxplot(FRAME, x="value", ax=ax),
    "violins": lambda ax: sns.violinplot(FRAME, x="value", ax=ax),
    "a heatmap": lambda ax: sns.heatmap(np.eye(3), ax=ax),
    "contours": lambda ax: ax.contour(np.eye(4)),
    "an image": lambda ax: ax.imshow(np.eye(3)),
    "sizes by value": lambda ax: ax.scatter([1, 2], [1, 2], s=[10, 90]),
    "colours by value": lambda ax: ax.scatter([1, 2], [1, 2], c=[10, 90]),
    "colours of points without a key": lambda ax: ax.scatter([1, 2], [1, 2], c=["r", "g"]),
    "seaborn's sizes": lambda ax: sns.scatterplot(FRAME, x="x", y="value", size="x", ax=ax),
    "seaborn's colours of numbers": lambda ax: sns.scatterplot(
        FRAME, x="x", y="value", hue="x", ax=ax
    ),
    "seaborn's markers": lambda ax: sns.scatterplot(FRAME, x="x", y="value", style="kind", ax=ax),
    "a fit": lambda ax: sns.regplot(FRAME, x="x", y="value", ax=ax),
    "a swarm": lambda ax: sns.swarmplot(FRAME, x="kind", y="value", ax=ax),
    "points on both kinds of names": lambda ax: ax.scatter(NAMES, ["a", "b", "c"]),
    "points out of sight": lambda ax: (ax.scatter([1, 2], [1, 2]), ax.set_xlim(0, 1.5)),
    "hollow points": lambda ax: ax.scatter([1, 2], [1, 2], facecolors="none", edgecolors="k"),
    "below zero on a log axis": lambda ax: (
        ax.plot([1, 2], [-1, 2]),
        ax.set_yscale("log", nonpositive="mask"),
    ),
    "an axis with a middle": lambda ax: (line(ax), ax.set_yscale("symlog")),
    "numbers written by a function": lambda ax: (
        line(ax),
        ax.yaxis.set_major_formatter(lambda value, place: f"about {value}"),
    ),
    "two axes": lambda ax: (ax.plot([1, 2], [1, 2]), ax.twinx().plot([1, 2], [5, 3])),
    "a broken axis": lambda ax: (line(ax), ax.plot([0, 1], [0, 0], transform=ax.transAxes)),
    "an axis upside down": lambda ax: (line(ax), ax.invert_yaxis()),
    "an inset": lambda ax: (ax.plot([1, 2], [1, 2]), ax.inset_axes([0, 0, 0.2, 0.2])),
    "hours": lambda ax: ax.plot(pd.date_range("2020", periods=3, freq="h").to_pydatetime(), VALUES),
    "a note": lambda ax: (ax.plot([1, 2], [1, 2]), ax.annotate("here", (1, 1))),
    "a line across": lambda ax: (ax.plot([1, 2], [1, 2]), ax.axhline(1)),
    "a field": lambda ax: (line(ax), ax.axvspan(1, 2)),
    "a band": lambda ax: (ax.plot([1, 2], [1, 2]), ax.fill_between([1, 2], [0, 1], [2, 3])),
    "seaborn's band": lambda ax: sns.lineplot(
        pd.concat([FRAME, FRAME.assign(value=[3, 4, 5])]), x="x", y="value", ax=ax
    ),
    "steps": lambda ax: ax.step([1, 2, 3], [1, 2, 3], label="a"),
    "a stem plot": lambda ax: ax.stem([1, 2, 3]),
    "error bars both ways": lambda ax: ax.errorbar([1, 2], [1, 2], xerr=0.1, yerr=0.1),
    "a path that turns": lambda ax: ax.plot([1, 3, 2], [1, 2, 3]),
    "lines without names": lambda ax: (ax.plot([1, 2], [1, 2]), ax.plot([1, 2], [3, 4])),
    "lines of one name": lambda ax: [ax.plot([1, 2], [k, 4], label="a") for k in (1, 2)],
    "a line that is hidden": lambda ax: ax.plot([1, 2], [1, 2], visible=False),
    "more points than a slide tells": lambda ax: ax.plot(range(31)),
    "axes that are off": lambda ax: (line(ax), ax.axis("off")),
    "a pie": lambda ax: ax.pie([1, 2]),
    "a table": lambda ax: (line(ax), ax.table([["1"]])),
    "nothing": lambda ax: None,
    "a text of the figure": lambda ax: (ax.plot([1, 2], [1, 2]), ax.figure.suptitle("x")),
}


@pytest.mark.parametrize("name", DOUBTS)
def test_whatever_leaves_a_doubt_stays_a_picture(name):
    figure, ax = plt.subplots()
    DOUBTS[name](ax)
    assert recognised(figure) is None
    plt.close(figure)


def shown(draw, lang="en"):
    ax = plt.subplots()[1]
    draw(ax)
    texts = {"title": ("Mine", "我的图"), "subtitle": ("Tonnes", "吨")}
    return xd.story(lang).show(ax, name="mine", **texts)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_recognised_chart_is_native_on_its_slide_and_told_in_words(lang):
    made = shown(across, lang)
    assert made.payload["kind"] == "bars"
    assert made.data[["label", "value"]].values.tolist() == [
        [name, value] for name, value in zip(NAMES[::-1], VALUES[::-1], strict=True)
    ]
    assert all(name in made.payload["alt"] for name in NAMES)
    slide = xd.to_slide(made, Presentation())
    chart = next(shape.chart for shape in slide.shapes if shape.has_chart)
    assert list(chart.plots[0].series[0].values) == VALUES[::-1]


def test_any_other_chart_is_a_picture_as_svg_with_png_for_older_viewers(tmp_path):
    made = shown(DOUBTS["a note"])
    assert made.payload["kind"] == "picture"
    path = xd.slides([made], tmp_path / "d.pptx")
    slide = Presentation(path).slides[0]
    blip = slide.shapes._spTree.xpath(".//a:blip")[0]
    (sharp,) = [node for node in blip.iter() if node.tag.endswith("svgBlip")]
    key = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
    assert slide.part.related_part(sharp.get(key)).blob.decode() == made.svg
    assert slide.part.related_part(blip.get(key)).blob == made.png


def test_a_chart_shown_with_a_frame_of_its_own_stays_what_was_said():
    ax = plt.subplots()[1]
    across(ax)
    texts = {"title": ("Mine", "我的图"), "subtitle": ("Tonnes", "吨")}
    made = xd.story().show(ax, FRAME[["x", "kind"]], name="mine", **texts)
    assert made.payload["kind"] == "picture"
    assert list(made.data.columns) == ["x", "kind"]
