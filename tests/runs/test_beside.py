"""What a notebook imports from or reads in its own folder decides whether it runs again."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from books import run, statuses, write

from xiaoyi_data.runs import execute

pytestmark = pytest.mark.usefixtures("template")
SOURCE = """
import csv, multiprocessing, os, pathlib, sys, tempfile
import helpers, parts.more
open("data/table.csv").read()
list(csv.reader(open(pathlib.Path.cwd() / "rows.csv")))
os.close(os.open(b"bytes.txt", os.O_RDONLY))
pathlib.Path("made.txt").write_text("made")
pathlib.Path("made.txt").read_text()
pathlib.Path(tempfile.mkstemp()[1]).read_text()
pathlib.Path("out/.lock").read_text()
child = multiprocessing.get_context("fork").Process(target=lambda: open("child.txt").read())
child.start()
child.join()
print(helpers.WORD, sorted(name for name in globals() if name.isupper()))
"""
READ = {
    "helpers.py": "WORD = 'one'",
    "parts/__init__.py": "",
    "parts/more.py": "",
    "data/table.csv": "a\n1\n",
    "rows.csv": "a\n1\n",
    "bytes.txt": "",
    "child.txt": "",
}


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A notebook that reads much, run once; the folder it stands in holds the results, too."""
    place = tmp_path_factory.mktemp("beside")
    for name, text in (READ | {"unread.py": "", "data/unread.csv": "a\n"}).items():
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text(text)
    write(place, "good", SOURCE)
    entry = run(place, place / "out")["good"]
    assert entry["status"] == "succeeded", entry["error"]
    return place, entry


def test_what_was_read_in_the_folder_is_recorded_and_nothing_else(place):
    folder, entry = place
    assert set(entry["inputs"]["beside"]) == set(READ)
    text = (folder / "out" / "good" / "good.ipynb").read_text(encoding="utf-8")
    assert "one []" in text  # no name of ours is among those of the notebook
    assert "In [1]" not in text


def test_another_kernel_than_a_forked_one_records_the_same(place, alone):
    folder, entry = place
    with ThreadPoolExecutor(1) as pool:
        other = run(folder, folder / "out", executor=pool, force=True)["good"]
    assert other["inputs"] == entry["inputs"]


CHANGES = {
    "a helper": lambda folder: (folder / "helpers.py").write_text("WORD = 'another'"),
    "a table": lambda folder: (folder / "data" / "table.csv").write_text("a\n2\n"),
    "a file gone": lambda folder: (folder / "bytes.txt").unlink(),
}
NO_CHANGES = {
    "a file that was not read": lambda folder: (folder / "unread.py").write_text("x = 1"),
    "what it made itself": lambda folder: (folder / "made.txt").write_text("else"),
    "the time of a file": lambda folder: (folder / "rows.csv").touch(),
}


@pytest.mark.parametrize("change", NO_CHANGES)
def test_what_was_not_read_or_did_not_change_runs_nothing(place, change):
    folder, _ = place
    NO_CHANGES[change](folder)
    assert statuses(run(folder, folder / "out")) == {"good": "cached"}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_in_what_was_read_runs_the_notebook_again(place, change):
    folder, _ = place
    CHANGES[change](folder)
    gone = change == "a file gone"
    assert statuses(run(folder, folder / "out")) == {"good": "failed" if gone else "succeeded"}
    if gone:
        (folder / "bytes.txt").touch()
        assert statuses(run(folder, folder / "out")) == {"good": "succeeded"}
    assert statuses(run(folder, folder / "out")) == {"good": "cached"}


def test_prose_is_renewed_and_what_was_read_stays_known(place):
    folder, _ = place
    write(folder, "good", SOURCE, prose="# Another title")
    entry = run(folder, folder / "out")["good"]
    assert (entry["status"], set(entry["inputs"]["beside"])) == ("refreshed", set(READ))


def test_a_log_that_was_cut_counts_as_far_as_it_goes(tmp_path):
    (tmp_path / "log").write_text('["r", "a"]\n["r", "b"]\n["w", "b"]\n["r", "c')
    assert execute._read(tmp_path / "log") == {"a"}
