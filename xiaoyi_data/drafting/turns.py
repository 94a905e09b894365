"""Which year a report is of, and where it turns: review of the year or of several, aims, plan.

The period of most figures is said by no word beside them; it is that of the part they stand in.
So a part that cannot be told is said to be unsure, with the words that were found. What headings
and openings say is in ``data/drafting/turns.tsv``.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from xiaoyi_data.drafting import rules
from xiaoyi_data.drafting.frame import Frame
from xiaoyi_data.report import statements
from xiaoyi_data.report.source import smooth

_NUMBERS = "一二三四五六七八九十"
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
# The first and the last year of each turn, counted from that of the report.
_YEARS = {"year_review": (-1, -1), "years_review": (-5, -1), "years_aims": (0, 4),
          "year_plan": (0, 0)}  # fmt: skip
_WHOLE = 4000  # characters; what is shorter may be an excerpt
_LOST = 900  # characters of a paragraph on average; with more, breaks have been lost
_PACES = 3  # growths a year (年均) that a part of one year may not have
_LINE = 60  # characters; what is longer is no heading alone


class Part(NamedTuple):
    """A part of a report that speaks of one time: its turn, and the words that say so.

    A heading is the part it begins, without a turn where it says none.
    """

    start: int
    end: int
    turn: str
    words: str
    sure: bool
    number: str
    title: str
    years: str = ""  # where they are not those of the turn; of a heading its last month


class Year(NamedTuple):
    """The year a report is of, the words it rests on, and whether they agree; 0 for none."""

    year: int
    words: tuple[str, ...]
    sure: bool


def year(frame: Frame) -> Year:
    """Return the year whose plan a report is, as its head and its headings have it.

    >>> text = "在县第一次会议上一、2021年工作回顾全年实现…。二、2022年工作安排今年……"
    >>> year(Frame(text, (0,), ())).year
    2022
    """
    found = list(_votes(frame))
    votes = Counter(named for named, weight, _ in found for _ in range(weight))
    (best, most), (_, second) = [*votes.most_common(2), (0, 0), (0, 0)][:2]
    words = dict.fromkeys(said[:24] for *_, said in found)
    return Year(best, tuple(words)[:6], most >= 2 > second)


def _votes(frame: Frame) -> Iterator[tuple[int, int, str]]:
    """Yield each year that something says a report is of, its weight, and the words."""
    text = _in_digits(frame.text)
    for match in rules.pattern("delivered").finditer(text[:300]):
        yield int(match[1]) + (int(match[2]) > 10), 2, match[0]
    if title := rules.pattern("titled").search(text[:120]):
        yield int(title[1]), 1, title[0]
    for head in _headings(text, frame.starts)[0]:
        if head.turn and (named := rules.pattern("of_year").search(head.title)):
            yield int(named[1]) + (head.turn.endswith("review") and not head.years), 2, head.title


def years(turn: str, this: int, told: str = "") -> tuple[int, int]:
    """Return the first and the last year that a part of a turn speaks of, or that it is ``told``.

    >>> years("years_review", 2021), years("year_plan", 2021)
    ((2016, 2020), (2021, 2021))
    """
    first, last = _YEARS[turn]
    return statements.years(told) if told else (this + first, this + last)


def parts(frame: Frame, this: int) -> tuple[Part, ...]:
    """Return the parts of a report of the year ``this``, one after the other from its beginning."""
    text, made = _in_digits(frame.text), list[Part]()
    heads, lost = _headings(text, frame.starts)
    places = _sentences(text) if lost else frame.starts
    ends = [*(head.start for head in heads), len(text)][1:]
    for head, end in zip(heads, ends, strict=True):
        planned = bool(made) and not made[-1].turn.endswith("review")
        turn, sure = _told(text[head.start : end], head, this, planned)
        whole = head._replace(end=end, turn=turn, sure=sure, number=f"{head.number}.0")
        inside = [place for place in places if head.start < place < end]
        made += _turning(text, whole, inside, this, lost)
    if not made or made[0].start:
        first = made[0].start if made else len(text)
        sure = bool(made) and first < 600
        made.insert(0, Part(0, first, "year_plan", text[:12], sure, "0", text[:12]))
    # A report looks back and ahead: where one of both was not found, a heading has been missed.
    both = len({part.turn.endswith("review") for part in made if part.start}) > 1
    said = both or len(text) < _WHOLE
    return tuple(part._replace(sure=part.sure and said and not _paced(part, text)) for part in made)


def _paced(part: Part, text: str) -> bool:
    """Return whether a part of one year has paces of several: another has begun in it unseen."""
    paces = rules.words("averaged").findall(text, part.start, part.end)
    return part.turn.startswith("year_") and len(paces) >= _PACES


def _headings(text: str, starts: Sequence[int]) -> tuple[list[Part], bool]:
    """Return the headings of the sections, and whether breaks of paragraphs have been lost.

    A heading without a number that says its time, and stands before the first that has one, is
    above those with numbers.
    """
    lost = len(text) > _LOST * max(1, len(starts))
    heads = list(_numbered(text, starts, lost))
    if not heads and not lost:  # breaks are lost where the headings are
        heads, lost = list(_numbered(text, starts, True)), True
    bare = list(_unnumbered(text, starts, lost))
    if bare and (not heads or (bare[0].start < heads[0].start and bare[0].sure)):
        heads = bare
    return heads, lost and (heads is not bare or len(starts) < 9)


def _numbered(text: str, starts: Sequence[int], lost: bool) -> Iterator[Part]:
    """Yield the headings 一、 二、 三、 in their order."""
    wanted = 0
    for start in _sentences(text) if lost else starts:
        match = rules.pattern("first_heading").match(text, start)
        if match and (match[1] or match[2]) == _NUMBERS[wanted : wanted + 1]:
            wanted += 1
            title = text[match.start(3) : next((s for s in starts if s > start), len(text))]
            if lost or len(title) > _LINE:
                title = rules.pattern("heading_ends").split(match[3])[0][: 24 if lost else 45]
            yield _heading(start, wanted, title)


def _unnumbered(text: str, starts: Sequence[int], lost: bool) -> Iterator[Part]:
    """Yield headings without numbers: short lines that say as much, or how a sentence begins."""
    lines = [(start, text[start:end]) for start, end in pairwise([*starts, len(text)])]
    bare = [one for one in lines if one[0] > 20 and rules.pattern("bare_heading").match(one[1])]
    if lost and not bare:
        found = (rules.pattern("glued_heading").match(text, at) for at in _sentences(text))
        bare = [(match.start(), match[0]) for match in found if match]
    heads = (_heading(start, 0, line) for start, line in bare)
    for number, head in enumerate((head for head in heads if head.turn), start=1):
        yield head._replace(number=str(number))


def _heading(start: int, number: int, title: str) -> Part:
    row = rules.first("turns", heading=title)
    sure, words = row["sure"] == "yes", title[:24]
    return Part(start, start, row["turn"], words, sure, str(number), title, row["months"])


def _sentences(text: str) -> Sequence[int]:
    """Return where sentences start, and the first heading, which follows a name or a title."""
    first = re.search("一、", text[:600])
    ends = {match.end() for match in re.finditer("[。！？!]|各位代表：", text)}
    return sorted({0, *ends, *([first.start()] if first else [])})


def _turning(text: str, head: Part, places: list[int], this: int, lost: bool) -> Iterator[Part]:
    """Yield the parts of a section: a new one where a paragraph opens with another time.

    Where a heading names two times, the part before one of them opens a paragraph is unsure.
    """
    several, one = (rules.pattern(kind).search(head.title) for kind in ("of_several", "of_one"))
    named = (re.findall(kind, head.title) for kind in (r"\d{4}年", "十.五"))
    both = bool(several and one) or any(len(set(times)) > 1 for times in named)
    part, made = head._replace(title=head.words), list[Part]()
    for place in places:
        opening = rules.pattern("address").sub("", text[place : place + 60])
        review = part.turn.endswith("review")
        other = _turned(opening, review, this)
        turned = other not in ("", part.turn)
        second = rules.pattern("second_heading").match(text, place)
        heading = None if lost or review else second
        if heading or turned:
            made.append(part._replace(end=place))
            number = f"{head.number.removesuffix('.0')}.{len(made)}"
            part = part._replace(start=place, number=number)
        if heading:
            part = part._replace(title=re.split("[。，；]", heading[2])[0][:24])
        elif turned:
            title, both = text[place : place + 14], False
            part = part._replace(turn=other, words=opening[:12], sure=True, title=title)
        elif other and not part.sure:
            part = part._replace(words=opening[:12], sure=True)
    for whole in [*made, part]:
        first = text[whole.start : min(whole.end, whole.start + len(whole.title) + 60)]
        yield whole._replace(sure=whole.sure and not both, years=_own(whole, first, this))


def _told(section: str, head: Part, this: int, planned: bool) -> tuple[str, bool]:
    """Return the turn of a section by its heading, else by its first sentences, and if it is sure.

    A heading of another year than the report's is not sure, nor is one without a time where the
    sentences speak of one year and of several, or more of what was done in a plan, of what is to
    be done in a review. After a plan nothing is reviewed any more, unless a heading says so.
    """
    if head.turn and head.sure:
        turn = _of_plan(head.turn, head.title, this)
        named = re.match(r"\D{0,6}((?:19|20)\d\d)年", head.title)
        due = this - (turn.endswith("review") and not head.years)
        single = turn.startswith("year_")
        return turn, not (named and single and int(named[1]) != due)
    sample = section[:700]
    back, several, one = (rules.pattern(kind).search(sample)
                          for kind in ("looks_back", "several_years", "one_year"))  # fmt: skip
    done, due = (len(rules.pattern(kind).findall(section)) for kind in ("was_done", "is_due"))
    behind = bool(back) and not re.search(f"今年|{this}年", sample)
    side = head.turn.removeprefix("year_") or ("review" if back else "plan")
    side = "plan" if planned or (due > 2 * done and not behind) else side
    one = one or re.search(f"{this - 1 if side == 'review' else this}年", sample)
    if bool(several) == bool(one):
        return f"year_{side}", planned and not several
    turn = f"year_{side}" if one else "years_review" if side == "review" else "years_aims"
    return turn, planned or behind or (done >= due if side == "review" else due >= done)


def _turned(opening: str, review: bool, this: int) -> str:
    """Return the turn that the opening of a paragraph in a review, or in a plan, says; or none."""
    turn = rules.first("turns", **{"review" if review else "plan": opening})["turn"]
    turn, told = _of_plan(turn, opening[:6], this), re.match(r"(?:19|20)\d\d", opening)
    due = this - 1 if review else this
    return "" if told and int(told[0]) != due and (review or turn == "year_plan") else turn


def _of_plan(turn: str, words: str, this: int) -> str:
    """Return a turn of several years as the five-year plan has it that its words name, if any."""
    plan = rules.pattern("plan").search(words) if turn.startswith("years") else None
    if not plan or plan_end(plan[1]) - 4 < this <= plan_end(plan[1]):
        return turn
    return "years_aims" if plan_end(plan[1]) > this else "years_review"


def _own(part: Part, first: str, this: int) -> str:
    """Return the years that a part names, empty where they are those of its turn.

    A plan by its number (“十三五”), a length (过去四年), a beginning (2013年以来); months (上半年).
    """
    if part.turn == "year_review" and part.years:
        return f"{this}-01/{this}-{part.years}"
    aims, named = part.turn == "years_aims", rules.pattern("plan").search(part.words)
    if not part.turn.startswith("years"):
        return ""
    if named and ((end := plan_end(named[1])) >= this) == aims:
        return f"{end - 4}/{end}"
    begun, length = (rules.pattern(kind).search(first) for kind in ("begun", "length"))
    ago = _NUMBERS.index(length[1] or length[2]) if length else 0
    since = begun[1] if begun else str(this - 1 - ago) if length else ""
    return f"{since}/{this - 1}" if since and not aims else ""


def plan_end(number: str) -> int:
    """Return the last year of a five-year plan by its number.

    >>> plan_end("三")  # 十三五
    2020
    """
    return 2010 + 5 * _NUMBERS.index(number)


def _in_digits(text: str) -> str:
    """Return a smooth text with its years in digits, as long as before: 二〇二一年 as 2021年."""
    year = rules.pattern("year_in_chinese")
    return year.sub(lambda found: found[0].translate(_DIGITS), smooth(text))
