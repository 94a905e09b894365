"""What the package says of its tables: ``data/datapackage.json`` (Data Package v2), read once."""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

DATA = Path(str(resources.files("xiaoyi_data"))) / "data"


@cache
def package() -> dict[str, Any]:
    """Return the data package's descriptor, as it stands in ``datapackage.json``.

    >>> package()["name"]
    'xiaoyi-data'
    """
    text = (DATA / "datapackage.json").read_text(encoding="utf-8")
    descriptor: dict[str, Any] = json.loads(text)
    return descriptor


@cache
def tables() -> dict[str, dict[str, Any]]:
    """Return the description of every table with a file, by name.

    Those that are data come first, then what a report's folder holds besides: ``report``,
    ``draft`` and ``decided``, which have the columns of the table they ``extend`` before their own,
    and ``links`` to the report of a year before.

    >>> list(tables())[-4:]
    ['report', 'draft', 'decided', 'links']
    """
    package_ = package()
    found = {entry["name"]: entry for entry in package_["resources"]}
    for entry in package_["beside"]:
        made = dict(entry)
        if "extends" in entry:
            above = found[entry["extends"]]["schema"]
            own = entry["schema"]
            made["schema"] = {**above, "fields": [*above["fields"], *own["fields"]]}
        found[entry["name"]] = made
    return found


def file(name: str) -> str:
    """Return what the file of a table is called in the folder of a report.

    >>> file("figures"), file("indicators")
    ('figures.csv', 'indicators.csv')
    """
    return Path(tables()[name]["path"]).name


def shared(name: str) -> bool:
    """Return whether a table has rows that belong to the codebook of all reports.

    >>> shared("indicators"), shared("figures")
    (True, False)
    """
    return "/" not in tables()[name]["path"]
