"""What a run tells: lines with time, zone and level, whole whatever happens; a bar to a person."""

import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import time
from datetime import datetime, timedelta

import pytest
import weeks
from books import write
from command import SMALL

from xiaoyi_data.cli import log as logs
from xiaoyi_data.cli import main
from xiaoyi_data.runs import record

# Kernels of all runs here are forked from one process.
pytestmark = pytest.mark.usefixtures("template")
LINE = re.compile(r"(\S+T\S+[+-]\d\d:\d\d) (DEBUG|INFO|WARNING|ERROR) +(\S.*)")


@pytest.fixture
def place(tmp_path):
    weeks.begin(tmp_path)
    return tmp_path


def parsed(text):
    """The lines of a log: time, level and message; each is whole."""
    assert text.endswith("\n")
    found = [LINE.fullmatch(line) for line in text.splitlines()]
    assert all(found), text
    return [(datetime.fromisoformat(one[1]), one[2], one[3]) for one in found]


def test_every_line_has_time_zone_and_level_on_stderr_and_in_the_file(place, capsys):
    before = datetime.now().astimezone().replace(microsecond=0)
    weeks.say(place, fault="no data")
    assert weeks.run(place, "--log", str(place / "logs" / "run.log")) == 1
    shown = parsed(capsys.readouterr().err)
    kept = parsed((place / "logs" / "run.log").read_text(encoding="utf-8"))
    assert [line[1:] for line in shown] == [line[1:] for line in kept]
    times = [line[0] for line in kept]
    assert before <= times[0] <= times[-1] <= datetime.now().astimezone()
    assert times == sorted(times)
    assert times[0].utcoffset() == datetime.now().astimezone().utcoffset()
    assert [line[1] for line in kept if "failed" in line[2]] == ["ERROR"] * 3
    assert f"open {place / 'out' / 'index.html'}" == kept[-1][2]


def test_a_log_begins_with_what_runs_and_ends_with_what_came_of_it(place, capsys):
    weeks.say(place, fault="no data")
    assert weeks.run(place) == 1
    run = record.read(place / "out")["runs"][-1]
    first, *jobs, _, ended, _ = [line[2] for line in parsed(capsys.readouterr().err)]
    for part in (run["id"], f"xiaoyi_data {run['version']}", f"data {run['data']}", "2 notebooks",
                 run["python"], run["machine"]["host"], run["machine"]["system"]):  # fmt: skip
        assert part in first
    assert {re.sub(r" \(.*\)", "", line) for line in jobs if "/2" in line} in (
        {"failed     air 1/2", "succeeded  still 2/2"},
        {"succeeded  still 1/2", "failed     air 2/2"},
    )
    for part in ("1 failed, 1 succeeded", "slowest ", f"most memory {run['peak'] >> 20} MB",
                 "exit code 1, air: ", "no data"):  # fmt: skip
        assert part in ended


def test_json_is_a_line_each_with_the_same_in_fields(place, capsys):
    assert weeks.run(place, "--log-format", "json", "-p", "n", "2") == 0
    lines = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert all(line.keys() >= {"time", "level", "event", "message"} for line in lines)
    assert all(datetime.fromisoformat(line["time"]).tzinfo for line in lines)
    events = [line["event"] for line in lines]
    assert events[0] == "start"
    assert events[-2:] == ["end", "open"]
    run = record.read(place / "out")["runs"][-1]
    start, end = lines[0], lines[-2]
    assert (start["run"], start["parameters"]) == (run["id"], {"n": "2"})
    assert {name: end[name] for name in ("exit", "why", "peak", "seconds")} == {
        name: run[name] for name in ("exit", "why", "peak", "seconds")
    }
    assert {line["job"] for line in lines if line["event"] == "job"} == set(run["jobs"])


def test_quiet_tells_what_went_wrong_and_verbose_why_things_run(place, capsys):
    assert weeks.run(place, "--quiet") == 0
    assert capsys.readouterr().err == ""
    weeks.say(place, text="It is 45.")
    assert weeks.run(place, "--verbose") == 0
    said = [line[1:] for line in parsed(capsys.readouterr().err)]
    assert ("DEBUG", "air was run because of: beside") in said
    weeks.say(place, fault="no data")
    assert weeks.run(place, "--quiet", "--log", str(place / "log")) == 1
    assert {line[1] for line in parsed(capsys.readouterr().err)} == {"ERROR"}
    assert {line[1] for line in parsed((place / "log").read_text())} == {"INFO", "ERROR"}


def test_wrong_use_is_in_the_log_too(place, capsys):
    assert weeks.run(place, "aire", "--log", str(place / "log")) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    ((_, level, said),) = parsed((place / "log").read_text())
    assert (level, said[:19]) == ("ERROR", "ended, exit code 2:")
    assert "did you mean 'air'" in said


def test_a_log_is_rotated_by_size_and_no_line_is_lost(place, monkeypatch):
    monkeypatch.setattr(logs, "SIZE", 600)
    path = place / "run.log"
    for number in range(4):
        weeks.say(place, text=f"It is {number}.")
        weeks.run(place, "--log", str(path))
    files = [path, *(path.with_name(f"run.log.{n}") for n in range(1, logs.KEPT + 1))]
    there = [file for file in files if file.exists()]
    assert len(there) > 2
    assert all(file.stat().st_size <= 600 for file in there)
    said = [line[2] for file in reversed(there) for line in parsed(file.read_text())]
    assert [line for line in said if line.startswith("open ")] == [
        f"open {place / 'out' / 'index.html'}"
    ] * 4
    assert sum(line.startswith("ended in ") for line in said) == 4


def test_a_line_cut_off_by_a_full_disk_does_not_run_into_the_next(place):
    (place / "log").write_text("2026-01-05T08:00:00+08:00 INFO    succ")
    weeks.run(place, "--log", str(place / "log"))
    first, *rest = (place / "log").read_text().splitlines()
    assert first.endswith("succ")
    assert all(map(LINE.fullmatch, rest))


def test_what_a_notebook_is_called_and_raises_breaks_no_line(place, capsys):
    write(place / "books", "odd", "raise ValueError('one\\ntwo\\x1b[31m\\u2028three')")
    assert weeks.run(place, "--log", str(place / "log")) == 1
    parsed((place / "log").read_text(encoding="utf-8"))
    shown = capsys.readouterr().err
    parsed(shown)
    assert "\x1b" not in shown


BAD = {
    "a folder": lambda path: path.mkdir(),
    "a pipe": lambda path: os.mkfifo(path),
    "in a file": lambda path: path.parent.joinpath("file").touch() or path.symlink_to("file/log"),
    "a full device": lambda path: path.symlink_to("/dev/full"),
}


@pytest.mark.parametrize("make", BAD.values(), ids=BAD)
def test_a_log_that_cannot_be_written_is_said_and_the_run_goes_on(place, capsys, make):
    make(place / "log")
    assert weeks.run(place, "--log", str(place / "log")) == 0
    lost = [line for line in capsys.readouterr().err.splitlines() if "cannot be written" in line]
    assert len(lost) == 1
    assert lost[0].startswith(f"xiaoyi: the log {place / 'log'} cannot be written (")


def test_a_disk_that_fills_while_a_run_goes_on_is_said_once(place, capsys, monkeypatch):
    def full(self, record):
        try:
            raise OSError(28, "No space left on device")
        except OSError:
            self.handleError(record)

    monkeypatch.setattr("logging.handlers.RotatingFileHandler.emit", full)
    assert weeks.run(place, "--log", str(place / "log")) == 0
    assert capsys.readouterr().err.count("(No space left on device); the run goes on") == 1


@pytest.mark.slow
def test_lines_stay_whole_however_a_run_is_killed(place):
    """Killed at moments of every kind, the log goes on where it stood."""
    path = place / "run.log"
    line = [sys.executable, "-c", SMALL, "run", "--notebooks", str(place / "books")]
    line += ["--out", str(place / "out"), "--log", str(path), "--force"]
    for wait in (1, 2, 4):
        process = subprocess.Popen(line, stderr=subprocess.DEVNULL)
        end = time.monotonic() + 60
        while time.monotonic() < end and process.poll() is None:
            if path.exists() and len(path.read_bytes().splitlines()) % 5 >= wait:
                break
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        process.wait()
        parsed(path.read_text(encoding="utf-8"))


def seen(line, columns, till):
    """What a terminal of so many columns is shown, until a text comes."""
    import fcntl
    import termios

    main_end, other = pty.openpty()
    fcntl.ioctl(other, termios.TIOCSWINSZ, struct.pack("HHHH", 30, columns, 0, 0))
    ours = os.environ | {"TERM": "xterm"}
    process = subprocess.Popen(line, stderr=other, stdout=other, stdin=other, env=ours)
    os.close(other)
    shown, end = b"", time.monotonic() + 120
    while time.monotonic() < end and till.encode() not in shown:
        if select.select([main_end], [], [], 1)[0]:
            try:
                shown += os.read(main_end, 65536)
            except OSError:  # it has ended
                break
    process.wait()
    os.close(main_end)
    return shown.decode()


def test_a_terminal_shows_what_runs_now_how_long_it_may_take_and_what_to_open(place):
    write(place / "books", "slow", "import time; time.sleep(3)")
    line = [sys.executable, "-c", SMALL, "run", "--notebooks", str(place / "books")]
    shown = seen([*line, "--out", str(place / "out")], 100, "index.html")
    assert re.search(r"2/3 slow · \d+ s left", shown), shown
    assert "3/3 publishing" in shown
    last = shown.replace("\r", "\n").strip().splitlines()[-1]
    assert last == f"open {place / 'out' / 'index.html'}"
    assert not LINE.search(shown)


def test_time_left_is_told_by_what_earlier_runs_took():
    from xiaoyi_data.cli.progress import Progress

    told = Progress(3, logs.Log(True, []), {"a": 30.0, "b": 30.0, "c": 10.0})
    told.look(["a", "b"], ["c"])
    told.began = {name: began - 20 for name, began in told.began.items()}
    assert told.left(["a", "b"], ["c"]) == pytest.approx(15, abs=0.5)
    assert told.left(["a"], []) == pytest.approx(10, abs=0.5)
    assert told.left([], []) == 0


def test_make_run_ends_with_what_to_open(place, capsys):
    assert main.main(["run", "--notebooks", str(place / "books"), "--out", str(place / "o")]) == 0
    assert capsys.readouterr().err.splitlines()[-1].endswith(f"open {place / 'o' / 'index.html'}")


def test_times_are_those_of_the_machine_with_its_zone(place, monkeypatch, capsys):
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        weeks.run(place)
        told = parsed(capsys.readouterr().err)
        assert {line[0].utcoffset() for line in told} == {timedelta(hours=8)}
        run = record.read(place / "out")["runs"][-1]
        assert run["zone"] == {"name": "CST", "offset": "+08:00"}
        assert run["started"].endswith("+00:00")
    finally:
        monkeypatch.undo()
        time.tzset()
