"""An analyst's own chart on a slide: its values, order, colours, names and key are those drawn."""

import functools
import io
import re

import matplotlib.pyplot as plt
import numpy as np
import openpyxl
import pandas as pd
import pytest
import seaborn as sns
from matplotlib.colors import to_hex
from matplotlib.ticker import FormatStrFormatter, PercentFormatter, StrMethodFormatter
from openxml_audit import OpenXmlValidator

from xiaoyi_data.canvas import payload
from xiaoyi_data.charts.recognised import recognised
from xiaoyi_data.exports.slides import house, pages, template

FRAME = pd.DataFrame({
    "name": list("abcabcabc"), "kind": list("xxxyyyxxy"),
    "value": [1, 2, 3, 4, 5, 6, 2, 3, 5.5], "far": [1, 20, 300, 10, 2, 900, 20, 70, 4.0],
})  # fmt: skip
DAYS = list(pd.date_range("2019-01-01", periods=4, freq="YS").to_pydatetime())
PLACES = np.arange(3)


def beside(ax, draw="bar", **options):
    call = getattr(ax, draw)
    call(PLACES - 0.2, [1, 2, 3], 0.4, label="plan", **options)
    call(PLACES + 0.2, [2, 2.5, -4], 0.4, label="done", **options)
    (ax.set_xticks if draw == "bar" else ax.set_yticks)(PLACES, ["钢", "coal", "coke"])
    ax.legend(title="what")


def piled(ax, draw="bar"):
    first, call = np.array([1.0, 2.0, 3.0]), getattr(ax, draw)
    call(["a", "b", "c"], first, label="p")
    call(["a", "b", "c"], [2, 1, 2], label="q", **{"bottom" if draw == "bar" else "left": first})
    ax.legend()


def pivoted(ax, kind="bar", **options):
    table = FRAME.pivot_table(index="name", columns="kind", values="value")
    getattr(table.plot, kind)(ax=ax, **options)


BARS = {
    "plain": lambda ax: ax.bar(list("abc"), [1, -2, 3], color="#000000"),
    "see-through": lambda ax: ax.bar(list("abc"), [1, 2, 3], alpha=0.5),
    "error bars": lambda ax: ax.bar(list("abc"), [1, 2, 3], yerr=[0.1, 0.2, 9], capsize=3),
    "lying, with error bars": lambda ax: ax.barh(list("abc"), [1, 2, 3], xerr=[[0.1] * 3, [4] * 3]),
    "beside": beside,
    "beside, lying": lambda ax: beside(ax, "barh"),
    "beside, lying, from the top": lambda ax: (beside(ax, "barh"), ax.invert_yaxis()),
    "piled": piled,
    "piled, lying": lambda ax: piled(ax, "barh"),
    "seaborn": lambda ax: sns.barplot(FRAME, x="name", y="value", ax=ax),
    "seaborn by kind": lambda ax: sns.barplot(FRAME, x="name", y="value", hue="kind", ax=ax),
    "seaborn by kind, lying": lambda ax: sns.barplot(
        FRAME, x="value", y="name", hue="kind", errorbar=None, ax=ax
    ),
    "seaborn, a colour a name": lambda ax: sns.barplot(
        FRAME, x="name", y="value", hue="name", errorbar="sd", legend=True, ax=ax
    ),
    "seaborn's counts": lambda ax: sns.countplot(FRAME, x="name", hue="kind", ax=ax),
    "pandas": pivoted,
    "pandas, piled and lying": lambda ax: pivoted(ax, "barh", stacked=True),
    "three kinds without a key": lambda ax: [
        ax.bar(PLACES + k / 4, [k + 1, 2, 3], 0.25, tick_label=list("abc")) for k in (-1, 0, 1)
    ] and ax.set_xticks(PLACES, list("abc")),
}  # fmt: skip
LINES = {
    "two": lambda ax: (
        ax.plot([2019, 2020, 2021], [1, np.nan, 3], "s--", label="a"),
        ax.plot([2018, 2019, 2020, 2021], [2, 3, 1, 4], ":", label="b"),
        ax.legend(),
    ),
    "two axes of powers": lambda ax: (
        ax.loglog([1, 10, 100], [3, 50, 2], "o-", label="a"),
        ax.set_xlabel("Size"),
    ),
    "error bars": lambda ax: ax.errorbar([1, 2, 3], [1, 2, 3], yerr=[1, 2, 9], fmt="o-", capsize=2),
    "seaborn's error bars": lambda ax: sns.lineplot(
        FRAME.assign(x=FRAME["name"].map({"a": 1, "b": 2, "c": 4})), x="x", y="value", hue="kind",
        err_style="bars", ax=ax,
    ),
    "points": lambda ax: (
        ax.scatter([1, 2], [3, 4], label="p", marker="^"),
        ax.scatter([1, 2, 3], [5, 6, 7], label="q", marker="s", color="#B4480A"),
        ax.legend(),
    ),
    "points without names": lambda ax: [ax.scatter([1, 2], [k, 4]) for k in (1, 2, 3)],
    "points on an axis of powers": lambda ax: (
        ax.scatter([1, 1000], [3, 4]), ax.set_xscale("log"),
    ),
    "a line among points": lambda ax: (
        ax.scatter([1, 2, 3], [3, 4, 7], label="seen"), ax.plot([1, 3], [2, 7], label="fit"),
        ax.legend(),
    ),
    "seaborn's points": lambda ax: sns.scatterplot(FRAME, x="far", y="value", hue="kind", ax=ax),
    "seaborn's strip": lambda ax: sns.stripplot(FRAME, x="name", y="value", hue="kind", ax=ax),
    "seaborn's strip, lying": lambda ax: sns.stripplot(FRAME, x="far", y="name", ax=ax),
    "points over names": lambda ax: ax.scatter(list("abc"), [1, 2, 3]),
}  # fmt: skip
STEPS = {
    "names": lambda ax: ax.plot(["钢", "coal", "coke"], [3, 1, 2], "o-", label="a"),
    "seaborn's means": lambda ax: sns.pointplot(FRAME, x="name", y="value", hue="kind", ax=ax),
    "seaborn's means aside": lambda ax: sns.pointplot(
        FRAME, x="name", y="value", hue="kind", dodge=True, capsize=0.1, errorbar="sd", ax=ax
    ),
    "years": lambda ax: ax.plot(DAYS, [1, 2, 4, 3], label="a"),
    "days of two lines": lambda ax: (
        ax.plot(DAYS, [1, 2, 4, 3], label="a"),
        ax.plot([DAYS[0], DAYS[2]], [5, 7], "D:", label="b"),
        ax.legend(),
    ),
    "dots on days": lambda ax: ax.scatter(DAYS, [1, 2, 4, 3]),
}


def placed(show, draw):
    """Draw a chart, and put it on a slide; return its axes, the payload and the native chart."""
    figure, ax = plt.subplots()
    draw(ax)
    kind, frame = recognised(figure)
    fields = {"name": "mine", "title": "T", "subtitle": "s", "lang": "en", "source": "", "alt": ""}
    fields |= {"caveat": "", "axis": None, "unit": "", "reference": None}
    held = payload.build(frame, None, kind=kind, drawn=frame.attrs["drawn"], **fields)
    slide = show.slides.add_slide(house.drawing_layout(show))
    pages.native(slide, held, (44.0, 100.0, 872.0, 400.0))
    template.follow_theme(slide)
    return ax, held, next(shape.chart for shape in slide.shapes if shape.has_chart)


@pytest.fixture(scope="module")
def native():
    return functools.partial(placed, house.blank())


def shade(element):
    """The colour that an element is filled with, as matplotlib writes it."""
    (colour,) = element.xpath("a:solidFill/a:srgbClr | a:ln/a:solidFill/a:srgbClr")[:1]
    alpha = colour.xpath("a:alpha/@val")
    return f"#{colour.get('val')}".lower(), round(int(alpha[0]) / 1e5, 2) if alpha else 1.0


def drawn_colour(given):
    return to_hex(given), round(float(given[3]), 2)


def ends(series, kind="cat"):
    """Value and ends of each point of a native series that has an error bar."""
    found = {}
    for side, sign in (("plus", 1), ("minus", -1)):
        for point in series._element.xpath(f"c:errBars/c:{side}//c:pt"):
            value = series.values[int(point.get("idx"))]
            found.setdefault((int(point.get("idx")), value), {})[side] = value + sign * float(
                point[0].text
            )
    return sorted((value, made["minus"], made["plus"]) for (_, value), made in found.items())


def key_of(ax):
    legend = ax.get_legend()
    return [text.get_text() for text in legend.get_texts()] if legend else []


def check_key(ax, chart, names):
    assert chart.has_legend == bool(key_of(ax))
    if key_of(ax):
        hidden = {int(at) for at in chart._chartSpace.xpath(".//c:legendEntry/c:idx/@val")}
        by_order = sorted(
            chart._chartSpace.xpath(".//c:ser"), key=lambda one: int(one.xpath("c:order/@val")[0])
        )
        shown = [one.xpath("c:tx//c:v")[0].text for place, one in enumerate(by_order)
                 if place not in hidden]  # fmt: skip
        assert shown == key_of(ax) == names


def labels_of(axis):
    texts = (text.get_text() for text in axis.get_ticklabels())
    return {round(float(at), 6): text for at, text in zip(axis.get_ticklocs(), texts, strict=True)}


@pytest.mark.parametrize("name", BARS)
def test_bars_are_those_drawn(native, name):
    ax, made, chart = native(BARS[name])
    groups = [one for one in ax.containers if hasattr(one, "patches") and one.patches]
    flat = groups[0].orientation == "horizontal"
    ticks = labels_of(ax.yaxis if flat else ax.xaxis)
    wanted = []
    for group in groups:
        for bar in group.patches:
            value = bar.get_width() if flat else bar.get_height()
            at = (bar.get_y() + bar.get_height() / 2) if flat else bar.get_x() + bar.get_width() / 2
            tick = min(ticks, key=lambda place, at=at: abs(place - at))
            wanted.append((ticks[tick], round(float(value), 9), drawn_colour(bar.get_facecolor())))
    plot = chart.plots[0]
    held = [
        (str(category), round(value, 9), shade(series._element.xpath("c:spPr")[0]))
        for series in plot.series
        for category, value in zip(plot.categories, series.values, strict=True)
        if value is not None
    ]
    assert sorted(held) == sorted(wanted)
    low, high = (ax.yaxis if flat else ax.xaxis).get_view_interval()
    seen = [text for _, text in sorted(ticks.items(), reverse=bool(flat))]
    seen = seen[::-1] if low > high else seen
    order = list(map(str, plot.categories))
    assert (order if chart.category_axis.reverse_order or not flat else order[::-1]) == seen
    assert plot._element.xpath("c:barDir/@val") == ["bar" if flat else "col"]
    check_key(ax, chart, [series.name for series in plot.series])
    bars = [line for line in ax.lines if len(line.get_xdata()) and line.get_marker() == "None"]
    if name.startswith("seaborn") and bars:
        spans = [np.asarray(line.get_ydata(), dtype=float) for line in bars]
        spans = [span for span in spans if not np.isnan(span).all()]
        wanted = sorted((np.nanmin(span), np.nanmax(span)) for span in spans)
        found = [end[1:] for series in plot.series for end in ends(series)]
        assert np.allclose(sorted(found), wanted)
    assert made["drawn"]["key"] == (ax.get_legend().get_title().get_text()
                                            if ax.get_legend() else None)  # fmt: skip


FORMATS = {
    "0%": PercentFormatter(1),
    '0.0"%"': PercentFormatter(100, 1),
    '#,##0" t"': StrMethodFormatter("{x:,.0f} t"),
    "0.0%": StrMethodFormatter("{x:.1%}"),
    '0.00"%"': FormatStrFormatter("%.2f%%"),
    '"CNY "0': FormatStrFormatter("CNY %d"),
}


@pytest.mark.parametrize("code", FORMATS)
def test_numbers_of_an_axis_are_written_as_they_were(native, code):
    def draw(ax):
        ax.bar(["a", "b"], [1, 2])
        ax.yaxis.set_major_formatter(FORMATS[code])
        ax.set(ylabel="Share", xlabel="Name", title="All of them")

    _, _, chart = native(draw)
    assert chart.value_axis.tick_labels.number_format == code
    assert chart.value_axis.axis_title.text_frame.text == "Share"
    assert chart.category_axis.axis_title.text_frame.text == "Name"
    assert chart.chart_title.text_frame.text == "All of them"


def test_texts_of_bars_are_their_values(native):
    def draw(ax):
        ax.bar_label(ax.bar(["a", "b"], [1.25, -2]), fmt="{:+.1f}%")

    _, _, chart = native(draw)
    codes = chart._chartSpace.xpath(".//c:dLbl/c:numFmt/@formatCode")
    assert [re.sub(r"\W", "", code.split(";")[0]) for code in codes] == ["00", "00"]


def test_own_charts_are_valid_office_files_and_read_their_workbooks(tmp_path):
    show, seen = house.blank(), 0
    kinds = ("lying, with error bars", "seaborn by kind", "piled", "error bars")
    draws = [BARS[name] for name in kinds]
    draws += [LINES["error bars"], LINES["seaborn's strip"], *list(STEPS.values())[:3]]
    draws.append(STEPS["days of two lines"])
    for draw in draws:
        chart = placed(show, draw)[2]
        plt.close("all")
        blob = chart.part.chart_workbook.xlsx_part.blob
        sheet = openpyxl.load_workbook(io.BytesIO(blob), data_only=True).active
        for source in chart._chartSpace.xpath(".//c:val/c:numRef"):
            area = source.find("{*}f").text.partition("!")[2].replace("$", "")
            cells = sheet[area] if ":" in area else ((sheet[area],),)
            values = [cell.value for row in cells for cell in row]
            for point in source.iter("{*}pt"):
                assert float(point[0].text) == pytest.approx(values[int(point.get("idx"))])
                seen += 1
    assert seen > 30
    show.save(tmp_path / "d.pptx")
    assert [str(one) for one in OpenXmlValidator().validate(str(tmp_path / "d.pptx")).errors] == []
