"""What the notebooks tell: every number computed, every claim beside what speaks against it."""

import functools
import math
import re
from itertools import combinations

import pandas as pd
import pytest
from collected import NAMES, OF_ONE, RUNS, cells, figures
from conftest import LANGUAGES, exhibits_of
from matplotlib.colors import to_rgb

from xiaoyi_data import evidence, load_derived, load_figures, load_observations, stories
from xiaoyi_data.canvas import style
from xiaoyi_data.report import wording


def numbers(text):
    return {n.replace(",", "") for n in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}


@functools.cache
def known_numbers(lang):
    """The numbers of all figures and derived values, as they are written in a language."""
    known = set()
    for row in figures(lang).itertuples():
        known |= numbers(wording.figure(row, lang, words=True)) | numbers(wording.figure(row, lang))
        if pd.notna(row.value):
            known |= numbers(wording.amount(abs(row.value), row.unit, lang))
    for row in load_derived(lang=lang).itertuples():
        known |= numbers(row.text)
        for end in (end for end in (row.low, row.high) if pd.notna(end)):
            known |= numbers(wording.amount(float(f"{end:.4g}"), row.unit, lang))
    came = stories(lang).promised()["came"].value_counts()
    return known | set(map(str, came))  # of a long list a table shows the first


@pytest.mark.parametrize("run", RUNS)
def test_every_number_in_a_title_can_be_computed_from_the_data(executed, run):
    known, every = known_numbers(run[-2:]), str(len(load_figures()))
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
        loose -= {every, "95", "5"}
        assert not loose, (payload["title"], loose)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_collection_stays_short(executed, lang):
    kinds = [made["kind"] for name in OF_ONE for made in exhibits_of(executed[f"{name}.{lang}"])]
    assert len(kinds) <= 32
    assert kinds.count("table") <= 5


def shows(payload, value):
    """Whether an exhibit shows a value, in whatever power of ten."""
    powers = [math.log10(abs(row["value"] / value)) for row in payload["data"] if row.get("value")]
    return any(abs(power - round(power)) < 1e-9 for power in powers)


@functools.cache
def against():
    """The observations that lie outside what the report claims."""
    held = evidence(load_figures(), load_observations())
    return held[held["outside"]]


def hidden(payload, lang="en"):
    """Observations outside a claim in the title that the exhibit does not show beside it."""
    texts = load_figures(lang=lang).set_index("figure")["text"]
    for row in against().itertuples(index=False):
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
    "promises": "07_promises_kept", "promises-judged": "07_promises_kept",
    "asked-among-others": "08_among_others", "pace-among-others": "08_among_others",
    "wording-among-others": "08_among_others",
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


def grey(role):
    """How light a role is printed in grey, of 1, with its fill and its outline."""
    return [0.299 * r + 0.587 * g + 0.114 * b
            for r, g, b in map(to_rgb, (style.colour(role), style.edge(role)))]  # fmt: skip


@pytest.mark.parametrize("run", RUNS)
def test_series_that_only_colour_tells_apart_are_apart_in_grey(executed, run):
    for payload in exhibits_of(executed[run]):
        if payload["kind"] not in ("strip", "units", "stacked", "dumbbell"):
            continue  # others name each series beside its marks
        roles = {row["series"]: row["role"] for row in payload["data"]}
        for one, other in combinations(roles.values(), 2):
            apart = [abs(a - b) for a, b in zip(grey(one), grey(other), strict=True)]
            assert max(apart) > 0.08, f"{payload['name']}: {one} and {other} look alike in grey"
