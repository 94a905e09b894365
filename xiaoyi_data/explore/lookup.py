"""Look things up: which figures and indicators there are, and all that is said of one."""

from __future__ import annotations

from typing import Any

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.explore import facts
from xiaoyi_data.findings import derived, targets
from xiaoyi_data.report import codebook, observations, tables, wording

HEADINGS = {
    "en": {"name": "What", "text": "As stated", "value": "Value", "unit": "Unit",
           "period": "Period", "status": "Status", "section": "§",
           "quote": "What the report says", "figure": "Figure", "indicator": "Indicator",
           "theme": "Theme", "figures": "Figures", "observations": "Observations"},
    "zh": {"name": "事项", "text": "报告所述", "value": "数值", "unit": "单位", "period": "时期",
           "status": "状态", "section": "节", "quote": "报告原文", "figure": "数据",
           "indicator": "指标", "theme": "主题", "figures": "数据数", "observations": "观测数"},
}  # fmt: skip
_WORDS = {
    "en": {"definition": "Definition", "observed": "Observed", "key": "Key"},
    "zh": {"definition": "定义", "observed": "报告以外", "key": "键"},
}  # fmt: skip


class NothingFound(ValueError):
    """The filters are valid, and no figure passes them."""


def select(
    *, theme: str = "", status: str = "", period: str = "", search: str = "", lang: str = "en"
) -> pd.DataFrame:
    """Return the figures that pass every filter; an empty one lets all pass.

    ``search`` looks for each of its words in names, quotes and values of both languages.
    Raises ValueError for an unknown value, and NothingFound where nothing is left.

    >>> select(theme="environment", search="forest 33.3")["figure"].tolist()
    ['forest-cover-2020']
    """
    chosen = {"theme": theme, "status": status, "period": period}
    filters: dict[str, Any] = {name: value or None for name, value in chosen.items()}
    rows = tables.load_figures(lang=lang, **filters)
    if search.strip():
        columns = ["name", "entity_name", "printed", "quote", "quote_en", "figure", "unit_name"]
        other = tables.load_figures(lang="zh" if lang == "en" else "en", **filters)
        text = pd.concat([rows[columns], other[columns]], axis=1).agg(" ".join, axis=1)
        text = text.str.casefold()
        for word in search.casefold().split():
            rows = rows[text.loc[rows.index].str.contains(word, regex=False)]
    if rows.empty:
        raise NothingFound(
            f"no figure matches {', '.join(v for v in (*chosen.values(), search) if v)}"
        )
    return rows.reset_index(drop=True)


def listing(rows: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return figures as a reader of ``lang`` wants them listed.

    >>> listing(select(search="forest cover"))[["What", "As stated"]].values.tolist()
    [['Forest cover', '33.3%']]
    """
    words, statuses = HEADINGS[lang], codebook.labels("figures", "status", lang)
    return pd.DataFrame(
        {
            words["name"]: [facts.heading(row, lang) for row in _each(rows)],
            words["text"]: [wording.figure(row, lang, signed=True) for row in _each(rows)],
            words["value"]: rows["value"],
            words["unit"]: rows["unit_name"],
            words["period"]: [wording.period(period, lang) for period in rows["period"]],
            words["status"]: rows["status"].astype(str).map(statuses),
            words["section"]: rows["section"],
            words["quote"]: rows["quote_en" if lang == "en" else "quote"],
        }
    )


def figure_listing(rows: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return the columns of ``listing`` that fit a terminal, the key first.

    >>> figure_listing(select(search="forest cover")).values.tolist()
    [['forest-cover-2020', '33.3%', '2020', 'achieved', 'Forest cover']]
    """
    words = HEADINGS[lang]
    shown = listing(rows, lang)[[words[name] for name in ("text", "period", "status", "name")]]
    shown.insert(0, words["figure"], rows["figure"])
    return shown


def indicator_listing(rows: pd.DataFrame, lang: str = "en") -> pd.DataFrame:
    """Return rows of ``indicators`` as a reader of ``lang`` wants them listed, by theme.

    >>> indicator_listing(indicators(theme="economy"), "zh")["事项"].iloc[0]
    '地区生产总值'
    """
    words, themes = HEADINGS[lang], codebook.labels("indicators", "theme", lang)
    rows = rows.sort_values("theme", kind="stable")
    return pd.DataFrame(
        {
            words["indicator"]: rows["indicator"],
            words["figures"]: rows["figures"],
            words["observations"]: rows["observations"],
            words["theme"]: rows["theme"].astype(str).map(themes),
            words["name"]: rows[f"name_{lang}"].map(wording.capital),
        }
    )


def indicators(*, theme: str = "", status: str = "", period: str = "") -> pd.DataFrame:
    """Return the indicators, one row each, with how many figures and observations each has.

    ``status`` and ``period`` leave those with such figures, and count these alone. Columns:
    ``indicator``, ``figures``, ``observations`` and the rest of ``load_indicators()``. Raises
    ValueError as ``select`` does.

    >>> found = indicators(theme="environment", status="target")
    >>> found[["indicator", "figures"]].values.tolist()[0]
    ['rural_clean_heating_coverage', 1]
    """
    stated = select(theme=theme, status=status, period=period)["indicator"].value_counts()
    seen = observations.load_observations()["indicator"].value_counts()
    every = tables.load_indicators()
    for place, (name, counts) in enumerate((("figures", stated), ("observations", seen)), start=1):
        every.insert(place, name, every["indicator"].map(counts).astype("Int64").fillna(0))
    kept = every["figures"] > 0
    if not (status or period):  # some are known from outside the report alone
        kept |= (every["theme"] == theme) if theme else True
    return every[kept].reset_index(drop=True)


def statements(key: str, lang: str = "en") -> pd.DataFrame:
    """Return all that is stated of an indicator or one figure, one row per statement.

    ``key`` is that of an indicator or of a figure, or an indicator's name in either language.
    Columns: ``kind`` (figure, target, derived, observation), ``key``, ``name``, ``period``,
    ``text`` (as a reader of ``lang`` would write it), ``value``, ``low`` and ``high`` in
    ``unit``, ``grade`` (of a figure its status, of a target its verdict), ``words`` (quote,
    target beside its outcome, formula or source) and ``note``. Raises ValueError for an unknown
    key, naming the nearest.

    >>> statements("forest_cover")[["kind", "text", "words"]].values.tolist()
    [['figure', '33.3%', '全市森林覆盖率达到33.3%']]
    """
    indicator, rows = _resolve(key, lang)
    keys = set(rows["figure"])
    said: list[tuple[Any, ...]] = [
        ("figure", row.figure, facts.heading(row, lang), row.period, wording.figure(row, lang),
         row.value, row.low, row.high, row.unit, row.status, row.quote, row.note)
        for row in _each(rows)
    ]  # fmt: skip
    aims = targets.load_targets(lang=lang)
    said += [
        ("target", row.figure, row.name, row.period, row.text, row.value, None, None, row.unit,
         row.verdict, f"{row.outcome}: {row.outcome_text}" if pd.notna(row.outcome) else "", "")
        for row in _each(aims[aims["figure"].isin(keys) | aims["outcome"].isin(keys)])
    ]  # fmt: skip
    rests = derived.load_derived(lang=lang)
    follow = [bool(keys & set(inputs.split())) for inputs in rests["inputs"]]
    said += [
        ("derived", row.derived, row.name, "", row.text, row.value, row.low, row.high, row.unit,
         row.grade, row.formula, row.caveat_en if lang == "en" else row.caveat_zh)
        for row in _each(rests[follow])
    ]  # fmt: skip
    if indicator is not None:
        said += [
            ("observation", row.indicator, indicator[f"name_{lang}"], row.period,
             wording.amount(row.value, row.unit, lang), row.value, None, None, row.unit,
             row.grade, row.source, row.note)
            for row in _each(_observed(indicator["indicator"]))
        ]  # fmt: skip
    columns = ["kind", "key", "name", "period", "text", "value", "low", "high", "unit", "grade",
               "words", "note"]  # fmt: skip
    return pd.DataFrame(said, columns=columns).astype(dict.fromkeys(columns[5:8], "Float64"))


def about(key: str, lang: str = "en") -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the cards of an indicator or one figure: headings, each with what and the text.

    ``key`` and errors are as for ``statements``.

    >>> [heading for heading, _ in about("forest_cover")]
    ['Forest cover · 森林覆盖率', 'Forest cover']
    """
    indicator, rows = _resolve(key, lang)
    made = [facts.facts(figure, lang) for figure in rows["figure"]]
    if indicator is None:
        return made
    words, definition = _WORDS[lang], indicator[f"definition_{lang}"]
    names = [wording.capital(indicator["name_en"]), indicator["name_zh"]]
    head = " · ".join(names if lang == "en" else names[::-1])
    lines = [(words["definition"], definition), (words["key"], indicator["indicator"])]
    colon, stop = (": ", "; ") if lang == "en" else ("：", "；")
    for source, seen in _observed(indicator["indicator"]).groupby("source", sort=False):
        said = [wording.period(row.period, lang) + colon + wording.amount(row.value, row.unit, lang)
                for row in _each(seen)]  # fmt: skip
        lines.append((words["observed"], f"{stop.join(said)} · {source}"))
    # Said once for all figures.
    rest = [(title, [line for line in facts if line[1] != definition]) for title, facts in made]
    return [(head, lines), *rest]


def _resolve(key: str, lang: str) -> tuple[dict[str, str] | None, pd.DataFrame]:
    """Return an indicator and its figures, or no indicator and the one figure of that key."""
    rows = tables.load_figures(lang=lang)
    if key in set(rows["figure"]):
        return None, rows[rows["figure"] == key]
    named: dict[str, dict[str, str]] = {}
    for row in codebook.rows("indicators"):
        named |= {row[column].casefold(): row for column in ("indicator", "name_en", "name_zh")}
    if key.casefold() not in named:
        raise choices.unknown("indicator or figure", key, [*named, *rows["figure"]])
    indicator = named[key.casefold()]
    return indicator, rows[rows["indicator"] == indicator["indicator"]]


def _observed(indicator: str) -> pd.DataFrame:
    seen = observations.load_observations()
    return seen[seen["indicator"] == indicator]


def _each(frame: pd.DataFrame) -> Any:
    return frame.itertuples(index=False)
