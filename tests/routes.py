"""A second route to every derived value, from the figures as they stand in their file."""

import csv
import itertools
import math

import numpy as np

from xiaoyi_data.report import reports

with (reports.folder("xiaoyi-2021") / "figures.csv").open(encoding="utf-8") as file:
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
