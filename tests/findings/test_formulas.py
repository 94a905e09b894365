"""Expressions are parsed, never executed; what is none is refused in one line, at once."""

from decimal import localcontext

import pytest
from conftest import ROOT
from formulas import D, evaluate, names_in
from hypothesis import example, given
from hypothesis import strategies as st

from xiaoyi_data.findings.formulas import Formula
from xiaoyi_data.findings.helpers import HELPERS
from xiaoyi_data.findings.intervals import Interval, interval


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("grain * 0 + 0.1 + 0.2", "0.3"),  # 0.30000000000000004 by way of floats
        ("grain * 0 + 7.20", "7.20"),
        ("grain - -5", "35"),
        ("grain / 4 * 2", "15"),
        ("grain / (4 * 2)", "3.75"),
        ("2 * grain - 10 - 5", "45"),
        ("-(grain + 1)", "-31"),
    ],
)
@pytest.mark.parametrize("precision", [5, 28])
def test_numbers_are_read_as_they_stand_and_signs_bind_as_in_arithmetic(text, value, precision):
    with localcontext(prec=precision):
        assert evaluate(text, "t").held == interval(D(value))


def test_a_value_is_computed_on_what_may_be_and_on_what_is_printed():
    result = evaluate("money * (1 + rate / 100)", "CNY")
    assert result.point.middle == 1079
    assert 970 < result.held.low < 971
    assert 1187 < result.held.high < 1188


def test_powers_and_roots_undo_each_other():
    result = evaluate("((1 + rate / 100) ** 5) ** (1/5)", "ratio")
    assert abs(result.point.middle - D("1.079")) < D("1e-30")
    assert D("1.079") in result.held


@pytest.mark.parametrize(
    ("text", "unit", "message"),
    [
        ("grain + money", "t", "'grain + money': t and CNY do not add up"),
        ("grain + money", "CNY", "t and CNY do not add up"),
        ("grain + feed", "t", "t and kg do not add up"),
        ("people + visits", "person", "person and person_time do not add up"),
        ("people - rate", "person", "person and percent do not add up"),
        ("money / 3 + grain / 5", "CNY", "do not add up"),
        ("grain", "CNY", "unit 'CNY' does not follow: the expression gives t"),
        ("feed", "t", "the expression gives kg"),
        ("field", "ha", "the expression gives mu"),
        ("people", "percent", "the expression gives person"),
        ("town + town", "person", "the expression gives item"),
        ("money / grain", "percent", "the expression gives mass^-1 × money"),
        ("grain * money", "CNY", "the expression gives mass × money"),
        ("field ** 2", "mu", "the expression gives length^4"),
        ("grain / feed", "t", "the expression gives a bare ratio"),
    ],
)
def test_a_unit_that_cannot_follow_is_refused(text, unit, message):
    with pytest.raises(ValueError, match=r".") as error:
        evaluate(text, unit)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("rate - small", "pp"),
        ("100 - rate", "percent"),
        ("rate / 100", "ratio"),
        ("grain / feed * 1000", "ratio"),
        ("grain + feed / 1000", "t"),
        ("field / 15", "ha"),
        ("grain * 1000 / field", "kg"),
        ("money / field", "CNY"),
        ("money / people", "CNY"),
        ("money * people", "CNY"),
        ("people / town", "person"),
        ("town / town", "item"),
        ("town + firm", "item"),
        ("people + visits", "item"),
        ("money / money", "year"),
        ("days / 365 * 100", "percent"),
        ("people * (1 + rate / 100)", "person"),
        ("grain - 5", "t"),
        ("(field ** 2) ** (1/2)", "mu"),
        ("end(floor) - money", "CNY"),
        ("smooth(money, rate, 2, 5)", "CNY"),
        ("gain(days, 366, 365)", "pp"),
        ("average(rate, small) - rate", "pp"),
    ],
)
def test_a_unit_that_may_follow_is_taken(text, unit):
    assert evaluate(text, unit).held.finite


@pytest.mark.parametrize(
    ("text", "formula"),
    [
        ("money/(grain*2)", "money ÷ (grain × 2)"),
        ("(money / grain) * 2", "money ÷ grain × 2"),
        ("money - (grain - 2)", "money − (grain − 2)"),
        ("money + (grain + 2)", "money + grain + 2"),
        ("-(money + grain)", "−(money + grain)"),
        ("(money * 2) ** (1/2)", "(money × 2)^(1/2)"),
        ("money * 7.20", "money × 7.20"),
        ("per_year(rate, 5)", "(1 + rate)^(1/5) − 1"),
        ("2 * per_year(rate - 1, 5)", "2 × ((1 + (rate − 1))^(1/5) − 1)"),
        ("end(floor) / 2", "floor ÷ 2"),
    ],
)
def test_a_formula_reads_as_it_is_computed(text, formula):
    assert str(Formula(text, names_in(text))) == formula


@pytest.mark.parametrize("name", HELPERS)
def test_a_helper_is_described_and_its_formula_names_all_it_takes(name):
    helper = HELPERS[name]
    assert helper.meaning
    assert len(helper.arguments) == len(helper.takes)
    assert set(helper.takes) <= {"any", "percent", "number"}
    shown = helper.formula.format(*(f"<{argument}>" for argument in helper.arguments))
    told = {argument for argument in helper.arguments if f"<{argument}>" in shown}
    assert told == set(helper.arguments)
    page = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert f"| `{name}({', '.join(helper.arguments)})` |" in page


@given(st.lists(st.floats(-0.6, 0.6), min_size=2, max_size=2), st.integers(0, 5), st.floats(0, 1))
@example([-0.1, 0.1], 3, 0.5)  # the share of the middle year turns at no growth
def test_the_smooth_path_holds_every_growth_between_the_ends(ends, year, place):
    low, high = sorted(D(round(end * 100, 3)).quantize(D("0.001")) for end in ends)
    growth = low + (high - low) * D(place)
    held = HELPERS["smooth"].function(
        interval(1000), Interval(low, high), interval(year), interval(5)
    )
    q = 1 + float(growth) / 100
    amount = 1000 * q**year / sum(q**k for k in range(1, 6))
    assert float(held.low) - 1e-6 <= amount <= float(held.high) + 1e-6
