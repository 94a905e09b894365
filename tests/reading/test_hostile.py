"""The worst that was thought of: torn, hidden, misspelt, denied in other words, in foreign clothes.

Each text has in the order of its numbers what is read of it, as value, qualifier and ends, or the
kind of the refusal.
"""

import pytest

from xiaoyi_data.reading import Quantity, read

READ = {
    # numbers of several parts, and in other signs
    "4亿3千万元": "430000000 exact",
    "近1万5千人": "15000 nearly",
    "二○二一人": "2021 exact",
    "5﹪": "5 exact",
    "‑5%": "-5 exact",
    "5✕3家": "15 exact",
    "5\u200b00家": "500 exact",
    "1\u2060234人": "1234 exact",
    "不\u200d得超过5%": "5 at_most (]",
    "三四百亩": "range [300, 400]",
    "十五六家": "range [15, 16]",
    "介于10亿元和20亿元之间": "range [1000000000, 2000000000]",
    # bounds and denials in other words
    "不慢于6%": "6 at_least [)",
    "不短于5年": "5 at_least [)",
    "不迟于30天": "30 at_most (]",
    "不早于30天": "30 at_least [)",
    "不下3000人": "3000 at_least [)",
    "何止百家": "100 over ()",
    "逼近40亿元": "4000000000 nearly",
    "5%不到": "5 at_most ()",
    "30天还不到": "30 at_most ()",
    "最高奖5万元": "50000 at_most (]",
    "5%（包含）以上": "5 at_least [)",
    "5%（不包括5%）以上": "5 over ()",
    "超过5%（含5%）": "ambiguous ambiguous",
    "不得超过5元且不得低于1元": "5 at_most (] 1 at_least [)",
    "3家不足10人": "3 exact 10 at_most ()",
    "贫困户不低于5%": "5 at_least [)",
    "其他费用不低于500元": "500 at_least [)",
    "不断增加5家": "5 exact",
    "未来新增5家": "5 exact",
    # lists and ratios under one measure word, people and indices without one
    "产业结构为8.5∶46.2∶45.3": "8.5 exact 46.2 exact 45.3 exact",
    "产业结构为60:30:10": "60 exact 30 exact 10 exact",
    "快于全省2.6个、1个百分点": "2.6 exact 1 exact",
    "高于全省0.3个和1.2个百分点": "0.3 exact 1.2 exact",
    "造林2.6万、3.1万、4.5万亩": "26000 exact 31000 exact 45000 exact",
    "减少320万以上农村人口": "3200000 at_least [)",
    "2.3亿多农民": "230000000 over ()",
    "320万孝义人民": "3200000 exact",
    "贫困人口减少1.2亿多，": "120000000 over ()",
    "取得3金、5银、8铜": "3 exact 5 exact 8 exact",
    "综合指数降至4.31": "4.31 exact",
    "接种12.4万剂次": "124000 exact",
    "巡查860台次": "860 exact",
    "发电3.2亿千瓦时": "320000000 exact",
    "压缩到3个工作日内": "3 at_most (]",
    "10个自然日": "10 exact",
    "提前6个月": "6 exact",
    "3—6个月": "range [3, 6]",
    "降到8小时以内": "8 at_most (]",
    "高于2020年3个百分点": "date 3 exact",
    # one of each kind again: denied, bounded, about, spaced, risen, of banks, with 点, in lists
    "投资不能再高于3亿元": "300000000 at_most (]",
    "决不允许超过5起": "5 at_most (]",
    "没能达到5%": "5 at_most ()",
    "不致低于3%": "3 at_least [)",
    "无法突破100亿元": "10000000000 at_most (]",
    "谨防跌破5%": "5 at_least [)",
    "从未低过5%": "5 at_least [)",
    "不可能达到5%": "5 at_most ()",
    "分别超过5%": "5 over ()",
    "高于或等于5%": "5 at_least [)",
    "≥5%且≤8%": "5 at_least [) 8 at_most (]",
    "＜3天": "3 at_most ()",
    "5%打底": "5 at_least [)",
    "5家到顶": "5 at_most (]",
    "少则5家多则8家": "5 at_least [) 8 at_most (]",
    "介于5%与8%": "range [5, 8]",
    "5亩大小": "5 about",
    "10座大小水库": "10 exact",
    "约莫三十人": "30 about",
    "1 234 567人": "1234567 exact",
    "10 000.5吨": "10000.5 exact",
    "1'234'567人": "1234567 exact",
    "1.5E+3吨": "1500 exact",
    "1.5e-3吨": "0.0015 exact",
    "1.5×10⁴吨": "15000 exact",
    "10⁶吨": "1000000 exact",
    "贰拾余万元": "200000 over ()",
    "壹佰圆": "100 exact",
    "5圆": "5 exact",
    "人民币壹拾万元": "100000 exact",
    "廿余家": "20 over ()",
    "三点五万人": "35000 exact",
    "三点一四亿元": "314000000 exact",
    "百分之三点五": "3.5 exact",
    "零点五个百分点": "0.5 exact",
    "近三点五亿元": "350000000 nearly",
    "三点五至四点五万人": "range [35000, 45000]",
    "100万元（15万美元）": "1000000 exact 150000 exact",
    "5万、6万、7.5万元": "50000 exact 60000 exact 75000 exact",
    "理念五个": "5 exact",
    "两万人": "20000 exact",
    "2万人": "20000 exact",
    "他们俩各捐5元": "number 5 exact",
}
REFUSED = {
    # a part for the whole
    "1 万 2 千人次": "number",
    "3亿多5000万元": "number",
    "30多余万元": "number",
    "一百几十家": "number",
    "5半万吨": "number",
    "½万吨": "number",
    "3½亩": "number",
    "①5家": "number",
    "Ⅲ5类": "number",
    "٣٤人": "number",
    "5。3%": "number",
    "2亿3千人": "number",
    "一亿五千家": "number",
    "百八十户": "number",
    "若干万元": "vague",
    # what was not done, and places moved
    "没有完成5亿元": "negation",
    "未能完成投资5亿元": "negation",
    "不再新增5家": "negation",
    "并未实现增长5%": "negation",
    "不得减少5家": "negation",
    "提升3个位次": "ordinal",
    "许多万人": "vague",
    "整百家": "vague",
    "过万人": "vague",
    "5%%": "no_unit",
    "5km³": "name name",
    "5亿kw时": "name",
    # what stands within or is lost between
    "5%\u0338": "broken",
    "不\ud800得超过5%": "broken",
    "不�超过5%": "broken",
    "不得\n超过5%": "broken",
    "5%\n以上": "broken",
    "1\n234人": "no_unit broken",
    "5%（注）以上": "broken",
    "不得超过“5%”": "ambiguous",
    "不得超过（含）5万元": "ambiguous",
    "≱5%": "formula",
    "!>5%": "formula",
    "⁻5%": "sign",
    "零下5亿元": "name sign",
    # bounds that leave open what they bound
    "不得不超过5%": "negation",
    "并非不超过5%": "negation",
    "不太可能超过5%": "negation",
    "完不成50亿元": "negation",
    "用不了30天": "negation",
    "容纳不下3000人": "negation",
    "没有5家": "negation",
    "不近于3公里": "negation",
    "不存在超过5%的情况": "negation",
    "无一家超过5%": "ambiguous negation",
    "最多允许超过5%": "far_bound",
    "不限于3家": "ambiguous",
    "不过5家": "ambiguous",
    "优于35%": "ambiguous",
    "不出5天": "ambiguous",
    "5人不满": "ambiguous",
    # other money, other measures, so much for each
    "港币500万元": "unit",
    "500万元（港币）": "unit",
    "US$500万元": "unit",
    "365人日": "unit",
    "5元∕亩": "rate",
    "5吨·公里": "rate",
    "5kW•h": "rate",
    "500元以上/人": "rate",
    "5元一亩": "rate",
    "一户5万元": "rate",
    "50年一遇": "rate",
    "人均不低于500元": "rate",
    "1.2吨标煤/万元": "rate formula",
    "万元GDP能耗": "ambiguous",
    "1200人（次）": "ambiguous",
    "50个BP": "unit",
    # no amounts
    "前移5位": "ordinal",
    "第一个五年": "ordinal ordinal",
    "98年": "date",
    "21年上半年": "date",
    "5比3家": "ratio",
    # of indices, ratios, names and grades
    "产业结构为8.5∶46.2∶35.3": "ratio",
    "按1∶2∶3分担": "ratio",
    "7×24小时": "formula",
    "人均3.4个": "number",
    "近3个月": "ambiguous",
    "前3个月": "ordinal",
    "PM10年均浓度": "name",
    "数亿人": "vague",
    "“四名”工程": "name",
    "第三医院": "ordinal",
    "第五代": "ordinal",
    "十八届": "ordinal",
    "十八届六中全会": "ordinal no_unit",
    "6—8年": "date",
    "高于2019年": "date",
    "省委七届三次全会": "ordinal ordinal",
    "6.18片区": "no_unit",
    "5个30行动": "name no_unit",
    "这一年": "ambiguous",
    "过去一个月": "ambiguous",
    "万人拥有量": "ambiguous",
    "综合指数5": "no_unit",
    "12345热线服务群众": "no_unit",
    "投入3000万帮助农民": "no_unit",
    "三金五银": "ambiguous ambiguous",
    # and again: a half, an older twenty, limits in other words, torn marks, parts, rates
    "念五家": "ambiguous",
    "俩企业": "number",
    "仨月": "date",
    "半年": "number",
    "用半小时": "number",
    "近半数": "number",
    "别超过5天": "negation",
    "休想超过5%": "negation",
    "不要求超过5%": "negation",
    "没达到预期的5%": "negation",
    "难以达到5%": "negation",
    "不得在5%以上": "negation",
    "不得5%以下": "negation",
    "5%↑": "formula",
    ">5%~8%": "conflict",
    "x≥5%": "formula",
    "约5—8家": "conflict",
    "5~8家左右": "conflict",
    "5—8家以上": "conflict",
    "近5、6家": "list",
    "3、5、8家": "list",
    "1.2、1.3万人": "list",
    "2019、2020年": "date",
    "5家或6家": "list",
    "3万人许": "vague",
    "成百上千家": "no_unit vague",
    "1,23元": "number",
    "12,34,567元": "number",
    "1 23人": "number",
    "1.234.567元": "number",
    "1_234人": "formula",
    "2020 100家": "number",
    "1.5×10-3吨": "formula",
    "5元8角5分": "compound",
    "1公里500米": "compound",
    "3年2个月": "compound",
    "5吨300公斤": "compound",
    "500元/人·年": "rate",
    "每人每年500元": "rate",
    "50元每平方米": "rate",
    "每千人6.5张": "ambiguous rate",
    "500元一人": "rate",
    "人均500元": "rate",
    "壹仟贰佰叁拾肆元伍角": "compound",
    "壹贰叁元": "number",
    "二十有五人": "number",
    "共二十有三家": "number",
    "三千五人": "number",
    "一百零零五人": "number",
    "五万万元": "number",
    "百分之负三": "no_unit no_unit",
    "上午九点三人到场": "number",
    "九点三十分": "number",
    "三点五分": "number",
    "-5至-3%": "sign",
    "-5%至5%": "conflict",
}


def answer(found):
    if not isinstance(found, Quantity):
        return found.kind
    if found.qualifier == "range":
        return f"range [{found.low:f}, {found.high:f}]"
    ends = f" {found.ends}" if None in (found.low, found.high) else ""
    return f"{found.value.normalize():f} {found.qualifier}{ends}"


def test_words_say_a_whole_number_and_digits_with_a_multiplier_a_rounded_one():
    said, scaled = read("两万人、2万人")
    assert (said.low, said.high) == (20_000, 20_000)
    assert (scaled.low, scaled.high) == (15_000, 25_000)


@pytest.mark.parametrize("text", [*READ, *REFUSED], ids=ascii)
def test_a_hostile_text_is_read_right_or_refused(text):
    assert " ".join(map(answer, read(text))) == {**READ, **REFUSED}[text]


@pytest.mark.parametrize("hidden", ["\u200b", "\u200d", "\u2060", "\ufeff", "\u00ad", "\ufe0f"])
@pytest.mark.parametrize("text", ["不得超过5.5万元以内", "近4万户", "1,234人", "5%—8%", "几十家"])
def test_what_is_not_seen_changes_nothing_but_the_span(text, hidden):
    plain, torn = read(text)[0], read(hidden.join(text))[0]
    assert torn.text.replace(hidden, "") == plain.text
    assert hidden.join(text)[torn.start : torn.end] == torn.text
    assert answer(torn) == answer(plain)


@pytest.mark.parametrize("text", [text for text in READ if len(read(text)) == 1], ids=ascii)
@pytest.mark.parametrize("mark", ["\u0338", "\ufffd", "\ue000"])
def test_a_broken_character_anywhere_is_never_read_over(text, mark):
    for at in range(len(text) + 1):
        found = read(text[:at] + mark + text[at:])
        assert not [one for one in found if isinstance(one, Quantity)]
