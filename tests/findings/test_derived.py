"""Derived values, computed again by another route."""

import numpy as np
import pandas as pd
import pytest

import xiaoyi_data as xd
from xiaoyi_data.findings.derivations import REGISTRY

DERIVED = xd.load_derived().set_index("derived")
VALUE = xd.load_figures().set_index("figure")["value"].astype(float)

# The same by floats and numpy, from the figures' values.
ROUTES = {
    "urban-road-length-2015": lambda v: (
        v["urban-road-length-2020"] / (1 + v["urban-road-length-growth-2016-2020"] / 100)
    ),
    "urban-road-added": lambda v: (
        v["urban-road-length-2020"]
        - v["urban-road-length-2020"] / (1 + v["urban-road-length-growth-2016-2020"] / 100)
    ),
    "gdp-growth-per-year": lambda v: 100 * np.expm1(np.log1p(v["gdp-growth-2016-2020"] / 100) / 5),
    "budget-revenue-growth-per-year": lambda v: (
        100 * np.expm1(np.log1p(v["budget-revenue-growth-2016-2020"] / 100) / 5)
    ),
    "retail-sales-growth-per-year": lambda v: (
        100 * np.expm1(np.log1p(v["retail-sales-growth-2016-2020"] / 100) / 5)
    ),
    "urban-road-growth-per-year": lambda v: (
        100 * np.expm1(np.log1p(v["urban-road-length-growth-2016-2020"] / 100) / 5)
    ),
    "primary-sector-share-change": lambda v: (
        0
        - v["secondary-sector-share-change-2016-2020"]
        - v["tertiary-sector-share-change-2016-2020"]
    ),
    "transformation-completion": lambda v: 100 * 150 / 403,
    "transformation-open": lambda v: 403 - 150,
    "pillar-projects-started": lambda v: next(n for n in range(23) if round(100 * n / 22) == 59),
    "livelihood-spending-mean": lambda v: v["livelihood-spending-2016-2020"] / 5,
    "livelihood-spending-model-2020": lambda v: (
        v["livelihood-spending-2016-2020"] * 1.079**5 / np.sum(1.079 ** np.arange(1, 6))
    ),
    "livelihood-spending-model-2015": lambda v: (
        v["livelihood-spending-2016-2020"] / np.sum(1.079 ** np.arange(1, 6))
    ),
    "methanol-pipeline": lambda v: v[v.index.str.startswith("methanol-capacity-2021")].sum(),
    "ammonia-pipeline": lambda v: v[v.index.str.startswith("ammonia-capacity-2021")].sum(),
    "lng-pipeline": lambda v: v[v.index.str.startswith("lng-capacity-2021")].sum(),
    "wind-pipeline": lambda v: v[v.index.str.startswith("wind-power")].sum(),
    "gdp-two-year-average": lambda v: 100 * (np.sqrt(1.018 * 1.08) - 1),
    "income-ratio-change": lambda v: 100 * (1.041 / 1.054 - 1),
    "gdp-stretch-over-floor": lambda v: 100 * (500 / 460 - 1),
    "key-project-average": lambda v: 57.5e9 / 91,
    "relief-total": lambda v: 2.1e8 + 93.41e6 + 11.15e6 + 9.317e6 + 52.788e6,
    "people-per-household": lambda v: 5194 / 2256,
    "coal-power-new-to-retired": lambda v: 700 / 24,
    "retail-sales-index-2021": lambda v: 126.9 * 1.10,
    "budget-revenue-index-2021": lambda v: 148.6 * 1.05,
    "wind-to-new-coal-power": lambda v: 100 * 50 / 700,
    "new-urban-jobs-target-to-2020": lambda v: 100 * (4100 / 4762 - 1),
    "walnut-forest-hectares": lambda v: 40000 / 15,
    "good-air-share-change": lambda v: np.mean([(n + 29) / 3.66 - n / 3.65 for n in (0, 337)]),
    "income-ratio": lambda v: 30000 / 20000,
    "key-project-years": lambda v: 575 / 120,
}


@pytest.mark.parametrize("name", ROUTES)
def test_a_value_agrees_with_another_route_within_its_bounds(name):
    row, other = DERIVED.loc[name], ROUTES[name](VALUE)
    low = row["low"] if pd.notna(row["low"]) else -np.inf
    high = row["high"] if pd.notna(row["high"]) else np.inf
    slack = 1e-9 * abs(other)
    assert low - slack <= other <= high + slack
    assert row["value"] == pytest.approx(other, rel=0.03)


@pytest.mark.parametrize("name", REGISTRY)
def test_the_value_lies_in_its_bounds_up_to_its_last_digit(name):
    row = DERIVED.loc[name]
    low, high = row["low"], row["high"]
    if pd.notna(low) and pd.notna(high):
        width = max(high - low, abs(row["value"]) * 0.005)
        assert low - width <= row["value"] <= high + width
    else:
        assert pd.isna(low) or row["value"] >= low * 0.995
        assert pd.isna(high) or row["value"] <= high * 1.005


@pytest.mark.parametrize("name", REGISTRY)
def test_every_derivation_is_named_and_warned_of_in_both_languages(name):
    derivation = REGISTRY[name]
    assert set(derivation.inputs) <= set(VALUE.index)
    assert derivation.name_en
    assert derivation.caveat_en.endswith(".")
    assert derivation.caveat_zh.endswith("。")


def test_floors_and_ceilings_stay_one_sided():
    assert DERIVED.loc["new-urban-jobs-floor-per-year", "text"] == "≥ 4,000 people"
    assert DERIVED.loc["key-project-years", "qualifier"] == "at_most"
    assert DERIVED.loc["market-entities-2015", "qualifier"] == "at_most"


def test_grades_can_be_chosen_and_unknown_ones_are_named():
    assert set(xd.load_derived(grade="weak")["grade"]) == {"weak"}
    with pytest.raises(ValueError, match="did you mean 'sound'"):
        xd.load_derived(grade="sounds")


def test_no_path_that_never_falls_leaves_its_bounds_and_some_reach_them():
    growth, total = 1.079**5, 128.8e8
    paths = np.sort(np.random.default_rng(0).uniform(1, growth, (20000, 4)), axis=1)
    corners = [[1.0] * k + [growth] * (4 - k) for k in range(5)]
    # A level flat but for its first or last years is where a year is least or most.
    paths = np.vstack([paths, corners, [[1.0] * 4, [growth] * 4]])
    whole = np.column_stack([np.ones(len(paths)), paths, np.full(len(paths), growth)])
    whole *= total / whole[:, 1:].sum(axis=1, keepdims=True)
    for place, year in enumerate(range(2015, 2021)):
        least = DERIVED.loc[f"livelihood-spending-least-{year}"]
        most = DERIVED.loc[f"livelihood-spending-most-{year}"]
        assert least["low"] <= whole[:, place].min() <= least["high"]
        assert most["low"] <= whole[:, place].max() <= most["high"]
