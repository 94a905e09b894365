"""What an older version has left is read, or set aside by name; an upgrade says what it changes.

``version-2.zip`` holds notebooks, and what two runs of version 0.5.0 made of them before the
record had time: two results, a failure, pages, and a record of version 2.
"""

import json
import zipfile
from pathlib import Path

import pytest
from command import xiaoyi
from conftest import ROOT
from jsonschema import Draft202012Validator

from xiaoyi_data.cli import terminal
from xiaoyi_data.runs import events, record

PACKED = Path(__file__).with_name("version-2.zip")
SCHEMA = json.loads(
    (ROOT / "xiaoyi_data" / "assets" / "manifest.schema.json").read_text(encoding="utf-8")
)


@pytest.fixture
def old(tmp_path, monkeypatch):
    """The folder as the older version left it; commands begin in it."""
    with zipfile.ZipFile(PACKED) as packed:
        packed.extractall(tmp_path)
    assert json.loads((tmp_path / "output" / "manifest.json").read_text())["version"] == 2
    monkeypatch.chdir(tmp_path)
    return tmp_path / "output"


def run(capsys, *more):
    code, said = xiaoyi(capsys, "run", "--sweep", "lang=en,zh", *more)
    assert "Traceback" not in said.err
    return code, said.err


@pytest.mark.usefixtures("template")
def test_a_run_goes_on_from_an_older_record(old, capsys):
    before = json.loads((old / "manifest.json").read_text())
    page = old / "01_two" / "01_two.html"
    was = page.read_bytes()
    assert run(capsys)[0] == terminal.FAILED
    manifest = json.loads((old / "manifest.json").read_text())
    Draft202012Validator(SCHEMA).validate(manifest)
    assert [one["started"] for one in manifest["runs"][:2]] == [
        one["started"] for one in before["runs"]
    ]
    this = manifest["runs"][2]
    because = set(this["jobs"]["01_two"]["because"])
    assert "package" in because
    # Not data, which was one with it; other packages may be newer here than where it was made.
    assert because <= {"package", "dependencies", "python"}
    assert page.read_bytes() != was
    assert not list(old.glob("manifest.aside*"))
    (failed,) = events.of(manifest, old)["events"]
    assert (failed["name"], failed["new"]) == ("02_bad", False)
    assert failed["since"] == before["runs"][0]["started"]
    assert "Not everything here is up to date" in (old / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("runs", 0), ("runs show last", 0), ("runs diff last last", 2), ("verify output", 0),
        ("pages output -o pages", 0), ("slides output -o deck.pptx", 2),
        ("pictures output -o pictures", 2), ("doctor --lang zh", 0),
        ("history list output", 2),
    ],
)  # fmt: skip
def test_every_command_that_reads_results_reads_older_ones(old, capsys, line, code):
    found, said = xiaoyi(capsys, *line.split())
    assert found == code, said.err
    assert "Traceback" not in said.err
    assert code == 0 or len(said.err.splitlines()) == 1


@pytest.mark.usefixtures("template")
@pytest.mark.parametrize(
    "text",
    ['{"version": 99, "runs": []}', "{", '{"version": 2, "runs": [{}]}', "[]", ""],
    ids=["newer", "cut off", "damaged", "another", "empty"],
)
def test_a_record_that_is_not_known_is_set_aside_and_named(old, capsys, text):
    for _ in range(2):
        (old / "manifest.json").write_text(text, encoding="utf-8")
        code, said = run(capsys, "01_two")
        assert code == terminal.OK, said
    assert {path.name for path in old.glob("manifest*")} == {
        "manifest.json", "manifest.aside.json", "manifest.aside-2.json",
    }  # fmt: skip
    assert (old / "manifest.aside.json").read_text(encoding="utf-8") == text
    assert "manifest.aside-2.json: damaged, or of a newer version" in said
    assert len(record.read(old)["runs"]) == 1
    assert (old / "failed" / "02_bad.ipynb").is_file()


CAUSES = {
    "xiaoyi_data": ("package", "because of the package"),
    "data": ("data", "because of the tables"),
    "python": ("python", "because of Python"),
    "pandas": ("dependencies", "because of other packages"),
}


@pytest.mark.usefixtures("template")
@pytest.mark.parametrize("name", CAUSES)
def test_a_run_says_whether_the_package_or_the_data_has_changed(old, capsys, name):
    """As after an upgrade, or with new tables, since the run before."""
    assert run(capsys, "01_two")[0] == terminal.OK
    path = old / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for entry in manifest["jobs"].values():
        entry["versions"][name] = "0"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    assert run(capsys, "01_two")[0] == terminal.OK
    because, words = CAUSES[name]
    for job in record.read(old)["runs"][-1]["jobs"].values():
        assert job["because"] == [because]
    assert words in xiaoyi(capsys, "runs", "show", "last")[1].out
