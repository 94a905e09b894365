"""A title still holds when the figures, the parameters or the observations are others."""

import csv
import json

import pytest
from conftest import NOTEBOOKS, exhibits_of

from xiaoyi_data.charts import exhibit
from xiaoyi_data.reading import quantities
from xiaoyi_data.report import codebook


def change(folder, figure, printed):
    """Let a figure have been printed otherwise (or, with "", twice), in a damaged copy."""
    path = folder / "figures.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    row = next(row for row in rows if row["figure"] == figure)
    if printed:
        read = quantities.parse(printed)
        falls = row["value"].startswith("-")
        ends = [read.low, read.high]
        row |= {"printed": printed, "qualifier": read.qualifier}
        row["value"] = f"{-read.value if falls else read.value:f}"
        ends = [None if end is None else -end for end in reversed(ends)] if falls else ends
        row["low"], row["high"] = ("" if end is None else f"{end:f}" for end in ends)
    else:
        rows.append(row | {"figure": f"{figure}-again"})
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    codebook.read.cache_clear()


def titles(notebook, monkeypatch, **parameters):
    """Run a notebook's cells here and return the titles of its exhibits by name."""
    monkeypatch.setattr(exhibit, "_drawn", lambda figure: (b"", ""))
    space: dict = {}
    for cell in json.loads((NOTEBOOKS / f"{notebook}.ipynb").read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), notebook, "exec"), space)
        if "parameters" in cell["metadata"].get("tags", []):
            space |= parameters
    return {made.payload["name"]: made.payload["title"] for made in space["story"].shown}


# What is printed otherwise -> the notebook and exhibit whose title must follow, and how it begins.
CHANGES = [
    ("gdp-growth-target-2021", "1%", "00_overview", "growth-targets",
     "3 of 4 comparable growth targets for 2021 exceed"),
    ("gdp-growth-2016-2020", "60.1%", "01_thirteenth_plan_achievements", "five-year-growth",
     "Gross domestic product grew 60.1%"),
    ("gdp-growth-2016-2020", "60.1%", "01_thirteenth_plan_achievements", "yearly-equivalent",
     "Spread over five years, GDP grew 9.87% a year"),
    ("transformation-projects-completed-2016-2020", "300个", "01_thirteenth_plan_achievements",
     "project-funnel", "74.4% of the transformation projects"),
    ("people-lifted-out-of-poverty-2016-2020", "99999名", "01_thirteenth_plan_achievements",
     "built-and-done", "Counted as done: 99,999 people lifted out of poverty"),
    ("coking-capacity-change-2016-2020", "9000万吨", "02_industry_restructuring", "capacity-cut",
     "Closed in five years: 90 million tonnes of coking and 71.7 million tonnes of coal-washing"),
    ("alumina-capacity-2020", "9000万吨", "02_industry_restructuring", "capacity-standing",
     "Capacity stands at 90 million tonnes of alumina a year and 16.96 million tonnes of coking"),
    ("forest-cover-2020", "98%", "03_environment", "rates",
     "4 of 6 environmental rates are at 95% or more; the green coverage rate of built-up"),
    ("urban-income-2020", "4万元以上", "04_livelihood", "income",
     "Urban income is more than 2 times"),
    ("key-projects-spending-target-2021", "230亿元以上", "05_investment_and_projects",
     "key-projects", "At least 39.96% of what"),
    ("new-urban-jobs-target-2021", "5100人", "06_targets_and_outcomes", "count-gap",
     "2 of 3 comparable counts have a target"),
    ("forest-cover-2020", "", "00_overview", "figures-by-theme",
     "Industry has more figures than any other theme: 39 of 188"),
    ("college-entrance-rank-2016-2020", "第二", "01_thirteenth_plan_achievements", "ranks",
     "First in 2 of the 4 rankings the report names"),
    ("secondary-sector-share-change-2016-2020", "9.9个百分点", "02_industry_restructuring",
     "sector-shift", "The tertiary industry's share of GDP rose by 5.5 percentage points, "
     "the secondary's fell by 9.9"),
    ("methanol-capacity-2021-dongyi", "95万吨", "02_industry_restructuring", "chemical-pipeline",
     "Of 3 chemical products, methanol has the most capacity planned or under way: 1.33"),
    ("coal-power-capacity-2021-jinneng", "2×70万千瓦", "02_industry_restructuring", "power",
     "New coal power is about 58 times what was retired"),
    ("waste-transfer-stations-target-2021", "", "03_environment", "plans-2021",
     "The report puts numbers on 7"),
    ("alumina-enterprises-red-mud-2020", "46户", "03_environment", "compliance",
     "There are 54 key wastewater enterprises in compliance and 46"),
    ("livelihood-spending-2016-2020", "257.6亿元", "04_livelihood", "spending-path",
     "Livelihood spending in 2020 was CNY 5.151 billion to CNY 6.911 billion if"),
    ("livelihood-projects-2021-xiaoyi", "95件", "04_livelihood", "promises-2021",
     "14 targets for people in 2021; 3 of them cover the 111"),
    ("skills-training-target-2021-2025", "30万人以上", "04_livelihood", "skills-training",
     "The training goal for 2021–2025 averages at least 60,000 people a year; in 2020 5,387"),
    ("key-projects-investment-2021", "1150亿元", "05_investment_and_projects", "average-project",
     "The average key project is estimated at 5.6"),
    ("methanol-capacity-2021-dongyi", "", "05_investment_and_projects", "named-projects",
     "Named for 2021: 18 capacities in tonnes of 10"),
    ("tax-fee-cuts-2020", "超3.1亿元", "05_investment_and_projects", "relief",
     "Named relief adds up to more than CNY 383 million"),
    ("gdp-stretch-2025", "超600亿元", "06_targets_and_outcomes", "goals-2025",
     "6 goals for 2025; the stretch of GDP lies 30.4"),
    ("hydrogen-capacity-2020-pengwan", "", "06_targets_and_outcomes", "open-questions",
     "8 statements on 3 subjects"),
    ("fixed-asset-investment-growth-target-2021", "20%", "06_targets_and_outcomes", "growth-gap",
     "Growth of fixed-asset investment has the widest gap to its target: +16.6 percentage points"),
]  # fmt: skip


@pytest.mark.parametrize(("figure", "printed", "notebook", "name", "start"), CHANGES)
def test_a_title_follows_the_figure(tables, monkeypatch, figure, printed, notebook, name, start):
    assert not titles(notebook, monkeypatch)[name].startswith(start)
    change(tables, figure, printed)
    assert titles(notebook, monkeypatch)[name].startswith(start)


PARAMETERS = [
    ("01_thirteenth_plan_achievements", {"least": 10**6}, "built-and-done",
     "Nothing counted reaches 1000000"),
    ("02_industry_restructuring", {"products": "lng"}, "chemical-pipeline",
     "Of 1 chemical product, LNG has the most capacity planned or under way: 460,000"),
    ("03_environment", {"near": 40.0}, "rates", "5 of 6 environmental rates are at 40% or more"),
]  # fmt: skip


@pytest.mark.parametrize(("notebook", "parameters", "name", "start"), PARAMETERS)
def test_a_title_follows_the_parameter(monkeypatch, notebook, parameters, name, start):
    assert titles(notebook, monkeypatch, **parameters)[name].startswith(start)


@pytest.mark.parametrize(("billion", "verb"), [(45.0, "was below"), (48.0, "had passed")])
def test_a_title_follows_your_own_observations(tmp_path, monkeypatch, billion, verb):
    path = tmp_path / "mine.csv"
    path.write_text(
        "indicator,entity,measure,basis,period,baseline,value,unit,source,url,grade,note\n"
        f"gdp,,level,,2024,,{billion * 1e9:.0f},CNY,bulletin,,A,\n",
        encoding="utf-8",
    )
    title = titles("06_targets_and_outcomes", monkeypatch, observations=str(path))["gdp-levels"]
    assert title == f"GDP of CNY {billion:g} billion in 2024 {verb} the floor for 2025"


def test_the_title_on_other_numerals_follows_them(tables, monkeypatch):
    path = tables / "other_numerals.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if ",programme," not in line), encoding="utf-8")
    codebook.read.cache_clear()
    title = titles("00_overview", monkeypatch)["other-numerals"]
    assert title == "Of 163 numerals that are not figures, 33 are of one kind: part of a name"


def test_every_exhibit_has_a_case_above(executed):
    tested = {name for *_, name, _ in CHANGES + PARAMETERS} | {"other-numerals", "gdp-levels"}
    shown = {payload["name"] for notebook in executed.values() for payload in exhibits_of(notebook)}
    assert shown - tested == {"comparison"}  # the explorer's own tests change what it shows
