"""Every mark of a picture is in the payload and on the slide, in its place, with its text."""

import io
from decimal import Decimal

import matched
import matplotlib.pyplot as plt
import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xiaoyi_data import charts
from xiaoyi_data.canvas import payload, style
from xiaoyi_data.exports.slides import house, pages

DAY = pd.Timestamp("2021-04-20")


NAMES = {
    "texts": ["a", "b", "_c", "$d$"],
    "years": [2019, 2020, 2021],
    "nullable": pd.array([2019, 2020, 2021], dtype="Int64"),
    "floats": [0.1, 1e-12, 2020.0],
    "days": [DAY, DAY + pd.Timedelta(days=1)],
    "moments": list(pd.date_range(DAY, periods=2, freq="h", tz="Asia/Shanghai")),
    "periods": list(pd.period_range("2020Q1", periods=3, freq="Q")),
    "spans": [pd.Timedelta(days=1), pd.Timedelta(days=2)],
    "categories": pd.Categorical(["low", "high"]),
    "decimals": [Decimal("0.10"), Decimal("0.1")],
    "booleans": [True, False],
    "mixed": ["a", 1, DAY],
}  # fmt: skip


NUMBERS = st.integers(0, 50) | st.sampled_from([0.5, 12.75, 1e-12, 1234567.0, 1e15, Decimal("2.5")])


MISSING = st.sampled_from([None, pd.NA, float("nan"), pd.NaT])


TEXTS = st.sampled_from(["95%", "≥ 1", "x", "近4万户", 2020, 1.5, None])


KINDS = [kind for kind in payload.FORMS if kind != "table"]


NEEDED = {"stacked": ["series"], "dumbbell": ["series"], "lines": ["series", "x"]}


NEEDED |= {"panels": ["panel"], "units": ["series"], "strip": ["series"], "matrix": ["series"]}


NEEDED |= {"facets": ["panel", "series", "x"]}


ABOVE_ZERO = ("stacked", "units", "ratio")


@st.composite
def frames(draw, kind):
    """A chart frame of a kind: repeated names of any dtype, missing values, any columns."""
    many = draw(st.integers(1, 6))
    columns = {}
    for name in ["label", *NEEDED.get(kind, [])]:
        pool = list(NAMES[draw(st.sampled_from(list(NAMES)))])
        pool = pool[:2] if kind == "dumbbell" and name == "series" else pool
        if name == "x":
            pool = draw(st.sampled_from([[2019, 2020, 2021], [1, 2.5, 7.13], [0, 10**6]]))
        columns[name] = [draw(st.sampled_from(pool)) for _ in range(many)]
    columns["value"] = [draw(NUMBERS | MISSING) for _ in range(many)]
    if kind == "units":
        columns["value"] = [draw(st.integers(0, 30) | MISSING) for _ in range(many)]
    if kind == "ratio":
        columns["value"] = [None if pd.isna(v) or not v else v for v in columns["value"]]
    if draw(st.booleans()) and kind not in ABOVE_ZERO:
        below = [draw(st.booleans()) for _ in range(many)]
        columns["value"] = [
            -value if less and not pd.isna(value) else value
            for value, less in zip(columns["value"], below, strict=True)
        ]
    if draw(st.booleans()):
        columns["text"] = [draw(TEXTS) for _ in range(many)]
    if draw(st.booleans()):
        columns["role"] = [draw(st.sampled_from([*style.ROLES, None])) for _ in range(many)]
    if draw(st.booleans()):
        known = ["exact", "at_least", "at_most", "about", "range", None]
        columns["qualifier"] = [draw(st.sampled_from(known)) for _ in range(many)]
        columns["low"] = [draw(st.integers(-20, 5)) for _ in range(many)]
        columns["high"] = [low + draw(st.integers(1, 20)) for low in columns["low"]]
    made = pd.DataFrame({name: pd.Series(held, dtype=object) for name, held in columns.items()})
    if kind == "matrix":
        names = made[["label", "series"]].astype(str)
        made = made[~names.duplicated()]
    return made


def shown(kind, frame, **options):
    """A frame as a picture, as a payload, and on a slide."""
    fields = {"name": "case", "title": "T", "subtitle": "s", "lang": "en", "source": "", "alt": ""}
    fields |= {"caveat": "", "axis": None, "unit": "", "reference": None}
    held = payload.build(frame, None, kind=kind, **fields | options)
    ax = getattr(charts, kind)(frame, **options)
    show = house.blank()
    slide = show.slides.add_slide(house.drawing_layout(show))
    pages.native(slide, held, (44.0, 100.0, 872.0, 400.0))
    if kind == "matrix":
        return ax, held["data"], [shape.table for shape in slide.shapes if shape.has_table]
    return ax, held["data"], [shape.chart for shape in slide.shapes if shape.has_chart]


@pytest.mark.parametrize("kind", KINDS)
def test_picture_payload_and_slide_hold_the_same_marks(kind):
    @settings(max_examples=12)
    @given(frames(kind))
    def check(frame):
        try:
            ax, rows, charts = shown(kind, frame)
            assert len(rows) == len(frame)
            if kind in ("panels", "facets"):
                getattr(matched, f"check_{kind}")(ax.figure.axes, rows, charts)
            else:
                getattr(matched, f"check_{kind}")(ax, rows, charts[0])
        finally:
            plt.close("all")

    check()


@pytest.mark.parametrize("kind", ["bars", "stacked", "lines", "dots"])
def test_texts_are_texts_in_the_workbook_of_a_chart(kind):
    odd = ["=1+1", "https://example.org/a"]
    frame = pd.DataFrame({"label": odd, "series": odd, "x": [1, 2], "value": [1.0, 2.0]})
    _, _, (chart,) = shown(kind, frame)
    book = openpyxl.load_workbook(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob))
    cells = [cell for row in book.active.iter_rows() for cell in row if cell.value is not None]
    # The formulas there are say labels and ends of lines; none is a name of a row.
    assert {cell.data_type for cell in cells} <= {"n", "s", "f"}
    assert not [cell for cell in cells if cell.data_type == "f" and cell.value in odd]
    assert not any(cell.hyperlink for cell in cells)
    if kind != "dots":  # whose rows are named by labels of points
        assert set(odd) <= {cell.value for cell in cells}


def test_a_stack_draws_the_value_of_a_part_however_it_is_meant():
    parts_ = [(0, "range"), (None, "range"), (2, "about"), (3, "at_least")]
    frame = pd.DataFrame(parts_, columns=["value", "qualifier"])
    ax, rows, charts = shown("stacked", frame.assign(label="a", series="s", low=0, high=9))
    matched.check_stacked(ax, rows, charts[0])
    assert not charts[0]._chartSpace.xpath(".//c:errBars")
