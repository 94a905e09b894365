"""The report's own indicators in the workbook: what they are called, and what kind they are of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xiaoyi_data import choices
from xiaoyi_data.drafting.answers import Refusal
from xiaoyi_data.drafting.proposals import Folder
from xiaoyi_data.report import codebook, files, sheets, values
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
    heads = {field["head"]: name for lang in choices.LANGUAGES
             for name, field in fields(lang).items()}  # fmt: skip
    keys = [head for head, name in heads.items() if name == "indicator"]
    titles = [choices.words("review", lang)["about"] for lang in choices.LANGUAGES]
    raw = files.content(path)
    if not {*titles} & {*sheets.titles(raw, str(path))}:
        return [], []
    found = sheets.records(raw, str(path), *titles, head=keys)
    places = {heads[text]: at for at, text in enumerate(found[0].texts) if text in heads}
    own = {row["indicator"]: row for row in folder.tables["indicators"]}
    changed, refused = dict[str, Row](), list[Refusal]()
    for record in found[1:]:
        key = record.texts[places["indicator"]]
        if key not in own:
            continue  # of the codebook of all reports, or added by hand to the sheet
        made = dict(own[key])
        for name, at in places.items():
            try:
                made[name] = _taken(name, record.texts[at].strip())
            except ValueError as wrong:
                refused.append(Refusal(f"{path}, {record.place(at)}", str(wrong)))
                made = own[key]
                break
        if made != own[key] and changed.setdefault(key, made) != made:
            told = f"{key} is changed in two ways"
            refused.append(Refusal(f"{path}, {record.place()}", told))
            changed[key] = own[key]
    return [row for key, row in changed.items() if row != own[key]], refused


def _taken(name: str, text: str) -> str:
    """Return what a cell says, a code by its code or its name in either language."""
    field = codebook.column("indicators", name)
    if "categories" in field:
        words = {word: code for lang in choices.LANGUAGES
                 for code, word in codebook.labels("indicators", name, lang).items()}  # fmt: skip
        text = words.get(text, text)
    return values.taken(field, text)
