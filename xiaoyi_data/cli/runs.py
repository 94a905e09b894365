"""The command runs: which there were, what one of them came to, and what another changed."""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from xiaoyi_data import choices
from xiaoyi_data.cli import complete, signs, terminal

Run = dict[str, Any]


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command by what makes one of a name, a help text, a function and examples."""
    runs = command(
        "runs", "list the runs there were; show one, or what differs between two", _list,
        "runs", "runs show last", "runs diff 2026-11-16 2026-11-23 --format csv",
    )  # fmt: skip
    _out(runs, Path("output"))
    shared(runs)
    parts = runs.add_subparsers(
        metavar="show, diff", help="one run, or two of them; all when left out"
    )
    show = parts.add_parser("show", help="what a run was, and how each notebook went")
    _run(show, "run")
    _out(show, argparse.SUPPRESS)
    shared(show, again=True)
    show.set_defaults(command=_show)
    diff = parts.add_parser("diff", help="what a later run says otherwise than an earlier one")
    _run(diff, "before")
    _run(diff, "after")
    _out(diff, argparse.SUPPRESS)
    shared(diff, again=True)
    diff.set_defaults(command=_diff)


def _run(parser: argparse.ArgumentParser, name: str) -> None:
    said = "id of a run, its day such as 2026-11-23, or last"
    action = parser.add_argument(name, metavar="ID", type=terminal.given, help=said)
    complete.offer(action, complete.runs)


def _out(parser: argparse.ArgumentParser, default: Any) -> None:
    parser.add_argument("--out", type=terminal.path, default=default, help="folder (output)")


def shared(parser: argparse.ArgumentParser, *, again: bool = False) -> None:
    """Add the options of what prints tables; ``again`` where they may stand before as well."""
    parser.add_argument(
        "--format", choices=("table", "csv", "json"),
        default=argparse.SUPPRESS if again else "table",
        help="a table to read (the default), or csv or json with everything",
    )  # fmt: skip
    parser.add_argument(
        "--lang", choices=choices.LANGUAGES, default=argparse.SUPPRESS if again else "en",
        help="of the words (en)",
    )  # fmt: skip


def _list(options: argparse.Namespace) -> int:
    from xiaoyi_data.runs import record

    runs = record.checked(options.out)["runs"]
    if options.format == "json":
        print(json.dumps(runs, ensure_ascii=False, indent=1))
        return terminal.OK
    words = choices.words("runs", options.lang)
    rows = [_row(run, words, options.lang) for run in runs]
    table([dict(zip(words["heads"].values(), row, strict=True)) for row in rows], options.format)
    return terminal.OK


def _row(run: Run, words: dict[str, Any], lang: str) -> list[str]:
    from xiaoyi_data.exports.pages.changes import when

    many = Counter(job.get("status", "") for job in run["jobs"].values())
    jobs = [f"{many[status]} {said}" for status, said in words["status"].items() if many[status]]
    if run.get("restored"):
        jobs = [words["restored"].format(run["restored"])]
    code = run.get("exit", "")  # a run of version 2 has none
    ended = words["open"] if code is None else str(code)
    said = [when(run), took(run.get("seconds")), ended, words["and"].join(jobs)]
    return [run["id"], *said, changed(run, lang)]


def took(seconds: float | None) -> str:
    """Say how long something took.

    >>> took(3.21), took(75), took(7322), took(None)
    ('3.2 s', '1:15', '2:02:02', '')
    """
    if seconds is None:
        return ""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def changed(run: Run, lang: str) -> str:
    """Say how much a run changed, as its record counts it; empty where it changed nothing."""
    if not (found := run.get("changed")):
        return ""
    words = choices.words("changes", lang)
    counts = {kind: found[kind] for kind in words["counts"] if kind != "verdicts"}
    counts["verdicts"] = len(found["verdicts"])
    said = [
        alone if counts[kind] == 1 else many.format(counts[kind])
        for kind, (alone, many) in words["counts"].items() if counts[kind]
    ]  # fmt: skip
    return str(words["and"].join(said))


def _show(options: argparse.Namespace) -> int:
    from xiaoyi_data.runs import record

    run = record.run(record.checked(options.out), options.run)
    if options.format == "json":
        print(json.dumps(run, ensure_ascii=False, indent=1))
        return terminal.OK
    words, why = choices.words("runs", options.lang), choices.words("changes", options.lang)
    jobs = []
    for name, job in run["jobs"].items():
        causes = words["and"].join(why["because"][cause] for cause in job.get("because", ()))
        said = job.get("why") or (words["because"].format(causes) if causes else "")
        status = words["status"][job.get("status", "")]
        jobs.append((name, status, took(job.get("seconds")), said))
    if options.format == "csv":
        heads = ("notebook", "status", "seconds", "why")
        table([dict(zip(heads, job, strict=True)) for job in jobs], "csv")
        return terminal.OK
    lines = [
        (words["parts"][part], said) for part, said in _facts(run, words, options.lang) if said
    ]
    told = [(name, words["and"].join(filter(None, rest))) for name, *rest in jobs]
    _print(terminal.cards([(run["id"], lines)], terminal.columns()))
    print()
    _print(terminal.cards([(words["heads"]["jobs"], told)], terminal.columns()))
    return terminal.OK


def _facts(run: Run, words: dict[str, Any], lang: str) -> list[tuple[str, str]]:
    from xiaoyi_data.exports.pages.changes import when

    ended = {"started": run["ended"], "zone": run.get("zone", {})}
    given = run.get("parameters") or {}
    machine = run.get("machine") or {}
    where = [machine.get("host", ""), machine.get("system", "")]
    where += [words["processors"].format(machine["processors"])] if machine else []
    code = "" if run.get("exit") is None else str(run["exit"])
    return [
        ("began", when(run)),
        ("ended", when(ended) if run["ended"] else words["never"]),
        ("took", took(run.get("seconds"))),
        ("exit", ": ".join(filter(None, [code, run.get("why", "")]))),
        ("version", run.get("version", "")),
        ("data", run.get("data", "")),
        ("python", run.get("python", "")),
        ("parameters", " ".join(f"{name}={_given(value)}" for name, value in given.items())),
        ("machine", words["and"].join(filter(None, where))),
        ("peak", f"{run['peak'] / 2**20:.0f} MB" if run.get("peak") else ""),
        ("changed", changed(run, lang)),
    ]


def _given(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _diff(options: argparse.Namespace) -> int:
    from xiaoyi_data.exports import changed as said
    from xiaoyi_data.runs import changes, record, states

    manifest = record.checked(options.out)
    sides = [record.run(manifest, getattr(options, name)) for name in ("before", "after")]
    found = []
    for run in sides:
        state = states.read(options.out, run.get("state"))
        if state is None:
            raise ValueError(f"run {run['id']} has published nothing that is still known")
        found.append(state)
    what: said.Changes = changes.between(*found)
    spoken = {page["lang"] for state in found for page in state.values()}
    own = said.own(what, options.lang) if options.lang in spoken else what
    because = {name: job.get("because", ()) for name, job in sides[1]["jobs"].items()}
    rows = list(said.rows(own, options.lang, because))
    if options.format != "table":
        table([row | {"jobs": " ".join(row["jobs"])} for row in rows], options.format)
        return terminal.OK
    words, kinds = choices.words("runs", options.lang), choices.words("changes", options.lang)
    print(said.summary(own, options.lang) if rows else words["same"])
    entries = []
    for row in rows:
        heading = f"{kinds['kind'][row['kind']]} · {', '.join(row['jobs'])}"
        sides_said = [(words[side], row[side] or words["nothing"]) for side in ("before", "after")]
        entries.append((f"{heading} · {row['what']}" if row["what"] else heading, sides_said))
    if entries:
        print()
        _print(terminal.cards(entries, terminal.columns()))
    return terminal.OK


def table(rows: list[dict[str, Any]], form: str) -> None:
    """Print rows as a table to read, or as csv or json."""
    import pandas as pd

    frame = pd.DataFrame(rows)
    if form == "table":
        _print(terminal.grid(frame, terminal.columns()))
    else:
        signs.prepare(sys.stdout, whole=True)
        print({"csv": terminal.as_csv, "json": terminal.as_json}[form](frame))


def _print(text: str) -> None:
    """Print lines whose control characters no terminal obeys: a record is foreign."""
    for line in text.split("\n"):
        print(terminal.safe(line))
