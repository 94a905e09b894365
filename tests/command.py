"""The command line as the tests give it: in this process, or in a shell."""

import os
import re
import subprocess
import sys

import pytest

from xiaoyi_data.cli import main


def xiaoyi(capsys, *arguments):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", "1000")  # a wide terminal: what is said is cut in none
        code = main.main(list(arguments))
    return code, capsys.readouterr()


def shell(line, **environment):
    """Run a line in bash, ``xiaoyi`` being the command under test."""
    alias = f'xiaoyi() {{ "{sys.executable}" -m xiaoyi_data "$@"; }}; set -o pipefail; '
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
