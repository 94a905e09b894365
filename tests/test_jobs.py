"""Jobs are planned strictly: nothing runs until every name and value is known to be right."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from xiaoyi_data import jobs

CELL = """lang: str = "en"  # language: en or zh
code: str = ""  # a code
count: int = 3  # a count
share: float = 0.5  # a share
deep: bool = False  # whether to look deep
"""


@pytest.fixture
def folder(tmp_path):
    for name, source in (("01_all", CELL), ("02_some", 'lang: str = "en"  # language: en or zh\n')):
        cell = new_code_cell(source)
        cell["metadata"]["tags"] = ["parameters"]
        nbformat.write(new_notebook(cells=[cell]), tmp_path / f"{name}.ipynb")
    jobs.declarations.cache_clear()
    return tmp_path


def test_all_notebooks_are_planned_by_default(folder):
    assert [job.name for job in jobs.plan(folder)] == ["01_all", "02_some"]


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
    (job, *_) = jobs.plan(folder, ["01_all"], {name: text})
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
    ],
)
def test_wrong_use_is_named_before_anything_runs(folder, notebooks, parameters, sweep, message):
    with pytest.raises(ValueError, match=message) as error:
        jobs.plan(folder, notebooks, parameters, sweep)
    assert "\n" not in str(error.value)


def test_a_sweep_makes_the_product_for_the_notebooks_that_declare_it(folder):
    planned = jobs.plan(folder, sweep={"lang": ["en", "zh"], "count": ["3", "4"]})
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
        jobs.plan(folder, ["01_all"], {"code": c})[0].name for c in ("a/b", "a b", "a:b", "../x")
    }
    assert len(names) == 4
    assert not any("/" in name or " " in name for name in names)


def test_a_folder_without_notebooks_is_named(tmp_path):
    with pytest.raises(ValueError, match="no notebook in"):
        jobs.plan(tmp_path)
