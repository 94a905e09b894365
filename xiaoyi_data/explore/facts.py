"""All that is known of a figure or an indicator: said in cards for readers, in rows for programs.

On the card of a figure stand its quote and interval, what follows from it, and its target.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.findings import derived, targets
from xiaoyi_data.report import codebook, names, observations, reports, tables, wording

Card = tuple[str, list[tuple[str, str]]]
COLON, COMMA = {"en": ": ", "zh": "："}, {"en": ", ", "zh": "，"}


@reports.within
def statements(key: str, lang: str = "en", *, report: reports.Named = None) -> pd.DataFrame:
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
        ("figure", row.figure, heading(row, lang), row.period, wording.figure(row, lang),
         row.value, row.low, row.high, row.unit, row.status, row.quote, row.note)
        for row in _each(rows)
    ]  # fmt: skip
    said += [
        ("target", row.figure, row.name, row.period, row.text, row.value, None, None, row.unit,
         row.verdict, f"{row.outcome}: {row.outcome_text}" if pd.notna(row.outcome) else "",
         row.reason)
        for row in _judged(keys, lang)
    ]  # fmt: skip
    said += [
        ("derived", row.derived, row.name, "", row.text, row.value, row.low, row.high, row.unit,
         row.grade, row.formula, getattr(row, f"caveat_{lang}"))
        for row in _following(keys, lang)
    ]  # fmt: skip
    if indicator is not None:
        said += [
            ("observation", row.indicator, heading(row, lang), row.period,
             row.text, row.value, None, None, row.unit,
             row.grade, row.source_name, row.note)
            for row in _each(_observed(indicator["indicator"], lang))
        ]  # fmt: skip
    columns = ["kind", "key", "name", "period", "text", "value", "low", "high", "unit", "grade",
               "words", "note"]  # fmt: skip
    return pd.DataFrame(said, columns=columns).astype(dict.fromkeys(columns[5:8], "Float64"))


@reports.within
def about(key: str, lang: str = "en", *, report: reports.Named = None) -> list[Card]:
    """Return the cards of an indicator or one figure: headings, each with what and the text.

    ``key`` and errors are as for ``statements``.

    >>> [heading for heading, _ in about("forest_cover")]
    ['Forest coverage rate · 森林覆盖率', 'Forest coverage rate']
    """
    indicator, rows = _resolve(key, lang)
    made = [card(figure, lang) for figure in rows["figure"]]
    if indicator is None:
        return made
    words, definition = choices.words("facts", lang), indicator[f"definition_{lang}"]
    names = [wording.capital(indicator["name_en"]), indicator["name_zh"]]
    head = " · ".join(names if lang == "en" else names[::-1])
    lines = [(words["definition"], definition)] if definition else []
    lines.append((words["key"], indicator["indicator"]))
    stop = "; " if lang == "en" else "；"
    seen_by = _observed(indicator["indicator"], lang).groupby(
        ["entity_name", "source_name"], sort=False
    )
    for seen_at, seen in seen_by:
        place, source = map(str, seen_at)
        gap = " " if place and lang == "en" else ""
        said = [(place + gap + wording.period(row.period, lang), row.text) for row in _each(seen)]
        text = stop.join(map(COLON[lang].join, said))
        lines.append((words["observed"], f"{text} · {source}"))
    # Said once for all figures.
    rest = [(title, [line for line in lines if line[1] != definition]) for title, lines in made]
    return [(head, lines), *rest]


@reports.within
def card(figure: str, lang: str = "en", *, report: reports.Named = None) -> Card:
    """Return the heading of a figure's card, and its lines: what, and the text.

    >>> heading, lines = card("forest-cover-2020")
    >>> heading, lines[0]
    ('Forest coverage rate', ('Value', '33.3%, level, achieved, 2020'))
    """
    rows = tables.load_figures(lang=lang)
    if figure not in set(rows["figure"]):
        raise choices.unknown("figure", figure, rows["figure"])
    row: Any = next(rows[rows["figure"] == figure].itertuples(index=False))
    words = choices.words("facts", lang)
    kinds = [codebook.labels("figures", c, lang).get(str(getattr(row, c)), "")
             for c in ("measure", "basis", "status")]  # fmt: skip
    said = [wording.figure(row, lang, signed=True), *kinds, wording.period(row.period, lang)]
    indicators = tables.load_indicators().set_index("indicator")
    lines = [
        ("value", COMMA[lang].join(filter(None, said))),
        ("interval", span(row, lang)),
        ("quote", f"“{row.quote}”"),
        ("read", row.quote_en if lang == "en" else ""),
        ("section", f"{row.section} {row.section_title}"),
        ("definition", str(indicators.loc[row.indicator, f"definition_{lang}"])),
        ("note", row.note if lang == "en" else ""),
        *_target(figure, lang),
        *_derived(figure, lang),
        ("key", figure),
    ]
    return heading(row, lang), [(words[term], text) for term, text in lines if text]


def heading(row: Any, lang: str = "en") -> str:
    """Return the name of a figure, with whose it is, beginning with a capital.

    >>> from xiaoyi_data import load_figures
    >>> rows = load_figures(indicator="forest_cover", lang="zh").itertuples()
    >>> [heading(row, "zh") for row in rows]
    ['森林覆盖率']
    """
    whose = f"（{row.entity_name}）" if lang == "zh" else f" ({row.entity_name})"
    return wording.capital(str(row.name)) + (whose if row.entity_name else "")


def span(row: Any, lang: str = "en") -> str:
    """Return the interval that the words of a figure support, or "" for a rank.

    >>> from xiaoyi_data import load_figures
    >>> span(load_figures(indicator="market_entities").iloc[0])
    '35,000 enterprises to below 40,000 enterprises'
    """
    if row.unit == "rank":
        return ""
    low, high = (
        "" if pd.isna(end) else wording.amount(end, row.unit, lang, measure_word=row.measure_word)
        for end in (row.low, row.high)
    )
    if low and high:
        within = "below" if row.qualifier == "nearly" else "within"
        kind = "exact" if row.low == row.high else within
    elif low:
        kind = "above" if row.qualifier == "over" else "least"
    else:
        kind = "most"
    return str(choices.words("spans", lang)[kind]).format(low=low, high=high)


def _resolve(key: str, lang: str) -> tuple[dict[str, str] | None, pd.DataFrame]:
    """Return an indicator and its figures, or no indicator and the one figure of that key."""
    rows = tables.load_figures(lang=lang)
    if key in set(rows["figure"]):
        return None, rows[rows["figure"] == key]
    named: dict[str, dict[str, str]] = {}
    for row in codebook.rows("indicators"):
        words = [row["indicator"], row["name_en"], row["name_zh"], *names.synonyms(row)]
        named |= {word.casefold(): row for word in words}
    if key.casefold() not in named:
        raise choices.unknown("indicator or figure", key, [*named, *rows["figure"]])
    indicator = named[key.casefold()]
    return indicator, rows[rows["indicator"] == indicator["indicator"]]


def _observed(indicator: str, lang: str) -> pd.DataFrame:
    seen = observations.load_observations(lang=lang)
    return seen[seen["indicator"] == indicator]


def _judged(figures: set[str], lang: str) -> Any:
    """Return the targets among figures, and those that one of them is the outcome of."""
    found = targets.load_targets(lang=lang)
    return _each(found[found["figure"].isin(figures) | found["outcome"].isin(figures)])


def _following(figures: set[str], lang: str) -> Any:
    """Return the derived values that rest on one of the figures."""
    found = derived.load_derived(lang=lang)
    return _each(found[[bool(figures & set(inputs.split())) for inputs in found["inputs"]]])


def _each(frame: pd.DataFrame) -> Any:
    return frame.itertuples(index=False)


def _target(figure: str, lang: str) -> Iterator[tuple[str, str]]:
    """Say what a target is set beside, or which targets an outcome is set beside."""
    for row in _judged({figure}, lang):
        if row.outcome == figure:
            yield "target", f"{row.text} · {wording.period(row.period, lang)}"
        elif isinstance(row.outcome_text, str):
            yield "outcome", f"{row.outcome_text} · {wording.period(row.outcome_period, lang)}"
        if not pd.isna(row.gap):
            unit = "pp" if row.unit == "percent" else row.unit
            yield (
                "gap",
                wording.amount(row.gap, unit, lang, signed=True, measure_word=row.measure_word),
            )
        if not pd.isna(row.pace):
            pace = wording.amount(round(row.pace, 6), row.unit, lang, measure_word=row.measure_word)
            yield "pace", pace + choices.words("facts", lang)["year"]
        yield "verdict", f"{row.verdict_name} · {row.reason}"


def _derived(figure: str, lang: str) -> Iterator[tuple[str, str]]:
    for row in _following({figure}, lang):
        said = f"{row.name}{COLON[lang]}{row.text} = {row.formula}"
        yield "derived", " · ".join(filter(None, [said, getattr(row, f"caveat_{lang}")]))
