"""A title still holds when the figures, the parameters or the observations are others."""

import csv
import json

import pytest
from conftest import NOTEBOOKS, exhibits_of, widen

from xiaoyi_data.charts import exhibit
from xiaoyi_data.reading import quantities


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


def run(notebook, monkeypatch, until=None, **parameters):
    """Run a notebook's cells here, framing nothing, and return what they leave.

    With ``until``, the names of exhibits, it ends when all these are shown.
    """
    monkeypatch.setattr(exhibit.framing, "frame", lambda *drawn: None)
    widen(monkeypatch)
    space: dict = {}
    for cell in json.loads((NOTEBOOKS / f"{notebook}.ipynb").read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), notebook, "exec"), space)
            shown = space["story"].shown if until and "story" in space else ()
            if until and until <= {made.payload["name"] for made in shown}:
                break
        if "parameters" in cell["metadata"].get("tags", []):
            space |= parameters
    return space


def titles(notebook, monkeypatch, until=None, **parameters):
    """Run a notebook's cells here and return the titles of its exhibits by name."""
    shown = run(notebook, monkeypatch, until, **parameters)["story"].shown
    return {made.payload["name"]: made.payload["title"] for made in shown}


@pytest.fixture
def as_they_are(executed):
    """The titles of a notebook with nothing changed."""
    return lambda notebook: {
        payload["name"]: payload["title"] for payload in exhibits_of(executed[f"{notebook}.en"])
    }


# What is printed otherwise -> the notebook and exhibit whose title must follow, and how it begins.
CHANGES = [
    ("people-lifted-out-of-poverty-2016-2020", "99999名", "01_thirteenth_plan_achievements",
     "built-and-done", "Counted as done: 99,999 people lifted out of poverty"),
    ("coking-capacity-change-2016-2020", "9000万吨", "02_industry_restructuring", "capacity-cut",
     "Closed in 2016–2020: 90 million tonnes of coking and 71.7 million tonnes of coal-washing"),
    ("mechanised-sweeping-rate-2020", "98%", "03_environment", "rates",
     "4 of 4 environmental rates are at 95% or more; the collection rate of domestic sewage is at"),
    ("urban-income-2020", "4万元以上", "04_livelihood", "income",
     "Urban income is more than 2 times"),
    ("key-projects-spending-target-2021", "230亿元以上", "05_investment_and_projects",
     "key-projects", "At least 39% of what"),
    ("forest-cover-2020", "", "00_overview", "figures-by-theme",
     "Industry has more figures than any other theme: 39 of 188"),
    ("coal-power-capacity-2021-jinneng", "2×70万千瓦", "02_industry_restructuring", "power",
     "New coal power is about 58 times what was retired"),
    ("waste-transfer-stations-target-2021", "", "03_environment", "plans-2021",
     "For 2021 the report sets 4 environmental goals and names 3 works"),
    ("resettlement-homes-target-2021", "9500套", "04_livelihood", "one-year",
     "9,500 resettlement homes are promised for 2021 alone; the five years before gave 3,234"),
    ("tax-fee-cuts-2020", "超3.1亿元", "05_investment_and_projects", "relief",
     "Named relief adds up to more than CNY 383 million"),
    ("gdp-target-2025", "600亿元以上", "06_targets_and_outcomes", "goals-2025",
     "6 goals for 2025: 6 unknown"),
    ("hydrogen-capacity-2020-pengwan", "", "06_targets_and_outcomes", "open-questions",
     "12 statements on 6 subjects"),
    ("gdp-target-2025", "600亿元以上", "00_overview", "goals-judged",
     "Of 49 goals none can be judged from outside the report, 8"),
    ("urbanisation-rate-2020", "90%", "00_overview", "agreement",
     "Of 5 claims that others have measured too, 4 do not agree"),
    ("gdp-growth-target-2021", "19%", "00_overview", "neighbours",
     "3 of 6 growth targets of Xiaoyi for 2021 were below"),
    ("budget-revenue-growth-2016-2020", "8.6%", "01_thirteenth_plan_achievements",
     "revenue-claim", "Revenue fell 3 years running; the report's +8.6% asks 13% more than 2018"),
    ("tertiary-sector-share-change-2016-2020", "0.3个百分点", "02_industry_restructuring",
     "sector-shift", "Services gained 0.3 percentage points by 2020, says the report; the yearbook "
     "has 29.25% in 2015 and 29.54% in 2023"),
    ("light-alloy-capacity-2021", "20万吨", "02_industry_restructuring", "projects-named",
     "PVC, of no named company, makes up 400,000 tonnes of the 3.08 million tonnes"),
    ("livelihood-spending-2016-2020", "28.8亿元", "04_livelihood", "spending-claim",
     "If it grew evenly, the livelihood spending the report states would in 2018 stay below"),
    ("grain-output-target-2021", "15000万公斤以上", "04_livelihood", "grain",
     "The floor for grain in 2021 lies 7% above the harvest of 2014"),
    ("refinancing-bonds-2020", "3亿元", "05_investment_and_projects", "debt-and-revenue",
     "The refinancing bonds of 2020, CNY 300 million, are less than the revenue that the report"),
    ("retail-sales-growth-target-2021", "1%", "06_targets_and_outcomes", "asked",
     "4 of 6 growth targets for 2021 ask more than the years before gave; less is asked of general "
     "public budget revenue and total retail sales"),
    ("new-urban-jobs-target-2021", "5100人", "06_targets_and_outcomes", "ratios",
     "All 4 growth targets lie above 2020, 2 of 3 counts below; the ceiling of the registered"),
]  # fmt: skip


@pytest.mark.parametrize(("figure", "printed", "notebook", "name", "start"), CHANGES)
def test_a_title_follows_the_figure(
    tables, as_they_are, monkeypatch, figure, printed, notebook, name, start
):
    assert not as_they_are(notebook)[name].startswith(start)
    change(tables, figure, printed)
    assert titles(notebook, monkeypatch, {name})[name].startswith(start)


PARAMETERS = [
    ("01_thirteenth_plan_achievements", {"least": 10**6}, "built-and-done",
     "Nothing counted reaches 1000000"),
    ("03_environment", {"near": 80.0}, "rates", "4 of 4 environmental rates are at 80% or more"),
]  # fmt: skip


@pytest.mark.parametrize(("notebook", "parameters", "name", "start"), PARAMETERS)
def test_a_title_follows_the_parameter(monkeypatch, notebook, parameters, name, start):
    assert titles(notebook, monkeypatch, {name}, **parameters)[name].startswith(start)


@pytest.mark.parametrize(("billion", "verb"), [(45.0, "was below"), (48.0, "had passed")])
def test_a_title_follows_your_own_observations(tmp_path, monkeypatch, billion, verb):
    path = tmp_path / "mine.csv"
    path.write_text(
        "indicator,entity,measure,basis,period,baseline,value,unit,source,url,grade,note\n"
        f"gdp,,level,,2024,,{billion * 1e9:.0f},CNY,bulletin,,A,\n",
        encoding="utf-8",
    )
    title = titles("06_targets_and_outcomes", monkeypatch, {"gdp-levels"}, observations=str(path))[
        "gdp-levels"
    ]
    assert title == f"GDP of CNY {billion:g} billion in 2024 {verb} the floor for 2025"


def test_what_your_own_observations_decide_is_said_and_drawn_first(tmp_path, monkeypatch):
    path = tmp_path / "mine.csv"
    path.write_text(
        "indicator,entity,measure,basis,period,baseline,value,unit,source,url,grade,note\n"
        "gdp,,growth,year_on_year,2021,2020,9.5,percent,Bulletin of 2021,,A,\n"
        "new_urban_jobs,,level,,2021,,3900,person,Bulletin of 2021,,A,\n",
        encoding="utf-8",
    )
    space = run("06_targets_and_outcomes", monkeypatch, observations=str(path))
    first, second = (made.payload for made in space["story"].shown[:2])
    assert first["name"] == "decided"
    assert first["title"] == "Your observations judge 3 targets: 1 behind, 1 met, 1 missed"
    assert "Bulletin of 2021, grade A" in first["caveat"]
    assert {row["text"] for row in first["data"]} == {
        "9.5% in 2021: met", "3,900 people in 2021: missed", "3,900 people in 2021: behind",
    }  # fmt: skip
    measured = [row for row in second["data"] if row["series"] == "Measured 2021"]
    assert [(row["label"], row["value"]) for row in measured] == [("Gross domestic product", 9.5)]
    assert "Bulletin of 2021, grade A" in second["caveat"]


def test_the_title_on_other_numerals_follows_them(tables, monkeypatch):
    path = tables / "other_numerals.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if ",programme," not in line), encoding="utf-8")
    title = titles("00_overview", monkeypatch, {"other-numerals"})["other-numerals"]
    assert title == "Of 163 numerals that are not figures, 33 are of one kind: part of a name"


# Of several reports: whose figure is printed otherwise, and the titles that must follow.
SEVERAL = [
    ("boye-county-2022", "gdp-growth-2021", "9.2%", "07_promises_kept", {
        "promises": "Of 39 promises 10 were kept and 3 missed; of 15 the next report has no figure",
        "promises-judged": "10 of 13 promises with an outcome were kept; furthest short: small and "
        "medium technology",
        "both-reports": "3 goals were missed; 8 are set anew without a figure of the outcome, "
        "1 of them lower",
    }),
    ("xiaoyi-2021", "gdp-growth-target-2021", "19%", "08_among_others", {
        "asked-among-others":
        "Xiaoyi asks for more growth than Boye County in 2 of 4 targets for 2021",
    }),
    ("boye-county-2021", "gdp-growth-2020", "1.5%", "08_among_others", {
        "pace-among-others": "Gross domestic product: both places ask for more than they had; "
        "1 with a longer step",
    }),
    ("xiaoyi-2021", "gdp-growth-target-2021", "约8%", "08_among_others", {
        "wording-among-others": "Xiaoyi words 26% (13) of its targets as 'at least'; Boye County",
    }),
]  # fmt: skip


@pytest.mark.parametrize(("report", "figure", "printed", "notebook", "starts"), SEVERAL)
def test_titles_of_several_reports_follow_the_figure(
    tables, as_they_are, monkeypatch, report, figure, printed, notebook, starts
):
    before = as_they_are(notebook)
    change(tables.with_name(report), figure, printed)
    after = titles(notebook, monkeypatch, starts.keys())
    for name, start in starts.items():
        assert not before[name].startswith(start)
        assert after[name].startswith(start)


def test_what_no_figure_answers_follows_the_links(tables, monkeypatch):
    path = tables.with_name("boye-county-2022") / "links.csv"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if ",forest-cover-target-2021," not in line]
    assert len(kept) == len(lines) - 1
    path.write_text("".join(kept), encoding="utf-8")
    title = titles("07_promises_kept", monkeypatch)["never-again"]
    assert title.startswith("For 14 goals that were due the next report has no figure; 6 of")


def test_where_nobody_has_accepted_a_link_nothing_is_shown_and_it_is_said(
    tables, monkeypatch, capsys
):
    path = tables.with_name("boye-county-2022") / "links.csv"
    lines = path.read_text(encoding="utf-8")
    path.write_text(lines.replace(",accepted,", ",proposed,"), encoding="utf-8")
    assert titles("07_promises_kept", monkeypatch) == {}


def test_what_a_caveat_says_of_review_follows_the_links(tables, monkeypatch):
    path = tables.with_name("boye-county-2022") / "links.csv"
    whole = path.read_text(encoding="utf-8")
    for lines, said in (
        (whole, "was accepted by a person."),
        (whole.replace(",accepted,", ",proposed,", 1), "by a person, but for 1."),
    ):
        path.write_text(lines, encoding="utf-8")
        made = run("07_promises_kept", monkeypatch)["story"].shown[0].payload
        assert said in made["caveat"]


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("notebook", ["07_promises_kept", "08_among_others"])
def test_of_one_report_alone_there_is_nothing_to_compare_and_it_is_said(
    monkeypatch, capsys, notebook, lang
):
    told = run(notebook, monkeypatch, reports="xiaoyi-2021", lang=lang)["story"]
    assert [made.payload["name"] for made in told.shown] == []


def test_every_exhibit_has_a_case_above(executed):
    tested = (
        {name for *_, name, _ in CHANGES + PARAMETERS}
        | {name for *_, starts in SEVERAL for name in starts}
        | {"never-again"}
        | {"other-numerals", "gdp-levels"}
    )
    shown = {payload["name"] for notebook in executed.values() for payload in exhibits_of(notebook)}
    # The explorer's own tests change what it shows; with observations of one's own there is more.
    assert shown - tested == {"comparison", "beside"}
