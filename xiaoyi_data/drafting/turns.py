"""Which year a report is of, and where it turns: review of the year or of several, aims, plan.

The period of most figures is said by no word beside them; it is that of the part they stand in.
So a part that cannot be told is said to be unsure, with the words that were found.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from xiaoyi_data.drafting import rules
from xiaoyi_data.drafting.frame import Frame

KINDS = ("year_review", "years_review", "years_aims", "year_plan")
_NUMBER = "一二三四五六七八九十"
_FIRST = re.compile(rf"(?:第([一二三四五六])部分[：:、，]?|([{_NUMBER}])、)(.{{2,45}})")
_SECOND = re.compile(rf"[（(]([{_NUMBER}]{{1,3}})[）)](.{{2,40}})")
_SHORT = re.compile(r"^(?!.*报告)[“”\w、（）() —]{4,45}$")
_DELIVERED = re.compile(r"((?:19|20)\d\d)年(\d{1,2})月\d{1,2}日.{0,30}(?:会议|大会|届)")
_NAMED = re.compile(r"((?:19|20)\d\d)年(?!.{0,2}远景|以来|[—-])")
_CHINESE = re.compile("[一二][九〇零○][〇零○一二三四五六七八九]{2}(?=年)")  # 二〇二一年
_DIGITS = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_PLAN = re.compile("十([一二三四五])五")
_LENGTH = re.compile("(?:过去|这|本届政府|的)的?([二三四六])年|([四六])年来")
_SINCE = re.compile(r"((?:19|20)\d\d)年以来")
_SEVERAL = re.compile("[四五]年|十[二三四五]?五|本届")
_ONE = re.compile(r"(?:19|20)\d\d年|一年|今年|去年|上年")
_WHOLE = 4000  # characters; what is shorter may be an excerpt
_LOST = 900  # characters of a paragraph on average; with more, breaks have been lost


class Part(NamedTuple):
    """A part of a report that speaks of one time: its turn, and the words that say so."""

    start: int
    end: int
    turn: str
    words: str
    sure: bool
    number: str
    title: str
    years: str = ""  # where they are not those of the turn


class Heading(NamedTuple):
    """A heading: where it stands, its number, its words, the turn they say or none."""

    start: int
    number: str
    title: str
    turn: str
    sure: bool


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
    votes: Counter[int] = Counter()
    words = []
    head = _numbered_years(frame.text[:300])
    for match in _DELIVERED.finditer(head):
        votes[int(match[1]) + (int(match[2]) > 10)] += 2
        words.append(match[0][:24])
    if title := re.search(r"(20\d\d)年?\S{0,10}政府工作报告", head[:120]):
        votes[int(title[1])] += 1
        words.append(title[0])
    for heading in _headings(frame)[0]:
        named = _NAMED.search(heading.title)
        if named and heading.turn:
            votes[int(named[1]) + heading.turn.endswith("review")] += 2
            words.append(heading.title[:24])
    if not votes:
        return Year(0, (), False)
    (best, most), *others = votes.most_common()
    sure = most >= 2 and (not others or others[0][1] < 2)
    return Year(best, tuple(dict.fromkeys(words))[:6], sure)


def years(turn: str, this: int, told: str = "") -> tuple[int, int]:
    """Return the first and the last year that a part of a turn speaks of, or that it is ``told``.

    >>> years("years_review", 2021), years("year_plan", 2021)
    ((2016, 2020), (2021, 2021))
    """
    if told:
        first, _, last = told.partition("/")
        return int(first), int(last or first)
    return {
        "year_review": (this - 1, this - 1),
        "years_review": (this - 5, this - 1),
        "years_aims": (this, this + 4),
        "year_plan": (this, this),
    }[turn]


def parts(frame: Frame, this: int) -> tuple[Part, ...]:
    """Return the parts of a report of the year ``this``, one after the other from its beginning."""
    text = frame.text
    heads, lost = _headings(frame)
    places = _sentences(text) if lost else frame.starts
    made: list[Part] = []
    ends = [*(head.start for head in heads), len(text)][1:]
    for head, end in zip(heads, ends, strict=True):
        planned = bool(made) and not made[-1].turn.endswith("review")
        inside = [place for place in places if head.start < place < end]
        made += _inside(text, inside, head, end, this, lost, planned)
    if not made or made[0].start:
        first = made[0].start if made else len(text)
        sure = bool(made) and first < 600
        made.insert(0, Part(0, first, "year_plan", text[:12], sure, "0", text[:12]))
    # A report looks back and ahead: where one of both was not found, a heading has been missed.
    both = len({part.turn.endswith("review") for part in made if part.start}) > 1
    return tuple(part._replace(sure=part.sure and (both or len(text) < _WHOLE)) for part in made)


def _headings(frame: Frame) -> tuple[list[Heading], bool]:
    """Return the headings of the sections, and whether breaks of paragraphs have been lost.

    A heading without a number that says its time, and stands before the first that has one, is
    above those with numbers.
    """
    text, starts = frame.text, frame.starts
    lost = len(text) > _LOST * max(1, len(starts))
    heads = list(_numbered(text, starts, lost))
    if not heads and not lost:  # breaks are lost where the headings are
        heads, lost = list(_numbered(text, _sentences(text), True)), True
    bare = list(_unnumbered(text, starts))
    if bare and (not heads or (bare[0].start < heads[0].start and bare[0].sure)):
        return bare, lost and len(starts) < 9
    return heads, lost and (bool(heads) or len(starts) < 9)


def _numbered(text: str, starts: tuple[int, ...], lost: bool) -> Iterator[Heading]:
    """Yield the headings 一、 二、 三、 in their order."""
    wanted = 0
    for start in _sentences(text) if lost else starts:
        match = _FIRST.match(text, start)
        if not match or (match[1] or match[2]) != _NUMBER[wanted : wanted + 1]:
            continue
        title = re.split("[。！；!;]|各位代表", match[3])[0][: 24 if lost else 45]
        after = next((s for s in starts if s > start), len(text))
        if not lost and after - start <= 60:
            title = text[match.start(3) : after]
        title = _numbered_years(title)
        row = rules.first("turns", "place", "heading", title)
        if not lost and after - start > 60 and not row:
            continue  # 一、 of a list within a paragraph
        wanted += 1
        told = (row["turn"], row["sure"] == "yes") if row else ("", False)
        yield Heading(start, str(wanted), title, *told)


def _unnumbered(text: str, starts: tuple[int, ...]) -> Iterator[Heading]:
    """Yield headings without numbers: short lines that say as much."""
    count = 0
    for start, after in zip(starts, [*starts[1:], len(text)], strict=True):
        line = _numbered_years(text[start:after])
        row = rules.first("turns", "place", "heading", line) if _SHORT.match(line) else None
        if row and start > 20 and not _FIRST.match(line):
            count += 1
            yield Heading(start, str(count), line, row["turn"], row["sure"] == "yes")


def _sentences(text: str) -> tuple[int, ...]:
    """Return where sentences start, and the first heading, which follows a name or a title."""
    first = re.search("一、", text[:600])
    ends = {match.end() for match in re.finditer("[。！？!]|各位代表：", text)}
    return tuple(sorted({0, *ends, *([first.start()] if first else [])}))


def _inside(
    text: str, places: list[int], head: Heading, end: int, this: int, lost: bool, planned: bool
) -> Iterator[Part]:
    """Yield the parts of a section: a new one where a paragraph opens with another time."""
    start, number, title = head[:3]
    known, sure = _told(text[start:end], head, this, planned)
    words = title[:24]
    both = bool(_SEVERAL.search(title) and _ONE.search(title))  # one of them is yet to come
    both = both or len(set(re.findall(r"\d{4}年", title))) > 1
    begin, own, second, named = start, number + ".0", 0, title[:24]
    made = []
    for place in places:
        opening = text[place : place + 60].lstrip("—-－―")
        opening = re.sub("^(?:各位代表[！!，,：:]?|同志们[！!，,])", "", opening)
        review = known.endswith("review")
        other = _turned(opening, review, this)
        heading = None if lost or review else _SECOND.match(text, place)
        if not heading and (not other or other == known):
            words = words if sure or not other else opening[:12]
            sure = sure or bool(other)
            continue
        if place > begin:
            made.append(Part(begin, place, known, words, sure, own, named))
        begin, second = place, second + 1
        if heading:
            named = re.split("[。，；]", heading[2])[0][:24]
        else:
            known, words, sure, both = other, opening[:12], True, False
            named = text[place : place + 14]
        own = f"{number}.{second}"
    made.append(Part(begin, end, known, words, sure, own, named))
    for part in made:
        first = text[part.start : min(part.end, part.start + len(part.title) + 60)]
        told = _several(part.words, first, part.turn, this)
        yield part._replace(sure=part.sure and not both, years=told)


def _told(section: str, head: Heading, this: int, planned: bool) -> tuple[str, bool]:
    """Return the turn of a section by its heading, else by its first sentences, and if it is sure.

    A heading of another year than the report's is not sure, nor is one without a time where the
    sentences speak of one year and of several, or more of what was done in a plan, of what is to
    be done in a review. After a plan nothing is reviewed any more, unless a heading says so.
    """
    if head.turn and head.sure:
        named = re.match(r"\D{0,6}((?:19|20)\d\d)年", head.title)
        due = this - 1 if head.turn.endswith("review") else this
        single = head.turn.startswith("year_")
        return head.turn, not (named and single and int(named[1]) != due)
    sample = section[:700]
    done, due = (
        sum(len(pattern.findall(section)) for pattern, _ in rules.patterns("turns", "place", said))
        for said in ("done", "due")
    )
    side = "plan" if planned or due > 2 * done else head.turn.removeprefix("year_")
    if not side:
        side = "review" if re.search("一年来|[四五]年来|过去的?[一四五]年|去年", sample) else "plan"
    several = re.search(
        "[四五]年来|过去的?[四五]年|这[四五]年|本届政府|(?:今后|未来)的?五年", sample
    )
    one = re.search(
        f"一年来|过去的?一年|这一年|{this - 1 if side == 'review' else this}年|今年", sample
    )
    suits = planned or (done >= due if side == "review" else due >= done)
    if bool(several) == bool(one):
        return f"year_{side}", planned and not several
    turn = f"year_{side}" if one else "years_review" if side == "review" else "years_aims"
    return turn, suits


def _turned(opening: str, review: bool, this: int) -> str:
    """Return the turn that the opening of a paragraph in a review, or in a plan, says; or none."""
    plan = _PLAN.search(opening[:6])
    if review and plan and "期" in opening[:10] and _ends(plan) - 4 >= this:
        return "years_aims"
    row = rules.first("turns", "place", "review" if review else "plan", opening)
    told = re.match(r"(?:19|20)\d\d", opening)
    if row and told and (review or row["turn"] == "year_plan") and int(told[0]) != this - review:
        return ""
    return row["turn"] if row else ""


def _numbered_years(text: str) -> str:
    """Return a text with its years in digits: 二〇二一年 as 2021年."""
    return _CHINESE.sub(lambda found: found[0].translate(_DIGITS), text)


def _several(words: str, first: str, turn: str, this: int) -> str:
    """Return the years that a part of several years names, empty where they are the last five.

    A plan by its number (“十三五”), a length (过去四年), a beginning (2013年以来).
    """
    if not turn.startswith("years"):
        return ""
    plan = _PLAN.search(words)
    if plan and (_ends(plan) >= this if turn == "years_aims" else _ends(plan) < this):
        return f"{_ends(plan) - 4}/{_ends(plan)}"
    if turn == "years_aims":
        return ""
    if since := _SINCE.search(first):
        return f"{since[1]}/{this - 1}"
    if length := _LENGTH.search(first):
        return f"{this - 1 - '一二三四五六'.index(length[1] or length[2])}/{this - 1}"
    return ""


def _ends(plan: re.Match[str]) -> int:
    """Return the last year of a five-year plan."""
    return 2010 + 5 * "一二三四五".index(plan[1])
