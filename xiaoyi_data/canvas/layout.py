"""Where everything of an exhibit stands: pure functions of texts and numbers, all in points.

Pictures, slides and pages differ in their canvas alone: its size and margins, the space between
lines, and how much wider than ours its fonts may be.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from xiaoyi_data.canvas import grid, style, typesetting

Box = grid.Box  # left, top, width, height
Cells = Sequence[Sequence[str]]
# Size of type and space between rows of a table, from the roomiest to the least that reads.
_TABLE = (
    (18, 20), (18, 16), (16, 16), (16, 12), (14, 12), (14, 7), (14, 5), (13, 6), (13, 3),
    (12, 5), (12, 3),
)  # fmt: skip
_CELL_LEADING, CELL_PAD = 1.32, 14.0
LEAST_ROW = _TABLE[-1][0] * _CELL_LEADING + _TABLE[-1][1]  # points that a row takes at least


@dataclass(frozen=True)
class Canvas:
    """What an exhibit is laid out on; as it is, that of pictures.

    Leadings are from line to line, in sizes of type. ``wider`` is how many times as wide as ours
    the fonts may be that show the texts, ``bold`` those of titles, ``cell`` those of tables, whose
    rows grow where a cell wraps. ``heading`` and ``under`` are the sizes of title and subtitle.
    On a ``narrow`` one names stand above their rows, and it is as high as these need (``column``).
    """

    width: float = 960.0
    height: float = 540.0
    margin: float = 44.0
    title_top: float = 34.0
    title_leading: float = 1.28
    leading: float = 1.4
    heading: float = style.TITLE
    under: float = style.SUBTITLE
    narrow: bool = False
    foot_free: float = 0.0  # kept free at the right of the foot
    wider: float = 1.0
    bold: float = 1.0
    cell: float = 1.0

    @property
    def room(self) -> float:
        """Points between the margins."""
        return self.width - 2 * self.margin

    def title(self, text: str, size: float | None = None) -> list[str]:
        """Return the lines of a title, of about the same length."""
        return typesetting.balance(text, self.room / self.bold, size or self.heading, "Bold")

    def lines(self, text: str, size: float, free: float = 0.0) -> list[str]:
        """Return the lines of a text between the margins, ``free`` points kept free."""
        return typesetting.wrap(text, (self.room - free) / self.wider, size)

    def wide(self, text: str, weight: str = "Regular") -> float:
        """Return the points that a label takes at most: those of its widest line.

        >>> round(Canvas().wide("孝义\\n市"))
        28
        """
        lines = (typesetting.width(line, style.LABEL, weight) for line in text.split("\n"))
        return max(lines) * self.wider


PICTURE = Canvas()
# That of phones: on a screen of 360 px its smallest type, that of the foot, is 11 px high or more.
NARROW = Canvas(375.0, margin=14.0, title_top=28.0, heading=19.0, under=14.0, narrow=True)


@dataclass(frozen=True)
class Frame:
    """The lines around a drawing, where the subtitle begins, and what the drawing stands between.

    ``first`` is where the subtitle ends, ``last`` where the foot begins, from the top.
    """

    title: list[str]
    subtitle: list[str]
    foot: list[str]
    second: float
    first: float
    last: float


def frame(title: str, subtitle: str, foot: Iterable[str], canvas: Canvas = PICTURE) -> Frame:
    """Set title and subtitle above the drawing, and the foot, a paragraph each text, below it.

    >>> made = frame("A finding", "Measure, unit", ["Source.", ""])
    >>> made.title, made.foot, round(made.first), round(made.last)
    (['A finding'], ['Source.'], 94, 501)
    """
    head, under = canvas.title(title), canvas.lines(subtitle, canvas.under)
    notes = canvas.lines("\n".join(filter(None, foot)), style.FOOT, canvas.foot_free)
    second = canvas.title_top + len(head) * canvas.heading * canvas.title_leading + 4
    first = second + len(under) * canvas.under * canvas.leading
    last = canvas.height - 22 - len(notes) * style.FOOT * canvas.leading
    return Frame(head, under, notes, second, first, last)


def areas(
    kind: str, framed: Frame, rows: Sequence[int], names: float, key: bool, canvas: Canvas = PICTURE
) -> list[Box]:
    """Return the boxes of an exhibit's axes, one under the other, of so many ``rows`` each.

    ``names`` is the width of the widest name of a row; ``key`` says whether one stands above.

    >>> made = areas("bars", frame("A finding", "Measure", ["Source."]), [2, 1], 100.0, False)
    >>> tuple(round(side, 1) for side in made[1])
    (156.0, 383.4, 760.0, 103.8)
    """
    left, top, bottom = canvas.margin, framed.first + 14, framed.last
    if kind == "facets":
        return grid.boxes(len(rows), (left, top, canvas.room, bottom - top), 30.0, 36.0)
    if kind == "table":
        return [(left, top, canvas.room, bottom - 12 - top)]
    top += {"matrix": 48.0}.get(kind, 30.0 if key else 0.0)
    if kind == "picture":
        return [(left, top, canvas.room, bottom - 14 - top)]
    left += names + 12 if names else 0.0
    bottom -= 36.0 if kind in ("lines", "ratio") else 14.0
    heads = 34.0 if len(rows) > 1 else 0.0
    room = bottom - top - heads * len(rows)
    most = 110.0 if sum(rows) > 1 else 170.0  # one alone has the picture to fill
    before, each = (0.0, room) if kind == "lines" else spread(sum(rows), room, most)
    boxes, top = [], top + before
    for count in rows if kind != "lines" else (1,):
        top += heads
        boxes.append((left, top, canvas.width - canvas.margin - left, each * count))
        top += each * count
    return boxes


def spread(rows: int, room: float, most: float) -> tuple[float, float]:
    """Return the space before rows and the height of each, ``most`` at most.

    A few rows stand a little below the subtitle, not all against the top.

    >>> spread(2, 300.0, 100.0)
    (25.0, 100.0)
    """
    each = min(room / rows, most)
    return min(0.25 * (room - each * rows), 36.0), each


def row_names(labels: Iterable[str], canvas: Canvas = PICTURE) -> list[str]:
    """Return the names of rows, their lines broken where they are long."""
    texts = [str(label) for label in labels]
    # Many rows leave no height for a second line, but then names may be longer.
    room = canvas.room if canvas.narrow else 250.0 if len(texts) <= 8 else 500.0
    return ["\n".join(typesetting.balance(text, room, style.LABEL)) for text in texts]


def every(names: Sequence[str], room: float, canvas: Canvas = PICTURE) -> int:
    """Return that each so-manieth step of an axis ``room`` points long is named, the first on.

    >>> every(["2014", "2015", "2016"], 500.0), every(["2014", "2015", "2016"], 60.0)
    (1, 2)
    """
    wide = max(map(canvas.wide, names)) + 8
    least = max(1, math.ceil(len(names) * wide / room))
    # One step further apart where that names the last.
    return next((one for one in (least, least + 1) if (len(names) - 1) % one == 0), least)


def fit(
    low: float, high: float, room: float, texts: Sequence[tuple[float, int, float]]
) -> tuple[float, float]:
    """Return the ends of an axis ``room`` points long on which every text finds its place.

    Texts are (value, side, points), the side −1 or 1. The axis reaches ``low`` and ``high``.

    >>> fit(0.0, 80.0, 100.0, [(80.0, 1, 20.0)])
    (0.0, 100.0)
    """
    start, end = low, high if high > low else low + 1
    for _ in range(8):  # both ends move each other; a few rounds settle them
        for value, side, points in texts:
            gone, least = points * (end - start) / room, max(room - points, room * 0.2)
            if side > 0 and value + gone > end:
                end = start + (value - start) * room / least
            elif side < 0 and value - gone < start:
                start = end - (end - value) * room / least
    return start, end


@dataclass(frozen=True)
class Table:
    """A table as it is set: type, space of a row, and widths, heights and lines of its cells."""

    size: float
    space: float
    widths: list[float]
    heights: list[float]
    cells: list[list[list[str]]]

    @property
    def leading(self) -> float:
        """Points from line to line."""
        return self.size * _CELL_LEADING


def table(
    cells: Cells, room: float, height: float, canvas: Canvas = PICTURE, most: float = 18
) -> Table:
    """Set a table, its first row the heads, as large as it fits; ``most`` points at most.

    Beyond 14 points only where no cell must wrap for it. What fits in no size is set in the
    least, and higher than ``height``.

    >>> made = table([["What", "Place"], ["forest cover", "no. 1"]], 400.0, 80.0)
    >>> made.size, made.cells[1]
    (18, [['forest cover'], ['no. 1']])
    """
    for size, space in (pair for pair in _TABLE if pair[0] <= most):
        made = _set(cells, room, size, space, canvas)
        wraps = any(len(lines) > 1 for row in made.cells for lines in row)
        if sum(made.heights) <= height and (size <= 14 or not wraps):
            break
    return made


def pages(cells: Cells, room: float, height: float, canvas: Canvas = PICTURE) -> Iterator[Table]:
    """Yield the tables, each with the heads, that one too high for a page takes in small type."""
    whole = _set(cells, room, *_TABLE[-2], canvas)
    (head, *heights), (heads, *rows) = whole.heights, whole.cells
    start = 0
    for stop in range(1, len(rows) + 1):
        if stop == len(rows) or head + sum(heights[start : stop + 1]) > height:
            part = slice(start, stop)
            yield replace(whole, heights=[head, *heights[part]], cells=[heads, *rows[part]])
            start = stop


def _set(cells: Cells, room: float, size: float, space: float, canvas: Canvas) -> Table:
    """Set a table in a size of type, its columns shared as takes the fewest lines."""
    needs, least = (  # a column that holds its widest text on a line, and its widest word
        [
            max(
                typesetting.width(line, size, "Bold")
                for text in column
                for line in typesetting.wrap(text, wide, size)
            )
            * canvas.cell
            + CELL_PAD
            for column in zip(*cells, strict=True)
        ]
        for wide in (math.inf, 0.0)
    )
    options = []
    for widths in _shares(needs, least, room):
        rooms = [(wide - CELL_PAD) / canvas.cell for wide in widths]
        lines = [
            [typesetting.wrap(text, r, size, weight) for text, r in zip(row, rooms, strict=True)]
            for row, weight in zip(cells, ["Bold", *["Regular"] * len(cells)], strict=False)
        ]
        heights = [max(map(len, row)) * size * _CELL_LEADING + space for row in lines]
        options.append(Table(size, space, widths, heights, lines))
    return min(options, key=lambda option: sum(option.heights))


def _shares(needs: list[float], least: list[float], room: float) -> Iterator[list[float]]:
    """Yield how columns may share the room; where all have what they need, there is one way.

    Either the widest share evenly what is left when each holds its longest word, or all that need
    more than an even share give way in proportion: texts decide which takes fewer lines.
    """
    spare, even = room - sum(needs), room / len(needs)
    if spare >= 0:
        yield [need + min(spare / len(needs), 40.0) for need in needs]
        return
    if sum(least) > room:
        least = [0.0] * len(needs)
    widths, left = list(least), room - sum(least)
    wants = [need - word for need, word in zip(needs, least, strict=True)]
    for done, place in enumerate(sorted(range(len(needs)), key=wants.__getitem__)):
        more = min(wants[place], left / (len(needs) - done))
        widths[place] += more
        left -= more
    yield widths
    fixed = sum(need for need in needs if need <= even)
    give = (room - fixed) / (sum(needs) - fixed)
    widths = [need if need <= even else need * give for need in needs]
    if all(wide >= word for wide, word in zip(widths, least, strict=True)):
        yield widths
