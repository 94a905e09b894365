"""What is doubtful is doubted more, and says why in both languages."""

import pytest
from test_draft import said

from xiaoyi_data.drafting import turns
from xiaoyi_data.drafting.draft import draft
from xiaoyi_data.drafting.frame import Frame


def test_what_is_doubtful_is_doubted_more_and_says_why_in_both_languages():
    sure, unsure = said("森林覆盖率达到41%。"), said("其中，达到9.5%。")
    assert float(sure[0]["doubt"]) < 0.05 < 0.5 < float(unsure[0]["doubt"])
    assert unsure[0]["reasons_en"]
    assert unsure[0]["reasons_zh"]


def test_a_part_whose_time_is_unsure_makes_its_rows_doubtful():
    part = turns.Part(0, 99, "year_review", "", False, "1", "")
    whole = Frame("森林覆盖率达到41%。", (0,), ())
    made = draft(whole, turns.Year(2023, (), True), [part], "yunling-2023")
    (row,) = made.tables["draft"]
    assert float(row["doubt"]) >= 0.5
    assert "unsure" in row["reasons_en"]


@pytest.mark.parametrize(
    ("sentences", "twice"),
    [
        ("森林覆盖率达到41%。建成区森林覆盖率达到43%。全县森林覆盖率达到45%。", True),
        ("森林覆盖率达到41%，比上年提高2个百分点。", False),  # a level and a change
        ("森林覆盖率达到41%。各乡抓实林业。森林覆盖率达到41%。", False),  # the same once more
    ],
)
def test_two_numbers_that_are_said_to_be_the_same_are_both_doubted(sentences, twice):
    rows = [row for row in said(sentences) if row["indicator"] == "forest_cover"]
    told = ["the report has another number of the same" in row["reasons_en"] for row in rows]
    assert told == [twice] * len(rows)
    assert rows
