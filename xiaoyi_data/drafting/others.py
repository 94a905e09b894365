"""Why a numeral is no figure: a date, a plan, a programme, an ordinal, a part of a word."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from xiaoyi_data.drafting import rules
from xiaoyi_data.drafting.spans import Span
from xiaoyi_data.reading import numerals

_WIDE = 14
_SIGNS = re.compile(r"[，。；：、！？,;:!?“”‘’（）()《》\s—]")


def others(text: str, figures: Collection[Span]) -> Iterator[dict[str, str]]:
    """Yield every numeral of a canonical text that stands in none of the figures.

    >>> [(other["text"], other["reason"]) for other in others("“十四五”时期，一批项目", ())]
    [('十四五', 'plan'), ('一', 'vague')]
    """
    taken = {place for span in figures for place in range(span.start, span.end)}
    for run in numerals.runs(text):
        if run.start not in taken:
            reason, note = _reason(text, run)
            yield {"start": str(run.start), "text": run.text, "reason": reason, "note": note}


def _reason(text: str, run: numerals.Numeral) -> tuple[str, str]:
    """Return why a numeral is no figure, ``name`` where nothing else is known, and its word.

    The word is what the rule has read with the numeral; without a rule, the nearest characters.
    """
    before, after = text[max(0, run.start - _WIDE) : run.start], text[run.end : run.end + _WIDE]
    window = f"{before}〔{run.text}〕{after}"
    found = next(rules.fitting("reasons", any=window), None)
    if not found:
        return "name", _SIGNS.split(before)[-1][-2:] + run.text + _SIGNS.split(after)[0][:3]
    row, match = found
    begin, end = min(match.start(), len(before)), max(match.end(), window.index("〕") + 1)
    word = re.sub("[〔〕]", "", window[begin:end])
    return row["reason"], word.strip("，。；：、！？“”‘’（）() ") or run.text
