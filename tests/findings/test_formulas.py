"""Expressions are parsed, never executed; what is none is refused in one line, at once."""

import ast
import string
from decimal import Decimal, localcontext

import pytest
from conftest import ROOT
from hypothesis import example, given
from hypothesis import strategies as st

from xiaoyi_data.findings import units
from xiaoyi_data.findings.formulas import Formula, Quantity
from xiaoyi_data.findings.helpers import HELPERS
from xiaoyi_data.findings.intervals import Interval, bounds, interval

D = Decimal


def quantity(low, high=None, unit="percent", value=None):
    held = bounds(*(None if end is None else D(end) for end in (low, high or low)))
    return Quantity(held, interval(D(value or low)), units.of(unit))


KNOWN = {
    "rate": quantity("7.85", "7.95", value="7.9"),
    "small": quantity("-0.05", "0.05", value="0"),
    "floor": Quantity(bounds(D(100), None, "at_least"), interval(100), units.of("CNY")),
    "money": quantity("900", "1100", "CNY", value="1000"),
    "grain": quantity("30", unit="t"),
    "feed": quantity("5000", unit="kg"),
    "field": quantity("45", unit="mu"),
    "town": quantity("3", unit="item"),
    "firm": quantity("4", unit="enterprise"),
    "people": quantity("10", unit="person"),
    "visits": quantity("20", unit="person_time"),
    "days": quantity("29", unit="day"),
}
NAMES = {key: key for key in KNOWN}


def names_in(text):
    return {
        node.id: node.id
        for node in ast.walk(ast.parse(text, mode="eval"))
        if isinstance(node, ast.Name) and node.id in KNOWN
    }


def evaluate(text, unit="percent"):
    return Formula(text, names_in(text)).evaluate(KNOWN, unit)


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


# Every kind of thing that is no expression, with what the answer names.
REFUSED = {
    "done ++": "is no expression: invalid syntax",
    "": "is no expression",
    "(rate": "was never closed",
    "rate rate": "is no expression",
    "rate\0": "is no expression",
    "rat * 2": "unknown name 'rat': did you mean 'rate'?",
    "rate.real": "'rate.real' is not allowed; valid: names of inputs",
    "rate[0]": "'rate[0]' is not allowed",
    "[rate]": "is not allowed",
    "lambda: rate": "is not allowed",
    "rate if rate else rate": "is not allowed",
    "rate and rate": "is not allowed",
    "rate < 5": "is not allowed",
    "(rate := 5)": "is not allowed",
    "rate // 5": "'rate // 5' is not allowed",
    "rate % 5": "is not allowed",
    "rate @ rate": "is not allowed",
    "rate << 99999999": "is not allowed",
    "~rate": "is not allowed",
    "+rate": "is not allowed",
    "f'{rate}'": "is not allowed",
    "rate * None": "'None' is not allowed",
    "rate * b'2'": "is not allowed",
    "rate * ...": "is not allowed",
    "rate * 2j": "'2j' is not allowed",
    "rate * True": "'True' is no plain number",
    "rate * 1e9": "'1e9' is no plain number such as 7.20",
    "rate * 1_000": "'1_000' is no plain number",
    "rate * 0x10": "'0x10' is no plain number",
    "rate * .5": "'.5' is no plain number",
    "rate * " + "9" * 31: "is no plain number",
    "__import__('os').system('true')": "is not allowed",
    "eval('1') + rate": "unknown helper 'eval': valid: average, end",
    "per_yaer(rate, 5)": "unknown helper 'per_yaer': did you mean 'per_year'?",
    "per_year(rate)": "'per_year(rate)': per_year takes 2 (growth, years), not 1",
    "per_year(rate, years=5)": "is not allowed",
    "per_year(*rate, 5)": "'*rate' is not allowed",
    "rate ** 0.5": "exponent '0.5': valid are 1 to 50, 1/2 to 1/50",
    "rate ** rate": "exponent 'rate'",
    "rate ** 999999999": "exponent '999999999'",
    "rate ** -1": "exponent '-1'",
    "rate ** (1/0)": "exponent '1/0'",
    "rate ** 2 ** 2": "exponent '2 ** 2'",
    "5 * 2": "no figure is in the expression '5 * 2'",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_expression_is_refused_with_the_bad_part(text):
    with pytest.raises(ValueError, match=r".") as error:
        Formula(text, {"rate": "rate"} if "rat" in text else {})
    assert REFUSED[text] in str(error.value)
    assert len(str(error.value).splitlines()) == 1


@pytest.mark.parametrize(
    "text",
    [
        "(" * 900 + "rate" + ")" * 900,
        "-" * 1900 + "rate",
        "rate" + " + rate" * 280,
        "per_year(" * 120 + "rate" + ", 5)" * 120,
        "rate + " * 100_000 + "rate",
        "9" * 1_000_000,
        "[" * 1_999,
    ],
)
def test_what_is_too_long_or_too_deep_is_refused_at_once(text):
    with pytest.raises(ValueError, match=r"nested|characters|is no expression") as error:
        Formula(text, {"rate": "rate"})
    assert len(str(error.value)) < 200


def test_what_is_too_large_or_too_small_is_refused_at_once():
    for text in ("((money ** 50) ** 50) ** 50", "1 / ((money ** 50) ** 50)", "money ** 50"):
        with pytest.raises(ValueError, match="is too large or too small"):
            evaluate(text, "CNY")


UNCOMPUTABLE = {
    "money / small": "'money / small': cannot divide by the interval from -0.05 to 0.05",
    "money / (grain - 30)": "cannot divide by the interval from 0 to 0",
    "small ** 2": "'small ** 2': the power of an interval from -0.05 is not defined here",
    "small ** (1/2)": "the root of an interval",
    "end(money)": "'end(money)': neither a floor nor a ceiling",
    "whole(money)": "more than one whole number",
    "whole(small + 0.5)": "no whole numbers are within the bounds, not one",
    "positive(-grain)": "'positive(-grain)': no number lies between",
    "per_year(rate, 0)": "years are a whole number from 1 to 50",
    "per_year(rate, 2.5)": "years are a whole number from 1 to 50",
    "smooth(money, rate, 6, 5)": "year is a whole number from 0, the base, to 5",
    "gain(days, 20, 365)": "there are not so many days",
    "per_year(grain, 5)": "growth is to be in percent, not t",
    "per_year(rate, town)": "years is to be a plain number, not item",
    "floor - floor": "has no bound, neither below nor above",
}


@pytest.mark.parametrize("text", UNCOMPUTABLE)
def test_what_cannot_be_computed_is_refused_with_the_bad_part(text):
    with pytest.raises(ValueError, match=r".") as error:
        evaluate(text, "CNY")
    assert UNCOMPUTABLE[text] in str(error.value)
    assert len(str(error.value).splitlines()) == 1


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


ALPHABET = "rate'\"()*/+-., 0123456789e_[]{}:=\\\n\t#@~÷×－（）1٣" + string.ascii_letters
PIECES = st.sampled_from(
    [
        "rate",
        "'rate'",
        "(",
        ")",
        "+",
        "-",
        "*",
        "/",
        "**",
        "7.20",
        "5",
        "1/2",
        ",",
        " ",
        "per_year(",
    ]
)


@given(st.one_of(st.text(ALPHABET, max_size=60), st.text(), st.lists(PIECES).map("".join)))
def test_any_text_is_computed_or_refused_in_one_line(text):
    try:
        result = Formula(text, {"rate": "rate"}).evaluate(KNOWN, "percent")
    except KeyError as error:  # a key in quotes that is no figure: for the caller to name
        assert error.args[0] not in KNOWN  # noqa: PT017
    except ValueError as error:
        assert len(str(error).splitlines()) == 1  # noqa: PT017
    else:
        assert result.held.low <= result.point.low <= result.point.high <= result.held.high


@pytest.mark.parametrize("module", ["formulas", "helpers", "units", "derived"])
def test_nothing_is_ever_executed(module):
    source = (ROOT / "xiaoyi_data" / "findings" / f"{module}.py").read_text(encoding="utf-8")
    names = {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}
    assert not names & {"eval", "exec", "compile", "__import__", "globals"}
