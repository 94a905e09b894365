"""Whatever is no expression is refused in one line, at once, and nothing is ever executed."""

import ast
import re
import string

import pytest
from conftest import ROOT
from formulas import KNOWN, evaluate
from hypothesis import given
from hypothesis import strategies as st

from xiaoyi_data.findings.formulas import Formula

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


def refused(attempt, why):
    """Hold that an attempt fails for a reason, said in one line."""
    with pytest.raises(ValueError, match=re.escape(why)) as error:
        attempt()
    assert len(str(error.value).splitlines()) == 1


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_no_expression_is_refused_with_the_bad_part(text):
    refused(lambda: Formula(text, {"rate": "rate"} if "rat" in text else {}), REFUSED[text])


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
    refused(lambda: evaluate(text, "CNY"), UNCOMPUTABLE[text])


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
