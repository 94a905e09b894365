"""Jobs -> executed notebooks: cached, recorded, whole or not at all, on any executor.

Every job has a folder of its own in ``out``: the executed notebook and what ``finish`` makes of
it. It is made beside and moved into place; a failure leaves the last good one and keeps the
failed notebook in ``out/failed``. ``out/manifest.json`` (version 1) records each job: name,
notebook, parameters, status (succeeded, cached, refreshed, failed), started, seconds, key and
prose (hashes of what went in), outputs (path, sha256, bytes) and error.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from xiaoyi_data.jobs import Job

VERSION = 1
Finish = Callable[[Path, Path], None]
Entry = dict[str, Any]


class Busy(RuntimeError):
    """Another run is writing to the same folder."""


def run(
    jobs: Sequence[Job],
    out: Path,
    *,
    finish: Finish,
    keys: Sequence[str] = (),
    workers: int | None = None,
    executor: Executor | None = None,
    timeout: int | None = None,
    force: bool = False,
    report: Callable[[Entry], None] = lambda entry: None,
) -> dict[str, Any]:
    """Execute the jobs that have changed and return the manifest, also written to ``out``.

    ``finish(notebook, folder)`` makes further files of an executed notebook; it must be
    importable where the executor runs it. ``keys`` are hashes of what the notebooks rest on:
    package, data, dependencies. ``executor`` is any of ``concurrent.futures``, by default
    threads, ``workers`` at a time (as many as processors). ``timeout`` is in seconds per cell.
    Raises Busy when another run holds ``out``, OSError when it cannot be written.
    """
    with _held(out):
        _recover(out)
        entries = _manifest(out).get("jobs", {})
        stage = out / ".stage"
        stage.mkdir()
        todo = []
        for job in jobs:
            key, prose = _hashes(job, keys)
            last = entries.get(job.name, {})
            intact = last.get("key") == key and _intact(out, last)
            if intact and not force and last.get("prose") == prose:
                entries[job.name] = last | {"status": "cached", "seconds": 0.0}
                report(entries[job.name])
            else:
                done = out / job.name / f"{job.name}.ipynb" if intact and not force else None
                todo.append((job, key, prose, done))
        pool = executor or ThreadPoolExecutor(workers or os.cpu_count() or 1)
        futures = {
            pool.submit(execute, job, stage / job.name, finish, timeout, done): (job, key, prose)
            for job, key, prose, done in todo
        }
        try:
            for future in as_completed(futures):
                job, key, prose = futures[future]
                entry = _settle(out, job, future)
                entry |= {"key": key, "prose": prose}
                if entry["status"] == "failed":
                    entry["outputs"] = entries.get(job.name, {}).get("outputs", {})
                    entry["key"] = ""
                entries[job.name] = entry
                _record(out, entries)
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
        _record(out, entries)
        wanted = {job.name for job in jobs}
        return _manifest(out) | {"jobs": {k: v for k, v in entries.items() if k in wanted}}


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


def _papermill(job: Job, target: Path, timeout: int | None) -> None:
    import papermill  # here, since a run that changes nothing must start fast

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
        outputs = {
            path.relative_to(made).as_posix(): {
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
                "bytes": path.stat().st_size,
            }
            for path in sorted(made.rglob("*"))
            if path.is_file()
        }
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


def _intact(out: Path, entry: Entry) -> bool:
    """Whether a job's outputs are all there and unaltered."""
    outputs = entry.get("outputs") or {}
    for path, facts in outputs.items():
        file = out / entry["name"] / path
        if not file.is_file() or file.stat().st_size != facts["bytes"]:
            return False
        if hashlib.sha256(file.read_bytes()).hexdigest() != facts["sha256"]:
            return False
    return bool(outputs)


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


def _manifest(out: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return manifest if manifest.get("version") == VERSION else {}


def _record(out: Path, entries: dict[str, Entry]) -> None:
    manifest = {
        "version": VERSION,
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "python": sys.version.split()[0],
        "packages": {name: version(name) for name in ("papermill", "ipykernel", "pandas")},
        "jobs": dict(sorted(entries.items())),
    }
    beside = out / ".manifest.json"
    with beside.open("w", encoding="utf-8") as file:
        json.dump(manifest, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(out / "manifest.json")


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


def _stop_kernels() -> None:
    """Stop the kernels this process started, and no others."""
    import psutil

    for child in psutil.Process().children(recursive=True):
        try:
            if any("ipykernel" in part for part in child.cmdline()):
                child.kill()
        except psutil.Error:
            continue
