"""Seeded damage to tables: every kind of it, to some rows of every column, and what check says."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from xiaoyi_data.report import (
    codebook,
)

Rows = list[codebook.Row]


_HAN = re.compile("[\u4e00-\u9fff]")
_SOUNDS = "市县镇村项目年月城乡增减高低新旧人户"
_WIDE = {code: code + 0xFEE0 for code in map(ord, "0123456789ABCabcdefghijk")}


class Tamper(NamedTuple):
    """One change: the table, the column, the kind, the row's key, and the rows after it."""

    table: str
    column: str
    kind: str
    key: str
    was: str
    now: str
    rows: Rows


def _digit(value: str, chance: random.Random) -> str:
    """Another digit for one of the digits."""
    places = [at for at, char in enumerate(value) if char in "0123456789"]
    if not places:
        return value
    at = chance.choice(places)
    other = str((int(value[at]) + chance.choice([1, 3, 7])) % 10)
    return value[:at] + other + value[at + 1 :]


def _dropped(value: str, chance: random.Random) -> str:
    """A letter or a character left out, inside a word."""
    at = chance.randrange(1, max(2, len(value) - 1))
    return value[:at] + value[at + 1 :]


def _turned(value: str, chance: random.Random) -> str:
    """Two neighbours turned about."""
    places = [at for at in range(len(value) - 1) if value[at] != value[at + 1]]
    if not places:
        return value
    at = chance.choice(places)
    return value[:at] + value[at + 1] + value[at] + value[at + 2 :]


def _replaced(value: str, chance: random.Random) -> str:
    """Another character for a Chinese one."""
    places = [match.start() for match in _HAN.finditer(value)]
    if not places:
        return value
    at = chance.choice(places)
    other = chance.choice([char for char in _SOUNDS if char != value[at]])
    return value[:at] + other + value[at + 1 :]


def _word(value: str, chance: random.Random) -> str:
    """An English word left out."""
    words = value.split(" ")
    if len(words) < 2:
        return value
    at = chance.randrange(len(words))
    return " ".join(words[:at] + words[at + 1 :])


def _numbers(value: str, chance: random.Random) -> str:
    """Two numbers of a text in each other's place."""
    found = list(re.finditer(r"\d[\d,.]*\d|\d", value))
    pairs = [(a, b) for a in found for b in found if a.start() < b.start() and a[0] != b[0]]
    if not pairs:
        return value
    a, b = chance.choice(pairs)
    between = value[a.end() : b.start()]
    return value[: a.start()] + b[0] + between + a[0] + value[b.end() :]


def _period(value: str, chance: random.Random) -> str:
    """An interval turned about, a year made an interval that ends before it."""
    first, slash, last = value.partition("/")
    return f"{last}/{first}" if slash else f"{first}/{int(first[:4]) - 1}"


Change = Callable[[str, random.Random], str]


_ANY: dict[str, Change] = {
    "blank": lambda value, chance: "",
    "space": lambda value, chance: chance.choice([f"{value} ", f" {value}", f"{value}\u200b"]),
}


_TEXT: dict[str, Change] = {
    "digit": _digit, "letter left out": _dropped, "letters turned": _turned,
    "character replaced": _replaced, "word left out": _word, "numbers exchanged": _numbers,
    "full width": lambda value, chance: value.translate(_WIDE),
}  # fmt: skip


_NUMBER: dict[str, Change] = {
    "digit": _digit,
    "one more": lambda value, chance: value and f"{float(value) + 1:.15g}",
    "one less": lambda value, chance: value and f"{float(value) - 1:.15g}",
    "ten times": lambda value, chance: value and f"{float(value) * 10:.15g}",
    "sign": lambda value, chance: value and (value[1:] if value[0] == "-" else f"-{value}"),
    "other spelling": lambda value, chance: value and chance.choice(
        [f"+{value}", f"0{value}", f"{value}e0", value.translate(_WIDE), f"{value[0]}_{value[1:]}"]
    ),
    "letters": lambda value, chance: chance.choice(["nan", "inf", "many", "--"]),
}  # fmt: skip


def _changes(field: dict[str, Any]) -> dict[str, Change]:
    """Return the kinds of damage that one cell of a column may suffer."""
    kinds = dict(_ANY)
    choices = field.get("constraints", {}).get("enum", [])
    if len(choices) > 1:
        for choice in choices:
            kinds[f"to {choice}"] = lambda value, chance, choice=choice: choice
        return kinds
    kinds |= _NUMBER if field["type"] in ("number", "integer", "year") else _TEXT
    if field["name"] == "period":
        kinds["turned"] = _period
    return kinds


def chosen(table: str, rows: Rows, kind: str) -> list[int]:
    """Return all rows, ordered by their keys, so that new rows leave the first ones first."""
    return sorted(range(len(rows)), key=lambda at: _crc(f"{kind}|{named(table, rows[at])}"))


def _crc(text: str) -> int:
    return zlib.crc32(text.encode())


Make = Callable[[int], "Tamper | None"]


def kinds(table: str, rows: Rows) -> Iterator[tuple[str, str, Make]]:
    """Yield column, kind, and what damages the row of a number so; (row) is a row as a whole."""
    tamper = _Tampers(table, rows)
    for field in codebook.fields(table):
        column = field["name"]
        for kind, change in _changes(field).items():
            yield column, kind, partial(tamper.one, column, kind, change)
        yield column, "exchanged", partial(tamper.exchanged, column)
        other = f"{column.removesuffix('_en')}_zh"
        if column.endswith("_en") and other in rows[0]:
            yield column, "languages exchanged", partial(tamper.languages, column, other)
    for kind in ("left out", "doubled", "exchanged"):
        yield "(row)", kind, partial(tamper.whole, kind)


def some(table: str, rows: Rows, many: int) -> Iterator[Tamper]:
    """Yield ``many`` damaged rows for every column and kind."""
    for column, kind, make in kinds(table, rows):
        made = (make(at) for at in chosen(table, rows, f"{column}.{kind}"))
        yield from islice((tamper for tamper in made if tamper), many)


def example(table: str, rows: Rows, column: str, kind: str, key: str) -> Tamper | None:
    """Return the damage of one kind to one column of the row of that key."""
    for name, called, make in kinds(table, rows):
        if (name, called) == (column, kind):
            places = [at for at, row in enumerate(rows) if named(table, row) == key]
            return make(places[0]) if places else None
    return None


def named(table: str, row: codebook.Row) -> str:
    """Return the key of a row."""
    return " ".join(
        filter(None, (row[c] for c in codebook.resource(table)["schema"]["primaryKey"]))
    )


class _Tampers:
    def __init__(self, table: str, rows: Rows) -> None:
        self._table, self._rows = table, rows

    def _seed(self, column: str, kind: str, at: int) -> str:
        row = self._rows[at]
        return f"{column}.{kind}|{named(self._table, row)}|{row.get(column)}"

    def _chance(self, column: str, kind: str, at: int) -> random.Random:
        return random.Random(_crc(self._seed(column, kind, at)))

    def _made(self, column: str, kind: str, at: int, changes: dict[int, codebook.Row]) -> Tamper:
        rows = list(self._rows)
        for place, row in changes.items():
            rows[place] = row
        key, was = named(self._table, self._rows[at]), self._rows[at].get(column, "")
        return Tamper(self._table, column, kind, key, was, rows[at].get(column, ""), rows)

    def one(self, column: str, kind: str, change: Change, at: int) -> Tamper | None:
        row = self._rows[at]
        if not row[column] and kind in _ANY:
            return None
        now = change(row[column], self._chance(column, kind, at))
        if now == row[column]:
            return None
        return self._made(column, kind, at, {at: row | {column: now}})

    def exchanged(self, column: str, at: int) -> Tamper | None:
        rows = self._rows
        others = [one for one in range(len(rows)) if rows[one][column] != rows[at][column]]
        if not others:
            return None
        seed = self._seed(column, "exchanged", at)
        other = min(others, key=lambda one: _crc(f"{seed}|{named(self._table, rows[one])}"))
        changes = {
            at: rows[at] | {column: rows[other][column]},
            other: rows[other] | {column: rows[at][column]},
        }
        return self._made(column, "exchanged", at, changes)

    def languages(self, column: str, other: str, at: int) -> Tamper | None:
        row = self._rows[at]
        if row[column] == row[other]:
            return None
        change = row | {column: row[other], other: row[column]}
        return self._made(column, "languages exchanged", at, {at: change})

    def whole(self, kind: str, at: int) -> Tamper:
        rows = self._rows
        made = self._made("(row)", kind, at, {})
        if kind == "left out":
            return made._replace(rows=rows[:at] + rows[at + 1 :])
        if kind == "doubled":
            return made._replace(rows=[*rows, rows[at]])
        other = (at + 1 + self._chance("(row)", kind, at).randrange(len(rows) - 1)) % len(rows)
        return self._made("(row)", kind, at, {at: rows[other], other: rows[at]})
