"""The cron line of deploy/ works in the environment that cron gives, and mails a failure."""

import re
import subprocess

import pytest
from conftest import tool
from operated import BAD, GOOD, here, notebook, set_up
from servers import mailing
from test_deploy import read


@pytest.fixture
def cron(tmp_path):
    """Run the line of the crontab as cron does, with its few variables; yield with the mails."""
    with mailing() as (box, port):
        home = set_up(tmp_path, port, GOOD)
        text = here(read("crontab"), tmp_path)
        (line,) = re.findall(r"^17 6 \* \* \* (.*)$", text, flags=re.M)
        settings = dict(re.findall(r"^([A-Z]+)=(.*)$", text, flags=re.M))
        path = f"{tool('flock').rpartition('/')[0]}:/usr/bin:/bin"
        settings |= {"HOME": str(tmp_path), "LOGNAME": "xiaoyi", "PATH": path}

        def go():
            done = subprocess.run(
                [settings["SHELL"], "-c", line], env=settings, cwd=tmp_path,
                capture_output=True, text=True, check=False, timeout=300,
            )  # fmt: skip
            return done.stdout + done.stderr

        yield home, go, box.mails


@pytest.mark.slow
def test_the_cron_line_runs_mails_a_failure_and_its_end_and_is_silent_otherwise(cron, tmp_path):
    home, go, mails = cron
    assert "exit code" not in go()  # matplotlib says that it builds a cache, the first time
    assert (home / "output" / "index.html").is_file()
    assert {path.name for path in (home / "output").glob("01_small*")} == {
        "01_small", "01_small.lang=zh",
    }  # fmt: skip
    assert mails == []
    well = (home / "output" / "index.html").read_text()
    assert "Not everything here" not in well
    notebook(home, BAD)
    went = go().splitlines()
    assert f"xiaoyi run: exit code 1, see {tmp_path}/run.log" in went
    assert any("ValueError: no data" in line for line in went)
    told = (home / "output" / "index.html").read_text()
    for heading in ("Not everything here is up to date", "此处并非全部是最新的"):
        assert told.index(heading) < told.index('id="find"')
    assert "ValueError: no data. The pages still show the result of 20" in told
    assert "exit code 1" in go()
    assert (home / "output" / "index.html").read_text() == told
    assert (home / "output" / "01_small" / "01_small.html").is_file()
    notebook(home, GOOD)
    assert go() == ""
    assert go() == ""
    assert "Not everything here" not in (home / "output" / "index.html").read_text()
    failed, _, recovered = (mail for _, mail in mails)
    assert "2 failed: 01_small, 01_small.lang=zh" in failed["Subject"]
    assert "ValueError: no data. The pages still show the result of 20" in failed.get_content()
    assert "2 work again" in recovered["Subject"]
    assert "mail: sent to desk@example.org" in (tmp_path / "run.log").read_text()


def test_a_second_run_at_the_same_time_does_nothing_and_says_so(cron, tmp_path):
    home, go, _ = cron
    held = subprocess.Popen(["flock", str(home / "output"), "sleep", "60"])
    try:
        for _ in range(100):
            taken = subprocess.run(["flock", "-n", str(home / "output"), "true"], check=False)
            if taken.returncode:
                break
        assert go() == f"xiaoyi run: exit code 75, see {tmp_path}/run.log\n"
    finally:
        held.kill()
        held.wait()
    assert not (home / "output" / "manifest.json").exists()
