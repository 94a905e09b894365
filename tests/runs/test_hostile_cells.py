"""What a cell may do to its kernel and its run: it is named, ends in time, and the others go on."""

import json
import os
import subprocess
import sys
import time

import psutil
import pytest
from books import run, write

from xiaoyi_data.runs import engine

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals and forks")

# Cells -> the name of the error that is told, and words of its message; None where it is none.
CELLS = {
    "stops-its-template": (
        ["import os, signal\nos.kill(os.getppid(), signal.SIGSTOP)"],
        ("PermissionError", "SIGSTOP to the run itself"),
    ),
    "kills-its-template": (
        ["import os\nos.killpg(os.getppid(), 9)"],
        ("PermissionError", "SIGKILL to the run itself"),
    ),
    "stops-its-template-from-a-shell": (
        ["import os\nfrom subprocess import run\nrun(['kill', '-STOP', str(os.getppid())])", "1"],
        None,
    ),
    "stops-itself": (
        ["import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)"],
        ("DeadKernel", "the kernel was stopped"),
    ),
    "floods": (
        ["for _ in range(100): print('x' * 1_000_000)"],
        ("DeadKernel", "the outputs are more than 50 MB"),
    ),
    "floods-at-once": (
        ["from IPython.display import HTML\nHTML('x' * 60_000_000)"],
        ("DeadKernel", "the outputs are more than 50 MB"),
    ),
    "asks": (["input('name?')"], ("StdinNotImplementedError", "does not support input")),
    "starts-what-asks": (["!cat; python3 -c 'input()' || echo none"], None),
    "asks-for-what-is-not": (
        ["%nonesuch"], ("UsageError", "Line magic function `%nonesuch` not found"),
    ),
    "takes-its-stream-away": (
        ["import sys\nsys.stdout = None", "print('x')"], ("DeadKernel", "broken its kernel"),
    ),
    "takes-json-away": (
        ["import json\njson.dumps = json.loads = None"], ("DeadKernel", "broken its kernel"),
    ),
    "writes-past-its-notebook": (
        ["import os\nos.write(1, b'past')"], None,
    ),
    "reads": (["import sys\nassert sys.stdin.read() == ''"], None),
    "forks": (["import os\nos.fork(); os.fork()", "print('once')"], None),
    "forks-and-fails": (["import os\nos.fork()\nraise ValueError('x')"], ("ValueError", "x")),
    "leaves-a-thread": (
        ["import threading, time\nthreading.Thread(target=time.sleep, args=(600,)).start()"],
        None,
    ),
    "leaves-a-child": (
        ["from subprocess import Popen\np = Popen(['sleep', '600'], start_new_session=True)",
         "open('left', 'w').write(str(p.pid))"],
        None,
    ),
    "leaves-a-daemon": (
        ["import os, time\nif not os.fork():\n    os.setsid()\n    if not os.fork():\n"
         "        open('daemon', 'w').write(str(os.getpid())); time.sleep(600)\n    os._exit(0)",
         "import time\nwhile not os.path.exists('daemon'): time.sleep(0.05)"],
        None,
    ),
    "closes-its-streams": (
        ["import sys\nsys.stdout.close(); sys.stderr.close()", "print('x')"],
        ("ValueError", "closed file"),
    ),
    "closes-all-it-has": (
        ["import os\nos.closerange(0, 4096)", "print('x')"],
        # ZeroMQ aborts it, unless it finds first that it cannot answer.
        ("DeadKernel", "the kernel was ended by SIGABRT", "the cell has broken its kernel"),
    ),
    "good": (["print(n)"], None),
}  # fmt: skip


@pytest.fixture(scope="module")
def ran(template, tmp_path_factory):
    place = tmp_path_factory.mktemp("hostile")
    for name, (cells, _) in CELLS.items():
        write(place / "books", name, *cells)
    return place, run(place / "books", place / "out")


@pytest.mark.parametrize("name", CELLS)
def test_a_hostile_cell_is_named_and_the_others_go_on(ran, name):
    error, told = ran[1][name]["error"], CELLS[name][1]
    assert (error and error["name"]) == (told and told[0])
    assert told is None or any(one in error["message"] for one in told[1:])


def test_a_copy_of_a_kernel_says_nothing_in_its_place(ran):
    cells = json.loads((ran[0] / "out" / "forks" / "forks.ipynb").read_text())["cells"]
    assert "".join(cells[-1]["outputs"][0]["text"]) == "once\n"


@pytest.mark.parametrize("name", ["left", "daemon"])
def test_what_a_notebook_leaves_behind_in_a_session_of_its_own_ends_with_its_kernel(ran, name):
    number = int((ran[0] / "books" / name).read_text())
    for _ in range(100):
        if not psutil.pid_exists(number):
            break
        time.sleep(0.1)
    assert not psutil.pid_exists(number)


def test_what_a_cell_starts_reads_nothing_and_variables_are_filled_in(template, tmp_path):
    cell = "def f():\n    line = 5\n    !cat; echo $line {n + 1}; exit 3\nf()"
    write(tmp_path / "books", "asks", cell, "print(_exit_code)")
    assert run(tmp_path / "books", tmp_path / "out")["asks"]["error"] is None
    made = (tmp_path / "out" / "asks" / "asks.ipynb").read_text()
    said = [
        "".join(output["text"]).split()
        for cell in json.loads(made)["cells"]
        for output in cell.get("outputs", ())
    ]
    assert said == [["5", "2"], ["3"]]


def test_notebooks_go_on_where_one_has_removed_what_its_run_keeps_for_all(template, tmp_path):
    cell = "import ipykernel, os, shutil\nfile = ipykernel.get_connection_file()"
    write(tmp_path / "books", "bad", cell, "shutil.rmtree(os.path.dirname(file))")
    run(tmp_path / "books", tmp_path / "out")
    assert not template.folder.exists()
    write(tmp_path / "others", "good", "print(n)")
    assert run(tmp_path / "others", tmp_path / "out")["good"]["status"] == "succeeded"


def test_what_kernels_say_past_their_notebooks_is_not_said_by_the_run(tmp_path):
    for name in ("takes-json-away", "writes-past-its-notebook"):
        write(tmp_path / "books", name, *CELLS[name][0])
    line = ["run", "--notebooks", str(tmp_path / "books"), "--out", str(tmp_path / "out")]
    done = subprocess.run(
        [sys.executable, "-m", "xiaoyi_data", *line], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "past" not in done.stdout
    assert "succeeded  writes-past-its-notebook" in done.stderr


def test_a_flood_is_no_file(ran):
    assert (ran[0] / "out" / "failed" / "floods.ipynb").stat().st_size < engine.MOST
