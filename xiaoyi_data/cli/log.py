"""What a run says as it goes: lines with time, zone and level, to stderr and to a file.

A terminal gets the bare messages, since whoever sits there has a clock.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import Any

from xiaoyi_data.cli import terminal

SIZE, KEPT = 10 << 20, 5  # bytes of a file, and how many older ones stay
_LONGEST = 4000  # letters of a line, which is written at once and so is whole or not there


def add(parser: argparse.ArgumentParser) -> None:
    """Add the options that say where a run tells what, and in which form."""
    parser.add_argument(
        "--log", type=terminal.path, metavar="FILE",
        help=f"tell it to this file, too; at {SIZE >> 20} MB it is FILE.1, up to FILE.{KEPT}",
    )  # fmt: skip
    parser.add_argument(
        "--log-format", choices=("text", "json"), default="text",
        help="of the file, or else of stderr: lines to read (the default), or one JSON a line",
    )  # fmt: skip
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--quiet", action="store_true", help="tell only what went wrong")
    how.add_argument("--verbose", action="store_true", help="tell also why each notebook is run")


class Log:
    """Tells lines to some handlers, each with what a program may want to know of it."""

    def __init__(self, bare: bool, handlers: list[logging.Handler]) -> None:
        self.bare = bare  # a terminal, where a bar shows what else there is to know
        self.begun = False  # whether a run has begun, which then ends in a line
        self._handlers = handlers

    def tell(self, level: str, message: str, event: str = "note", **facts: Any) -> None:
        """Tell a line: of level debug, info, warning or error."""
        self._tell(self._handlers, level, message, event, facts)

    def file(self, level: str, message: str, event: str, **facts: Any) -> None:
        """Tell a line to the file alone, where stderr is told in other words."""
        self._tell(self._handlers[1:], level, message, event, facts)

    @staticmethod
    def _tell(
        handlers: list[logging.Handler], level: str, message: str, event: str, facts: dict[str, Any]
    ) -> None:
        number = logging.getLevelNamesMapping()[level.upper()]
        made = logging.LogRecord("xiaoyi", number, "", 0, message, None, None)
        vars(made).update(event=event, facts=facts)
        for handler in handlers:
            if number >= handler.level:
                handler.handle(made)

    def close(self) -> None:
        """Close the file."""
        for handler in self._handlers:
            handler.close()


@contextmanager
def opened(options: argparse.Namespace) -> Iterator[Log]:
    """Yield the log that the options ask for."""
    alone = options.log is None
    bare = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
    bare = bare and not (alone and options.log_format == "json")
    shown = logging.WARNING if options.quiet else logging.INFO
    shown = logging.DEBUG if options.verbose else shown
    to_stderr = _Stderr(shown)
    stamped = _Json() if alone and options.log_format == "json" else _Text()
    to_stderr.setFormatter(logging.Formatter("%(message)s") if bare else stamped)
    handlers: list[logging.Handler] = [to_stderr]
    if options.log and (to_file := _file(options.log)):
        to_file.setLevel(logging.DEBUG if options.verbose else logging.INFO)
        to_file.setFormatter(_Json() if options.log_format == "json" else _Text())
        handlers.append(to_file)
    log, ours = Log(bare, handlers), logging.getLogger("xiaoyi_data")
    ours.addHandler(heard := _Heard(log))
    try:
        yield log
    finally:
        ours.removeHandler(heard)
        log.close()


class _Heard(logging.Handler):
    """Tells what modules of ours warn of, as that kernels start one by one."""

    def __init__(self, log: Log) -> None:
        super().__init__()
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        self._log.tell(record.levelname.lower(), record.getMessage())


class _Stderr(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        terminal.tell(self.format(record))


class _File(RotatingFileHandler):
    """A file that may fail: that is said once, and the run goes on."""

    failed = False

    def handleError(self, record: logging.LogRecord) -> None:
        if not self.failed:
            self.failed = True
            _lost(Path(self.baseFilename), sys.exc_info()[1])


def _file(path: Path) -> _File | None:
    """Open a file for lines; a line that was cut off by a full disk is ended first."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not path.is_file():
            raise OSError("it is no file")
        made = _File(path, maxBytes=SIZE, backupCount=KEPT, encoding="utf-8", errors="replace")
        with path.open("rb+") as file:
            if file.seek(0, 2) and (file.seek(-1, 2), file.read(1))[1] != b"\n":
                file.write(b"\n")
    except OSError as problem:
        _lost(path, problem)
        return None
    return made


def _lost(path: Path, problem: BaseException | None) -> None:
    reason = getattr(problem, "strerror", None) or problem
    terminal.tell(f"xiaoyi: the log {path} cannot be written ({reason}); the run goes on")


class _Text(logging.Formatter):
    """``2026-11-27T16:15:03+08:00 INFO    succeeded  03_environment (15.2 s)``."""

    def format(self, record: logging.LogRecord) -> str:
        return f"{_time(record)} {record.levelname:<7} {_line(record.getMessage())}"


class _Json(logging.Formatter):
    """The same for programs, with ``time``, ``level``, ``event``, ``message`` and facts."""

    def format(self, record: logging.LogRecord) -> str:
        told = {"time": _time(record), "level": record.levelname.lower()}
        told |= {"event": vars(record)["event"], "message": record.getMessage()[:_LONGEST]}
        return json.dumps(told | vars(record)["facts"], ensure_ascii=False)


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="seconds")


def _line(message: str) -> str:
    return terminal.safe(message)[:_LONGEST]
