"""Notebooks x parameters -> jobs, checked before anything runs.

A notebook declares its parameters in a cell tagged ``parameters``, the way papermill documents
them: ``lang: str = "en"  # language of labels: en or zh``. Types are ``str``, ``int``, ``float``
and ``bool``; a comment that ends in a list of choices limits the values to them, and one that
begins with ``path of`` says that the text names a file, which must be there.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
import itertools
import json
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from xiaoyi_data import choices

TYPES = {"str": str, "int": int, "float": float, "bool": bool}
_TRUE, _FALSE = {"true", "yes", "1"}, {"false", "no", "0"}
_TAKEN = {"failed"}
_LONGEST = 120  # bytes of a job's name: file systems allow 255, and files add to it


@dataclass(frozen=True)
class Parameter:
    """A declared parameter: its type's name, default, choices where listed, whether a file."""

    name: str
    type: str
    default: Any
    choices: tuple[str, ...] = ()
    file: bool = False

    def convert(self, value: Any) -> Any:
        """Return a value, or its text from a command line, as the declared type.

        >>> Parameter("code", "str", "").convert("0012")
        '0012'
        >>> Parameter("n", "int", 1).convert("0012")
        12
        """
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


@dataclass(frozen=True)
class Job:
    """A notebook with the value of every parameter it declares; ``given`` differ from defaults."""

    notebook: Path
    name: str
    parameters: Mapping[str, Any]
    given: Mapping[str, Any]


def folder() -> Path:
    """Return the folder ``notebooks`` where there is one here, else that of the package."""
    here = Path("notebooks")
    return here if here.is_dir() else Path(str(files("xiaoyi_data"))) / "notebooks"


def available(folder: Path) -> dict[str, Path]:
    """Return the notebooks of a folder by name, in the order of their names.

    Raises ValueError when there is no such folder or no notebook in it.
    """
    # JupyterLab and macOS leave hidden files beside notebooks.
    found = {path.stem: path for path in sorted(folder.glob("[!.]*.ipynb"))}
    if not found:
        raise ValueError(f"no notebook in {folder}: give the folder that holds them")
    return found


def jobs(
    folder: Path,
    notebooks: Sequence[str] = (),
    parameters: Mapping[str, Any] | None = None,
    sweep: Mapping[str, Sequence[Any]] | None = None,
) -> list[Job]:
    """Return the jobs of a run: the notebooks (all by default) with every set of parameters.

    ``parameters`` fixes values, ``sweep`` gives several for a name and takes the product. A
    parameter goes to the notebooks that declare it; one that none declares is an error.
    Raises ValueError, naming the valid ones, for an unknown notebook or parameter or a value of
    the wrong type.
    """
    here = available(folder)
    chosen = [Path(name).stem for name in notebooks] or list(here)
    for name in chosen:
        if name not in here:
            raise choices.unknown("notebook", name, here)
    fixed, swept = dict(parameters or {}), dict(sweep or {})
    for name in fixed.keys() & swept.keys():
        raise ValueError(f"parameter {name!r} is given both a value and a sweep")
    declared = {name: declarations(here[name]) for name in dict.fromkeys(chosen)}
    known = {name for own in declared.values() for name in own}
    for name in [*fixed, *swept]:
        if name not in known:
            raise choices.unknown("parameter", name, known)
    made: dict[str, Job] = {}
    for notebook, own in declared.items():
        axes = [[(name, value) for value in swept[name]] for name in swept if name in own]
        for combination in itertools.product(*axes):
            values = {name: fixed[name] for name in fixed if name in own} | dict(combination)
            job = _job(here[notebook], own, values)
            if job.name in _TAKEN or job.name.endswith((".html", ".pptx", ".json")):
                raise ValueError(f"a run writes {job.name!r} itself: rename the notebook")
            if made.setdefault(job.name, job) != job:
                raise ValueError(f"two notebooks make {job.name!r}: rename one of them")
    return list(made.values())


def inputs(job: Job) -> dict[str, Any]:
    """Return hashes of what a job is made of: ``code``, ``prose``, and ``files`` by parameter."""
    notebook = json.loads(job.notebook.read_text(encoding="utf-8"))
    code: list[Any] = [notebook.get("metadata", {}).get("kernelspec", {}).get("name")]
    prose: list[Any] = []
    for index, cell in enumerate(notebook["cells"]):
        content = ["".join(cell["source"]), cell.get("metadata", {}).get("tags", [])]
        if cell["cell_type"] == "code":
            code.append(content)
        else:
            prose.append([*content, index])
    # A parameter that is the path of a file stands for what the file holds.
    files = {
        name: hashlib.sha256(Path(value).read_bytes()).hexdigest()
        for name, value in job.parameters.items()
        if isinstance(value, str) and value and Path(value).is_file()
    }
    return {"code": digest(code), "prose": digest(prose), "files": files}


def digest(value: Any) -> str:
    """Return the SHA-256 of plain data, whatever the order of its keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


@cache
def declarations(notebook: Path) -> dict[str, Parameter]:
    """Return the parameters a notebook declares, in order; ValueError when its cell is wrong."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        for cell in cells:
            "".join([cell["cell_type"], *cell["source"], *cell.get("metadata", {}).get("tags", [])])
    except (ValueError, KeyError, TypeError, AttributeError):
        raise ValueError(f"{notebook} is not a notebook") from None
    for cell in cells:
        if "parameters" in cell.get("metadata", {}).get("tags", []):
            source = "".join(cell["source"])
            try:
                body = ast.parse(source).body
            except SyntaxError as error:
                raise ValueError(f"{notebook.name}: parameters cell: {error}") from None
            found = {}
            for node in body:
                if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                    comment = source.splitlines()[(node.end_lineno or 1) - 1].partition("#")[2]
                    name = node.target.id
                    found[name] = _parameter(notebook, node, name, comment.strip())
            return found
    return {}


def _parameter(notebook: Path, node: ast.AnnAssign, name: str, comment: str) -> Parameter:
    kind = ast.unparse(node.annotation)
    if kind not in TYPES or node.value is None:
        valid = ", ".join(TYPES)
        raise ValueError(f"{notebook.name}: parameter {name!r} needs a default and a type: {valid}")
    try:
        default = ast.literal_eval(node.value)
        Parameter(name, kind, default).convert(default)
    except (ValueError, TypeError, SyntaxError):
        told = f"the default of {name!r} must be {kind}, written out: {ast.unparse(node.value)}"
        raise ValueError(f"{notebook.name}: {told}") from None
    listed = re.search(r": ([\w-]+(?:, [\w-]+)* or [\w-]+)$", comment)
    choices = tuple(re.split(r", | or ", listed[1])) if listed else ()
    is_file = kind == "str" and comment.startswith("path of ")
    return Parameter(name, kind, default, choices, is_file)


def _job(notebook: Path, own: Mapping[str, Parameter], values: Mapping[str, Any]) -> Job:
    given = {}
    for name, parameter in own.items():
        if name in values and (value := parameter.convert(values[name])) != parameter.default:
            given[name] = value
    name = "".join([notebook.stem, *(f".{key}={_slug(value)}" for key, value in given.items())])
    if len(name.encode()) > _LONGEST:
        short = name.encode()[:_LONGEST].decode(errors="ignore")
        name = f"{short}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"
    given |= {key: _found(key, value) for key, value in given.items() if own[key].file}
    resolved = {key: given.get(key, parameter.default) for key, parameter in own.items()}
    return Job(notebook.resolve(), name, resolved, given)


def _found(name: str, value: str) -> str:
    """Return the whole path of a file, the same wherever the job runs; it must be there."""
    path = Path(value).absolute()
    if path.is_file():
        return str(path)
    there = [other.name for other in path.parent.glob("*")]
    near = difflib.get_close_matches(path.name, there, n=1)
    hint = f"; did you mean {str(Path(value).with_name(near[0]))!r}?" if near else ""
    raise ValueError(f"parameter {name!r}: there is no file {value!r}{hint}")


def _slug(value: Any) -> str:
    """Return a value as part of a file name; where that loses something, a short hash follows."""
    text = str(value)
    safe = re.sub(r"[^\w.-]+", "-", text)[:40].strip("-.")
    if safe == text:
        return safe
    return f"{safe}-{hashlib.sha256(text.encode()).hexdigest()[:8]}".strip("-")
