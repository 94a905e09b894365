"""The columns of the sheets that are reviewed: what each shows, and which words a cell may hold."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from functools import cache

from xiaoyi_data import choices
from xiaoyi_data.drafting import rules
from xiaoyi_data.report import codebook
from xiaoyi_data.report.codebook import Row
from xiaoyi_data.reviewing.proposals import Proposal, Reviewed

_DECIDED = {"accepted": "accept", "changed": "accept", "rejected": "reject", "later": "later"}


@cache
def columns(kind: str) -> tuple[Row, ...]:
    """Return the columns for figures or other numerals, for a pair, or for own indicators.

    >>> len(columns("pair")) < len(columns("other")) == len(columns("figure"))
    True
    """
    sheet = "figure" if kind == "other" else kind
    return tuple(row for row in rules.rows("columns") if row["sheet"] == sheet)


def changed(kind: str) -> tuple[str, ...]:
    """Return the columns that a reviewer may change.

    >>> changed("pair")
    ('outcome',)
    """
    return tuple(one["name"] for one in columns(kind) if one["kind"] in ("text", "code", "name"))


def heads(kind: str, lang: str) -> dict[str, str]:
    """Return what the columns are called.

    >>> heads("pair", "zh")["outcome"], heads("indicator", "en")["name_zh"]
    ('作答的数据', 'Name in Chinese')
    """
    if kind != "indicator":
        found: dict[str, str] = choices.words("review", lang)["heads"]
        return found
    title = "title" if lang == "en" else "title_zh"
    names = (column["name"] for column in columns(kind))
    return {name: codebook.column("indicators", name)[title] for name in names}


def words_of(reviewed: Reviewed, lang: str) -> dict[str, dict[str, str]]:
    """Return by column the words of its codes or keys in a language, no two of a column alike."""
    said, found = choices.words("review", lang), labels(reviewed.kind, lang)
    decisions = (said["pairs"] if reviewed.kind == "pair" else said)["decisions"]
    named = [column["name"] for column in columns(reviewed.kind) if column["kind"] == "name"]
    keys = {name: _apart(reviewed.named(name, lang), lang) for name in named}
    return {"decision": decisions, **found, **keys}


def language(text: str) -> str:
    """Return the language a reviewer writes in.

    >>> language("采纳"), language("accept")
    ('zh', 'en')
    """
    return "zh" if re.search("[\u4e00-\u9fff]", text) else "en"


def labels(kind: str, lang: str) -> dict[str, dict[str, str]]:
    """Return by column the words of its codes, for the columns that hold some."""
    return {
        column["name"]: _apart(codebook.labels(column["table"], column["name"], lang), lang)
        for column in columns(kind)
        if column["table"] and column["kind"] != "name"
    }


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
