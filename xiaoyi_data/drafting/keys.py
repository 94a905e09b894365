"""Keys: of a figure by what it says, of the report's own indicators by their order."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from itertools import count, islice, product
from string import ascii_lowercase

from xiaoyi_data.report.codebook import Row


def figure(row: Row, taken: Container[str]) -> str:
    """Return the key of a figure: its indicator, how it is stated, its period, its entity.

    >>> row = {"indicator": "gdp", "measure": "growth", "status": "target", "period": "2021",
    ...        "entity": ""}
    >>> figure(row, set()), figure(row, {"gdp-growth-target-2021"})
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


def own(names: Iterable[str]) -> dict[str, str]:
    """Return a key for every free name, in the order in which they first stand.

    >>> own(["苗木产量", "育肥猪", "苗木产量"])
    {'苗木产量': 'own_1', '育肥猪': 'own_2'}
    """
    return {words: f"own_{n}" for n, words in enumerate(dict.fromkeys(names), start=1)}
