"""Looking things up: nothing is missing, and what is not there is named."""

import re

import pandas as pd
import pytest
from conftest import LANGUAGES

from xiaoyi_data import load_derived, load_figures, load_indicators, load_targets
from xiaoyi_data.explore import lookup

FIGURES, INDICATORS = load_figures(), load_indicators()
SOME = ["gdp", "urban_disposable_income", "livelihood_projects", "primary_sector_share"]


def test_every_indicator_is_listed_with_its_figures():
    listed = lookup.indicators().set_index("indicator")
    assert set(listed.index) == set(INDICATORS["indicator"])
    assert listed["figures"].sum() == len(FIGURES)
    assert (listed["figures"] + listed["observations"] > 0).all()


def test_filters_leave_the_indicators_that_have_such_figures():
    rows = load_figures(theme="environment", status="target")
    listed = lookup.indicators(theme="environment", status="target")
    assert set(listed["indicator"]) == set(rows["indicator"])
    assert set(lookup.indicators(theme="environment")["theme"]) == {"environment"}


@pytest.mark.parametrize("key", SOME)
def test_all_statements_on_an_indicator_are_there(key):
    said = lookup.statements(key).groupby("kind")["key"].agg(set)
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
    text = str(lookup.about(key, lang))
    said = lookup.statements(key, lang)
    for quote in said[said["kind"] == "figure"]["words"]:
        assert quote in text
    assert not re.search(r"\bnan\b|<NA>|None", text)
    assert pd.api.types.is_numeric_dtype(said["value"])


def test_an_indicator_goes_by_its_name_in_either_language_and_any_case():
    wanted = lookup.about("gdp")
    for name in ("GDP", "Gross domestic product", "地区生产总值"):
        assert lookup.about(name) == wanted


def test_what_is_known_from_outside_the_report_alone_can_be_shown():
    said = lookup.statements("resident_population")
    assert set(said["kind"]) == {"observation"}
    assert "477,289" in str(lookup.about("resident_population"))


def test_a_figure_has_one_card():
    assert len(lookup.about("forest-cover-2020")) == 1
    assert lookup.statements("forest-cover-2020")["kind"].tolist() == ["figure"]


@pytest.mark.parametrize("ask", [lookup.about, lookup.statements])
@pytest.mark.parametrize(
    ("key", "near"),
    [("gpd", "gdp"), ("forest-cover-2021", "forest-cover-2020"), ("森林覆盖", "森林覆盖率")],
)
def test_an_unknown_key_is_named_with_the_nearest_in_a_short_line(ask, key, near):
    with pytest.raises(ValueError, match=f"{key!r}: did you mean {near!r}") as error:
        ask(key)
    assert len(str(error.value)) < 400


def test_no_match_is_not_wrong_use():
    with pytest.raises(lookup.NothingFound, match="no figure matches environment, xyzzy"):
        lookup.select(theme="environment", search="xyzzy")
    with pytest.raises(ValueError, match="did you mean 'environment'") as error:
        lookup.select(theme="enviroment", search="xyzzy")
    assert not isinstance(error.value, lookup.NothingFound)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_figure_is_found_by_whose_it_is_whatever_the_language_shown(lang):
    for name in load_figures(entity="dongyi", lang=lang)["entity_name"].unique():
        found = lookup.select(search=name)["figure"]
        assert set(load_figures(entity="dongyi")["figure"]) <= set(found)
