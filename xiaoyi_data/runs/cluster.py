"""A Dask cluster as an executor: found in time, with workers that have what the run has."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import contextmanager

PATIENCE = 15  # seconds until a scheduler or its first worker counts as absent


@contextmanager
def executor(address: str, versions: Callable[[], Mapping[str, str]]) -> Iterator[Executor]:
    """Yield an executor on the cluster at ``address``, such as ``tcp://10.0.0.5:8786``.

    ``versions()`` is asked here and on every worker: results must not depend on where a job ran.
    Raises RuntimeError, in one line, when distributed is not installed, no scheduler or worker
    answers within PATIENCE, or a worker differs.
    """
    try:
        from distributed import Client
    except ImportError:
        raise RuntimeError("--dask needs distributed: install xiaoyi-data[dask]") from None
    # What is lost on the way, the run says in a line.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError) as error:
        raise RuntimeError(f"no Dask scheduler at {address}: {_first(error)}") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=PATIENCE)
        except TimeoutError:
            message = f"the Dask scheduler at {address} has had no worker for {PATIENCE} s"
            raise RuntimeError(message) from None
        ours = versions()
        for worker, theirs in client.run(versions, on_error="return").items():
            if isinstance(theirs, BaseException):
                raise RuntimeError(f"Dask worker {worker}: {_first(theirs)}")
            for name in sorted(ours.keys() | theirs.keys()):
                there, here = (found.get(name, "missing") for found in (theirs, ours))
                if there != here:
                    has = f"has {name} {there}, not {here}"
                    raise RuntimeError(f"Dask worker {worker} {has}: install the same there")
        yield client.get_executor()


def _first(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
