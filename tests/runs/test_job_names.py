"""Names of what a run makes: legal on every system, told apart on every system, the same on all."""

import re
import unicodedata

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook

from xiaoyi_data.runs import names, plan

REFUSED = re.compile(r'[\x00-\x1f<>:"/\\|?*]')
DEVICES = {"con", "prn", "aux", "nul", *(f"{d}{n}" for d in ("com", "lpt") for n in range(1, 10))}


def legal(name):
    """As Microsoft says what a file may be called, and as long as other systems allow."""
    fits = len(name) < 100 and len(name.encode()) < 200
    device = name.partition(".")[0].rstrip().lower() in DEVICES
    return name and fits and not (REFUSED.search(name) or name[-1] in ". " or device)


def kept(name):
    """What stands on a disk that ignores case and composes accents, as those of macOS do."""
    return unicodedata.normalize("NFC", name).casefold()


@pytest.fixture
def books(tmp_path):
    """A function that makes notebooks of these names in a folder, and the jobs of them."""

    def made(*called, parameter="search", values=()):
        cell = new_code_cell(f'{parameter}: str = ""')
        cell["metadata"]["tags"] = ["parameters"]
        for name in called:
            nbformat.write(new_notebook(cells=[cell]), tmp_path / f"{name}.ipynb")
        sweep = {parameter: list(values)} if values else {}
        return [job.name for job in plan.jobs(tmp_path, sweep=sweep, out=tmp_path / "out")]

    return made


ALIKE = [
    ("coal", "Coal"), ("straße", "STRASSE"), ("é", "e\u0301"), ("É", "é"),  # accents
    ("\uf9dc", "\u9686"), ("한", "\u1112\u1161\u11ab"),  # Chinese and Korean in two codings
    ("a:b", "a?b"), ("a.", "a"), ("a ", "a"), ("x" * 300, "x" * 301), ("市" * 90, "市" * 91),
]  # fmt: skip


@pytest.mark.parametrize("values", ALIKE, ids=ascii)
def test_values_that_a_system_takes_for_one_name_two(books, values):
    made = books("one", values=values)
    assert len({kept(name) for name in made}) == 2
    assert all(map(legal, made)), made


@given(st.lists(st.text(min_size=1), min_size=1, max_size=4, unique=True))
def test_any_value_names_a_file_of_every_system(values):
    made = [names.short(f"one.search={names.of(value)}") for value in values]
    assert all(map(legal, made)), made
    assert len({kept(name) for name in made}) == len(values)


@given(st.text(min_size=1))
def test_a_name_is_the_same_however_its_marks_are_composed(value):
    composed, parted = (unicodedata.normalize(form, value) for form in ("NFC", "NFD"))
    assert unicodedata.is_normalized("NFC", names.lawful(composed))
    if not names._REFUSED.search(value) and composed[-1] not in ". ":
        assert names.lawful(composed) == names.lawful(parted)


@pytest.mark.parametrize("value", ["coal", "03_environment", "孝义", "2016-2020", "1.5", "é"])
def test_a_plain_value_is_its_own_name(value):
    assert names.of(value) == value


DIFFICULT = ["con", "NUL.txt", "aux.v2", "COM1", "lpt9.x", "what?", "a:b", "ends.", "ends "]


@pytest.mark.parametrize("called", DIFFICULT)
def test_a_notebook_may_have_a_name_that_windows_refuses(books, called):
    (name,) = books(called)
    assert legal(name)


def test_notebooks_whose_names_differ_in_case_alone_have_folders_of_their_own(books):
    made = books("Report", "report", "REPORT", "other")
    assert len({kept(name) for name in made}) == 4
    assert {"report", "other"} < set(made)


def test_parameters_whose_names_differ_in_case_alone_are_told_apart(tmp_path):
    cell = new_code_cell('n: str = ""\nN: str = ""')
    cell["metadata"]["tags"] = ["parameters"]
    nbformat.write(new_notebook(cells=[cell]), tmp_path / "one.ipynb")
    made = [plan.jobs(tmp_path, parameters={name: "x"})[0].name for name in ("n", "N")]
    assert kept(made[0]) != kept(made[1])


@pytest.mark.parametrize("out", ["C:\\Users\\Administrator\\Documents\\xiaoyi_data\\output"])
def test_the_longest_path_of_a_run_fits_into_what_windows_allows(books, out):
    (name,) = books("n" * 150, values=["v" * 300])
    exhibit = "the-longest-name-of-an-exhibit-there-is"
    assert len(f"{out}\\{name}\\{name}-01-{exhibit}.svg") < 260
    assert len(f"{out}\\.stage\\{'0' * 32}\\{'0' * 32}\\{name}-01-{exhibit}.svg") < 260
