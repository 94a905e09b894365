"""Whatever goes wrong in a notebook fails its job alone, and is told."""

import json
import os
from pathlib import Path

import nbformat
import pytest
from books import run, statuses, write
from jsonschema import Draft202012Validator

from xiaoyi_data.report.descriptor import DATA
from xiaoyi_data.runs import record

pytestmark = pytest.mark.usefixtures("template")
LIMITED = "import resource\nresource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))\nb'x' * 2**32"
FAILURES = {
    "an error": ("raise ValueError('wrong number')", "ValueError", "wrong number"),
    "a wrong assumption": ("assert n == 2", "AssertionError", ""),
    "memory over a limit": (LIMITED, "MemoryError", ""),
    "an exit": ("import sys; sys.exit()", "SystemExit", "0: the cell ended the notebook"),
    "an exit at once": ("import os; os._exit(3)", "DeadKernel", "the kernel exited with code 3"),
    "a crash": ("import ctypes; ctypes.string_at(0)", "DeadKernel", "was ended by SIGSEGV"),
    "a kill": ("import os; os.kill(os.getpid(), 9)", "DeadKernel", "SIGKILL: most likely the mem"),
    "a loop": ("while True: pass", "Timeout", "the cell took more than 5 s"),
}


@pytest.fixture(scope="module")
def failures(template, tmp_path_factory):
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
    return out, before, run(folder / "books", out, timeout=5)


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
    assert set(record.read(out)["runs"][-1]["failed"]) == entries.keys() - {"good"}


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


def broken(notebook: Path, folder: Path) -> None:
    raise RuntimeError("no page could be made")


def test_a_page_that_cannot_be_made_fails_the_job(books, tmp_path):
    assert statuses(run(books, tmp_path / "out", finish=broken)) == {"good": "failed"}


def test_a_record_is_as_its_schema_says(failures, tmp_path):
    schema = json.loads((DATA.parent / "assets" / "manifest.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    found = json.loads((failures[0] / "manifest.json").read_text("utf-8"))
    Draft202012Validator(schema).validate(found)
    assert {entry["status"] for entry in found["jobs"].values()} == {"succeeded", "failed"}
    del found["jobs"]["good"]["versions"]
    assert not Draft202012Validator(schema).is_valid(found)
    assert schema["properties"]["version"]["const"] == record.VERSION
    assert schema["properties"]["runs"]["maxItems"] == record.RUNS


def test_a_notebook_cut_off_as_it_was_written_is_not_kept(books, tmp_path):
    def cut(notebook, folder):
        notebook.write_text(notebook.read_text()[:100])
        raise OSError(27, "File too large", str(notebook))

    entry = run(books, tmp_path / "out", finish=cut)["good"]
    assert (entry["status"], entry["error"]["notebook"]) == ("failed", None)
    assert not (tmp_path / "out" / "failed").exists()
