"""The report's own indicators in the workbook: what they are called, and what kind they are of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xiaoyi_data import choices
from xiaoyi_data.drafting import answers
from xiaoyi_data.drafting.answers import Refusal
from xiaoyi_data.drafting.proposals import Folder
from xiaoyi_data.report import codebook, values
from xiaoyi_data.report.codebook import Row

WIDTHS = {
    "indicator": 22, "name_zh": 30, "name_en": 40, "theme": 18, "kind": 10, "better": 16,
    "measure_word": 9, "definition_zh": 40, "definition_en": 40,
}  # fmt: skip


def fields(lang: str) -> dict[str, dict[str, Any]]:
    """Return the columns of the sheet by name, each with its ``head`` in a language."""
    title = "title" if lang == "en" else "title_zh"
    found = {field["name"]: field for field in codebook.fields("indicators")}
    return {name: found[name] | {"head": found[name][title]} for name in WIDTHS}


def read(path: Path, folder: Folder) -> tuple[list[Row], list[Refusal]]:
    """Return the own indicators that a workbook changes, whole rows, and what cannot be taken.

    A workbook without that sheet changes none. OSError when it cannot be read.
    """
    called = {field["head"]: name for lang in choices.LANGUAGES
              for name, field in fields(lang).items()}  # fmt: skip
    own = {row["indicator"]: row for row in folder.tables["indicators"]}
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
