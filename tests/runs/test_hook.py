"""A command of the operator's is started without a shell, bounded, retried, and told what was."""

import shlex
import sys
import time
from contextlib import suppress

import psutil
import pytest

from xiaoyi_data.runs import hook

EVENT = {"version": 1, "events": [], "text": "孝义 'quoted' $HOME"}


def python(code):
    return [sys.executable, "-c", code]


@pytest.mark.parametrize(
    ("command", "windows", "rest"),
    [
        ("python -c 'a b'", False, ["-c", "a b"]),
        (r"python C\:\x", False, ["C:x"]),
        (r'python "C:\My Scripts\mail.py" C:\new\x', True, [r"C:\My Scripts\mail.py", r"C:\new\x"]),
        ("python '#1' $HOME ;ls | `id`", False, ["#1", "$HOME", ";ls", "|", "`id`"]),
    ],
)
def test_a_command_becomes_words_and_no_sign_of_a_shell_means_anything(command, windows, rest):
    command = command.replace("python", "sh", 1)
    assert hook.words(command, windows=windows)[1:] == rest


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("", "is empty"),
        ("  ", "is empty"),
        ("sh 'a", "a quote has no other"),
        ("no-such-program x", "there is no program 'no-such-program'"),
        ("/etc/passwd", "there is no program '/etc/passwd'"),
    ],
)
def test_a_command_that_cannot_be_is_refused_in_one_line(command, said):
    with pytest.raises(ValueError, match=said) as error:
        hook.words(command)
    assert "\n" not in str(error.value)


def test_the_event_is_on_its_standard_input_and_what_it_prints_is_told(tmp_path):
    told = []
    code = (
        "import json, sys; e = json.load(sys.stdin); print(ascii(e['text'])); sys.stderr.write('b')"
    )
    assert hook.call(python(code), EVENT, told.append) == ""
    assert told == [ascii(EVENT["text"]), "b"]


def test_an_event_can_be_read_whatever_the_encoding_of_the_command():
    told = []
    code = "import sys; print(sys.stdin.buffer.read().isascii())"
    hook.call(python(code), EVENT, told.append)
    assert told == ["True"]


def test_what_fails_is_tried_again_with_growing_pauses_and_then_no_more(tmp_path):
    log, told = tmp_path / "log", []
    code = f"import time; open({str(log)!r}, 'a').write(f'{{time.time()}}\\n'); exit(3)"
    why = hook.call(python(code), EVENT, told.append, pauses=(0.2, 0.8))
    times = [float(line) for line in log.read_text().split()]
    assert why == "exit code 3"
    assert len(times) == 3
    assert times[1] - times[0] >= 0.2
    assert times[2] - times[1] >= 0.8
    assert told == ["exit code 3; again in 0 s", "exit code 3; again in 1 s"]


def test_what_fails_once_and_then_not_is_done(tmp_path):
    mark = tmp_path / "mark"
    code = f"import os; p = {str(mark)!r}; there = os.path.exists(p); open(p, 'w'); exit(not there)"
    assert hook.call(python(code), EVENT, lambda line: None, pauses=(0.1, 60)) == ""


def test_what_hangs_is_ended_with_all_that_it_started(tmp_path):
    pids, clock = tmp_path / "pids", time.monotonic()
    child = f"import subprocess, sys, os, time; p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(99)']); open({str(pids)!r}, 'w').write(f'{{os.getpid()}} {{p.pid}}'); time.sleep(99)"  # noqa: E501
    assert hook.call(python(child), EVENT, print, limit=3, pauses=()) == "not done in 3 s"
    assert time.monotonic() - clock < 20
    for pid in map(int, pids.read_text().split()):
        with suppress(psutil.NoSuchProcess):
            killed = psutil.Process(pid)  # it may need a moment to be gone
            assert killed.status() == "zombie" or not psutil.wait_procs([killed], 20)[1]


def test_what_reads_nothing_and_what_leaves_a_process_behind_holds_nobody_up(tmp_path):
    large, clock = EVENT | {"much": "x" * 1_000_000}, time.monotonic()
    behind = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(5)'])"  # noqa: E501
    assert hook.call(python(behind), large, print, pauses=()) == ""
    assert time.monotonic() - clock < 4


def test_what_prints_without_end_is_cut():
    told = []
    hook.call(python("print('x' * 10_000_000)"), EVENT, told.append)
    assert sum(map(len, told)) <= 4000


def test_what_cannot_be_started_is_told_and_no_error(tmp_path):
    broken = tmp_path / "broken"
    broken.write_text("#!/no/such/interpreter\n")
    broken.chmod(0o755)
    (program,) = hook.words(shlex.quote(str(broken)))
    why = hook.call([program], EVENT, print, pauses=())
    assert why == "cannot be started: No such file or directory"


def test_an_event_is_one_line_of_json():
    told = []
    hook.call(python("import sys; print(len(sys.stdin.readlines()))"), EVENT, told.append)
    assert told == ["1"]
