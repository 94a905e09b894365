"""A file keeps its mode as it is written; a pipe is written into, and a link replaced."""

import os
import stat

from xiaoyi_data import writing


def test_a_file_keeps_its_mode_and_a_new_one_has_that_of_the_user(tmp_path):
    before = os.umask(0o027)
    try:
        for name, mode in (("old", 0o600), ("open", 0o664), ("new", 0o640)):
            if name != "new":
                (tmp_path / name).touch()
                (tmp_path / name).chmod(mode)
            made = writing.content(tmp_path / name, "text")
            assert stat.S_IMODE(made.stat().st_mode) == mode
    finally:
        os.umask(before)


def test_a_pipe_is_written_into_and_stays(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    reader = os.open(tmp_path / "pipe", os.O_RDONLY | os.O_NONBLOCK)
    writing.content(tmp_path / "pipe", "text")
    assert os.read(reader, 10) == b"text"
    os.close(reader)
    assert stat.S_ISFIFO((tmp_path / "pipe").lstat().st_mode)


def test_a_link_is_replaced_and_what_it_names_stays(tmp_path):
    (tmp_path / "goal").write_text("mine")
    (tmp_path / "link").symlink_to("goal")
    writing.content(tmp_path / "link", "ours")
    assert ((tmp_path / "goal").read_text(), (tmp_path / "link").is_symlink()) == ("mine", False)
