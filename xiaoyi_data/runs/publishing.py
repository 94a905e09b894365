"""What a run makes of all executed notebooks together, put into the record."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from xiaoyi_data import writing
from xiaoyi_data.runs import changes, events, execute, journal, record, states
from xiaoyi_data.runs.plan import digest
from xiaoyi_data.runs.publication import Publication
from xiaoyi_data.runs.record import Entry

Publish = Callable[[Path, list[Path]], Publication | list[Path]]
Warn = Callable[[Path, dict[str, list[str]]], list[Path]]


def publish(out: Path, manifest: dict[str, Any], rests: dict[str, str], make: Publish) -> None:
    """Make what stands for all jobs, unless it is there, unaltered, from the same results."""
    entries = manifest["jobs"].values()
    # What a partial function is given decides its files too.
    basis = [rests, *sorted(getattr(make, "keywords", {}).items())]
    last = manifest["published"]
    if last["key"] == _key(basis, entries) and record.intact(out, last["outputs"]):
        manifest["runs"][-1]["state"] = last.get("state")
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
    compared = _compared(out, manifest, found)
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
        **compared,
    }


def warn(out: Path, manifest: dict[str, Any], tell: Warn) -> None:
    """Have what is published say what of it is not up to date; ``tell`` returns what it changed."""
    if manifest["published"]["outputs"]:
        changed = tell(out, events.notice(manifest))
        manifest["published"]["outputs"] |= record.outputs(out, changed)


def _compared(out: Path, manifest: dict[str, Any], found: Publication) -> dict[str, Any]:
    """Compare what is published with what was, and have the difference told.

    Returns what the record holds of it: ``state``, a hash, and ``changed``: the run that changed
    it last, the one that had published before, and the state of then.
    """
    last, run = manifest["published"], manifest["runs"][-1]
    if found.said is None:
        return {name: last[name] for name in ("state", "changed") if name in last}
    state, before, changed = states.keep(out, found.said), last.get("state"), last.get("changed")
    run["state"] = state
    if before and before != state:
        since = [one["id"] for one in manifest["runs"][:-1] if one.get("state") == before]
        changed = {"run": run["id"], "since": since[-1] if since else None, "state": before}
    then = states.read(out, changed["state"]) if changed else None
    if changed and then is not None:
        try:
            _tell(manifest["runs"], found, changed, changes.between(then, found.said))
        except (Exception, SystemExit) as problem:
            if execute.full(problem):
                raise
            found.failed[out / "changes.html"] = execute.told(problem)
    return {"state": state, "changed": changed}


def _tell(
    runs: list[dict[str, Any]], found: Publication, changed: dict[str, Any], what: changes.Changes
) -> None:
    known = {run["id"]: run for run in runs}
    one, since = (known.get(changed[name]) or {"id": changed[name]} for name in ("run", "since"))
    if one is runs[-1]:
        one["changed"] = changes.counted(what, changed["since"])
    if found.tell:
        found.made += found.tell(what, one, since)


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
