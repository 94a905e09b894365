"""The report's own indicators as a reviewer has changed them in the workbook."""

from __future__ import annotations

from pathlib import Path

from xiaoyi_data import choices
from xiaoyi_data.drafting import answers, sheet
from xiaoyi_data.drafting.answers import Refusal
from xiaoyi_data.drafting.proposals import Reviewed
from xiaoyi_data.report import codebook, values
from xiaoyi_data.report.codebook import Row


def read(path: Path, reviewed: Reviewed) -> tuple[list[Row], list[Refusal]]:
    """Return the own indicators that a workbook changes, whole rows, and what cannot be taken.

    A workbook without that sheet changes none. OSError when it cannot be read.
    """
    called = {head: name for lang in choices.LANGUAGES
              for name, head in sheet.heads("indicator", lang).items()}  # fmt: skip
    own = {row["indicator"]: row for row in reviewed.tables["indicators"]}
    changed, refused = dict[str, Row](), list[Refusal]()
    for line in answers.lines(path, "about", called, "indicator", must=False):
        key = line.told["indicator"]
        if key not in own:
            continue  # of the codebook of all reports, or added by hand to the sheet
        made = dict(own[key])
        for name, text in line.told.items():
            field = codebook.column("indicators", name)
            try:
                if name in line.wrong:
                    raise ValueError(line.wrong[name])
                made[name] = values.taken(field, values.coded(field, text))
            except ValueError as wrong:
                refused.append(line.refused(wrong, name))
                made = own[key]
                break
        if made != own[key] and changed.setdefault(key, made) != made:
            refused.append(line.refused(f"{key} is changed in two ways"))
            changed[key] = own[key]
    return [row for key, row in changed.items() if row != own[key]], refused
