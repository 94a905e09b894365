"""The tables as files: a workbook of them all, or the figures as CSV, JSON or Parquet."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd
from wcwidth import wcwidth

from xiaoyi_data import choices, writing
from xiaoyi_data.exports.workbook import columns
from xiaoyi_data.findings import derived, targets
from xiaoyi_data.report import cells, citation, codebook, datasets, observations, reports, tables

_WIDEST = 60
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


@reports.within
def export(
    path: Path, *, theme: str | None = None, lang: str = "en", report: reports.Named = None
) -> Path:
    """Write the tables to ``path`` and return it; its ending chooses the form.

    ``.xlsx`` holds every table, the codebook and where it is all from; ``.csv`` (for Excel, with
    a byte order mark), ``.json`` and ``.parquet`` the figures. ``theme`` keeps one theme, ``lang``
    sets the names. Raises ValueError for an unknown ending, theme or language, or when pyarrow is
    missing for ``.parquet``; OSError when the file cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     len(pd.read_csv(export(Path(folder) / "figures.csv", theme="environment")))
    17
    """
    forms: dict[str, Callable[[str | None, str], bytes]] = {
        ".xlsx": _xlsx, ".csv": _csv, ".json": _json, ".parquet": _parquet,
    }  # fmt: skip
    if path.suffix.lower() not in forms:
        raise choices.unknown("ending", path.suffix or path.name, forms)
    choices.check_language(lang)
    form = path.suffix.lower()
    try:
        content = forms[form](theme, lang)
    except ImportError:
        raise ValueError(f"{form} needs pyarrow: pip install 'xiaoyi-data[parquet]'") from None
    return writing.content(path, content)


def neutral(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula; numbers stay as they are.

    >>> neutral("=1+1"), neutral("-4.7"), neutral("95%")
    ("'=1+1", '-4.7', '95%')
    """
    text = writing.clean(text)
    return f"'{text}" if cells.FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def sheets(theme: str | None = None, lang: str = "en") -> dict[str, pd.DataFrame]:
    """Return the tables of a workbook by name: those of a theme, or all.

    >>> list(sheets())[:4]
    ['figures', 'derived', 'targets', 'observations']
    """
    figures = tables.load_figures(theme=theme, lang=lang)
    keys, indicators = set(figures["figure"]), set(figures["indicator"])
    rests = derived.load_derived(lang=lang)
    rests = rests[[bool(keys & set(text.split())) for text in rests["inputs"]]]
    # As the file has them, short names included, so that the sheet reads back.
    written = {row["derived"]: row["inputs"] for row in codebook.rows("derived")}
    aims = targets.load_targets(lang=lang)
    seen, named = observations.load_observations(lang=lang), tables.load_indicators(lang=lang)
    return {
        "figures": figures,
        "derived": rests.assign(inputs=rests["derived"].map(written)),
        "targets": aims[aims["figure"].isin(keys)],
        "observations": seen[seen["indicator"].isin(indicators)] if theme else seen,
        "indicators": named[named["indicator"].isin(indicators)] if theme else named,
        "entities": tables.table("entities"),
        "sections": tables.table("sections"),
        "other_numerals": tables.load_other_numerals(lang=lang),
    }


def _titled(made: dict[str, pd.DataFrame], lang: str) -> dict[str, pd.DataFrame]:
    """Return tables as a Chinese reader wants them: titles, heads, and codes without a name beside.

    In English they are as ``load_`` gives them, for programs.
    """
    if lang == "en":
        return made
    titled = {}
    for name, frame in made.items():
        shown = frame.copy()
        for column in shown.columns:
            field = codebook.column(name, column)
            if "categories" in field and f"{column}_name" not in shown:
                words = codebook.labels(name, column, lang)
                many = Counter(words.values())  # households and enterprises are both 户
                plain = {code: word for code, word in words.items() if many[word] == 1}
                shown[column] = shown[column].astype(object).replace(plain)
        titled[columns.titled(name, lang)] = shown.rename(columns=codebook.heads(name, lang))
    return titled


def _codebook(lang: str) -> pd.DataFrame:
    """Every column of every table: type, meaning, and the values it may have."""
    if lang == "zh":
        return pd.DataFrame(
            [(columns.titled(table, lang), head, field["description_zh"],
              "、".join(label["label_zh"] for label in field.get("categories", ())))
             for table in datasets.list_datasets()["dataset"]
             for field, head in zip(codebook.columns(table), codebook.heads(table, lang).values(),
                                    strict=True)],
            columns=choices.words("workbook", lang)["book"]["described"],
        )  # fmt: skip
    parts = {name: datasets.describe(name) for name in datasets.list_datasets()["dataset"]}
    return pd.concat(parts, names=["table", None]).reset_index("table").reset_index(drop=True)


def _xlsx(theme: str | None, lang: str) -> bytes:
    import xlsxwriter  # here, since other forms need none of it

    from xiaoyi_data.exports.workbook import cells

    words = choices.words("workbook", lang)
    made = _titled(sheets(theme, lang), lang) | {words["codebook"]: _codebook(lang)}
    content = BytesIO()
    with xlsxwriter.Workbook(content, cells.OPTIONS) as book:
        book.set_properties({"title": citation.cite(lang=lang).splitlines()[0],
                             "created": datetime(2021, 4, 20)})  # fmt: skip
        looks = {
            "head": book.add_format({"bold": True, "bottom": 1, "valign": "top"}),
            "text": book.add_format({"text_wrap": True, "valign": "top"}),
            "number": book.add_format({"valign": "top"}),
        }
        _about(book.add_worksheet(words["about"]), made, looks, lang)
        for name, frame in made.items():
            _sheet(book.add_worksheet(name), frame, looks)
    return content.getvalue()


def _about(sheet: Any, made: dict[str, pd.DataFrame], looks: dict[str, Any], lang: str) -> None:
    words = choices.words("workbook", lang)
    lines = [*citation.cite(lang=lang).splitlines(), words["licence"], ""]
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line)
    told = words["tables"]
    holds = told | {columns.titled(name, lang): told[name] for name in set(told) - {"codebook"}}
    holds |= {words["codebook"]: told["codebook"]}
    counts = [(name, len(frame), holds[name]) for name, frame in made.items()]
    for column, head in enumerate((words["table"], words["rows"], words["holds"])):
        sheet.write_string(len(lines), column, head, looks["head"])
    for row, (name, count, text) in enumerate(counts, start=len(lines) + 1):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", string=name)
        sheet.write_number(row, 1, count)
        sheet.write_string(row, 2, text, looks["text"])
    sheet.set_column(0, 0, 18)
    sheet.set_column(2, 2, 90)


def _sheet(sheet: Any, frame: pd.DataFrame, looks: dict[str, Any]) -> None:
    for place, name in enumerate(frame.columns):
        sheet.write_string(0, place, name, looks["head"])
        numeric = pd.api.types.is_numeric_dtype(frame[name])
        texts = [name]
        for row, value in enumerate(frame[name], start=1):
            if pd.isna(value):
                continue
            if numeric:
                sheet.write_number(row, place, float(value), looks["number"])
                texts.append(f"{float(value):.15g}")
            else:
                texts.append(writing.clean(str(value)))
                sheet.write_string(row, place, texts[-1], looks["text"])
        sheet.set_column(place, place, min(_WIDEST, max(map(_columns, texts)) + 2))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(frame), 1), len(frame.columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.repeat_rows(0)
    # Years such as 2020 are texts, since some are intervals; Excel need not warn.
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})


def _columns(text: str) -> int:
    """Columns that a text takes in a sheet; those that say nothing of it, such as breaks, none."""
    return sum(max(0, wcwidth(character)) for character in text)


def _csv(theme: str | None, lang: str) -> bytes:
    frame = _plain(tables.load_figures(theme=theme, lang=lang))
    texts = frame.columns[[not pd.api.types.is_numeric_dtype(frame[c]) for c in frame.columns]]
    frame[texts] = frame[texts].map(neutral)
    return str(frame.to_csv(index=False, lineterminator="\r\n")).encode("utf-8-sig")


def _json(theme: str | None, lang: str) -> bytes:
    figures = _plain(tables.load_figures(theme=theme, lang=lang))
    records = json.loads(figures.to_json(orient="records", force_ascii=False, double_precision=15))
    held = {"source": citation.cite(lang=lang).splitlines(), "figures": records}
    return json.dumps(held, ensure_ascii=False, indent=1).encode()


def _parquet(theme: str | None, lang: str) -> bytes:
    content = BytesIO()
    tables.load_figures(theme=theme, lang=lang).to_parquet(content, engine="pyarrow", index=False)
    return content.getvalue()


def _plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose categories are texts, missing ones empty."""
    made = frame.copy()
    for name in made.columns:
        if not pd.api.types.is_numeric_dtype(made[name]):
            made[name] = made[name].astype(object).where(made[name].notna(), "").astype(str)
    return made
