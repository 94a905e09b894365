"""What is printed of a computed value: rounded, but never out of its bounds."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_EVEN, Context, Decimal
from functools import partial

from xiaoyi_data.findings.intervals import Interval
from xiaoyi_data.report import wording

_CUT = Decimal("0.001")  # what rounding may take off a bound, as a part of it
_NUMBER = Context(prec=24)  # fewer digits than intervals keep: what dividing blurs is sharp again


def told(
    held: Interval,
    point: Interval,
    unit: str,
    lang: str,
    power: int | None = None,
    measure_word: str = "",
) -> dict[str, str]:
    """Return ``qualifier``, ``text`` and ``words`` of a value: what it may be, and its point.

    A value with two bounds is rounded to no more digits than leave it between them; where there
    is no such number, or no single value, both ends are printed. A floor is rounded down and a
    ceiling up, by less than a thousandth; where the end is open, the words say so (over, under).
    ``power`` fixes the power of ten of a series, ``measure_word`` counts in Chinese.

    >>> from xiaoyi_data.findings.intervals import interval
    >>> told(Interval(Decimal("4.828"), Decimal("4.880")), interval(Decimal("4.854")), "pp", "en")
    {'qualifier': 'exact', 'text': '4.85 pp', 'words': '4.85 percentage points'}
    """
    low, high = held.ends
    say: Callable[..., str]
    if low is not None and high is not None:
        qualifier, number = "exact", _number(held, point)
    elif low is not None:
        qualifier = "over" if held.low_open else "at_least"
        number = _cut(low, ROUND_FLOOR)
    else:
        qualifier = "under" if held.high_open else "at_most"
        number = _cut(held.high, ROUND_CEILING)
    if number is None:
        qualifier = "range"
        say = partial(wording.between, *_ends(held), unit, lang, measure_word=measure_word)
    else:
        own = wording.scale(number, unit, lang).power if power is None else power
        say = partial(
            wording.amount, number, unit, lang,
            decimals=wording.decimals(number, own), qualifier=qualifier, power=power,
            measure_word=measure_word,
        )  # fmt: skip
    return {"qualifier": qualifier, "text": say(words=False), "words": say(words=True)}


def _number(held: Interval, point: Interval) -> Decimal | None:
    """Return the point as rounded as the bounds allow; None where it is not a single number."""
    plain = point.middle.normalize(_NUMBER)
    if held.single and len(plain.as_tuple().digits) <= 6:
        return plain
    return held.shown(point.middle) if point.single else None


def _cut(bound: Decimal, rounding: str) -> Decimal:
    """Return a bound rounded to stay true: with few digits, but hardly any of it lost."""
    plain = bound.normalize(_NUMBER)
    if len(plain.as_tuple().digits) <= 5:
        return plain
    few, more = (_rounded(plain, places - 1 - plain.adjusted(), rounding) for places in (3, 4))
    return few if abs(few - plain) <= _CUT * abs(plain) else more


def _ends(held: Interval) -> tuple[Decimal, Decimal]:
    """Return both ends with the fewest digits that leave the rounded ends inside them."""
    least = held.decimals()
    for decimals in range(least, least + 3):
        low, high = (_rounded(end, decimals, ROUND_HALF_EVEN) for end in (held.low, held.high))
        if low in held and high in held:
            return low, high
    return _rounded(held.low, least + 2, ROUND_CEILING), _rounded(held.high, least + 2, ROUND_FLOOR)


def _rounded(number: Decimal, decimals: int, rounding: str) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-decimals), rounding, _NUMBER)
