"""How a command is stopped: by Ctrl-C, SIGTERM or SIGHUP, once, however often they come.

Windows has no SIGHUP; there it is Ctrl-Break, which a service sends.
"""

from __future__ import annotations

import _thread
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

CODES: dict[int, int] = {
    getattr(signal, name): code
    for name, code in {"SIGINT": 130, "SIGTERM": 143, "SIGHUP": 129, "SIGBREAK": 143}.items()
    if hasattr(signal, name)
}
_AGAIN = 0.02  # seconds, after which whatever dropped the answer is done
_PATIENCE = 10  # seconds for ending well; whoever asks again after that is obeyed at once


class Stopped(KeyboardInterrupt):
    """A signal has asked for the end; ``code`` is what a shell is told."""

    def __init__(self, code: int) -> None:
        self.code = code


@contextmanager
def stoppable(*, last: bool) -> Iterator[None]:
    """Let the first signal raise Stopped in the block; what comes while it ends changes nothing.

    A signal that is ignored, as by nohup, stays so. With ``last`` the process ends after the
    block, and signals that come after it are ignored: Python would answer them in its own words.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked: list[float] = []
    put_off: list[float] = []
    owed: list[int] = []
    main, dropping, outside = threading.get_ident(), False, _imports(sys._getframe())

    def stop(number: int, frame: Any) -> None:
        mine = time.monotonic()
        # In there it would be dropped for good, or leave the lock of all imports held: no thread
        # could import any more, nor the run end that waits for them.
        if dropping or _imports(frame) > outside:
            put_off.append(mine)
            if mine - put_off[0] > _PATIENCE:
                os._exit(CODES[number])
            later(number)
            return
        asked.append(mine)
        # Another may have come within these lines: the first of the list is the one that raises.
        if asked[0] is mine:
            raise Stopped(CODES[number])
        if mine - asked[0] > _PATIENCE:
            os._exit(CODES[number])

    def swallowed(told: sys.UnraisableHookArgs) -> None:
        """Ask again where Python drops what is raised, as it does in a destructor."""
        nonlocal dropping
        if not isinstance(told.exc_value, Stopped):
            shown(told)
            return
        dropping = True
        asked.clear()
        number = next(one for one, code in CODES.items() if code == told.exc_value.code)
        later(number)
        dropping = False

    def later(number: int) -> None:
        owed.append(number)
        _thread.start_new_thread(again, (number,))  # threading's has a lock that we may be in

    def again(number: int) -> None:
        time.sleep(_AGAIN)
        if os.name == "posix":
            signal.pthread_kill(main, number)  # which wakes it from what it waits for
        else:
            signal.raise_signal(number)
        owed.remove(number)

    def settle() -> None:
        """Wait for what is owed: after the block it would come to handlers that are not ours."""
        while owed:
            time.sleep(_AGAIN)

    shown, sys.unraisablehook = sys.unraisablehook, swallowed
    usual = (signal.SIG_DFL, signal.default_int_handler)
    before = {number: signal.getsignal(number) for number in CODES}
    before = {number: handler for number, handler in before.items() if handler in usual}
    for number in before:
        signal.signal(number, stop)
    try:
        with unwrapped():
            try:
                yield
            finally:
                settle()
    finally:
        settle()  # the first that was owed may have raised, with others to come
        sys.unraisablehook = shown
        for number, handler in before.items():
            signal.signal(number, signal.SIG_IGN if last else handler)


def _imports(frame: Any) -> int:
    """Return how many frames of a stack, from the innermost on, are of Python's import."""
    found = 0
    while frame is not None:
        found += frame.f_code.co_filename.startswith("<frozen importlib")
        frame = frame.f_back
    return found


@contextmanager
def unwrapped() -> Iterator[None]:
    """Raise the signal itself where Python before 3.12 has wrapped it, as while a class is made."""
    try:
        yield
    except RuntimeError as wrapped:
        if isinstance(wrapped.__cause__, KeyboardInterrupt):
            raise wrapped.__cause__ from None
        raise
