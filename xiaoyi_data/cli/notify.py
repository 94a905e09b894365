"""What --notify does: commands are told of a run when it has ended, well or not."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from typing import Any

from xiaoyi_data import choices
from xiaoyi_data.cli import stopping, terminal

_BY_HAND = {stopping.CODES[number] for number in stopping.CODES} - {terminal.TERMINATED}


def add(run: argparse.ArgumentParser) -> None:
    """Add the option; it may be given several times."""
    run.add_argument(
        "--notify",
        action="append",
        default=[],
        metavar="COMMAND",
        help="command that is told how the run went, as JSON on its standard input; "
        "may be given again",
    )


def after(do: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Return a command that does the same and tells of it, whatever it raises.

    A program that is not there is refused before the run begins. Who ends a run by hand is told
    nothing; a failure to tell is a line of the log, and no failure of the run.
    """

    def command(options: argparse.Namespace) -> int:
        from xiaoyi_data.runs import clock, hook

        commands = [hook.words(text) for text in options.notify]
        if not commands:
            return do(options)
        began = clock.now()
        try:
            code = do(options)
        except KeyboardInterrupt as stopped:
            code = getattr(stopped, "code", terminal.INTERRUPTED)
            if code not in _BY_HAND and code != terminal.INTERRUPTED:
                # Whoever has ended it will not wait long.
                _tell(options, commands, began, terminal.CODES[code], pauses=())
            raise
        except Exception as problem:
            told = " ".join(str(problem).split()) or type(problem).__name__
            _tell(options, commands, began, told)
            raise
        _tell(options, commands, began)
        return code

    return command


def _tell(
    options: argparse.Namespace,
    commands: Sequence[list[str]],
    began: str,
    why: str = "",
    **bounds: Any,
) -> None:
    from xiaoyi_data.report import codebook
    from xiaoyi_data.runs import events, hook, record

    try:
        manifest = record.read(options.out)
        ran = bool(manifest["runs"]) and manifest["runs"][-1]["started"] >= began
        labels = {lang: codebook.labels("targets", "verdict", lang) for lang in choices.LANGUAGES}
        event = events.of(manifest, options.out, ran=ran, why=why, labels=labels)
        for command in commands:
            failed = hook.call(
                command, event, lambda line: terminal.tell(f"notify: {line}"), **bounds
            )
            if failed:
                terminal.tell(f"notify: nobody was told by {command[-1]}: {failed}")
    except Exception as problem:  # whatever it is, the run is what it is
        terminal.tell(f"notify: nobody was told: {type(problem).__name__}: {problem}")
