"""Every form is drawn again for a narrow screen: in type that reads, inside, nothing overlaid."""

import itertools
import re
from html import unescape

import pandas as pd
import pytest
from collected import RUNS
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from xiaoyi_data.canvas import column, layout, typesetting
from xiaoyi_data.charts.exhibit import exhibit
from xiaoyi_data.exports import executed as read

SCREEN = 360.0  # px: a drawing takes all of it
_SVG = "{http://www.w3.org/2000/svg}"
_PLACED = re.compile(r"translate\(([-\d.]+) ([-\d.]+)\) scale\(([\d.]+)")


def texts(svg):
    """Yield each text of a drawing, with its size in px on the screen and its box in points."""
    tree = etree.fromstring(svg.encode())
    wide = float(tree.get("viewBox").split()[2])
    for note in tree.iter(etree.Comment):
        group = note.getnext()
        found = None if group is None else _PLACED.match(group.get("transform", ""))
        if found is None:
            continue
        said, (x, y, scale) = unescape(note.text.strip()), map(float, found.groups())
        weight = "Bold" if "Bold" in etree.tostring(group, encoding="unicode") else "Regular"
        size = 100 * scale
        end = x + typesetting.width(said, size, weight)
        yield said, size * SCREEN / wide, (x, y - 0.7 * size, end, y + 0.1 * size)


def faults(svg):
    """Return what cannot be read: too small, beyond the edge, or over another text."""
    found, wide = [*texts(svg)], layout.NARROW.width
    bad = [f"{said!r} is {size:.1f} px" for said, size, _ in found if size < 11]
    bad += [f"{said!r} is cut" for said, _, box in found if box[0] < 0 or box[2] > wide]
    for (one, _, a), (other, _, b) in itertools.combinations(found, 2):
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]:
            bad.append(f"{one!r} lies over {other!r}")
    assert found
    return bad


@pytest.mark.parametrize("run", RUNS)
def test_every_exhibit_of_the_collection_reads_on_a_screen_of_360_px(executed, run):
    for picture in read.read(executed[run]).exhibits:
        if picture.payload["kind"] == "table":  # of which a page makes cards
            assert picture.payload["narrow"] is None
        else:
            assert faults(picture.payload["narrow"]) == [], picture.payload["name"]


LONG = "Per capita disposable income of rural residents lifted out of poverty in the plan"
PAIRS = {"series": ["2020", "2021"] * 2, "label": [LONG, LONG, "GDP", "GDP"]}
MANY = {"label": "", "series": "A long name of a line", "x": range(1990, 2020)}
FRAMES = {
    "bars": {"label": [LONG, "GDP", "none"], "value": [-8.0, 5.0, None], "qualifier": "at_least"},
    "dots": {"label": [LONG, "GDP"], "value": [100.0, 83.0], "text": ["100%", "at least 83%"]},
    "ratio": {"label": [LONG, "GDP"], "value": [0.2, 5.0], "text": ["0.2 times", "5 times"]},
    "dumbbell": PAIRS | {"value": [1.8, 8.0, 10.0, 3.0], "way": [None, "+6.2 points", None, "−7"]},
    "strip": PAIRS | {"value": [1.8, 8.0, 3.0, 3.1]},
    "stacked": PAIRS | {"value": [1.8, 8.0, 3.0, 0.01]},
    "units": PAIRS | {"value": [1, 8, 40, 1]},
    "matrix": PAIRS | {"value": [1.8, 8.0, 3.0, None], "text": ["1.8: Dongyi and Hengyuan"] * 4},
    "panels": PAIRS | {"value": [1.8, 8.0, 3.0, 3.1], "panel": ["Tonnes"] * 2 + ["Households"] * 2},
    "lines": MANY | {"value": [float(n % 7) for n in range(30)]},
    "facets": MANY | {"value": [float(n) for n in range(30)], "panel": ["one"] * 15 + ["two"] * 15},
}  # fmt: skip


@pytest.mark.parametrize("form", FRAMES)
def test_every_form_reads_with_long_names_and_crowded_marks(form):
    shown = exhibit(form, pd.DataFrame(FRAMES[form]), name="a", title=f"A {LONG}", subtitle=LONG)
    assert faults(shown.payload["narrow"]) == []


@pytest.mark.parametrize("form", ["bars", "stacked", "units", "strip", "lines"])
def test_both_drawings_show_the_same_marks(form):
    shown = exhibit(form, pd.DataFrame(FRAMES[form]), name="a", title="A", subtitle="B")
    wide, narrow = (re.findall(r'id="(mark[-\d]+)"', one)
                    for one in (shown.svg, shown.payload["narrow"]))  # fmt: skip
    assert narrow == wide


def test_what_would_not_read_is_not_drawn_narrow():
    many = pd.DataFrame(
        {"label": "a", "value": range(8), "series": [f"Capacity{n}" for n in range(8)]}
    )
    assert exhibit("matrix", many, name="a", title="A", subtitle="B").payload["narrow"] is None


BOX = st.tuples(*[st.floats(0, 100)] * 4).map(lambda b: (b[0], b[1], b[0] + 9, b[1] + b[3] / 9 + 1))


@given(st.lists(st.lists(BOX, max_size=4), max_size=9), st.lists(BOX, max_size=3))
def test_no_two_texts_get_places_that_meet_nor_any_that_is_taken(wanted, taken):
    found = column.settled(wanted, taken)
    given_ = [places[at] for places, at in zip(wanted, found, strict=True) if at is not None]
    for one, other in [*itertools.combinations(given_, 2), *itertools.product(given_, taken)]:
        assert one[0] >= other[2] or other[0] >= one[2] or one[1] >= other[3] or other[1] >= one[3]


@given(st.lists(st.text("abcdefg 孝义", min_size=1, max_size=30), min_size=1, max_size=7))
def test_a_key_is_no_wider_than_the_canvas_where_its_names_are_not(names):
    across, high = column.key(names)
    assert 1 <= across <= len(names)
    assert high <= 12 + 24 * len(names)
