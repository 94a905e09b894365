"""The two answers of the reader: a quantity, or a refusal with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from xiaoyi_data.reading import grammar


@dataclass(frozen=True)
class Quantity:
    """What a stretch of text says: a value in its canonical unit and what is known around it.

    ``value`` is None for a range; ``low`` and ``high`` are the ends of the interval the words
    support, None where unbounded, and ``ends`` says which belong to it: ``[)`` holds the low one
    only. ``units`` are the canonical units the measure word admits, the usual one first, empty
    when there is none. ``digits`` counts the decimals printed and ``step`` is the worth of the
    last printed digit, in the canonical unit.
    """

    value: Decimal | None
    units: tuple[str, ...]
    qualifier: str
    low: Decimal | None
    high: Decimal | None
    digits: int
    step: Decimal
    start: int
    end: int
    text: str
    ends: str = "[]"


@dataclass(frozen=True)
class Refusal:
    """A numeral phrase that is not read: ``kind`` is a key of ``grammar.REASONS``.

    ``reason`` says it in English, with the word that decided where there is one.
    """

    kind: str
    reason: str
    start: int
    end: int
    text: str


class Refused(Exception):
    """Why a phrase is not read, a key of ``grammar.REASONS``, and the word that decided."""

    def __init__(self, kind: str, word: str = "") -> None:
        super().__init__(kind)
        self.kind, self.word = kind, word

    def at(self, text: str, start: int, end: int) -> Refusal:
        """Return the refusal of a stretch of text."""
        reason = grammar.REASONS[self.kind] + (f" ({self.word})" if self.word else "")
        return Refusal(self.kind, reason, start, end, text[start:end])
