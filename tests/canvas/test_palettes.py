"""The house's maps and palettes: known by name, and what seaborn takes where none is named."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
import seaborn as sns

from xiaoyi_data import load_figures
from xiaoyi_data.canvas import palettes, style
from xiaoyi_data.charts import marks

ROWS = pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, 4.0]}, index=["p", "q"])


@pytest.fixture
def session(monkeypatch):
    """A session of a stranger, as it was afterwards."""
    for name in ("rocket", "icefire"):  # whatever an example before has applied
        monkeypatch.setattr(sns.cm, name, mpl.colormaps[name])
    with mpl.rc_context():
        mpl.rcdefaults()
        yield


def drawn(**options):
    return sns.heatmap(ROWS, **options, ax=plt.figure().add_subplot()).collections[0]


@pytest.mark.parametrize(
    ("options", "name"),
    [({}, "xiaoyi_sequential"), ({"center": 2.5, "vmin": 1, "vmax": 4}, "xiaoyi_diverging")],
)
def test_a_heatmap_of_ones_own_comes_in_the_map_of_the_house(session, options, name):
    palettes.register()
    ours = [mpl.colormaps[name](end) for end in (0.0, 1.0)]

    def ends():
        cmap = drawn(**options).cmap
        return [cmap(end) == pytest.approx(colour, abs=0.05) for end, colour in
                zip((0.0, 1.0), ours, strict=True)]  # fmt: skip

    assert ends() != [True, True]
    with style.house():
        assert ends() == [True, True]
    assert ends() != [True, True]
    style.apply()
    assert ends() == [True, True]


def test_a_map_that_is_named_is_taken(session):
    style.apply()
    assert drawn(cmap="viridis").cmap.name == "viridis"


def test_a_session_in_the_house_look_draws_its_font_grid_and_colours(session):
    style.apply()
    ax = sns.lineplot(x=[1, 2], y=[1, 2])
    ax.set_title("增速")
    assert ax.title.get_fontname() == style.FONT
    assert mpl.colors.to_hex(ax.lines[0].get_color()).upper() == style.ACCENT
    assert ax.xaxis.get_gridlines()[0].get_visible()


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("column", ["status", "status_name"])
def test_a_hue_of_statuses_takes_the_colour_of_each(lang, column):
    rows = load_figures(theme="industry", lang=lang)
    ax = sns.scatterplot(rows, x="year", y="value", hue=column, palette=marks.colours(lang))
    colours = {palettes.STATUSES[status] for status in rows["status"]}
    assert {mpl.colors.to_hex(face).upper() for face in ax.collections[0].get_facecolor()} == {
        colour.upper() for colour in colours
    }


@pytest.mark.parametrize("name", ["xiaoyi", "xiaoyi_status", "xiaoyi_sequential"])
def test_palettes_are_known_to_seaborn_by_name(name):
    palettes.register()
    assert len(sns.color_palette(name, 4)) == 4


def test_the_ramps_run_one_way_in_grey():
    palettes.register()
    for name, half in (("xiaoyi_sequential", 256), ("xiaoyi_diverging", 128)):
        steps = range(256 - half, 256, 16)
        shades = [style.luminance(mpl.colors.to_hex(mpl.colormaps[name](i))) for i in steps]
        assert shades == sorted(shades, reverse=True)


def test_the_cycle_of_colours_is_the_palette_of_kinds():
    with style.house():
        cycle = mpl.rcParams["axes.prop_cycle"].by_key()["color"]
    assert [f"#{colour.lstrip('#')}".upper() for colour in cycle] == palettes.KINDS


def test_statuses_have_the_colours_of_their_roles():
    for status, colour in palettes.STATUSES.items():
        assert colour in (style.colour(status), style.edge(status)) or status == "to_start"
