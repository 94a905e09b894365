"""What a kernel is told before the first cell, so that cells bend neither it nor its run.

``execute`` has the kernel run this file, as text; it may be a kernel of an environment in which
this package is not. ``PLACES`` are folders to be looked into last, ``RUN`` the process of the run.
"""

from __future__ import annotations

import os
import sys
from types import ModuleType
from typing import Any

BROKEN = 70  # with which a kernel ends that cannot answer any more


def begin(places: list[str], run: int) -> None:
    """Find modules in ``places`` last, draw from defaults, and keep a cell from its own parents."""
    import signal

    from IPython import get_ipython

    sys.path += [place for place in places if place not in sys.path]
    plain()
    own, parents = os.getpid(), {run, os.getppid()}

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        if event in ("os.kill", "os.killpg") and arguments[1] and abs(arguments[0]) in parents:
            name = signal.Signals(arguments[1]).name
            raise PermissionError(f"{name} to the run itself, which a notebook may not end or stop")

    def leave() -> None:
        # A copy of the kernel that a cell has forked would answer in its place.
        if os.getpid() != own:
            os._exit(0)

    sys.addaudithook(refuse)
    if os.name == "posix":  # what ! starts has a terminal, at which nobody answers
        import importlib

        zmqshell: Any = importlib.import_module("ipykernel.zmqshell")
        system = zmqshell.system
        zmqshell.system = lambda line: system(f"exec </dev/null\n{line}")
    if shell := get_ipython():
        shell.events.register("post_execute", leave)
        handlers = shell.kernel.shell_handlers
        handlers["execute_request"] = _answering(handlers["execute_request"])


def _answering(answer: Any) -> Any:
    """Return what answers to a cell; where it cannot any more, the kernel ends, or all would wait.

    So after a cell that has taken its streams or modules away.
    """
    import inspect

    async def answering(*arguments: Any) -> None:
        try:
            answered = answer(*arguments)
            if inspect.isawaitable(answered):
                await answered
        except Exception:
            os._exit(BROKEN)

    return answering


def plain() -> None:
    """Have matplotlib imported, if it is not yet, without settings and styles of the user's."""
    if "matplotlib" not in sys.modules:
        sys.meta_path.insert(0, _Plain())


class _Plain:
    """Imports matplotlib as if no file of the user's lay where it looks for settings."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name != "matplotlib":
            return None
        import importlib.util

        sys.meta_path.remove(self)
        if (spec := importlib.util.find_spec(name)) and spec.loader:
            load = spec.loader.exec_module

            def elsewhere(module: ModuleType) -> None:
                here = os.getcwd()
                os.chdir(os.environ["IPYTHONDIR"])
                try:
                    load(module)
                finally:
                    os.chdir(here)
                _own_styles(module)

            spec.loader.exec_module = elsewhere  # type: ignore[method-assign]
        return spec


def _own_styles(matplotlib: Any) -> None:
    """Let the names of matplotlib's styles mean its own, not files of the user's."""
    find, none = matplotlib.get_configdir, os.environ["IPYTHONDIR"]
    if not os.path.isdir(os.path.join(find(), "stylelib")):
        return
    from importlib import import_module

    matplotlib.get_configdir = lambda: none
    try:
        import_module("matplotlib.style")  # which reads them once and for all
    finally:
        matplotlib.get_configdir = find


if "PLACES" in globals():
    begin(PLACES, RUN)  # type: ignore[name-defined]  # noqa: F821
