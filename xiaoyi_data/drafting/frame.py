"""A reader's copy of a report -> the text that is drafted, and what was taken off it and why.

A page from the web or a word processor has more than the report: a head, a summary, a second
copy, marks of footnotes, a glossary, a foot. What is taken off is told, never dropped in silence.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from xiaoyi_data.drafting import rules
from xiaoyi_data.report import files
from xiaoyi_data.report.source import canonical

_LEAST = 500  # characters of a report; the shortest seen has six thousand
_MOST = 1_000_000  # the longest has thirty thousand; with pages around it, twice that
_CHINESE = re.compile("[\u4e00-\u9fff]")
_OPENING = re.compile(
    r"各位(?:代表|委员)[：:，,！!]\s*(?:受[^。]{2,20}委托，?)?现在，?|^\s*现在，?\s*我代表"
)
_HEADING = re.compile(
    r"^(?:[一二三四五六七八九十]{1,2}、|第[一二三四五六]部分|[（(][一二三四五六七八九十]{1,2}[）)]|——)"
)
_ENDED = "。！？!?：:；;”）)》】…"
_MARKS = re.compile(r"[\[［〔【]\s?(\d{1,3})\s?[\]］〕】]")
_GLUED = re.compile(r"(?<=[\u4e00-\u9fff”’》])[(（](\d{1,2})[)）](?!、)")
_LISTED = re.compile(r"^[\[［〔【(（]?(\d{1,3})[\]］〕】)）.．、:：]")
_SPOKEN = re.compile("^(?:各位代表|同志们)|让我们")
_SITE = re.compile("ICP|公网安备|标识码|电话|地址|邮编|版权|主办|承办|技术支持|Copyright")
_PAGE = re.compile(r"^[-—–·\s]*(?:第\s?)?(\d{1,3})(?:\s?页)?(?:\s?[/共]\s?\d+\s?页?)?[-—–·\s]*$")


class Taken(NamedTuple):
    """What was taken off: a kind of ``data/drafting/frame.csv``, its first words, its length."""

    kind: str
    words: str
    characters: int


class Frame(NamedTuple):
    """The canonical text of a report, where its paragraphs start, and what was taken off."""

    text: str
    starts: tuple[int, ...]
    taken: tuple[Taken, ...]


def frame(raw: str, source: str = "the text") -> Frame:
    """Return the report in a text; DataError for what is none, or only the beginning of one.

    >>> frame("天" * 9)
    Traceback (most recent call last):
    xiaoyi_data.report.files.DataError: the text has 9 characters: too short to be a report
    """
    if len(raw) > _MOST:
        raise files.DataError(f"{source} has {len(raw):,} characters: too long to be a report")
    taken: list[Taken] = []
    lines = _joined([line for line in map(str.strip, _clean(raw, taken).split("\n")) if line])
    lines = _unpaged(lines, taken)
    lines = _single(lines, taken)
    lines = _headed(lines, taken)
    lines = _footed(lines, taken)
    lines = _unmarked(lines, taken)
    text, starts = _canonical(lines)
    _check(text, lines, source)
    return Frame(text, starts, tuple(taken))


def _clean(raw: str, taken: list[Taken]) -> str:
    """Return a text without what a copy has left of markup and lost characters."""
    text = html.unescape(raw) if "&" in raw else raw
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    found = re.findall(r"\\r\\n|\\n|\\t|<br ?/?>|</?p[^>]{0,80}>", text)
    text = re.sub(r"\\r\\n|\\n|<br ?/?>|</p>", "\n", text)
    text = re.sub(r"\\t|<p[^>]{0,80}>", " ", text)
    spaces = re.findall(r"\?{2,}", text)
    text = re.sub(r"\?{2,}", " ", text)
    text = re.sub(r"(?<!\d)(19|20) (\d\d)(?=年)", r"\1\2", text)
    if mark := _mark(text):
        found += re.findall(mark, text)
        text = text.replace(mark, "")
    broken = re.findall("\ufffd+", text)
    text = re.sub("(?<=[二一〇○0])\ufffd+(?=[〇一二三四五六七八九])", "〇", text).replace(
        "\ufffd", ""
    )
    for kind, marks in (("markup", found), ("spaces", spaces), ("broken", broken)):
        if marks:
            taken.append(Taken(kind, " ".join(dict.fromkeys(marks))[:20], sum(map(len, marks))))
    # PM, and 2.5 on the next line
    text = re.sub(r"(?<=[A-Z])[ \t]*\n\s*(?=\d{1,2}(?![\d年月]))|\n\s*(?=[）)，。；、])", "", text)
    return re.sub(rf"(?<!\n)({_OPENING.pattern})", r"\n\1", text)


def _mark(text: str) -> str:
    """Return the letters that a site puts at the end of paragraphs and nowhere else, or none."""
    ends = Counter(re.findall(r"(?<=[^\sA-Za-z0-9])([A-Za-z0-9]{2,4})\s*$", text, re.MULTILINE))
    odd = (mark for mark, n in ends.items() if n > 3 and n == text.count(mark))
    return next((mark for mark in odd if not mark.isdigit()), "")


def _joined(lines: list[str]) -> list[str]:
    """Return paragraphs of a text that breaks where its page was full."""
    if len(lines) < 20:
        return lines
    lengths = sorted(map(len, lines))
    full, broken = lengths[len(lines) * 9 // 10], sum(line[-1] not in _ENDED for line in lines)
    if full > 70 or broken * 2 < len(lines):
        return lines
    made = [lines[0]]
    for line in lines[1:]:
        last = made[-1].rpartition("\n")[2]
        own = _HEADING.match(line) or (
            len(last) < full * 0.6 and (last[-1] in _ENDED or len(last) < 16)
        )
        # A last line as long as a full one ends a paragraph too where the next opens a time.
        own = own or (last[-1] in "。！!" and any(
            rules.fitting("turns", review=line, plan=line)
        ))  # fmt: skip
        if own or (_HEADING.match(last) and len(last) < full * 0.8) or _PAGE.match(line):
            made.append(line)
        else:
            made[-1] += "\n" + line
    return [line.replace("\n", "") for line in made]


def _unpaged(lines: list[str], taken: list[Taken]) -> list[str]:
    """Return the lines without numbers of pages: at least three that ascend."""
    pages = [(at, int(match[1])) for at, line in enumerate(lines) if (match := _PAGE.match(line))]
    rising = [at for (at, n), (_, m) in pairwise(pages) if m == n + 1]
    if len(rising) < 3:
        return lines
    gone = {at for at, _ in pages}
    taken.append(Taken("pages", lines[min(gone)], len(gone)))
    return [line for at, line in enumerate(lines) if at not in gone]


def _single(lines: list[str], taken: list[Taken]) -> list[str]:
    """Return one copy of a report that a file holds twice, or whose beginning it repeats."""
    at = [place for place, line in enumerate(lines) if _OPENING.match(line)]
    probes = [
        canonical("".join(lines[n : n + 3])).partition("现在")[2].lstrip("，")[:10] for n in at
    ]
    at = [place for place, probe in zip(at, probes, strict=True) if probes.count(probe) > 1]
    if len(at) < 2:
        return _repeated(lines, taken)
    sizes = [sum(map(len, lines[a:b])) for a, b in zip(at, [*at[1:], len(lines)], strict=True)]
    best = next(n for n, size in enumerate(sizes) if size >= max(sizes) * 0.8)
    head = at[best] - _head(lines, at[best])
    gone: set[int] = set()
    for place in at[:best]:
        own = range(place - _head(lines, place), place + 1)
        taken.append(Taken("summary", lines[place][:20], sum(len(lines[n]) for n in own)))
        gone.update(own)
    end = len(lines)
    if best + 1 < len(at):
        end = at[best + 1] - _head(lines, at[best + 1])
        taken.append(Taken("copy", lines[end][:20], sum(map(len, lines[end:]))))
    return [line for n, line in enumerate(lines[:end]) if n >= head or n not in gone]


def _repeated(lines: list[str], taken: list[Taken]) -> list[str]:
    """Return the lines up to where the first heading and what follows it stand again."""
    first = next((n for n, line in enumerate(lines) if line.startswith("一、")), len(lines))
    pair = lines[first : first + 2]
    again = [n for n in range(first + 1, len(lines) - 1) if lines[n : n + 2] == pair]
    if not again or len("".join(pair)) < 30:
        return lines
    end = again[0] - _head(lines, again[0])
    taken.append(Taken("copy", lines[end][:20], sum(map(len, lines[end:]))))
    return lines[:end]


def _head(lines: list[str], place: int) -> int:
    """Return how many lines before an opening are its title, its date and its speaker."""
    count = 0
    while count < 5 and place - count > 0 and _kind(lines[place - count - 1]):
        count += 1
    return count


def _kind(line: str) -> str:
    """Return which part of a head a line is, empty where it is none."""
    close = re.sub(r"\s", "", line)
    if re.fullmatch("各位(?:代表|委员)[：:！!]?", close):
        return "salutation"
    kinds = ("title", "delivery", "speaker") if len(close) < 60 else ()
    return next((kind for kind in kinds if any(rules.fitting("frame", **{kind: close}))), "")


def _headed(lines: list[str], taken: list[Taken]) -> list[str]:
    """Return the lines without the head of a page; the head of the report stays."""
    anchor = next(
        (n for n, line in enumerate(lines) if _OPENING.match(line) or re.match("一、", line)), 0
    )
    anchor = next((n for n in range(anchor) if re.match("各位(?:代表|委员)", lines[n])), anchor)
    clutter = [n for n in range(anchor) if any(rules.fitting("frame", clutter=lines[n]))]
    last = max(clutter, default=-1)
    kept: list[str] = []
    gone: list[str] = []
    dates = {
        date for line in lines[last + 1 : anchor] for date in re.findall(r"\d{4}年\d+月\d+日", line)
    }
    titled = any(_kind(line) == "title" for line in lines[last + 1 : anchor])
    for n, line in enumerate(lines[:anchor]):
        kind = _kind(line)
        told = (kind == "title" and not titled) or (kind == "delivery" and not dates)
        (kept if n not in clutter and (n > last or told) else gone).append(line)
    if gone:
        taken.append(Taken("head", gone[0][:20], sum(map(len, gone))))
    return kept + lines[anchor:]


def _footed(lines: list[str], taken: list[Taken]) -> list[str]:
    """Return the lines without glossary, annexes and foot, which follow the last words."""
    sizes = [0]
    for line in lines:
        sizes.append(sizes[-1] + len(line))
    begins = [
        (n, kind)
        for n, line in enumerate(lines)
        if sizes[n] * 2 > sizes[-1]
        for kind in ("glossary", "annex", "footer")
        if (len(line) < 60 or kind == "glossary") and any(rules.fitting("frame", **{kind: line}))
    ]
    begins += [(n, "glossary") for n in _glossary(lines) if sizes[n] * 2 > sizes[-1]]
    closed = max(
        (n for n, line in enumerate(lines) if line[-1] in _ENDED and len(line) > 30), default=0
    )
    if closed < len(lines) - 3:
        begins.append((closed + 1, "footer"))
    spoken = max((n for n, line in enumerate(lines) if _SPOKEN.search(line)), default=-1)
    begins = [(n, kind) for n, kind in begins if n > spoken]  # 1. …：… of the report itself
    if not begins:
        return lines
    begins.sort(key=lambda begin: (begin[0], begin[1] == "footer"))
    first = begins[0][0]
    starts = [begins[0]]
    for n, kind in begins[1:]:
        if kind != starts[-1][1] and (kind == "footer" or starts[-1][1] != "footer"):
            starts.append((n, kind))
    for (n, kind), end in zip(starts, [*(n for n, _ in starts[1:]), len(lines)], strict=True):
        taken.append(Taken(kind, lines[n][:20], sizes[end] - sizes[n]))
    return lines[:first]


def _glossary(lines: list[str]) -> Iterator[int]:
    """Yield where a list of at least four numbered explanations begins: 1. …：…, 2. …：…."""
    numbers = [(n, int(match[1])) for n, line in enumerate(lines) if (match := _LISTED.match(line))]
    for at, (n, number) in enumerate(numbers):
        follow = [m for _, m in numbers[at : at + 4]]
        near = numbers[at : at + 4][-1][0] - n <= 8
        told = sum(bool(re.search("[：:]|是指|即", lines[m][:60])) for m, _ in numbers[at : at + 4])
        if number == 1 and follow == [1, 2, 3, 4] and near and told >= 3:
            yield n


def _unmarked(lines: list[str], taken: list[Taken]) -> list[str]:
    """Return the lines without marks of footnotes, which are glued to words: 工程[6], 旅游(1)."""
    marks = [mark for line in lines for mark in _MARKS.findall(line)]
    if len(marks) > 1:
        taken.append(Taken("marks", f"[{marks[0]}]…[{marks[-1]}]", len(marks)))
        lines = [_MARKS.sub("", line) for line in lines]
    glued = [int(mark) for line in lines for mark in _GLUED.findall(line)]
    if glued[:3] == [1, 2, 3]:
        taken.append(Taken("marks", f"({glued[0]})…({glued[-1]})", len(glued)))
        lines = [_GLUED.sub("", line) for line in lines]
    return [line for line in lines if line.strip()]


def _canonical(lines: list[str]) -> tuple[str, tuple[int, ...]]:
    """Return the canonical text of the lines, and where each of them starts in it."""
    text, starts, size = canonical("\n".join(lines)), [], 0
    for line in filter(None, map(canonical, lines)):
        size += text.startswith(" ", size)  # a break between two letters is a space
        starts.append(size)
        size += len(line)
    return text, tuple(starts)


def _check(text: str, lines: list[str], source: str) -> None:
    if len(text) < _LEAST:
        raise files.DataError(f"{source} has {len(text)} characters: too short to be a report")
    letters = sum(map(str.isalpha, text))
    chinese = len(_CHINESE.findall(text))
    if chinese * 2 < letters:
        raise files.DataError(f"{source} is no Chinese text: {chinese} of {letters} letters are")
    prose = len(lines[-1]) > 60 and "，" in lines[-1] and not _SITE.search(lines[-1])
    if text.endswith(("......", "……", "...")) or (prose and text[-1] not in _ENDED):
        raise files.DataError(f"{source} is truncated: it ends with …{text[-15:]}")
