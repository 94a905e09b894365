"""Ratios, indices and conversions of what the report counts."""

from xiaoyi_data.findings.derivations import derive
from xiaoyi_data.findings.intervals import Interval


@derive(
    "percent",
    "sound",
    "wind ÷ coal",
    "wind-power-capacity-2021-jinyi",
    "wind-power-capacity-2021-jinxing-huayu",
    "coal-power-capacity-2021-jinneng",
    en=("new wind power, of new coal power", "Capacity; output would need load factors."),
    zh=("新增风电相当于新增煤电", "装机容量；发电量须另计利用率。"),
)
def wind_to_new_coal_power(jinyi: Interval, jinxing: Interval, coal: Interval) -> Interval:
    return (jinyi + jinxing) / coal * 100


@derive(
    "percent",
    "sound",
    "target ÷ outcome − 1",
    "new-urban-jobs-target-2021",
    "new-urban-jobs-2020",
    en=("new urban jobs, target of 2021 against 2020", "The target is below the outcome before."),
    zh=("2021年城镇新增就业目标与2020年之比", "目标低于上年实际。"),
)
def new_urban_jobs_target_to_2020(target: Interval, outcome: Interval) -> Interval:
    return (target / outcome - 1) * 100


@derive(
    "percent",
    "sound",
    "target ÷ outcome − 1",
    "base-stations-5g-built-target-2021",
    "base-stations-5g-built-2020",
    en=("5G base stations, target of 2021 against 2020", "New in the year, not the stock."),
    zh=("2021年新建5G基站目标与2020年之比", "当年新建，非存量。"),
)
def base_stations_target_to_2020(target: Interval, outcome: Interval) -> Interval:
    return (target / outcome - 1) * 100


@derive(
    "percent",
    "sound",
    "target ÷ outcome − 1",
    "rural-toilets-converted-target-2021",
    "rural-toilets-converted-2020",
    en=("rural toilets, target of 2021 against 2020", "New in the year, not the stock."),
    zh=("2021年农村改厕目标与2020年之比", "当年新增，非存量。"),
)
def rural_toilets_target_to_2020(target: Interval, outcome: Interval) -> Interval:
    return (target / outcome - 1) * 100


@derive(
    "item",
    "sound",
    "2020 + target of 2021",
    "base-stations-5g-built-2020",
    "base-stations-5g-built-target-2021",
    en=("5G base stations built in 2020 and 2021", "If the target is met."),
    zh=("2020、2021两年新建5G基站", "假定目标完成。"),
)
def base_stations_two_years(outcome: Interval, target: Interval) -> Interval:
    return outcome + target


@derive(
    "household",
    "sound",
    "2020 + target of 2021",
    "rural-toilets-converted-2020",
    "rural-toilets-converted-target-2021",
    en=("rural toilets converted in 2020 and 2021", "If the target is met."),
    zh=("2020、2021两年农村改厕", "假定目标完成。"),
)
def rural_toilets_two_years(outcome: Interval, target: Interval) -> Interval:
    return outcome + target


@derive(
    "percent",
    "sound",
    "2020 ÷ (floor ÷ 5) − 1",
    "new-urban-jobs-2020",
    "new-urban-jobs-target-2021-2025",
    en=(
        "new urban jobs of 2020, above the yearly floor of the 14th plan",
        "The floor lies below the pace of 2020.",
    ),
    zh=("2020年城镇新增就业高于“十四五”年均下限", "下限低于2020年水平。"),
)
def new_urban_jobs_2020_to_floor(outcome: Interval, floor: Interval) -> Interval:
    return (outcome / (Interval(floor.low, floor.low) / 5) - 1) * 100


@derive(
    "percent",
    "sound",
    "2021 ÷ floor",
    "new-urban-jobs-target-2021",
    "new-urban-jobs-target-2021-2025",
    en=(
        "new urban jobs aimed at for 2021, of five years",
        "An upper bound: the five years are a floor.",
    ),
    zh=("2021年城镇新增就业目标占五年比重", "为上限：五年目标为下限。"),
)
def new_urban_jobs_2021_share(target: Interval, floor: Interval) -> Interval:
    return target / floor * 100


@derive(
    "percent",
    "sound",
    "(1 + five years) × (1 + target) × 100",
    "budget-revenue-growth-2016-2020",
    "budget-revenue-growth-target-2021",
    en=("budget revenue in 2021, of that in 2015", "If the floor is met."),
    zh=("2021年一般公共预算收入相当于2015年", "假定达到下限。"),
)
def budget_revenue_index_2021(five: Interval, target: Interval) -> Interval:
    return (1 + five / 100) * (1 + target / 100) * 100


@derive(
    "percent",
    "sound",
    "(1 + five years) × (1 + target) × 100",
    "retail-sales-growth-2016-2020",
    "retail-sales-growth-target-2021",
    en=("retail sales in 2021, of those in 2015", "If the target is met."),
    zh=("2021年社会消费品零售总额相当于2015年", "假定完成目标。"),
)
def retail_sales_index_2021(five: Interval, target: Interval) -> Interval:
    return (1 + five / 100) * (1 + target / 100) * 100


@derive(
    "ha",
    "sound",
    "mu ÷ 15",
    "high-standard-farmland-target-2021",
    en=("high-standard farmland to be built, in hectares", "Fifteen mu are one hectare."),
    zh=("新建高标准农田（公顷）", "15亩为1公顷。"),
)
def high_standard_farmland_hectares(area: Interval) -> Interval:
    return area / 15


@derive(
    "ha",
    "sound",
    "mu ÷ 15",
    "irrigation-improved-target-2021",
    en=("irrigation to be improved, in hectares", "Fifteen mu are one hectare."),
    zh=("改善灌溉面积（公顷）", "15亩为1公顷。"),
)
def irrigation_hectares(area: Interval) -> Interval:
    return area / 15


@derive(
    "ha",
    "sound",
    "mu ÷ 15",
    "grain-sown-area-target-2021",
    en=("grain sown area, in hectares", "Fifteen mu are one hectare."),
    zh=("粮食播种面积（公顷）", "15亩为1公顷。"),
)
def grain_sown_hectares(area: Interval) -> Interval:
    return area / 15


@derive(
    "ha",
    "sound",
    "mu ÷ 15",
    "walnut-forest-improved-target-2021",
    en=("walnut forest to be improved, in hectares", "Fifteen mu are one hectare."),
    zh=("核桃林提质增效（公顷）", "15亩为1公顷。"),
)
def walnut_forest_hectares(area: Interval) -> Interval:
    return area / 15


@derive(
    "ha",
    "sound",
    "mu ÷ 15",
    "degraded-forest-restored-target-2021",
    en=("degraded forest to be restored, in hectares", "Fifteen mu are one hectare."),
    zh=("退化林分修复（公顷）", "15亩为1公顷。"),
)
def degraded_forest_hectares(area: Interval) -> Interval:
    return area / 15


@derive(
    "t",
    "sound",
    "two lines, printed twice, counted once",
    "biodegradable-capacity-2021-ruituofeng",
    en=("biodegradable plastics of Ruituofeng", "Printed twice in the report: counted once."),
    zh=("瑞拓峰生物降解塑料产能", "报告出现两次，只计一次。"),
)
def biodegradable_lines(capacity: Interval) -> Interval:
    return capacity


@derive(
    "enterprise",
    "weak",
    "added ÷ 5",
    "market-entities-added-2016-2020",
    en=(
        "market entities added a year",
        "Another population than the small firms aimed at for 2021.",
    ),
    zh=("年均新增市场主体", "与2021年小微企业目标口径不同。"),
)
def market_entities_per_year(added: Interval) -> Interval:
    return added / 5


@derive(
    "percent",
    "conditional",
    "solar ÷ lifted out of poverty",
    "rooftop-solar-households-2021",
    "households-lifted-out-of-poverty-2016-2020",
    en=(
        "rooftop solar, of households lifted out of poverty",
        "Assumes one system for each household of that number.",
    ),
    zh=("户用光伏占脱贫户比重", "假定均属该批脱贫户且每户一套。"),
)
def solar_households_share(solar: Interval, lifted: Interval) -> Interval:
    return solar / lifted * 100


@derive(
    "item",
    "conditional",
    "provincial + Lüliang",
    "beautiful-villages-provincial-2016-2020",
    "beautiful-villages-municipal-2016-2020",
    en=("beautiful model villages", "If the two grades do not overlap."),
    zh=("美丽宜居示范村合计", "假定两级不重复。"),
)
def beautiful_villages_total(provincial: Interval, municipal: Interval) -> Interval:
    return provincial + municipal
