"""Results of former weeks: kept by content, opened as they were, put back, removed by rule."""

import itertools
import json
import shutil
import stat
from datetime import datetime, timedelta

import pytest
import weeks
from command import xiaoyi
from conftest import ROOT
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from xiaoyi_data.runs import clock, history, record, restore, store

# Kernels of all runs here are forked from one process.
pytestmark = pytest.mark.usefixtures("template")
MONDAYS = [
    (datetime(2026, 1, 5, 0, 30) + timedelta(weeks=n)).isoformat() + "+00:00" for n in range(6)
]
# What each week says: nothing new in the second and the third, a failure in the fifth.
SAID = [{}, {}, {}, {"text": "It is 45.", "verdict": "met"}, {"fault": "no data"}, {}]


def contents(folder):
    """Every file below a folder with its bytes, but for what only runs need."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in ("manifest.json", ".lock")
        and path.relative_to(folder).parts[0] not in ("failed", "states")
    }  # fmt: skip


@pytest.fixture(scope="module")
def six(tmp_path_factory):
    """Six weeks with a history; and a copy of what stood at the end of each."""
    place = tmp_path_factory.mktemp("six")
    weeks.begin(place)
    stood = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TZ", "Asia/Shanghai")
        for monday, said in zip(MONDAYS, SAID, strict=True):
            patch.setattr(clock, "now", lambda monday=monday: monday)
            weeks.say(place, **said)
            code = weeks.run(place, "--history", str(place / "history"))
            assert code == int("fault" in said)
            stood.append(contents(place / "out"))
    return place, stood


@pytest.fixture
def place(six, tmp_path):
    shutil.copytree(six[0], tmp_path / "copy")
    return tmp_path / "copy"


def test_a_week_without_change_is_a_line_of_the_index(six):
    lines = history.index(six[0] / "history")
    assert [history.day(line).isoformat() for line in lines] == [m[:10] for m in MONDAYS]
    assert len({line["tree"] for line in lines[:3]}) == 1
    # After a failure the last good results stay, and the index says at its top what has failed.
    failed, before = (dict(six[1][week]) for week in (4, 3))
    assert failed.pop("index.html") != before.pop("index.html")
    assert failed == before
    assert len({line["tree"] for line in lines}) == 4
    assert [line["exit"] for line in lines] == [0, 0, 0, 0, 1, 0]


@pytest.mark.parametrize("week", range(6))
def test_any_week_is_opened_as_it_was(six, place, capsys, week):
    then = place / "then"
    code, said = xiaoyi(
        capsys, "history", "open", str(place / "history"), MONDAYS[week][:10], "-o", str(then)
    )
    assert (code, said.out.strip()) == (0, str(then / "index.html"))
    assert contents(then) == six[1][week]


def test_a_day_between_means_what_stood_then(place):
    lines = history.index(place / "history")
    assert history.find(lines, "2026-01-11")["id"] == "20260105T003000Z"
    assert history.find(lines, "2026-01-12")["id"] == "20260112T003000Z"
    assert history.find(lines, "2030-01-01") == history.find(lines, "last") == lines[-1]
    with pytest.raises(ValueError, match="nothing is kept of 2025-12-31: the first is of 2026"):
        history.find(lines, "2025-12-31")
    with pytest.raises(ValueError, match="unknown week 'next'"):
        history.find(lines, "next")


def test_what_is_kept_is_linked_to_nothing_and_read_only(place):
    files = [path for path in (place / "history" / "files").rglob("*") if path.is_file()]
    assert len(files) > 10
    for path in files:
        facts = path.stat()
        assert facts.st_nlink == 1
        assert not stat.S_IMODE(facts.st_mode) & 0o222


def test_an_editor_that_saves_in_place_changes_no_past_week(six, place):
    for path in (place / "out").rglob("*.html"):
        with path.open("r+b") as file:
            file.write(b"changed by hand")
    restore.opened(place / "history", "last", place / "then")
    assert contents(place / "then") == six[1][-1]


@pytest.mark.parametrize("week", [0, 3, 4])
def test_a_week_is_put_back_and_the_next_run_makes_the_present_again(six, place, capsys, week):
    out, when = place / "out", MONDAYS[week][:10]
    (out / "air" / "note.md").write_text("mine")
    line = ["history", "restore", str(place / "history"), when, "--out", str(out)]
    code, said = xiaoyi(capsys, *line)
    assert code == 0, said.err
    now = contents(out)
    assert now.pop("air/note.md") == b"mine"
    assert now == six[1][week]
    found = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
    schema = (ROOT / "xiaoyi_data" / "assets" / "manifest.schema.json").read_text(encoding="utf-8")
    Draft202012Validator(json.loads(schema)).validate(found)
    assert [run["id"] for run in found["runs"][:6]] == [
        f"{monday[:10].replace('-', '')}T003000Z" for monday in MONDAYS
    ]
    assert found["runs"][6]["restored"][:8] == when.replace("-", "")
    code, said = xiaoyi(capsys, "runs", "--out", str(out))
    assert "put back" in said.out
    code, said = xiaoyi(capsys, "verify", str(out))
    assert said.out.split() == ["unknown", "air/note.md"]
    assert weeks.run(place) == 0
    made = contents(out)
    assert made.pop("air/note.md") == b"mine"
    assert "It is 47." in made["air/air.html"].decode()
    changed = record.read(out)["runs"][-1]["changed"]
    assert bool(changed) == (week >= 3)


def test_a_week_is_put_back_where_nothing_is_left(six, place):
    shutil.rmtree(place / "out")
    restore.restore(place / "history", "2026-01-26", place / "out")
    assert contents(place / "out") == six[1][3]
    assert record.intact(place / "out", record.read(place / "out")["published"]["outputs"])


def test_putting_back_never_replaces_what_no_run_has_made(place):
    shutil.rmtree(place / "out")
    (place / "out" / "air").mkdir(parents=True)
    (place / "out" / "air" / "data.csv").write_text("precious")
    with pytest.raises(FileExistsError, match="air is not of a run"):
        restore.restore(place / "history", "last", place / "out")
    assert {path.name for path in (place / "out").rglob("*")} <= {"air", "data.csv", ".lock"}


RULES = {
    "weeks": ({"weeks": 2}, 3),  # the last is six weeks old when the clock stands at its moment
    "last": ({"last": 2}, 2),
    "both, the more": ({"weeks": 1, "last": 4}, 4),
    "more than there are": ({"last": 99}, 6),
}


@pytest.mark.parametrize(("rule", "left"), RULES.values(), ids=RULES)
def test_old_states_go_by_rule_and_those_that_stay_are_whole(six, place, monkeypatch, rule, left):
    monkeypatch.setattr(clock, "now", lambda: MONDAYS[-1])
    assert history.prune(place / "history", **rule) == 6 - left
    lines = history.index(place / "history")
    assert len(lines) == left
    for at, line in enumerate(lines, start=6 - left):
        restore.opened(place / "history", line["id"], place / f"then{at}")
        assert contents(place / f"then{at}") == six[1][at]
    named = {name for line in lines for facts in history.tree(place / "history", line).values()
             for name in [facts["sha256"], line["tree"]]}  # fmt: skip
    there = {path.name for path in (place / "history" / "files").rglob("*") if path.is_file()}
    assert there == named


def test_a_run_keeps_to_the_rule_it_is_given(place, capsys):
    assert weeks.run(place, "--history", str(place / "history"), "--keep-last", "2") == 0
    assert len(history.index(place / "history")) == 2


@given(st.lists(st.integers(0, 60), min_size=1, max_size=12), st.integers(1, 60) | st.none(),
       st.integers(1, 12) | st.none())  # fmt: skip
def test_whatever_the_rule_the_newest_stays_and_no_younger_one_goes_before_an_older(
    tmp_path_factory, ages, weeks_kept, last
):
    if not (weeks_kept or last):
        return
    folder = tmp_path_factory.mktemp("kept")
    now = datetime(2026, 12, 28)
    tree = store.add(folder, b"{}")
    lines = [
        {"id": f"{now - timedelta(weeks=age):%Y%m%dT%H%M%SZ}", "key": "", "tree": tree,
         "published": f"{(now - timedelta(weeks=age)).isoformat()}+00:00", "offset": "+00:00"}
        for age in sorted(ages, reverse=True)
    ]  # fmt: skip
    (folder / "index.json").write_text(json.dumps({"version": 1, "lines": lines}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: f"{now.isoformat()}+00:00")
        gone = history.prune(folder, weeks=weeks_kept, last=last)
    kept = history.index(folder)
    assert kept == lines[gone:]
    assert kept
    assert len(kept) >= min(last or 0, len(lines))
    young = [age for age in ages if weeks_kept and age <= weeks_kept]
    assert len(kept) == max(len(young), min(last or 1, len(lines)))


def test_what_a_killed_run_has_begun_to_keep_is_swept_away(six, place):
    kept = place / "history"
    part = next((kept / "files").iterdir())
    (part / f".xiaoyi-{'0' * 32}").write_text("cut")
    (part / ("f" * 64)).write_text("of another")
    (kept / "files" / "mine.txt").write_text("mine")
    history.prune(kept, last=2)
    assert not list(part.parent.rglob(".xiaoyi-*"))
    assert (kept / "files" / "mine.txt").read_text() == "mine"


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--keep-weeks", "3"], "give --history DIR"),
        (["--keep-last", "0", "--history", "h"], "--keep-last takes a number from 1 up, not 0"),
        (["--history", "{out}/h"], "which is published"),
        (["--history", "{books}"], "holds something else than a history"),
    ],
)
def test_what_cannot_be_a_history_stops_the_run_before_it_starts(place, capsys, options, told):
    names = {"out": place / "out", "books": place / "books"}
    before = (place / "out" / "manifest.json").read_bytes()
    assert weeks.run(place, *(option.format(**names) for option in options)) == 2
    said = capsys.readouterr().err
    assert told in said
    assert len(said.splitlines()) == 1
    assert (place / "out" / "manifest.json").read_bytes() == before


def test_a_history_that_cannot_be_written_ends_the_run_with_its_code_and_reason(
    place, capsys, monkeypatch
):
    def full(folder, source, name):
        raise OSError(28, "No space left on device", str(folder))

    monkeypatch.setattr(store, "put", full)
    weeks.say(place, text="It is 44.")
    assert weeks.run(place, "--history", str(place / "history")) == 74
    run = record.read(place / "out")["runs"][-1]
    assert (run["exit"], run["why"][:8]) == (74, "OSError:")
    assert "It is 44." in (place / "out" / "air" / "air.html").read_text(encoding="utf-8")
    assert len(history.index(place / "history")) == 6


def test_two_programs_take_turns(place, monkeypatch, capsys):
    monkeypatch.setattr("filelock.FileLock.acquire", busy)
    code, said = xiaoyi(capsys, "history", "clean", str(place / "history"), "--keep-last", "1")
    assert (code, "in use by another program" in said.err) == (2, True)
    assert len(history.index(place / "history")) == 6


def busy(self, *_, **__):
    from filelock import Timeout

    raise Timeout(self.lock_file)


def test_lines_are_in_the_order_of_time(six):
    published = [line["published"] for line in history.index(six[0] / "history")]
    assert all(one < other for one, other in itertools.pairwise(published))
