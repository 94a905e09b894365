"""A picture and the chart on its slide, held to the rows of their payload, form by form."""

import functools
import math
from collections import Counter

import pytest
from matplotlib.colors import to_hex
from pptx.dml.color import RGBColor
from viewer import said, spoken

from xiaoyi_data.canvas import style
from xiaoyi_data.charts import drawing
from xiaoyi_data.exports.slides import bars, lines


def plain(text):
    return text.replace("\n", " ")


def told(row):
    return row["text"] or ("–" if row["value"] is None else "")


def ends(row):
    """From where to where the bar of a row reaches."""
    if row.get("qualifier") == "range":
        return row["low"], row["high"]
    return (0, row["value"]) if row["value"] is not None else None


def spots(artists):
    """Where dots stand among the lines of a chart."""
    for line in artists:
        if line.get_marker() == "o":
            for x, y in zip(line.get_xdata(), line.get_ydata(), strict=True):
                if y == y:
                    yield float(x), float(y)


def points(series):
    across, up = (series._element.xpath(f"c:{axis}//c:pt") for axis in ("xVal", "yVal"))
    found = {point.get("idx"): float(point[0].text) for point in up}
    for place, point in enumerate(across):
        if point.get("idx") in found:
            yield float(point[0].text), found[point.get("idx")], said(series, place)


def check_bars(ax, rows, chart):
    names = [plain(tick.get_text()) for tick in ax.get_yticklabels()]
    assert names == [row["label"] for row in rows]
    drawn = {round(bar.get_y() + bar.get_height() / 2): (bar.get_x(), bar.get_x() + bar.get_width())
             for bar in ax.patches if bar.get_height() == pytest.approx(drawing.BAR)}  # fmt: skip
    texts = {round(text.xy[1]): text.get_text() for text in ax.texts if text.get_gid()}
    first, *more = chart.plots[0].series
    near = list(more[0].values) if more else [None] * len(rows)
    for place, row in enumerate(rows):
        missing = ends(row) is None
        assert texts[place] == (told(row) if missing else row["text"] or "")
        category, far = str(chart.plots[0].categories[place]), first.values[place]
        if missing:
            assert (place in drawn, far) == (False, None)
            assert category == f"{row['label']} ({told(row)})"
            continue
        assert drawn[place] == pytest.approx(ends(row))
        assert category == row["label"]
        held = sorted([far, 0.0 if near[place] is None else near[place]])
        assert held == pytest.approx(sorted(ends(row)))
        assert said(first, place) == (row["text"] or "")


def check_stacked(ax, rows, chart):
    labels = list(dict.fromkeys(row["label"] for row in rows))
    assert [plain(tick.get_text()) for tick in ax.get_yticklabels()] == labels
    order = list(dict.fromkeys(row["series"] for row in rows))
    assert [text.get_text() for text in ax.get_legend().get_texts()] == order
    *layers, total = chart.plots[0].series
    assert total.name == bars.TOTAL
    for y, label in enumerate(labels):
        own = [row for row in rows if row["label"] == label and row["value"]]
        own.sort(key=lambda row: order.index(row["series"]))
        widths = [row["value"] for row in own]
        drawn = [bar for bar in ax.patches if round(bar.get_y() + bar.get_height() / 2) == y]
        drawn.sort(key=lambda bar: bar.get_x())
        assert [bar.get_width() for bar in drawn] == pytest.approx(widths)
        starts = [sum(widths[:place]) for place in range(len(widths))]
        assert [bar.get_x() for bar in drawn] == pytest.approx(starts)
        texts = [t for t in ax.texts if t.xy[1] == y and t.get_gid() == "part"]
        texts.sort(key=lambda text: text.xyann[0])
        assert [text.get_text() for text in texts] == [row["text"] or "" for row in own]
        held = [(layer.name, layer.values[y]) for layer in layers if layer.values[y]]
        assert held == [(row["series"], row["value"]) for row in own]
        sums = [t.get_text() for t in ax.texts if t.xy[1] == y and t.get_gid() == "right"]
        assert sums == [said(total, y)]


def check_dots(ax, rows, chart):
    assert [plain(tick.get_text()) for tick in ax.get_yticklabels()] == [r["label"] for r in rows]
    wanted = Counter((r["value"], y) for y, r in enumerate(rows) if r["value"] is not None)
    assert Counter(drawn_spots(ax)) == wanted
    texts = [text.get_text() for text in ax.texts if text.get_gid() == "right"]
    assert texts == [told(row) for row in rows]
    by_name = {series.name: list(points(series)) for series in chart.plots[0].series}
    assert [text for _, _, text in by_name["rows"]] == [row["label"] for row in rows]
    assert [text for _, _, text in by_name["texts"]] == texts
    held = Counter(
        (role, x, len(rows) - y) for role in style.ROLES for x, y, _ in by_name.get(role, [])
    )
    assert held == Counter((rows[int(y)]["role"], x, y) for x, y in wanted.elements())


def check_dumbbell(ax, rows, chart):
    labels = list(dict.fromkeys(row["label"] for row in rows))
    known = [row for row in rows if row["value"] is not None]
    wanted = Counter((r["value"], labels.index(r["label"]), r["text"] or "") for r in known)
    assert Counter(drawn_spots(ax)) == Counter((x, y) for x, y, _ in wanted.elements())
    beside = [text for text in ax.texts if text.get_gid() in ("left", "right")]
    assert Counter((*text.xy, text.get_text()) for text in beside) == wanted
    names = dict.fromkeys(row["series"] for row in rows)
    layers = list(chart.plots[0].series)[-len(names) :]
    held = Counter(
        (layer.name, x, len(labels) - y, text) for layer in layers for x, y, text in points(layer)
    )
    assert held == Counter(
        (r["series"], r["value"], labels.index(r["label"]), r["text"] or "") for r in known
    )


def drawn_spots(ax):
    """Where the dots of one scatter stand."""
    return [tuple(map(float, at)) for one in ax.collections
            if len(one.get_facecolor()) and len(one.get_offsets()) and one.get_sizes().size
            for at in one.get_offsets()]  # fmt: skip


def close(one, other):
    assert len(one) == len(other)
    for a, b in zip(sorted(one), sorted(other), strict=True):
        assert a == pytest.approx(b)


def held_texts(chart, name):
    return Counter(text for series in chart.plots[0].series if series.name == name
                   for *_, text in points(series) if text)  # fmt: skip


def check_strip(ax, rows, chart):
    labels = list(dict.fromkeys(row["label"] for row in rows))
    known = [row for row in rows if row["value"] is not None]
    close(drawn_spots(ax), [(r["value"], labels.index(r["label"])) for r in known])
    texts = Counter(row["text"] for row in known if row["text"])
    for label in labels:
        missing = [told(r) for r in rows if r["label"] == label and r["value"] is None]
        texts += Counter(["; ".join(missing)] if missing else [])
    sides = ("inside", "left", "right")
    beside = Counter(t.get_text() for t in ax.texts if t.get_gid() in sides and t.get_text())
    assert beside == texts == held_texts(chart, "texts")
    layers = list(chart.plots[0].series)[-len({row["series"] for row in rows}) :]
    held = Counter((layer.name, x, y) for layer in layers for x, y, _ in points(layer))
    assert held == Counter(
        (r["series"], r["value"], len(labels) - labels.index(r["label"])) for r in known
    )


def check_ratio(ax, rows, chart):
    known = [(place, row) for place, row in enumerate(rows) if row["value"] is not None]
    close(drawn_spots(ax), [(math.log10(row["value"]), place) for place, row in known])
    texts = [t.get_text() for t in ax.texts if t.get_gid() in ("left", "right")]
    assert texts == [told(row) for row in rows]
    layers = [s for s in chart.plots[0].series if s.name not in ("rows", "stem", "texts")]
    held = [(layer.name, *points_) for layer in layers for points_ in points(layer)]
    assert [(name, y, text) for name, _, y, text in held] == [
        (row["role"], len(rows) - place, row["text"] or "") for place, row in known
    ]
    assert [x for _, x, *_ in held] == pytest.approx([row["value"] for _, row in known])
    assert "logBase" in chart.part.blob.decode("utf-8")


def check_units(ax, rows, chart):
    labels = list(dict.fromkeys(row["label"] for row in rows))
    for y, label in enumerate(labels):
        own = [row for row in rows if row["label"] == label and row["value"]]
        blocks = [bar for bar in ax.patches if round(bar.get_y() + bar.get_height() / 2) == y]
        assert len(blocks) == sum(row["value"] for row in own)
        wanted = Counter()
        for row in own:
            wanted[style.colour(row["role"]).upper()] += row["value"]
        assert Counter(to_hex(bar.get_facecolor()).upper() for bar in blocks) == wanted
        *layers, total = chart.plots[0].series
        held = sorted((layer.name, layer.values[y]) for layer in layers if layer.values[y])
        assert held == sorted((row["series"], row["value"]) for row in own)
        sums = [t.get_text() for t in ax.texts if t.xy[1] == y and t.get_gid() == "right"]
        assert sums == [said(total, y)]


def check_matrix(ax, rows, table):
    texts = Counter(plain(t.get_text()) for t in ax.texts)
    assert texts == Counter(told(row) for row in rows)
    labels, heads = (list(dict.fromkeys(row[name] for row in rows)) for name in ("label", "series"))
    assert [cell.text for cell in table.rows[0].cells] == ["", *heads]
    assert [row.cells[0].text for row in table.rows] == ["", *labels]
    values = ax.collections[0].get_array().filled(math.nan)
    for row in rows:
        at = labels.index(row["label"]), heads.index(row["series"])
        assert table.cell(at[0] + 1, at[1] + 1).text == told(row)
        held = values.reshape(len(labels), len(heads))[at]
        assert held == pytest.approx(
            math.nan if row["value"] is None else row["value"], nan_ok=True
        )
    shaded = sum(
        cell.fill.fore_color.rgb != RGBColor(255, 255, 255)
        for row in table.rows for cell in row.cells
    )  # fmt: skip
    assert shaded == sum(row["value"] is not None for row in rows)


def check_lines(ax, rows, chart):
    known = [row for row in rows if row["value"] is not None]
    assert Counter(spots(ax.lines)) == Counter((row["x"], row["value"]) for row in known)
    texts = " ".join(text.get_text() for text in ax.texts)
    held = []
    for series in chart.plots[0].series:
        if series.name in (lines.LEVEL, lines.STEPS):
            continue
        if series._element.xpath("c:xVal"):
            held += [(series.name, x, y) for x, y, _ in points(series)]
        else:
            steps = [float(str(name).split("\n")[0]) for name in chart.plots[0].categories]
            held += [(series.name, x, y) for x, y in zip(steps, series.values, strict=True)
                     if y is not None]  # fmt: skip
    assert Counter(held) == Counter((row["series"], row["x"], row["value"]) for row in known)
    slide = " ".join(
        spoken(series, place) for series in chart.plots[0].series
        for place in range(len(series.values))
    )  # fmt: skip
    for text in filter(None, (row["text"] for row in known)):
        assert text in texts
        assert text in slide
    for name in {row["series"] for row in known}:
        assert name in texts


def check_each(check, axes, rows, charts):
    """Hold each panel, with its heading, to the rows it has."""
    names = list(dict.fromkeys(row["panel"] for row in rows))
    assert [ax.get_title(loc="left") for ax in axes] == names
    for ax, chart, name in zip(axes, charts, names, strict=True):
        check(ax, [row for row in rows if row["panel"] == name], chart)


check_panels = functools.partial(check_each, check_bars)
check_facets = functools.partial(check_each, check_lines)
