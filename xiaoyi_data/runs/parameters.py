"""Parameters of a notebook: what it declares, and values as their types ask.

A Python notebook declares them in a cell tagged ``parameters``, the way papermill documents
them: ``lang: str = "en"  # language of labels: en or zh``. Types are ``str``, ``int``, ``float``
and ``bool``, named or those of the default; a comment that ends in a list of choices limits the
values to them, one that begins with ``path of`` says that the text names a file, and one with
``path of its folder`` in it that the text may name a folder, one that begins with ``folders of``
that it may name several, with commas between, or a pattern of them.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from xiaoyi_data import choices
from xiaoyi_data.runs import notebook as source

TYPES = {"str": str, "int": int, "float": float, "bool": bool}
_TRUE, _FALSE = {"true", "yes", "1"}, {"false", "no", "0"}
_MAGIC = re.compile(r"^[ \t]*[%!].*$", re.MULTILINE)


@dataclass(frozen=True)
class Parameter:
    """A declared parameter: its type's name, default, choices where listed, if a file or folders.

    Where a run cannot set it, ``refusal`` says why.
    """

    name: str
    type: str
    default: Any
    choices: tuple[str, ...] = ()
    file: bool = False
    folder: bool = False
    folders: bool = False
    refusal: str = ""

    def convert(self, value: Any) -> Any:
        """Return a value, or its text from a command line, as the declared type.

        >>> Parameter("code", "str", "").convert("0012")
        '0012'
        >>> Parameter("n", "int", 1).convert("0012")
        12
        """
        if self.refusal:
            raise ValueError(f"parameter {self.name!r} cannot be set: {self.refusal}")
        if self.choices and str(value) not in self.choices:
            raise choices.unknown(f"value of parameter {self.name!r}", str(value), self.choices)
        wanted = TYPES[self.type]
        if wanted is bool and str(value).lower() in _TRUE | _FALSE:
            return str(value).lower() in _TRUE
        # Bytes of a command line that are no text arrive as surrogates, which no file can hold.
        if wanted is str and isinstance(value, str) and not re.search("[\ud800-\udfff]", value):
            return value
        if wanted in (int, float) and not isinstance(value, bool):
            try:
                made = wanted(value)
            except (TypeError, ValueError, OverflowError):
                made = math.nan
            # 1.5 is no whole number, and what is no number at all has no place in a record.
            if math.isfinite(made) and (isinstance(value, str) or made == value):
                return made
        raise ValueError(f"parameter {self.name!r} takes {self.type}, not {value!r}")


@cache
def declarations(notebook: Path) -> dict[str, Parameter]:
    """Return the parameters a notebook declares, in order; those of another language are none.

    Raises ValueError when the file is no notebook.
    """
    found = source.read(notebook)
    if source.language(found) != source.LANGUAGE:
        return {}
    for cell in found["cells"]:
        if cell["cell_type"] == "code" and "parameters" in source.tags(cell):
            try:
                text = _MAGIC.sub("", cell["source"])  # a line of IPython's, which ast cannot read
                return {made.name: made for made in _declared(ast.parse(text), text.splitlines())}
            except (SyntaxError, ValueError):  # the cell fails when it runs, and says why
                return {}
    return {}


def _declared(tree: ast.Module, lines: list[str]) -> Iterator[Parameter]:
    for node in tree.body:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            name, kind = node.target.id, ast.unparse(node.annotation)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name, kind = node.targets[0].id, ""
        else:
            continue
        comment = lines[(node.end_lineno or 1) - 1].partition("#")[2]
        yield _parameter(name, kind, node.value, comment.strip())


def _parameter(name: str, kind: str, value: ast.expr | None, comment: str) -> Parameter:
    valid = ", ".join(TYPES)
    written = "nothing" if value is None else ast.unparse(value)
    try:
        default = ast.literal_eval(value) if value else None
    except (ValueError, TypeError, SyntaxError, RecursionError):
        default = None
    kind = kind or type(default).__name__
    if kind not in TYPES or value is None:
        return Parameter(name, kind, None, refusal=f"it needs a default and a type: {valid}")
    try:
        Parameter(name, kind, default).convert(default)
    except ValueError:
        refusal = f"its default must be {kind}, written out: {written}"
        return Parameter(name, kind, None, refusal=refusal)
    listed = re.search(r": ([\w-]+(?:, [\w-]+)* or [\w-]+)$", comment)
    options = tuple(re.split(r", | or ", listed[1])) if listed else ()
    is_file = kind == "str" and comment.startswith("path of ")
    is_folder = kind == "str" and "path of its folder" in comment
    several = kind == "str" and comment.startswith("folders of ")
    return Parameter(name, kind, default, options, is_file, is_folder, several)
