"""Reading quantities out of Chinese prose."""

from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoyi_data.quantities import numerals, parse, read

D = Decimal


@pytest.mark.parametrize(
    ("printed", "value", "unit", "qualifier", "low", "high"),
    [
        ("近4万户", 40000, "household", "nearly", 35000, 40000),
        ("接近2万元", 20000, "CNY", "nearly", 15000, 20000),
        ("跨上3万元", 30000, "CNY", "at_least", 30000, None),
        ("至少提高20元", 20, "CNY", "at_least", 20, None),
        ("95%以上", 95, "percent", "at_least", 95, None),
        ("4.5%以内", "4.5", "percent", "at_most", None, "4.5"),
        ("超2.1亿元", 210000000, "CNY", "over", 210000000, None),
        ("突破15亿元", 1500000000, "CNY", "over", 1500000000, None),
        ("2×35万千瓦", 700000000, "W", "exact", 690000000, 710000000),
        ("2.4万千瓦", 24000000, "W", "exact", 23500000, 24500000),
        ("30MW", 30000000, "W", "exact", 29500000, 30500000),
        ("110KV", 110000, "V", "exact", 109500, 110500),
        ("1~2条", None, "item", "range", 1, 2),
        ("6.5%－7%", None, "percent", "range", "6.5", 7),
        ("4.5%—5%", None, "percent", "range", "4.5", 5),
        ("三至五个", None, "item", "range", 3, 5),
        ("1~2万户", None, "household", "range", 10000, 20000),
        ("三届", 3, "item", "exact", 3, 3),
        ("十二项", 12, "item", "exact", 12, 12),
        ("两个", 2, "item", "exact", 2, 2),
        ("千头", 1000, "head", "exact", 1000, 1000),
        ("第67名", 67, "rank", "exact", 67, 67),
        ("第一", 1, "rank", "exact", 1, 1),
        ("5000人次", 5000, "person_time", "exact", 5000, 5000),
        ("5387人", 5387, "person", "exact", 5387, 5387),
        ("6.6万户", 66000, "household", "exact", 65500, 66500),
        ("4.7个百分点", "4.7", "pp", "exact", "4.65", "4.75"),
        ("15.1%", "15.1", "percent", "exact", "15.05", "15.15"),
        ("62平方公里", 62, "km2", "exact", "61.5", "62.5"),
        ("1.2万亿元", 1200000000000, "CNY", "exact", 1150000000000, 1250000000000),
        ("三亿二千万元", 320000000, "CNY", "exact", 320000000, 320000000),
        ("500多家", 500, "enterprise", "over", 500, None),
        ("约3公里", 3, "km", "about", 2, 4),
        ("１２，３００人", None, None, None, None, None),
        ("12,345人", 12345, "person", "exact", 12345, 12345),
        ("９３４１万元", 93410000, "CNY", "exact", 93405000, 93415000),
        ("5％", 5, "percent", "exact", "4.5", "5.5"),
    ],
)
def test_a_printed_quantity_is_value_unit_qualifier_and_interval(
    printed, value, unit, qualifier, low, high
):
    if qualifier is None:
        with pytest.raises(ValueError, match="cannot be read"):
            parse(printed)
        return
    found = parse(printed)
    assert found.value == (None if value is None else D(value))
    assert unit in found.units
    assert found.qualifier == qualifier
    assert (found.low, found.high) == tuple(None if e is None else D(e) for e in (low, high))


def test_digits_decide():
    assert parse("33.30%").low != parse("33.3%").low


@pytest.mark.parametrize(
    "text", ["几十", "数百", "三分之二", "若干", "", "户", "近4万户左右", "第八届"]
)
def test_what_cannot_be_read_is_refused_in_one_line(text):
    with pytest.raises(ValueError, match="cannot be read as one quantity") as error:
        parse(text)
    assert "\n" not in str(error.value)


def test_a_date_or_a_bare_number_is_no_quantity_in_prose():
    assert read("2021年4月，共15、16") == []


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
    out, gap = "", False
    for power, word in ((10**8, "亿"), (10**4, "万"), (1, "")):
        part = number // power % 10**4
        if part:
            out += ("零" if out and (gap or part < 1000) else "") + section(part) + word
            gap = False
        else:
            gap = bool(out)
    return out


@given(st.integers(0, 10**12 - 1))
def test_chinese_numerals_read_back(number):
    assert parse(chinese(number) + "个").value == number


NUMBERS = st.decimals("0.01", "99999", places=2).map(lambda d: d.normalize())
TIMES = st.sampled_from([("", 0), ("万", 4), ("亿", 8)])
UNITS = st.sampled_from(
    [("元", "CNY", 0), ("吨", "t", 0), ("公里", "km", 0), ("千瓦", "W", 3), ("%", "percent", 0)]
)
WORDS = st.sampled_from(
    [
        ("", "", "exact"),
        ("近", "", "nearly"),
        ("超", "", "over"),
        ("", "以上", "at_least"),
        ("", "以内", "at_most"),
        ("约", "", "about"),
    ]
)


@given(NUMBERS, TIMES, UNITS, WORDS)
def test_what_is_written_from_a_quantity_reads_back_as_it(number, times, unit, words):
    printed = f"{words[0]}{number:f}{times[0]}{unit[0]}{words[1]}"
    found = parse(printed)
    assert found.value == number.scaleb(times[1] + unit[2])
    assert found.units == (unit[1],)
    assert found.qualifier == words[2]
    wide = printed.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789.%"})
    assert parse(wide).value == found.value


@given(st.text())
def test_no_text_crashes_the_reader_and_offsets_give_the_words(text):
    for found in read(text):
        assert text[found.start : found.end] == found.text


@given(st.text(alphabet="0123456789.,万千百亿一二三十零两户元%近以上第×~至 a"))
def test_numerals_are_disjoint_in_order_and_hold_every_digit(text):
    runs = numerals(text)
    assert all(a.end <= b.start for a, b in pairwise(runs))
    covered = {i for run in runs for i in range(run.start, run.end)}
    digits = {i for i, c in enumerate(text) if c in "0123456789一二三十零两百千万亿"}
    assert digits <= covered


def test_the_formatter_is_told_the_digits_printed():
    assert (parse("128.8亿元").digits, parse("128.8亿元").step) == (1, D("1E7"))
