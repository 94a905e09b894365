"""The tables of the package as a reader of a language wants them: their columns, named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.exports.workbook import numbers
from xiaoyi_data.exports.workbook.cells import Column
from xiaoyi_data.findings import derived, targets
from xiaoyi_data.report import codebook, observations, reports, tables, wording

# What each sheet shows, in this order; ``*`` stands for the language. What is said in English
# alone is left out of a Chinese workbook. Codes are shown as what they are called.
_SHOWN = {
    "figures": "name entity_name period_name text status_name measure value low high unit_name "
    "qualifier quote quote_en theme_name basis year baseline commitment section section_title "
    "printed better note figure",
    "derived": "name text value low high qualifier grade_name caveat_* inputs derived",
    "targets": "name entity_name period_name words outcome_text verdict_name reason value gap "
    "unit_name outcome_value outcome_period pace observed observed_period due commitment "
    "theme_name year figure outcome",
    "observations": "name entity_name period_name text value unit_name measure basis grade_name "
    "source_name url theme_name year baseline note",
    "indicators": "name theme_name kind better measure_word definition_* synonyms indicator",
    "entities": "name_* kind entity",
    "sections": "section title_* start end",
    "other_numerals": "start text reason_name note",
    "closures": "smaller larger reason",
}
_ENGLISH = {"figures": {"quote_en", "note"}, "observations": {"note"}}
_CHINESE = {"indicators": {"measure_word"}}
KEYS = ("figure", "derived", "indicator", "entity", "inputs", "outcome", "smaller", "larger")
_AMOUNTS = ("value", "low", "high", "outcome_value", "gap", "pace", "observed", "due")
_YEARS = ("year", "baseline")
_OF = "of"  # what the report of a row is called, where there are several
_PERIODS = ("outcome_period", "observed_period")


def frames(lang: str) -> dict[str, pd.DataFrame]:
    """Return the tables of the package by name, with names in the language.

    >>> list(frames("en"))[:4]
    ['figures', 'derived', 'targets', 'observations']
    """
    return {
        "figures": tables.load_figures(lang=lang),
        "derived": derived.load_derived(lang=lang),
        "targets": targets.load_targets(lang=lang),
        "observations": observations.load_observations(lang=lang),
        "indicators": tables.load_indicators(lang=lang),
        "entities": tables.table("entities"),
        "sections": tables.table("sections"),
        "other_numerals": tables.load_other_numerals(lang=lang),
        "closures": tables.table("closures"),
    }


def frames_of(several: Sequence[str | None], lang: str) -> dict[str, pd.DataFrame]:
    """Return the tables of reports by name, as ``frames`` does; of several each row says of which.

    >>> made = frames_of(["xiaoyi-2021", "boye-county-2021"], "en")["sections"]
    >>> made["of"].unique().tolist()
    ['Xiaoyi 2021', 'Boye County 2021']
    """
    made: list[dict[str, pd.DataFrame]] = []
    for name in several:
        with reports.using(name):
            known, of = codebook.about(), choices.words("several", lang)["of"]
            called = of.format(place=known[f"place_{lang}"], years=known["year"])
            own = frames(lang).items()
            made.append({key: frame.assign(**{_OF: called}) for key, frame in own})
    if len(made) == 1:
        return {key: frame.drop(columns=_OF) for key, frame in made[0].items()}
    return {key: pd.concat([one[key] for one in made], ignore_index=True) for key in made[0]}


def titled(name: str, lang: str) -> str:
    """Return what a table is called.

    >>> titled("derived", "zh")
    '推算值'
    """
    own = next(one for one in codebook.datasets() if one["name"] == name)
    return str(own["title" if lang == "en" else "title_zh"])


def shown(name: str, frame: pd.DataFrame, lang: str) -> list[Column]:
    """Return the columns of a table for a reader: heads, codes and units in the language.

    >>> [column.head for column in shown("closures", tables.table("closures"), "zh")]
    ['较小者', '较大者', '原因']
    """
    told = [_column(name, key, frame, lang) for key in _listed(name, frame, lang)]
    return [Column(_of(lang), list(frame[_OF])), *told] if _OF in frame else told


def _of(lang: str) -> str:
    return str(choices.words("workbook", lang)["book"]["of"])


def _listed(name: str, frame: pd.DataFrame, lang: str) -> Iterator[str]:
    left = _ENGLISH if lang == "zh" else _CHINESE
    for key in _SHOWN[name].replace("*", lang).split():
        if key in frame and key not in left.get(name, ()):
            yield key


def head(name: str, key: str, lang: str) -> str:
    """Return what a column is called; of what stands in one language alone, in short.

    >>> head("sections", "title_en", "en"), head("targets", "value", "zh")
    ('Title', '数值')
    """
    return str(codebook.column(name, key)["title" if lang == "en" else "title_zh"])


def _column(name: str, key: str, frame: pd.DataFrame, lang: str) -> Column:
    values: list[Any] = [None if _missing(value) else value for value in frame[key]]
    field, formats = codebook.column(name, key), list[str | None]()
    if "categories" in field:
        called = codebook.labels(name, key, lang)
        values = [called.get(value, value) for value in values]
    elif key in _AMOUNTS:
        words = frame["measure_word"] if "measure_word" in frame else [""] * len(frame)
        # A difference of shares is one of points, whatever the unit of the row.
        units = [_unit(key, unit) for unit in frame["unit"]]
        formats = [
            None if value is None else numbers.by_unit(float(value), unit, lang, word or "")
            for value, unit, word in zip(values, units, words, strict=True)
        ]
    elif key in _YEARS:
        formats = ["0"] * len(values)
    elif key in _PERIODS:
        values = [value and wording.period(value, lang) for value in values]
    elif key == "synonyms":
        values = [_own(value, lang) for value in values]
    elif (name, key, lang) == ("other_numerals", "note", "zh"):
        values = [value and value.partition(": ")[0] for value in values]  # then in English
    widest = 30 if key in KEYS else 40
    return Column(head(name, key, lang), values, formats, widest)


def _unit(key: str, unit: str) -> str:
    return "pp" if key == "gap" and unit == "percent" else str(unit)


def _missing(value: Any) -> bool:
    return bool(pd.isna(value)) or value == ""


def _own(names: str | None, lang: str) -> str:
    """Those of several names that are in the language."""
    parts = [part.strip() for part in (names or "").split(";")]
    return "; ".join(part for part in parts if part.isascii() == (lang == "en"))


def values(made: dict[str, pd.DataFrame], lang: str) -> list[Column]:
    """Return every value of figures, derived values and observations, one row each, to be pivoted.

    Numbers are bare, in the unit of their row; an end that is open is empty.
    """
    words = choices.words("workbook", lang)["book"]
    names = ("theme_name", "name", "entity_name", "measure", "basis", "status_name", "year",
             "period_name", "value", "low", "high", "unit", "grade_name", "text")  # fmt: skip
    of = (_OF,) * (_OF in made["figures"])
    rows: dict[str, list[Any]] = {name: [] for name in (*of, "kind", *names, "key")}
    for table, key in (("figures", "figure"), ("derived", "derived"), ("observations", "")):
        frame = made[table]
        rows["kind"] += [titled(table, lang)] * len(frame)
        rows["key"] += list(frame[key]) if key else [None] * len(frame)
        for name in (*of, *names):
            own = list(frame[name]) if name in frame else [None] * len(frame)
            if name in ("measure", "basis", "unit") and name in frame:
                called = codebook.labels(table, name, lang)
                own = [None if _missing(value) else called[str(value)] for value in own]
            rows[name] += [None if _missing(value) else value for value in own]
    heads = {name: head("observations" if name == "grade_name" else "figures", name, lang)
             for name in names}  # fmt: skip
    heads |= {"kind": words["kind"], "key": words["key"], _OF: words["of"]}
    return [
        Column(heads[name], own, ["0"] * len(own) if name == "year" else (), 40)
        for name, own in rows.items()
    ]


def described(made: dict[str, pd.DataFrame], lang: str) -> list[Column]:
    """Return the codebook of what the sheets show: table, column, meaning, and what it may say."""
    words = choices.words("workbook", lang)["book"]
    rows = []
    meaning = "description" if lang == "en" else "description_zh"
    for name, frame in made.items():
        for key in _listed(name, frame, lang):
            field = codebook.column(name, key)
            called = codebook.labels(name, key, lang) if "categories" in field else {}
            text = ", " if lang == "en" else "、"
            rows.append((titled(name, lang), head(name, key, lang), field[meaning],
                         text.join(dict.fromkeys(called.values()))))  # fmt: skip
    return [
        Column(title, [row[place] for row in rows], widest=wide)
        for place, (title, wide) in enumerate(
            zip(words["described"], (20, 24, 80, 60), strict=True)
        )
    ]
