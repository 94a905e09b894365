"""The columns of the sheet that is reviewed: what each shows, and which words a cell may hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from xiaoyi_data import choices
from xiaoyi_data.drafting.proposals import Folder, Proposal
from xiaoyi_data.report import codebook
from xiaoyi_data.report.codebook import Row


class Column(NamedTuple):
    """A column of the sheet: its width in characters, and what it is for."""

    name: str
    width: float
    kind: str  # shown; text, code or name to be changed; decision; other: of what is no figure


COLUMNS = (
    Column("doubt", 7, "shown"), Column("section", 5, "shown"), Column("sentence", 54, "shown"),
    Column("decision", 12, "decision"), Column("indicator", 24, "name"),
    Column("printed", 13, "text"), Column("value", 13, "text"), Column("unit", 11, "code"),
    Column("measure", 9, "code"), Column("status", 10, "code"), Column("period", 10, "text"),
    Column("basis", 12, "code"), Column("baseline", 9, "text"), Column("entity", 16, "name"),
    Column("why", 38, "shown"),
    Column("basis_source", 12, "code"), Column("commitment", 12, "code"),
    Column("quote", 30, "text"), Column("quote_en", 30, "text"), Column("note", 24, "text"),
    Column("reason", 20, "other"), Column("belongs", 14, "other"), Column("figure", 30, "text"),
    Column("kind", 12, "shown"), Column("start", 8, "shown"), Column("id", 24, "shown"),
)  # fmt: skip
PAIRS = (
    Column("doubt", 7, "shown"), Column("sentence", 48, "shown"),
    Column("decision", 14, "decision"), Column("outcome", 62, "name"), Column("why", 58, "shown"),
    Column("kind", 10, "shown"), Column("id", 24, "shown"),
)  # fmt: skip
# What is shown of a row where it cannot be decided.
BRIEF = {"pair": ("doubt", "sentence", "outcome", "why"),
         "figure": ("doubt", "section", "sentence", "printed", "indicator")}  # fmt: skip
_TABLES = {"indicator": "indicators", "entity": "entities"}
_DECIDED = {"accepted": "accept", "changed": "accept", "rejected": "reject", "later": "later"}


def columns(kind: str) -> tuple[Column, ...]:
    """Return the columns for figures or other numerals, or for a pair of a target and its outcome.

    >>> len(columns("pair")) < len(columns("other")) == len(columns("figure"))
    True
    """
    return PAIRS if kind == "pair" else COLUMNS


def changed(kind: str) -> tuple[str, ...]:
    """Return the columns that a reviewer may change.

    >>> changed("pair")
    ('outcome',)
    """
    return tuple(one.name for one in columns(kind) if one.kind in ("text", "code", "name"))


def words_of(folder: Folder, lang: str) -> dict[str, dict[str, str]]:
    """Return by column the words of its codes or keys in a language, no two of a column alike."""
    said = choices.words("review", lang)
    if folder.kind == "pair":
        return {"decision": said["pairs"]["decisions"], "outcome": folder.outcomes()}
    coded = {one.name: "figures" for one in COLUMNS if one.kind == "code"}
    found = {"decision": said["decisions"]}
    for column, table in (coded | {"reason": "other_numerals"}).items():
        found[column] = _apart(codebook.labels(table, column, lang), lang)
    for column, table in _TABLES.items():
        named = {key: row[f"name_{lang}"] or row["name_zh"]
                 for key, row in folder.known(table).items()}  # fmt: skip
        found[column] = _apart(named, lang)
    return found


def _apart(called: Mapping[str, str], lang: str) -> dict[str, str]:
    """Return words by code; one that several codes have is followed by its code."""
    shared, form = Counter(called.values()), "{}（{}）" if lang == "zh" else "{} ({})"
    return {code: form.format(word, code) if shared[word] > 1 else word
            for code, word in called.items()}  # fmt: skip


def texts(proposal: Proposal, words: dict[str, dict[str, str]], lang: str) -> Row:
    """Return the cells of a row to review, in the words of a language."""
    row, figure = proposal.row, proposal.kind != "other"
    told = {name: words.get(name, {}).get(row[name], row[name]) for name in changed(proposal.kind)}
    decided = _DECIDED.get(proposal.state, "") if figure or proposal.state == "changed" else ""
    return told | {
        "doubt": f"{proposal.doubt:.2f}" if figure else "",
        "section": row.get("section", ""),
        "sentence": "".join(proposal.sentence),
        "decision": words["decision"].get(decided, ""),
        "why": proposal.reasons[lang],
        "reason": "",
        "belongs": "",
        "kind": choices.words("review", lang)["kinds"][proposal.kind],
        "start": str(proposal.span[0]),
        "id": proposal.id,
    }
