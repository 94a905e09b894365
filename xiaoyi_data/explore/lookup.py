"""Look things up: which figures and indicators there are."""

from __future__ import annotations

from typing import Any

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.explore import facts
from xiaoyi_data.report import codebook, observations, reports, tables, wording


class NothingFound(ValueError):
    """The filters are valid, and no figure passes them."""


@reports.within
def select(
    *,
    theme: str = "",
    status: str = "",
    period: str = "",
    search: str = "",
    lang: str = "en",
    report: reports.Named = None,
) -> pd.DataFrame:
    """Return the figures that pass every filter; an empty one lets all pass.

    ``search`` looks for each of its words in names, quotes and values of both languages.
    Raises ValueError for an unknown value, and NothingFound where nothing is left.

    >>> select(theme="environment", search="forest 33.3")["figure"].tolist()
    ['forest-cover-2020']
    """
    chosen = {"theme": theme, "status": status, "period": period}
    filters: dict[str, Any] = {name: value or None for name, value in chosen.items()}
    rows = tables.load_figures(lang=lang, **filters)
    if search.strip():
        columns = ["name", "entity_name", "printed", "quote", "quote_en", "figure", "unit_name"]
        other = tables.load_figures(lang="zh" if lang == "en" else "en", **filters)
        also = {row["indicator"]: row["synonyms"] for row in codebook.rows("indicators")}
        text = pd.concat([rows[columns], other[columns]], axis=1).agg(" ".join, axis=1)
        text += " " + rows["indicator"].map(also)
        text = text.str.casefold()
        for word in search.casefold().split():
            rows = rows[text.loc[rows.index].str.contains(word, regex=False)]
    if rows.empty:
        raise NothingFound(
            f"no figure matches {', '.join(v for v in (*chosen.values(), search) if v)}"
        )
    return rows.reset_index(drop=True)


def listing(rows: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return figures as a reader of ``lang`` wants them listed.

    >>> listing(select(search="forest cover"))[["What", "As stated"]].values.tolist()
    [['Forest coverage rate', '33.3%']]
    """
    words, statuses = choices.words("headings", lang), codebook.labels("figures", "status", lang)
    return pd.DataFrame(
        {
            words["name"]: [facts.heading(row, lang) for row in rows.itertuples()],
            words["text"]: [
                wording.figure(row, lang, signed=True) for row in rows.itertuples(index=False)
            ],
            words["value"]: rows["value"],
            words["unit"]: rows["unit_name"],
            words["period"]: [wording.period(period, lang) for period in rows["period"]],
            words["status"]: rows["status"].astype(str).map(statuses),
            words["section"]: rows["section"],
            words["quote"]: rows["quote_en" if lang == "en" else "quote"],
        }
    )


def figure_listing(rows: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return the columns of ``listing`` that fit a terminal, the key first.

    >>> figure_listing(select(search="forest cover")).values.tolist()
    [['forest-cover-2020', '33.3%', '2020', 'achieved', 'Forest coverage rate']]
    """
    words = choices.words("headings", lang)
    shown = listing(rows, lang)[[words[name] for name in ("text", "period", "status", "name")]]
    shown.insert(0, words["figure"], rows["figure"])
    return shown


def indicator_listing(rows: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return rows of ``indicators`` as a reader of ``lang`` wants them listed, by theme.

    >>> indicator_listing(indicators(theme="economy"), "zh")["事项"].iloc[0]
    '地区生产总值'
    """
    words, themes = choices.words("headings", lang), codebook.labels("indicators", "theme", lang)
    rows = rows.sort_values("theme", kind="stable")
    return pd.DataFrame(
        {
            words["indicator"]: rows["indicator"],
            words["figures"]: rows["figures"],
            words["observations"]: rows["observations"],
            words["theme"]: rows["theme"].astype(str).map(themes),
            words["name"]: rows[f"name_{lang}"].map(wording.capital),
        }
    )


@reports.within
def indicators(
    *, theme: str = "", status: str = "", period: str = "", report: reports.Named = None
) -> pd.DataFrame:
    """Return the indicators, one row each, with how many figures and observations each has.

    ``status`` and ``period`` leave those with such figures, and count these alone. Columns:
    ``indicator``, ``figures``, ``observations`` and the rest of ``load_indicators()``. Raises
    ValueError as ``select`` does.

    >>> found = indicators(theme="environment", status="target")
    >>> found[["indicator", "figures"]].values.tolist()[0]
    ['rural_clean_heating_coverage', 1]
    """
    stated = select(theme=theme, status=status, period=period)["indicator"].value_counts()
    seen = observations.load_observations()["indicator"].value_counts()
    every = tables.load_indicators()
    for place, (name, counts) in enumerate((("figures", stated), ("observations", seen)), start=1):
        every.insert(place, name, every["indicator"].map(counts).astype("Int64").fillna(0))
    kept = every["figures"] > 0
    if not (status or period):  # some are known from outside the report alone
        kept |= (every["theme"] == theme) if theme else True
    return every[kept].reset_index(drop=True)
