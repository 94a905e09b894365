"""A CSV -> records: what stands in each cell, and on which line of the file."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field

from xiaoyi_data.report import files

# What spreadsheets read as the beginning of a formula, in full width too.
FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠]")
_LONGEST = 32_767  # characters: as many as a cell of a spreadsheet holds
_BREAK = re.compile(r"\r\n|\r|\n")


@dataclass(slots=True)
class Record:
    """The texts of one line of cells, where they stand, and what is wrong with some of them.

    ``first`` is the line of the file that it begins in, or the row of ``sheet``; ``wrong`` says by
    the place of a cell why its text is not what it seems.
    """

    texts: list[str]
    first: int
    sheet: str = ""
    wrong: dict[int, str] = field(default_factory=dict)

    def place(self, column: int | None = None) -> str:
        """Return where the record, or the cell in one of its columns, stands.

        >>> Record(["two\\nlines", "here"], 4).place(1), Record(["a", "b"], 2, "own").place(1)
        ('line 5', 'sheet own, cell B2')
        """
        if not self.sheet:
            broken = sum(len(_BREAK.findall(text)) for text in self.texts[: column or 0])
            return f"line {self.first + broken}"
        if column is None:
            return f"sheet {self.sheet}, row {self.first}"
        return f"sheet {self.sheet}, cell {letters(column)}{self.first}"


def letters(column: int) -> str:
    """Return what a spreadsheet calls a column, counted from 0.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    before, last = divmod(column, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


def records(raw: bytes, source: str) -> list[Record]:
    """Return the records of a CSV, or of a text with tabs, the head first; blank ones are left out.

    ``source`` is what messages call the file. Raises DataError for what is no CSV.

    >>> [(record.texts, record.first) for record in records(b"a,b\\n\\n1,2\\n", "own.csv")]
    [(['a', 'b'], 1), (['1', '2'], 3)]
    """
    text = files.text(raw, source)
    head = text.lstrip("\r\n").partition("\n")[0]
    # What Excel calls Unicode text is UTF-16 with tabs.
    tabs = "\t" in head and "," not in head
    lines = csv.reader(io.StringIO(text, newline=""), "excel-tab" if tabs else "excel", strict=True)
    found, before = [], 0
    try:
        for texts in lines:
            if (longest := max(map(len, texts), default=0)) > _LONGEST:
                told = f"a cell of {longest} characters; valid are up to {_LONGEST}"
                raise files.DataError(f"{source}, line {before + 1}: {told}")
            if any(texts):
                found.append(Record([_unmarked(text) for text in texts], before + 1))
            before = lines.line_num
    except csv.Error as error:
        raise files.DataError(f"{source}, line {before + 1}: is not CSV: {error}") from None
    return found


def _unmarked(text: str) -> str:
    """Return a text without the ' that keeps spreadsheets from taking it for a formula."""
    return text[1:] if text[:1] == "'" and FORMULA.match(text, 1) else text
