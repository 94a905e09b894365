"""Many reports -> one Parquet file, from which ``load_reports`` opens them at once.

Each report is a row group: what has not changed is copied from the file that is there, and no
more than one report is held at a time.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from xiaoyi_data import writing
from xiaoyi_data.report import panel

Held = dict[str, tuple[str, int]]  # the digest of each report, and its row group


def held(path: Path, lang: str) -> Held:
    """Return which reports a panel holds, in what state; nothing where there is none in ``lang``.

    >>> held(Path("none.parquet"), "en")
    {}
    """
    if not path.is_file():
        return {}
    try:
        about = panel.about(path)
    except ValueError:
        return {}
    groups = about["groups"] if about["lang"] == lang else ()
    return {name: (digest, number) for number, (name, digest) in enumerate(groups)}


def write(
    path: Path,
    lang: str,
    digests: Mapping[str, str],
    made: Callable[[list[str]], Iterator[tuple[str, pd.DataFrame]]],
) -> int:
    """Write the reports of ``digests`` to ``path``, whole or not at all; return how many anew.

    ``made(names)`` yields the rows of those that have changed, as ``panel.one`` gives them with
    ``draft``; what it leaves out is left out. Nothing is written where nothing has changed. Raises
    ValueError where pyarrow is missing, OSError where the file cannot be written.
    """
    there = held(path, lang)
    same = {name: there[name][1] for name, digest in digests.items()
            if name in there and there[name][0] == digest}  # fmt: skip
    todo = [name for name in digests if name not in same]
    if not todo and len(same) == len(there):
        return 0
    try:
        from pyarrow import Table, parquet
    except ImportError:
        raise ValueError(
            f"{panel.ENDING} needs pyarrow: pip install 'xiaoyi-data[parquet]'"
        ) from None
    count = 0

    def fill(new: Path) -> None:
        nonlocal count
        groups, writer = [], None
        old = parquet.ParquetFile(path) if same else None
        try:
            for name, table in _tables(old, same, made(todo), Table):
                if writer is None:
                    writer = parquet.ParquetWriter(new, table.schema)
                writer.write_table(table.cast(writer.schema))
                groups.append((name, digests[name]))
                count += name not in same
            if writer is None:
                raise ValueError(f"none of {len(digests)} reports can be read: no {path} is made")
            told = json.dumps({"lang": lang, "groups": groups}, ensure_ascii=False)
            writer.add_key_value_metadata({panel.ABOUT.decode(): told})
        finally:
            if writer is not None:
                writer.close()
            if old is not None:
                old.close()

    writing.replace(path, fill)
    return count


def _tables(
    old: Any, same: Mapping[str, int], new: Iterator[tuple[str, pd.DataFrame]], table: Any
) -> Iterator[tuple[str, Any]]:
    """Yield the rows of each report as a table of Arrow: those that are there, then the others."""
    for name, number in same.items():
        yield name, old.read_row_group(number).replace_schema_metadata(None)
    for name, frame in new:
        texts = [str(column) for column in frame if frame[column].dtype not in ("Int64", "Float64")]
        plain = frame.astype(dict.fromkeys(texts, "string"))
        yield name, table.from_pandas(plain, preserve_index=False).replace_schema_metadata(None)
