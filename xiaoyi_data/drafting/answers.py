"""A reviewed workbook -> answers: each row by its own key, wherever it stands and however often."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

from xiaoyi_data import choices
from xiaoyi_data.drafting import sheet
from xiaoyi_data.drafting.proposals import Folder, Proposal
from xiaoyi_data.report import files, sheets
from xiaoyi_data.report.codebook import Row
from xiaoyi_data.report.files import DataError

_MADE = ("value", "figure")  # which are made of the other cells where they are empty
_MORE = ("reason", "belongs")  # what is asked of a numeral that is no figure

_DECISIONS = ("accept", "reject", "later")


class Refusal(NamedTuple):
    """A row that was not taken: where it stands, and a sentence that says why."""

    place: str
    problem: str


class Line(NamedTuple):
    """A row of a sheet by column: what it says, where it stands, why it is not what it seems.

    In ``where`` the row itself stands under the empty name.
    """

    told: Row
    where: dict[str, str]
    wrong: dict[str, str]


@dataclass(frozen=True)
class Answer:
    """What a reviewer says of a row; ``cells`` are the columns of ``figures`` as codes and texts.

    ``changed`` are those that differ from the proposal.
    """

    proposal: Proposal
    decision: str  # accept, reject or later
    cells: Row
    reason: str
    belongs: str
    changed: frozenset[str]
    where: dict[str, str]  # by column, and "" for the row

    def same(self, other: Answer) -> bool:
        """Return whether two answers say the same."""
        said, told = ((one.decision, one.cells, one.reason, one.belongs) for one in (self, other))
        return said == told or self.decision == other.decision == "later"


def lines(
    path: Path, title: str, called: Mapping[str, str], key: str, *, must: bool = True
) -> list[Line]:
    """Return the rows of a sheet of a review that have a ``key``, those of a filter too.

    ``title`` is the word for what the sheet is called, ``called`` gives the column that a head
    names. A sheet that need not be there has none. Raises DataError for what is no such workbook,
    OSError when it cannot be read.
    """
    titles = [choices.words("review", lang)[title] for lang in choices.LANGUAGES]
    raw = files.content(path)
    if not sheets.is_workbook(raw, ""):
        raise DataError(f"{path} is not a workbook: xiaoyi review makes one")
    if not must and not {*titles} & {*sheets.titles(raw, str(path))}:
        return []
    heads = [head for head, name in called.items() if name == key]
    head, *records = sheets.records(raw, str(path), *titles, head=heads)
    places = {called[text]: at for at, text in enumerate(head.texts) if text in called}
    if must and "decision" not in places:
        word = next(word for word, name in called.items() if name == "decision")
        raise DataError(f"{path}, {head.place()}: the column {word!r} is missing")
    found = []
    for record in records:
        where = {name: f"{path}, {record.place(at)}" for name, at in places.items()}
        where[""] = f"{path}, {record.place()}"
        told = {name: record.texts[at].strip() for name, at in places.items()}
        wrong = {name: record.wrong[at] for name, at in places.items() if at in record.wrong}
        found.append(Line(told, where, wrong))
    return found


def read(path: Path, folder: Folder) -> tuple[list[Answer], list[Refusal]]:
    """Return the answers in a workbook, and the rows that cannot be understood.

    Rows may be sorted, filtered, deleted or there twice: only one that is decided in two ways is
    refused. Raises DataError for what is no workbook of a review, or one of another report;
    OSError when it cannot be read.
    """
    called = {word: name for lang in choices.LANGUAGES
              for name, word in choices.words("review", lang)["heads"].items()}  # fmt: skip
    rows = lines(path, "sheet", called, "id")
    known = {one.id: one for one in folder.proposals()}
    reports = {line.told["id"].partition(":")[0] for line in rows} - {""}
    if reports and folder.report not in reports:
        raise DataError(f"{path} is a review of {min(reports)}, not of {folder.report}")
    codes, read = codes_of(folder), {*sheet.changed(folder.kind), *_MORE, "decision"}
    found: dict[str, list[Answer]] = defaultdict(list)
    refused: list[Refusal] = []
    for line in rows:
        key, wrong = line.told["id"], line.wrong.keys() & read
        if key not in known:
            if line.told["decision"]:
                refused.append(Refusal(line.where["id"], _unknown(key, known)))
        elif wrong:
            refused += [Refusal(line.where[name], line.wrong[name]) for name in sorted(wrong)]
        elif isinstance(answer := answer_of(known[key], line.told, codes, line.where), Refusal):
            refused.append(answer)
        elif answer:
            found[key].append(answer)
    for first, *others in found.values():
        if not all(first.same(other) for other in others):
            there = ", ".join(one.where[""].rpartition(" ")[2] for one in (first, *others))
            told = f"rows {there} decide the same in two ways"
            refused.append(Refusal(first.where[""], told))
    alike = [first for first, *others in found.values() if all(map(first.same, others))]
    return alike, refused


def _unknown(key: str, known: Iterable[str]) -> str:
    place = key.rpartition(":")[0]
    if any(other.rpartition(":")[0] == place for other in known):
        return f"{key}: the draft has other words there now: make the workbook again"
    return str(choices.unknown("row", key, known))


def codes_of(folder: Folder) -> dict[str, dict[str, str]]:
    """Return by column what its words in both languages mean; a code or key means itself."""
    codes: dict[str, dict[str, str]] = {}
    for lang in choices.LANGUAGES:
        for column, words in sheet.words_of(folder, lang).items():
            own = codes.setdefault(column, {})
            own |= {word: code for code, word in words.items()} | {code: code for code in words}
    return codes


def answer_of(
    proposal: Proposal,
    told: dict[str, str],
    codes: dict[str, dict[str, str]],
    where: dict[str, str],
) -> Answer | Refusal | None:
    """Return the answer of a row, None where it has none."""
    means = {name: codes[name].get(text, text) if name in codes else text
             for name, text in told.items()}  # fmt: skip
    names = sheet.changed(proposal.kind)
    cells = {name: means.get(name, proposal.row[name]) for name in names}
    cells |= {name: proposal.row[name] for name in _MADE if name in cells and not cells[name]}
    changed = frozenset(n for n in names if not _equal(cells[n], proposal.row[n]))
    cells |= {name: proposal.row[name] for name in set(names) - changed}
    decision = means["decision"]
    if decision not in ("", *_DECISIONS):
        wrong = choices.unknown("decision", decision, _DECISIONS, codes["decision"])
        return Refusal(where["decision"], str(wrong))
    if changed and decision in ("", "later"):
        name = min(changed, key=names.index)
        return Refusal(
            where[name], f"{told[name]!r} is changed and nothing accepted: decide the row"
        )
    if not decision:
        return None
    return Answer(
        proposal, decision, cells, means.get("reason", ""), told.get("belongs", ""), changed, where
    )


def _equal(one: str, other: str) -> bool:
    with suppress(InvalidOperation):
        return one == other or Decimal(one) == Decimal(other)
    return False
