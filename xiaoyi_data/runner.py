"""Jobs -> executed notebooks: cached, recorded, whole or not at all, on any executor.

Every job has a folder of its own in ``out``: the executed notebook and what ``finish`` makes of
it. It is made beside and moved into place; a failure leaves the last good one and keeps the
failed notebook in ``out/failed``. ``out/manifest.json`` records it all (see ``manifest``).
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from xiaoyi_data import manifest
from xiaoyi_data.jobs import Job
from xiaoyi_data.manifest import Entry

Finish = Callable[[Path, Path], None]


class Busy(RuntimeError):
    """Another run is writing to the same folder."""


def run(
    jobs: Sequence[Job],
    out: Path,
    *,
    finish: Finish,
    keys: Sequence[str] = (),
    preload: Sequence[str] = (),
    workers: int | None = None,
    executor: Executor | None = None,
    timeout: int | None = None,
    force: bool = False,
    keep: int | None = None,
    report: Callable[[Entry], None] = lambda entry: None,
) -> dict[str, Any]:
    """Execute the jobs that have changed and return the manifest, also written to ``out``.

    ``finish(notebook, folder)`` makes further files of an executed notebook; it must be
    importable where the executor runs it. ``keys`` are hashes of what the notebooks rest on:
    package, data, dependencies. ``executor`` is any of ``concurrent.futures``, by default
    threads, ``workers`` at a time (as many as processors), whose kernels are forked from a
    process that has imported ``preload``. ``timeout`` is in seconds per cell. ``keep`` removes
    the results that none of the last so many runs asked for.
    Raises Busy when another run holds ``out``, OSError when it cannot be written.
    """
    with _held(out):
        _recover(out)
        last_time = manifest.read(out)
        entries, runs = last_time["jobs"], last_time.get("runs", [])
        started = datetime.now(UTC).isoformat(timespec="seconds")
        runs.append({"started": started, "jobs": [job.name for job in jobs], "failed": []})
        stage = out / ".stage"
        stage.mkdir()
        todo = []
        for job in jobs:
            key, prose = _hashes(job, keys)
            last = entries.get(job.name, {})
            intact = last.get("key") == key and manifest.intact(out, last)
            if intact and not force and last.get("prose") == prose:
                entries[job.name] = last | {"status": "cached", "seconds": 0.0}
                report(entries[job.name])
            else:
                done = out / job.name / f"{job.name}.ipynb" if intact and not force else None
                todo.append((job, key, prose, done))
        here = executor is None and any(done is None for *_, done in todo)
        pool = executor or ThreadPoolExecutor(workers or os.cpu_count() or 1)
        futures: dict[Future[dict[str, Any]], tuple[Job, str, str]] = {}
        try:
            with _warm(preload) if here else nullcontext():
                for job, key, prose, done in todo:
                    task = pool.submit(execute, job, stage / job.name, finish, timeout, done)
                    futures[task] = job, key, prose
                for future in as_completed(futures):
                    job, key, prose = futures[future]
                    entry = _settle(out, job, future) | {"key": key, "prose": prose}
                    if entry["status"] == "failed":
                        entry["outputs"] = entries.get(job.name, {}).get("outputs", {})
                        entry["key"] = ""
                        runs[-1]["failed"].append(job.name)
                    entries[job.name] = entry
                    manifest.write(out, entries, runs)
                    report(entry)
        except BaseException:
            for future in futures:
                future.cancel()
            _stop_kernels()
            raise
        finally:
            if executor is None:
                pool.shutdown(wait=True, cancel_futures=True)
            shutil.rmtree(stage, ignore_errors=True)
        if keep:
            entries = manifest.prune(out, entries, runs, keep)
        manifest.write(out, entries, runs)
        wanted = {job.name for job in jobs}
        return manifest.read(out) | {"jobs": {k: v for k, v in entries.items() if k in wanted}}


def execute(
    job: Job, folder: Path, finish: Finish, timeout: int | None, done: Path | None
) -> dict[str, Any]:
    """Make the files of one job in ``folder``; return status, start and seconds.

    With ``done``, an executed notebook whose code is unchanged, only the prose is renewed.
    Runs in a worker; what goes wrong in the notebook is raised.
    """
    started, clock = datetime.now(UTC), time.perf_counter()
    folder.mkdir(parents=True)
    target = folder / f"{job.name}.ipynb"
    if done:
        _renew_prose(job.notebook, done, target)
    else:
        _papermill(job, target, timeout)
    finish(target, folder)
    return {
        "status": "refreshed" if done else "succeeded",
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(time.perf_counter() - clock, 2),
    }


def _warm(preload: Sequence[str]) -> AbstractContextManager[None]:
    from xiaoyi_data import kernels  # here, since a run that changes nothing must start fast

    return kernels.warm(preload)


def _stop_kernels() -> None:
    from xiaoyi_data import kernels

    kernels.stop()


def _papermill(job: Job, target: Path, timeout: int | None) -> None:
    import papermill

    for attempt in range(3):
        try:
            papermill.execute_notebook(
                str(job.notebook),
                str(target),
                parameters=dict(job.given),
                progress_bar=False,
                request_save_on_cell_execute=False,
                execution_timeout=timeout,
                # A kernel's log is noise here; what a cell prints or raises is in the notebook.
                extra_arguments=["--IPKernelApp.log_level=50"],
            )
            return
        except RuntimeError as error:
            # Kernels that start at one moment may reach for one port; no cell has run yet.
            if attempt == 2 or "before replying to kernel_info" not in str(error):
                raise


def _settle(out: Path, job: Job, future: Future[dict[str, Any]]) -> Entry:
    """Move a finished job's folder into place, or its failed notebook apart."""
    entry: Entry = {
        "name": job.name,
        "notebook": job.notebook.name,
        "parameters": dict(job.parameters),
    }
    made, final, old = out / ".stage" / job.name, out / job.name, out / f".old-{job.name}"
    try:
        entry |= future.result()
        outputs = manifest.outputs(made)
        if final.exists():
            final.rename(old)
        made.rename(final)
        shutil.rmtree(old, ignore_errors=True)
        (out / "failed" / f"{job.name}.ipynb").unlink(missing_ok=True)
        return entry | {"outputs": outputs, "error": None}
    except Exception as error:
        failed = made / f"{job.name}.ipynb"
        if failed.exists():
            (out / "failed").mkdir(exist_ok=True)
            failed.replace(out / "failed" / failed.name)
        shutil.rmtree(made, ignore_errors=True)
        return entry | {"status": "failed", "seconds": 0.0, "error": _error(error)}


def _error(error: Exception) -> dict[str, Any]:
    """Say what went wrong: in a cell, with its number and the message; or around it."""
    return {
        "cell": getattr(error, "exec_count", None),
        "name": getattr(error, "ename", type(error).__name__),
        "message": str(getattr(error, "evalue", "") or error).strip().split("\n")[-1][:500],
    }


def _hashes(job: Job, keys: Sequence[str]) -> tuple[str, str]:
    """Return the hash of what decides a job's outputs, and that of its prose."""
    cells = json.loads(job.notebook.read_text(encoding="utf-8"))["cells"]
    code = [
        ["".join(cell["source"]), cell.get("metadata", {}).get("tags", [])]
        for cell in cells
        if cell["cell_type"] == "code"
    ]
    prose = [
        ["".join(cell["source"]), cell.get("metadata", {}).get("tags", []), index]
        for index, cell in enumerate(cells)
        if cell["cell_type"] != "code"
    ]
    # A parameter that is the path of a file stands for what the file holds.
    files = {
        name: hashlib.sha256(Path(value).read_bytes()).hexdigest()
        for name, value in job.parameters.items()
        if isinstance(value, str) and value and Path(value).is_file()
    }
    return _digest([code, dict(job.parameters), files, list(keys)]), _digest(prose)


def _digest(value: Any) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _renew_prose(source: Path, executed: Path, target: Path) -> None:
    """Put the Markdown of ``source`` around the executed cells and write that to ``target``."""
    fresh = json.loads(source.read_text(encoding="utf-8"))
    old = json.loads(executed.read_text(encoding="utf-8"))
    ran = iter([cell for cell in old["cells"] if cell["cell_type"] == "code"])
    cells = []
    for cell in fresh["cells"]:
        if cell["cell_type"] != "code":
            cells.append(cell)
            continue
        cells.append(next(ran))
        if "parameters" in cell["metadata"].get("tags", []):
            following = next(ran, None)
            if following and "injected-parameters" in following["metadata"].get("tags", []):
                cells.append(following)
            elif following:
                ran = iter([following, *ran])
    target.write_text(json.dumps(old | {"cells": cells}, ensure_ascii=False), encoding="utf-8")


@contextmanager
def _held(out: Path) -> Iterator[None]:
    """Hold the folder for one run; the lock goes with the process, however it ends."""
    out.mkdir(parents=True, exist_ok=True)
    with (out / ".lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            lock.seek(0)
            raise Busy(f"another run (process {lock.read() or '?'}) is writing to {out}") from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def _recover(out: Path) -> None:
    """Undo what a killed run left between two renames, and remove its staging folder."""
    shutil.rmtree(out / ".stage", ignore_errors=True)
    for old in out.glob(".old-*"):
        final = out / old.name.removeprefix(".old-")
        if final.exists():
            shutil.rmtree(old)
        else:
            old.rename(final)
