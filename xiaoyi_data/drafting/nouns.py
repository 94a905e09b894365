"""Words around a number -> the noun in them: without times, places, adverbs, verbs and signs."""

from __future__ import annotations

import re
from typing import NamedTuple

from xiaoyi_data.drafting import rules
from xiaoyi_data.drafting.spans import Span

_LONGEST = 30
_JOINED = {  # words for two or three things in one
    "^城乡(?!.*[、和与及])": ("城镇", "农村"), "存贷款": ("存款", "贷款"), "收支": ("收入", "支出"),
    "^一、?二、?三(?:次产业|产业|产)": ("第一产业", "第二产业", "第三产业"),
}  # fmt: skip
NUMBER = re.compile(r"(?!(?:19|20)\d\d年)(?<![\d.])\d[\d.,]*")


def place(name: str) -> re.Pattern[str]:
    """Return a pattern of the name of a place at the beginning of words: 博野县, 博野."""
    short = name[:-1] if len(name) > 2 else name
    parts = "|".join(re.escape(part) for part in (name, short) if part)
    return re.compile(f"^(?:{parts})(?![市县区省])" if parts else "^(?!)")


class Name(NamedTuple):
    """A name, how it was found, and the key of the shared indicator that has it, else empty.

    ``verb`` is what was done with what follows the number: 新建 of 新建5个车站、3座桥.
    """

    name: str
    how: str
    indicator: str = ""
    verb: str = ""


def front(words: str, here: re.Pattern[str]) -> str:
    """Return words without the times, places and adverbs before their noun.

    >>> front("今年全县累计新增就业", place("某县"))
    '新增就业'
    """
    text = rules.pattern("signs").sub("", words)
    while True:
        shorter = rules.pattern("times").sub("", rules.words("front", "^{}").sub("", text, count=1))
        shorter = here.sub("", shorter)
        if shorter == text or len(shorter) < 2:
            return text
        text = shorter


def plain(words: str) -> str:
    """Return words without quotation marks, brackets and marks of lists."""
    return rules.pattern("signs").sub("", words)


def before(left: str, here: re.Pattern[str]) -> str:
    """Return the noun before a number, without what stands before it and the verbs after.

    >>> before("全县城镇化率达到", place("某县"))
    '城镇化率'
    """
    text = rules.pattern("signs").sub("", left)
    while (shorter := rules.words("ends", "{}[了的]?$").sub("", text)) != text:
        text = shorter
    text = front(text, here)
    if rules.words("front", "^{}$").search(text):
        return ""
    shorter = rules.words("plain_verbs", "^{}了?").sub("", text, count=1)
    return front(shorter, here) if len(shorter) > 2 else text


def after(right: str) -> str:
    """Return the noun after a number: 6.6万户清洁取暖改造 is of 清洁取暖改造.

    >>> after("老旧小区改造全部完工"), after("，其中")
    ('老旧小区改造', '')
    """
    text = re.sub("^[（(].[）)]", "", rules.pattern("place_kinds").sub(r"\1", right))
    if text[:1] in ("（", "("):
        return ""
    text = rules.pattern("little").sub("", plain(text))
    text = rules.pattern("sized").sub("", text)
    text = rules.pattern("class").sub("", rules.pattern("amount").sub("", text))
    if text[:1] in ("、", "和", "及", "与"):
        return ""  # what follows is another item
    if graded := rules.pattern("graded").match(text):  # 6个省级、21个市级示范村
        text = graded[1] + graded[2]
    if put := rules.pattern("put").match(text):  # 13个县被命名为示范区
        return f"{put[2]}的{put[1]}"
    text = head(rules.pattern("noun_ends").split(text)[0])
    text = re.sub("(?<=[目标业位村户家])中$", "", text)
    text = text.split("、")[0] if len(text) > 14 and "、" in text else text
    if len(text) < 2 and not (text in ("村", "县", "乡", "镇") and fate(right, text)):
        return ""
    return "" if rules.words("front", "^{}$").search(text) else text


def head(text: str) -> str:
    """Return the noun at the beginning of words, without what is said of it.

    >>> head("脱贫攻坚督查通过验收")
    '脱贫攻坚督查'
    """
    noun = "工程|项目|行动|中心|计划|活动|基地|任务|培训|攻坚|小区|率|数|量"
    ends = rules.words("object_ends", f"{{}}(?!{noun})")
    return re.sub("(?:工作|任务|目标)$", "", ends.split(text)[0]).strip("、和与及的")


def undergone(words: str) -> str:
    """Return the noun of what is raised or improved.

    >>> undergone("加大困难学生资助力度")
    '困难学生资助'
    """
    return head(rules.pattern("undertaken").sub(r"\1", words))


def fate(right: str, noun: str) -> str:
    """Return what becomes of the noun after a number, where the words say so: 摘帽 of 贫困县.

    >>> fate("贫困县全部摘帽，", "贫困县"), fate("项目的前期", "项目")
    ('摘帽', '')
    """
    rest, kept = rules.pattern("also").sub("", plain(right).partition(noun)[2]), ""
    while rest != kept:
        kept, rest = rest, rules.words("between", "^{}").sub("", rest, count=1)
    said = re.split("[,，。；：;（(]", rest)[0].replace("了", "")
    said = said.split("、")[0] if len(said) > 13 or re.search(r"\d", said) else said
    works = rules.words("deeds", "(?:{}|工程)$").search(noun)
    return "" if works or not noun or rules.pattern("no_fate").search(said) else said


def done_to(words: str, here: re.Pattern[str]) -> str:
    """Return the noun that the verbs at the beginning of words are done to.

    >>> done_to("集中改造了11条背街小巷", place("某县"))
    '背街小巷'
    """
    text = front(words, here)
    while (shorter := rules.words("spent_on", "^{}了?").sub("", text, count=1)) != text:
        text = front(shorter, here)
    return after(text)


def bought(span: Span, noun: str, here: re.Pattern[str]) -> str:
    """Return what money is spent on, ``noun`` the one after it: 投资5000万元，建设了3所学校."""
    own, _, further = span.behind.partition("，")
    thing = ""
    if own[:1] not in set("、和及"):
        own = own.removeprefix("的")
        own = own if NUMBER.search(own) else rules.pattern("and_others").sub("", own)
        thing = done_to(own, here) or noun
    if not thing and rules.words("spent_on", "^.{{0,2}}{}").search(further):
        thing = done_to(further.partition("，")[0], here)
    return thing


def purpose(span: Span) -> str:
    """Return what funds after a number are for: 27亿元国债资金用于医疗设施建设."""
    used = rules.pattern("used_for").search(span.behind)
    return after(used[1]) if used and len(used[1]) < 18 else ""


def listed(subject: str, numbers: int) -> list[str]:
    """Return the nouns of a list, each whole; how many ``numbers`` there are shows what parts them.

    >>> listed("煤炭、电力产量", 2)
    ['煤炭产量', '电力产量']
    """
    for joined, parts in _JOINED.items():
        if numbers % len(parts) == 0 and re.search(joined, subject):
            return [re.sub(joined, one, subject) for one in parts]
    splits = [
        [p for p in re.split(signs, subject) if p] for signs in ("[、和与及]", "[、和]", "、")
    ]
    *firsts, last = next((s for s in splits if len(s) == numbers), splits[0]) or [""]
    if last == "支出" and firsts and firsts[0].endswith("收入"):
        last = firsts[0].removesuffix("收入") + last
    ended = rules.words("heads", "{}$")
    people = None if "居民" in "".join(firsts) else re.search("(?:常住)?居民.*", last)
    tail = people or rules.pattern("shared_tail").search(last) or ended.search(last)
    firsts = [re.sub("^.*用于", "", one) for one in firsts]
    if last == "死亡人数" and firsts and firsts[0].endswith("起数"):
        last = firsts[0].removesuffix("起数") + last
    if last.endswith("排放量"):  # 化学需氧量、氨氮排放量
        firsts = [re.sub("(?<=氧量|氨氮|化硫|化物)$", "排放量", one) for one in firsts]
    whole = [one if ended.search(one) or not tail else one + tail[0] for one in firsts] + [last]
    return [re.sub("^乡(?=居民)", "农村", re.sub("^城(?=居民)", "城镇", one)) for one in whole]


def numbered(since: str, right: str) -> bool:
    """Return whether numbers follow one another with nothing but their units between.

    >>> numbered("增至7.8张、", "个"), numbered("增至7.8张，医生", "个"), numbered("", "张、4个")
    (True, False, True)
    """
    between = [*NUMBER.split(since)[1:], *NUMBER.split(right)[:-1]]
    return bool(between) and all(re.fullmatch(r"[^，、]{0,4}[、和及]", one) for one in between)


def short(words: str) -> str:
    """Return words no longer than a name may be: what follows the last 的, or the end."""
    words = rules.pattern("and_others").sub("", words.strip("、，的和与及了：:"))
    words = rules.pattern("inner_verb").sub("", words)
    if len(words) > _LONGEST:
        last = re.split("[的、]", words)[-1]
        ends = (part.end() for part in rules.pattern("name_parts").finditer(words))
        begin = next((end for end in ends if len(words) - end <= _LONGEST), -_LONGEST)
        words = last if 3 < len(last) <= _LONGEST else words[begin:]
    return words


def verbal(words: str) -> bool:
    """Return whether words are no noun: nothing, or verbs such as 投资, 完成, 新建.

    >>> verbal("完成投资"), verbal("签约率")
    (True, False)
    """
    rest = re.sub("[的了和、与及并，]", "", rules.words("verbs").sub("", words))
    return len(rest) < 2 and not rules.pattern("rate").search(words)
