"""What is loaded is the caller's own, and as the tables are now."""

import pandas as pd
import pytest
from conftest import LANGUAGES

import xiaoyi_data as xd
from xiaoyi_data.report import descriptor

LOADERS = [xd.load_figures, xd.load_indicators, xd.load_other_numerals, xd.load_observations,
           xd.load_derived, xd.load_targets]  # fmt: skip
# A table each is made of, and what stands in one of its rows and might have stood there.
MADE_OF = {
    xd.load_figures: ("sections.csv", "2020年工作回顾", "往年工作回顾"),
    xd.load_indicators: ("indicators.csv", "forest coverage rate", "share of forest"),
    xd.load_other_numerals: ("other_numerals.csv", "ordinal", "date"),
    xd.load_observations: ("indicators.csv", "地区生产总值", "某某"),
    xd.load_derived: ("derived.csv", ",conditional,", ",sound,"),
    xd.load_targets: ("indicators.csv", "地区生产总值", "某某"),
}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("load", LOADERS)
def test_what_a_caller_does_to_a_frame_is_no_others_business(load, lang):
    before = load(lang=lang)
    mine = load(lang=lang)
    mine.iloc[:, 0] = "spoilt"
    mine["more"] = 1
    pd.testing.assert_frame_equal(load(lang=lang), before)


@pytest.mark.parametrize("load", LOADERS)
def test_a_table_that_has_been_read_anew_is_loaded_anew(tables, load):
    name, old, new = MADE_OF[load]
    before = load(lang="zh")
    shared = descriptor.DATA / name
    path = shared if shared.exists() else tables / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    after = load(lang="zh")
    assert not after.equals(before)
