"""The page that says what changed since last time, and the way to it from the index."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

from xiaoyi_data import choices, writing
from xiaoyi_data.exports import changed, safe
from xiaoyi_data.exports.pages import site
from xiaoyi_data.exports.pages.templates import render

Run = Mapping[str, Any]
Said = Mapping[str, Mapping[str, Any]]


def news(changes: changed.Changes, run: Run, since: Run, said: Said, lang: str, path: Path) -> Path:
    """Write the page in a language: what ``run`` says otherwise than ``since``, both as recorded.

    ``said`` is what the pages there are say, by job.
    """
    words = choices.words("changes", lang)
    because = {name: job.get("because", ()) for name, job in run.get("jobs", {}).items()}
    own = changed.own(changes, lang)
    parts: dict[str, list[dict[str, Any]]] = {}
    for row in changed.rows(own, lang, because):
        parts.setdefault(row["kind"], []).append(row | {"where": _where(row, said, lang)})
    shown = [{"kind": kind, "rows": rows, "heads": _heads(rows)} for kind, rows in parts.items()]
    values = {"run": when(run), "since": when(since), "told": words, "parts": shown}
    values |= {"title": words["title"], "description": changed.summary(own, lang)}
    values["modified"] = run.get("started", "")
    about = {name: run.get(name, "") for name in ("id", "version", "data")}
    values["made"] = about | {"since": since["id"]}
    return writing.content(path, render("changes.html", lang, policy=safe.policy([]), **values))


def lead(front: Path, page: Path, run: Run, lang: str) -> Path:
    """Let the index lead to the page of a language that says what ``run`` changed."""
    said = escape(choices.words("changes", lang)["link"].format(when(run)[:10]))
    link = f'<a href="{quote(page.name)}">{said}</a>'
    text = front.read_text(encoding="utf-8")
    return writing.content(front, site.filled(text, f"changes:{lang}", link))


def when(run: Run) -> str:
    """Return when a run began, as the clock of its machine showed it; empty where nothing tells.

    >>> when({"started": "2026-01-05T00:00:00+00:00", "zone": {"offset": "+08:00"}})
    '2026-01-05 08:00 (+08:00)'
    """
    if not (started := run.get("started")):
        return ""
    offset = run.get("zone", {}).get("offset", "+00:00")
    sign, hours, minutes = offset[0], int(offset[1:3]), int(offset[4:6])
    shift = timedelta(hours=hours, minutes=minutes) * (-1 if sign == "-" else 1)
    local = datetime.fromisoformat(started).astimezone(timezone(shift))
    return f"{local:%Y-%m-%d %H:%M} ({offset})"


def _where(row: changed.Row, said: Said, lang: str) -> list[dict[str, str]]:
    """Return the pages of a row, in this language if it has any, with title and address."""
    here = [job for job in row["jobs"] if job in said and said[job]["lang"] == lang]
    found = []
    for job in here or row["jobs"]:
        href = quote(f"{job}/{job}.html") + (f"#{row['name']}" if row["name"] else "")
        there = said.get(job, {"title": job})
        found.append({"title": there["title"], "href": href if job in said else ""})
    return found


def _heads(rows: list[dict[str, Any]]) -> list[str]:
    """Return the columns in which some row has something."""
    heads = ("where", "what", "before", "after", "because")
    return [head for head in heads if any(row[head] for row in rows)]
