"""Where few files may be open, fewer kernels run at a time; none where one would not answer."""

import os
import resource
import subprocess
import sys

import pytest
from books import write
from command import SMALL, messages

from xiaoyi_data.cli import terminal
from xiaoyi_data.runs import descriptors


def limit(monkeypatch, soft, hard):
    given = [(soft, hard)]
    monkeypatch.setattr(resource, "getrlimit", lambda kind: given[-1])
    monkeypatch.setattr(resource, "setrlimit", lambda kind, new: given.append(new))
    return given


LIMITS = {
    (1024, 4096): (3, (1024, 4096)),
    (64, 4096): (3, (116, 4096)),
    (64, -1): (3, (116, -1)),
    (-1, -1): (3, (-1, -1)),
    (100, 100): (2, (100, 100)),
    (64, 100): (2, (100, 100)),
}


@pytest.mark.parametrize("given", LIMITS)
def test_as_many_run_at_a_time_as_files_may_be_open_for(monkeypatch, given):
    told = limit(monkeypatch, *given)
    assert (descriptors.workers(3), told[-1]) == LIMITS[given]


@pytest.mark.parametrize(("files", "said"), [(64, "ulimit -n allows 64"), (100, "2 at a time")])
def test_a_run_under_a_low_limit_ends_in_time(tmp_path, files, said):
    for name in "abc":
        write(tmp_path / "books", name, "print(n)")
    line = ["run", "--notebooks", "books", "--out", "out", "--jobs", "3"]
    done = subprocess.run(
        [sys.executable, "-c", SMALL, *line],
        cwd=tmp_path, env=os.environ, capture_output=True, text=True, check=False, timeout=120,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files)),
    )  # fmt: skip
    assert done.returncode == (terminal.WRONG_USE if files == 64 else terminal.OK)
    assert any(said in line for line in messages(done.stderr)), done.stderr
    assert "Traceback" not in done.stderr
