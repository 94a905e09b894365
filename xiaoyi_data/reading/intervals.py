"""Number, unit and bound -> the value and the interval the words support."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from xiaoyi_data.reading import grammar, numerals


class Reading(NamedTuple):
    """A value with its interval: ``ends`` says as in mathematics which ends belong to it."""

    value: Decimal | None
    qualifier: str
    low: Decimal | None
    high: Decimal | None
    step: Decimal
    ends: str


def of(value: Decimal, step: Decimal, meaning: str, *, exact: bool, falls: bool) -> Reading:
    """Return a value with what a bound (a key of ``grammar.BOUNDS``, or empty) makes of it.

    ``step`` is the worth of the last printed digit, to half of which the value is known unless
    it is ``exact``; ``falls`` gives it the other sign.

    >>> reading = of(Decimal(40000), Decimal(10000), "nearly", exact=False, falls=False)
    >>> reading.low, reading.high, reading.ends
    (Decimal('35000'), Decimal('40000'), '[)')
    """
    qualifier, ends = grammar.BOUNDS.get(meaning, ("exact", "[]"))
    half = Decimal(0) if exact else step / 2
    low: Decimal | None = value - half
    high: Decimal | None = value + half
    if falls:
        value, low, high = -value, -value - half, -value + half
    if qualifier in ("at_least", "over"):
        low, high = value, None
    elif qualifier == "at_most":
        low, high = None, value
    elif qualifier == "nearly":
        low, high = value - Decimal(5).scaleb(value.adjusted() - 1), value
    elif qualifier == "about":
        low, high = value - step, value + step
    return Reading(value, qualifier, low, high, step, ends)


def between(low: numerals.Number, high: numerals.Number) -> tuple[Decimal, Decimal] | None:
    """Return the ends of a range; None where they do not ascend or may be read in two ways.

    A multiplier printed once, at the end, belongs to both (1~2万), unless that would not ascend
    (8000~1万, 三至十); 三至五十 may be either.

    >>> one, two = numerals.number("1"), numerals.number("2万")
    >>> one and two and between(one, two)
    (Decimal('1E+4'), Decimal('2E+4'))
    """
    if low.value >= high.value:
        return None
    spread = low.value if low.power else low.value.scaleb(high.power)
    if spread >= high.value or not high.power:
        return low.value, high.value
    return None if low.chinese and not low.power and high.power < 4 else (spread, high.value)
