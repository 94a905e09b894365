"""Whose report executed notebooks tell of: its tables, and what it is called in titles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
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
    named = (book.report for book in books)
    with reports.using(next(filter(None, named), None)):
        yield


def words(topic: str, lang: str) -> dict[str, Any]:
    """Return ``choices.words`` with the name, place and year of the report in use put in.

    >>> words("pages", "zh")["title"]
    '孝义市2021年政府工作报告'
    """
    known = codebook.about()
    named = {"{report}": citation.short(lang), "{whole}": citation.short(lang, whole=True),
             "{place}": known[f"where_{lang}"] or known[f"place_{lang}"],
             "{year}": known["year"]}  # fmt: skip

    def told(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: told(one) for key, one in value.items()}
        for mark, text in named.items() if isinstance(value, str) else ():
            value = value.replace(mark, text)
        return value

    made: dict[str, Any] = told(choices.words(topic, lang))
    return made
