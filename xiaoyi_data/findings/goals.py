"""Goals: what number decides a target, in which direction, and whether observations reach it.

A target is its printed number, a range its lower end (of a ceiling the upper one). An observation
is its published number as long as that is printed as finely as the target; where it is coarser,
or is itself about, nearly, a bound or a range, all that it may be has to lie on one side.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.findings import spans, units
from xiaoyi_data.reading import quantities
from xiaoyi_data.report import precision, statements

Row = dict[str, str]

# What the marks of one goal share: a floor and its stretch differ in number and commitment alone.
SHARED = ("indicator", "entity", "measure", "period")


def count_goals(rows: pd.DataFrame) -> int:
    """Return how many goals there are in targets: ``rows`` of load_targets() or load_figures().

    A floor and the stretch above it are two rows, and two marks of one goal: what they share
    is indicator, entity, measure and period. Raises ValueError where one of these is missing.

    >>> from xiaoyi_data import load_targets
    >>> found = load_targets(indicator="gdp", period=2025)
    >>> len(found), count_goals(found)
    (2, 1)
    """
    for column in SHARED:
        if column not in rows:
            raise choices.unknown("column", column, map(str, rows.columns))
    return len(rows[list(SHARED)].astype(str).drop_duplicates())


class Held(NamedTuple):
    """What an observed number may be, in the unit of the target; None for an unbounded end."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool = False
    high_open: bool = False


class Goal:
    """A target, a row of ``figures`` as text, with what decides how it is judged.

    ``kind`` (stock, flow, rate) and ``better`` (higher, lower, none) are its indicator's.
    """

    def __init__(self, row: Row, kind: str, better: str) -> None:
        self.row, self.span = row, spans.of(row["period"])
        fall = row["value"].startswith("-")
        bound = {"at_most": True, "at_least": False, "over": False}.get(row["qualifier"])
        # A fall of 5% and more is at most −5.
        down = better == "lower" or (better == "none" and fall)
        self.ceiling = down if bound is None else bound != fall
        end = row["value"] or row["high" if self.ceiling else "low"]
        self.number = Fraction(Decimal(end))
        self.beyond = row["qualifier"] == "over"
        self.step = Fraction(quantities.parse(row["printed"]).step)
        years = self.span.years > 1
        self.yearly = years and row["indicator"].endswith(statements.PER_YEAR)
        flow = kind == "flow"
        self.sums = flow and row["measure"] == "level" and not self.yearly
        # What flows grows by the year as a whole: one of its months alone shows nothing.
        self.runs = flow and row["measure"] in ("growth", "change")

    def reached(self, held: Held, due: Fraction) -> bool | None:
        """Say whether all, none or (None) some of what was observed is good enough."""
        low, high, low_open, high_open = held
        if self.ceiling:
            low, high, due = _minus(high), _minus(low), -due
            low_open, high_open = high_open, low_open
        if low is not None and (low > due or (low == due and (low_open or not self.beyond))):
            return True
        if high is not None and (high < due or (high == due and (high_open or self.beyond))):
            return False
        return None


def _minus(end: Fraction | None) -> Fraction | None:
    return None if end is None else -end


def compared(goal: Goal, rows: Sequence[Row], due: Fraction) -> tuple[bool | None, Fraction]:
    """Return whether observations, added up, reach what is due, and their sum.

    >>> jobs = {"indicator": "new_urban_jobs", "measure": "level", "period": "2021",
    ...         "value": "4100", "unit": "person", "printed": "4100人", "qualifier": "exact"}
    >>> compared(Goal(jobs, "flow", "higher"), [jobs, jobs], Fraction(8201))
    (False, Fraction(8200, 1))
    """
    held, value = Held(Fraction(0), Fraction(0)), Fraction(0)
    for row in rows:
        one, point = _held(goal, row)
        value += point
        held = Held(
            None if held.low is None or one.low is None else held.low + one.low,
            None if held.high is None or one.high is None else held.high + one.high,
            held.low_open or one.low_open,
            held.high_open or one.high_open,
        )
    return goal.reached(held, due), value


def _held(goal: Goal, row: Row) -> tuple[Held, Fraction]:
    """Return what an observation may be, and its number, in the unit of the target."""
    factor = units.worth(row["unit"], goal.row["unit"])
    assert factor is not None  # else it is not like the target
    known, value = precision.of(row), Fraction(Decimal(row["value"])) * factor
    if known.qualifier == "exact" and Fraction(known.step) * factor <= goal.step:
        return Held(value, value), value
    low, high = (None if end is None else Fraction(end) * factor for end in (known.low, known.high))
    return Held(low, high, known.ends[0] == "(", known.ends[1] == ")"), value


def loose(rows: Sequence[Row]) -> str:
    """Return why observations leave a target open: "loose" words, or too "coarse" a print."""
    exact = all(precision.of(row).qualifier == "exact" for row in rows)
    return "coarse" if exact else "loose"
