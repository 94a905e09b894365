"""Which numerals of a text are figures, and with which words; and why the others are none.

What the reader reads is a figure unless its words say that it is a time, a class, a name or a
list; what it refuses is one where a part of it can be read. Each numeral is in one figure or none.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from decimal import Decimal
from typing import NamedTuple

from xiaoyi_data.drafting import rules
from xiaoyi_data.reading import numerals, quantities
from xiaoyi_data.reading.answers import Quantity
from xiaoyi_data.report.source import smooth

_RESCUED = {"rate", "far_bound", "no_unit", "conflict", "negation", "list", "ambiguous"}
_STOP = re.compile(r"[，。；！？;!?\n]|(?<!\d)[,:：]|[,:：](?!\d)")
_END = re.compile("[。；！？;!?]")
_MOST = Decimal("9e15")  # that a table can hold
_WIDE = 14  # characters around a numeral that say why it is no figure
_SIGNS = re.compile(r"[，。；：、！？,;:!?“”‘’（）()《》\s—]")


class Span(NamedTuple):
    """A figure of the text: what is read at ``start``, its unit, and the words around it.

    ``left`` and ``right`` are the rest of its clause, ``ahead`` and ``behind`` of its sentence;
    ``how`` says by which rule it is a figure: ``read``, ``part`` of what is refused, ``bare``.
    """

    start: int
    end: int
    quantity: Quantity
    unit: str
    how: str
    left: str
    right: str
    ahead: str
    behind: str
    opening: str  # the first words of what stands before it since the last full stop

    @property
    def printed(self) -> str:
        """The words of the value, from the first that belongs to it to the last."""
        return self.quantity.text

    @property
    def clause(self) -> str:
        """The whole clause."""
        return self.left + self.printed + self.right

    @property
    def clauses(self) -> list[str]:
        """The clauses of the sentence before that of the value."""
        return [clause for clause in re.split("[，：,:]", self.ahead)[:-1] if clause]


def spans(text: str) -> tuple[Span, ...]:
    """Return the figures of a canonical text, in order.

    >>> [found.printed for found in spans("2021年新建5G基站306个，亿元以上项目14个。")]
    ['306个', '14个']
    """
    runs = [(run.start, run.end) for run in numerals.runs(text)]
    edges = {place for start, end in runs for place in range(start + 1, end)}
    found = []
    for start, quantity, how in _readable(text):
        end = start + len(quantity.text)
        if {start, end} & edges:
            continue  # a numeral is in one row whole, or in none
        around = _around(text, start, end)
        unit, own = _unit(quantity, *around[:3])
        span = Span(start, end, quantity, unit, how if own else "bare", *around)
        if _is_figure(span):
            found.append(span)
    return tuple(found)


def _readable(text: str) -> Iterator[tuple[int, Quantity, str]]:
    """Yield what is read and says the same without the text around it.

    Of what is refused that is the first part that can be read: 20万吨/年, 每人380元.
    """
    for one in quantities.read(text):
        if isinstance(one, Quantity):
            alone = _parsed(one.text)
            if alone and (alone.value, alone.qualifier) == (one.value, one.qualifier):
                yield one.start, one, "read"
        elif one.kind in _RESCUED and re.search(r"\d", one.text):
            words = one.text.partition("/")[0]
            parts = ((at, _parsed(words[at:])) for at in range(min(8, len(words))))
            at, part = next(((at, part) for at, part in parts if part), (0, None))
            if part and (part.units or re.search(r"\d[\d.]*[万亿]", words)):
                yield one.start + at, part, "part"


def _parsed(words: str) -> Quantity | None:
    with suppress(ValueError):
        return quantities.parse(words)
    return None


def _around(text: str, start: int, end: int) -> tuple[str, str, str, str, str]:
    """Return the rest of the clause before and after a stretch, of the sentence, its opening."""
    since = max(text.rfind(stop, max(0, start - 400), start) for stop in "。！？\n") + 1
    for lone in rules.pattern("lone_year").finditer(text, since, start):
        since = lone.start(1)  # 奋勇争先，2021年，生产总值…；财政收入…
    low, high = max(0, start - 160), min(len(text), end + 80)
    words = []
    for stop in (_STOP, _END):
        found = [match.span() for match in stop.finditer(text, low, high)]
        first = max((last for _, last in found if last <= start), default=low)
        mark = rules.pattern("mark").match(text[first:start])
        first += mark.end() if mark else 0
        words += [
            text[first:start],
            text[end : min((at for at, _ in found if at >= end), default=high)],
        ]
    left, right, ahead, behind = words
    return left, right, ahead, behind, text[since : min(since + 16, start)]


def _unit(quantity: Quantity, left: str, right: str, ahead: str) -> tuple[str, bool]:
    """Return the unit of a quantity, by what it counts where its measure word leaves it open."""
    known = quantity.units
    if len(known) == 1:
        return known[0], True
    noun = re.split("[、和及与\\d]", right)[0][:14]
    for near in (noun, left[-14:], ahead[-40:]):
        ends = {  # the head of a noun is its last word
            kind: max((one.end() for one in rules.words(f"of_{kind}").finditer(near)), default=0)
            for kind in known or ("household", "enterprise", "person", "item")
        }
        if any(ends.values()):
            return max(ends, key=lambda kind: ends[kind]), bool(known)
    return (known[0], True) if known else ("item", False)


def _is_figure(span: Span) -> bool:
    """Whether what is read there is a figure: the first row of the table that fits says so."""
    arabic = bool(re.match(r"\D*\d", span.printed))
    window = f"{span.left[-14:]}〔{span.printed}〕{span.right[:14]}"
    digits = "arabic" if arabic else "chinese"
    row = rules.first("figures", digits=digits, unit=span.unit, any=window)
    ends = (span.quantity.value, span.quantity.low, span.quantity.high)
    small = all(end is None or abs(end) < _MOST for end in ends)
    return small and (row["figure"] == "yes" if row else arabic)


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
    low, high = max(0, run.start - _WIDE), run.end + _WIDE
    before, after = smooth(text[low : run.start]), smooth(text[run.end : high])
    window = f"{before}〔{run.text}〕{after}"
    found = next(rules.fitting("reasons", any=window), None)
    if not found:
        return "name", _SIGNS.split(before)[-1][-2:] + run.text + _SIGNS.split(after)[0][:3]
    row, match = found
    begin, end = min(match.start(), len(before)), max(match.end(), window.index("〕") + 1)
    start = run.start - len(before)
    word = text[start + begin : start + end - 2]  # without the two brackets
    return row["reason"], word.strip("，。；：、！？“”‘’（）() ") or run.text
