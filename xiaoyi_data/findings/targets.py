"""Targets beside outcomes: the gap, the pace a goal asks for, and what observations say of it.

Only like is compared with like: the same indicator, entity, measure and unit, a year with a
year. A floor or a ceiling is no forecast; what has one is judged by it and not by its gap.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pandas as pd

from xiaoyi_data.report import codebook, tables, wording

Groups = dict[tuple[str, ...], list[Any]]

VERDICTS = ("met", "on_track", "behind", "missed", "unknown")
VERDICT_NAMES = {
    "en": dict(zip(VERDICTS, ("met", "on track", "behind", "missed", "unknown"), strict=True)),
    "zh": dict(zip(VERDICTS, ("完成", "进度正常", "落后", "未完成", "未知"), strict=True)),
}
_PLANNED = 2021 * 12  # the month the plans begin; outcomes before it say nothing of them
# What two rows must share to be compared; outcomes of the report share the basis, too.
_SAME = ("indicator", "entity", "measure", "unit")
_BASED = (*_SAME, "basis")


def load_observations(extra: str | Path | None = None) -> pd.DataFrame:
    """Return outcomes from outside the report, one row each, with source and grade.

    ``extra`` adds a CSV (UTF-8 or GB 18030) or XLSX of your own in the same form. Columns as in
    ``describe("observations")``. Raises DataError naming file, line, column, value and what is
    valid for anything wrong in it; nothing is dropped.

    >>> load_observations()["grade"].astype(str).unique().tolist()
    ['B', 'C']
    """
    if extra is not None and Path(extra).suffix.lower() == ".xlsx":
        return tables.table("observations", extra, raw=_excel(Path(extra)))
    return tables.table("observations", extra)


def load_targets(*, observations: str | Path | None = None, lang: str = "en") -> pd.DataFrame:
    """Return every target, one row each, beside the latest comparable outcome.

    Columns: those of the target (``figure``, ``name``, ``indicator``, ``entity``, ``measure``,
    ``period``, ``value``, ``unit``, ``qualifier``, ``commitment``, ``text``), ``goal`` (shared by
    a floor and its stretch), the outcome (``outcome`` key, ``outcome_period``, ``outcome_value``,
    ``outcome_text``), ``gap`` (target less outcome, in pp for percent), ``pace`` (a year, for
    targets over several years), ``observed``, ``observed_period``, ``due`` (what a sum should have
    reached by then) and ``verdict`` (met, on_track, behind, missed, unknown). ``observations``
    adds a file of your own.

    >>> row = load_targets().set_index("figure").loc["gdp-growth-target-2021"]
    >>> row["outcome_text"], float(row["gap"]), row["verdict"]
    ('1.8%', 6.2, 'unknown')
    """
    figures = tables.load_figures(lang=lang)
    achieved = _grouped(figures[figures["status"] == "achieved"], _BASED)
    seen = _grouped(load_observations(observations), _SAME)
    frame = pd.DataFrame(
        _target(row, achieved, seen, lang)
        for row in figures[figures["status"] == "target"].itertuples(index=False)
    )
    for column in ("value", "outcome_value", "gap", "pace", "observed", "due"):
        frame[column] = frame[column].astype("Float64")
    frame["verdict"] = pd.Categorical(frame["verdict"], categories=VERDICTS, ordered=True)
    return frame


def _grouped(frame: pd.DataFrame, columns: tuple[str, ...]) -> Groups:
    """Return the rows of a frame by what comparable ones share."""
    groups: Groups = {}
    for row in frame.itertuples(index=False):
        groups.setdefault(_shared(row, columns), []).append(row)
    return groups


def _shared(row: Any, columns: tuple[str, ...]) -> tuple[str, ...]:
    values = (getattr(row, column) for column in columns)
    return tuple("" if pd.isna(value) else str(value) for value in values)


def _target(row: Any, achieved: Groups, seen: Groups, lang: str) -> dict[str, Any]:
    first, last = _span(row.period)
    years = last // 12 - first // 12 + 1
    outcome = _outcome(row, achieved, years)
    pace = row.value / years if years > 1 and not row.indicator.endswith("_per_year") else None
    told = _observed(row, seen, first, last)
    facts: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("name", "period", "figure", *_SAME[:3], "value", "unit", "qualifier")
    }
    # Printed frames lose their middle columns: what is wanted first stands at both ends.
    facts = {"name": facts.pop("name"), "text": wording.figure(row, lang)} | facts
    facts |= {
        "commitment": row.commitment if isinstance(row.commitment, str) else "",
        "goal": f"{row.indicator} {row.entity} {row.measure} {row.period}".replace("  ", " "),
        "outcome": None if outcome is None else outcome.figure,
        "outcome_period": None if outcome is None else outcome.period,
        "outcome_value": None if outcome is None else outcome.value,
        "outcome_text": None if outcome is None else wording.figure(outcome, lang),
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
    return unknown | {
        "observed": value,
        "observed_period": str(last_seen.period),
        "verdict": verdict,
    }


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
    ends = period.split("/")
    first = re.split("-", ends[0])
    last = re.split("-", ends[-1])
    start = int(first[0]) * 12 + (int(first[1]) - 1 if len(first) > 1 else 0)
    end = int(last[0]) * 12 + (int(last[1]) - 1 if len(last) > 1 else 11)
    return start, end


def _length(period: str) -> int:
    first, last = _span(period)
    return last // 12 - first // 12 + 1


def _label(first: int, last: int) -> str:
    whole = first % 12 == 0 and last % 12 == 11
    ends = [f"{m // 12}" if whole else f"{m // 12}-{m % 12 + 1:02}" for m in (first, last)]
    return ends[0] if ends[0] == ends[1] else "/".join(ends)


def _excel(path: Path) -> bytes:
    """Return the first sheet of a workbook as CSV."""
    try:
        frame = pd.read_excel(path, dtype=str, keep_default_na=False)
    except ImportError:
        raise codebook.DataError(
            f"{path} needs openpyxl: pip install 'xiaoyi-data[xlsx]', or save it as CSV"
        ) from None
    except ValueError as error:
        raise codebook.DataError(f"{path} is not a workbook: {error}") from None
    return frame.to_csv(index=False, lineterminator="\n").encode()
