"""One layout for pictures, slides and pages: pure functions of texts and numbers."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xiaoyi_data.canvas import grid, layout, places, style, typesetting

WORDS = [
    "GDP",
    "孝义市",
    "income per head",
    "grew by 5.9%",
    "households-lifted-2016-2020",
    "财政收入",
]
TEXTS = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)
CANVASES = [layout.PICTURE, layout.Canvas(width=360.0, height=640.0, margin=16.0, wider=1.06)]
KINDS = ["bars", "lines", "panels", "table", "picture", "ratio", "matrix"]


@pytest.mark.parametrize("canvas", CANVASES, ids=["picture", "phone"])
@given(title=TEXTS, subtitle=TEXTS, foot=st.lists(TEXTS, max_size=2))
def test_texts_around_a_drawing_keep_within_the_margins_in_their_order(
    canvas, title, subtitle, foot
):
    made = layout.frame(title, subtitle, foot, canvas)
    assert canvas.title_top < made.second < made.first
    assert made.last <= canvas.height - 22
    for line in made.title:
        wide = typesetting.width(line, style.TITLE, "Bold") * canvas.bold
        assert wide <= canvas.room or len(typesetting.wrap(line, 0, style.TITLE, "Bold")) == 1
    for line in made.subtitle:
        wide = typesetting.width(line, style.SUBTITLE) * canvas.wider
        assert wide <= canvas.room or len(typesetting.wrap(line, 0, style.SUBTITLE)) == 1
    said = " ".join([*made.title, *made.subtitle, *made.foot])
    assert sorted(said.replace(" ", "")) == sorted(
        "".join([title, subtitle, *foot]).replace(" ", "")
    )


@pytest.mark.parametrize("canvas", CANVASES, ids=["picture", "phone"])
@pytest.mark.parametrize("kind", KINDS)
@given(rows=st.lists(st.integers(1, 6), min_size=1, max_size=3), names=st.floats(0, 100))
def test_axes_stand_between_subtitle_and_foot_one_under_the_other(canvas, kind, rows, names):
    framed = layout.frame("A finding", "Measure", ["Source."], canvas)
    rows = rows if kind == "panels" else rows[:1]
    boxes = layout.areas(kind, framed, rows, names, False, canvas)
    assert len(boxes) == len(rows)
    below = framed.first
    for left, top, width, height in boxes:
        assert left >= canvas.margin
        assert left + width <= canvas.width - canvas.margin + 0.01
        assert top >= below
        below = top + height
    assert below <= framed.last


@given(
    st.lists(
        st.tuples(st.floats(-1e6, 1e6), st.sampled_from([-1, 1]), st.floats(0, 90)), min_size=1
    )
)
def test_an_axis_gives_every_text_its_place(texts):
    values = [value for value, _, _ in texts]
    low, high = layout.fit(min(0.0, *values), max(0.0, *values), 500.0, texts)
    unit, least = (high - low) / 500.0, 1e-3 * (high - low)
    for value, side, points in texts:
        assert low - least <= value + side * points * unit <= high + least


@given(st.lists(st.none() | st.integers(-5, 5), min_size=1, max_size=8))
def test_a_text_stands_below_its_mark_in_a_valley_alone(values):
    below = places.valleys(values, 5.0)
    assert len(below) == len(values)
    known = [value for value in values if value is not None]
    assert not below[0]
    assert not below[-1]
    if known == sorted(known) and len(known) == len(
        values
    ):  # a slope that grows less steep has no valley
        steps = [b - a for a, b in itertools.pairwise(known)]
        assert not any(below) or steps != sorted(steps, reverse=True)


@pytest.mark.parametrize(
    ("values", "below"),
    [([1.6, 2.1, None, 4.6], [False, False, False, False]),
     ([3.6, 3.0, None, 3.0], [False, True, False, False]),
     ([3.0, None, 1.0, 3.0], [False, False, True, False])],
)  # fmt: skip
def test_what_lies_beyond_a_gap_has_no_say_on_which_side_a_text_stands(values, below):
    assert places.valleys(values, 5.0) == below


CELLS = st.lists(st.lists(TEXTS, min_size=3, max_size=3), min_size=2, max_size=8)


@pytest.mark.parametrize("canvas", CANVASES, ids=["picture", "phone"])
@given(cells=CELLS, height=st.floats(60, 500))
def test_a_table_holds_its_texts_whole_in_the_room_there_is(canvas, cells, height):
    made = layout.table(cells, canvas.room, height, canvas)
    assert sum(made.widths) <= canvas.room + 0.01
    assert len(made.heights) == len(made.cells) == len(cells)
    for row, lines in zip(cells, made.cells, strict=True):
        for text, cell in zip(row, lines, strict=True):
            assert "".join(cell).replace(" ", "") == text.replace(" ", "")
    assert made.size == 12 or sum(made.heights) <= height


@given(cells=CELLS, height=st.floats(200, 500))
def test_pages_hold_every_row_once_under_the_same_heads(cells, height):
    pages = list(layout.pages(cells, 872.0, height))
    rows = [row for page in pages for row in page.cells[1:]]
    assert len(rows) == len(cells) - 1
    assert len({tuple(page.widths) for page in pages}) == 1
    for page in pages:
        assert page.cells[0] == pages[0].cells[0]
        assert sum(page.heights) <= height or len(page.cells) == 2


def test_a_word_is_not_cut_where_another_column_can_give_way():
    key = "households-lifted-out-of-poverty-2016-2020"
    made = layout.table([["Quote", "Key"], ["a long sentence " * 30, key]], 500.0, 400.0)
    assert made.widths[1] >= typesetting.width(key, made.size)


def test_the_widest_columns_give_way_first():
    made = layout.table(
        [["a", "b", "c"], ["no. 1", "a long sentence " * 12, "short"]], 500.0, 300.0
    )
    assert [len(cell) > 1 for cell in made.cells[1]] == [False, True, False]


def test_many_rows_have_longer_names_on_one_line():
    name = "Renewal projects in shanty towns and urban villages"
    assert "\n" in layout.row_names([name])[0]
    assert "\n" not in layout.row_names([name] * 9)[0]


@given(st.integers(1, 9), st.floats(300, 900), st.floats(300, 500))
def test_panels_side_by_side_share_a_box_and_do_not_touch(many, width, height):
    made = grid.boxes(many, (10.0, 20.0, width, height), 30.0, 20.0)
    for place, (left, top, wide, high) in enumerate(made):
        assert left >= 10
        assert left + wide <= 10 + width + 0.01
        assert top >= 50
        assert top + high <= 20 + height
        for after, (other, below, *_) in enumerate(made[place + 1 :], place + 1):
            assert other > left + wide or below > top + high, after


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(1, 90)), max_size=6))
def test_texts_around_the_dots_of_a_row_do_not_touch(spots):
    made = places.around(spots)
    assert [side for side, _ in made].count("right") == bool(spots)
    for side in ("above", "below"):
        boxes = sorted(
            (at + aside - wide / 2, at + aside + wide / 2)
            for (at, wide), (own, aside) in zip(spots, made, strict=True)
            if own == side
        )
        assert all(a[1] < b[0] for a, b in itertools.pairwise(boxes))
