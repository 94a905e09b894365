"""The codebook: what every column of every table means, and whether a file keeps to it.

``data/datapackage.json`` describes the tables (Data Package v2). Nothing is read before the
first call, and a file that breaks its own description is refused with one line saying where.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from typing import Any

from xiaoyi_data import choices
from xiaoyi_data.report import precision

DATA = files("xiaoyi_data") / "data"

Row = dict[str, str]


class DataError(ValueError):
    """A table breaks its own description; the message names file, line, column and value."""


@cache
def package() -> dict[str, Any]:
    """Return the data package's descriptor, as it stands in ``datapackage.json``.

    >>> package()["name"]
    'xiaoyi-data'
    """
    text = (DATA / "datapackage.json").read_text(encoding="utf-8")
    descriptor: dict[str, Any] = json.loads(text)
    return descriptor


def resource(name: str) -> dict[str, Any]:
    """Return the description of one table; ValueError when there is none of that name.

    >>> resource("figures")["path"]
    'figures.csv'
    """
    resources = {entry["name"]: entry for entry in package()["resources"]}
    if name not in resources:
        raise choices.unknown("dataset", name, resources)
    entry: dict[str, Any] = resources[name]
    return entry


def fields(name: str) -> list[dict[str, Any]]:
    """Return the description of a table's columns, in order.

    >>> fields("figures")[0]["name"]
    'figure'
    """
    columns: list[dict[str, Any]] = resource(name)["schema"]["fields"]
    return columns


def optional(name: str) -> set[str]:
    """Return the columns that a file of the table may leave out; its rows then have them empty.

    >>> optional("observations")
    {'printed'}
    """
    return {field["name"] for field in fields(name) if field.get("optional")}


def datasets() -> list[dict[str, Any]]:
    """Return the description of every table: those with a file, then those computed from them.

    >>> datasets()[-1]["name"]
    'targets'
    """
    return [*package()["resources"], *package()["computed"]]


def columns(name: str) -> list[dict[str, Any]]:
    """Return the description of the columns that ``load_<name>()`` returns.

    Those of the file come first, then the ones added, which ``views`` in the descriptor lists; a
    view's ``from`` names the table that describes the column. ValueError for no such table.

    >>> [field["name"] for field in columns("other_numerals")][-2:]
    ['note', 'reason_name']
    """
    return [_whole(field) for field in _listed(name)]


def column(name: str, wanted: str) -> dict[str, Any]:
    """Return the description of one column of a table; ValueError when it has none of that name.

    >>> column("targets", "verdict")["categoriesOrdered"]
    True
    """
    listed = _listed(name)
    for field in listed:
        if field["name"] == wanted:
            return _whole(field)
    raise choices.unknown(f"column of {name}", wanted, (field["name"] for field in listed))


def _whole(field: dict[str, Any]) -> dict[str, Any]:
    return column(field["from"], field["name"]) if "from" in field else field


def _listed(name: str) -> list[dict[str, Any]]:
    """Return the columns of a table's file and those added, as the descriptor has them."""
    known = datasets()
    for entry in known:
        if entry["name"] == name:
            own = entry["schema"]["fields"] if "schema" in entry else []
            return [*own, *package()["views"].get(name, [])]
    raise choices.unknown("dataset", name, (entry["name"] for entry in known))


def labels(name: str, wanted: str, lang: str = "en") -> dict[str, str]:
    """Return the names of a column's categories: ``{value: name}``, in codebook order.

    >>> labels("figures", "status", "zh")["to_start"], labels("targets", "verdict")["on_track"]
    ('拟开工', 'on track')
    """
    key = "label" if choices.check_language(lang) == "en" else "label_zh"
    return {category["value"]: category[key] for category in column(name, wanted)["categories"]}


@cache
def read(name: str) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """Return the rows of one of our tables as text, and a sentence for all that is wrong.

    >>> read("sections")[1]
    ()
    """
    path = resource(name)["path"]
    found = parse(name, path, (DATA / path).read_bytes())
    return tuple(found), tuple(problems(name, path, found))


def rows(name: str) -> tuple[Row, ...]:
    """Return the rows of one of our tables as text; DataError names the first thing wrong.

    >>> rows("sections")[0]["section"]
    '1.1'
    """
    found, wrong = read(name)
    if wrong:
        raise DataError(wrong[0])
    return found


def parse(name: str, source: str, raw: bytes) -> list[Row]:
    """Read a CSV of the table ``name``: one dict per row. What rows hold, ``problems`` judges.

    ``source`` is what messages call the file. UTF-8 with or without BOM, or GB 18030. Raises
    DataError when the file is no CSV or its columns are not the table's.

    >>> parse("entities", "own.csv", b"entity,kind,name_en,name_zh\\nours,company,Ours,\\n")
    [{'entity': 'ours', 'kind': 'company', 'name_en': 'Ours', 'name_zh': ''}]
    """
    columns = [field["name"] for field in fields(name)]
    try:
        reader = csv.reader(io.StringIO(decode(raw), newline=""), strict=True)
        header, *lines = [line for line in reader if line]
    except (ValueError, csv.Error) as error:
        raise DataError(f"{source} is not a CSV of the table {name}: {error}") from None
    columns = [c for c in columns if c in header or c not in optional(name)]
    if header != columns:
        odd = [c for c in header if c not in columns] or [c for c in columns if c not in header]
        detail = f"unexpected or missing column {odd[0]!r}" if odd else "columns out of order"
        raise DataError(f"{source}: {detail}; valid: {','.join(columns)}")
    for number, line in enumerate(lines, start=2):
        if len(line) != len(columns):
            found = f"{len(line)} values for {len(columns)} columns"
            raise DataError(f"{source}, line {number}: {found}")
    blank = dict.fromkeys((field["name"] for field in fields(name)), "")
    return [blank | dict(zip(columns, line, strict=True)) for line in lines]


def decode(raw: bytes) -> str:
    """Return text from UTF-8 or GB 18030, which Excel in China still writes.

    >>> decode("孝义".encode("gb18030"))
    '孝义'
    """
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("gb18030")


def problems(name: str, source: str, found: list[Row]) -> Iterator[str]:
    """Yield one sentence for everything that breaks the table's description.

    >>> row = {"entity": "ours", "kind": "firm", "name_en": "Ours", "name_zh": "我们"}
    >>> next(problems("entities", "own.csv", [row]))[:45]
    "own.csv, line 2, column kind: unknown kind 'f"
    """
    schema = resource(name)["schema"]
    targets = {}
    for link in schema["foreignKeys"]:
        there = link["reference"]
        values = {row[there["fields"][0]] for row in read(there["resource"])[0]}
        targets[link["fields"][0]] = values
    lines: dict[tuple[str, ...], int] = {}
    for line, row in enumerate(found, start=2):
        where = f"{source}, line {line}"
        for field in schema["fields"]:
            column, value = field["name"], row[field["name"]]
            if problem := _value_problem(field, value):
                yield f"{where}, column {column}: {problem}"
            elif value and column in targets and value not in targets[column]:
                yield f"{where}, column {column}: {choices.unknown(column, value, targets[column])}"
        if name == "observations" and (wrong := precision.problem(row)):
            yield f"{where}, column printed: {wrong}"
        key = tuple(row[column] for column in schema["primaryKey"])
        if key in lines:
            yield f"{where}: {' '.join(key)} stands already in line {lines[key]}"
        lines.setdefault(key, line)


def _value_problem(field: dict[str, Any], value: str) -> str | None:
    """Say what is wrong with one value, or None."""
    rules = field.get("constraints", {})
    if not value:
        return "a value is required" if rules.get("required") else None
    if "enum" in rules and value not in rules["enum"]:
        return str(choices.unknown(field["name"], value, rules["enum"]))
    if field["type"] in ("number", "integer", "year"):
        try:
            number = Decimal(value)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_finite():
            return f"{value!r} is not a number"
        if field["type"] != "number" and number != int(number):
            return f"{value!r} is not a whole number"
        if "minimum" in rules and number < rules["minimum"]:
            return f"{value!r} is below {rules['minimum']}"
    if "pattern" in rules and not re.fullmatch(rules["pattern"], value):
        return f"{value!r} does not match {rules['pattern']}"
    if "maxLength" in rules and len(value) > rules["maxLength"]:
        return f"{value!r} is longer than {rules['maxLength']} characters"
    return None
