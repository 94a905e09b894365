"""Targets beside outcomes: like with like, floors and ceilings honoured, observations judged."""

import pandas as pd
import pytest
import yunling
from observed import growth, own

import xiaoyi_data as xd
from xiaoyi_data.report import codebook, tables

TARGETS = xd.load_targets().set_index("figure")


def test_every_target_is_listed_once():
    figures = xd.load_figures(status="target")
    assert sorted(TARGETS.index) == sorted(figures["figure"])
    assert set(TARGETS["verdict"]) <= set(codebook.labels("targets", "verdict"))


def test_gaps_agree_with_another_route():
    values = xd.load_figures().set_index("figure")["value"]
    for key, row in TARGETS[TARGETS["outcome"].notna()].iterrows():
        assert row["gap"] == pytest.approx(values[key] - values[row["outcome"]])


@pytest.mark.parametrize(
    ("target", "outcome"),
    [
        ("gdp-growth-target-2021", "gdp-growth-2020"),
        ("rural-income-growth-target-2021", "rural-income-growth-2020"),
        ("new-urban-jobs-target-2021", "new-urban-jobs-2020"),
        ("base-stations-5g-built-target-2021", "base-stations-5g-built-2020"),
    ],
)
def test_a_target_stands_beside_the_same_thing_a_year_before(target, outcome):
    assert TARGETS.loc[target, "outcome"] == outcome


@pytest.mark.parametrize(
    "target",
    [
        "skills-training-target-2021",  # 人次 against 人
        "skills-training-target-2021-2025",  # five years against one
        "gdp-target-2025",  # a level against growth
        "high-tech-enterprises-target-2025",  # a stock against those fostered
        "beautiful-villages-municipal-target-2021",  # a year against five
        "resettlement-homes-target-2021",
        "budget-revenue-growth-target-2021",  # yearly against five-year growth
    ],
)
def test_unlike_things_are_never_compared(target):
    assert pd.isna(TARGETS.loc[target, "outcome"])


def test_a_five_year_sum_has_a_yearly_pace_and_a_yearly_number_has_none():
    assert TARGETS.loc["new-urban-jobs-target-2021-2025", "pace"] == 4000
    assert pd.isna(TARGETS.loc["hidden-champions-2021-2025", "pace"])


def test_a_floor_and_its_stretch_are_one_goal():
    pair = TARGETS.loc[["gdp-target-2025", "gdp-stretch-2025"]]
    assert pair["goal"].nunique() == 1
    assert pair["commitment"].tolist() == ["", "strive"]


def test_a_year_before_the_date_can_show_a_goal_within_reach_but_not_met():
    assert TARGETS.loc["gdp-target-2025", "verdict"] == "on_track"
    assert TARGETS.loc["gdp-stretch-2025", "verdict"] == "unknown"


@pytest.mark.parametrize(
    ("target", "rows", "verdict"),
    [
        ("gdp-growth-target-2021", [growth("gdp", 9.1, "2021")], "met"),
        ("gdp-growth-target-2021", [growth("gdp", 7.9, "2021")], "missed"),
        ("gdp-growth-target-2021", [growth("gdp", 12, "2021-01/2021-03")], "on_track"),
        ("gdp-growth-target-2021", [growth("gdp", 7, "2021-01/2021-06")], "behind"),
        ("rural-income-growth-target-2021", [growth("rural_disposable_income", 8, "2021")], "met"),
        (
            "registered-urban-unemployment-ceiling-2021",
            [
                {
                    "indicator": "registered_urban_unemployment_rate",
                    "period": "2021",
                    "value": 4.5,
                    "unit": "percent",
                }
            ],
            "met",
        ),
        (
            "registered-urban-unemployment-ceiling-2021",
            [
                {
                    "indicator": "registered_urban_unemployment_rate",
                    "period": "2021",
                    "value": 4.6,
                    "unit": "percent",
                }
            ],
            "missed",
        ),
        (
            "new-urban-jobs-target-2021",
            [
                {
                    "indicator": "new_urban_jobs",
                    "period": "2021-01/2021-03",
                    "value": 1025,
                    "unit": "person",
                }
            ],
            "on_track",
        ),
        (
            "new-urban-jobs-target-2021",
            [
                {
                    "indicator": "new_urban_jobs",
                    "period": "2021-01/2021-03",
                    "value": 1024,
                    "unit": "person",
                }
            ],
            "behind",
        ),
        (
            "new-urban-jobs-target-2021-2025",
            [
                {"indicator": "new_urban_jobs", "period": y, "value": 4100, "unit": "person"}
                for y in ("2021", "2022")
            ],
            "on_track",
        ),
        (
            "new-urban-jobs-target-2021-2025",
            [
                {"indicator": "new_urban_jobs", "period": y, "value": 4100, "unit": "person"}
                for y in ("2021", "2023")
            ],
            "on_track",
        ),
        (
            "new-urban-jobs-target-2021-2025",
            [{"indicator": "new_urban_jobs", "period": "2022", "value": 9000, "unit": "person"}],
            "unknown",
        ),
        (
            "skills-training-target-2021",
            [{"indicator": "skills_training", "period": "2021", "value": 6000, "unit": "person"}],
            "unknown",
        ),
        (
            "farm-processing-sales-target-2021",
            [
                {
                    "indicator": "farm_processing_sales",
                    "period": "2021",
                    "value": 1500000000,
                    "unit": "CNY",
                }
            ],
            "missed",
        ),
        (
            "gdp-target-2025",
            [{"indicator": "gdp", "period": "2025", "value": 46000000000, "unit": "CNY"}],
            "met",
        ),
    ],
)
def test_an_observation_decides_the_verdict(tmp_path, target, rows, verdict):
    path = own(tmp_path / "own.csv", *rows)
    assert xd.load_targets(observations=path).set_index("figure").loc[target, "verdict"] == verdict


@pytest.mark.parametrize("entity", sorted(set(tables.table("entities")["entity"])))
def test_what_is_observed_elsewhere_never_judges_the_city(tmp_path, entity):
    targets = xd.load_targets()
    seen = xd.load_observations()
    seen = seen[seen["entity"] == entity]
    known = set(zip(seen["indicator"], seen["measure"], seen["period"], strict=True))
    rows = [
        {"indicator": row.indicator, "measure": row.measure, "period": row.period,
         "value": 10**9, "unit": row.unit, "entity": entity}
        | ({"basis": "year_on_year", "baseline": "2020"} if row.measure != "level" else {})
        for row in targets.drop_duplicates(["indicator", "measure", "period"]).itertuples()
        if (row.unit != "percent" or row.measure == "growth")
        and (row.indicator, row.measure, row.period) not in known
    ]  # fmt: skip
    after = xd.load_targets(observations=own(tmp_path / "own.csv", *rows))
    changed = after[after["verdict"].astype(str) != targets["verdict"].astype(str)]
    assert set(changed["entity"]) <= {entity}


def test_a_floor_and_its_stretch_count_once():
    targets = xd.load_targets()
    assert xd.count_goals(targets) == targets["goal"].nunique() == len(targets) - 1
    assert xd.count_goals(xd.load_figures(status="target")) == xd.count_goals(targets)
    with pytest.raises(ValueError, match="unknown column 'indicator'"):
        xd.count_goals(targets[["text"]])


def test_a_quarters_file_changes_exactly_the_verdicts_it_should(tmp_path):
    quarter = "2021-01/2021-03"
    path = own(
        tmp_path / "q1.csv",
        growth("gdp", 12.5, quarter),
        growth("retail_sales", 9.0, quarter),
        {"indicator": "new_urban_jobs", "period": quarter, "value": 1200, "unit": "person"},
    )
    after = xd.load_targets(observations=path).set_index("figure")["verdict"].astype(str)
    before = TARGETS["verdict"].astype(str)
    assert after[after != before].to_dict() == {
        "gdp-growth-target-2021": "on_track",
        "retail-sales-growth-target-2021": "behind",
        "new-urban-jobs-target-2021": "on_track",
        "new-urban-jobs-target-2021-2025": "on_track",
    }


@pytest.mark.parametrize("basis", ["since_baseline", "annual_average"])
def test_no_yearly_pace_is_made_of_a_rate(basis, tmp_path):
    rows = yunling.tables()
    figures = [row | {"basis": basis} if row["period"] == "2023/2027" else row
               for row in rows["figures"]]  # fmt: skip
    folder = yunling.folder(tmp_path)
    yunling.write(folder, "figures", figures)
    found = xd.load_targets(report=folder, period="2023/2027")
    assert list(found["measure"]) == ["growth"]
    assert found["pace"].isna().all()
