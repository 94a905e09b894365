"""Runs: whole or not at all, cached, recorded, strict, whatever happens to them."""

import json
import os
import signal
import tomllib
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, distribution, distributions

import nbformat
import pytest
from books import run, statuses, write
from conftest import ROOT
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from xiaoyi_data.runs import collection, record


def test_a_job_is_executed_finished_and_recorded(books, tmp_path):
    entry = run(books, tmp_path / "out", parameters={"text": "孝义"})["good.text=孝义"]
    folder = tmp_path / "out" / "good.text=孝义"
    assert set(entry["outputs"]) == {"good.text=孝义.ipynb", "made.txt"}
    assert "1 '孝义'" in (folder / "good.text=孝义.ipynb").read_text(encoding="utf-8")
    recorded = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert recorded["version"] == record.VERSION
    assert recorded["jobs"]["good.text=孝义"]["parameters"] == {"n": 1, "text": "孝义"}


READABLE = {
    "Chinese": "近4万户，孝义",
    "spaces": "一\u3000二 \n三",
    "quotes": "'a' \"b\" \\n {n}",
    "beyond the basic plane": "𠮷😀",
}


@pytest.mark.parametrize("text", READABLE.values(), ids=READABLE)
def test_a_text_arrives_and_is_shown_as_it_was_typed(books, tmp_path, text):
    write(books, "good", "print(text == " + ascii(text) + ")")
    entry = run(books, tmp_path / "out", parameters={"text": text})
    (name,) = entry
    notebook = nbformat.read(tmp_path / "out" / name / f"{name}.ipynb", 4)
    injected, shown = [cell for cell in notebook.cells if cell.cell_type == "code"][1:]
    assert shown.outputs[0]["text"] == "True\n"
    assert f"text = {text!r}" in injected.source
    assert str(tmp_path) not in json.dumps(notebook)


def test_what_has_not_changed_is_not_run_again(books, tmp_path):
    run(books, tmp_path / "out")
    assert statuses(run(books, tmp_path / "out")) == {"good": "cached"}
    assert statuses(run(books, tmp_path / "out", force=True)) == {"good": "succeeded"}


CHANGES = {
    "code": lambda books, out: write(books, "good", "print(n + 1)"),
    "an output altered": lambda books, out: (out / "good" / "made.txt").write_text("else"),
    "an output deleted": lambda books, out: (out / "good" / "made.txt").unlink(),
    "the record lost": lambda books, out: (out / "manifest.json").write_text("{"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_is_noticed(books, tmp_path, change):
    out = tmp_path / "out"
    run(books, out)
    change(books, out)
    assert statuses(run(books, out)) == {"good": "succeeded"}


def test_a_change_of_data_or_package_is_noticed(books, tmp_path):
    run(books, tmp_path / "out", versions={"a": "1"})
    assert statuses(run(books, tmp_path / "out", versions={"a": "2"})) == {"good": "succeeded"}


def test_a_change_in_a_file_named_by_a_parameter_is_noticed(books, tmp_path):
    own = tmp_path / "own.csv"
    own.write_text("1")
    run(books, tmp_path / "out", parameters={"text": str(own)})
    own.write_text("2")
    assert set(statuses(run(books, tmp_path / "out", parameters={"text": str(own)})).values()) == {
        "succeeded"
    }


def index(out, notebooks):
    names = [path.stem for path in notebooks]
    made = [out / "index.html", out / f"{len(names)}.html"]
    for path in made:
        path.write_text("\n".join(names))
    return made


PUBLICATIONS = {
    "deleted": lambda out: (out / "index.html").unlink(),
    "altered": lambda out: (out / "index.html").write_text("else"),
}


@pytest.mark.parametrize("change", PUBLICATIONS.values(), ids=PUBLICATIONS)
def test_a_publication_is_made_again_when_it_was(books, tmp_path, change):
    out = tmp_path / "out"
    run(books, out, publish=index)
    change(out)
    run(books, out, publish=index)
    assert (out / "index.html").read_text() == "good"


def test_a_publication_that_still_stands_is_left_and_one_that_does_not_goes(books, tmp_path):
    out = tmp_path / "out"
    run(books, out, publish=index)
    before = (out / "index.html").stat().st_mtime_ns
    run(books, out, publish=index)
    assert (out / "index.html").stat().st_mtime_ns == before
    write(books, "more", "print(1)")
    run(books, out, publish=index)
    assert sorted(path.name for path in out.glob("*.html")) == ["2.html", "index.html"]


def test_results_that_the_last_runs_did_not_ask_for_are_removed(books, tmp_path):
    out = tmp_path / "out"
    write(books, "bad", "1 / 0")
    run(books, out, publish=index)
    (out / "failed" / "stranger.ipynb").touch()  # of no run, and so it stays
    (books / "bad.ipynb").unlink()
    run(books, out, parameters={"n": 2}, publish=index, keep=2)
    assert (out / "failed" / "bad.ipynb").exists()
    run(books, out, parameters={"n": 2}, publish=index, keep=2)
    assert sorted(path.name for path in out.iterdir() if path.name[0] != ".") == [
        "1.html",
        "failed",
        "good.n=2",
        "index.html",
        "manifest.json",
    ]
    assert [path.name for path in (out / "failed").iterdir()] == ["stranger.ipynb"]
    assert list(record.read(out)["jobs"]) == ["good.n=2"]


def test_prose_is_renewed_without_executing(books, tmp_path):
    out = tmp_path / "out"
    run(books, out, parameters={"n": 7})
    write(books, "good", "print(n, repr(text))", prose="# Another title")
    assert statuses(run(books, out, parameters={"n": 7})) == {"good.n=7": "refreshed"}
    text = (out / "good.n=7" / "good.n=7.ipynb").read_text(encoding="utf-8")
    assert "Another title" in text
    assert "7 ''" in text


STRANGERS = {
    "a folder": lambda place: (place.mkdir(), (place / "data.csv").write_text("precious")),
    "a file": lambda place: place.write_text("precious"),
    "a link": lambda place: place.symlink_to(place.parent.parent / "books"),
}


@pytest.mark.parametrize("make", STRANGERS.values(), ids=STRANGERS)
def test_what_no_run_has_made_is_never_replaced(books, tmp_path, make):
    out = tmp_path / "out"
    out.mkdir()
    make(out / "good")
    before = sorted(out.rglob("*"))
    with pytest.raises(FileExistsError, match="good is not of a run"):
        run(books, out)
    assert set(before) <= set(out.rglob("*"))


DAMAGED = {
    "lost": lambda found: None,
    "no record": lambda found: {"version": record.VERSION},
    "a list": lambda found: [],
    "an entry cut": lambda found: found | {"jobs": {"good": {"status": "succeeded"}}},
    "an entry of another kind": lambda found: found | {"jobs": {"good": 1}},
}


@pytest.mark.parametrize("damage", DAMAGED.values(), ids=DAMAGED)
def test_a_damaged_record_is_begun_anew(books, tmp_path, damage):
    out = tmp_path / "out"
    run(books, out)
    (out / "manifest.json").write_text(json.dumps(damage(record.read(out))))
    assert statuses(run(books, out)) == {"good": "succeeded"}
    assert statuses(run(books, out)) == {"good": "cached"}


def test_any_executor_serves(books, tmp_path, alone):
    write(books, "bad", "1 / 0")
    with ProcessPoolExecutor(1) as pool:
        entries = run(books, tmp_path / "out", executor=pool)
    assert statuses(entries) == {"bad": "failed", "good": "succeeded"}
    assert entries["bad"]["error"]["name"] == "ZeroDivisionError"


def test_a_worker_that_dies_fails_its_jobs_by_name(books, tmp_path, alone):
    with ProcessPoolExecutor(1) as pool:
        entry = run(books, tmp_path / "out", finish=die, executor=pool)["good"]
    assert (entry["status"], entry["error"]["name"]) == ("failed", "BrokenProcessPool")


def die(notebook, folder):
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_folder_that_cannot_be_made_is_an_error(books, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"):
        run(books, tmp_path / "file" / "out")


def required(name):
    """All that a distribution requires here, directly or not, as packaging understands it."""
    found, todo = {}, [name]
    while todo:
        key = canonicalize_name(todo.pop())
        if key in found:
            continue
        with suppress(PackageNotFoundError):
            about = distribution(key)
            found[key] = about.version
            for needed in map(Requirement, about.requires or ()):
                if not needed.marker or needed.marker.evaluate({"extra": ""}):
                    todo.append(needed.name)
    return found


def test_python_and_all_that_the_package_requires_decide_whether_a_job_runs():
    versions = collection.versions()
    assert required("xiaoyi-data").items() <= versions.items()
    assert {"python", "xiaoyi_data", "numpy", "matplotlib-inline", "ipython"} <= set(versions)


def test_extras_count_where_they_are_installed_but_not_the_tools_of_developers():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    names = {
        extra: {canonicalize_name(Requirement(line).name) for line in lines}
        for extra, lines in project["optional-dependencies"].items()
    }
    found = set(collection.installed())
    shown = set().union(*(names[extra] for extra in ("lab", "dask", "xlsx", "parquet")))
    assert shown & {canonicalize_name(other.name) for other in distributions()} <= found
    assert not names["test"] - set(required("xiaoyi-data")) & found


def test_where_nothing_says_what_is_required_all_that_is_installed_counts():
    every = {canonicalize_name(other.name): other.version for other in distributions()}
    assert collection.installed("not-installed").keys() == every.keys()
