"""A notebook is read once, whichever files tell of it, and anew when it says something else."""

import copy
import json
import os

import pytest
from books import write

from xiaoyi_data.exports import executed as reader
from xiaoyi_data.exports import files, pages, said
from xiaoyi_data.exports.lately import Lately
from xiaoyi_data.exports.slides import deck
from xiaoyi_data.exports.workbook import book


def test_of_one_content_there_is_one_reading_whatever_its_place(executed, tmp_path):
    notebook = executed["03_environment.en"]
    (tmp_path / notebook.name).write_bytes(notebook.read_bytes())
    assert reader.read(notebook) is reader.read(tmp_path / notebook.name)


def test_what_is_written_within_one_tick_of_the_clock_is_read_anew(tmp_path):
    write(tmp_path, "one", "1")
    path = tmp_path / "one.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][-1]["execution_count"] = 1
    moment = path.stat()
    for answer in ("one word", "two word"):
        notebook["cells"][-1]["source"] = f"# {answer}"
        path.write_text(json.dumps(notebook), encoding="utf-8")
        os.utime(path, ns=(moment.st_atime_ns, moment.st_mtime_ns))
        assert reader.read(path).cells[-1]["source"] == f"# {answer}"


def test_another_date_that_is_given_is_another_reading(executed, monkeypatch):
    notebook = executed["03_environment.en"]
    told = reader.read(notebook).executed
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")
    assert reader.read(notebook).executed.timestamp() == 0
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    assert reader.read(notebook).executed == told


@pytest.mark.parametrize("run", ["06_targets_and_outcomes.zh", "explore.en"])
def test_no_file_that_is_made_changes_what_the_next_reads(executed, tmp_path, run):
    notebook = tmp_path / executed[run].name
    notebook.write_bytes(executed[run].read_bytes())
    read = reader.read(notebook)
    before = copy.deepcopy(read)
    pages.page(notebook, tmp_path / "page.html")
    pages.card(notebook, tmp_path)
    files.pictures(notebook, tmp_path)
    deck.deck([notebook], tmp_path / "deck.pptx", whole=True)
    book.book([notebook], tmp_path / "book.xlsx")
    pages.gallery([notebook], tmp_path / "gallery.html")
    pages.index([(notebook, tmp_path / "page.html")], {}, tmp_path / "index.html")
    said.of([notebook])
    assert reader.read(notebook) is read
    assert (read, read.exhibits) == (before, before.exhibits)


def test_no_more_is_kept_than_there_is_room_for():
    lately, read = Lately(room=5), []

    def give(content):
        return lately.give("name", content, lambda: read.append(content) or list(read))

    for content in (b"12", b"345", b"12", b"6", b"345", b"12"):
        give(content)
    assert read == [b"12", b"345", b"6", b"12"]  # the first had to go for the third
    assert give(b"123456") == give(b"123456")[:-1]  # larger than the room: never kept
