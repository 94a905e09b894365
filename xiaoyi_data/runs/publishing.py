"""What a run makes of all executed notebooks together, put into the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from xiaoyi_data import writing
from xiaoyi_data.runs import execute, journal, record
from xiaoyi_data.runs.plan import digest
from xiaoyi_data.runs.publication import Publication
from xiaoyi_data.runs.record import Entry

Publish = Callable[[Path, list[Path]], Publication | list[Path]]


def publish(out: Path, manifest: dict[str, Any], rests: dict[str, str], make: Publish) -> None:
    """Make what stands for all jobs, unless it is there, unaltered, from the same results."""
    entries = manifest["jobs"].values()
    # What a partial function is given decides its files too.
    basis = [rests, *sorted(getattr(make, "keywords", {}).items())]
    last = manifest["published"]
    if last["key"] == _key(basis, entries) and record.intact(out, last["outputs"]):
        return
    names = [f"{entry['name']}/{entry['name']}.ipynb" for entry in entries]
    found = _published(out, sorted(filter(None, (writing.inside(out, n) for n in names))), make)
    failed = manifest["runs"][-1]["failed"]
    for notebook, error in found.blamed.items():
        entry = manifest["jobs"][name := notebook.parent.name]
        if entry["status"] != "failed":
            entry |= {"status": "failed", "error": error}
            journal.note(manifest["runs"][-1], entry)
        if name not in failed:
            failed.append(name)
    for page in found.joined:
        manifest["jobs"][page.parent.name]["outputs"][page.name] = record.facts(page)
    outputs = record.outputs(out, found.made)
    faults = found.blamed or found.failed
    for gone in last["outputs"].keys() - outputs.keys():
        if faults:  # a failure leaves the last good result
            outputs |= record.outputs(out, [out / gone])
            continue
        try:
            record.remove(out, {gone: last["outputs"][gone]})
        except PermissionError:  # a program has it open
            outputs |= record.outputs(out, [out / gone])
    manifest["published"] = {
        "key": "" if faults else _key(basis, entries),
        "outputs": outputs,
        "left_out": {notebook.parent.name: why for notebook, why in found.left_out.items()},
        "failed": {path.name: error for path, error in found.failed.items()},
    }


def _key(basis: list[Any], entries: Iterable[Entry]) -> str:
    """Return what the files of all jobs are made from, as a hash."""
    return digest([basis, [[entry["name"], entry["outputs"]] for entry in entries]])


def _published(out: Path, notebooks: list[Path], make: Publish) -> Publication:
    """Publish; what goes wrong around all the files is told of the index."""
    try:
        found = make(out, notebooks)
    except (Exception, SystemExit) as problem:
        if execute.full(problem):
            raise
        return Publication(failed={out / "index.html": execute.told(problem)})
    return found if isinstance(found, Publication) else Publication(made=found)
