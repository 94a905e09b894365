"""The English numerals of our renderings are read as the numbers they are."""

from decimal import Decimal

import pytest
from rules import every

from xiaoyi_data.report import codebook, english


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("1.06 billion yuan", "1060000000", "CNY"),
        ("93.41 million yuan", "93410000", "CNY"),
        ("3,000 mu", "3000", "mu"),
        ("Twenty-one villages", "21", None),
        ("three hundred and more", "300", None),
        ("half of them", "0.5", None),
        ("2×350 MW", "700000000", "W"),
        ("110 kV", "110000", "V"),
        ("4.7 percentage points", "4.7", "pp"),
        ("8% or more", "8", "percent"),
        ("62.42 square kilometres", "62.42", "km2"),
        ("5,000 person-times", "5000", "person_time"),
        ("2 million t of light alloys", "2000000", "t"),
        ("ranks 67th", "67", None),
        ("grade 3A", "3", None),
        ("firmly rank first", "1", None),
    ],
)
def test_a_number_is_read_with_its_scale_and_unit(text, value, unit):
    (found,) = english.numbers(text)
    assert (found.value, found.unit) == (Decimal(value), unit)


@pytest.mark.parametrize("text", ["no number", "tone, tent, often", "x5", "A.5.6", "oneself"])
def test_words_and_names_are_no_numbers(text):
    assert english.numbers(text) == ()


@every(codebook.rows("figures"))
def test_every_rendering_says_the_number_of_its_figure(row):
    """All of them: no row is an exception."""
    ends = [row["value"]] if row["value"] else [row["low"], row["high"]]
    found = english.numbers(row["quote_en"])
    for end in ends:
        assert any(n.value == abs(Decimal(end)) and n.unit in (None, row["unit"]) for n in found)
