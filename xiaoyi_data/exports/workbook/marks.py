"""The marks of an exhibit as columns of its sheet, with what their chart needs besides."""

from __future__ import annotations

import re
from typing import Any

from xiaoyi_data.exports.slides import labels
from xiaoyi_data.exports.workbook import cells, charts
from xiaoyi_data.exports.workbook.cells import Column, Formula

Record = dict[str, Any]
_STEPPED = ("lines", "facets")
_FIELDS = ("panel", "label", "series", "x", "value", "text", "low", "high", "qualifier", "figure",
           "way", "far", "near", "minus", "plus")  # fmt: skip
_SHORT = 16  # characters of a text whose words a number may carry
_DIGITS = re.compile(r"\d\.(\d+)")
_TEXT = 250  # characters of a text that a formula can hold


def sorted_(payload: Record) -> list[Record]:
    """The marks, those of a panel and of a line together, a line in its steps."""
    rows = list(payload["data"])
    for field in ("series", "panel"):
        if (field == "panel" and payload["kind"] in ("panels", "facets")) or (
            field == "series" and payload["kind"] in _STEPPED
        ):
            order = list(dict.fromkeys(row[field] for row in rows))
            if field == "series":
                rows.sort(key=lambda row: (order.index(row["series"]), row["x"]))
            else:
                rows.sort(key=lambda row: order.index(row["panel"]))
    return rows


def made(sheet: str, payload: Record, top: int) -> charts.Marks:
    """The marks from a row of a sheet on, with what their chart needs besides.

    That is the ends of ranges, and of what the words leave open.
    """
    rows = [dict(row) for row in sorted_(payload)]
    barred = payload["kind"] in ("bars", "panels", "dots", "ratio")
    ranges = barred and any(_ranged(row) for row in rows)
    spanned = (barred or payload["kind"] in _STEPPED) and any(_open(row) for row in rows)
    for row in rows:
        if ranges:
            ends = sorted((row["low"], row["high"]), key=abs) if _ranged(row) else (None, None)
            row["near"], row["far"] = ends if _ranged(row) else (None, row["value"])
        if spanned:
            row["minus"] = row["value"] - row["low"] if _open(row) else None
            row["plus"] = row["high"] - row["value"] if _open(row) else None
    extra = [key for row in rows for key in row if key not in (*_FIELDS, "role")]
    held = [key for key in (*_FIELDS, *dict.fromkeys(extra)) if any(key in row for row in rows)]
    held = [key for key in held if key in ("label", "value", "text", "series", "x", "panel")
            or any(row.get(key) not in (None, "") for row in rows)]  # fmt: skip
    if all(row["label"] == row.get("series") for row in rows):  # lines have no names of their own
        held.remove("label")
    return charts.Marks(sheet, top, {key: place for place, key in enumerate(held)}, rows)


def _ranged(row: Record) -> bool:
    known = None not in (row.get("low"), row.get("high"))
    return known and row["value"] is None and row.get("qualifier") == "range"


def _open(row: Record) -> bool:
    low, value, high = row.get("low"), row["value"], row.get("high")
    if low is None or value is None or high is None:
        return False
    return bool(low <= value <= high and low < high)


def column(field: str, marks: charts.Marks, words: Record) -> Column:
    rows, head = marks.rows, words["columns"].get(field, field)
    values: list[Any] = [row.get(field) for row in rows]
    formats: list[str | None] = []
    if field in ("value", "low", "high", "near", "far"):
        formats = [format_(row) for row in rows]
    if field == "x":
        formats = ["0" if float(value).is_integer() else None for value in values]
    if field == "qualifier":
        values = [value and words["qualifiers"].get(value, value) for value in values]
    if field == "text":
        values = [_said(marks, place, row) for place, row in enumerate(rows)]
    if field in ("minus", "plus"):
        ends = ("value", "low") if field == "minus" else ("high", "value")
        values = [None if row[field] is None else Formula(
            "=MAX(0,{}-{})".format(*(marks.at(end, place) for end in ends)), max(0.0, row[field])
        ) for place, row in enumerate(rows)]  # fmt: skip
    if field == "far":
        values = [_end(marks, place, row) for place, row in enumerate(rows)]
    if field == "near":
        values = [_end(marks, place, row, "near") if _ranged(row) else None
                  for place, row in enumerate(rows)]  # fmt: skip
    return Column(head, values, formats, 30 if field in ("figure", "label") else 24)


def format_(row: Record, *, crossed: bool = False) -> str | None:
    """The format in which the value of a mark says what is said of it, or has its digits."""
    text, value = row.get("text") or "", row["value"]
    made = labels.number_format(text, value)
    if made is None or crossed or cells.wide(text) <= _SHORT:
        return made
    return f"0.{'0' * len(found[1])}" if (found := _DIGITS.search(text)) else "0"


def _end(marks: charts.Marks, place: int, row: Record, field: str = "far") -> Formula | None:
    """Where a bar ends, by the cells that say so."""
    if row[field] is None:
        return None
    own = next(key for key in ("low", "high", "value") if row.get(key) == row[field])
    return Formula(f"={marks.at(own, place)}", row[field])


def _said(marks: charts.Marks, place: int, row: Record) -> Any:
    """What is said of a mark, with the digits of its value, which it follows."""
    text, held = row.get("text") or "", []
    if row["value"] is not None:
        held = [labels.Held(row["value"], marks.at("value", place))]
    formula = labels.formula(text, held) if len(text) < _TEXT else ""
    return Formula(formula, cells.clean(text)) if formula else text
