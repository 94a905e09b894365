"""Promises as marks: of several years each has its own."""

import pandas as pd
import pytest

from xiaoyi_data.charts import promised

ROW = {"name": "roads", "text": "30 km", "measure": "level", "times": 1.1, "came": "kept",
       "came_name": "kept", "answer_text": "33 km", "figure": "a/x", "answer": "b/x"}  # fmt: skip


@pytest.mark.parametrize(
    ("years", "labels"),
    [
        ([2021, 2021], ["Roads, 30 km", "Roads, 30 km"]),
        ([2021, 2022], ["2021: Roads, 30 km", "2022: Roads, 30 km"]),
    ],
)
def test_a_promise_has_its_year_where_there_are_several(years, labels):
    rows = pd.DataFrame([ROW | {"report_year": year} for year in years])
    assert promised.judged(rows)["label"].tolist() == labels


def test_of_many_promises_the_ends_are_shown():
    rows = pd.DataFrame(
        [ROW | {"report_year": 2021, "times": times / 10} for times in range(1, 31)]
    )
    assert promised.judged(rows)["value"].tolist() == [
        3.0, 2.9, 2.8, 2.7, 2.6, 0.5, 0.4, 0.3, 0.2, 0.1,
    ]  # fmt: skip


def test_years_are_named_one_by_one_or_by_the_first_and_the_last():
    assert promised.years([], "zh") == ""
    assert promised.years([2021]) == "2021"
    assert promised.years([2022, 2021], "zh") == "2021、2022"
    assert promised.years([2016, 2019, 2024]) == "2016–2024"
