"""Columns that contradict each other are named: periods, comparisons, units, entities, status."""

import csv
import io

import pytest
from rules import every

from xiaoyi_data.cli import main
from xiaoyi_data.report import codebook, consistency, outcomes, statements

INDICATORS = {row["indicator"]: row for row in codebook.rows("indicators")}
ENTITIES = {row["entity"]: row for row in codebook.rows("entities")}
SECTIONS = {row["section"]: row for row in codebook.rows("sections")}
FIGURES = {row["figure"]: row for row in codebook.rows("figures")}
OBSERVED = {
    "indicator": "gdp", "entity": "", "measure": "level", "basis": "", "period": "2021",
    "baseline": "", "value": "5", "unit": "CNY", "source": "ours", "url": "", "grade": "B",
    "note": "",
}  # fmt: skip
GROWTH = {"measure": "growth", "basis": "year_on_year", "baseline": "2020", "unit": "percent"}


@every(FIGURES.values())
def test_no_figure_contradicts_itself(row):
    assert list(consistency.problems(row, INDICATORS, ENTITIES, SECTIONS)) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"period": "2021/2020"}, "ends before it begins"),
        ({"period": "2021/2021"}, "ends before it begins"),
        ({"period": "2021-03/2021-01"}, "ends before it begins"),
        ({"period": "2021-13"}, "is not in the calendar"),
        ({"period": "2021-02-30"}, "is not in the calendar"),
        ({"period": "0202"}, "is before 1949"),
        ({"period": "9020"}, "still to come"),
        ({"unit": "t"}, "unit t is not that of gross domestic product"),
        ({"entity": "dongyi"}, "dongyi, a company, has no gdp"),
        ({"entity": "luliang_government"}, "a government, has no gdp"),
        ({"basis": "year_on_year"}, "basis: a level has none: empty it"),
        ({"baseline": "2020"}, "baseline: a level has none: empty it"),
        ({"value": "-5"}, "too small"),
        ({**GROWTH, "basis": ""}, "basis: a growth needs one"),
        ({**GROWTH, "baseline": ""}, "baseline: a growth needs one"),
        ({**GROWTH, "baseline": "2021"}, "is not before period"),
        ({**GROWTH, "baseline": "2019"}, "basis year_on_year does not suit"),
        ({**GROWTH, "basis": "since_baseline"}, "basis since_baseline does not suit"),
        ({**GROWTH, "unit": "pp"}, "growth is in percent"),
        ({"indicator": "market_entities", "unit": "household"}, "unit household is not that"),
        ({"indicator": "rural_toilets_converted", "unit": "enterprise"}, "unit enterprise is not"),
        ({"indicator": "new_urban_jobs", "unit": "person", "value": "5.5"}, "not a whole number"),
        ({"indicator": "forest_cover", "unit": "percent", "value": "101"}, "not within 0 and 100"),
        ({"grade": "A"}, "grade A needs a url"),
        ({"url": "somewhere"}, "is no address"),
    ],
)  # fmt: skip
def test_an_observation_that_contradicts_itself_is_told_how(changes, said):
    found = list(outcomes.problems(OBSERVED | changes, INDICATORS))
    assert any(said in problem for problem in found), found


@pytest.mark.parametrize(
    "changes",
    [
        {}, GROWTH, {**GROWTH, "basis": "annual_average", "baseline": "2019"},
        {**GROWTH, "basis": "since_baseline", "baseline": "2015"},
        {"period": "2021-01/2021-03"}, {"period": "2021-06-30"},
        {"indicator": "grain_output", "unit": "kg"}, {"indicator": "grain_output", "unit": "t"},
        {"indicator": "coking_capacity", "entity": "dongyi", "unit": "t"},
    ],
)  # fmt: skip
def test_an_observation_that_may_be_is_left_alone(changes):
    assert list(outcomes.problems(OBSERVED | changes, INDICATORS)) == []


@every(INDICATORS.values())
def test_an_indicator_names_the_unit_of_all_its_levels(row):
    stated = (*codebook.rows("figures"), *codebook.rows("observations"))
    own = [one for one in stated if one["indicator"] == row["indicator"]]
    levels = {one["unit"] for one in own if one["measure"] == "level"}
    assert levels <= set(statements.units(row["name_en"]))


CASES = [
    ("gdp-growth-2020", {"period": "2016/2015", "baseline": "2014"}, "ends before it begins"),
    ("gdp-growth-2020", {"period": "2021", "baseline": "2020"}, "is outside section 1.2"),
    ("gdp-growth-2020", {"status": "target"}, "is a review: it has no target"),
    ("gdp-growth-target-2021", {"status": "achieved"}, "is a plan: it has no achieved"),
    ("hydrogen-capacity-2020-pengwan", {"status": "to_finish"}, "is a review"),
    ("methanol-capacity-2021-dongyi", {"status": "to_start"}, "is not what quote and note say"),
    ("lng-capacity-2021-jinda", {"entity": "jinhui"}, "the entity is jinhui"),
    ("wastewater-capacity-added-2021", {"entity": ""}, "the entity is none"),
    ("market-entities-2020", {"unit": "household"}, "is not that of market entities"),
    ("rural-toilets-converted-2020", {"unit": "enterprise"}, "is not that of rural household"),
    ("livelihood-spending-growth-2016-2020", {"basis": "since_baseline"}, "年均"),
    ("good-air-days-change-2020", {"basis_source": "inferred"}, "the basis is stated: 同比"),
    ("gdp-stretch-2025", {"commitment": ""}, "力争"),
    ("urban-income-2020", {"printed": "3万元"}, "leaves out what belongs to it"),
    ("transformation-projects-started-2016-2020", {"printed": "403"}, "leaves out"),
]


@pytest.mark.parametrize(("key", "changes", "said"), CASES)
def test_a_figure_that_contradicts_itself_is_told_how(key, changes, said):
    row = FIGURES[key] | changes
    found = [*statements.problems(row), *consistency.printed(row),
             *consistency.problems(row, INDICATORS, ENTITIES, SECTIONS)]  # fmt: skip
    assert any(said in problem for problem in found), found


def exchange(folder, column, *keys):
    """Exchange one column of two figures in the file."""
    path = folder / "figures.csv"
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    one, other = (next(row for row in rows if row["figure"] == key) for key in keys)
    one[column], other[column] = other[column], one[column]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


@pytest.mark.parametrize("column", ["quote", "quote_en"])
@pytest.mark.parametrize(
    "keys",
    [
        # Values printed alike, so that each quote contains the other's value.
        ("gdp-growth-target-2021", "urban-income-growth-target-2021"),
        ("waste-harmless-treatment-rate-2020", "market-cleaning-coverage-2020"),
        ("urban-renewal-projects-2016-2020", "beautiful-villages-provincial-2016-2020"),
        ("urban-income-growth-2020", "rural-sewage-facilities-2020"),
    ],
)
def test_quotes_and_renderings_in_each_others_place_are_named(tables, capsys, column, keys):
    exchange(tables, column, *keys)
    assert main.main(["check"]) == 1
    assert any(key in capsys.readouterr().out for key in keys)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"unit": "household", "indicator": "market_entities"}, "is not that of market entities"),
        ({"entity": "dongyi"}, "dongyi, a company, has no gdp"),
        ({**GROWTH, "baseline": ""}, "baseline: a growth needs one"),
        ({"period": "9020"}, "still to come"),
    ],
)
def test_a_users_observation_is_held_to_the_same_rules(tmp_path, capsys, changes, said):
    path = tmp_path / "own.csv"
    row = OBSERVED | changes
    path.write_text(f"{','.join(row)}\n{','.join(row.values())}\n", encoding="utf-8")
    assert main.main(["check", "--observations", str(path)]) == 1
    out = capsys.readouterr().out
    assert "own.csv, line 2" in out
    assert said in out


@pytest.mark.parametrize(
    ("quote", "more"),
    [("投资完成率125.5%", True), ("完成年度任务的125.5%", True), ("森林覆盖率125.5%", False)],
)
def test_more_than_all_of_a_task_may_be_done_and_of_nothing_else(quote, more):
    row = OBSERVED | {"unit": "percent", "value": "125.5", "quote": quote}
    told = [] if more else ["value: a share of 125.5% is not within 0 and 100"]
    assert list(statements.problems(row)) == told
