"""A reader's copy of a report -> the text that is drafted, and what was taken off it and why.

A page from the web or a word processor has more than the report: a head, a summary, a second
copy, marks of footnotes, a glossary, a foot. What is taken off is told, never dropped in silence.
What marks it is in ``data/drafting/cleaning.tsv`` (words) and ``frame.tsv`` (lines).
"""

from __future__ import annotations

import html
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from xiaoyi_data.drafting import rules
from xiaoyi_data.report import files
from xiaoyi_data.report.source import canonical

_LEAST = 500  # characters of a report; the shortest seen has six thousand
_MOST = 1_000_000  # the longest has thirty thousand; with pages around it, twice that
_SHORT = 60  # characters; a longer line is none of a head or a foot
_ENDED = "。！？!?：:；;”）)》】…"
_HEAD = ("salutation", "title", "delivery", "speaker")


class Taken(NamedTuple):
    """What was taken off: ``parts`` of the words of a draft name the kind; its words, its size."""

    kind: str
    words: str
    characters: int


class Frame(NamedTuple):
    """The canonical text of a report, where its paragraphs start, and what was taken off."""

    text: str
    starts: tuple[int, ...]
    taken: tuple[Taken, ...]


class Cut(NamedTuple):
    """Lines that are taken off: from the first up to the one before the last."""

    kind: str
    first: int
    last: int


def frame(raw: str, source: str = "the text") -> Frame:
    """Return the report in a text; DataError for what is none, or only the beginning of one.

    >>> frame("天" * 9)
    Traceback (most recent call last):
    xiaoyi_data.report.files.DataError: the text has 9 characters: too short to be a report
    """
    if len(raw) > _MOST:
        raise files.DataError(f"{source} has {len(raw):,} characters: too long to be a report")
    taken: list[Taken] = []
    text = html.unescape(raw).replace("\r\n", "\n").replace("\r", "\n")
    text = _cleaned("copy", _unsigned(text, taken), taken)
    lines = _joined([line for line in map(str.strip, text.split("\n")) if line])
    for find in (_copies, _head, _foot):
        cuts = list(find(lines))
        taken += (Taken(kind, lines[first][:20], sum(map(len, lines[first:last])))
                  for kind, first, last in cuts)  # fmt: skip
        gone = {n for _, first, last in cuts for n in range(first, last)}
        lines = [line for n, line in enumerate(lines) if n not in gone]
    text = _cleaned("report", "\n".join(lines), taken)
    made = Frame(*_canonical(text), tuple(taken))
    _check(made.text, text.rpartition("\n")[2], source)
    return made


def _cleaned(where: str, text: str, taken: list[Taken]) -> str:
    """Return a text without what a copy has left of markup, pages, notes and lost characters.

    Numbers of pages and notes are such where that many are the next of the one before.
    """
    told: dict[str, list[str]] = defaultdict(list)
    for row in rules.rows("cleaning"):
        found = list(re.finditer(row["pattern"], text)) if row["where"] == where else []
        numbers = [int(match[1]) for match in found] if row["rising"] else []
        if found and sum(n + 1 == m for n, m in pairwise(numbers)) >= int(row["rising"] or 0):
            text = re.sub(row["pattern"], row["put"], text)
            told[row["taken"]] += [match[0] for match in found]
    taken += (_told(kind, found) for kind, found in told.items() if kind)
    return text


def _unsigned(text: str, taken: list[Taken]) -> str:
    """Return a text without the letters that a site puts at the ends of paragraphs, and only there.

    They hold a small letter, as PM and 4G do not.
    """
    ends = Counter(rules.pattern("site_mark").findall(text))
    mark = next((mark for mark, n in ends.items() if n > 3 and n == text.count(mark)), "")
    if mark:
        taken.append(_told("markup", [mark] * ends[mark]))
    return text.replace(mark, "") if mark else text


def _told(kind: str, found: Sequence[str]) -> Taken:
    ends = dict.fromkeys((found[0], found[-1]))
    return Taken(kind, "…".join(map(str.strip, ends))[:20], sum(map(len, found)))


def _joined(lines: list[str]) -> list[str]:
    """Return paragraphs of a text that breaks where its page was full."""
    if len(lines) < 20:
        return lines
    full, broken = sorted(map(len, lines))[len(lines) * 9 // 10], rules.pattern("numbered")
    if full > 70 or sum(line[-1] not in _ENDED for line in lines) * 2 < len(lines):
        return lines
    made = lines[:1]
    for last, line in pairwise(lines):
        short = len(last) < full * 0.6 and (last[-1] in _ENDED or len(last) < 16)
        headed = broken.match(last) and len(last) < full * 0.8
        # A last line as long as a full one ends a paragraph too where the next opens a time.
        turns = last[-1] in "。！!" and any(rules.fitting("turns", review=line, plan=line))
        if broken.match(line) or short or headed or turns:
            made.append(line)
        else:
            made[-1] += line
    return made


def _copies(lines: list[str]) -> Iterator[Cut]:
    """Yield the summary before a report and its second copy.

    It stands again where its opening, or its first heading with what follows, stands again.
    """
    again: dict[str, list[int]] = defaultdict(list)
    for n, line in enumerate(lines):
        if rules.pattern("opening").match(line):
            said = canonical("".join(lines[n : n + 3])).partition("现在")[2]
            again[said.lstrip("，")[:10]].append(n)
        elif line.startswith("一、") and len(pair := "".join(lines[n : n + 2])) >= 30:
            again[pair].append(n)
    at = next((places for places in again.values() if len(places) > 1), [])
    sizes = [sum(map(len, lines[n:m])) for n, m in pairwise([*at, len(lines)])]
    begins = [n - _titles(lines, n) for n in at]
    best = next((n for n, size in enumerate(sizes) if size >= max(sizes) * 0.8), 0)
    if best:
        yield Cut("summary", begins[0], begins[best])
    if begins[best + 1 :]:
        yield Cut("copy", begins[best + 1], len(lines))


def _titles(lines: list[str], place: int) -> int:
    """Return how many lines before an opening are its title, its date and its speaker."""
    before = [bool(_kind(line)) for line in reversed(lines[max(0, place - 5) : place])]
    return [*before, False].index(False)


def _kind(line: str) -> str:
    """Return which part of a head a line is, empty where it is none."""
    close = re.sub(r"\s", "", line)
    said = dict.fromkeys(_HEAD, close if len(close) < _SHORT else "")
    return rules.first("frame", **said)["where"]


def _head(lines: list[str]) -> Iterator[Cut]:
    """Yield the head of a page; the head of the report stays, wherever its lines are in it."""
    opens = re.compile(f"一、|各位(?:代表|委员)|{rules.pattern('opening').pattern}")
    anchor = next((n for n, line in enumerate(lines) if opens.match(line)), 0)
    clutter = [n for n in range(anchor) if any(rules.fitting("frame", clutter=lines[n]))]
    end = max(clutter, default=-1) + 1
    missing = {"title", "delivery"} - {_kind(line) for line in lines[end:anchor]}
    kept = [n for n in range(end) if n not in clutter and _kind(lines[n]) in missing]
    for first, last in pairwise([-1, *kept, end]):
        if first + 1 < last:
            yield Cut("head", first + 1, last)


def _foot(lines: list[str]) -> Iterator[Cut]:
    """Yield glossary, annexes and foot, which follow the last words."""
    begins = [(n, "glossary") for n in _glossary(lines)]
    for n, line in enumerate(lines):
        kinds = ("glossary", "annex", "footer") if len(line) < _SHORT else ("glossary",)
        begins += [
            (n, row["where"]) for row, _ in rules.fitting("frame", **dict.fromkeys(kinds, line))
        ]
    closed = [n for n, line in enumerate(lines) if line[-1] in _ENDED and len(line) > 30]
    if (last := max(closed, default=0) + 1) < len(lines) - 2:
        begins.append((last, "footer"))
    spoken = (n for n, line in enumerate(lines) if rules.pattern("spoken").search(line))
    half = sum(map(len, lines)) / 2
    least = max(spoken, default=-1)  # 1. …：… of the report itself
    firsts: dict[str, int] = {}
    for n, kind in sorted(begins, key=lambda begin: (begin[0], begin[1] == "footer")):
        if n > least and sum(map(len, lines[:n])) > half and n not in firsts.values():
            firsts.setdefault(kind, n)
    for (kind, n), end in zip(firsts.items(), [*firsts.values(), len(lines)][1:], strict=True):
        yield Cut(kind, n, end)


def _glossary(lines: list[str]) -> Iterator[int]:
    """Yield where a list of at least four numbered explanations begins: 1. …：…, 2. …：…."""
    numbers = [(n, int(match[1])) for n, line in enumerate(lines)
               if (match := rules.pattern("listed").match(line))]  # fmt: skip
    for at in range(len(numbers) - 3):
        places, own = zip(*numbers[at : at + 4], strict=True)
        told = sum(bool(rules.pattern("explained").match(lines[n])) for n in places)
        if own == (1, 2, 3, 4) and places[3] - places[0] <= 8 and told >= 3:
            yield places[0]


def _canonical(text: str) -> tuple[str, tuple[int, ...]]:
    """Return the canonical text of some lines, and where each of them starts in it."""
    whole, starts, size = canonical(text), [], 0
    for line in filter(None, map(canonical, text.split("\n"))):
        size += whole.startswith(" ", size)  # a break between two letters is a space
        starts.append(size)
        size += len(line)
    return whole, tuple(starts)


def _check(text: str, last: str, source: str) -> None:
    if len(text) < _LEAST:
        raise files.DataError(f"{source} has {len(text)} characters: too short to be a report")
    letters = sum(map(str.isalpha, text))
    chinese = len(re.findall("[\u4e00-\u9fff]", text))
    if chinese * 2 < letters:
        raise files.DataError(f"{source} is no Chinese text: {chinese} of {letters} letters are")
    prose = len(last) > _SHORT and "，" in last and not rules.pattern("site").search(last)
    if text.endswith(("......", "……", "...")) or (prose and text[-1] not in _ENDED):
        raise files.DataError(f"{source} is truncated: it ends with …{text[-15:]}")
