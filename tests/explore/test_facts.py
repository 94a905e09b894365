"""All that is said of a figure or indicator: nothing is missing, what is not there is named."""

import re

import pandas as pd
import pytest
from conftest import LANGUAGES

from xiaoyi_data import load_derived, load_figures, load_targets
from xiaoyi_data.explore import facts

FIGURES = load_figures()
SOME = ["gdp", "urban_disposable_income", "livelihood_projects", "primary_sector_share"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_has_a_card_with_its_quote_and_what_follows_from_it(lang):
    follows = load_derived(lang=lang)
    for row in FIGURES.iloc[::30].itertuples():
        heading, lines = facts.card(row.figure, lang)
        assert any(row.quote in text for _, text in lines)
        expected = sum(row.figure in inputs.split() for inputs in follows["inputs"])
        derived = {"en": "Derived", "zh": "推算"}[lang]
        assert [term for term, _ in lines].count(derived) == expected
        assert not re.search(r"\bnan\b|<NA>|None", str([heading, lines]))


@pytest.mark.parametrize("key", SOME)
def test_all_statements_on_an_indicator_are_there(key):
    said = facts.statements(key).groupby("kind")["key"].agg(set)
    figures = set(load_figures(indicator=key)["figure"]) if "figure" in said else set()
    assert said.get("figure", set()) == figures
    derived = load_derived()
    follow = [bool(figures & set(inputs.split())) for inputs in derived["inputs"]]
    assert said.get("derived", set()) == set(derived[follow]["derived"])
    targets = load_targets()
    own = targets[targets["indicator"] == key]["figure"]
    assert set(own) <= said.get("target", set())


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("key", SOME)
def test_the_cards_quote_what_the_statements_quote(key, lang):
    text = str(facts.about(key, lang))
    said = facts.statements(key, lang)
    for quote in said[said["kind"] == "figure"]["words"]:
        assert quote in text
    assert not re.search(r"\bnan\b|<NA>|None", text)
    assert pd.api.types.is_numeric_dtype(said["value"])


def test_an_indicator_goes_by_its_name_in_either_language_and_any_case():
    wanted = facts.about("gdp")
    for name in ("GDP", "Gross domestic product", "地区生产总值"):
        assert facts.about(name) == wanted


def test_what_is_known_from_outside_the_report_alone_can_be_shown():
    said = facts.statements("resident_population")
    assert set(said["kind"]) == {"observation"}
    assert "477,289" in str(facts.about("resident_population"))


def test_a_figure_has_one_card():
    assert len(facts.about("forest-cover-2020")) == 1
    assert facts.statements("forest-cover-2020")["kind"].tolist() == ["figure"]


@pytest.mark.parametrize("ask", [facts.about, facts.statements])
@pytest.mark.parametrize(
    ("key", "near"),
    [("gpd", "gdp"), ("forest-cover-2021", "forest-cover-2020"), ("森林覆盖", "森林覆盖率")],
)
def test_an_unknown_key_is_named_with_the_nearest_in_a_short_line(ask, key, near):
    with pytest.raises(ValueError, match=f"{key!r}: did you mean {near!r}") as error:
        ask(key)
    assert len(str(error.value)) < 400
