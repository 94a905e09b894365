"""English numerals of our own renderings -> numbers: 1.06 billion yuan, twenty-one, 2×350 MW.

Small on purpose: it reads the forms ``quote_en`` is written in, and whatever it reads is compared
with what the Chinese says. Years, ordinals (67th) and digits that belong to a name (5G, 3A) are
read as numbers too, for the Chinese has them as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ORDINAL = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
)  # fmt: skip
WORDS = (
    {word: Decimal(n) for n, word in enumerate(_SMALL)}
    | {word: Decimal(10 * n) for n, word in enumerate(_TENS, start=2)}
    | {word: Decimal(n) for n, word in enumerate(_ORDINAL, start=1)}
    | {"half": Decimal("0.5"), "twice": Decimal(2), "both": Decimal(2)}
)
_SCALES = {
    "hundred": Decimal(100), "thousand": Decimal(10**3),
    "million": Decimal(10**6), "billion": Decimal(10**9), "trillion": Decimal(10**12),
}  # fmt: skip
# What is measured says its unit; a count only says what is counted.
_UNITS: dict[str, tuple[str, int]] = {
    "%": ("percent", 1), "percent": ("percent", 1), "percentage points": ("pp", 1),
    "yuan": ("CNY", 1), "t": ("t", 1), "tonnes": ("t", 1), "tons": ("t", 1), "kg": ("kg", 1),
    "kilometres": ("km", 1), "km": ("km", 1), "square kilometres": ("km2", 1), "mu": ("mu", 1),
    "cubic metres": ("m3", 1), "kW": ("W", 10**3), "MW": ("W", 10**6), "GW": ("W", 10**9),
    "kV": ("V", 10**3), "person-times": ("person_time", 1), "hectares": ("ha", 1),
    "million t": ("t", 10**6),
}  # fmt: skip

_UNIT = "|".join(sorted(map(re.escape, _UNITS), key=len, reverse=True))
_SPELT = "|".join(sorted((*WORDS, *_SCALES), key=len, reverse=True))
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_NUMBER = re.compile(
    rf"(?<![\w.,])(?:(?P<times>\d+)×)?"
    rf"(?:(?P<digits>{_DIGITS})|(?P<spelt>(?i:{_SPELT})(?:[ -](?i:{_SPELT}))*)(?![\w-]))"
    rf"(?:st|nd|rd|th|G|A)?"
    rf"(?: ?(?P<scale>{'|'.join(_SCALES)})\b)?"
    rf"(?: ?(?P<unit>{_UNIT})(?!\w))?"
)


class Number(NamedTuple):
    """A number of an English text, in canonical units; ``unit`` is None where none is said."""

    start: int
    value: Decimal
    unit: str | None


@cache
def numbers(text: str) -> tuple[Number, ...]:
    """Return the numbers of a text in order.

    >>> [(float(n.value), n.unit) for n in numbers("Twenty-one of 2×350 MW at 1.06 billion yuan")]
    [(21.0, None), (700000000.0, 'W'), (1060000000.0, 'CNY')]
    """
    return tuple(_numbers(text))


def _numbers(text: str) -> Iterator[Number]:
    for match in _NUMBER.finditer(text):
        value = _spelt(match["spelt"]) if match["spelt"] else None
        if value is None:
            value = Decimal((match["digits"] or "0").replace(",", ""))
        value *= _SCALES.get(match["scale"] or "", Decimal(1)) * int(match["times"] or 1)
        unit, scale = _UNITS[match["unit"]] if match["unit"] else (None, 1)
        yield Number(match.start(), value * scale, unit)


def _spelt(words: str) -> Decimal:
    """Return a number in words: twenty-one, three hundred, half."""
    total = part = Decimal(0)
    for word in re.split("[ -]", words.lower()):
        if word == "hundred":
            part = (part or Decimal(1)) * 100
        elif word in _SCALES:
            total, part = total + (part or Decimal(1)) * _SCALES[word], Decimal(0)
        else:
            part += WORDS[word]
    return total + part
