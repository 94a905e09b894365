"""What a later report says of a target, by links: only an accepted one is more than a proposal.

An outcome judges as an observation does: by its measure, basis and unit, with all that its words
leave open. Several outcomes of one time are parts of a whole, and judge where they agree.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.findings import goals, reasons, verdicts
from xiaoyi_data.findings.goals import Row
from xiaoyi_data.report import codebook, links, precision, reports
from xiaoyi_data.report.files import DataError

Links = str | Path | pd.DataFrame
_ORDER = ("accepted", "proposed", "rejected")
_PLACE = "-"  # the place as a whole, where the target is of a part of it
_BETWEEN = {"en": " ", "zh": ""}
_NONE = "answer", "answer_report", "answer_quote", "answer_sort", "answer_state"


class Answer(NamedTuple):
    """A link to a later report, and the figure of it; None where nothing is said or accepted."""

    link: Row
    sort: str  # told, anew or silent
    year: str  # of the later report
    figure: Row | None = None  # as a row of observations, in the codes of the target's report


class _Later(NamedTuple):
    """A later report: its year, its figures with those proposed, and what became of its draft."""

    year: str
    rows: dict[str, Row]
    accepted: set[str]
    taken: dict[str, str]
    entities: dict[str, Row]


def of(found: Links, targets: Sequence[Row]) -> dict[str, list[Answer]]:
    """Return the links of the targets of the report in use, by the key of the target.

    Raises DataError for a key that is none of its targets, and as ``load_links`` does; ValueError
    for a report that is not found.
    """
    where = found if isinstance(found, str | Path) else "links"
    report, known = codebook.about()["report"], {row["figure"]: row for row in targets}
    waiting = {row["figure"]: row.get("taken_as", "") for name in ("draft", "decided")
               for row in codebook.rows(name)}  # fmt: skip
    answers: dict[str, list[Answer]] = defaultdict(list)
    opened: dict[str, _Later] = {}
    for row in links.rows_of(found):
        if row["target_report"] != report:
            continue
        key = row["target"] if row["target"] in known else waiting.get(row["target"])
        if key is None:
            told = choices.unknown(f"target of {report}", row["target"], known)
            raise DataError(f"{where}: {told}")
        if key in known:
            later = row["outcome_report"]
            if later not in opened:
                opened[later] = _later(later)
            answers[key].append(_answer(row, known[key], opened[later], where))
    return answers


def _later(report: str) -> _Later:
    with reports.using(links.later(report)):
        figures = codebook.rows("figures")
        return _Later(
            codebook.about()["year"],
            {row["figure"]: row for row in (*codebook.rows("draft"), *figures)},
            {row["figure"] for row in figures},
            {row["figure"]: row["taken_as"] for row in codebook.rows("decided")},
            {row["entity"]: row for row in codebook.rows("entities")},
        )


def _answer(link: Row, target: Row, later: _Later, where: object) -> Answer:
    """Return a link with its figure as the report of the target would have it."""
    if not link["outcome"]:
        return Answer(link, "silent", later.year)
    key = later.taken.get(link["outcome"], link["outcome"])
    row = later.rows.get(key)
    if key and row is None:
        told = choices.unknown(f"figure of {link['outcome_report']}", link["outcome"], later.rows)
        raise DataError(f"{where}: {told}")
    sort = "anew" if row and row["status"] == "target" else "told"
    if row is None or key not in later.accepted:
        return Answer(link, sort, later.year)
    own = {one["entity"]: one["name_zh"] for one in codebook.rows("entities")}
    whose = later.entities.get(row["entity"], {})
    same = whose.get("name_zh", "") == own.get(target["entity"], "")
    called = {f"entity_{lang}": whose.get(f"name_{lang}", "") for lang in choices.LANGUAGES}
    entity = target["entity"] if same else row["entity"] or _PLACE
    like = row | called | {"indicator": target["indicator"], "entity": entity}
    return Answer(link, sort, later.year, _observed(like))


def _observed(row: Row) -> Row:
    """Return a figure as an observation: a range has its middle for a value."""
    if not row["value"]:
        ends = [Decimal(row[end]) for end in ("low", "high") if row[end]]
        row |= {"value": f"{sum(ends) / len(ends):f}" if ends else "0"}
    try:
        precision.of(row)
    except ValueError:  # printed in words that say more than the number: 2×35万千瓦
        row |= {"printed": ""}
    return row


def judged(goal: goals.Goal, answers: Sequence[Answer]) -> dict[str, Any] | None:
    """Return what accepted links say of a goal: verdict, reason, what was observed; else None."""
    accepted = [one for one in answers if one.link["state"] == "accepted"]
    seen = [one.figure for one in accepted if one.sort == "told" and one.figure]
    periods = [row["period"] for row in seen]
    parts = [[row] for row in seen] if len(set(periods)) < len(periods) else [seen] * bool(seen)
    told = [verdicts.judge(goal, part) for part in parts]
    if told:
        alike = len({one.verdict for one in told}) == 1
        one, own = told[0], len(told) == 1
        return {
            "observed": float(one.observed) if own and one.observed is not None else None,
            "observed_period": one.period if one.observed is not None else None,
            "due": float(one.due) if own and one.due is not None else None,
            **{f"reason_{lang}": _BETWEEN[lang].join(reasons.say(goal, part, lang) for part in told)
               for lang in choices.LANGUAGES},
            "verdict": one.verdict if alike else "unknown",
        }  # fmt: skip
    first = next(
        (one for one in answers if one in accepted or one.link["state"] == "proposed"), None
    )
    if first is None:
        return None
    key = first.sort if accepted else f"{first.sort}_proposed"
    return {"observed": None, "observed_period": None, "due": None, "verdict": "unknown"} | {
        f"reason_{lang}": choices.words("answers", lang)[key].format(
            year=first.year, quote=first.link["outcome_quote"]
        )
        for lang in choices.LANGUAGES
    }


def columns(answers: Mapping[str, Sequence[Answer]], key: str) -> dict[str, str]:
    """Return the columns that tell of the answer of a target: what is accepted, else proposed."""
    found = answers.get(key, ())
    state = next((state for state in _ORDER if any(o.link["state"] == state for o in found)), "")
    told = [one for one in found if one.link["state"] == state]
    if not told:
        return dict.fromkeys(_NONE, "")
    return {
        "answer": " ".join(one.link["outcome"] for one in told),
        "answer_report": " ".join(dict.fromkeys(one.link["outcome_report"] for one in told)),
        "answer_quote": " … ".join(filter(None, (one.link["outcome_quote"] for one in told))),
        "answer_sort": told[0].sort,
        "answer_state": state,
    }
