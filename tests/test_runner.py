"""Runs: whole or not at all, cached, recorded, strict, whatever happens to them."""

import json
import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from xiaoyi_data import jobs, manifest, runner

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


def test_prose_is_renewed_without_executing(books, tmp_path):
    out = tmp_path / "out"
    run(books, out, parameters={"n": 7})
    write(books, "good", "print(n, repr(text))", prose="# Another title")
    assert statuses(run(books, out, parameters={"n": 7})) == {"good.n=7": "refreshed"}
    text = (out / "good.n=7" / "good.n=7.ipynb").read_text(encoding="utf-8")
    assert "Another title" in text
    assert "7 ''" in text


FAILURES = {
    "an error": "raise ValueError('wrong number')",
    "an exit": "import os; os._exit(3)",
    "a crash": "import ctypes; ctypes.string_at(0)",
}


@pytest.mark.parametrize("source", FAILURES.values(), ids=FAILURES)
def test_a_failure_is_kept_apart_and_the_last_good_result_stays(books, tmp_path, source):
    out = tmp_path / "out"
    run(books, out)
    before = (out / "good" / "made.txt").read_bytes()
    write(books, "good", source)
    write(books, "other", "print(1)")
    entries = run(books, out)
    assert statuses(entries) == {"good": "failed", "other": "succeeded"}
    assert entries["good"]["error"]["message"]
    assert (out / "good" / "made.txt").read_bytes() == before
    write(books, "good", "print(2)")
    assert statuses(run(books, out))["good"] == "succeeded"
    assert not (out / "failed" / "good.ipynb").exists()


def test_an_error_names_cell_and_message_and_keeps_the_notebook(books, tmp_path):
    write(books, "good", "raise ValueError('wrong number')")
    entry = run(books, tmp_path / "out")["good"]
    assert entry["error"]["name"] == "ValueError"
    assert "wrong number" in entry["error"]["message"]
    assert "wrong number" in (tmp_path / "out" / "failed" / "good.ipynb").read_text()


def test_a_cell_that_never_ends_fails_its_job_alone(books, tmp_path):
    write(books, "endless", "while True: pass")
    entries = run(books, tmp_path / "out", timeout=3)
    assert statuses(entries) == {"endless": "failed", "good": "succeeded"}


def test_a_page_that_cannot_be_made_fails_the_job(books, tmp_path):
    assert statuses(run(books, tmp_path / "out", finish=broken)) == {"good": "failed"}


def test_any_executor_serves(books, tmp_path):
    with ProcessPoolExecutor(1) as pool:
        assert statuses(run(books, tmp_path / "out", executor=pool)) == {"good": "succeeded"}


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


def kernels():
    import psutil

    found = []
    for process in psutil.process_iter(["cmdline", "ppid"]):
        if any("ipykernel" in part or "kernels" in part for part in process.info["cmdline"] or []):
            found.append(process.pid)
    return set(found)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_a_run_that_is_stopped_leaves_nothing_half_written(books, tmp_path, how):
    out = tmp_path / "out"
    run(books, out)
    before = (out / "good" / "made.txt").read_bytes()
    mark = slow(books, tmp_path)
    others = kernels()
    process = start(books, out)
    wait_for(mark)
    mine = kernels() - others
    process.send_signal(how)
    process.wait(30)
    assert (out / "good" / "made.txt").read_bytes() == before
    if how == signal.SIGINT:
        for _ in range(100):
            if not mine & kernels():
                break
            time.sleep(0.1)
        assert not mine & kernels()
    for pid in mine & kernels():
        os.kill(pid, signal.SIGKILL)
    write(books, "good", "print(1)")
    assert statuses(run(books, out)) == {"good": "succeeded"}
    assert not (out / ".stage").exists()


def test_a_run_killed_between_two_renames_is_made_whole_by_the_next(books, tmp_path):
    out = tmp_path / "out"
    run(books, out)
    (out / "good").rename(out / ".old-good")
    assert statuses(run(books, out)) == {"good": "cached"}
