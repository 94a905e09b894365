"""What a figure measures: the noun its number belongs to, and the indicator of that name.

A number belongs to the noun before it (失业率2.3%), to the one after it (建成30个养老站), to one of
the nouns that 分别 deals out, or to that of the clause before (…完成56亿元，同比增长5.9%).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from xiaoyi_data.drafting import rules
from xiaoyi_data.drafting.cues import Fields
from xiaoyi_data.drafting.indicators import known
from xiaoyi_data.drafting.spans import Span

_LONGEST = 26
_JOINT = re.compile("[、和与及]")
_SIGNS = re.compile(
    r"[“”‘’《》（）()「」【】*]|——|―|^[一二三四五六七八九十]+是|^[①-⑳?]+|^其[一二三四]"
)
_YEARS = re.compile(
    r"^(?:到?20\d\d年(?:底|末|全年|前)?|“?十[一二三四五]五”?(?:末|时期|期间)?，?|\d+月(?:份|底|末)?前?|[、，和与及的：]+)"
)
_SECTORS = re.compile(
    r"(?:三次产业|一二三产|三大产业|三产业|产业结构)[^，；]{0,30}?((?:\d[\d.]*[:：∶]){0,2})$"
)
_NUMBER = re.compile(r"\d[\d.,]*")


class Name(NamedTuple):
    """A name, how it was found, and the key of the shared indicator that has it, else empty."""

    name: str
    how: str
    indicator: str = ""
    verb: str = ""


class Names:
    """The names of the figures of a report, one after the other; places are left out of them."""

    def __init__(self, place: str = "") -> None:
        short = place[:-1] if len(place) > 2 else place
        parts = "|".join(re.escape(part) for part in (place, short) if part)
        self._place = re.compile(f"^(?:{parts})(?![市县区省])" if parts else "^(?!)")
        self._last: tuple[Span, Name] | None = None

    def of(self, span: Span, said: Fields) -> list[Name]:
        """Return what a figure measures, given those before it; two where 分别 gives one to both.

        >>> from xiaoyi_data.drafting.cues import fields
        >>> from xiaoyi_data.drafting.spans import spans
        >>> found = spans("全县森林覆盖率达到41%，同比提高0.5个百分点。")
        >>> names = Names("某县")
        >>> [names.of(span, fields(span, "year_review", 2021))[0][:2] for span in found]
        [('森林覆盖率', 'before'), ('森林覆盖率', 'carried')]
        """
        first = self._first(span, said)
        heads = self._heads(span) if first.how == "dealt" else []
        if len(heads) == 2 and not _NUMBER.search(span.right) and heads[0] == first.name:
            return [first, Name(heads[1], "dealt", known(heads[1], span.unit, said.measure))]
        return [first]

    def _first(self, span: Span, said: Fields) -> Name:
        before = self._last
        if before and span.start - before[0].end > len(span.ahead):
            before = None
        how, words = self._found(span, said, before)
        words = self._whole(self._short(self._front(words)), span, before)
        verb = rules.words("made", "{}了?$").search(span.left)
        verb_words = verb[0].removesuffix("了") if verb else ""
        if (
            how == "after"
            and not verb
            and before
            and before[1].how == "after"
            and span.left.endswith(("、", "和", "及"))
        ):
            verb_words = before[1].verb
        done = re.match(
            "(?:开工|完工或投产|完工|竣工|投产|建成|签约)(?=建设|[，。；、]|$)",
            self._rest(words, span.right),
        )
        if done and span.unit == "item" and how in ("after", "carried"):
            verb_words = done[0]
        found = Name(words, how, known(words, span.unit, said.measure), verb_words)
        if verb_words and (how == "after" or done) and not words.startswith(verb_words):
            words = re.sub(f"^{rules.words('made').pattern}", "", words) if done else words
            whole = verb_words + words
            plain = rules.words("plain_verbs", "^{}$").search(verb_words)
            key = known(whole, span.unit, said.measure) or ("" if done else found.indicator)
            found = Name(words if plain else whole, how, key, verb_words)
        self._last = (span, found)
        return found

    def _rest(self, words: str, right: str) -> str:
        """Return what follows the noun after a number."""
        return right[len(words) :] if right.startswith(words) and words else right

    def _whole(self, words: str, span: Span, before: tuple[Span, Name] | None) -> str:
        """Return a name with what a bare 产能 or 覆盖率 is of, and a product with its capacity."""
        if rules.words("bare", "^(?:分别)?{}$").search(words):
            base = re.sub(f"{rules.words('bare').pattern}$", "", before[1].name) if before else ""
            clauses = [clause for clause in re.split("[，：]", span.ahead)[:-1] if clause]
            trade = (
                re.match(r"(.{2,8}?)(?:行业|产业)", self._front(clauses[-1])) if clauses else None
            )
            base = trade[1] if trade else re.sub("(?:播种|种植)$", "", base)
            return words if words in base else base + words
        project = re.search("项目|工程|联产|生产线|加工厂|基地", span.right + span.behind[:40])
        if span.unit in ("t", "W") and project and _object(span.right):
            product = re.split("联产|及|等|加工项目|项目|工程|扩能", words)[0]
            return product + ("" if product.endswith("产能") else "产能")
        return words

    def _found(self, span: Span, said: Fields, before: tuple[Span, Name] | None) -> tuple[str, str]:
        """Return by which rule a name is found, and the words, not yet short."""
        sectors = _SECTORS.search(span.ahead)
        beside = re.match("[:：∶]", span.right) or re.search("[:：∶]$", span.left)
        if sectors and beside and span.unit == "percent":
            return "dealt", f"第{'一二三'[len(_NUMBER.findall(sectors[1]))]}产业占比"
        dealt = self._dealt(span)
        if dealt:
            return "dealt", dealt
        gap = span.start - before[0].end if before else 0
        own = span.left[len(span.left) - gap :] if before and gap <= len(span.left) else None
        subject = self._subject(span.left if own is None else own)
        noun = _object(span.right)
        counted = span.unit not in ("percent", "pp", "rank", "ratio", "index", "ug/m3")
        total = rules.words("of_total", "{}$").search(re.sub("(?:约|达|近|超)$", "", span.left))
        if total:
            thing = noun
            if not thing and subject != total[0] and not verbal(subject):
                thing = subject
            if not thing and before:
                thing = re.sub(f"^{rules.words('made').pattern}", "", before[1].name)
            return "total", thing.removesuffix(total[0]) + total[0] if thing else total[0]
        share = re.search(
            r"(?:集聚|占|贡献)了?(?:了)?((?:全[市县省国区])?[^，占]{2,16}?)的$", span.left
        )
        if share and span.unit == "percent":
            return "before", f"占{share[1]}比重"
        money = rules.words("of_money", "{}(?:资金)?$").search(span.left)
        spent = re.match("支持|用于|实施|完成|建设|改造|推进|新建|启动|购置", span.right)
        if money and span.unit in ("CNY", "USD") and (verbal(subject) or spent):
            thing = noun or _object(
                re.sub(f"^(?:{rules.words('verbs').pattern})+了?", "", span.right)
            )
            thing = thing or _object(
                re.sub(
                    f"^，(?:{rules.words('verbs').pattern})+了?", "", span.behind[len(span.right) :]
                )
            )
            thing = re.sub(f"^{rules.words('verbs').pattern}了?", "", thing)
            return ("money", f"{thing}投资") if len(thing) > 1 else self._carried(span, before, "")
        if (
            noun
            and counted
            and span.unit != "year"
            and not (span.unit == "CNY" and not verbal(subject))
        ):
            return "after", noun
        if own is not None and before:  # another figure stands before in the clause
            return ("list", subject) if not verbal(subject) else self._carried(span, before, "")
        if verbal(subject):
            return self._carried(span, before, noun or subject)
        return "before", subject

    def _carried(self, span: Span, before: tuple[Span, Name] | None, words: str) -> tuple[str, str]:
        """Return the name of the figure before, the last noun of the sentence, or what is left."""
        clauses = [clause for clause in re.split("[，：,:]", span.ahead)[:-1] if clause]
        if before and before[1].name and not (clauses and len(clauses[-1]) > 14 and not
                                              _NUMBER.search(clauses[-1])):  # fmt: skip
            risen = re.search("达到|增至|增加到|累计达|总数|总量", span.left)
            grown = before[1].name.removeprefix("新增").removeprefix("净增")
            return "carried", grown if risen and len(grown) > 1 else before[1].name
        for clause in reversed(clauses[-2:]):
            subject = self._subject(clause)
            if not verbal(subject):
                return "sentence", subject
        return ("carried", before[1].name) if before else ("bare", words)

    def _subject(self, left: str) -> str:
        """Return the noun before a number, without what stands before it and the verbs after."""
        text = _SIGNS.sub("", left)
        while (shorter := rules.words("ends", "{}了?$").sub("", text)) != text:
            text = shorter
        text = self._front(text)
        shorter = rules.words("plain_verbs", "^{}了?").sub("", text, count=1)
        return self._front(shorter) if len(shorter) > 2 else text

    def _front(self, words: str) -> str:
        text = _SIGNS.sub("", words)
        while True:
            shorter = _YEARS.sub("", rules.words("front", "^{}").sub("", text, count=1))
            shorter = self._place.sub("", shorter)
            if shorter == text or len(shorter) < 2:
                return text
            text = shorter

    def _dealt(self, span: Span) -> str:
        """Return the noun that 分别 deals to a number: 城镇、农村居民收入分别增长4%和5%."""
        heads = self._heads(span)
        place = len(_NUMBER.findall(span.left.rpartition("分别")[2]))
        return heads[place] if len(heads) > max(1, place) else ""

    def _heads(self, span: Span) -> list[str]:
        """Return the nouns before 分别, of which each number after it has one."""
        subject, dealt, _ = span.left.rpartition("分别")
        heads = _heads(self._front(_SIGNS.sub("", subject))) if dealt else []
        while heads and (shorter := rules.words("ends", "{}$").sub("", heads[-1])) != heads[-1]:
            heads[-1] = shorter
        return heads

    def _short(self, words: str) -> str:
        words = words.strip("、，的和与及了：:")
        if len(words) > _LONGEST:
            last = re.split("[的、]", words)[-1]
            words = last if 3 < len(last) <= _LONGEST else words[-_LONGEST:]
        return words


def _object(right: str) -> str:
    """Return the noun after a number: 6.6万户清洁取暖改造 is of 清洁取暖改造."""
    text = re.sub("^(?:的|余|多|以上|左右|，|次)+", "", _SIGNS.sub("", right))
    text = re.sub(
        r"^\d[\d.]*[余多]?[万亿]?[余多]?(?:个|户|名|人|村|镇|项|家|所|座|处|条|栋|间|套|台)",
        "",
        text,
    )
    text, _, later = (
        text.partition("、") if re.match(r"[^、，\d]{1,4}级、\d", text) else (text, "", "")
    )
    if later:  # 6个省级、21个市级示范村
        text += re.sub(r"^\d[\d.]*.[^、，]{0,4}级", "", later)
    text = re.split(r"[，。；：！？]|\d|、(?=[^、]{0,10}\d)", text)[0]
    text = rules.words(
        "object_ends", "{}(?!工程|项目|行动|中心|计划|活动|基地|任务|率|数|量)"
    ).split(text)[0]
    text = re.sub("(?:工作|任务)$", "", text)
    text = text.split("、")[0] if len(text) > 14 and "、" in text else text
    return text.strip("、和与及的") if len(text) > 1 else ""


def _heads(subject: str) -> list[str]:
    """Return the nouns of a list, each whole: 煤炭、电力产量 are 煤炭产量 and 电力产量."""
    if both := re.match("城乡(.*)", subject):
        return ["城镇" + both[1], "农村" + both[1]]
    *firsts, last = [piece for piece in _JOINT.split(subject) if piece] or [""]
    tail = rules.words("heads", "{}$").search(last)
    ended = rules.words("heads", "{}$")
    return [piece if ended.search(piece) or not tail else piece + tail[0] for piece in firsts] + [
        last
    ]


def verbal(words: str) -> bool:
    """Return whether words are no noun: nothing, or verbs such as 投资, 完成, 新建."""
    rest = re.sub("[的了和、与及并，]", "", rules.words("verbs").sub("", words))
    return len(rest) < 2 and not re.search("..[率额量值费]$", words)


def keyed(free: Iterable[str]) -> dict[str, str]:
    """Return a key for every free name, in the order in which they first stand.

    >>> keyed(["苗木产量", "育肥猪", "苗木产量"])
    {'苗木产量': 'own_1', '育肥猪': 'own_2'}
    """
    return {words: f"own_{n}" for n, words in enumerate(dict.fromkeys(free), start=1)}
