"""A file is written whole or not at all."""

import errno
import os

import pytest

from xiaoyi_data import writing


def test_a_failed_write_keeps_the_file_there_was(tmp_path):
    def fail(beside):
        beside.write_text("half")
        raise OSError(28, "No space left on device")

    (tmp_path / "x").write_text("good")
    with pytest.raises(OSError, match=r"cannot write .*x: No space left") as error:
        writing.replace(tmp_path / "x", fail)
    assert error.value.errno == errno.ENOSPC
    assert [path.read_text() for path in tmp_path.iterdir()] == ["good"]


@pytest.mark.parametrize("sync", [False, True])
@pytest.mark.parametrize("data", ["孝义", b"\x00\xff"])
def test_what_is_written_is_read_back_and_nothing_else_is_left(tmp_path, data, sync):
    path = writing.content(tmp_path / "new" / "x", data, sync=sync)
    assert path.read_bytes() == (data.encode() if isinstance(data, str) else data)
    assert list(path.parent.iterdir()) == [path]


def test_what_a_killed_writer_left_is_found(tmp_path):
    pid = os.fork()
    if not pid:
        writing.replace(tmp_path / "x", lambda beside: (beside.write_text("half"), os._exit(0)))
    os.waitpid(pid, 0)
    (left,) = writing.begun(tmp_path)
    assert left.read_text() == "half"
    (tmp_path / ".lock").write_text("")
    assert [path.name for path in writing.begun(tmp_path)] == [left.name]


@pytest.fixture
def held(monkeypatch):
    """Let files called so be open elsewhere, as Windows has them: nobody replaces or moves them."""
    names = set()
    replace = os.replace

    def move(path, goal, **options):
        if os.path.lexists(goal) and os.path.basename(goal) in names:
            raise PermissionError(13, "in use", str(path))
        replace(path, goal, **options)

    monkeypatch.setattr(os, "replace", move)
    return names


def test_a_file_in_use_stays_and_the_new_one_is_kept_beside(tmp_path, held):
    path = writing.content(tmp_path / "deck.pptx", "old")
    held |= {"deck.pptx", "deck.new.pptx"}
    for number, kept in enumerate(("deck.new.pptx", "deck.new2.pptx")):
        with pytest.raises(writing.Held, match=f"{path} cannot be replaced.*{kept}") as error:
            writing.content(path, f"new {number}")
        assert "\n" not in str(error.value)
        assert (tmp_path / kept).read_text() == f"new {number}"
    assert path.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 3
    held.clear()
    assert writing.content(path, "newest").read_text() == "newest"
