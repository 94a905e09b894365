"""Outcomes and context from outside the report: ours, and files of a user's own."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.report import codebook, names, outcomes, reports, tables, wording
from xiaoyi_data.report.kept import kept
from xiaoyi_data.report.names import Filter
from xiaoyi_data.report.problem import Problem

# Printed frames lose their middle columns: what an analyst wants to see stands at both ends.
_FIRST = ("name", "text", "value", "unit", "indicator")
_LAST = ("entity_name", "theme", "measure", "grade", "period")


@reports.within
def load_observations(
    extra: str | Path | None = None,
    *,
    theme: Filter = None,
    period: Filter = None,
    indicator: Filter = None,
    entity: Filter = None,
    grade: Filter = None,
    lang: str = "en",
    report: reports.Named = None,
) -> pd.DataFrame:
    """Return outcomes from outside the report, one row each, with source and grade.

    ``extra`` is the path of a CSV or XLSX of your own in the same form, whose rows are added, as
    ``docs/own-tables.md`` says. The filters ``theme``, ``period``, ``indicator``, ``entity`` and
    ``grade`` each take a key or a name in English or Chinese, one or several. Columns as in
    ``describe("observations")``, names and texts in ``lang``; values are in the unit of their row.
    ``report`` is the key or the folder of the report that they stand beside.

    Raises ValueError for an unknown filter value or language, and DataError naming
    file, place, column, value and what is valid for anything wrong in ``extra``; nothing is
    dropped.

    >>> load_observations(indicator="gdp", period=2023, lang="zh")["text"].tolist()
    ['472.29亿元']
    """
    choices.check_language(lang)
    frame = _observations(lang) if extra is None else _told(lang, extra)
    return names.filtered(
        frame, theme=theme, period=period, indicator=indicator, entity=entity, grade=grade
    )


@kept("observations", "indicators", "entities")
def _observations(lang: str) -> pd.DataFrame:
    return _told(lang)


def _told(lang: str, extra: str | Path | None = None) -> pd.DataFrame:
    """Return observations with their names, and their values in words."""
    rows = tables.records("observations", extra)
    frame = tables.named(tables.typed("observations", rows), lang)
    grades = codebook.labels("observations", "grade", lang)
    counted = zip(rows, frame["measure_word"], strict=True)
    told = [row | {"measure_word": word} for row, word in counted]
    frame = frame.assign(
        source_name=[(lang == "zh" and row.get("source_zh")) or row["source"] for row in rows],
        grade_name=[grades[grade] for grade in frame["grade"]],
        text=[wording.observation(row, lang) for row in told],
        words=[wording.observation(row, lang, words=True) for row in told],
    )
    rest = [column for column in frame.columns if column not in _FIRST + _LAST]
    return frame[[*_FIRST, *rest, *_LAST]]


@reports.within
def check(extra: str | Path, *, report: reports.Named = None) -> pd.DataFrame:
    """Return everything that is wrong with a file of your own, as ``proofs.check`` does: proof 4.

    Raises DataError when it is no such table, OSError when it cannot be read.

    >>> check(reports.folder("xiaoyi-2021") / "observations.csv").empty
    True
    """
    added = codebook.added("observations", extra)
    indicators = {row["indicator"]: row for row in codebook.read("indicators")[0]}
    found = [Problem(4, str(extra), problem) for problem in added.problems]
    for place, row in zip(added.places, added.rows, strict=True):
        for wrong in outcomes.problems(row, indicators):
            found.append(Problem(4, f"{extra}, {place}", wrong))
    return pd.DataFrame(found, columns=list(Problem._fields))
