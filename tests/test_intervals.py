"""Arithmetic on intervals holds whatever the numbers are."""

import operator
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoyi_data.intervals import Interval, bounds, interval

D = Decimal
NUMBERS = st.decimals(-(10**6), 10**6, places=3)
POSITIVE = st.decimals("0.001", 10**6, places=3)


@st.composite
def held(draw, numbers=NUMBERS):
    """An interval and a number in it."""
    low, number, high = sorted(draw(st.tuples(numbers, numbers, numbers)))
    return Interval(low, high), number


@pytest.mark.parametrize("op", [operator.add, operator.sub, operator.mul, operator.truediv])
@given(a=held(), data=st.data())
def test_the_result_holds_the_result_of_any_two_numbers(op, a, data):
    sign = data.draw(st.sampled_from([POSITIVE, POSITIVE.map(operator.neg)]))
    b = data.draw(held(sign if op is operator.truediv else NUMBERS))
    with localcontext(prec=60):
        exact = op(a[1], b[1])
    assert exact in op(a[0], b[0])


@given(held(POSITIVE), st.integers(1, 6))
def test_a_root_is_undone_by_the_power(a, degree):
    assert a[1] in a[0].root(degree) ** degree


@pytest.mark.parametrize("zero", [Interval(D(-1), D(1)), interval(0)])
def test_dividing_by_an_interval_that_holds_nothing_is_refused(zero):
    with pytest.raises(ValueError, match="cannot divide"):
        interval(1) / zero


def test_ends_in_the_wrong_order_are_refused():
    with pytest.raises(ValueError, match="no number lies between"):
        Interval(D(2), D(1))


def test_nearly_leaves_out_its_upper_end_and_over_its_lower():
    assert 40000 not in bounds(D(35000), D(40000), "nearly")
    assert D("2.1E8") not in bounds(D("2.1E8"), None, "over")
    assert 10**12 in bounds(D(5), None, "at_least")


def test_an_unbounded_end_stays_unbounded():
    floor = bounds(D(120), None, "at_least")
    assert (floor / 575).high.is_infinite()
    assert (1 / floor).low == 0
    assert 0 not in 1 / floor


@pytest.mark.parametrize(
    ("low", "high", "value", "shown"),
    [
        ("8.2367", "8.2513", "8.2433", "8.24"),
        ("1.1435", "1.1627", "1.1531", "1.15"),
        ("203.34", "203.61", "203.475", "203"),
        ("28.57", "29.79", "29.17", "29"),
        ("2035031065", "2042569180", "2038796537", "2.04E+9"),
    ],
)
def test_no_more_digits_are_shown_than_the_bounds_allow(low, high, value, shown):
    assert Interval(D(low), D(high)).shown(D(value)) == D(shown)
