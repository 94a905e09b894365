"""Derived values, computed again by another route, and what is printed of them."""

import csv
import itertools
import math
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

import xiaoyi_data as xd
from xiaoyi_data.cli import main
from xiaoyi_data.report import codebook

IN = {lang: xd.load_derived(lang=lang).set_index("derived") for lang in ("en", "zh")}
DERIVED = IN["en"]
with (codebook.DATA / "figures.csv").open(encoding="utf-8") as file:
    FIGURES = {row["figure"]: row for row in csv.DictReader(file)}
VALUE = {key: float(row["value"]) for key, row in FIGURES.items() if row["value"]}
HUGE = 1e30  # stands for what has no bound


def ends(key):
    """The ends of a figure, by the rule of the docs: plans are exact, 近 is above nothing."""
    row = FIGURES[key]
    plan = row["status"] == "target" or (row["status"] != "achieved" and row["unit"] != "CNY")
    if plan and row["qualifier"] == "exact":
        return [VALUE[key]] * 2
    low = 1 / HUGE if row["qualifier"] == "nearly" else float(row["low"] or -HUGE)
    return [low, float(row["high"] or HUGE)]


def growth(percent):
    return 1 + percent / 100


def total(*keys):
    return lambda v: math.fsum(v[key] for key in keys)


def share(part, whole, times=100):
    return lambda v: v[part] / v[whole] * times


def change(now, before):
    return lambda v: (v[now] - v[before]) / v[before] * 100


def two_years(name):
    keys = f"{name}-growth-2020", f"{name}-growth-target-2021"
    return lambda v: 100 * math.expm1(sum(math.log(growth(v[key])) for key in keys) / 2)


def yearly(key):
    return lambda v: 100 * math.expm1(math.log1p(v[key] / 100) / 5)


def compound(percent):
    return math.exp(5 * math.log1p(percent / 100))


def index(name):
    five, target = f"{name}-growth-2016-2020", f"{name}-growth-target-2021"
    return lambda v: 100 * growth(v[five]) * growth(v[target])


def spending(path):
    """The amount of a year on a path of six years, the first of which is not in the total."""

    def amount(v):
        levels, year = path(growth(v["livelihood-spending-growth-2016-2020"]))
        return v["livelihood-spending-2016-2020"] * levels[year] / math.fsum(levels[1:])

    return amount


def jump(year, after):
    """A path level but for one jump, which is just after or just before the year."""

    def path(q):
        top = q**5
        first = year + 1 if after else max(year, 1)
        first = 5 if year == 0 and not after else first
        return [1.0] + [top if k >= first else 1.0 for k in range(1, 6)], year

    return path


JOBS, SKILLS = "new-urban-jobs-target-2021-2025", "skills-training-target-2021-2025"
SPENT, ESTIMATE = "key-projects-spending-target-2021", "key-projects-investment-2021"
ROADS, LONGER = "urban-road-length-2020", "urban-road-length-growth-2016-2020"
STARTED = "transformation-projects-started-2016-2020"
FINISHED = "transformation-projects-completed-2016-2020"
RELIEF = ["tax-fee-cuts-2020", "rent-relief-2020", "job-subsidies-returned-2020",
          "interest-relief-2020"]  # fmt: skip
WIND = ["wind-power-capacity-2021-jinyi", "wind-power-capacity-2021-jinxing-huayu"]
SECTORS = [f"{name}-sector-share-change-2016-2020" for name in ("secondary", "tertiary")]
LIVELIHOOD = "livelihood-spending-growth-2016-2020"
HOUSEHOLDS = "households-lifted-out-of-poverty-2016-2020"

ROUTES = {
    **{f"{name}-two-year-average": two_years(name)
       for name in ("gdp", "fixed-asset-investment", "urban-income", "rural-income")},
    "unemployment-headroom": lambda v: 4.5 - v["registered-urban-unemployment-2020"],
    "gdp-stretch-over-floor": lambda v: 100 * (500 - 460) / 460,
    "gdp-stretch-extra-growth": lambda v: 100 * math.expm1(math.log(500 / 460) / 5),
    "new-urban-jobs-floor-per-year": lambda v: v[JOBS] / 5,
    "new-urban-jobs-left-per-year": lambda v: (v[JOBS] - v["new-urban-jobs-target-2021"]) / 4,
    "skills-training-floor-per-year": lambda v: v[SKILLS] / 5,
    "skills-training-floor-to-2020": share(SKILLS, "skills-training-2020", 1 / 5),
    "rural-labour-floor-per-year": lambda v: v["rural-labour-transferred-target-2021-2025"] / 5,
    "hidden-champions-total": lambda v: 5 * v["hidden-champions-2021-2025"],
    "urban-road-length-2015": lambda v: v[ROADS] / growth(v[LONGER]),
    "urban-road-added": lambda v: v[ROADS] - v[ROADS] / growth(v[LONGER]),
    "gdp-growth-per-year": yearly("gdp-growth-2016-2020"),
    "budget-revenue-growth-per-year": yearly("budget-revenue-growth-2016-2020"),
    "retail-sales-growth-per-year": yearly("retail-sales-growth-2016-2020"),
    "urban-road-growth-per-year": yearly(LONGER),
    "gdp-growth-2016-2019": lambda v: 100
    * (growth(v["gdp-growth-2016-2020"]) / growth(v["gdp-growth-2020"]) - 1),
    "market-entities-2015": lambda v: max(
        v["market-entities-2020"] - v["market-entities-added-2016-2020"], 1 / HUGE
    ),
    "drainage-per-road": share("drainage-pipe-length-2020", ROADS, 1),
    "livelihood-spending-mean": lambda v: v["livelihood-spending-2016-2020"] / 5,
    **{f"livelihood-spending-model-{2015 + year}":
       spending(lambda q, year=year: (q ** np.arange(6), year)) for year in range(6)},
    **{f"livelihood-spending-least-{2015 + year}": spending(jump(year, True)) for year in range(6)},
    **{f"livelihood-spending-most-{2015 + year}": spending(jump(year, False)) for year in range(6)},
    "transformation-completion": share(FINISHED, STARTED),
    "transformation-open": lambda v: v[STARTED] - v[FINISHED],
    "pillar-projects-started": lambda v: next(n for n in range(23) if round(100 * n / 22) == 59),
    "city-quality-average": share("city-quality-investment-2020", "city-quality-projects-2020", 1),
    "key-project-average": share(ESTIMATE, "key-projects-2021", 1),
    "key-project-share-2021": share(SPENT, ESTIMATE),
    "key-project-left": lambda v: v[ESTIMATE] - v[SPENT],
    "key-project-years": share(ESTIMATE, SPENT, 1),
    "key-to-city-project": lambda v: v[ESTIMATE] * v["city-quality-projects-2020"]
    / v["key-projects-2021"] / v["city-quality-investment-2020"],
    "homes-per-project": share("resettlement-homes-2016-2020",
                               "urban-renewal-projects-2016-2020", 1),
    "relief-total": total("social-insurance-relief-2020", *RELIEF),
    "relief-total-narrow": total(*RELIEF),
    "clean-heating-per-year": lambda v: v["clean-heating-conversions-2016-2020"] / 5,
    "suggestions-and-proposals": total("deputies-suggestions-handled-2016-2020",
                                       "cppcc-proposals-handled-2016-2020"),
    "livelihood-projects-total": total(*(f"livelihood-projects-2021-{level}"
                                         for level in ("shanxi", "luliang", "xiaoyi"))),
    "village-income-total": lambda v: v["administrative-villages-2020"]
    * v["village-collective-income-2020"],
    "allowance-per-year": lambda v: 12 * v["subsistence-allowance-change-target-2021"],
    "wind-to-new-coal-power": lambda v: 100 * total(*WIND)(v)
    / v["coal-power-capacity-2021-jinneng"],
    "new-urban-jobs-target-to-2020": change("new-urban-jobs-target-2021", "new-urban-jobs-2020"),
    "base-stations-target-to-2020": change("base-stations-5g-built-target-2021",
                                           "base-stations-5g-built-2020"),
    "rural-toilets-target-to-2020": change("rural-toilets-converted-target-2021",
                                           "rural-toilets-converted-2020"),
    "base-stations-two-years": total("base-stations-5g-built-target-2021",
                                     "base-stations-5g-built-2020"),
    "rural-toilets-two-years": total("rural-toilets-converted-target-2021",
                                     "rural-toilets-converted-2020"),
    "new-urban-jobs-2020-to-floor": lambda v: 100 * (v["new-urban-jobs-2020"] / 4000 - 1),
    "new-urban-jobs-2021-share": share("new-urban-jobs-target-2021", JOBS),
    "budget-revenue-index-2021": index("budget-revenue"),
    "retail-sales-index-2021": index("retail-sales"),
    **{f"{name}-hectares": lambda v, key=key: v[f"{key}-target-2021"] * 10_000 / 150_000
       for name, key in {"high-standard-farmland": "high-standard-farmland",
                         "irrigation": "irrigation-improved", "grain-sown": "grain-sown-area",
                         "walnut-forest": "walnut-forest-improved",
                         "degraded-forest": "degraded-forest-restored"}.items()},
    "biodegradable-lines": lambda v: v["biodegradable-capacity-2021-ruituofeng"],
    "market-entities-per-year": lambda v: v["market-entities-added-2016-2020"] / 5,
    "solar-households-share": share("rooftop-solar-households-2021", HOUSEHOLDS),
    "beautiful-villages-total": total("beautiful-villages-provincial-2016-2020",
                                      "beautiful-villages-municipal-2016-2020"),
    "primary-sector-share-change": lambda v: 0 - v[SECTORS[0]] - v[SECTORS[1]],
    "sector-gap-change": lambda v: v[SECTORS[1]] - v[SECTORS[0]],
    "output-outside-zone": lambda v: 100
    - v["gross-industrial-output-share-2020-development-zone"],
    "coal-not-advanced-share": lambda v: 100 - v["coal-advanced-capacity-share-2020"],
    "rural-share": lambda v: 100 - v["urbanisation-rate-2020"],
    "income-ratio-change": lambda v: 100
    * (growth(v["urban-income-growth-2020"]) / growth(v["rural-income-growth-2020"]) - 1),
    "income-ratio": share("urban-income-2020", "rural-income-2020", 1),
    "poverty-income-share": share("income-lifted-out-of-poverty-2020", "rural-income-2020"),
    "people-per-household": share("people-lifted-out-of-poverty-2016-2020", HOUSEHOLDS, 1),
    **{f"{product}-pipeline": total(*(key for key in FIGURES
                                      if key.startswith(f"{product}-capacity-2021")))
       for product in ("methanol", "ammonia", "lng")},
    "wind-pipeline": total(*WIND),
    "coal-power-new-to-retired": share("coal-power-capacity-2021-jinneng",
                                       "coal-power-capacity-change-2016-2020", -1),
    "hydrogen-phase-one-share": share("hydrogen-capacity-2021-pengwan",
                                      "hydrogen-capacity-2020-pengwan"),
    "transformation-starts-per-year": lambda v: v[STARTED] / 5,
    "transformation-completions-per-year": lambda v: v[FINISHED] / 5,
    "schools-per-year": lambda v: v["schools-built-2016-2020"] / 5,
    "villages-per-town-relocated": share("subsidence-relocation-villages-2016-2020",
                                         "subsidence-relocation-towns-2016-2020", 1),
    "villages-and-communities": total("administrative-villages-2020", "communities-2020"),
    "energy-list-items": total(*(f"energy-{kind}-2020" for kind in
                                 ("reforms", "matters", "breakthroughs", "projects"))),
    "performances-2021": total("weekend-theatre-target-2021", "village-opera-target-2021"),
    "rural-water-works-2021": total("water-supply-works-target-2021",
                                    "water-maintenance-works-target-2021"),
    "above-threshold-firms-2021": total("above-size-industrial-enterprises-change-target-2021",
                                        "above-threshold-trade-enterprises-change-target-2021"),
    "key-project-spending-each-2021": share(SPENT, "key-projects-2021", 1),
    "ammonia-pipeline-with-liquid": total(*(key for key in FIGURES
                                            if "ammonia-capacity-2021" in key)),
    "livelihood-spending-index": lambda v: 100 * compound(v[LIVELIHOOD]),
    "livelihood-to-revenue-index": lambda v: compound(v[LIVELIHOOD])
    / growth(v["budget-revenue-growth-2016-2020"]),
    "gdp-growth-2016-2019-per-year": lambda v: 100 * math.expm1(
        (math.log(growth(v["gdp-growth-2016-2020"])) - math.log(growth(v["gdp-growth-2020"]))) / 4),
    "gdp-index-2021": index("gdp"),
    "budget-revenue-target-less-pace": lambda v: 5
    - yearly("budget-revenue-growth-2016-2020")(v),
    "retail-sales-target-less-pace": lambda v: v["retail-sales-growth-target-2021"]
    - yearly("retail-sales-growth-2016-2020")(v),
    "market-entities-growth": lambda v: 100 / max(
        v["market-entities-2020"] / v["market-entities-added-2016-2020"] - 1, 1 / HUGE
    ),
    "poverty-income-urban-share": share("income-lifted-out-of-poverty-2020", "urban-income-2020"),
    **{f"{who}-income-2019": lambda v, who=who: v[f"{who}-income-2020"]
       / growth(v[f"{who}-income-growth-2020"]) for who in ("urban", "rural")},
    "new-urban-jobs-floor-to-pace": lambda v: 100 * 4000 / v["new-urban-jobs-2020"],
    "gdp-stretch-extra-growth-after-2021": lambda v: 100 * math.expm1(math.log(500 / 460) / 4),
    "beautiful-villages-target-to-mean": lambda v: 5 * v["beautiful-villages-municipal-target-2021"]
    / v["beautiful-villages-municipal-2016-2020"],
    "grain-yield-at-floors": lambda v: 8500 / 27,
}  # fmt: skip


class Asked(dict):
    """Values that remember which of them were asked for."""

    def __init__(self, values):
        super().__init__(values)
        self.keys_asked = []

    def __getitem__(self, key):
        self.keys_asked.append(key)
        return super().__getitem__(key)


def extremes(route):
    """Try the ends and three numbers between them of every figure that a route asks for."""
    asked = Asked(VALUE)
    route(asked)
    keys = dict.fromkeys(asked.keys_asked)
    tries = [sorted({*np.linspace(*ends(key), 5), VALUE[key]}) for key in keys]
    found = [route(dict(zip(keys, numbers, strict=True))) for numbers in itertools.product(*tries)]
    return min(found), max(found)


def test_every_value_has_a_second_route():
    days = {"good-air-share-change"}
    assert ROUTES.keys() | days == set(DERIVED.index)


@pytest.mark.parametrize("name", ROUTES)
def test_a_value_and_its_bounds_are_those_of_another_route(name):
    row, (low, high) = DERIVED.loc[name], extremes(ROUTES[name])
    assert row["value"] == pytest.approx(ROUTES[name](VALUE), rel=1e-9)
    if pd.isna(row["low"]):
        assert low < -1e15 or 0 < low < 1e-9
    else:
        assert row["low"] == pytest.approx(low, rel=1e-9, abs=1e-9)
    if pd.isna(row["high"]):
        assert high > 1e15
    else:
        assert row["high"] == pytest.approx(high, rel=1e-9, abs=1e-9)


def test_the_gain_in_good_air_is_that_of_any_number_of_days():
    gains = [100 * ((days + 29) / 366 - days / 365) for days in range(338)]
    row = DERIVED.loc["good-air-share-change"]
    assert (row["low"], row["high"]) == pytest.approx((min(gains), max(gains)))
    assert (row["text"], row["qualifier"]) == ("7.7–7.9 pp", "range")
    assert IN["zh"].loc["good-air-share-change", "words"] == "7.7至7.9个百分点"


def test_no_path_that_never_falls_leaves_its_bounds_and_some_reach_them():
    top, whole = 1.079**5, 128.8e8
    paths = np.sort(np.random.default_rng(0).uniform(1, top, (20000, 4)), axis=1)
    corners = [[1.0] * k + [top] * (4 - k) for k in range(5)]
    # A level flat but for its first or last years is where a year is least or most.
    paths = np.vstack([paths, corners, [[1.0] * 4, [top] * 4]])
    levels = np.column_stack([np.ones(len(paths)), paths, np.full(len(paths), top)])
    levels *= whole / levels[:, 1:].sum(axis=1, keepdims=True)
    for place, year in enumerate(range(2015, 2021)):
        least = DERIVED.loc[f"livelihood-spending-least-{year}"]
        most = DERIVED.loc[f"livelihood-spending-most-{year}"]
        assert least["low"] <= levels[:, place].min() <= least["high"]
        assert most["low"] <= levels[:, place].max() <= most["high"]


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


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", DERIVED.index)
def test_value_and_text_lie_within_the_bounds(name, lang):
    check_row(IN[lang].loc[name])


def test_a_rounded_bound_loses_hardly_anything():
    assert DERIVED.loc["budget-revenue-index-2021", "text"] == "≥ 155.9%"
    assert DERIVED.loc["key-project-years", "text"] == "≤ 4.80 years"
    assert DERIVED.loc["grain-sown-hectares", "text"] == "≥ 18,000 hectares"


@pytest.mark.parametrize("name", DERIVED.index)
def test_every_value_is_named_and_warned_of_in_both_languages(name):
    row = DERIVED.loc[name]
    assert set(row["inputs"].split()) <= FIGURES.keys()
    assert row["name_en"]
    assert row["caveat_en"].endswith(".")
    assert row["caveat_zh"].endswith("。")


def test_floors_and_ceilings_stay_one_sided():
    assert DERIVED.loc["new-urban-jobs-floor-per-year", "text"] == "≥ 4,000 people"
    assert DERIVED.loc["key-project-years", "qualifier"] == "at_most"
    assert DERIVED.loc["hidden-champions-total", "qualifier"] == "at_least"


def test_a_bound_that_is_never_reached_is_said_to_be_passed():
    # 近4万 stays below 40,000, and 超2.1亿 above 210 million.
    row = DERIVED.loc["market-entities-2015"]
    assert (row["text"], row["qualifier"]) == ("< 33,054 enterprises", "under")
    assert IN["zh"].loc["market-entities-2015", "text"] == "不足33054户"
    assert DERIVED.loc["relief-total", "words"] == "more than CNY 376.6 million"


def test_grades_can_be_chosen_and_unknown_ones_are_named():
    assert set(xd.load_derived(grade="weak")["grade"]) == {"weak"}
    with pytest.raises(ValueError, match="did you mean 'sound'"):
        xd.load_derived(grade="sounds")


RATES = [
    "gdp-growth-2020",
    "urbanisation-rate-2020",
    "gdp-growth-target-2021",
    "rural-income-growth-target-2021",
    "registered-urban-unemployment-ceiling-2021",
]
LEAVES = st.one_of(
    st.sampled_from(RATES).map(lambda key: (f"'{key}'", lambda v: v[key])),
    st.integers(1, 999).map(lambda n: (f"{n / 10}", lambda v: n / 10)),
)
JOINS = {"+": lambda a, b: a + b, "-": lambda a, b: a - b, "*": lambda a, b: a * b,
         "/": lambda a, b: a / b}  # fmt: skip


def joined(parts):
    (a, f), sign, (b, g) = parts
    return f"({a} {sign} {b})", lambda v: JOINS[sign](f(v), g(v))


TREES = st.recursive(
    LEAVES,
    lambda inner: st.tuples(inner, st.sampled_from(list(JOINS)), inner).map(joined),
    max_leaves=6,
)


@given(TREES, st.sampled_from(["en", "zh"]))
def test_an_analysts_own_value_holds_all_that_its_figures_may_be(tree, lang):
    text, route = tree
    try:
        row = xd.derive(text, unit="percent", lang=lang)
    except ValueError:  # dividing by what may be nothing
        reject()
    check_row(row)
    assert row["value"] == pytest.approx(route(VALUE), rel=1e-9, abs=1e-9)
    low = -math.inf if pd.isna(row["low"]) else row["low"]
    high = math.inf if pd.isna(row["high"]) else row["high"]
    keys = row["inputs"].split()
    # Half way to an end that is missing, what is far enough stands for it.
    tries = [[max(low, -1e6), min(high, 1e6)] for low, high in map(ends, keys)]
    for numbers in itertools.product(*tries):
        found = route(dict(zip(keys, numbers, strict=True)))
        slack = 1e-6 * max(1, abs(found))
        assert low - slack <= found <= high + slack


HEADER = "derived,inputs,expression,unit,grade,name_en,name_zh,caveat_en,caveat_zh"
OWN = (
    "own-share,done=new-urban-jobs-2020 floor=new-urban-jobs-target-2021-2025,"
    "done / floor * 100,percent,sound,share of 2020,2020年占比,,"
)


@pytest.fixture
def own(tmp_path):
    """Write a file of derived values; return its path."""

    def write(*rows):
        path = tmp_path / "own.csv"
        path.write_text("\n".join([HEADER, *rows, ""]), encoding="utf-8")
        return path

    return write


def test_rows_of_ones_own_are_added_and_checked(own, capsys):
    path = own(OWN, OWN.replace("own-share", "own-2").replace("done /", "'new-urban-jobs-2020' /")
               .replace("done=new-urban-jobs-2020 ", ""))  # fmt: skip
    frame = xd.load_derived(extra=path)
    assert len(frame) == len(DERIVED) + 2
    for row in frame.tail(2).to_dict("records"):
        assert (row["text"], row["inputs"].split()[0]) == ("≤ 23.81%", "new-urban-jobs-2020")
        check_row(row)
    assert main.main(["check", "--derived", str(path)]) == 0
    assert capsys.readouterr().out == ""


WRONG = {
    "a name that is not there": (
        ("done /", "doen /"), "unknown name 'doen': did you mean 'done'? valid: done, floor"),
    "a figure that is not there": (
        ("=new-urban-jobs-2020 ", "=new-urban-job-2020 "),
        "unknown figure 'new-urban-job-2020': did you mean 'new-urban-jobs-2020'"),
    "itself": (("=new-urban-jobs-2020 ", "=own-share "), "unknown figure 'own-share'"),
    "another derived value": (
        ("=new-urban-jobs-2020 ", "=relief-total "), "'relief-total' is a derived value"),
    "an input that is not used": (("done /", "2 /"), "input 'done' is not in the expression"),
    "an input without a key": (("done=new", "done new"), "does not match"),
    "an input twice": (("floor=", "done="), "its name stands twice"),
    "a unit that does not follow": ((",percent,", ",CNY,"), "unit 'CNY' does not follow"),
    "an unknown unit": ((",percent,", ",percents,"), "unknown unit 'percents': did you mean"),
    "no unit": ((",percent,", ",,"), "column unit: a value is required"),
    "an unknown grade": ((",sound,", ",sounds,"), "unknown grade 'sounds'"),
    "no expression": (("done / floor * 100", ""), "a value is required"),
    "a broken expression": (("floor * 100", "floor *"), "is no expression: invalid syntax"),
    "a key that is ours": (("own-share", "relief-total"), "is already in derived"),
}  # fmt: skip


@pytest.mark.parametrize(("edit", "message"), WRONG.values(), ids=WRONG)
def test_a_bad_row_is_one_line_that_says_where(own, capsys, edit, message):
    path = own(OWN.replace("own-share", "fine"), OWN.replace(*edit))
    with pytest.raises(codebook.DataError) as error:
        xd.load_derived(extra=path)
    assert str(error.value).startswith(f"{path}, line 3")
    assert message in str(error.value)
    assert len(str(error.value).splitlines()) == 1
    assert main.main(["check", "--derived", str(path)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any(message in line for line in lines)
    assert all(line.startswith("proof 6  ") for line in lines)


def test_a_file_that_is_none_is_one_line(tmp_path, capsys):
    assert main.main(["check", "--derived", str(tmp_path / "none.csv")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_a_value_of_ones_own_reads_like_a_row():
    key = "new-urban-jobs-2020"
    row = xd.derive(f"'{key}' / 12", unit="person", lang="zh", name="月均新增就业")
    assert list(row.index) == [c for c in xd.load_derived().columns if c in row.index]
    assert (row["name"], row["words"], row["inputs"]) == ("月均新增就业", "397人", key)
    assert f"[{key}] §" in xd.cite(pd.DataFrame([row]))


@pytest.mark.parametrize(
    ("expression", "unit", "message"),
    [
        ("'gdp-growth-2020' + 'tax-fee-cuts-2020'", "CNY", "percent and CNY do not add up"),
        ("gdp-growth-2020 * 2", "percent", "unknown name 'gdp': figure keys stand in quotes"),
        ("'gdp-growth-202'", "percent", "did you mean 'gdp-growth-2020'"),
        ("'gdp-growth-2020'", "percents", "unknown unit 'percents'"),
        ("'gdp-growth-2020'", "", "unknown unit ''"),
        ("1 + 2", "percent", "no figure is in the expression"),
        ("1 / 'sector-gap'", "percent", "unknown figure"),
        ("'tax-fee-cuts-2020' - 'key-projects-spending-target-2021'", "CNY", "has no bound"),
    ],
)
def test_an_expression_of_ones_own_is_refused_in_one_line(expression, unit, message):
    with pytest.raises(ValueError, match=re.escape(message)) as error:
        xd.derive(expression, unit=unit)
    assert len(str(error.value).splitlines()) == 1


def test_a_range_has_no_single_value_but_two_ends():
    row = xd.derive("'old-streets-renovated-target-2021' * 3", unit="item")
    assert (row["qualifier"], row["text"], row["value"]) == ("range", "3–6", 4.5)
