"""What is printed of a derived value, read back and held to its bounds."""

import math
import re

import pandas as pd
import pytest

SIZES = {"billion": 1e9, "million": 1e6, "GW": 1e9, "MW": 1e6, "kW": 1e3,
         "亿": 1e8, "万千瓦": 1e7, "万": 1e4, "千瓦": 1e3}  # fmt: skip


def printed(text):
    """The numbers a text shows, in the unit of its row."""
    size = next((size for word, size in SIZES.items() if word in text), 1)
    numbers = re.findall(r"(−?)(?:CNY )?(\d[\d,]*(?:\.\d+)?)", text)
    return [float((sign and "-") + number.replace(",", "")) * size for sign, number in numbers]


def check_row(row):
    """The value is in its bounds, and so is every number printed of it; a bound stays true."""
    low = -math.inf if pd.isna(row["low"]) else row["low"]
    high = math.inf if pd.isna(row["high"]) else row["high"]
    assert low <= row["value"] <= high
    for text in (row["text"], row["words"]):
        shown = printed(text)
        slack = 1e-9 * max(map(abs, shown))
        if row["qualifier"] in ("at_least", "over"):
            assert math.isinf(high)
            assert 0 <= low - shown[0] + slack <= 0.001 * abs(low) + 2 * slack
        elif row["qualifier"] in ("at_most", "under"):
            assert math.isinf(low)
            assert 0 <= shown[0] - high + slack <= 0.001 * abs(high) + 2 * slack
        elif math.isclose(low, high, rel_tol=1e-12):
            assert shown == [pytest.approx(low, rel=0.005)]
        else:
            assert len(shown) == 1 + (row["qualifier"] == "range")
            assert all(low - slack <= number <= high + slack for number in shown)
