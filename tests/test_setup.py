"""Set-up anywhere: uv is told what pip is told, and no index is named in the repository."""

import functools
import http.server
import os
import subprocess
import sys
import threading
import zipfile

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "tools"))
import uv

OTHER = "http://127.0.0.1:{}/simple"


@pytest.mark.parametrize(
    ("told", "made"),
    [
        ({}, {}),
        ({"index-url": "https://a.example/s"}, {"UV_DEFAULT_INDEX": "https://a.example/s"}),
        (
            {"extra-index-url": "https://a.example/s\nhttps://b.example/s file:///not/there"},
            {
                "UV_INDEX": "https://a.example/s https://b.example/s",
                "UV_INDEX_STRATEGY": "unsafe-best-match",
            },
        ),
        ({"trusted-host": "a.example\nb:81"}, {"UV_INSECURE_HOST": "a.example b:81"}),
        ({"proxy": "http://p:3128"}, {"ALL_PROXY": "http://p:3128"}),
        ({"cert": "/etc/own.pem"}, {"SSL_CERT_FILE": "/etc/own.pem"}),
        ({"client-cert": "/etc/me.pem"}, {"SSL_CLIENT_CERT": "/etc/me.pem"}),
        ({"timeout": "180"}, {"UV_HTTP_TIMEOUT": "180"}),
        ({"no-index": "true"}, {"UV_NO_INDEX": "true"}),
        ({"find-links": "/w /x"}, {"UV_FIND_LINKS": "/w,/x"}),
        ({"no-index": "0", "quiet": "1"}, {}),
    ],
    ids=str,
)  # fmt: skip
def test_each_setting_of_pip_has_its_variable_of_uv(told, made):
    assert uv.environment(told, {}) == made
    assert uv.environment(told, dict.fromkeys(made, "own")) == {}


def test_the_environment_counts_before_files_and_install_before_all_commands():
    lines = [":env:.index-url='c'", "global.index-url='a'", "install.index-url='b'", "x"]
    assert uv.settings(lines) == {"index-url": "c"}
    assert uv.settings(lines[1:]) == {"index-url": "b"}
    assert uv.settings(["global.index-url='a'", "list.index-url='z'"]) == {"index-url": "a"}


@pytest.fixture
def mirror(tmp_path):
    """An index on this machine that has one package; yields its port and what was asked of it."""
    place = tmp_path / "served" / "simple" / "only-here"
    place.mkdir(parents=True)
    wheel = "only_here-1.0-py3-none-any.whl"
    about = "only_here-1.0.dist-info"
    with zipfile.ZipFile(place / wheel, "w") as package:
        package.writestr("only_here.py", "")
        package.writestr(
            f"{about}/METADATA", "Metadata-Version: 2.1\nName: only-here\nVersion: 1.0\n"
        )
        package.writestr(f"{about}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        package.writestr(f"{about}/RECORD", "")
    (place / "index.html").write_text(f'<a href="{wheel}">{wheel}</a>')
    asked = []

    class Server(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments):
            asked.append(self.path)

    serve = functools.partial(Server, directory=tmp_path / "served")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), serve) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_port, asked
        server.shutdown()


@pytest.mark.parametrize("way", ["variable", "file"])
def test_uv_takes_packages_from_the_index_that_pip_is_given(mirror, tmp_path, way):
    port, asked = mirror
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "UV_"))}
    ours["UV_CACHE_DIR"] = str(tmp_path / "cache")
    ours["PIP_CONFIG_FILE"] = str(tmp_path / "pip.conf")  # and no other file
    if way == "variable":
        ours |= {"PIP_INDEX_URL": OTHER.format(port), "PIP_TRUSTED_HOST": "127.0.0.1"}
    text = f"[global]\nindex-url = {OTHER.format(port)}\ntrusted-host = 127.0.0.1\n"
    (tmp_path / "pip.conf").write_text(text if way == "file" else "")
    command = [sys.executable, ROOT / "tools" / "uv.py", "pip", "install", "--target"]
    done = subprocess.run(
        [*command, tmp_path / "site", "only-here"], env=ours, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "site" / "only_here.py").exists()
    assert "/simple/only-here/" in asked


def test_the_repository_names_no_index():
    listed = ["git", "grep", "-lE", "pypi\\.(org|tuna|doubanio)|mirrors?\\.[a-z]+\\.(com|edu)"]
    done = subprocess.run(
        [*listed, "--", ".", ":!tests/test_setup.py"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.stdout.splitlines() == []
