"""Periods as stretches of time: which lie within which, and which follow one another."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple


class Span(NamedTuple):
    """A stretch of time, in months from year 0: where it starts, and where the next begins."""

    start: Fraction
    end: Fraction

    @property
    def months(self) -> Fraction:
        """How long it is."""
        return self.end - self.start

    @property
    def years(self) -> int:
        """How many calendar years it touches."""
        return int(-(-self.end // 12) - self.start // 12)

    def holds(self, other: Span) -> bool:
        """Whether the other lies within it.

        >>> of("2021/2025").holds(of("2021-01/2021-03")), of("2021").holds(of("2020/2021"))
        (True, False)
        """
        return self.start <= other.start and other.end <= self.end


def of(period: str) -> Span:
    """Return the span of a year, month, day, or an interval of them.

    >>> of("2021-01/2021-03") == Span(Fraction(2021 * 12), Fraction(2021 * 12 + 3))
    True
    >>> of("2020-11-01").months
    Fraction(1, 30)
    """
    first, _, last = period.partition("/")
    return Span(_one(first).start, _one(last or first).end)


def _one(text: str) -> Span:
    year, month, day = (int(part) if part else 0 for part in (*text.split("-"), "", "")[:3])
    start = Fraction(year * 12 + max(month, 1) - 1)
    if not day:
        return Span(start, start + (1 if month else 12))
    days = monthrange(year, month)[1]
    return Span(start + Fraction(day - 1, days), start + Fraction(day, days))


def chain(spans: Sequence[Span], start: Fraction) -> list[int]:
    """Return the places of the spans that follow one another from ``start`` on, without a gap.

    They reach as far as any do, and are as few as may be: a year comes before its quarters.

    >>> chain([of("2021-01/2021-03"), of("2021"), of("2023"), of("2022")], of("2021").start)
    [1, 3, 2]
    """
    paths: dict[Fraction, list[int]] = {start: []}
    for place, span in sorted(enumerate(spans), key=lambda pair: pair[1].start):
        if span.start in paths:
            path = [*paths[span.start], place]
            if span.end not in paths or len(path) < len(paths[span.end]):
                paths[span.end] = path
    return paths[max(paths)]


def joined(first: str, last: str) -> str:
    """Return the period from the beginning of one to the end of another.

    >>> joined("2021", "2023"), joined("2021", "2021"), joined("2021", "2022-01/2022-03")
    ('2021/2023', '2021', '2021-01/2022-03')
    """
    if first == last:
        return first
    start, end = first.partition("/")[0], last.rpartition("/")[2]
    if len(start) != len(end):
        start, end = (f"{start}-01"[:7], f"{end}-12"[:7])
    return start if start == end else f"{start}/{end}"
