"""Verdicts: an oracle of its own, written from the rule in words, agrees on any pair."""

from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoyi_data import choices
from xiaoyi_data.findings import reasons, verdicts
from xiaoyi_data.findings.goals import Goal
from xiaoyi_data.report import wording

BLANK = {"indicator": "one", "entity": "", "measure": "level", "basis": "", "baseline": ""}
LEVEL = BLANK | {"period": "2021", "unit": "percent"}
GROWTH = LEVEL | {"measure": "growth", "basis": "year_on_year", "baseline": "2020"}
AFFIXES = {"exact": "{}", "at_least": "{}以上", "at_most": "{}以内", "over": "超{}",
           "about": "约{}", "nearly": "近{}"}  # fmt: skip
ORDER = {"unknown": 0, "missed": 1, "behind": 1, "on_track": 2, "met": 2}


def stated(base, value, qualifier="exact", **more):
    """Return a row that says a number of percent with the words of a qualifier."""
    printed = AFFIXES[qualifier].format(f"{abs(Decimal(value))}%")
    return base | {"value": str(value), "qualifier": qualifier, "printed": printed} | more


def told(target, *rows, kind="flow", better="higher"):
    return verdicts.judge(Goal(target, kind, better), rows)


def possible(value, qualifier, target_digits):
    """Return the ends of what may be true where a number of percent is observed, and if closed."""
    step = Decimal(1).scaleb(value.as_tuple().exponent)
    if qualifier == "exact":
        fine = -value.as_tuple().exponent >= target_digits
        half = Decimal(0) if fine else step / 2
        return value - half, value + half, True
    if qualifier == "about":
        return value - step, value + step, True
    if qualifier == "nearly":
        return value - Decimal(5).scaleb(value.adjusted() - 1), value, False
    return (value, Decimal(10**6), True) if qualifier in ("at_least", "over") else (
        Decimal(-(10**6)), value, True
    )  # fmt: skip


def rule(target, row, kind, better):
    """The rule in words: what is unlike never judges; where all that may be is good, it is met."""
    bases = ("basis", "baseline") if target["measure"] == "growth" else ()
    for column in ("entity", "measure", *bases, "unit"):
        if row[column] != target[column]:
            return "unknown"
    if row["period"] in ("2020", "2022", "2020/2021"):
        return "unknown"
    if kind == "flow" and row["period"] in ("2021-04/2021-06", "2021-12"):
        return "unknown"
    goal, value = Decimal(target["value"]), Decimal(row["value"])
    digits = -goal.as_tuple().exponent
    low, high, closed = possible(value, row["qualifier"], digits)
    if row["qualifier"] == "over" or not closed:
        tiny = Decimal("1e-9")
        low, high = (low + tiny, high) if row["qualifier"] == "over" else (low, high - tiny)
    ceiling = target["qualifier"] == "at_most" or (
        better == "lower" and target["qualifier"] not in ("at_least", "over")
    )

    def good(true):
        if ceiling:
            return true <= goal
        return true > goal if target["qualifier"] == "over" else true >= goal

    ends = [low, high, *(x for x in (goal, goal + Decimal("1e-10")) if low <= x <= high)]
    found = {good(end) for end in ends}
    if len(found) > 1:
        return "unknown"
    over = row["period"] in ("2021", "2021-12")
    return {True: ("on_track", "met"), False: ("behind", "missed")}[found.pop()][over]


numbers = st.builds(
    lambda whole, digits: Decimal(whole).scaleb(-digits), st.integers(10, 300), st.integers(0, 2)
)
periods = st.sampled_from(
    ["2021"] * 6 + ["2021-01/2021-06", "2021-04/2021-06", "2021-12", "2020", "2022", "2020/2021"]
)
often = st.sampled_from


@given(
    goal=numbers,
    shift=st.integers(-12, 12),
    digits=st.integers(0, 2),
    bound=often(["exact", "at_least", "at_most", "over"]),
    words=often(["exact"] * 4 + list(AFFIXES)),
    period=periods,
    kind=often(["flow", "rate"]),
    better=often(["higher", "lower", "none"]),
    odd=often([{}] * 5 + [
        {"entity": "shanxi"}, {"basis": "annual_average", "baseline": "2019"},
        {"baseline": "2019"}, {"basis": "since_baseline"}, {"unit": "pp"}, {"measure": "change"},
    ]),
)  # fmt: skip
def test_an_oracle_written_from_the_rule_agrees(
    goal, shift, digits, bound, words, period, kind, better, odd
):
    value = round(goal, digits) + Decimal(shift).scaleb(-digits)
    if value <= 0:
        return
    base = GROWTH if kind == "flow" else LEVEL
    target = stated(base, goal, bound)
    row = stated(base, value, words, period=period) | odd
    if odd.get("unit"):
        row |= {"printed": ""}
    one = told(target, row, kind=kind, better=better)
    if value >= 100 or goal >= 100:
        return  # a share cannot be above 100
    assert one.verdict == rule(target, row, kind, better), (target, row, one)


@given(goal=numbers, value=numbers, more=numbers, bound=often(["exact", "at_least", "over"]))
def test_more_never_turns_met_into_missed_for_a_floor(goal, value, more, bound):
    target = stated(GROWTH, goal, bound)
    rows = [GROWTH | {"value": str(v), "printed": ""} for v in (value, value + more)]
    first, second = (told(target, row).verdict for row in rows)
    assert first != "met" or second == "met"
    assert second != "missed" or first in ("missed", "unknown")


UNITS = [("t", "kg", 1000, "吨", "公斤"), ("ha", "mu", 15, "公顷", "亩"),
         ("km2", "ha", 100, "平方公里", "公顷"), ("km2", "mu", 1500, "平方公里", "亩")]  # fmt: skip


@given(
    goal=st.integers(1, 10**6), value=st.integers(1, 10**6), units=often(UNITS),
    bound=often(["exact", "at_least", "at_most"]),
)  # fmt: skip
def test_one_thing_in_another_unit_has_the_same_verdict(goal, value, units, bound):
    large, small, times, *words = units

    def verdict(target_unit, row_unit):
        target_times, row_times = ({large: 1, small: times}[u] for u in (target_unit, row_unit))
        printed = AFFIXES[bound].format(f"{goal * target_times}{words[target_times > 1]}")
        target = LEVEL | {"unit": target_unit, "value": str(goal * target_times),
                          "qualifier": bound, "printed": printed}  # fmt: skip
        row = LEVEL | {"unit": row_unit, "value": f"{value * row_times}", "printed": ""}
        # A count in the larger unit is printed more coarsely: as finely as the target, then.
        row["value"] += ".0000" if row_unit == large else ""
        return told(target, row, kind="rate").verdict

    found = {verdict(a, b) for a in (large, small) for b in (large, small)}
    wanted = value <= goal if bound == "at_most" else value >= goal
    assert found == {"met" if wanted else "missed"}


@pytest.mark.parametrize(
    "units",
    [
        ("t", "CNY"),
        ("person", "person_time"),
        ("percent", "pp"),
        ("household", "enterprise"),
        ("km", "km2"),
        ("CNY", "USD"),
    ],
)
def test_what_does_not_convert_never_judges(units):
    target = stated(LEVEL, 5, unit=units[0])
    one = told(target, LEVEL | {"value": "9", "unit": units[1], "printed": ""})
    assert (one.verdict, one.reason) == ("unknown", "unit")


@pytest.mark.parametrize(
    ("value", "qualifier", "good", "bad"),
    [("-5", "at_least", "-5.1", "-4.9"), ("-5", "at_most", "-4.9", "-5.1"),
     ("-5", "over", "-5.1", "-5.0"), ("-3.2", "exact", "-3.5", "-3.1")],
)  # fmt: skip
def test_a_fall_is_bounded_by_its_size(value, qualifier, good, bad):
    target = stated(GROWTH, value, qualifier)
    for said, verdict in ((good, "met"), (bad, "missed")):
        row = GROWTH | {"value": said, "printed": ""}
        assert told(target, row, better="lower").verdict == verdict


FIVE = BLANK | {"period": "2021/2025", "unit": "item", "printed": "10个", "qualifier": "at_least"}


def years(**values):
    return [FIVE | {"period": key[1:].replace("q", "-").replace("_", "/"), "value": str(value),
                    "printed": ""} for key, value in values.items()]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "verdict", "observed", "period"),
    [
        (years(y2021=2, y2022=2), "on_track", 4, "2021/2022"),
        (years(y2021=2, y2022=1), "behind", 3, "2021/2022"),
        (years(y2021=2, y2022=2, y2024=9), "on_track", 4, "2021/2022"),  # up to the gap
        (years(y2022=9), "unknown", None, None),
        (years(y2021_2025=9), "missed", 9, "2021/2025"),
        (years(y2021=2, y2021_2025=10), "met", 10, "2021/2025"),
        (years(y2021q01_2021q03=0, y2021=2), "on_track", 2, "2021"),  # a year, not its quarter
        (years(y2021=4, y2022=4, y2023=4), "on_track", 12, "2021/2023"),  # never met before its end
        (years(y2020=9, y2026=9), "unknown", None, None),
        (years(y2020_2021=9), "unknown", None, None),
    ],
)
def test_years_add_up_to_a_goal_of_several(rows, verdict, observed, period):
    one = told(FIVE | {"value": "10"}, *rows)
    assert (one.verdict, one.observed) == (verdict, observed)
    if observed is not None:
        assert one.period == period


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        (years(y2021=3, y2022=2), "on_track"),
        (years(y2021=3, y2022=1, y2023=3), "behind"),
        (years(y2025=3), "unknown"),
        (years(y2021=2, y2022=2, y2023=2, y2024=2, y2025=2), "met"),
        (years(y2021=2, y2022=1, y2023=2, y2024=2, y2025=2), "missed"),
        (years(y2021_2025=2), "met"),
        (years(y2021q01_2021q03=3), "unknown"),
    ],
)
def test_a_yearly_number_is_to_be_reached_in_each_year(rows, verdict):
    yearly = {"indicator": "one_per_year"}
    rows = [row | yearly for row in rows]
    assert told(FIVE | yearly | {"value": "2", "printed": "2个"}, *rows).verdict == verdict


@pytest.mark.parametrize(
    ("period", "kind", "verdict"),
    [
        ("2021-12", "stock", "met"),  # a state at the end of the year
        ("2021-12-31", "stock", "met"),
        ("2021-12-01", "stock", "on_track"),
        ("2021-06", "stock", "on_track"),
        ("2021-12", "flow", "unknown"),  # a month's sum
        ("2021-01/2021-12", "flow", "met"),
        ("2020-12", "stock", "unknown"),
    ],
)
def test_a_state_is_seen_at_a_date_and_a_sum_over_the_whole(period, kind, verdict):
    target = stated(LEVEL, 50)
    row = LEVEL | {"value": "60", "printed": "", "period": period}
    assert told(target, row, kind=kind).verdict == verdict


@pytest.mark.parametrize(("value", "verdict"), [("0", "missed"), ("1", "met"), ("5", "met")])
@pytest.mark.parametrize("better", ["higher", "none"])
def test_a_range_is_judged_by_its_ends(value, verdict, better):
    target = LEVEL | {"unit": "item", "value": "", "low": "1", "high": "2", "printed": "1~2条",
                      "qualifier": "range"}  # fmt: skip
    row = LEVEL | {"unit": "item", "value": value, "printed": ""}
    assert told(target, row, better=better).verdict == verdict
    below = {"0": "met", "1": "met", "5": "missed"}
    assert told(target, row, better="lower").verdict == below[value]


@pytest.mark.parametrize("lang", choices.LANGUAGES)
def test_every_reason_has_words_that_fill(lang):
    words = choices.words("verdicts", lang)
    target = stated(LEVEL, 5)
    facts = dict.fromkeys(("goal", "seen", "when", "period", "due", "what", "own", "measure",
                           "place"), "x")  # fmt: skip
    for text in words.values():
        assert text.format(**facts)
    assert words.keys() == choices.words("verdicts", "en").keys()
    said = reasons.say(Goal(target, "rate", "higher"), told(target, kind="rate"), lang)
    assert said == words["none"]
    assert wording.figure(SimpleNamespace(**target | {"value": 5}), lang) == "5%"
