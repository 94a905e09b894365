"""What a reviewer does with one workbook over a day: takes it again, copies rows, makes remarks."""

from test_accept import book, contents, folder, problems, take  # noqa: F401
from waiting import ROWS, Book, rows_of

from xiaoyi_data.report import codebook
from xiaoyi_data.reviewing import answers, proposals


def test_a_workbook_whose_names_were_changed_can_be_taken_again(book, folder):  # noqa: F811
    book.accept_all()
    book.set(
        "6所", indicator="+新建中小学 | schools newly built", entity="+青石园区 | Qingshi park"
    )
    book.set("4家", status="under way")
    assert take(book, folder)[0] >= len(ROWS) - 2
    before = contents(folder)
    assert take(book, folder)[0] == 0
    assert contents(folder) == before


def test_one_number_of_two_things_becomes_two_figures_by_a_copied_row(book, folder):  # noqa: F811
    book.accept_all()
    at = book.rows()["6所"] - book.first
    book.order([*range(len(book.rows())), at])
    last = book.sheet.max_row
    for column, text in {
        "decision": "accept as a second figure",
        "indicator": "+幼儿园 | nurseries",
    }.items():
        book.sheet.cell(last, book.names.index(column) + 1).value = text
    assert take(book, folder) == (len(ROWS) + 1, [])
    rows = [row for row in rows_of(folder / "figures.csv") if row["printed"] == "6所"]
    assert {row["indicator"] for row in rows} == {"own_schools", "nurseries"}
    assert problems(folder) == []
    before = contents(folder)
    assert take(book, folder) == (0, [])
    assert contents(folder) == before


def test_a_remark_may_be_in_chinese_and_what_it_quotes_stands_in_the_text(book, folder):  # noqa: F811
    book.set("6所", note="读作两年合计，与上文同一事物")
    book.set("4家", note="原文作“养老驿站”")
    taken, (one,) = take(book, folder)
    assert (taken, one.problem) == (1, "note: 养老驿站 is not in the text")


def test_a_number_that_was_not_offered_is_there_with_all_and_becomes_a_figure(book, folder):  # noqa: F811
    hidden = {row["text"] for row in rows_of(folder / "other_numerals.csv")} - {*book.rows()}
    every = Book(folder, book.path, every=True)
    assert hidden <= {text for one in every.rows() for text in hidden if text in one}


def test_proposals_of_other_numerals_stay_as_they_are_when_figures_beside_them_change(book, folder):  # noqa: F811
    book.set("4家", status="under way")
    take(book, folder)
    found, refused = answers.read(book.path, proposals.Folder(folder))
    assert (len(found), refused) == (1, [])


def test_an_unknown_word_in_chinese_is_told_with_the_words_of_the_sheet(folder, tmp_path):  # noqa: F811
    chinese = Book(folder, tmp_path / "r.xlsx", "zh")
    chinese.set("6所", status="完成")
    chinese.set("4家", "reject", belongs="4家")
    unknown, bare = sorted((one.problem for one in take(chinese, folder)[1]), reverse=True)
    assert unknown.startswith("unknown status '完成'")
    assert {*codebook.labels("figures", "status", "zh").values()} <= {
        *unknown.split("valid: ")[1].split(", ")
    }
    reasons = codebook.labels("other_numerals", "reason", "zh").values()
    assert bare == f"4 is no figure, and no reason is chosen: {', '.join(reasons)}"
