"""Do observations hold together: with their own columns, with one another, with their sources?

``problems`` judges rows of anyone's; ``together`` judges our table as a whole. Whether a source
says what a row says, only reading the source can tell.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from xiaoyi_data.report import codebook, statements

Rows = Sequence[codebook.Row]

_URL = re.compile(r"https?://[\w.-]+\.[a-z]{2,}(?::\d+)?(?:/[^\s\"<>]*)?")
# A year's value that is so many times its neighbour's has a digit too many or too few.
_JUMP = 4
_FAR = 10  # so many times a figure of the report, with years between them
_SIZES = {"mu": "1", "ha": "15", "km2": "1500", "m2": "0.0015", "kg": "1", "t": "1000"}
_SHARES = ("primary_sector_share", "secondary_sector_share", "tertiary_sector_share")
_URBAN = ("urban_resident_population", "resident_population", "urbanisation_rate")


def problems(row: codebook.Row, indicators: Mapping[str, codebook.Row]) -> Iterator[str]:
    """Yield a sentence for all that is wrong with an observation, ours or a user's.

    >>> rows = {row["indicator"]: row for row in codebook.rows("indicators")}
    >>> ours = codebook.rows("observations")[0]
    >>> list(problems({**ours, "unit": "t"}, rows))
    ['unit t is not that of gross domestic product: CNY']
    """
    yield from statements.problems(row)
    if codebook.by_hand():
        yield from statements.subject(row, indicators)
    first = row["period"][:4]
    if first.isdigit() and statements.years(row["period"])[1] > date.today().year:
        yield f"period {row['period']} is still to come: nothing was observed"
    if row["url"] and not _URL.fullmatch(row["url"]):
        yield f"url {row['url']!r} is no address of a page"
    if row["grade"] == "A" and not row["url"]:
        yield "grade A needs a url: an official publication can be read somewhere"


def together(rows: Rows, figures: Rows) -> Iterator[tuple[str, str]]:
    """Yield the key of a row and a sentence for every two of our rows that contradict each other.

    ``figures`` are those of the report, beside which an observation is of like size.

    >>> list(together(codebook.rows("observations"), codebook.rows("figures")))
    []
    """
    yield from _sizes(rows, figures)
    yield from _sources(rows)
    yield from _contexts(rows, figures)
    yield from _sums(rows)
    series: dict[tuple[str, ...], list[codebook.Row]] = defaultdict(list)
    for row in rows:
        if row["measure"] == "level" and row["period"].isdecimal():
            series[row["indicator"], row["entity"]].append(row)
    for group in series.values():
        ordered = sorted(group, key=lambda row: row["period"])
        for before, after in pairwise(ordered):
            if before["unit"] != after["unit"]:
                yield key(after), f"unit {after['unit']}, in {before['period']} {before['unit']}"
                continue
            values = [statements.number(row["value"]) or Decimal(0) for row in (before, after)]
            if max(values) > Decimal(_JUMP) * min(values):
                yield key(after), f"value {after['value']}, in {before['period']} {before['value']}"


def key(row: codebook.Row) -> str:
    """Return what names an observation.

    >>> key(codebook.rows("observations")[0])
    'gdp level 2014'
    """
    columns = codebook.resource("observations")["schema"]["primaryKey"]
    return " ".join(filter(None, (row[column] for column in columns)))


def _sources(rows: Rows) -> Iterator[tuple[str, str]]:
    """What is read at one address is of one grade; each source has one name in Chinese."""
    first: dict[str, codebook.Row] = {}
    named_so: dict[str, str] = {}
    linked = {row["source"]: row for row in rows if row["url"]}
    for row in rows:
        named = re.search(r"[\w-]+/[\w.-]+", row["source"])  # a repository
        if named and named[0] not in row["url"]:
            yield key(row), f"url {row['url'] or 'empty'} is not that of {named[0]}"
        chinese = row.get("source_zh", "")
        for one, other in ((row["source"], chinese), (chinese, row["source"])):
            if chinese and (called := named_so.setdefault(one, other)) != other:
                yield key(row), f"source {one} is called {other} and {called}"
        years = [
            sorted(re.findall(r"(?<!\d)20\d\d(?!\d)", one)) for one in (row["source"], chinese)
        ]
        if chinese and years[0] != years[1]:
            yield key(row), f"source and source_zh do not name the same years: {chinese}"
        before = first.setdefault(row["url"] or row["source"], row)
        if not row["url"] and row["source"] in linked:
            yield key(row), f"has no url, {key(linked[row['source']])} of the same source has"
        if before["grade"] != row["grade"]:
            what = f"grade {row['grade']}, that of {key(before)} from the same source"
            yield key(row), f"{what} is {before['grade']}"


def _contexts(rows: Rows, figures: Rows) -> Iterator[tuple[str, str]]:
    """A row of a region says so in its note; any other is of what the report measures."""
    regions = {row["entity"] for row in codebook.rows("entities") if row["kind"] == "region"}
    measured = defaultdict(set)
    for figure in figures:
        measured[figure["indicator"]].add(figure["entity"])
    said: dict[str, str] = {}
    for row in rows:
        found = re.match(r"Context: [^.]+\.", row["note"])
        whose = said.setdefault(found[0], row["entity"]) if found else ""
        if bool(found) != (row["entity"] in regions) or (found and whose != row["entity"]):
            what = found[0] if found else "no context"
            yield key(row), f"entity {row['entity'] or 'empty'}, but its note names {what}"
        own = measured[row["indicator"]]
        if own and row["entity"] not in own | regions:
            whom = ", ".join(sorted(one or "the city" for one in own))
            yield key(row), f"entity {row['entity'] or 'empty'}, the report measures {whom}"


def _sizes(rows: Rows, figures: Rows) -> Iterator[tuple[str, str]]:
    """An observation is of the size that the report gives the same thing, whatever the unit."""
    stated = defaultdict(list)
    for figure in figures:
        if figure["measure"] == "level" and figure["value"] and "/" not in figure["period"]:
            stated[figure["indicator"], figure["entity"]].append(figure)
    for row in rows:
        for figure in stated[row["indicator"], row["entity"]] if row["measure"] == "level" else ():
            sizes = [_size(one) for one in (row, figure)]
            if all(sizes) and max(sizes) > _FAR * min(sizes):
                what = f"{row['value']} {row['unit']} is far from {figure['figure']}"
                yield key(row), f"{what}: {figure['value']} {figure['unit']}"


def _size(row: codebook.Row) -> Decimal:
    value = statements.number(row["value"])
    return (value or Decimal(0)) * Decimal(_SIZES.get(row["unit"], "1"))


def _sums(rows: Rows) -> Iterator[tuple[str, str]]:
    """Three sectors make the whole; the urban part of the people is the rate of urbanisation."""
    at: dict[tuple[str, str], dict[str, Decimal]] = defaultdict(dict)
    for row in rows:
        if row["measure"] == "level" and (value := statements.number(row["value"])) is not None:
            at[row["entity"], row["period"]][row["indicator"]] = value
    for (_, period), values in at.items():
        if values.keys() >= set(_SHARES):
            total = sum((values[share] for share in _SHARES), Decimal(0))
            if abs(total - 100) > Decimal("0.1"):
                yield f"{_SHARES[0]} {period}", f"the shares of three sectors sum to {total}"
        if values.keys() >= set(_URBAN):
            urban, people, rate = (values[indicator] for indicator in _URBAN)
            if not people or abs(urban / people * 100 - rate) > Decimal("0.05"):
                yield f"{_URBAN[2]} {period}", f"{rate} is not {urban:f} of {people:f} people"
