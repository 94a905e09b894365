"""Looking things up: nothing is missing, and what is not there is named."""

import pytest
from conftest import LANGUAGES

from xiaoyi_data import load_figures, load_indicators
from xiaoyi_data.explore import lookup

FIGURES, INDICATORS = load_figures(), load_indicators()


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
