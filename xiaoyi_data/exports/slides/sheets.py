"""What charts of PowerPoint are made of, with a workbook whose texts stay texts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.xlsx import CategoryWorkbookWriter, XyWorkbookWriter
from pptx.util import lazyproperty


class _Texts:
    @contextmanager
    def _open_worksheet(self, xlsx_file: Any) -> Iterator[tuple[Any, Any]]:
        opened = super()._open_worksheet(xlsx_file)  # type: ignore[misc]
        with opened as (workbook, worksheet):
            # A row may be called "=1+1", and that is no formula, or as an address is, and no link.
            worksheet.strings_to_formulas = worksheet.strings_to_urls = False
            yield workbook, worksheet


class _Categories(_Texts, CategoryWorkbookWriter):
    pass


class _Places(_Texts, XyWorkbookWriter):
    pass


class Categories(CategoryChartData):
    """Series over named categories.

    >>> made = Categories()
    >>> made.categories = ["=1+1"]
    >>> made.add_series("2020", [1.0]).name
    '2020'
    """

    @lazyproperty
    def _workbook_writer(self) -> Any:
        return _Categories(self)


class Places(XyChartData):
    """Series of points, each at a place of its own.

    >>> Places().add_series("2020").name
    '2020'
    """

    @lazyproperty
    def _workbook_writer(self) -> Any:
        return _Places(self)
