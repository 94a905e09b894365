"""The command line as the tests give it: in this process, or in a shell."""

import os
import re
import shlex
import subprocess
import sys

import pytest

from xiaoyi_data.cli import main

# The command in a process of its own, for notebooks that need no pandas: what their kernels are
# forked from imports none, which takes seconds. Ctrl-C arrives, which a shell has ignored by what
# it starts in the background.
SMALL = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # ignored, where the tests run under nohup
from xiaoyi_data.runs import collection
collection.PRELOAD = ("ipykernel.kernelapp",)
from xiaoyi_data.cli.start import main
sys.exit(main())
"""


def xiaoyi(capsys, *arguments):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "1000")  # a wide terminal: what is said is cut in none
        code = main.main(list(arguments))
    return code, capsys.readouterr()


def shell(line, *, start=("-m", "xiaoyi_data"), **environment):
    """Run a line in bash, ``xiaoyi`` being the command under test."""
    command = shlex.join([sys.executable, *start])
    alias = f'xiaoyi() {{ {command} "$@"; }}; set -o pipefail; '
    return subprocess.run(
        ["bash", "-c", alias + line],
        capture_output=True,
        check=False,
        env={**os.environ, **environment},
    )


def messages(err):
    """What a run said on stderr, without time and level, beginning and end."""
    bare = [re.sub(r"^\d{4}-\S+ [A-Z]+ +", "", line) for line in err.splitlines()]
    return [line for line in bare if not re.match(r"(run \S+ began: |ended\b|open )", line)]
