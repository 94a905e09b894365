"""One report among others of its year: how its targets are worded, and whom it stands beside."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.report import codebook, wording

_APART = 3  # other places that a chart names one by one; of more it shows all as one
# Apart from a target, and from each other, in grey too.
_ROLES = ("under_way", "to_start", "context")


def beside(
    rows: pd.DataFrame, chosen: str, lang: str = "en"
) -> dict[str, tuple[pd.DataFrame, str]]:
    """Return rows of a panel by whose they are, each with the role it is drawn in.

    Those of the report ``chosen`` come first, then those of every other place or, where these are
    many, of all the others together.

    >>> rows = pd.DataFrame({"report": ["a-2021", "b-2021"], "place": ["A", "B"]})
    >>> [(name, role) for name, (_, role) in beside(rows, "a-2021").items()]
    [('A', 'target'), ('B', 'under_way')]
    """
    own, others = rows[rows["report"] == chosen], rows[rows["report"] != chosen]
    places = list(dict.fromkeys(others["place"]))
    made = {str(place): (own, "target") for place in own["place"].head(1)}
    if len(places) > _APART:
        words = choices.words("among", lang)["others"].format(places=len(places))
        return made | {words: (others, "context")}
    named = zip(places, _ROLES, strict=False)
    return made | {place: (others[others["place"] == place], role) for place, role in named}


def rhetoric(tables: Mapping[str, tuple[pd.DataFrame, str]], lang: str = "en") -> pd.DataFrame:
    """Return in what share of their targets places say exactly, at least, about: cells of a matrix.

    ``tables`` are targets by whose they are, as ``beside`` gives them. A target that is striven
    for counts there, however it is worded besides.

    >>> rows = pd.DataFrame({"qualifier": ["exact", "about"], "commitment": ["", "strive"]})
    >>> rhetoric({"A": (rows, "target")})[["label", "value", "text"]].values.tolist()
    [['Exactly', 50.0, '50% (1)'], ['Striven for', 50.0, '50% (1)']]
    """
    words = choices.words("among", lang)
    called = codebook.labels("figures", "qualifier", lang) | {"strive": words["strive"]}
    kinds = {}
    for name, (rows, _) in tables.items():
        striven = rows["commitment"].astype("object").eq("strive")
        kinds[name] = rows["qualifier"].astype(str).mask(striven, "strive").value_counts()
    order = [kind for kind in called if any(kind in counts for counts in kinds.values())]
    made = [
        {
            "label": wording.capital(called[kind]) if lang == "en" else called[kind],
            "series": name,
            "value": 100 * share,
            "text": words["share"].format(share=share, many=many),
            "role": tables[name][1],
        }
        for kind in order
        for name, counts in kinds.items()
        for many in [int(counts.get(kind, 0))]
        for share in [many / counts.sum()]
    ]
    return pd.DataFrame(made, columns=["label", "series", "value", "text", "role"])


def turns(rows: pd.DataFrame, chosen: str, most: int = 14) -> pd.DataFrame:
    """Return the rows of as many places as a chart has room for: the chosen, the first, the last.

    >>> len(turns(pd.DataFrame({"report": list("abcdefghijklmnopqrst")}), "k"))
    14
    """
    if len(rows) <= most:
        return rows
    ends = [*range((most - 1) // 2), *range(len(rows) - most // 2, len(rows))]
    kept = rows["report"].eq(chosen) | pd.Series(range(len(rows)), rows.index).isin(ends)
    return rows[kept]
