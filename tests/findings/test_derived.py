"""Derived values, computed again by another route, and what is printed of them."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st
from printed import check_row
from routes import FIGURES, ROUTES, VALUE, ends, extremes
from rules import every

import xiaoyi_data as xd

IN = {lang: xd.load_derived(lang=lang).set_index("derived") for lang in ("en", "zh")}
DERIVED = IN["en"]


def test_every_value_has_a_second_route():
    days = {"good-air-share-change"}
    assert ROUTES.keys() | days == set(DERIVED.index)


@every(ROUTES)
def test_a_value_and_its_bounds_are_those_of_another_route(name):
    row, (low, high) = DERIVED.loc[name], extremes(ROUTES[name])
    assert row["value"] == pytest.approx(ROUTES[name](VALUE), rel=1e-9)
    if pd.isna(row["low"]):
        assert low < -1e15 or 0 < low < 1e-9
    else:
        assert row["low"] == pytest.approx(low, rel=1e-9, abs=1e-9)
    if pd.isna(row["high"]):
        assert high > 1e15
    else:
        assert row["high"] == pytest.approx(high, rel=1e-9, abs=1e-9)


def test_the_gain_in_good_air_is_that_of_any_number_of_days():
    gains = [100 * ((days + 29) / 366 - days / 365) for days in range(338)]
    row = DERIVED.loc["good-air-share-change"]
    assert (row["low"], row["high"]) == pytest.approx((min(gains), max(gains)))
    assert (row["text"], row["qualifier"]) == ("7.7–7.9 pp", "range")
    assert IN["zh"].loc["good-air-share-change", "words"] == "7.7至7.9个百分点"


def test_no_path_that_never_falls_leaves_its_bounds_and_some_reach_them():
    top, whole = 1.079**5, 128.8e8
    paths = np.sort(np.random.default_rng(0).uniform(1, top, (20000, 4)), axis=1)
    corners = [[1.0] * k + [top] * (4 - k) for k in range(5)]
    # A level flat but for its first or last years is where a year is least or most.
    paths = np.vstack([paths, corners, [[1.0] * 4, [top] * 4]])
    levels = np.column_stack([np.ones(len(paths)), paths, np.full(len(paths), top)])
    levels *= whole / levels[:, 1:].sum(axis=1, keepdims=True)
    for place, year in enumerate(range(2015, 2021)):
        least = DERIVED.loc[f"livelihood-spending-least-{year}"]
        most = DERIVED.loc[f"livelihood-spending-most-{year}"]
        assert least["low"] <= levels[:, place].min() <= least["high"]
        assert most["low"] <= levels[:, place].max() <= most["high"]


@every(DERIVED.index, ["en", "zh"])
def test_value_and_text_lie_within_the_bounds(name, lang):
    check_row(IN[lang].loc[name])


def test_a_rounded_bound_loses_hardly_anything():
    assert DERIVED.loc["budget-revenue-index-2021", "text"] == "≥ 155.9%"
    assert DERIVED.loc["key-project-years", "text"] == "≤ 4.80 years"
    assert DERIVED.loc["grain-sown-hectares", "text"] == "≥ 18,000 hectares"


@every(DERIVED.index)
def test_every_value_is_named_and_warned_of_in_both_languages(name):
    row = DERIVED.loc[name]
    assert set(row["inputs"].split()) <= FIGURES.keys()
    assert row["name_en"]
    assert row["caveat_en"].endswith(".")
    assert row["caveat_zh"].endswith("。")


def test_floors_and_ceilings_stay_one_sided():
    assert DERIVED.loc["new-urban-jobs-floor-per-year", "text"] == "≥ 4,000 people"
    assert DERIVED.loc["key-project-years", "qualifier"] == "at_most"
    assert DERIVED.loc["hidden-champions-total", "qualifier"] == "at_least"


def test_a_bound_that_is_never_reached_is_said_to_be_passed():
    # 近4万 stays below 40,000, and 超2.1亿 above 210 million.
    row = DERIVED.loc["market-entities-2015"]
    assert (row["text"], row["qualifier"]) == ("< 33,054 enterprises", "under")
    assert IN["zh"].loc["market-entities-2015", "text"] == "不足33054户"
    assert DERIVED.loc["relief-total", "words"] == "more than CNY 376.6 million"


def test_grades_can_be_chosen_and_unknown_ones_are_named():
    assert set(xd.load_derived(grade="weak")["grade"]) == {"weak"}
    with pytest.raises(ValueError, match="did you mean 'sound'"):
        xd.load_derived(grade="sounds")


RATES = [
    "gdp-growth-2020",
    "urbanisation-rate-2020",
    "gdp-growth-target-2021",
    "rural-income-growth-target-2021",
    "registered-urban-unemployment-ceiling-2021",
]
LEAVES = st.one_of(
    st.sampled_from(RATES).map(lambda key: (f"'{key}'", lambda v: v[key])),
    st.integers(1, 999).map(lambda n: (f"{n / 10}", lambda v: n / 10)),
)
JOINS = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
         "/": lambda a, b: a / b}  # fmt: skip


def joined(parts):
    (a, f), sign, (b, g) = parts
    return f"({a} {sign} {b})", lambda v: JOINS[sign](f(v), g(v))


TREES = st.recursive(
    LEAVES,
    lambda inner: st.tuples(inner, st.sampled_from(list(JOINS)), inner).map(joined),
    max_leaves=6,
)


@given(TREES, st.sampled_from(["en", "zh"]))
def test_an_analysts_own_value_holds_all_that_its_figures_may_be(tree, lang):
    text, route = tree
    try:
        row = xd.derive(text, unit="percent", lang=lang)
    except ValueError:  # dividing by what may be nothing
        reject()
    check_row(row)
    assert row["value"] == pytest.approx(route(VALUE), rel=1e-9, abs=1e-9)
    low = -math.inf if pd.isna(row["low"]) else row["low"]
    high = math.inf if pd.isna(row["high"]) else row["high"]
    keys = row["inputs"].split()
    # Half way to an end that is missing, what is far enough stands for it.
    tries = [[max(low, -1e6), min(high, 1e6)] for low, high in map(ends, keys)]
    for numbers in itertools.product(*tries):
        found = route(dict(zip(keys, numbers, strict=True)))
        slack = 1e-6 * max(1, abs(found))
        assert low - slack <= found <= high + slack
