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
}


def answer(found):
    if not isinstance(found, Quantity):
        return found.kind
    if found.qualifier == "range":
        return f"range [{found.low:f}, {found.high:f}]"
    ends = f" {found.ends}" if None in (found.low, found.high) else ""
    return f"{found.value.normalize():f} {found.qualifier}{ends}"


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
