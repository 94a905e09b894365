"""Frame -> Axes -> exhibit -> story. The chart forms are to be had from here."""

from xiaoyi_data.charts.forms import bars, dots, dumbbell, lines, panels, stacked, table

__all__ = ["bars", "dots", "dumbbell", "lines", "panels", "stacked", "table"]
