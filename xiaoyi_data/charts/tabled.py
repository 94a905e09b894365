"""Rows of tables as the texts of an exhibit, under headings in the language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.report import wording

Pair = tuple[str, str]  # the same in English and in Chinese
Columns = Sequence[str] | Mapping[Pair, str | Sequence[str]]
HEADINGS: dict[str, Pair] = {
    "name": ("What", "事项"),
    "text": ("Stated", "表述"),
    "words": ("How much", "数量"),
    "period_name": ("Period", "时期"),
    "status_name": ("Stage", "阶段"),
    "quote": ("In the report, translated", "报告原文"),
}


def texts(rows: pd.DataFrame, columns: Columns, lang: str = "en") -> pd.DataFrame:
    """Return rows as the texts of a table, a column for each heading.

    ``columns`` names columns of ``rows``, whose headings are ours (``HEADINGS``), or maps
    headings, given in both languages, to such names or to the texts themselves. Names and
    the quotes are those of the language, and names begin with a capital; a quote that nobody
    has translated is as it is printed. Raises ValueError for an unknown column.

    >>> from xiaoyi_data import load_figures
    >>> texts(load_figures(indicator="forest_cover"), ["name", "text"]).to_dict("records")
    [{'What': 'Forest coverage rate', 'Stated': '33.3%'}]
    """
    if not isinstance(columns, Mapping):
        for name in columns:
            if name not in HEADINGS:
                raise choices.unknown("column", name, HEADINGS)
        columns = {HEADINGS[name]: name for name in columns}
    made = {}
    for heading, found in columns.items():
        if heading == HEADINGS["quote"] and not (rows["quote_en"].fillna("") != "").any():
            heading = ("In the report", heading[1])  # nobody has translated it
        if isinstance(found, str):
            found = _column(rows, found, lang)
        made[choices.pick(en=heading[0], zh=heading[1], lang=lang)] = list(found)
    return pd.DataFrame(made)


def _column(rows: pd.DataFrame, name: str, lang: str) -> list[str]:
    if name == "quote" and lang == "en":
        return list(rows["quote_en"].where(rows["quote_en"] != "", rows["quote"]))
    told = rows[name].astype(str).tolist()
    return [wording.capital(text) for text in told] if name == "name" else told
