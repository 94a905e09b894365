"""A file of a table -> its rows, where each of them stands, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal
from math import inf
from typing import Any, NamedTuple

from xiaoyi_data import choices
from xiaoyi_data.report import cells, sheets, values
from xiaoyi_data.report.cells import Record
from xiaoyi_data.report.files import DataError

Row = dict[str, str]
Keys = Mapping[str, Collection[str]]  # the values that a column with keys of a table may hold


class Entries(NamedTuple):
    """The rows of a file, numbers written plainly, where each stands, and sentences on problems."""

    rows: tuple[Row, ...]
    places: tuple[str, ...]
    problems: tuple[str, ...]


def parse(
    resource: dict[str, Any],
    source: str,
    raw: bytes,
    keys: Keys,
    called: Mapping[str, str],
    most: float = inf,
) -> Entries:
    """Read a file of the table ``resource``: a CSV or, by its first bytes or name, a workbook.

    ``source`` is what messages call the file. ``called`` gives the column that a head names, those
    that are computed included: they may stand beside those of the table, in any order, and are not
    read. Where heads are words, so may codes be. After ``most`` problems the rest of the file is
    not read, either. Raises DataError when the file is no such table; every problem of a row
    names file, place, column and value.
    """
    if sheets.is_workbook(raw, source):
        titles = (resource[key] for key in ("name", "title", "title_zh"))
        found = sheets.records(raw, source, *titles, called=called)
    else:
        found = cells.records(raw, source)
    fields = resource["schema"]["fields"]
    places, worded = _columns(source, found[0], fields, called)
    rows: list[Row] = []
    stand: list[str] = []
    problems: list[str] = []
    first: dict[tuple[str, ...], str] = {}
    for record in found[1:]:
        if len(problems) >= most:
            problems.append(f"{source}: not read from {record.place()} on")
            break
        _whole(source, found[0], record)
        row = {field["name"]: "" for field in fields}
        row |= {name: record.texts[place] for name, place in places.items()}
        for field in fields:
            name = field["name"]
            if name not in places:
                continue
            try:
                if worded:
                    record.texts[places[name]] = values.coded(field, record.texts[places[name]])
                row[name] = _taken(field, record, places[name], row.get("unit", ""), keys)
            except ValueError as reason:
                where = f"{source}, {record.place(places[name])}, column {name}"
                problems.append(f"{where}: {reason}")
        if resource["name"] == "observations":
            from xiaoyi_data.report import precision  # here: most commands start without its rules

            if wrong := precision.problem(row):
                where = f"{source}, {record.place(places['printed'])}, column printed"
                problems.append(f"{where}: {wrong}")
        key, where = key_of(resource, row), record.place()
        if key in first:
            named = f"column {', '.join(resource['schema']['primaryKey'])}"
            told = f"{_told(key)} stands already in {first[key]}"
            problems.append(f"{source}, {where}, {named}: {told}")
        first.setdefault(key, where)
        rows.append(row)
        stand.append(where)
    return Entries(tuple(rows), tuple(stand), tuple(problems))


def new(resource: dict[str, Any], source: str, found: Entries, ours: Collection[Row]) -> Entries:
    """Return those of the rows found that are not ``ours`` already.

    A row that repeats one of ours in every column adds nothing; one with the key of ours and
    anything else is a problem.
    """
    known = {key_of(resource, row): row for row in ours}
    kept, problems = [], list(found.problems)
    for row, place in zip(found.rows, found.places, strict=True):
        key = key_of(resource, row)
        if key not in known:
            kept.append((row, place))
        elif not found.problems:
            differences = _differences(resource, row, known[key])
            told = f"{source}, {place}: {_told(key)} is already in {resource['name']}"
            problems += [f"{told}, with {difference}" for difference in differences][:1]
    return Entries(tuple(row for row, _ in kept), tuple(at for _, at in kept), tuple(problems))


def key_of(resource: dict[str, Any], row: Row) -> tuple[str, ...]:
    """Return what no two rows of a table share."""
    return tuple(row[column] for column in resource["schema"]["primaryKey"])


def _told(key: tuple[str, ...]) -> str:
    return values.shown(" ".join(filter(None, key)))


def _differences(resource: dict[str, Any], row: Row, ours: Row) -> Iterator[str]:
    for field in resource["schema"]["fields"]:
        theirs, own = row[field["name"]], ours[field["name"]]
        number = field["type"] in values.NUMBERS and theirs and own
        if theirs != own and not (number and Decimal(theirs) == Decimal(own)):
            yield f"{field['name']} {values.shown(own)!r}, not {values.shown(theirs)!r}"


def _columns(
    source: str, head: Record, fields: Sequence[dict[str, Any]], called: Mapping[str, str]
) -> tuple[dict[str, int], bool]:
    """Return where columns stand, and whether heads are words; DataError for what is none."""
    own = [field["name"] for field in fields]
    places: dict[str, int] = {}
    stand: dict[str, int] = {}
    for place, text in enumerate(head.texts):
        where, name = f"{source}, {head.place(place)}", called.get(text, text)
        if place in head.wrong:
            raise DataError(f"{where}: {head.wrong[place]}")
        if name and name not in called:
            raise DataError(f"{where}: {choices.unknown('column', values.shown(name), own)}")
        if name in stand:
            raise DataError(f"{where}: column {name!r} stands twice")
        if name:
            stand[name] = place
    places = {name: stand[name] for name in own if name in stand}
    needed = [field["name"] for field in fields if not field.get("optional")]
    if missing := [name for name in needed if name not in places]:
        where = f"{source}, {head.place()}"
        raise DataError(f"{where}: missing column {missing[0]!r}; valid: {','.join(own)}")
    return places, any(called.get(text, text) != text for text in head.texts)


def _whole(source: str, head: Record, record: Record) -> None:
    """Refuse a record with more or fewer cells than the head, or with one under no name."""
    if len(record.texts) != len(head.texts):
        found = f"{len(record.texts)} values for {len(head.texts)} columns"
        last = values.shown(record.texts[-1])
        raise DataError(f"{source}, {record.place()}: {found}, the last {last!r}")
    for place in record.wrong:
        if place >= len(head.texts):
            raise DataError(f"{source}, {record.place(place)}: {record.wrong[place]}")
    for place, (name, text) in enumerate(zip(head.texts, record.texts, strict=True)):
        if text and not name:
            where = f"{source}, {record.place(place)}"
            raise DataError(f"{where}: {values.shown(text)!r} stands in no column")


def _taken(field: dict[str, Any], record: Record, place: int, unit: str, keys: Keys) -> str:
    if place in record.wrong:
        raise ValueError(record.wrong[place])
    name = field["name"]
    text = values.taken(field, record.texts[place], unit)
    if text and name in keys and text not in keys[name]:
        raise choices.unknown(name, values.shown(text), keys[name])
    return text
