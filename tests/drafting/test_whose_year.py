"""The year whose plan a report is: by its head, its title, its headings; or it is not sure."""

import pytest
from drafting.test_turns import FILL, HEAD, framed

from xiaoyi_data.drafting import turns


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("各位代表：一、2022年和“十四五”工作回顾\n" + FILL, 2023),
        ("各位代表：一、二〇二二年工作回顾\n" + FILL + "\n二、二〇二三年工作安排\n" + FILL, 2023),
        ("各位代表：一、1998年国内工作的回顾\n" + FILL, 1999),
        (HEAD.format("2023年2月8日") + "一、工作回顾", 2023),
        (HEAD.format("2022年12月28日") + "一、工作回顾", 2023),
        ("各位代表：一、2022年工作回顾" + FILL, 2023),
        ("各位代表：一、工作回顾" + FILL + "二、2023年工作安排", 2023),
        ("2023年云岭县政府工作报告各位代表：一、2022年工作回顾", 2023),
        (HEAD.format("2023年7月8日") + "一、2023年上半年工作" + FILL + "二、2023年工作安排", 2023),
    ],
)
def test_the_year_is_that_of_the_plan(text, year):
    found = turns.year(framed(text))
    assert (found.year, found.sure) == (year, True)
    assert found.words


@pytest.mark.parametrize(
    "text",
    [
        "各位代表：" + FILL,
        "2023年云岭县政府工作报告各位代表：" + FILL,  # a title alone is the site's
        HEAD.format("2023年2月8日") + "一、2019年工作回顾" + FILL + "二、2020年工作安排" + FILL,
    ],
)
def test_a_year_that_is_not_plain_is_not_sure(text):
    assert not turns.year(framed(text)).sure
