"""Notebooks x parameters -> jobs, checked before anything runs.

A notebook is given by its name in the collection, or as the path of a file.
"""

from __future__ import annotations

import difflib
import glob
import hashlib
import itertools
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from xiaoyi_data import choices
from xiaoyi_data.runs import names
from xiaoyi_data.runs import notebook as source
from xiaoyi_data.runs.parameters import Parameter, declarations


@dataclass(frozen=True)
class Job:
    """A notebook with the value of every parameter it declares; ``given`` differ from defaults.

    ``source`` is what the record calls the notebook: the name of its file in the collection, the
    path of another from the folder of the run.
    """

    notebook: Path
    name: str
    source: str
    parameters: Mapping[str, Any]
    given: Mapping[str, Any]


def folder() -> Path:
    """Return the folder ``notebooks`` where there is one here, else that of the package."""
    package = Path(str(files("xiaoyi_data")))
    # A wheel carries them inside the package; in a checkout they lie beside it.
    places = Path("notebooks"), package / "notebooks"
    return next((place for place in places if place.is_dir()), package.parent / "notebooks")


def available(folder: Path) -> dict[str, Path]:
    """Return the notebooks of a folder by name, in the order of their names.

    Raises ValueError when there is no such folder or no notebook in it.
    """
    found = _collection(folder)
    if not found:
        raise ValueError(f"no notebook in {folder}: give the folder that holds them")
    return found


def passed_over(folder: Path, notebooks: Sequence[str] = ()) -> list[Path]:
    """Return those of the notebooks that hold nothing to run or show, and make no job."""
    return [path for path in _chosen(folder, notebooks) if _is(path, source.idle)]


def jobs(
    folder: Path,
    notebooks: Sequence[str] = (),
    parameters: Mapping[str, Any] | None = None,
    sweep: Mapping[str, Sequence[Any]] | None = None,
    out: Path = Path("output"),
) -> list[Job]:
    """Return the jobs of a run: the notebooks (all by default) with every set of parameters.

    A text that has a ``/`` in it, or ends in ``.ipynb`` and is there, is the path of a file; any
    other is a name in ``folder``. Files from elsewhere keep their names as far as the collection
    and the record in ``out`` leave them free, and have those of their folders in front where not;
    so has one called as what a run writes itself, such as ``failed``.
    ``parameters`` fixes values, ``sweep`` gives several for a name and takes the product. A
    parameter goes to the notebooks that declare it; one that none declares is an error.
    Raises ValueError, naming the valid ones, for an unknown notebook or parameter or a value of
    the wrong type. A file that is no notebook is planned, and its job fails.
    """
    chosen = [path for path in _chosen(folder, notebooks) if not _is(path, source.idle)]
    fixed, swept = dict(parameters or {}), dict(sweep or {})
    for name in fixed.keys() & swept.keys():
        raise ValueError(f"parameter {name!r} is given both a value and a sweep")
    declared = {path: _declared(path) for path in chosen}
    known = {name for own in declared.values() for name in own}
    for name in [*fixed, *swept]:
        if not known:
            raise ValueError(f"parameter {name!r} cannot be set: {_undeclared(chosen)}")
        if name not in known:
            raise choices.unknown("parameter", name, known)
    made: dict[str, Job] = {}
    called = names.notebooks(chosen, _collection(folder).values(), folder, out)
    for notebook, own in declared.items():
        axes = [[(name, value) for value in swept[name]] for name in swept if name in own]
        for combination in itertools.product(*axes):
            values = {name: fixed[name] for name in fixed if name in own} | dict(combination)
            job = _job(notebook, called[notebook], own, values)
            if made.setdefault(names.folded(job.name), job) != job:
                raise ValueError(f"two notebooks make {job.name!r}: rename one of them")
    return list(made.values())


def inputs(job: Job, read: Iterable[str] = ()) -> dict[str, Any]:
    """Return hashes of what a job is made of.

    ``code``, ``prose``, ``files`` by parameter, and ``beside``: by path, the files ``read``, as
    they are now, in the notebook's folder.
    """
    code: list[Any]
    prose: list[Any] = []
    try:
        notebook = source.read(job.notebook)
    except (ValueError, OSError):  # whatever it is, its job fails, until it is changed
        code = [_hashed(job.notebook)]
    else:
        code = [notebook["metadata"]["kernelspec"].get("name")]
        for index, cell in enumerate(notebook["cells"]):
            content = [cell["source"], cell["metadata"].get("tags", [])]
            if cell["cell_type"] == "code":
                code.append(content)
            else:
                prose.append([*content, index, *filter(None, [cell.get("attachments")])])
    # A parameter that is the path of a file stands for what the file holds; so do the tables of a
    # folder, whose path is whole.
    named = {}
    for name, value in job.parameters.items():
        path = Path(value) if isinstance(value, str) and value else None
        if path and path.is_file():
            named[name] = hashlib.sha256(path.read_bytes()).hexdigest()
        elif path and (tables := _tables(value)):
            named[name] = digest({str(table): _hashed(table) for table in tables})
    near = beside(job.notebook.parent, read)
    return {"code": digest(code), "prose": digest(prose), "files": named, "beside": near}


def _tables(value: str) -> list[Path]:
    """Return the tables in the folders that a text names: one, several, or what a pattern finds."""
    parts = [value] if os.path.isdir(value) else value.split(",")
    whole = filter(os.path.isabs, map(str.strip, parts))
    folders = (found for part in whole for found in sorted(glob.glob(part)))
    return [table for folder in folders for table in sorted(Path(folder).glob("*.csv"))]


def beside(folder: Path, paths: Iterable[str]) -> dict[str, str]:
    """Return the SHA-256 of files in a folder by path; empty for what is gone or unreadable."""
    return {path: _hashed(folder / path) for path in sorted(paths)}


def digest(value: Any) -> str:
    """Return the SHA-256 of plain data, whatever the order of its keys."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _hashed(path: Path) -> str:
    try:
        with open(path if path.is_file() else "", "rb") as file:  # no pipe, which may never end
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _collection(folder: Path) -> dict[str, Path]:
    # JupyterLab and macOS leave hidden files beside notebooks.
    found = sorted(path for path in folder.glob("[!.]*.ipynb") if not path.is_dir())
    return {path.name.removesuffix(".ipynb"): path for path in found}


def _chosen(folder: Path, notebooks: Sequence[str]) -> list[Path]:
    """Return the whole paths of notebooks given by name or path, each once.

    Of a whole folder, those in which a person works are left out.
    """
    given = [_given(text, folder) for text in notebooks]
    if not notebooks:
        found = list(available(folder).values())
        given = [path for path in found if not _is(path, source.interactive)]
    return list(dict.fromkeys(Path(os.path.abspath(path)) for path in given))


def _given(text: str, folder: Path) -> Path:
    path = Path(os.path.expanduser(text))
    if names.parted(text) or text.startswith("~") or (path.suffix == ".ipynb" and path.is_file()):
        if path.is_dir():
            raise ValueError(f"{text} is a folder: name a notebook in it, or use --notebooks")
        if path.suffix != ".ipynb" and path.is_file():
            raise ValueError(f"{text} is not a notebook: its name does not end in .ipynb")
        return _there(path, f"there is no notebook {text!r}", ".ipynb")
    here = available(folder)
    name = text if text in here else text.removesuffix(".ipynb")
    if name not in here:
        if (near := Path(f"{name}.ipynb")).is_file():
            raise ValueError(f"no notebook {name!r} in {folder}; the file here is {str(near)!r}")
        raise choices.unknown("notebook", name, here)
    return here[name]


def _is(path: Path, what: Callable[[source.Notebook], bool]) -> bool:
    """Return whether a notebook is such as something says; one that cannot be read is not."""
    try:
        return what(source.read(path))
    except (ValueError, OSError):
        return False


def _declared(path: Path) -> dict[str, Parameter]:
    try:
        return declarations(path)
    except (ValueError, OSError):
        return {}


def _undeclared(chosen: Sequence[Path]) -> str:
    """Say why none of the notebooks declares a parameter."""
    shown = ", ".join(path.name for path in chosen[:3]) + (" …" if len(chosen) > 3 else "")
    try:
        spoken = {source.language(source.read(path)) for path in chosen}
    except (ValueError, OSError):
        return f"nothing can be read from {shown}"
    if spoken - {source.LANGUAGE} == spoken:
        said = ", ".join(sorted(filter(None, spoken))) or "another language"
        return f"{shown}: {said}, and a run sets parameters of Python notebooks"
    return f"{shown}: no cell tagged parameters that declares any"


def _job(
    notebook: Path, named: tuple[str, str], own: Mapping[str, Parameter], values: Mapping[str, Any]
) -> Job:
    given = {}
    for key, parameter in own.items():
        if key in values and (value := parameter.convert(values[key])) != parameter.default:
            given[key] = value
    alike = Counter(map(names.folded, own))
    keys = {key: key if alike[names.folded(key)] == 1 else names.of(key) for key in own}
    parts = [f".{keys[key]}={names.of(value)}" for key, value in given.items()]
    name = names.short("".join([named[0], *parts]))
    given |= {key: _found(key, value) for key, value in given.items() if own[key].file}
    given |= {key: _placed(value) for key, value in given.items() if own[key].folder}
    given |= {key: _spread(value) for key, value in given.items() if own[key].folders}
    settable = {key: parameter.default for key, parameter in own.items() if not parameter.refusal}
    return Job(notebook, name, named[1], settable | given, given)


def _found(name: str, value: str) -> str:
    """Return the whole path of a file, the same wherever the job runs; it must be there."""
    path = _there(
        Path(os.path.expanduser(value)), f"parameter {name!r}: there is no file {value!r}"
    )
    return str(path.absolute())


def _placed(value: str) -> str:
    """Return the whole path of a folder there is; any other text is a key, and stays."""
    path = Path(os.path.expanduser(value))
    return str(path.absolute()) if path.is_dir() else value


def _spread(value: str) -> str:
    """Return the whole paths of the folders and patterns that a text names; keys stay."""
    parts = [value] if os.path.isdir(value) else [part.strip() for part in value.split(",")]
    whole = (
        str(Path(os.path.expanduser(part)).absolute()) if glob.has_magic(part) else _placed(part)
        for part in parts
    )
    return ",".join(whole)


def _there(path: Path, missing: str, ending: str = "") -> Path:
    """Return the path of a file; where it is not there, say so, with the nearest that is."""
    if path.is_file():
        return path
    there = [other.name for other in path.parent.glob(f"*{ending}")]
    near = difflib.get_close_matches(path.name, there, n=1)
    hint = f"; did you mean {str(path.with_name(near[0]))!r}?" if near else ""
    raise ValueError(f"{missing}{hint}")
