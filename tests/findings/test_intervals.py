"""Arithmetic on intervals holds whatever the numbers are."""

import operator
from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoyi_data.findings.intervals import Interval, bounds, interval

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


@given(st.integers(1, 99), st.integers(1, 99), st.integers(1, 99))
def test_no_step_of_a_long_calculation_rounds_inward(a, b, c):
    difference = interval(a) / c - interval(b) / c
    assert D(a - b) in (difference * c)


@given(held(), st.booleans(), st.booleans())
def test_nothing_times_anything_is_nothing(a, low_open, high_open):
    ends = a[0] if a[0].exact else Interval(a[0].low, a[0].high, low_open, high_open)
    for unbounded in (ends, bounds(a[1], None, "over"), bounds(None, a[1])):
        assert unbounded * 0 == interval(0)


@pytest.mark.parametrize("degree", [0, -1])
def test_only_whole_positive_degrees_are_taken(degree):
    with pytest.raises(ValueError, match="is not a positive whole number"):
        interval(4).root(degree)
    with pytest.raises(ValueError, match="is not a positive whole number"):
        interval(4) ** degree


@given(held(POSITIVE))
def test_at_least_one_significant_digit_is_shown(a):
    assert a[0].shown(a[1]) != 0


@given(held())
def test_what_is_shown_stays_inside_and_near(a):
    shown = a[0].shown(a[1])
    if shown is None:
        # So near to an end that no short number lies between.
        width = a[0].high - a[0].low
        assert min(a[1] - a[0].low, a[0].high - a[1]) < width / 50
    elif not a[0].exact:
        assert shown in a[0]
        assert abs(shown - a[1]) <= a[0].high - a[0].low


@given(held())
def test_the_middle_of_an_interval_is_in_it(a):
    assert a[0].middle in a[0]


def test_ends_that_say_nothing_are_left_out():
    assert bounds(D(120), None).ends == (120, None)
    assert bounds(D(0), D(40000), "nearly").positive().ends == (None, 40000)
    assert (-bounds(D(120), None)).ends == (None, -120)


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
        ("203.34", "203.61", "203.475", "203.5"),
        ("4.828", "4.880", "4.854", "4.85"),
        ("28.57", "29.79", "29.17", "29"),
        ("2035031065", "2042569180", "2038796537", "2.04E+9"),
    ],
)
def test_no_more_digits_are_shown_than_the_bounds_need(low, high, value, shown):
    assert Interval(D(low), D(high)).shown(D(value)) == D(shown)
