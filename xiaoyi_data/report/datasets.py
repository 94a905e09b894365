"""Which tables there are, how large they are, and what their columns mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.report import codebook, reports


@reports.within
def list_datasets(lang: str = "en", *, report: reports.Named = None) -> pd.DataFrame:
    """Return the tables there are, those with a file and those computed from them.

    Columns: ``dataset``, ``rows`` (their number in ``report``), ``title`` in ``lang``,
    ``description``. Raises ValueError for an unknown language or report.

    >>> list_datasets()["dataset"].tolist()[:2]
    ['figures', 'indicators']
    """
    title = "title" if choices.check_language(lang) == "en" else "title_zh"
    return pd.DataFrame(
        {
            "dataset": dataset["name"],
            "rows": sum(1 for _ in _rows(dataset)),
            "title": dataset[title],
            "description": dataset["description"],
        }
        for dataset in codebook.datasets()
    )


def _rows(dataset: dict[str, Any]) -> Iterator[codebook.Row]:
    """Yield the rows of a table; of a computed one, those that it has a row for."""
    where = dataset.get("where", {})
    for row in codebook.rows(dataset.get("of", dataset["name"])):
        if where.items() <= row.items():
            yield row


def describe(name: str, lang: str = "en") -> pd.DataFrame:
    """Return the codebook of a table: one row per column that loading it gives.

    ``name`` is one of ``list_datasets()``. Columns: ``column``, ``type``, ``description``,
    ``values`` (the codes it may hold) and ``labels`` (what they are called in ``lang``). Raises
    ValueError for an unknown table or language.

    >>> describe("targets").set_index("column").loc["verdict", "labels"]
    'met, on track, behind, missed, unknown'
    """
    label = "label" if choices.check_language(lang) == "en" else "label_zh"
    return pd.DataFrame(
        {
            "column": field["name"],
            "type": field["type"],
            "description": field["description"],
            "values": ", ".join(field.get("constraints", {}).get("enum", [])),
            "labels": ", ".join(value[label] for value in field.get("categories", [])),
        }
        for field in codebook.columns(name)
    )
