"""Answers taken in where something goes wrong midway: nothing is half-written."""

import shutil

import pytest
from test_accept import book, contents, folder, problems, take  # noqa: F401

from xiaoyi_data.reviewing import accept, answers, proposals


@pytest.mark.parametrize("moved", range(6))
def test_stopped_between_two_files_the_same_answers_mend_it(
    book,  # noqa: F811
    folder,  # noqa: F811
    tmp_path,
    monkeypatch,
    moved,
):
    """As a machine that is cut off after any of the moves: what comes out is the same."""
    book.accept_all()
    book.set("十二处", "reject", reason="vague", belongs="十二处")
    book.set("4家", indicator="+老年公寓 | flats for the old")
    whole = shutil.copytree(folder, tmp_path / "whole" / folder.name)
    take(book, whole)
    held = proposals.Folder(folder)
    found, _ = answers.read(book.save(), held)
    move, moves = accept.writing.move, []

    def cut(made, place):
        if len(moves) == moved:
            raise KeyboardInterrupt
        moves.append(place)
        move(made, place)

    monkeypatch.setattr(accept.writing, "move", cut)
    if moved < 5:
        with pytest.raises(KeyboardInterrupt):
            accept.take(held, found)
    monkeypatch.undo()
    _, refused = take(book, folder)
    assert refused == []
    assert contents(folder) == contents(whole)


def test_a_file_that_a_program_holds_is_named_and_the_same_once_more_mends_it(
    book,  # noqa: F811
    folder,  # noqa: F811
    monkeypatch,
):
    book.accept_all()
    move = accept.writing.move

    def held(made, place):
        if place == folder / "draft.csv":
            raise PermissionError(13, "Permission denied", str(made))
        move(made, place)

    monkeypatch.setattr(accept.writing, "move", held)
    with pytest.raises(
        PermissionError, match=r"cannot write .*draft\.csv: Permission denied: close"
    ):
        take(book, folder)
    monkeypatch.undo()
    assert list(folder.glob(".xiaoyi-*")) == []
    assert take(book, folder)[1] == []
    assert problems(folder) == []


def test_a_disk_that_is_full_leaves_the_folder_as_it_was(book, folder, monkeypatch):  # noqa: F811
    book.accept_all()
    before = contents(folder)

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(accept.writing, "content", full)
    with pytest.raises(OSError, match="No space"):
        take(book, folder)
    assert contents(folder) == before
