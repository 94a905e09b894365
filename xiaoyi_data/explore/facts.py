"""All that is known of one figure, on a card: quote, interval, what follows from it, its target."""

from __future__ import annotations

from functools import cache
from html import escape
from typing import Any

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.findings import derived, targets
from xiaoyi_data.report import codebook, tables, wording

_WORDS = {
    "en": {"value": "Value", "interval": "Interval", "section": "Section", "quote": "Quote",
           "read": "In English", "definition": "Definition", "note": "Note", "derived": "Derived",
           "target": "Target", "outcome": "Latest outcome", "gap": "Gap", "pace": "Pace",
           "verdict": "Verdict", "key": "Key", "year": " a year"},
    "zh": {"value": "数值", "interval": "区间", "section": "章节", "quote": "引文",
           "read": "英译", "definition": "定义", "note": "备注", "derived": "推算",
           "target": "目标", "outcome": "最新实际", "gap": "差距", "pace": "年均",
           "verdict": "评判", "key": "键", "year": "／年"},
}  # fmt: skip
_CARD = "border-left: 4px solid #0B5C8A; padding: 2px 16px; margin: 8px 0; max-width: 60em"
_LIST = "display: grid; grid-template-columns: max-content 1fr; gap: 4px 16px; margin: 8px 0"

_TERM = "font-weight: 600; margin: 0; float: none; width: auto; white-space: nowrap"


def card(figure: str, lang: str = "en") -> str:
    """Return the card of a figure as HTML; ValueError for a key there is not.

    >>> "全市森林覆盖率达到33.3%" in card("forest-cover-2020")
    True
    """
    head, lines = facts(figure, lang)
    items = "".join(
        f'<dt style="{_TERM}">{escape(term)}</dt><dd style="margin: 0">{escape(text)}</dd>'
        for term, text in lines
    )
    return (
        f'<div class="known" style="{_CARD}"><p style="font-weight: 700; font-size: 1.2em; '
        f'margin: 4px 0">{escape(head)}</p><dl style="{_LIST}">{items}</dl></div>'
    )


def facts(figure: str, lang: str = "en") -> tuple[str, list[tuple[str, str]]]:
    """Return the heading of a figure's card, and its lines: what, and the text.

    >>> heading, lines = facts("forest-cover-2020")
    >>> heading, lines[0]
    ('Forest cover', ('Value', '33.3%, level, achieved, 2020'))
    """
    rows = tables.load_figures(lang=lang)
    if figure not in set(rows["figure"]):
        raise choices.unknown("figure", figure, rows["figure"])
    row: Any = next(rows[rows["figure"] == figure].itertuples(index=False))
    words = _WORDS[lang]
    kinds = [codebook.labels("figures", c, lang).get(str(getattr(row, c)), "")
             for c in ("measure", "basis", "status")]  # fmt: skip
    said = [wording.figure(row, lang, signed=True), *kinds, wording.period(row.period, lang)]
    indicators = tables.load_indicators().set_index("indicator")
    lines = [
        ("value", ", ".join(filter(None, said)) if lang == "en" else "，".join(filter(None, said))),
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
        "" if pd.isna(end) else wording.amount(end, row.unit, lang) for end in (row.low, row.high)
    )
    if low and high and row.low == row.high:
        return f"exactly {low}" if lang == "en" else f"恰为{low}"
    if low and high:
        below = row.qualifier == "nearly"
        return (f"{low} to {'below ' if below else ''}{high}" if lang == "en"
                else f"{low}至{'不足' if below else ''}{high}")  # fmt: skip
    if low:
        over = row.qualifier == "over"
        return (f"{'above ' if over else ''}{low}{'' if over else ' or more'}" if lang == "en"
                else f"{'超过' if over else ''}{low}{'' if over else '及以上'}")  # fmt: skip
    return f"{high} or less" if lang == "en" else f"{high}及以下"


@cache
def _targets(lang: str) -> pd.DataFrame:
    """The targets, judged once for all cards."""
    return targets.load_targets(lang=lang)


def _target(figure: str, lang: str) -> list[tuple[str, str]]:
    """Say what a target is set beside, or which targets an outcome is set beside."""
    found = _targets(lang)
    lines: list[tuple[str, str]] = []
    rows: Any = found[(found["figure"] == figure) | (found["outcome"] == figure)].itertuples()
    for row in rows:
        if row.outcome == figure:
            lines.append(("target", f"{row.text} · {wording.period(row.period, lang)}"))
        elif isinstance(row.outcome_text, str):
            lines.append(
                ("outcome", f"{row.outcome_text} · {wording.period(row.outcome_period, lang)}")
            )
        if not pd.isna(row.gap):
            unit = "pp" if row.unit == "percent" else row.unit
            lines.append(("gap", wording.amount(row.gap, unit, lang, signed=True)))
        if not pd.isna(row.pace):
            pace = wording.amount(round(row.pace, 6), row.unit, lang)
            lines.append(("pace", pace + _WORDS[lang]["year"]))
        verdict = row.verdict_name
        if not pd.isna(row.observed):
            seen = wording.amount(row.observed, row.unit, lang)
            verdict += f" · {seen} · {wording.period(row.observed_period, lang)}"
        lines.append(("verdict", verdict))
    return lines


def _derived(figure: str, lang: str) -> list[tuple[str, str]]:
    found = derived.load_derived(lang=lang)
    rows: Any = found[[figure in inputs.split() for inputs in found["inputs"]]]
    colon = "：" if lang == "zh" else ": "
    lines = []
    for row in rows.itertuples(index=False):
        caveat = row.caveat_zh if lang == "zh" else row.caveat_en
        said = f"{row.name}{colon}{row.text} = {row.formula}"
        lines.append(("derived", f"{said} · {caveat}" if caveat else said))
    return lines
