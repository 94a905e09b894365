"""Do the columns of a figure or an observation agree with one another? None needs the text.

A statement is a row that says of an indicator, in a period, how much of which unit, and compared
with what. ``problems`` takes rows of ``figures`` and of ``observations`` alike, ours and a user's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache

from xiaoyi_data.report import codebook

_FIRST = 1949  # no statistics of the city are older
COMPARED = ("growth", "change")
AVERAGED = re.compile("年均(?!浓度|气温|降水|优良|PM)")  # over years; a mean of days is of one year
PER_YEAR = "_per_year"  # ends the key of an indicator whose number is that of each year
COUNTS = {"person", "person_time", "household", "enterprise", "head", "item", "day", "year"}
# The noun that an English name turns on says in what it is counted or measured; the first that
# stands in the name decides, and what is in none of them is counted in items.
_AREA = ("mu", "ha", "km2", "m2")
_NOUNS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"^share|\brate\b|coverage|\bcover\b|^mechanised|^harmless|^risk|ratio", ("percent",)),
    (r"^rank\b|^index|^results", ("rank",)),
    (r"household", ("household",)),
    (r"training", ("person", "person_time")),
    (r"people\b(?!')|workers|retirees|jobs|population", ("person",)),
    (r"enterprises|market entities|champions|research centres", ("enterprise",)),
    (r"\bherd|\bhogs", ("head",)),
    (r"^days", ("day",)),
    (r"^years", ("year",)),
    (r"power capacity", ("W",)),
    (r"treatment capacity", ("m3",)),
    (r"dressing capacity", ("item",)),
    (r"capacity|\boutput", ("t", "kg")),
    (r"^length", ("km",)),
    (r"^voltage", ("V",)),
    (r"\barea\b|farmland|\bforest\b", _AREA),
    (
        r"revenue|expenditure|product\b|value added|sales|investment|spending|income|\bcuts?\b"
        r"|bonds|loans|relief|^interest|^rents?|refunds|allowance|^value\b|contributions",
        ("CNY",),
    ),
)
_HEAD = re.compile(r" (?:of|with|signed|in|above|to|by|per|under|for|from|held|lifted|moved)\b")
# Companies and plants have capacities, governments make promises; the rest is said of places.
_MAKERS = {"company", "plant"}


def years(period: str) -> tuple[int, int]:
    """Return the first and the last year of a period.

    >>> years("2016/2020"), years("2020-11-01")
    ((2016, 2020), (2020, 2020))
    """
    first, _, last = period.partition("/")
    return int(first[:4]), int((last or first)[:4])


def problems(row: codebook.Row) -> Iterator[str]:
    """Yield a sentence for every two columns of a row that contradict each other.

    >>> row = {"indicator": "gdp", "entity": "", "measure": "level", "basis": "", "unit": "CNY",
    ...        "period": "2016/2015", "baseline": "", "value": "5"}
    >>> list(problems(row))
    ['period 2016/2015 ends before it begins']
    """
    try:
        ends = years(row["period"])
    except ValueError:
        return  # that the codebook says
    yield from _period(row["period"], ends)
    yield from _comparison(row, ends)
    yield from _measure(row)


def subject(row: codebook.Row, indicators: Mapping[str, codebook.Row]) -> Iterator[str]:
    """Yield a sentence where an indicator cannot be of that unit or entity.

    ``indicators`` are the rows of that table by key, named by the rules of ``docs/coding.md``.

    >>> row = {"indicator": "gdp", "entity": "", "measure": "level", "unit": "t"}
    >>> list(subject(row, {row["indicator"]: row for row in codebook.rows("indicators")}))
    ['unit t is not that of gross domestic product: CNY']
    """
    if row["indicator"] in indicators:
        yield from _unit(row, indicators[row["indicator"]])
        yield from _entity(row, indicators[row["indicator"]])


def _period(period: str, ends: tuple[int, int]) -> Iterator[str]:
    first, slash, last = period.partition("/")
    if slash and not (len(first) == len(last) and first < last):
        yield f"period {period} ends before it begins"
    for part in filter(None, (first, last)):
        try:
            date.fromisoformat(f"{part}-01-01"[:10] if len(part) < 10 else part)
        except ValueError:
            yield f"period {period} is not in the calendar"
    if ends[0] < _FIRST:
        yield f"period {period} is before {_FIRST}"


def _comparison(row: codebook.Row, ends: tuple[int, int]) -> Iterator[str]:
    """Growth and change have a basis and a year compared with that suit the period."""
    compared = row["measure"] in COMPARED
    for column in ("basis", "basis_source", "baseline"):
        if column in row and bool(row[column]) != compared:
            what = "needs one" if compared else "has none: empty it"
            yield f"{column}: a {row['measure']} {what}"
    year = number(row["baseline"])
    if year is None or not year.is_finite() or not row["basis"]:
        return
    baseline, (first, last), basis = int(year), ends, row["basis"]
    if baseline < _FIRST:
        yield f"baseline {baseline} is before {_FIRST}"
    if baseline >= first:
        yield f"baseline {baseline} is not before period {row['period']}"
    elif first < last and baseline != first - 1:
        yield f"baseline {baseline} is not the year before period {row['period']}"
    if (basis == "year_on_year") != (baseline == last - 1):
        yield f"basis {basis} does not suit period {row['period']} and baseline {baseline}"


_AVERAGE = re.compile(r"[每均]|天数|(?<!\d)[百千万]人")  # of which a part may be one
_BEYOND = re.compile("完成|任务|计划|目标|相当于|同期")  # of which more than all can be done
_APART = re.compile("[高低快慢优好]于")


def _measure(row: codebook.Row) -> Iterator[str]:
    """Unit and value are of the kind that the measure says."""
    measure, unit = row["measure"], row["unit"]
    if measure == "growth" and unit not in ("percent", "ratio"):  # 增长1.5倍
        yield f"growth is in percent, not {unit}"
    if (measure == "rank") != (unit == "rank"):
        yield f"unit {unit} does not suit {measure}"
    # 高于全省3个百分点 is how far two shares are apart, and no change of either.
    apart = unit == "pp" and measure == "level" and _APART.search(row.get("quote", ""))
    if (measure == "change", unit) in ((False, "pp"), (True, "percent")) and not apart:
        yield f"unit {unit} does not suit {measure}: a share changes by percentage points"
    for column in ("value", "low", "high"):
        stored = number(row.get(column, ""))
        if stored is None or not stored.is_finite():
            continue
        if measure in ("level", "rank") and stored < (1 if measure == "rank" else 0):
            yield f"{column} {row[column]} of a {measure} is too small"
        beyond = unit == "percent" and measure == "level" and stored > 100
        if beyond and not _BEYOND.search(row.get("quote", "")):
            yield f"{column}: a share of {row[column]}% is not within 0 and 100"
        counted = unit in {*COUNTS, "rank"} - {"year"} and not _AVERAGE.search(row.get("quote", ""))
        if column == "value" and counted and stored != int(stored):
            yield f"{column} {row[column]} is not a whole number of {unit}"


def number(text: str) -> Decimal | None:
    """Return a stored number; None where it is none.

    >>> number("4.1"), number("four")
    (Decimal('4.1'), None)
    """
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


@cache
def units(name_en: str) -> tuple[str, ...]:
    """Return the units that an indicator of that English name may be counted or measured in.

    Where there are several, one is converted into the other.

    >>> units("market entities"), units("grain output"), units("urban communities")
    (('enterprise',), ('t', 'kg'), ('item',))
    """
    head = _HEAD.split(name_en)[0]
    return next((named for noun, named in _NOUNS if re.search(noun, head)), ("item",))


def _unit(row: codebook.Row, indicator: codebook.Row) -> Iterator[str]:
    """What is counted, and in which unit, is the indicator's to say."""
    said, used = units(indicator["name_en"]), row["unit"].replace("pp", "percent")
    if row["measure"] not in ("growth", "rank") and used not in said:
        yield f"unit {row['unit']} is not that of {indicator['name_en']}: {' or '.join(said)}"


def _entity(row: codebook.Row, indicator: codebook.Row) -> Iterator[str]:
    """An entity is of a kind that the indicator can be said of."""
    kinds = {entity["entity"]: entity["kind"] for entity in codebook.read("entities")[0]}
    kind, key = kinds.get(row["entity"], ""), indicator["indicator"]
    made = re.search("_(capacity|voltage)", key) is not None
    if (kind in _MAKERS and not made) or (kind == "government") != (key == "livelihood_projects"):
        yield f"{row['entity'] or 'the whole city'}, a {kind or 'place'}, has no {key}"
