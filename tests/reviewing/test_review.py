"""The workbook to review: what it shows, and that whatever is done to it comes back."""

import subprocess

import openpyxl
import pytest
from conftest import LANGUAGES, tool
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.rich_text import CellRichText
from waiting import PLAN, REVIEW, ROWS, TEXT, Book, fill

from xiaoyi_data.report.files import DataError
from xiaoyi_data.reviewing import answers, proposals, workbook


@pytest.fixture
def folder(tmp_path):
    return fill(tmp_path / "qingshi-2022")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    return fill(tmp_path_factory.mktemp("kept") / "qingshi-2022")


def read(path, folder):
    return answers.read(path, proposals.Folder(folder))


def test_every_row_of_the_draft_is_there_once_the_most_doubtful_first(folder, tmp_path):
    book = Book(folder, tmp_path / "r.xlsx")
    doubts = [book.cell(printed, "doubt").value for printed in book.rows()]
    figures = [doubt for doubt in doubts if doubt is not None]
    assert sorted(figures, reverse=True) == figures == doubts[: len(figures)]
    assert len(figures) == len(ROWS)


def test_a_sentence_is_whole_and_its_number_is_marked(folder, tmp_path):
    book = Book(folder, tmp_path / "r.xlsx")
    for printed, *_ in ROWS:
        told = book.cell(printed, "sentence").value
        assert isinstance(told, CellRichText)
        assert str(told) in REVIEW + PLAN
        marked = [part.text for part in told if not isinstance(part, str) and part.font.b]
        assert marked == [printed]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_cells_show_words_of_the_language_and_offer_those_there_are(folder, tmp_path, lang):
    book = Book(folder, tmp_path / "r.xlsx", lang)
    assert book.cell("45.6公里", "unit").value == {"en": "kilometres", "zh": "公里"}[lang]
    assert book.cell("1240户", "indicator").value == {"en": "market entities added",
                                                     "zh": "新增市场主体"}[lang]  # fmt: skip
    rules = book.sheet.data_validations.dataValidation
    lists = {next(iter(rule.sqref.ranges)).min_col: rule.formula1 for rule in rules}
    for name, words in book.words.items():
        if words:
            title, cells = lists[book.names.index(name) + 1].replace("'", "").split("!")
            ends = cells.replace("$", "").split(":")
            column = ends[0].rstrip("0123456789")
            top, bottom = (int(end.removeprefix(column)) for end in (ends * 2)[:2])
            offered = [book.other(title)[f"{column}{row}"].value for row in range(top, bottom + 1)]
            assert offered == list(words.values())


def test_by_place_the_rows_stand_as_in_the_text(folder, tmp_path):
    book = Book(folder, tmp_path / "r.xlsx")
    places = {printed: book.cell(printed, "start").value for printed in book.rows()}
    assert all(TEXT.startswith(printed, place) for printed, place in places.items())


def test_a_numeral_that_may_be_a_figure_stands_at_the_end(folder, tmp_path):
    book = Book(folder, tmp_path / "r.xlsx")
    assert list(book.rows())[-1] == "三件"
    assert book.cell("三件", "kind").value == "other numeral"


def test_how_many_are_left_and_wrong_is_counted_by_formulas(folder, tmp_path):
    """In LibreOffice, once some are decided; what is shown before is what was computed here."""
    path = tmp_path / "r.xlsx"
    before = Book(folder, path)
    shown = openpyxl.load_workbook(path, data_only=True).worksheets[0]
    mean = sum(doubt for *_, doubt in ROWS) / len(ROWS)
    assert (shown["A1"].value, round(shown["A2"].value, 6)) == (len(ROWS), round(mean, 6))
    before.set("8—10个")
    before.set("1240户", "later")
    resaved = office(before.save(), tmp_path, "xlsx")
    shown = openpyxl.load_workbook(resaved, data_only=True).worksheets[0]
    mean = (sum(doubt for *_, doubt in ROWS) - 0.8) / (len(ROWS) - 1)
    assert (shown["A1"].value, round(shown["A2"].value, 6)) == (len(ROWS) - 1, round(mean, 6))


def office(path, folder, form):
    """Let LibreOffice open a workbook and save it; return the new one."""
    command = [tool("soffice"), f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    out = folder / form
    subprocess.run([*command, "--convert-to", form, "--outdir", out, path], check=True,
                   capture_output=True)  # fmt: skip
    return out / f"{path.stem}.{form}"


@pytest.mark.slow
def test_answers_come_back_from_libreoffice_and_its_own_format(folder, tmp_path):
    book = Book(folder, tmp_path / "r.xlsx", "zh")
    book.set("6所")
    book.set("45.6公里", note="=1+1")
    book.set("2万吨", "reject", reason="名称", belongs="2万吨")
    path = book.save()
    wanted, refused = read(path, folder)
    assert (len(wanted), refused) == (3, [])
    resaved = office(office(path, tmp_path, "ods"), tmp_path, "xlsx")
    found, refused = read(resaved, folder)
    assert refused == []
    assert found == wanted
    assert [one.row["note"] for one in found].count("=1+1") == 1


def same(found, decided):
    return {one.proposal.row["printed"]: one.decision for one in found} == decided


@settings(max_examples=40)
@given(data=st.data())
def test_rows_sorted_deleted_and_doubled_answer_as_before(kept, tmp_path_factory, data):
    """Whatever rows stand in whatever order: each that is decided answers once, no other does."""
    book = Book(
        kept, tmp_path_factory.mktemp("book") / "r.xlsx", data.draw(st.sampled_from(["en", "zh"]))
    )
    printed = [row[0] for row in ROWS]
    decisions = data.draw(
        st.dictionaries(st.sampled_from(printed), st.sampled_from(["accept", "later"]))
    )
    for one, decision in decisions.items():
        book.set(one, decision)
    order = list(book.rows())
    rows = data.draw(st.lists(st.integers(0, len(order) - 1), min_size=1, max_size=25))
    book.order(rows)
    found, refused = read(book.save(), kept)
    there = {order[row] for row in rows}
    assert refused == []
    assert same(found, {one: decisions[one] for one in there & decisions.keys()})


def test_rows_that_a_filter_hides_answer_too_and_columns_may_be_gone(folder, tmp_path):
    book = Book(folder, tmp_path / "r.xlsx")
    book.set("6所", unit="items")
    book.sheet.row_dimensions[book.rows()["6所"]].hidden = True
    book.sheet.column_dimensions["A"].hidden = True
    book.sheet.delete_cols(book.names.index("note") + 1)
    found, refused = read(book.save(), folder)
    assert same(found, {"6所": "accept"})
    assert (refused, found[0].changed) == ([], {})


def test_one_row_decided_in_two_ways_is_told_with_both_places(folder, tmp_path):
    book = Book(folder, tmp_path / "r.xlsx")
    book.set("6所")
    at = book.rows()["6所"] - book.first
    order = list(range(len(book.rows())))
    book.order([*order, at])
    last = book.first + len(order)
    book.sheet.cell(last, book.names.index("unit") + 1).value = "people"
    found, refused = read(book.save(), folder)
    assert found == []
    (one,) = refused
    assert str(last) in one.problem
    assert str(at + book.first) in one.problem


def test_a_change_that_nobody_decided_is_told_rather_than_lost(folder, tmp_path):
    book = Book(folder, tmp_path / "r.xlsx")
    book.set("6所", "", unit="people")
    book.set("4家", "later", unit="people")
    found, refused = read(book.save(), folder)
    assert found == []
    assert [one.problem for one in refused] == [
        "'people' is changed and nothing accepted: decide the row"
    ] * 2


def test_an_unknown_decision_names_the_nearest(folder, tmp_path):
    book = Book(folder, tmp_path / "r.xlsx")
    book.set("6所", "acept")
    _, (one,) = read(book.save(), folder)
    assert "sheet review, cell D" in one.place
    assert "did you mean 'accept'" in one.problem


def test_a_workbook_of_another_report_or_draft_is_refused(folder, tmp_path):
    book = Book(folder, tmp_path / "r.xlsx")
    book.set("6所")
    path = book.save()
    for name in ("report", "draft", "sections", "other_numerals"):
        place = folder / f"{name}.csv"
        place.write_text(
            place.read_text(encoding="utf-8").replace("qingshi-2022", "lvshi-2022"),
            encoding="utf-8",
        )
    with pytest.raises(DataError, match="is a review of qingshi-2022, not of lvshi-2022"):
        read(path, folder)


def test_a_row_whose_words_have_changed_since_is_refused(folder, tmp_path):
    book = Book(folder, tmp_path / "r.xlsx")
    book.set("6所")
    path = book.save()
    place = folder / "draft.csv"
    place.write_text(place.read_text(encoding="utf-8").replace("6所", "7所"), encoding="utf-8")
    found, (one,) = read(path, folder)
    assert found == []
    assert "make the workbook again" in one.problem


ODS = b"PK\x03\x04" + b"\0" * 26 + b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"PK\x03\x04broken", ODS])
def test_what_is_no_workbook_of_a_review_is_refused_in_a_line(folder, tmp_path, content):
    (tmp_path / "r.xlsx").write_bytes(content)
    with pytest.raises(DataError, match=r"^[^\n]*r\.xlsx[^\n]*$"):
        read(tmp_path / "r.xlsx", folder)


def test_a_sheet_may_be_renamed_and_columns_put_in(folder, tmp_path):
    book = Book(folder, tmp_path / "r.xlsx")
    book.set("6所")
    book.sheet.title = "mine"
    book.sheet.insert_cols(3)
    book.sheet.cell(book.first - 1, 3).value = "my notes"
    found, refused = read(book.save(), folder)
    assert same(found, {"6所": "accept"})
    assert refused == []


def test_another_workbook_is_refused(folder, tmp_path):
    other = openpyxl.Workbook()
    other.active["A1"] = "figure"
    other.save(tmp_path / "r.xlsx")
    with pytest.raises(DataError, match="no column is headed Row or 行号"):
        read(tmp_path / "r.xlsx", folder)


def test_the_same_draft_gives_the_same_workbook(folder, tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        workbook.write(proposals.Folder(folder), tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_without_the_text_the_quote_stands_in_its_place(folder, tmp_path):
    (folder / "source.txt").unlink()
    book = Book(folder, tmp_path / "r.xlsx")
    assert str(book.cell("6所", "sentence").value) == "新建学校6所"
