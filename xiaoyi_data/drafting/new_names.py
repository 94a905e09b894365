"""Names that a reviewer adds or changes -> rows of the report's own indicators and entities."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from pathlib import Path

from xiaoyi_data import choices
from xiaoyi_data.drafting import answers, rules, sheet
from xiaoyi_data.drafting.answers import Refusal
from xiaoyi_data.drafting.proposals import Reviewed
from xiaoyi_data.report import codebook, values
from xiaoyi_data.report.codebook import Row

_PARTS = re.compile(r"[+＋]\s*([^|｜]+?)\s*(?:[|｜]\s*([^|｜]+?)\s*)?(?:[|｜]\s*([^|｜]+?)\s*)?")
_KINDS = ("zone", "government", "plant")  # of an entity, by the words of that kind


def row(table: str, text: str, known: Mapping[str, Row], like: Row) -> Row:
    """Return the row of a name written ``+中文 | English | theme``; the last two may be left out.

    ``known`` are the rows there are, by key; what is not said is as in ``like``, the row that was
    proposed. One that is there already is returned as it is. Raises ValueError, naming
    the nearest, for a name without the plus, and one of which there is a part.

    >>> row("entities", "+博野经济开发区 | Boye Economic Development Zone", {}, {})["entity"]
    'boye_economic_development_zone'
    """
    column, found = codebook.fields(table)[0]["name"], _PARTS.fullmatch(text)
    words = {own[f"name_{lang}"]: key for key, own in known.items() for lang in choices.LANGUAGES}
    words.pop("", None)  # of a report's own there is often no English
    if not found:
        wrong = choices.unknown(column, text, known, words)
        raise ValueError(f"{wrong}; a new one is written +中文 | English")
    zh, en, theme = (part or "" for part in found.groups())
    there = {words.get(name, "") for name in (zh, en) if name}
    if len(there) == 1 and there != {""}:
        return known[there.pop()]  # it was added before, as when answers are taken once more
    if taken := sorted(there - {""}):
        raise ValueError(f"{text!r} is not new: {' and '.join(taken)} has that name")
    key = re.sub("[^a-z0-9]+", "_", en.lower()).strip("_")
    key = key or next(f"own_{n}" for n in itertools.count(1) if f"own_{n}" not in known)
    if key in known:
        raise ValueError(f"{en!r} is too like {known[key]['name_en']!r}: both would be {key}")
    made = dict.fromkeys(codebook.names(table), "")
    made |= {column: key, "name_en": en, "name_zh": zh}
    if table == "entities":
        kind = next((kind for kind in _KINDS if rules.words(kind, "{}$").search(zh)), "company")
        return made | {"kind": kind}
    like = {"theme": "economy", "kind": "flow", "better": "none"} | like
    kept = {name: like.get(name, "") for name in ("theme", "kind", "better", "measure_word")}
    if theme:
        field = codebook.column("indicators", "theme")
        kept["theme"] = values.taken(field, values.coded(field, theme))
    return made | kept


def read(path: Path, reviewed: Reviewed) -> tuple[list[Row], list[Refusal]]:
    """Return the own indicators that a workbook changes, whole rows, and what cannot be taken.

    A workbook without that sheet changes none. OSError when it cannot be read.
    """
    called = {head: name for lang in choices.LANGUAGES
              for name, head in sheet.heads("indicator", lang).items()}  # fmt: skip
    own = {row["indicator"]: row for row in reviewed.tables["indicators"]}
    changed, refused = dict[str, Row](), list[Refusal]()
    for line in answers.lines(path, "about", called, "indicator", must=False):
        key = line.told["indicator"]
        if key not in own:
            continue  # of the codebook of all reports, or added by hand to the sheet
        made = dict(own[key])
        for name, text in line.told.items():
            field = codebook.column("indicators", name)
            try:
                if name in line.wrong:
                    raise ValueError(line.wrong[name])
                made[name] = values.taken(field, values.coded(field, text))
            except ValueError as wrong:
                refused.append(line.refused(wrong, name))
                made = own[key]
                break
        if made != own[key] and changed.setdefault(key, made) != made:
            refused.append(line.refused(f"{key} is changed in two ways"))
            changed[key] = own[key]
    return [row for key, row in changed.items() if row != own[key]], refused
