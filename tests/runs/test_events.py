"""What of a run is worth telling: failures with their beginning, recoveries, verdicts; in words."""

import json

import pytest
from books import copy, write
from conftest import ROOT
from jsonschema import Draft202012Validator

from xiaoyi_data.runs import events, plan, record
from xiaoyi_data.runs import run as runner

SCHEMA = json.loads(
    (ROOT / "xiaoyi_data" / "assets" / "event.schema.json").read_text(encoding="utf-8")
)
FALSE = "raise ValueError('no data')"


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)


def valid(event):
    assert not list(Draft202012Validator(SCHEMA).iter_errors(event)), event
    return event


def told(out, **options):
    return valid(events.of(record.read(out), out, **options))


def go(books, out, moment, monkeypatch, publish=None):
    """Run all notebooks at a moment; return what there is to tell."""
    monkeypatch.setattr("xiaoyi_data.runs.clock.now", lambda: moment)
    runner.jobs(plan.jobs(books), out, finish=copy, publish=publish)
    return told(out)


def week(number):
    return f"2026-01-{1 + 7 * number:02}T06:17:00+00:00"


@pytest.mark.usefixtures("template")
def test_a_failure_is_told_with_its_beginning_until_it_is_mended(tmp_path, monkeypatch):
    books, out = tmp_path / "books", tmp_path / "out"
    write(books, "other", "1")
    write(books, "good", "2")
    assert go(books, out, week(0), monkeypatch)["events"] == []
    write(books, "good", FALSE)
    first = go(books, out, week(1), monkeypatch)
    assert first["events"] == [
        {
            "event": "failed", "name": "good", "since": week(1), "new": True,
            "why": "In [2]: ValueError: no data", "shown": week(0),
        }
    ]  # fmt: skip
    assert not first["ok"]
    assert "good failed" in first["text"]["en"]["subject"]
    assert "good 失败" in first["text"]["zh"]["subject"]
    (again,) = go(books, out, week(2), monkeypatch)["events"]
    assert (again["since"], again["new"], again["shown"]) == (week(1), False, week(0))
    write(books, "good", "3")
    mended = go(books, out, week(3), monkeypatch)
    assert mended["events"] == [{"event": "recovered", "name": "good", "since": week(1)}]
    assert mended["ok"]
    assert mended["run"]["started"] == week(3)
    assert go(books, out, week(4), monkeypatch)["events"] == []


@pytest.mark.usefixtures("template")
def test_what_never_worked_says_that_there_is_nothing_to_show(tmp_path, monkeypatch):
    books, out = tmp_path / "books", tmp_path / "out"
    write(books, "bad", FALSE)
    event = go(books, out, week(0), monkeypatch)
    assert event["events"][0]["shown"] is None
    assert "There is no earlier result to show." in event["text"]["en"]["body"]


@pytest.mark.usefixtures("template")
def test_a_file_of_all_notebooks_that_cannot_be_made_is_told_as_well(tmp_path, monkeypatch):
    books, out = tmp_path / "books", tmp_path / "out"
    write(books, "good", "1")

    def made(folder, notebooks):
        (folder / "index.html").write_text(str(len(notebooks)))
        return [folder / "index.html"]

    def broken(folder, notebooks):
        raise RuntimeError("no ink")

    go(books, out, week(0), monkeypatch, made)
    write(books, "good", "2")
    (failed,) = go(books, out, week(1), monkeypatch, broken)["events"]
    assert failed == {
        "event": "failed", "name": "index.html", "since": week(1), "new": True,
        "why": "RuntimeError: no ink", "shown": week(0),
    }  # fmt: skip
    (recovered,) = go(books, out, week(2), monkeypatch, made)["events"]
    assert recovered == {"event": "recovered", "name": "index.html", "since": week(1)}


def run(number, failed=(), jobs=("a", "b"), **more):
    made = {name: {"status": "failed" if name in failed else "succeeded"} for name in jobs}
    run = {"id": f"2026010{number}T000000Z", "started": week(number), "ended": week(number)}
    return (
        run | {"jobs": made, "failed": list(failed), "files": [], "exit": int(bool(failed))} | more
    )


def manifest(*runs):
    error = {"cell": None, "name": "ValueError", "message": "no", "notebook": None}
    entries = {
        name: {"status": job.get("status"), "error": error, "outputs": {"a": {}}}
        for run in runs
        for name, job in run["jobs"].items()
    }
    return {"runs": list(runs), "jobs": entries, "published": {"outputs": {}, "failed": {}}}


def test_a_run_that_asks_for_others_ends_no_streak_and_recovers_nothing(tmp_path):
    runs = [run(0), run(1, ["a"]), run(2, jobs=["b"])]
    assert events.of(manifest(*runs), tmp_path)["events"] == []
    (failed,) = events.of(manifest(*runs, run(3, ["a"])), tmp_path)["events"]
    assert (failed["since"], failed["new"]) == (week(1), False)


def test_what_is_not_up_to_date_is_told_whichever_run_has_failed_to_make_it():
    held = manifest(run(0), run(1, ["a"]), run(2, jobs=["b"]))
    said = events.notice(held)
    (english,), (chinese,) = said["en"], said["zh"]
    assert english.startswith(f"a has failed since {events.local(week(1))}: ValueError: no. ")
    assert events.local(week(0)) in english
    assert events.local(week(0)) in chinese
    assert events.notice(manifest(run(0)))["en"] == []


def test_a_changed_verdict_is_told_in_the_words_of_the_language(tmp_path):
    verdict = {
        "jobs": ["06_targets"],
        "key": "gdp-target-2021",
        "before": "on_track",
        "after": None,
    }
    changed = {"verdicts": [verdict], "since": None}
    labels = {"en": {"on_track": "on track"}, "zh": {"on_track": "进度正常"}}
    event = valid(events.of(manifest(run(0, changed=changed)), tmp_path, labels=labels))
    assert event["events"] == [{"event": "verdict"} | verdict]
    assert event["ok"]
    said = "gdp-target-2021: the verdict was on track and is none (06_targets)."
    assert said in event["text"]["en"]["body"]
    assert "评判由“进度正常”变为“无”" in event["text"]["zh"]["body"]


def test_a_run_that_could_not_begin_or_end_is_told_with_the_reason(tmp_path):
    held = manifest(run(0))
    event = valid(events.of(held, tmp_path, ran=False, why="another run is writing"))
    assert event["run"] is None
    assert event["events"][0]["name"] is None
    assert event["events"][0]["shown"] == week(0)
    assert "The run failed: another run is writing." in event["text"]["en"]["body"]
    cut = manifest(run(0), run(1, ended=None, exit=74, why="full"))
    assert events.of(cut, tmp_path, why="full")["run"]["ended"] is None
    cut["runs"].append(run(2))
    assert events.of(cut, tmp_path)["events"] == [
        {"event": "recovered", "name": None, "since": week(1)}
    ]


def test_many_failures_are_counted_in_the_subject_and_listed_below(tmp_path):
    names = [f"{n:02}_book" for n in range(5)]
    event = valid(events.of(manifest(run(0, names, names)), tmp_path))
    assert event["text"]["en"]["subject"].endswith("5 failed: 00_book, 01_book, 02_book …")
    body = event["text"]["en"]["body"]
    assert all(name in body for name in names)
    assert "\n" not in event["text"]["zh"]["subject"]
    assert str(tmp_path / "index.html") in body


def test_a_record_of_an_older_version_is_told_of_like_any(tmp_path):
    old = [
        {"id": "x", "started": week(n), "ended": week(n), "jobs": {"a": {}}, "failed": []}
        for n in (0, 1)
    ]
    old[1] |= {"failed": ["a"], "jobs": {"a": {"status": "failed"}}}
    (failed,) = events.of(manifest(*old), tmp_path)["events"]
    assert (failed["since"], failed["shown"]) == (week(1), week(0))


def test_a_trial_is_an_event_of_the_same_form(tmp_path):
    event = valid(events.trial(tmp_path))
    assert event["ok"]
    assert event["text"]["zh"]["subject"].endswith("试发")


def test_times_in_words_are_those_of_the_machine(tmp_path, monkeypatch):
    import time

    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        assert events.local("2026-01-05T22:17:00+00:00") == "2026-01-06 06:17 (+08:00)"
    finally:
        monkeypatch.undo()
        time.tzset()
