"""What observations say of a target: like is compared with like, and the reason is said.

An observation judges a target only if indicator, entity, measure and what the unit measures are
the same, and of growth and change the basis and the baseline, too. Within the period of the
target it can be on track or behind, at its end met or missed.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

from xiaoyi_data.findings import goals, spans, units
from xiaoyi_data.findings.goals import Goal, Row
from xiaoyi_data.report import codebook, precision

Dated = tuple[spans.Span, Row]


class Verdict(NamedTuple):
    """The verdict on one target, the reason (a key of the words), and what it rests on.

    ``observed`` and ``due`` are in the unit of the target; ``seen`` are the observations meant,
    also where they cannot judge, and ``period`` is the one they cover.
    """

    verdict: str
    reason: str
    seen: tuple[Row, ...] = ()
    observed: Fraction | None = None
    period: str | None = None
    due: Fraction | None = None


def judge(goal: Goal, observations: Sequence[Row]) -> Verdict:
    """Return the verdict that observations, rows of the table as text, give on a goal.

    >>> jobs = {"indicator": "new_urban_jobs", "entity": "", "measure": "level", "period": "2021",
    ...         "value": "4100", "unit": "person", "printed": "4100人", "qualifier": "exact"}
    >>> judge(Goal(jobs, "flow", "higher"), [jobs])[:2]
    ('met', 'equal')
    """
    near = [row for row in observations if row["indicator"] == goal.row["indicator"]]
    if not near:
        return Verdict("unknown", "none")
    unlike = [(_unlike(goal.row, row), row) for row in near]
    like = [row for why, row in unlike if not why]
    told = _dated(goal, like) if like else None
    others = [(*pair, goal.span.holds(spans.of(pair[1]["period"]))) for pair in unlike if pair[0]]
    own = [one for one in others if one[0] != "entity"]
    if told and (told.reason != "period" or not any(inside for *_, inside in own)):
        return told
    # The one that comes nearest is named: what it agrees in stands first in _ORDER.
    why, row, _ = max(
        own or others, key=lambda one: (one[2], _ORDER.index(one[0]), one[1]["period"])
    )
    return Verdict("unknown", why, (row,), period=row["period"])


_ORDER = ("entity", "measure", "basis", "baseline", "unit")


def _unlike(goal: Row, row: Row) -> str:
    """Return the first thing in which an observation is not like the target, or ""."""
    for column in ("entity", "measure"):
        if row[column] != goal[column]:
            return column
    if goal["measure"] in ("growth", "change"):
        if row["basis"] != goal["basis"]:
            return "basis"
        if not baseline(row) or baseline(row) != baseline(goal):
            return "baseline"
    return "" if units.worth(row["unit"], goal["unit"]) else "unit"


def baseline(row: Row) -> str:
    """Return the year compared with, or ""; of growth on the year before it need not be said.

    >>> baseline({"basis": "year_on_year", "baseline": "", "period": "2021-01/2021-03"})
    '2020'
    """
    before = str(int(row["period"][:4]) - 1) if row["basis"] == "year_on_year" else ""
    return row["baseline"] or before


def _dated(goal: Goal, like: Sequence[Row]) -> Verdict:
    """Judge by observations within the period, or else by those of the years before it."""
    dated = [(spans.of(row["period"]), row) for row in like]
    inside = [pair for pair in dated if goal.span.holds(pair[0])]
    if goal.yearly:
        return _yearly(goal, inside) if inside else _outside(dated)
    if inside and goal.sums:
        path = spans.chain([span for span, _ in inside], goal.span.start)
        if path:
            return _told(goal, [inside[place][1] for place in path], inside[path[-1]][0].end)
    elif inside:
        whole = [pair for pair in inside if not goal.runs or pair[0].start == goal.span.start]
        if whole:
            span, row = max(whole, key=lambda pair: (pair[0].end, pair[0].months))
            return _told(goal, [row], span.end)
    if inside:
        row = max(inside, key=_when)[1]
        return Verdict("unknown", "gap", (row,), period=row["period"])
    # Outcomes before the plans begin say nothing of them.
    planned = spans.of(codebook.about()["year"]).start
    before = [
        pair for pair in dated
        if pair[0].start >= planned and pair[0].end <= goal.span.start
        and (pair[0].months == goal.span.months or not goal.sums)
    ]  # fmt: skip
    if not before:
        return _outside(dated)
    # A goal for a year to come: an earlier year of the plan can only show it within reach.
    row = max(before, key=_when)[1]
    good, observed = goals.compared(goal, [row], goal.number)
    verdict = "on_track" if good else "unknown"
    reason = {True: "within_reach", False: "early", None: goals.loose([row])}[good]
    return Verdict(verdict, reason, (row,), observed, row["period"])


def _when(pair: Dated) -> spans.Span:
    return pair[0]


def _outside(dated: Sequence[Dated]) -> Verdict:
    row = max(dated, key=_when)[1]
    return Verdict("unknown", "period", (row,), period=row["period"])


def _told(goal: Goal, rows: Sequence[Row], end: Fraction) -> Verdict:
    """Judge by what reaches to ``end`` within the period: one observation, or several added up."""
    finished, due = end == goal.span.end, goal.number
    if goal.sums and not goal.ceiling:
        due *= (end - goal.span.start) / goal.span.months
    good, observed = goals.compared(goal, rows, due)
    if good is None:
        verdict, reason = "unknown", goals.loose(rows)
    elif finished:
        verdict = "met" if good else "missed"
        equal = observed == goal.number and {precision.of(row).qualifier for row in rows} == {
            "exact"
        }
        reason = ("equal" if good else "equal_missed") if equal else _side(goal, verdict)
    elif not good and goal.span.years > 1 and goal.row["basis"] == "since_baseline":
        verdict, reason = "unknown", "early"  # years are left in which it may grow
    else:
        verdict = "on_track" if good else "behind"
        reason = f"sum_{verdict}" if goal.sums and not goal.ceiling else _side(goal, verdict)
    period = spans.joined(rows[0]["period"], rows[-1]["period"])
    return Verdict(verdict, reason, tuple(rows), observed, period, due if goal.sums else None)


def _side(goal: Goal, verdict: str) -> str:
    return f"ceiling_{verdict}" if goal.ceiling else verdict


def _yearly(goal: Goal, inside: Sequence[Dated]) -> Verdict:
    """Judge a number that each year of the period is to reach, year by year."""
    for span, row in inside:
        if span == goal.span:
            return _told(goal, [row], span.end)
    years = sorted((p for p in inside if p[0].months == 12 and p[0].start % 12 == 0), key=_when)
    if not years:
        row = max(inside, key=_when)[1]
        return Verdict("unknown", "gap", (row,), period=row["period"])
    good = [goals.compared(goal, [row], goal.number) for _, row in years]
    over = years[-1][0].end == goal.span.end
    bad = [place for place, (reached, _) in enumerate(good) if reached is False]
    vague = [place for place, (reached, _) in enumerate(good) if reached is None]
    place = (bad or vague or [len(years) - 1])[-1]
    row = years[place][1]
    if bad:
        verdict = "missed" if over else "behind"
        reason = "year_missed"
    elif vague:
        verdict, reason = "unknown", goals.loose([row])
    elif over and len(years) < goal.span.years:
        verdict, reason = "unknown", "years_gap"
    else:
        verdict, reason = ("met", "years_met") if over else ("on_track", "years_on_track")
    return Verdict(verdict, reason, (row,), good[place][1], row["period"])
