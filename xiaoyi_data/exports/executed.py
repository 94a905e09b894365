"""What an executed notebook holds for exporters: its language, prose, exhibits and outputs."""

from __future__ import annotations

import base64
import json
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from xiaoyi_data import choices, writing
from xiaoyi_data.canvas import payload as contract
from xiaoyi_data.canvas.payload import MIME
from xiaoyi_data.exports import bilingual, dated, form, spoken
from xiaoyi_data.exports.lately import Lately
from xiaoyi_data.report import files

_PNG_END = b"IEND\xaeB`\x82"
_LATELY: Lately[Executed] = Lately(32_000_000)  # bytes: ten notebooks in two languages
_SENTENCE = re.compile(r".+?(?:。|[.!?](?=\s|$)|$)", re.DOTALL)

Cell = dict[str, Any]


class NotExportable(ValueError):
    """The file cannot be exported; the message says why in one line."""


@dataclass(frozen=True)
class Picture:
    """An exhibit as it was shown: its payload, and its pictures."""

    payload: dict[str, Any]
    png: bytes
    svg: str


@dataclass(frozen=True)
class Executed:
    """An executed notebook: its name, its language and the cells shown in that language.

    ``widgets`` holds what each widget was last, by the name of its model; ``code`` is what
    pygments calls the language of the code; ``source`` names the notebook that was run, with
    ``parameters``, where papermill ran it, ``report`` the report it tells of; ``executed`` is when
    it was, as far as it tells; ``of`` is what the report is called beside others (``whose.named``).
    """

    name: str
    lang: str
    cells: list[Cell]
    widgets: dict[str, Any] = field(default_factory=dict)
    code: str = "python"
    source: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    report: str = ""
    executed: datetime | None = None
    of: str = ""

    @cached_property
    def exhibits(self) -> list[Picture]:
        """The exhibits in order."""
        return [shown for cell in self.cells for shown in map(as_picture, outputs(cell)) if shown]

    @property
    def prose(self) -> list[str]:
        """Markdown in order: of cells, and said by code."""
        return [text for cell in self.cells for text in markdown(cell)]

    @property
    def title(self) -> str:
        """The first heading as a reader sees it, or the file's name; after what it is ``of``."""
        return self.under(self._told[0] or self.name)

    def under(self, text: str) -> str:
        """Return a text after what the report is called, where it stands beside others."""
        return (
            f"{self.of}{choices.pick(en=': ', zh='：', lang=self.lang)}{text}" if self.of else text
        )

    @property
    def answer(self) -> str:
        """The first paragraph under that heading, as a reader sees it; may be empty."""
        return self._told[1]

    @property
    def strongest(self) -> list[Picture]:
        """The exhibits of cells tagged ``slide``, or else the first two: those of a short deck."""
        tagged = [cell for cell in self.cells if "slide" in cell["metadata"].get("tags", ())]
        chosen = [
            picture for cell in tagged for picture in map(as_picture, outputs(cell)) if picture
        ]
        return chosen or self.exhibits[:2]

    @property
    def several(self) -> bool:
        """Whether it tells of several reports: it has a parameter ``reports``."""
        given = (c for c in self.cells if "parameters" in c["metadata"].get("tags", ()))
        return any(re.search(r"^reports\b", form.joined(c["source"]), re.MULTILINE) for c in given)

    @property
    def findings(self) -> list[tuple[str, list[str]]]:
        """The sentences of the answer that state figures, each with the keys of those."""
        known: dict[str, list[str]] = {}
        for cell in self.cells:
            for output in outputs(cell):
                known |= (output.get("metadata", {}).get("xiaoyi") or {}).get("rests_on", {})
        found = []
        for sentence in _SENTENCE.findall(self.answer):
            keys = [key for key, said in known.items() if any(_says(sentence, one) for one in said)]
            found += [(sentence.strip(), keys)] if keys else []
        return found

    @cached_property
    def _told(self) -> tuple[str, str]:
        return spoken.title_and_answer(self.prose)


def read(path: Path) -> Executed:
    """Read an executed notebook, without control characters.

    Raises NotExportable when it is none, was never executed, failed, holds a damaged exhibit or
    one of another version; OSError when it cannot be read.
    """
    try:
        content = files.content(path)
    except FileNotFoundError:
        raise NotExportable(f"{path} does not exist") from None
    except files.DataError as reason:  # a folder, a pipe, a device, more than 50 MB
        raise NotExportable(str(reason)) from None
    # What is published reads each notebook for every file that tells of it.
    key = path.name, os.environ.get("SOURCE_DATE_EPOCH", "")
    return _LATELY.give(key, content, lambda: _read(path, content))


def _read(path: Path, content: bytes) -> Executed:
    try:
        text = content.decode("utf-8")
        notebook = json.loads(text)
        cells: list[Cell] = [form.together(form.checked(cell)) for cell in notebook["cells"]]
        # What JSON must escape, or could, is rare; half of reading would go into looking for it.
        if any(sign in text for sign in ("\\u", "\\b", "\\f", "\ufffe", "\uffff")):
            cells = form.cleaned(cells)
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        every = [output for cell in code for output in outputs(cell)]
        bound = [
            cell for cell in code if "raises-exception" not in cell["metadata"].get("tags", ())
        ]
        failures = [
            output for cell in bound for output in outputs(cell) if output["output_type"] == "error"
        ]
        counted = any(cell.get("execution_count") for cell in code)
        ran = counted or not any(form.joined(cell["source"]).strip() for cell in code)
        papers = notebook.get("metadata", {}).get("papermill", {})
        parameters = dict(papers.get("parameters") or {})
        given, source = parameters.get("lang"), Path(str(papers.get("input_path") or "")).stem
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise NotExportable(f"{path} is not a notebook: give an executed .ipynb file") from None
    if not ran:
        raise NotExportable(f"{path} was never executed: run it first (xiaoyi run)")
    for output in failures:
        said = f"{output.get('ename', 'error')}: {output.get('evalue', '')}".splitlines()[0]
        raise NotExportable(f"{path} failed: {said}")
    exhibits = [output for output in every if MIME in output.get("data", {})]
    for place, output in enumerate(exhibits, start=1):
        if fault := _fault(output):
            raise NotExportable(f"{path}, exhibit {place}: {fault}; run the notebook again")
    lang = exhibits[0]["data"][MIME]["lang"] if exhibits else _language(given, cells)
    name = path.name.removesuffix(".ipynb")
    report = str(parameters.get("report") or _declared("report", cells))
    own = [bilingual.cell(cell, lang) for cell in cells if bilingual.shown(cell, lang, report)]
    about = notebook.get("metadata", {})
    told = about.get("language_info") or {}
    written = told.get("pygments_lexer") or told.get("name") or "python"
    when = dated.moment(notebook)
    return Executed(
        name, lang, own, form.states(about), str(written), source, parameters, report, when
    )


def _says(sentence: str, text: str) -> bool:
    """Whether a sentence holds a value as it is written, and not as a part of another.

    A change may be said without its sign: it fell by 4.7 pp.
    """
    plain = re.sub(r"[+−](?=\d)", "", text)
    ways = (rf"(?<![\d.,]){re.escape(text)}", rf"(?<![\d.,+−]){re.escape(plain)}")
    return bool(text) and bool(re.search(rf"(?:{'|'.join(ways)})(?!\d)", sentence))


def _language(given: Any, cells: list[Cell]) -> str:
    """Return the language of a notebook without exhibits: given, declared, or of its prose."""
    given = given or _declared("lang", cells)
    if given in choices.LANGUAGES:
        return str(given)
    prose = "".join(text for cell in cells for text in markdown(cell))
    chinese, latin = (len(re.findall(range, prose)) for range in ("[一-鿿]", r"[A-Za-z]+"))
    return "zh" if chinese > latin else "en"


def _declared(name: str, cells: list[Cell]) -> str:
    """Return the text that the cell tagged ``parameters`` gives a name; empty where it does not."""
    for cell in cells:
        if "parameters" in cell["metadata"].get("tags", ()):
            set_ = rf"^{name}\b[^=\n]*= *[\"']([^\"'\n]+)"
            if found := re.search(set_, form.joined(cell["source"]), re.MULTILINE):
                return str(found[1])
    return ""


def _fault(output: Cell) -> str:
    """Say what is wrong with an output that should carry an exhibit, in a few words."""
    try:
        contract.check(output["data"][MIME])
    except ValueError as error:
        return str(error)
    try:
        picture = as_picture(output)
    except (ValueError, KeyError, TypeError):
        return "its picture is damaged"
    return "" if picture and picture.png.endswith(_PNG_END) else "its picture is cut off"


def notebooks(paths: Sequence[Path], lang: str | None = None) -> list[Path]:
    """Return executed notebooks, with those of a run in place of its folder.

    ``lang`` keeps those of one language. Raises NotExportable when a folder holds no run, or
    nothing is left.
    """
    found: list[Path] = []
    for path in paths:
        if not path.is_dir():
            found.append(path)
            continue
        try:
            jobs = json.loads(files.content(path / "manifest.json"))["jobs"]
            if not all(writing.plain(name) and "/" not in name for name in jobs):
                raise ValueError("a name that leaves the folder")
            made = [writing.inside(path, f"{name}/{name}.ipynb") for name in jobs]
        except OSError:
            raise NotExportable(f"{path} holds no run: it has no manifest.json") from None
        except (ValueError, KeyError, TypeError):
            raise NotExportable(f"{path / 'manifest.json'} is damaged: run again") from None
        found += filter(None, made)
    kept = [path for path in found if lang is None or read(path).lang == lang]
    if not kept:
        where = ", ".join(map(str, paths))
        raise NotExportable(f"{where}: no executed notebook" + (f" in {lang}" if lang else ""))
    return kept


def outputs(cell: Cell) -> list[Cell]:
    """Return the outputs of a cell; Markdown cells have none."""
    found: list[Cell] = cell.get("outputs", [])
    return found


def as_picture(output: Cell) -> Picture | None:
    """Return the exhibit that an output carries, if it carries one."""
    data = output.get("data", {})
    if MIME not in data:
        return None
    png, svg = form.joined(data["image/png"]), form.joined(data["image/svg+xml"])
    return Picture(data[MIME], base64.b64decode(png), svg)


def markdown(cell: Cell) -> Iterator[str]:
    """Yield the Markdown that a cell is or shows."""
    if cell["cell_type"] == "markdown":
        yield form.joined(cell["source"])
    for output in outputs(cell):
        if "text/markdown" in output.get("data", {}):
            yield form.joined(output["data"]["text/markdown"])
