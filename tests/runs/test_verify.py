"""What was changed since a run is found by checksums, and nothing else is."""

import json
import shutil

import pytest
import weeks
from command import xiaoyi

# Kernels of all runs here are forked from one process.
pytestmark = pytest.mark.usefixtures("template")


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    place = tmp_path_factory.mktemp("ran")
    weeks.begin(place)
    for text in ("It is 47.", "It is 45."):
        weeks.say(place, text=text)
        assert weeks.run(place) == 0
    return place / "out"


@pytest.fixture
def out(ran, tmp_path):
    return shutil.copytree(ran, tmp_path / "out")


def test_what_a_run_has_left_is_as_recorded_wherever_it_is_copied(out, capsys):
    code, said = xiaoyi(capsys, "verify", str(out))
    assert (code, said.out) == (0, "")
    assert said.err.endswith("who can change files can change the record too\n")


def every(out):
    """All files that a run has made, but for its record."""
    return sorted(
        path.relative_to(out).as_posix() for path in out.rglob("*")
        if path.is_file() and path.name not in ("manifest.json", ".lock")
    )  # fmt: skip


def test_a_byte_changed_in_any_file_is_found(out, capsys):
    for name in every(out):
        content = (out / name).read_bytes()
        (out / name).write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
        code, said = xiaoyi(capsys, "verify", str(out))
        assert (code, said.out) == (1, f"changed  {name}\n"), name
        (out / name).write_bytes(content)


def test_a_file_gone_linked_or_unknown_is_found(out, tmp_path, capsys):
    (out / "air" / "air.html").rename(tmp_path / "air.html")
    (out / "changes.html").rename(tmp_path / "changes.html")
    (out / "changes.html").symlink_to(tmp_path / "changes.html")
    (out / "still" / "notes.txt").write_text("mine")
    code, said = xiaoyi(capsys, "verify", str(out))
    assert code == 1
    assert said.out.splitlines() == [
        "gone     air/air.html", "linked   changes.html", "unknown  still/notes.txt",
    ]  # fmt: skip
    assert "3 files differ" in said.err


@pytest.mark.parametrize("content", [None, "{", '{"version": 3}'])
def test_a_folder_without_a_record_is_told(tmp_path, capsys, content):
    if content:
        (tmp_path / "manifest.json").write_text(content)
    code, said = xiaoyi(capsys, "verify", str(tmp_path))
    assert (code, said.out, len(said.err.splitlines())) == (2, "", 1)


def test_a_record_that_names_what_is_outside_is_refused(out, capsys):
    found = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    found["published"]["outputs"]["../x"] = found["published"]["outputs"]["index.html"]
    (out / "manifest.json").write_text(json.dumps(found))
    code, said = xiaoyi(capsys, "verify", str(out))
    assert (code, said.out) == (2, "")
