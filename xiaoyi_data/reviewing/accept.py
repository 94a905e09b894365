"""Answers -> figures: each is proved and taken whole, or refused with its cell and its reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from xiaoyi_data import choices, writing
from xiaoyi_data.report import codebook, places, proofs, reports
from xiaoyi_data.report.codebook import Row
from xiaoyi_data.report.problem import Problem
from xiaoyi_data.reviewing import sheet
from xiaoyi_data.reviewing.answers import Answer, Refusal
from xiaoyi_data.reviewing.pairs import Pairs
from xiaoyi_data.reviewing.proposals import Folder, Proposal, Tables, span_of
from xiaoyi_data.reviewing.row import Wrong, figure, stands

# In this order: where a machine stops between two, taking the same answers again mends it.
WRITTEN = ("indicators", "entities", "other_numerals", "figures", "decided", "draft")


def take(
    folder: Folder | Pairs, answers: Sequence[Answer], terms: Sequence[Row] = ()
) -> tuple[int, list[Refusal]]:
    """Take answers into the tables of a folder and write them; return how many, and the refused.

    ``terms`` are own indicators of the report as they are to be.

    An answer is taken whole or not at all; one that stands already counts for nothing. The files
    are written beside those there are, then put in their places together. Raises OSError when one
    cannot be written, and nothing is changed then.
    """
    if isinstance(folder, Pairs):
        return folder.take(answers)
    before = folder.tables
    known = set(_problems(folder))
    new = {row["indicator"]: row for row in terms}
    own = [new.get(row["indicator"], row) for row in before["indicators"]]
    folder.tables = before | {"indicators": own}
    # Of two with one key the one in which it was typed is refused; a second figure comes after.
    ordered = sorted(
        answers, key=lambda one: (one.proposal.kind == "other", "figure" in one.changed)
    )
    taken, refused = _sift(folder, ordered, known)
    _write(folder, before)
    return taken, refused


def _sift(folder: Folder, answers: list[Answer], known: set[Problem]) -> tuple[int, list[Refusal]]:
    """Take those of the answers that no proof is against; ``known`` is wrong without them."""
    refused, before = list[Refusal](), folder.tables
    while answers:
        wrong, owners, taken = dict[int, Refusal](), defaultdict[str, list[int]](list), 0
        folder.tables = {name: list(rows) for name, rows in before.items()}
        for number, answer in enumerate(answers):
            try:
                keys = _apply(folder, answer)
            except Wrong as reason:
                wrong[number] = answer.line.refused(reason, reason.column)
                continue
            taken += bool(keys)
            for key in keys:
                owners[key].append(number)
        if not wrong:
            found = [one for one in _problems(folder) if one not in known]
            if not found:
                return taken, refused
            for one in found:
                column = one.problem.partition(" ")[0].strip(":,")  # where a proof names one first
                for number in (n for key in one.key.split(", ") for n in owners[key]):
                    wrong.setdefault(number, answers[number].line.refused(one.problem, column))
            if not wrong and len(answers) == 1:
                wrong[0] = answers[0].line.refused(f"{found[0].key}: {found[0].problem}")
            if not wrong:  # a proof is against them together: one half, then the other
                folder.tables, half = before, len(answers) // 2
                ends = [_sift(folder, part, known) for part in (answers[:half], answers[half:])]
                return sum(n for n, _ in ends), [*refused, *ends[0][1], *ends[1][1]]
        refused += wrong.values()
        answers = [answer for number, answer in enumerate(answers) if number not in wrong]
    folder.tables = before
    return 0, refused


def _apply(folder: Folder, answer: Answer) -> list[str]:
    """Put an answer into the tables; return the keys of what is new. Raises Wrong before."""
    tables, one = folder.tables, answer.proposal
    mine = one.drafted["figure"] if one.drafted else ""
    if answer.decision in ("later", "disputed"):
        put = {"state": answer.decision}
        tables["draft"] = [row | put if row["figure"] == mine else row for row in tables["draft"]]
        return []
    new, named = figure(folder, answer) if answer.decision == "accept" else (None, {})
    old = _standing(folder, one, new)
    if not one.open and (new == old or (old and one.state == "")):
        return []
    own = old or (one.row if one.open else None)
    figures = [row for row in tables["figures"] if row is not old]
    draft = [row for row in tables["draft"] if row["figure"] != mine]
    others = {(places.offset(row), row["text"]): row for row in tables["other_numerals"]}
    beside = [row for row in (*figures, *draft) if new and span_of(row) == span_of(new)]
    gained = _runs(new) - _runs(own, *beside)
    lost = _runs(own) - _runs(new, *figures, *draft)
    if new is not None:
        for at, text in sorted(gained - others.keys()):
            raise Wrong("printed", f"{text} at {at} is of another row, or a part of a numeral")
        if any(row["figure"] == new["figure"] for row in figures):
            raise Wrong("figure", f"the key {new['figure']} stands already")
        figures.append(new)
    kept = [row for run, row in others.items() if run not in gained]
    kept += [_other(folder, answer, at, text) for at, text in sorted(lost)]
    for table, row in named.items():
        tables[table].append(row)
    tables["other_numerals"] = sorted(kept, key=places.offset)
    tables["figures"] = sorted(figures, key=lambda row: (places.offset(row), row["figure"]))
    if one.drafted:
        same = new is not None and all(one.drafted[name] == text for name, text in new.items())
        state = "accepted" if same else "changed" if new else "rejected"
        decided = one.drafted | {"state": state, "taken_as": new["figure"] if new else ""}
        tables["draft"] = draft
        before = [row for row in tables["decided"] if row["figure"] != mine]
        tables["decided"] = sorted([*before, decided], key=places.offset)
    keys = [new["figure"]] if new else [f"other numeral at {at}" for at, _ in sorted(lost)]
    return [*(keys or [mine]), *(next(iter(row.values())) for row in named.values())]


def _standing(folder: Folder, one: Proposal, new: Row | None) -> Row | None:
    """Return the figure that a proposal was taken as before, where it was."""
    if one.open:  # and its figure is there: a machine stopped before the draft was written
        return next((row for row in folder.tables["figures"] if row == new), None)
    if one.state == "" and new:  # a second figure, whose key is made here
        free = {"figure": new["figure"]}
        return next((row for row in folder.tables["figures"] if row | free == new), None)
    key = one.drafted["taken_as"] if one.drafted else one.row["figure"]
    return next((row for row in folder.tables["figures"] if row["figure"] == key), None)


def _runs(*figures: Row | None) -> set[tuple[int, str]]:
    """Return the numerals of figures, each at its place."""
    return {(one.start, one.text) for one in places.claims([*filter(None, figures)], ())}


def _other(folder: Folder, answer: Answer, at: int, text: str) -> Row:
    """Return the row of a numeral that an answer takes out of the figures."""
    known = codebook.labels("other_numerals", "reason")
    if not answer.reason:
        lang = sheet.language(answer.line.told["decision"])
        words = ", ".join(codebook.labels("other_numerals", "reason", lang).values())
        raise Wrong("reason", f"{text} is no figure, and no reason is chosen: {words}")
    if answer.reason not in known:
        raise Wrong("reason", choices.unknown("reason", answer.reason, known))
    word = answer.belongs or answer.proposal.row["printed"]
    if not stands(word, text, at, folder.near(answer.proposal)):
        raise Wrong("belongs", f"{word!r} does not stand around {text} in the text")
    return {"report": folder.report, "start": str(at), "text": text, "reason": answer.reason,
            "note": word}  # fmt: skip


def _problems(folder: Folder) -> list[Problem]:
    """Return what the proofs find in the tables as they are in memory."""
    stands = reports.opened(folder.path)
    own = dict(stands.own)
    for name, rows in folder.tables.items():
        if rows or f"{name}.csv" in own:
            own[f"{name}.csv"] = codebook.written(name, rows).encode()
    with reports.using(replace(stands, own=tuple(own.items()))):
        found = list(proofs.problems())
        return [*found, *proofs.against(folder.text)] if folder.text else found


def _write(folder: Folder, before: Tables) -> None:
    """Write the tables that are others than before: all beside, then each to its place."""
    changed = {f"{name}.csv": codebook.written(name, folder.tables[name])
               for name in WRITTEN if folder.tables[name] != before[name]}  # fmt: skip
    with writing.staged(folder.path / "draft") as made:
        for file, held in changed.items():
            with writing.naming(folder.path / file):
                writing.content(made / file, held, sync=True)
        for file in changed:
            try:
                writing.move(made / file, folder.path / file)
            except OSError as error:  # as on Windows, where a spreadsheet has it open
                what = f"cannot write {folder.path / file}: {error.strerror or error}"
                raise type(error)(f"{what}: close it, and accept the same once more") from None
