"""A story of several reports: their figures under keys of their own, and what came of promises."""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path

import pandas as pd

from xiaoyi_data import choices
from xiaoyi_data.charts.story import Story
from xiaoyi_data.findings import promises
from xiaoyi_data.report import panel, reports


class Several(Story):
    """A story of several reports, named as for ``load_reports``; ``stories(lang)`` begins one.

    ``figures`` is their panel, and the key of a figure begins with that of its report. ``links``
    are files of links; without any, those that stand in the folders of the reports.

    >>> told = Several("zh", ["xiaoyi-2021"])
    >>> told.figure("xiaoyi-2021/gdp-growth-2020").text, told.promises.empty
    ('1.8%', True)
    """

    def __init__(
        self,
        lang: str = "en",
        several: panel.Several = (),
        links: str | Path | Iterable[str | Path] = (),
    ) -> None:
        super().__init__(lang)
        self.named = reports.several(several)
        files: Iterable[str | Path] = [links] if isinstance(links, str | Path) else links
        self.links = [one for one in files if one]

    @cached_property
    def figures(self) -> pd.DataFrame:
        """The figures of all reports, one row each, as ``load_reports`` gives them."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # ``waits`` says it, in the language
            found = panel.load_reports(self.named, lang=self.lang)
        attrs, key = found.attrs, found["report"] + "/" + found["figure"]
        found = found.assign(figure=key)
        found.attrs = attrs
        return found

    @cached_property
    def promises(self) -> pd.DataFrame:
        """The targets of earlier reports beside what later ones say of them; of reports in order.

        As ``findings.promises.promises`` gives them.
        """
        broken = self.figures.attrs["broken"]
        good = [name for name in self.named if name not in broken]
        return promises.promises(good, self.links, self.lang)

    def promised(self, place: str = "") -> pd.DataFrame:
        """Return the promises of one place, each goal once: of that named, or of most promises.

        Raises ValueError for a place there is not, naming the nearest.
        """
        found = self.promises.sort_values("came", kind="stable")
        if found.empty:
            return found
        place = place or str(found["place"].value_counts().index[0])
        if place not in set(found["place"]):
            raise choices.unknown("place", place, set(found["place"]))
        own = found[found["place"] == place].drop_duplicates(["report", "goal"])
        return own.sort_values(["report_year", "came"], kind="stable", ignore_index=True)

    def among(self, year: int = 0, chosen: str = "") -> tuple[pd.DataFrame, int, str]:
        """Return the figures of the reports of a year, that year, and the report set among them.

        The year is that of most reports where it is 0, the report the first of the year where
        none is ``chosen``. Raises ValueError for a year or a report there is not, naming the valid.
        """
        held = self.figures.drop_duplicates("report")
        years = held["report_year"].astype(int)
        year = year or int(years.mode()[0])
        found = list(held["report"][years == year])
        if not found:
            raise choices.unknown("year", year, map(str, sorted(set(years))))
        if chosen and chosen not in found:
            raise choices.unknown(f"report of {year}", chosen, found)
        return self.figures[self.figures["report_year"] == year], year, chosen or found[0]

    def answered(self, promises: pd.DataFrame) -> pd.DataFrame:
        """Return the figures that promises rest on: the targets, then what answers them."""
        return self.rows(*dict.fromkeys([*promises["figure"], *filter(None, promises["answer"])]))

    def waits(self) -> None:
        """Display which reports could not be read, and how many rows wait for review."""
        for name, reason in self.figures.attrs["broken"].items():
            self.say(f"*{name} is left out: {reason}.*", f"*未纳入{name}：{reason}。*")
        super().waits()


def stories(
    lang: str = "en", reports: panel.Several = (), links: str | Path | Iterable[str | Path] = ()
) -> Several:
    """Begin a story of several reports in the language ``lang``.

    ``reports`` are keys, folders and patterns as for ``load_reports``, of nothing all that the
    package holds; ``links`` one or more files of links, of nothing those that stand in the
    folders. All it does is described at ``Several``. Raises ValueError for an unknown language,
    and for a pattern that no folder matches.

    >>> stories("zh", "xiaoyi-2021").figures["place"].iloc[0]
    '孝义市'
    """
    return Several(lang, reports, links)
