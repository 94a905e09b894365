"""Whatever stops a run, what stands in its folder is whole, and the next run carries on."""

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
from contextlib import contextmanager
from multiprocessing import get_context

import pytest
from books import copy, run, statuses, write
from conftest import NOTEBOOKS, need

from xiaoyi_data import writing
from xiaoyi_data.cli import main, terminal
from xiaoyi_data.runs import folder, plan, record
from xiaoyi_data.runs import run as runner
from xiaoyi_data.runs.publication import Publication

STEPS = ("os.rename", "os.mkdir", "os.remove", "os.rmdir", "open", "ctypes.dlsym")


def die_at(number, books, out):
    """Run, but be killed before the ``number``-th step that makes or moves something in ``out``."""
    left = [number]

    def hook(event, arguments):
        if event in STEPS and left[0]:
            exchange = event == "ctypes.dlsym" and arguments[1] == "renameat2"
            reading = event == "open" and not arguments[2] & (os.O_WRONLY | os.O_RDWR)
            if exchange or (str(out) in str(arguments[0]) and not reading):
                left[0] -= 1
                if not left[0]:
                    os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    run(books, out, finish=sealed, publish=index, workers=1)


def digest(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def sealed(notebook, folder):
    """A page that knows which notebook it was made of."""
    (folder / "page.txt").write_text(digest(notebook))


def index(out, notebooks):
    """An index that knows which notebooks it was made of, and ends with a word."""
    lines = [digest(notebook) for notebook in notebooks] + ["end"]
    return [writing.content(out / "index.txt", "\n".join(lines).encode())]


def whole(out):
    """What a reader finds is of one piece; return the index."""
    json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    for name in ("one", "two"):
        assert {path.name for path in (out / name).iterdir()} == {f"{name}.ipynb", "page.txt"}
        assert (out / name / "page.txt").read_text() == digest(out / name / f"{name}.ipynb")
    lines = (out / "index.txt").read_text().split("\n")
    assert lines[-1] == "end"
    return lines[:-1]


def test_a_kill_at_any_step_leaves_all_whole_and_the_next_run_carries_on(tmp_path):
    books, out = tmp_path / "books", tmp_path / "out"

    for name in ("one", "two"):
        write(books, name, "print(n)", prose="# first")
    run(books, out, finish=sealed, publish=index)
    deaths = 0
    for number in range(1, 200):
        write(books, "two", "print(n)", prose=f"# {number}")  # only prose: no kernel is needed
        process = get_context("fork").Process(target=die_at, args=(number, books, out))
        process.start()
        process.join()
        whole(out)
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
        deaths += 1
        entries = run(books, out, finish=sealed, publish=index)
        assert "failed" not in statuses(entries).values()
        assert whole(out) == [digest(out / name / f"{name}.ipynb") for name in ("one", "two")]
        assert f"# {number}" in (out / "two" / "two.ipynb").read_text(encoding="utf-8")
        assert {path.name for path in out.glob(".*")} == {".lock"}
    assert process.exitcode == 0
    assert deaths > 20


def test_a_folder_takes_the_place_of_another_where_they_cannot_be_exchanged(tmp_path, monkeypatch):
    monkeypatch.setattr(folder, "_exchanged", lambda one, other: False)
    for name in ("made", "final"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()
    folder.place(tmp_path / "made", tmp_path / "final", record.outputs(tmp_path / "final"))
    assert [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")] == [
        "final",
        "final/made",
    ]


@pytest.fixture
def disk(tmp_path):
    """A disk of one megabyte."""
    need(os.geteuid() == 0 and sys.platform == "linux", "root on Linux, to mount a small disk")
    place = tmp_path / "disk"
    place.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def content(out):
    return {path: digest(path) for path in out.rglob("*") if path.is_file()}


@contextmanager
def unchanged(out):
    """The last good result stays as it is, and nothing is added to it."""
    before = content(out / "good")
    yield
    assert content(out / "good") == before
    assert not (out / ".stage").exists()


def test_a_disk_that_fills_stops_the_run_and_leaves_the_last_result(books, disk):
    out = disk / "out"
    run(books, out)
    write(books, "good", "print('x' * 2_000_000)")
    with unchanged(out), pytest.raises(OSError, match="No space left on device"):
        run(books, out)
    write(books, "good", "print('y')")
    assert statuses(run(books, out)) == {"good": "succeeded"}


def large(notebook, folder):
    (folder / "page.html").write_bytes(bytes(2_000_000))


def exported(notebook, folder):
    writing.content(folder / "page.html", bytes(2_000_000))


@pytest.mark.parametrize("finish", [large, exported])
def test_a_page_that_fills_the_disk_is_no_fault_of_the_notebook(books, disk, finish):
    out = disk / "out"
    run(books, out)
    write(books, "good", "print('y')")
    with unchanged(out), pytest.raises(OSError, match="No space left on device") as error:
        run(books, out, finish=finish)
    assert str(out) in str(error.value)


@pytest.mark.parametrize(
    ("state", "said", "answer"),
    [
        ("full", "No space left on device", terminal.FULL),
        ("read-only", "Read-only file system", terminal.WRONG_USE),
    ],
)
def test_a_disk_that_cannot_be_written_is_one_line_and_a_code(
    books, disk, capsys, state, said, answer
):
    out = disk / "out"
    run(books, out)
    if state == "full":
        (disk / "filler").write_bytes(bytes(shutil.disk_usage(disk).free))
    else:
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    with unchanged(out):
        given = ["run", "03_environment", "--notebooks", str(NOTEBOOKS), "--out", str(out)]
        code = main.main(given)
    told = capsys.readouterr().err
    assert code == answer
    assert said in told
    assert str(disk) in told
    assert len(told.splitlines()) == 1


def test_a_publication_that_fills_the_disk_is_made_up_for(books, disk):
    out = disk / "out"
    with pytest.raises(OSError, match="No space left on device"):
        run(books, out, publish=too_much)
    assert not list(out.glob("*deck*"))
    assert not list(out.glob(".*-*"))
    planned = plan.jobs(books)
    manifest = runner.jobs(planned, out, finish=copy, publish=index)
    assert statuses(manifest["jobs"]) == {"good": "cached"}
    assert (out / "index.txt").exists()


def too_much(out, notebooks):
    return [writing.content(out / "deck.pptx", bytes(2_000_000))]


def test_results_in_use_stay_and_the_new_ones_are_kept_apart(books, tmp_path, monkeypatch):
    out = tmp_path / "out"
    run(books, out)
    before = content(out / "good")
    write(books, "good", "print('new')")
    with monkeypatch.context() as windows:
        windows.setattr(folder, "_exchanged", lambda one, other: False)
        move = writing.move

        def refused(made, place):
            if made == out / "good":  # a picture in it is open
                raise PermissionError(13, "in use", str(made))
            move(made, place)

        windows.setattr(writing, "move", refused)
        for kept in ("good", "good-2"):
            (entry,) = run(books, out).values()
            assert entry["status"] == "failed"
            assert str(out / "failed" / kept) in entry["error"]["message"]
            made = (out / "failed" / kept / "good.ipynb").read_text(encoding="utf-8")
            assert "new" in made
            assert content(out / "good") == before
    assert statuses(run(books, out)) == {"good": "succeeded"}


def test_a_deck_in_use_is_one_line_and_no_notebook_is_to_blame(tmp_path):
    def held(notebooks, path):
        raise writing.Held(f"{path} cannot be replaced: the new one is deck.new.pptx beside it")

    found = Publication()
    path = tmp_path / "deck.pptx"
    assert not found.add(held, [tmp_path / "one.ipynb", tmp_path / "two.ipynb"], path)
    assert found.blamed == {}
    assert "deck.new.pptx" in found.failed[path]["message"]
