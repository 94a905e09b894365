"""Links: which outcome of a later report answers which target of an earlier one."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.report import codebook, descriptor, reports, tables
from xiaoyi_data.report.codebook import Row

SORTS = ("told", "anew", "silent")


def load_links(
    path: str | Path, *, state: str | Iterable[str] | None = None, lang: str = "en"
) -> pd.DataFrame:
    """Return the links of two reports or more, one row each, from a CSV or XLSX.

    ``path`` may be the key or the folder of a report that holds its ``links.csv``.
    ``xiaoyi link`` proposes them and ``xiaoyi accept`` decides them. ``outcome`` is the key of the
    figure that answers the target: what was achieved or, where the goal was only set anew, the
    new target; it is missing where no figure answers. ``score`` (0 to 1) is how likely
    the row is right, ``state`` whether somebody has seen it. Columns as in ``describe("links")``,
    ``reason`` and ``state_name`` in ``lang``; the filter ``state`` takes one or several.

    Raises ValueError for an unknown state or language, DataError naming file, place, column,
    value and what is valid for anything wrong in the file, OSError when it cannot be read.

    >>> row = load_links("boye-county-2022", lang="zh").iloc[2]
    >>> row["target"], row["outcome"], row["state_name"]
    ('gdp-growth-target-2021', 'gdp-growth-2021', '已接受')
    """
    choices.check_language(lang)
    frame = tables.typed("links", rows(path))
    called = codebook.labels("links", "state", lang)
    frame = frame.assign(
        outcome=frame["outcome"].where(frame["outcome"] != "", None),
        reason=frame[f"reason_{lang}"],
        state_name=frame["state"].map(called),
    )
    return frame if state is None else frame[frame["state"].isin(_states(state))]


def _states(wanted: str | Iterable[str]) -> set[str]:
    """Return the states meant by codes or names; ValueError for one that is unknown."""
    called = {word: code for lang in choices.LANGUAGES
              for code, word in codebook.labels("links", "state", lang).items()}  # fmt: skip
    codes, found = set(called.values()), set()
    for one in [wanted] if isinstance(wanted, str) else wanted:
        if one not in codes and one not in called:
            raise choices.unknown("state", one, codes, called)
        found.add(called.get(one, one))
    return found


def figures(draft: bool = True) -> list[Row]:
    """Return the figures of the report in use that links may name: those proposed, then the others.

    >>> figures() == figures(draft=False)  # nothing of ours waits
    True
    """
    return [*(codebook.rows("draft") if draft else ()), *codebook.rows("figures")]


def sorts(rows: Iterable[Row], later: reports.Named) -> list[str]:
    """Return of each link to a report whether an outcome is told, the goal set anew, or neither.

    >>> sorts([{"outcome": "gdp-2020"}, {"outcome": "gdp-growth-target-2021"}, {"outcome": ""}],
    ...       "xiaoyi-2021")
    ['told', 'anew', 'silent']
    """
    with reports.using(later):
        goals = {row["figure"] for row in figures() if row["status"] == "target"}
    return [
        "silent" if not row["outcome"] else "anew" if row["outcome"] in goals else "told"
        for row in rows
    ]


def rows_of(links: str | Path | pd.DataFrame) -> list[Row]:
    """Return links as text: those of a file, or of a frame as ``load_links`` gives it.

    Raises ValueError for a frame without a column of the table, and as ``load_links`` does.
    """
    if not isinstance(links, pd.DataFrame):
        return rows(links)
    names = codebook.names("links")
    for name in names:
        if name not in links:
            raise choices.unknown("column of links", name, map(str, links.columns))
    text = links[names].astype(object).where(links[names].notna(), "").astype(str)
    return [dict(zip(names, row, strict=True)) for row in text.itertuples(index=False)]


def later(report: str, near: Path | None = None) -> reports.Report:
    """Return a report by its key: one beside that in use, ``near`` a folder, shipped, or here.

    Raises ValueError, naming the nearest, where there is none.

    >>> later("xiaoyi-2021").name
    'xiaoyi-2021'
    """
    shelves = [reports.current().folder.parent] if near is None else [near, Path.cwd()]
    for shelf in shelves:
        if (shelf / report / reports.ABOUT).is_file():
            return reports.opened(shelf / report)
    if report in reports.shipped():
        return reports.opened(report)
    inside = [f"*/{reports.ABOUT}"] + [f"*/*/{reports.ABOUT}"] * (near is not None)
    for path in (one for shelf in shelves for form in inside for one in sorted(shelf.glob(form))):
        if report.encode() in path.read_bytes():  # before it is opened: there may be hundreds
            with reports.using(path.parent):
                if codebook.about()["report"] == report:
                    return reports.current()
    if (Path(report) / reports.ABOUT).is_file():
        return reports.opened(report)
    beside = {path.parent.name for one in shelves for path in one.glob(f"*/{reports.ABOUT}")}
    raise choices.unknown("report", report, [*reports.shipped(), *beside])


def rows(path: str | Path) -> list[Row]:
    """Return the links of a file as text; raises as ``load_links`` does.

    >>> rows("/dev/null")
    Traceback (most recent call last):
    xiaoyi_data.report.files.DataError: /dev/null is not a file: name a file or a pipe
    """
    if not Path(path).is_file() and (Path(path).is_dir() or str(path) in reports.shipped()):
        path = reports.folder(path) / descriptor.file("links")
    return list(codebook.whole("links", path))
