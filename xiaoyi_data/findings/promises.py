"""Promises: each target of a report, and what a later report of the same place says of it.

Only accepted links count. A verdict is the outcome of the later report held to the target by the
rules of ``verdicts``, the link standing for indicator and entity: the same measure, basis, unit
and period, or there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.findings import goals, reasons, spans, units, verdicts
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
            self.key, self.year = about["report"], int(about["year"])
            self.links = codebook.rows("links")
            frame = panel.one(None, lang)
            self.shown: dict[str, dict[str, Any]] = {
                str(row["figure"]): {str(name): held for name, held in row.items()}
                for row in frame.to_dict("records")
            }
            self.rows = {row["figure"]: row for row in codebook.rows("figures")}
            self.indicators = {row["indicator"]: row for row in codebook.rows("indicators")}

    def shows(self, figure: str) -> dict[str, Any]:
        """Return what a panel says of a figure; ValueError where there is none of that key."""
        if figure not in self.shown:
            raise choices.unknown(f"figure of {self.key}", figure, self.shown)
        return self.shown[figure]

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
    anew), ``silent`` (it says nothing of it), ``open`` (it answers what does not decide), ``ahead``
    (its time is not over), ``proposed`` (nobody has accepted the link); ``came_name``; ``reason``
    in words; ``times``, the answer as a multiple of the target, where it is kept, missed or set
    anew in a unit that converts.

    Raises ValueError for a link to a report or a figure there is not.

    >>> promises(["xiaoyi-2021"]).empty
    True
    """
    choices.check_language(lang)
    known = {found.key: found for found in (_Report(name, lang) for name in folders)}
    given = [row for file in files for row in linked.rows(file)]
    links = given or [row for report in known.values() for row in report.links]
    grouped: dict[tuple[str, str, str], list[Row]] = {}
    for row in links:
        for column in ("target_report", "outcome_report"):
            if row[column] not in known:
                raise choices.unknown("report of a link", row[column], known)
        if row["state"] != "rejected":
            pair = row["target_report"], row["outcome_report"], row["target"]
            grouped.setdefault(pair, []).append(row)
    made = [
        _promise(known[one], known[two], target, own, lang)
        for (one, two, target), own in grouped.items()
    ]
    frame = pd.DataFrame(made, columns=None if made else _COLUMNS)
    called = choices.words("promises", lang)
    came = pd.Categorical(frame["came"], categories=list(CAME), ordered=True)
    return frame.assign(came=came, came_name=[called[name] for name in frame["came"]])


def _promise(
    earlier: _Report, later: _Report, target: str, links: Sequence[Row], lang: str
) -> dict[str, Any]:
    """Return a target with what came of it, by the first accepted link that decides."""
    accepted = [row for row in links if row["state"] == "accepted"]
    found = [_judged(earlier, later, target, row["outcome"], lang) for row in accepted]
    if not found:
        proposed = max(links, key=lambda row: float(row["score"]))
        found = [("proposed", proposed["outcome"], proposed[f"reason_{lang}"])]
    came, answer, reason = min(found, key=lambda one: CAME.index(one[0]))
    if {"kept", "missed"} <= {one[0] for one in found}:  # such as for one part, and for another
        came, reason = "open", " ".join(one[2] for one in found)
    shown = earlier.shows(target)
    told: dict[str, Any] = later.shows(answer) if answer else dict.fromkeys(_TOLD)
    times = None
    if came in ("kept", "missed", "restated") and shown["value"] > 0:
        worth = units.worth(str(told["unit"]), str(shown["unit"]))
        same = (shown["measure"], shown["basis"]) == (told["measure"], told["basis"])
        times = told["value"] * float(worth) / shown["value"] if worth and same else None
    return shown | {
        "figure": f"{earlier.key}/{target}",
        "answer": f"{later.key}/{answer}" if answer else "",
        "goal": " ".join(earlier.rows[target][name] for name in goals.SHARED),
        "answer_report": later.key,
        "answer_year": later.year,
        **{f"answer_{name}": told[name] for name in _TOLD},
        "came": came,
        "reason": reason,
        "times": times,
    }


def _judged(
    earlier: _Report, later: _Report, target: str, answer: str, lang: str
) -> tuple[str, str, str]:
    """Return what came of a target by one answer, the answer, and the reason in words."""
    earlier.shows(target)
    if not answer:
        over = spans.of(earlier.rows[target]["period"]).end <= later.year * 12
        return "silent" if over else "ahead", "", ""
    status = str(later.shows(answer)["status"])
    if status == "target":
        return "restated", answer, ""
    if status != "achieved":
        return "open", answer, ""
    goal = earlier.goal(target)
    same = {name: goal.row[name] for name in ("indicator", "entity")}  # which the link vouches for
    one = verdicts.judge(goal, [later.rows[answer] | same])
    return _VERDICTS.get(one.verdict, "open"), answer, reasons.say(goal, one, lang)
