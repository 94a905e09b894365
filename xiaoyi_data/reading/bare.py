"""Numbers without a measure word that say by the words beside them what they count."""

from __future__ import annotations

import re

from xiaoyi_data.reading import numerals
from xiaoyi_data.reading.phrases import either

# Before people a large number needs no measure word; of their wages and grants it counts money.
_WHO = (
    "人口 人民 群众 农民 农民工 居民 干部 党员 党员干部 职工 工人 学生 师生 教师 劳动力 劳动者 "
    "市民 老人 老年人 儿童 妇女 同胞 儿女 中国人 志愿者 医务人员 人员 参保人 从业者 "
    "网民 退休人员 毕业生 退役军人"
)
_WHICH = (
    "农村 农业 城镇 城乡 城市 贫困 低收入 转移 常住 流动 户籍 外来 富余 困难 受灾 各族 广大 "
    "基层 一线 企业 退休 在校 高校 中小学 大中小学 大学 留守 参保 就业 失业 适龄 高龄 残疾 "
    "建档立卡 高中 初中 大专 义务教育 产业 青年 新型 职业 学前 学龄 优秀"
)
_THEIRS = "工资 补贴 补助 补偿 资金 贷款 经费 基金 津贴 奖励 医疗 培训费 的钱"
_DONE = "帮助 支持 用于 解决 惠及 救助 资助 扶持 发放 投入 保障 服务 慰问 关爱 造福 改善 方便"
PEOPLE = tuple(_WHO.split())
# 2380万农村人口, 1000万孝义人民: the noun follows, after what tells which people they are.
_PEOPLE = re.compile(
    rf"(?:{either(_WHICH.split())})*"
    rf"(?:(?!{either(_DONE.split())})[\u4e00-\u9fff]{{2,3}}?(?=人民|儿女))?"
    rf"(?>{either(PEOPLE)})(?!{either(_THEIRS.split())})"
)
# 贫困人口减少1亿多, with nothing after it.
_PEOPLE_BEFORE = re.compile(
    rf"(?:{either(PEOPLE)})(?:减少|增加|净增|新增|达到|达|有|为|共)?了?(?:近|约|超|超过)?$"
)
_CLOSED = re.compile("[，。；、,;]|$")
_LARGE = re.compile(rf"[1-9][\d.]*{numerals.SPACE}?[多余]?[万亿]+[多余]?(?:左右|以上)?")
_RATIO = re.compile(
    r"(?:收入比|倍差)(?:[由从][\d.]+)?(?:[由从为是]|达到?|(?:缩小|下降|缩|降)(?:到|至|为)?)?$"
)
_INDEX = re.compile("(?:综合指数|指数|系数)(?:为|是|达到|达|降至|降到|升至|提高到|下降到)?$")


def units(plain: str, start: int, end: int) -> tuple[str, ...]:
    """Return the units of the number from ``start`` to ``end``, empty where it may be of anything.

    Only a number of tens of thousands may stand before people, and only one with decimals after
    an index: 12345 may be a telephone.

    >>> units("解决2380万农村人口", 2, 7), units("综合指数5.94", 4, 8), units("12345居民", 0, 5)
    (('person',), ('index',), ())
    """
    if _LARGE.search(plain, start, end):
        closed = _CLOSED.match(plain, end)
        before = closed and _PEOPLE_BEFORE.search(plain, max(0, start - 12), start)
        if before or _PEOPLE.match(plain, end):
            return ("person",)
    if re.search(r"\d\.\d", plain[start:end]):
        for unit, said in (("index", _INDEX), ("ratio", _RATIO)):
            if said.search(plain, max(0, start - 12), start):
                return (unit,)
    return ()
