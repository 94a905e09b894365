"""A noun and its number -> the whole name: what was done with it, what it is of, how it counts."""

from __future__ import annotations

import re

from xiaoyi_data.drafting import nouns, rules
from xiaoyi_data.drafting.cues import Fields
from xiaoyi_data.drafting.indicators import flows, known
from xiaoyi_data.drafting.nouns import NUMBER, Name
from xiaoyi_data.drafting.spans import Span

_THINGS = {"item", "enterprise"}  # of which one list may count both
_SHARES = ("percent", "pp", "rank", "ratio", "index", "ug/m3", "year")  # of which none is a sum


def done(found: Name, span: Span, prior: Name, before: Span | None, measure: str) -> Name:
    """Return a name with what was done with it: 新建5个车站 are new, 3个项目开工 started.

    The later items of a list share the verb of the first: 新建甲5家、乙3家. ``prior`` is the name
    of the figure before, ``before``, where there is one in the sentence.
    """
    words, how, right = found.name, found.how, span.right
    done = None
    if span.unit == "item" and how in ("after", "carried"):
        done = rules.pattern("done").match(right.removeprefix(words))
        reached = rules.words("reached", "已?{}$").search(span.left)
        if how == "carried" and not done:
            begins = rules.words("made", "^{}").match(words)
            own = rules.pattern("started").sub("", words[begins.end() :] if begins else words)
            if reached:
                return Name(reached[1] + own, how, "", reached[1])
            same = begins and span.left.endswith(begins[0])
            return found._replace(verb=begins[0]) if begins and same else found
    lead = re.match(r"\D*", span.printed)
    verb = rules.words("made", "{}[了的]?$").search(span.left + (lead or [""])[0])
    if not verb and span.left.endswith("等"):  # 新增甲、乙等15户企业
        verb = rules.words("made", "^(?:成功|先后|累计|全年)*{}").search(span.left)
    new = verb and rules.words("grown", "^{}$").search(verb[1])  # 用户新增90户
    made = verb[1] if verb and (how == "after" or (new and how in ("before", "list"))) else ""
    if done:
        made, words = done[0], rules.words("made", "^{}").sub("", words)
    elif before and not made and _later(span, found, before):
        made = prior.verb
    plain = not made or rules.words("plain_verbs", "^{}$").search(made)
    if how == "after" and plain and not found.indicator:
        words += nouns.fate(right, words)
        found = found._replace(name=words)
    if not made or words.startswith(made):
        begins = rules.words("made", "^{}").search(words)
        return found._replace(verb=made or (begins[0] if begins else ""))
    key = known(made + words, span.unit, measure) or ("" if done else found.indicator)
    return Name(words if plain else made + words, how, key, made)


def whole(words: str, span: Span, prior: Name, earlier: str, here: re.Pattern[str]) -> str:
    """Return a name with what a bare 产能 or 覆盖率 is of, and a product with its capacity.

    ``prior`` is the name of the figure before in the sentence, ``earlier`` that of one before it.
    """
    if rules.words("bare", "^(?:分别|总|年|按期|按时|及时)*{}$").search(words):
        last = (span.clauses or [""])[-1]
        topic = rules.pattern("topic").match(span.ahead)
        near = prior.name or (topic and topic[1]) or ""
        if not near and last and not NUMBER.search(last) and span.left.find(words[:2]) < 3:
            near = nouns.head(nouns.before(last, here))
        near = near or (earlier if not last else "")
        base = rules.words("of_total", "{}$").sub("", rules.pattern("task").sub("", near))
        part = words in ("占比", "增量")  # of what the figure before is of: 产值增量
        if not part:
            base = rules.words("bare", "(?:总|年)*{}$").sub("", base)
        if words.endswith("率"):  # 办理提案31件，办复率100%
            base = rules.words("made", "^{}(?=..)").sub("", base)
        trade = re.match("(?!第)(.{2,8}?)(?:行业|产业)", nouns.front(last, here))
        base = trade[1] if trade else rules.pattern("own_count").sub("", base)
        if words.startswith("总") or rules.pattern("risen").search(
            span.left + span.printed
        ):  # which is not of what is new alone
            base = rules.words("grown", "^(?:{}|新[建植修打])").sub("", base)
        money = not part and span.unit == "CNY" and rules.pattern("money_noun").search(base)
        if words in base or money:  # 营业收入5亿元，利润1亿元
            return base if words in ("总量", "总数") else words
        return base if words in ("总量", "总数") else base.removesuffix(words[:2]) + words
    return _sized(words, span)


def _later(span: Span, found: Name, before: Span) -> bool:
    """Return whether a name is a later item of a list: a bare noun without a verb of its own.

    ``before`` is the figure before.
    """
    left, right, words = span.left, span.right, found.name
    share = span.unit == "percent" and found.how == "after"  # 61%的工厂
    if (
        share
        or rules.words("made", "^(?:每|{})").search(words)
        or rules.words("deeds", "{}$").search(words)
    ):
        return False
    if found.how == "after":
        rest = right.partition(words)[2] if words else "。"
        return left[-1:] in set("、和及与") or (not left and rest[:1] in "、和及与")
    *earlier, own = NUMBER.split(left)
    own = re.sub("^.{0,8}?[、和及与]", "", own) if earlier else own
    units = {before.unit, span.unit}
    money = "CNY" in units and not (earlier and len(units) == 1)  # 接待游客3亿人次、花费5亿元
    same = not money and (bool(earlier) or len(units) == 1 or units == _THINGS)
    return found.how in ("list", "before") and same and re.sub("[“”]", "", own) == words


def _sized(words: str, span: Span) -> str:
    """Return a noun with the area that it has reached, a product with its capacity."""
    if span.unit in ("km2", "m2", "mu") and rules.pattern("reached_area").search(span.left):
        return words if rules.pattern("area_of").search(words) else f"{words}面积"
    works = rules.pattern("works").search(span.right + span.behind[:40])
    if works and span.unit in ("t", "W") and nouns.after(span.right):
        return rules.pattern("product").split(words)[0].removesuffix("产能") + "产能"
    return words


def yearly(found: Name, span: Span, said: Fields) -> Name:
    """Return a name with 每年 where its number is what each of several years had, none their sum.

    What is held flows where the shared codebook says so: 粮食产量稳定在 is of each year.
    """
    each, held = (said.cues["period"] == cue for cue in ("each", "held"))
    counted = said.measure == "level" and "/" in said.period and span.unit not in _SHARES
    if not (counted and found.name and (each or (held and flows(found.indicator)))):
        return found
    return found._replace(name="每年" + re.sub("每年|年均", "", found.name), indicator="")


def measured(found: Name, span: Span, cue: str, pace: str = "") -> Name:
    """Return a name with what its number is of: 农村公路改造 by kilometres is its 里程.

    ``cue`` is that of the measure; ``pace`` is 增速 where the figure before is a growth.
    """
    rate = rules.pattern("pace").search(span.left)
    pace = rate[0] if rate else pace if found.how == "carried" else ""
    ranked = cue == "rank" and rules.pattern("then_placed").search(span.left)
    if span.unit in ("rank", "pp") and pace and (rate or cue == "gap" or ranked):
        found = Name(found.name.removesuffix(pace) + pace, found.how)
    gap = rules.pattern("gap").search(span.left) if cue == "gap" else None
    if found.name and gap:
        far = f"{gap[2]}于{gap[1]}" if gap[1] else gap[0]  # 比全省高1万元
        return found._replace(name=f"{found.name}{far}幅度", indicator="")
    times = rules.pattern("multiple").search(span.left) if span.unit == "ratio" else None
    if found.name and times:  # 收入达到2015年的1.6倍
        return found._replace(name=f"{found.name}与{times[1]}之比", indicator="")
    if found.indicator or not found.name:
        return found
    word = rules.first("measured", name=found.name, unit=span.unit)["word"]
    among = rules.pattern("among").search(span.left) if word == "位次" else None
    words = re.sub(f"(?:保持)?{among[1]}$", "", found.name) + among[1] if among else found.name
    return found._replace(name=words + word)
