"""Notebooks x parameters -> jobs, checked before anything runs.

A notebook declares its parameters in a cell tagged ``parameters``, the way papermill documents
them: ``lang: str = "en"  # language of labels: en or zh``. Types are ``str``, ``int``, ``float``
and ``bool``; a comment that ends in a list of choices limits the values to them.
"""

from __future__ import annotations

import ast
import difflib
import hashlib
import itertools
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

TYPES = {"str": str, "int": int, "float": float, "bool": bool}
_TRUE, _FALSE = {"true", "yes", "1"}, {"false", "no", "0"}


@dataclass(frozen=True)
class Parameter:
    """A declared parameter: its type's name, its default, and its choices where it lists them."""

    name: str
    type: str
    default: Any
    choices: tuple[str, ...] = ()

    def convert(self, value: Any) -> Any:
        """Return a value, or its text from a command line, as the declared type.

        >>> Parameter("code", "str", "").convert("0012")
        '0012'
        >>> Parameter("n", "int", 1).convert("0012")
        12
        """
        if self.choices and str(value) not in self.choices:
            raise _unknown(f"value of parameter {self.name!r}", str(value), self.choices)
        wanted = TYPES[self.type]
        if wanted is bool and str(value).lower() in _TRUE | _FALSE:
            return str(value).lower() in _TRUE
        if wanted is not bool and not isinstance(value, bool):
            try:
                return wanted(value)
            except (TypeError, ValueError):
                pass
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
    return here if here.is_dir() else Path(str(files(__package__))) / "notebooks"


def available(folder: Path) -> dict[str, Path]:
    """Return the notebooks of a folder by name, in the order of their names.

    Raises ValueError when there is no such folder or no notebook in it.
    """
    found = {path.stem: path for path in sorted(folder.glob("*.ipynb"))}
    if not found:
        raise ValueError(f"no notebook in {folder}: give the folder that holds them")
    return found


def plan(
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
            raise _unknown("notebook", name, here)
    fixed, swept = dict(parameters or {}), dict(sweep or {})
    declared = {name: declarations(here[name]) for name in dict.fromkeys(chosen)}
    known = {name for own in declared.values() for name in own}
    for name in [*fixed, *swept]:
        if name not in known:
            raise _unknown("parameter", name, known)
    jobs: dict[str, Job] = {}
    for notebook, own in declared.items():
        axes = [[(name, value) for value in swept[name]] for name in swept if name in own]
        for combination in itertools.product(*axes):
            values = {name: fixed[name] for name in fixed if name in own} | dict(combination)
            job = _job(here[notebook], own, values)
            jobs[job.name] = job
    return list(jobs.values())


@cache
def declarations(notebook: Path) -> dict[str, Parameter]:
    """Return the parameters a notebook declares, in order; ValueError when its cell is wrong."""
    try:
        cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    except (ValueError, KeyError):
        raise ValueError(f"{notebook} is not a notebook") from None
    for cell in cells:
        if "parameters" in cell.get("metadata", {}).get("tags", []):
            source = "".join(cell["source"])
            found = {}
            for node in ast.parse(source).body:
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
    listed = re.search(r": ([\w-]+(?:, [\w-]+)* or [\w-]+)$", comment)
    choices = tuple(re.split(r", | or ", listed[1])) if listed else ()
    return Parameter(name, kind, ast.literal_eval(node.value), choices)


def _job(notebook: Path, own: Mapping[str, Parameter], values: Mapping[str, Any]) -> Job:
    given = {}
    for name, parameter in own.items():
        if name in values and (value := parameter.convert(values[name])) != parameter.default:
            given[name] = value
    name = "".join([notebook.stem, *(f".{key}={_slug(value)}" for key, value in given.items())])
    resolved = {key: given.get(key, parameter.default) for key, parameter in own.items()}
    return Job(notebook, name, resolved, given)


def _slug(value: Any) -> str:
    """Return a value as part of a file name; where that loses something, a short hash follows."""
    text = str(value)
    safe = re.sub(r"[^\w.-]+", "-", text)[:40].strip("-.")
    if safe == text:
        return safe
    return f"{safe}-{hashlib.sha256(text.encode()).hexdigest()[:8]}".strip("-")


def _unknown(
    what: str, value: str, valid: Sequence[str] | Mapping[str, Any] | set[str]
) -> ValueError:
    names = sorted(valid)
    near = difflib.get_close_matches(value, names, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    return ValueError(f"unknown {what} {value!r}: {hint}valid: {', '.join(names) or 'none'}")
