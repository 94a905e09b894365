"""What follows from the figures, with bounds and caveats.

``derived.csv`` of a report has an expression for each value. It is computed twice: on the values
printed, and on the intervals that the words support. Plan targets are exact.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.findings import recipes, rounding, units
from xiaoyi_data.findings.formulas import Formula, Quantity
from xiaoyi_data.findings.intervals import Interval, bounds, interval
from xiaoyi_data.report import codebook, names, reports, tables, wording
from xiaoyi_data.report.kept import kept
from xiaoyi_data.report.names import Filter
from xiaoyi_data.report.problem import Problem

_COLUMNS = (
    "name", "text", "words", "derived", "value", "low", "high", "unit", "measure_word",
    "qualifier", "formula", "expression", "inputs", "name_en", "name_zh", "caveat_en",
    "caveat_zh", "grade",
)  # fmt: skip


@reports.within
def load_derived(
    *,
    grade: Filter = None,
    lang: str = "en",
    extra: str | Path | None = None,
    report: reports.Named = None,
) -> pd.DataFrame:
    """Return the derived values, one row each, with bounds and a caveat in both languages.

    Columns: those of the table ``derived`` (see ``describe("derived")``), with ``inputs`` the
    figure keys joined by spaces, and ``name``, ``text`` and ``words`` (for sentences) in
    ``lang``, ``value``, ``low``, ``high`` (missing = unbounded) in ``unit``, ``measure_word``
    (what counts the things in Chinese), ``qualifier`` (at_least, over, at_most and under for
    one-sided values, range for what has no single value) and ``formula``. ``value`` is exact and
    within its bounds; ``text`` and ``words`` alone are rounded. The filter ``grade`` takes a key
    or a name in English or Chinese, one or several. ``extra`` adds a CSV or XLSX of your own in
    the same form, made of the figures of the report: that of ``report``, a key or a folder.

    Raises ValueError for an unknown grade or language, DataError for a row that cannot be
    computed, naming file, line and what is wrong.

    >>> row = load_derived().set_index("derived").loc["budget-revenue-growth-per-year"]
    >>> row["text"], row["grade"], row["formula"]
    ('8.24%', 'sound', '(1 + growth)^(1/5) − 1')
    """
    choices.check_language(lang)
    return names.filtered(_derived(lang) if extra is None else _all(lang, extra), grade=grade)


@kept("derived", "figures", "indicators")
def _derived(lang: str) -> pd.DataFrame:
    return _all(lang)


def _all(lang: str, extra: str | Path | None = None) -> pd.DataFrame:
    """Return the derived values, each computed."""
    figures = {row["figure"]: row for row in codebook.rows("figures")}
    file = f"{reports.current().name}/derived.csv"
    rows, found = [(file, row) for row in codebook.rows("derived")], []
    if extra is not None:
        rows += _placed(extra, tables.own("derived", extra))
    for place, row in rows:
        try:
            found.append(_row(row, figures, lang))
        except ValueError as error:
            where = f"{place}, {row['derived']}, column {_column(error, row)}"
            raise codebook.DataError(f"{where}: {error}") from None
    frame = pd.DataFrame(found, columns=list(_COLUMNS))
    for column in ("value", "low", "high"):
        frame[column] = frame[column].astype("Float64")
    grades = codebook.labels("derived", "grade", lang)
    frame.insert(len(frame.columns) - 1, "grade_name", [grades[key] for key in frame["grade"]])
    frame["grade"] = tables.categorical(frame["grade"], codebook.column("derived", "grade"))
    return frame


@reports.within
def derive(
    expression: str,
    *,
    unit: str,
    lang: str = "en",
    name: str | None = None,
    report: reports.Named = None,
) -> pd.Series[Any]:
    """Return a value of your own from the report's figures, with bounds: a row of its own.

    ``expression`` is as in ``derived.csv``: figure keys in quotes, numbers, ``+ - * / ** ( )``
    and the helpers of ``docs/data-dictionary.md``; each key stands for the number in the unit
    of its figure, 8% for 8. ``unit`` is that of the result, ``lang`` the language of the texts;
    without a ``name`` the formula stands for it; ``report`` says whose figures. The row has
    ``name``, ``text``, ``words``, ``value``, ``low``, ``high``, ``unit``, ``qualifier``,
    ``formula``, ``expression`` and ``inputs``, as those of ``load_derived()``.

    Raises ValueError, in one line, for an expression that is none, an unknown figure, helper,
    unit or language, a unit that does not follow, and what cannot be computed.

    >>> row = derive("'new-urban-jobs-target-2021' / 'new-urban-jobs-2020' * 100", unit="percent")
    >>> row["text"], row["formula"]
    ('86.1%', 'new-urban-jobs-target-2021 ÷ new-urban-jobs-2020 × 100')
    """
    choices.check_language(lang)
    if not isinstance(expression, str):
        raise ValueError(f"an expression is a text, not {expression!r}")
    figures = {row["figure"]: row for row in codebook.rows("figures")}
    told = _told(expression, {}, unit, figures, lang)
    told["name"] = told["formula"] if name is None else name
    return pd.Series({column: told[column] for column in _COLUMNS if column in told})


@reports.within
def check(extra: str | Path | None = None, *, report: reports.Named = None) -> pd.DataFrame:
    """Return every derived value that cannot be computed, as ``proofs.check`` does: proof 6.

    ``extra`` is a file of your own, as for ``load_derived``. DataError when it is none.

    >>> check().empty
    True
    """
    figures = {row["figure"]: row for row in codebook.read("figures")[0]}
    rows, found = [("", row) for row in codebook.read("derived")[0]], []
    if extra is not None:
        added = codebook.added("derived", extra)
        found += [Problem(6, str(extra), problem) for problem in added.problems]
        rows += _placed(extra, added)
    indicators = {row["indicator"]: row for row in codebook.read("indicators")[0]}
    for place, row in rows:
        if not place and codebook.by_hand():  # a user's names and caveats are their own
            suits = recipes.problems(row, figures, indicators)
            found += [Problem(6, row["derived"], wrong) for wrong in suits]
        try:
            told = _row(row, figures, "en")
            if told["value"] < 0 and row["unit"] not in ("percent", "pp"):
                found.append(Problem(6, row["derived"], f"{told['text']} is less than nothing"))
        except (ValueError, ArithmeticError) as error:  # the latter of figures that are none
            where = f"{place}, column {_column(error, row)}: " if place else ""
            found.append(Problem(6, row["derived"], f"{where}{error}"))
    return pd.DataFrame(found, columns=list(Problem._fields))


def known(row: codebook.Row) -> Interval:
    """Return the interval a figure stands for.

    A target and the planned size of a project are the number they name; sums of money are
    rounded. 近 gives no lower end but nothing itself.

    >>> figures = {row["figure"]: row for row in codebook.rows("figures")}
    >>> float(known(figures["forest-cover-2020"]).low)
    33.25
    """
    planned = row["status"] != "achieved" and row["unit"] != "CNY"
    if row["qualifier"] == "exact" and (planned or row["status"] == "target"):
        return interval(Decimal(row["value"]))
    low, high = (Decimal(row[end]) if row[end] else None for end in ("low", "high"))
    if row["qualifier"] == "nearly":
        return bounds(Decimal(0), high, "nearly").positive()
    return bounds(low, high, row["qualifier"])


def _placed(path: str | Path, found: codebook.Entries) -> list[tuple[str, codebook.Row]]:
    """Return the rows of a user's own file, each with what messages call its place."""
    return [(f"{path}, {at}", row) for row, at in zip(found.rows, found.places, strict=True)]


def _column(error: Exception, row: codebook.Row) -> str:
    """Return the column that an error is about: the one with the value that it names."""
    named = re.search(r"'([^']+)'", str(error))
    value = named[1] if named else row["expression"]
    if value == row["unit"]:
        return "unit"
    return "inputs" if value in row["inputs"] else "expression"


def _row(row: Mapping[Any, Any], figures: Mapping[str, codebook.Row], lang: str) -> dict[str, Any]:
    shorts: dict[str, str] = {}
    for pair in row["inputs"].split():
        short, _, key = pair.partition("=")
        if not (short.isidentifier() and key) or short in shorts:
            raise ValueError(f"input {pair!r} is not name=figure-key, or its name stands twice")
        shorts[short] = key
    told = _told(row["expression"], shorts, row["unit"], figures, lang)
    return {**row, "name": row[f"name_{lang}"], **told}


def _told(
    text: str, names: Mapping[str, str], unit: str, figures: Mapping[str, codebook.Row], lang: str
) -> dict[str, Any]:
    """Return what is computed of a row, its numbers in words."""
    if unit not in (valid := codebook.labels("derived", "unit")):
        raise choices.unknown("unit", unit, valid)
    formula = Formula(text, names)
    for key in formula.inputs:
        if key not in figures:
            if key in {row["derived"] for row in codebook.read("derived")[0]}:
                raise ValueError(f"{key!r} is a derived value: write out the figures it is made of")
            raise choices.unknown("figure", key, figures)
    value = formula.evaluate({key: _quantity(figures[key]) for key in formula.inputs}, unit)
    low, high = value.held.ends
    counted = _measure_word([figures[key] for key in formula.inputs], unit)
    return {
        **rounding.told(value.held, value.point, unit, lang, measure_word=counted),
        "measure_word": counted,
        "value": float(value.point.middle),
        "low": None if low is None else float(low),
        "high": None if high is None else float(high),
        "unit": unit,
        "formula": str(formula),
        "expression": formula.text,
        "inputs": " ".join(formula.inputs),
    }


def _measure_word(rows: Sequence[codebook.Row], unit: str) -> str:
    """Return what counts the first of the things that a value in this unit is made of."""
    words = {row["indicator"]: row["measure_word"] for row in codebook.rows("indicators")}
    counted = (words[row["indicator"]] for row in rows if row["unit"] == unit)
    return next(counted, "") if unit in wording.COUNTED else ""


def _quantity(row: codebook.Row) -> Quantity:
    held = known(row)
    # A range has no value of its own: all of it is as printed.
    point = interval(Decimal(row["value"])) if row["value"] else held
    return Quantity(held, point, units.of(row["unit"]))
