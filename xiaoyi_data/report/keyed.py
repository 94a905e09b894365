"""Does the key of a figure say what its columns say, where it is a key as drafts make them?

Such a key is the indicator, how it is stated, the period, the entity: ``gdp-growth-target-2021``.
A report may have others, of which nothing is asked here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from xiaoyi_data.report import codebook

_STATED = ("growth", "change", "rank", "target")
_DATE = r"\d{4}(?:-\d\d(?!\d)){0,2}"
_MADE = re.compile(rf"((?:-[a-z]+)*)-({_DATE}(?:-{_DATE})?)(?:-(.+))?")


def problems(
    row: codebook.Row, indicators: Collection[str], entities: Collection[str]
) -> Iterator[str]:
    """Yield a sentence for every column that its key contradicts.

    >>> row = {"figure": "gdp-target-2021", "indicator": "gdp", "period": "2022", "entity": "",
    ...        "measure": "level", "status": "target"}
    >>> list(problems(row, {"gdp"}, ()))
    ['the key says period 2021, it is 2022']
    """
    stems = {one: one.replace("_", "-") for one in indicators}
    named = [one for one, stem in stems.items() if row["figure"].startswith(f"{stem}-")]
    said = max(named, key=len, default="")
    made = _MADE.fullmatch(row["figure"].removeprefix(stems.get(said, "")))
    if not said or made is None or not {*made[1].split("-")} <= {"", *_STATED}:
        return
    if said != row["indicator"]:
        yield f"the key says {said}, the indicator is {row['indicator']}"
    if made[2] != row["period"].replace("/", "-"):
        yield f"the key says period {made[2]}, it is {row['period']}"
    for word in _STATED:
        says, column = word in made[1].split("-"), "status" if word == "target" else "measure"
        if says != (row[column] == word):
            yield f"the key {'says' if says else 'does not say'} {word}: {column} {row[column]}"
    whose = next((one for one in entities if one.replace("_", "-") == made[3]), row["entity"])
    if whose != row["entity"]:
        yield f"the key says {whose}, the entity is {row['entity'] or 'none'}"
