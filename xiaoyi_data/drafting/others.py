"""Why a numeral is no figure: a date, a plan, a programme, an ordinal, a part of a word."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

from xiaoyi_data.drafting import rules
from xiaoyi_data.drafting.spans import Span
from xiaoyi_data.reading import numerals

_BEFORE = _AFTER = 14
_ASIDE = re.compile(r"[，。；：、！？,;:!?“”‘’（）()《》\s—]")


class Other(NamedTuple):
    """A numeral that is no figure: where it stands, why, and the words it belongs to."""

    start: int
    text: str
    reason: str
    note: str


def others(text: str, figures: Collection[Span]) -> Iterator[Other]:
    """Yield every numeral of a canonical text that stands in none of the figures.

    >>> [(other.text, other.reason) for other in others("“十四五”时期，一批项目", ())]
    [('十四五', 'plan'), ('一', 'vague')]
    """
    taken = {place for span in figures for place in range(span.start, span.end)}
    for run in numerals.runs(text):
        if run.start not in taken:
            yield Other(run.start, run.text, reason(text, run.start, run.end), _note(text, run))


def reason(text: str, start: int, end: int) -> str:
    """Return why a numeral is no figure; ``name`` where nothing else is known."""
    before, after = text[max(0, start - _BEFORE) : start], text[end : end + _AFTER]
    window = f"{before}〔{text[start:end]}〕{after}"
    row = rules.first("reasons", "where", "any", window)
    return row["reason"] if row else "name"


def _note(text: str, run: numerals.Numeral) -> str:
    """Return the word around a numeral, up to the next sign on either side."""
    before = _ASIDE.split(text[max(0, run.start - 6) : run.start])[-1]
    after = _ASIDE.split(text[run.end : run.end + 6])[0]
    return (before[-3:] + run.text + after[:5])[:40]
