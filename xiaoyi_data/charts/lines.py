"""Values over steps such as years: a line for each series, and the goals that it has."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from xiaoyi_data.canvas import layout, places, style
from xiaoyi_data.charts import drawing, told

Frame = pd.DataFrame


def lines(data: Frame, *, ax: Axes | None = None) -> Axes:
    """Draw ``value`` over ``x``, one line per ``series``, named at its end, with its band.

    Needs ``label``, ``series``, ``x`` (a number) and ``value``; takes ``text`` (the value),
    ``role`` (``achieved``; that of a line is its first), ``qualifier`` (``exact``), ``low`` and
    ``high`` (none; a band where a series has all). Labels are not drawn. A missing value breaks
    the line; a grey field over all that miss says their text once. A series of one mark is a goal:
    a dot with its text beside, a dotted level leading to it, and an open arrow for a floor.

    >>> path = pd.DataFrame({"label": ["", ""], "x": [1, 2], "value": [1.0, 2.0], "series": "a"})
    >>> lines(path).lines[0].get_ydata().tolist()
    [1.0, 2.0]
    """
    frame = drawing.prepared(data, "series", "x")
    first, tall = frame["x"].min(), frame["value"].max()
    low, high = places.reach(frame["value"].dropna(), frame["high"].dropna())
    frame["aside"] = _crowded(frame, tall)
    goals = frame[frame.groupby("series")["x"].transform("size").eq(1)]
    with style.house():
        ax = drawing.axes(ax)
        narrow, wishes = drawing.canvas(ax).narrow, list[told.Wish]()
        for name, line in frame.groupby("series", sort=False):
            line = line.sort_values("x", kind="stable")
            gaps = _gaps(ax, line, told_here=not narrow)
            wishes += [told.gap(*gap) for gap in gaps if narrow]
            if line["value"].isna().all():
                continue
            below_line = places.valleys(_known(line["value"]), tall, list(line["aside"]))
            if len(line) == 1:
                goal = drawing.marks_of(line)[0]
                others = frame.loc[frame["series"] != name, ["x", "value"]].dropna()
                side = places.side((goal.x, goal.value), others.itertuples(index=False), tall)
                said = _goal(ax, first, goal, below_line[0], 0 if narrow else side)
                wishes.append(told.goal(said, goal.x, goal.value, style.edge(goal.role)))
                continue
            shade = style.colour(line["role"].iloc[0])
            _path(ax, line, shade)
            if line[["low", "high"]].notna().all(axis=None):
                ax.fill_between(line["x"], line["low"], line["high"], color=shade, alpha=0.2, lw=0)
            if narrow:
                wishes += told.path(line, str(name), below_line, shade)
                continue
            last = line[line["value"].notna()].iloc[-1]
            beside = _beside(last, goals, tall)
            for mark, below in zip(drawing.marks_of(line), below_line, strict=True):
                if pd.isna(mark.value):
                    continue
                both = [mark.text, str(name)] if beside and mark.x == last["x"] else [mark.text]
                said = "\n".join(both if below else both[::-1])
                ax.annotate(
                    said, (mark.x, mark.value), (0, -12 if below else 12),
                    textcoords="offset points", ha="center", va="top" if below else "bottom",
                    gid="inside", bbox=drawing.CLEAR,
                )  # fmt: skip
            if not beside:
                drawing.text(ax, last["x"], last["value"], str(name), 1, 10, color=shade,
                             weight="bold", bbox=drawing.CLEAR)  # fmt: skip
        ax.spines[["left", "bottom"]].set_visible(False)
        ax.axhline(0, color=style.MUTED, linewidth=1.2)
        ax.set_yticks([])
        steps = places.steps(frame["x"])
        ax.set_xticks(steps, list(map(places.step_name, steps)))
        ax.set_ylim(low, high)
        ax.set_xlim(frame["x"].min() - 0.4, frame["x"].max())
        if narrow:
            _close(ax, steps)
            told.tell(ax, wishes, goals)
        drawing.fit(ax)
    return ax


def _beside(last: pd.Series[Any], goals: Frame, tall: float) -> bool:
    """Say whether a goal stands so near the last mark of a line that it takes the name's place."""
    apart = (goals["value"] - last["value"]).abs()
    return bool(((goals["x"] == last["x"]) & (apart < places.NEAR * tall)).any())


def _gaps(ax: Axes, line: Frame, told_here: bool) -> list[tuple[str, float]]:
    """Lay a grey field over each run of steps without a value, its text on the longest.

    Returns the texts, and the steps at which they stand, or would if they are not ``told_here``.
    """
    known, places = line["value"].notna(), dict[str, float]()
    runs = [run for _, run in line[~known].groupby(known.cumsum())]
    for run in sorted(runs, key=len, reverse=True):
        first, last = run["x"].min(), run["x"].max()
        ax.axvspan(first - 0.5, last + 0.5, color=style.GRID, alpha=0.6, linewidth=0, zorder=0)
        said = "; ".join(dict.fromkeys(filter(None, run["text"]))) or "–"
        places.setdefault(said, (first + last) / 2)
    for said, middle in places.items() if told_here else ():
        ax.annotate(
            said, (middle, 0), (0, 10), textcoords="offset points",
            ha="center", va="bottom", color=style.MUTED, gid="inside",
        )  # fmt: skip
    return [*places.items()]


def _path(ax: Axes, line: Frame, shade: str) -> None:
    """Draw a line through the marks of a series, broken where a value is missing."""
    import seaborn as sns  # here, since it takes a second

    known = line["value"].notna()
    # A line for each run: of one alone seaborn would leave out what misses, and join the rest.
    runs = line.assign(run=known.ne(known.shift()).cumsum())[known]
    before = len(ax.lines)
    sns.lineplot(
        runs, x="x", y="value", units="run", estimator=None, color=shade, marker="o",
        markersize=7, mec=shade, ax=ax,
    )  # fmt: skip
    for drawn, (_, run) in zip(ax.lines[before:], runs.groupby("run"), strict=True):
        drawn.set_gid(drawing.name(*run["nth"]))
    ax.set(xlabel="", ylabel="")


def _goal(ax: Axes, start: float, mark: Any, crowded: bool, side: int) -> str:
    """Draw a goal among lines: a dotted level from ``start`` to a dot, with its text on a side.

    Returns the text, which is not written where the side is 0. The arrow of a floor is short
    where it is ``crowded`` by a mark close above.
    """
    line = style.edge(mark.role)
    ax.hlines(mark.value, start, mark.x, color=line, linewidth=1.2, linestyle=(0, (2, 3)), zorder=0)
    ax.plot(
        [mark.x], [mark.value], "o", markersize=11, color=style.PAPER, mec=line, mew=2.2,
        gid=drawing.name(mark.nth),
    )  # fmt: skip
    if mark.qualifier in style.FLOORS:
        tall, gap = (0.46, 4) if crowded else (0.8, 6)
        drawing.floor(ax, mark.x, mark.value, line, (0, tall), gap)
    said = f"{mark.series} {mark.text}"
    if side:
        drawing.text(ax, mark.x, mark.value, said, side, 12, color=line,
                     bbox=None if side > 0 else drawing.CLEAR)  # fmt: skip
    return said


def _close(ax: Axes, steps: list[float]) -> None:
    """Give lines all of a narrow canvas, room above for texts, and names to as many steps as fit.

    A name is centred on its step: the first and the last take half of theirs beyond it.
    """
    room, said = drawing.canvas(ax).room, list(map(places.step_name, steps))
    every = layout.every(said, room * 0.92)
    ax.set_xticks(steps[::every], said[::every])
    span = (steps[-1] - steps[0]) or 1.0
    ax.set_xlim(steps[0] - 0.05 * span, steps[-1] + 0.05 * span)
    low, high = ax.get_ylim()
    ax.set_ylim(low, low + (high - low) * 1.15)


def _known(column: pd.Series[Any]) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in column]


def _crowded(frame: Frame, tall: float) -> pd.Series[Any]:
    """Say of each mark whether its text gives way to that of another line."""
    told = _known(frame["value"].where(frame["text"] != ""))
    made = places.crowded(zip(frame["series"], frame["x"], told, strict=True), tall)
    return pd.Series(made, frame.index, dtype="object")
