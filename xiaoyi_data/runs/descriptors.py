"""How many kernels may run at a time where the system lets a process open few files."""

from __future__ import annotations

import logging

_OWN, _EACH = 20, 32  # files that a run has open itself, and for each kernel: 10 and 29, measured
_KERNEL = 96  # those of a kernel, which has 74; without them it would not answer
_log = logging.getLogger(__name__)


def workers(asked: int) -> int:
    """Return how many at a time: those asked for, or as many as files may be open for.

    The limit is raised first as far as a process may. Raises RuntimeError where it is too low for
    one.

    >>> workers(2)
    2
    """
    try:
        import resource
    except ImportError:  # Windows
        return asked
    least = max(_OWN + asked * _EACH, _KERNEL)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if 0 <= soft < least:
        soft = least if hard < 0 else min(least, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    if soft < 0 or soft >= least:
        return asked
    if soft < _KERNEL:
        raise RuntimeError(f"a run opens {_KERNEL} files at a time, ulimit -n allows {soft}")
    few = (soft - _OWN) // _EACH
    _log.warning("%d at a time, not %d: ulimit -n allows %d open files", few, asked, soft)
    return few
