"""Which indicator of the shared codebook a name means, if any."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from xiaoyi_data.drafting import rules
from xiaoyi_data.report import codebook


@cache
def _by_name() -> Mapping[str, str]:
    return {_plain(row["name_zh"]): row["indicator"] for row in codebook.rows("indicators")}


def known(words: str, unit: str = "", measure: str = "") -> str:
    """Return the key of the shared indicator of a name, empty where there is none.

    A level in percent is of a rate alone, and none of another unit is.

    >>> known("生产总值"), known("单位生产总值能耗"), known("优良天数", "percent", "level")
    ('gdp', '', '')
    """
    key = _named(words) or _named(re.sub("^(?:城乡|各类|所有|农村|城市|地区)", "", words))
    if key and measure == "level" and (unit in ("percent", "pp")) != (_kinds()[key] == "rate"):
        return key if unit in ("CNY", "rank") and _kinds()[key] == "rate" else ""
    return key


def _named(words: str) -> str:
    rows = (row["indicator"] for row, _ in rules.fitting("synonyms", name=words))
    return next(rows, "") or _by_name().get(_plain(words), "")


@cache
def usual() -> tuple[frozenset[str], frozenset[str]]:
    """Return with which two characters names of indicators begin, and with which they end.

    >>> begin, end = usual()
    >>> "森林" in begin, "收入" in end, "目标" in end
    (True, True, False)
    """
    names = [_plain(row["name_zh"]) for row in codebook.rows("indicators")]
    nouns = {
        word
        for row in rules.rows("words")
        if row["kind"] == "nouns"
        for word in row["words"].split()
    }
    return frozenset(name[:2] for name in names) | nouns, frozenset(
        name[-2:] for name in names
    ) | nouns


@cache
def _kinds() -> Mapping[str, str]:
    return {row["indicator"]: row["kind"] for row in codebook.rows("indicators")}


def _plain(words: str) -> str:
    return re.sub("[“”‘’《》、的（）]", "", words)
