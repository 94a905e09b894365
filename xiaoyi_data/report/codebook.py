"""The codebook: what every column of every table means, and whether a file keeps to it.

``data/datapackage.json`` describes the tables. Rows are those of the report in use
(``reports.using``), ours where none is. Nothing is read before the first call, and a file that
breaks its own description is refused with one line saying where.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import inf
from pathlib import Path
from typing import Any

from xiaoyi_data import choices
from xiaoyi_data.report import descriptor, entries, files, reports

package = descriptor.package
DataError = files.DataError
Row = entries.Row
Entries = entries.Entries
_MANY = 100  # problems, after which a file is another one than was meant


def resource(name: str) -> dict[str, Any]:
    """Return the description of one table; ValueError when there is none of that name.

    >>> resource("figures")["title"]
    'Figures'
    """
    known = descriptor.tables()
    if name not in known:
        raise choices.unknown("dataset", name, known)
    return known[name]


def fields(name: str) -> list[dict[str, Any]]:
    """Return the description of a table's columns, in order.

    >>> fields("figures")[0]["name"]
    'figure'
    """
    columns: list[dict[str, Any]] = resource(name)["schema"]["fields"]
    return columns


def names(name: str) -> list[str]:
    """Return what a table's columns are called, in order.

    >>> names("entities")
    ['entity', 'kind', 'name_en', 'name_zh']
    """
    return [field["name"] for field in fields(name)]


def longest(name: str, wanted: str) -> int:
    """Return how many characters a column may hold.

    >>> longest("figures", "quote")
    40
    """
    return int(column(name, wanted)["constraints"]["maxLength"])


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


def heads(name: str, lang: str = "en") -> dict[str, str]:
    """Return what the columns that ``load_<name>()`` returns are called, no two of them alike.

    A code that would be called as its name beside it is said to be one.

    >>> [heads("figures", "zh")[column] for column in ("unit", "unit_name")]
    ['单位代码', '单位']
    """
    title, code = ("title", "{} code") if choices.check_language(lang) == "en" else (
        "title_zh", "{}代码")  # fmt: skip
    called = {field["name"]: str(field[title]) for field in columns(name)}
    return {
        column: code.format(head) if called.get(f"{column}_name") == head else head
        for column, head in called.items()
    }


def _whole(field: dict[str, Any]) -> dict[str, Any]:
    return column(field["from"], field["name"]) if "from" in field else field


def _listed(name: str) -> list[dict[str, Any]]:
    """Return the columns of a table's file and those added, as the descriptor has them."""
    known = descriptor.tables() | {entry["name"]: entry for entry in package()["computed"]}
    if name not in known:
        raise choices.unknown("dataset", name, known)
    own = known[name]["schema"]["fields"] if "schema" in known[name] else []
    return [*own, *package()["views"].get(name, [])]


def labels(name: str, wanted: str, lang: str = "en") -> dict[str, str]:
    """Return the names of a column's categories: ``{value: name}``, in codebook order.

    >>> labels("figures", "status", "zh")["to_start"], labels("targets", "verdict")["on_track"]
    ('拟开工', 'on track')
    """
    key = "label" if choices.check_language(lang) == "en" else "label_zh"
    return {category["value"]: category[key] for category in column(name, wanted)["categories"]}


def read(name: str) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """Return the rows of a table of the report as text, and a sentence for all that is wrong.

    A table that the report has no file of is empty. What belongs to the codebook of all reports
    comes first, then what the report adds to it.

    >>> read("sections")[1]
    ()
    """
    return _read(name, reports.current().only(_files(name)))


@lru_cache(256)
def _read(name: str, report: reports.Report) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    file, found = descriptor.file(name), entries.Entries((), (), ())
    with reports.using(report):
        for held in report.shared:
            if descriptor.shared(name) and held[0] == file:
                found = parse(name, *held)
        for held in report.own:
            if held[0] == file:
                own = _named(parse(name, f"{report.name}/{file}", held[1]))
                more = entries.new(resource(name), f"{report.name}/{file}", own, found.rows)
                found = entries.Entries(found.rows + more.rows, (), found.problems + more.problems)
    return found.rows, found.problems


def _named(found: Entries) -> Entries:
    """Return entries in which what has a name in Chinese alone is called so in English too."""
    if not any("name_en" in row and not row["name_en"] for row in found.rows):
        return found
    rows = (row | {"name_en": row["name_en"] or row["name_zh"]} for row in found.rows)
    return Entries(tuple(rows), found.places, found.problems)


@lru_cache(64)
def _files(name: str) -> frozenset[str]:
    """Return the files that the rows of a table are read by: its own, and those of its keys."""
    table = resource(name)
    linked = {link["reference"]["resource"] for link in table["schema"]["foreignKeys"]}
    if name != "report" and any(field["name"] == "report" for field in fields(name)):
        linked.add("report")
    return frozenset({descriptor.file(name)}).union(*map(_files, linked))


def rows(name: str) -> tuple[Row, ...]:
    """Return the rows of a table of the report as text; DataError names the first thing wrong.

    >>> rows("sections")[0]["section"]
    '1.1'
    """
    if name != "report":
        about()  # a folder that does not say what it is has no rows
    found, wrong = read(name)
    if wrong:
        raise DataError(wrong[0])
    return found


def written(name: str, found: Iterable[Mapping[str, str]]) -> str:
    """Return rows of a table as the CSV that is kept of them; a column a row lacks is empty.

    >>> written("entities", [{"entity": "own", "kind": "zone", "name_zh": "区"}]).splitlines()
    ['entity,kind,name_en,name_zh', 'own,zone,,区']
    """
    made = io.StringIO()
    table = csv.DictWriter(made, names(name), lineterminator="\n")
    table.writeheader()
    table.writerows(found)
    return made.getvalue()


def about() -> Row:
    """Return what is known of the report in use, as text; DataError names what is wrong with it.

    >>> about()["place_en"]
    'Xiaoyi'
    """
    found = rows("report")
    if len(found) != 1:
        where = f"{reports.current().name}/{descriptor.file('report')}"
        raise DataError(f"{where} has {len(found)} rows: it has one, of the report")
    return found[0]


def by_hand() -> bool:
    """Return whether the report in use was coded by hand, by the rules of ``docs/coding.md``.

    >>> by_hand()
    True
    """
    return about()["coding"] == "by_hand"


def added(name: str, path: str | Path) -> Entries:
    """Return the rows of a user's own file of the table ``name`` that are not ours already.

    A CSV, or an XLSX with a sheet of the table's name or a single one. What is wrong with a row,
    and a row with the key of one of ours but other content, stands in ``problems``. Raises
    DataError when the file is no such table, OSError when it cannot be read.

    >>> added("entities", str(reports.folder("xiaoyi-2021") / "entities.csv")).rows  # all ours
    ()
    """
    found = parse(name, str(path), files.content(path), most=_MANY)
    if not found.rows:
        raise DataError(f"{path} has a head and no rows: nothing would be added")
    return entries.new(resource(name), str(path), found, read(name)[0])


def whole(name: str, path: str | Path) -> tuple[Row, ...]:
    """Return the rows of a user's file of a table; DataError names the first thing wrong.

    >>> whole("sections", reports.folder("xiaoyi-2021") / "sections.csv") == rows("sections")
    True
    """
    found = parse(name, str(path), files.content(path))
    if found.problems:
        raise DataError(found.problems[0])
    return found.rows


def parse(name: str, source: str, raw: bytes, most: float = inf) -> Entries:
    """Read a file of the table ``name``; ``source`` is what messages call it.

    Its columns go by their names or, as in a workbook of ``xiaoyi export``, by what they are called
    in a language. Raises DataError when the file is no such table; ``problems`` holds a sentence
    with file, place, column and value for everything in its rows that breaks the table's
    description, until there are ``most``.

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
    if name != "report" and (whose := read("report")[0]):
        keys["report"] = {row["report"] for row in whose}
    called = {field["name"]: field["name"] for field in columns(name)}
    for lang in choices.LANGUAGES:
        called |= {head: column for column, head in heads(name, lang).items()}
    return entries.parse(table, source, raw, keys, called, most)
