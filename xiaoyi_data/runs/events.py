"""What of a run is worth telling somebody: what failed, works again, or is judged otherwise.

All of it follows from the record. Its form is ``assets/event.schema.json``.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xiaoyi_data
from xiaoyi_data import choices
from xiaoyi_data.runs import clock

Event = dict[str, Any]
Run = dict[str, Any]
Labels = Mapping[str, Mapping[str, str]]
VERSION = 1
_MANY = 3  # names that a subject can hold
_FINISHED = (0, 1)  # exit codes of runs that did all they could
_DONE = ("succeeded", "refreshed")


def of(
    manifest: Mapping[str, Any],
    out: Path,
    *,
    ran: bool = True,
    why: str = "",
    labels: Labels | None = None,
) -> Event:
    """Return what there is to tell of the last run of a record, or of one that could not begin.

    ``ran`` says whether the last run of the record is the one; ``why`` is what ended it before its
    time. ``labels`` are the words for verdicts, by language.
    """
    runs = list(manifest["runs"])
    run = runs[-1] if ran and runs else None
    found = [_whole(runs, why)] if why else []
    if run:
        fails = {*run["failed"], *run.get("files", ())}
        found += [one for one in failing(manifest) if one["name"] in fails]
        found += _recovered(runs, bool(why))
        found += [
            {"event": "verdict"} | one for one in (run.get("changed") or {}).get("verdicts", ())
        ]
    return _event(out, run, found, labels or {})


def trial(out: Path) -> Event:
    """Return an event that says nothing but that it can be told.

    >>> trial(Path("output"))["events"]
    [{'event': 'trial'}]
    """
    return _event(out, None, [{"event": "trial"}], {})


def since(runs: Sequence[Run], name: str) -> str:
    """Return when a job or file that fails in the last of the runs first did, without a break.

    >>> old = {"jobs": {"a": {}}, "failed": ["a"], "started": "1"}
    >>> since([old, old | {"jobs": {}, "failed": []}, old | {"started": "3"}], "a")
    '1'
    """
    first = ""
    for run in reversed(runs):
        if name in (*run["failed"], *run.get("files", ())):
            first = str(run["started"])
        elif first and _asked(run, name):
            break
    return first


def _asked(run: Run, name: str) -> bool:
    """Whether a run has tried to make a job, or any file of all jobs."""
    tried = run["jobs"].get(name, {}).get("status") != "unfinished"
    return (name in run["jobs"] and tried) or ("." in name and run.get("exit") in _FINISHED)


def shown(runs: Sequence[Run], name: str) -> str | None:
    """Return when the last good result of a job or file was made, as far as runs remember."""
    good = [run for run in runs if _asked(run, name)]
    good = [run for run in good if name not in (*run["failed"], *run.get("files", ()))]
    made = [run for run in good if run["jobs"].get(name, {}).get("status") in _DONE]
    return str((made or good)[-1]["started"]) if good else None


def failing(manifest: Mapping[str, Any]) -> Iterator[Event]:
    """Yield what of a folder is not up to date, whichever run has failed to make it."""
    runs, published = manifest["runs"], manifest["published"]
    entries = {k: v for k, v in sorted(manifest["jobs"].items()) if v["status"] == "failed"}
    files: Mapping[str, Any] = published.get("failed", {})
    there = {name: bool(entry["outputs"]) for name, entry in entries.items()}
    there |= {name: name in published["outputs"] for name in files}
    errors = {name: entry["error"] for name, entry in entries.items()} | dict(files)
    for name, error in errors.items():
        first = since(runs, name) or str(runs[-1]["started"])
        yield {
            "event": "failed", "name": name, "since": first, "new": first == runs[-1]["started"],
            "why": _said(error), "shown": shown(runs, name) if there[name] else None,
        }  # fmt: skip


def notice(manifest: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return by language what is to be said of what is not up to date, a line each."""
    found = list(failing(manifest))
    return {
        lang: [_line(one, choices.words("events", lang), {}) for one in found]
        for lang in choices.LANGUAGES
    }


def _said(error: Mapping[str, Any] | None) -> str:
    if not error:
        return ""
    cell = f"In [{error['cell']}]: " if error["cell"] else ""
    return f"{cell}{error['name']}: {error['message']}"


def _whole(runs: Sequence[Run], why: str) -> Event:
    """Return the event of a run that ended before its time, or could not begin."""
    now = clock.now()
    return {
        "event": "failed", "name": None, "since": now, "new": True, "why": why,
        "shown": next((str(run["started"]) for run in reversed(runs) if run["ended"]), None),
    }  # fmt: skip


def _recovered(runs: Sequence[Run], broken: bool) -> Iterator[Event]:
    """Yield what failed when it was last tried, and does not now."""
    run, past = runs[-1], list(runs[:-1])
    fails = (*run["failed"], *run.get("files", ()))
    known = dict.fromkeys(name for one in past for name in (*one["failed"], *one.get("files", ())))
    for name in known:
        tried = [one for one in past if _asked(one, name)]
        if name in fails or not _asked(run, name) or not tried:
            continue
        if name in (*tried[-1]["failed"], *tried[-1].get("files", ())):
            yield {"event": "recovered", "name": name, "since": since(past, name)}
    if past and not broken and past[-1].get("exit") not in (*_FINISHED, None, 130):
        yield {"event": "recovered", "name": None, "since": past[-1]["started"]}


def _event(out: Path, run: Run | None, found: list[Event], labels: Labels) -> Event:
    event: Event = {
        "version": VERSION,
        "sent": clock.now(),
        "xiaoyi_data": xiaoyi_data.__version__,
        "host": platform.node(),
        "out": str(out.absolute()),
        "run": {name: run[name] for name in ("id", "started", "ended")} if run else None,
        "ok": not any(one["event"] == "failed" for one in found),
        "events": found,
    }
    return event | {"text": {lang: _text(event, lang, labels) for lang in choices.LANGUAGES}}


def _text(event: Event, lang: str, labels: Labels) -> dict[str, str]:
    words, out = choices.words("events", lang), Path(event["out"])
    what = [
        words[kind][0 if len(names) == 1 else 1].format(names=_names(names, words), n=len(names))
        for kind in ("failed", "recovered", "verdict", "trial")
        if (names := [_name(one, words) for one in event["events"] if one["event"] == kind])
    ]
    subject = words["subject"].format(
        host=event["host"], what=words["and"].join(what) or words["ok"]
    )
    lines = [_line(one, words, labels.get(lang, {})) for one in event["events"]]
    lines += ["", words["where"].format(index=out / "index.html", record=out / "manifest.json")]
    return {"subject": subject, "body": "\n".join(lines).strip()}


def _name(one: Event, words: Mapping[str, Any]) -> str:
    return str(one.get("name") or one.get("key") or words["run"])


def _names(names: Sequence[str], words: Mapping[str, Any]) -> str:
    return str(words["and"].join(names[:_MANY])) + (" …" if len(names) > _MANY else "")


def _line(one: Event, words: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """Say one event in a line."""
    kind = one["event"]
    if kind == "failed" and one["name"] is None:
        kind = "broken"
    why = str(one.get("why", "")).rstrip(". ") or words["none"]
    values = one | {"name": _name(one, words), "why": why}
    values["jobs"] = words["and"].join(one.get("jobs", ()))
    for key in ("since", "shown"):
        values[key] = local(one[key]) if one.get(key) else ""
    for key in ("before", "after"):
        values[key] = labels.get(one.get(key) or "", one.get(key)) or words["none"]
    said = str(words["lines"][kind].format(**values))
    if one["event"] == "failed":
        said += str(words["instead" if one["shown"] else "nothing"].format(**values))
    return said


def local(moment: str) -> str:
    """Return a time of the record as the clock of this machine shows it, with its zone."""
    here = datetime.fromisoformat(moment).astimezone()
    return f"{here:%Y-%m-%d %H:%M} ({here.isoformat()[-6:]})"
