"""How a command ends when it is told to, and what it says of what it was given."""

import importlib
import os
import shlex
import signal
import subprocess
import sys
import time

import pytest
from books import wait_for, write
from command import shell, xiaoyi

from xiaoyi_data.cli import main, stopping, terminal

CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}


def test_every_signal_that_stops_has_its_code_in_the_help():
    assert stopping.CODES == CODES
    assert set(CODES.values()) <= terminal.CODES.keys()


STORMS = [
    (signal.SIGINT,) * 3, (signal.SIGTERM,) * 2, (signal.SIGHUP, signal.SIGINT),
    (signal.SIGTERM, signal.SIGINT, signal.SIGHUP),
]  # fmt: skip


@pytest.mark.parametrize("storm", STORMS)
@pytest.mark.parametrize("pause", [0, 0.2])
def test_signals_upon_signals_are_one_line_and_the_code_of_the_first(tmp_path, storm, pause):
    """In a process of its own that is slow to end: the second comes as it still ends."""
    code = f"""
import pathlib, signal, sys, threading, time
signal.signal(signal.SIGINT, signal.default_int_handler)
signal.signal(signal.SIGHUP, signal.SIG_DFL)  # ignored, where the tests run under nohup
from xiaoyi_data.cli import main, run
def slow(options):
    threading.Thread(target=time.sleep, args=(0.7,)).start()
    try:
        pathlib.Path({str(tmp_path / "mark")!r}).touch()
        for _ in range(300):  # a signal just before a sleep is answered after it
            time.sleep(0.1)
    finally:
        time.sleep(0.3)
main._export = slow
sys.argv = ["xiaoyi", "export", "a.csv"]
sys.exit(main.main())
"""
    process = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True)
    wait_for(tmp_path / "mark")
    for number in storm:
        process.send_signal(number)
        time.sleep(pause)
    _, said = process.communicate(timeout=60)
    assert said == "xiaoyi: interrupted; what was finished is kept\n"
    # Of those that come at one moment the system tells no order.
    assert process.returncode in {CODES[number] for number in (storm[:1] if pause else storm)}


def test_a_signal_that_a_destructor_drops_is_answered_all_the_same(tmp_path):
    code = """
import pathlib, signal, sys, time
from xiaoyi_data.cli import main
class Held:
    def __del__(self):
        signal.raise_signal(signal.SIGTERM)
def slow(options):
    Held()
    time.sleep(600)
main._export = slow
sys.argv = ["xiaoyi", "export", "a.csv"]
sys.exit(main.main())
"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.stderr == "xiaoyi: interrupted; what was finished is kept\n"
    assert done.returncode == 143


def test_ctrl_c_while_modules_are_imported_is_one_line_too(tmp_path):
    code = f"""
import pathlib, signal, time
signal.signal(signal.SIGINT, signal.default_int_handler)
from xiaoyi_data.cli import start
start.begin()
pathlib.Path({str(tmp_path / "mark")!r}).touch()
time.sleep(60)
"""
    process = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True)
    wait_for(tmp_path / "mark")
    process.send_signal(signal.SIGINT)
    assert process.communicate(timeout=60)[1] == "xiaoyi: interrupted; what was finished is kept\n"
    assert process.returncode == 130


def test_a_signal_that_is_ignored_stays_so(tmp_path):
    done = shell("(trap '' INT TERM HUP; exec xiaoyi list datasets & wait) >/dev/null")
    assert done.returncode in (0, 127)
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stopping.stoppable(last=False):
            os.kill(os.getpid(), signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_the_handlers_of_who_calls_us_come_back():
    before = [signal.getsignal(number) for number in CODES]
    with pytest.raises(stopping.Stopped), stopping.stoppable(last=False):
        os.kill(os.getpid(), signal.SIGTERM)
    assert [signal.getsignal(number) for number in CODES] == before


@pytest.mark.parametrize("storm", [(signal.SIGTERM,), (signal.SIGTERM, signal.SIGINT)])
def test_a_signal_within_an_import_waits_until_python_has_let_go_of_its_locks(
    tmp_path, monkeypatch, storm
):
    """Else no other thread could import any more: the run that waits for them would never end."""
    source = "import signal\n" + "".join(f"signal.raise_signal({one:d})\n" for one in storm)
    source += "done = sum(range(10**6))\n"
    (tmp_path / "slow_to_import.py").write_text(source)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "slow_to_import", raising=False)
    with pytest.raises(stopping.Stopped), stopping.stoppable(last=False):
        importlib.import_module("slow_to_import")
    assert sys.modules["slow_to_import"].done == sum(range(10**6))


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="Linux")
@pytest.mark.parametrize("line", ["list datasets", "list figures --format csv"])
def test_what_cannot_be_said_since_a_disk_is_full_is_told_with_its_place(line):
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "xiaoyi_data", *line.split()],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip
    assert done.returncode == terminal.FULL
    assert done.stderr == "xiaoyi: No space left on device: standard output\n"


def test_a_shell_that_asks_how_to_go_on_without_a_line_gets_an_answer(capsys, monkeypatch):
    monkeypatch.setenv("_ARGCOMPLETE", "1")
    monkeypatch.delenv("COMP_LINE", raising=False)
    assert xiaoyi(capsys, "list", "datasets")[0] == terminal.OK


EMPTY = [
    "pictures x -o ''", "slides x -o ''", "slides x --title ''", "slides x --template ''",
    "list figures --period ''", "list --theme ''", "find coal --status ''", "find ''", "show ''",
    "export a.csv --theme ''", "export ''", "run ''", "run --out ''", "run --notebooks ''",
    "run --dask ''", "check --source ''", "check --derived=", "coverage --source ''", "slides ''",
]  # fmt: skip


@pytest.mark.parametrize("line", EMPTY)
def test_what_is_empty_is_refused_in_one_line(capsys, monkeypatch, tmp_path, line):
    monkeypatch.chdir(tmp_path)
    code, said = xiaoyi(capsys, *shlex.split(line))
    assert (code, len(said.err.splitlines()), said.out) == (2, 1, "")
    assert "is empty" in said.err
    assert list(tmp_path.iterdir()) == []


CONTROLS = ["\x1b[31m", "\x1b]0;title\x07", "\r", "\x07", "\x7f", "\x9b31m", "\u202e", "\u2028"]


@pytest.mark.parametrize("sign", CONTROLS)
@pytest.mark.parametrize(
    "line",
    ["show {}", "find zz{}zz", "list --theme {}", "slides {}", "export {}", "run {}",
     "run --dask {}", "{}", "--{}", "run -p {} 1", "run --sweep {}=1", "check --source {}",
     "run --jobs {}"],
)  # fmt: skip
def test_control_characters_of_an_argument_are_shown_and_not_obeyed(capsys, line, sign):
    code, said = xiaoyi(capsys, *[part.replace("{}", f"a{sign}b") for part in line.split()])
    assert code in (terminal.FAILED, terminal.WRONG_USE)
    assert sign not in said.err + said.out
    assert len(said.err.splitlines()) == 1


def test_a_notebook_with_a_control_character_in_its_name_is_told_safely(capsys, tmp_path, template):
    write(tmp_path / "books", "a\x1b[31mb", "1 / 0")
    code, said = xiaoyi(
        capsys, "run", "--notebooks", str(tmp_path / "books"), "--out", str(tmp_path / "out")
    )
    assert code == terminal.FAILED
    assert "\x1b" not in said.err
    assert "a-[31mb" in said.err  # as files are called after it, on any system


def test_a_full_disk_has_a_code_of_its_own_and_names_the_path(capsys, monkeypatch):
    def full(*arguments, **options):
        raise OSError(28, "No space left on device", "some/place")

    monkeypatch.setattr(main, "_export", full)
    code, said = xiaoyi(capsys, "export", "a.csv")
    assert (code, said.err) == (terminal.FULL, "xiaoyi: No space left on device: some/place\n")
