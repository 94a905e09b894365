"""The turns of a report, by headings and openings of many kinds; sentences of ours."""

import pytest

from xiaoyi_data.drafting import turns
from xiaoyi_data.drafting.frame import Frame
from xiaoyi_data.report.source import canonical

FILL = "云岭河治理有序开展，群众生活稳步改善，各项社会事业协调推进。" * 4
HEAD = (
    "政府工作报告\n——{}在云岭县第九届人民代表大会第三次会议上\n县长 某某\n"
    "各位代表：\n现在，我作报告。\n"
)
PLAIN = HEAD.format("2023年2月8日")


def framed(text):
    lines = [line for line in text.split("\n") if line]
    whole, starts = canonical(text), []
    at = 0
    for line in lines:
        starts.append(at)
        at += len(canonical(line))
    return Frame(whole, tuple(starts), ())


def told(text, this=2023):
    """Return the turns of a text in their order, each once after the other, unsure ones with ?."""
    found = []
    for part in turns.parts(framed(text), this):
        name = part.turn + ("" if part.sure else "?")
        if part.number != "0" and found[-1:] != [name]:
            found.append(name)
    return found


SECTIONS = {
    "the plainest": (
        "一、2022年工作回顾\n" + FILL + "\n二、2023年工作安排\n" + FILL,
        ["year_review", "year_plan"],
    ),
    "without years in the headings": (
        "一、过去一年工作回顾\n过去一年，" + FILL + "\n二、今年工作总体要求\n今年，" + FILL,
        ["year_review", "year_plan"],
    ),
    "a renewed government": (
        "一、本届政府工作回顾\n五年来，" + FILL + "\n二、今后五年奋斗目标\n" + FILL
        + "\n三、2023年重点工作\n" + FILL,
        ["years_review", "years_aims", "year_plan"],
    ),
    "year and five years under one heading": (
        "一、2022年和过去五年工作回顾\n2022年，" + FILL + "\n五年来，" + FILL
        + "\n二、2023年工作安排\n" + FILL,
        ["year_review", "years_review", "year_plan"],
    ),
    "headings that name two plans, each by its number": (
        "一、“十三五”时期发展成就和2020年工作回顾\n" + FILL + "\n2020年，" + FILL
        + "\n二、“十四五”时期主要目标和2021年重点工作\n“十四五”时期，" + FILL + "\n今年是开局之年，"
        + FILL,
        ["years_review", "year_review", "years_aims", "year_plan"],
    ),
    "the plan that is over told in the section of the next": (
        "一、2020年工作回顾\n" + FILL + "\n二、关于“十四五”规划纲要的说明\n" + FILL
        + "\n“十三五”时期，" + FILL + "\n“十四五”时期，" + FILL + "\n三、2021年主要任务\n" + FILL,
        ["year_review", "years_aims", "years_review", "years_aims", "year_plan"],
    ),
    "aims that open with the proposal they rest on": (
        "一、“十三五”时期成就和“十四五”时期目标\n过去五年，" + FILL
        + "\n根据《云岭县国民经济和社会发展第十四个五年规划的建议》，" + FILL
        + "\n二、2021年重点工作\n" + FILL,
        ["years_review", "years_aims", "year_plan"],
    ),
    "a motto for a heading, and the time at once after it": (
        "一、一年接着一年干\n2022年是开局之年。一年来，我们" + FILL * 2
        + "确保稳定，加快建设，大力发展。" * 6 + "\n五年来，我们" + FILL
        + "\n二、今年工作安排\n" + FILL,
        ["year_review", "years_review", "year_plan"],
    ),
    "five years told after a sentence that ends the year": (
        "一、2022年和过去五年工作回顾\n2022年，" + FILL
        + "\n各位代表！2022年任务完成，本届政府任期圆满收官。回望过去五年，云岭面貌改变。" + FILL
        + "\n二、2023年工作安排\n" + FILL,
        ["year_review", "years_review", "year_plan"],
    ),
    "the time of a government by its number": (
        "一、十六届政府工作回顾\n2018年以来，" + FILL + "\n二、2023年工作安排\n" + FILL,
        ["years_review", "year_plan"],
    ),
    "a year with paces of several, which begin somewhere in it": (
        "一、2022年工作回顾\n2022年，" + FILL + "\n粮食年均增长9%，收入年均增长8%，投资年均增长7%。"
        + FILL + "\n二、2023年工作安排\n" + FILL,
        ["year_review?", "year_plan"],
    ),
    "five years told as what they were": (
        "一、2022年和过去五年工作回顾\n2022年，" + FILL + "\n这是云岭河治理成效显著的五年。" + FILL
        + "\n二、2023年工作安排\n" + FILL,
        ["year_review", "years_review", "year_plan"],
    ),
    "five years, what they came to told by their last": (
        "一、过去五年工作回顾\n五年来，" + FILL + "\n2022年，全县粮食产量8万吨，年均增长9%。" + FILL
        + "\n二、2023年工作安排\n" + FILL,
        ["years_review", "year_plan"],
    ),
    "five years and year under one heading": (
        "一、过去五年和2022年工作回顾\n过去五年，" + FILL + "\n2022年，我们" + FILL
        + "\n二、2023年工作安排\n" + FILL,
        ["years_review", "year_review", "year_plan"],
    ),
    "aims and plan under one heading": (
        "一、2022年工作回顾\n" + FILL + "\n二、今后五年目标任务和2023年工作安排\n今后五年，" + FILL
        + "\n2023年是开局之年。" + FILL,
        ["year_review", "years_aims", "year_plan"],
    ),
    "parts instead of numbers": (
        "第一部分：2022年工作回顾\n" + FILL + "\n第二部分：2023年工作安排\n" + FILL,
        ["year_review", "year_plan"],
    ),
    "no numbers": (
        "2022年工作回顾\n" + FILL + "\n2023年工作安排\n" + FILL,
        ["year_review", "year_plan"],
    ),
    "slogans": (
        "一、攻坚克难，2022年发展取得新成效\n" + FILL + "\n二、实干争先，奋力谱写2023年工作新篇章\n"
        + FILL,
        ["year_review", "year_plan"],
    ),
    "a slogan without a time, then one": (
        "一、砥砺奋进，经济社会发展取得新成就\n过去一年，" + FILL + "\n二、2023年工作安排\n" + FILL,
        ["year_review", "year_plan"],
    ),
    "a slogan without a time, then five years": (
        "一、砥砺奋进，经济社会发展取得新成就\n五年来，" + FILL + "\n二、2023年工作安排\n" + FILL,
        ["years_review", "year_plan"],
    ),
    "a slogan without any time": (
        "一、砥砺奋进，经济社会发展取得新成就\n" + FILL + "\n二、2023年工作安排\n" + FILL,
        ["year_review?", "year_plan"],
    ),
    "two times under a heading, of which one is never told": (
        "一、2022年和过去五年工作回顾\n" + FILL + "\n二、2023年工作安排\n" + FILL,
        ["year_review?", "year_plan"],
    ),
    "a heading of another year": (
        "一、2021年工作回顾\n" + FILL + "\n二、2023年工作安排\n" + FILL,
        ["year_review?", "year_plan"],
    ),
    "how a plan was carried out": (
        "一、2022年国民经济和社会发展计划执行情况\n" + FILL + "\n二、2023年工作安排\n" + FILL,
        ["year_review", "year_plan"],
    ),
    "years in Chinese": (
        "一、二〇二二年工作回顾\n" + FILL + "\n二、二○二三年工作安排\n" + FILL,
        ["year_review", "year_plan"],
    ),
    "self-improvement last": (
        "一、2022年工作回顾\n" + FILL + "\n二、2023年工作安排\n" + FILL
        + "\n三、加强政府自身建设\n" + FILL,
        ["year_review", "year_plan"],
    ),
    "a heading without a number above numbered ones": (
        "2022年工作回顾\n" + FILL + "\n一、产业转型取得新成效\n" + FILL + "\n二、民生迈出新步伐\n"
        + FILL + "\n2023年工作安排\n今年，" + FILL + "\n一、促进产业升级\n" + FILL,
        ["year_review", "year_plan"],
    ),
    "a heading with a slogan between its year and its word": (
        "2022年全县上下凝心聚力 砥砺前行 交出了一份高质量发展的优异成绩单\n过去的一年，" + FILL
        + "\n2023年工作安排\n" + FILL,
        ["year_review", "year_plan"],
    ),
    "sections of a plan without a time": (
        "一、2022年工作回顾\n" + FILL + "\n二、2023年工作总体部署\n" + FILL + "\n三、推进乡村振兴\n"
        + "去年以来形势向好。" + FILL + "\n四、改善民生福祉\n" + FILL,
        ["year_review", "year_plan"],
    ),
    "a plan without a time, which begins with last year": (
        "一、2022年工作回顾\n" + FILL + "\n二、推进乡村振兴\n去年底形势向好。"
        + "我们要大力发展产业，必须努力改善民生，确保今年任务完成。" * 4,
        ["year_review", "year_plan"],
    ),
    "half a year of another year": (
        "一、2022年工作回顾\n" + FILL + "\n二、2021年上半年工作情况\n完成了" + FILL
        + "\n三、2023年工作安排\n" + FILL,
        ["year_review", "year_review?", "year_plan"],
    ),
    "a review alone": ("一、2022年工作回顾\n" + FILL * 60, ["year_review?"]),
    "the plan's years in the heading": (
        "一、“十三五”时期发展回顾\n" + FILL + "\n二、“十四五”时期总体要求和主要目标\n" + FILL
        + "\n三、2021年工作安排\n" + FILL,
        ["years_review", "years_aims", "year_plan"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", SECTIONS)
def test_turns_are_told_by_headings_and_openings_or_are_unsure(kind):
    text, right = SECTIONS[kind]
    this = 2021 if "十四五" in text else 2023
    assert told(PLAIN + text, this) == right


def test_headings_without_a_number_are_found_where_all_breaks_are_lost():
    text = "2022年工作回顾2022年，是极不平凡的一年。" + FILL + "2023年工作安排今年，" + FILL
    found = turns.parts(Frame(canonical(PLAIN + text), (0,), ()), 2023)
    assert [(part.turn, part.title) for part in found if part.number != "0"] == [
        ("year_review", "2022年工作回顾"),
        ("year_plan", "2023年工作安排"),
    ]


@pytest.mark.parametrize("kind", [k for k in SECTIONS if "一、" in SECTIONS[k][0]])
def test_turns_are_the_same_where_all_breaks_are_lost(kind):
    text, right = SECTIONS[kind]
    whole = canonical(PLAIN + text)
    this = 2021 if "十四五" in text else 2023
    found = []
    for part in turns.parts(Frame(whole, (0,), ()), this):
        name = part.turn + ("" if part.sure else "?")
        if part.number != "0" and found[-1:] != [name]:
            found.append(name)
    # Never another turn that is said to be sure.
    assert [name.rstrip("?") for name in found] == [name.rstrip("?") for name in right] or any(
        name.endswith("?") for name in found
    )


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("一、过去五年工作回顾\n过去五年，", (2018, 2022)),
        ("一、过去四年工作回顾\n四年来，", (2019, 2022)),
        ("一、本届政府工作回顾\n2020年以来，", (2020, 2022)),
        ("一、“十三五”工作回顾\n五年来，", (2016, 2020)),
    ],
)
def test_a_review_of_several_years_is_as_long_as_it_says(words, years):
    text = PLAIN + words + FILL + "\n二、2023年工作安排\n" + FILL
    part = turns.parts(framed(text), 2023)[1]
    assert (part.turn, turns.years(part.turn, 2023, part.years)) == ("years_review", years)


@pytest.mark.parametrize(
    ("heading", "months"),
    [("2023年上半年工作", "2023-01/2023-06"), ("2023年1-6月工作回顾", "2023-01/2023-06"),
     ("今年前三季度工作回顾", "2023-01/2023-09"), ("2023年一季度工作", "2023-01/2023-03")],
)  # fmt: skip
def test_a_part_of_the_year_is_reviewed_in_the_year_itself(heading, months):
    text = (
        HEAD.format("2023年7月8日")
        + f"一、{heading}\n上半年，{FILL}\n二、2023年下半年工作安排\n{FILL}"
    )
    assert turns.year(framed(text))[::2] == (2023, True)
    _, part, plan = turns.parts(framed(text), 2023)
    assert (part.turn, part.sure, part.years) == ("year_review", True, months)
    assert (plan.turn, plan.years) == ("year_plan", "")


def test_a_section_that_reviews_and_then_aims_turns_where_the_next_plan_begins():
    text = (
        HEAD.format("2021年2月8日") + "一、2020年工作回顾\n" + FILL
        + "\n二、“十三五”时期成就和“十四五”时期主要目标\n过去五年，" + FILL
        + "\n“十四五”时期是关键期。" + FILL + "\n三、2021年重点工作\n" + FILL
    )  # fmt: skip
    assert told(text, 2021) == ["year_review", "years_review", "years_aims", "year_plan"]


def test_sections_follow_one_another_over_the_whole_text():
    for text, _ in SECTIONS.values():
        one = framed(PLAIN + text)
        parts = turns.parts(one, 2023)
        assert [parts[0].start, *(part.end for part in parts)] == [
            *(part.start for part in parts),
            len(one.text),
        ]
