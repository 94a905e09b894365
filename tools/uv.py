"""Run uv with the settings of pip: index, mirrors, trusted hosts, proxy, certificates.

    python tools/uv.py pip install …

uv reads neither PIP_INDEX_URL nor pip.conf. What is set for uv itself comes first.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

# The setting of pip, the variable of uv for it, and what is between several.
NAMES = {
    "index-url": ("UV_DEFAULT_INDEX", ""),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "no-index": ("UV_NO_INDEX", ""),
    "constraint": ("UV_CONSTRAINT", " "),
    "cert": ("SSL_CERT_FILE", ""),
    "client-cert": ("SSL_CLIENT_CERT", ""),
    "proxy": ("ALL_PROXY", ""),
    "timeout": ("UV_HTTP_TIMEOUT", ""),
}
# What is set later in this order counts: files for all commands, for install, the environment.
ORDER = ("global", "install", ":env:")


def settings(lines: Iterable[str]) -> dict[str, str]:
    """Return the settings that ``pip config list`` gives, by name, the ones that count.

    >>> settings(["global.index-url='https://one.example/simple'", ":env:.timeout='9'"])
    {'index-url': 'https://one.example/simple', 'timeout': '9'}
    """
    found = {}
    for line in lines:
        key, equals, value = line.partition("=")
        place, _, name = key.rpartition(".")
        if equals and place in ORDER:
            name = {"default-timeout": "timeout"}.get(name, name)
            found[ORDER.index(place), name] = str(ast.literal_eval(value))
    return {name: found[order, name] for order, name in sorted(found)}


def environment(held: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that tell uv what pip is told, but for those that are given.

    >>> environment({"index-url": "https://one.example/simple"}, {})
    {'UV_DEFAULT_INDEX': 'https://one.example/simple'}
    """
    made = {}
    for name, (variable, between) in NAMES.items():
        value = held.get(name, "").strip()
        if name == "extra-index-url":  # a folder that is not there is passed over by pip
            value = " ".join(url for url in value.split() if _there(url))
        if name == "no-index" and value.lower() in ("0", "false", "no", "off"):
            continue
        if value and variable not in given:
            made[variable] = between.join(value.split()) if between else value
    # pip goes on with the index that has the best version, uv stops at the first that has any.
    if "UV_INDEX" in made and "UV_INDEX_STRATEGY" not in given:
        made["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    return made


def _there(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme != "file" or Path(parts.path).is_dir()


def run(*words: str) -> int:
    """Run uv, of the environment this runs in; return its exit code."""
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False
    )
    told = environment(settings(listed.stdout.splitlines()), os.environ)
    program = Path(sys.executable).with_name("uv.exe" if os.name == "nt" else "uv")
    return subprocess.run([program, *words], env=os.environ | told, check=False).returncode


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:]))
