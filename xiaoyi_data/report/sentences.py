"""Does the sentence around a figure say what its columns say? This needs the text.

The rules ask for words without which a period, a status, a commitment, a basis or an entity
cannot be read out of a sentence; they never say which is right. A reader who knows better says so
in the note of the figure: ``Read as …``, 读作….
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from xiaoyi_data.report import codebook, consistency, statements

_BY_NOTE = re.compile("(?i)read as|读作|视为")
_SEVERAL = re.compile(
    "年均|累计|以来|历年|连续|逐年|每年|近年|今后|未来|过去|时期|任期|届|[十0-9][一二三四五六]五"
    "|[两三四五六七八九十0-9]年(?!级)"
)
_YEARS = {
    -2: "前年",
    -1: "去年|上年|上一年|全年|当年|年度|年底|年末|截至|目前|已",
    0: "今年|本年|年内|全年|当年|年度|年底|年末|截至|目前|现在|已",
    1: "明年|来年|下年|下一年",
}
_BASE = re.compile("[由从比较][^，；：]*$")  # of 由115家增加到173家 the first is of the year before
_PLANS = {
    year: f"十{number}五"
    for year, number in zip(range(2010, 2050, 5), "一二三四五六七八", strict=True)
}
_PLANS[2005] = "十五"
_VERBS = {
    "to_start": "开工|启动|动工|开建|开展|奠基|进场|立项|筹建|筹备|谋划|申请|申报|前期|布局|落地"
                "|签约|新[建开上]|实施|建设|推进",
    "to_finish": "完成|完工|建成|竣工|[投达]产|投[入用运]|运营|运行|营业|开业|开放|通车|贯通|并网"
                 "|交付|入住|扩容|启用|收官|收尾|结束|达效|全面实现|创建|打造",
    "under_way": "推进|加快|继续|持续|推动|支持|建设|建造|修建|续建|扩建|新建|在建|实施|改造|提升"
                 "|整治|治理|正在|即将|有望|开工|启动|开展|围绕|打造|完工|竣工|进场|抓",
}  # fmt: skip
# In a review a thing that was built or improved is done; these words say that it may not be yet.
_GOING = (
    "推进|加快|继续|持续|推动|支持|续建|在建|正在|即将|有望|开工|启动|开展|进场|动工|奠基|基本"
    "|封顶|抓|未|实施|建设(?!成)"
)
_STRIVES = "力争|争取|力求|努力|奋力|争创|冲刺"
_AIMS = re.compile("目标|任务|计划|规划|将|要|力争|确保|预计|部署|提出|到20|年底前")
_BASES = re.compile(
    "年均|同比|平均每年|每年|倍|翻|以来|当年|末|[较比与和](?:上|去|前|同|20|19|“?十|五年|\\d)"
)
_YEARLY = re.compile("年均|平均每年|每年|逐年|年递增|年增")
_RANKS = re.compile("政府|[省市县区]定|[省市县区]委|实事|民生")


class Sentence(NamedTuple):
    """The words around a figure: its sentence whole, and what of it stands up to its end."""

    whole: str
    ahead: str


def around(text: str, start: int, printed: str) -> Sentence:
    """Return the sentence of what is printed at ``start`` of a canonical text.

    >>> around("造林3万亩。培育企业5家，引进2家。", 10, "5家")
    Sentence(whole='培育企业5家，引进2家', ahead='培育企业5家')
    """
    end = start + len(printed)
    left = max(text.rfind(mark, 0, start) for mark in "。！？") + 1
    right = min((at for mark in "。！？" if (at := text.find(mark, end)) >= 0), default=len(text))
    return Sentence(text[left:right], text[left:end])


def problems(
    row: codebook.Row, said: Sentence, section: codebook.Row, about: codebook.Row,
    entities: Mapping[str, codebook.Row],
) -> Iterator[str]:  # fmt: skip
    """Yield a sentence for every column of a figure of which the words around it say nothing.

    ``section`` is its row of ``sections``, ``about`` that of the report.

    >>> row = {"printed": "5家", "period": "2021", "status": "target", "measure": "level",
    ...        "unit": "enterprise", "commitment": "strive", "basis": "", "basis_source": "",
    ...        "entity": "", "note": "", "quote": "培育企业5家"}
    >>> section, about = {"turn": "year_plan", "years": "2021"}, {"year": "2021", "place_zh": ""}
    >>> list(problems(row, around("培育企业5家。", 4, "5家"), section, about, {}))
    ['commitment strive: no word such as 力争 stands before it']
    """
    if _BY_NOTE.search(row["note"]):
        return
    yield from _period(row, section, int(about["year"]), said)
    yield from _status(row, section, said)
    yield from _commitment(row, said.ahead)
    yield from _basis(row, said)
    yield from _entity(row, said.whole, about["place_zh"], entities)


def _period(
    row: codebook.Row, section: codebook.Row, year: int, sentence: Sentence
) -> Iterator[str]:
    """A period that is not its section's is told in the sentence."""
    try:
        (first, last), ends = (statements.years(one) for one in (section["years"], row["period"]))
    except ValueError:
        return  # that the codebook says
    if ends == (first, last) or first < last == ends[0] == ends[1]:
        return
    said, before = sentence.whole, ends == (first - 1, first - 1)
    if before and _BASE.search(sentence.ahead):
        return
    plan, words = _PLANS.get(ends[0]), _YEARS.get(ends[0] - year)
    told = any(str(one) in said for one in ends)
    if ends[0] < ends[1]:
        told = told or bool(_SEVERAL.search(said))
    else:
        told = told or bool(words and re.search(words, said)) or bool(plan and plan in said)
    if not told:
        years = section["years"]
        yield f"period {row['period']}: its section tells of {years}, its sentence of no other"


def _status(row: codebook.Row, section: codebook.Row, sentence: Sentence) -> Iterator[str]:
    """What begins, goes on or ends is a thing with a verb of that, and no rate."""
    status, review = row["status"], section["turn"].endswith("review")
    aimed = _AIMS.search(sentence.whole)
    if review and status not in ("achieved", "under_way") and not aimed:
        yield f"status {status}: its section is a review, its sentence has no word of an aim"
    if status not in _VERBS:
        return
    left, after = re.split("；", sentence.ahead)[-1], sentence.whole[len(sentence.ahead) :]
    verbs = _GOING if review and status == "under_way" else _VERBS[status]
    if row["measure"] in ("growth", "rank") or row["unit"] in ("percent", "pp", "rank"):
        yield f"status {status}: a {row['measure']} in {row['unit']} is achieved or aimed at"
    elif not re.search(verbs, left + after.partition("；")[0]):
        yield f"status {status}: its sentence has no verb of that"


def _commitment(row: codebook.Row, ahead: str) -> Iterator[str]:
    """One strives where the sentence says so, and for what is not done."""
    if row["commitment"] == "strive":
        if row["status"] == "achieved":
            yield "commitment strive: what is achieved is striven for no more"
        elif not re.search(_STRIVES, ahead):
            yield "commitment strive: no word such as 力争 stands before it"
    elif row["status"] == "target" and "力争" in re.split("[，；：]", ahead)[-1]:
        yield "commitment is strive where 力争 stands before the value"


def _basis(row: codebook.Row, said: Sentence) -> Iterator[str]:
    """What a comparison rests on is stated; a yearly average is called one, and nothing else is."""
    if row["basis_source"] == "stated" and not _BASES.search(said.whole):
        yield "basis_source stated: its sentence does not say with what it is compared"
    yearly = row["basis"] == "annual_average"
    if yearly and not _YEARLY.search(said.whole):
        yield "basis annual_average: its sentence has no word such as 年均"
    averaged = statements.AVERAGED.search(re.split("[，；：]", said.ahead)[-1])
    if row["basis"] and averaged and not yearly:
        yield f"basis {row['basis']}: 年均 stands before it"


def _entity(
    row: codebook.Row, said: str, place: str, entities: Mapping[str, codebook.Row]
) -> Iterator[str]:
    """An entity is named in the sentence; a firm that the quote names is the entity."""
    named = {key: one["name_zh"].removeprefix(place) for key, one in entities.items()}
    own = entities.get(row["entity"])
    if own is None:
        for key, name in named.items():  # whole: a bridge or a town may have the half of it
            if entities[key]["kind"] in ("company", "plant") and name in row["quote"]:
                yield f"entity is empty, the quote names {name}: {key}"
    elif own["kind"] == "government":
        if not _RANKS.search(said):
            yield f"entity {row['entity']}: its sentence says nothing of a government"
    elif not consistency.names(said, own | {"name_zh": named[row["entity"]]}):
        yield f"entity {row['entity']}: its sentence does not name {own['name_zh']}"
