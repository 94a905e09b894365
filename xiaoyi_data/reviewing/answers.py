"""A reviewed workbook -> answers: each row by its own key, wherever it stands and however often."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import NamedTuple

from xiaoyi_data import choices
from xiaoyi_data.report import files, sheets
from xiaoyi_data.report.codebook import Row
from xiaoyi_data.report.files import DataError
from xiaoyi_data.reviewing import sheet
from xiaoyi_data.reviewing.proposals import Proposal, Reviewed

_MADE = ("value", "figure")  # which are made of the other cells where they are empty
MORE = ("decision", "reason", "belongs")  # what is asked besides the cells of a row


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

    def refused(self, problem: object, column: str = "") -> Refusal:
        """Return why the row is not taken, with its cell in a column, where it has that."""
        return Refusal(self.where.get(column, self.where[""]), str(problem))


@dataclass(frozen=True)
class Answer:
    """What a reviewer says of a row; ``changed`` has by column what differs from the proposal."""

    proposal: Proposal
    decision: str  # accept, reject or later; disputed, where several reviews differ
    changed: Row
    reason: str
    belongs: str
    line: Line = field(compare=False)

    @property
    def row(self) -> Row:
        """The row as it is to be."""
        return self.proposal.row | self.changed


def agreed(found: Iterable[Answer], reviews: int = 1) -> tuple[list[Answer], list[list[Answer]]]:
    """Return an answer of each row of which all say the same, and those of each where some differ.

    A row that not each of the ``reviews`` has decided is in neither.
    """
    rows: dict[str, list[Answer]] = defaultdict(list)
    for answer in found:
        rows[answer.proposal.id].append(answer)
    alike: dict[bool, list[list[Answer]]] = {True: [], False: []}
    for several in rows.values():
        if len(several) >= reviews:
            alike[all(one == several[0] for one in several)].append(several)
    return [several[0] for several in alike[True]], alike[False]


def lines(path: Path, kind: str) -> list[Line]:
    """Return the rows of the sheet of a kind in a review that have a key, those of a filter too.

    A sheet of own indicators need not be there. Raises DataError for what is no such workbook,
    OSError when it cannot be read.
    """
    must = kind != "indicator"
    title, key = ("sheet", "id") if must else ("about", "indicator")
    called = {head: name for lang in choices.LANGUAGES
              for name, head in sheet.heads(kind, lang).items()}  # fmt: skip
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


def read(path: Path, folder: Reviewed) -> tuple[list[Answer], list[Refusal]]:
    """Return the answers in a workbook, and the rows that cannot be understood.

    Rows may be sorted, filtered, deleted or there twice: only one that is decided in two ways is
    refused. Raises DataError for what is no workbook of a review, or one of another report;
    OSError when it cannot be read.
    """
    rows = lines(path, folder.kind)
    known = {one.id: one for one in folder.proposals()}
    reports = {line.told["id"].partition(":")[0] for line in rows} - {""}
    if reports and folder.report not in reports:
        raise DataError(f"{path} is a review of {min(reports)}, not of {folder.report}")
    codes, asked = codes_of(folder), {*sheet.changed(folder.kind), *MORE}
    found, refused = list[Answer](), list[Refusal]()
    for line in rows:
        key, wrong = line.told["id"], line.wrong.keys() & asked
        if key not in known:
            if line.told["decision"]:
                refused.append(line.refused(_unknown(key, known), "id"))
        elif wrong:
            refused += [line.refused(line.wrong[name], name) for name in sorted(wrong)]
        elif isinstance(answer := answer_of(known[key], line, codes), Refusal):
            refused.append(answer)
        elif answer:
            found.append(answer)
    same, differing = agreed(found)
    for several in differing:
        there = ", ".join(one.line.where[""].rpartition(" ")[2] for one in several)
        refused.append(several[0].line.refused(f"rows {there} decide the same in two ways"))
    return same, refused


def _unknown(key: str, known: Iterable[str]) -> str:
    place = key.rpartition(":")[0]
    if any(other.rpartition(":")[0] == place for other in known):
        return f"{key}: the draft has other words there now: make the workbook again"
    return str(choices.unknown("row", key, known))


def codes_of(folder: Reviewed) -> dict[str, dict[str, str]]:
    """Return by column what its words in both languages mean; a code or key means itself."""
    codes: dict[str, dict[str, str]] = defaultdict(dict)
    for lang in choices.LANGUAGES:
        for column, words in sheet.words_of(folder, lang).items():
            codes[column] |= {word: code for code, word in words.items()}
            codes[column] |= {code: code for code in words}
    return codes


def answer_of(
    proposal: Proposal, line: Line, codes: Mapping[str, Mapping[str, str]]
) -> Answer | Refusal | None:
    """Return the answer of a row, None where it has none."""
    means = {name: codes.get(name, {}).get(text, text) for name, text in line.told.items()}
    if proposal.drafted and means.get("figure") == proposal.drafted["figure"]:
        means["figure"] = ""  # as it was proposed: made anew where what it is made of has changed
    changed = {
        name: means[name]
        for name in sheet.changed(proposal.kind)
        if name in means and not (name in _MADE and not means[name])
        and not equal(means[name], proposal.row[name])
    }  # fmt: skip
    for name, text in changed.items():
        words = sheet.labels(proposal.kind, "zh").get(name)
        if words and text not in words and sheet.language(text) == "zh":
            return line.refused(choices.unknown(name, text, words.values()), name)
    decision = means["decision"]
    if decision and decision not in codes["decision"].values():
        wrong = choices.unknown("decision", decision, codes["decision"].values(), codes["decision"])
        return line.refused(wrong, "decision")
    if changed and decision in ("", "later"):
        name = next(iter(changed))
        what = f"{line.told[name]!r} is changed and nothing accepted: decide the row"
        return line.refused(what, name)
    if not decision:
        return None
    later = decision == "later"  # and whatever else is said does not count
    reason, belongs = ("" if later else means.get(name, "") for name in ("reason", "belongs"))
    if decision == "also":  # of a row that was copied: one number of two things
        decision, key = "accept", f"{proposal.id}+{means.get('indicator', '')}"
        free = proposal.row | {"figure": ""}
        proposal = replace(proposal, id=key, kind="other", state="", row=free, drafted=None)
    return Answer(proposal, decision, changed, reason, belongs, line)


def equal(one: str, other: str) -> bool:
    """Return whether two texts are the same, or the same number.

    >>> equal("7.20", "7.2"), equal("7", "seven")
    (True, False)
    """
    with suppress(InvalidOperation):
        return one == other or Decimal(one) == Decimal(other)
    return False


def disputed(differing: Sequence[Sequence[Answer]]) -> list[Answer]:
    """Return answers by which the rows that differ wait for a third look."""
    return [replace(several[0], decision="disputed") for several in differing]


def told(
    folder: Reviewed, differing: Sequence[Sequence[Answer]], names: Sequence[str], lang: str
) -> dict[str, str]:
    """Return by the id of a row what each of the reviews, which are called ``names``, says of it.

    Only what differs is told, in the words of the sheet.
    """
    words, heads = sheet.words_of(folder, lang), choices.words("review", lang)["heads"]
    comma, colon, after = ("，", "：", "；") if lang == "zh" else (", ", ": ", "; ")
    found = {}
    for several in differing:
        said = [one.row | {name: getattr(one, name) for name in MORE} for one in several]
        parts = []
        for name in (*sheet.changed(folder.kind), *MORE):
            if len({row[name] for row in said}) > 1:
                shown = [words.get(name, {}).get(row[name], row[name]) or "–" for row in said]
                each = (f"{text} ({who})" for text, who in zip(shown, names, strict=True))
                parts.append(f"{heads[name]}{colon}{comma.join(each)}")
        found[several[0].proposal.id] = after.join(parts)
    return found
