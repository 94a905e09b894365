"""Targets beside outcomes: the gap, the pace a goal asks for, and what observations say of it.

Only like is compared with like: the same indicator, entity, measure and unit, a year with a
year. A floor or a ceiling is no forecast; what has one is judged by it and not by its gap.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from xiaoyi_data.report import codebook, names, tables
from xiaoyi_data.report.names import Filter
from xiaoyi_data.report.observations import load_observations

Groups = dict[tuple[str, ...], list[Any]]

_PLANNED = 2021 * 12  # the month the plans begin; outcomes before it say nothing of them
# What two rows must share to be compared; outcomes of the report share the basis, too.
_SAME = ("indicator", "entity", "measure", "unit")
_BASED = (*_SAME, "basis")


def load_targets(
    *,
    theme: Filter = None,
    period: Filter = None,
    indicator: Filter = None,
    entity: Filter = None,
    verdict: Filter = None,
    lang: str = "en",
    observations: str | Path | None = None,
) -> pd.DataFrame:
    """Return every target, one row each, beside the latest comparable outcome.

    Columns as in ``describe("targets")``, names and texts in ``lang``: those of the target,
    ``goal`` (shared by a floor and its stretch), the outcome (``outcome`` is its key), ``gap``
    (target less outcome, in pp for percent), ``pace`` (a year, for targets over several years),
    ``observed``, ``due`` (what a sum should have reached by then) and ``verdict`` (met, on_track,
    behind, missed, unknown). The filters ``theme``, ``period``, ``indicator``, ``entity`` and
    ``verdict`` each take a key or a name in English or Chinese, one or several. ``observations``
    adds a file of your own, as ``extra`` does to ``load_observations``.

    Raises ValueError for an unknown filter value or language, and DataError for anything wrong in
    ``observations``.

    >>> row = load_targets(indicator="GDP", period=2021).iloc[0]
    >>> row["outcome_text"], float(row["gap"]), row["verdict"]
    ('1.8%', 6.2, 'unknown')
    """
    figures = tables.load_figures(lang=lang)
    achieved = _grouped(figures[figures["status"] == "achieved"], _BASED)
    seen = _grouped(load_observations(observations), _SAME)
    frame = pd.DataFrame(
        _target(row, achieved, seen)
        for row in figures[figures["status"] == "target"].itertuples(index=False)
    )
    for column in ("value", "outcome_value", "gap", "pace", "observed", "due"):
        frame[column] = frame[column].astype("Float64")
    frame["year"] = frame["year"].astype("Int64")
    for column, there in (("theme", "indicators"), ("verdict", "targets")):
        frame[column] = tables.categorical(frame[column], codebook.column(there, column))
    verdicts = codebook.labels("targets", "verdict", lang)
    # Printed frames lose their middle columns: what is wanted first stands at both ends.
    frame.insert(len(frame.columns) - 1, "verdict_name", frame["verdict"].map(verdicts))
    return names.filtered(
        frame, theme=theme, period=period, indicator=indicator, entity=entity, verdict=verdict
    )


def _grouped(frame: pd.DataFrame, columns: tuple[str, ...]) -> Groups:
    """Return the rows of a frame by what comparable ones share."""
    groups: Groups = {}
    for row in frame.itertuples(index=False):
        groups.setdefault(_shared(row, columns), []).append(row)
    return groups


def _shared(row: Any, columns: tuple[str, ...]) -> tuple[str, ...]:
    values = (getattr(row, column) for column in columns)
    return tuple("" if pd.isna(value) else str(value) for value in values)


def _target(row: Any, achieved: Groups, seen: Groups) -> dict[str, Any]:
    first, last = _span(row.period)
    years = last // 12 - first // 12 + 1
    outcome = _outcome(row, achieved, years)
    pace = row.value / years if years > 1 and not row.indicator.endswith("_per_year") else None
    told = _observed(row, seen, first, last)
    facts: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("name", "text", "period", "figure", *_SAME[:3], "value", "unit", "qualifier",
                     "words", "year", "period_name", "theme", "theme_name", "entity_name",
                     "unit_name")
    }  # fmt: skip
    facts |= {
        "commitment": row.commitment if isinstance(row.commitment, str) else "",
        "goal": f"{row.indicator} {row.entity} {row.measure} {row.period}".replace("  ", " "),
        "outcome": None if outcome is None else outcome.figure,
        **{f"outcome_{name}": getattr(outcome, name, None) for name in ("period", "value", "text")},
        "gap": None if outcome is None else round(row.value - outcome.value, 6),
        "pace": pace,
    }
    return facts | told


def _outcome(row: Any, achieved: Groups, years: int) -> Any:
    """Return the latest outcome that can stand beside a target, or None."""
    if pd.isna(row.value):
        return None
    found = [o for o in achieved.get(_shared(row, _BASED), ()) if _length(o.period) == years]
    return max(found, key=lambda outcome: str(outcome.period), default=None)


def _observed(row: Any, seen: Groups, first: int, last: int) -> dict[str, Any]:
    """Judge a target by the observations within its period, or of the years before its date."""
    unknown = {"observed": None, "observed_period": None, "due": None, "verdict": "unknown"}
    like = seen.get(_shared(row, _SAME), [])
    if pd.isna(row.value):
        return unknown
    spans = [(*_span(other.period), i) for i, other in enumerate(like)]
    kind = codebook.rows("indicators")
    flow = next(k["kind"] for k in kind if k["indicator"] == row.indicator) == "flow"
    cumulative = flow and row.measure == "level" and not row.indicator.endswith("_per_year")
    inside = sorted(span for span in spans if first <= span[0] and span[1] <= last)
    if cumulative and len(row.period) > 4 and inside:
        chain = _chain(inside, first)
        if not chain:
            return unknown
        value = sum(float(like[i].value) for *_, i in chain)
        done = (chain[-1][1] - first + 1) / (last - first + 1)
        return _verdict(row, value, _label(first, chain[-1][1]), done, proportional=True)
    if inside:
        start, end, i = max(inside, key=lambda span: (span[1], span[1] - span[0]))
        done = (end - first + 1) / (last - first + 1)
        value, period = float(like[i].value), str(like[i].period)
        if cumulative and start != first:
            return unknown
        return _verdict(row, value, period, done, proportional=cumulative)
    # A goal for a year to come: an earlier year of the plan can only show it within reach.
    before = sorted(span for span in spans if span[0] >= _PLANNED and span[1] < first)
    if not before:
        return unknown
    last_seen = like[before[-1][2]]
    value = float(last_seen.value)
    verdict = "on_track" if _reached(row, value) else "unknown"
    return unknown | {"observed": value, "observed_period": str(last_seen.period),
                      "verdict": verdict}  # fmt: skip


def _verdict(
    row: Any, value: float, period: str, done: float, *, proportional: bool
) -> dict[str, Any]:
    due = row.value * done if proportional and row.qualifier != "at_most" else row.value
    reached = _reached(row, value, due)
    words = ("missed", "met") if done >= 1 else ("behind", "on_track")
    return {
        "observed": value,
        "observed_period": period,
        "due": due if proportional else None,
        "verdict": words[reached],
    }


def _reached(row: Any, value: float, due: float | None = None) -> bool:
    goal = row.value if due is None else due
    if row.qualifier == "at_most" or row.better == "lower":
        return bool(value <= goal)
    return bool(value > goal if row.qualifier == "over" else value >= goal)


def _chain(spans: list[tuple[int, int, int]], first: int) -> list[tuple[int, int, int]]:
    """Return the spans that follow one another without a gap from ``first`` on."""
    chain: list[tuple[int, int, int]] = []
    for span in spans:
        if span[0] == (chain[-1][1] + 1 if chain else first):
            chain.append(span)
    return chain


def _span(period: str) -> tuple[int, int]:
    """Return the first and last month of a period, counted from year 0.

    >>> _span("2021/2025") == (2021 * 12, 2025 * 12 + 11)
    True
    """
    first, last = period.partition("/")[0].partition("-"), period.rpartition("/")[2].partition("-")
    start = int(first[0]) * 12 + int(first[2][:2] or 1) - 1  # of a day, its month
    return start, int(last[0]) * 12 + int(last[2][:2] or 12) - 1


def _length(period: str) -> int:
    first, last = _span(period)
    return last // 12 - first // 12 + 1


def _label(first: int, last: int) -> str:
    whole = first % 12 == 0 and last % 12 == 11
    ends = [f"{m // 12}" if whole else f"{m // 12}-{m % 12 + 1:02}" for m in (first, last)]
    return ends[0] if ends[0] == ends[1] else "/".join(ends)
