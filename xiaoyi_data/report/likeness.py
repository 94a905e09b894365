"""Which indicator does a figure speak of? The one its key and its words are most like.

No program knows what a row means. But of all indicators none may fit a figure better than its
own: fewer words of the key left over, or, among those that leave as many, more of its names in
quote and rendering.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from xiaoyi_data.report import codebook
from xiaoyi_data.report.consistency import STATED, key_words
from xiaoyi_data.report.renderings import stems


def problems(row: codebook.Row, indicators: Mapping[str, codebook.Row]) -> Iterator[str]:
    """Yield a sentence when another indicator fits a figure better than its own.

    >>> rows = {row["indicator"]: row for row in codebook.rows("indicators")}
    >>> figure = codebook.rows("figures")[0]
    >>> list(problems(figure, rows)), list(problems({**figure, "indicator": "npl_ratio"}, rows))
    ([], ['speaks of gross domestic product rather than of non-performing loan ratio'])
    """
    split, own = key_words(row["figure"], row["period"]), indicators.get(row["indicator"])
    if split is None or own is None:
        return
    said = frozenset(split[0]) - STATED
    left = {key: _left(said, key) for key in indicators}
    fewest = min(left.values())
    if left[row["indicator"]] > fewest:
        best = next(key for key in left if left[key] == fewest)
    else:
        alike = [key for key in indicators if left[key] == fewest]
        # Where there is an indicator of the change itself, a change is of it. The shorter key wins
        # where names fit alike: market_entities, not market_entities_added.
        rank = {
            key: (
                row["measure"] == "change" and "chang" in stems(indicators[key]["name_en"]),
                _fit(row, indicators[key]),
                -len(_words(key)),
            )
            for key in alike
        }
        best = max(rank, key=lambda key: rank[key])
        if rank[best] == rank[row["indicator"]]:
            return
    yield f"speaks of {indicators[best]['name_en']} rather than of {own['name_en']}"


@cache
def _left(said: frozenset[str], key: str) -> int:
    return len(said - _words(key))


@cache
def _words(key: str) -> frozenset[str]:
    return frozenset(key.split("_"))


def _fit(row: codebook.Row, indicator: codebook.Row) -> float:
    """Return how much of an indicator's two names stands in the quote and in its rendering."""
    chinese, english = pairs(indicator["name_zh"]), stems(indicator["name_en"])
    quote, rendered = pairs(row["quote"]), stems(row["quote_en"])
    return sum(
        round(len(name & text) / len(name), 6) if name else 0.0
        for name, text in ((chinese, quote), (english, rendered))
    )


@cache
def pairs(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring characters of a Chinese text, marks left out."""
    plain = re.sub(r"\W", "", text)
    return frozenset(plain[at : at + 2] for at in range(len(plain) - 1))
