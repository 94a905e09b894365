"""Chinese text -> quantities: 近4万户 is a value, a unit, a qualifier, an interval.

A quantity is a number with its multiplier (万), unit (户) and the words of the qualifier around
it (近). Everything is read from text with ``Decimal``, so 33.30 and 33.3 differ. What cannot be
read is left out by ``read`` and refused by ``parse``; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

_FULL = {code + 0xFEE0: code for code in range(0x21, 0x7F)} | {ord("，"): "，", ord("："): "："}
_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
_POWERS = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}

# Measure word -> the canonical units it may stand for and the power of ten between them. Words
# that count things whole give exact numbers; the others measure and are rounded.
_COUNTED = {
    "人次": ("person_time",),
    "人": ("person",),
    "名": ("person",),
    "户": ("household", "enterprise"),
    "家": ("enterprise",),
    "头": ("head",),
    "天": ("day",),
    "年": ("year",),
    "元": ("CNY",),
} | dict.fromkeys("个项件套处座所场条段片届次村镇只台辆", ("item",))
_MEASURED = {
    "个百分点": ("pp", 0),
    "百分点": ("pp", 0),
    "%": ("percent", 0),
    "平方公里": ("km2", 0),
    "公里": ("km", 0),
    "公斤": ("kg", 0),
    "吨": ("t", 0),
    "亩": ("mu", 0),
    "立方米": ("m3", 0),
    "方": ("m3", 0),
    "兆瓦": ("W", 6),
    "千瓦": ("W", 3),
    "瓦": ("W", 0),
    "MW": ("W", 6),
    "KW": ("W", 3),
    "千伏": ("V", 3),
    "KV": ("V", 3),
}
_BEFORE = {
    "跨上": "at_least",
    "至少": "at_least",
    "不低于": "at_least",
    "不少于": "at_least",
    "至多": "at_most",
    "不超过": "at_most",
    "不高于": "at_most",
    "超过": "over",
    "超": "over",
    "突破": "over",
    "接近": "nearly",
    "近": "nearly",
    "大约": "about",
    "约": "about",
}
_AFTER = {"以上": "at_least", "以内": "at_most", "以下": "at_most", "左右": "about"}
_MORE = {"余": "over", "多": "over"}


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_LONGEST = 40  # characters of a number; nothing longer counts or measures anything
_ARABIC = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CHINESE = "[〇零一二两三四五六七八九十百千万亿]"
_UNIT = _either([*_COUNTED, *_MEASURED])
# A multiplier belongs to the number unless it opens the unit: 千 in 2.4万千瓦 is the unit's.
_TIMES = r"(?:(?!千瓦|千伏|百分点)[十百千万亿])*"
_NUMBER = rf"(?:(?:{_ARABIC}){_TIMES}|(?:(?!千瓦|千伏|百分点){_CHINESE})+)"
_QUANTITY = re.compile(
    rf"(?:(?P<before>{_either(_BEFORE)})(?:提高|增加|增长|达到|完成|新增)?)?"
    rf"(?P<rank>第)?(?:(?P<factor>\d+)[×xX*](?=\d))?(?P<number>{_NUMBER})"
    rf"(?P<low_unit>%)?(?:(?:[~～〜–—―－-]|至|到)(?P<high>{_NUMBER}))?(?P<more>[余多])?"
    rf"(?P<unit>{_UNIT})?(?P<after>{_either(_AFTER)})?",
    re.IGNORECASE,
)
_NUMERAL = re.compile(rf"(?:{_ARABIC})[百千万亿]*|{_CHINESE}+")


class Numeral(NamedTuple):
    """A run of numerals in a text: 62.42, 4万, 十三."""

    start: int
    end: int
    text: str


@dataclass(frozen=True)
class Quantity:
    """What a stretch of text says: a value in its canonical unit and what is known around it.

    ``value`` is None for a range; ``low`` and ``high`` are the ends of the interval the words
    support, None where unbounded. ``units`` are the canonical units the measure word admits,
    the usual one first, empty when there is none. ``digits`` counts the decimals printed and
    ``step`` is the worth of the last printed digit, in the canonical unit.
    """

    value: Decimal | None
    units: tuple[str, ...]
    qualifier: str
    low: Decimal | None
    high: Decimal | None
    digits: int
    step: Decimal
    start: int
    end: int
    text: str


def read(text: str) -> list[Quantity]:
    """Return the quantities of a text in order: numbers with a unit, a qualifier or a rank.

    A bare number is not a quantity here (``parse`` reads it), and neither is a date (2021年).
    Idioms are not told from counts (一件). Offsets refer to ``text``; time grows in proportion
    to its length.

    >>> [(q.text, q.value, q.units[0]) for q in read("全市2256户5194名贫困人口")]
    [('2256户', Decimal('2256'), 'household'), ('5194名', Decimal('5194'), 'person')]
    """
    return [
        quantity
        for quantity in _scan(text)
        if (quantity.units or quantity.qualifier != "exact")
        and not re.fullmatch(r"\d{4}年", _plain(quantity.text))
    ]


def parse(printed: str) -> Quantity:
    """Return the one quantity that ``printed`` is; ValueError when it is none or not all of it.

    >>> parse("近4万户").value, parse("近4万户").low, parse("近4万户").qualifier
    (Decimal('4E+4'), Decimal('3.5E+4'), 'nearly')
    """
    found = next(_scan(printed), None)
    if found is None or found.text != printed:
        part = f"only {found.text!r} can be" if found else "nothing can be"
        raise ValueError(f"{printed!r} cannot be read as one quantity: {part}")
    return found


def numerals(text: str) -> list[Numeral]:
    """Return every run of numerals: Arabic with the multipliers that follow, or Chinese.

    The runs are what the ledger accounts for: disjoint, in order, and together they hold every
    digit and every Chinese numeral of the text.

    >>> [numeral.text for numeral in numerals("2×35万千瓦、第三届、5G")]
    ['2', '35万千', '三', '5']
    """
    plain = _plain(text)
    return [
        Numeral(m.start(), m.end(), text[m.start() : m.end()]) for m in _NUMERAL.finditer(plain)
    ]


def _plain(text: str) -> str:
    """Full-width digits, letters and signs as ASCII, at the same offsets."""
    return text.translate(_FULL)


def _scan(text: str) -> Iterator[Quantity]:
    for match in _QUANTITY.finditer(_plain(text)):
        quantity = _quantity(match, text)
        if quantity is not None:
            yield quantity


def _number(text: str) -> tuple[Decimal, int, int] | None:
    """Return value, decimals printed and the power of ten of its multiplier; None if malformed."""
    if len(text) > _LONGEST:
        return None
    digits = re.match(_ARABIC, text)
    if digits:
        coefficient = Decimal(digits[0].replace(",", ""))
        power = sum(_POWERS[c] for c in text[digits.end() :])
        decimals = len(digits[0].partition(".")[2])
        return coefficient.scaleb(power), decimals, power
    value = _chinese(text)
    return None if value is None else (Decimal(value), 0, 0)


def _chinese(text: str) -> int | None:
    """Read a Chinese numeral (十二, 一百零五, 三亿二千万, 二〇二一), None when it is malformed."""
    if len(text) > 1 and not set(text) & set(_POWERS):
        return int("".join(str(_DIGITS[c]) for c in text)) if "两" not in text else None
    total = section = 0
    digit: int | None = None
    last = 9  # the power before, which must fall within a section of four digits
    top = 99
    for c in text:
        if c in "零〇":
            if digit is not None:
                return None
            digit = 0 if len(text) == 1 else None
        elif c in _DIGITS:
            if digit is not None:
                return None
            digit = _DIGITS[c]
        elif (power := _POWERS[c]) >= 4:
            if power >= top and total:
                return None
            section += digit or 0
            if power == 8 and top == 4:
                total, section = (total + (section or 0)) * 10**8, 0
            else:
                total, section = total + (section or 1) * 10**power, 0
            digit, last, top = None, 9, power
        else:
            if power >= last:
                return None
            section += (1 if digit is None else digit) * 10**power
            digit, last = None, power
    return total + section + (digit or 0)


def _quantity(match: re.Match[str], text: str) -> Quantity | None:
    """Turn a match into a quantity; None where its parts do not make one."""
    part = match.groupdict()
    number = _number(part["number"])
    other = _number(part["high"]) if part["high"] else None
    if number is None or (part["high"] and other is None):
        return None
    word = (part["unit"] or part["low_unit"] or "").upper().replace("％", "%")
    word = next((w for w in (*_COUNTED, *_MEASURED) if w.upper() == word), "")
    exact_count = word in _COUNTED or not word
    units, shift = _COUNTED.get(word, ()), 0
    if word in _MEASURED:
        unit, shift = _MEASURED[word]
        units = (unit,)
    if part["rank"]:
        units = ("rank",)
    value, decimals, power = number
    step = Decimal(1).scaleb(power - decimals + shift)
    value = value.scaleb(shift)
    if part["factor"]:
        value, step = value * int(part["factor"]), step * int(part["factor"])
    half = Decimal(0) if exact_count and decimals == 0 and power == 0 else step / 2
    says = [
        _BEFORE.get(part["before"] or ""),
        _AFTER.get(part["after"] or ""),
        _MORE.get(part["more"] or ""),
    ]
    said = [qualifier for qualifier in says if qualifier]
    if len(said) > 1 or (part["rank"] and word not in ("", "名")):
        return None
    qualifier = said[0] if said else "exact"
    low: Decimal | None = value - half
    high: Decimal | None = value + half
    shown: Decimal | None = value
    if other is not None:
        # 1~2万: a multiplier printed once, at the end, belongs to both ends.
        top = other[0].scaleb(shift)
        if power == 0 and other[2] and not part["low_unit"]:
            value = value.scaleb(other[2])
        if said or part["factor"] or part["rank"] or value >= top:
            return None
        shown, qualifier, low, high = None, "range", value, top
    elif qualifier in ("at_least", "over"):
        low, high = value, None
    elif qualifier == "at_most":
        low, high = None, value
    elif qualifier == "nearly":
        low, high = value - step / 2, value
    elif qualifier == "about":
        low, high = value - step, value + step
    start, end = match.span()
    return Quantity(shown, units, qualifier, low, high, decimals, step, start, end, text[start:end])
