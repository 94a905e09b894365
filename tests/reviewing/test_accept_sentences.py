"""An answer of which its sentence says nothing is refused in its cell; a note is the way out."""

import pytest
from test_accept import book, folder, problems, take  # noqa: F401


@pytest.mark.parametrize(
    ("printed", "column", "text", "said"),
    [
        ("6所", "period", "2020/2021", "its sentence of no other"),
        ("3200人", "status", "under way", "no verb"),
        ("4家", "commitment", "strive", "no word such as 力争"),
    ],
)
def test_what_a_sentence_has_no_word_for_is_refused_in_its_cell(
    book,  # noqa: F811
    folder,  # noqa: F811
    printed,
    column,
    text,
    said,
):
    book.set(printed, **{column: text})
    taken, (one,) = take(book, folder)
    assert taken == 0
    cell = book.cell(printed, column).coordinate
    assert one.place.endswith(f"cell {cell}")
    assert said in one.problem


def test_a_note_that_says_how_a_row_is_read_is_the_way_out(book, folder):  # noqa: F811
    book.set("6所", period="2020/2021", note="Read as of two years: so the county says elsewhere")
    assert take(book, folder) == (1, [])
    assert problems(folder) == []
