"""What --notify does: commands are told of a run when it has ended, well or not."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from xiaoyi_data import choices
from xiaoyi_data.cli import log, stopping, terminal

_BY_HAND = {terminal.INTERRUPTED, *stopping.CODES.values()} - {terminal.TERMINATED}


def add(run: argparse.ArgumentParser) -> None:
    """Add the option; it may be given several times."""
    run.add_argument(
        "--notify", action="append", default=[], metavar="COMMAND",
        help="command that is told how the run went, as JSON on its standard input; "
        "may be given again",
    )  # fmt: skip


@contextmanager
def telling(texts: Sequence[str], out: Path, told: log.Log) -> Iterator[None]:
    """Tell the commands ``texts`` of the run in the block, whatever ends it.

    A program that is not there is refused before the run begins: ValueError. Who ends a run by
    hand is told nothing; a failure to tell is a line of the log, and no failure of the run.
    """
    from xiaoyi_data.runs import clock, hook

    commands = [hook.words(text) for text in texts]
    if not commands:
        yield
        return
    began = clock.now()
    try:
        yield
    except KeyboardInterrupt as stopped:
        code = getattr(stopped, "code", terminal.INTERRUPTED)
        if code not in _BY_HAND:
            # Whoever has ended it will not wait long.
            _tell(commands, out, told, began, terminal.CODES[code], pauses=())
        raise
    except Exception as problem:
        why = " ".join(str(problem).split()) or type(problem).__name__
        _tell(commands, out, told, began, why)
        raise
    _tell(commands, out, told, began)


def _tell(
    commands: Sequence[list[str]],
    out: Path,
    told: log.Log,
    began: str,
    why: str = "",
    **bounds: Any,
) -> None:
    from xiaoyi_data.report import codebook
    from xiaoyi_data.runs import events, hook, record

    def say(line: str) -> None:
        told.tell("info", f"notify: {line}", "notify")

    try:
        manifest = record.read(out)
        ran = bool(manifest["runs"]) and manifest["runs"][-1]["started"] >= began
        labels = {lang: codebook.labels("targets", "verdict", lang) for lang in choices.LANGUAGES}
        event = events.of(manifest, out, ran=ran, why=why, labels=labels)
        for command in commands:
            if failed := hook.call(command, event, say, **bounds):
                line = f"notify: nobody was told by {command[-1]}: {failed}"
                told.tell("warning", line, "notify")
    except Exception as problem:  # whatever it is, the run is what it is
        line = f"notify: nobody was told: {type(problem).__name__}: {problem}"
        told.tell("warning", line, "notify")
