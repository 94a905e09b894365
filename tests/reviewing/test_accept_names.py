"""What the indicators of a report of one's own are called is taken in with its rows."""

from test_accept import book, folder, problems  # noqa: F401
from waiting import Book, rows_of

from xiaoyi_data.cli import main


def set_term(book, key, **cells):  # noqa: F811
    """Change cells of the sheet of the report's own indicators."""
    made = book.other("indicators")
    heads = {cell.value: cell.column for cell in made[1]}
    (row,) = [line[0].row for line in made.iter_rows(2) if line[0].value == key]
    for head, text in cells.items():
        made.cell(row, heads[head]).value = text


def own(folder):  # noqa: F811
    return {row["indicator"]: row for row in rows_of(folder / "indicators.csv")}


def run(folder, *names):  # noqa: F811
    return main.main(["accept", str(folder), *names])


def test_what_the_reports_own_indicators_are_called_is_taken_with_the_rows(
    book,  # noqa: F811
    folder,  # noqa: F811
    tmp_path,
    capsys,
):
    set_term(book, "own_ponds", Name="ponds cleared", Theme="Rural areas")
    set_term(book, "own_homes", Theme="somewhere")
    book.set("十二处")
    path = str(book.save())
    assert run(folder, path) == 1
    first, second = capsys.readouterr().out.splitlines()
    assert "sheet indicators, cell D" in first
    assert "unknown theme 'somewhere'" in first
    assert second.startswith("1 taken with 1 of the report's names, 1 refused")
    assert own(folder)["own_ponds"]["name_en"] == "ponds cleared"
    assert own(folder)["own_ponds"]["theme"] == "rural"
    assert own(folder)["own_homes"]["theme"] == "livelihood"
    assert problems(folder) == []


def test_of_two_workbooks_only_names_that_both_give_are_taken(folder, tmp_path, capsys):  # noqa: F811
    for name, homes in (("a.xlsx", "flats"), ("b.xlsx", "houses")):
        book = Book(folder, tmp_path / name)  # noqa: F811
        set_term(book, "own_ponds", Name="ponds cleared")
        set_term(book, "own_homes", Name=homes)
        book.save()
    assert run(folder, str(tmp_path / "a.xlsx"), str(tmp_path / "b.xlsx")) == 0
    assert own(folder)["own_ponds"]["name_en"] == "ponds cleared"
    assert own(folder)["own_homes"]["name_en"] == "homes for the old"


def test_a_workbook_without_that_sheet_changes_no_name(book, folder):  # noqa: F811
    before = own(folder)
    book.drop("indicators")
    book.set("6所")
    assert run(folder, str(book.save())) == 0
    assert own(folder) == before
