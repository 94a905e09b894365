"""One job executed: its files made in a folder of their own, what goes wrong told in plain data.

Runs wherever the executor puts it: a thread, another process, another machine that shares the
folders. What it returns survives any pickle.
"""

from __future__ import annotations

import asyncio
import errno
import json
import os
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any

from xiaoyi_data import choices
from xiaoyi_data.runs import begin, clock, pictures, plan, watch
from xiaoyi_data.runs import notebook as source
from xiaoyi_data.runs.plan import Job

Finish = Callable[[Path, Path], list[str] | None]
# Seconds that a busy machine may take to start a kernel, or to bring what a cell showed after its
# end (papermill gives it 4); a kernel that has died is seen at once.
_PATIENCE = 300
# Not the fault of a job, and no other job would fare better.
DISK = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}


def job(
    job: Job, stage: Path, finish: Finish, timeout: int | None, done: Path | None
) -> dict[str, Any]:
    """Make the files of one job; return status, start, seconds, error and the folder's name.

    ``beside`` are the hashes of what it read in the notebook's folder; None with ``done``.
    ``taken`` is what ``finish`` returns: what of the notebook its files do not hold.

    The folder is new in ``stage``, so that a second attempt never meets what a first one left.
    With ``done``, an executed notebook whose code is unchanged, only the prose is renewed.
    Raises OSError when the disk is full or read-only; all else is in what is returned.
    """
    started, began = clock.now(), time.perf_counter()
    folder = stage / uuid.uuid4().hex
    status, error, taken = "refreshed" if done else "succeeded", None, None
    log, beside = stage / f"{folder.name}.read", None
    try:
        if not stage.is_dir():
            raise FileNotFoundError(f"{stage} is not to be seen here: workers share the folders")
        folder.mkdir()
        target = folder / f"{job.name}.ipynb"
        if done:
            renew_prose(job.notebook, done, target)
        else:
            with _loop():
                _papermill(job, target, timeout, stage.is_dir, log)
            beside = plan.beside(job.notebook.parent, _read(log))
            pictures.embed(target, job.notebook.parent)
        taken = finish(target, folder)
    except (Exception, SystemExit) as problem:
        if full(problem):
            raise
        _drop_cut(folder / f"{job.name}.ipynb")
        status, error = "failed", told(problem)
        error["message"] = error["message"].replace(f"{folder}{os.sep}", "")
    return {
        "folder": folder.name,
        "status": status,
        "started": started,
        "seconds": round(time.perf_counter() - began, 2),
        "error": error,
        "beside": beside,
        "taken": taken or [],
    }


def _drop_cut(notebook: Path) -> None:
    """Remove a notebook that was cut off as it was written: nobody could open it."""
    if notebook.exists():
        try:
            json.loads(notebook.read_bytes())
        except ValueError:
            notebook.unlink()


def full(problem: BaseException) -> bool:
    """Whether something went wrong because the disk is full or read-only.

    >>> full(OSError(errno.ENOSPC, "No space left on device")), full(ValueError("wrong"))
    (True, False)
    """
    return isinstance(problem, OSError) and problem.errno in DISK


def told(problem: BaseException) -> dict[str, Any]:
    """Say what went wrong: in a cell, with its number and the message; or around it."""
    message = " ".join(str(getattr(problem, "evalue", problem)).split())
    return {
        "cell": getattr(problem, "exec_count", None),
        "name": getattr(problem, "ename", type(problem).__name__),
        "message": message[:500],
        "notebook": None,
    }


@contextmanager
def _loop() -> Iterator[None]:
    """Close the event loop of Jupyter's in this thread, which leaves it to be collected.

    Collected with it, the socket that wakes it may go first: then its end is a traceback.
    """
    from jupyter_client.utils import run_sync  # type: ignore[attr-defined]

    async def running() -> asyncio.AbstractEventLoop:
        return asyncio.get_running_loop()

    try:
        yield
    finally:  # now, since papermill says on Windows of which kind it is
        with asyncio.Runner(loop_factory=run_sync(running)) as runner:
            runner.get_loop()


def _papermill(
    job: Job, target: Path, timeout: int | None, wanted: Callable[[], bool], log: Path
) -> None:
    written = source.read(job.notebook)
    # jsonschema, where it finds this, spends a second on a grammar for addresses in any script.
    hidden = sys.modules.setdefault("rfc3987_syntax", None) is None  # type: ignore[arg-type]
    import nbformat
    import papermill
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    from xiaoyi_data.runs import engine, kernels, surroundings

    if hidden:
        sys.modules.pop("rfc3987_syntax", None)
    place = job.notebook.parent
    if source.kernel(written) == source.KERNEL and (module := surroundings.hiding(place)):
        raise ImportError(
            f"{module} beside the notebook has the name of an installed module: rename it"
        )
    watched = {"FOLDER": str(place), "OUT": str(log.parent.parent.parent), "LOG": str(log)}
    first = _run_first(begin, {"PLACES": surroundings.places(), "RUN": os.getpid()})
    first += _run_first(watch, watched)
    ipython = kernels.settings(log.stem, log.parent)
    for attempt in range(3):
        if not wanted():
            raise RuntimeError("the run has ended")
        try:
            papermill.execute_notebook(
                nbformat.from_dict(written),  # type: ignore[no-untyped-call]
                # papermill fills in what stands in braces.
                engine.PLACED + str(target).replace("{", "{{").replace("}", "}}"),
                parameters=dict(job.given),
                engine_name=engine.NAME,
                kernel_name=source.kernel(written),
                language=source.language(written) or source.LANGUAGE,
                called=job.notebook.name,
                wanted=wanted,
                environment=surroundings.environment(os.environ, ipython),
                resources={"metadata": {"path": str(place)}},  # where the kernel starts
                progress_bar=False,
                request_save_on_cell_execute=False,
                execution_timeout=timeout,
                start_timeout=_PATIENCE,
                iopub_timeout=_PATIENCE,
                # A kernel's log is noise here; what a cell prints or raises is in the notebook.
                # Nobody asks for the history of a run, and its file would be one more to fill.
                extra_arguments=[
                    "--IPKernelApp.log_level=50", "--HistoryManager.enabled=False",
                    f"--IPKernelApp.code_to_run={first}",
                ],
            )  # fmt: skip
            return
        except NoSuchKernel as missing:
            installed = KernelSpecManager().find_kernel_specs()
            raise choices.unknown("kernel", missing.name, installed) from None
        except RuntimeError as error:
            # Kernels that start at one moment may reach for one port; no cell has run yet.
            if attempt == 2 or "before replying to kernel_info" not in str(error):
                raise
        finally:
            engine.restore(target)


def _run_first(module: ModuleType, known: dict[str, Any]) -> str:
    """Return a line of code that runs the file of a module, as text, with what it is to know."""
    code = f"open({module.__file__!r}, encoding='utf-8').read()"
    return f"exec(compile({code}, {module.__name__!r}, 'exec'), {known});"


def _read(log: Path) -> set[str]:
    """Return what a kernel has read in the folder of its notebook, and did not write itself."""
    text = log.read_text(encoding="utf-8") if log.exists() else ""
    whole = text[: text.rfind("\n") + 1]  # it may have been cut as the kernel was killed
    opened = {(how, path) for how, path in map(json.loads, whole.splitlines())}
    written = {path for how, path in opened if how == "w"}
    return {path for how, path in opened if how == "r"} - written


def renew_prose(written: Path, executed: Path, target: Path) -> None:
    """Put the Markdown of ``written`` around the executed cells and write that to ``target``."""
    fresh = source.read(written)
    old = json.loads(executed.read_text(encoding="utf-8"))
    code = [cell for cell in old["cells"] if cell["cell_type"] == "code"]
    injected = [cell for cell in code if "injected-parameters" in source.tags(cell)]
    ran = iter([cell for cell in code if cell not in injected])
    cells = []
    for cell in fresh["cells"]:
        cells.append(next(ran) if cell["cell_type"] == "code" else cell)
        if "parameters" in source.tags(cell):
            cells += injected
    target.write_text(json.dumps(old | {"cells": cells}, ensure_ascii=False), encoding="utf-8")
