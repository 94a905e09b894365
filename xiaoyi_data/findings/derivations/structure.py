"""Shares and structure, and totals of the pipeline that is planned."""

from xiaoyi_data.findings.derivations import derive
from xiaoyi_data.findings.intervals import Interval, interval


@derive(
    "pp",
    "sound",
    "−(secondary + tertiary)",
    "secondary-sector-share-change-2016-2020",
    "tertiary-sector-share-change-2016-2020",
    en=("primary sector", "Three shares sum to 100, if both changes use one base year."),
    zh=("第一产业", "三次产业占比之和为100，前提是两项变化基期相同。"),
)
def primary_sector_share_change(secondary: Interval, tertiary: Interval) -> Interval:
    return -(secondary + tertiary)


@derive(
    "pp",
    "sound",
    "tertiary − secondary",
    "tertiary-sector-share-change-2016-2020",
    "secondary-sector-share-change-2016-2020",
    en=("tertiary minus secondary share, change", "Which of the two is larger is not stated."),
    zh=("三产与二产占比之差的变化", "两者孰大，报告未说明。"),
)
def sector_gap_change(tertiary: Interval, secondary: Interval) -> Interval:
    return tertiary - secondary


@derive(
    "percent",
    "sound",
    "100 − share",
    "gross-industrial-output-share-2020-development-zone",
    en=("gross industrial output outside the zone", "Gross output, not value added."),
    zh=("开发区以外工业总产值占比", "总产值，非增加值。"),
)
def output_outside_zone(share: Interval) -> Interval:
    return 100 - share


@derive(
    "percent",
    "sound",
    "100 − share",
    "coal-advanced-capacity-share-2020",
    en=("coal-mine capacity that is not advanced", "No tonnage is given."),
    zh=("煤矿非先进产能占比", "产能吨数未给出。"),
)
def coal_not_advanced_share(share: Interval) -> Interval:
    return 100 - share


@derive(
    "percent",
    "sound",
    "100 − rate",
    "urbanisation-rate-2020",
    en=("rural share of the population", "Which population is not stated."),
    zh=("农村人口占比", "人口口径未注明。"),
)
def rural_share(rate: Interval) -> Interval:
    return 100 - rate


@derive(
    "pp",
    "sound",
    "(n + 29) ÷ 366 − n ÷ 365, 0 ≤ n ≤ 337",
    "good-air-days-change-2020",
    en=("share of good-air days, change", "A bound: the number of days is not given."),
    zh=("空气优良天数比例变化", "为区间：天数本身未给出。"),
)
def good_air_share_change(more: Interval) -> Interval:
    # The gain falls as n grows: its ends are reached at the most and the fewest days there can be.
    fewest, most = interval(0), 366 - more
    ends = [((days + more) / 366 - days / 365) * 100 for days in (most, fewest)]
    return Interval(ends[0].low, ends[1].high)


@derive(
    "percent",
    "sound",
    "(1 + urban) ÷ (1 + rural) − 1",
    "urban-income-growth-2020",
    "rural-income-growth-2020",
    en=("urban-rural income ratio, change in 2020", "Needs both rates on one basis."),
    zh=("2020年城乡收入比变化", "要求两项增速口径一致。"),
)
def income_ratio_change(urban: Interval, rural: Interval) -> Interval:
    return ((1 + urban / 100) / (1 + rural / 100) - 1) * 100


@derive(
    "ratio",
    "sound",
    "urban ÷ rural",
    "urban-income-2020",
    "rural-income-2020",
    en=("urban-rural income ratio", "A lower bound only."),
    zh=("城乡收入比", "仅为下限。"),
)
def income_ratio(urban: Interval, rural: Interval) -> Interval:
    return urban / rural


@derive(
    "percent",
    "conditional",
    "income ÷ rural average",
    "income-lifted-out-of-poverty-2020",
    "rural-income-2020",
    en=(
        "income of those lifted out of poverty, of the rural average",
        "One year and concept assumed.",
    ),
    zh=("脱贫人口收入相当于农村平均水平", "假定年份和口径一致。"),
)
def poverty_income_share(income: Interval, rural: Interval) -> Interval:
    return income / rural * 100


@derive(
    "person",
    "sound",
    "people ÷ households",
    "people-lifted-out-of-poverty-2016-2020",
    "households-lifted-out-of-poverty-2016-2020",
    en=("people per household lifted out of poverty", "Same population."),
    zh=("脱贫户户均人口", "同一人群。"),
)
def people_per_household(people: Interval, households: Interval) -> Interval:
    return people / households


_LIST = "Only the projects named in the plan for 2021; the list is not complete (等)."
_LIST_ZH = "仅为2021年安排中点名的项目，“等”表示未列全。"


@derive(
    "t",
    "sound",
    "Dongyi + Hengyuan + Jinhui",
    "methanol-capacity-2021-dongyi",
    "methanol-capacity-2021-hengyuan",
    "methanol-capacity-2021-jinhui",
    en=("methanol capacity in the pipeline", _LIST),
    zh=("在建拟建甲醇产能", _LIST_ZH),
)
def methanol_pipeline(dongyi: Interval, hengyuan: Interval, jinhui: Interval) -> Interval:
    return dongyi + hengyuan + jinhui


@derive(
    "t",
    "sound",
    "Dongyi + Jinyan Qichuang + Hengyuan + Jinhui + Jinda",
    "ammonia-capacity-2021-dongyi",
    "ammonia-capacity-2021-jinyan",
    "ammonia-capacity-2021-hengyuan",
    "ammonia-capacity-2021-jinhui",
    "ammonia-capacity-2021-jinda",
    en=("synthetic ammonia capacity in the pipeline", _LIST + " Liquid ammonia is kept apart."),
    zh=("在建拟建合成氨产能", _LIST_ZH + "液氨另计。"),
)
def ammonia_pipeline(
    dongyi: Interval, jinyan: Interval, hengyuan: Interval, jinhui: Interval, jinda: Interval
) -> Interval:
    return dongyi + jinyan + hengyuan + jinhui + jinda


@derive(
    "t",
    "sound",
    "Jinyan Qichuang + Maocheng + Jinda",
    "lng-capacity-2021-jinyan",
    "lng-capacity-2021-maocheng",
    "lng-capacity-2021-jinda",
    en=("LNG capacity in the pipeline", _LIST),
    zh=("在建拟建LNG产能", _LIST_ZH),
)
def lng_pipeline(jinyan: Interval, maocheng: Interval, jinda: Interval) -> Interval:
    return jinyan + maocheng + jinda


@derive(
    "W",
    "sound",
    "Jinyi + Jinxing Huayu",
    "wind-power-capacity-2021-jinyi",
    "wind-power-capacity-2021-jinxing-huayu",
    en=("wind power in the pipeline", "Capacity, not output."),
    zh=("在建风电装机", "装机容量，非发电量。"),
)
def wind_pipeline(jinyi: Interval, jinxing: Interval) -> Interval:
    return jinyi + jinxing


@derive(
    "ratio",
    "sound",
    "new coal power ÷ retired coal power",
    "coal-power-capacity-2021-jinneng",
    "coal-power-capacity-change-2016-2020",
    en=(
        "new coal power, of that retired 2016–2020",
        "Different years; the new units burn low-grade coal.",
    ),
    zh=("新建煤电与2016—2020年淘汰煤电之比", "时期不同；新机组燃用低热值煤。"),
)
def coal_power_new_to_retired(new: Interval, retired: Interval) -> Interval:
    return new / -retired


@derive(
    "percent",
    "weak",
    "phase one ÷ project",
    "hydrogen-capacity-2021-pengwan",
    "hydrogen-capacity-2020-pengwan",
    en=(
        "hydrogen, phase one of the project",
        "Assumes one project; otherwise one figure is a slip.",
    ),
    zh=("制氢一期占项目比重", "假定为同一项目，否则其一有误。"),
)
def hydrogen_phase_one_share(phase: Interval, project: Interval) -> Interval:
    return phase / project * 100
