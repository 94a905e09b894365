"""The helpers of expressions: what plain arithmetic does not say, one row of ``HELPERS`` each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import NamedTuple

from xiaoyi_data.findings import units
from xiaoyi_data.findings.intervals import Interval, interval

_MOST_YEARS = 50


class Helper(NamedTuple):
    """A helper: its function on intervals, its arguments, its unit, its formula and meaning.

    ``takes`` says of each argument whether it is in any unit, in percent, or a plain number;
    ``gives`` whether the result is in the unit of the first, or in which.
    """

    function: Callable[..., Interval]
    arguments: tuple[str, ...]
    takes: tuple[str, ...]
    gives: str
    formula: str
    meaning: str

    def unit(self, given: Sequence[units.Unit]) -> units.Unit:
        """Return the unit of the result; ValueError for an argument in a wrong unit."""
        for name, kind, unit in zip(self.arguments, self.takes, given, strict=True):
            number = unit == units.NUMBER
            share = number or (not unit.powers and unit.name in (None, *units.SHARES))
            if (kind == "number" and not number) or (kind == "percent" and not share):
                raise ValueError(f"{name} is to be {_KINDS[kind]}, not {units.shown(unit)}")
        return given[0] if self.gives == "first" else units.of(self.gives)


_KINDS = {"number": "a plain number", "percent": "in percent"}


def per_year(growth: Interval, years: Interval) -> Interval:
    """Return the yearly growth, in percent, that compounds to ``growth`` percent."""
    return ((1 + growth / 100).root(_count(years)) - 1) * 100


def average(first: Interval, second: Interval) -> Interval:
    """Return the yearly average, in percent, of two years' growth in percent."""
    return (((1 + first / 100) * (1 + second / 100)).root(2) - 1) * 100


def end(goal: Interval) -> Interval:
    """Return the number that a floor or a ceiling names."""
    if goal.finite and not goal.exact:
        raise ValueError("neither a floor nor a ceiling")
    return interval(goal.low if goal.low.is_finite() else goal.high)


def positive(difference: Interval) -> Interval:
    """Return the part above nothing: of things there is a positive number."""
    return difference.positive()


def whole(share: Interval) -> Interval:
    """Return the one whole number there is within the bounds."""
    if not share.finite or share.high - share.low > 1:
        raise ValueError("more than one whole number is within the bounds")
    found = [n for n in (share.low // 1, share.low // 1 + 1) if n in share]
    if len(found) != 1:
        raise ValueError(f"{len(found) or 'no'} whole numbers are within the bounds, not one")
    return interval(found[0])


def smooth(total: Interval, growth: Interval, year: Interval, years: Interval) -> Interval:
    """Return the amount of a year (0 = the base) on the smooth path that adds up to the total.

    Total over amount is a sum of powers of one factor, from 1 − year to years − year, and so
    convex in it: either it moves one way between the ends of growth, or it turns.
    """
    k, n = _year(year, years)
    steps = range(1 - k, n - k + 1)

    def powers(factor: Interval) -> Interval:
        return sum((_power(factor, step) for step in steps), interval(0))

    def slope(factor: Interval) -> Interval:
        return sum((step * _power(factor, step - 1) for step in steps), interval(0))

    factor = 1 + growth / 100
    ends = [interval(factor.low), interval(factor.high)]
    if not factor.exact and (slope(ends[0]).low >= 0 or slope(ends[1]).high <= 0):
        sums = sorted(map(powers, ends), key=lambda held: held.low)
        return total / Interval(sums[0].low, sums[1].high)
    return total / powers(factor)


def least(total: Interval, growth: Interval, year: Interval, years: Interval) -> Interval:
    """Return the least of a year on a path that never falls: level until then, growth after."""
    k, n = _year(year, years)
    return total / (k + (n - k) * (1 + growth / 100) ** n)


def most(total: Interval, growth: Interval, year: Interval, years: Interval) -> Interval:
    """Return the most of a year on a path that never falls: the years before it at the base.

    In the base year itself, all growth is in the last year.
    """
    k, n = _year(year, years)
    factor = (1 + growth / 100) ** n
    return total / (n - 1 + factor) if k == 0 else total / (n + 1 - k + (k - 1) / factor)


def gain(more: Interval, after: Interval, before: Interval) -> Interval:
    """Return the gain of a share in points, where ``more`` alone is known of the number of days.

    It moves one way with the number there was: its ends are at the fewest and the most.
    """
    fewest = max(Decimal(0), -more.high)
    most_days = min(before.low, after.low - more.low)
    if not more.finite or fewest > most_days:
        raise ValueError("cannot be: there are not so many days")
    gains = [((n + more) / after - n / before) * 100 for n in map(interval, (fewest, most_days))]
    return Interval(min(g.low for g in gains), max(g.high for g in gains))


def _count(years: Interval) -> int:
    if not (years.exact and years.low % 1 == 0 and 1 <= years.low <= _MOST_YEARS):
        raise ValueError(f"years are a whole number from 1 to {_MOST_YEARS}")
    return int(years.low)


def _year(year: Interval, years: Interval) -> tuple[int, int]:
    n = _count(years)
    if not (year.exact and year.low % 1 == 0 and 0 <= year.low <= n):
        raise ValueError(f"year is a whole number from 0, the base, to {n}")
    return int(year.low), n


def _power(factor: Interval, exponent: int) -> Interval:
    power = factor ** abs(exponent) if exponent else interval(1)
    return 1 / power if exponent < 0 else power


_PATH = ("total", "growth", "year", "years")
_PATH_TAKES = ("any", "percent", "number", "number")
_Q = ", q = 1 + {1}, k = {2}, n = {3}"

HELPERS = {
    "per_year": Helper(
        per_year, ("growth", "years"), ("percent", "number"), "percent",
        "(1 + {0})^(1/{1}) − 1", "growth a year, in percent, that compounds to growth percent",
    ),
    "average": Helper(
        average, ("first", "second"), ("percent", "percent"), "percent",
        "√((1 + {0}) × (1 + {1})) − 1", "yearly average of two years' growth, in percent",
    ),
    "end": Helper(
        end, ("goal",), ("any",), "first",
        "{0}", "the number that a floor or a ceiling names: 460 of 460 and more",
    ),
    "positive": Helper(
        positive, ("difference",), ("any",), "first",
        "{0}", "the part above nothing, for what cannot be negative",
    ),
    "whole": Helper(
        whole, ("share",), ("any",), "first",
        "whole number in {0}", "the one whole number within the bounds",
    ),
    "smooth": Helper(
        smooth, _PATH, _PATH_TAKES, "first",
        "{0} × qᵏ ÷ (q + … + qⁿ)" + _Q,
        "amount of a year (0 = the base) when years grow alike and add up to the total; a model",
    ),
    "least": Helper(
        least, _PATH, _PATH_TAKES, "first",
        "{0} ÷ (k + (n − k) × qⁿ)" + _Q,
        "least of a year on a path that never falls, adds up to total and grows so a year",
    ),
    "most": Helper(
        most, _PATH, _PATH_TAKES, "first",
        "{0} ÷ (n + 1 − k + (k − 1) ÷ qⁿ); for k = 0, {0} ÷ (n − 1 + qⁿ)" + _Q,
        "most of a year on such a path",
    ),
    "gain": Helper(
        gain, ("more", "after", "before"), ("any", "number", "number"), "pp",
        "(n + {0}) ÷ {1} − n ÷ {2}, for any number n of days",
        "gain of a share, in points, where the more of days is given and the days are not",
    ),
}  # fmt: skip
