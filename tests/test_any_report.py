"""The notebooks on reports they were not written for: all run, and what a report lacks is said."""

import json
import random
import re
from itertools import product

import matplotlib.pyplot as plt
import pytest
import yunling
from conftest import LANGUAGES, NOTEBOOKS, widen

import xiaoyi_data as xd
from xiaoyi_data.charts import story as telling
from xiaoyi_data.cli import main
from xiaoyi_data.exports import executed
from xiaoyi_data.report import codebook, reports
from xiaoyi_data.runs import plan

# Those of one report; the others take several, and their own tests hold them.
NAMES = [job.notebook.stem for job in plan.jobs(NOTEBOOKS) if "report" in job.parameters]

# Exhibits that the report of a county that reviews one year can give, by notebook.
MADE = {
    "00_overview": {"agreement", "goals-judged", "figures-by-theme"},
    "01_thirteenth_plan_achievements": {"built-and-done"},
    "02_industry_restructuring": {"projects-named"},
    "03_environment": set(),
    "04_livelihood": {"income", "one-year"},
    "05_investment_and_projects": {"key-projects"},
    "06_targets_and_outcomes": {"asked", "ratios", "goals-2027"},
}
CALLED = {"en": "Yunling County government work report 2023", "zh": "云岭县2023年政府工作报告"}


def hearing(patch):
    """Let be kept what a story says, in order; nothing is painted, or drawn narrow."""
    said = []
    widen(patch)

    def display(thing, about=None):
        if about and "xiaoyi" in about:
            said.append(thing.data)

    patch.setattr(telling, "display", display)
    return said


@pytest.fixture
def told(monkeypatch):
    """What a story says."""
    return hearing(monkeypatch)


def run(name, **parameters):
    """Run a notebook's cells here and return what they leave."""
    space: dict = {}
    for cell in json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            exec(compile("".join(cell["source"]), f"{name}: {cell['id']}", "exec"), space)
        if "parameters" in cell["metadata"].get("tags", []):
            space |= parameters
    return space


def shaped(where, without):
    """Write the county's report without some tables, and without rows that would need them."""
    rows = yunling.tables()
    for table, column in (("indicators", "indicator"), ("entities", "entity")):
        if table in without:
            own = {row[column] for row in rows[table]}
            rows["figures"] = [row for row in rows["figures"] if row[column] not in own]
    folder = where / "shaped"
    folder.mkdir()
    for name in rows.keys() - set(without):
        yunling.write(folder, name, rows[name])
    return folder


def is_of_the_county(space, said, lang):
    """Hold what a notebook shows to be of the county's report."""
    if "story" in space:
        assert said
        assert all(CALLED[lang] in made.payload["source"] for made in space["story"].shown)


@pytest.mark.parametrize("shape", yunling.PLAIN)
@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_runs_on_a_report_whatever_tables_it_lacks(name, shape, told, tmp_path):
    space = run(name, report=str(shaped(tmp_path, yunling.PLAIN[shape])))
    is_of_the_county(space, told, "en")


@pytest.fixture(scope="module", params=list(product(NAMES, LANGUAGES)), ids="-".join)
def county(request, tmp_path_factory):
    """A notebook run on the county's whole report: its name, its language, what it says, leaves."""
    name, lang = request.param
    report = yunling.folder(tmp_path_factory.mktemp("county"))
    with pytest.MonkeyPatch.context() as patch:
        said = hearing(patch)
        space = run(name, lang=lang, report=str(report))
    return name, lang, said, space


def test_a_notebook_runs_on_the_whole_report_of_another_place(county):
    _, lang, said, space = county
    is_of_the_county(space, said, lang)


def exhibits(space):
    return space["story"].shown if "story" in space else []


def test_what_can_be_made_of_a_report_is_and_the_rest_is_said_in_a_line(county):
    name, _, said, space = county
    made = MADE.get(name, set())
    assert {one.payload["name"] for one in exhibits(space)} == made
    cells = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    parts = sum("with story.part(" in "".join(cell["source"]) for cell in cells)
    left = [line for line in said if line.startswith(("*Left out", "*从略"))]
    assert len(left) == parts - len(made)


def test_no_title_or_sentence_of_another_report_speaks_of_ours(county):
    *_, said, space = county
    texts = list(said)
    for made in exhibits(space):
        texts += [made.payload[part] for part in ("title", "subtitle", "caveat", "source")]
    for word in ("Xiaoyi", "孝义", "Pengwan", "鹏湾", "2015", "2020", "2025", "十三五", "13th"):
        assert not [text for text in texts if word in text], word


MARKED = {"bars", "dots", "stacked", "strip", "ratio", "dumbbell", "panels"}


def test_no_exhibit_has_one_mark_alone(county):
    *_, space = county
    for made in exhibits(space):
        assert made.payload["kind"] not in MARKED or len(made.payload["data"]) > 1


# What no reader would write: a share that is all or none, said in numbers.
CLUMSY = {"en": r"(?<![\d.,*])(?:\*\*)?0(?:\*\*)? [a-z]|\b([2-9]|\d\d+) of \1\b|\b1 of 1\b",
          "zh": r"(?<![\d.])0(?:\*\*)?[项处]"}  # fmt: skip


def test_all_and_none_are_said_in_words(county):
    _, lang, said, space = county
    texts = [*said, *(made.payload["title"] for made in exhibits(space))]
    assert not [text for text in texts if re.search(CLUMSY[lang], text)]


def test_a_notebook_says_how_many_rows_wait_and_shows_none_of_them(told, tmp_path):
    folder, rows = yunling.folder(tmp_path), yunling.tables()["figures"]
    yunling.write(folder, "figures", rows[5:])
    proposed = {"doubt": "0.5", "state": "proposed"}
    yunling.write(folder, "draft", [row | proposed for row in rows[:5]])
    (folder / "closures.csv").unlink()
    story = run("00_overview", report=str(folder))["story"]
    assert "**31 figures**" in told[0]
    assert told[1] == "*5 more rows are proposed and not yet reviewed; they are not shown.*"
    shown = {figure for made in story.shown for figure in made.figures}
    assert not shown & {row["figure"] for row in rows[:5]}


def test_nothing_is_said_of_waiting_where_nothing_waits(told):
    xd.story().waits()
    assert not told


@pytest.fixture
def written(tmp_path, template, monkeypatch):
    """A folder with a notebook that takes a report, the report, and how to run it."""
    monkeypatch.chdir(tmp_path)
    folder = yunling.folder(tmp_path)
    source = (NOTEBOOKS / "03_environment.ipynb").read_text(encoding="utf-8")
    (tmp_path / "books").mkdir()
    (tmp_path / "books" / "03_environment.ipynb").write_text(source, encoding="utf-8")

    def go(*more):
        line = ["run", "--notebooks", "books", "--out", "out", "-p", "report", folder.name]
        code = main.main([*line, *more])
        record = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
        return code, record["jobs"]

    return folder, go


def test_a_run_of_a_report_carries_it_and_is_made_again_when_its_folder_changes(
    written, tmp_path, capsys
):
    folder, go = written
    code, jobs = go()
    assert (code, list(jobs)) == (0, [f"03_environment.report={yunling.KEY}"])
    job = jobs[f"03_environment.report={yunling.KEY}"]
    assert job["parameters"]["report"] == str(folder)
    page = (tmp_path / "out" / job["name"] / f"{job['name']}.html").read_text(encoding="utf-8")
    assert "Yunling County government work report 2023 as data" in page
    assert f"xiaoyi check --report {folder} --source FILE" in page
    assert "CC BY" not in page.partition("<main")[2]
    assert "Only one rate has a target" not in page
    assert "A rate without a target" in page
    _, again = go()
    assert again[job["name"]]["status"] == "cached"
    rows = yunling.tables()["figures"]
    yunling.write(folder, "figures", rows[:-1])
    _, anew = go()
    assert anew[job["name"]]["status"] == "succeeded"
    assert anew[job["name"]]["inputs"]["files"] != job["inputs"]["files"]


def test_a_run_of_a_broken_report_stops_before_anything_runs(written, tmp_path, capsys):
    folder, _ = written
    rows = yunling.tables()["figures"]
    rows[0]["unit"] = "CYN"
    yunling.write(folder, "figures", rows)
    line = ["run", "--notebooks", "books", "--out", "out", "-p", "report"]
    assert main.main([*line, folder.name]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"xiaoyi: {folder}/figures.csv, line 2, column unit: unknown unit 'CYN'")
    assert main.main([*line, "yunling-2024"]) == 2
    assert "did you mean 'yunling-2023'?" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_page_shows_the_cells_of_its_own_report_alone(tmp_path):
    tags = {"ours": ["report-xiaoyi-2021"], "others": ["report-other"], "all": []}
    cells = [
        {"cell_type": "markdown", "metadata": {"tags": own}, "source": name}
        for name, own in tags.items()
    ]
    for report, shown in {"": ["ours", "all"], str(tmp_path / "boye-2022"): ["others", "all"],
                          reports.DEFAULT: ["ours", "all"]}.items():  # fmt: skip
        given = {"lang": "en"} | ({"report": report} if report else {})
        about = {"papermill": {"parameters": given}}
        path = tmp_path / "book.ipynb"
        path.write_text(json.dumps({"cells": cells, "metadata": about, "nbformat": 4}))
        assert [cell["source"] for cell in executed.read(path).cells] == shown


def part_of_ours(where, seed):
    """Write a part of our tables as another report: keys of its own, one review, few renderings."""
    rng, rows = random.Random(seed), {}
    for name in ("report", "sections", "entities", "figures", "other_numerals", "observations"):
        share = rng.choice([0.1, 0.4, 0.8]) if name in ("figures", "observations") else 1
        rows[name] = [dict(row) for row in codebook.rows(name) if rng.random() < share]
        for row in rows[name]:
            row |= {"report": "other"} if "report" in row else {}
    rows["report"][0] |= {"coding": "reviewed", "date": rng.choice(["", "2021-01-02"])}
    if rng.random() < 0.5:
        rows["sections"][0] |= {"turn": "year_review", "years": "2020"}
    for row in rows["figures"]:
        row |= {"figure": f"k-{row['figure']}", "quote_en": rng.choice(["", row["quote_en"]])}
    folder = where / "other"
    folder.mkdir()
    for name, found in rows.items():
        yunling.write(folder, name, found)
    return folder


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_notebooks_run_on_whatever_part_of_our_report_is_left(seed, told, tmp_path):
    folder = part_of_ours(tmp_path, seed)
    for place, name in enumerate(NAMES):
        run(name, lang=LANGUAGES[(seed + place) % 2], report=str(folder))
        plt.close("all")
