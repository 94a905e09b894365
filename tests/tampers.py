"""Seeded damage to tables: every kind of it, to some rows of every column, and what check says."""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, NamedTuple

import pytest

from xiaoyi_data.findings import derived, recipes
from xiaoyi_data.report import codebook, consistency, likeness, outcomes, proofs

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


def _changes(table: str, field: dict[str, Any]) -> dict[str, Change]:
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


def _chosen(rows: Rows, seed: str, many: int) -> list[int]:
    """Return some rows, chosen by what they hold so that new rows do not change the choice."""
    ranked = sorted(
        range(len(rows)), key=lambda at: zlib.crc32((seed + "|".join(rows[at].values())).encode())
    )
    return ranked[:many]


def cells(table: str, rows: Rows, many: int) -> Iterator[Tamper]:
    """Yield changed cells of every column, ``many`` rows for each kind."""
    key = codebook.resource(table)["schema"]["primaryKey"]
    for field in codebook.fields(table):
        column = field["name"]
        kinds = _changes(table, field)
        for kind, change in kinds.items():
            seed = f"{table}.{column}.{kind}"
            made = (
                _one(table, column, kind, rows, at, change, key, seed)
                for at in _chosen(rows, seed, len(rows))
            )
            yield from islice((one for one in made if one), many)
        seed = f"{table}.{column}.exchanged"
        made = (_exchanged(table, column, rows, at, key, seed) for at in _chosen(rows, seed, 10**6))
        yield from islice((one for one in made if one), many)
        stem, _, lang = column.rpartition("_")
        if lang == "en" and f"{stem}_zh" in rows[0]:
            other = f"{stem}_zh"
            for at in _chosen(rows, f"{table}.{column}.languages", many):
                changed = [dict(row) for row in rows]
                changed[at][column], changed[at][other] = rows[at][other], rows[at][column]
                if changed[at] != rows[at]:
                    named = " ".join(rows[at][part] for part in key)
                    was, now = rows[at][column], changed[at][column]
                    yield Tamper(table, column, "languages exchanged", named, was, now, changed)


def _one(table, column, kind, rows, at, change, key, seed):
    value = rows[at][column]
    if not value and kind in ("space", "blank"):
        return None
    now = change(value, random.Random(zlib.crc32(f"{seed}{rows[at]}".encode())))
    if now == value:
        return None
    changed = list(rows)
    changed[at] = rows[at] | {column: now}
    return Tamper(table, column, kind, " ".join(rows[at][k] for k in key), value, now, changed)


def _exchanged(table, column, rows, at, key, seed):
    chance = random.Random(zlib.crc32(f"{seed}{rows[at]}".encode()))
    others = [one for one in range(len(rows)) if rows[one][column] != rows[at][column]]
    if not others:
        return None
    other = chance.choice(others)
    changed = list(rows)
    changed[at] = rows[at] | {column: rows[other][column]}
    changed[other] = rows[other] | {column: rows[at][column]}
    named = " ".join(rows[at][part] for part in key)
    was, now = rows[at][column], rows[other][column]
    return Tamper(table, column, "exchanged", named, was, now, changed)


def whole(table: str, rows: Rows, many: int) -> Iterator[Tamper]:
    """Yield rows left out, doubled, and in each other's place."""
    key = codebook.resource(table)["schema"]["primaryKey"]
    for at in _chosen(rows, f"{table} rows", many):
        named = " ".join(rows[at][part] for part in key)
        yield Tamper(table, "(row)", "left out", named, "", "", rows[:at] + rows[at + 1 :])
        yield Tamper(table, "(row)", "doubled", named, "", "", [*rows, rows[at]])
        other = (at + 1 + zlib.crc32(named.encode()) % (len(rows) - 1)) % len(rows)
        turned = list(rows)
        turned[at], turned[other] = rows[other], rows[at]
        yield Tamper(table, "(row)", "exchanged", named, "", "", turned)


# What judges a row by itself and by rows of the other tables named. A row that no tamper has
# touched is as clean as it was, and is not judged again.
_ALONE = (
    (consistency, "problems", {"indicators", "entities"}, ()),
    (likeness, "problems", {"indicators"}, ()),
    (outcomes, "problems", {"indicators", "entities"}, ()),
    (recipes, "problems", {"figures", "indicators"}, ()),
    (derived, "_row", {"figures"}, {"value": 0}),
)


class Judge:
    """What check says of a tampered table, by the codebook and all proofs, without any file."""

    def __init__(self, text: str | None) -> None:
        self._text = text
        names = [resource["name"] for resource in codebook.package()["resources"]]
        self._held = {name: codebook.read(name) for name in names}
        self._clean = {id(row) for rows, _ in self._held.values() for row in rows}
        self._links = {
            name: {
                link["reference"]["resource"]
                for link in codebook.resource(name)["schema"]["foreignKeys"]
            }
            for name in names
        }

    def first(self, tamper: Tamper) -> tuple[str, str] | None:
        """Return by what a tamper is caught first, tables or text, and the sentence; or None."""
        held = dict(self._held)
        held[tamper.table] = (tuple(tamper.rows), ())
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(codebook, "read", held.__getitem__)
            for module, name, tables, nothing in _ALONE:
                if tamper.table not in tables:
                    patch.setattr(module, name, self._unless_clean(getattr(module, name), nothing))
            return next(self._found(tamper, held), None)

    def _unless_clean(self, judge: Callable[..., Any], nothing: Any) -> Callable[..., Any]:
        return lambda row, *rest: nothing if id(row) in self._clean else judge(row, *rest)

    def _found(self, tamper: Tamper, held: dict[str, Any]) -> Iterator[tuple[str, str]]:
        for name, (rows, _) in held.items():
            if name == tamper.table or tamper.table in self._links[name]:
                path = codebook.resource(name)["path"]
                for wrong in codebook.problems(name, path, list(rows)):
                    yield "tables", wrong
        for problem in proofs.problems():
            yield "tables", f"{problem.key}: {problem.problem}"
        if tamper.table in ("figures", "indicators", "derived"):
            for problem in derived.check().itertuples():
                yield "tables", f"{problem.key}: {problem.problem}"
        if self._text is not None:
            for problem in proofs.against(self._text):
                yield "text", f"{problem.key}: {problem.problem}"
