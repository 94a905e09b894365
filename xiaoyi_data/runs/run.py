"""Jobs -> executed notebooks: cached, recorded, whole or not at all, on any executor.

Every job has a folder of its own in ``out``: the executed notebook and what ``finish`` makes of
it. It is made beside and moved into place; a failure leaves the last good one and keeps the
failed notebook in ``out/failed``. ``out/manifest.json`` records it all (see ``record``).
"""

from __future__ import annotations

import importlib
import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import (
    FIRST_COMPLETED,
    CancelledError,
    Executor,
    Future,
    ThreadPoolExecutor,
    wait,
)
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

from xiaoyi_data.runs import (
    causes,
    clock,
    descriptors,
    execute,
    folder,
    journal,
    publishing,
    record,
    room,
    states,
)
from xiaoyi_data.runs.execute import Finish
from xiaoyi_data.runs.plan import Job, inputs
from xiaoyi_data.runs.publishing import Publish, Warn
from xiaoyi_data.runs.record import Entry

_LOOK = 1.0  # seconds
_log = logging.getLogger(__name__)
Look = Callable[[list[str], list[str]], None]


def jobs(
    jobs: Sequence[Job],
    out: Path,
    *,
    finish: Finish,
    publish: Publish | None = None,
    warn: Warn | None = None,
    versions: Mapping[str, str] | None = None,
    preload: Sequence[str] = (),
    makers: Sequence[str] = (),
    workers: int | None = None,
    executor: Executor | None = None,
    timeout: int | None = None,
    force: bool = False,
    keep: int | None = None,
    about: Mapping[str, Any] | None = None,
    keeping: Callable[[dict[str, Any]], object] | None = None,
    start: Callable[[dict[str, Any]], None] = lambda run: None,
    report: Callable[[Entry], None] = lambda entry: None,
    look: Look = lambda running, waiting: None,
) -> dict[str, Any]:
    """Execute the jobs that have changed and return the manifest, also written to ``out``.

    ``finish(notebook, folder)`` makes further files of an executed notebook and may return lines
    on what they leave out; it must be importable where the executor runs it.
    ``publish(out, notebooks)`` makes files of all executed notebooks and returns their paths, or a
    Publication. ``warn(out, lines)`` has them say, by language, what is not up to date, and returns
    those it changed. ``versions`` are what the notebooks rest on: package with its data,
    dependencies. ``executor`` is any of ``concurrent.futures`` whose workers see the folders under
    the same paths; by default threads, ``workers`` at a time (one more than processors), whose
    kernels are forked from a process that has imported ``preload``; meanwhile this one imports
    ``makers``, which ``finish`` and ``publish`` will need. ``timeout`` is in seconds per
    cell. ``keep`` removes the results that none of the last so many runs asked for. ``about`` is
    what the record says of the run besides (see ``journal.begin``). ``keeping(manifest)`` is called
    at the end, while the folder is still held, to keep what stands in it elsewhere. ``start`` is
    told the run as it begins, ``report`` each entry as its job is done, and ``look`` each second
    the names of jobs that run and that wait.
    Raises Busy when another run holds ``out``, OSError when it cannot be written or is full, or
    holds something else where a job's results would stand.
    """
    with folder.held(out):
        try:
            if kept := record.set_aside(out):
                _log.warning("%s: damaged, or of a newer version: everything is made anew", kept)
            folder.recover(out)
            room.sweep()  # also where nothing has changed, and no kernel is started
            manifest = record.read(out)
            folder.refuse_strangers(out, [job.name for job in jobs], manifest["jobs"])
            began = time.perf_counter()
            this = journal.begin(manifest["runs"], [job.name for job in jobs], about or {})
            try:
                record.write(out, manifest)  # before the work: a full disk shows here
                start(this)
                rests = dict(versions or {})

                def done(entry: Entry) -> None:
                    journal.note(this, entry)
                    report(entry)

                todo = _changed(jobs, out, manifest["jobs"], rests, force, done)
                if todo:
                    _work(
                        todo, out, manifest, finish, preload, makers, workers, executor, timeout,
                        done, look,
                    )  # fmt: skip
                if keep:
                    record.prune(out, manifest, keep)
                if publish:
                    publishing.publish(out, manifest, rests, publish)
                if warn:
                    this["files"] = list(manifest["published"].get("failed", {}))
                    publishing.warn(out, manifest, warn)
            except BaseException as problem:
                journal.end(this, began, {}, problem)
                with suppress(OSError):  # which is told already, where it is the reason
                    record.write(out, manifest)
                raise
            states.drop(out, record.states(manifest))
            with suppress(OSError):
                (out / "failed").rmdir()  # unless there is something in it
            journal.end(this, began, manifest["published"].get("failed", {}), None)
            record.write(out, manifest)
            if keeping:
                try:
                    keeping(manifest)
                except BaseException as problem:
                    journal.end(this, began, {}, problem)
                    record.write(out, manifest)
                    raise
        except OSError as error:
            if error.filename is None and error.strerror and error.errno in execute.DISK:
                error.filename = str(out)
            raise
    wanted = {job.name for job in jobs} | set(manifest["runs"][-1]["failed"])
    return manifest | {"jobs": {k: v for k, v in manifest["jobs"].items() if k in wanted}}


def _changed(
    jobs: Sequence[Job],
    out: Path,
    entries: dict[str, Entry],
    versions: dict[str, str],
    force: bool,
    report: Callable[[Entry], None],
) -> list[tuple[Job, Entry, Path | None]]:
    """Return the jobs to do, each with its new entry and, if only prose changed, its notebook."""
    todo: list[tuple[Job, Entry, Path | None]] = []
    for job in jobs:
        last = entries.get(job.name, {"status": "failed"})
        entry: Entry = {
            "name": job.name,
            "notebook": job.source,
            "parameters": dict(job.parameters),
            "inputs": inputs(job, last.get("inputs", {}).get("beside", ())),
            "versions": versions,
        }
        same = last["status"] != "failed" and not force and _basis(last) == _basis(entry)
        if not same or not record.intact(out / job.name, last["outputs"]):
            entry["because"] = causes.of(last, entry, force=force)
            todo.append((job, entry, None))
        elif last["inputs"] != entry["inputs"]:
            entry["because"] = ["prose"]
            todo.append((job, entry, out.resolve() / job.name / f"{job.name}.ipynb"))
        else:
            entries[job.name] = last | {"status": "cached", "seconds": 0.0}
            entries[job.name].pop("because", None)
            report(entries[job.name])
    return todo


def _basis(entry: Entry) -> list[Any]:
    """What decides the outputs of the code cells: all but the prose."""
    return [entry["parameters"], entry["versions"], entry["inputs"] | {"prose": None}]


def _work(
    todo: list[tuple[Job, Entry, Path | None]],
    out: Path,
    manifest: dict[str, Any],
    finish: Finish,
    preload: Sequence[str],
    makers: Sequence[str],
    workers: int | None,
    executor: Executor | None,
    timeout: int | None,
    report: Callable[[Entry], None],
    look: Look,
) -> None:
    """Do the jobs, and settle and record each as it ends."""
    from xiaoyi_data.runs import kernels  # here, since a run that changes nothing must start fast

    here = executor is None and any(done is None for *_, done in todo)
    # One more than processors, since a kernel that starts or ends keeps none busy.
    most = workers or (os.cpu_count() or 1) + 1
    pool = executor or ThreadPoolExecutor(descriptors.workers(most))
    futures: dict[Future[dict[str, Any]], Entry] = {}
    try:
        with kernels.warm(preload) if here else nullcontext(), folder.stage(out.resolve()) as stage:
            try:
                begun = due = time.perf_counter()
                for job, entry, done in todo:
                    task = pool.submit(execute.job, job, stage, finish, timeout, done)
                    futures[task] = entry
                for name in makers:
                    importlib.import_module(name)
                for future in _ended(futures, look):
                    entry = futures.pop(future) | _result(future, begun)  # pop: memory stays flat
                    _settle(out, stage, entry, manifest["jobs"].get(entry["name"], {}))
                    if entry["status"] == "failed":
                        manifest["runs"][-1]["failed"].append(entry["name"])
                    manifest["jobs"][entry["name"]] = entry
                    # The record grows with the jobs; a tenth of the time at most is for writing it.
                    if (clock := time.perf_counter()) >= due:
                        record.write(out, manifest)
                        due = time.perf_counter() + 10 * (time.perf_counter() - clock)
                    report(entry)
            except BaseException:
                for future in futures:
                    future.cancel()
                kernels.stop()
                raise
    finally:
        if executor is None:
            pool.shutdown(wait=True, cancel_futures=True)


def _ended(
    futures: Mapping[Future[dict[str, Any]], Entry], look: Look
) -> Iterator[Future[dict[str, Any]]]:
    """Yield futures as they end; Ctrl-C is heard between looks, since Windows wakes no waiter."""
    named = {future: str(entry["name"]) for future, entry in futures.items()}
    left = set(futures)
    while left:
        running = [named[future] for future in named if future in left and future.running()]
        waiting = [named[future] for future in left if not future.running() and not future.done()]
        look(running, waiting)
        done, left = wait(left, _LOOK, FIRST_COMPLETED)
        yield from done


def _result(future: Future[dict[str, Any]], begun: float) -> Entry:
    """Return what a job came to; a worker that died, or a result lost, fails its job."""
    try:
        return future.result()
    except CancelledError:
        message = "the executor gave the jobs up: its workers are lost; what was finished is kept"
        raise RuntimeError(message) from None
    except Exception as problem:
        if execute.full(problem):
            raise
        return {
            "folder": None,
            "beside": None,
            "status": "failed",
            "started": clock.now(),
            "seconds": round(time.perf_counter() - begun, 2),
            "error": execute.told(problem),
            "taken": [],
        }


def _settle(out: Path, stage: Path, entry: Entry, last: Entry) -> None:
    """Move a finished job's folder into place, or its failed notebook apart."""
    name, made, beside = entry["name"], entry.pop("folder"), entry.pop("beside")
    if beside is not None:
        entry["inputs"] = entry["inputs"] | {"beside": beside}
    apart = Path("failed") / f"{name}.ipynb"
    if entry["status"] != "failed":
        try:
            entry["outputs"] = record.outputs(stage / made)
            folder.place(stage / made, out / name, last.get("outputs"))
        except OSError as problem:
            if execute.full(problem):
                raise
            if isinstance(problem, PermissionError):
                problem = folder.keep(stage / made, out / name)
            entry |= {"status": "failed", "error": execute.told(problem)}
        else:
            record.drop_failed(out, last)
            return
    entry["outputs"] = last.get("outputs", {})
    if made and (notebook := stage / made / apart.name).exists():
        (out / "failed").mkdir(exist_ok=True)
        entry["error"] |= {"notebook": apart.as_posix()} | record.facts(notebook)
        notebook.replace(out / apart)
    else:  # one of an earlier failure would mislead
        record.drop_failed(out, last)
    if made:
        shutil.rmtree(stage / made, ignore_errors=True)
