"""Links: which outcome of a later report answers which target of an earlier one."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.report import codebook, files, names, tables
from xiaoyi_data.report.codebook import Row
from xiaoyi_data.report.files import DataError
from xiaoyi_data.report.names import Filter


def load_links(path: str | Path, *, state: Filter = None, lang: str = "en") -> pd.DataFrame:
    """Return the links of two reports or more, one row each, from a CSV or XLSX.

    ``xiaoyi link`` proposes them and ``xiaoyi accept`` decides them. ``outcome`` is the key of the
    figure that answers the target: what was achieved or, where the goal was only set anew, the
    new target; it is missing where the later report says nothing. ``score`` (0 to 1) is how likely
    the row is right, ``state`` whether somebody has seen it. Columns as in ``describe("links")``,
    ``reason`` and ``state_name`` in ``lang``; the filter ``state`` takes one or several.

    Raises ValueError for an unknown state or language, DataError naming file, place, column,
    value and what is valid for anything wrong in the file, OSError when it cannot be read.

    >>> import tempfile
    >>> head = ",".join(field["name"] for field in codebook.fields("links"))
    >>> row = "a-2021,roads-target-2021,a-2022,roads-2021,0.9,same name,名称相同,accepted,,"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder) / "links.csv"
    ...     _ = file.write_text(f"{head}\\n{row}\\n", encoding="utf-8")
    ...     load_links(file)[["target", "outcome", "reason"]].values.tolist()
    [['roads-target-2021', 'roads-2021', 'same name']]
    """
    choices.check_language(lang)
    frame = tables.typed("links", rows(path))
    called = codebook.labels("links", "state", lang)
    frame = frame.assign(
        outcome=frame["outcome"].where(frame["outcome"] != "", None),
        reason=frame[f"reason_{lang}"],
        state_name=frame["state"].map(called),
    )
    return names.filtered(frame, state=state)


def rows(path: str | Path) -> list[Row]:
    """Return the links of a file as text; raises as ``load_links`` does.

    >>> rows("/dev/null")
    Traceback (most recent call last):
    xiaoyi_data.report.files.DataError: /dev/null is not a file: name a file or a pipe
    """
    found = codebook.parse("links", str(path), files.content(path))
    if found.problems:
        raise DataError(found.problems[0])
    return list(found.rows)
