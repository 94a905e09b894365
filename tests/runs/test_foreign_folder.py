"""What a folder of results holds is foreign input: nothing outside, nor the user's, is touched."""

import json
import os
import shutil
import stat

import pytest
from books import run, statuses, write

from xiaoyi_data import writing
from xiaoyi_data.exports import executed
from xiaoyi_data.runs import record

OUTSIDE = [
    "../victim", "../../victim", "a/../../victim", "/etc/hostname", "C:victim", "C:\\victim",
    "..\\victim", "a\\..\\..\\victim", "./victim", "a//b", "..", ".", "", "a/", "\0",
]  # fmt: skip


@pytest.fixture(scope="module")
def ran(tmp_path_factory, template):
    """A notebook and the results of a run of it, with an index."""
    place = tmp_path_factory.mktemp("ran")
    write(place / "books", "good", "print(n, repr(text))")
    run(place / "books", place / "out", publish=index)
    return place


@pytest.fixture
def books(ran):
    return ran / "books"


@pytest.fixture
def out(ran, tmp_path):
    """A copy of the results, and something of the user's beside them."""
    out = shutil.copytree(ran / "out", tmp_path / "out")
    (tmp_path / "victim").mkdir()
    (tmp_path / "victim" / "victim.ipynb").write_text("mine")
    (tmp_path / "victim.txt").write_text("mine")
    return out


def index(out, notebooks):
    return [writing.content(out / "index.txt", "all")]


def tamper(out, change):
    found = json.loads((out / "manifest.json").read_text())
    change(found)
    (out / "manifest.json").write_text(json.dumps(found))


def rename_job(name):
    def change(found):
        found["jobs"][name] = found["jobs"]["good"] | {"name": name}

    return change


def publish(name):
    def change(found):
        found["published"]["outputs"][name] = found["published"]["outputs"]["index.txt"]

    return change


def produce(name):
    def change(found):
        found["jobs"]["good"]["outputs"][name] = found["jobs"]["good"]["outputs"]["good.ipynb"]

    return change


def fail(name):
    def change(found):
        error = {"cell": 1, "name": "E", "message": "", "notebook": name}
        found["jobs"]["good"] |= {"status": "failed", "error": error}

    return change


def read(name):
    def change(found):
        found["jobs"]["good"]["inputs"]["beside"] = {name: ""}

    return change


@pytest.mark.parametrize("change", [rename_job, publish, produce, fail, read])
def test_a_record_that_names_what_is_not_inside_is_none(out, change):
    for name in OUTSIDE:
        before = (out / "manifest.json").read_text()
        tamper(out, change(name))
        assert record.read(out)["jobs"] == {}, name
        (out / "manifest.json").write_text(before)


KINDS = {  # of which part -> what is of another kind there
    "entry": {
        "versions": 7, "parameters": [1], "inputs": "x", "outputs": None, "status": 7,
        "seconds": "<b>", "notebook": 5, "taken": 5, "because": 7, "error": {"notebook": None},
    },
    "run": {"id": 5, "started": None, "jobs": [], "failed": 7, "files": 5, "changed": [], "why": 5},
    "published": {
        "key": 5, "outputs": {"index.txt": 5}, "left_out": ["good"], "state": 7, "changed": "x",
        "failed": {"deck.pptx": {"notebook": None}},
    },
}  # fmt: skip


@pytest.mark.parametrize(
    ("part", "field"), [(part, field) for part in KINDS for field in KINDS[part]]
)
def test_a_record_with_a_part_of_another_kind_is_none_and_the_run_makes_all_anew(
    out, books, part, field
):
    def change(found):
        where = {"entry": found["jobs"]["good"], "run": found["runs"][0]}
        where.get(part, found["published"])[field] = KINDS[part][field]

    tamper(out, change)
    assert record.read(out)["jobs"] == {}
    if field in ("versions", "left_out", "failed"):
        assert statuses(run(books, out, publish=index)) == {"good": "succeeded"}


@pytest.mark.parametrize(
    "change",
    [publish("../victim.txt"), rename_job("../victim"), fail("../victim.txt")],
)
def test_nothing_outside_is_removed_whatever_the_record_says(out, books, tmp_path, change):
    tamper(out, change)
    assert statuses(run(books, out, publish=index, keep=1)) == {"good": "succeeded"}
    assert (tmp_path / "victim.txt").read_text() == "mine"
    assert (tmp_path / "victim" / "victim.ipynb").read_text() == "mine"


def test_a_folder_whose_record_lists_what_the_user_made_keeps_it(out, books):
    """A plain name, but bytes that no run has written."""
    (out / "mine").mkdir()
    (out / "mine" / "mine.ipynb").write_text("mine")
    (out / "mine.txt").write_text("mine")
    tamper(out, lambda found: (rename_job("mine")(found), publish("mine.txt")(found)))
    run(books, out, publish=index, keep=1)
    assert (out / "mine" / "mine.ipynb").read_text() == "mine"
    assert (out / "mine.txt").read_text() == "mine"


@pytest.mark.parametrize("name", [".lock", ".stage", "failed", "manifest.json", "good"])
@pytest.mark.parametrize("goal", ["victim", "victim.txt", "nothing"])
def test_a_link_where_a_run_writes_stops_it_and_what_it_names_stays(
    out, books, tmp_path, name, goal
):
    if (out / name).exists():
        (out / name).rename(tmp_path / "away")
    (out / name).symlink_to(tmp_path / goal)
    with pytest.raises(FileExistsError, match=f"{name} is"):
        run(books, out, publish=index)
    assert (tmp_path / "victim.txt").read_text() == "mine"
    assert (tmp_path / "victim" / "victim.ipynb").read_text() == "mine"
    assert not (tmp_path / "nothing").exists()


def test_a_record_too_large_to_read_is_none(out):
    with (out / "manifest.json").open("wb") as file:
        file.truncate(40 << 30)  # of nothing, which takes no room
    assert record.read(out)["jobs"] == {}


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes")
@pytest.mark.parametrize("name", ["manifest.json", "index.txt", "states/a", "good", ".lock"])
def test_a_pipe_where_a_run_writes_stops_it_at_once(out, books, name):
    path = out / name
    path.parent.mkdir(exist_ok=True)
    if path.exists():
        path.rename(out.parent / "away")
    os.mkfifo(path)
    with pytest.raises(FileExistsError, match=f"{name} is not of a run"):
        run(books, out, publish=index)
    assert stat.S_ISFIFO(path.lstat().st_mode)


def test_a_lock_that_is_another_file_by_its_number_is_refused(out, books, tmp_path):
    (out / ".lock").unlink()
    os.link(tmp_path / "victim.txt", out / ".lock")
    with pytest.raises(FileExistsError, match=r"\.lock is not of a run"):
        run(books, out)
    assert (tmp_path / "victim.txt").read_text() == "mine"


@pytest.mark.parametrize("content", ["a note", "\x1b[31m", "1" * 100])
def test_a_lock_with_something_else_in_it_is_refused(out, books, content):
    (out / ".lock").write_text(content)
    with pytest.raises(FileExistsError, match=r"\.lock is not of a run"):
        run(books, out)
    assert (out / ".lock").read_text() == content


def test_links_left_where_files_are_put_are_replaced_and_not_followed(out, books, tmp_path):
    for name in ("index.txt", "good/made.txt"):
        (out / name).unlink()
        (out / name).symlink_to(tmp_path / "victim.txt")
    run(books, out, publish=index, force=True)
    assert (tmp_path / "victim.txt").read_text() == "mine"
    assert (out / "index.txt").read_text() == "all"
    assert not (out / "good" / "made.txt").is_symlink()


def test_what_the_user_put_into_the_folder_of_a_job_stays(out, books):
    own = {"note.md": "mine", "deep/er/note.md": "mine", "made.txt.bak": "mine"}
    for name, text in own.items():
        (out / "good" / name).parent.mkdir(parents=True, exist_ok=True)
        (out / "good" / name).write_text(text)
    (out / "good" / "link").symlink_to("/nowhere")
    for _ in range(2):
        run(books, out, force=True)
        assert {name: (out / "good" / name).read_text() for name in own} == own
        assert os.readlink(out / "good" / "link") == "/nowhere"
    assert set(record.read(out)["jobs"]["good"]["outputs"]) == {"good.ipynb", "made.txt"}
    run(books, out, parameters={"n": 2}, keep=1)
    assert {name: (out / "good" / name).read_text() for name in own} == own
    assert not (out / "good" / "good.ipynb").exists()


@pytest.mark.parametrize("name", [".1-note.txt", ".old-note", ".stage/note", ".old-good/note"])
def test_what_only_looks_like_the_leavings_of_a_run_stays(out, books, name):
    (out / name).parent.mkdir(exist_ok=True)
    (out / name).write_text("mine")
    run(books, out, force=True, keep=1)
    assert (out / name).read_text() == "mine"


@pytest.mark.parametrize("name", OUTSIDE)
def test_exports_take_no_notebook_from_outside_a_folder(out, name):
    tamper(out, rename_job(name))
    with pytest.raises(executed.NotExportable, match="damaged"):
        executed.notebooks([out])


CELLS = {
    "no metadata": {"cell_type": "markdown", "source": "a"},
    "no cell": 5,
    "source": {"cell_type": "code", "source": 5, "metadata": {}, "outputs": []},
    **{
        kind: {"cell_type": "code", "source": "", "metadata": {}, "outputs": [output]}
        for kind, output in {
            "data": {"output_type": "display_data", "data": 5},
            "picture": {"output_type": "display_data", "data": {"image/png": 5}},
            "stream": {"output_type": "stream", "name": "stdout", "text": ["a", 5]},
            "metadata": {"output_type": "display_data", "data": {}, "metadata": 5},
            "nothing": None,
        }.items()
    },
}


@pytest.mark.parametrize("cell", CELLS)
def test_exports_take_no_notebook_with_a_part_of_another_kind(out, cell):
    file = out / "good" / "good.ipynb"
    found = json.loads(file.read_text())
    found["cells"].append(CELLS[cell])
    file.write_text(json.dumps(found))
    with pytest.raises(executed.NotExportable, match="is not a notebook"):
        executed.read(file)


def test_exports_follow_no_link_out_of_a_folder(out, tmp_path):
    (out / "good" / "good.ipynb").rename(tmp_path / "away.ipynb")
    (out / "good" / "good.ipynb").symlink_to(tmp_path / "away.ipynb")
    with pytest.raises(executed.NotExportable, match="no executed notebook"):
        executed.notebooks([out])
