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


DOUBTS = {
    "grouped bars": lambda ax: sns.barplot(FRAME, x="name", y="value", hue="kind", ax=ax),
    "error bars": lambda ax: ax.bar(NAMES, VALUES, yerr=1),
    "stacked": lambda ax: ax.bar(NAMES, VALUES, bottom=[1, 1, 1]),
    "colours that mean something": lambda ax: ax.bar(NAMES, VALUES, color=["r", "g", "b"]),
    "numbers below bars": lambda ax: ax.bar([1, 2, 3], VALUES),
    "numbers with a unit": lambda ax: (
        ax.bar([1, 2, 3], VALUES),
        ax.xaxis.set_major_formatter("{x} t"),
    ),
    "a histogram": lambda ax: ax.hist([1, 2, 2, 3]),
    "seaborn's histogram": lambda ax: sns.histplot(FRAME, x="value", ax=ax),
    "boxes": lambda ax: sns.boxplot(FRAME, x="value", ax=ax),
    "a heatmap": lambda ax: sns.heatmap(np.eye(3), ax=ax),
    "points": lambda ax: ax.scatter([1, 2], [1, 2]),
    "a log axis": lambda ax: (ax.plot([1, 2], [1, 2]), ax.set_yscale("log")),
    "two axes": lambda ax: (ax.plot([1, 2], [1, 2]), ax.twinx().plot([1, 2], [5, 3])),
    "an inset": lambda ax: (ax.plot([1, 2], [1, 2]), ax.inset_axes([0, 0, 0.2, 0.2])),
    "dates": lambda ax: ax.plot(pd.date_range("2020", periods=3).to_pydatetime(), VALUES),
    "categories": lambda ax: ax.plot(NAMES, VALUES),
    "a note": lambda ax: (ax.plot([1, 2], [1, 2]), ax.annotate("here", (1, 1))),
    "a line across": lambda ax: (ax.plot([1, 2], [1, 2]), ax.axhline(1)),
    "a band": lambda ax: (ax.plot([1, 2], [1, 2]), ax.fill_between([1, 2], [0, 1], [2, 3])),
    "a path that turns": lambda ax: ax.plot([1, 3, 2], [1, 2, 3]),
    "lines without names": lambda ax: (ax.plot([1, 2], [1, 2]), ax.plot([1, 2], [3, 4])),
    "lines of one name": lambda ax: [ax.plot([1, 2], [k, 4], label="a") for k in (1, 2)],
    "more points than a slide tells": lambda ax: ax.plot(range(31)),
    "a pie": lambda ax: ax.pie([1, 2]),
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
    made = shown(DOUBTS["points"])
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
