"""The command line as the tests give it: in this process, or in a shell."""

import os
import subprocess
import sys

from xiaoyi_data.cli import main


def xiaoyi(capsys, *arguments):
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
