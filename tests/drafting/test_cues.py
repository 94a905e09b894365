"""Measure, period and status of a figure, by the words of its clause, its sentence, its part."""

import pytest

from xiaoyi_data.drafting.cues import fields
from xiaoyi_data.drafting.spans import spans

# Sentences of a report of 2023, and the period of each of their figures in order.
REVIEW = {  # of 2018 to 2022
    "初步统计，2022年，实现财政收入8亿元；零售总额9亿元，是2017年的1.5倍。": "2022 2022 2022",
    "2022年财政收入8亿元，比年初目标高2个百分点；零售总额9亿元。": "2022 2022 2022",
    "全县奋勇争先，2022年，财政收入8亿元，年均增长5%；零售总额9亿元。": "2022 2018/2022 2022",
    "“十三五”末，财政收入8亿元，零售总额9亿元。": "2020 2020",
    "（一）坚持绿色发展，迈上台阶2022年，收入8亿元，年均增长9%；存粮9万吨。": "2022 2018/2022 2022",
    "2018年以来修建公路30公里，拨付资金7亿元。": "2018/2022 2018/2022",
    "自2019年起接待游客超过9万人次。": "2019/2022",
    "2023年以来新修公路3公里。": "2023",
    "游客由7万人次增加到9万人次。": "2017 2022",
    "修建公路90公里，是“十二五”时期的3倍。": "2018/2022 2018/2022",
    "粮食产量是“十二五”末的3倍。": "2022",
    "修路300公里，是1990年到2017年总和的1.2倍。": "2018/2022 2018/2022",
    "工业增加值是2017年的2倍。": "2022",
    "国企去年利润增长23%。": "2022",
    "失业率一直控制在3%以内。": "2018/2022",
    "失业率控制在3%以内。": "2022",
    "果品价格稳定在9元以上。": "2018/2022",
    "果品产量稳居全省第一。": "2018/2022",
    "财政总收入70亿元，零售总额9亿元。": "2022 2022",
    "省级以上绿色工厂9家。": "2022",
    "新增绿色工厂9家。": "2018/2022",
    "果品收入8亿元，年均增长9%。": "2022 2018/2022",
    "果品投资8亿元，是2017年的3倍。": "2022 2022",
    "果品投资8亿元，是上一个五年的3倍。": "2018/2022 2018/2022",
    "产业结构比由2017年的42∶3∶55调整为2021年的32∶8∶60。": "2017 2017 2017 2021 2021 2021",
    "园区由9家整合为3家。": "2017 2022",
    "生产总值迈上90亿元台阶。": "2022",
    "46种产品能耗达到先进值。": "2022",
    "五年来，用于农业的支出达7亿元。": "2018/2022",
    "存款余额达7亿元。": "2022",
    "完成财政收入8亿元，比2017年增长60%。": "2022 2018/2022",
    "果品产值达到9亿元，较“十二五”末的5亿元增长80%。": "2022 2015 2016/2022",
    "果品产值达到9亿元，较2017年的5亿元增长80%。": "2022 2017 2018/2022",
    "果品增加值突破8亿元。": "2022",
    "完成财政收入8亿元，同比增长9%，是2017年的2倍。": "2022 2022 2022",
    "累计完成投资8亿元，比2017年增长60%。": "2018/2022 2018/2022",
    "清理2010年以前发布的文件80件。": "2018/2022",
}
YEAR = {  # of 2022
    "排放量由上年增长5%变为下降2%。": "2021 2022",
    "2013年以来新办的企业去年纳税7亿元。": "2022",
    "“十四五”前两年累计修路30公里。": "2021/2022",
}
AIMS = {  # for 2023 to 2027
    "人均生产总值9万元以上。": "2027",
    "每万人口医生拥有量达到9人。": "2027",
    "受教育年限从9年提高到11年。": "2022 2027",
    "人均生产总值年均增长9%。": "2023/2027",
    "每年新增人均住房面积2平方米。": "2023/2027",
}
PLAN = {  # for 2023
    "补助由每人300元提高到500元。": "2022 2023",
    "补助由上年300万元增加到500万元。": "2022 2023",
    "今年从去年超收收入中安排500万元。": "2023",
}
CASES = [
    *(("years_review", *case) for case in REVIEW.items()),
    *(("year_review", *case) for case in YEAR.items()),
    *(("years_aims", *case) for case in AIMS.items()),
    *(("year_plan", *case) for case in PLAN.items()),
]


@pytest.mark.parametrize(("turn", "sentence", "periods"), CASES, ids=[case[1] for case in CASES])
def test_a_figure_is_of_the_years_its_words_say(turn, sentence, periods):
    found = [fields(span, turn, 2023).period for span in spans(sentence)]
    assert found == periods.split()


def test_a_change_since_the_part_began_is_counted_from_the_year_before_it():
    growth = spans("2022年，生产总值340亿元；财政收入26亿元，增长39.8%。")[-1]
    found = fields(growth, "years_review", 2023, "2020/2022")
    assert (found.basis, found.period, found.baseline) == ("since_baseline", "2020/2022", "2019")


def test_in_the_months_of_a_year_what_was_done_is_achieved_and_told_by_months():
    growth, other = spans("上半年，财政收入同比增长8%；2022年新建学校6所。")
    found = fields(growth, "year_review", 2023, "2023-01/2023-06")
    assert (found.period, found.baseline, found.status) == ("2023-01/2023-06", "2022", "achieved")
    assert fields(other, "year_review", 2023, "2023-01/2023-06").period == "2022"


# Sentences, and the measure and status of each of their figures.
SAID = {
    "人均补助分别再增加30元和5元。": ("year_plan", "change target change target"),
    "淘汰落后炼钢产能16万吨、炼铁产能21万吨。": ("year_review", "change achieved change achieved"),
    "沙地缩减200平方公里，农民负担减轻30%。": ("year_review", "change achieved growth achieved"),
    "改造提升23所学校，提升43所乡村小规模学校和14所寄宿制学校办学条件。":
        ("year_plan", "level target level target level target"),
    "安置房竣工8万平方米，11条连接线全部建成。": ("year_plan", "level to_finish level to_finish"),
    "高于年初确定的8%的目标。": ("year_review", "level target"),
    "推进云泉小学等8所学校建设。": ("year_plan", "level under_way"),
    "实施3000个技改项目。": ("year_plan", "level under_way"),
    "实施3000个以上技改项目。": ("year_plan", "level target"),
    "青石中学等10所学校投入使用。": ("year_plan", "level to_finish"),
    "果品增加值占工业增加值36%。": ("year_review", "level achieved"),
    "生产总值增长5%以上，力争6%。": ("year_plan", "growth target growth target"),
}  # fmt: skip


@pytest.mark.parametrize("sentence", SAID)
def test_measure_and_status_are_those_the_words_say(sentence):
    turn, right = SAID[sentence]
    found = [fields(span, turn, 2023) for span in spans(sentence)]
    assert " ".join(f"{one.measure} {one.status}" for one in found) == right


@pytest.mark.parametrize("words", ["资费再降", "负担减轻", "面积缩减"])
def test_what_is_made_less_is_below_zero(words):
    assert fields(spans(f"{words}10%。")[0], "year_review", 2023).falls


@pytest.mark.parametrize(
    ("sentence", "basis"),
    [
        ("PM2.5年均浓度26微克/立方米、下降7%。", "since_baseline"),
        ("PM2.5浓度年均下降7%。", "annual_average"),
    ],
)
def test_a_mean_of_days_is_no_average_of_years(sentence, basis):
    *_, fall = spans(sentence)
    assert fields(fall, "years_review", 2023).basis == basis
