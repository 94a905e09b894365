"""A file of links as it is reviewed: each pair a row to decide, as the rows of a draft are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from xiaoyi_data import choices, writing
from xiaoyi_data.report import codebook, entries, files, links, pairing, reports, sheets
from xiaoyi_data.report.codebook import Row
from xiaoyi_data.reviewing.answers import Answer, Refusal
from xiaoyi_data.reviewing.proposals import Folder, Proposal, Reviewed, ids

_PLACE = ("target_report", "target", "outcome_report")
_STATES = {"accept": "accepted", "reject": "rejected"}


def opened(path: Path) -> Folder | Pairs:
    """Return what is reviewed: the folder of a draft, or a file of links.

    Raises DataError for what is neither, OSError for a file that cannot be read.
    """
    return Pairs(path) if path.is_file() else Folder(path)


class Pairs(Reviewed):
    """The links in a file, and the figures of both reports that they are of."""

    kind = "pair"

    def __init__(self, path: Path) -> None:
        self.path = path
        if sheets.is_workbook(files.content(path), str(path)):
            raise files.DataError(
                f"{path} is a workbook: links are reviewed in the CSV they are in"
            )
        self.rows = links.rows(path)
        if not self.rows:
            raise files.DataError(f"{path} has no row: xiaoyi link makes such a file")
        self.report = self.rows[0]["target_report"]
        decided = [row for row in self.rows if row["state"] != "proposed"]
        self.tables = {"decided": decided, "indicators": []}
        sides = ("outcome_report", "target_report")
        named = dict.fromkeys(row[side] for side in sides for row in self.rows)
        self._figures = {report: self._known(report) for report in named}

    def _known(self, report: str) -> dict[str, Row]:
        """Return the figures of a report, accepted and proposed, by key."""
        with reports.using(links.later(report, self.path.absolute().parent)):
            return {row["figure"]: row for row in links.figures()}

    def named(self, column: str, lang: str) -> dict[str, str]:
        """Return what may answer a target, by key: the words of the figure, and its key."""
        later = dict.fromkeys(row["outcome_report"] for row in self.rows)
        return {key: f"{row['quote']} ({key})"
                for report in later for key, row in self._figures[report].items()}  # fmt: skip

    def drafted(self) -> list[Proposal]:
        """Return the pairs, those most in doubt first.

        One is named by its target and the words of that, not by the outcome, which a reviewer may
        change: of several for one target each has a number.
        """
        places = (":".join(row[name] for name in _PLACE) for row in self.rows)
        keys = ids(places, (row["target_quote"] for row in self.rows))
        made = []
        for at, (key, row) in enumerate(zip(keys, self.rows, strict=True)):
            reasons = {lang: row[f"reason_{lang}"] for lang in choices.LANGUAGES}
            about = ((at, at), round(1 - float(row["score"]), 2), reasons, self._sentence(row))
            made.append(Proposal(key, "pair", row["state"], row, None, *about))
        return sorted(made, key=lambda one: (-one.doubt, one.span))

    def _sentence(self, row: Row) -> tuple[str, str, str]:
        """Return the words of a target, its number apart."""
        target, quote = self._figures[row["target_report"]].get(row["target"]), row["target_quote"]
        return quote.partition(target["printed"]) if target else (quote, "", "")

    def take(self, answers: Sequence[Answer]) -> tuple[int, list[Refusal]]:
        """Prove answers and take them into the file; return how many, and the refused."""
        rows, refused, taken = list(self.rows), list[Refusal](), 0
        # Put off, or seen otherwise by another, they wait.
        decided = {one.proposal.span[0]: one for one in answers if one.decision in _STATES}
        proof = pairing.Proof(self.path.absolute().parent)
        for at, row in enumerate(rows):
            if at not in decided:
                proof.note(row, f"line {at + 2}")
        for at, answer in decided.items():
            try:
                made = self._decided(answer, rows)
            except ValueError as wrong:
                refused.append(answer.line.refused(wrong, "outcome"))
                continue
            if made["state"] == "accepted" and (found := proof.wrong(made)):
                column, why = found[0]
                refused.append(answer.line.refused(why, column))
                continue
            proof.note(made, f"line {at + 2}")
            taken += made != rows[at]
            rows[at] = made
        if rows != self.rows:
            writing.content(self.path, codebook.written("links", rows), sync=True)
            self.rows = rows
        return taken, refused

    def _decided(self, answer: Answer, rows: Sequence[Row]) -> Row:
        """Return a row as it is decided; another outcome is one of the later report, or none."""
        made, outcome = answer.row | {"state": _STATES[answer.decision]}, answer.row["outcome"]
        if not answer.changed:
            return made
        if answer.decision == "reject":
            raise ValueError(f"{outcome!r} is another outcome than that rejected: accept it")
        known, table = self._figures[made["outcome_report"]], codebook.resource("links")
        if outcome and outcome not in known:
            raise choices.unknown(f"figure of {made['outcome_report']}", outcome, known)
        if entries.key_of(table, made) in [entries.key_of(table, row) for row in rows]:
            raise ValueError(f"{made['target']} is already linked to {outcome or 'nothing'}")
        chosen = {f"reason_{lang}": choices.words("links", lang)["chosen"]
                  for lang in choices.LANGUAGES}  # fmt: skip
        quote = known[outcome]["quote"] if outcome else ""
        return made | chosen | {"outcome_quote": quote, "score": "1"}
