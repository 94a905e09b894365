"""Numerals that are no figures: which they are, why, and by which word."""

import pytest
from test_draft import said

from xiaoyi_data.drafting import turns
from xiaoyi_data.drafting.draft import draft
from xiaoyi_data.drafting.frame import Frame

NONE = [
    "千户苗寨", "亿元以上项目", "两个一百年", "“十四五”时期", "创建4A级景区", "第二污水处理厂",
    "三年行动",    "80岁以上老人", "开通5G网络", "一批项目", "“七个一”工程", "近20年", "前10名",
    "超3000万元的项目", "三件事。第一，坚持节约",
    "500万元以上固定资产投资", "销售收入不到90万元的部分",
    "年收入20万元以下“空壳村”", "30万千瓦以下煤电机组",
    "纳税十亿元楼宇", "过5000万元企业", "一座500千伏变电站", "3人制篮球",
    "20万吨级泊位", "100兆瓦级储能", "时速350公里铁路", "以上共计28项指标", "公交50米内换乘",
    "八届政府的工作", "生产总值每增长1个百分点的增量", "单量达1000单以上的经营主体",
]  # fmt: skip


@pytest.mark.parametrize("words", NONE)
def test_a_class_a_name_a_time_is_no_figure(words):
    assert said(f"全县抓好{words}，改善民生。") == []


REASONS = {
    "date": ("2022年", "五年来", "3月底"),
    "plan": ("“十四五”", "党的二十大"),
    "programme": ("一带一路", "“六稳”工作", "三年行动"),
    "ordinal": ("。3.新建", "（三）", "四是", "二期工程", "县人大四次会议"),
    "grade": ("三级医院", "一流企业"),
    "threshold": ("百亿级园区", "500万元以上固定资产投资", "收入90万元以下的部分"),
    "enumeration": ("六个方面",),
    "vague": ("一批项目", "一所科研机构", "一家央企"),
    "word": ("进一步", "零就业", "奋战一线"),
    "idiom": ("千方百计", "一街一特色", "焕然一新"),
    "name": ("5G基站", "三农", "“三农”", "五道口"),
}


@pytest.mark.parametrize(
    ("reason", "words"), [(reason, one) for reason, many in REASONS.items() for one in many]
)
def test_the_reason_of_another_numeral_is_that_of_its_words(reason, words):
    made = draft(
        Frame(f"我们抓好{words}，", (0,), ()), turns.Year(2023, (), True),
        [turns.Part(0, 99, "year_plan", "", True, "1", "")], "yunling-2023",
    )  # fmt: skip
    assert [row["reason"] for row in made.tables["other_numerals"]][-1:] == [reason]


@pytest.mark.parametrize(
    ("sentence", "notes"),
    [("抓好四好农村路，第三方评估，云岭县第十七届人民代表大会", ["四好", "第三方", "十七届"])],
)
def test_the_note_of_another_numeral_is_its_word(sentence, notes):
    part = turns.Part(0, 99, "year_plan", "", True, "1", "")
    made = draft(Frame(sentence, (0,), ()), turns.Year(2023, (), True), [part], "yunling-2023")
    told = [row["note"] for row in made.tables["other_numerals"]]
    assert [note in word for note, word in zip(notes, told, strict=True)] == [True] * len(notes)
