"""Forms with modules of their own: every mark in its place, texts with room, faults named."""

import pandas as pd
import pytest
from test_forms import LONG, drawn
from texts import check_texts

from xiaoyi_data import charts
from xiaoyi_data.canvas import layout
from xiaoyi_data.charts import drawing

# What the rules look at is where things are drawn.
pytestmark = pytest.mark.usefixtures("wide")
NA = float("nan")
CASES = {
    "near": [4.0, 4.1, 4.2],
    "far": [0.5, 3.0, 80.0],
    "equal": [3.0, 3.0, 3.0],
    "one missing": [3.0, NA, 5.0],
    "below one": [0.02, 0.5, 0.9],
}


def rows(values, lang):
    """Two rows of three series, the first with a long name."""
    said = [("–" if v != v else f"{v:,.4g}") + ("%" if lang == "en" else "亿元") for v in values]
    one = pd.DataFrame({"series": ["first", "second", "third"], "value": values, "text": said})
    one["role"] = ["context", "achieved", "target"]
    return pd.concat([one.assign(label=LONG[lang]), one.assign(label="GDP")], ignore_index=True)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("values", CASES.values(), ids=CASES)
@pytest.mark.parametrize("kind", ["strip", "ratio", "matrix"])
def test_texts_have_room_whatever_the_values(kind, values, lang):
    data = rows(values, lang)
    for qualifier in ("exact", "at_least", "at_most"):
        made, figure = drawn(kind, data.assign(qualifier=qualifier), lang)
        check_texts(figure)
        assert made.payload["axis"][0] < made.payload["axis"][1]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("many", [1, 9, 30])
def test_blocks_have_room_however_many(many, lang):
    data = rows([1, many, 3], lang)
    check_texts(drawn("units", data, lang)[1])


@pytest.mark.parametrize("panels", [1, 2, 3, 4, 6])
def test_facets_keep_their_own_scales_and_names(panels):
    years = list(range(2014, 2024))
    seen = pd.DataFrame({"label": "", "x": years, "value": [*range(3, 12), 5.0], "text": ""})
    data = pd.concat(
        [seen.assign(series="seen", panel=f"Panel {p}", value=seen["value"] * 10**p)
         for p in range(panels)], ignore_index=True,
    )  # fmt: skip
    made, figure = drawn("facets", data, "en")
    check_texts(figure)
    tops = [ax.get_ylim()[1] for ax in figure.axes]
    assert len(tops) == panels
    assert tops == sorted(set(tops))
    lefts = {round(ax.get_position().x0, 3) for ax in figure.axes}
    assert len(lefts) == min(panels, 2 if panels == 4 else 3)
    assert made.payload["data"][0]["panel"] == "Panel 0"


def test_a_ratio_stands_as_far_above_one_as_its_inverse_below():
    ax = charts.ratio(pd.DataFrame({"label": ["a", "b"], "value": [4.0, 0.25]}))
    above, below = (float(text.xy[0]) for text in ax.texts[:2])
    assert above == pytest.approx(-below)


def test_cells_are_shaded_from_the_least_to_the_greatest_and_say_no_mean():
    data = pd.DataFrame({"label": ["a", "b"], "series": "x", "value": [1.0, 9.0]})
    mesh = charts.matrix(data).collections[0]
    mesh.update_scalarmappable()
    light, dark = (colour[:3].sum() for colour in mesh.get_facecolor())
    assert light > dark


@pytest.mark.parametrize(
    ("kind", "changes", "message"),
    [
        ("matrix", {"label": "a"}, "2 marks stand in the cell 'a', 'x'"),
        ("ratio", {"value": [1.0, 0.0]}, "'value' holds 0 in row 1: a ratio is above zero"),
        ("ratio", {"value": [1.0, -2.0]}, "'value' holds -2 in row 1: a ratio is above zero"),
        ("units", {"value": [1.0, 2.5]}, "'value' holds 2.5 in row 1: things are counted"),
        ("units", {"value": [1.0, -1.0]}, "'value' holds -1 in row 1: things are counted"),
        ("facets", {}, "the chart frame has no column 'x'"),
    ],
)
def test_what_a_form_cannot_hold_is_refused_by_row(kind, changes, message):
    data = pd.DataFrame({"label": ["a", "b"], "series": "x", "value": [1.0, 2.0]})
    with pytest.raises(ValueError, match=message):
        getattr(charts, kind)(data.assign(**changes))


def test_few_steps_are_all_named_and_many_are_not():
    names = [str(year) for year in range(2000, 2030)]
    assert layout.every(names[:5], 400.0) == 1
    assert layout.every(names, 400.0) > 1


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("value", [80.0, 84.0, 85.0, 88.0, 110.0])
def test_a_goal_and_the_mark_observed_in_its_year_keep_their_texts_apart(value, lang):
    words = {
        "en": ["Observed", "Target", "no figure found"],
        "zh": ["统计数", "目标", "未查到数据"],
    }
    seen, aim, nothing = words[lang]
    years = pd.DataFrame({"x": range(2015, 2022), "label": "", "series": seen, "role": "achieved"})
    years["value"] = [139.0, 59.0, NA, 78.0, NA, NA, value]
    years["text"] = [nothing if v != v else f"{v:g}" for v in years["value"]]
    goal = {"x": 2021, "label": "", "series": aim, "role": "target", "value": 85.0, "text": "≥ 85",
            "qualifier": "at_least"}  # fmt: skip
    _, figure = drawn("lines", pd.concat([years, pd.DataFrame([goal])]), lang)
    check_texts(figure)
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert texts.count(nothing) == 1
    assert sum(seen in text for text in texts) == 1


def test_lines_of_several_series_keep_their_texts_apart():
    near = pd.DataFrame({"x": [1, 2, 3] * 2, "label": "", "value": [3.0, 2.6, 4.0, 1.0, 2.5, 2.0]})
    near = near.assign(series=["a"] * 3 + ["b"] * 3, text=near["value"].map("{:.2f} bn".format))
    check_texts(drawn("lines", near, "en")[1])


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("values", [[0.998, 0.6], [1.0, 1.7], [1.0, 1.0]])
def test_a_dot_on_the_line_of_one_is_whole_though_all_others_are_on_one_side(values, lang):
    data = rows([*values, values[0]], lang)
    low, high = drawn("ratio", data, lang)[1].axes[0].get_xlim()
    assert low < 0 < high


@pytest.mark.parametrize("second", [8.05, 8.2, 8.5, 9.0, 12.0])
def test_the_text_of_a_dot_stands_clear_of_the_arrow_of_the_dot_before_it(second):
    data = pd.DataFrame({
        "label": "GDP", "series": ["Target", "Outcome"], "value": [8.0, second],
        "text": ["at least 8%", f"{second}%"], "role": ["target", "achieved"],
        "qualifier": ["at_least", "exact"],
    })  # fmt: skip
    (ax,) = drawn("strip", pd.concat([data, data.assign(label="low", value=[0.0, 1.0])]), "en")[
        1
    ].axes
    (text,) = [one for one in ax.texts if one.get_text() == f"{second}%" and one.xy[1] == 0]
    room = ax.get_window_extent().width * 72 / ax.figure.dpi
    apart = (second - 8.0) / (ax.get_xlim()[1] - ax.get_xlim()[0]) * room
    assert apart + text.xyann[0] >= drawing.ARROW
