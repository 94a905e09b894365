"""Values of every dtype are carried as they are, or refused with column, row and value."""

from decimal import Decimal

import numpy as np
import pandas as pd
import pytest

from xiaoyi_data.canvas import payload, values

DAY = pd.Timestamp("2021-04-20")


@pytest.mark.parametrize(
    ("column", "numbers"),
    [
        (pd.array([1, None], dtype="Int64"), [1, None]),
        (pd.array([1e-12, None], dtype="Float64"), [1e-12, None]),
        (pd.Categorical([2.5, None]), [2.5, None]),
        ([Decimal("0.1"), Decimal("NaN"), pd.NaT, pd.NA, None], [0.1, None, None, None, None]),
        (np.array([1, 2], dtype="uint8"), [1, 2]),
        ([2**53, 1e15, 0.1 + 0.2], [2**53, 1e15, 0.1 + 0.2]),
    ],
)
def test_a_number_stays_the_number_it_is(column, numbers):
    assert values.numbers(pd.Series(column), "value") == numbers


@pytest.mark.parametrize(
    ("column", "texts"),
    [
        ([DAY, pd.NaT], ["2021-04-20", None]),
        ([DAY.tz_localize("UTC")], ["2021-04-20 00:00:00+00:00"]),
        ([DAY + pd.Timedelta(hours=8)], ["2021-04-20 08:00:00"]),
        ([DAY + pd.Timedelta(1, "ns")], ["2021-04-20 00:00:00.000000001"]),
        (pd.period_range("2021Q1", periods=1, freq="Q"), ["2021Q1"]),
        ([pd.Timedelta(days=1)], ["1 days 00:00:00"]),
        (pd.array([True, None], dtype="boolean"), ["True", None]),
        (pd.array(["a", None], dtype="string"), ["a", None]),
        (pd.Categorical([2020, 2021]), ["2020", "2021"]),
        ([Decimal("0.10"), DAY.date(), 1e-12], ["0.10", "2021-04-20", "1e-12"]),
        (np.array([0.1], dtype="float32"), ["0.1"]),
    ],
)
def test_a_name_is_the_text_of_what_it_was(column, texts):
    assert values.texts(pd.Series(column), "label") == texts


@pytest.mark.parametrize(
    ("column", "bad", "message"),
    [
        ("value", float("inf"), "holds inf in row 'b', which is not finite"),
        ("value", True, "holds True in row 'b', which is no number"),
        ("value", "3", "holds '3' in row 'b', which is no number"),
        ("low", DAY, r"holds Timestamp\('2021-04-20 00:00:00'\) in row 'b', which is no number"),
        ("value", 2**53 + 1, "holds 9007199254740993 in row 'b', which is longer"),
        ("high", Decimal("1e400"), "in row 'b', which is not finite"),
        ("low", 3, "holds 3 in row 'b', above 'high', 2"),
        ("value", Decimal("1e-400"), "in row 'b', which is too small"),
        ("label", None, "holds nothing in row 'b': every mark needs one"),
        ("series", pd.NaT, "holds nothing in row 'b': every mark needs one"),
        ("label", [1], r"holds \[1\] in row 'b', a list"),
        ("text", "a\x00", r"holds 'a\\x00' in row 'b', with the character"),
        ("more", {}, r"holds \{\} in row 'b', a dict"),
        ("more", float("-inf"), "holds -inf in row 'b', which is not finite"),
    ],
)
def test_what_cannot_be_carried_is_refused_by_column_row_and_value(column, bad, message):
    frame = pd.DataFrame({"label": ["x", "y"], "value": [1.0, 2.0]}, index=["a", "b"])
    frame["high"] = 2
    good = {"value": 1.0, "low": 0.0, "high": 2.0}.get(column, "t")
    frame[column] = pd.Series([good, bad], index=frame.index, dtype=object)
    with pytest.raises(ValueError, match=f"column '{column}' .*{message}"):
        payload.complete(frame)


def test_a_mark_of_an_unknown_role_is_refused_with_the_roles_there_are():
    frame = pd.DataFrame({"label": ["a"], "value": [1.0], "role": ["done"]})
    with pytest.raises(ValueError, match="unknown role of a mark 'done': valid: achieved"):
        payload.complete(frame)


def test_two_columns_of_one_name_are_refused():
    with pytest.raises(ValueError, match="two columns '1'"):
        values.heads([1, "1"])
