"""Figures -> marks: rows of ``load_figures()`` as the tidy frame that charts draw.

A chart frame has one row per mark; ``charts`` describes its columns.
"""

from __future__ import annotations

import pandas as pd

from xiaoyi_data.report import wording

# Statuses in the order of how far a thing has come, for bars cut into parts.
STAGES = ("achieved", "to_finish", "under_way", "to_start", "target")
COLUMNS = ["label", "value", "text", "low", "high", "role", "qualifier", "figure"]


def marks(
    figures: pd.DataFrame,
    lang: str = "en",
    *,
    label: str = "name",
    power: int = 0,
    signed: bool = False,
) -> pd.DataFrame:
    """Return one mark per figure: values divided by ``10 ** power``, texts as printed.

    ``label`` names the column that labels the marks, which begin with a capital. With ``power``
    the unit is left to the subtitle (see ``wording.scale``); ``signed`` shows + before a rise.
    The role, which decides the colour, is the figure's status.

    >>> from xiaoyi_data import load_figures
    >>> marks(load_figures(indicator="forest_cover"))[["label", "value", "text"]].values.tolist()
    [['Forest cover', 33.3, '33.3%']]
    """
    unit = 10.0**power
    texts = [
        wording.figure(row, lang, signed=signed, power=power or None)
        for row in figures.itertuples(index=False)
    ]
    frame = pd.DataFrame(
        {
            "label": [wording.capital(text) for text in figures[label].astype(str)],
            "value": figures["value"].astype("float64") / unit,
            "low": figures["low"].astype("float64") / unit,
            "high": figures["high"].astype("float64") / unit,
            "role": figures["status"].astype(str),
            "qualifier": figures["qualifier"].astype(str),
            "figure": figures["figure"],
        }
    )
    frame["text"] = texts
    return frame[COLUMNS].reset_index(drop=True)


def total(frame: pd.DataFrame, by: list[str], lang: str = "en") -> pd.DataFrame:
    """Return marks added up within the groups of ``by``, whose columns the frame must have.

    Bounds add up too, and ``figure`` names every figure that went in. Texts are the sums, in
    the unit of the marks.

    >>> frame = pd.DataFrame({"label": ["a", "a"], "value": [25.0, 13.0], "low": [24.5, 12.5],
    ...     "high": [25.5, 13.5], "role": "under_way", "qualifier": "exact", "figure": ["f", "g"]})
    >>> total(frame, ["label", "role"])[["label", "value", "text", "figure"]].values.tolist()
    [['a', 38.0, '38', 'f g']]
    """
    sums = frame.groupby(by, sort=False, as_index=False, observed=True).agg(
        value=("value", "sum"),
        low=("low", "sum"),
        high=("high", "sum"),
        qualifier=("qualifier", "first"),
        figure=("figure", " ".join),
    )
    sums["text"] = [
        wording.amount(round(value, 6), "item", lang, power=0) for value in sums["value"]
    ]
    return sums
