"""The command doctor finds what would fail a scheduled run, and says what to do."""

import os
import string
import subprocess
import sys
import time
import zipfile

import pytest
from command import xiaoyi
from conftest import LANGUAGES, ROOT

from xiaoyi_data import choices
from xiaoyi_data.canvas import style
from xiaoyi_data.cli import doctor, packages, terminal


def found(out, notebooks=None):
    """What is found, by thing, without the trial run, which takes seconds."""
    seen = {}
    for finding in doctor.findings(out, notebooks):
        seen.setdefault(finding.thing, []).append(finding)
        if finding.thing == "font":
            break
    return {thing: [(f.state, f.said) for f in those] for thing, those in seen.items()}


def fields(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.usefixtures("template")
def test_where_all_is_well_every_line_is_ok_and_nothing_is_left_behind(tmp_path, capsys):
    code, said = xiaoyi(capsys, "doctor", "--out", str(tmp_path / "output"))
    lines = said.out.splitlines()
    assert code == terminal.OK, said.out
    assert [line for line in lines if line.startswith("not ok")] == []
    things = choices.words("doctor", "en")["things"]
    seen = {name for name in things.values() if any(name in line[:20] for line in lines)}
    assert seen == {*things.values()} - {"record"}  # of a folder in which nothing has run
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("template")
def test_in_chinese_what_lacks_is_named_with_the_remedy_and_the_code_is_1(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Asia/Nowhere")
    code, said = xiaoyi(capsys, "doctor", "--lang", "zh", "--notebooks", "nowhere")
    text = said.out
    assert code == terminal.FAILED
    assert "不正常  时钟      TZ 为 Asia/Nowhere" in text
    assert "        → 请安装 tzdata" in text
    assert "不正常  笔记本" in text
    assert "正常    试运行" in text


def test_a_locale_in_which_files_have_no_chinese_names_is_told():
    code = "from xiaoyi_data.cli import doctor; print(doctor._locale().said)"
    plain = {"PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "LC_ALL": "C"}
    said = [
        subprocess.run(
            [sys.executable, "-c", code], env=os.environ | settings,
            capture_output=True, text=True, check=True,
        ).stdout.strip()
        for settings in (plain, {"LC_ALL": "C.UTF-8"})
    ]  # fmt: skip
    assert said == ["nameless", "locale"]


def test_a_folder_that_cannot_be_written_and_a_disk_without_room_are_told(tmp_path):
    seen = found(doctor.Path("/proc/xiaoyi/output"))
    assert seen["folder"] == [("wrong", "closed"), ("ok", "folder")]
    assert seen["disk"] == [("wrong", "full")]


@pytest.mark.parametrize(
    ("name", "version", "said"),
    [("nbformat", "0.1", "nbformat>=5.10 (0.1 is here)"), ("nbformat", "odd", "odd is here")],
)
def test_a_package_that_is_too_old_is_named_and_what_rests_on_it_is_not_tried(
    tmp_path, monkeypatch, name, version, said
):
    about = tmp_path / f"{name}-{version}.dist-info"
    about.mkdir()
    (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    monkeypatch.syspath_prepend(tmp_path)
    seen = list(doctor.findings(tmp_path, None))
    (packages,) = [finding for finding in seen if finding.thing == "packages"]
    assert (packages.state, packages.said) == ("wrong", "lacking")
    assert said in packages.values["names"]
    assert not {"font", "trial"} & {finding.thing for finding in seen}


def test_a_package_that_is_missing_is_named(tmp_path, monkeypatch):
    about = tmp_path / "nbformat-9.0.dist-info"
    about.mkdir()
    head = "Metadata-Version: 2.1\nName: nbformat\nVersion: 9.0\n"
    (about / "METADATA").write_text(f"{head}Requires-Dist: no-such-package>=2\n")
    monkeypatch.syspath_prepend(tmp_path)
    values = doctor._packages().values
    assert values["names"] == "no-such-package>=2 (not here)"


def test_what_differs_from_the_lock_is_noted_and_no_fault(tmp_path, monkeypatch):
    (tmp_path / "requirements.txt").write_text(
        "# compiled\npandas==0.1\nnumpy==0.1 ; python_version < '3'\nno-such-package==1\n"
    )
    monkeypatch.setattr(packages, "HOME", tmp_path)
    finding = doctor._packages()
    assert (finding.state, finding.said) == ("note", "unlocked")
    assert finding.values["names"].startswith("pandas ")
    assert "," not in finding.values["names"]


def test_a_damaged_font_is_told(tmp_path, monkeypatch):
    path = tmp_path / "font.ttf"
    whole = doctor.Path(style.font_path()).read_bytes()
    path.write_bytes(whole[:2000])
    monkeypatch.setattr(style, "font_path", lambda weight="Regular": str(path))
    assert found(tmp_path)["font"] == [("wrong", "fontless")]


def test_a_clock_that_is_behind_the_last_run_is_told(tmp_path):
    record = tmp_path / "manifest.json"
    record.write_text("{}")
    assert found(tmp_path)["clock"] == [("ok", "clock")]
    os.utime(record, (time.time() + 1e6,) * 2)
    assert found(tmp_path)["clock"] == [("wrong", "behind")]


def test_a_record_is_told_with_its_last_run_and_what_failed_in_it(tmp_path):
    with zipfile.ZipFile(ROOT / "tests" / "runs" / "version-2.zip") as packed:
        packed.extractall(tmp_path)
    out = tmp_path / "output"
    (finding,) = doctor._record(out)
    assert (finding.state, finding.said) == ("note", "failing")
    assert (finding.values["count"], finding.values["names"]) == (2, "02_bad")
    (out / "manifest.json").write_text("{")
    (finding,) = doctor._record(out)
    assert (finding.state, finding.said) == ("note", "unread")
    assert list(doctor._record(tmp_path)) == []


@pytest.mark.parametrize(
    ("zone", "state"),
    [("CST-8", "ok"), ("Asia/Shanghai", "ok"), (":UTC", "ok"), ("Mars/Base", "wrong")],
)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows takes its zone from its settings")
def test_a_time_zone_is_a_rule_or_known_to_the_system(tmp_path, monkeypatch, zone, state):
    monkeypatch.setenv("TZ", zone)
    assert found(tmp_path)["clock"][0][0] == state


@pytest.mark.usefixtures("template")
def test_a_trial_run_that_fails_is_told_with_its_error(tmp_path, monkeypatch):
    monkeypatch.setattr(doctor, "_TRIAL", "1 / 0")
    finding = doctor._trial(tmp_path)
    assert (finding.state, finding.said) == ("wrong", "failed")
    assert finding.values["error"] == "ZeroDivisionError: division by zero"


def test_a_command_that_is_to_be_told_gets_a_trial(tmp_path):
    keep = tmp_path / "keep.py"
    keep.write_text("import json, sys; print(json.load(sys.stdin)['events'])")
    good, bad = f"{sys.executable} {keep}", f"{sys.executable} -c 'exit(3)'"
    told, failed, gone = doctor._told([good, bad, "no-such-program"], tmp_path)
    assert (told.state, told.values["said"]) == ("ok", "[{'event': 'trial'}]")
    assert (failed.state, failed.values["why"]) == ("wrong", "exit code 3")
    assert gone.state == "wrong"
    (none,) = doctor._told([], tmp_path)
    assert (none.state, none.said) == ("note", "untold")


def test_every_sentence_is_there_in_both_languages_and_filled_with_the_same():
    words = {lang: choices.words("doctor", lang) for lang in LANGUAGES}
    for name in ("states", "things", "said"):
        assert words["en"][name].keys() == words["zh"][name].keys()
    for key, pair in words["en"]["said"].items():
        for english, chinese in zip(pair, words["zh"]["said"][key], strict=True):
            assert bool(english) == bool(chinese), key
            assert fields(english) == fields(chinese), key
