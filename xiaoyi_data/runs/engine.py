"""papermill's engine as a run needs it: text unescaped, every end of a kernel an error in its cell.

papermill saves a notebook whose cell raised, but not one whose kernel died or ran out of time;
here these fail in the cell they happened in, with the reason, and the notebook is kept.
"""

from __future__ import annotations

import json
import logging
import math
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_client.channels import AsyncZMQSocketChannel
from jupyter_client.manager import AsyncKernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_output
from papermill.engines import NBClientEngine, papermill_engines
from papermill.iorw import papermill_io
from papermill.translators import PythonTranslator, papermill_translators
from traitlets import Instance

from xiaoyi_data.runs import begin, notebook, surroundings

NAME = "xiaoyi"
PLACED = "xiaoyi:"  # before a path that our handler of files writes to
_LANGUAGE = "python, text unescaped"
_LOOK = 0.2  # seconds
_PATIENCE = 2  # looks, a second apart
MOST = 50 << 20  # bytes of messages: what a page, or who opens it, would not bear
_RAISED = "xiaoyi_raised"  # outputs of a cell that may raise, in its metadata until papermill ends


class Engine(NBClientEngine):  # type: ignore[misc]
    """Runs a notebook as papermill does; ``wanted`` is asked each second whether to go on."""

    @classmethod
    def nb_language(cls, nb: Any, language: str | None = None) -> str:
        """Let Python notebooks have their parameters written by our translator."""
        found: str = super().nb_language(nb, language)
        return _LANGUAGE if found == "python" else found

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: Any,
        kernel_name: str,
        *,
        called: str,
        wanted: Callable[[], bool],
        environment: dict[str, str],
        execution_timeout: int | None = None,
        **options: Any,
    ) -> Any:
        """Execute the cells; what ends them early becomes an error in the last of them.

        ``called`` is the name of the notebook's file, ``environment`` that of its kernel.
        """
        papers = nb_man.nb.metadata.papermill  # paths of this machine mean nothing to readers
        papers.update(input_path=called, output_path=Path(papers["output_path"]).name)
        ends: list[str] = []
        options |= {
            "kernel_manager_class": _watching(wanted, environment, ends),
            "execution_timeout": execution_timeout,
        }
        try:
            try:
                super().execute_managed_notebook(nb_man, kernel_name, **options)
            finally:
                _keep_raised(nb_man.nb)
        except CellTimeoutError as error:
            late = "IOPub" in str(error)
            why = f"the cell took more than {execution_timeout} s"
            _fail(nb_man.nb, "Timeout", "what the cell showed never came" if late else why)
        except DeadKernelError:
            _fail(nb_man.nb, "DeadKernel", ends[0] if ends else "the kernel is gone")
        for cell in nb_man.nb.cells:
            _tell_unraised(cell)
            for output in cell.get("outputs", ()):
                # papermill takes an exit without a code for success, with half the cells not run.
                if output.output_type == "error" and output.ename == "SystemExit":
                    output.evalue = f"{output.evalue or 0}: the cell ended the notebook".strip()
        return nb_man.nb


def restore(target: Path) -> None:
    """Put back the errors that the engine kept from papermill, which knows none that may be."""
    if not target.exists() or _RAISED not in (text := target.read_text(encoding="utf-8")):
        return
    try:
        made = json.loads(text)
    except ValueError:
        return  # cut off, and why is being told
    for cell in made["cells"]:
        if raised := cell["metadata"].get("papermill", {}).pop(_RAISED, None):
            cell["outputs"] = raised
    target.write_text(json.dumps(made, ensure_ascii=False, indent=1), encoding="utf-8")


class Replies(AsyncZMQSocketChannel):
    """The channel of replies, which looks for one every so often, not only when woken.

    nbclient answers widgets past the event loop, which takes the sign of a reply just come with
    it: the loop would wait for ever.
    """

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:  # type: ignore[override]
        """Return the next message; ``queue.Empty`` is raised after ``timeout`` seconds."""
        end = time.monotonic() + (math.inf if timeout is None else timeout)
        while (left := end - time.monotonic()) > _LOOK:
            with suppress(Empty):
                return await super().get_msg(_LOOK)
        return await super().get_msg(max(0.0, left))


class Client(AsyncKernelClient):
    """Ready as soon as both channels carry, without a fifth of a second of silence after it.

    What still comes of the start belongs to no cell, and nbclient passes over it.
    """

    shell_channel_class = Replies

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        end = time.monotonic() + (timeout or math.inf)
        while time.monotonic() < end:
            self.kernel_info()
            with suppress(Empty):
                reply = await self.get_shell_msg(timeout=1)
                await self.get_iopub_msg(timeout=0.2)  # or it is not connected: ask again
                self._handle_kernel_info_reply(reply)
                return
            if not await self.is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
        raise RuntimeError(f"Kernel didn't respond in {timeout} seconds")


class _Translator(PythonTranslator):  # type: ignore[misc]
    """Writes text as Python does: 孝义 stays 孝义, quotes and control characters are escaped."""

    @classmethod
    def translate_str(cls, val: str) -> str:
        return repr(val)


class _Files:
    """Writes a notebook where it is told to, and stays in the working folder, which threads share.

    papermill's own goes for a moment to the one in which some notebook, maybe of an earlier run,
    was begun.
    """

    def write(self, text: str, path: str) -> None:
        Path(path.removeprefix(PLACED)).write_text(text, encoding="utf-8")

    def pretty_path(self, path: str) -> str:
        return path.removeprefix(PLACED)


def _watching(
    wanted: Callable[[], bool], environment: dict[str, str], ends: list[str]
) -> type[AsyncKernelManager]:
    """Return a manager of kernels in an environment, which ends those that are not wanted.

    How the kernel has ended it adds to ``ends``. One that floods its run, or has been stopped and
    would never go on, it ends too.
    """

    class Outputs(AsyncZMQSocketChannel):
        left = MOST

        async def _recv(self, **kwargs: Any) -> dict[str, Any]:  # type: ignore[override]
            while True:
                parts = await self.socket.recv_multipart(**kwargs)
                self.left -= sum(map(len, parts))
                if self.left >= 0:
                    return self.session.deserialize(self.session.feed_identities(parts)[1])
                if not ends:  # what comes after is passed over, until the kernel is gone
                    ends.append(f"the outputs are more than {MOST >> 20} MB: the kernel was ended")

    class Watched(Client):
        iopub_channel_class = Outputs  # type: ignore[assignment]

    class Manager(AsyncKernelManager):
        client_factory = Watched
        kernel_spec_manager = Instance(surroundings.Kernels, ())
        stopped = 0

        async def _async_start_kernel(self, **options: Any) -> None:
            options["env"] = environment
            if self.kernel_name == notebook.KERNEL:  # as one that is forked
                options |= {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            await super()._async_start_kernel(**options)

        start_kernel = _async_start_kernel

        def format_kernel_cmd(self, extra_arguments: list[str] | None = None) -> list[str]:
            # Those of ours are for ipykernel; others may not start with what they do not know.
            spec = self.kernel_spec
            ours = spec and any("ipykernel" in part for part in spec.argv)
            made: list[str] = super().format_kernel_cmd(extra_arguments if ours else None)
            return made

        async def _async_wait(self, pollinterval: float = 0.1) -> None:
            await super()._async_wait(0.01)  # most are gone well within a tenth of a second

        async def _async_is_alive(self) -> bool:  # what the client asks each second
            if not self.provisioner:
                return await super()._async_is_alive()
            if _stopped(getattr(self.provisioner, "pid", None)) and not ends:
                self.stopped += 1
                if self.stopped > _PATIENCE:
                    ends.append("the kernel was stopped, as by SIGSTOP, and did not go on")
            if ends or not wanted():
                await self.provisioner.kill()
            alive = await super()._async_is_alive()
            if not alive and not ends and (code := await self.provisioner.poll()) is not None:
                ends.append(_death(code))
            return alive

        is_alive = _async_is_alive

    return Manager


def _stopped(pid: int | None) -> bool:
    """Whether a process is stopped: neither ended, nor going on."""
    import psutil

    try:
        return pid is not None and psutil.Process(pid).status() == psutil.STATUS_STOPPED
    except psutil.Error:
        return False


def _keep_raised(notebook: Any) -> None:
    """Hide the errors of cells tagged ``raises-exception``, which papermill takes for failures."""
    for cell in notebook.cells:
        errors = [output for output in cell.get("outputs", ()) if output.output_type == "error"]
        if errors and "raises-exception" in cell.metadata.get("tags", ()):
            cell.metadata.papermill[_RAISED] = cell.outputs
            cell.outputs = []


def _tell_unraised(cell: Any) -> None:
    """Give a cell that failed without an error, as an unknown magic does, what it said as one."""
    outputs = cell.get("outputs", [])
    failed = cell.metadata.get("papermill", {}).get("exception")
    if failed and not any(output.output_type == "error" for output in outputs):
        said = [output.text for output in outputs if output.get("name") == "stderr"]
        last = ("".join(said).strip().splitlines() or ["CellExecutionError: the cell failed"])[-1]
        name, _, message = last.partition(": ")
        outputs.append(new_output("error", ename=name, evalue=message, traceback=[last]))


def _death(code: int) -> str:
    """Say how a kernel ended.

    >>> _death(-11)
    'the kernel was ended by SIGSEGV'
    """
    if code == begin.BROKEN:
        return "the cell has broken its kernel, which cannot answer any more"
    if code >= 0:
        return f"the kernel exited with code {code}"
    told = f"the kernel was ended by {signal.Signals(-code).name}"
    return f"{told}: most likely the memory ran out" if code == -signal.SIGKILL else told


def _fail(notebook: Any, name: str, message: str) -> None:
    """Put an error where the execution stopped, before what the interrupted kernel still said."""
    begun = [c for c in notebook.cells if c.metadata.get("papermill", {}).get("start_time")]
    counts = [cell.execution_count or 0 for cell in begun if cell.cell_type == "code"]
    cell = begun[-1]
    cell.execution_count = cell.execution_count or max(counts) + 1
    told = f"{name}: {message}"
    cell.outputs.insert(0, new_output("error", ename=name, evalue=message, traceback=[told]))


# What papermill and nbclient log of a failure, without a name, a run says better.
logging.getLogger("papermill").setLevel(logging.CRITICAL)
papermill_engines.register(NAME, Engine)
papermill_io.register(PLACED, _Files())
papermill_translators.register(_LANGUAGE, _Translator)
