"""Chinese text -> quantities: 近4万户 is a value, a unit, a qualifier, an interval.

A quantity is a number with its multiplier (万), measure word (户) and the words of the bound
around it (近). Everything is read from text with ``Decimal``, so 33.30 and 33.3 differ. A phrase
is read whole or refused with its reason; nothing is guessed: 几十个, 三分之二, 两万五, 6批 and
千伏安 give no quantity rather than a part of one.

The interval (``low``, ``high``) is what the words support, and ``ends`` writes as in mathematics
which ends belong to it:

- a count written in its base unit (5387人, 11600元) is exact, and so is a rank; one in Chinese
  numerals says the whole number, and is exact with 万 and 亿 too (千头, 万头, 两万人);
- anything measured, and digits with a multiplier, are known to half a unit of the last printed
  digit (15.1%, 20万, 2万人), and so is a half (5亩半 is good to a quarter);
- 以上, 超 and 多 have no upper end, 以内 and 不到 no lower one, not even for percentages: only a
  share stops at 100, and a share cannot be told from growth here; 以上 and 以内 hold the number
  said, 超, 多 and 不到 do not;
- 近 reaches half a unit of the leading digit below (近4万 and 近4.8万 fall short by up to 5000);
- 约 and 左右 are good to one unit of the last printed digit either way;
- a range is taken at the ends it names.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from decimal import Context, localcontext

from xiaoyi_data.reading import bare, grammar, numerals, phrases
from xiaoyi_data.reading.answers import Quantity, Refusal, Refused
from xiaoyi_data.reading.judgement import Phrase

__all__ = ["Quantity", "Refusal", "parse", "read"]

_EXACT = Context(prec=200)  # so that no number of that length is rounded, whatever the caller set


def read(text: str) -> list[Quantity | Refusal]:
    """Return what the numbers of a text say, in order: each is in one quantity or one refusal.

    A number without a measure word is refused here (``parse`` reads it), unless people follow
    (2380万农村人口) or an index stands before; so are dates, ordinals and names. Idioms are not
    told from counts (一件). Offsets refer to ``text``; time grows in proportion to its length.

    >>> [found.text for found in read("全市2256户5194名贫困人口") if isinstance(found, Quantity)]
    ['2256户', '5194名']
    >>> [(found.text, found.kind) for found in read("5G基站，不得不超过5%")]
    [('5', 'name'), ('不得不超过5%', 'negation')]
    """
    seen, places = _visible(text)
    with localcontext(_EXACT):
        found = [
            one if isinstance(one, Refusal) or one.units else _beside(seen, one)
            for one in _scan(seen)
        ]
    return [_placed(one, text, places) for one in found] if places else found


def parse(printed: str) -> Quantity:
    """Return the one quantity that ``printed`` is; ValueError when it is none or not all of it.

    >>> parse("近4万户").value, parse("近4万户").low, parse("近4万户").qualifier
    (Decimal('4E+4'), Decimal('3.5E+4'), 'nearly')
    >>> parse("不得超过5%").high
    Decimal('5')
    """
    with localcontext(_EXACT):
        seen, places = _visible(printed)
        found = next(_scan(seen), None)
        if found and places:
            found = _placed(found, printed, places)
    if isinstance(found, Quantity) and found.text == printed:
        return found
    if found is None:
        why = grammar.REASONS["nothing"]
    elif isinstance(found, Refusal):
        why = found.reason
    else:
        why = f"only {found.text!r} can be"
    shown = printed if len(printed) <= 60 else printed[:60] + "…"
    raise ValueError(f"{shown!r} cannot be read as one quantity: {why}")


def _beside(seen: str, one: Quantity) -> Quantity | Refusal:
    """Return a number without a measure word in the unit of what stands beside it, or refuse it."""
    first = max(0, one.start - 12)
    near = numerals.plain(seen[first : one.end + 24])
    units = bare.units(near, one.start - first, one.end - first)
    if not units:
        return Refused("no_unit").at(seen, one.start, one.end)
    return replace(one, units=units)


def _visible(text: str) -> tuple[str, list[int]]:
    """Return a text without what is not seen (zero-width spaces, marks of direction), and where
    each of its characters stands; no places where all is seen."""
    hidden = {c for c in set(text) if not c.isascii() and _hidden(c)}
    if not hidden:
        return text, []
    places = [at for at, c in enumerate(text) if c not in hidden]
    return "".join([text[at] for at in places]), places


def _hidden(character: str) -> bool:
    return unicodedata.category(character) == "Cf" or "\ufe00" <= character <= "\ufe0f"


def _placed(one: Quantity | Refusal, text: str, places: list[int]) -> Quantity | Refusal:
    start, end = places[one.start], places[one.end - 1] + 1
    return replace(one, start=start, end=end, text=text[start:end])


def _scan(text: str) -> Iterator[Quantity | Refusal]:
    plain, floor = numerals.plain(text), 0
    for cores, joins in phrases.phrases(plain):
        while cores and cores[0].start < floor:  # a number in a note, as in 5%（含5%）以上
            cores, joins = cores[1:], joins[1:]
        if not cores:
            continue
        found = Phrase(plain, text, cores, joins, floor).read()
        yield from found
        floor = found[-1].end
