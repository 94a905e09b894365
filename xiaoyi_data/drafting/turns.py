"""Which year a report is of, and where it turns: review of the year or of five, aims, plan.

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
_SHORT = re.compile(r"^[“”\w、（）()——]{4,30}$")
_DELIVERED = re.compile(r"(20\d\d)年(\d{1,2})月\d{1,2}日.{0,30}(?:会议|大会|届)")
_TOLD = re.compile(
    "(20\\d\\d)年(?:的)?(?:(?:政府)?工作回顾|工作总结|工作安排|重点工作|主要工作|工作任务|工作思路|"
    "工作的总体|目标任务|政府工作|经济社会发展)"
)
_PLAN = re.compile("十([一二三四五])五")
_FIVE = re.compile("[三四五]年|十[二三四五]五|本届")
_ONE = re.compile(r"20\d\d年|一年|今年|去年|上年")
_WHOLE = 4000  # characters; what is shorter may be the first half of a report
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


def year(text: str) -> Year:
    """Return the year whose plan a report is, as its head and its headings have it.

    >>> year("在县第一次会议上一、2021年工作回顾全年实现…二、2022年工作安排今年……").year
    2022
    """
    votes: Counter[int] = Counter()
    words = []
    for match in _DELIVERED.finditer(text[:300]):
        told = int(match[1]) + (int(match[2]) > 10)
        votes[told] += 2
        words.append(match[0][:24])
    head = re.search(r"(20\d\d)年?\S{0,10}政府工作报告", text[:120])
    if head:
        votes[int(head[1])] += 1
        words.append(head[0])
    for match in _TOLD.finditer(text):
        before = text[max(0, match.start() - 12) : match.start()]
        review = (
            "回顾" in match[0]
            or "总结" in match[0]
            or "回顾" in text[match.end() : match.end() + 8]
        )
        if not re.search("[一二三四五]、|部分|和|做好|关于|及", before) and not review:
            continue
        votes[int(match[1]) + review] += 2
        words.append(before[-2:] + match[0])
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
    lost = len(text) > _LOST * max(1, len(frame.starts))
    heads = list(_numbered(text, frame.starts, lost))
    if not heads and not lost:  # breaks are lost where the headings are
        heads, lost = list(_numbered(text, _sentences(text), True)), True
    plain = list(_unnumbered(text, frame.starts))
    if not heads:
        heads, lost = plain, lost and len(frame.starts) < 9
    elif plain and plain[0].sure and plain[0].start < heads[0].start and not heads[0].sure:
        heads = plain  # 2018年工作回顾, and 一、 below it
    made: list[Part] = []
    for n, head in enumerate(heads):
        end = heads[n + 1].start if n + 1 < len(heads) else len(text)
        ahead = any(part.turn in ("years_aims", "year_plan") for part in made)
        if ahead and not head.turn:  # a report looks back first
            head = head._replace(turn="year_plan")
        made += _inside(text, frame.starts, head, end, this, lost)
    if len(text) > _WHOLE and len({part.turn.endswith("review") for part in made}) < 2:
        made = [part._replace(sure=False) for part in made]  # each report looks back and ahead
    if not made or made[0].start:
        first = made[0].start if made else len(text)
        sure = bool(made) and first < 600
        made.insert(0, Part(0, first, "year_plan", text[:12], sure, "0", text[:12]))
    return tuple(made)


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
        line = text[start:after]
        row = rules.first("turns", "place", "heading", line) if _SHORT.match(line) else None
        if row and start > 20 and not re.match(f"[{_NUMBER}]{{1,2}}、", line):
            count += 1
            yield Heading(start, str(count), line, row["turn"], row["sure"] == "yes")


def _sentences(text: str) -> tuple[int, ...]:
    """Return where sentences start, and the first heading, which follows a name or a title."""
    first = re.search("一、", text[:600])
    ends = {match.end() for match in re.finditer("[。！？!]|各位代表：", text)}
    return tuple(sorted({0, *ends, *([first.start()] if first else [])}))


def _inside(
    text: str, starts: tuple[int, ...], head: Heading, end: int, this: int, lost: bool
) -> Iterator[Part]:
    """Yield the parts of a section: a new one where a paragraph opens with another time."""
    start, number, title = head[:3]
    known, sure = _told(text[start : start + 700], head, this)
    side, words = ("review" if known.endswith("review") else "plan"), title[:24]
    places = [s for s in (_sentences(text) if lost else starts) if start < s < end]
    both = bool(_FIVE.search(title) and _ONE.search(title))  # one of them is yet to come
    begin, own, second, named = start, "", 0, title[:24]
    made = []
    for place in places:
        opening = text[place : place + 60].lstrip("—-－―")
        opening = re.sub("^(?:各位代表[！!，,：:]?|同志们[！!，,])", "", opening)
        other = _turned(opening, side, this)
        heading = None if lost or side == "review" else _SECOND.match(text, place)
        if not heading and (not other or other == known):
            words = words if sure or not other else opening[:12]
            sure = sure or bool(other)
            continue
        if place > begin:
            made.append(Part(begin, place, known, words, sure, _count(number, own), named))
        begin, second = place, second + 1
        if heading:
            named = re.split("[。，；]", heading[2])[0][:24]
        else:
            known, words, sure, both = other, opening[:12], True, False
            named = text[place : place + 14]
        own = str(second)
    made.append(Part(begin, end, known, words, sure, _count(number, own), named))
    for part in made:
        yield part._replace(sure=part.sure and not both, years=_named(part, title, this))


def _named(part: Part, title: str, this: int) -> str:
    """Return the years that a part of several years names: 十三五, 过去四年, 2013年以来."""
    if not part.turn.startswith("years"):
        return ""
    plan, aims = _PLAN.search(part.words), part.turn == "years_aims"
    last = 2000 + 5 * ("一二三四五".index(plan[1]) + 2) if plan else 0
    if plan and (last >= this if aims else last < this):
        return f"{last - 4}/{last}"
    few = re.search("([三四])年", part.words + title)
    if few:
        count = "一二三四".index(few[1]) + 1
        return f"{this}/{this + count - 1}" if aims else f"{this - count}/{this - 1}"
    since = None if aims else re.search(r"(20\d\d)年以来", part.words + title)
    return f"{since[1]}/{this - 1}" if since and this - 9 < int(since[1]) < this - 1 else ""


def _told(sample: str, head: Heading, this: int) -> tuple[str, bool]:
    """Return the turn of a section by its heading, else by its first sentences, and if it is sure.

    A heading of another year than the report's is not sure, nor is one without a time where the
    sentences speak of one year and of five.
    """
    if head.turn and head.sure:
        named = re.match(r"\D{0,6}(20\d\d)年", head.title)
        due = this - 1 if head.turn.endswith("review") else this
        single = head.turn.startswith("year_")
        return head.turn, not (named and single and int(named[1]) != due)
    side = head.turn.removeprefix("year_")
    if not side:
        side = "review" if re.search("[一三四五]年来|过去的?[一三四五]年|去年", sample) else "plan"
    five = re.search("[三四五]年来|过去的?[三四五]年|这[三四五]年|本届政府|(?:今后|未来)的?五年", sample)
    one = re.search(
        f"一年来|过去的?一年|这一年|{this - 1 if side == 'review' else this}年|今年", sample
    )
    if bool(five) == bool(one):
        return f"year_{side}", False
    return (f"year_{side}" if one else "years_review" if side == "review" else "years_aims"), True


def _count(number: str, own: str) -> str:
    return f"{number}.{own}" if own else f"{number}.0"


def _turned(opening: str, side: str, this: int) -> str:
    row = rules.first("turns", "place", side, opening)
    if not row:
        return ""
    told = re.match(r"20\d\d", opening)
    if told and side == "review" and int(told[0]) != this - 1:
        return ""
    if told and side == "plan" and row["turn"] == "year_plan" and int(told[0]) != this:
        return ""
    return row["turn"]
