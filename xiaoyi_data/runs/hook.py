"""A command of the operator's that is told of a run: started, given an event, bounded, retried."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

LIMIT = 30  # seconds an attempt may take
PAUSES = (2.0, 10.0)  # seconds before another attempt: three in all, less than two minutes
_SAID = 4000  # bytes of what it prints that are passed on
_WINDOWS = os.name == "nt"


def words(command: str, *, windows: bool = _WINDOWS) -> list[str]:
    """Return a command as words, quotes holding one together; the first is a program there is.

    On Windows a backslash is one, and escapes nothing. Raises ValueError for a quote without its
    other, and for a program that is not there.

    >>> words('sh -c "exit 0"')[1:]
    ['-c', 'exit 0']
    """
    lexer = shlex.shlex(command, posix=True, punctuation_chars=False)
    lexer.whitespace_split, lexer.commenters = True, ""
    if windows:
        lexer.escape = ""
    try:
        parts = list(lexer)
    except ValueError:
        raise ValueError(f"--notify {command!r}: a quote has no other") from None
    if not parts:
        raise ValueError("--notify takes a command, and this one is empty")
    program = shutil.which(parts[0])
    if not program:
        raise ValueError(f"--notify: there is no program {parts[0]!r}, or it may not be run")
    return [program, *parts[1:]]


def call(
    command: Sequence[str],
    event: dict[str, Any],
    tell: Callable[[str], None],
    *,
    limit: float = LIMIT,
    pauses: Sequence[float] = PAUSES,
) -> str:
    """Start a command without a shell, the event on its standard input as JSON in ASCII.

    It has done its work when it ends with 0 within ``limit`` seconds; otherwise it is tried again
    after each of the ``pauses``. What it prints, and how an attempt failed, goes to ``tell``.
    Returns why the last one failed; empty when one has not.
    """
    why = ""
    for pause in (0.0, *pauses):
        if pause:
            tell(f"{why}; again in {pause:.0f} s")
            time.sleep(pause)
        why, said = _attempt(command, json.dumps(event).encode(), limit)
        for line in said.splitlines():
            tell(line)
        if not why:
            break
    return why


def _attempt(command: Sequence[str], event: bytes, limit: float) -> tuple[str, str]:
    """Return why one attempt failed, if it did, and what was printed.

    Files rather than pipes: a command that reads nothing, or leaves a process behind, holds
    nobody up.
    """
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as said:
        given.write(event)
        given.seek(0)
        try:
            process = subprocess.Popen(
                command, stdin=given, stdout=said, stderr=subprocess.STDOUT, start_new_session=True
            )
        except OSError as error:
            return f"cannot be started: {error.strerror}", ""
        try:
            code = process.wait(limit)
            why = f"exit code {code}" if code else ""
        except subprocess.TimeoutExpired:
            why = f"not done in {limit:.0f} s"
        finally:
            _end(process)
        said.seek(0)
        return why, said.read(_SAID).decode("utf-8", "replace")


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process that still runs, and all that it has started."""
    if process.poll() is not None:
        return
    import psutil

    with suppress(psutil.Error):
        for child in psutil.Process(process.pid).children(recursive=True):
            with suppress(psutil.Error):
                child.kill()
    process.kill()
    process.wait()
