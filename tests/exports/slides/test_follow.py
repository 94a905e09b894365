"""What is drawn beside the values follows them: bands as areas, and the line across bars."""

import pandas as pd
import pytest
from test_marks import shown

STEPS = [2017, 2018, 2019, 2020]
CLAIM = pd.DataFrame({"label": "", "series": "claim", "x": STEPS, "value": [3.0, 4.0, 6.0, 7.0]})
CLAIM = CLAIM.assign(low=[2.0, 3.0, 5.0, 5.5], high=[4.0, 5.0, 7.0, 9.0])
OTHER = CLAIM.assign(series="other", low=[-1.0, 4.0, 5.0, 7.0], high=[3.0, 5.5, 7.0, 8.0])
LINE = CLAIM.assign(series="line", low=None, high=None)


def bands(frame):
    """The bands of a chart: low and high ends of the areas that are seen, from the bottom up."""
    chart = shown("lines", frame)[2][0]
    (lines, *areas), seen, foot = chart.plots, [], [0.0] * len(STEPS)
    for area in areas:
        assert area._element.tag.endswith("}areaChart")
        axes = (one._element.xpath("c:axId/@val") for one in (lines, area))
        assert next(axes) == next(axes)
        for series in area.series:
            top = [a + b for a, b in zip(foot, series.values, strict=True)]
            if not series._element.xpath("c:spPr/a:noFill"):
                seen.append((series.name, foot, top))
            foot = top
    return chart, seen


@pytest.mark.parametrize(
    "frame", [CLAIM, pd.concat([CLAIM, OTHER]), pd.concat([OTHER, LINE]), OTHER], ids=str
)
def test_a_band_is_an_area_between_its_bounds(frame):
    chart, seen = bands(frame)
    known = frame.dropna(subset=["low"])
    wanted = [(name, list(own["low"]), list(own["high"])) for name, own in known.groupby("series")]
    assert sorted(seen) == sorted(wanted)
    assert [series.name for series in chart.plots[0].series] == list(frame["series"].unique())
    assert not chart._chartSpace.xpath(".//c:errBars")


@pytest.mark.parametrize(
    "frame",
    [pd.concat([CLAIM.tail(3), LINE]), CLAIM.assign(x=[2010, 2012, 2019, 2020]), CLAIM.iloc[::3]],
    ids=["at a part of the steps", "between points", "of two points"],
)
def test_a_band_that_no_area_can_be_is_a_stripe_at_each_mark(frame):
    chart, seen = bands(frame)
    assert not seen
    assert len(chart._chartSpace.xpath(".//c:errBars")) == 1


def test_the_longest_series_of_points_is_the_first_or_libreoffice_draws_no_other():
    chart = shown("lines", CLAIM.assign(x=[2001, 2018, 2019, 2020]))[2][0]
    many = [len(one.xpath("c:xVal//c:pt")) for one in chart._chartSpace.xpath(".//c:ser")]
    assert many[0] == max(many)


VALUES = {
    "above": [3.0, 7.0, 12.0],
    "both": [-4.0, 7.0, 12.0],
    "below": [-4.0, -7.0, None],
}


@pytest.mark.parametrize("line", [8.0, 12.0, 40.0, 0.0, -2.0, -90.0, 1e-9])
@pytest.mark.parametrize("name", VALUES)
def test_the_line_across_bars_is_a_series_on_axes_of_the_same_scale(name, line):
    frame = pd.DataFrame({"label": list("abc"), "value": VALUES[name]})
    chart = shown("bars", frame, reference=line)[2][0]
    bars, stack = chart.plots
    given = bars.series[1]
    assert (given.name, list(given.values)) == ("Reference", [line] * 3)
    start, seen, *_ = (series.values[0] for series in stack.series)
    assert start + seen == pytest.approx(line)
    filled = [series._element.xpath("c:spPr/a:solidFill") for series in stack.series]
    assert [bool(one) for one in filled] == [False, True, False, False]
    # Both pairs of axes reach as far, so a viewer gives them one scale of its own choice.
    own = [value for series in bars.series for value in series.values if value is not None]
    for row in zip(*(series.values for series in stack.series), strict=True):
        assert sum(value for value in row if value > 0) == pytest.approx(max(0, *own))
        assert sum(value for value in row if value < 0) == pytest.approx(min(0, *own))
    scales = [axis.xpath("c:scaling")[0] for axis in chart._chartSpace.xpath(".//c:valAx")]
    assert not [scale for scale in scales if scale.xpath("c:max")]
    assert len({tuple(scale.xpath("c:min/@val")) for scale in scales}) == 1
    assert chart._chartSpace.xpath(".//c:catAx/c:delete/@val") == ["0", "1"]
