"""Every notebook, in both languages: clean in git, true in its titles, readable in its pictures."""

import ast
import json
import re

import pytest
from collected import NAMES, RUNS, cells, figures, said
from conftest import LANGUAGES, NOTEBOOKS, by_turns, exhibits_of, slow_but
from texts import check_texts

from xiaoyi_data import load_figures, load_indicators
from xiaoyi_data.charts import exhibit
from xiaoyi_data.runs import plan

# Evidence is 2 to 6 exhibits; the explorer shows the one that suits the choice.
FEWEST = {name: 1 if name == "explore" else 2 for name in NAMES}


@pytest.mark.parametrize("name", NAMES)
def test_no_output_count_or_machine_is_committed(name):
    text = (NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8")
    for cell in cells(name):
        assert cell["outputs"] == []
        assert cell["execution_count"] is None
        assert cell["metadata"].keys() <= {"tags"}
    assert "papermill" not in json.loads(text)["metadata"]
    assert json.loads(text)["metadata"]["kernelspec"]["name"] == "python3"


@pytest.mark.parametrize("name", NAMES)
def test_cell_ids_are_words_and_unique(name):
    notebook = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("name", NAMES)
def test_parameters_are_typed_and_commented(name):
    declared = plan.declarations(NOTEBOOKS / f"{name}.ipynb")
    assert declared["lang"].choices == ("en", "zh")
    cell = next(c for c in cells(name) if "parameters" in c["metadata"].get("tags", []))
    for line in "".join(cell["source"]).splitlines():
        assert re.fullmatch(r"\w+: \w+ = .+  # .+", line), line


@pytest.mark.parametrize("name", NAMES)
def test_papermill_documents_the_parameters(name):
    import papermill

    found = papermill.inspect_notebook(str(NOTEBOOKS / f"{name}.ipynb"))
    declared = plan.declarations(NOTEBOOKS / f"{name}.ipynb")
    assert found.keys() == declared.keys()
    assert all(parameter["help"] for parameter in found.values())


# Numbers a notebook may type: years, powers of ten, full marks, rounding, places in a list.
_ALLOWED = {0, 1, 2, 3, -1, 10, 100}


@pytest.mark.parametrize("name", NAMES)
def test_no_value_is_typed_in_code(name):
    printed = {float(v) for v in load_figures()["value"].dropna()} - _ALLOWED
    for cell in cells(name):
        if "parameters" in cell["metadata"].get("tags", []):
            continue
        for node in ast.walk(ast.parse("".join(cell["source"]))):
            if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
                assert node.value in _ALLOWED or node.value not in printed, (
                    node.lineno,
                    node.value,
                )
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                loose = re.findall(
                    r"(?<![\d\w-])\d+(?:\.\d+)?(?=%|\s?(?:million|billion|万|亿|MW|pp))", node.value
                )
                assert loose == [] or loose == ["100"], node.value


@pytest.mark.parametrize("name", NAMES)
def test_every_heading_stands_once_in_both_languages(name):
    for cell in cells(name, "markdown"):
        text, tags = "".join(cell["source"]), cell["metadata"].get("tags", [])
        if any(tag.startswith("lang-") for tag in tags):
            assert not re.search(r"^#", text, flags=re.M), text
        else:
            assert re.fullmatch(r"#{1,2} [^|\u4e00-\u9fff]+ \| [^|]*[\u4e00-\u9fff][^|]*", text), (
                text
            )
    first = "".join(cells(name, "markdown")[0]["source"])
    assert re.fullmatch(r"# .+\? \| .+？", first)


@pytest.mark.parametrize("name", NAMES)
def test_prose_stands_in_both_languages(name):
    tags = [cell["metadata"].get("tags", []) for cell in cells(name, "markdown")]
    tags = [own for own in tags if own and own[0].startswith("lang-")]
    assert [own[0] for own in tags] == ["lang-en", "lang-zh"] * (len(tags) // 2)
    assert [own[1:] for own in tags[::2]] == [own[1:] for own in tags[1::2]]  # of one report


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_of_our_report_alone_stands_beside_what_is_said_of_others(name):
    tags = [cell["metadata"].get("tags", []) for cell in cells(name, "markdown")]
    marks = [tag for own in tags for tag in own if tag.startswith("report-")]
    assert set(marks) <= {"report-xiaoyi-2021", "report-other"}
    assert marks.count("report-xiaoyi-2021") == marks.count("report-other")


@pytest.mark.parametrize("name", NAMES)
def test_the_setup_is_short(name):
    setup = next(cell for cell in cells(name) if cell["id"] == "setup")
    lines = [line for line in "".join(setup["source"]).splitlines() if line.strip()]
    assert len(lines) <= 4


@pytest.mark.parametrize("run", RUNS)
def test_it_shows_2_to_6_exhibits(executed, run):
    assert FEWEST[run[:-3]] <= len(exhibits_of(executed[run])) <= 6


@pytest.mark.parametrize("run", RUNS)
def test_titles_and_labels_are_in_the_language(executed, run):
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for payload in exhibits_of(executed[run]):
        for text in (payload["title"], payload["subtitle"]):
            assert bool(chinese.search(text)) == run.endswith("zh"), text
        for text in said(payload):
            if run.endswith("zh"):
                assert not re.search(r"[\u4e00-\u9fff] ?[,;:!?()]|[,;:!?()] ?[\u4e00-\u9fff]", text)
            else:  # curly quotes and Chinese marks are as wide as a character
                assert not re.search(r"[“”‘’，。；：]", text), text


@pytest.mark.parametrize("run", RUNS)
def test_every_figure_named_exists_and_is_quoted(executed, run):
    known = figures().set_index("figure")["quote"]
    for payload in exhibits_of(executed[run]):
        for row in payload["figures"]:
            assert known[row["figure"]] == row["quote"]
        for mark in payload["data"]:
            for key in (mark.get("figure") or "").split():
                assert key in known.index


@pytest.mark.parametrize("run", RUNS)
def test_five_year_and_yearly_growth_never_share_a_chart(executed, run):
    basis = figures().set_index("figure")["basis"].astype(str)
    for payload in exhibits_of(executed[run]):
        if payload["kind"] in ("bars", "dots", "dumbbell"):
            bases = {basis[row["figure"]] for row in payload["figures"]} & {
                "since_baseline",
                "year_on_year",
            }
            growth = {r["figure"] for r in payload["figures"] if "growth" in r["figure"]}
            assert not growth or len(bases) <= 1, payload["name"]


# Another theme, and the unit in which it counts what was brought up to standard.
COPIES = {
    "livelihood": "household",
    "economy": "enterprise",
    "investment": "item",
    "urban": "item",
}


@pytest.mark.usefixtures("unpainted")
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("theme", COPIES)
def test_a_copy_on_another_theme_is_right(theme, lang):
    source = "\n".join("".join(cell["source"]) for cell in cells("03_environment"))
    source = source.replace('"en"', f'"{lang}"').replace('theme="environment"', f'theme="{theme}"')
    source = source.replace('"environmental", "环境"', '"own", "自有"')
    source = source.replace('== "enterprise"', f'== "{COPIES[theme]}"')
    space: dict = {}
    exec(compile(source, theme, "exec"), space)
    rows = load_figures(theme=theme, lang=lang)
    shown = {made.payload["name"]: made for made in space["story"].shown}
    for made in shown.values():
        assert made.figures
        assert set(made.figures) <= set(rows["figure"])
    rates = rows[(rows["unit"] == "percent") & (rows["measure"] == "level")]
    lower = load_indicators().query("better == 'lower'")["indicator"]
    done = rates[(rates["status"] == "achieved") & rates["year"].eq(2020)]
    done = done[~done["indicator"].isin(lower)]
    full = f"{(done['value'] >= 95).sum()} of {len(done)} "
    told = {
        "en": full + "own rates",
        "zh": f"{len(done)}项自有比率中{(done['value'] >= 95).sum()}项",
    }
    asked = rates[rates["status"].eq("target") & rates["period"].eq("2021")]
    asked = asked[~asked["indicator"].isin(lower)]
    drawn = len(done) > 0 and len(done) + len(asked) > 1  # one alone is no exhibit
    assert ("rates" in shown) == drawn
    if drawn:
        assert shown["rates"].payload["title"].startswith(told[lang])


@pytest.mark.usefixtures("unpainted")
@pytest.mark.parametrize("run", slow_but(by_turns(NAMES), RUNS))
def test_no_text_of_any_exhibit_overlaps_or_leaves_the_canvas(run, monkeypatch):
    name, lang = run.rsplit(".", 1)
    drawn = []
    monkeypatch.setattr(exhibit.plt, "close", drawn.append)
    space: dict = {}
    for cell in cells(name):
        exec(compile("".join(cell["source"]), name, "exec"), space)
        if "parameters" in cell["metadata"].get("tags", []):
            space["lang"] = lang
    monkeypatch.undo()
    assert len(drawn) >= FEWEST[name]
    for figure in drawn:
        check_texts(figure)
