"""A draft -> the folder of its report, written whole or not at all."""

from __future__ import annotations

import hashlib
import re
from itertools import pairwise
from pathlib import Path

from xiaoyi_data import writing
from xiaoyi_data.drafting import rules, turns
from xiaoyi_data.drafting.draft import Draft, Row, draft
from xiaoyi_data.drafting.frame import Frame, frame
from xiaoyi_data.report import codebook, documents, files, reports


def make(
    source: str | Path, out: Path, name: str, name_en: str, year: int = 0,
    sections: str | Path | None = None,
) -> Draft:  # fmt: skip
    """Draft the report in a file into a new folder and return what is proposed.

    ``year`` is that of its plan, where the text does not say it plainly; ``sections`` an edited
    ``sections.csv`` of an earlier draft of the same text. Raises DataError for a text that is no
    report, ValueError for a name that is none or a year that cannot be told, OSError for a folder
    that exists or cannot be written; nothing is then left behind.
    """
    if out.exists() or out.is_symlink():
        raise FileExistsError(f"{out} exists already: give the name of a new folder")
    key = _key(name, name_en)
    framed = frame(documents.read(source), str(source))
    told = turns.year(framed)
    if not year and not told.sure:
        words = f" ({'; '.join(told.words)})" if told.words else ""
        raise ValueError(f"{source} does not say plainly of which year it is{words}: give --year")
    if year:
        told = turns.Year(year, told.words if told.year == year else (), True)
    parts = _edited(sections, framed) if sections else turns.parts(framed, told.year)
    made = draft(framed, told, parts, f"{key}-{told.year}", name)
    _write(out, made, name, name_en)
    return made


def _key(name: str, name_en: str) -> str:
    """Return the key of a place; ValueError for names that are none."""
    if not re.fullmatch("[\u4e00-\u9fff]{2,20}", name):
        raise ValueError(f"{name!r} is no Chinese name of a place: give --name 孝义市")
    key = "-".join(re.findall("[a-z0-9]+", name_en.lower()))
    if not re.match("[a-z]", key) or len(key) > 60:
        raise ValueError(f"{name_en!r} is no English name of a place: give --name-en Xiaoyi")
    return key


def _edited(sections: str | Path, framed: Frame) -> tuple[turns.Part, ...]:
    """Return the parts of a report as an edited ``sections.csv`` has them."""
    with reports.using(Path(sections).parent):  # whose key its rows have
        rows = codebook.whole("sections", sections)
    ends, size = [int(row["end"]) for row in rows], len(framed.text)
    if not ends or ends != sorted(ends) or ends[-1] > size:
        what = f"they end at {ends[-1]}, the text at {size}" if ends else "it has none"
        raise files.DataError(f"{sections} are not the sections of this text: {what}")
    starts = [0, *(int(row["start"]) for row in rows[1:]), size]
    return tuple(
        turns.Part(start, end, row["turn"], row["title_zh"], True, row["section"], row["title_zh"],
                   row["years"])
        for row, (start, end) in zip(rows, pairwise(starts), strict=True)
    )  # fmt: skip


def _write(out: Path, made: Draft, name: str, name_en: str) -> None:
    """Write the tables beside ``out``, then move them there."""
    text, key = made.framed.text, made.key
    tables = {"report": [_about(text, key, made.year.year, name, name_en)], **made.tables}
    with writing.staged(out) as staged:
        for table, rows in tables.items():
            writing.content(staged / f"{table}.csv", codebook.written(table, rows))
        writing.content(staged / "source.txt", text + "\n")
        writing.move(staged, out)


def _about(text: str, key: str, year: int, name: str, name_en: str) -> Row:
    """Return what is known of the report itself."""
    said = rules.pattern("delivered_on").search(text[:300])
    date = f"{said[1]}-{int(said[2]):02}-{int(said[3]):02}" if said else ""
    told = said[0].lstrip("-—―－–") if said else ""
    delivered = f", delivered on {date}" if date else ""
    return {
        "report": key, "place_en": name_en, "place_zh": name, "where_en": "", "where_zh": "",
        "year": str(year), "date": date,
        "title_en": f"Government work report of {year}{delivered}",
        "title_zh": "——".join(filter(None, (f"{year}年政府工作报告", told))),
        "author_en": f"People's Government of {name_en}", "author_zh": f"{name}人民政府",
        "coding": "reviewed", "characters": str(len(text)),
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
    }  # fmt: skip
