"""Forked kernels: the same outputs as ordinary ones, as isolated, and none outlives the run."""

import itertools
import os
import signal
import tempfile
import time
from contextlib import suppress

import nbformat
import papermill
import psutil
import pytest
from collected import NAMES
from conftest import LANGUAGES, NOTEBOOKS
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat.v4 import new_code_cell, new_notebook

from xiaoyi_data.runs import kernels

LITTLE = ["ipykernel.kernelapp"]  # for templates whose life is tested, not what they hold
pytestmark = pytest.mark.skipif(os.name != "posix", reason="kernels are forked on Linux only")


def execute(tmp_path, *sources, timeout=60):
    """Run cells in a new kernel; return the outputs of each, without what differs by nature."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    notebook["metadata"]["kernelspec"] = {
        "name": "python3",
        "display_name": "p",
        "language": "python",
    }
    nbformat.write(notebook, tmp_path / "in.ipynb")
    with suppress(papermill.PapermillExecutionError):
        papermill.execute_notebook(
            str(tmp_path / "in.ipynb"),
            str(tmp_path / "out.ipynb"),
            progress_bar=False,
            execution_timeout=timeout,
            extra_arguments=["--IPKernelApp.log_level=50"],
        )
    cells = nbformat.read(tmp_path / "out.ipynb", 4).cells
    return [cell.outputs for cell in cells if "papermill-error-cell-tag" not in cell.metadata.tags]


TRIALS = {
    "streams in order": "import sys\nfor i in range(3): print(i); print(i, file=sys.stderr)",
    "a value": "1 + 1",
    "rich display": "from IPython.display import HTML, display\ndisplay(HTML('<b>孝义</b>'))",
    "an inline chart": "import matplotlib.pyplot as plt\nplt.plot([1, 2]); plt.show()",
    "await": "import asyncio\nawait asyncio.sleep(0.01); print('woken')",
    "a child process": "import subprocess\nprint(subprocess.run(['echo', 'hi'], stdout=-1).stdout)",
    "the terminal of a child": "!echo from the shell",
    "multiprocessing": "from multiprocessing import get_context\n"
    "with get_context('fork').Pool(2) as pool: print(pool.map(abs, [-1, -2]))",
    "threads": "from threading import Thread\nt = Thread(target=print, args=('in',))\n"
    "t.start(); t.join()",
    "the surroundings": "import os, sys\n"
    "print(__name__, sys.argv[0].endswith('launcher.py'), os.environ['MPLBACKEND'], sys.path[0])",
    "a magic": "%time x = 3",
    "what is imported": "import sys\nprint('xiaoyi_data.runs.run' in sys.modules)",
    "signals": "from signal import SIGCHLD, SIGINT, getsignal\n"
    "print(getsignal(SIGINT), getsignal(SIGCHLD))",
    "a traceback": "def f(): raise ValueError('wrong')\nf()",
}  # fmt: skip


@pytest.fixture(scope="module")
def outputs(template, tmp_path_factory):
    """What an ordinary kernel and a forked one show for the trials."""
    folder = tmp_path_factory.mktemp("trials")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kernels, "_template", None)
        ordinary = execute(folder, *TRIALS.values())
    forked = execute(folder, *TRIALS.values())
    return {name: pair for name, *pair in zip(TRIALS, ordinary, forked, strict=True)}


def comparable(outputs):
    """Outputs without what differs by nature; a line and its end may come apart, or not."""
    plain = []
    for output in outputs:
        kept = {k: v for k, v in output.items() if k not in ("execution_count", "metadata")}
        if plain and "name" in kept and plain[-1].get("name") == kept["name"]:
            plain[-1]["text"] += kept["text"]
        else:
            plain.append(kept)
    for kept in plain:
        text = str(kept.get("text", ""))
        if "traceback" in kept:
            kept["traceback"] = len(kept["traceback"])
        if "time" in text:
            kept["text"] = text.split(":")[0]
        if "launcher" in text:
            kept["text"] = text.replace("launcher.py", "launcher")
    return plain


@pytest.mark.parametrize("name", TRIALS)
def test_outputs_are_those_of_an_ordinary_kernel(outputs, name):
    ordinary, forked = outputs[name]
    assert ordinary
    assert comparable(forked) == comparable(ordinary)


def test_kernels_are_really_forked_and_the_template_has_one_thread(template, tmp_path):
    (shown,) = execute(
        tmp_path, "import os\nprint(os.getppid(), 'pandas' in __import__('sys').modules)"
    )[0]
    assert shown["text"].split() == [str(template._process.pid), "True"]
    assert psutil.Process(template._process.pid).num_threads() == 1


def test_a_forked_kernel_finds_the_tables_read(template, tmp_path):
    source = """from xiaoyi_data import load_figures
from xiaoyi_data.report.codebook import _read as read
before = read.cache_info()
rows = len(load_figures(lang="zh"))
print(before.currsize > 0, read.cache_info().misses - before.misses, rows > 0)"""
    (shown,) = execute(tmp_path, source)[0]
    assert shown["text"].split() == ["True", "0", "True"]


def test_random_numbers_differ_from_kernel_to_kernel(template, tmp_path):
    source = "import random, numpy\nprint(random.random(), numpy.random.random())"
    one, two = (execute(tmp_path, source)[0][0]["text"].split() for _ in range(2))
    assert one[0] != two[0]
    assert one[1] != two[1]


DEATHS = {
    "sys.exit": "import sys\nsys.exit(3)",
    "os._exit": "import os\nos._exit(3)",
    "a segfault": "import ctypes\nctypes.string_at(0)",
    "killed": "import os\nos.kill(os.getpid(), 9)",
}


@pytest.mark.parametrize("source", DEATHS.values(), ids=DEATHS)
def test_a_kernel_that_dies_takes_nothing_with_it(template, tmp_path, source):
    if source == DEATHS["sys.exit"]:  # which IPython only reports
        assert execute(tmp_path, source)
    else:
        with pytest.raises(DeadKernelError):
            execute(tmp_path, source)
    assert execute(tmp_path, "print('alive')")[0][0]["text"] == "alive\n"


@pytest.mark.parametrize(
    "source",
    ["while True: pass", "import time\ntime.sleep(60)", "sum(range(10**12))"],
    ids=["a loop", "a sleep", "a loop in C"],
)
def test_a_timeout_ends_whatever_runs(template, tmp_path, source):
    started = time.monotonic()
    with pytest.raises(CellTimeoutError):
        execute(tmp_path, source, timeout=1)
    assert time.monotonic() - started < 30


def test_a_limit_of_memory_is_an_error_in_its_cell_alone(template, tmp_path):
    source = "import resource\nresource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))\nb'x' * 2**32"
    assert execute(tmp_path, source)[0][0]["ename"] == "MemoryError"
    assert execute(tmp_path, "print('alive')")[0][0]["text"] == "alive\n"


def test_a_template_that_died_is_noticed_and_kernels_start_the_ordinary_way(alone, tmp_path):
    with kernels.warm(["json"]):
        os.kill(kernels._template._process.pid, signal.SIGKILL)
        (shown,) = execute(tmp_path, "import os\nprint(os.getppid())")[0]
        assert int(shown["text"]) == os.getpid()


def test_a_module_that_cannot_be_imported_leaves_the_ordinary_way(alone, tmp_path, capfd):
    with kernels.warm(["no_such_module"]):
        assert execute(tmp_path, "print('alive')")[0][0]["text"] == "alive\n"
    assert "no_such_module" in capfd.readouterr().err


def test_no_kernel_outlives_the_block(alone, tmp_path):
    with kernels.warm(LITTLE):
        template = psutil.Process(kernels._template._process.pid)
        folder = kernels._template.folder
        (shown,) = execute(tmp_path, "import os\nprint(os.getpid())")[0]
        link = kernels._template.fork(
            {"arguments": ["-f", str(tmp_path / "connection.json")],
             "environment": dict(os.environ), "folder": str(tmp_path)}
        )  # fmt: skip
        assert psutil.pid_exists(link.pid)
    assert not template.is_running()
    assert link.wait() != 0
    assert not psutil.pid_exists(int(shown["text"]))
    assert not psutil.pid_exists(link.pid)
    assert not folder.exists()


def test_two_runs_of_one_process_share_the_template_until_the_last_has_ended(alone, tmp_path):
    one, other = kernels.warm(LITTLE), kernels.warm(LITTLE)
    one.__enter__()
    other.__enter__()
    template = kernels._template._process.pid
    kernels.stop()
    one.__exit__(None, None, None)
    (shown,) = execute(tmp_path, "import os\nprint(os.getppid())")[0]
    assert shown["text"].split() == [str(template)]
    other.__exit__(None, None, None)
    assert kernels._template is None
    assert not psutil.pid_exists(template)


@pytest.mark.parametrize("end", ["1", "import os; os._exit(3)"])
def test_what_a_kernel_started_ends_with_it_however_it_ends(template, tmp_path, end):
    source = "import subprocess\nchild = subprocess.Popen(['sleep', '600'])"
    note = f"open({str(tmp_path / 'pid')!r}, 'w').write(str(child.pid))"
    with suppress(DeadKernelError):
        execute(tmp_path, source, note, end)
    with suppress(psutil.NoSuchProcess):
        psutil.Process(int((tmp_path / "pid").read_text())).wait(10)


def test_a_path_too_long_for_sockets_is_no_reason_to_fail(alone, tmp_path, monkeypatch):
    deep = tmp_path / ("long" * 25)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    with kernels.warm(LITTLE):
        (shown,) = execute(tmp_path, "import os\nprint(os.getppid())")[0]
        assert shown["text"].split() == [str(kernels._template._process.pid)]
    assert list(deep.iterdir()) == []


def test_modules_beside_a_run_are_found_in_safe_mode_too(alone, tmp_path, monkeypatch):
    (tmp_path / "beside.py").write_text("word = 'found'")
    monkeypatch.setenv("PYTHONSAFEPATH", "1")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with kernels.warm(LITTLE):
        assert execute(tmp_path, "from beside import word\nword")[0][0]["data"]


def test_a_killed_template_takes_its_kernels_along(alone, tmp_path):
    with kernels.warm(LITTLE):
        link = kernels._template.fork(
            {"arguments": ["-f", str(tmp_path / "connection.json")],
             "environment": dict(os.environ), "folder": str(tmp_path)}
        )  # fmt: skip
        os.kill(kernels._template._process.pid, signal.SIGKILL)
        assert link.wait() == -signal.SIGKILL
        assert link.poll() == -signal.SIGKILL


@pytest.mark.slow
@pytest.mark.parametrize(("name", "lang"), [*zip(NAMES, itertools.cycle(LANGUAGES))])
def test_a_notebook_of_ours_has_the_same_outputs(executed, alone, tmp_path, name, lang):
    ordinary = tmp_path / "ordinary.ipynb"
    papermill.execute_notebook(
        str(NOTEBOOKS / f"{name}.ipynb"), str(ordinary), {"lang": lang}, progress_bar=False
    )
    outputs = [
        [comparable(c.outputs) for c in nbformat.read(path, 4).cells if c.cell_type == "code"]
        for path in (ordinary, executed[f"{name}.{lang}"])
    ]
    assert [o for o in outputs[0] if o] == [o for o in outputs[1] if o]
