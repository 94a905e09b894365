"""Targets beside outcomes: the gap, the pace a goal asks for, and what observations say of it.

Only like is compared with like: the same indicator, entity, measure, unit and basis, a year with
a year. A floor or a ceiling is no forecast; what has one is judged by it and not by its gap.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.findings import answered, goals, reasons, spans, verdicts
from xiaoyi_data.report import codebook, names, reports, statements, tables
from xiaoyi_data.report.kept import kept
from xiaoyi_data.report.names import Filter

Groups = dict[tuple[str, ...], list[Any]]

# What a target and an outcome of the report must share to be compared.
_SAME = ("indicator", "entity", "measure", "unit", "basis")
_NUMBERS = ("value", "outcome_value", "gap", "pace", "observed", "due")


@reports.within
def load_targets(
    *,
    theme: Filter = None,
    period: Filter = None,
    indicator: Filter = None,
    entity: Filter = None,
    verdict: Filter = None,
    lang: str = "en",
    observations: str | Path | None = None,
    outcomes: answered.Links | None = None,
    report: reports.Named = None,
) -> pd.DataFrame:
    """Return every target, one row each, beside the latest comparable outcome.

    Columns as in ``describe("targets")``, names and texts in ``lang``: those of the target,
    ``goal`` (shared by a floor and its stretch), the outcome (``outcome`` is its key), ``gap``
    (target less outcome, in pp for percent), ``pace`` (a year, for targets over several years),
    ``observed``, ``due`` (what a sum should have reached by then), ``verdict`` (met, on_track,
    behind, missed, unknown) and its ``reason`` in words. The filters ``theme``, ``period``,
    ``indicator``, ``entity`` and ``verdict`` each take a key or a name in English or Chinese, one
    or several. ``observations`` adds a file of your own, as ``extra`` does to
    ``load_observations``; ``report`` is the key or the folder of a report.

    ``outcomes`` are links to later reports, of ``load_links`` or in a file. An accepted one judges
    as an observation does, before any; a proposed one does not. The columns ``answer`` (keys of
    the later report), ``answer_report``, ``answer_quote``, ``answer_sort`` (told, anew, silent)
    and ``answer_state`` (accepted, proposed, rejected) then tell of it. Reports are looked for
    beside ``report``, among those that are shipped, and here.

    Raises ValueError for an unknown filter value, language or report, and DataError for anything
    wrong in ``observations`` or ``outcomes``.

    >>> row = load_targets(indicator="GDP", period=2021).iloc[0]
    >>> row["outcome_text"], float(row["gap"]), row["verdict"]
    ('1.8%', 6.2, 'unknown')
    """
    choices.check_language(lang)
    own = observations is None and outcomes is None
    frame = _targets(lang) if own else _all(lang, observations, outcomes)
    return names.filtered(
        frame, theme=theme, period=period, indicator=indicator, entity=entity, verdict=verdict
    )


@kept("figures", "observations", "indicators", "entities", "sections")
def _targets(lang: str) -> pd.DataFrame:
    return _all(lang)


def _all(
    lang: str, observations: str | Path | None = None, outcomes: answered.Links | None = None
) -> pd.DataFrame:
    """Return the targets, each beside its outcome and judged."""
    rows = _judged(observations, outcomes)
    figures = tables.load_figures(lang=lang)
    achieved = _grouped(figures[figures["status"] == "achieved"])
    found = [
        _target(row, achieved) | rows[str(row.figure)]
        for row in figures[figures["status"] == "target"].itertuples(index=False)
    ]
    known = [field["name"] for field in codebook.columns("targets")]
    frame = pd.DataFrame(found, columns=None if found else known)
    for column in _NUMBERS:
        frame[column] = frame[column].astype("Float64")
    frame["year"] = frame["year"].astype("Int64")
    for column, there in (("theme", "indicators"), ("verdict", "targets")):
        frame[column] = tables.categorical(frame[column], codebook.column(there, column))
    called = codebook.labels("targets", "verdict", lang)
    # Printed frames lose their middle columns: what is wanted first stands at both ends.
    judged = frame.pop("verdict")
    return frame.assign(
        reason=frame[f"reason_{lang}"], verdict_name=judged.map(called), verdict=judged
    )


def _judged(extra: str | Path | None, outcomes: answered.Links | None) -> dict[str, dict[str, Any]]:
    """Return what later reports, or else observations, say of each target, by its key."""
    seen = tables.records("observations", extra)
    targets = [row for row in codebook.rows("figures") if row["status"] == "target"]
    answers = {} if outcomes is None else answered.of(outcomes, targets)
    indicators = {row["indicator"]: row for row in codebook.rows("indicators")}
    told = {}
    for row in targets:
        known = indicators[row["indicator"]]
        goal = goals.Goal(row, known["kind"], known["better"])
        one = verdicts.judge(goal, seen)
        said = answered.judged(goal, answers.get(row["figure"], ()))
        told[row["figure"]] = (
            said
            if said and _before(said, one)
            else {
                "observed": None if one.observed is None else float(one.observed),
                "observed_period": None if one.observed is None else one.period,
                "due": None if one.due is None else float(one.due),
                **{f"reason_{lang}": reasons.say(goal, one, lang) for lang in choices.LANGUAGES},
                "verdict": one.verdict,
            }
        )
        if outcomes is not None:
            told[row["figure"]] |= answered.columns(answers, row["figure"])
    return told


def _before(said: dict[str, Any], seen: verdicts.Verdict) -> bool:
    """Return whether what later reports say comes before what was observed."""
    return said["verdict"] != "unknown" or seen.verdict == "unknown"


def _grouped(frame: pd.DataFrame) -> Groups:
    """Return the rows of a frame by what comparable ones share."""
    groups: Groups = {}
    for row in frame.itertuples(index=False):
        groups.setdefault(_shared(row), []).append(row)
    return groups


def _shared(row: Any) -> tuple[str, ...]:
    values = (getattr(row, column) for column in _SAME)
    return tuple("" if pd.isna(value) else str(value) for value in values)


def _target(row: Any, achieved: Groups) -> dict[str, Any]:
    years = spans.of(row.period).years
    outcome = _outcome(row, achieved, years)
    # An average over years is a year's already, and so is what the indicator counts a year.
    average = row.basis == "annual_average" or row.indicator.endswith(statements.PER_YEAR)
    rate = row.measure == "growth" or row.unit in ("percent", "pp", "year")
    summed = years > 1 and not (average or rate)
    facts: dict[str, Any] = {
        name: getattr(row, name)
        for name in ("name", "text", "period", "figure", *_SAME[:3], "value", "unit", "qualifier",
                     "words", "year", "period_name", "theme", "theme_name", "entity_name",
                     "measure_word", "unit_name")
    }  # fmt: skip
    return facts | {
        "commitment": row.commitment if isinstance(row.commitment, str) else "",
        "goal": " ".join(filter(None, (getattr(row, column) for column in goals.SHARED))),
        "outcome": None if outcome is None else outcome.figure,
        **{f"outcome_{name}": getattr(outcome, name, None) for name in ("period", "value", "text")},
        "gap": None if outcome is None else round(row.value - outcome.value, 6),
        "pace": row.value / years if summed else None,
    }


def _outcome(row: Any, achieved: Groups, years: int) -> Any:
    """Return the latest outcome that can stand beside a target, or None."""
    if pd.isna(row.value):
        return None
    found = [o for o in achieved.get(_shared(row), ()) if spans.of(o.period).years == years]
    return max(found, key=lambda outcome: str(outcome.period), default=None)
