"""Hand out the tables with their meaning: fresh frames with proper dtypes and names.

Nothing is read before the first call, and callers own what they get.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.report import codebook

Filter = str | int | Iterable[str | int] | None


def table(name: str, extra: str | Path | None = None, *, raw: bytes | None = None) -> pd.DataFrame:
    """Return a table with proper dtypes, one row per record, columns as in the codebook.

    ``extra`` is a CSV of the same form (UTF-8 or GB 18030) whose rows are added; ``raw`` is its
    content, where it has been read already. Numbers are
    ``Float64``, whole numbers and years ``Int64``, enums ordered or plain categoricals.

    Raises DataError when a row breaks the codebook, FileNotFoundError when there is no ``extra``.

    >>> table("sections")["section"].tolist()[:3]
    ['1.1', '1.2', '2']
    """
    rows = list(codebook.rows(name))
    if extra is not None:
        added = codebook.parse(name, str(extra), Path(extra).read_bytes() if raw is None else raw)
        for problem in codebook.problems(name, str(extra), added):
            raise codebook.DataError(problem)
        key = codebook.resource(name)["schema"]["primaryKey"]
        known = {tuple(row[column] for column in key) for row in rows}
        for line, row in enumerate(added, start=2):
            if (own := tuple(row[column] for column in key)) in known:
                raise codebook.DataError(
                    f"{extra}, line {line}: {' '.join(own)} is already in {name}"
                )
        rows += added
    frame = pd.DataFrame(rows, columns=[field["name"] for field in codebook.fields(name)])
    for field in codebook.fields(name):
        column = frame[field["name"]]
        if field["type"] in ("number", "integer", "year"):
            dtype = "Float64" if field["type"] == "number" else "Int64"
            numbers = pd.to_numeric(column.where(column != ""))
            frame[field["name"]] = numbers.astype(dtype)
        elif "categories" in field:
            values = [category["value"] for category in field["categories"]]
            ordered = field.get("categoriesOrdered", False)
            frame[field["name"]] = pd.Categorical(
                column.where(column != ""), categories=values, ordered=ordered
            )
    return frame


def _passes(column: pd.Series[Any], wanted: str | int | Iterable[str | int]) -> pd.Series[bool]:
    """Say which values are among the wanted; ValueError for one that is in no row."""
    values = [str(value) for value in ([wanted] if isinstance(wanted, str | int) else wanted)]
    valid = {str(value) for value in column.dropna()} - {""}
    for value in values:
        if value not in valid:
            raise choices.unknown(str(column.name), value, valid)
    return column.astype(str).isin(values)


# Printed frames lose their middle columns: what an analyst wants to see stands at both ends.
_FIRST = ("name", "printed", "value", "unit", "figure")
_LAST = ("entity_name", "theme", "measure", "status", "period")


def load_figures(
    *,
    theme: Filter = None,
    status: Filter = None,
    period: Filter = None,
    indicator: Filter = None,
    entity: Filter = None,
    lang: str = "en",
    extra: str | Path | None = None,
) -> pd.DataFrame:
    """Return the figures of the report, one row each, with names in ``lang``.

    Each filter takes one value or several. The frame holds the columns of the table
    ``figures`` (see ``describe("figures")``) and, from the codebooks, ``theme``, ``name``,
    ``entity_name``, ``unit_name``, ``section_title`` and ``better``. Values are in the unit
    of their row: yuan, tonnes, watts, percent and so on; ``low`` and ``high`` are the ends of
    the interval that the words support. ``extra`` adds a CSV of your own in the same form.

    Raises ValueError for an unknown filter value or language, naming the valid ones. Filters
    that no figure passes together give an empty frame.

    >>> load_figures(indicator="forest_cover")[["name", "printed", "value"]].values.tolist()
    [['forest cover', '33.3%', 33.3]]
    """
    choices.check_language(lang)
    indicators = table("indicators").rename(columns={f"name_{lang}": "name"})
    entities = table("entities").rename(columns={f"name_{lang}": "entity_name"})
    sections = table("sections").rename(columns={f"title_{lang}": "section_title"})
    frame = (
        table("figures", extra)
        .merge(indicators[["indicator", "theme", "name", "better"]], on="indicator", how="left")
        .merge(entities[["entity", "entity_name"]], on="entity", how="left")
        .merge(sections[["section", "section_title"]], on="section", how="left")
    )
    frame["entity_name"] = frame["entity_name"].fillna("")
    frame["unit_name"] = frame["unit"].astype(str).map(codebook.labels("figures", "unit", lang))
    filters = {"theme": theme, "status": status, "period": period, "indicator": indicator,
               "entity": entity}  # fmt: skip
    passing = pd.Series(True, frame.index)
    for column, wanted in filters.items():
        if wanted is not None:
            passing &= _passes(frame[column], wanted)
    rest = [column for column in frame.columns if column not in _FIRST + _LAST]
    return frame.loc[passing, [*_FIRST, *rest, *_LAST]].reset_index(drop=True)


def load_indicators() -> pd.DataFrame:
    """Return what is measured, one row per indicator: theme, names, kind, definitions.

    >>> load_indicators().set_index("indicator").loc["gdp", "name_zh"]
    '地区生产总值'
    """
    return table("indicators")


def load_other_numerals() -> pd.DataFrame:
    """Return every numeral of the report that is not a figure, with the reason why.

    >>> "plan" in set(load_other_numerals()["reason"])
    True
    """
    return table("other_numerals")


def list_datasets(lang: str = "en") -> pd.DataFrame:
    """Return the tables there are: name, number of rows, title in ``lang`` and description.

    >>> list_datasets()["dataset"].tolist()[:2]
    ['figures', 'indicators']
    """
    title = "title" if choices.check_language(lang) == "en" else "title_zh"
    return pd.DataFrame(
        {
            "dataset": resource["name"],
            "rows": len(codebook.rows(resource["name"])),
            "title": resource[title],
            "description": resource["description"],
        }
        for resource in codebook.package()["resources"]
    )


def describe(name: str) -> pd.DataFrame:
    """Return the codebook of a table: one row per column with type, meaning and valid values.

    >>> describe("figures").set_index("column").loc["baseline", "type"]
    'year'
    """
    return pd.DataFrame(
        {
            "column": field["name"],
            "type": field["type"],
            "description": field["description"],
            "values": ", ".join(field.get("constraints", {}).get("enum", [])),
        }
        for field in codebook.fields(name)
    )


def report(key: str = "xiaoyi-2021") -> dict[str, Any]:
    """Return what is known of a report: title, size and checksum of its canonical text.

    >>> report()["canonical_characters"]
    13032
    """
    reports = {
        source["report"]: source for source in codebook.package()["sources"] if "report" in source
    }
    if key not in reports:
        raise choices.unknown("report", key, reports)
    return dict(reports[key])


def cite(frame: pd.DataFrame | None = None, lang: str = "en") -> str:
    """Return how to cite the report and the data; with a frame, the source of each row too.

    The frame is one of ours or a part of it: with the column ``figure`` or, of derived values,
    ``inputs`` the quotes follow; with ``source``, those of observations. Raises ValueError for
    a frame with none of them.

    >>> cite().splitlines()[0].startswith("Government work report")
    True
    """
    title = report()["title_en" if choices.check_language(lang) == "en" else "title"]
    package = codebook.package()
    name = package["title"] if lang == "en" else package["title_zh"]
    lines = [f"{title}.", f"{name}, version {package['version']} (xiaoyi_data), CC BY 4.0."]
    if lang == "zh":
        lines = [f"{title}。", f"{name}，{package['version']}版（xiaoyi_data），CC BY 4.0。"]
    return "\n".join(lines if frame is None else [*lines, *_sources(frame, lang)])


def _sources(frame: pd.DataFrame, lang: str) -> Iterator[str]:
    """Yield the source of each row: the quote of a figure, or of those that a value is made of."""
    columns = ["figure", "section", "quote", "quote_en"]
    if "source" in frame:
        seen = frame.reindex(columns=["source", "url"]).fillna("").drop_duplicates()
        yield from (f"{row.source} {row.url}".strip() for row in seen.itertuples(index=False))
        return
    if "inputs" in frame:
        keys = dict.fromkeys(key for inputs in frame["inputs"] for key in inputs.split())
        frame = pd.DataFrame({"figure": list(keys)})
    if "figure" not in frame:
        found = ", ".join(map(str, frame.columns))
        raise ValueError(
            f"cite takes a frame with the column figure, inputs or source, not {found}"
        )
    if not set(columns) <= set(frame.columns):
        frame = frame[["figure"]].merge(table("figures"), on="figure")
    for row in frame[columns].itertuples(index=False):
        tail = f" ({row.quote_en})" if lang == "en" else ""
        yield f"[{row.figure}] §{row.section} “{row.quote}”{tail}"
