"""An answer -> the row of ``figures`` that it asks for: read from its words, or refused."""

from __future__ import annotations

import re
from decimal import Decimal

from xiaoyi_data.drafting import keys, new_names
from xiaoyi_data.drafting.answers import Answer
from xiaoyi_data.drafting.proposals import QUOTE, Folder, Proposal
from xiaoyi_data.reading import quantities
from xiaoyi_data.report import codebook, places, readings, values
from xiaoyi_data.report.codebook import Row

_KEYED = {"indicator", "measure", "status", "period", "entity"}  # what a key is made of
_RANKS = re.compile("[国省市县区乡镇]")
_LATER = {"figure", "value", "low", "high", "qualifier", "section"}  # what is computed here


class Wrong(Exception):
    """A column of an answer that cannot be taken, and why."""

    def __init__(self, column: str, problem: object) -> None:
        super().__init__(str(problem))
        self.column = column


def figure(folder: Folder, answer: Answer) -> tuple[Row, dict[str, Row]]:
    """Return the figure an answer asks for, and by table the row of a name that is new.

    Place, section, value, qualifier and interval are read from the words. Raises Wrong with the
    first column that cannot be taken.
    """
    row, new = answer.proposal.row | answer.cells, dict[str, Row]()
    for column, table in (("indicator", "indicators"), ("entity", "entities")):
        if row[column] and row[column] not in folder.known(table):
            like = folder.known(table).get(answer.proposal.row[column], {})
            try:
                made = new_names.row(table, row[column], folder.known(table), like)
            except ValueError as wrong:
                raise Wrong(column, wrong) from None
            row[column] = made[column]
            if made[column] not in folder.known(table):
                new[table] = made
        elif column in answer.changed and row[column]:
            named = folder.known(table)[row[column]]
            if not named["name_zh"].startswith(folder.place):  # its own goes without saying
                _said(column, named, answer.proposal)
    _coded(row, _LATER)
    row["start"] = str(_start(folder, answer, row))
    row["section"] = folder.section(int(row["start"])) or row["section"]
    _read(answer, row)
    if "figure" not in answer.changed and (answer.changed & _KEYED or not row["figure"]):
        rows = [*folder.tables["figures"], *folder.tables["draft"]]
        row["figure"] = keys.figure(row, {one["figure"] for one in rows} - {row["figure"]})
    _coded(row, set())
    return row, new


def _coded(row: Row, later: set[str]) -> None:
    """See that each column holds what the codebook allows; refuse the first that does not."""
    for field in codebook.fields("figures"):
        name = field["name"]
        if name in later:
            continue
        try:
            row[name] = values.taken(field, row[name], row["unit"])
        except ValueError as wrong:
            raise Wrong(name, wrong) from None


def _said(column: str, named: Row, proposal: Proposal) -> None:
    """Refuse a name of the codebook of which the sentence says nothing.

    What is said shares two characters with it: side by side in the sentence or, as in 改厕 of
    农村户厕改造, anywhere in the quote. Of a government its rank is said, as in 省定20项.
    """
    name, sentence = named["name_zh"] + named.get("synonyms", ""), "".join(proposal.sentence)
    quote, least = proposal.row["quote"], 2
    if named["kind"] in ("government", "region"):
        name, least = "".join(_RANKS.findall(name)[-1:]), 1
    pairs = (name[at : at + 2] in sentence for at in range(len(name) - 1))
    if len({*name} & {*quote}) < least and not any(pairs):
        told = f"the sentence says nothing of {named['name_zh']}"
        raise Wrong(column, f"{told}: choose another, or write a new one as +中文 | English")


def _start(folder: Folder, answer: Answer, row: Row) -> int:
    """Return where ``printed`` stands, with its quote around it, at the place of the proposal."""
    printed, quote, proposal = row["printed"], row["quote"], answer.proposal
    text, left = folder.text, 0
    if not text:  # what the proposal quotes is all that is known of it
        text = proposal.row["quote"]
        left = places.offset(proposal.row) - text.find(proposal.row["printed"])
    begins, ends = proposal.span
    found = [at for at in _all(printed, text) if begins - len(printed) < at + left < ends]
    if not found:
        raise Wrong("printed", f"{printed!r} does not stand where {proposal.row['printed']!r} does")
    if printed not in quote:
        raise Wrong("quote", f"{quote!r} does not hold {printed!r}")
    if len(quote) > QUOTE:
        raise Wrong("quote", f"{quote!r} has {len(quote)} characters; valid are up to {QUOTE}")
    at = min(found, key=lambda place: abs(place + left - begins))
    if not any(
        at >= before and text.startswith(quote, at - before) for before in _all(printed, quote)
    ):
        raise Wrong("quote", f"{quote!r} does not stand around {printed!r} in the text")
    return at + left


def _all(part: str, text: str) -> list[int]:
    return [found.start() for found in re.finditer(f"(?={re.escape(part)})", text)]


def _read(answer: Answer, row: Row) -> None:
    """Set value, qualifier and interval as ``printed`` says; a value that is typed must be that."""
    typed = row["value"]
    try:
        said = quantities.parse(row["printed"])
        ends = readings.stored(row, said)
    except ValueError as wrong:
        raise Wrong("printed", wrong) from None
    row |= {name: "" if end is None else f"{end:f}" for name, end in ends.items()}
    row["qualifier"] = said.qualifier
    if "value" in answer.changed and Decimal(typed) != Decimal(row["value"] or "NaN"):
        valid = row["value"] or "none, as of a range"
        raise Wrong("value", f"{typed!r} is not what {row['printed']} says; valid: {valid}")
