"""Records of older versions, read as if this version had written them."""

from __future__ import annotations

from typing import Any

from xiaoyi_data.runs import clock


def brought_up(found: dict[str, Any]) -> dict[str, Any]:
    """Return a record of version 2 as one of version 3; one of any other version as it is.

    A run then had no name of its own, and said of its jobs only which had failed.

    >>> old = {"started": "2026-01-05T00:00:00+00:00", "ended": None, "jobs": ["a"], "failed": []}
    >>> brought_up({"version": 2, "runs": [old]})["runs"][0]["id"]
    '20260105T000000Z'
    """
    if found["version"] != 2:
        return found
    runs: list[dict[str, Any]] = []
    for old in found["runs"]:
        name = clock.identity(old["started"], {run["id"] for run in runs})
        jobs = {job: {"status": "failed"} if job in old["failed"] else {} for job in old["jobs"]}
        runs.append({"id": name} | old | {"jobs": jobs})
    return found | {"version": 3, "runs": runs}
