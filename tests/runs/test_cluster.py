"""A Dask cluster as executor: a real scheduler and real workers, each a process of its own."""

import glob
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import pytest
import shelf
from books import run, statuses, wait_for, write
from command import messages
from conftest import NOTEBOOKS, ROOT, need, tool

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


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """The address of a scheduler, and the folder where its workers keep their files."""
    try:
        import distributed  # noqa: F401
    except ImportError:
        need(False, "distributed, of the extra xiaoyi-data[dask]")
    folder = tmp_path_factory.mktemp("dask")
    about = folder / "scheduler.json"
    with started(folder, "scheduler", *HERE, "--port", "0", "--scheduler-file", str(about)):
        wait_for(about)
        yield json.loads(about.read_text())["address"], folder


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
def test_jobs_of_a_worker_killed_midway_run_elsewhere(scheduler, tmp_path, marks):
    for name in ("a", "b", "c"):
        write(tmp_path / "books", name, "print(n)")
    out, found = tmp_path / "out", {}
    with (
        worker(scheduler) as one,
        worker(scheduler) as other,
        cluster.executor(scheduler[0], collection.versions) as executor,
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
    about = tmp_path / "scheduler.json"
    with started(
        tmp_path, "scheduler", *HERE, "--port", "0", "--scheduler-file", str(about)
    ) as lost:
        wait_for(about)
        address = json.loads(about.read_text())["address"]
        with worker((address, tmp_path)):
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


def test_a_scheduler_that_does_not_answer_is_named_in_time(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    code = main.main(command("tcp://127.0.0.1:9", tmp_path / "out")[3:])
    said = capsys.readouterr().err
    assert (code, len(said.splitlines())) == (2, 1)
    assert "no Dask scheduler at tcp://127.0.0.1:9" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_scheduler_without_workers_is_named_in_time(monkeypatch, tmp_path):
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    about = tmp_path / "scheduler.json"
    with started(tmp_path, "scheduler", *HERE, "--port", "0", "--scheduler-file", str(about)):
        wait_for(about)
        address = json.loads(about.read_text())["address"]
        with (
            pytest.raises(RuntimeError, match="has had no worker for 1 s"),
            cluster.executor(address, collection.versions),
        ):
            pass


@pytest.mark.slow
def test_a_worker_that_has_something_else_is_named(scheduler, lasting):
    with (
        pytest.raises(RuntimeError, match=r"has pid .*, not .*: install the same there"),
        cluster.executor(scheduler[0], own_pid),
    ):
        pass


def own_pid():
    return {"pid": str(os.getpid())}


def test_without_distributed_the_extra_is_named(monkeypatch, capsys, tmp_path):
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main.main(command("tcp://127.0.0.1:9", tmp_path / "out")[3:]) == terminal.WRONG_USE
    assert re.search(r"xiaoyi-data\[dask\]", capsys.readouterr().err)


WRONG = [
    "nonsense", "127.0.0.1:9", "tcp://127.0.0.1", "tcp://:80", "tcp://127.0.0.1:0",
    "tcp://127.0.0.1:99999", "tcp://127.0.0.1:x", "http://127.0.0.1:9", "tcp://127.0.0.1:9/x",
    "tcp://u@127.0.0.1:9", "tcp://127.0.0.1:9?x", "tcp://a b:9", "tcp://[::1:9", "\x1b[31m", "tcp://",
    "tls://127.0.0.1:9", "inproc://1",
]  # fmt: skip


@pytest.mark.parametrize("address", WRONG)
def test_what_is_no_address_is_refused_at_once(capsys, tmp_path, address):
    code = main.main(command(address, tmp_path / "out")[3:])
    said = capsys.readouterr().err
    assert (code, len(said.splitlines())) == (2, 1)
    assert "tls://HOST:PORT" in said or "needs files ca, cert, key" in said
    assert not (tmp_path / "out").exists()


def test_certificates_have_a_use_and_are_there(tmp_path):
    (tmp_path / "a.pem").touch()
    there = dict.fromkeys(("ca", "cert", "key"), tmp_path / "a.pem")
    with pytest.raises(ValueError, match="in the clear"):
        cluster.executor("tcp://127.0.0.1:9", dict, there)
    with pytest.raises(ValueError, match="missing key"):
        cluster.executor("tls://127.0.0.1:9", dict, {k: there[k] for k in ("ca", "cert")})
    with pytest.raises(ValueError, match=r"no file '.*b\.pem'"):
        cluster.executor("tls://127.0.0.1:9", dict, there | {"key": tmp_path / "b.pem"})
    assert main.main(["run", "--dask-ca", "a.pem"]) == terminal.WRONG_USE


ANSWERS = {"nothing": b"", "a page": b"HTTP/1.1 400 Bad\r\n\r\n", "noise": bytes(range(256))}


@pytest.mark.parametrize("answer", ANSWERS)
def test_who_listens_and_is_no_scheduler_is_told_in_time(monkeypatch, answer):
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    before = threading.active_count()
    with socket.create_server(("127.0.0.1", 0)) as server:
        held = []

        def serve():
            with suppress(OSError):
                while True:
                    held.append(server.accept()[0])
                    held[-1].sendall(ANSWERS[answer])

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        with (
            pytest.raises(RuntimeError, match=f"^no Dask scheduler at {address}: .+$"),
            cluster.executor(address, dict),
        ):
            pass
        server.shutdown(socket.SHUT_RDWR)
        thread.join(10)
    assert threading.active_count() <= before + 1  # nobody goes on trying


def test_a_cluster_that_is_encrypted_lets_in_who_has_the_key_and_listens_here_alone(
    tmp_path, monkeypatch
):
    pem = {name: tmp_path / f"{name}.pem" for name in ("cert", "key")}
    subprocess.run(
        [tool("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
         "-nodes", "-subj", "/CN=here", "-days", "2", "-out", pem["cert"], "-keyout", pem["key"]],
        check=True, capture_output=True,
    )  # fmt: skip
    pem["ca"] = pem["cert"]
    about = tmp_path / "scheduler.json"
    tls = [part for name, path in pem.items() for part in (
        f"--tls-{'ca-file' if name == 'ca' else name}", str(path))]  # fmt: skip
    line = ("scheduler", *HERE, "--protocol", "tls", *tls, "--port", "0", "--scheduler-file")
    with started(tmp_path, *line, str(about)) as scheduler:
        wait_for(about)
        address = json.loads(about.read_text())["address"]
        assert listening(scheduler) == {"127.0.0.1"}
        assert address.startswith("tls://127.0.0.1:")
        with started(tmp_path, "worker", address, *HERE, *tls, "--no-nanny") as one:
            with cluster.executor(address, dict, pem) as executor:
                assert executor.submit(abs, -3).result(60) == 3
            assert listening(one) == {"127.0.0.1"}
        monkeypatch.setattr(cluster, "PATIENCE", 2)
        clear = cluster.executor(address.replace("tls", "tcp"), dict)
        with pytest.raises(RuntimeError, match="no Dask scheduler"):
            clear.__enter__()
