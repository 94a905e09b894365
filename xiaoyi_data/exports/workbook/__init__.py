"""Workbooks: the tables as files, and a run as a book with native charts."""

from xiaoyi_data.exports.workbook.plain import export, neutral, sheets

__all__ = ["export", "neutral", "sheets"]
