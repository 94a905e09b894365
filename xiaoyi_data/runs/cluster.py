"""A Dask cluster as an executor: found in time, with workers that have what the run has."""

from __future__ import annotations

import asyncio
import logging
import re
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PATIENCE = 15  # seconds until a scheduler or its first worker counts as absent
_TLS = {"ca": "tls_ca_file", "cert": "tls_client_cert", "key": "tls_client_key"}


def executor(
    address: str, versions: Callable[[], Mapping[str, str]], tls: Mapping[str, Path] | None = None
) -> AbstractContextManager[Executor]:
    """Return an executor on the cluster at ``address``, such as ``tls://10.0.0.5:8786``.

    ``tls`` are PEM files for it: ``ca`` (whom to trust), ``cert`` and ``key`` (who we are).
    ``versions()`` is asked here and on every worker: results must not depend on where a job ran.
    Raises ValueError at once for what is no address, or files that lack or have no use; once
    entered RuntimeError, in one line, when distributed is not installed, no scheduler or worker
    answers within PATIENCE, or a worker differs.

    >>> executor("10.0.0.5", dict)
    Traceback (most recent call last):
    ValueError: --dask takes tls://HOST:PORT or tcp://HOST:PORT, not '10.0.0.5'
    """
    place = _place(address)
    secret, files = address.startswith("tls://"), dict(tls or {})
    if files and not secret:
        raise ValueError(f"{address} is in the clear: certificates are for tls://HOST:PORT")
    if secret and (missing := [name for name in _TLS if name not in files]):
        raise ValueError(f"{address} needs files {', '.join(_TLS)}: missing {', '.join(missing)}")
    for name, path in files.items():
        if not path.is_file():
            raise ValueError(f"{name} of {address}: there is no file {str(path)!r}")
    if secret:
        _legible(address, files)
    return _connected(address, place, files, versions)


def _legible(address: str, files: Mapping[str, Path]) -> None:
    """Refuse files that hold no certificates, or a key that is of another or asks for a phrase."""

    def locked() -> str:  # OpenSSL would ask at the terminal, and wait
        raise ValueError(f"key of {address}: {str(files['key'])!r} is under a pass phrase")

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    ca, pair = repr(str(files["ca"])), f"{str(files['cert'])!r} and {str(files['key'])!r}"
    try:
        said = f"ca of {address}: {ca}", "holds no certificate"
        context.load_verify_locations(files["ca"])
        said = f"cert and key of {address}: {pair}", "are no certificate with its key"
        context.load_cert_chain(files["cert"], files["key"], locked)
    except ssl.SSLError:
        raise ValueError(" ".join(said)) from None
    except OSError as error:
        raise ValueError(f"{said[0]}: {error.strerror}") from None


def _place(address: str) -> tuple[str, int]:
    """Return host and port of an address that is nothing more."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    shown = f"[{host}]" if host and ":" in host else host
    whole = address.lower()[3:] == f"://{shown}:{port}" and address[:3] in ("tls", "tcp")
    if not whole or not host or not port or not re.fullmatch(r"[\w.:-]+", host):
        raise ValueError(f"--dask takes tls://HOST:PORT or tcp://HOST:PORT, not {address!r}")
    return host, port


@contextmanager
def _connected(
    address: str,
    place: tuple[str, int],
    files: Mapping[str, Path],
    versions: Callable[[], Mapping[str, str]],
) -> Iterator[Executor]:
    """Yield the executor, once scheduler and workers are found to be as they must."""
    try:
        from distributed import Client
        from distributed.security import Security
    except ImportError:
        raise RuntimeError("--dask needs distributed: install xiaoyi-data[dask]") from None
    # What is lost on the way, the run says in a line.
    logging.getLogger("distributed.client").setLevel(logging.CRITICAL)
    safe = {_TLS[name]: str(path) for name, path in files.items()}
    try:
        security = Security(**safe, require_encryption=True) if safe else Security()
        # A client that fails goes on trying in a thread of its own, and ends 30 s later with a
        # traceback: who listens there is found out first.
        socket.create_connection(place, PATIENCE).close()
        asyncio.run(_greet(address, security))
        client = Client(address, timeout=PATIENCE, set_as_default=False, security=security)
    except TimeoutError:
        raise RuntimeError(f"no Dask scheduler at {address}: no answer in {PATIENCE} s") from None
    except OSError as error:
        raise RuntimeError(f"no Dask scheduler at {address}: {_first(error)}") from None
    except Exception:  # it said what Dask would not, such as that 450 PB were to come
        raise RuntimeError(f"no Dask scheduler at {address}: something else answers") from None
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


async def _greet(address: str, security: Any) -> None:
    """Exchange the greetings of Dask with who listens at an address."""
    from distributed.comm.core import connect

    arguments = security.get_connection_args("client")
    greeting = connect(address, timeout=PATIENCE, **arguments)
    comm = await asyncio.wait_for(greeting, PATIENCE + 1)
    comm.abort()


def _first(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]
