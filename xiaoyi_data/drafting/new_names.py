"""A name that a reviewer adds -> a row of the report's own indicators or entities."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping

from xiaoyi_data import choices
from xiaoyi_data.drafting import rules
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
    there = {words[name] for name in (zh, en) if name in words}
    if len(there) == 1 and words.get(zh, en and "") == words.get(en or zh):
        return known[there.pop()]  # it was added before, as when answers are taken once more
    if there:
        raise ValueError(f"{text!r} is not new: {' and '.join(sorted(there))} has that name")
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
