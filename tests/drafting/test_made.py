"""The folder of a draft: proved as any report's, written whole or not at all."""

import csv
import shutil

import pytest
from drafting.test_frame import BODY, PLAIN

from xiaoyi_data.drafting import folder
from xiaoyi_data.report import proofs, reports, tables

NAMES = {"name": "云岭县", "name_en": "Yunling County"}


@pytest.fixture
def report(tmp_path):
    file = tmp_path / "report.txt"
    file.write_text(PLAIN, encoding="utf-8")
    return file


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_draft_is_the_folder_of_a_report_and_nothing_is_wrong_with_it(report, tmp_path):
    made = folder.make(report, tmp_path / "yunling", **NAMES)
    here = tmp_path / "yunling"
    assert {path.name for path in here.iterdir()} == {
        "report.csv", "draft.csv", "other_numerals.csv", "indicators.csv", "sections.csv",
        "source.txt",
    }  # fmt: skip
    assert made.key == "yunling-county-2023"
    found = proofs.check(here / "source.txt", report=here)
    assert found.empty, found.to_string()
    assert tables.load_figures(report=here).empty
    assert len(tables.load_figures(report=here, draft=True)) == len(rows(here / "draft.csv")) > 100


def test_a_draft_that_is_accepted_as_it_is_is_proved_too(report, tmp_path):
    here = tmp_path / "yunling"
    folder.make(report, here, **NAMES)
    proposed = rows(here / "draft.csv")
    columns = [
        name for name in proposed[0] if name not in ("doubt", "reasons_en", "reasons_zh", "state")
    ]
    with (here / "figures.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(proposed)
    (here / "draft.csv").unlink()
    found = proofs.check(here / "source.txt", report=here)
    assert found.empty, found.to_string()


def test_the_same_text_makes_the_same_bytes(report, tmp_path):
    for name in ("one", "two"):
        folder.make(report, tmp_path / name, **NAMES)
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_edited_sections_decide_periods_and_status(report, tmp_path):
    folder.make(report, tmp_path / "first", **NAMES)
    edited = tmp_path / "first" / "sections.csv"
    text = edited.read_text(encoding="utf-8")
    edited.write_text(text.replace("year_review,2022", "years_review,2017/2022"), encoding="utf-8")
    folder.make(report, tmp_path / "second", sections=edited, **NAMES)
    periods = {row["period"] for row in rows(tmp_path / "second" / "draft.csv")}
    assert "2017/2022" in periods
    assert "2022" not in periods


def test_sections_of_another_text_are_refused(report, tmp_path):
    folder.make(report, tmp_path / "first", **NAMES)
    other = tmp_path / "other.txt"
    other.write_text(PLAIN.replace(BODY[:900], BODY[:60]), encoding="utf-8")
    with pytest.raises(ValueError, match="are not the sections of this text"):
        folder.make(
            other, tmp_path / "second", sections=tmp_path / "first" / "sections.csv", **NAMES
        )


def test_a_year_that_is_not_plain_is_asked_for(tmp_path):
    file = tmp_path / "report.txt"
    file.write_text(
        PLAIN.replace("2023年", "").replace("2022年", "").replace("2月8日", ""), encoding="utf-8"
    )
    with pytest.raises(ValueError, match="give --year"):
        folder.make(file, tmp_path / "out", **NAMES)
    assert not (tmp_path / "out").exists()
    made = folder.make(file, tmp_path / "out", year=2023, **NAMES)
    assert made.key == "yunling-county-2023"


@pytest.mark.parametrize("there", ["folder", "file", "link"])
def test_what_stands_already_is_not_written_over(report, tmp_path, there):
    out = tmp_path / "out"
    if there == "folder":
        out.mkdir()
    elif there == "file":
        out.write_text("mine", encoding="utf-8")
    else:
        out.symlink_to(tmp_path / "nowhere")
    with pytest.raises(FileExistsError, match="exists already"):
        folder.make(report, out, **NAMES)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "report.txt"]


@pytest.mark.parametrize(
    "names", [("Yunling", "Yunling"), ("云岭县", "云岭"), ("", "Y"), ("云岭县", "9")]
)
def test_names_that_are_none_are_refused(report, tmp_path, names):
    with pytest.raises(ValueError, match=r"is no (Chinese|English) name of a place"):
        folder.make(report, tmp_path / "out", *names)


def test_a_draft_that_cannot_be_finished_leaves_nothing(report, tmp_path, monkeypatch):
    real, written = folder.writing.content, []

    def full(path, data):
        written.append(path)
        if len(written) > 3:
            raise OSError(28, "No space left on device", str(path))
        return real(path, data)

    monkeypatch.setattr(folder.writing, "content", full)
    with pytest.raises(OSError, match="No space left"):
        folder.make(report, tmp_path / "out", **NAMES)
    assert [path.name for path in tmp_path.iterdir()] == ["report.txt"]


def test_a_folder_is_found_by_its_path_wherever_it_is_moved(report, tmp_path):
    folder.make(report, tmp_path / "out", **NAMES)
    shutil.move(tmp_path / "out", tmp_path / "moved")
    with reports.using(tmp_path / "moved"):
        assert len(tables.load_other_numerals()) > 50
