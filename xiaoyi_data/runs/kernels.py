"""Kernels forked from a warm template: started in a fraction of the time, otherwise ordinary.

``warm()`` starts one process that has imported what notebooks need. While it is open, Jupyter
asks it, by way of the kernel provisioner ``xiaoyi-forked``, to fork instead of starting an
interpreter anew. Another interpreter or kernel, and a system without fork, get the ordinary way.
"""

from __future__ import annotations

import json
import logging
import os
import platform
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from xiaoyi_data.runs import room, surroundings

NAME = "xiaoyi-forked"
_FORKING = "xiaoyi_data.runs.template"  # what the template runs
_LAUNCHER = ["-m", "ipykernel_launcher"]
_LOOK = 1.0  # seconds
# Keeps the allocator of pyarrow from starting a thread as it is imported.
_QUIET = {"JE_ARROW_MALLOC_CONF": "background_thread:false"}
_INLINE = "module://matplotlib_inline.backend_inline"  # what a kernel sets where nothing is set
_template: _Template | None = None
_log = logging.getLogger(__name__)
_changing, _placing = threading.Lock(), threading.Lock()
_WRITTEN = 2.0  # seconds in which a kernel that was killed has written its last
_LONGEST = 107  # bytes of a socket's path


@contextmanager
def warm(preload: Sequence[str]) -> Iterator[None]:
    """Fork the kernels started inside the block from a process that has imported ``preload``.

    When the last such block ends, the template and every kernel forked from it are gone. Where
    forking is not to be had, or our provisioner is not installed, kernels start as always.
    """
    global _template
    factory = KernelProvisionerFactory.instance()
    if why := ordinary():
        _log.warning("kernels start one by one, which takes longer: %s", why)
        yield
        return
    with _changing:  # runs in threads of one process share the template of the first
        if _template is None:
            _template = _Template(preload, factory.default_provisioner_name)
            factory.default_provisioner_name = NAME
        template = _template
        template.users += 1
    try:
        yield
    finally:
        with _changing:
            template.users -= 1
            if not template.users:
                factory.default_provisioner_name, _template = template.before, None
                template.close()


def ordinary() -> str:
    """Say why kernels are started the ordinary way; empty where they are forked."""
    if not sys.platform.startswith("linux"):  # macOS forks, and its own libraries crash after it
        return f"{platform.system()} cannot fork them safely"
    if NAME not in KernelProvisionerFactory.instance().provisioners:
        return "xiaoyi_data is not installed, and so is not asked for them"
    return ""


def stop() -> None:
    """Stop the kernels this process started, and no others; not while two runs share them."""
    import psutil

    if _template:
        if _template.users > 1:
            return
        _template.close()
    for child in psutil.Process().children(recursive=True):
        try:
            if any("ipykernel" in part for part in child.cmdline()):
                child.kill()
        except psutil.Error:
            continue


def settings(name: str, otherwise: Path) -> Path:
    """Return a new folder for the settings of a kernel; ``otherwise`` is where it is not forked.

    Beside what it is forked from, it lives as long as the kernel, which does not look for another.
    """
    made = (_template.place() if _template else otherwise) / f"{name}.ipython"
    made.mkdir()
    return made


class ForkedProvisioner(LocalProvisioner):
    """Asks the template to fork a kernel; one that is not ours it starts as always."""

    process: Any = None

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Let a forked kernel talk over files of its own: ports may be taken by another."""
        if _template and self.parent and self._ours(self.kernel_spec.argv):
            place = str(_template.place() / self.kernel_id[:8])
            self.parent.connection_file = f"{place}.json"
            if len(os.fsencode(f"{place}-5")) <= _LONGEST:
                self.parent.transport, self.parent.ip = "ipc", place
        made: dict[str, Any] = await super().pre_launch(**kwargs)
        return made

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Fork the kernel, or start it where the template cannot."""
        template = _template
        if template and self._ours(cmd):
            try:
                request = {
                    "arguments": cmd[cmd.index(_LAUNCHER[1]) + 1 :],
                    "environment": dict(kwargs.get("env") or os.environ),
                    "folder": str(kwargs.get("cwd") or Path.cwd()),
                }
                self.process = template.fork(request)
                self.pid = self.pgid = self.process.pid
                self.cwd = kwargs.get("cwd")
                return self.connection_info
            except OSError:
                if template.closed:  # the run has ended, and waits for nothing but this
                    raise
        return await super().launch_kernel(cmd, **kwargs)

    @staticmethod
    def _ours(command: list[str]) -> bool:
        """Whether a command starts the ordinary kernel in this interpreter."""
        plain = [part for part in command[1:4] if part != "-s"]
        return command[0] in (sys.executable, "python", "python3") and plain[:2] == _LAUNCHER


class _Template:
    """The process that kernels are forked from, seen from the run."""

    def __init__(self, preload: Sequence[str], before: str) -> None:
        self.before, self.users, self._ready = before, 0, False
        self.folder, held = room.new()
        # By the run too: what another one swept away would leave a kernel without its sockets.
        self._held: int | None = held
        try:
            self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                self._process = self._start([theirs.fileno(), held], preload)
        except BaseException:
            self._leave()
            raise
        self._ended = threading.Event()
        threading.Thread(target=self._keep_going, daemon=True).start()

    def _start(self, given: list[int], preload: Sequence[str]) -> subprocess.Popen[bytes]:
        """Start the process with what it is ``given``: its end of the link, and what is held."""
        # Where nothing of the user's lies, since what it imports may read settings there.
        (nothing := self.folder / "ipython").mkdir()
        return subprocess.Popen(
            [
                *(sys.executable, *surroundings.alone(), "-m", _FORKING),
                *(str(given[0]), str(self.folder), *preload),
            ],
            cwd=nothing,
            env=surroundings.environment(os.environ, nothing)
            # What it leaves goes with the folder, as matplotlib's cache where home is closed.
            | {"MPLBACKEND": _INLINE, "TMPDIR": str(self.folder)}
            | _QUIET,
            stdin=subprocess.DEVNULL,
            pass_fds=given,
            start_new_session=True,
        )

    def _keep_going(self) -> None:
        """Let it go on when a notebook has stopped it, since all others wait for it."""
        import psutil

        while not self._ended.wait(_LOOK):
            with suppress(psutil.Error, OSError):
                if psutil.Process(self._process.pid).status() == psutil.STATUS_STOPPED:
                    _log.warning("a notebook has stopped what kernels are forked from: it goes on")
                    self._process.send_signal(signal.SIGCONT)

    @property
    def closed(self) -> bool:
        """Whether the run has ended it."""
        return self._control.fileno() < 0

    def fork(self, request: dict[str, Any]) -> _Forked:
        """Return the process of a new kernel; OSError when the template is no more, or declines."""
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._control, [json.dumps(request).encode()], [theirs.fileno()])
        number = ours.recv(4)
        if len(number) < 4:
            raise BrokenPipeError("the template is gone, or declines")
        self._ready = True
        return _Forked(struct.unpack("i", number)[0], ours)

    def place(self) -> Path:
        """Return its folder, made again where a notebook has removed it.

        Raises FileNotFoundError when the run has ended, and its folder with it.
        """
        with _placing:
            if self._held is None:
                raise FileNotFoundError("the run has ended")
            with suppress(FileExistsError):
                self.folder.mkdir(mode=0o700)
                gone, self._held = self._held, room.hold(self.folder)
                os.close(gone)
        return self.folder

    def close(self) -> None:
        """End the template; it kills its kernels first."""
        self._ended.set()
        self._control.close()
        if not self._ready:  # it still imports, and looks at nothing else
            self._process.kill()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()  # and with it its kernels
            self._process.wait()
        self._leave()

    def _leave(self) -> None:
        """Remove the folder, and hold it no longer."""
        until = time.monotonic() + _WRITTEN
        with _placing:
            while self.folder.exists() and time.monotonic() < until:
                shutil.rmtree(self.folder, ignore_errors=True)
                time.sleep(0.01)
            if self._held is not None:
                os.close(self._held)
            self._held = None


class _Forked:
    """A forked kernel, as ``subprocess.Popen`` would show it: the template hands its end back."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int, link: socket.socket) -> None:
        self.pid, self._link = pid, link
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        if self.returncode is None:
            ended = select.poll()  # select knows no file beyond the 1024th
            ended.register(self._link, select.POLLIN)
            if ended.poll(0):
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
