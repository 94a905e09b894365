"""Rows of our tables -> marks: the tidy frame that charts draw.

A chart frame has one row per mark; ``forms`` describes its columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.canvas import palettes
from xiaoyi_data.findings import rounding
from xiaoyi_data.findings.intervals import bounds, interval
from xiaoyi_data.report import codebook, names, wording

# Statuses in the order of how far a thing has come, for bars cut into parts.
STAGES = ("achieved", "to_finish", "under_way", "to_start", "target")
COLUMNS = ["label", "value", "text", "low", "high", "role", "qualifier", "figure"]
_NUMBERS = ("value", "low", "high")


def frame(
    *tables: pd.DataFrame,
    lang: str = "en",
    label: str = "name",
    power: int = 0,
    signed: bool = False,
    role: str | None = None,
) -> pd.DataFrame:
    """Return one mark per row of figures, derived values or observations, in their order.

    Values are divided by ``10 ** power``, texts as printed. ``label`` names the column that labels
    the marks, which begin with a capital. With ``power`` the unit is left to the subtitle (see
    ``wording.scale``); ``signed`` shows + before a rise. ``role``, which decides the colour, is a
    figure's status where it is not given, and ``achieved`` of anything else. ``figure`` holds the
    keys a mark rests on.

    >>> from xiaoyi_data import load_figures
    >>> made = frame(load_figures(indicator="forest_cover"))
    >>> made[["label", "value", "text"]].values.tolist()
    [['Forest coverage rate', 33.3, '33.3%']]
    """
    made = [
        {
            "label": wording.capital(str(getattr(row, label))),
            "value": _scaled(row.value, power),
            "text": _text(row, lang, power, signed),
            "low": _scaled(getattr(row, "low", None), power),
            "high": _scaled(getattr(row, "high", None), power),
            "role": role or str(getattr(row, "status", "achieved")),
            "qualifier": str(getattr(row, "qualifier", "exact")),
            "figure": getattr(row, "figure", "") or getattr(row, "inputs", ""),
        }
        for rows in tables
        for row in rows.itertuples(index=False, name="Row")
    ]
    return pd.DataFrame(made, columns=COLUMNS).astype(dict.fromkeys(_NUMBERS, "float64"))


def total(data: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return marks of one label, ``series`` and role added up: the parts of stacked bars.

    The largest label comes first, its parts in the order of ``STAGES``. Bounds add up too, and
    ``figure`` names every figure that went in. Texts are the sums, in the unit of the marks.

    >>> data = pd.DataFrame({"label": ["a", "a"], "series": "s", "value": [25.0, 13.0],
    ...     "low": [24.5, 12.5], "high": [25.5, 13.5], "role": "under_way", "qualifier": "exact",
    ...     "figure": ["f", "g"]})
    >>> total(data)[["label", "value", "text", "figure"]].values.tolist()
    [['a', 38.0, '38', 'f g']]
    """
    sums = data.groupby(["label", "series", "role"], sort=False, as_index=False).agg(
        value=("value", "sum"),
        low=("low", "sum"),
        high=("high", "sum"),
        qualifier=("qualifier", "first"),
        figure=("figure", " ".join),
    )
    sums["text"] = [
        wording.amount(round(value, 6), "item", lang, power=0) for value in sums["value"]
    ]
    return _largest_first(sums)


def counted(figures: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return how many figures each theme has, by status: the parts of stacked bars.

    >>> from xiaoyi_data import load_figures
    >>> counted(load_figures(theme="rural", status="target"))[["label", "value"]].values.tolist()
    [['Rural areas', 11.0]]
    """
    counts = figures.groupby(["theme", "status"], observed=True, as_index=False).size()
    themes = codebook.labels("indicators", "theme", lang)
    statuses = codebook.labels("figures", "status", lang)
    data = pd.DataFrame(
        {
            "label": counts["theme"].astype(str).map(themes).map(wording.capital),
            "value": counts["size"].astype(float),
            "text": counts["size"].astype(str),
            "series": counts["status"].astype(str).map(statuses),
            "role": counts["status"].astype(str),
        }
    )
    return _largest_first(data)


def goals(targets: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return how many goals each theme has, by what there is to judge them by: blocks of ``units``.

    ``targets`` are rows of ``load_targets()``; a floor and its stretch are one goal, as good as
    the better known of the two. ``figure`` names the targets counted.

    >>> from xiaoyi_data import load_targets
    >>> goals(load_targets(theme="economy", lang="zh"), "zh")[["series", "value"]].values.tolist()
    [['可据外部数据评判', 1], ['仅可与2020年比较', 1], ['无从评判', 5]]
    """
    words, past = choices.words("goals", lang), targets["outcome_period"].dropna().astype(str)
    year = past.str.rpartition("/")[2].str[:4].max() if len(past) else targets["year"].min() - 1
    judged, paired = targets["verdict"].ne("unknown"), targets["outcome"].notna()
    state = paired.map({True: "paired", False: "open"}).mask(judged, "judged")
    order = state.map(list(words).index)
    kept = targets.assign(state=state, order=order).sort_values("order", kind="stable")
    kept = kept.drop_duplicates("goal")
    themes = kept["theme_name"].astype(str).value_counts()
    return pd.DataFrame(
        {
            "label": wording.capital(str(theme)), "series": words[name].format(year=year),
            "value": len(own), "text": str(len(own)), "role": role,
            "figure": " ".join(own["figure"]),
        }
        for theme in themes.index
        for name, role in (("judged", "achieved"), ("paired", "under_way"), ("open", "to_start"))
        for own in [kept[(kept["theme_name"] == theme) & (kept["state"] == name)]]
    )  # fmt: skip


def series(
    named: pd.DataFrame, tables: Mapping[str, tuple[pd.DataFrame, str]], lang: str = "en"
) -> pd.DataFrame:
    """Return marks of several tables, a series each, on the rows that one of them names.

    ``named`` has a row for each ``indicator``, in order, whose ``name`` labels its marks; others
    of ``tables``, each given by its series with the role it is drawn in, are left out. What has
    no rows is no series.

    >>> from xiaoyi_data import load_figures
    >>> both = {"2020": (load_figures(indicator="gdp", period=2020), "achieved"),
    ...         "2021": (load_figures(indicator="gdp", period=2021), "target")}
    >>> series(both["2021"][0], both)[["label", "series", "text"]].values.tolist()
    [['Gross domestic product', '2020', '1.8%'], ['Gross domestic product', '2021', '8%']]
    """
    order = list(named["indicator"])
    names = dict(zip(order, named["name"].map(wording.capital), strict=True))
    made = []
    for name, (rows, role) in tables.items():
        own = rows[rows["indicator"].isin(order)]
        if own.empty:
            continue
        own = own.sort_values("indicator", key=lambda c: c.map(order.index), kind="stable")
        labels = list(own["indicator"].map(names))
        made.append(frame(own, lang=lang, role=role).assign(label=labels, series=name))
    whole = pd.concat(made, ignore_index=True)
    places = list(names.values())
    return whole.sort_values(
        "label", key=lambda labels: labels.map(places.index), kind="stable", ignore_index=True
    )


def cells(rows: pd.DataFrame, power: int, lang: str = "en") -> pd.DataFrame:
    """Return amounts by indicator and stage: cells of ``matrix``, that say who stands behind them.

    Indicators of an earlier stage come first, and among them the largest.

    >>> from xiaoyi_data import load_figures
    >>> cells(load_figures(indicator="methanol_capacity"), 4)[["series", "text"]].values.tolist()[0]
    ['To finish', '25: Dongyi']
    """
    words = choices.words("cells", lang)
    stage = rows["status"].astype(str).map(STAGES.index)
    first = stage.groupby(rows["indicator"]).transform("min")
    size = rows["value"].groupby(rows["indicator"]).transform("sum")
    keys = pd.DataFrame({"first": first, "size": -size, "stage": stage})
    order = keys.sort_values(["first", "size", "stage"], kind="stable").index
    made = [
        {
            "label": wording.capital(str(own["name"].iloc[0])),
            "series": wording.capital(str(own["status_name"].iloc[0])),
            "value": float(own["value"].sum()) / 10**power,
            "text": words["cell"].format(
                size=wording.amount(
                    own["value"].sum(), str(own["unit"].iloc[0]), lang, power=power
                ),
                who=words["and"].join(filter(None, own["entity_name"])) or words["nobody"],
            ),
            "role": str(own["status"].iloc[0]),
            "figure": " ".join(own["figure"]),
        }
        for _, own in rows.loc[order].groupby(["indicator", "status"], sort=False, observed=True)
    ]
    return pd.DataFrame(made)


def panels(rows: pd.DataFrame, lang: str = "en", *, yearly: Sequence[str] = ()) -> pd.DataFrame:
    """Return marks in a panel for each unit of ``rows``, each on a scale of its own.

    The panel is named by its scale; amounts of the units ``yearly`` are a year's.

    >>> from xiaoyi_data import load_figures
    >>> rows = load_figures(indicator=["coking_capacity", "wind_power_capacity"])
    >>> panels(rows.query("value > 0"), yearly=["t"])["panel"].unique().tolist()
    ['million tonnes a year', 'MW']
    """
    made = []
    for unit, own in rows.groupby("unit", observed=True, sort=False):
        scale = wording.scale(own["value"].abs().max(), str(unit), lang, names.measure_words(own))
        heading = scale.name + ({"en": " a year", "zh": "／年"}[lang] if unit in yearly else "")
        made.append(frame(own, lang=lang, power=scale.power).assign(panel=heading))
    return pd.concat(made, ignore_index=True)


def dated(figures: pd.DataFrame, lang: str = "en") -> list[str]:
    """Return the period of each figure, and whether it is an outcome or a target.

    >>> from xiaoyi_data import load_figures
    >>> dated(load_figures(indicator="registered_urban_unemployment_rate"), "zh")
    ['2020年实际', '2021年目标']
    """
    outcome, target = {"en": (" outcome", " target"), "zh": ("实际", "目标")}[lang]
    return [
        wording.period(str(row.period), lang) + (outcome if row.status == "achieved" else target)
        for row in figures.itertuples()
    ]


def colours(lang: str = "en") -> dict[str, str]:
    """Return the colour of each status, by its key and by its name: a ``palette`` of seaborn.

    >>> made = colours("zh")
    >>> made["target"] == made["目标"]
    True
    """
    labels = codebook.labels("figures", "status", lang)
    return palettes.STATUSES | {labels[key]: held for key, held in palettes.STATUSES.items()}


def _largest_first(data: pd.DataFrame) -> pd.DataFrame:
    """Order the parts of stacked bars: the largest sum on top, parts by stage."""
    sums = data.groupby("label", sort=False)["value"].sum().sort_values(ascending=False)
    places = {label: place for place, label in enumerate(sums.index)}
    keys = {"place": data["label"].map(places), "stage": data["role"].map(STAGES.index)}
    order = data.assign(**keys).sort_values(list(keys), kind="stable", ignore_index=True)
    return order.drop(columns=list(keys))


def _scaled(value: Any, power: int) -> float:
    return float("nan") if pd.isna(value) else float(value) / 10.0**power


def _text(row: Any, lang: str, power: int, signed: bool) -> str:
    """Return what stands beside a mark: as printed, as derived, or the plain amount."""
    printed = getattr(row, "printed", "")  # of an observation there may be none
    if isinstance(printed, str) and printed:
        return wording.figure(row, lang, signed=signed, power=power or None)
    if pd.isna(row.value):
        return ""
    if not hasattr(row, "unit"):  # a plain number
        return wording.amount(row.value, "item", lang, signed=signed, power=power)
    if not hasattr(row, "low"):
        counted = getattr(row, "measure_word", "")
        finer = power and wording.decimals(Decimal(str(row.value)).normalize(), power) > 2
        return wording.amount(
            row.value, row.unit, lang, signed=signed, power=power or None, measure_word=counted,
            most=2, decimals=2 if finer else None,
        )  # fmt: skip
    if not power:
        return str(row.text)
    low, high = (None if pd.isna(end) else Decimal(str(end)) for end in (row.low, row.high))
    held, point = bounds(low, high), interval(Decimal(str(row.value)))
    return rounding.told(held, point, row.unit, lang, power)["text"]
