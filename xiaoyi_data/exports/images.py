"""Pictures: PNG and SVG of every exhibit of an executed notebook."""

from __future__ import annotations

from pathlib import Path

from xiaoyi_data.exports import reading, writing


def pictures(notebook: Path, folder: Path) -> list[Path]:
    """Write ``<notebook>-<number>-<exhibit>.png`` (1920 × 1080) and ``.svg``; return the paths."""
    executed, made = reading.read(notebook), []
    for number, picture in enumerate(executed.exhibits, start=1):
        stem = f"{executed.name}-{number:02}-{picture.payload['name']}"
        png, svg = picture.png, picture.svg.encode()
        made.append(
            writing.replace(folder / f"{stem}.png", lambda p, data=png: p.write_bytes(data))
        )
        made.append(
            writing.replace(folder / f"{stem}.svg", lambda p, data=svg: p.write_bytes(data))
        )
    return made
