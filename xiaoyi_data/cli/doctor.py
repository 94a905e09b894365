"""The command doctor: what a scheduled run needs, tried; each with what to do where it lacks."""

from __future__ import annotations

import argparse
import getpass
import os
import platform
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import xiaoyi_data
from xiaoyi_data import choices
from xiaoyi_data.cli import packages, terminal

_ROOM = 300  # megabytes: results in both languages are 50, new ones lie beside, and a history
_DAY = 86_400  # seconds that a clock may be wrong by
_POSIX_ZONE = re.compile(r"(<[^>]+>|[A-Za-z]{3,})[+-]?\d.*")  # such as CST-8, a zone by rule


@dataclass(frozen=True)
class Finding:
    """What is found of a thing: ``ok``, ``note`` or ``wrong``, and the sentence that says it.

    ``said`` is its key in ``words.json``, ``values`` what it is filled with.
    """

    thing: str
    state: str
    said: str
    values: dict[str, Any] = field(default_factory=dict)


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command by what makes one of a name, a help text, a function and examples."""
    says = "check what a scheduled run needs, and say what to do"
    doctor = command("doctor", says, _doctor, "doctor", "doctor --out /srv/xiaoyi --lang zh")
    doctor.add_argument(
        "--out", type=terminal.path, default=Path("output"), help="folder of the runs (output)"
    )
    doctor.add_argument(
        "--notebooks",
        type=terminal.path,
        help="folder (notebooks where there is one here, else those of the package)",
    )
    doctor.add_argument(
        "--notify", action="append", default=[], metavar="COMMAND",
        help="command that a run will tell: it gets a trial; may be given again",
    )  # fmt: skip
    doctor.add_argument("--lang", choices=("en", "zh"), default="en", help="of what is said (en)")


def _doctor(options: argparse.Namespace) -> int:
    words = choices.words("doctor", options.lang)
    states = set()
    found = findings(options.out.absolute(), options.notebooks)
    for finding in chain(found, _told(options.notify, options.out)):
        said, remedy = words["said"][finding.said]
        state, thing = words["states"][finding.state], words["things"][finding.thing]
        columns = [(state, words["width"]), (thing, words["thing"])]
        start = "".join(text + " " * (room - terminal.width(text)) for text, room in columns)
        print(terminal.safe(f"{start}{said.format(**finding.values)}"), flush=True)
        if remedy:
            print(terminal.safe(f"{'':{words['width']}}→ {remedy.format(**finding.values)}"))
        states.add(finding.state)
    return terminal.FAILED if "wrong" in states else terminal.OK


def findings(out: Path, notebooks: Path | None) -> Iterator[Finding]:
    """Yield what is found of each thing that a run into ``out`` needs."""
    yield Finding("python", "ok", "python",
                  {"version": platform.python_version(), "path": sys.executable})  # fmt: skip
    yield (required := _packages())
    yield _notebooks(notebooks)
    place = next(path for path in (out, *out.parents) if path.is_dir())
    written = [_written(out, place)]
    if (temporary := _temporary()) != place:
        written.append(_written(temporary, temporary))
    yield from written
    yield _disk(place)
    yield _locale()
    yield _clock(out)
    yield from _record(out)
    if required.state != "wrong":  # on which these rest
        yield _font()
        yield _trial(place if written[0].state == "ok" else temporary)


def _packages() -> Finding:
    """Whether all that is required, directly or not, is here at a version that is allowed."""
    here, lacking = packages.required()
    values = {"count": len(here), "home": packages.HOME}
    if lacking:
        return Finding("packages", "wrong", "lacking", values | {"names": ", ".join(lacking)})
    if others := packages.unlike_the_lock(here):
        return Finding("packages", "note", "unlocked", values | {"names": ", ".join(others)})
    return Finding("packages", "ok", "packages", values)


def _notebooks(folder: Path | None) -> Finding:
    from xiaoyi_data.runs import plan

    chosen = folder or plan.folder()
    try:
        count = len(plan.available(chosen))
    except (ValueError, OSError) as error:
        return Finding("notebooks", "wrong", "unfound", {"error": error})
    return Finding("notebooks", "ok", "notebooks", {"count": count, "folder": chosen.absolute()})


def _font() -> Finding:
    """Whether the bundled fonts can be read and have Chinese characters."""
    from fontTools.ttLib import TTFont

    from xiaoyi_data.canvas import style

    for weight in ("Regular", "Bold"):
        path = style.font_path(weight)
        try:
            with TTFont(path) as font:
                whole = {ord(sign) for sign in "孝义a"} <= font.getBestCmap().keys()
        except Exception:  # a damaged font raises whatever its bytes lead to
            whole = False
        if not whole:
            return Finding("font", "wrong", "fontless", {"path": path})
    return Finding("font", "ok", "font", {"name": style.FONT})


def _written(folder: Path, place: Path) -> Finding:
    """Whether a file can be written where the folder is or would be made."""
    values = {"path": folder, "user": _user()}
    try:
        with tempfile.NamedTemporaryFile(prefix=".xiaoyi-", dir=place) as file:
            file.write(b"0")
            file.flush()
    except OSError as error:
        return Finding("folder", "wrong", "closed", values | {"error": error.strerror})
    return Finding("folder", "ok", "folder", values)


def _temporary() -> Path:
    """Return the folder for temporary files; where no such can be written, the first tried."""
    try:
        return Path(tempfile.gettempdir())
    except FileNotFoundError:
        return Path(os.environ.get("TMPDIR") or "/tmp")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run as a number that has no name
        return str(os.getuid()) if hasattr(os, "getuid") else "?"


def _disk(place: Path) -> Finding:
    values: dict[str, Any] = {
        "path": place,
        "free": shutil.disk_usage(place).free // 1_000_000,
        "room": _ROOM,
    }
    state, said = ("ok", "disk") if values["free"] >= _ROOM else ("wrong", "full")
    return Finding("disk", state, said, values)


def _locale() -> Finding:
    """Whether files can have Chinese names."""
    values = {"encoding": sys.getfilesystemencoding()}
    try:
        os.fsencode("孝义")
    except UnicodeEncodeError:
        return Finding("locale", "wrong", "nameless", values)
    return Finding("locale", "ok", "locale", values)


def _clock(out: Path) -> Finding:
    """Whether the time zone is known, and the time not before what has already been."""
    now, zone = datetime.now(UTC), os.environ.get("TZ", "").removeprefix(":")
    local = now.astimezone()
    values: dict[str, Any] = {
        "local": f"{local:%Y-%m-%d %H:%M}", "zone": f"{local:%Z %z}".strip(),
        "utc": f"{now:%Y-%m-%d %H:%M}", "name": zone,
    }  # fmt: skip
    if os.name != "nt" and zone and not _POSIX_ZONE.fullmatch(zone) and not _known(zone):
        return Finding("clock", "wrong", "zoneless", values)
    for path in (out / "manifest.json", Path(xiaoyi_data.__file__)):
        made = path.stat().st_mtime if path.is_file() else 0
        if made > time.time() + _DAY:
            since = f"{datetime.fromtimestamp(made, UTC):%Y-%m-%d %H:%M}"
            return Finding("clock", "wrong", "behind", values | {"path": path, "since": since})
    return Finding("clock", "ok", "clock", values)


def _record(out: Path) -> Iterator[Finding]:
    """Say of the folder's record when the last run was, or that nobody knows."""
    from xiaoyi_data.runs import events, record

    if not (out / "manifest.json").is_file():
        return
    if not (runs := record.read(out)["runs"]):
        yield Finding("record", "note", "unread", {"path": out / "manifest.json"})
        return
    last = runs[-1]
    values = {"began": events.local(last["started"]), "count": len(runs)}
    state, said = ("note", "failing") if last["failed"] else ("ok", "record")
    yield Finding("record", state, said, values | {"names": ", ".join(last["failed"])})


def _known(zone: str) -> bool:
    """Whether the system has the rules of a time zone; not those of a package of Python's."""
    roots = ("/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/usr/share/lib/zoneinfo")
    return any(os.path.isfile(os.path.join(root, zone)) for root in roots)


_TRIAL = """import xiaoyi_data as xd
story = xd.story("zh")
rows = xd.load_figures(theme="environment", status="achieved", lang="zh")
rows = rows.query("unit == 'percent'").head(3)
story.show("bars", rows, name="trial", title=("Trial", "试运行"), subtitle=("percent", "百分比"))
"""


def _trial(place: Path) -> Finding:
    """Run a small notebook in a folder of its own in ``place``, into page, deck and workbook."""
    import nbformat
    from nbformat.v4 import new_code_cell, new_notebook

    from xiaoyi_data.runs import collection, kernels, plan, run

    clock = time.perf_counter()
    try:
        with tempfile.TemporaryDirectory(prefix=".xiaoyi-trial-", dir=place) as room:
            book = new_notebook(cells=[new_code_cell(_TRIAL)])  # type: ignore[no-untyped-call]
            nbformat.write(book, Path(room) / "trial.ipynb")  # type: ignore[no-untyped-call]
            manifest = run.jobs(
                plan.jobs(Path(room)), Path(room) / "out", finish=collection.finish,
                publish=collection.publish, preload=collection.PRELOAD, workers=1,
            )  # fmt: skip
    except (OSError, RuntimeError, ValueError) as error:
        return Finding("trial", "wrong", "failed", {"error": error})
    failed = [manifest["jobs"]["trial"]["error"], *manifest["published"]["failed"].values()]
    if any(failed):
        problem = next(filter(None, failed))
        told = f"{problem['name']}: {problem['message']}"
        return Finding("trial", "wrong", "failed", {"error": told})
    values = {"seconds": time.perf_counter() - clock, "why": kernels.ordinary()}
    state, said = ("note", "slow") if values["why"] else ("ok", "trial")
    return Finding("trial", state, said, values)


def _told(commands: Sequence[str], out: Path) -> Iterator[Finding]:
    """Give each command that is to be told of runs a trial, once."""
    from xiaoyi_data.runs import events, hook

    if not commands:
        yield Finding("hook", "note", "untold")
    for text in commands:
        said: list[str] = []
        try:
            why = hook.call(hook.words(text), events.trial(out), said.append, pauses=())
        except ValueError as error:
            yield Finding("hook", "wrong", "unheard", {"command": text, "why": error})
            continue
        values = {"command": text, "why": "; ".join([*said, why])}
        if why:
            yield Finding("hook", "wrong", "unheard", values)
        else:
            yield Finding("hook", "ok", "told", values | {"said": "; ".join(said)})
