"""The process that kernels are forked from: it imports what they need, then forks on request.

``kernels`` starts it as ``python -m xiaoyi_data.runs.template SOCKET FOLDER MODULE …``; where it
says ``MODULE:FUNCTION`` the function is called. It has one thread and neither event loop nor
sockets of a kernel, so that a fork is safe.
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
import sys
import tempfile
import threading
from contextlib import suppress
from types import SimpleNamespace
from typing import Any, NoReturn

from xiaoyi_data.runs import begin


def _serve(control: socket.socket, folder: str) -> dict[str, Any]:
    """Fork a kernel for every request; return the request in the child, never in the template.

    When the run has ended, however it did, kernels and the folder of their sockets go.
    """
    _adopt()
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
            for pid in kernels:  # killed, and with each what it started
                os.killpg(pid, signal.SIGKILL)
                os.waitpid(pid, 0)
            while orphans := _orphans({}):
                _end(orphans, 0)
            shutil.rmtree(folder, ignore_errors=True)
            sys.exit()
        request: dict[str, Any] = json.loads(data)
        with socket.socket(fileno=links[0]) as link:
            template, pid = os.getpid(), os.fork()
            if pid:
                os.setpgid(pid, pid)  # here too, so that it is done whoever comes first
                kernels[pid] = link.dup()
                with suppress(OSError):  # the run is gone, as the next turn finds
                    link.sendall(struct.pack("i", pid))
                continue
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for other in (control, *kernels.values()):
            other.close()
        os.close(wake)
        os.close(woken)
        _die_with(template)
        return request | {"template": template}


def _reap(kernels: dict[int, socket.socket]) -> None:
    """Hand the exit codes of kernels that have ended to those who wait for them."""
    for pid in list(kernels):
        if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            os.killpg(pid, signal.SIGKILL)  # what it started, or forked, goes with it
            _, status = os.waitpid(pid, 0)
            with kernels.pop(pid) as link:
                try:
                    link.sendall(struct.pack("i", os.waitstatus_to_exitcode(status)))
                except OSError:
                    continue  # nobody waits any more
    _end(_orphans(kernels), os.WNOHANG)  # and what these leave behind, when they are gone


def _orphans(kernels: dict[int, socket.socket]) -> list[int]:
    """Return what ended kernels have left: all children that are no kernels."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children") as file:
            return [pid for pid in map(int, file.read().split()) if pid not in kernels]
    except OSError:
        return []


def _end(processes: list[int], options: int) -> None:
    for pid in processes:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, options)


def _adopt() -> None:
    """Get what descendants leave behind in sessions of their own (PR_SET_CHILD_SUBREAPER)."""
    import ctypes

    ctypes.CDLL(None).prctl(36, 1)


def _die_with(template: int) -> None:
    """Let the kernel be killed when its template dies (PR_SET_PDEATHSIG)."""
    import ctypes

    ctypes.CDLL(None).prctl(1, signal.SIGKILL)
    _adopt()  # until it ends: then it is the template's
    if os.getppid() != template:
        os._exit(1)


def _become(request: dict[str, Any]) -> NoReturn:
    """Turn the forked child into the kernel that was asked for; it ends here.

    What it says past its notebook, as libraries do when a cell breaks them, is nobody's to read.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for number in (1, 2):
        os.dup2(nowhere, number)
    os.close(nowhere)
    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"] | {"JPY_PARENT_PID": str(request["template"])})
    sys.path += filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    tempfile.tempdir = None  # the template has one of its own
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
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError, AttributeError):  # a cell may have closed it
            stream.flush()
    os._exit(0)


def _main() -> None:
    gc.disable()  # imports leave next to nothing to collect, and looking takes a tenth of the time
    if not sys.flags.safe_path:
        del sys.path[0]  # the folder it is started in is not the kernel's
    # pandas asks on import whether it is in a kernel, and shows fewer columns where it is not.
    builtins.get_ipython = lambda: SimpleNamespace(kernel=None)  # type: ignore[attr-defined]
    # Nobody debugs the kernels of a run, and debugpy takes as long as all else they start with.
    sys.modules["debugpy"] = None  # type: ignore[assignment]
    begin.plain()
    _, number, folder, *preload = sys.argv
    for name in ("ipykernel.debugger", *preload):
        module, _, function = name.partition(":")
        imported = importlib.import_module(module)
        if function:
            getattr(imported, function)()
    atexit.unregister(shutil.rmtree)  # of what goes with the folder
    del sys.modules["debugpy"]
    del builtins.get_ipython  # type: ignore[attr-defined]
    if (threads := len(os.listdir("/proc/self/task"))) > 1:
        sys.exit(f"xiaoyi: {threads} threads in the template; kernels start the ordinary way")
    gc.freeze()  # what is shared with the children stays shared
    gc.enable()
    _become(_serve(socket.socket(fileno=int(number)), folder))


if __name__ == "__main__":
    _main()
