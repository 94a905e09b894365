"""The record says of every run when, where and with what it was, and how each job and it ended."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from books import copy, run, write
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from xiaoyi_data.cli import stopping, terminal
from xiaoyi_data.runs import causes, clock, journal, plan, record
from xiaoyi_data.runs import run as runner

SCHEMA = json.loads(
    (ROOT / "xiaoyi_data" / "assets" / "manifest.schema.json").read_text(encoding="utf-8")
)
ABOUT = {"data": "0123456789abcdef", "parameters": {"lang": ["en", "zh"]}}


def recorded(out):
    """The record as it lies there, which is as its schema says."""
    found = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    Draft202012Validator(SCHEMA).validate(found)
    return found


def test_a_run_says_when_where_with_what_and_how_each_job_went(books, tmp_path):
    write(books, "bad", "1 / 0")
    before = datetime.now(UTC).replace(microsecond=0)
    run(books, tmp_path / "out", about=ABOUT)
    (one,) = recorded(tmp_path / "out")["runs"]
    began, ended = (datetime.fromisoformat(one[name]) for name in ("started", "ended"))
    assert before <= began <= ended <= datetime.now(UTC)
    assert one["id"] == f"{began:%Y%m%dT%H%M%SZ}"
    local = datetime.now().astimezone()
    assert one["zone"] == {"name": local.tzname(), "offset": local.isoformat()[-6:]}
    assert {name: one[name] for name in ABOUT} == ABOUT
    assert one["machine"] == journal.machine()
    assert one["jobs"]["good"] == one["jobs"]["good"] | {"status": "succeeded", "because": ["new"]}
    assert one["jobs"]["good"]["seconds"] > 0
    bad = one["jobs"]["bad"]
    assert (bad["status"], bad["why"]) == (
        "failed", "In [2]: ZeroDivisionError: division by zero",
    )  # fmt: skip
    assert (one["exit"], one["why"]) == (terminal.FAILED, f"bad: {bad['why']}")
    assert one["seconds"] >= max(job["seconds"] for job in one["jobs"].values())
    assert one["peak"] > 10 << 20


def test_runs_that_begin_in_one_second_have_names_of_their_own(books, tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: "2026-01-05T00:00:00+00:00")
    for _ in range(3):
        run(books, tmp_path / "out")
    runs = recorded(tmp_path / "out")["runs"]
    assert [one["id"][15:] for one in runs] == ["Z", "Z-2", "Z-3"]
    assert [one["jobs"]["good"]["status"] for one in runs] == ["succeeded", "cached", "cached"]
    assert [one["exit"] for one in runs] == [terminal.OK] * 3


ENDS = {
    "SIGTERM": (stopping.Stopped(143), 143, "interrupted"),
    "Ctrl-C": (KeyboardInterrupt(), 130, "interrupted"),
    "a full disk": (OSError(28, "No space left on device"), 74, "OSError: "),
    "a disk that fails": (OSError(5, "Input/output error"), 2, "OSError: "),
    "a bug": (KeyError("x"), 1, "KeyError: 'x'"),
}


@pytest.mark.parametrize(("problem", "code", "why"), ENDS.values(), ids=ENDS)
def test_what_ends_a_run_early_is_in_its_record(books, tmp_path, problem, code, why):
    def stop(out, notebooks):
        raise problem

    with pytest.raises(type(problem)):
        runner.jobs(
            plan.jobs(books), tmp_path / "out", finish=copy, report=lambda entry: stop(0, 0)
        )
    (one,) = recorded(tmp_path / "out")["runs"]
    assert (one["ended"], one["exit"]) == (None, code)
    assert one["why"].startswith(why)
    assert code in terminal.CODES


BECAUSE = {
    "data": lambda entry: {"versions": entry["versions"] | {"data": "new"}},
    "package": lambda entry: {"versions": entry["versions"] | {"xiaoyi_data": "new"}},
    "python": lambda entry: {"versions": entry["versions"] | {"python": "3.99"}},
    "dependencies": lambda entry: {"versions": entry["versions"] | {"pandas": "99"}},
    "parameters": lambda entry: {"parameters": {"n": 2}},
    "code": lambda entry: {"inputs": entry["inputs"] | {"code": "new"}},
    "files": lambda entry: {"inputs": entry["inputs"] | {"files": {"own": "new"}}},
    "beside": lambda entry: {"inputs": entry["inputs"] | {"beside": {"a.csv": "new"}}},
}
ENTRY = {
    "status": "succeeded",
    "parameters": {"n": 1},
    "inputs": {"code": "a", "prose": "a", "files": {}, "beside": {}},
    "versions": {"xiaoyi_data": "a", "data": "a", "python": "3.11", "pandas": "2"},
}


@given(st.sets(st.sampled_from(sorted(BECAUSE))), st.booleans(), st.booleans())
def test_a_job_says_all_that_differs_from_its_last_result_and_nothing_else(which, force, failed):
    changed = json.loads(json.dumps(ENTRY))
    for name in which:
        changed |= BECAUSE[name](changed)
    last = ENTRY | {"status": "failed"} if failed else ENTRY
    wanted = which | ({"forced"} if force else set()) | ({"failed"} if failed else set())
    found = causes.of(last, changed, force=force)
    assert set(found) == (wanted or {"altered"})
    assert len(found) == len(set(found))


def test_a_record_of_version_2_is_read_and_goes_on(books, tmp_path):
    out = tmp_path / "out"
    write(books, "bad", "1 / 0")
    run(books, out)
    new = record.read(out)
    old = new | {"version": 2}
    old["runs"] = [
        {"started": one["started"], "ended": one["ended"], "jobs": list(one["jobs"]),
         "failed": one["failed"]} for one in new["runs"] * 2
    ]  # fmt: skip
    for entry in old["jobs"].values():
        entry.pop("because", None)
    (out / "manifest.json").write_text(json.dumps(old))
    first, second = record.read(out)["runs"]
    assert (first["id"], second["id"]) == (new["runs"][0]["id"], f"{new['runs'][0]['id']}-2")
    assert first["jobs"] == {"bad": {"status": "failed"}, "good": {}}
    entries = run(books, out)
    assert {name: entry["status"] for name, entry in entries.items()} == {
        "bad": "failed", "good": "cached",
    }  # fmt: skip
    assert [one.get("exit") for one in recorded(out)["runs"]] == [None, None, 1]


@pytest.mark.parametrize("version", [1, 4, "3", None])
def test_a_record_of_a_version_we_do_not_know_is_none(books, tmp_path, version):
    run(books, tmp_path / "out")
    found = record.read(tmp_path / "out")
    (tmp_path / "out" / "manifest.json").write_text(json.dumps(found | {"version": version}))
    assert record.read(tmp_path / "out")["jobs"] == {}


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 1, 1)), st.timedeltas(timedelta(0)))
def test_names_of_runs_stand_in_the_order_of_time(moment, later):
    def name(when):
        return clock.identity(when.replace(microsecond=0, tzinfo=UTC).isoformat(), ())

    try:
        after = moment + later
    except OverflowError:
        return
    assert name(moment) <= name(after)
