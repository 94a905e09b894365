"""Many reports -> one Parquet file, from which ``load_reports`` opens them at once.

What has not changed is copied from the file that is there, and no more than one report and one
group of rows is held at a time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from xiaoyi_data import writing
from xiaoyi_data.report import panel

_GROUP = 20_000  # rows, some 20 MB; a group for each report would cost more to open than to read


def held(path: Path, lang: str) -> dict[str, str]:
    """Return the digest of each report in a panel; nothing where there is none in ``lang``.

    >>> held(Path("none.parquet"), "en")
    {}
    """
    if not path.is_file():
        return {}
    try:
        about = panel.about(path)
    except ValueError:
        return {}
    return dict(about.get("reports", {})) if about["lang"] == lang else {}


def write(
    path: Path,
    lang: str,
    digests: Mapping[str, str],
    made: Callable[[list[str]], Iterator[tuple[str, pd.DataFrame]]],
) -> int:
    """Write the reports of ``digests`` to ``path``, whole or not at all; return how many anew.

    ``made(keys)`` yields the rows of those that have changed, as ``panel.one`` gives them with
    ``draft``; what it leaves out is left out. Nothing is written where nothing has changed. Raises
    ValueError where pyarrow is missing, OSError where the file cannot be written.
    """
    there = held(path, lang)
    same = {key for key, digest in digests.items() if there.get(key) == digest}
    todo = [key for key in digests if key not in same]
    if not todo and len(same) == len(there):
        return 0
    try:
        from pyarrow import parquet
    except ImportError:
        raise ValueError(
            f"{panel.ENDING} needs pyarrow: pip install 'xiaoyi-data[parquet]'"
        ) from None
    new: dict[str, str] = {}

    def fill(file: Path) -> None:
        writer = None
        try:
            for table in _groups(_tables(path, same, made(todo), digests, new)):
                writer = writer or parquet.ParquetWriter(file, table.schema)
                writer.write_table(table.cast(writer.schema), _GROUP)
            if writer is None:
                raise ValueError(f"none of {len(digests)} reports can be read: no {path} is made")
            told = {"lang": lang, "reports": {key: digests[key] for key in same} | new}
            text = json.dumps(told, ensure_ascii=False)
            writer.add_key_value_metadata({panel.ABOUT.decode(): text})
        finally:
            if writer is not None:
                writer.close()

    writing.replace(path, fill)
    return len(new)


def _tables(
    path: Path,
    same: set[str],
    made: Iterator[tuple[str, pd.DataFrame]],
    digests: Mapping[str, str],
    new: dict[str, str],
) -> Iterator[Any]:
    """Yield tables of Arrow: the rows that are there, then the others; note these in ``new``."""
    from pyarrow import Table, array, compute, parquet

    if same:
        with parquet.ParquetFile(path) as old:
            for number in range(old.num_row_groups):
                table = old.read_row_group(number).replace_schema_metadata(None)
                yield table.filter(compute.is_in(table["report"], array(sorted(same), "string")))
    for key, frame in made:
        texts = [str(column) for column in frame if frame[column].dtype not in ("Int64", "Float64")]
        plain = frame.astype(dict.fromkeys(texts, "string"))
        new[key] = digests[key]
        yield Table.from_pandas(plain, preserve_index=False).replace_schema_metadata(None)


def _groups(tables: Iterator[Any]) -> Iterator[Any]:
    """Yield tables set together until there are rows enough for a group."""
    from pyarrow import concat_tables

    waiting: list[Any] = []
    for table in tables:
        waiting.append(table.cast(waiting[0].schema) if waiting else table)
        if sum(map(len, waiting)) >= _GROUP:
            yield concat_tables(waiting)
            waiting = []
    if waiting:
        yield concat_tables(waiting)
