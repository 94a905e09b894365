"""What a figure measures: the noun its number belongs to, and the indicator of that name.

A number belongs to the noun before it (失业率2.3%), to the one after it (建成30个养老站), to one of
the nouns that 分别 deals out, or to that of the clause before (…完成56亿元，同比增长5.9%).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from xiaoyi_data.drafting import nouns, rules
from xiaoyi_data.drafting.cues import Fields
from xiaoyi_data.drafting.indicators import known
from xiaoyi_data.drafting.nouns import NUMBER, verbal
from xiaoyi_data.drafting.spans import Span

_SHARES = ("percent", "pp", "rank", "ratio", "index", "ug/m3")
_SECTORS = re.compile(
    r"(?:三次产业|一二三产|三大产业|三产业|产业结构|三产结构|产业比)[^，；]{0,60}?((?:\d[\d.]*[:：∶]){0,2})$"
)
_OUT = re.compile("[^，。；的]{0,22}脱贫(?!人口|劳动|户|攻坚|地区|县|群众|成果)")
_LIFTED = {"household": "脱贫户数", "person": "脱贫人口"}
_RATES = re.compile("[^、和与及]+率[、和与及]+[^、和与及]+率")
_AIM = re.compile("(?:超额完成|完成|超[出过]?)[^，]{0,10}(?:任务|目标|计划)(?:指标|数)?的?$")
_PLACED = re.compile("(?:[稳位跃荣均仍]?[居列]|排名?|名列|跻身|跃升至?)[^，、的]{0,8}$")
_GAP = re.compile(r"[高低快慢优好]于[^，、\d]{1,12}")
_TASK = re.compile("(?:任务完成率|超出任务额)$")
_BOTH = re.compile("城、?乡|城镇(?:常住)?(?:居民)?[、和与及](?:农|牧|乡)")
_DONE = re.compile("(?:开工|完工或投产|完工|竣工|投产|建成|签约)(?=建设|[，。；、]|$)")
_WORKS = re.compile("项目|工程|联产|生产线|加工厂|基地")
_SPENT = re.compile("的|支持|用于|实施|完成|建设|改造|推进|新建|启动|购置")


class Name(NamedTuple):
    """A name, how it was found, and the key of the shared indicator that has it, else empty.

    ``verb`` is what was done with what follows the number: 新建 of 新建5个车站、3座桥.
    """

    name: str
    how: str
    indicator: str = ""
    verb: str = ""


class Names:
    """The names of the figures of a report, one after the other; places are left out of them."""

    def __init__(self, place: str = "") -> None:
        self._place = nouns.place(place)
        self._last: tuple[Span, Name] | None = None
        self._shared: list[str] = []
        self._sentence: list[tuple[Span, Name]] = []

    def of(self, span: Span, said: Fields) -> list[Name]:
        """Return what a figure measures, given those before it; two where 分别 gives one to both.

        >>> from xiaoyi_data.drafting.cues import fields
        >>> from xiaoyi_data.drafting.spans import spans
        >>> found = spans("全县森林覆盖率达到41%，同比提高0.5个百分点。")
        >>> names = Names("某县")
        >>> [names.of(span, fields(span, "year_review", 2021))[0][:2] for span in found]
        [('森林覆盖率', 'before'), ('森林覆盖率', 'carried')]
        """
        before = self._last
        if before is None or span.start - before[0].end > len(span.ahead):
            before = None
            self._shared, self._sentence = [], []
        how, words = self._found(span, before)
        words = self._whole(nouns.short(self._front(words)), span, before)
        found = self._done(
            Name(words, how, known(words, span.unit, said.measure)), span, before, said
        )
        self._last = (span, found)
        self._sentence.append(self._last)
        found = self._measured(found, span, said)
        alone = not NUMBER.search(span.left.rpartition("分别")[2] + span.right)
        both: list[str] = []
        if how == "dealt" and alone and len(self._shared) == 2 and self._shared[0] == words:
            both = self._shared
        elif how == "before" and not found.indicator and _RATES.fullmatch(words):
            both = nouns.listed(words, 2)  # 办复率、满意率均为100%
        if not both:
            return [found]
        return [Name(one, "dealt", known(one, span.unit, said.measure)) for one in both]

    def _measured(self, found: Name, span: Span, said: Fields) -> Name:
        """Return a name with what its number is of: 农村公路改造 by kilometres is its 里程."""
        if span.unit == "rank" and (rate := re.search("增[速幅]", span.left)):
            found = Name(found.name.removesuffix(rate[0]) + rate[0], found.how)
        if found.name and said.cues["measure"] == "gap" and (gap := _GAP.search(span.left)):
            return found._replace(name=f"{found.name}{gap[0]}幅度", indicator="")
        if found.indicator or not found.name:
            return found
        for pattern, row in rules.patterns("measured", "where", "name"):
            if re.search(row["unit"], span.unit) and pattern.search(found.name):
                return found._replace(name=found.name + row["word"])
        return found

    def _found(self, span: Span, before: tuple[Span, Name] | None) -> tuple[str, str]:
        """Return by which rule a name is found, and the words, not yet short."""
        if dealt := self._sector(span) or self._dealt(span):
            return "dealt", dealt
        left = span.left
        if span.unit in _LIFTED and _OUT.match(span.right):  # 110户243人全部脱贫
            return "after", _LIFTED[span.unit]
        if span.unit in _LIFTED and re.search("(?:^|[全年现，])脱贫$", left):
            return "before", _LIFTED[span.unit]
        if span.unit == "year" and left.endswith("连续"):  # 连续三年保持进位
            return "before", f"{self._subject(left[:-2])}连续{nouns.plain(span.right)[:12]}年数"
        if before and (aim := _AIM.search(left)):  # 超额完成年度任务2亿元, 完成任务的115%
            base = _TASK.sub("", before[1].name)
            if aim[0].endswith("的") and span.unit == "percent":
                return "carried", f"{base}任务完成率"
            if aim[0].startswith("超") and span.unit == "CNY":
                return "carried", f"{base}超出任务额"
        if span.unit == "ratio":  # 收入达到五年前的1.6倍
            left = re.sub("(?:达到|达|是|为|相当于|超过)[^，]{0,16}的$", "", left)
        gap = span.start - before[0].end if before else 0
        own = left[len(left) - gap :] if before and 0 < gap <= len(left) else None
        if before and not gap:  # 搬迁1.2万户4.6万人
            lifted = before[1].name in _LIFTED.values() and span.unit in _LIFTED
            return "carried", _LIFTED[span.unit] if lifted else before[1].name
        if span.unit == "rank":
            left = _PLACED.sub("", left)
        subject = self._subject(left if own is None else own)
        noun, counted = nouns.after(span.right), span.unit not in _SHARES
        if total := rules.words("of_total", "{}$").search(re.sub("(?:约|达|近|超)$", "", left)):
            return "total", self._total(total[0], noun, subject, before)
        share = re.search(
            r"(?:集聚|占(?![比地用])|贡献(?!率))了?([^，占]{2,18}?的|[^，占的达比为]{2,12})$", left
        )
        if share and span.unit == "percent":
            whose = self._subject(left[: share.start()])
            if verbal(whose) and before and left.startswith("占"):
                whose = before[1].name
            return "before", f"{'' if verbal(whose) else whose}占{share[1].removesuffix('的')}比重"
        of = re.match("(?:以上|左右)?的", span.right) if span.unit == "percent" else None
        if of and verbal(subject):  # 80%的村建成了广场, 16%的税率
            whose = nouns.after(span.right[of.end() :])
            if whose and not re.search("增[速长幅]|目标|任务", whose):
                return "after", whose if re.search("[率比重例]$", whose) else f"{whose}比例"
        money = span.unit in ("CNY", "USD") and rules.words("of_money", "{}(?:资金)?$").search(left)
        vague = rules.words("funds", "^{}$").search(subject)
        if money and (verbal(subject) or vague or _SPENT.match(span.right)):
            thing = self._bought(span, noun)
            return ("money", f"{thing}投资") if thing else self._carried(span, before, subject)
        if noun and span.unit == "CNY" and own is not None and span.right.startswith("的"):
            return "money", f"{noun}投资"  # 20亿元的光伏基地、15亿元的风电项目
        if money and re.search("资金|基金|贷款|债券|补助|补贴", noun):  # 安排1000亿元专项资金
            return "after", noun
        general = rules.words("generic", "^{}$").search(noun)
        if general and own is None and not verbal(subject) and counted:
            return "after", subject + noun
        if noun and counted and span.unit != "year" and (span.unit != "CNY" or verbal(subject)):
            return "after", noun
        if own is not None and before:  # another figure stands before in the clause
            if re.fullmatch(".{1,4}级", subject):  # 国家级工厂2家、省级6家
                subject += re.sub("^.*?级", "", before[1].name)
            return ("carried", self._grown(span, before)) if verbal(subject) else ("list", subject)
        return (
            self._carried(span, before, noun or subject) if verbal(subject) else ("before", subject)
        )

    def _sector(self, span: Span) -> str:
        """Return which of three sectors a number of a ratio is of: 6∶61∶33."""
        found = _SECTORS.search(span.ahead)
        beside = re.match("[:：∶]", span.right) or re.search("[:：∶]$", span.left)
        if not found or not beside or span.unit != "percent":
            return ""
        return f"第{'一二三'[len(NUMBER.findall(found[1]))]}产业占比"

    def _dealt(self, span: Span) -> str:
        """Return the noun that 分别 deals to a number: 城镇、农村居民收入分别增长4%和5%.

        It may deal twice, to two numbers and then to two more; 城乡居民收入4万元和2万元
        needs no 分别.
        """
        subject, dealt, since = span.left.rpartition("分别")
        if not dealt and _BOTH.match(self._front(span.left)):
            subject = NUMBER.split(span.left)[0]
            since = span.left[len(subject) :]
            dealt = "" if len(NUMBER.findall(since + "0" + span.right)) != 2 else "both"
        if not dealt:
            return self._dealt_again(span)
        words = self._subject(subject)
        numbers = len(NUMBER.findall(since)) + 1 + len(NUMBER.findall(span.right))
        if not verbal(words):
            self._shared = nouns.listed(words, numbers)
        elif not self._shared:  # 道路5公里，管网8公里，分别增长4%、50%
            names = [
                name.name for one, name in self._sentence if one.end <= span.start - len(span.left)
            ]
            self._shared = names[-numbers:]
        at, many = len(NUMBER.findall(since)), len(self._shared)
        return self._shared[at % many] if many > 1 and (at < many or numbers == 2 * many) else ""

    def _dealt_again(self, span: Span) -> str:
        """Return the noun of a number in a clause with one for each that 分别 has dealt out."""
        numbers, at = NUMBER.findall(span.left + span.right), len(NUMBER.findall(span.left))
        begins = NUMBER.split(span.left)[0]
        again = self._shared and len(numbers) + 1 == len(self._shared) > 1
        return self._shared[at] if again and verbal(self._subject(begins)) else ""

    def _total(self, total: str, noun: str, subject: str, before: tuple[Span, Name] | None) -> str:
        """Return what 总投资 and its like are the total of."""
        thing = noun or ("" if subject == total or verbal(subject) else subject)
        if not thing and before:
            thing = re.sub(f"^{rules.words('made').pattern}", "", before[1].name)
            thing = rules.words("of_total", "{}$").sub("", thing)
        return thing.removesuffix(total) + total

    def _bought(self, span: Span, noun: str) -> str:
        """Return what money is spent on: 投资5000万元，集中建设了3所学校."""
        own, _, further = span.behind.partition("，")
        thing = (
            ""
            if own[:1] in "、和及"
            else nouns.done_to(own.removeprefix("的"), self._place) or noun
        )
        if not thing and rules.words("spent_on", "^.{{0,2}}{}").search(further):
            thing = nouns.done_to(further.partition("，")[0], self._place)
        return thing

    def _carried(self, span: Span, before: tuple[Span, Name] | None, words: str) -> tuple[str, str]:
        """Return the name of the figure before, the last noun of the sentence, or what is left."""
        clauses = [clause for clause in re.split("[，：,:]", span.ahead)[:-1] if clause]
        far = bool(clauses) and len(clauses[-1]) > 14 and not NUMBER.search(clauses[-1])
        if before and before[1].name and not far:
            return "carried", self._grown(span, before)
        for clause in reversed(clauses[-2:]):
            if not verbal(subject := self._subject(clause)):
                return "sentence", subject
        return ("carried", before[1].name) if before else ("bare", words)

    def _grown(self, span: Span, before: tuple[Span, Name]) -> str:
        """Return the name of the figure before: 新增市场主体6946家，达到4万户 are 市场主体."""
        risen = re.search("达到|增至|增加到|累计达|总数|总量", span.left)
        grown = re.sub("^(?:新增|净增|新登记|新注册|新培育|新认定)", "", before[1].name)
        return _TASK.sub("", grown if risen and len(grown) > 1 else before[1].name)

    def _done(
        self, found: Name, span: Span, before: tuple[Span, Name] | None, said: Fields
    ) -> Name:
        """Return a name with what was done with it: 新建5个车站 are new, 3个项目开工 started.

        The later items of a list share the verb of the first: 新建甲5家、乙3家.
        """
        words, how, key = found.name, found.how, found.indicator
        left = span.left + re.match(r"\D*", span.printed)[0]  # type: ignore[index]
        verb = rules.words("made", "{}[了的]?$").search(left)
        made, done = verb[0].rstrip("了的") if verb else "", None
        if span.unit == "item" and how in ("after", "carried"):
            done = _DONE.match(span.right.removeprefix(words) if words else span.right)
        if how == "carried" and span.unit == "item" and not done:
            reached = rules.words("reached", "已?{}$").search(span.left)
            return Name(reached[0].removeprefix("已") + words, how) if reached else found
        if done:
            made, words = done[0], re.sub(f"^{rules.words('made').pattern}", "", words)
        elif before and not made and self._listed(span, words, how, before):
            made = before[1].verb
        elif how != "after":
            made = ""
        if not made or words.startswith(made):
            begins = rules.words("made", "^{}").search(words)
            return found._replace(verb=made or (begins[0] if begins else ""))
        key = known(made + words, span.unit, said.measure) or ("" if done else key)
        plain = rules.words("plain_verbs", "^{}$").search(made)
        return Name(words if plain else made + words, how, key, made)

    def _listed(self, span: Span, words: str, how: str, before: tuple[Span, Name]) -> bool:
        """Whether a name is a later item of a list, a bare noun without a verb of its own."""
        if rules.words("made", "^{}").search(words) or rules.words("deeds", "{}$").search(words):
            return False
        if how == "after":
            rest = span.right.partition(words)[2] if words else "。"
            return span.left[-1:] in set("、和及与") or (not span.left and rest[:1] in "、和及与")
        *earlier, own = NUMBER.split(span.left)
        own = re.sub("^.{0,4}?[、和及与]", "", own) if earlier else own
        same = bool(earlier) or before[0].unit == span.unit
        return how in ("list", "before") and same and re.sub("[“”]", "", own) == words

    def _whole(self, words: str, span: Span, before: tuple[Span, Name] | None) -> str:
        """Return a name with what a bare 产能 or 覆盖率 is of, and a product with its capacity."""
        if rules.words("bare", "^(?:分别)?{}$").search(words):
            base = re.sub(f"{rules.words('bare').pattern}$", "", before[1].name) if before else ""
            clauses = [clause for clause in re.split("[，：]", span.ahead)[:-1] if clause]
            trade = (
                re.match("(.{2,8}?)(?:行业|产业)", self._front(clauses[-1])) if clauses else None
            )
            base = trade[1] if trade else re.sub("(?:播种|种植)$", "", base)
            if words in ("总量", "总数"):
                return re.sub("^(?:新增|净增)", "", base)
            return words if words in base else base + words
        if span.unit in ("km2", "m2", "mu") and re.search("(?:达到|达|到|为|至)$", span.left):
            return words if re.search("面积|规模|地$|田$|林$", words) else f"{words}面积"
        works = span.unit in ("t", "W") and _WORKS.search(span.right + span.behind[:40])
        if works and nouns.after(span.right):
            product = re.split("联产|及|等|加工项目|项目|工程|扩能", words)[0]
            return product + ("" if product.endswith("产能") else "产能")
        return words

    def _subject(self, left: str) -> str:
        return nouns.before(left, self._place)

    def _front(self, words: str) -> str:
        return nouns.front(words, self._place)


def keyed(free: Iterable[str]) -> dict[str, str]:
    """Return a key for every free name, in the order in which they first stand.

    >>> keyed(["苗木产量", "育肥猪", "苗木产量"])
    {'苗木产量': 'own_1', '育肥猪': 'own_2'}
    """
    return {words: f"own_{n}" for n, words in enumerate(dict.fromkeys(free), start=1)}
