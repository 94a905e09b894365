"""Plain averages and sums of what the report counts."""

from xiaoyi_data.findings.derivations import derive
from xiaoyi_data.findings.intervals import Interval


@derive(
    "item",
    "sound",
    "started ÷ 5",
    "transformation-projects-started-2016-2020",
    en=("transformation projects started a year", "An average."),
    zh=("转型项目年均开工数", "平均数。"),
)
def transformation_starts_per_year(started: Interval) -> Interval:
    return started / 5


@derive(
    "item",
    "sound",
    "finished ÷ 5",
    "transformation-projects-completed-2016-2020",
    en=("transformation projects finished a year", "An average."),
    zh=("转型项目年均完工数", "平均数。"),
)
def transformation_completions_per_year(finished: Interval) -> Interval:
    return finished / 5


@derive(
    "item",
    "sound",
    "schools ÷ 5",
    "schools-built-2016-2020",
    en=(
        "schools and kindergartens built, rebuilt or expanded a year",
        "An average; kindergartens included.",
    ),
    zh=("中小学校、幼儿园年均新改扩建数", "平均数，含幼儿园。"),
)
def schools_per_year(schools: Interval) -> Interval:
    return schools / 5


@derive(
    "item",
    "sound",
    "villages ÷ towns",
    "subsidence-relocation-villages-2016-2020",
    "subsidence-relocation-towns-2016-2020",
    en=("villages relocated per town", "Same sentence."),
    zh=("每镇搬迁村数", "同一句。"),
)
def villages_per_town_relocated(villages: Interval, towns: Interval) -> Interval:
    return villages / towns


@derive(
    "item",
    "sound",
    "villages + communities",
    "administrative-villages-2020",
    "communities-2020",
    en=("villages and communities", "Two kinds, no overlap."),
    zh=("行政村和社区合计", "两类，不重复。"),
)
def villages_and_communities(villages: Interval, communities: Interval) -> Interval:
    return villages + communities


@derive(
    "item",
    "sound",
    "reforms + matters + breakthroughs + projects",
    "energy-reforms-2020",
    "energy-matters-2020",
    "energy-breakthroughs-2020",
    "energy-projects-2020",
    en=("items on the lists of the energy pilot", "Four lists of one pilot."),
    zh=("能源革命试点清单合计", "同一试点的四张清单。"),
)
def energy_list_items(
    reforms: Interval, matters: Interval, breakthroughs: Interval, projects: Interval
) -> Interval:
    return reforms + matters + breakthroughs + projects


@derive(
    "item",
    "sound",
    "town + villages",
    "weekend-theatre-target-2021",
    "village-opera-target-2021",
    en=("performances in 2021", "Targets."),
    zh=("2021年演出场次合计", "目标值。"),
)
def performances_2021(town: Interval, villages: Interval) -> Interval:
    return town + villages


@derive(
    "item",
    "sound",
    "supply + repairs",
    "water-supply-works-target-2021",
    "water-maintenance-works-target-2021",
    en=("rural water works in 2021", "Built and repaired together."),
    zh=("2021年农村供水工程合计", "新建与维修养护合计。"),
)
def rural_water_works_2021(supply: Interval, repairs: Interval) -> Interval:
    return supply + repairs


@derive(
    "enterprise",
    "sound",
    "industrial + trading",
    "above-size-industrial-enterprises-change-target-2021",
    "above-threshold-trade-enterprises-change-target-2021",
    en=(
        "net increase of enterprises above the thresholds, 2021",
        "Industry and trade do not overlap.",
    ),
    zh=("2021年规上限上企业净增合计", "工业与商贸不重复。"),
)
def above_threshold_firms_2021(industrial: Interval, trading: Interval) -> Interval:
    return industrial + trading


@derive(
    "CNY",
    "sound",
    "target of 2021 ÷ projects",
    "key-projects-spending-target-2021",
    "key-projects-2021",
    en=("investment per key project in 2021", "A floor."),
    zh=("2021年每个重点项目投资", "下限。"),
)
def key_project_spending_each_2021(target: Interval, projects: Interval) -> Interval:
    return target / projects
