"""Charts: marks stand where their values are, texts have room, nothing global is touched."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from texts import boxes, check_texts

from xiaoyi_data import charts
from xiaoyi_data.canvas import style, typesetting
from xiaoyi_data.charts import exhibit, forms

# What the rules look at is where things are drawn.
pytestmark = pytest.mark.usefixtures("wide")
NA = float("nan")
LONG = {
    "en": "Renewal projects in shanty towns and urban villages of the second phase",
    "zh": "棚户区、城中村改造项目建成安置房二期工程以及配套设施",
}


def frame(values, lang="en", **columns):
    words = (
        ["Budget revenue", LONG["en"], "GDP"] if lang == "en" else ["财政收入", LONG["zh"], "产值"]
    )
    data = pd.DataFrame(
        {"label": [f"{words[i % 3]} {i}" for i in range(len(values))], "value": values}
    )
    data["text"] = [
        ("–" if v != v else f"{v:,.6g}") + ("%" if lang == "en" else "亿元") for v in values
    ]
    return data.assign(**columns)


VALUES = {
    "one row": [3.0],
    "many rows": [float(v) for v in range(1, 19)],
    "falls": [-4.7, -0.8, -71.7],
    "both signs": [5.5, -0.8, -4.7],
    "a missing value": [5.0, NA, 3.0],
    "all equal": [100.0, 100.0, 100.0],
    "huge ratios": [7170.0, 451.0, 2.4],
    "near the full mark": [100.0, 99.5, 95.0, 85.0],
}
FORMS = {
    "floors": {"qualifier": "at_least", "role": "target"},
    "ceilings": {"qualifier": "at_most", "role": "target"},
    "plain": {},
}


def drawn(kind, data, lang):
    """Frame a chart and return the figure as it was drawn, before it is closed."""
    kept = []
    close, exhibit.plt.close = exhibit.plt.close, kept.append
    try:
        made = exhibit.exhibit(
            kind,
            data,
            name="case",
            lang=lang,
            title="A finding with its numbers computed, long enough for two lines of the title area"
            if lang == "en"
            else "一个写明数字的结论，长到需要在标题区域内分成两行才能放得下的那一种",
            subtitle="Measure, unit, period" if lang == "en" else "指标、单位、时期",
            caveat="A caveat." if lang == "en" else "说明。",
        )
    finally:
        exhibit.plt.close = close
    return made, kept[0]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("case", VALUES)
@pytest.mark.parametrize("kind", ["bars", "dots"])
def test_texts_have_room_whatever_the_values(kind, case, form, lang):
    values = [abs(v) for v in VALUES[case]] if kind == "dots" else VALUES[case]
    _, figure = drawn(kind, frame(values, lang, **FORMS[form]), lang)
    check_texts(figure)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("values", [[1.8, 8.0], [8.0, 1.8], [5.0, 5.0], [3.0, NA]])
def test_both_ends_of_a_dumbbell_are_labelled(values, lang):
    data = frame(values, lang, series=["2020", "2021"], role=["achieved", "target"]).assign(
        label="GDP"
    )
    data["qualifier"] = ["exact", "at_least"]
    _, figure = drawn("dumbbell", data, lang)
    check_texts(figure)
    said = [t.get_text() for t, _ in boxes(figure)]
    assert sum(text in said for text in data["text"][data["value"].notna()]) >= 1


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_stacked_parts_and_totals_have_room(lang):
    data = frame(
        [250.0, 130, 250, 80, 240, 5], lang, role=["to_finish", "under_way", "to_start"] * 2
    )
    data["series"], data["label"] = data["role"], ["甲醇"] * 3 + ["合成氨"] * 3
    _, figure = drawn("stacked", data, lang)
    check_texts(figure)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_panels_keep_their_own_scale(lang):
    data = frame([-71.7, -4.51, -24.0], lang, panel=["t", "t", "MW"], role="cut")
    _, figure = drawn("panels", data, lang)
    check_texts(figure)
    assert len(figure.axes) == 2
    assert figure.axes[0].get_xlim() != figure.axes[1].get_xlim()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_line_is_named_at_its_end(lang):
    data = frame([2.0, 2.2, 2.4], lang, x=[2015, 2016, 2017], series=["path"] * 3)
    _, figure = drawn("lines", data, lang)
    check_texts(figure)
    assert "path" in [t.get_text() for t, _ in boxes(figure)]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_table_wraps_long_cells(lang):
    data = pd.DataFrame({"What": [LONG[lang]] * 6, "Quote": [LONG["zh"] * 2] * 6, "n": ["1"] * 6})
    _, figure = drawn("table", data, lang)
    check_texts(figure)


def test_bars_end_at_their_values_first_row_on_top():
    data = frame([5.0, 3.0, -2.0])
    ax = forms.bars(data)
    widths = [bar.get_width() for bar in sorted(ax.patches, key=lambda p: p.get_y())]
    assert widths == data["value"].tolist()
    assert ax.yaxis_inverted()


def test_a_missing_value_is_no_bar():
    ax = forms.bars(frame([5.0, NA]))
    assert [bar.get_width() for bar in ax.patches] == [5.0]


def test_a_range_is_a_bar_from_low_to_high():
    ax = forms.bars(frame([NA], low=[1.0], high=[2.0], qualifier="range"))
    bar = ax.patches[0]
    assert (bar.get_x(), bar.get_width()) == (1.0, 1.0)


def test_colour_says_the_role():
    ax = forms.bars(frame([5.0, 3.0], role=["achieved", "cut"]))
    fills = [mpl.colors.to_hex(bar.get_facecolor()) for bar in ax.patches]
    assert fills == [style.colour("achieved").lower(), style.colour("cut").lower()]


@pytest.mark.parametrize("kind", ["bars", "dots"])
def test_given_axes_are_used_and_no_setting_changes(kind):
    before = dict(mpl.rcParams)
    _, ax = plt.subplots()
    assert getattr(forms, kind)(frame([1.0, 2.0]), ax=ax) is ax
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("kind", ["bars", "stacked", "dots", "dumbbell", "lines", "panels"])
def test_a_frame_without_the_columns_is_refused_in_one_line(kind):
    with pytest.raises(ValueError, match="the chart frame has no column 'value'; it has: label"):
        getattr(charts, kind)(pd.DataFrame({"label": ["a"]}))


def test_a_number_and_its_unit_stay_on_one_line():
    text = "Budget revenue grew to CNY 12.88 billion in the year"
    for room in range(120, 400, 10):
        lines = typesetting.wrap(text, room, 14)
        assert any("CNY 12.88 billion" in line for line in lines)
        assert " ".join(lines) == text
    for room in range(90, 300, 10):
        assert any(
            "128.8亿元" in line
            for line in typesetting.wrap("民生支出累计128.8亿元，年均增长", room, 14)
        )


def test_no_line_begins_with_closing_punctuation():
    for room in range(30, 200, 5):
        for line in typesetting.wrap("财政收入增长，总量稳居全省第一；零售额增长。", room, 14):
            assert line[0] not in "，。；："
