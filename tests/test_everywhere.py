"""Nothing of Linux is needed to import and ask: other systems have neither fcntl nor SIGKILL."""

import re
import subprocess
import sys

import pytest
from conftest import ROOT

from xiaoyi_data.runs import kernels

# What Windows lacks; a module that is None cannot be imported.
BARE = """
import os, pkgutil, signal, socket, sys
for name in ("fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "syslog"):
    sys.modules[name] = None
for name in ("SIGKILL", "SIGHUP", "SIGCHLD", "SIGPIPE", "SIGALRM"):
    delattr(signal, name)
for name in ("fork", "O_NOFOLLOW", "O_NONBLOCK", "geteuid", "killpg", "mkfifo", "register_at_fork"):
    delattr(os, name)
del socket.AF_UNIX
import importlib
import xiaoyi_data
for module in pkgutil.walk_packages(xiaoyi_data.__path__, "xiaoyi_data."):
    if not module.name.endswith(("__main__", ".template")):  # which Linux alone starts
        importlib.import_module(module.name)
        print(module.name)
"""


def test_every_module_is_imported_without_what_linux_alone_has():
    done = subprocess.run(
        [sys.executable, "-c", BARE], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert {"xiaoyi_data.runs.kernels", "xiaoyi_data.cli.run"} <= set(done.stdout.split())


@pytest.mark.parametrize("system", ["darwin", "win32", "freebsd14"])
def test_kernels_are_forked_on_linux_alone(monkeypatch, system):
    monkeypatch.setattr(sys, "platform", system)
    assert kernels.ordinary().endswith("cannot fork them safely")


# What a Mac's own tools lack, as they stand in a recipe or a script.
GNU = r"sed -i |readlink -f|realpath|stat -c|date -d|grep -\w*P|xargs -r|cp -a|\bnproc\b|/proc/"


def test_recipes_of_make_use_what_every_system_has():
    recipes = re.findall(r"^\t(.*)$", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.M)
    assert len(recipes) > 20
    assert not [line for line in recipes if re.search(GNU, line)]
