"""Promises as marks: what came of them, counted, and how far those went that can be judged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.report import citation, wording

years = citation.years
_MOST = 10  # rows, each with a name of two lines
# Apart from each other in grey, too: they stand in one row of blocks.
ROLES = {
    "kept": "achieved", "missed": "claim", "restated": "under_way", "silent": "to_start",
    "open": "context", "ahead": "target", "proposed": "to_finish",
}  # fmt: skip


def came(promises: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return how many promises of each theme came to what: blocks of ``units``.

    Of several years a row is a year; themes with most promises come first.

    >>> rows = {"report_year": 2021, "theme_name": "economy", "came": ["kept", "silent"],
    ...         "came_name": ["kept", "silent"], "figure": ["a/x", "a/y"]}
    >>> came(pd.DataFrame(rows))[["label", "series", "value"]].values.tolist()
    [['Economy', 'kept', 1], ['Economy', 'no figure', 1]]
    """
    by = "theme_name" if promises["report_year"].nunique() == 1 else "report_year"
    called = choices.words("promises", lang)
    held = promises["came"].astype(str)
    rows = promises[by].astype(str).value_counts()
    rows = rows.sort_index() if by == "report_year" else rows
    made = [
        {
            "label": wording.capital(str(label)), "series": called[name], "value": len(own),
            "text": str(len(own)), "role": role, "figure": " ".join(own["figure"]),
        }
        for label in rows.index
        for name, role in ROLES.items()
        for own in [promises[promises[by].astype(str).eq(label) & held.eq(name)]]
        if name in set(held)
    ]  # fmt: skip
    return pd.DataFrame(made, columns=["label", "series", "value", "text", "role", "figure"])


def judged(promises: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return the outcome as a multiple of what was promised: marks of ``ratio``, largest first.

    Those that are kept or missed, and no others; of more than ten the ends.

    >>> judged(pd.DataFrame(columns=["times", "came"])).empty
    True
    """
    words = choices.words("promised", lang)
    several = promises["report_year"].nunique() > 1 if len(promises) else False
    decided = promises[promises["came"].isin(["kept", "missed"])]
    rows: Iterator[Any] = decided[decided["times"].notna()].itertuples(index=False, name="Row")
    made = [
        {
            "label": f"{row.report_year}{words['of']}" * several
            + words["promised"].format(
                name=wording.capital(row.name),
                goal=row.text,
                measure=words.get(str(row.measure), ""),
            ),
            "value": float(row.times),
            "text": words["came"].format(text=row.answer_text, came=row.came_name),
            "role": "achieved" if str(row.came) == "kept" else "cut",
            "figure": f"{row.figure} {row.answer}",
        }
        for row in rows
    ]
    frame = pd.DataFrame(made, columns=["label", "value", "text", "role", "figure"])
    frame = frame.sort_values("value", ascending=False, kind="stable", ignore_index=True)
    ends = [*frame.index[: _MOST // 2], *frame.index[_MOST // 2 :][-_MOST // 2 :]]
    return frame.loc[ends].reset_index(drop=True)
