"""What a figure measures: the noun its number belongs to, and the indicator of that name.

A number belongs to the noun before it (失业率2.3%), to the one after it (建成30个养老站), to one of
the nouns that 分别 deals out, or to that of the clause before (…完成56亿元，同比增长5.9%).
"""

from __future__ import annotations

import re
from functools import partial

from xiaoyi_data.drafting import nouns, rules, whole
from xiaoyi_data.drafting.cues import Fields
from xiaoyi_data.drafting.indicators import known
from xiaoyi_data.drafting.nouns import NUMBER, Name, verbal
from xiaoyi_data.drafting.spans import Span

_NEAR = 9
_SERVED = {"person": "人数", "person_time": "人次"}
_PARTS = re.compile(r"{([a-z]+)}")


class Names:
    """The names of the figures of a report, one after the other; places are left out of them."""

    def __init__(self, place: str = "") -> None:
        self._place = here = nouns.place(place)
        self._front, self._subject = (
            partial(take, here=here) for take in (nouns.front, nouns.before)
        )
        self._sentence: list[tuple[Span, Name]] = []
        self._earlier = ""  # the last name of the sentence before, where that is near
        self._shared: list[str] = []
        self._pace = ""  # 增速 where the figure before is a growth

    def of(self, span: Span, said: Fields) -> list[Name]:
        """Return what a figure measures, given those before it; two where it is said of both.

        >>> from xiaoyi_data.drafting.cues import fields
        >>> from xiaoyi_data.drafting.spans import spans
        >>> found = spans("全县森林覆盖率达到41%，同比提高0.5个百分点。")
        >>> names = Names("某县")
        >>> [names.of(span, fields(span, "year_review", 2021))[0][:2] for span in found]
        [('森林覆盖率', 'before'), ('森林覆盖率', 'carried')]
        """
        last = self._sentence[-1:]
        if not last or span.start - last[0][0].end > len(span.ahead):
            near = last and span.start - last[0][0].end < len(span.ahead) + _NEAR
            self._earlier = last[0][1].name if near else ""
            self._sentence, self._shared, last = [], [], []
        self._span, self._said = span, said
        self._gap = span.start - last[0][0].end if last else -1  # since the figure before
        self._prior = last[0][1] if last else Name("", "")
        how, words = self._found()
        words = nouns.short(self._front(words))
        words = self._whole(words)
        before = last[0][0] if last else None
        found = Name(words, how, self._known(words))
        found = whole.done(found, span, self._prior, before, said.measure)
        self._sentence.append((span, found))
        found = whole.measured(found, span, said.cues["measure"], self._pace)
        if said.cues["measure"] != "gap":  # which follow one another
            self._pace = "增速" if said.measure == "growth" else ""
        both = self._shared if how == "dealt" and len(self._shared) == 2 else []
        if NUMBER.search(span.left.rpartition("分别")[2] + span.right) or both[:1] != [words]:
            both = []
        if how == "before" and not found.indicator and rules.pattern("rates").search(words):
            both = [self._whole(one) for one in nouns.listed(words, 2)]  # 办复率、满意率均为100%
        names = [Name(one, "dealt", self._known(one)) for one in both] or [found]
        return [whole.yearly(name, span, said) for name in names]

    def _found(self) -> tuple[str, str]:
        """Return by which rule a name is found, and the words, not yet short."""
        if dealt := self._dealt():
            return "dealt", dealt
        self._told = told = self._facts()
        for row, match in rules.fitting("naming", **told):
            parts = {one: self._part(one, match) for one in _PARTS.findall(row["words"])}
            words = row["words"].format(*(match[0], *match.groups("")), **parts)
            if row["how"] == "carry":
                return self._carried(words)
            if words:
                return row["how"], words
        return "bare", ""

    def _facts(self) -> dict[str, str]:
        """Return what the rules of names ask for: the words around a number, and the nouns there.

        ``gap`` is where the figure before stands: touching the number, earlier in the clause (the
        two are items of it), in a clause before; or this one is the first. ``named`` is the
        subject where that is a noun.
        """
        span, gap, prior = self._span, self._gap, self._prior.name
        tail = {"ratio": "times_of", "rank": "placed"}.get(span.unit)
        left, item = span.left, span.left[-gap:] if 0 < gap <= len(span.left) else span.left
        if tail:  # 收入达到五年前的1.6倍、居全市第3位
            left, item = (rules.pattern(tail).sub("", words) for words in (left, item))
        subject, where = self._subject(item), "clause" if gap > len(span.left) else "item"
        named = "" if verbal(subject) else subject
        return {
            "left": left, "item": item, "right": span.right, "ahead": span.ahead,
            "clause": f"{span.left}〔〕{span.right}", "unit": span.unit,
            "gap": "first" if gap < 0 else where if gap else "touching",
            "subject": subject, "named": named, "around": f"{named}〔〕{span.right}",
            "noun": nouns.after(span.right), "purpose": nouns.purpose(span),
            "rest": nouns.plain(span.right)[:12], "prior": prior, "verb": self._prior.verb,
            "kind": re.sub("^.*(?=项目|企业)", "", prior), "grade": re.sub("^.*?级", "", prior),
        }  # fmt: skip

    def _part(self, name: str, match: re.Match[str]) -> str:
        """Return a part of a name as the rules call it: a fact, or what follows from the facts."""
        told, span = self._told, self._span
        if name == "whose":  # the noun before the words of the rule, or that of the figure before
            whose = self._subject(match.string[: match.start()])
            base = rules.words("reached", "{}率$").sub("", told["prior"])
            return rules.pattern("task").sub("", base) if verbal(whose) else whose
        if name == "total":
            return self._total(match[1], told["noun"], told["named"])
        if name == "share":  # 80%的村建成了广场, 16%的税率
            behind = told["right"][match.end() :]
            whose = nouns.after(behind)
            whose += nouns.fate(behind, whose) if whose else ""
            if not whose or re.search("增[速长幅]|目标|任务", whose):
                return ""
            return whose if re.search("[率比重例]$", whose) else f"{whose}比例"
        if name == "spent":
            thing = nouns.bought(span, told["noun"], self._place)
            if rules.pattern("funds_noun").search(thing[-3:]):  # 安排1000亿元专项资金
                return told["purpose"] + thing
            return thing and f"{thing}投资"
        if name == "topic":
            whose, clauses = self._subject(match.string[: match.start()]), span.clauses[-1:]
            near = bool(clauses) and not NUMBER.search(clauses[0])
            return (self._topic(clauses[0]) if near else told["prior"]) if verbal(whose) else whose
        if name == "fated":  # 甲、乙等6家企业入选榜单
            fate = nouns.fate(told["right"], told["noun"])
            return fate and told["noun"] + fate
        return self._grown() if name == "grown" else told[name]

    def _dealt(self) -> str:
        """Return the noun that is dealt to a number: 城镇、农村居民收入分别增长4%和5%.

        分别 may deal twice, to two numbers and to two more, or again in the next clause;
        城乡居民收入4万元和2万元 needs none, nor do three sectors: 6∶61∶33.
        """
        left, right = self._span.left, self._span.right
        if self._span.unit == "year":
            return ""
        sectors = rules.pattern("sectors").search(self._span.ahead)
        ratio = re.search("[:：∶︰]", left[-1:] + right[:1])
        if sectors and ratio and self._span.unit == "percent":
            return f"第{'一二三'[len(NUMBER.findall(sectors[1]))]}产业占比"
        right, then, _ = right.partition("分别")  # 从2元和3元分别提高到5元和6元
        subject, dealt, since = left.rpartition("分别")
        behind = len(NUMBER.findall(right))
        if not dealt:
            subject = NUMBER.split(left)[0]
            since = left[len(subject) :]
        subject = re.split(r"[从由](?=[^，]*\d)", subject)[0]
        at = len(NUMBER.findall(since))
        numbers, pair = at + 1 + behind, rules.pattern("both").search(self._front(left))
        words = self._subject(subject)
        items = re.split("[、和与及]", words)
        listed = len(items) == numbers and "等" not in words and nouns.numbered(since, right)
        if (
            not dealt
            and not listed
            and not (pair and numbers == 2 and (then or not re.search("[由从]", left)))
        ):
            if not self._shared and numbers == 2 and self._said.measure == "growth":
                self._shared = self._named(2)  # 甲5元，乙4元，增长3%和2%
            again = numbers == len(self._shared) > 1 and verbal(words)
            return self._shared[at] if again else ""
        if not verbal(words):
            self._shared = nouns.listed(words, numbers)
            deed = self._front(NUMBER.split(since)[0])
            tail = rules.words("bare", "{}$").search(self._prior.name)
            if tail and left.startswith("其中"):  # 蔬菜种植面积增长9%，其中玉米、马铃薯分别
                ended = rules.words("heads", "{}$")
                self._shared = [one if ended.search(one) else one + tail[1] for one in self._shared]
            if dealt and rules.words("made", "^{}..").search(deed):
                self._shared = [one + deed for one in self._shared]  # 煤、铝分别淘汰产能
        elif not self._shared:  # 道路5公里，管网8公里，分别增长4%、50%
            self._shared = self._named(numbers)
        many = len(self._shared)
        return self._shared[at % many] if many > 1 and (at < many or numbers == 2 * many) else ""

    def _named(self, many: int) -> list[str]:
        """Return the last names of the clauses before, each once."""
        begin = self._span.start - len(self._span.left)
        names = [name.name for one, name in self._sentence if one.end <= begin]
        return list(dict.fromkeys(names))[-many:]

    def _total(self, total: str, noun: str, subject: str) -> str:
        """Return what 总投资 and its like are the total of."""
        thing = noun or ("" if subject == total else subject)
        if not thing:
            thing = self._prior.name or self._earlier
            thing = rules.words("made", "^{}").sub("", thing)
            thing = rules.words("reached", "{}率$").sub("", thing)
            thing = rules.words("of_total", "{}$").sub("", thing)
        thing = thing or nouns.bought(self._span, noun, self._place)
        if self._gap < 0 and not thing:  # 云泉基地建设全面铺开，完成投资3亿元
            clauses = re.split("[，：]", self._span.ahead)[-2:-1]
            works = [rules.pattern("works_named").search(self._front(one)) for one in clauses]
            thing = works[0][0] if works and works[0] else ""
        if total == "完成投资" and thing.endswith("投资"):
            return thing
        return thing.removesuffix(total) + total

    def _carried(self, words: str) -> tuple[str, str]:
        """Return the name of the figure before, the last noun of the sentence, or what is left."""
        clauses = self._span.clauses
        far = bool(clauses) and len(clauses[-1]) > 14 and not NUMBER.search(clauses[-1])
        if self._prior.name and not far:
            return "carried", self._grown()
        for clause in reversed(clauses[-2:]):
            if topic := self._topic(clause):
                served = rules.pattern("served").search(self._span.left + self._span.right[:4])
                if served and self._span.unit in _SERVED:  # 建立补贴制度，惠及2100万人
                    topic += served[0] + _SERVED[self._span.unit]
                return "sentence", topic
        reached = rules.words("reached", "新?{}$").search(self._span.left)
        if self._gap < 0 and reached and self._earlier:
            words = reached[1] + rules.words("of_total", "{}$").sub("", self._earlier)
        return ("carried", self._prior.name) if self._gap >= 0 else ("bare", words)

    def _topic(self, clause: str) -> str:
        """Return what a clause before is about; empty where that is no noun."""
        subject = self._subject(clause)
        topic = nouns.undergone(subject)
        return "" if verbal(subject) else topic if len(topic) > 3 else subject

    def _grown(self) -> str:
        """Return the name of the figure before: 新增市场主体6946家，达到4万户 are 市场主体."""
        name, verb = self._prior.name, self._prior.verb
        if each := rules.pattern("each").search(self._span.left):  # 生产总值9亿元，人均7万元
            return each[1] + name.removeprefix(each[1]) * (len(each[1]) == 2)
        own = rules.words("made", "(?:^|[、和]){}了?$").search(self._span.left)
        if own and (verb or rules.pattern("reviewed").search(name)):
            bare = rules.pattern("reviewed").sub("", name.removeprefix(verb))
            bare = rules.words("made", "^{}").sub("", bare)
            return own[1] + bare  # 制定规章20件、修订15件
        more = rules.words("grown", "{}了?(?:约|近|超过?)?$").search(self._span.left)
        if more and not rules.words("grown", "^{}").search(name):
            return more[1] + name
        grown = rules.words("grown", "^{}").sub("", name)
        if risen := rules.pattern("risen").search(self._span.left) and len(grown) > 1:
            grown = rules.words("built", "^{}").sub("", grown)  # 建成公路3公里、达到9公里
        if self._said.measure == "growth":
            name = name.removeprefix("净增")
        return rules.pattern("task").sub("", grown if risen else name)

    def _whole(self, words: str) -> str:
        return whole.whole(words, self._span, self._prior, self._earlier, self._place)

    def _known(self, words: str) -> str:
        return known(words, self._span.unit, self._said.measure)
