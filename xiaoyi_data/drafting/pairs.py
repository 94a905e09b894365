"""A file of links as it is reviewed: each pair a row to decide, as the rows of a draft are."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from xiaoyi_data import choices, writing
from xiaoyi_data.drafting.answers import Answer, Refusal
from xiaoyi_data.drafting.proposals import Folder, Proposal
from xiaoyi_data.report import codebook, files, links, reports
from xiaoyi_data.report.codebook import Row

_STATES = {"accept": "accepted", "reject": "rejected"}
_KEY = ("target_report", "target", "outcome_report", "outcome")


def opened(path: Path) -> Folder:
    """Return what is reviewed: the folder of a draft, or a file of links.

    Raises DataError for what is neither, OSError for a file that cannot be read.
    """
    return Pairs(path) if path.is_file() else Folder(path)


class Pairs(Folder):
    """The links in a file, and the figures of the later reports that may answer a target."""

    kind = "pair"

    def __init__(self, path: Path) -> None:
        self.path, self.text = path, ""
        self.rows = links.rows(path)
        if not self.rows:
            raise files.DataError(f"{path} has no row: xiaoyi link makes such a file")
        self.report = self.rows[0]["target_report"]
        decided = [row for row in self.rows if row["state"] != "proposed"]
        self.tables = {"decided": decided, "indicators": []}
        self._known = {key: self._figures(key) for key in self._reports("outcome_report")}
        self._asked = {key: self._figures(key) for key in self._reports("target_report")}

    def _reports(self, column: str) -> list[str]:
        return list(dict.fromkeys(row[column] for row in self.rows))

    def _figures(self, report: str) -> dict[str, Row]:
        """Return the figures of a report, accepted and proposed, by key."""
        with reports.using(links.later(report, self.path.absolute().parent)):
            rows = (*codebook.rows("draft"), *codebook.rows("figures"))
            return {row["figure"]: row for row in rows}

    def outcomes(self) -> dict[str, str]:
        """Return what may answer a target, by key: the words of the figure, and its key."""
        return {
            key: f"{row['quote']} ({key})"
            for rows in self._known.values()
            for key, row in rows.items()
        }

    def proposals(self) -> list[Proposal]:
        """Return the pairs, those most in doubt first."""
        made = []
        for at, (named, row) in enumerate(_named(self.rows).items()):
            reasons = {lang: row[f"reason_{lang}"] for lang in choices.LANGUAGES}
            doubt = round(1 - float(row["score"]), 2)
            about = (named, "pair", row["state"], row, None, (at, at), doubt, reasons)
            made.append(Proposal(*about, self._sentence(row)))
        return sorted(made, key=lambda one: (-one.doubt, one.span))

    def _sentence(self, row: Row) -> tuple[str, str, str]:
        """Return the words of a target, its number apart."""
        target = self._asked[row["target_report"]].get(row["target"], {"printed": ""})
        if not target["printed"]:
            return row["target_quote"], "", ""
        before, printed, after = row["target_quote"].partition(target["printed"])
        return before, printed, after

    def left(self) -> str:
        """Say how many pairs are open, and what share of them is wrong by measurement."""
        doubts = [one.doubt for one in self.proposals() if one.open]
        share = f", of which {sum(doubts) / len(doubts):.0%} wrong by measurement" if doubts else ""
        return f"{len(doubts)} left to decide{share}"

    def take(self, answers: Sequence[Answer]) -> tuple[int, list[Refusal]]:
        """Take answers into the file and write it; return how many, and the refused."""
        places = {named: at for at, named in enumerate(_named(self.rows))}
        rows, refused, taken = [dict(row) for row in self.rows], list[Refusal](), 0
        for answer in answers:
            at = places[answer.proposal.id]
            if answer.decision not in _STATES:
                continue  # put off, or seen otherwise by another: it waits
            try:
                made = self._decided(rows[at], answer)
            except ValueError as wrong:
                refused.append(Refusal(answer.where.get("outcome", answer.where[""]), str(wrong)))
                continue
            key = [made[name] for name in _KEY]
            if any([row[name] for name in _KEY] == key for row in rows if row is not rows[at]):
                told = f"{made['target']} is already linked to {made['outcome'] or 'nothing'}"
                refused.append(Refusal(answer.where.get("outcome", answer.where[""]), told))
                continue
            taken += made != rows[at]
            rows[at] = made
        if rows != self.rows:
            writing.content(self.path, text(rows), sync=True)
            self.rows = rows
            self.tables["decided"] = [row for row in rows if row["state"] != "proposed"]
        return taken, refused

    def _decided(self, row: Row, answer: Answer) -> Row:
        """Return a row as it is decided; another outcome is one of the later report, or none."""
        made, outcome = row | {"state": _STATES[answer.decision]}, answer.cells["outcome"]
        if outcome == row["outcome"]:
            return made
        if answer.decision == "reject":
            raise ValueError(f"{outcome!r} is another outcome than that rejected: accept it")
        known = self._known[row["outcome_report"]]
        if outcome and outcome not in known:
            raise choices.unknown(f"figure of {row['outcome_report']}", outcome, known)
        chosen = {f"reason_{lang}": choices.words("links", lang)["chosen"]
                  for lang in choices.LANGUAGES}  # fmt: skip
        quote = known[outcome]["quote"] if outcome else ""
        return made | chosen | {"outcome": outcome, "outcome_quote": quote, "score": "1"}


def text(rows: Sequence[Row]) -> str:
    """Return links as the CSV that is kept of them.

    >>> text([]).split(",")[:2]
    ['target_report', 'target']
    """
    made = io.StringIO()
    head = [field["name"] for field in codebook.fields("links")]
    table = csv.DictWriter(made, head, lineterminator="\n")
    table.writeheader()
    table.writerows(rows)
    return made.getvalue()


def _named(rows: Sequence[Row]) -> dict[str, Row]:
    """Return links by what names a row: report, target and later report, and the target's words.

    Not by the outcome, which a reviewer may change: of several for one target each has a number.
    """
    found: dict[str, Row] = {}
    for row in rows:
        words = hashlib.sha256(row["target_quote"].encode()).hexdigest()[:6]
        place = f"{row['target_report']}:{row['target']}:{row['outcome_report']}"
        names = (f"{place}{f'.{nth}' * bool(nth)}:{words}" for nth in count())
        found[next(name for name in names if name not in found)] = row
    return found
