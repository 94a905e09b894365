"""Back-cast levels, yearly equivalents of five-year growth, and the model of a series."""

from collections.abc import Callable

from xiaoyi_data.findings.derivations import derive
from xiaoyi_data.findings.intervals import Interval

_ANNUAL = "(1 + growth)^(1/5) − 1"


def per_year(growth: Interval, years: int) -> Interval:
    """Return the yearly growth, in percent, that compounds to ``growth`` percent."""
    return ((1 + growth / 100).root(years) - 1) * 100


@derive(
    "km",
    "sound",
    "length ÷ (1 + growth)",
    "urban-road-length-2020",
    "urban-road-length-growth-2016-2020",
    en=("urban roads, end of 2015", "Assumes one definition of road and one city area."),
    zh=("2015年末城市道路里程", "假定道路口径和城区范围前后一致。"),
)
def urban_road_length_2015(length: Interval, growth: Interval) -> Interval:
    return length / (1 + growth / 100)


@derive(
    "km",
    "sound",
    "length − length ÷ (1 + growth)",
    "urban-road-length-2020",
    "urban-road-length-growth-2016-2020",
    en=("urban roads added, 2016–2020", "Net; includes roads taken in as the city area grew."),
    zh=("2016—2020年城市道路净增里程", "净增数，含城区扩大划入的道路。"),
)
def urban_road_added(length: Interval, growth: Interval) -> Interval:
    # Written as one factor so that the length enters once and the bounds stay tight.
    return length * (1 - 1 / (1 + growth / 100))


@derive(
    "percent",
    "conditional",
    _ANNUAL,
    "gdp-growth-2016-2020",
    en=("GDP", "Only if the five-year figure is cumulative; the price basis is not stated."),
    zh=("地区生产总值", "仅当五年增速为累计值时成立，价格口径未注明。"),
)
def gdp_growth_per_year(growth: Interval) -> Interval:
    return per_year(growth, 5)


@derive(
    "percent",
    "sound",
    _ANNUAL,
    "budget-revenue-growth-2016-2020",
    en=("general public budget revenue", "Nominal; the base may have been restated in 2016."),
    zh=("一般公共预算收入", "名义值；2016年营改增后基数可能调整。"),
)
def budget_revenue_growth_per_year(growth: Interval) -> Interval:
    return per_year(growth, 5)


@derive(
    "percent",
    "sound",
    _ANNUAL,
    "retail-sales-growth-2016-2020",
    en=("total retail sales of consumer goods", "Nominal; later census revisions are possible."),
    zh=("社会消费品零售总额", "名义值；可能受普查修订影响。"),
)
def retail_sales_growth_per_year(growth: Interval) -> Interval:
    return per_year(growth, 5)


@derive(
    "percent",
    "sound",
    _ANNUAL,
    "urban-road-length-growth-2016-2020",
    en=("length of urban roads", "Assumes one definition of road."),
    zh=("城市道路里程", "假定道路口径前后一致。"),
)
def urban_road_growth_per_year(growth: Interval) -> Interval:
    return per_year(growth, 5)


@derive(
    "percent",
    "conditional",
    "(1 + five years) ÷ (1 + 2020) − 1",
    "gdp-growth-2016-2020",
    "gdp-growth-2020",
    en=("GDP growth, 2015 to 2019", "Needs one price basis and a cumulative five-year figure."),
    zh=("2015—2019年地区生产总值增速", "要求价格口径一致且五年增速为累计值。"),
)
def gdp_growth_2016_2019(five: Interval, last: Interval) -> Interval:
    return ((1 + five / 100) / (1 + last / 100) - 1) * 100


@derive(
    "enterprise",
    "conditional",
    "entities in 2020 − added",
    "market-entities-2020",
    "market-entities-added-2016-2020",
    en=("market entities, end of 2015", "Only if 新增 is net of closures; an upper bound."),
    zh=("2015年末市场主体", "仅当“新增”为净增时成立，为上限。"),
)
def market_entities_2015(entities: Interval, added: Interval) -> Interval:
    return (entities - added).positive()


@derive(
    "ratio",
    "sound",
    "pipes ÷ roads",
    "drainage-pipe-length-2020",
    "urban-road-length-2020",
    en=("drainage pipe per length of road", "Same sentence, same scope."),
    zh=("排水管网与道路里程之比", "同一句，同一范围。"),
)
def drainage_per_road(pipes: Interval, roads: Interval) -> Interval:
    return pipes / roads


@derive(
    "CNY",
    "sound",
    "total ÷ 5",
    "livelihood-spending-2016-2020",
    en=("livelihood spending, yearly mean 2016–2020", "The only yearly figure without a model."),
    zh=("2016—2020年民生支出年均额", "唯一不需模型的年度数。"),
)
def livelihood_spending_mean(total: Interval) -> Interval:
    return total / 5


def _livelihood_spending(total: Interval, growth: Interval, year: int) -> Interval:
    """Return the spending of a year (2015 = 0) on the smooth path that adds up to the total.

    The share of a year in the total is a quotient of sums of powers of one growth factor; both
    ends of the growth are tried, between which the share moves one way.
    """
    shares = []
    for end in (growth.low, growth.high):
        factor = 1 + end / 100
        shares.append(factor**year / sum(factor**k for k in range(1, 6)))
    return total * Interval(min(shares), max(shares))


def _least(total: Interval, growth: Interval, year: int) -> Interval:
    """Return the least of a year on a path that never falls: level until then, growth after."""
    factor = (1 + growth / 100) ** 5
    return total / (year + (5 - year) * factor)


def _most(total: Interval, growth: Interval, year: int) -> Interval:
    """Return the most of a year on a path that never falls: the years before it at the base.

    In the base year itself, all growth is in the last year.
    """
    factor = (1 + growth / 100) ** 5
    return total / (4 + factor) if year == 0 else total / (6 - year + (year - 1) / factor)


def _of_year(function: Callable[..., Interval], name: str, year: int) -> Callable[..., Interval]:
    def of_year(total: Interval, growth: Interval) -> Interval:
        return function(total, growth, year)

    of_year.__name__ = f"livelihood_spending_{name}_{2015 + year}"
    return of_year


_LITTLE = ("Sum and average growth pin down little.", "合计与年均增速所能确定者甚少。")
# Function and name, grade, formula for year k, names and caveats in both languages.
_PATHS = (
    (_livelihood_spending, "model", "conditional", "total × qᵏ ÷ (q + … + q⁵)",
     "smooth path", "A model: smooth growth from 2015.",
     "平滑路径", "模型值：假定自2015年起平滑增长。"),
    (_least, "least", "sound", "total ÷ (k + (5 − k) × q⁵)",
     "least on a path that never falls", _LITTLE[0], "不减路径下的最小值", _LITTLE[1]),
    (_most, "most", "sound", "total ÷ (6 − k + (k − 1) ÷ q⁵); for k = 0, total ÷ (4 + q⁵)",
     "most on a path that never falls", _LITTLE[0], "不减路径下的最大值", _LITTLE[1]),
)  # fmt: skip
for _function, _name, _grade, _formula, _en, _caveat_en, _zh, _caveat_zh in _PATHS:
    for _year in range(6):
        derive(
            "CNY",
            _grade,
            f"{_formula}, q = 1 + growth, k = {_year}",
            "livelihood-spending-2016-2020",
            "livelihood-spending-growth-2016-2020",
            en=(f"livelihood spending {2015 + _year}, {_en}", _caveat_en),
            zh=(f"{2015 + _year}年民生支出（{_zh}）", _caveat_zh),
        )(_of_year(_function, _name, _year))
