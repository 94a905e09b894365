"""Cells of a workbook for readers: each value as what it is, texts never as formulas."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, cast

import pandas as pd
from wcwidth import wcwidth

from xiaoyi_data import writing
from xiaoyi_data.canvas import style

_LONGEST, _ADDRESS = 32_767, 2_000  # characters that a cell holds, and an address in it
_URL = re.compile(r"https?://[^\s\"<>]+")
_DAY = re.compile(r"(19|20)\d\d-\d\d-\d\d")
_WIDEST, _LEAST = 40, 8  # characters of a column
_LINE = 13.5  # points of a line of text
_PAPER = 190  # characters across a page that can still be read
# Texts stay texts: nothing that begins like a formula or an address becomes one.
OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "in_memory": True,
}
_FACES = {"en": "Arial", "zh": "Microsoft YaHei"}


@dataclass(frozen=True)
class Formula:
    """A formula, and what it gives."""

    formula: str
    value: float | str


@dataclass(frozen=True)
class Column:
    """A column of a table: head, values, and how each number is shown, where that is known."""

    head: str
    values: Sequence[Any]
    formats: Sequence[str | None] = ()
    widest: int = _WIDEST


class Looks:
    """The formats of a workbook, each made once, in the face of its language."""

    def __init__(self, book: Any, lang: str) -> None:
        self._book, self._face = book, _FACES[lang]
        self._made: dict[frozenset[tuple[str, Any]], Any] = {}

    def __call__(self, **asked: Any) -> Any:
        key = frozenset(asked.items())
        if key not in self._made:
            whole = {"font_name": self._face, "font_size": 10, "valign": "top"} | asked
            self._made[key] = self._book.add_format(whole)
        return self._made[key]


def clean(text: object) -> str:
    """Return a text as a cell can hold it.

    >>> clean("a\\x0bb"), len(clean("x" * 40_000))
    ('ab', 32767)
    """
    made = writing.clean(str(text))
    return made if len(made) <= _LONGEST else f"{made[: _LONGEST - 1]}…"


def put(sheet: Any, row: int, column: int, value: Any, looks: Looks, **look: Any) -> None:
    """Write a value: numbers, days and addresses as such, all else as text, nothing as nothing."""
    if isinstance(value, Formula):
        sheet.write_formula(row, column, value.formula, looks(**look), value.value)
        return
    if not isinstance(value, str):  # most are texts
        if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
            return
        number = float(cast(float, value)) if pd.api.types.is_number(value) else math.inf
        if math.isfinite(number):
            sheet.write_number(row, column, number, looks(**look))
            return
    elif not value:
        return
    look.pop("num_format", None)
    text = clean(value)
    if _URL.fullmatch(text) and len(text) < _ADDRESS:
        linked = looks(font_color=style.ACCENT, underline=1, text_wrap=True)
        if sheet.write_url(row, column, text, linked, text) == 0:
            return
    if day := _day(text):
        sheet.write_datetime(row, column, day, looks(num_format="yyyy-mm-dd", align="left"))
        return
    sheet.write_string(row, column, text, looks(**{"text_wrap": True} | look))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None


def wide(text: object) -> int:
    """Return how many characters of a column a text takes; of several lines the longest counts.

    >>> wide("亿元"), wide("a\\nbcd")
    (4, 3)
    """
    return max(map(_wide, clean(text).split("\n")))


@lru_cache(16_384)  # each is asked for its column, and for its row
def _wide(line: str) -> int:
    return len(line) if line.isascii() else sum(max(0, wcwidth(sign)) for sign in line)


def widths(columns: Sequence[Column]) -> list[int]:
    """Return how wide columns should be, in characters."""
    made = []
    for column in columns:
        told = [wide(column.head) + 4]  # the button of the filter
        for value in column.values:
            if isinstance(value, Formula):
                value = value.value
            if isinstance(value, str):
                told.append(wide(value) + 2)
            elif value is not None and not pd.isna(value):
                told.append(16 if any(column.formats) else len(f"{float(value):,.6g}") + 2)
        made.append(max(_LEAST, min(column.widest, max(told))))
    return made


def lines(text: object, width: int) -> int:
    """Return how many lines a text takes in a column of so many characters, words unbroken.

    >>> lines("gdp-growth-2020", 40), lines("亿" * 30, 40)
    (1, 2)
    """
    parts = clean(text).split("\n")
    return sum(max(1, -(-int(_wide(part) * 1.1) // max(1, width - 1))) for part in parts)


def fit(sheet: Any, row: int, texts: Sequence[object], across: Sequence[int]) -> None:
    """Make a row high enough for its texts, since some programs leave all rows alike."""
    most = max([1, *(lines(text, width) for text, width in zip(texts, across, strict=False)
                     if isinstance(text, str))])  # fmt: skip
    sheet.set_row(row, min(400.0, most * _LINE + 1.5))


def table(
    sheet: Any, looks: Looks, top: int, name: str, columns: Sequence[Column], most: int = _PAPER
) -> list[int]:
    """Write columns as a table of Excel with a name, its heads in row ``top``; return widths.

    Texts are broken into lines where they stand on a page ``most`` characters wide.
    """
    across = widths(columns)
    paper = on_paper(across, most)
    many = max(1, *(len(column.values) for column in columns))
    heads = _heads(columns)
    head = looks(bold=True, text_wrap=True, bottom=1, font_color=style.INK)
    sheet.add_table(top, 0, top + many, len(columns) - 1, {
        "name": name, "style": "Table Style Light 1", "autofilter": True,
        "columns": [{"header": one, "header_format": head} for one in heads],
    })  # fmt: skip
    fit(sheet, top, heads, across)
    for place, column in enumerate(columns):
        formats = column.formats or [None] * len(column.values)
        for row, (value, form) in enumerate(zip(column.values, formats, strict=True), top + 1):
            look = {"num_format": form} if form else {}
            put(sheet, row, place, value, looks, text_wrap=place <= paper, **look)
    for row, texts in enumerate(zip(*(column.values for column in columns), strict=True), top + 1):
        said = [text.value if isinstance(text, Formula) else text for text in texts]
        fit(sheet, row, said, across[: paper + 1])
    return across


def on_paper(across: Sequence[int], most: int = _PAPER) -> int:
    """Return the last of the columns that fit on a page; those beyond are for the screen alone.

    >>> on_paper([40, 40], 60), on_paper([40, 40])
    (0, 1)
    """
    room, last = most - across[0], 0
    while last + 1 < len(across) and across[last + 1] <= room:
        last += 1
        room -= across[last]
    return last


def _heads(columns: Sequence[Column]) -> list[str]:
    """The heads, each once whatever its case, and none empty, as Excel wants them."""
    made: list[str] = []
    for column in columns:
        own = re.sub(r"\s+", " ", clean(column.head)).strip()[:250] or "–"
        name, number = own, 2
        while name.casefold() in {other.casefold() for other in made}:
            name, number = f"{own} {number}", number + 1
        made.append(name)
    return made


def printed(sheet: Any, last: tuple[int, int], *, upright: bool = False) -> None:
    """Set a sheet up for paper: A4, as wide as a page, its first row on each, its pages told."""
    if not upright:
        sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.print_area(0, 0, *last)
    sheet.set_footer("&L&8&A&R&8&P / &N")
    # Years may be texts, since some are intervals; Excel need not warn.
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
