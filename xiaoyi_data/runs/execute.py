"""One job executed: its files made in a folder of their own, what goes wrong told in plain data.

Runs wherever the executor puts it: a thread, another process, another machine that shares the
folders. What it returns survives any pickle.
"""

from __future__ import annotations

import errno
import json
import os
import sys
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from xiaoyi_data.runs.plan import Job

Finish = Callable[[Path, Path], None]
# Not the fault of a job, and no other job would fare better.
DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


def job(
    job: Job, stage: Path, finish: Finish, timeout: int | None, done: Path | None
) -> dict[str, Any]:
    """Make the files of one job; return status, start, seconds, error and the folder's name.

    The folder is new in ``stage``, so that a second attempt never meets what a first one left.
    With ``done``, an executed notebook whose code is unchanged, only the prose is renewed.
    Raises OSError when the disk is full or read-only; all else is in what is returned.
    """
    started, clock = datetime.now(UTC), time.perf_counter()
    folder = stage / uuid.uuid4().hex
    status, error = "refreshed" if done else "succeeded", None
    try:
        if not stage.is_dir():
            raise FileNotFoundError(f"{stage} is not to be seen here: workers share the folders")
        folder.mkdir()
        target = folder / f"{job.name}.ipynb"
        if done:
            renew_prose(job.notebook, done, target)
        else:
            _papermill(job, target, timeout, stage.is_dir)
        finish(target, folder)
    except Exception as problem:
        if isinstance(problem, OSError) and problem.errno in DISK:
            raise
        status, error = "failed", told(problem)
        error["message"] = error["message"].replace(f"{folder}{os.sep}", "")
    return {
        "folder": folder.name,
        "status": status,
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(time.perf_counter() - clock, 2),
        "error": error,
    }


def told(problem: BaseException) -> dict[str, Any]:
    """Say what went wrong: in a cell, with its number and the message; or around it."""
    message = " ".join(str(getattr(problem, "evalue", problem)).split())
    return {
        "cell": getattr(problem, "exec_count", None),
        "name": getattr(problem, "ename", type(problem).__name__),
        "message": message[:500],
        "notebook": None,
    }


def _papermill(job: Job, target: Path, timeout: int | None, wanted: Callable[[], bool]) -> None:
    # jsonschema, where it finds this, spends a second on a grammar for addresses in any script.
    hidden = sys.modules.setdefault("rfc3987_syntax", None) is None  # type: ignore[arg-type]
    import papermill

    from xiaoyi_data.runs import engine

    if hidden:
        sys.modules.pop("rfc3987_syntax", None)
    for attempt in range(3):
        if not wanted():
            raise RuntimeError("the run has ended")
        try:
            papermill.execute_notebook(
                str(job.notebook),
                str(target),
                parameters=dict(job.given),
                engine_name=engine.NAME,
                wanted=wanted,
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


def renew_prose(source: Path, executed: Path, target: Path) -> None:
    """Put the Markdown of ``source`` around the executed cells and write that to ``target``."""
    fresh = json.loads(source.read_text(encoding="utf-8"))
    old = json.loads(executed.read_text(encoding="utf-8"))
    code = [cell for cell in old["cells"] if cell["cell_type"] == "code"]
    injected = [cell for cell in code if "injected-parameters" in _tags(cell)]
    ran = iter([cell for cell in code if cell not in injected])
    cells = []
    for cell in fresh["cells"]:
        cells.append(next(ran) if cell["cell_type"] == "code" else cell)
        if "parameters" in _tags(cell):
            cells += injected
    target.write_text(json.dumps(old | {"cells": cells}, ensure_ascii=False), encoding="utf-8")


def _tags(cell: dict[str, Any]) -> list[str]:
    tags: list[str] = cell["metadata"].get("tags", [])
    return tags
