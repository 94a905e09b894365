"""A grammar of our own, that knows no table of the reader: what it writes is read as it means.

Every text is built together with its meaning. The reader gives exactly that, or refuses; it never
gives anything else. What is ordinary it must read.
"""

import random
from decimal import Decimal
from itertools import pairwise, product

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rules import every
from test_numerals import chinese

from xiaoyi_data.reading import Quantity, Refusal, numerals, parse, read
from xiaoyi_data.reading import grammar as tables

D = Decimal
# Measure word, canonical unit, worth, whether it counts one by one.
UNITS = [
    ("人", "person", "1", True), ("名", "person", "1", True), ("户", "household", "1", True),
    ("家", "enterprise", "1", True), ("头", "head", "1", True), ("天", "day", "1", True),
    ("元", "CNY", "1", True), ("个", "item", "1", True), ("项", "item", "1", True),
    ("台", "item", "1", True), ("辆", "item", "1", True), ("%", "percent", "1", False),
    ("％", "percent", "1", False), ("‰", "percent", "0.1", False),
    ("个百分点", "pp", "1", False), ("百分点", "pp", "1", False), ("公里", "km", "1", False),
    ("千米", "km", "1", False), ("平方公里", "km2", "1", False), ("亩", "mu", "1", False),
    ("公斤", "kg", "1", False), ("千克", "kg", "1", False), ("斤", "kg", "0.5", False),
    ("吨", "t", "1", False), ("立方米", "m3", "1", False), ("千瓦", "W", "1000", False),
    ("兆瓦", "W", "1000000", False), ("MW", "W", "1000000", False), ("kV", "V", "1000", False),
    ("人次", "person_time", "1", True), ("美元", "USD", "1", True), ("倍", "ratio", "1", False),
    ("平方米", "m2", "1", False), ("公顷", "ha", "1", False),
]  # fmt: skip
# A bound as its words before and after the quantity, and the interval's ends.
FLOOR, ABOVE, CEILING, BELOW = ("at_least", "["), ("over", "("), ("at_most", "]"), ("at_most", ")")
NEARLY, ABOUT, EXACT = ("nearly", ""), ("about", ""), ("exact", "")
STRAIGHT = [
    ("", "", EXACT), ("近", "", NEARLY), ("接近", "", NEARLY), ("将近", "", NEARLY),
    ("约", "", ABOUT), ("大约", "", ABOUT), ("大概", "", ABOUT), ("约占", "", ABOUT),
    ("", "左右", ABOUT), ("", "上下", ABOUT), ("超过", "", ABOVE), ("超", "", ABOVE),
    ("突破", "", ABOVE), ("逾", "", ABOVE), ("高于", "", ABOVE), ("不止", "", ABOVE),
    ("超出", "", ABOVE), ("＞", "", ABOVE), (">", "", ABOVE), ("大于", "", ABOVE),
    ("至少", "", FLOOR), ("最少", "", FLOOR), ("至少达到", "", FLOOR), ("≥", "", FLOOR),
    ("大于等于", "", FLOOR), ("", "以上", FLOOR), ("", "及以上", FLOOR), ("", "（含）以上", FLOOR),
    ("", "或以上", FLOOR), ("跨上", "", FLOOR), ("至多", "", CEILING), ("最多", "", CEILING),
    ("≤", "", CEILING), ("小于等于", "", CEILING), ("", "以内", CEILING), ("", "以下", CEILING),
    ("", "之内", CEILING), ("", "（含）以下", CEILING), ("最高", "", CEILING), ("＜", "", BELOW),
    ("低于", "", BELOW), ("少于", "", BELOW), ("小于", "", BELOW), ("不足", "", BELOW),
    ("不到", "", BELOW), ("不及", "", BELOW), ("不满", "", BELOW), ("未达到", "", BELOW),
    ("没有达到", "", BELOW), ("未满", "", BELOW), ("达不到", "", BELOW),
]  # fmt: skip
DENIALS = [
    "不", "未", "没有", "不得", "不能", "不宜", "不会", "不再", "不应", "不可", "不许", "不准",
    "不要", "从未", "尚未", "绝不", "决不能", "严禁", "禁止", "避免", "杜绝", "切勿", "不允许",
    "不应当", "防止",
]  # fmt: skip
UPWARD = ["超过", "突破", "高于", "大于", "多于", "超出", "逾"]
DOWNWARD = ["低于", "少于", "小于"]
DENIED = [
    *((no + word, "", CEILING) for no, word in product(DENIALS, UPWARD)),
    *((no + word, "", FLOOR) for no, word in product(DENIALS, DOWNWARD)),
]
TWICE = [(a + b + c, "", None) for a, b, c in product(("不得", "不会"), ("不", "未"), UPWARD)]


@st.composite
def arabic(draw):
    """Digits in one of their spellings: text, value, worth of the last digit, how it is known."""
    whole = draw(st.integers(1, 10 ** draw(st.integers(1, 7))))
    places = draw(st.sampled_from([0, 0, 1, 2]))
    decimals = draw(st.integers(0, 10**places - 1))
    fraction = f".{decimals:0{places}d}" if places else ""
    mark = draw(st.sampled_from(["", "", ",", "'", " ", "\u00a0"]))
    text = f"{whole:,}".replace(",", mark) + fraction
    value, step = D(f"{whole}{fraction}"), D(1).scaleb(-places)
    if draw(st.booleans()):
        text = text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789."})
    power = draw(st.sampled_from([0, 0, 0, 4, 8, 3]))
    text += {0: "", 3: "e3", 4: draw(st.sampled_from(["万", " 万", "萬"])), 8: "亿"}[power]
    return text, value.scaleb(power), step.scaleb(power), bool(places or power)


@st.composite
def words(draw):
    """A Chinese numeral, simplified, traditional or as banks write it."""
    number = draw(st.integers(2, 99_999) | st.integers(1, 9).map(lambda n: n * 10**8))
    power = len(str(number)) - len(str(number).rstrip("0"))
    text = chinese(number)
    if draw(st.booleans()):
        text = text.translate(str.maketrans("万亿两", "萬億兩"))
    elif number > 10 and draw(st.booleans()):
        text = text.translate(str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟"))
    return text, D(number), D(1).scaleb(power), False


BOUNDS = st.sampled_from(STRAIGHT + DENIED)


@st.composite
def printed(draw, bounds=BOUNDS):
    """A quantity as it may be printed: its text and what it means."""
    text, value, step, scaled = draw(arabic() | words())
    word, unit, worth, counts = draw(st.sampled_from(UNITS))
    before, after, meant = draw(bounds)
    gap = draw(st.sampled_from(["", "", " "]))
    value, step = value * D(worth), step * D(worth)
    text = f"{before}{text}{gap}{word}{after}"
    return text, unit, value, meaning(value, step, scaled, counts, meant)


def meaning(value, step, scaled, counts, meant):
    """What a bound makes of a value: qualifier, low, high, ends."""
    if meant is None:
        return None
    qualifier, end = meant
    half = D(0) if counts and not scaled else step / 2
    if qualifier == "nearly":
        reach = D(5).scaleb(value.adjusted() - 1) if value else D(0)
        return qualifier, value - reach, value, "[)"
    if qualifier == "about":
        return qualifier, value - step, value + step, "[]"
    return {
        "": ("exact", value - half, value + half, "[]"),
        "[": ("at_least", value, None, "[)"),
        "(": ("over", value, None, "()"),
        "]": ("at_most", None, value, "(]"),
        ")": ("at_most", None, value, "()"),
    }[end]


def check(found, unit, value, meant):
    assert meant is not None
    assert unit in found.units
    assert found.value == value
    assert (found.qualifier, found.low, found.high, found.ends) == meant


@given(printed())
def test_what_is_printed_is_read_as_it_means_or_refused(case):
    text, unit, value, meant = case
    try:
        found = parse(text)
    except ValueError:
        return
    check(found, unit, value, meant)


@given(printed(), st.sampled_from(["全年完成", "其中，", "（", "达到", "，", "降至", "共", ""]),
       st.sampled_from(["。", "，同比", "；", "）", " ", "\n", ""]))  # fmt: skip
def test_in_a_sentence_it_is_the_same_or_refused_whole(case, before, after):
    text, unit, value, meant = case
    found = read(before + text + after)
    assert len(found) == 1
    if isinstance(found[0], Quantity):
        check(found[0], unit, value, meant)


@given(printed(st.sampled_from(TWICE)))
def test_what_is_denied_twice_is_refused(case):
    with pytest.raises(ValueError, match="what is denied"):
        parse(case[0])


@every(STRAIGHT + DENIED)
def test_every_bound_is_read(bound):
    before, after, meant = bound
    found = parse(f"{before}5%{after}")
    check(found, "percent", D(5), meaning(D(5), D(1), False, False, meant))


@every(UNITS)
def test_every_measure_word_is_read(measure):
    word, unit, worth, counts = measure
    value, step = D("3.5").scaleb(4) * D(worth), D("0.1").scaleb(4) * D(worth)
    check(parse(f"3.5万{word}"), unit, value, meaning(value, step, True, counts, EXACT))


@given(st.lists(printed(st.sampled_from(STRAIGHT[:1])), min_size=2, max_size=6))
def test_one_after_another_each_is_itself(cases):
    found = read("，".join(f"其中{text}" for text, *_ in cases))
    assert len(found) == len(cases)
    for one, (_, unit, value, meant) in zip(found, cases, strict=True):
        if isinstance(one, Quantity):
            check(one, unit, value, meant)


LOW_HIGH = st.tuples(st.integers(1, 999), st.integers(1, 999)).filter(lambda p: p[0] < p[1])


@given(LOW_HIGH, st.sampled_from("~～—-至到–"), st.sampled_from(UNITS), st.sampled_from(["", "万"]))
def test_a_range_is_its_ends(ends, join, unit, times):
    word, name, worth, _ = unit
    found = parse(f"{ends[0]}{join}{ends[1]}{times}{word}")
    scale = D(worth) * (10**4 if times else 1)
    assert name in found.units
    assert (found.value, found.qualifier) == (None, "range")
    assert (found.low, found.high) == (ends[0] * scale, ends[1] * scale)


@given(
    LOW_HIGH, st.sampled_from("从由自"), st.sampled_from("到至"), st.sampled_from(["%", "元", "吨"])
)
def test_from_one_to_another_is_two(ends, start, join, word):
    found = read(f"{start}{ends[0]}{word}{join}{ends[1]}{word}")
    assert [one.value for one in found] == list(ends)


NOISE = "0123456789０５．.,，'万千百亿一二三十零〇两几半点户元个月年方瓦%％近以上超第×~至-余多不得到含(（）)KWVe+^³ /、：。“”a\n每前从"  # noqa: E501
PROSE = st.text() | st.text(alphabet=NOISE, max_size=40)


@given(PROSE)
@example("5%（含5%）以上，从3个到5个，10.6万、3.8万、3.3万平方公里")
def test_every_number_is_in_one_quantity_or_one_refusal(text):
    found = read(text)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(text[one.start : one.end] == one.text for one in found)
    for start, end in numerals.lexemes(numerals.plain(text)):
        assert sum(one.start <= start and end <= one.end for one in found) == 1
    for one in found:
        if isinstance(one, Refusal):
            assert one.reason.startswith(tables.REASONS[one.kind])
            assert "\n" not in one.reason


def test_text_made_of_the_grammars_own_words_breaks_nothing():
    pieces = [*tables.UNITS, *tables.REFUSED_UNITS, *tables.BEFORE, *tables.AFTER, *tables.GLUES]
    pieces += [*tables.VERBS, *tables.FAR_NEGATIONS, "5", "3.5万", "三", "第", "每", "（含", "）"]
    draw = random.Random(16)
    for _ in range(3000):
        text = "".join(draw.choices(pieces, k=12))
        for start, end in numerals.lexemes(numerals.plain(text)):
            assert sum(one.start <= start and end <= one.end for one in read(text)) == 1, text
