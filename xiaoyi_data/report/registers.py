"""Do the tables beside the figures hold together? Indicators, entities, numerals, closures.

What they say by judgement (a theme, which way is better, why a numeral is part of a name) no rule
can prove: ``docs/proofs.md`` lists it.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from xiaoyi_data.report import codebook, statements
from xiaoyi_data.report.consistency import names
from xiaoyi_data.report.likeness import pairs
from xiaoyi_data.report.renderings import stems

Rows = Sequence[codebook.Row]

_FLOW = re.compile(
    r"(?<!pushed forward )\bin (?:a|the) (?:year|period)|newly|per year|^Yearly|Consecutive"
    r"|person and year|within the year|\bof the year\b(?!')|an enlargement"
)
_STOCK = re.compile(
    r"^(?:Capacity|Installed|Built capacity|Area of the (?:Xiaoyi|planned)|Registered market"
    r"|Length of (?:roads|drainage)|Planned number of sows|Administrative|Recognised|People who)"
    r"|cumulative|at the end of|^Projects on the year's list"
)
_LOWER = re.compile("^rank|unemployment|non-performing")
_KINDS = {"zone": "(?:区|港)$", "plant": "(?:厂|工程)$", "government": "政府$"}
# What the note of a numeral says by itself; a programme and a name are told apart by reading.
_REASONS = {
    "plan": r"十[一二三四]五|[一二三四五六七八九十]大$|[一二三四五六七八九十]届$"
    r"|^第?[一二三四五六七八九十]届|(?<!十)[二三四五六]中(?:$|全会)",
    "ordinal": r"^第.次|[一二三]期）?$|^（.）|^[一二三四]$|^.是$|杨光一|期）$",
    "date": r"\d[年月日]|周年|五年(?:来|办理|$)|^2020“",
    "grade": "A级|[二三]级|一流|方阵",
    "threshold": "亿|岁",
    "enumeration": "方面工作|种能力",
    "vague": "^一[批支]$",
    "idiom": "一件接|一年接|以贯之",
    "word": "进一步|^一体|^一般|^零|清零|一方面|统一|新一轮|百姓|多网合一",
}
_NAMED = ("programme", "name")


def problems(tables: Mapping[str, Rows]) -> Iterator[tuple[str, str]]:
    """Yield the key of a row and a sentence for all in which the tables contradict themselves.

    >>> list(problems({table: codebook.rows(table) for table in
    ...     ("figures", "indicators", "entities", "other_numerals", "observations", "closures")}))
    []
    """
    yield from _indicators(tables)
    yield from _entities(tables)
    yield from _numerals(tables["other_numerals"])
    figures = {row["figure"]: row for row in tables["figures"]}
    for row in tables["closures"]:
        smaller, larger = (figures.get(row[column]) for column in ("smaller", "larger"))
        if smaller and larger and row["reason"] != _relation(smaller, larger):
            what = f"stands to {row['larger']} in another relation than {row['reason']}"
            yield f"{row['smaller']} {row['larger']}", what


def _relation(a: codebook.Row, b: codebook.Row) -> str:
    """Return why one figure cannot be larger than another: a reason of closures, or nothing."""
    words, others = ({*row["indicator"].split("_")} for row in (a, b))
    if a["indicator"] == b["indicator"]:
        if "/" in b["period"] > a["period"]:
            return "year"
        strives = b["commitment"] and not a["commitment"]
        return "floor" if strives and a["period"] == b["period"] else ""
    if (a["unit"], b["unit"]) == ("household", "person"):
        return "members" if words & others else ""
    if a["unit"] != b["unit"] or not words & others:
        return ""
    return "rural" if words - {"rural"} == others - {"urban"} != others else "part"


def _indicators(tables: Mapping[str, Rows]) -> Iterator[tuple[str, str]]:
    """Key, names and definitions are of one thing; kind and direction are as they say."""
    stated = [*tables["figures"], *tables["observations"]]
    used = {row["indicator"] for row in stated}
    sums = {r["indicator"] for r in stated if r["measure"] == "level" and "/" in r["period"]}
    printed: dict[str, list[str]] = defaultdict(list)
    for figure in tables["figures"]:
        if figure["measure"] in ("level", "change"):
            printed[figure["indicator"]].append(figure["printed"])
    for row in tables["indicators"]:
        yield from ((row["indicator"], wrong) for wrong in _word(row, printed[row["indicator"]]))
        key, name, definition = row["indicator"], row["name_en"], row["definition_en"]
        if key not in used:
            yield key, "no figure or observation is of it"
        own = stems(key.replace("_", " "))
        if not stems(name) & (own | stems(definition)):
            yield key, f"neither key nor definition has a word of its name {name}"
        opening = {"percent": "Share", "person": "People"}.get(statements.units(name)[0])
        said = {stem[:3] for stem in own | stems(name)}
        told = {stem[:3] for stem in stems(name) | stems(definition)}
        if not {stem[:3] for stem in own} & told and key != _initials(name):
            yield key, f"neither name nor definition has a word of the key: {name}"
        if not said & {stem[:3] for stem in stems(definition)} and not (
            opening and definition.startswith(opening)
        ):
            yield key, f"its definition has no word of {name}"
        if not pairs(row["name_zh"]) & pairs(row["definition_zh"]):
            yield key, f"its Chinese definition has no word of {row['name_zh']}"
        yield from ((key, wrong) for wrong in _kind(row, key in sums))


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split())


def _word(row: codebook.Row, printed: Sequence[str]) -> Iterator[str]:
    """What counts things is the word that the report prints; a town is counted by itself."""
    word, units = row["measure_word"], statements.units(row["name_en"])
    if bool(word) != (units[0] in ("item", "enterprise")):
        yield f"measure word {word or 'empty'} does not suit {units[0]}"
    elif word and not all(word in one or one.endswith(("镇", "村")) for one in printed):
        yield f"measure word {word} is not printed: {', '.join(printed)}"


def _kind(row: codebook.Row, summed: bool) -> Iterator[str]:
    definition, kind = row["definition_en"], row["kind"]
    share = statements.units(row["name_en"])[0] in ("percent", "rank")
    if (share or "month" in definition) != (kind == "rate"):
        yield f"kind {kind} does not suit its name: a share, a rank or a sum a month is a rate"
    elif kind != "rate" and _STOCK.search(definition) and kind != "stock":
        yield f"kind {kind}, but it is defined as a stock"
    elif kind == "stock" and not _STOCK.search(definition) and (
        summed or _FLOW.search(definition)
    ):  # fmt: skip
        yield "kind stock, but it is counted over a period"
    if bool(_LOWER.search(row["name_en"])) != (row["better"] == "lower"):
        yield f"better {row['better']} does not suit its name"


def _entities(tables: Mapping[str, Rows]) -> Iterator[tuple[str, str]]:
    """An entity is in use, named as its key says, of the kind its name says, and in a quote."""
    of = {row["entity"]: row for row in [*tables["observations"], *tables["figures"]]}
    quotes = [row for row in tables["figures"] if row["entity"]]
    for row in tables["entities"]:
        key, kind = row["entity"], row["kind"]
        if key not in of:
            yield key, "no figure or observation is of it"
        if len(row["name_zh"]) < 2:
            yield key, f"{row['name_zh']} is no name"
        plain = unicodedata.normalize("NFD", row["name_en"]).encode("ascii", "ignore").decode()
        if not all(re.search(rf"\b{word}\b", plain.lower()) for word in key.split("_")):
            yield key, f"its name {row['name_en']} has not the words of its key"
        says = [name for name, end in _KINDS.items() if re.search(end, row["name_zh"])]
        if (says and kind not in says) or (not says and kind in _KINDS):
            yield key, f"kind {kind} does not suit its name {row['name_zh']}"
        mine = [figure["quote"] for figure in quotes if figure["entity"] == key]
        if mine and kind == "region":
            yield key, "kind region, but the report has figures of it: no place around the city"
        own_city = kind == "government" and key.startswith("xiaoyi")  # 再办好: who, is not said
        if mine and not own_city and not any(names(quote, row) for quote in mine):
            yield key, f"no quote names {row['name_zh']}"


def _numerals(rows: Rows) -> Iterator[tuple[str, str]]:
    """A note holds its numeral and gives the reason, where a note can."""
    first: dict[str, codebook.Row] = {}
    for row in rows:
        key, note = f"other numeral at {row['start']}", row["note"].partition(": ")[0]
        if row["text"] not in note:
            yield key, f"note {note} does not contain {row['text']}"
        if note == row["text"] and row["reason"] in ("name", "word"):
            yield key, f"note {note} is no more than the numeral"
        said = [reason for reason, cue in _REASONS.items() if re.search(cue, note)]
        if row["reason"] not in (said or _NAMED):
            yield (
                key,
                f"reason {row['reason']} is not what {note} says: {', '.join(said or _NAMED)}",
            )
        before = first.setdefault(note, row)
        if before["reason"] != row["reason"]:
            yield key, f"reason {row['reason']}, that of {note} at {before['start']} is another"
