"""What a command says, and how it ends: tables that fit a terminal, CSV, JSON, exit codes."""

from __future__ import annotations

import argparse
import errno
import json
import os
import re
import shutil
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from xiaoyi_data.cli import signs

if TYPE_CHECKING:
    import pandas as pd

OK, FAILED, WRONG_USE, FULL = 0, 1, 2, 74
HUNG_UP, INTERRUPTED, CLOSED, TERMINATED = 129, 130, 141, 143
CODES = {
    OK: "everything is done, or was already",
    FAILED: "a notebook, a proof or a check failed, or nothing was found",
    WRONG_USE: "wrong use, or something cannot be read, written or reached",
    FULL: "a disk is full; what was finished is kept",
    HUNG_UP: "ended by SIGHUP, as when the terminal has gone; what was finished is kept",
    INTERRUPTED: "interrupted by Ctrl-C; what was finished is kept",
    CLOSED: "nobody reads the output any more",
    TERMINATED: "ended by SIGTERM; what was finished is kept",
}
_FULL = {errno.ENOSPC, errno.EDQUOT}
_UNWRITTEN = {*_FULL, errno.EFBIG, errno.EIO}  # without a path it is what is printed
_GAP, _LEAST = 2, 8
_CONTROL = re.compile(
    "[\0-\x08\n-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]"
)
# What a line never parts: a wide character or a word, its quotes and brackets, spaces after it.
_PIECE = re.compile(
    r"\s+|[“（《]*(?:[⺀-\U0003ffff]|[^\s⺀-\U0003ffff“”]+)[，。；：、！？”）》]*\s*|\S"
)


def width(text: str) -> int:
    """Return the columns a text takes; a Chinese character takes two.

    >>> width("GDP 增长")
    8
    """
    from wcwidth import wcswidth  # here, since most commands and every Tab do without

    return wcswidth(text)


def clip(text: str, columns: int) -> str:
    """Return a text cut to so many columns, ending in … where something is left out.

    >>> clip("森林覆盖率", 10), clip("森林覆盖率", 8)
    ('森林覆盖率', '森林覆…')
    """
    if width(text) <= columns:
        return text
    mark = signs.shown("…")[:columns]
    while width(text) > columns - len(mark):
        text = text[:-1]
    return f"{text}{mark}"


def wrap(text: str, columns: int) -> list[str]:
    """Return the lines of a text, none wider than ``columns``; Chinese breaks anywhere.

    >>> wrap("forest cover 森林覆盖率", 14)
    ['forest cover', '森林覆盖率']
    """
    lines, line = [], ""
    for piece in _PIECE.findall(text):
        if line and width(line) + width(piece.rstrip()) > columns:
            lines.append(line.rstrip())
            line = ""
        while width(piece.rstrip()) > columns:  # an address, or a terminal of a few columns
            cut = next(i for i in range(len(piece), 0, -1) if width(piece[:i]) <= columns or i == 1)
            lines.append(piece[:cut])
            piece = piece[cut:]
        line += piece
    return [*lines, line.rstrip()] if line.strip() or not lines else lines


def grid(frame: pd.DataFrame, columns: int) -> str:
    """Return a frame as a table ``columns`` wide, or as wide as it is where that is 0.

    The last column is cut to fit; no other is, and those without room are left out.

    >>> from pandas import DataFrame
    >>> print(grid(DataFrame({"名称": ["森林", "cover"], "value": [1.5, 20.0]}), 0))
    名称   value
    森林     1.5
    cover     20
    """
    cells = [list(map(_cell, row)) for row in (tuple(frame.columns), *_rows(frame))]
    widths = [max(map(width, column)) for column in zip(*cells, strict=True)]
    over = sum(widths) + _GAP * (len(widths) - 1) - columns if columns else 0
    if 0 < over <= widths[-1] - _LEAST:
        widths[-1] -= over
    while columns and len(widths) > 1 and sum(widths) + _GAP * (len(widths) - 1) > columns:
        widths.pop()
    right = [frame[name].dtype.kind in "iuf" for name in frame.columns]
    lines = []
    for row in cells:
        shown = [clip(cell, w) if columns else cell for cell, w in zip(row, widths, strict=False)]
        padded = [
            " " * (w - width(cell)) + cell if r else cell + " " * (w - width(cell))
            for cell, w, r in zip(shown, widths, right, strict=False)
        ]
        lines.append((" " * _GAP).join(padded).rstrip())
    return "\n".join(lines)


def cards(entries: Iterable[tuple[str, list[tuple[str, str]]]], columns: int) -> str:
    """Return headings, each with lines of a term and a text that is wrapped beside it.

    >>> print(cards([("Forest", [("Share", "a third of all"), ("年", "2020")])], 20))
    Forest
      Share  a third of
             all
      年     2020
    """
    parts = []
    for heading, lines in entries:
        heading = signs.shown(heading)
        lines = [(signs.shown(term), signs.shown(text)) for term, text in lines]
        indent = max((width(term) for term, _ in lines), default=0) + 2 * _GAP
        said = wrap(heading, columns) if columns else [heading]
        for term, text in lines:
            room = max(columns - indent, _LEAST)
            for number, line in enumerate(wrap(text, room) if columns else [text]):
                start = " " * _GAP + (term if number == 0 else "")
                said.append(f"{start}{' ' * (indent - width(start))}{line}")
        parts.append("\n".join(said))
    return "\n\n".join(parts)


def columns() -> int:
    """Return how many columns the terminal has; 0 where the output goes elsewhere.

    >>> columns() >= 0
    True
    """
    return shutil.get_terminal_size((0, 0)).columns


def as_csv(frame: pd.DataFrame) -> str:
    """Return a frame as CSV, missing values empty, without truncation.

    >>> from pandas import DataFrame
    >>> as_csv(DataFrame({"a": ["森林", None], "b": [1, 2]}))
    'a,b\\n森林,1\\n,2'
    """
    return frame.to_csv(index=False, lineterminator="\n").rstrip("\n")


def as_json(frame: pd.DataFrame) -> str:
    """Return a frame as JSON: a list of objects, missing values null.

    >>> from pandas import DataFrame
    >>> as_json(DataFrame({"a": ["森林"]}))
    '[\\n {\\n  "a": "森林"\\n }\\n]'
    """
    text = frame.to_json(orient="records", force_ascii=False, double_precision=15)
    return json.dumps(json.loads(text), ensure_ascii=False, indent=1)


def given(text: str) -> str:
    """Return a text of the command line; an empty one is refused, rather than passed over.

    >>> given("economy")
    'economy'
    """
    if not text:
        raise argparse.ArgumentTypeError("is empty: give it a value, or leave it out")
    return text


def path(text: str) -> Path:
    """Return the path a text names; ``~`` is the home folder, in ``--out=~/x`` as well.

    Raises ArgumentTypeError, which is one line at once, where there is no such home.

    >>> path("mine/output").as_posix()
    'mine/output'
    """
    whole = os.path.expanduser(given(text))  # Path("") would be the folder one is in
    if whole.startswith("~"):
        raise argparse.ArgumentTypeError(f"{text}: nobody here has this name, and so a home")
    return Path(whole)


def prepare() -> None:
    """Let pipes and files get UTF-8 whatever the locale, and terminals the signs they have.

    Where stdout or stderr is closed, what is said goes nowhere.

    >>> prepare()
    """
    for number, name in ((1, "stdout"), (2, "stderr")):
        if getattr(sys, name) is None:
            nowhere = os.open(os.devnull, os.O_RDWR)
            os.dup2(nowhere, number)
            os.set_inheritable(number, True)
            if nowhere != number:
                os.close(nowhere)
            setattr(sys, name, open(number, "w", closefd=False))  # noqa: SIM115
        signs.prepare(getattr(sys, name))


def reason(problem: Exception) -> tuple[int, str]:
    """Return the exit code for what ends a command, and in one line what it is, and of which file.

    >>> reason(FileNotFoundError(2, "No such file or directory", "report.txt"))
    (2, 'No such file or directory: report.txt')
    """
    code = FULL if getattr(problem, "errno", None) in _FULL else WRONG_USE
    said = (str(problem).splitlines() or [type(problem).__name__])[0]
    if isinstance(problem, OSError) and problem.strerror:
        said = problem.strerror
        if problem.filename or problem.errno in _UNWRITTEN:
            said += f": {problem.filename or 'standard output'}"
    return code, said


def tell(line: str) -> None:
    """Write a line to stderr, ``safe``, if it can be written: a lost one is no reason to stop.

    >>> tell("xiaoyi: nothing to say")
    """
    with suppress(OSError):
        print(safe(line), file=sys.stderr, flush=True)


def safe(text: str) -> str:
    """Return a text whose control characters a terminal shows, and does not obey.

    So with what turns the direction of writing, and what is no character; a tab stays.

    >>> print(safe("a\\x1b[31mb\\u202ec"))
    a\\x1b[31mb\\u202ec
    """
    return _CONTROL.sub(lambda sign: sign[0].encode("unicode_escape").decode(), text)


def _rows(frame: pd.DataFrame) -> Iterable[tuple[object, ...]]:
    return frame.astype(object).where(frame.notna(), "").itertuples(index=False, name=None)


def _cell(value: object) -> str:
    return f"{value:.15g}" if isinstance(value, float) else signs.shown(str(value))
