"""Keys and what they are called: filters take either, and frames show words in place of codes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.report import codebook, wording

Filter = str | int | Iterable[str | int] | None

# The columns whose values are keys of a table, and what holds their names there.
_KEYS = {
    "indicator": ("indicators", "name"),
    "entity": ("entities", "name"),
    "section": ("sections", "title"),
}


def filtered(frame: pd.DataFrame, **filters: Filter) -> pd.DataFrame:
    """Return the rows that pass every filter, numbered anew; a filter of None lets all pass.

    A filter is a column and one value or several. Each is a key or what it is called in English
    or Chinese, in capitals or not: ``theme="countryside"``, ``status="目标"``,
    ``indicator="地区生产总值"``, ``period=2025``, ``period="2016–2020"``, ``entity=""`` for the
    city itself. A key comes before a name; a name that several keys share (户: household,
    enterprise) stands for all of them.

    Valid are the codes and keys of the codebook and what stands in the column, so that a frame
    may be empty. Raises ValueError for an unknown column or value, naming the nearest.

    >>> from xiaoyi_data import load_figures
    >>> sorted(set(filtered(load_figures(), theme=["Countryside", "民生"])["theme"]))
    ['livelihood', 'rural']
    """
    passing = pd.Series(True, frame.index)
    for column, wanted in filters.items():
        if wanted is None:
            continue
        if column not in frame:
            raise choices.unknown("filter", column, map(str, frame.columns))
        passing &= frame[column].astype(str).isin(meant(frame[column], wanted))
    return frame[passing].reset_index(drop=True)


def synonyms(indicator: codebook.Row) -> list[str]:
    """Return the earlier and other names of a row of ``indicators``.

    >>> synonyms(codebook.rows("indicators")[0])
    []
    """
    return [word for word in indicator["synonyms"].split("; ") if word]


def measure_words(rows: pd.DataFrame) -> str:
    """Return what counts the rows of a frame in Chinese: 套, or 个、所 of unlike things.

    >>> from xiaoyi_data import load_figures
    >>> measure_words(load_figures(indicator=["resettlement_homes", "schools_built"]))
    '套、所'
    """
    found = rows["measure_word"].dropna() if "measure_word" in rows else ()
    return "、".join(dict.fromkeys(filter(None, found)))


def labels(frame: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return a frame whose codes (status, theme, unit, verdict …) are words in ``lang``.

    The columns of ``frame`` that are named and coded as ours become categoricals of the words
    that are there, so that charts keep no place for others; the rest stays as it is. Categories
    keep their order. Codes that share a word stay apart: 户（household）.

    Raises ValueError for an unknown language.

    >>> from xiaoyi_data import load_figures
    >>> labels(load_figures(theme="innovation"), "zh")["status"].cat.categories.tolist()
    ['已实现', '目标']
    """
    key = "label" if choices.check_language(lang) == "en" else "label_zh"
    made = frame.copy()
    for name in frame.columns:
        field = _coded(frame[name])
        if field is None:
            continue
        values = frame[name]
        category = isinstance(values.dtype, pd.CategoricalDtype)
        order = list(values.cat.categories) if category else field["constraints"]["enum"]
        ordered = values.cat.ordered if category else field.get("categoriesOrdered", False)
        called = {c["value"]: c[key] for c in field["categories"]}
        present = [code for code in order if code in set(values.dropna())]
        shared = [called[code] for code in present]
        left, right = "（）" if lang == "zh" else (" (", ")")
        words = {
            code: f"{word}{left}{code}{right}" if shared.count(word) > 1 else word
            for code, word in zip(present, shared, strict=True)
        }
        made[name] = pd.Categorical(
            values.astype(object).map(words), categories=list(words.values()), ordered=ordered
        )
    return made


def _coded(column: pd.Series[Any]) -> dict[str, Any] | None:
    """Return what the codebook says of a coded column of ours; None where it is none.

    Tables may code columns of one name differently (grade): the values decide.
    """
    fields = [
        field
        for dataset in codebook.datasets()
        for field in codebook.columns(dataset["name"])
        if field["name"] == column.name and "categories" in field
    ]
    if not fields:
        return None
    category = isinstance(column.dtype, pd.CategoricalDtype)
    values = set(column.cat.categories if category else column.dropna()) - {""}
    same = (field for field in fields if values and values <= set(field["constraints"]["enum"]))
    return next(same, None)


def meant(column: pd.Series[Any], wanted: str | int | Iterable[str | int]) -> set[str]:
    """Return the keys that the wanted values stand for; ValueError for one that is unknown.

    >>> meant(pd.Series(["gdp"], name="indicator"), "地区生产总值")
    {'gdp'}
    """
    several = isinstance(wanted, Iterable) and not isinstance(wanted, str)
    values = [str(value) for value in (wanted if several else [wanted])]  # type: ignore[union-attr]
    names, meant = _called(column), set[str]()
    valid = {key for key, _ in names}
    for value in values:
        word = value.strip().casefold()
        found = {key for key, _ in names if key.casefold() == word}
        found = found or {key for key, name in names if name.casefold() == word}
        if not found:
            raise choices.unknown(str(column.name), value, valid, {n: key for key, n in names})
        meant |= found
    return meant


def _called(column: pd.Series[Any]) -> list[tuple[str, str]]:
    """Return the keys that a column may hold, each with a name: one of several, or itself."""
    held = {str(value) for value in column.dropna()} - {""}
    names = [(key, key) for key in held]
    if (field := _coded(column)) is not None:
        for c in field["categories"]:
            called = [c["label"], c["label_zh"], *c.get("synonyms", [])]
            names += [(c["value"], name) for name in called]
    elif column.name in _KEYS:
        table, name = _KEYS[str(column.name)]
        names += [(row[str(column.name)], row[f"{name}_{lang}"])
                  for row in codebook.rows(table) for lang in choices.LANGUAGES]  # fmt: skip
        if table == "entities":
            names.append(("", ""))  # the city itself
        if table == "indicators":
            names += [(row["indicator"], word)
                      for row in codebook.rows(table) for word in synonyms(row)]  # fmt: skip
    elif column.name == "period":
        names += [(key, wording.period(key, lang)) for key in held for lang in choices.LANGUAGES]
    return names
