"""The option --notify: whoever is to be told is told, and no run fails of it."""

import json
import os
import shlex
import signal
import subprocess
import sys

import pytest
import weeks
from books import wait_for, write
from command import SMALL, xiaoyi
from conftest import ROOT
from jsonschema import Draft202012Validator

from xiaoyi_data.cli import stopping, terminal
from xiaoyi_data.runs import folder

SCHEMA = json.loads(
    (ROOT / "xiaoyi_data" / "assets" / "event.schema.json").read_text(encoding="utf-8")
)


@pytest.fixture
def hook(tmp_path):
    """A command that keeps each event in a file, and the events it has kept."""
    kept = tmp_path / "kept"
    kept.mkdir()
    script = tmp_path / "keep it.py"
    script.write_text(
        "import os, pathlib, sys\n"
        f"kept = pathlib.Path({str(kept)!r})\n"
        "(kept / f'{len(os.listdir(kept))}.json').write_text(sys.stdin.read())\n"
        "print('kept')\n"
    )
    command = f"{shlex.quote(sys.executable)} {shlex.quote(str(script))}"

    def events():
        found = [json.loads(path.read_text()) for path in sorted(kept.iterdir())]
        for event in found:
            Draft202012Validator(SCHEMA).validate(event)
        return found

    return command, events


def line(tmp_path, command, *more):
    books, out = tmp_path / "books", tmp_path / "out"
    return ["run", "--notebooks", str(books), "--out", str(out), "--notify", command, *more]


def test_a_run_tells_of_itself_once_and_what_the_command_prints_is_in_the_log(
    tmp_path, capsys, hook
):
    command, events = hook
    write(tmp_path / "books", "good", "1 / 0")
    code, said = xiaoyi(capsys, *line(tmp_path, command))
    assert code == terminal.FAILED
    (event,) = events()
    assert [one["event"] for one in event["events"]] == ["failed"]
    assert event["out"] == str(tmp_path / "out")
    assert "notify: kept" in said.err
    write(tmp_path / "books", "good", "2")
    assert xiaoyi(capsys, *line(tmp_path, command, "--notify", command))[0] == terminal.OK
    _, second, third = events()
    assert second["events"][0]["event"] == "recovered"
    assert second["events"] == third["events"]


def test_a_changed_verdict_is_told_once_in_words(tmp_path, hook):
    command, events = hook
    weeks.begin(tmp_path)
    assert weeks.run(tmp_path, "--notify", command) == terminal.OK
    weeks.say(tmp_path, verdict="missed")
    for _ in range(2):
        assert weeks.run(tmp_path, "--notify", command) == terminal.OK
    first, second, third = events()
    assert first["events"] == third["events"] == []
    (verdict,) = second["events"]
    assert verdict == {
        "event": "verdict", "jobs": ["air"], "key": "gdp-growth-target-2021",
        "before": "unknown", "after": "missed",
    }  # fmt: skip
    said = second["text"]["en"]["body"].splitlines()[0]
    assert said.startswith("gdp-growth-target-2021: the verdict was ")
    assert said.endswith("is missed (air).")


def test_a_run_that_cannot_begin_is_told_and_ends_as_ever(tmp_path, capsys, hook):
    command, events = hook
    write(tmp_path / "books", "good", "1")
    code, said = xiaoyi(capsys, *line(tmp_path, command, "-p", "nosuch", "1"))
    assert code == terminal.WRONG_USE
    assert "unknown parameter 'nosuch'" in said.err.splitlines()[-1]
    with folder.held(tmp_path / "out"):
        code, said = xiaoyi(capsys, *line(tmp_path, command))
    assert code == terminal.WRONG_USE
    first, second = events()
    assert first["run"] is second["run"] is None
    assert "unknown parameter 'nosuch'" in first["events"][0]["why"]
    assert "another run" in second["text"]["en"]["body"]


def test_a_program_that_is_not_there_is_refused_before_anything_runs(tmp_path, capsys):
    write(tmp_path / "books", "good", "1")
    code, said = xiaoyi(capsys, *line(tmp_path, "no-such-program"))
    assert code == terminal.WRONG_USE
    assert said.err.startswith("xiaoyi: --notify: there is no program 'no-such-program'")
    assert not (tmp_path / "out").exists()


def test_a_command_that_fails_fails_no_run(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("xiaoyi_data.runs.hook.call.__kwdefaults__", {"limit": 30, "pauses": ()})
    write(tmp_path / "books", "good", "1")
    command = f"{shlex.quote(sys.executable)} -c 'exit(7)'"
    code, said = xiaoyi(capsys, *line(tmp_path, command))
    assert code == terminal.OK
    assert "notify: nobody was told by exit(7): exit code 7" in said.err


@pytest.mark.parametrize(("number", "many"), [(signal.SIGTERM, 1), (signal.SIGINT, 0)])
@pytest.mark.skipif(sys.platform == "win32", reason="no signals to send")
def test_an_end_by_the_system_is_told_and_one_by_hand_is_not(tmp_path, hook, number, many):
    command, events = hook
    begun = tmp_path / "begun"
    write(tmp_path / "books", "slow", f"open({str(begun)!r}, 'w'); import time; time.sleep(60)")
    process = subprocess.Popen(
        [sys.executable, "-c", SMALL, *line(tmp_path, command)],
        stderr=subprocess.DEVNULL, env=os.environ | {"PYTHONDONTWRITEBYTECODE": ""},
    )  # fmt: skip
    try:
        wait_for(begun)
        process.send_signal(number)
        assert process.wait(60) == stopping.CODES[number]
    finally:
        process.kill()
    assert len(events()) == many
    for event in events():
        assert event["run"]["ended"] is None
        assert event["events"][0]["why"] == terminal.CODES[terminal.TERMINATED]
