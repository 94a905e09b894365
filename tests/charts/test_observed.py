"""What others measured stands beside the report: findings hold by a second route, from the rows."""

import pandas as pd
import pytest

import xiaoyi_data as xd
from xiaoyi_data import load_figures, load_observations, load_targets

FIGURES, SEEN, TARGETS = load_figures(), load_observations(), load_targets()
CITY = SEEN[(SEEN["entity"] == "") & (SEEN["measure"] == "level")]


def level(indicator):
    return CITY[CITY["indicator"] == indicator].set_index("year")["value"]


def stated(figure):
    return float(FIGURES.set_index("figure").loc[figure, "value"])


def told(figure, **options):
    return xd.observed.beside(FIGURES[FIGURES["figure"] == figure], SEEN, **options)


def test_the_revenue_that_was_claimed_is_half_as_much_again_as_that_of_2018():
    made = told("budget-revenue-growth-2016-2020")
    revenue = level("general_public_budget_revenue")
    claimed = revenue[2015] * (1 + stated("budget-revenue-growth-2016-2020") / 100)
    assert made.value == pytest.approx(claimed)
    assert round(100 * claimed / revenue[2018] - 100) == 54
    assert revenue[2014] > revenue[2015] > revenue[2016] > revenue[2017] < revenue[2018]


@pytest.mark.parametrize("sector", ["secondary", "tertiary"])
def test_the_shift_between_sectors_was_gone_by_2023(sector):
    shares = level(f"{sector}_sector_share")
    change = stated(f"{sector}-sector-share-change-2016-2020")
    assert told(f"{sector}-sector-share-change-2016-2020").value == shares[2015] + change
    for year in (2018, 2023):
        assert abs(shares[year] - shares[2015]) < abs(change) / 3


def test_gdp_had_passed_in_2018_what_the_growth_of_five_years_gives():
    gdp = level("gdp")
    assert told("gdp-growth-2016-2020").value == pytest.approx(gdp[2015] * 1.059)
    assert gdp[2018] > gdp[2015] * 1.059
    assert stated("gdp-target-2025") < gdp[2023] < stated("gdp-stretch-2025")


def test_livelihood_spending_grown_evenly_exceeds_all_expenditure_of_2018():
    whole, rate = stated("livelihood-spending-2016-2020"), 1.079
    first = whole / sum(rate**year for year in range(1, 6))
    assert first * rate**3 > level("general_public_budget_expenditure")[2018]


def test_the_floor_of_grain_lies_far_below_the_best_harvest():
    harvest = level("grain_output")
    assert harvest.idxmax() == 2014
    assert round(100 - stated("grain-output-target-2021") / 10 / harvest.max()) == 39


def test_refinancing_bonds_exceed_the_revenue_claimed_and_not_that_of_2023():
    bonds = stated("refinancing-bonds-2020")
    assert bonds > told("budget-revenue-growth-2016-2020").value
    assert bonds < level("general_public_budget_revenue")[2023]


def test_shanxi_went_on_to_grow_faster_than_four_of_six_targets():
    grown = SEEN[(SEEN["entity"] == "shanxi") & (SEEN["measure"] == "growth")]
    grown = grown[grown["period"] == "2021"].set_index("indicator")["value"]
    aims = TARGETS[(TARGETS["measure"] == "growth") & (TARGETS["period"] == "2021")]
    aims = aims.set_index("indicator")["value"]
    both = aims.index.intersection(grown.index)
    assert (len(both), (grown[both] > aims[both]).sum()) == (6, 4)


def test_one_goal_can_be_judged_and_eight_more_have_an_outcome_beside_them():
    made = xd.marks.goals(TARGETS)
    sums = made.groupby("role")["value"].sum()
    assert sums.to_dict() == {"achieved": 1, "under_way": 8, "to_start": 40}
    assert sums.sum() == xd.count_goals(TARGETS)
    counted = " ".join(made["figure"]).split()
    assert len(counted) == len(set(counted)) == sums.sum()


def test_the_plan_names_488_units_half_of_them_of_no_company():
    rows = FIGURES[FIGURES["unit"].eq("t") & FIGURES["period"].eq("2021")].dropna(subset="value")
    rows = rows[rows["status"] != "target"]
    made = xd.marks.cells(rows, 4)
    assert made["value"].sum() == pytest.approx(rows["value"].sum() / 1e4)
    nobody = made[made["text"].str.contains("no company")]["value"]
    assert (round(made["value"].sum()), nobody.sum()) == (488, 240)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_claim_is_a_mark_between_its_bounds_in_the_unit_of_the_line(lang):
    for figure in ("budget-revenue-growth-2016-2020", "tertiary-sector-share-change-2016-2020"):
        rows = load_figures(lang=lang)
        made = xd.observed.beside(
            rows[rows["figure"] == figure], load_observations(lang=lang), lang
        )
        claim = made.lines.iloc[-1]
        assert claim["low"] <= claim["value"] <= claim["high"]
        assert claim["value"] * 10**made.scale.power == pytest.approx(made.value)
        assert set(made.lines["role"]) == {"achieved", "claim"}


def test_a_claim_nobody_speaks_to_is_refused_by_name():
    with pytest.raises(ValueError, match="no observation speaks to forest-cover-2020"):
        told("forest-cover-2020")


@pytest.mark.parametrize("source", ["Bulletin of 2024", "China County Statistical Yearbook, 2024"])
def test_a_line_is_called_after_its_source_where_all_is_from_one(source):
    own = CITY[CITY["indicator"] == "gdp"]
    more = own.tail(1).assign(year=2024, period="2024", source_name=source)
    made = xd.observed.path(pd.concat([own, more]))
    assert set(made["series"]) == {"Yearbook" if "Yearbook" in source else "Observed"}


def test_quiet_lines_say_what_stands_beside_a_gap():
    made = xd.observed.path(CITY[CITY["indicator"] == "tertiary_sector_share"], quiet=True)
    said = made[made["text"].ne("") & made["value"].notna()]["x"].tolist()
    assert said == [2014, 2015, 2017, 2018, 2023]


@pytest.mark.parametrize(("value", "apart"), [(99.2, False), (101.0, False), (90.0, True)])
def test_a_claim_lies_apart_where_no_year_around_it_comes_near(value, apart):
    claim = FIGURES[FIGURES["figure"] == "urbanisation-rate-2020"]
    seen = CITY[CITY["indicator"] == "urbanisation_rate"]
    seen = seen[seen["year"] == 2020].assign(value=stated("urbanisation-rate-2020") * value / 100)
    assert set(xd.observed.agreement(claim, seen)["apart"]) == {apart}


def test_series_share_the_rows_that_one_table_names_and_leave_the_empty_out():
    aims = TARGETS[(TARGETS["measure"] == "growth") & (TARGETS["period"] == "2021")]
    done = FIGURES[(FIGURES["measure"] == "growth") & (FIGURES["period"] == "2020")]
    tables = {"2020": (done, "achieved"), "2021": (aims, "target"), "none": (SEEN[:0], "cut")}
    made = xd.marks.series(aims, tables)
    assert list(dict.fromkeys(made["series"])) == ["2020", "2021"]
    assert list(dict.fromkeys(made["label"])) == [xd.phrases.capital(n) for n in aims["name"]]
    assert set(made[made["series"] == "2021"]["role"]) == {"target"}


def test_what_was_judged_is_a_multiple_of_what_was_due():
    row = load_targets(verdict="on_track").iloc[0]
    made = xd.observed.judged(load_targets(verdict="on_track")).iloc[0]
    assert made["value"] == pytest.approx(level("gdp")[2023] / row["value"])
    assert made["role"] == "under_way"


@pytest.mark.parametrize("end", ["low", "high"])
def test_a_claim_that_is_open_to_one_side_stands_at_the_end_it_has(end):
    claims = load_figures(indicator="general_public_budget_revenue", period="2016/2020")
    other = {"low": "high", "high": "low"}[end]
    made = xd.observed.beside(claims.assign(**{other: float("nan")}), load_observations())
    assert made.value == made.held[end].iloc[0]
    assert made.lines["value"].iloc[-1] == made.value / 10**made.scale.power
