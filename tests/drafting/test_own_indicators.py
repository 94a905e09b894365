"""The indicators that a draft proposes: theme, kind, measure word, which way is better."""

import pytest
from drafting.test_draft import tables

from xiaoyi_data.drafting import rules
from xiaoyi_data.report import codebook, reports


def own(sentence, turn="year_review"):
    """Return the indicators that the codebook has not, of a sentence in a part of the turn."""
    return tables(sentence, turn)["indicators"]


@pytest.mark.parametrize(
    ("words", "measured"),
    [("接种疫苗44万剂次以上", "剂次"), ("举办招聘会10场左右", "场"), ("培育合作社20家", "家")],
)
def test_a_new_indicator_is_counted_by_the_measure_word_before_a_bound(words, measured):
    assert [row["measure_word"] for row in own(words)] == [measured]


@pytest.mark.parametrize(
    ("words", "better"),
    [
        ("居民消费价格涨幅3%左右", "lower"),
        ("城镇调查失业率5.5%左右", "lower"),
        ("亿元产值耗电量的碳排放强度下降5%", "lower"),
        ("农产品网络零售额增长12%", "none"),
        ("排放标准提升项目5个", "none"),
    ],
)
def test_of_prices_losses_and_emissions_less_is_better(words, better):
    assert [row["better"] for row in own(f"今年{words}，", "year_plan")] == [better]


def test_a_rank_is_a_rate_of_which_less_is_better():
    (row,) = own("果品产量居全省第3位，")
    assert (row["kind"], row["better"]) == ("rate", "lower")


def test_nine_in_ten_themes_of_drafts_are_those_that_readers_chose():
    right = []
    for report in reports.shipped():
        with reports.using(report):
            for row in codebook.rows("indicators"):
                found = rules.first("themes", pattern=row["name_zh"])["theme"] or "economy"
                right.append(found == row["theme"])
    assert sum(right) >= 0.9 * len(right)
