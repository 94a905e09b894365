"""Write what survives into docs/proofs.md: ``python tools/build_proofs.py``, a quarter of an hour.

Every row of every table is damaged in every way the tests know, until one comes through. What
proves a column, and why damage survives, is written by hand and kept; a line without a reason yet
says ``?``, which the tests refuse. Set ``XIAOYI_SOURCE`` to the text of the report.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

import judge as judges  # noqa: E402
import tampers  # noqa: E402

from xiaoyi_data.report import codebook  # noqa: E402
from xiaoyi_data.report.source import read_source  # noqa: E402

PAGE = ROOT / "docs" / "proofs.md"
HEADS = {
    "none": "| table | column | damage | for example | why that is so |\n|---|---|---|---|---|",
    "text": "| table | column | damage | for example |\n|---|---|---|---|",
}


@cache
def _judge() -> judges.Judge:
    return judges.Judge(read_source(os.environ["XIAOYI_SOURCE"]))


def found(table: str, column: str) -> list[tuple[str, tampers.Tamper]]:
    """Return the first of each kind that nothing catches, or that the text alone does."""
    return list(_found(table, column, _judge()))


def _found(table: str, of: str, judge: judges.Judge) -> Iterator[tuple[str, tampers.Tamper]]:
    rows = list(codebook.rows(table))
    for column, kind, make in tampers.kinds(table, rows):
        if column != of:
            continue
        text = None
        for at in tampers.chosen(table, rows, f"{column}.{kind}"):
            tamper = make(at)
            caught = judge.first(tamper) if tamper else ("no such damage", "")
            if tamper and caught is None:
                yield "none", tamper
                break
            if caught and caught[0] == "text" and text is None:
                text = tamper
        else:
            if text is not None:
                yield "text", text
    print(table, of, file=sys.stderr)


def main() -> None:
    """Keep the page up to its two last tables, and write those anew."""
    page = PAGE.read_text(encoding="utf-8")
    why = {}
    for line in re.findall(r"^\| (?:\w+) \| `.*", page, flags=re.MULTILINE):
        cells = [cell.strip().strip("`") for cell in line.split("|")[1:-1]]
        if len(cells) == 5:
            why[tuple(cells[:3])] = why[cells[0], cells[1], ""] = cells[4]
    lines: dict[str, list[str]] = {"none": [], "text": []}
    tables = [resource["name"] for resource in codebook.package()["resources"]]
    columns = [
        (table, column)
        for table in tables
        for column in [field["name"] for field in codebook.fields(table)] + ["(row)"]
    ]
    with ProcessPoolExecutor() as pool:
        through = [one for some in pool.map(found, *zip(*columns, strict=True)) for one in some]
    for caught, tamper in through:
        table, column, kind, key = tamper[:4]
        cells = [table, f"`{column}`", kind, f"`{key}`"]
        if caught == "none":
            alike = why.get((table, column, ""), "?")  # another kind of damage to the column
            cells.append(why.get((table, column, kind), alike))
        lines[caught].append(f"| {' | '.join(cells)} |")
    for caught, made in lines.items():
        head = re.escape(HEADS[caught])
        page = re.sub(
            rf"{head}\n(?:\|.*\n)*",
            lambda _, made=made, caught=caught: "\n".join([HEADS[caught], *made, ""]),
            page,
        )
    PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()
