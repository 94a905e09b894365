"""Where the command begins: nothing of the folder or the user decides what is imported after it."""

from __future__ import annotations

import os
import signal
import sys

_WRONG_USE, _INTERRUPTED = 2, 130  # as in terminal.CODES, which is not imported yet


def main() -> int:
    """Run the command line; return the exit code."""
    _speak()
    begin()
    try:
        from xiaoyi_data.cli.main import main as answer

        if signal.getsignal(signal.SIGINT) is _end:
            signal.signal(signal.SIGINT, signal.default_int_handler)  # from here on it ends well
        return answer()
    except KeyboardInterrupt:  # in the few lines before it does
        _end(signal.SIGINT, None)
        return _INTERRUPTED
    except EOFError as problem:
        from xiaoyi_data.cli import bytecode

        if not (said := bytecode.drop(problem)):
            raise
        os.write(2, os.fsencode(f"xiaoyi: {said}\n"))
        return _WRONG_USE


def _speak() -> None:
    """Begin anew where no argument or file could have a Chinese name: Python knows them in UTF-8.

    So where a scheduler gives no locale, and Python is told to ask for no better one.
    """
    try:
        os.fsencode("孝义")
    except UnicodeEncodeError:
        if sys.executable and not sys.flags.utf8_mode:
            os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])


def begin() -> None:
    """Have PYTHONPATH hide no module that is installed, and Ctrl-C end in one line from now on.

    Where this package itself is of PYTHONPATH, that folder is where it is installed.
    """
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)
    home = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    given = [os.path.abspath(p) for p in os.environ.get("PYTHONPATH", "").split(os.pathsep) if p]
    last = [place for place in sys.path if place in given and place != home]
    sys.path[:] = [place for place in sys.path if place not in last] + last
    from xiaoyi_data.cli import bytecode

    bytecode.spare()


def _end(number: int, frame: object) -> None:
    """End while modules are still imported: nothing is begun, and nothing to be cleared away."""
    os.write(2, b"xiaoyi: interrupted; what was finished is kept\n")
    os._exit(_INTERRUPTED)
