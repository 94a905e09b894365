"""A cluster that does not answer, answers wrongly or is encrypted is told, in time."""

import os
import re
import socket
import subprocess
import sys
import threading
from contextlib import suppress

import pytest
from conftest import tool
from test_cluster import HERE, command, lasting, listening, scheduled, scheduler, started  # noqa: F401

from xiaoyi_data.cli import main, terminal
from xiaoyi_data.runs import cluster, collection


def test_a_scheduler_that_does_not_answer_is_named_in_time(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    code = main.main(command("tcp://127.0.0.1:9", tmp_path / "out")[3:])
    said = capsys.readouterr().err
    assert (code, len(said.splitlines())) == (2, 1)
    assert "no Dask scheduler at tcp://127.0.0.1:9" in said
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_scheduler_without_workers_is_named_in_time(monkeypatch, tmp_path):
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    with (
        scheduled(tmp_path) as (_, address),
        pytest.raises(RuntimeError, match="has had no worker for 1 s"),
        cluster.executor(address, collection.versions),
    ):
        pass


@pytest.mark.slow
def test_a_worker_that_has_something_else_is_named(scheduler, lasting):  # noqa: F811
    with (
        pytest.raises(RuntimeError, match=r"has pid .*, not .*: install the same there"),
        cluster.executor(scheduler[0], own_pid),
    ):
        pass


def own_pid():
    return {"pid": str(os.getpid())}


def test_without_distributed_the_extra_is_named(monkeypatch, capsys, tmp_path):
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert main.main(command("tcp://127.0.0.1:9", tmp_path / "out")[3:]) == terminal.WRONG_USE
    assert re.search(r"xiaoyi-data\[dask\]", capsys.readouterr().err)


WRONG = [
    "nonsense", "127.0.0.1:9", "tcp://127.0.0.1", "tcp://:80", "tcp://127.0.0.1:0",
    "tcp://127.0.0.1:99999", "tcp://127.0.0.1:x", "http://127.0.0.1:9", "tcp://127.0.0.1:9/x",
    "tcp://u@127.0.0.1:9", "tcp://127.0.0.1:9?x", "tcp://a b:9", "tcp://[::1:9", "\x1b[31m", "tcp://",
    "tls://127.0.0.1:9", "inproc://1",
]  # fmt: skip


@pytest.mark.parametrize("address", WRONG)
def test_what_is_no_address_is_refused_at_once(capsys, tmp_path, address):
    code = main.main(command(address, tmp_path / "out")[3:])
    said = capsys.readouterr().err
    assert (code, len(said.splitlines())) == (2, 1)
    assert "tls://HOST:PORT" in said or "needs files ca, cert, key" in said
    assert not (tmp_path / "out").exists()


def test_certificates_have_a_use_and_are_there(tmp_path):
    (tmp_path / "a.pem").touch()
    there = dict.fromkeys(("ca", "cert", "key"), tmp_path / "a.pem")
    with pytest.raises(ValueError, match="in the clear"):
        cluster.executor("tcp://127.0.0.1:9", dict, there)
    with pytest.raises(ValueError, match="missing key"):
        cluster.executor("tls://127.0.0.1:9", dict, {k: there[k] for k in ("ca", "cert")})
    with pytest.raises(ValueError, match=r"no file '.*b\.pem'"):
        cluster.executor("tls://127.0.0.1:9", dict, there | {"key": tmp_path / "b.pem"})
    assert main.main(["run", "--dask-ca", "a.pem"]) == terminal.WRONG_USE


@pytest.fixture(scope="module")
def pem(tmp_path_factory):
    """Two certificates with their keys, one key under a pass phrase, and what is none of these."""
    place = tmp_path_factory.mktemp("pem")
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-subj", "/CN=here"]
    for name, phrase in {"own": ["-nodes"], "other": ["-passout", "pass:word"]}.items():
        files = "-out", place / f"{name}-cert", "-keyout", place / f"{name}-key"
        line = [tool("openssl"), "req", "-x509", *curve, *phrase, "-days", "2", *files]
        subprocess.run(line, check=True, capture_output=True)
    (place / "cut").write_text((place / "own-cert").read_text()[:200])
    (place / "empty").touch()
    return place


USELESS = {
    ("empty", "own-cert", "own-key"): "ca of {}: '{}/empty' holds no certificate",
    ("cut", "own-cert", "own-key"): "ca of {}: '{}/cut' holds no certificate",
    ("own-cert", "other-cert", "own-key"): (
        "cert and key of {}: '{}/other-cert' and '{}/own-key' are no certificate with its key"
    ),
    ("own-cert", "own-key", "own-cert"): (
        "cert and key of {}: '{}/own-key' and '{}/own-cert' are no certificate with its key"
    ),
    ("own-cert", "other-cert", "other-key"): "key of {}: '{}/other-key' is under a pass phrase",
}


@pytest.mark.parametrize("names", USELESS)
def test_certificates_that_are_of_no_use_are_refused_before_anybody_is_called(pem, names):
    address = "tls://127.0.0.1:9"
    files = {name: pem / file for name, file in zip(("ca", "cert", "key"), names, strict=True)}
    with pytest.raises(ValueError, match=r"^(ca|cert|key) ") as refused:
        cluster.executor(address, dict, files)
    assert str(refused.value) == USELESS[names].format(address, pem, pem)


ANSWERS = {"nothing": b"", "a page": b"HTTP/1.1 400 Bad\r\n\r\n", "noise": bytes(range(256))}


@pytest.mark.parametrize("answer", ANSWERS)
def test_who_listens_and_is_no_scheduler_is_told_in_time(monkeypatch, answer):
    monkeypatch.setattr(cluster, "PATIENCE", 1)
    before = threading.active_count()
    with socket.create_server(("127.0.0.1", 0)) as server:
        held = []

        def serve():
            with suppress(OSError):
                while True:
                    held.append(server.accept()[0])
                    held[-1].sendall(ANSWERS[answer])

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        address = f"tcp://127.0.0.1:{server.getsockname()[1]}"
        with (
            pytest.raises(RuntimeError, match=f"^no Dask scheduler at {address}: .+$"),
            cluster.executor(address, dict),
        ):
            pass
        server.shutdown(socket.SHUT_RDWR)
        thread.join(10)
    assert threading.active_count() <= before + 1  # nobody goes on trying


def test_a_cluster_that_is_encrypted_lets_in_who_has_the_key_and_listens_here_alone(
    tmp_path, monkeypatch, pem
):
    pem = {"ca": pem / "own-cert", "cert": pem / "own-cert", "key": pem / "own-key"}
    tls = [part for name, path in pem.items() for part in (
        f"--tls-{'ca-file' if name == 'ca' else name}", str(path))]  # fmt: skip
    with scheduled(tmp_path, "--protocol", "tls", *tls) as (process, address):
        assert listening(process) == {"127.0.0.1"}
        assert address.startswith("tls://127.0.0.1:")
        with started(tmp_path, "worker", address, *HERE, *tls, "--no-nanny") as one:
            with cluster.executor(address, dict, pem) as executor:
                assert executor.submit(abs, -3).result(60) == 3
            assert listening(one) == {"127.0.0.1"}
        monkeypatch.setattr(cluster, "PATIENCE", 2)
        clear = cluster.executor(address.replace("tls", "tcp"), dict)
        with pytest.raises(RuntimeError, match="no Dask scheduler"):
            clear.__enter__()
