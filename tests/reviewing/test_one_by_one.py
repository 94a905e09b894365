"""The notebook to review in: one row at a time, saved at once, taken back whole."""

import json

import papermill
import pytest
from conftest import LANGUAGES, NOTEBOOKS
from waiting import ROWS, Book, fill, rows_of

from xiaoyi_data.report import proofs
from xiaoyi_data.reviewing import answers, desk, proposals
from xiaoyi_data.runs import notebook as source
from xiaoyi_data.runs import plan


@pytest.fixture
def folder(tmp_path):
    return fill(tmp_path / "qingshi-2022")


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def button(box, words):
    """Return the button of a description, wherever it stands in a box."""
    for child in box.children:
        if getattr(child, "description", "") == words:
            return child
        if hasattr(child, "children") and (found := button(child, words)):
            return found
    return None


def test_the_most_doubtful_row_comes_first_and_what_is_put_off_last(folder):
    table = desk.Desk(folder)
    doubts = [one.doubt for one in table.rows]
    assert doubts == sorted(doubts, reverse=True)
    first = table.rows[0].id
    assert table.decide("later") == ""
    assert table.rows[-1].id == first


def test_a_decision_is_written_before_the_next_row_is_shown(folder):
    table = desk.Desk(folder)
    assert table.decide("accept", note="Compounds, or their houses.") == ""
    (row,) = rows_of(folder / "figures.csv")
    assert (row["printed"], row["note"]) == ("8—10个", "Compounds, or their houses.")
    assert len(desk.Desk(folder).rows) == len(ROWS) - 1


def test_what_is_refused_says_which_field_and_why_and_changes_nothing(folder):
    before = contents(folder)
    table = desk.Desk(folder, lang="zh")
    assert table.decide("accept", unit="吨") == "单位: unit t is not what is printed: item"
    assert table.decide("accept", period="2021年").startswith("时期: '2021年' does not match")
    assert table.decide("reject").startswith(
        "为何不是数据: 8 is no figure, and no reason is chosen"
    )
    assert contents(folder) == before


def test_undo_takes_back_one_decision_after_another_to_the_first_byte(folder):
    before = contents(folder)
    table = desk.Desk(folder)
    shown = [one.id for one in table.rows]
    assert table.undo() == ""
    table.decide("accept")
    table.decide("reject", reason="vague", belongs="1240户")
    table.decide("accept", indicator="+产出 | produce of the group")
    assert table.undo() == "Taken back: 2万吨."
    assert table.undo() == "Taken back: 1240户."
    assert table.undo() == "Taken back: 8—10个."
    assert contents(folder) == before
    assert [one.id for one in table.rows] == shown


def test_what_others_write_meanwhile_is_neither_overwritten_nor_undone(folder, tmp_path):
    table, other = desk.Desk(folder), desk.Desk(folder)
    table.decide("accept")
    assert other.decide("accept") == "Another program has decided this row meanwhile."
    assert other.decide("accept") == ""  # the next one, which it shows now
    assert table.undo() == "Not taken back: the folder has been changed elsewhere since."
    assert len(rows_of(folder / "figures.csv")) == 2


def test_notebook_and_workbook_make_the_same_tables(folder, tmp_path):
    other = fill(tmp_path / "other" / "qingshi-2022")
    table = desk.Desk(folder)
    while table.rows:
        assert table.decide("accept") == ""
    book = Book(other, tmp_path / "r.xlsx")
    book.accept_all()
    held = proposals.Folder(other)
    desk.accept.take(held, answers.read(book.save(), held)[0])
    assert contents(folder) == contents(other)
    assert proofs.check(folder / "source.txt", report=folder).empty


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_buttons_decide_and_the_fields_follow(folder, lang):
    shown = desk.Fields(desk.Desk(folder, lang=lang))
    words = shown._desk.said
    assert shown._fields["printed"].value == "8—10个"
    assert "<mark" in shown.box.children[1].value
    shown._fields["unit"].value = {"en": "tonnes", "zh": "吨"}[lang]
    button(shown.box, words["decisions"]["accept"]).click()
    said = f"{words['heads']['unit']}: unit t is not what is printed: item"
    assert shown._told.value == said
    shown._fields["unit"].value = {"en": "items", "zh": "个"}[lang]
    button(shown.box, words["decisions"]["accept"]).click()
    assert shown._fields["printed"].value == "1240户"
    button(shown.box, words["desk"]["undo"]).click()
    assert shown._fields["printed"].value == "8—10个"
    for _ in ROWS:
        button(shown.box, words["decisions"]["accept"]).click()
    assert button(shown.box, words["decisions"]["accept"]) is None
    assert words["desk"]["none"] in shown.box.children[0].value
    button(shown.box, words["desk"]["undo"]).click()
    assert shown._fields["printed"].value == "33.5%"


def test_a_run_of_all_passes_the_notebook_over_and_one_that_names_it_does_not(tmp_path):
    assert "review" not in {job.notebook.stem for job in plan.jobs(NOTEBOOKS)}
    assert [job.notebook.stem for job in plan.jobs(NOTEBOOKS, ["review"])] == ["review"]
    assert "review" in plan.available(NOTEBOOKS)
    marked = [
        path.stem for path in NOTEBOOKS.glob("*.ipynb") if source.interactive(source.read(path))
    ]
    assert marked == ["review"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("named", [True, False])
def test_where_nobody_can_choose_it_says_what_is_left_or_how_to_begin(
    folder, tmp_path, lang, named
):
    made = tmp_path / "review.ipynb"
    papermill.execute_notebook(
        str(NOTEBOOKS / "review.ipynb"), str(made),
        {"lang": lang, "report": str(folder) if named else ""}, progress_bar=False,
    )  # fmt: skip
    said = made.read_text(encoding="utf-8")
    left = {"en": "16 left to decide, 33% of them wrong", "zh": "16条待定，其中33%有误"}[lang]
    assert (left in said) == named
    assert ("<td>8—10个</td>" in said) == named


def test_no_output_is_kept_in_git_and_words_stand_in_both_languages():
    held = json.loads((NOTEBOOKS / "review.ipynb").read_text(encoding="utf-8"))
    for cell in held["cells"]:
        assert cell.get("outputs", []) == []
    tags = [cell["metadata"]["tags"][0] for cell in held["cells"]
            if cell["cell_type"] == "markdown" and cell["metadata"]]  # fmt: skip
    assert tags == ["lang-en", "lang-zh"] * (len(tags) // 2)
