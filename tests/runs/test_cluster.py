"""A Dask cluster as executor: a real scheduler and real workers, each a process of its own."""

import glob
import json
import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest
import shelf
from books import run, statuses, write
from command import messages
from conftest import NOTEBOOKS, ROOT, need

from xiaoyi_data.cli import main, terminal
from xiaoyi_data.report import reports
from xiaoyi_data.runs import cluster, collection

TESTS = ROOT / "tests"
# By default all addresses are listened on, for pages of the scheduler without a dashboard, too.
HERE = ("--host", "127.0.0.1", "--dashboard-address", "127.0.0.1:0")

# Marks the worker it runs on; whoever is first waits, to be killed or given up.
WAITS = """
import os, pathlib, time
marks = pathlib.Path({marks!r})
first = not list(marks.glob("*"))
(marks / f"{{os.getppid()}}.{{os.getpid()}}").touch()
time.sleep(600 if first else 0)
print("worker", os.getppid())
"""


@contextmanager
def scheduled(folder, *options):
    """A scheduler's process, and its address when the file that says it is written whole."""
    about = folder / "scheduler.json"
    line = ("scheduler", *HERE, "--port", "0", "--scheduler-file", str(about), *options)
    with started(folder, *line) as process:
        for _ in range(1200):  # a busy machine
            with suppress(FileNotFoundError, ValueError):
                address = json.loads(about.read_text())["address"]
                break
            time.sleep(0.1)
        else:
            raise AssertionError(f"{about} was never whole")
        yield process, address


@contextmanager
def scheduling(folder):
    """The address of a scheduler, and the folder where its workers keep their files."""
    try:
        import distributed  # noqa: F401
    except ImportError:
        need(False, "distributed, of the extra xiaoyi-data[dask]")
    with scheduled(folder) as (_, address):
        yield address, folder


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    with scheduling(tmp_path_factory.mktemp("dask")) as made:
        yield made


@pytest.fixture
def empty(tmp_path_factory):
    """A scheduler without the worker that all tests may use, which could take any job."""
    with scheduling(tmp_path_factory.mktemp("empty")) as made:
        yield made


@contextmanager
def started(folder, *arguments):
    """A process of the cluster, ended with the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "dask", *arguments, "--no-dashboard"],
        env=os.environ | {"PYTHONPATH": f"{TESTS}{os.pathsep}{TESTS / 'runs'}"},
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def listening(process):
    """The addresses that a process listens on."""
    found = psutil.Process(process.pid).net_connections()
    return {one.laddr.ip for one in found if one.status == psutil.CONN_LISTEN}


def worker(scheduler):
    address, folder = scheduler
    options = (*HERE, "--nthreads", "1", "--no-nanny", "--local-directory", str(folder))
    return started(folder, "worker", address, *options)


@pytest.fixture(scope="module")
def lasting(scheduler):
    """A worker that all tests may use."""
    with worker(scheduler) as process:
        yield process


@pytest.fixture
def marks(tmp_path):
    folder = tmp_path / "marks"
    folder.mkdir()
    write(tmp_path / "books", "waits", WAITS.format(marks=str(folder)))
    return folder


def first_mark(marks):
    """The processes of worker and kernel that have begun the job that waits."""
    for _ in range(600):
        for mark in marks.glob("*"):
            return [psutil.Process(int(number)) for number in mark.name.split(".")]
        time.sleep(0.1)
    raise AssertionError("the job never began")


def gone(process):
    """Whether a process ends within the second in which kernels look for their parents, or so."""
    for _ in range(200):
        if not process.is_running() or process.status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
def test_many_reports_are_worked_on_by_workers_that_stand_in_another_folder(
    scheduler, lasting, tmp_path, monkeypatch, capsys
):
    shelf.texts(tmp_path)
    monkeypatch.chdir(tmp_path)
    several, dask = ["--report", "out/*"], ["--dask", scheduler[0]]
    for command in (
        ["draft", *glob.glob("texts/*"), "-o", "out", "--places", "places.csv"],
        ["check", *several],
        ["export", "panel.parquet", *several],
        ["link", "out/*", "--draft", "-o", "links.csv"],
    ):
        assert main.main([*command, *dask]) == 0
        many = 1 if command[0] == "link" else 2
        assert f"{many} done, 0 unchanged, 0 failed" in capsys.readouterr().err
    with_dask = Path("links.csv").read_bytes()
    Path("links.csv").unlink()
    Path(".linked.json").unlink()
    assert main.main(["link", "out/*", "--draft", "-o", "links.csv"]) == 0
    assert Path("links.csv").read_bytes() == with_dask


@pytest.mark.slow
def test_jobs_of_a_worker_killed_midway_run_elsewhere(empty, tmp_path, marks):
    for name in ("a", "b", "c"):
        write(tmp_path / "books", name, "print(n)")
    out, found = tmp_path / "out", {}
    with (
        worker(empty) as one,
        worker(empty) as other,
        cluster.executor(empty[0], collection.versions) as executor,
    ):
        executor._client.wait_for_workers(2, timeout=60)
        work = threading.Thread(
            target=lambda: found.update(run(tmp_path / "books", out, executor=executor))
        )
        work.start()
        victim, kernel = first_mark(marks)
        assert victim.pid in (one.pid, other.pid)
        victim.kill()
        work.join(120)
        assert statuses(found) == dict.fromkeys(("a", "b", "c", "waits"), "succeeded")
    survivor = other if victim.pid == one.pid else one
    text = (out / "waits" / "waits.ipynb").read_text(encoding="utf-8")
    assert f"worker {survivor.pid}" in text
    assert (out / "waits" / "made.txt").exists()
    assert not (out / ".stage").exists()
    assert gone(kernel)


@pytest.mark.slow
def test_a_failure_on_a_worker_is_told_and_kept_as_one_at_home(scheduler, lasting, tmp_path):
    write(tmp_path / "books", "bad", "raise ValueError('wrong number')")
    with cluster.executor(scheduler[0], collection.versions) as executor:
        entry = run(tmp_path / "books", tmp_path / "out", executor=executor)["bad"]
    assert (entry["error"]["name"], entry["error"]["message"]) == ("ValueError", "wrong number")
    assert entry["seconds"] > 0
    assert "wrong number" in (tmp_path / "out" / entry["error"]["notebook"]).read_text()


def command(address, out, *arguments):
    where = ["--dask", address, "--notebooks", str(NOTEBOOKS), "--out", str(out)]
    return [sys.executable, "-m", "xiaoyi_data", "run", *arguments, *where]


@pytest.mark.slow
def test_the_command_runs_our_notebooks_on_the_cluster(scheduler, lasting, tmp_path):
    """With an own file of observations, named from a folder the worker does not work in."""
    rows = (reports.folder("xiaoyi-2021") / "observations.csv").read_text(encoding="utf-8")
    (tmp_path / "own.csv").write_text("\n".join(rows.splitlines()[:2]) + "\n")
    ours = ["06_targets_and_outcomes", "-p", "observations", "own.csv"]
    done = subprocess.run(
        command(scheduler[0], tmp_path / "out", *ours),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, len(messages(done.stderr))) == (0, 1), done.stderr
    assert (tmp_path / "out" / "deck.pptx").exists()


@pytest.mark.slow
def test_ctrl_c_ends_the_kernels_of_the_run_on_the_workers(scheduler, lasting, tmp_path, marks):
    line = ["--dask", scheduler[0], "--notebooks", str(tmp_path / "books")]
    # A shell starts what it puts in the background with Ctrl-C ignored; here it must arrive.
    code = "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler); "
    code += "from xiaoyi_data.cli import main; sys.exit(main.main(sys.argv[1:]))"
    process = subprocess.Popen(
        [sys.executable, "-c", code, "run", *line, "--out", str(tmp_path / "out")],
        stderr=subprocess.PIPE,
        text=True,
    )
    _, kernel = first_mark(marks)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == terminal.INTERRUPTED
    assert messages(said) == ["xiaoyi: interrupted; what was finished is kept"]
    assert gone(kernel)
    assert lasting.poll() is None


@pytest.mark.slow
def test_a_scheduler_lost_midway_is_one_line_and_the_last_results_stay(tmp_path, marks):
    with scheduled(tmp_path) as (lost, address), worker((address, tmp_path)):
        line = ["--dask", address, "--notebooks", str(tmp_path / "books")]
        process = subprocess.Popen(
            [sys.executable, "-m", "xiaoyi_data", "run", *line, "--out", str(tmp_path / "out")],
            stderr=subprocess.PIPE,
            text=True,
        )
        _, kernel = first_mark(marks)
        lost.kill()
        _, said = process.communicate(timeout=60)
        assert gone(kernel)
    assert process.returncode == terminal.WRONG_USE
    (line,) = messages(said)
    assert line.startswith("xiaoyi: the executor gave the jobs up")
    assert json.loads((tmp_path / "out" / "manifest.json").read_text())["jobs"] == {}
