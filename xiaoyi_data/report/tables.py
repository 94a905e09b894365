"""Hand out the tables with their meaning: fresh frames with proper dtypes and names.

Nothing is read before the first call, and callers own what they get.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from xiaoyi_data.report import codebook, names, reports, values, wording
from xiaoyi_data.report.kept import kept
from xiaoyi_data.report.names import Filter


def records(name: str, extra: str | Path | None = None) -> list[codebook.Row]:
    """Return the rows of a table as text, those of ``extra`` added; errors as for ``table``.

    >>> records("sections")[0]["section"]
    '1.1'
    """
    rows = list(codebook.rows(name))
    return rows if extra is None else [*rows, *own(name, extra).rows]


def table(name: str, extra: str | Path | None = None) -> pd.DataFrame:
    """Return a table with proper dtypes, one row per record, columns as in the codebook.

    ``extra`` is a CSV or XLSX of the same form whose rows are added, as ``docs/own-tables.md``
    says. Numbers are ``Float64``, whole numbers and years ``Int64``, enums ordered or plain
    categoricals.

    Raises DataError when a row breaks the codebook, FileNotFoundError when there is no ``extra``.

    >>> table("sections")["section"].tolist()[:3]
    ['1.1', '1.2', '2']
    """
    return typed(name, records(name, extra))


def typed(name: str, rows: Sequence[codebook.Row]) -> pd.DataFrame:
    """Return rows of a table, as text, with the dtypes of ``table``.

    >>> typed("sections", records("sections")[:1])["start"].tolist()
    [46]
    """
    frame = pd.DataFrame(rows, columns=codebook.names(name))
    for field in codebook.fields(name):
        column = frame[field["name"]]
        if field["type"] in values.NUMBERS:
            dtype = "Float64" if field["type"] == "number" else "Int64"
            numbers = pd.Series([float(text) if text else pd.NA for text in column], dtype=dtype)
            frame[field["name"]] = numbers
        elif "categories" in field:
            frame[field["name"]] = categorical(column.where(column != ""), field)
    return frame


def own(name: str, path: str | Path) -> codebook.Entries:
    """Return the rows that a user's own file adds to a table, and where each stands in it.

    Raises DataError for the first thing wrong with it, OSError when it cannot be read.

    >>> own("entities", str(reports.folder("xiaoyi-2021") / "entities.csv")).rows  # all ours
    ()
    """
    found = codebook.added(name, path)
    for problem in found.problems:
        raise codebook.DataError(problem)
    return found


def categorical(values: Iterable[Any], field: dict[str, Any]) -> pd.Categorical:
    """Return codes as a categorical with the categories and the order that the codebook gives.

    >>> categorical(["B"], codebook.column("observations", "grade")).ordered
    True
    """
    codes = field["constraints"]["enum"]
    ordered = field.get("categoriesOrdered", False)
    return pd.Categorical(list(values), categories=codes, ordered=ordered)


def named(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return rows of ``figures`` or ``observations`` with what their keys and codes are called.

    Columns added: ``theme``, ``name``, ``entity_name``, ``theme_name``, ``measure_word`` (what
    counts the things in Chinese), ``unit_name``, ``period_name`` and ``year`` (the last one of the
    period).

    >>> named(table("observations"), "zh")["name"].iloc[0]
    '地区生产总值'
    """
    indicators = {row["indicator"]: row for row in codebook.rows("indicators")}
    entities = {row["entity"]: row[f"name_{lang}"] for row in codebook.rows("entities")}
    rows = [indicators[key] for key in frame["indicator"]]
    themes = [row["theme"] for row in rows]
    called = codebook.labels("indicators", "theme", lang)
    units = codebook.labels("figures", "unit", lang)
    counted = [
        row["measure_word"] if unit in wording.COUNTED else ""
        for row, unit in zip(rows, frame["unit"], strict=True)
    ]
    years = [int(period.rpartition("/")[2][:4]) for period in frame["period"]]
    return frame.assign(
        theme=categorical(themes, codebook.column("indicators", "theme")),
        name=[row[f"name_{lang}"] for row in rows],
        entity_name=[entities.get(key, "") for key in frame["entity"]],
        theme_name=[called[theme] for theme in themes],
        measure_word=counted,
        unit_name=[
            (lang == "zh" and word) or units[unit]
            for word, unit in zip(counted, frame["unit"], strict=True)
        ],
        period_name=[wording.period(period, lang) for period in frame["period"]],
        year=pd.array(years, dtype="Int64"),
    )


# Printed frames lose their middle columns: what an analyst wants to see stands at both ends.
_FIRST = ("name", "printed", "value", "unit", "figure")
_LAST = ("entity_name", "theme", "measure", "status", "period")


@reports.within
def load_figures(
    *,
    theme: Filter = None,
    status: Filter = None,
    period: Filter = None,
    indicator: Filter = None,
    entity: Filter = None,
    lang: str = "en",
    extra: str | Path | None = None,
    report: reports.Named = None,
    draft: bool = False,
) -> pd.DataFrame:
    """Return the figures of a report, one row each, with names in ``lang``.

    The filters ``theme``, ``status``, ``period``, ``indicator`` and ``entity`` each take a key or
    a name in English or Chinese, one or several. The frame holds the columns of the table
    ``figures`` and what they are called and mean (see ``describe("figures")``): ``name``,
    ``theme``, ``text`` (the value as a reader of ``lang`` would write it), ``words`` (the same for
    sentences), ``year`` and so on. Values are in the unit of their row: yuan, tonnes, watts,
    percent; ``low`` and ``high`` are the ends of the interval that the words support. ``extra`` is
    the path of a CSV or XLSX of your own in the same form, whose rows are added.

    ``report`` is the key of a report or the path of its folder, Xiaoyi 2021 unless it is given.
    Rows that are proposed and not yet accepted are left out; ``attrs["waiting"]`` is their number.
    With ``draft`` they come last, and the columns ``state``, ``doubt`` (0 to 1) and ``reasons``
    mark them.

    Raises ValueError for an unknown report, filter value or language, naming the nearest, and
    DataError for anything wrong in a table or ``extra``. Filters that no figure passes together
    give an empty frame.

    >>> found = load_figures(indicator="森林覆盖率")
    >>> found[["name", "printed", "value", "text"]].values.tolist()
    [['forest coverage rate', '33.3%', 33.3, '33.3%']]
    """
    frame = _figures(lang) if extra is None else _told(table("figures", extra), lang)
    if draft:
        frame = _with_draft(frame, lang)
    frame = names.filtered(
        frame, theme=theme, status=status, period=period, indicator=indicator, entity=entity
    )
    frame.attrs["waiting"] = len(codebook.rows("draft"))
    return frame


@kept("figures", "indicators", "entities", "sections")
def _figures(lang: str) -> pd.DataFrame:
    return _told(table("figures"), lang)


def _with_draft(figures: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return figures and, after them, those that are proposed: what marks them in columns more."""
    proposed = table("draft")
    rows = _told(proposed[codebook.names("figures")], lang)
    own = [None] * len(figures)
    return pd.concat([figures, rows], ignore_index=True).assign(
        state=categorical(["accepted"] * len(figures) + list(proposed["state"]),
                          codebook.column("draft", "state")),
        doubt=pd.array([*own, *proposed["doubt"]], dtype="Float64"),
        reasons=[*("" for _ in own), *proposed[f"reasons_{lang}"]],
    )  # fmt: skip


def _told(figures: pd.DataFrame, lang: str) -> pd.DataFrame:
    """Return figures with their names, and their values in words."""
    frame = named(figures, lang)
    better = {row["indicator"]: row["better"] for row in codebook.rows("indicators")}
    titles = {row["section"]: row[f"title_{lang}"] for row in codebook.rows("sections")}
    statuses = codebook.labels("figures", "status", lang)
    # Rows of all forty columns come slowly; these are what the wording is made of.
    rows = list(frame[["printed", "value", "unit", "measure"]].itertuples(index=False))
    frame = frame.assign(
        better=categorical(frame["indicator"].map(better), codebook.column("indicators", "better")),
        section_title=[titles[section] for section in frame["section"]],
        status_name=[statuses[status] for status in frame["status"]],
        text=[wording.figure(row, lang) for row in rows],
        words=[wording.figure(row, lang, words=True) for row in rows],
    )
    rest = [column for column in frame.columns if column not in _FIRST + _LAST]
    return frame[[*_FIRST, *rest, *_LAST]]


@reports.within
def load_indicators(
    *, theme: Filter = None, lang: str = "en", report: reports.Named = None
) -> pd.DataFrame:
    """Return what is measured, one row per indicator: theme, names, kind, definitions.

    ``name`` and ``theme_name`` are in ``lang``; ``theme`` takes a key or a name, one or several.
    ``report`` adds what a report measures of its own. Columns as in ``describe("indicators")``.
    Raises ValueError for an unknown theme or language.

    >>> load_indicators(theme="经济", lang="zh")["name"].iloc[0]
    '地区生产总值'
    """
    return names.filtered(_indicators(lang), theme=theme)


@kept("indicators")
def _indicators(lang: str) -> pd.DataFrame:
    themes = codebook.labels("indicators", "theme", lang)
    frame = table("indicators")
    return frame.assign(name=frame[f"name_{lang}"], theme_name=frame["theme"].map(themes))


@reports.within
def load_other_numerals(
    *, reason: Filter = None, lang: str = "en", report: reports.Named = None
) -> pd.DataFrame:
    """Return every numeral of a report that is not a figure, with the reason why.

    ``reason_name`` says it in ``lang``; ``reason`` takes a key or a name, one or several;
    ``report`` is the key or the folder of a report. Columns as in ``describe("other_numerals")``.
    Raises ValueError for an unknown reason, language or report.

    >>> load_other_numerals(reason="ordinal", lang="zh")["reason_name"].unique().tolist()
    ['序数']
    """
    return names.filtered(_other_numerals(lang), reason=reason)


@kept("other_numerals")
def _other_numerals(lang: str) -> pd.DataFrame:
    reasons = codebook.labels("other_numerals", "reason", lang)
    frame = table("other_numerals")
    frame["reason_name"] = [reasons[reason] for reason in frame["reason"]]
    return frame
