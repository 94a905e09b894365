"""The codebook: what every column of every table means, and whether a file keeps to it.

``data/datapackage.json`` describes the tables (Data Package v2). Nothing is read before the
first call, and a file that breaks its own description is refused with one line saying where.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from math import inf
from pathlib import Path
from typing import Any

from xiaoyi_data import choices
from xiaoyi_data.report import entries, files

DATA = resources.files("xiaoyi_data") / "data"

DataError = files.DataError
Row = entries.Row
Entries = entries.Entries
_MANY = 100  # problems, after which a file is another one than was meant


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

    >>> sorted(optional("observations"))
    ['printed', 'source_zh']
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
    return found.rows, found.problems


def rows(name: str) -> tuple[Row, ...]:
    """Return the rows of one of our tables as text; DataError names the first thing wrong.

    >>> rows("sections")[0]["section"]
    '1.1'
    """
    found, wrong = read(name)
    if wrong:
        raise DataError(wrong[0])
    return found


def added(name: str, path: str | Path) -> Entries:
    """Return the rows of a user's own file of the table ``name`` that are not ours already.

    A CSV, or an XLSX with a sheet of the table's name or a single one. What is wrong with a row,
    and a row with the key of one of ours but other content, stands in ``problems``. Raises
    DataError when the file is no such table, OSError when it cannot be read.

    >>> added("entities", str(DATA / "entities.csv")).rows  # all of them ours
    ()
    """
    found = parse(name, str(path), files.content(path), most=_MANY)
    if not found.rows:
        raise DataError(f"{path} has a head and no rows: nothing would be added")
    return entries.new(resource(name), str(path), found, read(name)[0])


def parse(name: str, source: str, raw: bytes, most: float = inf) -> Entries:
    """Read a file of the table ``name``; ``source`` is what messages call it.

    Raises DataError when the file is no such table; ``problems`` holds a sentence with file,
    place, column and value for everything in its rows that breaks the table's description, until
    there are ``most``.

    >>> found = parse("entities", "own.csv", b"entity,kind,name_en,name_zh\\nown,firm,Own,O\\n")
    >>> found.problems[0][:50]
    "own.csv, line 2, column kind: unknown kind 'firm':"
    """
    table = resource(name)
    keys = {}
    for link in table["schema"]["foreignKeys"]:
        there = link["reference"]
        found = read(there["resource"])[0]
        keys[link["fields"][0]] = {row[there["fields"][0]] for row in found}
    return entries.parse(table, source, raw, keys, {field["name"] for field in columns(name)}, most)
