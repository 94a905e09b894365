"""Observations as marks: by year, beside what the report claims, and beside its targets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.charts import marks
from xiaoyi_data.findings.evidence import evidence, levels
from xiaoyi_data.report import wording

_LOOKS = {"met": "achieved", "on_track": "under_way", "behind": "cut", "missed": "cut"}


@dataclass(frozen=True)
class Beside:
    """A claim beside what others measured of it.

    ``claim`` is the row of the figure, ``seen`` the observations, ``value`` the level that the
    claim amounts to, in their unit, and ``held`` how each lies to it (see ``evidence``); ``lines``
    are the marks of both, in the power of ten ``scale``.
    """

    claim: Any
    seen: pd.DataFrame
    held: pd.DataFrame
    value: float
    scale: wording.Scale
    lines: pd.DataFrame


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
    first, the last, the least, the greatest and those beside such years. ``series`` names the
    line: without it after the source where all are from one, or else "Observed".

    >>> from xiaoyi_data import load_observations
    >>> made = path(load_observations(indicator="gdp", entity=""), power=9)
    >>> made[["x", "text", "series"]].iloc[4:6].values.tolist()
    [[2018, '43.89', 'Yearbook'], [2019, 'no figure found', 'Yearbook']]
    """
    words = choices.words("observed", lang)
    known = rows.sort_values("period").drop_duplicates("year", keep="last").set_index("year")
    every = known.reindex(range(int(known.index[0]), int(known.index[-1]) + 1)).reset_index()
    made = marks.frame(
        every.assign(unit=known["unit"].iloc[0]), lang=lang, power=power, label="year"
    )
    made["text"] = made["text"].where(made["value"].notna(), words["nothing"])
    if quiet:
        values = made["value"].dropna()
        open_ = made.index[made["value"].isna()]  # beside which a line begins or ends
        told = {values.index[0], values.index[-1], values.idxmin(), values.idxmax()}
        told |= {*(open_ - 1), *(open_ + 1)}
        made["text"] = made["text"].where(made["value"].isna() | made.index.isin(told), "")
    return made.assign(
        x=every["year"].astype(int), series=series or _called(known, words), role="achieved"
    )


def _level(held: pd.DataFrame) -> float:
    """Return the level a claim amounts to: the middle of its ends, or the one that it has."""
    return float(held[["low", "high"]].iloc[0].mean())


def _called(rows: pd.DataFrame, words: dict[str, Any]) -> str:
    """Return what a line of observations is called."""
    for start, name in words["called"].items():
        if rows["source_name"].str.startswith(start).all():
            return str(name)
    return str(words["series"])


def whose(rows: pd.DataFrame, lang: str = "en") -> str:
    """Return whose observations rows are, as a sentence has it before a year.

    >>> from xiaoyi_data import load_observations
    >>> whose(load_observations(indicator="gdp", entity=""))
    "the yearbook's"
    """
    words = choices.words("observed", lang)
    called = _called(rows, words)
    return str(
        words["others"] if called == words["series"] else words["whose"].format(called.lower())
    )


def beside(
    claims: pd.DataFrame, observations: pd.DataFrame, lang: str = "en", *, quiet: bool = False
) -> Beside:
    """Return a claim of growth or change, one row of figures, beside observations of the city.

    The claim is a mark at the level it amounts to, set on the observed level of its baseline.
    ``quiet`` is for small drawings. Raises ValueError where nobody speaks to the claim.

    >>> from xiaoyi_data import load_figures, load_observations
    >>> claims = load_figures(indicator="general_public_budget_revenue", period="2016/2020")
    >>> made = beside(claims, load_observations())
    >>> made.lines[["series", "text"]].iloc[-1].tolist()
    ["The report's +48.6%:", 'CNY 3.23 billion']
    """
    words, held = choices.words("observed", lang), evidence(claims, observations)
    if held.empty:
        raise ValueError(f"no observation speaks to {', '.join(claims['figure']) or 'no claim'}")
    claim: Any = next(claims.itertuples(index=False, name="Row"))
    seen = levels(claim, observations)
    unit, share = str(seen["unit"].iloc[0]), str(seen["unit"].iloc[0]) == "percent"
    scale = wording.scale(seen["value"].abs().max(), unit, lang)
    scale = wording.Scale(0, scale.name) if share else scale
    low, high, value = *held[["low", "high"]].iloc[0], _level(held)
    said = wording.figure(claim, lang, signed=True)
    mark = {
        "label": claim.name, "x": claim.year, "role": "claim", "qualifier": "about",
        "value": value / 10**scale.power, "low": low / 10**scale.power,
        "high": high / 10**scale.power, "figure": claim.figure,
        "text": wording.amount(value, unit, lang, most=2, decimals=2 if share else None),
        "series": words["short"] if quiet else words["claim"].format(said),
    }  # fmt: skip
    lines = [path(seen, lang, power=scale.power, quiet=quiet), pd.DataFrame([mark])]
    return Beside(claim, seen, held, value, scale, pd.concat(lines, ignore_index=True))


def agreement(claims: pd.DataFrame, observations: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return marks of ``strip``: claims, each 100, and the observations before and after them.

    Those are the last up to the end of the claim's period and the first after it, in percent of
    the level that the claim amounts to; ``apart`` says whether the claim lies on neither nor
    between them.

    >>> from xiaoyi_data import load_figures, load_observations
    >>> made = agreement(load_figures(indicator="gdp", period="2016/2020"), load_observations())
    >>> made[["series", "text"]].values.tolist()[1:]
    [['In 2020, or the last before', '108% (2018)'], ['The first after', '116% (2023)']]
    """
    words, rows = dict(choices.words("observed", lang)), []
    words["before"] = words["before"].format(year=claims["year"].max())
    named: dict[Any, Any] = {row.figure: row for row in claims.itertuples(index=False)}
    for figure, held in evidence(claims, observations).groupby("figure", sort=False):
        level = _level(held)
        past = held["year"] <= named[figure].year
        near = [
            ("before", "achieved", held[past].tail(1)),
            ("after", "under_way", held[~past].head(1)),
        ]
        found = [
            {"series": words[series], "role": role, "value": 100 * one["value"].iloc[0] / level,
             "year": one["year"].iloc[0]}
            for series, role, one in near if len(one)
        ]  # fmt: skip
        for one in found:
            year = one.pop("year")
            one["text"] = words["share"].format(share=round(one["value"]), year=year)
        shares = [round(one["value"]) for one in found]
        about = {
            "label": wording.capital(named[figure].name), "figure": figure,
            "apart": min(shares) > 101 or max(shares) < 99,
        }  # fmt: skip
        stated = {"series": words["report"], "role": "claim", "value": 100.0, "text": ""}
        rows += [one | about for one in (stated, *found)]
    order = [words[series] for series in ("report", "before", "after")]
    return pd.DataFrame(rows).sort_values(
        "series", key=lambda names: names.map(order.index), kind="stable", ignore_index=True
    )


def judged(targets: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return marks of ``ratio``: what was observed as a multiple of what was due, a row a target.

    ``targets`` are rows of ``load_targets()`` with a verdict; those of zero have no multiple.

    >>> from xiaoyi_data import load_targets
    >>> judged(load_targets(verdict="on_track"))[["label", "text"]].values.tolist()
    [['Gross domestic product, ≥ CNY 46 billion', 'CNY 47.23 billion in 2023: on track']]
    """
    words = choices.words("observed", lang)
    drawn: Iterator[Any] = targets[targets["value"].gt(0) & targets["observed"].gt(0)].itertuples(
        index=False, name="Row"
    )
    rows = [
        {
            "label": words["stated"].format(name=wording.capital(row.name), text=row.text),
            "value": float(row.observed / (row.value if pd.isna(row.due) else row.due)),
            "text": words["judged"].format(
                text=wording.amount(row.observed, row.unit, lang, most=2),
                year=row.observed_period, verdict=row.verdict_name,
            ),
            "role": _LOOKS[str(row.verdict)],
            "figure": row.figure,
        }
        for row in drawn
    ]  # fmt: skip
    made = pd.DataFrame(rows, columns=["label", "value", "text", "role", "figure"])
    return made.sort_values("value", ascending=False, kind="stable", ignore_index=True)


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
