"""Which rows of a report a story takes: by what they are, not by their keys.

What holds of one report is made of any other that has the like; where one has nothing, the part
is left out, and a line says so.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

import pandas as pd

from xiaoyi_data.report import codebook, reports, tables


class Nothing(ValueError):
    """The report has nothing of what an exhibit or a sentence is made of."""


class Chosen:
    """The figures of one report in one language, and how a story chooses among them."""

    lang: str
    report: reports.Report
    say: Callable[[str, str], None]
    figure: Callable[[str], Any]
    pick: Callable[[Any, Any], Any]

    @cached_property
    def figures(self) -> pd.DataFrame:
        """The figures of the report, one row each, as ``load_figures`` gives them."""
        return tables.load_figures(lang=self.lang, report=self.report)

    @cached_property
    def about(self) -> dict[str, str]:
        """What is known of the report, as text: ``year``, ``place_en``, ``place_zh`` and so on."""
        with reports.using(self.report):
            return dict(codebook.about())

    @property
    def year(self) -> int:
        """The year whose plan the report sets out; the one before is reviewed."""
        return int(self.about["year"])

    @property
    def ours(self) -> bool:
        """Whether the report is that of Xiaoyi, of which a notebook knows more than its tables."""
        return self.about["report"] == reports.DEFAULT

    @property
    def place(self) -> str:
        """What the place is called in a title, in Chinese without its rank."""
        return re.sub(r"(?<=..)[省市县区]$", "", self.about[f"place_{self.lang}"])

    @cached_property
    def regions(self) -> list[str]:
        """The keys of the regions around the place, the nearest first."""
        with reports.using(self.report):
            found = codebook.rows("entities")
        return [row["entity"] for row in found if row["kind"] == "region"]

    def within(self, *turns: str) -> pd.DataFrame:
        """Return the figures of the sections of these turns, such as ``years_review``."""
        return self.figures[self.figures["section"].isin(self._turned(*turns)["section"])]

    def years(self, turn: str) -> str:
        """Return the period that the sections of a turn speak of; empty where there are none."""
        return str(self._turned(turn)["years"].min()) if len(self._turned(turn)) else ""

    def _turned(self, *turns: str) -> pd.DataFrame:
        with reports.using(self.report):
            sections = tables.table("sections")
        return sections[sections["turn"].isin(turns)]

    def some(self, rows: pd.DataFrame | None = None, **codes: Any) -> pd.DataFrame:
        """Return the rows, figures unless given, whose columns have these codes; perhaps none.

        A code is one or several; a missing one is an empty text.
        """
        found = self.figures if rows is None else rows
        for column, wanted in codes.items():
            held = found[column].astype("string").fillna("")
            several = [wanted] if isinstance(wanted, str | int) else wanted
            found = found[held.isin(list(map(str, several)))]
        return found

    def one(self, rows: pd.DataFrame | None = None, **codes: Any) -> Any:
        """Return the first of ``some``, as ``figure`` does; Nothing is raised where there is none.

        >>> from xiaoyi_data import story
        >>> story().one(indicator="gdp", measure="growth", status="achieved", period=2020).text
        '1.8%'
        """
        found = self.some(rows, **codes)
        self.need(found)
        row: Any = self.figure(str(found["figure"].iloc[0]))
        return row

    def maybe(self, rows: pd.DataFrame | None = None, **codes: Any) -> Any:
        """Return what ``one`` returns, or None where there is none."""
        return self.one(rows, **codes) if len(self.some(rows, **codes)) else None

    def need(self, *found: Any) -> None:
        """Raise Nothing where one of what an exhibit is made of is None, or empty."""
        if any(one is None or not len(one) for one in found):
            raise Nothing("the report has nothing for it")

    def share(self, some: int, of: int, counter: str = "项") -> str:
        """Say how many of several; in Chinese what follows their name, with its ``counter``.

        >>> from xiaoyi_data import story
        >>> [story().share(some, 2) for some in range(3)], story().share(3, 3)
        (['none of 2', '1 of 2', 'both'], 'all 3')
        >>> [story("zh").share(some, 2) for some in range(3)]
        ['无一', '中1项', '均']
        """
        if some == of:
            return str(self.pick("both" if of == 2 else f"all {of}", "均"))
        return str(self.pick(f"{some or 'none'} of {of}", f"中{some}{counter}" if some else "无一"))

    @contextmanager
    def part(self, en: str, zh: str) -> Iterator[None]:
        """Leave out what is made inside where the report has nothing for it, and say so.

        >>> from xiaoyi_data import story
        >>> told = story()
        >>> with told.part("gross output", "总产值"):
        ...     told.need(told.some(indicator="gdp", measure="rank"))
        """
        try:
            yield
        except Nothing:
            self.say(
                f"*Left out, for this report has nothing to show of it: {en}.*",
                f"*从略，本报告没有可供展示的内容：{zh}。*",
            )

    def waits(self) -> None:
        """Display how many rows of the report wait for review, and are not shown, if any do."""
        if count := self.figures.attrs["waiting"]:
            self.say(
                f"*{count} more rows are proposed and not yet reviewed; they are not shown.*",
                f"*另有{count}行数据待审核，未予展示。*",
            )
