"""A history that somebody has damaged is told of, and nothing outside or whole is lost."""

import json

import pytest
import weeks
from command import xiaoyi
from test_history import (
    contents,
    place,  # noqa: F401
    six,  # noqa: F401
)

from xiaoyi_data.runs import history, restore, store

pytestmark = pytest.mark.usefixtures("template")


def replaced(path, old, new):
    path.write_text(path.read_text().replace(old, new))


DAMAGE = {
    "cut": lambda path: path.write_text(path.read_text()[:-10]),
    "a list": lambda path: path.write_text("[]"),
    "of another version": lambda path: path.write_text('{"version": 2, "lines": []}'),
    "a line without a tree": lambda path: path.write_text('{"version": 1, "lines": [{}]}'),
    "a name that leaves": lambda path: path.write_text(
        path.read_text().replace("20260105T", "../")
    ),
    "no time": lambda path: path.write_text(path.read_text().replace("2026-01-05T", "x")),
    "deep": lambda path: path.write_text("[" * 100_000),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_index_is_told_and_nothing_is_removed(place, capsys, damage):  # noqa: F811
    kept = place / "history"
    damage(kept / "index.json")
    before = contents(kept)
    for line in (["list", kept], ["open", kept, "last", "-o", place / "then"],
                 ["restore", kept, "last", "--out", place / "out"],
                 ["clean", kept, "--keep-last", "1"]):  # fmt: skip
        code, said = xiaoyi(capsys, "history", *map(str, line))
        assert (code, len(said.err.splitlines())) == (2, 1)
        assert "index.json is damaged" in said.err
    assert weeks.run(place, "--history", str(kept)) == 2
    assert contents(kept) == before
    assert not (place / "then").exists()


def objects(place):  # noqa: F811
    """The files of the store that the newest line names alone."""
    lines = history.index(place / "history")
    names = [{f["sha256"] for f in history.tree(place / "history", line).values()}
             for line in (lines[0], lines[-1])]  # fmt: skip
    return [place / "history" / "files" / name[:2] / name for name in sorted(names[1] - names[0])]


@pytest.mark.parametrize("how", ["altered", "gone", "a link"])
def test_a_damaged_file_is_named_and_neither_opened_nor_put_back(place, capsys, how):  # noqa: F811
    path = objects(place)[0]
    content = path.read_bytes()
    path.unlink()
    if how == "altered":
        path.write_bytes(b"x" * len(content))
    if how == "a link":
        (place / "elsewhere").write_bytes(content)
        path.symlink_to(place / "elsewhere")
    before = contents(place / "out")
    for line in (["open", "-o", place / "then"], ["restore", "--out", place / "out"]):
        first, *rest = map(str, line)
        code, said = xiaoyi(capsys, "history", first, str(place / "history"), "last", *rest)
        assert (code, len(said.err.splitlines())) == (2, 1)
        assert path.name in said.err
    assert contents(place / "out") == before
    assert not (place / "then").exists()
    restore.opened(place / "history", "2026-01-05", place / "then")  # the others are whole


OUTSIDE = ["../victim", "/etc/hostname", "a/../../victim", "C:victim", ".lock", ".stage/x", ""]


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_tree_that_names_what_is_outside_is_damaged(place, name):  # noqa: F811
    kept = place / "history"
    lines = history.index(kept)
    files = history.tree(kept, lines[-1])
    files[name] = files["index.html"]
    lines[-1]["tree"] = store.add(kept, json.dumps(files).encode())
    (kept / "index.json").write_text(json.dumps({"version": 1, "lines": lines}))
    for do in (lambda: restore.opened(kept, "last", place / "then"),
               lambda: restore.restore(kept, "last", place / "out")):  # fmt: skip
        with pytest.raises(ValueError, match="is damaged"):
            do()
    assert not (place / "victim").exists()
