"""Kernels forked from a warm template: started in a fraction of the time, otherwise ordinary.

``warm()`` starts one process that has imported what notebooks need. While it is open, Jupyter
asks it, by way of the kernel provisioner ``xiaoyi-forked``, to fork instead of starting an
interpreter anew. The template has one thread and neither event loop nor sockets of a kernel, so
that a fork is safe. Another interpreter or kernel, and a system without fork, get the ordinary way.
"""

from __future__ import annotations

import atexit
import builtins
import gc
import importlib
import json
import os
import random
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

NAME = "xiaoyi-forked"
_LAUNCHER = ["-m", "ipykernel_launcher"]
# What keeps imports from starting threads: numerical libraries, and the allocator of pyarrow.
_SINGLE = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
_SINGLE |= {"JE_ARROW_MALLOC_CONF": "background_thread:false"}
_INLINE = "module://matplotlib_inline.backend_inline"  # what a kernel sets where nothing is set
_template: _Template | None = None


@contextmanager
def warm(preload: Sequence[str]) -> Iterator[None]:
    """Fork the kernels started inside the block from a process that has imported ``preload``.

    On leaving, the template and every kernel forked from it are gone. Where forking is not to
    be had, or our provisioner is not installed, kernels start as always.
    """
    global _template
    factory = KernelProvisionerFactory.instance()
    if not sys.platform.startswith("linux") or NAME not in factory.provisioners or _template:
        yield
        return
    before = factory.default_provisioner_name
    _template, factory.default_provisioner_name = _Template(preload), NAME
    try:
        yield
    finally:
        factory.default_provisioner_name = before
        template, _template = _template, None
        template.close()


def stop() -> None:
    """Stop the kernels this process started, and no others."""
    import psutil

    if _template:
        _template.close()
    for child in psutil.Process().children(recursive=True):
        try:
            if any("ipykernel" in part for part in child.cmdline()):
                child.kill()
        except psutil.Error:
            continue


class ForkedProvisioner(LocalProvisioner):
    """Asks the template to fork a kernel; one that is not ours it starts as always."""

    process: Any = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Let a forked kernel talk over files of its own: ports may be taken by another."""
        if _template and self.parent and self._ours(self.kernel_spec.argv):
            place = str(_template.folder / self.kernel_id[:8])
            self.parent.transport, self.parent.ip = "ipc", place
            self.parent.connection_file = f"{place}.json"
        made: dict[str, Any] = await super().pre_launch(**kwargs)
        return made

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork the kernel, or start it where the template cannot."""
        if _template and self._ours(cmd):
            try:
                request = {
                    "arguments": cmd[1 + len(_LAUNCHER) :],
                    "environment": dict(kwargs.get("env") or os.environ),
                    "folder": str(kwargs.get("cwd") or Path.cwd()),
                }
                self.process = _template.fork(request)
                self.pid = self.pgid = self.process.pid
                self.cwd = kwargs.get("cwd")
                return self.connection_info
            except OSError:  # the template has died
                pass
        return await super().launch_kernel(cmd, **kwargs)

    @staticmethod
    def _ours(command: list[str]) -> bool:
        """Whether a command starts the ordinary kernel in this interpreter."""
        return command[0] in (sys.executable, "python", "python3") and command[1:3] == _LAUNCHER


class _Template:
    """The process that kernels are forked from, seen from the run."""

    def __init__(self, preload: Sequence[str]) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="xiaoyi-"))
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(theirs.fileno()), str(self.folder), *preload],
                env={"MPLBACKEND": _INLINE} | _SINGLE | os.environ,
                stdin=subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    def fork(self, request: dict[str, Any]) -> _Forked:
        """Return the process of a new kernel; OSError when the template is no more."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [json.dumps(request).encode()], [theirs.fileno()])
        number = ours.recv(4)
        if len(number) < 4:
            raise BrokenPipeError("the template is gone")
        return _Forked(struct.unpack("i", number)[0], ours)

    def close(self) -> None:
        """End the template; it kills its kernels first."""
        self._control.close()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()  # and with it its kernels
            self._process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class _Forked:
    """A forked kernel, as ``subprocess.Popen`` would show it: the template hands its end back."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, link: socket.socket) -> None:
        self.pid, self._link = pid, link
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        if self.returncode is None and select.select([self._link], [], [], 0)[0]:
            self.wait()
        return self.returncode

    def wait(self) -> int:
        """Wait for the end and return the exit code."""
        if self.returncode is None:
            code = self._link.recv(4)
            # Without a word the template has died, and its kernels with it.
            self.returncode = struct.unpack("i", code)[0] if len(code) == 4 else -signal.SIGKILL
            self._link.close()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Signal the kernel, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


def _serve(control: socket.socket, folder: str) -> dict[str, Any]:
    """Fork a kernel for every request; return the request in the child, never in the template.

    When the run has ended, however it did, kernels and the folder of their sockets go.
    """
    wake, woken = os.pipe()
    os.set_blocking(woken, False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    signal.set_wakeup_fd(woken)
    kernels: dict[int, socket.socket] = {}
    while True:
        ready, _, _ = select.select([control.fileno(), wake], [], [])
        if wake in ready:
            os.read(wake, 512)
            _reap(kernels)
        if control.fileno() not in ready:
            continue
        data, links, _, _ = socket.recv_fds(control, 1 << 20, 1)
        if not data:
            for pid in kernels:
                os.killpg(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            shutil.rmtree(folder, ignore_errors=True)
            sys.exit()
        with socket.socket(fileno=links[0]) as link:
            template, pid = os.getpid(), os.fork()
            if pid:
                os.setpgid(pid, pid)  # here too, so that it is done whoever comes first
                link.sendall(struct.pack("i", pid))
                kernels[pid] = link.dup()
                continue
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for other in (control, *kernels.values()):
            other.close()
        os.close(wake)
        os.close(woken)
        _die_with(template)
        request: dict[str, Any] = json.loads(data)
        return request | {"template": template}


def _reap(kernels: dict[int, socket.socket]) -> None:
    """Hand the exit codes of kernels that have ended to those who wait for them."""
    for pid in list(kernels):
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            with kernels.pop(pid) as link:
                try:
                    link.sendall(struct.pack("i", os.waitstatus_to_exitcode(status)))
                except OSError:
                    continue  # nobody waits any more


def _die_with(template: int) -> None:
    """Let the kernel be killed when its template dies (PR_SET_PDEATHSIG)."""
    import ctypes

    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    if os.getppid() != template:
        os._exit(1)


def _become(request: dict[str, Any]) -> NoReturn:
    """Turn the forked child into the kernel that was asked for; it ends here."""
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"] | {"JPY_PARENT_PID": str(request["template"])})
    random.seed()
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
    import ipykernel_launcher
    from ipykernel import kernelapp

    sys.argv = [str(ipykernel_launcher.__file__), *request["arguments"]]
    kernelapp.launch_new_instance()
    # The thread that answers the request to end must be done before the one it publishes through
    # is closed, or it waits ten seconds for it.
    if control := kernelapp.IPKernelApp.instance().control_thread:
        control.join(1)
    # All that the end of an interpreter does but freeing its memory, which is half a kernel's cost.
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _main() -> None:
    gc.disable()  # imports leave next to nothing to collect, and looking takes a tenth of the time
    del sys.path[0]  # the folder the run was started in is not the kernel's
    # pandas asks on import whether it is in a kernel, and shows fewer columns where it is not.
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)  # type: ignore[attr-defined]
    # Nobody debugs the kernels of a run, and debugpy takes as long as all else they start with.
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    _, number, folder, *preload = sys.argv
    for name in ("ipykernel.debugger", *preload):
        importlib.import_module(name)
    del sys.modules["debugpy"]
    del builtins.get_ipython  # type: ignore[attr-defined]
    if (threads := len(os.listdir("/proc/self/task"))) > 1:
        sys.exit(f"xiaoyi: {threads} threads in the template; kernels start the ordinary way")
    gc.freeze()  # what is shared with the children stays shared
    gc.enable()
    _become(_serve(socket.socket(fileno=int(number)), folder))


if __name__ == "__main__":
    _main()
