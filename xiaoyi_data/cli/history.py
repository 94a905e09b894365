"""The commands history and verify: former weeks, and whether files are as a run left them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from xiaoyi_data import choices
from xiaoyi_data.cli import runs, terminal


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the two by what makes a command of a name, a help text, a function and examples."""
    history = command(
        "history", "list, open or put back results of former weeks, as run --history keeps them",
        _list, "history list DIR", "history open DIR 2026-03-02 -o then",
        "history restore DIR 2026-03-02", "history clean DIR --keep-weeks 52 --keep-last 10",
    )  # fmt: skip
    parts = history.add_subparsers(
        required=True, metavar="list, open, restore, clean", help="what to do with the weeks"
    )
    listed = parts.add_parser("list", help="which states there are, and what each changed")
    _folder(listed, _list)
    runs.shared(listed)
    opened = parts.add_parser("open", help="copy a week to a folder, as it was")
    _folder(opened, _open, when=True)
    opened.add_argument("-o", dest="out", type=terminal.path, required=True, help="a new folder")
    restore = parts.add_parser("restore", help="put a week back in place of what stands")
    _folder(restore, _restore, when=True)
    restore.add_argument(
        "--out", type=terminal.path, default=Path("output"), help="folder of runs (output)"
    )
    clean = parts.add_parser("clean", help="remove old states")
    _folder(clean, _clean)
    keeping(clean)

    verify = command(
        "verify", "find by checksums what was changed since the run; it is no signature", _verify,
        "verify output",
    )  # fmt: skip
    verify.add_argument("out", type=terminal.path, metavar="FOLDER", help="folder of runs")


def keeping(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which states stay; ``rule`` reads them."""
    parser.add_argument(
        "--keep-weeks", type=int, metavar="N", help="remove states that are older, the newest never"
    )
    parser.add_argument(
        "--keep-last",
        type=int,
        metavar="N",
        help="remove all but the last so many; of both, the more",
    )


def rule(options: argparse.Namespace) -> dict[str, int | None]:
    """Return which states are to stay, as ``history.prune`` takes it."""
    found = {"weeks": options.keep_weeks, "last": options.keep_last}
    for name, number in found.items():
        if number is not None and number < 1:
            raise ValueError(f"--keep-{name} takes a number from 1 up, not {number}")
    return found


def _folder(
    parser: argparse.ArgumentParser, do: Callable[[argparse.Namespace], int], *, when: bool = False
) -> None:
    parser.add_argument("folder", type=terminal.path, metavar="DIR", help="the history")
    if when:
        said = "a day, for what stood at its end; the id of a run; or last"
        parser.add_argument("when", type=terminal.given, metavar="WHEN", help=said)
    parser.set_defaults(command=do)


def _lines(options: argparse.Namespace) -> Path:
    folder: Path = options.folder
    if not (folder / "index.json").is_file():
        raise ValueError(f"{folder} holds no history: it has no index.json")
    return folder


def _list(options: argparse.Namespace) -> int:
    from xiaoyi_data.runs import history

    words, rows = choices.words("history", options.lang), []
    last = ""
    for line in history.index(_lines(options)):
        if line.get("changed"):
            told = runs.changed(line, options.lang)
        else:
            told = words["same"] if line["tree"] == last else ""
        code = "" if line.get("exit") is None else str(line["exit"])
        row = (line["id"], history.day(line).isoformat(), code, told)
        rows.append(dict(zip(words["heads"].values(), row, strict=True)))
        last = line["tree"]
    runs.table(rows, options.format)
    return terminal.OK


def _open(options: argparse.Namespace) -> int:
    from xiaoyi_data.runs import restore

    place = restore.opened(_lines(options), options.when, options.out)
    print(place / "index.html" if (place / "index.html").is_file() else place)
    return terminal.OK


def _restore(options: argparse.Namespace) -> int:
    from xiaoyi_data.runs import restore

    run = restore.restore(_lines(options), options.when, options.out)
    terminal.tell(f"{options.out} holds the results of {run['restored']} again")
    return terminal.OK


def _clean(options: argparse.Namespace) -> int:
    from xiaoyi_data.runs import history

    kept = rule(options)
    if not any(kept.values()):
        raise ValueError("say what is to stay: --keep-weeks, --keep-last, or both")
    gone = history.prune(_lines(options), **kept)
    terminal.tell(f"{gone} states removed")
    return terminal.OK


def _verify(options: argparse.Namespace) -> int:
    from xiaoyi_data.runs import verify

    found = list(verify.problems(options.out))
    for path, how in found:
        print(terminal.safe(f"{how:<8} {path}"))
    told = f"{len(found)} files differ from the record" if found else "all is as recorded"
    terminal.tell(f"{options.out}: {told}; who can change files can change the record too")
    return terminal.FAILED if found else terminal.OK
