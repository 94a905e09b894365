"""Runs: whole or not at all, cached, recorded, strict, whatever happens to them."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import nbformat
import psutil
import pytest
from conftest import ROOT
from jsonschema import Draft202012Validator
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from xiaoyi_data import collection, jobs, manifest, runner
from xiaoyi_data.codebook import DATA

PARAMETERS = 'n: int = 1  # a number\ntext: str = ""  # a text\n'


def copy(notebook: Path, folder: Path) -> None:
    """What a run makes of a notebook in these tests."""
    (folder / "made.txt").write_text(notebook.read_text(encoding="utf-8")[:10])


def broken(notebook: Path, folder: Path) -> None:
    raise RuntimeError("no page could be made")


def write(folder, name, *sources, prose="# Title"):
    cell = new_code_cell(PARAMETERS)
    cell["metadata"]["tags"] = ["parameters"]
    code = [new_code_cell(source) for source in sources]
    notebook = new_notebook(cells=[new_markdown_cell(prose), cell, *code])
    for number, made in enumerate(notebook.cells):
        made["id"] = f"cell-{number}"
    notebook["metadata"]["kernelspec"] = {
        "name": "python3",
        "display_name": "p",
        "language": "python",
    }
    folder.mkdir(exist_ok=True)
    nbformat.write(notebook, folder / f"{name}.ipynb")
    jobs.declarations.cache_clear()


@pytest.fixture
def books(tmp_path):
    write(tmp_path / "books", "good", "print(n, repr(text))")
    return tmp_path / "books"


def run(books, out, finish=copy, parameters=None, **options):
    """Run all notebooks of a folder; return the entries of the record."""
    return runner.run(jobs.plan(books, (), parameters), out, finish=finish, **options)["jobs"]


def statuses(entries):
    return {name: entry["status"] for name, entry in entries.items()}


def test_a_job_is_executed_finished_and_recorded(books, tmp_path):
    entry = run(books, tmp_path / "out", parameters={"text": "孝义"})["good.text=孝义"]
    folder = tmp_path / "out" / "good.text=孝义"
    assert set(entry["outputs"]) == {"good.text=孝义.ipynb", "made.txt"}
    assert "1 '孝义'" in (folder / "good.text=孝义.ipynb").read_text(encoding="utf-8")
    recorded = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert recorded["version"] == manifest.VERSION
    assert recorded["jobs"]["good.text=孝义"]["parameters"] == {"n": 1, "text": "孝义"}


def test_a_record_is_as_its_schema_says(failures, tmp_path):
    schema = json.loads((DATA.parent / "assets" / "manifest.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    record = json.loads((failures[0] / "manifest.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(record)
    assert {entry["status"] for entry in record["jobs"].values()} == {"succeeded", "failed"}
    del record["jobs"]["good"]["versions"]
    assert not Draft202012Validator(schema).is_valid(record)
    assert schema["properties"]["version"]["const"] == manifest.VERSION
    assert schema["properties"]["runs"]["maxItems"] == manifest.RUNS


READABLE = {
    "Chinese": "近4万户，孝义",
    "spaces": "一\u3000二 \n三",
    "quotes": "'a' \"b\" \\n {n}",
    "beyond the basic plane": "𠮷😀",
}


@pytest.mark.parametrize("text", READABLE.values(), ids=READABLE)
def test_a_text_arrives_and_is_shown_as_it_was_typed(books, tmp_path, text):
    write(books, "good", "print(text == " + ascii(text) + ")")
    entry = run(books, tmp_path / "out", parameters={"text": text})
    (name,) = entry
    notebook = nbformat.read(tmp_path / "out" / name / f"{name}.ipynb", 4)
    injected, shown = [cell for cell in notebook.cells if cell.cell_type == "code"][1:]
    assert shown.outputs[0]["text"] == "True\n"
    assert f"text = {text!r}" in injected.source
    assert str(tmp_path) not in json.dumps(notebook)


def test_what_has_not_changed_is_not_run_again(books, tmp_path):
    run(books, tmp_path / "out")
    assert statuses(run(books, tmp_path / "out")) == {"good": "cached"}
    assert statuses(run(books, tmp_path / "out", force=True)) == {"good": "succeeded"}


CHANGES = {
    "code": lambda books, out: write(books, "good", "print(n + 1)"),
    "an output altered": lambda books, out: (out / "good" / "made.txt").write_text("else"),
    "an output deleted": lambda books, out: (out / "good" / "made.txt").unlink(),
    "the record lost": lambda books, out: (out / "manifest.json").write_text("{"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_noticed(books, tmp_path, change):
    out = tmp_path / "out"
    run(books, out)
    change(books, out)
    assert statuses(run(books, out)) == {"good": "succeeded"}


def test_a_change_of_data_or_package_is_noticed(books, tmp_path):
    run(books, tmp_path / "out", versions={"a": "1"})
    assert statuses(run(books, tmp_path / "out", versions={"a": "2"})) == {"good": "succeeded"}


def test_a_change_in_a_file_named_by_a_parameter_is_noticed(books, tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("1")
    run(books, tmp_path / "out", parameters={"text": str(own)})
    own.write_text("2")
    assert set(statuses(run(books, tmp_path / "out", parameters={"text": str(own)})).values()) == {
        "succeeded"
    }


def index(out, notebooks):
    names = [path.stem for path in notebooks]
    made = [out / "index.html", out / f"{len(names)}.html"]
    for path in made:
        path.write_text("\n".join(names))
    return made


PUBLICATIONS = {
    "deleted": lambda out: (out / "index.html").unlink(),
    "altered": lambda out: (out / "index.html").write_text("else"),
}


@pytest.mark.parametrize("change", PUBLICATIONS.values(), ids=PUBLICATIONS)
def test_a_publication_is_made_again_when_it_was(books, tmp_path, change):
    out = tmp_path / "out"
    run(books, out, publish=index)
    change(out)
    run(books, out, publish=index)
    assert (out / "index.html").read_text() == "good"


def test_a_publication_that_still_stands_is_left_and_one_that_does_not_goes(books, tmp_path):
    out = tmp_path / "out"
    run(books, out, publish=index)
    before = (out / "index.html").stat().st_mtime_ns
    run(books, out, publish=index)
    assert (out / "index.html").stat().st_mtime_ns == before
    write(books, "more", "print(1)")
    run(books, out, publish=index)
    assert sorted(path.name for path in out.glob("*.html")) == ["2.html", "index.html"]


def test_results_that_the_last_runs_did_not_ask_for_are_removed(books, tmp_path):
    out = tmp_path / "out"
    write(books, "bad", "1 / 0")
    run(books, out, publish=index)
    (out / "failed" / "stranger.ipynb").touch()
    (books / "bad.ipynb").unlink()
    run(books, out, parameters={"n": 2}, publish=index, keep=2)
    assert (out / "failed" / "bad.ipynb").exists()
    run(books, out, parameters={"n": 2}, publish=index, keep=2)
    assert sorted(path.name for path in out.iterdir() if path.name[0] != ".") == [
        "1.html",
        "good.n=2",
        "index.html",
        "manifest.json",
    ]
    assert list(manifest.read(out)["jobs"]) == ["good.n=2"]


def test_prose_is_renewed_without_executing(books, tmp_path):
    out = tmp_path / "out"
    run(books, out, parameters={"n": 7})
    write(books, "good", "print(n, repr(text))", prose="# Another title")
    assert statuses(run(books, out, parameters={"n": 7})) == {"good.n=7": "refreshed"}
    text = (out / "good.n=7" / "good.n=7.ipynb").read_text(encoding="utf-8")
    assert "Another title" in text
    assert "7 ''" in text


LIMITED = "import resource\nresource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))\nb'x' * 2**32"
FAILURES = {
    "an error": ("raise ValueError('wrong number')", "ValueError", "wrong number"),
    "a wrong assumption": ("assert n == 2", "AssertionError", ""),
    "memory over a limit": (LIMITED, "MemoryError", ""),
    "an exit": ("import sys; sys.exit()", "SystemExit", "0: the cell ended the notebook"),
    "an exit at once": ("import os; os._exit(3)", "DeadKernel", "the kernel exited with code 3"),
    "a crash": ("import ctypes; ctypes.string_at(0)", "DeadKernel", "was ended by SIGSEGV"),
    "a kill": ("import os; os.kill(os.getpid(), 9)", "DeadKernel", "SIGKILL: most likely the mem"),
    "a loop": ("while True: pass", "Timeout", "the cell took more than 2 s"),
}


@pytest.fixture(scope="module")
def failures(tmp_path_factory):
    """A run after a good one: a notebook for every way to fail, and one that does not."""
    folder = tmp_path_factory.mktemp("failures")
    for name in FAILURES:
        write(folder / "books", name.replace(" ", "-"), "print(n)")
    write(folder / "books", "good", "print(1)")
    out = folder / "out"
    run(folder / "books", out)
    before = content(out)
    for name, (source, *_) in FAILURES.items():
        write(folder / "books", name.replace(" ", "-"), "print('so far')", source)
    write(folder / "books", "good", "print(2)")
    return out, before, run(folder / "books", out, timeout=2)


def content(out):
    return {path: path.read_bytes() for path in out.glob("*/*")}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure_is_told_kept_apart_and_the_last_good_result_stays(failures, name):
    (out, before, entries), (_, kind, message) = failures, FAILURES[name]
    entry = entries[name.replace(" ", "-")]
    error = entry["error"]
    assert (entry["status"], error["name"], error["cell"]) == ("failed", kind, 3)
    assert message in error["message"]
    assert entry["seconds"] > 0
    kept = nbformat.read(out / error["notebook"], 4)
    outputs = [output for cell in kept.cells for output in cell.get("outputs", ())]
    assert outputs[0]["text"] == "so far\n"
    assert kind in [output.get("ename") for output in outputs]
    after = content(out)
    for path in before:
        assert path.parent.name != entry["name"] or after[path] == before[path]


def test_a_failure_fails_no_other_and_the_run_says_so(failures):
    out, _, entries = failures
    assert entries["good"]["status"] == "succeeded"
    assert set(manifest.read(out)["runs"][-1]["failed"]) == entries.keys() - {"good"}


def test_a_failed_notebook_goes_when_its_job_succeeds(books, tmp_path):
    write(books, "good", "raise ValueError('wrong number')")
    entry = run(books, tmp_path / "out")["good"]
    write(books, "good", "print(1)")
    run(books, tmp_path / "out")
    assert not (tmp_path / "out" / entry["error"]["notebook"]).exists()


OOM = """
import os
open({procs!r}, "w").write(str(os.getpid()))
taken = []
while True: taken.append(bytearray(os.urandom(2**20)) * 20)
"""


def test_a_kernel_that_the_system_kills_for_its_memory_fails_its_job_alone(books, tmp_path):
    """The real killer, by a group of processes that may take 200 MB."""
    root = Path("/sys/fs/cgroup")
    root = root / "memory" if (root / "memory").is_dir() else root
    group = root / f"xiaoyi-{os.getpid()}"
    limit = "memory.limit_in_bytes" if root.name == "memory" else "memory.max"
    try:
        group.mkdir()
        (group / limit).write_text(str(200 * 2**20))
    except OSError as error:
        pytest.skip(f"needs control groups of one's own: {error}")
    try:
        write(books, "greedy", OOM.format(procs=str(group / "cgroup.procs")))
        entries = run(books, tmp_path / "out", preload=("ipykernel.kernelapp",))
    finally:
        group.rmdir()
    assert statuses(entries) == {"good": "succeeded", "greedy": "failed"}
    assert "SIGKILL: most likely the memory ran out" in entries["greedy"]["error"]["message"]


def test_a_page_that_cannot_be_made_fails_the_job(books, tmp_path):
    assert statuses(run(books, tmp_path / "out", finish=broken)) == {"good": "failed"}


def test_any_executor_serves(books, tmp_path):
    write(books, "bad", "1 / 0")
    with ProcessPoolExecutor(1) as pool:
        entries = run(books, tmp_path / "out", executor=pool)
    assert statuses(entries) == {"bad": "failed", "good": "succeeded"}
    assert entries["bad"]["error"]["name"] == "ZeroDivisionError"


def test_a_worker_that_dies_fails_its_jobs_by_name(books, tmp_path):
    with ProcessPoolExecutor(1) as pool:
        entry = run(books, tmp_path / "out", finish=die, executor=pool)["good"]
    assert (entry["status"], entry["error"]["name"]) == ("failed", "BrokenProcessPool")


def die(notebook, folder):
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_folder_that_cannot_be_made_is_an_error(books, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        run(books, tmp_path / "file" / "out")


# A shell starts what it puts in the background with Ctrl-C ignored; here it must arrive.
SCRIPT = """
import signal, sys
from pathlib import Path
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path.insert(0, {tests!r})
from test_runner import copy
from xiaoyi_data import jobs, manifest, runner
runner.run(jobs.plan(Path({books!r})), Path({out!r}), finish=copy)
"""


def start(books, out):
    script = SCRIPT.format(tests=str(Path(__file__).parent), books=str(books), out=str(out))
    return subprocess.Popen([sys.executable, "-c", script], stderr=subprocess.PIPE, text=True)


def wait_for(path):
    for _ in range(300):
        if path.exists():
            return
        time.sleep(0.1)
    raise AssertionError(f"{path} never came")


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
        with pytest.raises(runner.Busy, match=f"process {first.pid}"):
            run(books, tmp_path / "out")
    finally:
        first.send_signal(signal.SIGINT)
        first.wait(30)


def kernels(process):
    """The kernels of a run and what they are forked from, and of no other run beside it."""
    return [
        child
        for child in psutil.Process(process.pid).children(recursive=True)
        if any("kernel" in part for part in child.cmdline())
    ]


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_stopped_leaves_nothing_half_written(books, tmp_path, how):
    out = tmp_path / "out"
    run(books, out)
    before = (out / "good" / "made.txt").read_bytes()
    mark = slow(books, tmp_path)
    process = start(books, out)
    wait_for(mark)
    mine = kernels(process)
    assert mine
    process.send_signal(how)
    process.wait(30)
    assert (out / "good" / "made.txt").read_bytes() == before
    _, left = psutil.wait_procs(mine, timeout=10)
    assert left == []  # a killed run cannot stop its kernels: they notice, and go
    write(books, "good", "print(1)")
    assert statuses(run(books, out)) == {"good": "succeeded"}
    assert not (out / ".stage").exists()


def test_a_run_killed_between_two_renames_is_made_whole_by_the_next(books, tmp_path):
    out = tmp_path / "out"
    run(books, out)
    (out / "good").rename(out / ".old-good")
    assert statuses(run(books, out)) == {"good": "cached"}


# What shows, completes or ends a run, but leaves no trace in its results.
TOOLS = {"argcomplete", "jupyter-client", "psutil", "tqdm"}


def test_python_and_all_that_the_package_requires_decide_whether_a_job_runs():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = {re.split(r"[>=<]", line)[0] for line in project["dependencies"]}
    assert needed - TOOLS | {"python", "xiaoyi_data"} <= set(collection.versions())
