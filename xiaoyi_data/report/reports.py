"""Which report is meant: a folder of tables, by its key or its path; ours unless one is named.

What reads a table asks ``current``, and a public function with the keyword ``report`` runs
``within`` the one it names, so that nothing below it has to be told. A report is what its files
held when that call began: who writes into the folder meanwhile changes the next call, never half
of this one.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import ParamSpec, TypeVar

from xiaoyi_data import choices
from xiaoyi_data.report import descriptor, files

DEFAULT = "xiaoyi-2021"
ABOUT = "report.csv"  # what makes a folder that of a report
P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class Report:
    """A report at one moment: its folder, what messages call it, and what its files held.

    ``own`` are the files of its folder, ``shared`` those of the codebook of all reports, by name.
    """

    name: str
    folder: Path
    own: tuple[tuple[str, bytes], ...]
    shared: tuple[tuple[str, bytes], ...]

    def only(self, names: frozenset[str]) -> Report:
        """Return the report with the files of these names alone: what some table is made of."""
        own, shared = (
            tuple(pair for pair in pairs if pair[0] in names) for pairs in (self.own, self.shared)
        )
        return Report(self.name, self.folder, own, shared)

    @property
    def shipped(self) -> bool:
        """Whether the package holds it."""
        return self.folder.parent == descriptor.DATA / "reports"

    @property
    def digest(self) -> str:
        """The hash of all that its tables hold."""
        found = hashlib.sha256()
        for name, raw in sorted((*self.shared, *self.own)):
            found.update(name.encode() + b"\0" + raw)
        return found.hexdigest()


Named = str | os.PathLike[str] | Report | None
_current: ContextVar[Report | None] = ContextVar("report", default=None)
_last: dict[Path, Report] = {}


def current() -> Report:
    """Return the report in use: ours, as it stands, outside of ``using``.

    >>> current().name
    'xiaoyi-2021'
    """
    return _current.get() or opened(DEFAULT)


@contextmanager
def using(report: Named = None) -> Iterator[Report]:
    """Let everything inside read a report: a key, the path of a folder, or one that was opened.

    None is the one in use. Raises as ``folder`` does.

    >>> with using("xiaoyi-2021") as found:
    ...     current() is found
    True
    """
    if report is None:
        report = current()
    token = _current.set(report if isinstance(report, Report) else opened(report))
    try:
        yield current()
    finally:
        _current.reset(token)


def within(function: Callable[P, T]) -> Callable[P, T]:
    """Let a function with the keyword ``report`` run in the report that it is given.

    >>> within(lambda *, report=None: current().name)(report="xiaoyi-2021")
    'xiaoyi-2021'
    """

    @wraps(function)
    def inside(*args: P.args, **kwargs: P.kwargs) -> T:
        with using(kwargs.get("report")):  # type: ignore[arg-type]
            return function(*args, **kwargs)

    return inside


def shipped() -> list[str]:
    """Return the keys of the reports that the package holds, ours first.

    >>> shipped()[0]
    'xiaoyi-2021'
    """
    found = {path.parent.name for path in (descriptor.DATA / "reports").glob(f"*/{ABOUT}")}
    return sorted(found, key=lambda key: (key != DEFAULT, key))


def folder(report: str | os.PathLike[str]) -> Path:
    """Return the folder of a report: the one that a path leads to, else that of a key.

    Raises ValueError for what is neither, naming the nearest key or folder beside it, and
    DataError for a folder that is not that of a report.

    >>> folder("xiaoyi-2021").name
    'xiaoyi-2021'
    """
    if not isinstance(report, str | os.PathLike) or not os.fspath(report):
        raise choices.unknown("report", report, shipped())
    here = Path(report).expanduser()
    if (here / ABOUT).is_file():
        return here.absolute()
    if str(report) in shipped():
        return descriptor.DATA / "reports" / str(report)
    if here.is_dir():
        raise files.DataError(f"{report} is not the folder of a report: it holds no {ABOUT}")
    if here.is_file():
        raise files.DataError(f"{report} is a file: a report is a folder with {ABOUT} in it")
    beside = {str(path.parent) for path in here.parent.glob(f"*/{ABOUT}")}
    raise choices.unknown("report", str(report), [*shipped(), *beside])


def opened(report: str | os.PathLike[str]) -> Report:
    """Return a report as it stands now; raises as ``folder``, and OSError for unreadable files.

    >>> opened("xiaoyi-2021") is opened("xiaoyi-2021")  # nothing has changed
    True
    """
    where = folder(report)
    tables = descriptor.tables()
    held = {descriptor.file(name): where / descriptor.file(name) for name in tables}
    own = tuple((name, files.content(path)) for name, path in held.items() if path.exists())
    shared = tuple((descriptor.file(name), files.content(descriptor.DATA / descriptor.file(name)))
                   for name in tables if descriptor.shared(name))  # fmt: skip
    ours = where.parent == descriptor.DATA / "reports"
    found = Report(where.name if ours else os.fspath(report), where, own, shared)
    # One object for what has not changed: its bytes are hashed once, however often it is asked for.
    if (last := _last.get(where)) == found and last is not None:
        return last
    _last[where] = found
    return found
