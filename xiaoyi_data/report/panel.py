"""Many reports as one long table, and where they cannot be set side by side.

Reports are opened one after the other: what is held at once is one of them and the rows asked for.
"""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, reduce
from operator import and_
from pathlib import Path
from typing import Any

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.report import codebook, descriptor, names, tables
from xiaoyi_data.report import reports as shelf
from xiaoyi_data.report.names import Filter

Several = str | os.PathLike[str] | Iterable[str | os.PathLike[str]]
ENDING = ".parquet"  # of a panel that is kept in a file
ABOUT = b"xiaoyi"  # under which such a file says what it is
_BATCH = 65_536  # rows
_ALIKE = ("same", "unit", "own")
_DRAFT = ("state", "doubt", "reasons")  # columns of what may be only proposed
_WHOLE = ("baseline", "start", "year", "report_year")


def load_reports(
    reports: Several = (),
    *,
    theme: Filter = None,
    status: Filter = None,
    period: Filter = None,
    indicator: Filter = None,
    entity: Filter = None,
    lang: str = "en",
    draft: bool = False,
) -> pd.DataFrame:
    """Return the figures of many reports in one table, one row each, the report as a key.

    ``reports`` are keys and folders, or a pattern such as ``"reports/*"`` (of nothing: all that
    the package holds), or one ``.parquet`` that ``xiaoyi export`` made of them. The filters
    ``theme``, ``status``, ``period``, ``indicator`` and ``entity``, ``lang`` and the columns are
    those of ``load_figures``, after ``place`` and ``report_year``. ``alike`` says
    what may be compared across reports: ``same`` has an indicator of the codebook in the unit
    that most of these rows have it in, ``unit`` has it in another, ``own`` is an indicator that
    its report alone defines, and whose key begins with that of the report. Nothing is converted;
    ``attrs["apart"]`` says in sentences which units differ. With ``draft`` proposed rows are
    there too, marked as ``load_figures`` marks them.

    A report that cannot be read is left out with a warning, and ``attrs["broken"]`` has the
    reasons by name. Raises ValueError where none can be read, for a filter value that no report
    knows, and for a file in another language or without what is asked.

    >>> found = load_reports(["xiaoyi-2021"], indicator="gdp", period=2025)
    >>> found[["report", "place", "report_year", "text", "alike"]].values.tolist()[0]
    ['xiaoyi-2021', 'Xiaoyi', 2021, '≥ CNY 46 billion', 'same']
    """
    choices.check_language(lang)
    filters = {
        "theme": theme, "status": status, "period": period, "indicator": indicator,
        "entity": entity,
    }  # fmt: skip
    asked = {column: _listed(wanted) for column, wanted in filters.items() if wanted is not None}
    broken: dict[str, str] = {}
    unknown: dict[tuple[str, str], ValueError | None] = {}
    kept, waiting = [], 0
    named = shelf.several(reports)
    if len(named) == 1 and named[0].endswith(ENDING):
        kept = list(_kept(Path(named[0]), lang, draft, asked, unknown))
        named = []
    for frame in _frames(named, lang, draft, broken):
        meant = _meant({column: frame[column] for column in asked}, asked, unknown)
        passing = (frame[column].astype(str).isin(meant[column]) for column in asked)
        kept.append(frame[reduce(and_, passing, pd.Series(True, frame.index))])
        waiting += frame.attrs.get("waiting", 0)
    for name, reason in broken.items():
        warnings.warn(f"{name} is left out: {reason}", stacklevel=2)
    if not kept:
        raise ValueError(next(iter(broken.values()), "these reports hold no figures"))
    for error in filter(None, unknown.values()):
        raise error
    filled = [frame for frame in kept if len(frame)] or kept[:1]  # an empty one spoils dtypes
    for frame in filled:
        frame.attrs.clear()  # pandas compares them, one by one
    whole = pd.concat(filled, ignore_index=True)
    whole["alike"], apart = _alike(whole)
    whole.attrs.update(apart=apart, broken=broken, waiting=waiting)
    return whole


def one(report: shelf.Named, lang: str = "en", draft: bool = False) -> pd.DataFrame:
    """Return the figures of one report as rows of a panel; raises as ``load_figures``.

    >>> one("xiaoyi-2021", "zh")["place"].iloc[0]
    '孝义市'
    """
    with shelf.using(report):
        about, shared = codebook.about(), _shared()
        frame = tables.load_figures(lang=lang, draft=draft)
    own = ~frame["indicator"].isin(shared)
    frame["indicator"] = frame["indicator"].mask(own, f"{about['report']}/" + frame["indicator"])
    year = pd.Series(int(about["year"]), frame.index, dtype="Int64")
    frame.insert(0, "report_year", year)
    frame.insert(0, "place", about[f"place_{lang}"])
    frame.attrs["report"] = about["report"]
    return frame


@cache
def _shared() -> frozenset[str]:
    """Return the indicators of the codebook of all reports."""
    file = descriptor.file("indicators")
    found = codebook.parse("indicators", file, dict(shelf.current().shared)[file])
    return frozenset(row["indicator"] for row in found.rows)


def _frames(
    named: list[str], lang: str, draft: bool, broken: dict[str, str]
) -> Iterator[pd.DataFrame]:
    """Yield the figures of one report after the other; what cannot be read goes to ``broken``."""
    first: dict[str, str] = {}
    for name in named:
        try:
            frame = one(name, lang, draft)
        except (ValueError, OSError) as error:
            broken[name] = str(error)
            continue
        key = frame.attrs["report"]
        if key in first:
            broken[name] = f"the report {key} stands already in {first[key]}"
            continue
        first[key] = name
        yield frame


def _kept(
    path: Path,
    lang: str,
    draft: bool,
    asked: dict[str, list[str]],
    unknown: dict[tuple[str, str], ValueError | None],
) -> Iterator[pd.DataFrame]:
    """Yield the rows of a panel that is kept in a file and pass, a batch at a time.

    They are chosen before pandas sees them: it takes longer with a row than all else together.
    """
    if (told := about(path))["lang"] != lang:
        raise codebook.DataError(f"{path} is in {told['lang']!r}, not {lang!r}: export it anew")
    from pyarrow import ArrowException, array, compute, parquet

    try:
        with parquet.ParquetFile(path) as file:
            expected = [field["name"] for field in codebook.columns("figures")]
            for name in ("place", "report_year", *expected, *_DRAFT):
                if name not in file.schema_arrow.names:
                    wrong = f"{path} has no column {name!r}: it is of another version"
                    raise codebook.DataError(f"{wrong}, export it anew")
            for batch in file.iter_batches(_BATCH):
                if not draft:
                    batch = batch.filter(compute.equal(batch["state"], "accepted"))
                    batch = batch.drop_columns(list(_DRAFT))
                held = {column: batch[column].unique().to_pandas() for column in asked}
                held = {name: typed(pd.DataFrame({name: one}))[name] for name, one in held.items()}
                for column, meant in _meant(held, asked, unknown).items():
                    batch = batch.filter(
                        compute.is_in(batch[column], array(sorted(meant), "string"))
                    )
                yield typed(batch.to_pandas())
    except (ArrowException, OSError) as error:  # the latter of bytes that are no compressed data
        wrong = str(error).partition("\n")[0]
        raise codebook.DataError(f"{path} is broken: {wrong}; export it anew") from None


def about(path: Path) -> dict[str, Any]:
    """Return what a panel in a file says of itself: its language, and its reports with digests.

    Raises DataError for another file, ValueError where pyarrow is missing, OSError for none.
    """
    try:
        from pyarrow import ArrowInvalid, parquet
    except ImportError:
        raise ValueError(f"{ENDING} needs pyarrow: pip install 'xiaoyi-data[parquet]'") from None
    try:
        told: dict[str, Any] = json.loads(parquet.read_metadata(path).metadata[ABOUT])
    except (ArrowInvalid, KeyError, TypeError):
        raise codebook.DataError(f"{path} is no panel: xiaoyi export makes one") from None
    return told


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    """Return rows of a panel read from a file, with the dtypes of those made of folders."""
    known = {field["name"]: field for field in codebook.columns("figures")}
    known["state"] = codebook.column("draft", "state")
    for column in frame:
        if "categories" in known.get(str(column), {}):
            frame[column] = tables.categorical(frame[column], known[str(column)])
        elif column in _WHOLE or frame[column].dtype == "float64":
            frame[column] = frame[column].astype("Int64" if column in _WHOLE else "Float64")
    return frame


def _listed(wanted: Any) -> list[str]:
    several = isinstance(wanted, Iterable) and not isinstance(wanted, str)
    return [str(value) for value in (wanted if several else [wanted])]


def _meant(
    held: Mapping[str, pd.Series[Any]],
    asked: dict[str, list[str]],
    unknown: dict[tuple[str, str], ValueError | None],
) -> dict[str, set[str]]:
    """Return the keys that each filter stands for, by what columns hold.

    A value that is unknown so far is kept with its error.
    """
    meant: dict[str, set[str]] = {column: set() for column in asked}
    for column, values in asked.items():
        for value in values:
            try:
                meant[column] |= names.meant(held[column], value)
                unknown[column, value] = None
            except ValueError as error:
                unknown.setdefault((column, value), error)
    return meant


def _alike(rows: pd.DataFrame) -> tuple[pd.Series[Any], list[str]]:
    """Return what may be compared across reports, and sentences on the units that differ."""
    own = rows["indicator"].str.contains("/", regex=False)
    keys = [rows["indicator"], rows["measure"].astype(str), rows["unit"].astype(str)]
    many = rows.groupby(keys).size().rename("rows").reset_index()
    many = many.sort_values("rows", ascending=False, kind="stable")
    first = many.drop_duplicates(["indicator", "measure"])
    pairs = zip(first["indicator"], first["measure"], strict=True)
    most = dict(zip(pairs, first["unit"], strict=True))
    unit = [most[key] for key in zip(keys[0], keys[1], strict=True)]
    other = ~own & (keys[2] != unit)
    apart = []
    for (indicator, measure), found in rows[other].groupby(keys[:2]):
        held = ", ".join(f"{key} {u}" for key, u in dict.fromkeys(zip(
            found["report"], found["unit"].astype(str), strict=True)))  # fmt: skip
        usual = most[str(indicator), str(measure)]
        apart.append(f"{indicator}, {measure}: {usual}, but {held}")
    alike = pd.Series("same", rows.index).mask(other, "unit").mask(own, "own")
    return alike.astype(pd.CategoricalDtype(list(_ALIKE))), apart
