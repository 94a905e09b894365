"""Finding runs of numerals and reading the numbers they are."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoyi_data.reading import numerals

PROSE = st.text() | st.text(
    alphabet="〇零一二两三四五六七八九十百千万亿0123456789０９.,，．× 第个年"
)


def chinese(number: int) -> str:
    """Write a whole number in Chinese numerals, independently of the reader."""
    digits = "零一二三四五六七八九"

    def section(n: int) -> str:
        out, zero = "", False
        for power, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit = n // power % 10
            if digit:
                out += ("零" if zero and out else "") + digits[digit] + word
                zero = False
            else:
                zero = True
        return out

    if number == 0:
        return "零"
    if number == 10**12:
        return "一万亿"
    out, gap = "", False
    for power, word in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part = number // power % 10**4
        if part:
            out += ("零" if out and (gap or part < 1000) else "") + section(part) + word
            gap = False
        else:
            gap = bool(out)
    return out


@given(st.integers(0, 10**12) | st.integers(0, 12).map(lambda power: 10**power))
def test_chinese_numerals_read_back(number):
    text = chinese(number)
    assert [run.text for run in numerals.runs(text)] == [text]
    assert numerals.number(text).value == number


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("62.42平方公里", "62.42"),
        ("2×35万千瓦", "2 35万千"),
        ("5G、13710、十三五", "5 13710 十三五"),
        ("6.6万户和1.2万亿元", "6.6万 1.2万亿"),
        ("三分之二", "三 二"),
        ("1,234人 12,34 1,2345", "1,234 12 34 1 2345"),
        ("１，２３．５％", "１ ２３．５"),
        ("二〇二一年", "二〇二一"),
    ],
)
def test_a_numeral_is_a_maximal_run(text, runs):
    assert [run.text for run in numerals.runs(text)] == runs.split()


@given(PROSE)
def test_numerals_are_disjoint_in_order_and_hold_every_digit(text):
    runs = numerals.runs(text)
    assert all(a.end <= b.start for a, b in pairwise(runs))
    covered = {i for run in runs for i in range(run.start, run.end)}
    digits = {
        i for i, c in enumerate(text) if c.isdecimal() or c in "〇零一二两三四五六七八九十百千万亿"
    }
    assert digits <= covered
    assert all(text[run.start : run.end] == run.text for run in runs)
