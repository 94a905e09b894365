"""Does reading ``printed`` give what is stored? The third proof, and what a row has to store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cache

from xiaoyi_data.reading import quantities
from xiaoyi_data.reading.answers import Quantity
from xiaoyi_data.report import codebook, statements
from xiaoyi_data.report.problem import Problem

_FALL = ("下降", "减少", "降低", "压减", "淘汰")
_RISE = ("增长", "增加", "提高", "净增")
# Counted in whole things: a number printed without a measure word may mean one of these.
_COUNTED = {"person", "household", "enterprise", "item"}


def _direction(row: codebook.Row) -> int:
    """Return -1 or 1 as the last word of direction before or in ``printed`` says, 0 for none."""
    before = row["quote"].split(row["printed"])[0] + row["printed"]
    last = {word: before.rfind(word) for word in (*_FALL, *_RISE)}
    word = max(last, key=lambda w: last[w])
    return 0 if last[word] < 0 else -1 if word in _FALL else 1


@cache
def _read(printed: str) -> Quantity | str:
    """Return what ``printed`` says, or why it says nothing."""
    try:
        return quantities.parse(printed)
    except ValueError as error:
        return str(error)


def _units(row: codebook.Row, read: Quantity) -> set[str]:
    """Return what a number may be of: what is printed and its quote say, or else it counts."""
    found = (one for one in quantities.read(row["quote"]) if one.text == row["printed"])
    told = next((one.units for one in found if isinstance(one, Quantity)), ())
    if read.units or told:
        return {*read.units, *told}  # 高于全国、全省1个、0.2个百分点
    money = {"CNY"} if row["printed"][-1] in "万亿" else set()  # of a list whose end says 元
    return _COUNTED | money


def stored(row: codebook.Row, read: Quantity) -> dict[str, Decimal | None]:
    """Return what a row stores of what ``printed`` says, with the direction that its quote gives.

    None stands for an end that there is not. Where the quote gives none, the sign of the row's own
    value counts, which a reviewer has set.

    >>> row = {"printed": "5%", "unit": "percent", "measure": "growth", "quote": "税收下降5%"}
    >>> stored(row, quantities.parse("5%"))["value"]
    Decimal('-5')
    """
    value, low, high = read.value, read.low, read.high
    share = row["unit"] == "percent" and row["measure"] == "level"
    if share and (value or high or 0) <= 100:  # 完成任务的115% has no such end
        high = min(high, Decimal(100)) if high is not None else Decimal(100)
        low = None if read.qualifier == "at_most" else low
    direction = _direction(row) if row["measure"] in ("growth", "change") else 1
    if direction < 0 or (not direction and row["value"].startswith("-")):
        value, low, high = (None if end is None else -end for end in (value, high, low))
    return {"value": value, "low": low, "high": high}


def written(row: codebook.Row, read: Quantity) -> codebook.Row:
    """Return the columns that hold what ``printed`` says, as text.

    >>> row = {"unit": "item", "measure": "level", "value": "", "quote": "约3个"}
    >>> written(row, quantities.parse("约3个"))
    {'value': '3', 'low': '2', 'high': '4', 'qualifier': 'about'}
    """
    ends = {name: "" if end is None else f"{end:f}" for name, end in stored(row, read).items()}
    return ends | {"qualifier": read.qualifier}


def problems(figures: Sequence[codebook.Row]) -> Iterator[Problem]:
    """Proof 3: what is stored is what ``printed`` says, with the direction the quote gives."""
    by_hand = codebook.by_hand()
    for row in figures:
        read = _read(row["printed"])
        if isinstance(read, str):
            yield Problem(3, row["figure"], read)
            continue
        if row["measure"] in ("growth", "change") and by_hand and not _direction(row):
            yield Problem(3, row["figure"], f"quote {row['quote']} gives no direction")
        if row["unit"] not in (known := _units(row, read)):
            said = f"unit {row['unit']} is not what is printed: {', '.join(sorted(known))}"
            yield Problem(3, row["figure"], said)
        if row["qualifier"] != read.qualifier:
            what = f"qualifier {row['qualifier']} is not what is printed: {read.qualifier}"
            yield Problem(3, row["figure"], what)
        for column, end in stored(row, read).items():
            number = statements.number(row[column])
            if (number is None) != (not row[column]) or number != end:
                shown = "empty" if end is None else f"{end:f}"
                what = (
                    f"{column} {row[column] or 'empty'} is not what {row['printed']} says: {shown}"
                )
                yield Problem(3, row["figure"], what)
