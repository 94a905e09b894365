"""What others have measured of what the report claims: each observation beside the claim.

A claim of a level is held to observations of the same year. A claim of growth or change since a
baseline says what level it ends at once the level of its baseline is observed; it is held to every
observation after the baseline, within its period or later, since a claim that was true and no
longer is, or was far off two years before its end, is no claim to state alone.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from xiaoyi_data.findings import units

COLUMNS = ["figure", "indicator", "entity", "period", "year", "value", "low", "high", "outside"]


def evidence(claims: pd.DataFrame, observations: pd.DataFrame) -> pd.DataFrame:
    """Return the observations that speak to claims, one row each.

    ``claims`` are rows of ``load_figures()``, ``observations`` of ``load_observations()``. In what
    is returned ``value`` is the one observed, ``low`` and ``high`` the level the claim amounts to,
    set on the observed baseline where it is one of growth or change, all in the unit of the
    observation; ``outside`` whether the value lies outside them. Claims nobody can speak to have
    no row.

    Raises ValueError for a frame that is neither, naming the column it lacks.

    >>> from xiaoyi_data import load_figures, load_observations
    >>> claims = load_figures(indicator="tertiary_sector_share")
    >>> found = evidence(claims, load_observations())
    >>> found[["year", "value", "low", "high"]].values.tolist()[-1]
    [2023.0, 29.54, 34.7, 34.8]
    """
    for what, frame, column in (
        ("claims", claims, "baseline"),
        ("observations", observations, "measure"),
    ):
        if column not in frame:
            raise ValueError(f"the {what} have no column {column!r}: give rows as they are loaded")
    found = []
    seen = set(zip(observations["indicator"], observations["entity"].fillna(""), strict=True))
    for claim in claims.itertuples(index=False):
        if str(claim.status) != "achieved" or (claim.indicator, claim.entity) not in seen:
            continue
        for row, low, high in _beside(claim, levels(claim, observations)):
            outside = (pd.notna(low) and row.value < low) or (pd.notna(high) and row.value > high)
            found.append(
                (claim.figure, claim.indicator, claim.entity, row.period, row.year, row.value,
                 low, high, bool(outside))
            )  # fmt: skip
    return pd.DataFrame(found, columns=COLUMNS)


def levels(claim: Any, observations: pd.DataFrame) -> pd.DataFrame:
    """Return the observed levels of what a claim is about, one a year, in order.

    Those of a whole year or of a day: what a month or half a year adds up to is no year's level.
    Of several in one year the last counts.
    """
    own = observations[
        (observations["indicator"] == claim.indicator)
        & (observations["entity"].fillna("") == claim.entity)
        & (observations["measure"].astype(str) == "level")
        & observations["period"].str.fullmatch(r"\d{4}(-\d\d-\d\d)?")
    ]
    return in_one_unit(own.sort_values("period", kind="stable")).drop_duplicates(
        "year", keep="last"
    )


def in_one_unit(observations: pd.DataFrame) -> pd.DataFrame:
    """Return observations with all levels of an indicator in the unit of its first.

    What does not convert is left out; texts stay as they are written.

    >>> rows = {"indicator": "grain_output", "measure": "level", "unit": ["t", "kg"]}
    >>> in_one_unit(pd.DataFrame(rows | {"value": [1.0, 2e3]}))["value"].tolist()
    [1.0, 2.0]
    """
    first = observations.groupby(["indicator", "measure"], observed=True)["unit"].transform("first")
    pairs = zip(observations["unit"].astype(str), first.astype(str), strict=True)
    worth = pd.Series([units.worth(*pair) for pair in pairs], observations.index, dtype="object")
    kept: pd.DataFrame = observations[worth.notna()]
    factors = worth[worth.notna()].astype("float64")
    return kept.assign(value=kept["value"] * factors, unit=first[worth.notna()])


def _beside(claim: Any, own: pd.DataFrame) -> list[tuple[Any, float, float]]:
    """Return the observations a claim is held to, with the level it amounts to."""
    measure, basis = str(claim.measure), str(claim.basis)
    if measure == "level":
        same = own[own["year"] == claim.year].itertuples(index=False)
        worth = [(row, units.worth(claim.unit, row.unit)) for row in same]
        return [
            (row, _times(claim.low, float(one)), _times(claim.high, float(one)))
            for row, one in worth
            if one is not None
        ]
    if measure not in ("growth", "change") or basis != "since_baseline":
        return []
    start = own[own["year"] == claim.baseline]
    if start.empty:
        return []
    base = start.iloc[0]
    later = [row for row in own.itertuples(index=False) if row.year > claim.baseline]
    ends = (claim.low, claim.high)
    if measure == "growth":
        low, high = (base["value"] * (1 + end / 100) if pd.notna(end) else end for end in ends)
    elif claim.unit == "pp" or units.worth(claim.unit, base["unit"]) == 1:
        low, high = (base["value"] + end if pd.notna(end) else end for end in ends)
    else:
        return []
    return [(row, low, high) for row in later if row.unit == base["unit"]]


def _times(end: Any, one: float) -> Any:
    return end * one if pd.notna(end) else end
