"""All that is known of one indicator, in one drawing: claim, target, outcomes and neighbours."""

from __future__ import annotations

import pandas as pd

from xiaoyi_data.charts import marks, observed
from xiaoyi_data.charts.exhibit import Exhibit, exhibit
from xiaoyi_data.explore import facts
from xiaoyi_data.findings.evidence import evidence
from xiaoyi_data.report import codebook, reports, tables, wording
from xiaoyi_data.report.observations import load_observations

_WHO = {"en": ("Report", "Observed"), "zh": ("报告", "外部数据")}


@reports.within
def chart(figure: str, lang: str = "en", *, report: reports.Named = None) -> Exhibit | None:
    """Draw what the report says of a figure's indicator beside what others measured, by year.

    All in the figure's unit, measure and basis; bars are coloured by what they stand for, the
    report's by status. Growth or a change of which others measured the levels stands among those,
    as the level it amounts to, with the report's own levels and, of rates, those of larger places.
    Returns None where nothing stands beside the figure.

    >>> chart("gdp-target-2025").payload["title"]
    'Gross domestic product: ≥ CNY 46 billion (2025) in the report, CNY 33.51 billion to CNY 47.23 \
billion (2014–2023) by others'
    >>> chart("forest-cover-2020") is None
    True
    """
    claimed = _claimed(figure, lang)
    if claimed:
        return claimed
    stated, seen = _known(figure, lang)
    if len(stated) + len(seen) < 2:
        return None
    own = stated[stated["figure"] == figure].iloc[0]
    report, outside = _WHO[lang]
    rows = []
    for table, who in ((stated, report), (seen, outside)):
        names = [
            facts.COMMA[lang].join(filter(None, [who, place, wording.period(period, lang)]))
            for place, period in zip(table["entity_name"], table["period"], strict=True)
        ]
        rows.append(table.assign(label=names))
    largest = max(float(table["value"].abs().max()) for table in rows if len(table))
    scale = wording.scale(largest, own["unit"], lang, own["measure_word"])
    power = 0 if own["unit"] == "percent" else scale.power
    data = pd.concat(
        [
            marks.frame(rows[0], lang=lang, label="label", power=power),
            marks.frame(rows[1], lang=lang, label="label", power=power, role="context"),
        ],
        ignore_index=True,
    )
    years = [*stated["year"], *seen["year"]]
    data = data.assign(year=years).sort_values("year", kind="stable").drop(columns="year")
    measure, basis = (
        codebook.labels("figures", column, lang).get(str(own[column]), "")
        for column in ("measure", "basis")
    )
    name, claims, others = wording.capital(own["name"]), len(stated), len(seen)
    if own["measure"] != "level":  # a rate of growth is no level of the same name
        name += {"en": f", {measure}", "zh": f"（{measure}）"}[lang]
    words = {
        "en": f"{name}: {claims} statements of the report",
        "zh": f"{name}：报告{claims}处表述",
    }
    if others:
        text, when = own["text"], own["period_name"]
        same = seen[seen["entity"] == own["entity"]]  # of other places nothing follows for this
        comma = {"en": ", ", "zh": "、"}[lang]
        places = comma.join(dict.fromkeys(seen["entity_name"])) if same.empty else ""
        found, during = _span(seen if same.empty else same, lang)
        words = {
            "en": f"{name}: {text} ({when}) in the report, {found} ({during}) "
            + (f"elsewhere ({places})" if places else "by others"),
            "zh": f"{name}：报告{text}（{when}），{places or '外部数据'}{found}（{during}）",
        }
    unit = own["unit_name"] if own["unit"] == "percent" else scale.name
    return exhibit(
        "bars",
        data,
        stated,
        name="beside",
        title=words[lang],
        subtitle=facts.COMMA[lang].join(filter(None, [unit, measure, basis])),
        caveat=observed.foot(seen, lang) if others else "",
        lang=lang,
    )


def _claimed(figure: str, lang: str) -> Exhibit | None:
    """Draw growth or a change that the report claims as a level among those others measured."""
    figures, seen = tables.load_figures(lang=lang), load_observations(lang=lang)
    claims = figures[figures["figure"] == figure]
    if str(claims["measure"].iloc[0]) == "level" or evidence(claims, seen).empty:
        return None
    told = observed.beside(claims, seen, lang)
    stated, places = _levels(figures, told), _levels(seen, told)
    stated = stated[stated["entity"].eq(told.claim.entity)]
    places = places[places["entity"].ne(told.claim.entity) & places["unit"].eq("percent")]
    near = places.sort_values("year", kind="stable").drop_duplicates("entity", keep="last")
    claim, levels = told.claim, told.seen.sort_values("year")
    start, last = levels[levels["year"] == claim.baseline].iloc[0], levels.iloc[-1]
    said, name = wording.figure(claim, lang, signed=True), wording.capital(claim.name)
    rose = "增长" if claim.measure == "growth" else "提高"
    went = (rose if claim.value > 0 else "下降") + said.lstrip("+−")
    words = {
        "en": f"{name}: {said} by {claim.year}, says the report; others have {start['text']} "
        f"in {claim.baseline}, {last['text']} in {last['year']}",
        "zh": f"{name}：报告称{claim.year}年比{claim.baseline}年{went}；外部数据"
        f"{claim.baseline}年为{start['text']}，{last['year']}年为{last['text']}",
    }
    hollow = {
        "en": f"; hollow black: the report's claim on the {claim.baseline} of others",
        "zh": f"；黑色空心点为按报告表述、以外部{claim.baseline}年数推算",
    }
    return exhibit(
        "lines",
        pd.concat([told.lines, *_dots(stated, near, told, lang)], ignore_index=True),
        pd.concat([claims, stated]),
        name="beside",
        title=words[lang],
        subtitle=wording.capital(told.scale.name) + hollow[lang],
        caveat=observed.foot(pd.concat([told.seen, near]), lang),
        lang=lang,
    )


def _levels(rows: pd.DataFrame, told: observed.Beside) -> pd.DataFrame:
    """Return the rows that state levels of what a claim is about, in the unit of those seen."""
    levels: pd.DataFrame = rows[
        rows["indicator"].eq(told.claim.indicator)
        & rows["measure"].eq("level")
        & rows["unit"].astype(str).eq(str(told.seen["unit"].iloc[0]))
        & rows["value"].notna()
    ]
    return levels


def _dots(
    stated: pd.DataFrame, near: pd.DataFrame, told: observed.Beside, lang: str
) -> list[pd.DataFrame]:
    """Return levels of the report, and of larger places, as dots among lines: a series each."""
    kinds = {
        **codebook.labels("figures", "status", lang),
        **codebook.labels("figures", "commitment", lang),
    }
    said = stated["commitment"].astype("string").fillna(stated["status"].astype("string"))
    called = {"en": "{} {}", "zh": "{1}{0}"}[lang]
    names = [
        wording.capital(called.format(kinds[kind], period))
        for kind, period in zip(said, stated["period_name"], strict=True)
    ]
    power = told.scale.power
    return [
        marks.frame(stated, lang=lang, power=power).assign(
            x=stated["year"].to_numpy(), series=names
        ),
        marks.frame(near, lang=lang, power=power, role="context").assign(
            x=near["year"].to_numpy(), series=near["entity_name"].to_numpy()
        ),
    ]


def _span(seen: pd.DataFrame, lang: str) -> tuple[str, str]:
    """Return the least and the greatest observed, in words, and the first and the last year."""
    ordered = seen.sort_values("value")
    texts = dict.fromkeys([ordered["text"].iloc[0], ordered["text"].iloc[-1]])
    years = dict.fromkeys(str(year) for year in (seen["year"].min(), seen["year"].max()))
    return {"en": " to ", "zh": "至"}[lang].join(texts), wording.period("/".join(years), lang)


@reports.within
def first(rows: pd.DataFrame, *, report: reports.Named = None) -> str:
    """Return the first figure of rows that others measured too, or else the first of all.

    >>> first(tables.load_figures(theme="economy"))
    'gdp-growth-2020'
    """
    for figure in rows["figure"]:
        if len(_known(figure, "en")[1]):
            return str(figure)
    return str(rows["figure"].iloc[0])


def _known(figure: str, lang: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the report's figures like one, itself among them, and the observations like it."""
    figures, seen = tables.load_figures(lang=lang), load_observations(lang=lang)
    own = figures[figures["figure"] == figure].iloc[0]
    stated = figures[
        _alike(figures, own) & (figures["value"].notna() | figures["figure"].eq(figure))
    ]
    if pd.isna(own["value"]) or own["unit"] == "rank":  # which have no length to draw
        return figures[figures["figure"] == figure], seen.iloc[:0]
    # Rates and growth of larger places compare, their amounts would dwarf the city's.
    near = seen["entity"].eq(own["entity"]) | seen["unit"].astype(str).eq("percent")
    return stated, seen[_alike(seen, own) & near & seen["value"].notna()]


def _alike(rows: pd.DataFrame, own: pd.Series) -> pd.Series:
    """Say of each row whether it has the indicator, unit, measure and basis of a figure."""
    same: pd.Series = rows["indicator"] == own["indicator"]
    for column in ("unit", "measure", "basis"):
        same &= rows[column].astype("string").fillna("") == (
            "" if pd.isna(own[column]) else str(own[column])
        )
    return same
