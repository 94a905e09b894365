"""Reading quantities out of Chinese prose."""

from decimal import Decimal, localcontext
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoyi_data.reading.quantities import Quantity, parse, read

D = Decimal


def quantities(text):
    return [found for found in read(text) if isinstance(found, Quantity)]


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
        ("三点五个百分点", "3.5", "pp", "exact", "3.45", "3.55"),
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
        ("500余万元", 5000000, "CNY", "over", 5000000, None),
        ("20多万人", 200000, "person", "over", 200000, None),
        ("2.5万余户", 25000, "household", "over", 25000, None),
        ("近500人", 500, "person", "nearly", 450, 500),
        ("近4.8万户", 48000, "household", "nearly", 43000, 48000),
        ("近百家", 100, "enterprise", "nearly", 50, 100),
        ("约三百人", 300, "person", "about", 200, 400),
        ("11600元", 11600, "CNY", "exact", 11600, 11600),
        ("1.45万人", 14500, "person", "exact", 14450, 14550),
        ("0至3个", None, "item", "range", 0, 3),
        ("三至五万户", None, "household", "range", 30000, 50000),
        ("8000~1万元", None, "CNY", "range", 8000, 10000),
        ("三至十个", None, "item", "range", 3, 10),
        ("不到5%", 5, "percent", "at_most", None, 5),
        ("不超5%", 5, "percent", "at_most", None, 5),
        ("5万元及以上", 50000, "CNY", "at_least", 50000, None),
        ("突破了15亿元", 1500000000, "CNY", "over", 1500000000, None),
        ("5千克", 5, "kg", "exact", "4.5", "5.5"),
        ("220V", 220, "V", "exact", "219.5", "220.5"),
        ("１．５万吨", 15000, "t", "exact", 14500, 15500),
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
    "text",
    [
        "几十",
        "数百",
        "三分之二",
        "若干",
        "户",
        "近4万户左右",
        "第八届",
        "近三年",
        "两万五",
        "一百五人",
        "三五个",
        "三至五十个",
        "9~8个",
        "1万万元",
        "5余户",
        "85%人",
        "6批",
        "五方面",
        "四方",
        "5亿千伏安",
        "5Kwh/亩",
        "1,2345人",
        "",
        "9" * 5000 + "×3万吨",
        "9" * 41 + "个",
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(text):
    with pytest.raises(ValueError, match="cannot be read as one quantity") as error:
        parse(text)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "text",
    [
        "2021年4月，共15、16",
        "二〇二一年",
        "2020至2025年",
        "0至3岁",
        "几十个项目",
        "数百家企业",
        "上千人",
        "近三分之二",
        "近十几个",
        "1/3以上",
        "近1/3",
        "1.2.3%",
        ".5%",
        "2×35×3万吨",
        "1,2345人",
        "15,16人",
        "至少92 ,318亿吨",
        "92, 318万亩",
        "90年代",
        "八方面工作",
        "5亿千伏安",
        "6批",
        "3个半月",
    ],
)
def test_prose_without_a_quantity_or_with_a_part_of_one_gives_none(text):
    assert quantities(text) == []
    assert read(text)


@pytest.mark.parametrize(
    ("text", "quantity", "qualifier"),
    [
        ("签约22个项目", "22个", "exact"),
        ("附近5个村", "5个", "exact"),
        ("签约近40个", "近40个", "nearly"),
        ("占85%人口", "85%", "exact"),
        ("统一超5%", "超5%", "over"),
        ("总数500家", "500家", "exact"),
        ("建成3个多功能厅", "3个", "exact"),
        ("降至4.4%，", "4.4%", "exact"),
        ("——2个", "2个", "exact"),
    ],
)
def test_words_that_only_look_like_a_qualifier_or_a_number_do_not_count(text, quantity, qualifier):
    assert [(found.text, found.qualifier) for found in quantities(text)] == [(quantity, qualifier)]


def test_a_bare_number_can_be_parsed():
    assert (parse("1500").value, parse("1500").units) == (1500, ())


def test_long_numbers_keep_their_digits_in_any_context():
    with localcontext(prec=3):
        found = parse("1234567890123456789012345678901234.5万元")
    assert found.value == D("12345678901234567890123456789012345000")
    assert found.high - found.low == 1000


def test_what_is_read_in_the_report_can_be_parsed_alone(source):
    text = "".join(source.read_text(encoding="utf-8").split())
    found = quantities(text)
    assert len(found) > 190
    for quantity in found:
        assert parse(quantity.text).value == quantity.value


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


@given(st.integers(0, 10**9), st.sampled_from(["", "近", "超", "约", "至少"]))
def test_separators_of_thousands_do_not_change_the_reading(number, word):
    plain, separated = parse(f"{word}{number}人"), parse(f"{word}{number:,}人")
    assert (plain.value, plain.low, plain.high) == (separated.value, separated.low, separated.high)


ALPHABET = (
    "0123456789０５９．.,万千百亿一二三十零〇两几半点户元个月年方瓦%％近以上超第×~至-余多KWV a"
)
PROSE = st.text() | st.text(alphabet=ALPHABET)


@given(PROSE)
def test_no_text_crashes_the_reader_and_offsets_give_the_words(text):
    found = read(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(text[one.start : one.end] == one.text for one in found)
    for quantity in quantities(text):
        ends = [end for end in (quantity.low, quantity.value, quantity.high) if end is not None]
        assert ends == sorted(ends)


def test_the_formatter_is_told_the_digits_printed():
    assert (parse("128.8亿元").digits, parse("128.8亿元").step) == (1, D("1E7"))
