"""A run that is stopped, or killed, ends in time and leaves what it holds whole."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
import pytest
from books import run, statuses, wait_for, write
from command import SMALL
from conftest import ROOT

from xiaoyi_data.cli import stopping
from xiaoyi_data.runs import folder, room, surroundings

# A shell starts what it puts in the background with Ctrl-C ignored; here it must arrive.
SCRIPT = """
import signal, sys
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path.insert(0, {tests!r})
from books import copy
from xiaoyi_data.runs import plan, run
run.jobs(plan.jobs(Path({books!r})), Path({out!r}), finish=copy)
"""


def start(books, out, **environment):
    script = SCRIPT.format(tests=str(ROOT / "tests"), books=str(books), out=str(out))
    return subprocess.Popen(
        [sys.executable, "-c", script],
        env=os.environ | environment,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def short():
    """A folder for temporary files with a path that sockets can take."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def slow(books, tmp_path):
    mark = tmp_path / "started"
    write(
        books, "good", f"import pathlib, time; pathlib.Path({str(mark)!r}).touch(); time.sleep(60)"
    )
    return mark


def test_two_runs_on_one_folder_do_not_mix(books, tmp_path):
    mark = slow(books, tmp_path)
    first = start(books, tmp_path / "out")
    try:
        wait_for(mark)
        with pytest.raises(folder.Busy, match=f"process {first.pid}"):
            run(books, tmp_path / "out")
    finally:
        first.send_signal(signal.SIGINT)
        first.wait(30)


def kernels(process):
    """The kernels of a run and what they are forked from, and of no other run beside it."""
    return [
        child
        for child in psutil.Process(process.pid).children(recursive=True)
        if any("kernel" in part or part.endswith("runs.template") for part in child.cmdline())
    ]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_stopped_leaves_nothing_half_written(books, tmp_path, short, how):
    out = tmp_path / "out"
    run(books, out)
    before = (out / "good" / "made.txt").read_bytes()
    mark = slow(books, tmp_path)
    process = start(books, out, TMPDIR=str(short))
    wait_for(mark)
    mine = kernels(process)
    assert list(short.iterdir())
    assert mine
    process.send_signal(how)
    process.wait(30)
    assert (out / "good" / "made.txt").read_bytes() == before
    _, left = psutil.wait_procs(mine, timeout=10)
    assert left == []  # a killed run cannot stop its kernels: they notice, and go
    assert list(short.iterdir()) == []
    write(books, "good", "print(1)")
    assert statuses(run(books, out)) == {"good": "succeeded"}
    assert not (out / ".stage").exists()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_told_to_end_ends_as_with_ctrl_c(books, tmp_path, short, how):
    mark = slow(books, tmp_path)
    line = ["run", "--notebooks", str(books), "--out", str(tmp_path / "out")]
    process = subprocess.Popen(
        [sys.executable, "-c", SMALL, *line],
        env=os.environ | {"TMPDIR": str(short)},
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_for(mark)
    mine = kernels(process)
    process.send_signal(how)
    *_, ended, last = process.communicate(timeout=30)[1].splitlines()
    assert f"ended, exit code {stopping.CODES[how]}: interrupted" in ended
    assert last == "xiaoyi: interrupted; what was finished is kept"
    assert process.returncode == stopping.CODES[how]
    assert psutil.wait_procs(mine, timeout=10)[1] == []
    assert list(short.iterdir()) == []


class Stops:
    """Where a signal comes while the class that has it is made."""

    def __set_name__(self, owner, name):
        raise stopping.Stopped(143)


def test_a_signal_that_python_wraps_in_an_error_is_told_as_itself():
    with pytest.raises(stopping.Stopped, check=lambda told: told.code == 143), stopping.unwrapped():
        type("Made", (), {"field": Stops()})


def test_a_run_killed_between_two_renames_is_made_whole_by_the_next(books, tmp_path):
    out = tmp_path / "out"
    run(books, out)
    (out / "good").rename(out / ".old-good")
    assert statuses(run(books, out)) == {"good": "cached"}


def test_a_run_sweeps_what_killed_runs_left_and_nothing_that_is_held_or_not_theirs(
    books, tmp_path, short, alone
):
    left, empty, held, link = (short / f"xiaoyi-run-{sign * 16}" for sign in "abcd")
    others = short / "xiaoyi-run-results"
    for place in (left, empty, held, others):
        place.mkdir()
    (left / "ipython").mkdir()  # killed while it was being removed
    (left / "ipython" / "note").touch()
    link.symlink_to(others)
    script = SCRIPT.format(tests=str(ROOT / "tests"), books=str(books), out=str(tmp_path / "out"))
    number = room.hold(held)
    try:
        subprocess.run(
            [sys.executable, "-c", script], env=os.environ | {"TMPDIR": str(short)}, check=True
        )
    finally:
        os.close(number)
    assert set(short.iterdir()) == {held, others, link}


def test_a_run_with_nothing_to_do_sweeps_what_a_killed_one_left_too(
    books, tmp_path, short, monkeypatch
):
    run(books, tmp_path / "out")
    monkeypatch.setattr(tempfile, "tempdir", str(short))
    (short / f"xiaoyi-run-{'a' * 16}" / "ipython").mkdir(parents=True)
    assert statuses(run(books, tmp_path / "out")) == {"good": "cached"}
    assert list(short.iterdir()) == []


def test_a_new_folder_that_another_run_has_just_swept_is_made_again(short, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(short))
    hold, tried = room.hold, []

    def swept(folder):
        if not tried:
            folder.rmdir()
        tried.append(folder)
        return hold(folder)

    monkeypatch.setattr(room, "hold", swept)
    folder, number = room.new()
    os.close(number)
    assert tried == [tried[0], folder]
    assert list(short.iterdir()) == [folder]


def test_a_kernel_that_starts_as_its_stage_goes_makes_no_folder_elsewhere(
    books, tmp_path, short, monkeypatch
):
    monkeypatch.setenv("TMPDIR", str(short))
    monkeypatch.setattr(tempfile, "tempdir", None)
    made, seen = surroundings.environment, set()

    def removed(given, ipython):
        if ipython.suffix:  # of a kernel, not of what it is forked from
            shutil.rmtree(tmp_path / "out" / ".stage")
        return made(given, ipython)

    def look(running, waiting):
        seen.update(path.name for path in short.iterdir() if path.name.startswith("tmp"))

    monkeypatch.setattr(surroundings, "environment", removed)
    entries = run(books, tmp_path / "out", look=look)
    assert statuses(entries) == {"good": "failed"}
    assert not seen
    assert list(short.iterdir()) == []


@pytest.mark.parametrize("delay", [0, 0.3])
def test_a_run_killed_while_its_template_imports_leaves_nobody_who_complains(
    books, tmp_path, short, delay
):
    process = start(books, tmp_path / "out", TMPDIR=str(short))
    for _ in range(600):
        if mine := kernels(process):
            break
        time.sleep(0.02)
    time.sleep(delay)
    process.kill()
    assert process.communicate(timeout=60)[1] == ""
    assert psutil.wait_procs(mine, timeout=60)[1] == []
    assert list(short.iterdir()) == []
