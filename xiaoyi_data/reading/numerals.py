"""Runs of numerals in a text, and the numbers they are: 62.42, 4万, 十三, 三亿二千万.

Arabic numerals may carry multipliers (万); Chinese ones are read digit by digit (二零二一) or by
powers of ten (一百零五). What may be read in two ways is no number.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

_FULL = {code + 0xFEE0: code for code in range(0x21, 0x7F)} | {ord("，"): "，", ord("："): "："}
_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2}
POWERS = {"十": 1, "百": 2, "千": 3, "万": 4, "亿": 8}

_LONGEST = 40  # characters of a number; nothing longer counts or measures anything
ARABIC = r"\d{1,3}(?:,\d{3}(?!\d))+(?:\.\d+)?|\d+(?:\.\d+)?"
CHINESE = "[〇零一二两三四五六七八九十百千万亿]"
_NUMERAL = re.compile(rf"(?:{ARABIC})[百千万亿]*|{CHINESE}+")


class Numeral(NamedTuple):
    """A run of numerals in a text: 62.42, 4万, 十三."""

    start: int
    end: int
    text: str


def runs(text: str) -> list[Numeral]:
    """Return every run of numerals: Arabic with the multipliers that follow, or Chinese.

    An Arabic run is digits (also full-width) with decimal point, separators of thousands and the
    multipliers 百千万亿 directly after it, even where these open a unit (35万千瓦 gives 35万千). A
    Chinese run is as many of 〇零一二两三四五六七八九十百千万亿 as stand together. 2×35 is two, and
    so is 1,2345. The runs are what the ledger accounts for: disjoint, in order, and together they
    hold every digit and every Chinese numeral of the text.

    >>> [numeral.text for numeral in runs("2×35万千瓦、第三届、5G")]
    ['2', '35万千', '三', '5']
    """
    found = (match.span() for match in _NUMERAL.finditer(plain(text)))
    return [Numeral(start, end, text[start:end]) for start, end in found]


def plain(text: str) -> str:
    """Full-width digits, letters and signs as ASCII, at the same offsets."""
    return text.translate(_FULL)


class Number(NamedTuple):
    """What a run says: ``power`` is that of its multiplier, or of a Chinese run's last digit."""

    value: Decimal
    decimals: int
    power: int
    chinese: bool


def number(text: str) -> Number | None:
    """Return what a run of plain numerals says; None where it is malformed or has two readings.

    >>> number("4.8万"), number("三五")
    (Number(value=Decimal('4.8E+4'), decimals=1, power=4, chinese=False), None)
    """
    if len(text) > _LONGEST:
        return None
    powers = [POWERS[c] for c in text[len(text.rstrip("十百千万亿")) :]]
    power = sum(powers)
    digits = re.match(ARABIC, text)
    if digits is None:
        whole = _chinese(text.replace("〇", "零"))
        return None if whole is None else Number(Decimal(whole), 0, power, True)
    if powers != sorted(set(powers)):  # 万万, 千百
        return None
    value, decimals = Decimal(digits[0].replace(",", "")), len(digits[0].partition(".")[2])
    return Number(value.scaleb(power), decimals, power, False)


def _chinese(text: str, first: bool = True) -> int | None:
    """Read a Chinese numeral (十二, 一百零五, 三亿二千万, 二零二一); None when it is malformed.

    None also where it may be read in two ways: 三五 (3 to 5), 一百五 (150).
    """
    for word in "亿万千百十":
        head, found, tail = text.rpartition(word)
        if not found:
            continue
        power = POWERS[word]
        most = {8: 10**8, 4: 10**4}.get(power, 10)
        times = _chinese(head) if head else 1 if first else None
        rest = _chinese(tail.removeprefix("零"), first=False) if tail else 0
        if not times or times >= most or rest is None or (power > 1 and tail in _DIGITS):
            return None
        return times * int(10**power) + rest
    if first and (len(text) > 3 or (len(text) > 1 and "零" in text)) and "两" not in text:
        return int("".join(str(_DIGITS[c]) for c in text))
    return _DIGITS.get(text)
