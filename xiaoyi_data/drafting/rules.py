"""The rules of a draft: tables under ``data/drafting``, read once and compiled."""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import resources
from itertools import chain

from xiaoyi_data import choices

Row = dict[str, str]
_FOLDER = resources.files("xiaoyi_data") / "data" / "drafting"


@cache
def rows(name: str) -> tuple[Row, ...]:
    """Return the rows of a table of rules.

    >>> rows("turns")[0]["turn"]
    'year_review'
    """
    text = (_FOLDER / f"{name}.tsv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))


def first(table: str, **said: str) -> Mapping[str, str]:
    """Return the first row of a table that fits what is said; all is empty where none does.

    >>> first("turns", heading="2021年工作回顾")["turn"], first("turns", heading="序言")["turn"]
    ('year_review', '')
    """
    return next((row for row, _ in fitting(table, **said)), defaultdict(str))


def fitting(table: str, **said: str) -> Iterator[tuple[Row, re.Match[str]]]:
    """Yield the rows of a table that fit what is said, in their order, each with its last match.

    ``where`` names what the ``pattern`` of a row must stand in; any other column that is named as
    something said holds a pattern for that. An empty one fits all; a row whose ``where`` is not
    among what is said fits nothing.

    >>> next(fitting("turns", heading="2021年工作回顾"))[0]["turn"]
    'year_review'
    """
    for row, tests in _tests(table, frozenset(said)):
        match = None
        for name, test in tests:
            match = test.search(said[name])
            if not match:
                break
        if match:
            yield row, match


@cache
def _tests(
    table: str, said: frozenset[str]
) -> tuple[tuple[Row, tuple[tuple[str, re.Pattern[str]], ...]], ...]:
    """Return the rows of a table that may fit what has such names, with what each is tested by."""
    made = []
    for row in rows(table):
        where = row.get("where", "")
        if not where or where in said:
            tests = [(name, row[name]) for name in sorted(said) if row.get(name)]
            tests += [(where, row["pattern"])] * bool(where)
            made.append((row, tuple((name, _compiled(test)) for name, test in tests)))
    return tuple(made)


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return the one pattern of a name in the table of patterns."""
    known = {row["name"]: row["pattern"] for row in rows("patterns")}
    return _compiled(known[name])


def _compiled(text: str) -> re.Pattern[str]:
    """Return a pattern as a table has it: ``{made}`` stands for any of the words of that kind."""
    return re.compile(re.sub(r"\{([a-z_]+)\}", lambda kind: words(kind[1]).pattern, text))


@cache
def listed(kind: str, table: str = "words") -> tuple[str, ...]:
    """Return the words of a kind in a table of words, in their order.

    >>> "地铁" in listed("nouns"), "项目" in listed("generic", "links")
    (False, True)
    """
    found = [row["words"].split() for row in rows(table) if row["kind"] == kind]
    if not found:
        raise choices.unknown("kind of words", kind, {row["kind"] for row in rows(table)})
    return tuple(chain(*found))


@cache
def words(kind: str, place: str = "{}") -> re.Pattern[str]:
    """Return a pattern of any of the words of a kind, at a place: ``^{}`` for the beginning."""
    return re.compile(place.format(f"({alternatives(listed(kind))})"))


def alternatives(words: Iterable[str]) -> str:
    """Return a pattern of any of some words, the longer before those they begin with.

    >>> alternatives(["公厕", "公共厕所"])
    '公共厕所|公厕'
    """
    return "|".join(sorted(words, key=len, reverse=True))
