"""The short form of the year in ``make bench``: six weeks, and that a promise can break."""

import json
import shutil
import sys

import pytest
from conftest import ROOT

from xiaoyi_data.runs import history, store

sys.path.append(str(ROOT / "tools"))

import year

WEEKS = {2: {"growth": 9.3}, 3: {"fault": "no data"}, 4: {"fault": ""}, 5: {"package": "another"}}


@pytest.fixture(scope="module")
def simulated(tmp_path_factory):
    place = tmp_path_factory.mktemp("year")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("xiaoyi_data.runs.collection.PRELOAD", ("ipykernel.kernelapp",))
        return place, year.simulate(place, 6, WEEKS, real=False)


def test_six_weeks_keep_what_record_and_history_promise(simulated):
    place, made = simulated
    assert list(year.broken(place, made)) == []
    assert [week.code for week in made] == [0, 0, 0, 1, 0, 0]
    assert made[1].grown < 1000


def test_a_promise_that_is_broken_is_told(simulated, tmp_path):
    place, made = simulated
    shutil.copytree(place, tmp_path / "copy")
    kept = tmp_path / "copy" / "history"
    lines = history.index(kept)
    files = history.tree(kept, lines[2])
    files["index.html"]["sha256"] = store.add(kept, b"forged")
    lines[2]["tree"] = store.add(kept, json.dumps(files).encode())
    (kept / "index.json").write_text(json.dumps({"version": 1, "lines": lines}))
    assert "week 2 is not opened as it was" in list(year.broken(tmp_path / "copy", made))


def test_of_six_weeks_three_stay_as_they_were(simulated):
    place, made = simulated
    assert list(year.kept(place, made)) == []


def test_the_long_form_is_a_year_with_changes_and_failures():
    assert max(year.YEAR) < 52
    begun = {name for change in year.YEAR.values() for name in change}
    assert begun == {"growth", "text", "fault", "package"}
