"""Every notebook, in both languages: clean in git, true in its titles, readable in its pictures."""

import ast
import json
import math
import re

import pandas as pd
import pytest
from conftest import LANGUAGES, NOTEBOOKS, exhibits_of
from texts import check_texts

from xiaoyi_data import evidence, load_derived, load_figures, load_observations
from xiaoyi_data.charts import exhibit
from xiaoyi_data.report import wording
from xiaoyi_data.runs import plan

NAMES = list(plan.available(NOTEBOOKS))
# Evidence is 2 to 6 exhibits; the explorer shows the one that suits the choice.
FEWEST = {name: 1 if name == "explore" else 2 for name in NAMES}
RUNS = [f"{name}.{lang}" for name in NAMES for lang in LANGUAGES]


def cells(name, kind="code"):
    notebook = json.loads((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == kind]


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
        if tags:
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
    tags = [own[0] for own in tags if own]
    assert tags == ["lang-en", "lang-zh"] * (len(tags) // 2)


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


def said(payload):
    """The words an exhibit shows, without the report's own."""
    yield from (payload[part] for part in ("title", "subtitle", "source", "caveat"))
    quotes = {row["quote"] for row in payload["figures"]}
    for row in payload["data"]:
        yield from (v for v in row.values() if isinstance(v, str) and v not in quotes)


def numbers(text):
    return {n.replace(",", "") for n in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}


@pytest.mark.parametrize("run", RUNS)
def test_every_number_in_a_title_can_be_computed_from_the_data(executed, run):
    lang = run[-2:]
    known = set()
    for row in load_figures(lang=lang).itertuples():
        known |= numbers(wording.figure(row, lang, words=True)) | numbers(wording.figure(row, lang))
        if row.qualifier != "range":
            known |= numbers(wording.amount(abs(row.value), row.unit, lang))
    for row in load_derived(lang=lang).itertuples():
        known |= numbers(row.text)
        for end in (end for end in (row.low, row.high) if pd.notna(end)):
            known |= numbers(wording.amount(float(f"{end:.4g}"), row.unit, lang))
    for payload in exhibits_of(executed[run]):
        data, counts = payload["data"], {str(n) for n in range(len(payload["data"]) + 1)}
        shown = {n for row in data for v in row.values() for n in numbers(str(v))}
        totals = (
            {f"{sum(row['value'] for row in data if row.get('value') is not None):g}"}
            if data and "value" in data[0]
            else set()
        )
        labels = {}
        for row in data:
            if row.get("value") is not None and "label" in row:
                labels[row["label"]] = labels.get(row["label"], 0) + row["value"]
        sums = {f"{v:g}" for v in labels.values()} | {f"{v * 1000:g}" for v in labels.values()}
        years = set(map(str, range(2015, 2026)))
        loose = numbers(payload["title"]) - known - shown - totals - counts - sums - years
        loose -= {str(len(load_figures())), "95", "5"}
        assert not loose, (payload["title"], loose)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_collection_stays_short(executed, lang):
    kinds = [made["kind"] for name in NAMES for made in exhibits_of(executed[f"{name}.{lang}"])]
    assert len(kinds) <= 32
    assert kinds.count("table") <= 5


def shows(payload, value):
    """Whether an exhibit shows a value, in whatever power of ten."""
    powers = [math.log10(abs(row["value"] / value)) for row in payload["data"] if row.get("value")]
    return any(abs(power - round(power)) < 1e-9 for power in powers)


def hidden(payload, lang="en"):
    """Observations outside a claim in the title that the exhibit does not show beside it."""
    texts = load_figures(lang=lang).set_index("figure")["text"]
    held = evidence(load_figures(), load_observations())
    for row in held[held["outside"]].itertuples(index=False):
        stated = numbers(texts[row.figure])
        named = row.figure in {figure["figure"] for figure in payload["figures"]}
        if named and stated <= numbers(payload["title"]) and not shows(payload, row.value):
            yield row.figure, row.year


@pytest.mark.parametrize("run", RUNS)
def test_no_title_claims_what_observations_beside_it_would_contradict(executed, run):
    """A claim in a title stands beside every observation of it that lies outside its interval."""
    for payload in exhibits_of(executed[run]):
        assert not list(hidden(payload, run[-2:])), payload["name"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_claim_without_the_observation_against_it_is_found_out(executed, lang):
    shown = exhibits_of(executed[f"02_industry_restructuring.{lang}"])
    payload = next(one for one in shown if one["name"] == "sector-shift")
    early = [row for row in payload["data"] if row.get("x", 0) < 2023]
    found = set(hidden(payload | {"data": early}, lang))
    assert found == {("tertiary-sector-share-change-2016-2020", 2023)}


# Each finding that the report does not say, with the notebook that tells it.
UNTOLD = {
    "agreement": "00_overview", "neighbours": "00_overview", "goals-judged": "00_overview",
    "revenue-claim": "01_thirteenth_plan_achievements",
    "sector-shift": "02_industry_restructuring", "projects-named": "02_industry_restructuring",
    "spending-claim": "04_livelihood", "grain": "04_livelihood", "one-year": "04_livelihood",
    "debt-and-revenue": "05_investment_and_projects",
    "asked": "06_targets_and_outcomes", "ratios": "06_targets_and_outcomes",
    "gdp-levels": "06_targets_and_outcomes",
}  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", UNTOLD)
def test_what_the_report_does_not_say_is_told_with_its_caveat(executed, name, lang):
    shown = {one["name"]: one for one in exhibits_of(executed[f"{UNTOLD[name]}.{lang}"])}
    payload = shown[name]
    assert payload["caveat"]
    assert payload["data"]
    assert payload["figures"]
    for row in payload["data"]:
        assert not row.get("text") or row["text"] in payload["alt"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", [name for name in NAMES if name != "explore"])
def test_a_notebook_opens_with_a_finding_and_leaves_tables_for_later(executed, name, lang):
    first, *rest = exhibits_of(executed[f"{name}.{lang}"])
    assert first["kind"] != "table"
    assert first["name"] in UNTOLD or not UNTOLD.keys() & {one["name"] for one in rest}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_about_the_data_stands_in_an_appendix(executed, lang):
    names = [one["name"] for one in exhibits_of(executed[f"00_overview.{lang}"])]
    assert names[-2:] == ["figures-by-theme", "other-numerals"]
    headings = [cell["source"] for cell in cells("00_overview", "markdown")]
    told = ["".join(source) for source in headings if "Appendix" in "".join(source)]
    assert len(told) == 2


@pytest.mark.parametrize("run", RUNS)
def test_every_figure_named_exists_and_is_quoted(executed, run):
    known = load_figures().set_index("figure")["quote"]
    for payload in exhibits_of(executed[run]):
        for row in payload["figures"]:
            assert known[row["figure"]] == row["quote"]
        for mark in payload["data"]:
            for key in (mark.get("figure") or "").split():
                assert key in known.index


@pytest.mark.parametrize("run", RUNS)
def test_five_year_and_yearly_growth_never_share_a_chart(executed, run):
    basis = load_figures().set_index("figure")["basis"].astype(str)
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


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("theme", COPIES)
def test_a_copy_on_another_theme_is_right(theme, lang):
    source = "\n".join("".join(cell["source"]) for cell in cells("03_environment"))
    source = source.replace('"en"', f'"{lang}"').replace('theme="environment"', f'theme="{theme}"')
    source = source.replace('"environmental", "环境"', '"own", "自有"')
    source = source.replace('== "enterprise"', f'== "{COPIES[theme]}"')
    space: dict = {}
    exec(compile(source, theme, "exec"), space)
    figures = load_figures(theme=theme, lang=lang)
    shown = {made.payload["name"]: made for made in space["story"].shown}
    for made in shown.values():
        assert made.figures
        assert set(made.figures) <= set(figures["figure"])
    rates = figures[(figures["unit"] == "percent") & (figures["measure"] == "level")]
    done = rates[rates["status"] == "achieved"]
    full = f"{(done['value'] >= 95).sum()} of {len(done)} "
    told = {
        "en": full + "own rates",
        "zh": f"{len(done)}项自有比率中{(done['value'] >= 95).sum()}项",
    }
    assert shown["rates"].payload["title"].startswith(told[lang])


@pytest.mark.parametrize("run", RUNS)
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
