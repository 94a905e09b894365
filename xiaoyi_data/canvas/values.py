"""The values of a column of any dtype: as numbers or as texts, or refused where they stand.

What a payload cannot hold as it is never becomes something else on the way. Every refusal is a
ValueError of one line that names column, row and value.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from numbers import Integral, Number, Real
from typing import Any

import numpy as np
import pandas as pd

MOST = 1e300  # of a number that is drawn: axes are somewhat longer than what stands on them
# What XML, and so slides and drawings, cannot hold.
_UNSAYABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SAID = (str, Number, Decimal, date, time, timedelta, np.generic, pd.Period, pd.Interval)


def numbers(column: pd.Series[Any], name: str) -> list[float | None]:
    """Return the values as numbers, whole ones as they are; None is missing.

    Raises ValueError for what is no number, not finite, or would change as one.

    >>> from decimal import Decimal
    >>> numbers(pd.Series([2020, Decimal("1.5"), pd.NA]), "value")
    [2020, 1.5, None]
    >>> numbers(pd.Series(["3"], index=["GDP"]), "value")
    Traceback (most recent call last):
    ValueError: column 'value' holds '3' in row 'GDP', which is no number
    """
    return [
        None if _missing(value) else _number(value, name, row)
        for row, value in zip(column.index, column.array, strict=True)
    ]


def texts(column: pd.Series[Any], name: str) -> list[str | None]:
    """Return the values as texts, dates without a time of day as such; None is missing.

    Raises ValueError for what no text stands for, such as a list or a control character.

    >>> texts(pd.Series(pd.to_datetime(["2021-04-20", None])), "label")
    ['2021-04-20', None]
    >>> texts(pd.Series([2020, 2021], dtype="Int64"), "label")
    ['2020', '2021']
    """
    return [
        None if _missing(value) else _text(value, name, row)
        for row, value in zip(column.index, column.array, strict=True)
    ]


def names(column: pd.Series[Any], name: str) -> list[str]:
    """Return the values as texts, none of which may be missing.

    >>> names(pd.Series([2020.0, None]), "series")
    Traceback (most recent call last):
    ValueError: column 'series' holds nothing in row 1: every mark needs one
    """
    made = []
    for row, text in zip(column.index, texts(column, name), strict=True):
        if text is None:
            raise ValueError(
                f"column {name!r} holds nothing in row {_row(row)}: every mark needs one"
            )
        made.append(text)
    return made


def held(column: pd.Series[Any], name: str) -> list[Any]:
    """Return the values as JSON holds them: numbers and booleans as such, else texts or None.

    >>> held(pd.Series([True, 1.5, pd.Period("2021Q1"), None], dtype=object), "more")
    [True, 1.5, '2021Q1', None]
    """
    made: list[Any] = []
    for row, value in zip(column.index, column.array, strict=True):
        if _missing(value):
            made.append(None)
        elif isinstance(value, (bool, np.bool_)):
            made.append(bool(value))
        elif isinstance(value, Integral):
            made.append(int(value))
        elif isinstance(value, Real) and not isinstance(value, Decimal):
            made.append(_number(value, name, row))
        else:
            made.append(_text(value, name, row))
    return made


def heads(columns: Iterable[Any]) -> list[str]:
    """Return the names of columns as texts; ValueError where two are one.

    >>> heads(["label", 2020])
    ['label', '2020']
    """
    made = [str(column) for column in columns]
    for place, name in enumerate(made):
        if name in made[:place]:
            raise ValueError(f"the frame has two columns {name!r}: name one otherwise")
    return made


def _missing(value: Any) -> bool:
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))


def _number(value: Any, name: str, row: Any) -> float:
    where = f"column {name!r} holds {_short(value)} in row {_row(row)}, which is"
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (Real, Decimal)):
        raise ValueError(f"{where} no number")
    try:
        made = float(value)
    except OverflowError:
        made = math.inf
    if not abs(made) <= MOST:
        raise ValueError(f"{where} {'not finite' if math.isinf(made) else 'too large to draw'}")
    if isinstance(value, Integral):
        if int(value) != made:
            raise ValueError(f"{where} longer than a number can be (15 digits): divide it")
        return int(value)
    if not made and value:
        raise ValueError(f"{where} too small to draw")
    return made


def _text(value: Any, name: str, row: Any) -> str:
    if isinstance(value, bytes) or not isinstance(value, _SAID):
        kind = type(value).__name__
        raise ValueError(
            f"column {name!r} holds {_short(value)} in row {_row(row)}, a {kind}: "
            "give a text, a number or a date"
        )
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    if isinstance(value, datetime) and value.tzinfo is None and value.time() == time():
        # Python's time knows nothing of the nanoseconds of pandas.
        value = value if getattr(value, "nanosecond", 0) else value.date()
    made = str(value)
    if found := _UNSAYABLE.search(made):
        raise ValueError(
            f"column {name!r} holds {_short(made)} in row {_row(row)}, "
            f"with the character {found[0]!r} that no slide can show"
        )
    return made


def _row(row: Any) -> str:
    return _short(row.item() if isinstance(row, np.generic) else row)


def _short(value: Any) -> str:
    said = repr(value.item() if isinstance(value, np.generic) else value).replace("\n", " ")
    return said if len(said) <= 60 else f"{said[:59]}…"
