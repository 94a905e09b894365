"""What each of several years had is counted by another indicator than what they had together."""

import pytest
from drafting.test_draft import said

EACH = {
    "每年城镇新增就业60万人以上。": "每年城镇新增就业",
    "年均培训果农9万人次。": "每年培训果农",
    "滚动实施15件民生实事。": "每年民生实事",
    "粮食产量稳定在800亿斤以上。": "每年粮食产量",
    "各类活动年均吸引4万人次。": "每年各类活动吸引",
}
WHOLE = [
    "累计新增就业60万人。",
    "粮食产量达到800亿斤。",
    "医保参保率稳定在95%以上。",
    "果品价格稳定在9元以上。",
    "粮食产量年均增长9%。",
]


@pytest.mark.parametrize("sentence", EACH)
def test_what_each_of_several_years_had_is_no_sum_of_them(sentence):
    (row,) = said(sentence, "years_review")
    assert (row["name"], row["period"]) == (EACH[sentence], "2018/2022")
    assert row["indicator"].endswith("_per_year")


@pytest.mark.parametrize("sentence", WHOLE)
def test_a_sum_of_years_a_level_and_a_growth_are_not_of_each_year(sentence):
    (row,) = said(sentence, "years_review")
    assert not row["indicator"].endswith("_per_year")
