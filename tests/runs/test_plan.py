"""Jobs are planned strictly: nothing runs until every name and value is known to be right."""

import shutil

import nbformat
import pytest
from books import parameters
from nbformat.v4 import new_code_cell, new_notebook

from xiaoyi_data.runs import plan


def test_all_notebooks_are_planned_by_default(folder):
    assert [job.name for job in plan.jobs(folder)] == ["01_all", "02_some"]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("code", "0012", "0012"),
        ("code", "孝义", "孝义"),
        ("count", "0012", 12),
        ("share", "1e-1", 0.1),
        ("deep", "yes", True),
        ("lang", "zh", "zh"),
    ],
)
def test_a_value_arrives_as_the_type_declared(folder, name, text, value):
    (job, *_) = plan.jobs(folder, ["01_all"], {name: text})
    assert job.parameters[name] == value
    assert type(job.parameters[name]) is type(value)


@pytest.mark.parametrize(
    ("notebooks", "parameters", "sweep", "message"),
    [
        (["01_al"], {}, {}, "unknown notebook '01_al': did you mean '01_all'"),
        ([], {"lagn": "en"}, {}, "unknown parameter 'lagn': did you mean 'lang'"),
        ([], {}, {"lagn": ["en"]}, "unknown parameter 'lagn'"),
        (["02_some"], {"count": "1"}, {}, "unknown parameter 'count'.*valid: lang"),
        ([], {"lang": "fr"}, {}, "unknown value of parameter 'lang' 'fr'.*valid: en, zh"),
        ([], {"count": "1.5"}, {}, "parameter 'count' takes int, not '1.5'"),
        ([], {"deep": "maybe"}, {}, "parameter 'deep' takes bool, not 'maybe'"),
        ([], {"share": "half"}, {}, "parameter 'share' takes float, not 'half'"),
        ([], {"share": "nan"}, {}, "parameter 'share' takes float, not 'nan'"),
        ([], {"count": 1.5}, {}, "parameter 'count' takes int, not 1.5"),
        ([], {"count": True}, {}, "parameter 'count' takes int, not True"),
        ([], {"code": 12}, {}, "parameter 'code' takes str, not 12"),
        ([], {"code": "\udcff"}, {}, "parameter 'code' takes str, not"),
        ([], {"lang": "zh"}, {"lang": ["en"]}, "parameter 'lang' is given both a value and a sw"),
    ],
)
def test_wrong_use_is_named_before_anything_runs(folder, notebooks, parameters, sweep, message):
    with pytest.raises(ValueError, match=message) as error:
        plan.jobs(folder, notebooks, parameters, sweep)
    assert "\n" not in str(error.value)


def test_a_sweep_makes_the_product_for_the_notebooks_that_declare_it(folder):
    planned = plan.jobs(folder, sweep={"lang": ["en", "zh"], "count": ["3", "4"]})
    assert [job.name for job in planned] == [
        "01_all",
        "01_all.count=4",
        "01_all.lang=zh",
        "01_all.lang=zh.count=4",
        "02_some",
        "02_some.lang=zh",
    ]


def test_names_of_jobs_are_safe_and_differ(folder):
    names = {
        plan.jobs(folder, ["01_all"], {"code": c})[0].name for c in ("a/b", "a b", "a:b", "../x")
    }
    assert len(names) == 4
    assert not any("/" in name or " " in name for name in names)


def test_the_longest_names_still_make_files(folder):
    values = {"code": "孝义市" * 40, "share": 0.123456789, "deep": True, "count": 10**30}
    one, two = (
        plan.jobs(folder, ["01_all"], values | {"code": values["code"] + end})[0] for end in "ab"
    )
    assert one.name != two.name
    (folder / f".1234567-{one.name}-01-investment.svg").touch()


@pytest.fixture
def own(folder, monkeypatch):
    """A notebook that takes a file, and a file for it in the folder one works in."""
    cell = new_code_cell('own: str = ""  # path of your own data, CSV; none when empty\n')
    cell["metadata"]["tags"] = ["parameters"]
    nbformat.write(new_notebook(cells=[cell]), folder / "03_own.ipynb")
    (folder / "data").mkdir()
    (folder / "data" / "mine.csv").write_text("1")
    monkeypatch.chdir(folder)
    return folder


def test_a_file_is_found_wherever_the_job_runs(own):
    (job,) = plan.jobs(own, ["03_own"], {"own": "data/mine.csv"})
    assert job.parameters["own"] == job.given["own"] == str(own / "data" / "mine.csv")
    assert job.notebook.is_absolute()
    assert str(own) not in job.name
    assert list(plan.inputs(job)["files"]) == ["own"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ("data/mnie.csv", "no file 'data/mnie.csv'; did you mean 'data/mine.csv'"),
        ("nowhere/x.csv", "parameter 'own': there is no file 'nowhere/x.csv'$"),
        ("data", "there is no file 'data'"),
    ],
)
def test_a_missing_file_is_named_before_anything_runs(own, given, message):
    with pytest.raises(ValueError, match=message):
        plan.jobs(own, ["03_own"], {"own": given})


@pytest.mark.parametrize(
    "content", ["[]", "{", '{"cells": ["a"]}', '{"cells": [{"cell_type": "code"}]}', "\xff"]
)
def test_a_file_that_is_no_notebook_is_planned_to_fail_and_harms_no_other(folder, content):
    (folder / "bad.ipynb").write_text(content, encoding="latin-1")
    planned = plan.jobs(folder, parameters={"lang": "zh"})
    assert [job.name for job in planned] == ["01_all.lang=zh", "02_some.lang=zh", "bad"]
    assert plan.inputs(planned[2])["code"] != plan.inputs(planned[1])["code"]


def test_a_link_to_nothing_and_a_folder_called_a_notebook_harm_no_other(folder):
    (folder / "gone.ipynb").symlink_to(folder / "nothing.ipynb")
    (folder / "dir.ipynb").mkdir()
    planned = plan.jobs(folder)
    assert [job.name for job in planned] == ["01_all", "02_some", "gone"]
    assert plan.inputs(planned[2])["files"] == {}


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("x: int = 2**10", r"its default must be int, written out: 2 \*\* 10"),
        ('x: int = "a"', "its default must be int, written out: 'a'"),
        ("x: list = []", "it needs a default and a type: str, int, float, bool"),
        ("x: str", "it needs a default and a type"),
        ("x = None", "it needs a default and a type"),
    ],
)
def test_a_parameter_that_no_run_can_set_is_no_hindrance_until_it_is_set(folder, source, message):
    parameters(folder, source)
    (job,) = plan.jobs(folder, ["03_more"])
    assert job.parameters == {}
    with pytest.raises(ValueError, match=f"parameter 'x' cannot be set: {message}") as error:
        plan.jobs(folder, ["03_more"], {"x": "1"})
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("source", "value"),
    [("x = 0.1", 1.0), ("x = 3", 1), ("x = ''", "1"), ("x = True", True), ("x = -2", 1)],
)
def test_a_default_alone_says_the_type(folder, source, value):
    parameters(folder, f"%matplotlib inline\n!true\n{source}  # what papermill takes")
    (job,) = plan.jobs(folder, ["03_more"], {"x": "1"})
    assert (job.parameters["x"], type(job.parameters["x"])) == (value, type(value))


@pytest.mark.parametrize(
    ("kernelspec", "message"),
    [
        (None, r"03_more\.ipynb: no cell tagged parameters that declares any"),
        (
            {"name": "ir", "language": "R"},
            r"03_more\.ipynb: r, and a run sets parameters of Python",
        ),
        ({"name": "odd"}, r"03_more\.ipynb: another language, and a run sets"),
    ],
)
def test_where_nothing_is_declared_one_line_says_why(folder, kernelspec, message):
    made = new_notebook(cells=[new_code_cell("x = 1")])
    made["metadata"] = {"kernelspec": kernelspec} if kernelspec else {}
    (folder / "03_more.ipynb").write_text(nbformat.writes(made))
    with pytest.raises(ValueError, match=f"^parameter 'n' cannot be set: {message}") as error:
        plan.jobs(folder, ["03_more"], {"n": "1"})
    assert "\n" not in str(error.value)


def test_hidden_files_are_no_notebooks(folder):
    (folder / ".~01_all.ipynb").write_text("half")
    assert not any(job.name.startswith(".") for job in plan.jobs(folder))


def test_no_two_things_of_a_run_have_one_name(folder):
    shutil.copy(folder / "02_some.ipynb", folder / "01_all.lang=zh.ipynb")
    with pytest.raises(ValueError, match=r"two notebooks make '01_all\.lang=zh'"):
        plan.jobs(folder, sweep={"lang": ["en", "zh"]})


@pytest.mark.parametrize(
    "name",
    [
        "failed",
        "Failed",
        "index.html",
        "deck.pptx",
        "workbook.zh.xlsx",
        "gallery.zh.html",
        "manifest.json",
    ],
)
def test_one_called_as_what_a_run_writes_itself_has_its_folder_in_front(folder, name):
    shutil.copy(folder / "02_some.ipynb", folder / f"{name}.ipynb")
    called = {job.source: job.name for job in plan.jobs(folder)}
    assert called.pop(f"{name}.ipynb") == f"{folder.name}-{name}"
    assert set(called.values()) == {"01_all", "02_some"}


@pytest.mark.parametrize("name", ["x.html", "a.pptx", "b.json", "index", "deck", "unfailed"])
def test_a_name_that_only_looks_like_one_of_those_is_kept(folder, name):
    shutil.copy(folder / "02_some.ipynb", folder / f"{name}.ipynb")
    assert name in [job.name for job in plan.jobs(folder)]


def test_a_folder_without_notebooks_is_named(tmp_path):
    with pytest.raises(ValueError, match="no notebook in"):
        plan.jobs(tmp_path)
