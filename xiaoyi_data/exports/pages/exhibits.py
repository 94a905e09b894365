"""An exhibit as a page shows it: its drawing, a row for each mark, and the quotes it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from xiaoyi_data import choices
from xiaoyi_data.canvas import style
from xiaoyi_data.exports.executed import Executed, Picture
from xiaoyi_data.exports.pages import drawing
from xiaoyi_data.exports.safe import Safe

Row = dict[str, Any]


def block(picture: Picture, book: Executed, guard: Safe, told: set[str]) -> dict[str, Any]:
    """Return what the template needs of an exhibit: ``drawing``, ``heads``, ``rows``, ``quotes``.

    ``narrow`` is the drawing for narrow screens, or None. ``told`` holds the keys of figures that
    the page has quoted, and gains those quoted here.
    """
    payload = picture.payload
    words = choices.words("pages", book.lang)
    shown, hidden = _columns(payload, words["columns"])
    names = words["columns"] | {name: name for name in payload["columns"] or ()}
    rows, marks = list[Row](), dict[int, drawing.Mark]()
    for place, row in enumerate(payload["data"]):
        cells = [_shown(row, column, words) for column in shown]
        cells += [{"text": _cell(row[column]), "hidden": True} for column in hidden]
        identity = f"{payload['name']}-row-{place + 1}"
        rows.append({"id": identity, "cells": cells})
        if payload["columns"] is None and row.get("value") is not None and "label" in row:
            said = "; ".join(_said(row, words, book.lang))
            marks[place] = drawing.Mark(f"#{identity}", said, str(row.get("figure") or ""))
    name, alt, narrow = payload["name"], payload["alt"], payload.get("narrow")
    made = drawing.drawing(picture.svg, name, alt, marks, guard)
    small = drawing.drawing(narrow, f"{name}--narrow", alt, marks, guard) if narrow else None
    heads = [{"text": names.get(column, column), "name": column} for column in shown]
    heads += [{"text": column, "name": column, "hidden": True} for column in hidden]
    return {
        "kind": "exhibit",
        "id": payload["name"],
        "form": payload["kind"],
        **{name: payload[name] for name in ("title", "subtitle", "source", "caveat")},
        "drawing": made,
        "narrow": small,
        "heads": heads,
        "rows": rows,
        "quotes": list(_quotes(payload["figures"], told)),
        "stem": f"{book.name}-{payload['name']}",
    }


def _columns(payload: Row, names: Row) -> tuple[list[str], list[str]]:
    """Return the columns that a reader sees, and those that only the CSV holds."""
    every = list(payload["data"][0]) if payload["data"] else []
    if payload["columns"] or payload["kind"] == "picture":  # it may be of anything
        return payload["columns"] or every, []
    present = {key for row in payload["data"] for key, value in row.items() if value is not None}
    shown = [name for name in names if name in present]
    return shown, [name for name in every if name not in shown]


def _shown(row: Row, column: str, words: Row) -> Row:
    """Return a cell; ``raw`` is what the CSV holds instead, ``sort`` what it is sorted by."""
    cell: Row = {"text": _cell(row[column])}
    if column == "qualifier" and row[column]:
        cell |= {"text": words["qualifiers"][row[column]], "raw": row[column]}
    if column == "text" and row.get("value") is not None:
        cell["sort"] = _cell(row["value"])
    return cell


def _said(row: Row, words: Row, lang: str) -> Iterator[str]:
    """Yield what a mark says: its names and value, its interval, how the value is meant."""
    named = [str(row[name]) for name in ("panel", "series", "label") if row.get(name)]
    colon = "：" if lang == "zh" else ": "
    yield f"{' '.join(named)}{colon}{row.get('text') or _cell(row['value'])}"
    if span := _span(row, lang):
        yield f"{words['interval']}{colon}{span}"
    qualifier = row.get("qualifier")
    if qualifier not in (None, "exact", *style.FLOORS, *style.CEILINGS):  # an open interval says it
        yield words["qualifiers"][qualifier]


def _span(row: Row, lang: str) -> str:
    """Return the interval that the words of a mark support; nothing where it is one number."""
    low, high = row.get("low"), row.get("high")
    if low == high:
        return ""
    spans = choices.words("spans", lang)
    if low is None or high is None:
        form = "most" if low is None else "above" if row.get("qualifier") == "over" else "least"
    else:
        form = "within"
    return str(spans[form]).format(low=_bound(low, ROUND_FLOOR), high=_bound(high, ROUND_CEILING))


def _bound(number: float | None, way: str) -> str:
    """Return an end of an interval in four digits, rounded outwards, or in all before its point.

    >>> _bound(1.14354528764309, ROUND_FLOOR), _bound(12880.4, ROUND_CEILING)
    ('1.143', '12881')
    """
    if number is None:
        return ""
    exact = Decimal(_cell(float(number)))
    last = min(exact.adjusted() - 3, 0)
    kept = max(last, exact.as_tuple().exponent) if exact else 0
    rounded = exact.quantize(Decimal(1).scaleb(int(kept)), rounding=way)
    return f"{rounded:f}"


def _quotes(figures: list[Row], told: set[str]) -> Iterator[Row]:
    """Yield the figures an exhibit rests on; one that the page has quoted is only named."""
    seen: set[str] = set()
    for figure in figures:
        key = figure["figure"]
        if key in seen:
            continue
        seen.add(key)
        yield figure | {"first": key not in told}
        told.add(key)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    # All digits that a decimal number keeps as a float, none that only the float has.
    return f"{value:.15g}" if isinstance(value, float) else str(value)
