"""The columns of the sheet that is reviewed: what each shows, and which words a cell may hold."""

from __future__ import annotations

from collections import Counter
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


def labels(column: str, lang: str, kind: str = "figure") -> dict[str, str]:
    """Return what the codes of a column are called, no two alike.

    >>> labels("unit", "zh")["household"], labels("decision", "en")["reject"]
    ('户（household）', 'not a figure')
    """
    if column == "decision":
        called: dict[str, str] = choices.words("review", lang)["decisions"]
        own: dict[str, str] = choices.words("review", lang)["pairs"]["decisions"]
        return own if kind == "pair" else called
    table = "other_numerals" if column == "reason" else "figures"
    called = codebook.labels(table, column, lang)
    words, (left, right) = list(called.values()), "（）" if lang == "zh" else (" (", ")")
    return {
        code: f"{word}{left}{code}{right}" if words.count(word) > 1 else word
        for code, word in called.items()
    }


def names(folder: Folder, column: str, lang: str) -> dict[str, str]:
    """Return what the indicators or entities are called; a name that several share has its key."""
    known = folder.known(_TABLES[column])
    words = {key: row[f"name_{lang}"] or row["name_zh"] for key, row in known.items()}
    called = Counter(words.values())
    return {key: f"{word} ({key})" if called[word] > 1 else word for key, word in words.items()}


def words_of(folder: Folder, lang: str) -> dict[str, dict[str, str]]:
    """Return by column the words of its codes or keys in a language."""
    if folder.kind == "pair":
        return {"decision": labels("decision", lang, "pair"), "outcome": folder.outcomes()}
    coded = [column.name for column in COLUMNS if column.kind in ("code", "decision")]
    found = {name: labels(name, lang) for name in [*coded, "reason"]}
    return found | {name: names(folder, name, lang) for name in _TABLES}


def texts(proposal: Proposal, words: dict[str, dict[str, str]], lang: str) -> Row:
    """Return the cells of a row to review, in the words of a language."""
    row = proposal.row
    told = {name: words[name].get(row[name], row[name]) if name in words else row[name]
            for name in changed(proposal.kind)}  # fmt: skip
    said = choices.words("review", lang)
    decided = {"accepted": "accept", "changed": "accept", "later": "later"}
    figure = proposal.kind != "other"
    decided |= {"rejected": "reject"} if figure else {}
    return told | {
        "doubt": f"{proposal.doubt:.2f}" if figure else "",
        "section": row.get("section", ""),
        "sentence": "".join(proposal.sentence),
        "decision": labels("decision", lang, proposal.kind).get(
            decided.get(proposal.state, ""), ""
        ),
        "why": proposal.reasons[lang],
        "reason": "",
        "belongs": "",
        "kind": said["kinds"][proposal.kind],
        "start": str(proposal.span[0]),
        "id": proposal.id,
    }
