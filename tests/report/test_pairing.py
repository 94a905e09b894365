"""What check says of links: keys, quotes, states, and that one report follows the other."""

import shutil

import following
import pytest

from xiaoyi_data.cli import main
from xiaoyi_data.drafting import link
from xiaoyi_data.report import codebook, pairing, proofs

TARGET, OUTCOME = "gdp-growth-target-2022", "gdp-growth-2022"


@pytest.fixture
def file(tmp_path):
    """A file of links beside the folders of both reports."""
    both = following.pair(tmp_path)
    path = tmp_path / "links.csv"
    path.write_text(codebook.written("links", link.link(*both)), encoding="utf-8")
    return path


def change(file, **cells):
    """Change cells of the link of a growth, and return the line it stands in."""
    rows = following.rows_of(file)
    at = next(n for n, row in enumerate(rows) if row["target"] == TARGET)
    rows[at] |= cells
    file.write_text(codebook.written("links", rows), encoding="utf-8")
    return at + 2


def test_links_as_they_are_proposed_and_those_that_are_shipped_are_right(file, tmp_path):
    assert pairing.check(file).empty
    shutil.copy(file, tmp_path / following.LATER / "links.csv")
    found = proofs.check(report=tmp_path / following.LATER)
    assert not found["key"].eq("links").any()
    assert proofs.check(report="boye-county-2022").empty


def test_links_of_a_draft_are_right_and_stay_so_once_its_rows_are_accepted(tmp_path):
    both = following.pair(tmp_path, draft=True)
    path = tmp_path / "links.csv"
    path.write_text(codebook.written("links", link.link(*both, draft=True)), encoding="utf-8")
    assert pairing.check(path).empty


FAULTS = {
    "target_report": ("qinghe-2021", "unknown report 'qinghe-2021': did you mean"),
    "target": ("gdp-growth-targte-2022", f"did you mean '{TARGET}'?"),
    "outcome_report": ("qinghe-2032", "unknown report 'qinghe-2032': did you mean"),
    "outcome": ("gdp-growht-2022", f"did you mean '{OUTCOME}'?"),
    "score": ("1.2", "'1.2' is above 1"),
    "state": ("acepted", "unknown state 'acepted': did you mean 'accepted'?"),
    "target_quote": ("生产总值增长9%", "'生产总值增长9%' does not stand in that of"),
    "outcome_quote": ("增长9%", "'增长9%' does not stand in that of gdp-growth-2022: '增长6.4%'"),
}  # fmt: skip


@pytest.mark.parametrize("column", FAULTS)
def test_a_cell_that_is_wrong_is_a_line_with_file_line_column_value_and_the_nearest(file, column):
    value, said = FAULTS[column]
    line = change(file, **{column: value})
    told = pairing.check(file)["problem"]
    assert len(told) == 1
    assert told[0].startswith(f"{file}, line {line}, column {column}: ")
    assert said in told[0]


ODD = {
    "a target that was achieved": ({"target": "gdp-2021"}, "gdp-2021 is achieved; unknown target"),
    "an outcome of a year before": ({"outcome": "gdp-2021"}, "unknown outcome of qinghe-2023"),
    "a quote of nothing": ({"outcome": ""}, "'增长6.4%' is quoted of no outcome"),
    "no quote": ({"target_quote": ""}, "'' does not stand in that of gdp-growth-target-2022"),
    "one report": ({"outcome_report": following.EARLIER}, "qinghe-2022 is given twice"),
}


@pytest.mark.parametrize("name", ODD)
def test_what_no_link_can_say_is_named(file, name):
    cells, said = ODD[name]
    change(file, **cells)
    assert pairing.check(file)["problem"].str.contains(said, regex=False).any()


def test_an_outcome_from_before_the_target_was_set_is_named(tmp_path, file):
    figures = tmp_path / following.LATER / "figures.csv"
    text = figures.read_text(encoding="utf-8")
    rows = [line.replace(",2022,", ",2021,") if line.startswith(OUTCOME) else line
            for line in text.splitlines()]  # fmt: skip
    figures.write_text("\n".join(rows) + "\n", encoding="utf-8")
    (told,) = pairing.check(file)["problem"]
    assert f"column outcome: {OUTCOME} is of 2021, before 2022, that of the target" in told


def test_a_target_that_is_accepted_as_silent_and_as_answered_is_named(file):
    following.accept(file)
    rows = following.rows_of(file)
    at = next(n for n, row in enumerate(rows) if row["target"] == TARGET)
    rows.append(rows[at] | {"outcome": "", "outcome_quote": ""})
    file.write_text(codebook.written("links", rows), encoding="utf-8")
    (told,) = pairing.check(file)["problem"]
    assert f"an outcome of {TARGET} is accepted in line {at + 2}" in told or (
        f"{TARGET} is accepted in line {at + 2}" in told
    )


def test_a_link_that_stands_twice_and_reports_of_two_places_are_named(tmp_path, file):
    rows = following.rows_of(file)
    file.write_text(codebook.written("links", [*rows, rows[0]]), encoding="utf-8")
    assert pairing.check(file)["problem"].str.contains("stands already in line 2").any()
    other = following.folder(tmp_path, 2023, "赤水县").name
    file.write_text(
        codebook.written("links", [row | {"outcome_report": other} for row in rows[:1]]), "utf-8"
    )
    told = pairing.check(file)["problem"]
    assert told.str.contains("only reports of one place are linked").any()


def test_a_broken_report_that_links_name_is_one_line_for_each_of_its_rows(tmp_path, file):
    figures = tmp_path / following.LATER / "figures.csv"
    figures.write_text(figures.read_text("utf-8").replace("achieved", "achived"), "utf-8")
    told = pairing.check(file)["problem"]
    assert told.str.contains("unknown status 'achived': did you mean 'achieved'?").all()


def test_check_proves_links_of_a_folder_and_those_of_a_file(tmp_path, file, capsys):
    change(file, outcome="gdp-growht-2022")
    asked = ["check", "--report", str(tmp_path / following.EARLIER), "--links"]
    assert main.main([*asked, str(file)]) == 1
    assert "did you mean 'gdp-growth-2022'?" in capsys.readouterr().out
    shutil.move(file, tmp_path / following.LATER / "links.csv")
    assert main.main(["check", "--report", str(tmp_path / following.LATER)]) == 1
    assert "qinghe-2023/links.csv, line" in capsys.readouterr().out
    assert main.main([*asked, str(tmp_path / "none.csv")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_links_of_many_are_proved_anew_where_the_earlier_report_changes(tmp_path, file, capsys):
    shutil.move(file, tmp_path / following.LATER / "links.csv")
    asked = ["check", "--report", f"{tmp_path}/qinghe-*"]
    main.main(asked)
    assert "links.csv" not in capsys.readouterr().out
    figures = tmp_path / following.EARLIER / "figures.csv"
    figures.write_text(figures.read_text("utf-8").replace(TARGET, "gdp-growth-goal-2022"), "utf-8")
    assert main.main(asked) == 1
    assert "unknown target of qinghe-2022" in capsys.readouterr().out
