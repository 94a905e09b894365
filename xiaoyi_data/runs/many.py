"""One thing done to many, on any executor: what has changed alone, with memory that stays flat."""

from __future__ import annotations

import json
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ProcessPoolExecutor, wait
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from xiaoyi_data import writing

_AHEAD = 8  # tasks a processor that are given out: results that nobody has taken wait in memory
_KEEP = 60.0  # seconds of work that may be lost where the machine goes
_LOOK = 1.0  # seconds; Windows wakes no waiter for Ctrl-C


class Task(NamedTuple):
    """What is done, by name: with what, and the digest of all that its result rests on.

    ``lost`` says that what was made last time is there no longer.
    """

    name: str
    what: Any
    digest: str
    lost: bool = False


class Came(NamedTuple):
    """What came of a task: a result that JSON holds, or why there is none, and if it is new."""

    name: str
    result: Any
    error: str
    fresh: bool


def each(
    do: Callable[[Any], Any],
    tasks: Sequence[Task],
    memory: Path | None = None,
    executor: Executor | None = None,
) -> Iterator[Came]:
    """Yield what comes of ``do(task.what)`` for each task, those that have not changed first.

    ``memory`` is a file in which results stay for the next time, with the digest of each; what
    failed is done again. ``executor`` is any of ``concurrent.futures`` whose workers see the same
    paths, by default a process for each processor. An error of a task is told in its line, and the
    rest goes on. Raises OSError where ``memory`` cannot be written.

    >>> from concurrent.futures import ThreadPoolExecutor
    >>> tasks = [Task("a", "four", "1"), Task("b", None, "2")]
    >>> with ThreadPoolExecutor(1) as pool:
    ...     [one.result or one.error for one in each(len, tasks, None, pool)]
    [4, "object of type 'NoneType' has no len()"]
    """
    known = remembered(memory) if memory else {}
    todo: deque[Task] = deque()
    for task in tasks:
        digest, result = known.get(task.name, ("", None))
        if digest == task.digest and not task.lost:
            yield Came(task.name, result, "", False)
        else:
            todo.append(task)
    if todo:
        kept = time.monotonic()
        try:
            for task, result, error in _done(do, todo, executor):
                known.pop(task.name, None)
                if not error:
                    known[task.name] = task.digest, result
                if memory and time.monotonic() - kept > _KEEP:
                    _remember(memory, known)
                    kept = time.monotonic()
                yield Came(task.name, result, error, True)
        finally:  # Ctrl-C too keeps what was finished
            if memory:
                _remember(memory, known)


def remembered(memory: Path) -> dict[str, tuple[str, Any]]:
    """Return the digest and the result of what was done before, by name; of no such file nothing.

    >>> remembered(Path("none.json"))
    {}
    """
    with suppress(OSError, ValueError, TypeError, AttributeError):
        held = json.loads(memory.read_text(encoding="utf-8"))
        return {name: (str(digest), result) for name, (digest, result) in held.items()}
    return {}


def _remember(memory: Path, known: dict[str, tuple[str, Any]]) -> None:
    writing.content(memory, json.dumps(known, ensure_ascii=False))


def _done(
    do: Callable[[Any], Any], todo: deque[Task], executor: Executor | None
) -> Iterator[tuple[Task, Any, str]]:
    many = os.cpu_count() or 1
    pool = executor or ProcessPoolExecutor(min(many, len(todo)), initializer=_deaf)
    begun: dict[Future[Any], Task] = {}
    try:
        while todo or begun:
            while todo and len(begun) < _AHEAD * many:
                task = todo.popleft()
                begun[pool.submit(do, task.what)] = task
            for future in wait(begun, _LOOK, FIRST_COMPLETED).done:
                task = begun.pop(future)  # pop: memory stays flat
                error = future.exception()
                told = "" if error is None else _told(error)
                yield task, None if told else future.result(), told
    finally:
        for future in begun:
            future.cancel()
        if executor is None:
            pool.shutdown(wait=True, cancel_futures=True)


def _deaf() -> None:
    """Let Ctrl-C be heard by the process that waits alone: it tells the others."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _told(error: BaseException) -> str:
    """Say in a line what is wrong."""
    if isinstance(error, OSError) and error.filename and error.strerror:
        return f"{error.strerror}: {error.filename}"
    return (str(error).splitlines() or [""])[0] or type(error).__name__
