"""Does a row of ``derived.csv`` suit the figures it is made of: names, numbers, unit, grade?

That an expression can be computed says little. Here its words are held to its inputs; whether it
is the right one, the tests prove by a second route for every row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from xiaoyi_data.report import codebook, statements
from xiaoyi_data.report.renderings import stems

Rows = Mapping[str, codebook.Row]

_AIMED = re.compile("target|floor|stretch|ceiling")
_PLAIN_WORDS = {"last", "increase", "city", "two_lines", "project"}  # short names of no indicator
_KEY_WORDS = stems(  # what keys say of how a value was made
    "two year years average per total model completion completions share narrow index lines gap"
    " starts firms each left mean to most least after less pace against with at"
)
_SHARES = {"percent", "pp"}
_DIFFERENCE = re.compile(r"-?\(?(?!100)[\w()]+ [-+] [\w(), ]+\)?")
_YEARLY = re.compile(r"\ba year\b|yearly|per-year")
_PER_YEAR = re.compile(r"/ [45]\b|1/[45]|\* 12|per_year")
_CONDITION = re.compile(
    r"\b(?:if|assumes?|assumed|needs|model|target, not|floors?|neither|low base|follows from"
    r"|counts)\b",
    re.IGNORECASE,
)
_DOUBT = re.compile(r"\b(?:slip|overlap|another population|otherwise)\b", re.IGNORECASE)


def problems(row: codebook.Row, figures: Rows, indicators: Rows) -> Iterator[str]:
    """Yield a sentence for all in which one of our derived rows contradicts its inputs.

    >>> tables = ("figures", "figure"), ("indicators", "indicator")
    >>> figures, indicators = [{r[key]: r for r in codebook.rows(name)} for name, key in tables]
    >>> row = dict(codebook.rows("derived")[0], unit="ratio", grade="weak")
    >>> list(problems(row, figures, indicators))  # doctest: +NORMALIZE_WHITESPACE
    ['unit ratio does not suit average(outcome, target)',
     'unit ratio does not suit average(outcome, target), which divides by no figure',
     'grade weak needs a caveat that says what is in doubt']
    """
    pairs = [pair.partition("=")[::2] for pair in row["inputs"].split()]
    inputs = {short: figures[key] for short, key in pairs if key in figures}
    if len(inputs) < len(pairs) or not inputs:
        return  # that the computation says
    abouts = {short: _about(figure, indicators) for short, figure in inputs.items()}
    yield from _roles(inputs, abouts)
    yield from _names(row, frozenset().union(*abouts.values()))
    yield from _unit(row, list(inputs.values()))
    yield from _constants(row, list(inputs.values()), indicators)
    for indicator in indicators.values():
        if row["name_en"] == indicator["name_en"] and row["name_zh"] != indicator["name_zh"]:
            yield f"name_zh {row['name_zh']} is not {indicator['name_zh']}, as name_en has it"
    if row["grade"] == "conditional" and not _CONDITION.search(row["caveat_en"]):
        yield "grade conditional needs a caveat that names the condition"
    if row["grade"] == "weak" and not _DOUBT.search(row["caveat_en"]):
        yield "grade weak needs a caveat that says what is in doubt"


def _about(figure: codebook.Row, indicators: Rows) -> frozenset[str]:
    indicator = indicators.get(figure["indicator"], {})
    words = (figure["figure"].replace("-", " "), *indicator.values(), figure["quote_en"])
    return stems(" ".join(words).replace("_", " "))


def _roles(inputs: Rows, abouts: Mapping[str, frozenset[str]]) -> Iterator[str]:
    """A short name says what its figure is: a target, an outcome, a firm, a thing."""
    for short, figure in inputs.items():
        key, status, period = figure["figure"], figure["status"], figure["period"]
        right = bool(stems(short.replace("_", " ")) & abouts[short]) or short in _PLAIN_WORDS
        if _AIMED.match(short):
            right = status == "target"
        elif short.startswith("outcome"):
            right = status == "achieved"
        elif short in ("total", "five_years"):
            right = "/" in period
        elif short[0].isupper():
            right = short.split("_")[0] in figure["quote_en"]
        if not right:
            yield f"{short} is not what {key} is"


def _names(row: codebook.Row, about: frozenset[str]) -> Iterator[str]:
    """Key and name are of the inputs, and name the same years and whether it is per year."""
    key, name = row["derived"], row["name_en"]
    known = about | stems(name) | _KEY_WORDS
    for word in key.split("-"):
        if not stems(word) <= known and not word.isdigit():
            yield f"the key says {word!r}, of which name and inputs know nothing"
    if not stems(name) & (about | stems(key.replace("-", " "))):
        yield f"name_en {name} has no word of its inputs"
    if bool(_YEARLY.search(f"{name} {key}")) != bool(_PER_YEAR.search(row["expression"])):
        yield f"name and expression do not agree on whether it is per year: {row['expression']}"
    years = re.findall(r"\d{4}", key)
    if years and "after" not in key and re.search(r"\b20\d\d\b", name) and years[-1] not in name:
        yield f"the key says {years[-1]}, name_en {name} does not"


def _unit(row: codebook.Row, inputs: Sequence[codebook.Row]) -> Iterator[str]:
    """A share is times 100 or made of shares; what is counted is what an input counts."""
    unit, expression = row["unit"], row["expression"]
    used = {figure["unit"] for figure in inputs}
    hundred = "100" in expression.replace("/ 100", "")
    share = (
        hundred
        or re.search("per_year|average|gain", expression)
        or (used <= _SHARES and "/ (" not in expression)
    )
    if bool(share) != (unit in _SHARES):
        yield f"unit {unit} does not suit {expression}"
    counted = {*statements.COUNTS, "rank"} - used
    if unit in counted and not (unit == "year" and row["name_en"].startswith("years")):
        yield f"unit {unit} is of none of its inputs: {', '.join(sorted(used))}"
    made = {unit} if "/" in unit and set(unit.split("/")) <= used else set[str]()
    if unit not in used | made | _SHARES | {"ratio", "year", "ha", "item"}:
        yield f"unit {unit} does not come of {', '.join(sorted(used))}"
    if unit == "ratio" and not re.search(r"/ -?[(A-Za-z_]", expression):
        yield f"unit ratio does not suit {expression}, which divides by no figure"
    # Points are what lies between two shares; what is times 100 or a rate a year is percent.
    between = "gain" in expression or _DIFFERENCE.fullmatch(expression)
    if unit in _SHARES and bool(between) != (unit == "pp"):
        yield f"unit {unit} does not suit {expression}"
    if row["name_en"].startswith("years") != (unit == "year"):
        yield f"unit {unit} does not suit name_en {row['name_en']}"


def _constants(
    row: codebook.Row, inputs: Sequence[codebook.Row], indicators: Rows
) -> Iterator[str]:
    """A number of an expression counts years, months or mu to the hectare, or is 1 or 100."""
    expression, spans = row["expression"], [statements.years(f["period"]) for f in inputs]
    lengths = {last - first + 1 for first, last in spans if last > first}
    lengths |= {last - 2020 for first, last in spans if first == last > 2021}
    divides = lengths | ({15} if row["unit"] == "ha" else set())
    if len(inputs) > 1:
        divides |= {length - 1 for length in lengths}  # what is left after the first year
    # In a helper and beside * a number of years may stand, elsewhere 1 and 100.
    known = {1, 100}
    if re.search(r"per_year\(\w+, |\* \d", expression):
        known |= lengths
    if any("month" in indicators.get(f["indicator"], {}).get("definition_en", "") for f in inputs):
        known.add(12)
    if "gain(" in expression:
        known |= {365, 366}
    path = re.fullmatch(r"(?:smooth|least|most)\(\w+, \w+, (\d), (\d)\)", expression)
    if path:
        first, last = max(spans)
        if not row["derived"].endswith(f"-{first - 1 + int(path[1])}") or (
            last - first + 1 != int(path[2])
        ):
            yield f"{expression} is not the year that the key names"
        return
    for sign, number in re.findall(r"(/? ?)(?<![\w.'-])(\d+(?:\.\d+)?)", expression):
        if float(number) not in known | (divides if "/" in sign else set()):
            yield f"{number} in {expression} is no count of years or months of its inputs"
