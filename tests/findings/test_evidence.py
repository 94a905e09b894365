"""An observation is held to a claim of its own kind, in its own unit, and to no other."""

import pandas as pd
import pytest

from xiaoyi_data import evidence, load_figures, load_observations

FIGURES, SEEN = load_figures(), load_observations()


def claim(figure, **changes):
    return FIGURES[FIGURES["figure"] == figure].assign(**changes)


def seen(value, year, unit="CNY", indicator="general_public_budget_revenue", entity=""):
    row = {"indicator": indicator, "entity": entity, "measure": "level", "period": str(year)}
    return row | {"year": year, "value": value, "unit": unit}


REVENUE = "budget-revenue-growth-2016-2020"


@pytest.mark.parametrize(("value", "outside"), [(148.5, True), (148.6, False), (150.0, True)])
def test_growth_is_set_on_the_observed_baseline(value, outside):
    found = evidence(claim(REVENUE), pd.DataFrame([seen(100.0, 2015), seen(value, 2020)]))
    assert found["outside"].tolist() == [outside]
    assert found["low"].iloc[0] == pytest.approx(148.55)


def test_without_an_observed_baseline_nobody_speaks_to_growth():
    assert evidence(claim(REVENUE), pd.DataFrame([seen(1.0, 2014), seen(9.0, 2020)])).empty


def test_a_change_of_a_share_is_set_on_the_share_observed():
    found = evidence(claim("secondary-sector-share-change-2016-2020"), SEEN)
    assert found["year"].tolist() == [2016, 2017, 2018, 2023]
    assert found["low"].iloc[0] == pytest.approx(62.4)
    assert found["outside"].all()


def test_a_level_is_held_to_its_own_year_in_the_unit_of_the_observation():
    made = claim("urbanisation-rate-2020")
    rows = [seen(70.2, 2020, "percent", "urbanisation_rate"),
            seen(90.0, 2021, "percent", "urbanisation_rate")]  # fmt: skip
    assert evidence(made, pd.DataFrame(rows))["outside"].tolist() == [False]


def test_another_place_and_another_measure_say_nothing_of_the_city():
    elsewhere = pd.DataFrame([seen(100.0, 2015, entity="shanxi"), seen(1.0, 2020, entity="shanxi")])
    assert evidence(claim(REVENUE), elsewhere).empty
    assert evidence(claim(REVENUE), elsewhere.assign(entity="", measure="growth")).empty


@pytest.mark.parametrize("period", ["2020-06", "2020-01/2020-06"])
def test_a_part_of_a_year_is_no_level_of_the_year(period):
    rows = [seen(100.0, 2015), seen(60.0, 2020) | {"period": period}]
    assert evidence(claim(REVENUE), pd.DataFrame(rows)).empty


def test_of_two_in_one_year_the_later_counts():
    rows = [seen(100.0, 2015), seen(148.6, 2020) | {"period": "2020-12-31"}, seen(9.0, 2020)]
    assert evidence(claim(REVENUE), pd.DataFrame(rows))["outside"].tolist() == [False]


def test_targets_are_no_claims():
    assert evidence(FIGURES[FIGURES["status"] == "target"], SEEN).empty


@pytest.mark.parametrize(("one", "other"), [("claims", 0), ("observations", 1)])
def test_a_frame_that_is_none_is_refused(one, other):
    frames = [FIGURES, SEEN]
    frames[other] = pd.DataFrame({"a": [1]})
    with pytest.raises(ValueError, match=f"the {one} have no column"):
        evidence(*frames)
