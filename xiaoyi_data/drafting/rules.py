"""The rules of a draft: tables under ``data/drafting``, read once and compiled."""

from __future__ import annotations

import csv
import io
import re
from functools import cache
from importlib import resources

from xiaoyi_data import choices

_FOLDER = resources.files("xiaoyi_data") / "data" / "drafting"


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a table of rules.

    >>> rows("turns")[0]["turn"]
    'year_review'
    """
    text = (_FOLDER / f"{name}.tsv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE))


@cache
def patterns(
    name: str, column: str, value: str
) -> tuple[tuple[re.Pattern[str], dict[str, str]], ...]:
    """Return the compiled patterns of the rows of a table that have a value in a column."""
    chosen = (row for row in rows(name) if row[column] == value)
    return tuple((re.compile(row["pattern"]), row) for row in chosen)


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return the one pattern of a name in the table of patterns."""
    known = {row["name"]: row["pattern"] for row in rows("patterns")}
    return re.compile(known[name])


@cache
def words(kind: str, place: str = "{}") -> re.Pattern[str]:
    """Return a pattern of any of the words of a kind, at a place: ``^{}`` for the beginning."""
    found = " ".join(row["words"] for row in rows("words") if row["kind"] == kind).split()
    if not found:
        raise choices.unknown("kind of words", kind, {row["kind"] for row in rows("words")})
    return re.compile(place.format("(" + "|".join(sorted(found, key=len, reverse=True)) + ")"))


def found(
    name: str, column: str, value: str, text: str
) -> tuple[re.Match[str], dict[str, str]] | None:
    """Return the first row of a table whose pattern stands in a text, and where; None for none."""
    matches = ((pattern.search(text), row) for pattern, row in patterns(name, column, value))
    return next(((match, row) for match, row in matches if match), None)


def first(name: str, column: str, value: str, text: str) -> dict[str, str] | None:
    """Return the first row of a table whose pattern stands in a text, None where none does."""
    match = found(name, column, value, text)
    return match[1] if match else None
