"""A text -> the tables of its report, proposed: every numeral in one of them, every field filled.

The same text gives the same tables, to the byte. Nothing here is accepted: the figures stand in
``draft``, each with its doubt, until a reviewer has seen them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from xiaoyi_data.drafting import doubt, frame, indicators, names, nouns, rules, turns
from xiaoyi_data.drafting.cues import Fields, fields
from xiaoyi_data.drafting.indicators import usual
from xiaoyi_data.drafting.spans import Span, others, spans
from xiaoyi_data.reading import grammar
from xiaoyi_data.report import codebook, readings
from xiaoyi_data.report.source import smooth

Row = dict[str, str]
_COUNTED = re.compile("|".join(sorted(map(re.escape, grammar.UNITS), key=len, reverse=True)))
_BREAK = re.compile(r"[，；：]|(?<!\d)[,:]")
_ITEM = re.compile("[、和及]|(?<=[由从的为至到])")
_OPENS = re.compile("^(?:[①-⑳]|[一二三四五六七八九十]+是|[、，和及与])+")
_CLAIMED = ("indicator", "unit", "measure", "basis", "period", "status")
_RATIO = re.compile(r"(?:[:：∶︰]\d[\d.]*)+")  # the rest of 26.2:30.5:43.3
_SIGNS = re.compile("[“”‘’《》]")


class Draft(NamedTuple):
    """What is proposed for a report: its tables by name, and what they rest on."""

    key: str
    framed: frame.Frame
    year: turns.Year
    parts: tuple[turns.Part, ...]
    tables: Mapping[str, list[Row]]


class Proposed(NamedTuple):
    """A figure that is proposed: its number, where it stands, what is said of it and of what."""

    span: Span
    part: turns.Part
    said: Fields
    name: nouns.Name

    @property
    def called(self) -> str:
        """The name, or how the clause begins where none was found: another for each of those."""
        return self.name.name or self.span.clause[:12]


def draft(
    framed: frame.Frame, year: turns.Year, parts: Sequence[turns.Part], key: str, place: str = ""
) -> Draft:
    """Return the tables proposed for a framed report of a year, with the key and place it has.

    ``draft`` has the columns of ``figures``, then doubt, reasons and state; ``other_numerals``,
    ``sections`` and ``indicators`` are as in any report's folder.

    >>> text = "各位代表：现在，我作报告。一、2021年工作回顾。" + "造林3.2万亩。" * 99
    >>> made = draft(framed := frame.frame(text), turns.Year(2022, (), True),
    ...              turns.parts(framed, 2022), "some-county-2022")
    >>> row = made.tables["draft"][0]
    >>> row["printed"], row["value"], row["unit"], row["period"], row["status"]
    ('3.2万亩', '32000', 'mu', '2021', 'achieved')
    """
    found, named = spans(smooth(framed.text)), names.Names(place)
    first = next((span.start for span in found), len(framed.text))
    parts = [part for part in parts if part.number != "0" or first < part.end]
    proposed = [
        Proposed(span, part, said, name)
        for span in found
        for part in parts
        if part.start <= span.start < part.end
        for said in [fields(span, part.turn, year.year, part.years)]
        for name in named.of(span, said)
    ]
    free = dict.fromkeys(one.called for one in proposed if not one.name.indicator)
    own = {words: indicators.own_key(words, f"own_{n}") for n, words in enumerate(free, start=1)}
    tables = {
        "draft": _figures(framed.text, proposed, own, year),
        "other_numerals": list(others(framed.text, found)),
        "indicators": list(_indicators(proposed, own)),
        "sections": list(_sections(framed.text, parts, year.year)),
    }
    for table in ("draft", "other_numerals", "sections"):
        for row in tables[table]:
            row["report"] = key
    return Draft(key, framed, year, tuple(parts), tables)


def _figures(
    text: str, proposed: Sequence[Proposed], own: Mapping[str, str], year: turns.Year
) -> list[Row]:
    """Return the rows of what is proposed, each with its key and its doubt."""
    rows: dict[str, Row] = {}
    numbers = defaultdict[tuple[str, ...], set[str]](set)
    for one in proposed:
        span, part, said, name = one
        row = _row(span, part, said, name, name.indicator or own[one.called])
        row["printed"] = text[span.start : span.end]
        row["quote"] = text[slice(*_quote(span, name))]
        row |= readings.written(row, span.quantity)
        row["figure"] = indicators.key_of(row, rows)
        rows[row["figure"]] = row
        numbers[_claim(row)].add(span.printed)
    for one, row in zip(proposed, rows.values(), strict=True):
        row |= doubt.judge(*one, year, twice=len(numbers[_claim(row)]) > 1)
    return list(rows.values())


def _claim(row: Row) -> tuple[str, ...]:
    """Return what a number is said to be of: two numbers of one claim contradict each other."""
    return tuple(row[name] for name in _CLAIMED)


def _row(span: Span, part: turns.Part, said: Fields, name: nouns.Name, indicator: str) -> Row:
    """Return a row of ``figures`` but for its key; what it does not hold is empty there."""
    return {
        "indicator": indicator, "entity": "", "status": said.status, "measure": said.measure,
        "basis": said.basis, "basis_source": said.basis_source, "period": said.period,
        "baseline": said.baseline, "value": "-" if said.falls else "",
        "unit": span.unit, "commitment": said.commitment, "section": part.number,
        "start": str(span.start), "state": "proposed",
    }  # fmt: skip


def _quote(span: Span, name: nouns.Name) -> tuple[int, int]:
    """Return where the words around a value are that say who and what, as long as a quote may be.

    They are its clause whole, or from an earlier clause that names it, or the item of a list, or
    the last words of a noun too long for a quote; it begins and ends where a word does.
    """
    room = codebook.longest("figures", "quote") - len(span.printed)
    around = _SIGNS.sub("", span.ahead + span.printed + span.right)
    noun = name.name.removeprefix(name.verb)
    parts = (name.verb, noun[:2], noun[2:4], noun[-2:])
    wanted = [part for part in parts if part and part in around]
    clause = len(span.ahead) - len(span.left)
    starts = [match.end() for match in _BREAK.finditer(span.ahead)]
    items = [clause + match.end() for match in _ITEM.finditer(span.left)]
    ends = [0, *(match.start() for match in re.finditer("[、和及]", span.right)), len(span.right)]
    ends += [match.end() for match in re.finditer(re.escape(noun[-2:]), span.right)][:1]
    ratio = _RATIO.match(span.right)
    ends = [max(end, ratio.end()) for end in ends] if ratio else ends
    before = [clause, *reversed([0, *(at for at in starts if at < clause)])]
    before += [max(span.ahead.rfind(noun[:2]), 0), *items]
    found = [
        (_OPENS.sub("", span.ahead[start:]), span.right[:end])
        for start in before
        for end in sorted(ends, reverse=True)
    ]
    fitting = [pair for pair in found if len(pair[0]) + len(pair[1]) <= room]
    telling = (
        pair for pair in fitting if all(part in _SIGNS.sub("", "".join(pair)) for part in wanted)
    )
    far = noun in span.ahead and noun not in span.left
    whole = span.ahead[span.ahead.rfind(noun) :] if far else ""
    cuts = [whole[at:] for at in range(1, len(noun)) if noun[at : at + 2] in usual()[0]]
    partly = (
        (cut, end)
        for cut in cuts
        for end in (span.right, "")
        if cut and len(cut) + len(end) <= room
    )
    short = (pair for pair in fitting if len(pair[0]) <= len(span.left))
    left, right = next(telling, None) or next(partly, None) or next(short, None) or ("", "")
    return span.start - len(left), span.end + len(right)


def _indicators(proposed: Sequence[Proposed], own: Mapping[str, str]) -> Iterator[Row]:
    """Yield the indicators that the report needs and the codebook has not."""
    first = {one.called: (one.span, one.said) for one in reversed(proposed)}
    for words, key in own.items():
        span, said = first[words]
        rate = span.unit in ("percent", "rank", "index", "ratio") or words.endswith("率")
        stock = said.cues.get("period") == "end"
        theme = rules.first("themes", pattern=words)["theme"] or "economy"
        counted = _COUNTED.findall(span.printed) if span.unit in ("item", "enterprise") else []
        yield {
            "indicator": key, "theme": theme, "name_zh": words,
            "measure_word": (counted or [""])[-1],
            "kind": "rate" if rate and said.measure in ("level", "rank") else
                    "stock" if stock else "flow",
            "better": "lower" if span.unit == "rank" or rules.words("lower").search(words)
                      else "none",
        }  # fmt: skip


def _sections(text: str, parts: Sequence[turns.Part], year: int) -> Iterator[Row]:
    labels = codebook.labels("sections", "turn")
    for part in parts:
        first, last = turns.years(part.turn, year, part.years)
        years = str(last) if first == last else f"{first}/{last}"
        years = part.years if "-" in part.years else years
        title = f"{labels[part.turn].capitalize()}, {years.replace('/', '–')} ({part.number})"
        opens = rules.pattern("opens").match(text[part.start : part.start + 8])
        yield {
            "section": part.number, "title_en": title, "title_zh": part.title,
            "start": str(part.start), "end": str(part.end), "turn": part.turn, "years": years,
            "opens": opens[1] if opens else "",
        }  # fmt: skip
