"""Promises: each target of a report, and what a later report of the same place says of it.

Only accepted links count; how an outcome judges a target is for ``answered`` to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.findings import answered, goals, units
from xiaoyi_data.report import codebook, panel, reports
from xiaoyi_data.report import links as linked

CAME = ("kept", "missed", "restated", "silent", "open", "ahead", "proposed")
_VERDICTS = {"met": "kept", "missed": "missed"}
_TOLD = ("text", "words", "quote", "quote_en", "period_name", "value", "unit", "status",
         "measure", "basis")  # fmt: skip
_COLUMNS = ["figure", "answer", "came", "times", "reason", "theme_name", "name", "report", "place"]
Row = codebook.Row


class _Report:
    """The figures of a report: as rows of a panel, and as text with what judges them."""

    def __init__(self, name: str, lang: str) -> None:
        with reports.using(name):
            about = codebook.about()
            self.name, self.key, self.year = name, about["report"], int(about["year"])
            self.links = codebook.rows("links")
            frame = panel.one(None, lang)
            self.shown: dict[str, dict[str, Any]] = {
                str(row["figure"]): {str(name): held for name, held in row.items()}
                for row in frame.to_dict("records")
            }
            self.rows = {row["figure"]: row for row in codebook.rows("figures")}
            self.indicators = {row["indicator"]: row for row in codebook.rows("indicators")}

    def goal(self, figure: str) -> goals.Goal:
        """Return what decides whether a target is reached."""
        known = self.indicators[self.rows[figure]["indicator"]]
        return goals.Goal(self.rows[figure], known["kind"], known["better"])


def promises(
    folders: Sequence[str], files: Iterable[str | Path] = (), lang: str = "en"
) -> pd.DataFrame:
    """Return each target that links are of, one row each, beside the figure that answers it.

    ``folders`` are reports; links are those of ``files`` or, without any, those that stand in the
    folders. Columns: ``figure`` and ``answer``, keys with that of their report before them; what a
    panel says of the target, and of the answer with ``answer_`` before it; ``goal``, shared by what
    is said twice; ``came``: ``kept``, ``missed``, ``restated`` (the later report sets the goal
    anew), ``silent`` (no figure of it answers), ``open`` (it answers what does not decide),
    ``ahead`` (its time is not over), ``proposed`` (nobody has accepted the link); ``came_name``;
    ``reason`` in words; ``times``, the answer as a multiple of the target, where both are of one
    kind.

    Raises ValueError for a link to a report there is not, and as ``answered.of`` does.

    >>> promises(["xiaoyi-2021"]).empty
    True
    """
    choices.check_language(lang)
    known = {found.key: found for found in (_Report(name, lang) for name in folders)}
    given = [row for file in files for row in linked.rows(file)]
    links = given or [row for report in known.values() for row in report.links]
    pairs: dict[tuple[str, str], list[Row]] = {}
    for row in links:
        for column in ("target_report", "outcome_report"):
            if row[column] not in known:
                raise choices.unknown("report of a link", row[column], known)
        pairs.setdefault((row["target_report"], row["outcome_report"]), []).append(row)
    made = [
        promise
        for (one, two), rows in pairs.items()
        for promise in _promises(known[one], known[two], pd.DataFrame(rows), lang)
    ]
    frame = pd.DataFrame(made, columns=None if made else _COLUMNS)
    called = choices.words("promises", lang)
    came = pd.Categorical(frame["came"], categories=list(CAME), ordered=True)
    return frame.assign(came=came, came_name=[called[name] for name in frame["came"]])


def _promises(
    earlier: _Report, later: _Report, links: pd.DataFrame, lang: str
) -> Iterator[dict[str, Any]]:
    """Yield each target of the links of two reports, with what came of it."""
    with reports.using(earlier.name):
        targets = [row for row in earlier.rows.values() if row["status"] == "target"]
        answers = answered.of(links, targets)
        for target, found in answers.items():
            if all(one.link["state"] == "rejected" for one in found):
                continue
            goal = earlier.goal(target)
            said = answered.judged(goal, found) or {}
            told = answered.columns(answers, target)
            came = _came(told["answer_state"], told["answer_sort"], str(said.get("verdict")))
            if came == "silent" and goal.span.end > later.year * 12:
                came = "ahead"
            yield _row(earlier, later, target, told["answer"].partition(" ")[0]) | {
                "came": came, "reason": said.get(f"reason_{lang}", ""),
            }  # fmt: skip


def _came(state: str, sort: str, verdict: str) -> str:
    if state != "accepted":
        return "proposed"
    if sort != "told":
        return {"anew": "restated"}.get(sort, sort)
    return _VERDICTS.get(verdict, "open")


def _row(earlier: _Report, later: _Report, target: str, answer: str) -> dict[str, Any]:
    """Return a target as a panel shows it, and what answers it beside."""
    shown, known = earlier.shown[target], answer in later.shown  # a proposal is no figure yet
    told: dict[str, Any] = later.shown[answer] if known else dict.fromkeys(_TOLD)
    return shown | {
        "figure": f"{earlier.key}/{target}",
        "answer": f"{later.key}/{answer}" if known else "",
        "goal": " ".join(earlier.rows[target][name] for name in goals.SHARED),
        "answer_report": later.key,
        "answer_year": later.year,
        **{f"answer_{name}": told[name] for name in _TOLD},
        "times": _times(shown, told) if known else None,
    }


def _times(target: dict[str, Any], answer: dict[str, Any]) -> float | None:
    """Return an answer as a multiple of its target; None where they are not of one kind."""
    worth = units.worth(str(answer["unit"]), str(target["unit"]))
    alike = all(str(target[name]) == str(answer[name]) for name in ("measure", "basis"))
    if worth is None or not alike or pd.isna(target["value"]) or pd.isna(answer["value"]):
        return None
    return float(answer["value"] * float(worth) / target["value"]) if target["value"] > 0 else None
