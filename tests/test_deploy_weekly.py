"""Each way runs on Mondays where that is asked, and the task of Windows keeps to its schema."""

import os
import re
import shlex
import subprocess
from datetime import datetime, timedelta

import pytest
from conftest import tool
from test_deploy import TASK, read, task

WEEKLY = {
    "systemd": "OnCalendar=Mon *-*-* 06:17:00 Asia/Shanghai",
    "cron": "17 6 * * 1",
    "hosted CI": "17 22 * * 0",
    "Airflow 3": "17 6 * * 1",
}


@pytest.mark.parametrize("way", WEEKLY)
def test_each_way_says_how_it_runs_on_mondays_alone_in_its_file_and_on_the_page(way):
    file = dict(
        zip(WEEKLY, ("xiaoyi.timer", "crontab", "hosted-ci.yml", "airflow_dag.py"), strict=True)
    )
    assert WEEKLY[way] in read(file[way])
    (row,) = re.findall(rf"^\| {way} \|.*$", read("README.md"), flags=re.M)
    assert f"`{WEEKLY[way]}`" in row


def test_the_weekly_timer_elapses_on_mondays_in_shanghai():
    when = WEEKLY["systemd"].removeprefix("OnCalendar=")
    done = subprocess.run(
        [tool("systemd-analyze"), "calendar", "--iterations=3", when],
        env=os.environ | {"TZ": "Asia/Shanghai"}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert len(re.findall(r"(?:elapse|#\d): Mon [\d-]+ 06:17:00", done.stdout)) == 3


# The schema of tasks, as far as the file goes: what each part may hold, in this order.
SEQUENCES = {
    "Task": ["RegistrationInfo", "Triggers", "Settings", "Actions"],
    "CalendarTrigger": ["StartBoundary", "Enabled", "ScheduleByDay"],
    "Exec": ["Command", "Arguments", "WorkingDirectory"],
}


def test_the_task_of_windows_keeps_to_the_rules_of_its_schema():
    text, root = read("xiaoyi-task.xml"), task()
    assert text.isascii()  # so that it can be read in any encoding
    assert not text.startswith("<?xml")  # which would name one
    assert root.tag == f"{{{TASK['t']}}}Task"
    for parent, wanted in SEQUENCES.items():
        (found,) = [one for one in root.iter() if one.tag.endswith(f"}}{parent}")]
        assert [child.tag.rpartition("}")[2] for child in found] == wanted
    settings = {one.tag.rpartition("}")[2]: one.text for one in root.find("t:Settings", TASK)}
    assert settings["MultipleInstancesPolicy"] in {"Parallel", "Queue", "IgnoreNew", "StopExisting"}
    assert settings["StartWhenAvailable"] == "true"
    assert re.fullmatch(r"PT\d+M", settings["ExecutionTimeLimit"])
    booleans = settings.keys() - {"MultipleInstancesPolicy", "ExecutionTimeLimit"}
    assert {settings[name] for name in booleans} <= {"true", "false"}
    start = datetime.fromisoformat(root.find(".//t:StartBoundary", TASK).text)
    assert (start.hour, start.minute, start.utcoffset()) == (6, 17, timedelta(hours=8))


def test_a_task_of_windows_starts_what_an_installation_has():
    done = task()
    folder = done.find(".//t:WorkingDirectory", TASK).text
    command = done.find(".//t:Command", TASK).text
    assert command == rf"{folder}\.venv\Scripts\xiaoyi.exe"
    words = windows(done.find(".//t:Arguments", TASK).text)
    (told,) = [word for place, word in enumerate(words) if words[place - 1] == "--notify"]
    lexer = shlex.shlex(told, posix=True)
    lexer.whitespace_split, lexer.escape = True, ""
    assert [*lexer] == [r".venv\Scripts\python.exe", r"deploy\notify\mail.py"]


def windows(line):
    """A command line in the words that a program of Windows sees; there is no quote in a quote."""
    return [quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|(\S+)', line)]
