"""Tables of a user's, with a cell or a byte changed: taken as they say, or refused in one line."""

from __future__ import annotations

import random
import tempfile
from pathlib import Path

from outside import CHANGES, NAMES, REFUSED, Csv, Xlsx, rows_of

from xiaoyi_data.report import codebook

_CASES = [(*where, name) for where, changes in CHANGES.items() for name in changes]
# Cells that are refused in any column: what XML, terminals and databases do not bear.
_NEVER = ["a\0b", "\0", "a\x1b[31m", "\x07", "\ud800", "\ufffe"]


def fault(number: int) -> str:
    """Make, read and judge the table of a number."""
    rng = random.Random(f"table {number}")
    table, column, name = rng.choice(_CASES)
    rows = rows_of(table, rng, rng.randint(1, 6), growth=column in ("baseline", "basis"))
    n = rng.randrange(len(rows))
    text, says = CHANGES[table, column][name](rows[n], column)
    kind = rng.choice(["cell", "cell", "cell", "never", "bytes", "cut"])
    if kind == "never":
        column = rng.choice(NAMES[table])
        text, says = rng.choice(_NEVER[:4]), REFUSED
    written = [row | {column: text} if row is rows[n] else row for row in rows]
    form = rng.choice([Csv, Csv, Xlsx])
    if kind == "never" and form is Xlsx:
        form = Csv  # a workbook cannot be written with these
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"own{form.ending}"
        form(path, rng, NAMES[table], written)
        if kind in ("bytes", "cut"):
            path.write_bytes(_spoiled(path.read_bytes(), kind, rng))
        return _judged(table, column, path, kind, [*rows], n, says, text)


def _spoiled(raw: bytes, kind: str, rng: random.Random) -> bytes:
    if kind == "cut":
        return raw[: rng.randrange(len(raw))]
    made = bytearray(raw)
    for _ in range(rng.choice([1, 1, 2, 20])):
        made[rng.randrange(len(made))] = rng.randrange(256)
    return bytes(made)


def _judged(table, column, path, kind, rows, n, says, text) -> str:  # type: ignore[no-untyped-def]
    try:
        found = codebook.added(table, path)
        problems, taken = found.problems, found.rows
    except (codebook.DataError, OSError) as error:
        problems, taken = (str(error),), ()
    for problem in problems:
        if "\n" in problem or str(path) not in problem or len(problem) > len(str(path)) + 500:
            return f"{table}.{column}: not one line that names the file: {problem[:200]!r}"
        if any(ord(sign) < 32 for sign in problem):
            return f"{table}.{column}: a control character in {problem[:200]!r}"
    if kind in ("bytes", "cut"):
        return ""
    if says is REFUSED:
        return "" if problems else f"{table}.{column}: {text[:60]!r} is taken"
    if problems:
        return f"{table}.{column}: {text[:60]!r} is refused: {problems[0][-200:]!r}"
    told = taken[n][column]
    if column in ("value", "baseline"):
        same = abs(float(told) - float(says)) <= 1e-12 * abs(float(says))
    else:
        same = told == says
    return "" if same else f"{table}.{column}: {text[:60]!r} is taken as {told[:60]!r}"
