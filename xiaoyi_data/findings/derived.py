"""What follows from the figures, with bounds and caveats.

The derivations are in ``derivations``; here they are evaluated, twice each: on the values
printed, and on the intervals that the words support. Plan targets are exact.
"""

from __future__ import annotations

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from functools import partial

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.findings.derivations import GRADES, REGISTRY, Derivation
from xiaoyi_data.findings.intervals import Interval, bounds, interval
from xiaoyi_data.report import codebook, wording


def load_derived(*, grade: str | None = None, lang: str = "en") -> pd.DataFrame:
    """Return the derived values, one row each, with bounds and a caveat in both languages.

    Columns: ``derived`` (key), ``name``, ``text`` and ``words`` (for sentences) in ``lang``,
    ``value``, ``low``, ``high`` (missing = unbounded) in ``unit``, ``qualifier`` (at_least and
    at_most for one-sided values),
    ``grade`` (sound, conditional, weak), ``formula``, ``inputs`` (figure keys joined by spaces),
    ``name_en``, ``name_zh``, ``caveat_en``, ``caveat_zh``. ``value`` has no more digits than its
    bounds allow.

    Raises ValueError for an unknown grade or language.

    >>> row = load_derived().set_index("derived").loc["budget-revenue-growth-per-year"]
    >>> row["text"], row["grade"]
    ('8.24%', 'sound')
    """
    choices.check_language(lang)
    if grade is not None and grade not in GRADES:
        raise choices.unknown("grade", grade, GRADES)
    figures = {row["figure"]: row for row in codebook.rows("figures")}
    chosen = [d for d in REGISTRY.values() if grade in (None, d.grade)]
    frame = pd.DataFrame([_evaluate(derivation, figures, lang) for derivation in chosen])
    for column in ("value", "low", "high"):
        frame[column] = frame[column].astype("Float64")
    frame["grade"] = pd.Categorical(frame["grade"], categories=GRADES, ordered=True)
    return frame


def known(row: codebook.Row) -> Interval:
    """Return the interval a figure stands for.

    A target and the planned size of a project are the number they name; sums of money are
    rounded. 近 gives no lower end but nothing itself.

    >>> figures = {row["figure"]: row for row in codebook.rows("figures")}
    >>> float(known(figures["forest-cover-2020"]).low)
    33.25
    """
    planned = row["status"] != "achieved" and row["unit"] != "CNY"
    if row["qualifier"] == "exact" and (planned or row["status"] == "target"):
        return interval(Decimal(row["value"]))
    low, high = (Decimal(row[end]) if row[end] else None for end in ("low", "high"))
    if row["qualifier"] == "nearly":
        return bounds(Decimal(0), high, "nearly").positive()
    return bounds(low, high, row["qualifier"])


def _evaluate(
    derivation: Derivation, figures: dict[str, codebook.Row], lang: str
) -> dict[str, object]:
    rows = [figures[key] for key in derivation.inputs]
    held = derivation.function(*map(known, rows))
    point = derivation.function(*(interval(Decimal(row["value"])) for row in rows))
    value = (point.low + point.high) / 2
    # An end that is infinite, or nothing itself and never reached, says nothing.
    low = held.low if held.low.is_finite() and not (held.low == 0 and held.low_open) else None
    high = held.high if held.high.is_finite() else None
    if held.exact and len(value.normalize().as_tuple().digits) <= 6:
        qualifier, shown = "exact", value.normalize()
    elif low is not None and high is not None:
        qualifier, shown = "exact", held.shown(value)
    elif low is not None:
        qualifier, shown = "at_least", _safe(low, ROUND_FLOOR)
    else:
        assert high is not None, f"{derivation.name} is unbounded"
        qualifier, shown = "at_most", _safe(high, ROUND_CEILING)
    unit, power = derivation.unit, wording.scale(shown, derivation.unit, lang).power
    exponent = shown.as_tuple().exponent
    assert isinstance(exponent, int)
    decimals = max(0, power - exponent)
    text = partial(wording.amount, shown, unit, lang, decimals=decimals, qualifier=qualifier)
    return {
        "name": derivation.name_en if lang == "en" else derivation.name_zh,
        "text": text(words=False),
        "words": text(words=True),
        "derived": derivation.name,
        "value": float(shown if qualifier == "exact" else value),
        "low": None if low is None else float(low),
        "high": None if high is None else float(high),
        "unit": unit,
        "qualifier": qualifier,
        "formula": derivation.formula,
        "inputs": " ".join(derivation.inputs),
        "name_en": derivation.name_en,
        "name_zh": derivation.name_zh,
        "caveat_en": derivation.caveat_en,
        "caveat_zh": derivation.caveat_zh,
        "grade": derivation.grade,
    }


def _safe(bound: Decimal, rounding: str) -> Decimal:
    """Return a bound with at most three digits (five where that is all), rounded to stay true."""
    if len(bound.normalize().as_tuple().digits) <= 5:
        return bound.normalize()
    return bound.quantize(Decimal(1).scaleb(bound.adjusted() - 2), rounding=rounding)
