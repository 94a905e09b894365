"""An answer -> the row of ``figures`` that it asks for, and of names that are new; or refused."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Mapping
from pathlib import Path

from xiaoyi_data import choices
from xiaoyi_data.drafting import indicators, rules
from xiaoyi_data.reading import quantities
from xiaoyi_data.report import codebook, readings, values
from xiaoyi_data.report.codebook import Row
from xiaoyi_data.reviewing import answers
from xiaoyi_data.reviewing.answers import Answer, Refusal
from xiaoyi_data.reviewing.proposals import NAMED, Folder, Proposal, Reviewed

_KEYED = {"indicator", "measure", "status", "period", "entity"}  # what a key is made of
_LATER = {"figure", "value", "low", "high", "qualifier", "section"}  # what is computed here
_PARTS = re.compile(r"[+＋]\s*([^|｜]+?)\s*(?:[|｜]\s*([^|｜]+?)\s*)?(?:[|｜]\s*([^|｜]+?)\s*)?")
_KINDS = ("zone", "government", "plant")  # of an entity, by the words of that kind
_STATED = ("level", "rank")
_LONGEST = 60  # characters of a key
_RANKS = re.compile("[国省市县区乡镇]")


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
    row, new = answer.row, dict[str, Row]()
    for column, table in NAMED.items():
        if row[column]:
            named = _named(folder, answer, column)
            row[column] = named[column]
            if named[column] not in folder.known(table):
                new[table] = named
    _take(row, _LATER)
    row["start"] = str(_start(folder, answer))
    row["section"] = folder.section(int(row["start"])) or row["section"]
    row |= _read(answer)
    if "figure" not in answer.changed and (answer.changed.keys() & _KEYED or not row["figure"]):
        rows = [*folder.tables["figures"], *folder.tables["draft"]]
        row["figure"] = indicators.key_of(row, {one["figure"] for one in rows} - {row["figure"]})
    _take(row)
    return row, new


def _take(row: Row, later: Collection[str] = ()) -> None:
    """Let each column hold what the codebook allows; refuse the first that does not."""
    for field in codebook.fields("figures"):
        name = field["name"]
        try:
            row[name] = row[name] if name in later else values.taken(field, row[name], row["unit"])
        except ValueError as wrong:
            raise Wrong(name, wrong) from None


def _named(folder: Folder, answer: Answer, column: str) -> Row:
    """Return the row of the indicator or entity that an answer names."""
    table, name = NAMED[column], answer.row[column]
    known = folder.known(table)
    if name not in known:
        try:
            like = known.get(answer.proposal.row[column], {})
            return _added(table, name, known, like | _kind(answer.row))
        except ValueError as wrong:
            raise Wrong(column, wrong) from None
    own = known[name]["name_zh"].startswith(folder.place)  # that goes without saying
    if column in answer.changed and not own and not _said(known[name], answer.proposal):
        told = f"the sentence says nothing of {known[name]['name_zh']}"
        raise Wrong(column, f"{told}: choose another, or write a new one as +中文 | English")
    return known[name]


def _kind(row: Row) -> Row:
    """Return what the unit of a figure says of its indicator."""
    rate = row["unit"] in ("percent", "ratio", "index", "rank") and row["measure"] in _STATED
    lower = {"better": "lower"} if row["unit"] == "rank" else {}
    return {"kind": "rate"} | lower if rate else {}


def _said(named: Row, proposal: Proposal) -> bool:
    """Return whether the sentence says anything of a name of the codebook.

    What is said shares two characters with it: side by side in the sentence or, as in 改厕 of
    农村户厕改造, anywhere in the quote. Of a government its rank is said, as in 省定20项.
    """
    name, sentence = named["name_zh"] + named.get("synonyms", ""), "".join(proposal.sentence)
    least = 2
    if named["kind"] in ("government", "region"):
        name, least = "".join(_RANKS.findall(name)[-1:]), 1
    pairs = (name[at : at + 2] in sentence for at in range(len(name) - 1))
    return len({*name} & {*proposal.row["quote"]}) >= least or any(pairs)


def _start(folder: Folder, answer: Answer) -> int:
    """Return where ``printed`` stands, with its quote around it, at the place of the proposal."""
    proposal, printed, quote = answer.proposal, answer.row["printed"], answer.row["quote"]
    text, (begins, ends) = folder.near(proposal), proposal.span
    found = [at for at in _all(printed, text) if begins - len(printed) < at < ends]
    if not found:
        raise Wrong("printed", f"{printed!r} does not stand where {proposal.row['printed']!r} does")
    if printed not in quote:
        raise Wrong("quote", f"{quote!r} does not hold {printed!r}")
    start = min(found, key=lambda at: abs(at - begins))
    if not stands(quote, printed, start, text):
        raise Wrong("quote", f"{quote!r} does not stand around {printed!r} in the text")
    return start


def stands(words: str, part: str, start: int, text: str) -> bool:
    """Return whether words stand in a text around a part of them that begins at a place there.

    >>> [stands("造林3万亩", "3", start, "去年，造林3万亩") for start in (5, 4)]
    [True, False]
    """
    return any(text.startswith(words, start - at) for at in _all(part, words) if at <= start)


def _all(part: str, text: str) -> list[int]:
    return [found.start() for found in re.finditer(f"(?={re.escape(part)})", text)]


def _read(answer: Answer) -> Row:
    """Return value, qualifier and interval as ``printed`` says; a value that is typed is that."""
    row = answer.row
    try:
        found = readings.written(row, quantities.parse(row["printed"]))
    except ValueError as wrong:
        raise Wrong("printed", wrong) from None
    if "value" in answer.changed and not answers.equal(row["value"], found["value"]):
        valid = found["value"] or "none, as of a range"
        raise Wrong("value", f"{row['value']!r} is not what {row['printed']} says; valid: {valid}")
    return found


def _added(table: str, text: str, known: Mapping[str, Row], like: Row) -> Row:
    """Return the row of a name written ``+中文 | English | theme``; the last two may be left out.

    ``known`` are the rows there are, by key; what is not said is as in ``like``, the row that was
    proposed. One that is there already is returned as it is. Raises ValueError, naming
    the nearest, for a name without the plus, and one of which there is a part.

    >>> _added("entities", "+博野经济开发区 | Boye Economic Development Zone", {}, {})["entity"]
    'boye_economic_development_zone'
    >>> _added("indicators", "+每年新增茶园 | tea gardens added", {}, {})["indicator"]
    'tea_gardens_added_per_year'
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
    key = key if len(key) <= _LONGEST else key[:_LONGEST].rpartition("_")[0]
    key = key or next(f"own_{n}" for n in itertools.count(1) if f"own_{n}" not in known)
    key = indicators.own_key(zh, key) if table == "indicators" else key
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


def terms(path: Path, reviewed: Reviewed) -> tuple[list[Row], list[Refusal]]:
    """Return the own indicators that a workbook changes, whole rows, and what cannot be taken.

    A workbook without that sheet changes none. OSError when it cannot be read.
    """
    own = {row["indicator"]: row for row in reviewed.tables["indicators"]}
    changed, refused = dict[str, Row](), list[Refusal]()
    for line in answers.lines(path, "indicator"):
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
