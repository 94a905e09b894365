"""Reasons: why a verdict is what it is, in words of both languages."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

from xiaoyi_data import choices
from xiaoyi_data.findings import verdicts
from xiaoyi_data.findings.goals import Goal
from xiaoyi_data.findings.verdicts import Verdict
from xiaoyi_data.report import codebook, wording

_COMPARED = ("entity", "measure", "basis", "baseline", "unit")


def say(goal: Goal, told: Verdict, lang: str = "en") -> str:
    """Return the reason of a verdict as a sentence of ``lang``.

    >>> row = {"indicator": "registered_urban_unemployment_rate", "entity": "", "unit": "percent",
    ...        "measure": "level", "basis": "", "baseline": "", "period": "2021", "value": "4.5",
    ...        "printed": "4.5%以内", "qualifier": "at_most"}
    >>> from xiaoyi_data.findings import verdicts
    >>> seen = {**row, "value": "4.2", "printed": ""}
    >>> goal = Goal(row, "rate", "lower")
    >>> say(goal, verdicts.judge(goal, [seen])), say(goal, verdicts.judge(goal, [seen]), "zh")
    ('4.2% in 2021 is within the ceiling of ≤ 4.5%.', '2021年为4.2%，未突破上限（4.5%以内）。')
    """
    words: dict[str, str] = choices.words("verdicts", lang)
    row, facts = goal.row, {"period": wording.period(goal.row["period"], lang)}
    facts["goal"] = _figure(row, lang)
    if not row["value"]:
        facts["goal"] = words["high" if goal.ceiling else "low"].format(goal=facts["goal"])
    if told.seen and told.period:
        facts |= {"when": wording.period(told.period, lang), "seen": _seen(goal, told, lang)}
    if told.due is not None:
        facts["due"] = _amount(told.due, row["unit"], lang)
    if told.reason in _COMPARED:
        other = told.seen[0]
        facts["measure"] = codebook.labels("figures", "measure", lang)[row["measure"]]
        facts["what"], facts["own"] = (_called(told.reason, one, lang) for one in (other, row))
    return wording.capital(words[told.reason].format(**facts))


def _called(column: str, row: dict[str, str], lang: str) -> str:
    """Return what the code of a column is called."""
    code = row[column]
    if column == "entity":
        names = {one["entity"]: one[f"name_{lang}"] for one in codebook.rows("entities")}
        place = re.sub(r"(?<=..)([省市县区])$", r"全\1", codebook.about()[f"place_{lang}"])
        city: str = choices.words("verdicts", lang)["city"].format(place=place)
        return names.get(code) or row.get(f"entity_{lang}") or city
    if column == "baseline":
        code = verdicts.baseline(row)
    if not code:
        return str(choices.words("verdicts", lang)[f"no_{column}"])
    if column == "baseline":
        return wording.period(code, lang)
    return codebook.labels("figures", column, lang)[code]


def _seen(goal: Goal, told: Verdict, lang: str) -> str:
    """Return what was observed, in the unit of the target, too, where it is in another."""
    unit = goal.row["unit"]
    own = "" if told.observed is None else _amount(told.observed, unit, lang)
    if len(told.seen) > 1:
        return own
    said = wording.observation(told.seen[0], lang)
    if not own or told.seen[0]["unit"] == unit:
        return said
    return str(choices.words("verdicts", lang)["same"].format(seen=said, own=own))


def _amount(value: Fraction, unit: str, lang: str) -> str:
    rounded = round(Decimal(value.numerator) / Decimal(value.denominator), 2)
    return wording.amount(rounded, unit, lang, most=2)


def _figure(row: dict[str, str], lang: str) -> str:
    """Return the number of a target as a reader of ``lang`` would write it."""
    value = Decimal(row["value"]) if row["value"] else None
    return wording.figure(SimpleNamespace(**row | {"value": value}), lang)
