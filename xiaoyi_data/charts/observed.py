"""Observations as lines: a year each, the years nobody found a figure for left open."""

from __future__ import annotations

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.charts import marks


def path(
    rows: pd.DataFrame,
    lang: str = "en",
    *,
    power: int = 0,
    series: str | None = None,
    quiet: bool = False,
) -> pd.DataFrame:
    """Return observations of one indicator and entity as marks of ``lines``, by year.

    Of several in one year the last counts. Years between the first and the last without one are
    marks without a value, whose text says so; ``quiet`` leaves out every text but those of the
    first, the last, the least and the greatest. ``series`` names the line: "Observed" without it.

    >>> from xiaoyi_data import load_observations
    >>> made = path(load_observations(indicator="gdp", entity=""), power=9)
    >>> made[["x", "text"]].iloc[4:6].values.tolist()
    [[2018, '43.89'], [2019, 'no figure found']]
    """
    words = choices.words("observed", lang)
    known = rows.sort_values("period").drop_duplicates("year", keep="last").set_index("year")
    every = known.reindex(range(int(known.index[0]), int(known.index[-1]) + 1)).reset_index()
    unit = known["unit"].iloc[0]
    made = marks.frame(every.assign(unit=unit), lang=lang, power=power, label="year")
    made["text"] = made["text"].where(made["value"].notna(), words["nothing"])
    if quiet:
        values = made["value"].dropna()
        open_ = made.index[made["value"].isna()]  # beside which a line begins or ends
        told = {values.index[0], values.index[-1], values.idxmin(), values.idxmax()}
        told |= {*(open_ - 1), *(open_ + 1)}
        made["text"] = made["text"].where(made["value"].isna() | made.index.isin(told), "")
    return made.assign(
        x=every["year"].astype(int), series=series or words["series"], role="achieved"
    )


def foot(rows: pd.DataFrame, lang: str = "en") -> str:
    """Return who says so, how good each source is, and its known weakness, for the foot.

    >>> from xiaoyi_data import load_observations
    >>> foot(load_observations(indicator="gdp", entity="shanxi", period=2022))
    'From outside the report: Shanxi statistical communiqué of 2022 (copy), grade B.'
    """
    words = choices.words("observed", lang)
    told = []
    for name, own in rows.groupby("source_name", sort=False):
        grade = str(words["grade"]).format("/".join(sorted(own["grade"].astype(str).unique())))
        weak = [text for start, text in words["weak"].items() if str(name).startswith(start)]
        told.append(words["join"].join([str(name), grade, *weak]))
    return str(words["foot"].format(words["and"].join(told)))
