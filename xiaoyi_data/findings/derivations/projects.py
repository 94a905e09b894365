"""Projects, investment, relief and other averages and sums."""

from xiaoyi_data.findings.derivations import derive
from xiaoyi_data.findings.intervals import Interval

_AMONG = "Assumes those finished are among those started; projects carried over would lower it."
_AMONG_ZH = "假定完工项目均在开工项目之内；如有结转项目则偏高。"


@derive(
    "percent",
    "conditional",
    "finished ÷ started",
    "transformation-projects-completed-2016-2020",
    "transformation-projects-started-2016-2020",
    en=("transformation projects finished, of those started", _AMONG),
    zh=("转型项目完工或投产比例", _AMONG_ZH),
)
def transformation_completion(finished: Interval, started: Interval) -> Interval:
    return finished / started * 100


@derive(
    "item",
    "conditional",
    "started − finished",
    "transformation-projects-started-2016-2020",
    "transformation-projects-completed-2016-2020",
    en=("transformation projects still open", _AMONG),
    zh=("尚未完工或投产的转型项目", _AMONG_ZH),
)
def transformation_open(started: Interval, finished: Interval) -> Interval:
    return started - finished


@derive(
    "item",
    "sound",
    "whole number in signed × rate",
    "pillar-projects-signed-2020",
    "pillar-projects-start-rate-2020",
    en=("eight-pillar projects started", "The only whole number that rounds to the share."),
    zh=("“八柱擎天”已开工项目", "四舍五入后符合开工率的唯一整数。"),
)
def pillar_projects_started(signed: Interval, rate: Interval) -> Interval:
    share = signed * rate / 100
    whole = (share.low + share.high) / 2
    return Interval(round(whole, 0), round(whole, 0))


@derive(
    "CNY",
    "sound",
    "estimate ÷ projects",
    "city-quality-investment-2020",
    "city-quality-projects-2020",
    en=("city-quality project, average estimate", "An estimate (概算), not spending."),
    zh=("城市品质提升工程平均概算", "概算，非实际支出。"),
)
def city_quality_average(estimate: Interval, count: Interval) -> Interval:
    return estimate / count


@derive(
    "CNY",
    "sound",
    "estimate ÷ projects",
    "key-projects-investment-2021",
    "key-projects-2021",
    en=("key project, average estimate", "An average hides a skewed distribution."),
    zh=("重点项目平均概算", "平均数掩盖分布差异。"),
)
def key_project_average(estimate: Interval, count: Interval) -> Interval:
    return estimate / count


@derive(
    "percent",
    "sound",
    "target of 2021 ÷ estimate",
    "key-projects-spending-target-2021",
    "key-projects-investment-2021",
    en=(
        "investment aimed at for 2021, of the total estimate",
        "Spending before 2021 is not given.",
    ),
    zh=("2021年计划投资占概算比重", "2021年以前完成额未给出。"),
)
def key_project_share_2021(target: Interval, estimate: Interval) -> Interval:
    return target / estimate * 100


@derive(
    "CNY",
    "sound",
    "estimate − target of 2021",
    "key-projects-investment-2021",
    "key-projects-spending-target-2021",
    en=("estimate left after 2021", "An upper bound; lower if part was spent before."),
    zh=("2021年后剩余概算", "为上限；如此前已有投入则更低。"),
)
def key_project_left(estimate: Interval, target: Interval) -> Interval:
    return estimate - target


@derive(
    "year",
    "sound",
    "estimate ÷ target of 2021",
    "key-projects-investment-2021",
    "key-projects-spending-target-2021",
    en=("years to finish the key projects at the pace of 2021", "An upper bound."),
    zh=("按2021年进度完成重点项目所需年数", "为上限。"),
)
def key_project_years(estimate: Interval, target: Interval) -> Interval:
    return 1 / (target / estimate)


@derive(
    "ratio",
    "weak",
    "average key project ÷ average city project",
    "key-projects-investment-2021",
    "key-projects-2021",
    "city-quality-investment-2020",
    "city-quality-projects-2020",
    en=("key project against city-quality project", "The sets may overlap; different years."),
    zh=("重点项目与城市品质项目平均概算之比", "两组可能重叠，年份不同。"),
)
def key_to_city_project(a: Interval, n: Interval, b: Interval, m: Interval) -> Interval:
    return (a / n) / (b / m)


@derive(
    "item",
    "sound",
    "homes ÷ projects",
    "resettlement-homes-2016-2020",
    "urban-renewal-projects-2016-2020",
    en=("resettlement homes per renewal project", "Homes of these projects only."),
    zh=("每个改造项目安置房套数", "仅指这些项目。"),
)
def homes_per_project(homes: Interval, projects: Interval) -> Interval:
    return homes / projects


@derive(
    "CNY",
    "conditional",
    "tax and fees + social insurance + rent + subsidies + interest",
    "tax-fee-cuts-2020",
    "social-insurance-relief-2020",
    "rent-relief-2020",
    "job-subsidies-returned-2020",
    "interest-relief-2020",
    en=("named relief measures", "Only if 减税降费 does not contain the social insurance cut."),
    zh=("列明的惠企措施合计", "仅当“减税降费”不含社保费减免时成立。"),
)
def relief_total(
    taxes: Interval, social: Interval, rent: Interval, subsidies: Interval, interest: Interval
) -> Interval:
    return taxes + social + rent + subsidies + interest


@derive(
    "CNY",
    "conditional",
    "tax and fees + rent + subsidies + interest",
    "tax-fee-cuts-2020",
    "rent-relief-2020",
    "job-subsidies-returned-2020",
    "interest-relief-2020",
    en=(
        "named relief measures, social insurance inside",
        "If 减税降费 contains the social insurance cut.",
    ),
    zh=("列明的惠企措施合计（社保费已含）", "假定“减税降费”已含社保费减免。"),
)
def relief_total_narrow(
    taxes: Interval, rent: Interval, subsidies: Interval, interest: Interval
) -> Interval:
    return taxes + rent + subsidies + interest


@derive(
    "household",
    "sound",
    "households ÷ 5",
    "clean-heating-conversions-2016-2020",
    en=("clean-heating conversions a year", "An average."),
    zh=("清洁取暖改造年均户数", "平均数。"),
)
def clean_heating_per_year(households: Interval) -> Interval:
    return households / 5


@derive(
    "item",
    "sound",
    "suggestions + proposals",
    "deputies-suggestions-handled-2016-2020",
    "cppcc-proposals-handled-2016-2020",
    en=("suggestions and proposals handled", "Two kinds, no overlap."),
    zh=("办理建议提案合计", "两类，不重复。"),
)
def suggestions_and_proposals(suggestions: Interval, proposals: Interval) -> Interval:
    return suggestions + proposals


@derive(
    "item",
    "conditional",
    "province + Lüliang + city",
    "livelihood-projects-2021-shanxi",
    "livelihood-projects-2021-luliang",
    "livelihood-projects-2021-xiaoyi",
    en=("livelihood projects in 2021", "If none is counted at two levels (再办好 suggests so)."),
    zh=("2021年民生实事合计", "假定各级不重复计数（“再办好”提示如此）。"),
)
def livelihood_projects_total(province: Interval, luliang: Interval, city: Interval) -> Interval:
    return province + luliang + city


@derive(
    "CNY",
    "conditional",
    "villages × income",
    "administrative-villages-2020",
    "village-collective-income-2020",
    en=("collective income of all villages", "A floor of floors: the true total is unknown."),
    zh=("行政村集体经济收入合计", "下限之下限，实际总额未知。"),
)
def village_income_total(villages: Interval, income: Interval) -> Interval:
    return villages * income


@derive(
    "CNY",
    "conditional",
    "increase × 12",
    "subsistence-allowance-change-target-2021",
    en=(
        "rise of the subsistence allowance per person and year",
        "If it applies for twelve months.",
    ),
    zh=("低保标准人均年提高额", "假定全年12个月执行。"),
)
def allowance_per_year(increase: Interval) -> Interval:
    return increase * 12
