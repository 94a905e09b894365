"""Frame -> Axes -> exhibit -> story. The chart forms are to be had from here."""

from xiaoyi_data.charts.facets import facets
from xiaoyi_data.charts.forms import bars, dots, dumbbell, panels, stacked, table
from xiaoyi_data.charts.lines import lines
from xiaoyi_data.charts.matrix import matrix
from xiaoyi_data.charts.ratio import ratio
from xiaoyi_data.charts.strip import strip
from xiaoyi_data.charts.units import units

__all__ = [
    "bars",
    "dots",
    "dumbbell",
    "facets",
    "lines",
    "matrix",
    "panels",
    "ratio",
    "stacked",
    "strip",
    "table",
    "units",
]
