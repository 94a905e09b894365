"""Targets against outcomes and goals against each other."""

from xiaoyi_data.findings.derivations import derive
from xiaoyi_data.findings.intervals import Interval

_LOW_BASE = "A target, not an outcome. Removes the low base of 2020."
_LOW_BASE_ZH = "目标值，非实际；剔除2020年低基数影响。"


def two_years(first: Interval, second: Interval) -> Interval:
    """Return the yearly average, in percent, of two years' growth in percent."""
    return (((1 + first / 100) * (1 + second / 100)).root(2) - 1) * 100


@derive(
    "percent",
    "conditional",
    "√((1 + 2020) × (1 + 2021)) − 1",
    "gdp-growth-2020",
    "gdp-growth-target-2021",
    en=("GDP", _LOW_BASE),
    zh=("地区生产总值", _LOW_BASE_ZH),
)
def gdp_two_year_average(outcome: Interval, target: Interval) -> Interval:
    return two_years(outcome, target)


@derive(
    "percent",
    "conditional",
    "√((1 + 2020) × (1 + 2021)) − 1",
    "fixed-asset-investment-growth-2020",
    "fixed-asset-investment-growth-target-2021",
    en=("fixed-asset investment", _LOW_BASE),
    zh=("固定资产投资", _LOW_BASE_ZH),
)
def fixed_asset_investment_two_year_average(outcome: Interval, target: Interval) -> Interval:
    return two_years(outcome, target)


@derive(
    "percent",
    "conditional",
    "√((1 + 2020) × (1 + 2021)) − 1",
    "urban-income-growth-2020",
    "urban-income-growth-target-2021",
    en=("urban disposable income per person", _LOW_BASE),
    zh=("城镇居民人均可支配收入", _LOW_BASE_ZH),
)
def urban_income_two_year_average(outcome: Interval, target: Interval) -> Interval:
    return two_years(outcome, target)


@derive(
    "percent",
    "conditional",
    "√((1 + 2020) × (1 + 2021)) − 1",
    "rural-income-growth-2020",
    "rural-income-growth-target-2021",
    en=("rural disposable income per person", _LOW_BASE),
    zh=("农村居民人均可支配收入", _LOW_BASE_ZH),
)
def rural_income_two_year_average(outcome: Interval, target: Interval) -> Interval:
    return two_years(outcome, target)


@derive(
    "pp",
    "sound",
    "ceiling − outcome",
    "registered-urban-unemployment-ceiling-2021",
    "registered-urban-unemployment-2020",
    en=("headroom under the unemployment ceiling", "A ceiling is not a forecast."),
    zh=("失业率距控制上限的空间", "上限并非预测。"),
)
def unemployment_headroom(ceiling: Interval, outcome: Interval) -> Interval:
    limit = Interval(ceiling.high, ceiling.high)
    return limit - outcome


@derive(
    "percent",
    "sound",
    "stretch ÷ floor − 1",
    "gdp-stretch-2025",
    "gdp-target-2025",
    en=("stretch over floor of the 2025 GDP goal", "One goal with a stretch."),
    zh=("2025年地区生产总值力争目标超出底线", "同一目标的底线与力争值。"),
)
def gdp_stretch_over_floor(stretch: Interval, floor: Interval) -> Interval:
    return (_end(stretch) / _end(floor) - 1) * 100


@derive(
    "percent",
    "sound",
    "(stretch ÷ floor)^(1/5) − 1",
    "gdp-stretch-2025",
    "gdp-target-2025",
    en=(
        "extra yearly growth the stretch needs, 2021–2025",
        "Ratio of growth factors, for any base.",
    ),
    zh=("力争目标所需的年均额外增速（2021—2025年）", "增长因子之比，与基数无关。"),
)
def gdp_stretch_extra_growth(stretch: Interval, floor: Interval) -> Interval:
    return ((_end(stretch) / _end(floor)).root(5) - 1) * 100


@derive(
    "person",
    "sound",
    "floor ÷ 5",
    "new-urban-jobs-target-2021-2025",
    en=("new urban jobs a year, floor of the 14th plan", "A floor."),
    zh=("“十四五”城镇新增就业年均下限", "下限。"),
)
def new_urban_jobs_floor_per_year(floor: Interval) -> Interval:
    return floor / 5


@derive(
    "person",
    "sound",
    "(floor − 2021) ÷ 4",
    "new-urban-jobs-target-2021-2025",
    "new-urban-jobs-target-2021",
    en=("new urban jobs a year, left for 2022–2025", "If the target of 2021 is met exactly."),
    zh=("2022—2025年城镇新增就业年均剩余", "假定2021年目标恰好完成。"),
)
def new_urban_jobs_left_per_year(floor: Interval, year: Interval) -> Interval:
    return (floor - year) / 4


@derive(
    "person",
    "sound",
    "floor ÷ 5",
    "skills-training-target-2021-2025",
    en=("skills training a year, floor of the 14th plan", "As arithmetic; the scope may differ."),
    zh=("“十四五”技能培训年均下限", "仅为算术；口径可能不同。"),
)
def skills_training_floor_per_year(floor: Interval) -> Interval:
    return floor / 5


@derive(
    "ratio",
    "weak",
    "(floor ÷ 5) ÷ 2020",
    "skills-training-target-2021-2025",
    "skills-training-2020",
    en=(
        "yearly training floor against 2020",
        "Another scope, or a slip of one decimal place: not a trend.",
    ),
    zh=("年均培训下限与2020年之比", "口径不同或小数点笔误，不作趋势。"),
)
def skills_training_floor_to_2020(floor: Interval, outcome: Interval) -> Interval:
    return floor / 5 / outcome


@derive(
    "person",
    "sound",
    "floor ÷ 5",
    "rural-labour-transferred-target-2021-2025",
    en=("rural workers moved a year, floor of the 14th plan", "A floor."),
    zh=("“十四五”转移农村劳动力年均下限", "下限。"),
)
def rural_labour_floor_per_year(floor: Interval) -> Interval:
    return floor / 5


@derive(
    "enterprise",
    "sound",
    "floor a year × 5",
    "hidden-champions-2021-2025",
    en=("hidden champions in five years", "If every year from 2021 to 2025 counts."),
    zh=("五年“隐形冠军”合计", "假定2021—2025年逐年计入。"),
)
def hidden_champions_total(floor: Interval) -> Interval:
    return floor * 5


def _end(goal: Interval) -> Interval:
    """The number a one-sided goal names."""
    end = goal.low if goal.low.is_finite() else goal.high
    return Interval(end, end)
