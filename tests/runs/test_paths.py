"""A name is one of the collection, a path is that file, and several of one name stay apart."""

from pathlib import Path

import pytest
from books import parameters

from xiaoyi_data.runs import plan


@pytest.fixture
def outside(folder, monkeypatch):
    """Folders with a notebook of one name each, and a collection that has one of it, too."""
    monkeypatch.chdir(folder)
    for place in ("a/x", "b/x", "c"):
        (folder / place).mkdir(parents=True)
        parameters(folder / place, "n: int = 1", "report")
    parameters(folder, "n: int = 1", "v1.0-final")
    return folder


def names(*notebooks, **options):
    return [job.name for job in plan.jobs(Path(), notebooks, **options)]


def test_a_path_is_that_file_and_a_name_is_one_of_the_collection(outside):
    (job,) = plan.jobs(outside, ["a/x/report.ipynb"])
    assert (job.name, job.notebook) == ("report", outside / "a" / "x" / "report.ipynb")
    (job,) = plan.jobs(outside / "c", ["report"])
    assert (job.name, job.notebook) == ("report", outside / "c" / "report.ipynb")


@pytest.mark.parametrize(
    "text", ["v1.0-final", "v1.0-final.ipynb", "./v1.0-final.ipynb", "../{}/v1.0-final.ipynb"]
)
def test_dots_are_part_of_a_name_and_a_path_into_the_collection_is_one_of_it(outside, text):
    (job,) = plan.jobs(outside, [text.format(outside.name)])
    assert (job.name, job.source) == ("v1.0-final", "v1.0-final.ipynb")


def test_notebooks_of_one_name_stay_apart(outside):
    given = ("a/x/report.ipynb", "b/x/report.ipynb", "c/report.ipynb")
    assert names(*given) == ["report", "x-report", "c-report"]
    assert names(given[0], given[0]) == ["report"]
    assert names(given[1], parameters={"n": "2"}) == ["report.n=2"]
    parameters(outside, "n: int = 1", "report")
    assert names(given[0], "report") == ["x-report", "report"]
    assert names(*given) == ["x-report", "b-x-report", "c-report"]


def test_a_name_that_a_run_needs_itself_is_not_given(outside):
    for name in ("failed", ".stage", "index.html"):
        parameters(outside / "c", "n: int = 1", name)
    given = [f"c/{name}.ipynb" for name in ("failed", ".stage", "index.html")]
    assert names(*given)[:2] == ["c-failed", "stage"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a/report.ipynb", "there is no notebook 'a/report.ipynb'$"),
        ("c/reprot.ipynb", "there is no notebook 'c/reprot.ipynb'; did you mean 'c/report.ipynb'"),
        ("c/report", "there is no notebook 'c/report'; did you mean 'c/report.ipynb'"),
        ("a/", "a/ is a folder: name a notebook in it, or use --notebooks"),
        ("c/report.txt", "c/report.txt is not a notebook: its name does not end in .ipynb"),
        ("~nobody/report.ipynb", "there is no notebook '~nobody/report.ipynb'"),
        ("report.ipynb", "unknown notebook 'report'"),
        ("2021.4.20", "unknown notebook '2021.4.20'"),
    ],
)
def test_a_path_where_nothing_is_is_named_and_no_other_runs(outside, text, message):
    (outside / "c" / "report.txt").touch()
    with pytest.raises(ValueError, match=message):
        plan.jobs(outside, [text])


def test_a_name_that_only_a_file_here_has_is_answered_with_its_path(outside, monkeypatch):
    monkeypatch.chdir(outside / "c")
    with pytest.raises(ValueError, match=r"the file here is 'report\.ipynb'"):
        plan.jobs(outside, ["report"])


def test_a_home_is_found_in_values_and_paths(outside, monkeypatch):
    monkeypatch.setenv("HOME", str(outside))
    (outside / "own.csv").touch()
    parameters(outside, 'own: str = ""  # path of a table', "05_own")
    (job,) = plan.jobs(outside, ["~/05_own.ipynb"], {"own": "~/own.csv"})
    assert job.parameters == {"own": str(outside / "own.csv")}
