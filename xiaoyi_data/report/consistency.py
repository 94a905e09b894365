"""Do the columns of a figure agree with one another and with its words? None needs the text.

What figures share with observations is in ``statements``. Here stands what only figures have: a
key, a status, a section, a quote. Each rule is a sentence of ``docs/proofs.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache

from xiaoyi_data.reading import quantities
from xiaoyi_data.report import codebook, english, statements

Rows = Mapping[str, codebook.Row]

_REVIEW = {"achieved", "under_way"}
_PLAN = {"target", "to_start", "to_finish", "under_way"}
# Words of a key that say how the indicator is stated rather than which it is.
STATED = {"growth", "change", "rank", "target", "ceiling", "stretch"}
_AIMED = {"target", "ceiling", "stretch"}

_STARTS = re.compile("开工|启动")
_ENDS = re.compile("完工|投产|并网|扩容")
_WORKS = re.compile("开工|启动|推进|加快|支持|建设|实施|达产")
_FROM = re.compile("[由从自年].*(?:[到至]|[整化变并合]为)|以来|累计|历年|[比较]“?十.五”?末")
_STATES = re.compile("年均|同比|较上年|比上年|“十二五”末")


def tense(row: codebook.Row, year: int) -> Iterator[str]:
    """Yield a sentence where what was done lies ahead of the report's year, or an aim behind it.

    >>> list(tense({"status": "target", "period": "2020"}, 2021))
    ['status target, but period 2020 is before the report: its year is 2021']
    """
    try:
        ends = statements.years(row["period"])
    except ValueError:
        return  # that the codebook says
    what = f"status {row['status']}, but period {row['period']} is"
    if row["status"] == "achieved" and ends[1] > year:
        yield f"{what} after the report: its year is {year}"
    if row["status"] in _PLAN - _REVIEW and ends[1] < year:
        yield f"{what} before the report: its year is {year}"


def turn(row: codebook.Row, section: codebook.Row, year: int) -> Iterator[str]:
    """Yield a sentence where a figure does not suit what its section tells of.

    A plan tells of nothing achieved in its own year, a review of its years, but for one that it
    compares with or names.

    >>> plan = {"section": "2", "turn": "year_plan", "years": "2021"}
    >>> row = {"status": "achieved", "period": "2021", "quote": "新建学校6所"}
    >>> list(turn(row, plan, 2021))
    ['section 2 is a plan: nothing of 2021 is achieved in it']
    """
    try:
        (first, last), ends = (statements.years(text) for text in (section["years"], row["period"]))
    except ValueError:
        return  # that the codebook says
    number, period = section["section"], row["period"]
    if not section["turn"].endswith("review"):
        if row["status"] == "achieved" and ends[1] >= year:
            yield f"section {number} is a plan: nothing of {period} is achieved in it"
        return
    # A base is told with what became of it, several years with what they added up to.
    told = str(ends[0]) in row["quote"] or _FROM.search(row["quote"]) or ends[0] < ends[1]
    if not told and not first <= ends[0] <= last:
        yield f"period {period} is outside section {number}: {section['years']}"


def problems(row: codebook.Row, indicators: Rows, entities: Rows, sections: Rows) -> Iterator[str]:
    """Yield a sentence for every two columns of a figure that contradict each other.

    >>> rows = {row["figure"]: row for row in codebook.rows("figures")}
    >>> maps = [{r[k]: r for r in codebook.rows(t)} for t, k in
    ...         [("indicators", "indicator"), ("entities", "entity"), ("sections", "section")]]
    >>> list(problems({**rows["gdp-growth-2020"], "status": "target"}, *maps))
    ['section 1.2 is a review: it has no target', 'the key names no target']
    """
    yield from statements.subject(row, indicators)
    review = False
    if row["section"] in sections:
        review = sections[row["section"]]["turn"].endswith("review")
        yield from _horizon(row, sections[row["section"]], review)
    yield from _key(row)
    yield from _status(row, review)
    yield from _words(row)
    yield from _named(row, entities)


def _horizon(row: codebook.Row, of: codebook.Row, review: bool) -> Iterator[str]:
    """A review tells of what was, a plan of what is to be, each within its years."""
    section, status = row["section"], row["status"]
    if status not in (_REVIEW if review else _PLAN):
        yield f"section {section} is a {'review' if review else 'plan'}: it has no {status}"
    (first, last), ends = (statements.years(years) for years in (of["years"], row["period"]))
    if not first <= ends[0] <= ends[1] <= last:
        yield f"period {row['period']} is outside section {section}: {first} to {last}"


def key_words(key: str, period: str) -> tuple[list[str], list[str]] | None:
    """Split a key into what stands before and after its period; None when it has not got it.

    >>> key_words("lng-capacity-2021-jinda", "2021")
    (['lng', 'capacity'], ['jinda'])
    """
    match = re.fullmatch(rf"([a-z0-9-]+?)-{period.replace('/', '-')}(?:-([a-z-]+))?", key)
    return (match[1].split("-"), (match[2] or "").split("-") if match[2] else []) if match else None


def _key(row: codebook.Row) -> Iterator[str]:
    """A key is: words of the indicator, how it is stated, the period, words of the entity."""
    key, measure = row["figure"], row["measure"]
    split = key_words(key, row["period"])
    if split is None:
        yield f"the key does not name period {row['period']}"
        return
    before, after = split
    known = {*row["indicator"].split("_"), *STATED, *re.findall("[a-z]+", row["quote_en"].lower())}
    for word in before:
        if word not in known:
            yield f"the key says {word!r}, of which indicator {row['indicator']} knows nothing"
    for word in ("growth", "rank"):
        if (word in before) != (measure == word):
            yield f"the key {'names' if word in before else 'does not name'} {word}: {measure}"
    if measure == "change" and "change" not in before:
        yield "the key does not name the change"
    if set(after) - set(row["entity"].split("_")):
        yield f"the key says {'-'.join(after)}, the entity is {row['entity'] or 'the whole city'}"
    # A number a year and a promise are targets by what they count.
    yearly = row["indicator"].endswith(statements.PER_YEAR)
    pledge = yearly or row["indicator"] == "livelihood_projects"
    if bool(_AIMED & set(before)) != (row["status"] == "target") and not pledge:
        yield f"the key names {'a' if _AIMED & set(before) else 'no'} target"


def _status(row: codebook.Row, review: bool) -> Iterator[str]:
    """Verbs of the quote, or of the note where the quote is cut before them, give the status."""
    said, status = row["quote"] + row["note"], row["status"]
    if "Construction started" in row["note"]:
        said += "开工"
    if status not in (_REVIEW if review else _PLAN - {"target"}):
        return  # that horizon and key say
    if review:
        # A count of starts is achieved when they have started; a project's size is not.
        counted = re.search("start|completed|signed", row["indicator"])
        begun = bool(_STARTS.search(said)) and not counted
        right = "under_way" if begun else "achieved"
    elif _STARTS.search(said):
        right = "to_start"
    else:
        right = "to_finish" if _ENDS.search(said) else "under_way"
    if status != right:
        yield f"status {status} is not what quote and note say: {right}"
    if status == "under_way" and not _WORKS.search(said):
        yield "neither quote nor note says that work goes on"


def _words(row: codebook.Row) -> Iterator[str]:
    """Basis, its source, the commitment and the extent of ``printed`` are those of the words."""
    said, printed = row["quote"] + row["note"], row["printed"]
    before = row["quote"].partition(printed)[0]
    averaged = bool(statements.AVERAGED.search(row["quote"]))
    if row["basis"] and averaged != (row["basis"] == "annual_average"):
        yield f"basis {row['basis']} against the quote, where 年均 makes a yearly average"
    stated = _STATES.search(row["quote"] if "Read as" in row["note"] else said)
    if row["basis_source"] == "stated" and not stated:
        yield "neither quote nor note states the basis"
    if row["basis_source"] == "inferred" and stated and "Read as" not in row["note"]:
        yield f"the basis is stated: {stated[0]}"
    if (row["commitment"] == "strive") != ("力争" in before + row["note"]):
        yield "commitment is strive where 力争 stands before the value, and only there"


def note(row: codebook.Row, values: frozenset[Decimal]) -> Iterator[str]:
    """Yield a sentence for every number of a note that is nowhere else.

    It is small, a year, of the rendering, or one of ``values``, which are those of all figures.

    >>> row = {"note": "31,200 a year, beside 5,388", "value": "156000", "quote_en": "",
    ...        "period": "2021/2025"}
    >>> list(note(row, frozenset()))
    ['note: 5388 is the value of no figure']
    """
    own = statements.number(row["value"])
    if re.search("yearbook|census", row["note"]):
        return  # it tells of a source from outside
    rendered = {number.value for number in english.numbers(row["quote_en"])}
    year = int(row["period"][:4]) if row["period"][:4].isdecimal() else 0
    for number in english.numbers(row["note"]):
        said = number.value
        # 31,200 a year is a fifth of 156,000, 350 MW one of two.
        part = own and said and said < own and own % said == 0 and own / said <= 5
        if said > 10 and said not in values | rendered and not (part or abs(said - year) <= 10):
            yield f"note: {said:f} is the value of no figure"


def printed(row: codebook.Row) -> Iterator[str]:
    """Yield a sentence where ``printed`` leaves out a bound or a measure word beside it.

    >>> list(printed({"printed": "5万", "quote": "新增就业5万人"}))
    ['printed 5万 leaves out what belongs to it: 5万人']
    >>> list(printed({"printed": "5万", "quote": "惠及5万群众"}))  # of which 群 counts flocks
    []
    """
    said, quote = row["printed"], row["quote"]
    places = [match.span() for match in re.finditer(re.escape(said), quote)]
    longer = [_longer(quote[max(0, a - 2) : a], said, quote[b : b + 2]) for a, b in places]
    if longer and all(longer):  # of 4天 in 254天，增加4天 the second is meant
        yield f"printed {said} leaves out what belongs to it: {longer[-1][0]}"


@cache
def _longer(before: str, printed: str, after: str) -> tuple[str, ...]:
    """Return what ``printed`` would be with the bound or measure word that it leaves out."""

    def read(text: str) -> tuple[object, ...] | None:
        try:
            found = quantities.parse(text)
        except ValueError:
            return None
        return found.qualifier, bool(found.units), found.value

    there = {(one.start, one.text) for one in quantities.read(before + printed + after)}
    if (len(before), printed) in there:  # 群 is no measure word in 30万群众, 负 no sign in 减负
        return ()
    alone = read(printed)
    tried = [before[at:] + printed for at in range(len(before))]
    tried += [printed + after[: at + 1] for at in range(len(after))]
    return tuple(longer for longer in tried if alone and read(longer) not in (None, alone))


def _named(row: codebook.Row, entities: Rows) -> Iterator[str]:
    """The entity is named in the quote or by the key; what the quote names is the entity."""
    split = key_words(row["figure"], row["period"])
    after = split[1] if split else []
    # Governments and regions are named for many reasons; only promises are theirs.
    kinds = {"company", "plant", "zone"}
    if row["indicator"] == "livelihood_projects":
        kinds.add("government")
    named = {
        key
        for key, entity in entities.items()
        if entity["kind"] in kinds and names(row["quote"], entity)
    }
    if named and row["entity"] not in named and not after:
        yield f"the quote names {', '.join(sorted(named))}, the entity is {row['entity'] or 'none'}"
    elif row["entity"] and row["entity"] not in named and not after:
        yield f"neither key nor quote names the entity {row['entity']}"
    if not after and len(named) > 1:
        yield f"the quote names {', '.join(sorted(named))}, the key none of them"


def names(text: str, entity: codebook.Row) -> bool:
    """Return whether a text has the Chinese name of an entity or, without its place, most of it.

    >>> names("推进开发区“三化三制”改革", {"name_zh": "孝义经济开发区"})
    True
    """
    return any(part in text for part in _parts(entity["name_zh"]))


@cache
def _parts(name: str) -> tuple[str, ...]:
    name = re.sub("^(?:孝义(?!市)|山西(?=省|晋|锦|金))", "", name)
    most, half = -(-len(name) * 3 // 5), max(2, -(-len(name) // 2))
    return *(name[at : at + most] for at in range(len(name) - most + 1)), name[:half]
