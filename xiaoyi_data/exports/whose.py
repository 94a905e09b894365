"""Whose report executed notebooks tell of: its tables, and what it is called in titles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from xiaoyi_data import choices
from xiaoyi_data.exports.executed import Executed
from xiaoyi_data.report import citation, codebook, reports


@contextmanager
def reading(books: Sequence[Executed]) -> Iterator[None]:
    """Let everything inside read the report of notebooks: that of their parameter ``report``.

    Of several reports it is the first; of notebooks without the parameter the one in use. Raises
    ValueError where there is no such report any more, naming the nearest.

    >>> with reading([Executed("00_overview", "en", [])]):
    ...     words("slides", "en")["title"]
    'Xiaoyi government work report 2021'
    """
    with reports.using(next(iter(several(books)), None)):
        yield


def several(books: Sequence[Executed]) -> list[str]:
    """Return the reports that notebooks tell of, each once, as their parameter names them."""
    return list(dict.fromkeys(filter(None, (book.report for book in books))))


def each(books: Sequence[Executed]) -> list[str | None]:
    """Return the reports of ``several``, or None alone, which is the one in use."""
    return [*several(books)] or [None]


def named(books: Sequence[Executed]) -> list[Executed]:
    """Return notebooks with what their report is called, where they tell of several.

    >>> told = [Executed("a", "en", [], report=key) for key in reports.shipped()[:2]]
    >>> [book.title for book in named(told)], named(told[:1])[0].title
    (['Xiaoyi 2021: a', 'Boye County 2021: a'], 'a')
    """
    if len(several(books)) < 2:
        return list(books)
    known = dict(zip(several(books), about(books), strict=True))
    return [
        replace(book, of=_called(known[book.report], book.lang)) if book.report else book
        for book in books
    ]


def by_report(books: Sequence[Executed]) -> Callable[[Executed], int]:
    """Return the key that sorts notebooks by their report, those of several last.

    One report and those of several stay as they are.
    """
    order = several(books)
    if len(order) < 2:
        return lambda book: 0
    return lambda book: order.index(book.report) if book.report else len(order)


def ordered(books: Sequence[Executed], places: Sequence[Path]) -> list[tuple[Executed, Path]]:
    """Return notebooks, each with its place, report by report."""
    first = by_report(books)
    return sorted(zip(books, places, strict=True), key=lambda pair: first(pair[0]))


def about(books: Sequence[Executed]) -> list[dict[str, str]]:
    """Return what is known of each report that notebooks tell of."""
    found = []
    for name in several(books):
        with reports.using(name):
            found.append(dict(codebook.about()))
    return found


def shipped(books: Sequence[Executed]) -> bool:
    """Whether the package holds every report that notebooks tell of."""
    held = []
    for name in each(books):
        with reports.using(name) as found:
            held.append(found.shipped)
    return all(held)


def digests(books: Sequence[Executed]) -> str:
    """Return the hashes of the tables of all reports, as ``trust.data`` shortens that of one."""
    told = []
    for name in each(books):
        with reports.using(name) as found:
            told.append(found.digest[:16])
    return ", ".join(told)


def _called(known: dict[str, str], lang: str) -> str:
    of = choices.words("several", lang)["of"]
    return str(of.format(place=known[f"place_{lang}"], years=known["year"]))


def words(topic: str, lang: str, books: Sequence[Executed] = ()) -> dict[str, Any]:
    """Return ``choices.words`` with the name, place and year of the report in use put in.

    Where ``books`` tell of several reports, all of these are named.

    >>> words("pages", "zh")["title"]
    '孝义市2021年政府工作报告'
    """
    known = codebook.about()
    marks = {"{report}": citation.short(lang), "{whole}": citation.short(lang, whole=True),
             "{place}": known[f"where_{lang}"] or known[f"place_{lang}"],
             "{year}": known["year"]}  # fmt: skip
    if len(every := about(books)) > 1:
        marks = _of_several(every, lang)

    def told(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: told(one) for key, one in value.items()}
        for mark, text in marks.items() if isinstance(value, str) else ():
            value = value.replace(mark, text)
        return value

    made: dict[str, Any] = told(choices.words(topic, lang))
    return made


def _of_several(every: list[dict[str, str]], lang: str) -> dict[str, str]:
    """Return what stands for the marks of words, of several reports."""
    called = choices.words("several", lang)
    told = citation.several([(one[f"place_{lang}"], one["year"]) for one in every], lang)
    places = list(dict.fromkeys(one[f"place_{lang}"] for one in every))
    where = called["and"].join(places)
    if len(places) > citation.PLACES:
        where = called["places"].format(places=len(places))
    return {"{report}": told, "{whole}": told, "{place}": where,
            "{year}": citation.years([one["year"] for one in every], lang)}  # fmt: skip
