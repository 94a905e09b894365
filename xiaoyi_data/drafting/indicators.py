"""Which indicator of the shared codebook a name means, if any; and the keys of figures."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from functools import cache
from itertools import count, islice, product
from string import ascii_lowercase

from xiaoyi_data.drafting import rules
from xiaoyi_data.report import codebook, statements


@cache
def _shared() -> Mapping[str, codebook.Row]:
    return {row["indicator"]: row for row in codebook.rows("indicators")}


@cache
def _by_name() -> Mapping[str, str]:
    return {_plain(row["name_zh"]): key for key, row in _shared().items()}


def known(words: str, unit: str = "", measure: str = "") -> str:
    """Return the key of the shared indicator of a name, empty where there is none.

    A level in percent is of a rate alone, and none of another unit is.

    >>> known("生产总值"), known("单位生产总值能耗"), known("优良天数", "percent", "level")
    ('gdp', '', '')
    """
    key = _named(words) or _named(re.sub("^(?:城乡|各类|所有|农村|城市|地区)", "", words))
    share = unit in ("percent", "pp")
    other = key and measure == "level" and (_shared()[key]["kind"] == "rate") != share
    return "" if other else key


def flows(key: str) -> bool:
    """Return whether a shared indicator counts what comes year by year, so that years add up."""
    return key in _shared() and _shared()[key]["kind"] == "flow"


def _named(words: str) -> str:
    return rules.first("synonyms", name=words)["indicator"] or _by_name().get(_plain(words), "")


@cache
def usual() -> tuple[frozenset[str], frozenset[str]]:
    """Return with which two characters names of indicators begin, and with which they end.

    >>> begin, end = usual()
    >>> "森林" in begin, "收入" in end, "目标" in end
    (True, True, False)
    """
    nouns = frozenset(rules.listed("nouns"))
    return nouns | {name[:2] for name in _by_name()}, nouns | {name[-2:] for name in _by_name()}


def _plain(words: str) -> str:
    return re.sub("[“”‘’《》、的（）]", "", words)


def own_key(words: str, key: str) -> str:
    """Return the key of a report's own indicator, which says so where each year has its number.

    >>> own_key("新增茶园", "own_7"), own_key("每年新增茶园", "own_8")
    ('own_7', 'own_8_per_year')
    """
    each = words.startswith("每年") and not key.endswith(statements.PER_YEAR)
    return key + statements.PER_YEAR * each


def key_of(row: codebook.Row, taken: Container[str]) -> str:
    """Return the key of a figure: its indicator, how it is stated, its period, its entity.

    >>> row = {"indicator": "gdp", "measure": "growth", "status": "target", "period": "2021",
    ...        "entity": ""}
    >>> key_of(row, set()), key_of(row, {"gdp-growth-target-2021"})
    ('gdp-growth-target-2021', 'gdp-growth-target-2021-b')
    """
    stated = [row["measure"]] * (row["measure"] != "level")
    stated += ["target"] * (row["status"] == "target")
    parts = [row["indicator"], *stated, row["period"], row["entity"]]
    made = re.sub("[_/]", "-", "-".join(filter(None, parts)))
    if made not in taken:
        return made
    letters = (word for size in count(1) for word in product(ascii_lowercase, repeat=size))
    tails = (f"-{''.join(word)}" for word in islice(letters, 1, None))
    return next(made + tail for tail in tails if made + tail not in taken)
