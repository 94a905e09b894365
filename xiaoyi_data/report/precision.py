"""How far an observation's number goes: what its source printed, or the digits of its value.

``printed`` holds the value as the source has it (近9%, 8.5万吨, 4—5个), read as the report's
figures are. Without it the last digit of ``value`` is the last that was published: 5 percent may
be anything from 4.5 to 5.5, 5.0 percent from 4.95 to 5.05; a whole count is exact.
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from xiaoyi_data.reading import grammar, intervals, quantities

_WHOLE = {unit for word in grammar.UNITS.values() if word.whole for unit in word.units} | {"rank"}
_BARE = ("item", "rank")  # what a number without a measure word may count
_HUNDRED = Decimal(100)
_TURNED = str.maketrans("[]()", "][)(")


class Held(NamedTuple):
    """What is known of an observed number, in its unit; None for an end that is unbounded.

    ``ends`` writes as in mathematics which ends belong to it, ``step`` is the worth of the last
    digit published.
    """

    qualifier: str
    low: Decimal | None
    high: Decimal | None
    ends: str
    step: Decimal


def of(row: dict[str, str]) -> Held:
    """Return what a row of ``observations``, as text, says; ValueError where it disagrees.

    >>> row = {"measure": "level", "value": "5", "unit": "percent", "printed": ""}
    >>> of(row)[:3], of(row | {"value": "5.0"})[1]
    (('exact', Decimal('4.5'), Decimal('5.5')), Decimal('4.95'))
    >>> of(row | {"printed": "近5%"})[:3]
    ('nearly', Decimal('4.5'), Decimal('5'))
    >>> of(row | {"printed": "近6%"})
    Traceback (most recent call last):
    ValueError: '近6%' says 6, not 5
    """
    value, printed = Decimal(row["value"]), row.get("printed", "")
    read: quantities.Quantity | intervals.Reading
    if printed:
        read = quantities.parse(printed)
        if row["unit"] not in (read.units or _BARE):
            known = " or ".join(read.units or _BARE)
            raise ValueError(f"{printed!r} is in {known}, not {row['unit']}")
    else:
        step = Decimal(1).scaleb(min(0, int(value.as_tuple().exponent)))
        whole = row["unit"] in _WHOLE and step == 1
        read = intervals.of(value, step, "", exact=whole, falls=False)
    said, low, high, ends = read.value, read.low, read.high, read.ends
    size = read.low if said is None else said
    if value < 0 and size is not None and size > 0:  # a fall is printed without its sign
        said, low, high = (None if end is None else -end for end in (said, high, low))
        ends = ends[::-1].translate(_TURNED)
    if said is None and low is not None and high is not None:
        right, words = low <= value <= high, f"{low:f} to {high:f}"
    else:
        right, words = said == value, f"{said:f}"
    if not right:
        raise ValueError(f"{printed!r} says {words}, not {row['value']}")
    share = (row["unit"], row["measure"]) == ("percent", "level")
    if share and (high is None or high > _HUNDRED):
        high, ends = max(value, _HUNDRED), ends[0] + "]"
    return Held(read.qualifier, low, high, ends, read.step)


def problem(row: dict[str, str]) -> str | None:
    """Say in what ``printed`` and the rest of an observation disagree, or None.

    A value that is no number is judged elsewhere.

    >>> problem({"measure": "level", "value": "8500", "unit": "t", "printed": "8.5万吨"})
    "'8.5万吨' says 85000, not 8500"
    """
    if not row["printed"]:
        return None
    try:
        of(row)
    except InvalidOperation:
        return None
    except ValueError as error:
        return str(error)
    return None
