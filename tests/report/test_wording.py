"""Numbers in words, in two languages, with the digits that were printed."""

import re
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules import every

from xiaoyi_data import choices, load_figures
from xiaoyi_data.reading import quantities
from xiaoyi_data.report import codebook, wording

BY_KEY = {lang: load_figures(lang=lang).set_index("figure") for lang in choices.LANGUAGES}


@pytest.mark.parametrize(
    ("key", "english", "chinese"),
    [
        ("livelihood-spending-2016-2020", "CNY 12.88 billion", "128.8亿元"),
        ("sewage-collection-rate-2020", "≥ 95%", "95%以上"),
        ("market-entities-2020", "nearly 40,000 enterprises", "近4万户"),
        ("registered-urban-unemployment-ceiling-2021", "≤ 4.5%", "4.5%以内"),
        ("gdp-stretch-2025", "> CNY 50 billion", "超500亿元"),
        ("secondary-sector-share-change-2016-2020", "−4.7 pp", "−4.7个百分点"),
        ("coal-power-capacity-2021-jinneng", "700 MW", "2×35万千瓦"),
        ("old-streets-renovated-target-2021", "1–2", "1~2条"),
        ("soe-retirees-transferred-2020", "14,500 people", "1.45万人"),
        ("moderately-prosperous-index-rank-2020", "no. 67", "第67名"),
        ("engineering-research-centres-fostered-2016-2020", "1 enterprise", "1户"),
    ],
)
def test_a_figure_is_written_with_its_digits_and_qualifier(key, english, chinese):
    assert wording.figure(BY_KEY["en"].loc[key]) == english
    assert wording.figure(BY_KEY["zh"].loc[key], "zh") == chinese


def test_sentences_write_the_qualifier_out():
    row = BY_KEY["en"].loc["sewage-collection-rate-2020"]
    assert wording.figure(row, words=True) == "at least 95%"


def test_a_rise_is_signed_on_demand_and_a_level_never():
    growth, level = (BY_KEY["en"].loc[key] for key in ("gdp-growth-2020", "forest-cover-2020"))
    assert wording.figure(growth, signed=True) == "+1.8%"
    assert wording.figure(level, signed=True) == "33.3%"


@every(BY_KEY["en"].index)
def test_english_says_the_same_number_as_was_printed(key):
    row = BY_KEY["en"].loc[key]
    read = quantities.parse(row["printed"])
    if read.value is None:
        return
    text = wording.figure(row)
    assert not re.search(r"[\u4e00-\u9fff]", text)
    number = Decimal(re.search(r"\d[\d,.]*", text)[0].replace(",", ""))
    powers = {"million": 6, "billion": 9, "MW": 6, "kV": 3}
    power = next((p for word, p in powers.items() if word in text.split()), 0)
    assert number.scaleb(power) == read.value


@given(st.decimals(1, 10**12, places=2), st.sampled_from(["CNY", "t", "person", "item", "W"]))
def test_no_digit_is_lost_or_added_in_either_language(value, unit):
    for lang in choices.LANGUAGES:
        text = wording.amount(value, unit, lang)
        digits = re.search(r"[\d,.]+", text)[0].replace(",", "")
        power = wording.scale(value, unit, lang).power
        assert Decimal(digits).scaleb(0 if power == 4 and "万" not in text else power) == value


@given(st.integers(1, 10**8), st.sampled_from(["CNY", "t", "person", "item", "mu"]))
def test_no_number_of_ten_thousands_has_more_than_two_decimals(value, unit):
    text = wording.amount(value, unit, "zh")
    assert re.fullmatch(r"\d+|\d+(\.\d{1,2})?万|\d+(\.\d+)?亿", re.match(r"[\d.万亿]+", text)[0])


def test_things_are_counted_with_their_own_measure_word():
    rows = {row["indicator"]: row for row in codebook.rows("indicators")}
    for row in codebook.rows("figures"):
        word = rows[row["indicator"]]["measure_word"]
        assert bool(word) == (row["unit"] in wording.COUNTED), row["figure"]
        own = row["printed"].endswith(word) or word in row["printed"]
        # 7镇43村 counts with the nouns themselves.
        assert own or row["printed"][-1] in "镇村" or row["qualifier"] != "exact", row["figure"]


def stated(printed, value, unit="percent", measure="growth"):
    """A row as a table holds it: what was printed, and its value."""
    return pd.Series({"printed": printed, "value": value, "unit": unit, "measure": measure})


@pytest.mark.parametrize(
    ("row", "english", "chinese"),
    [
        (stated("3.4%以上", -3.4), "≤ −3.4%", "≤−3.4%"),
        (stated("超2万吨", -20_000, "t", "change"), "< −20,000 t", "<−2万吨"),
        (stated("2%以内", -2), "≥ −2%", "≥−2%"),
        (stated("3.4%以上", 3.4), "≥ 3.4%", "3.4%以上"),
        (stated("约2%", -2), "about −2%", "约−2%"),
    ],
)
def test_a_fall_by_so_much_at_least_lies_below_it(row, english, chinese):
    assert wording.figure(row) == english
    assert wording.figure(row, "zh") == chinese


@pytest.mark.parametrize(
    ("row", "english"),
    [
        (stated("6.5%～7%", None), "6.5–7%"),
        (stated("20—30公里", None, "km", "level"), "20–30 km"),
        (stated("1～2条", None, "item", "level"), "1–2"),
    ],
)
def test_the_ends_of_a_range_keep_their_digits_and_have_a_unit(row, english):
    assert wording.figure(row) == english


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (999_000_000_000, "CNY 999 billion", "9990亿元"),
        (2_259_016_000_000, "CNY 2,259.016 billion", "22590.16亿元"),
        (67_700_000_000_000, "CNY 67.7 trillion", "67.7万亿元"),
    ],
)
def test_what_a_country_makes_is_counted_in_trillions(value, english, chinese):
    assert wording.amount(value, "CNY") == english
    assert wording.amount(value, "CNY", "zh") == chinese
