"""Frames that are made once and handed out as copies: a card alone asks for six of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.report import codebook, reports

Make = Callable[[str], pd.DataFrame]


def kept(*tables: str) -> Callable[[Make], Make]:
    """Make a frame of tables once for each language and report; callers get copies of their own.

    ``tables`` are all that the frame is made of, by name: where one of them has been read anew,
    the frame is made anew. The call raises ValueError for an unknown language, and what making
    raises.

    >>> made = kept("sections")(lambda lang: pd.DataFrame({"lang": [lang]}))
    >>> made("zh") is made("zh"), made("zh").equals(made("zh"))
    (False, True)
    """

    def keep(make: Make) -> Make:
        held: dict[tuple[Path, str], tuple[list[Any], pd.DataFrame]] = {}

        @wraps(make)
        def give(lang: str) -> pd.DataFrame:
            choices.check_language(lang)
            with reports.using() as report:
                now: list[Any] = [codebook.package(), *map(codebook.rows, tables)]
                then, frame = held.get((report.folder, lang), ([], pd.DataFrame()))
                if list(map(id, then)) != list(map(id, now)):
                    held[report.folder, lang] = now, (frame := _texted(make(lang)))
                    if len(held) > reports.HELD:
                        del held[next(iter(held))]
                return frame.copy()

        return give

    return keep


def _texted(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame as it is; of one without rows, what has no type of its own is text."""
    if len(frame):
        return frame
    return frame.astype({name: object for name in frame if frame[name].dtype == "float64"})
