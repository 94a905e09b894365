"""Command lines, right, wrong and wild: an answer, or one line on stderr and the code for it."""

from __future__ import annotations

import contextlib
import io
import os
import random
import re
import tempfile
from pathlib import Path

from xiaoyi_data.cli import main, terminal

COMMANDS = [
    "list",
    "show",
    "find",
    "run",
    "check",
    "coverage",
    "slides",
    "pages",
    "pictures",
    "export",
]
# Words for any place; those of RIGHT are right somewhere.
RIGHT = {
    "list": ["indicators", "figures", "datasets", "--theme", "environment", "--status", "target",
             "--period", "2021", "--format", "csv", "json", "table", "--lang", "zh"],
    "show": ["gdp", "forest-cover-2020", "--lang", "zh", "--format", "json"],
    "find": ["forest", "森林", "coal", "--theme", "industry", "--format", "csv"],
    "export": ["a.csv", "a.json", "--theme", "economy", "--lang", "en"],
    "run": ["--notebooks", "none", "--out", "out", "-p", "lang", "zh", "--sweep", "lang=en,zh",
            "--jobs", "2", "--timeout", "5", "--keep", "3", "--force", "--base-url",
            "https://a.example/"],
    "check": ["--source", "no.txt", "--observations", "no.csv", "--derived", "no.csv"],
    "coverage": ["--source", "no.txt"],
    "slides": ["out", "--lang", "zh", "-o", "d.pptx", "--pictures", "--only", "rates", "--all",
               "--title", "T", "--list"],
    "pages": ["out", "-o", "site", "--embed", "--base-url", "https://a.example/"],
    "pictures": ["out", "-o", "pics"],
}  # fmt: skip
WILD = ["", " ", "-", "--", "---", "-p", "--lang", "-1", "9" * 400, "..", "../x", "/", "~nobody/x",
        "\0", "\x1b[31m", "a\nb", "\u202e", "\ud800", "é", "=", "=1+1", "%s", "{}", "$HOME", "*",
        "--lang=xx", "--theme=", "--jobs=0", "--jobs=x", "--format=pdf", "a" * 300, "con", "nul",
        "C:\\x", "\\\\host\\x", "file:///etc/passwd", "http://127.0.0.1:1/", "--help", "--version",
        "--dask", "127.0.0.1:1", "tls://", "tcp://[::1", "-o", ".", "/dev/null"]  # fmt: skip
# Values that no option takes: where one follows its option, the code is not 0.
WRONG = {"--theme": "econmy", "--status": "done", "--period": "21", "--lang": "fr",
         "--format": "pdf", "--jobs": "0", "--timeout": "x", "--keep": "-1"}  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\u202a-\u202e\ud800-\udfff]")


def fault(number: int) -> str:
    """Make, give and judge the command line of a number."""
    rng = random.Random(f"line {number}")
    command = rng.choice(list(RIGHT))
    words = rng.sample(RIGHT[command], rng.randint(0, min(5, len(RIGHT[command]))))
    kind = rng.choice(["right", "wrong", "wild", "wild"])
    if kind == "wrong":
        option = rng.choice(list(WRONG))
        words += [option, WRONG[option]]
    if kind == "wild":
        for _ in range(rng.randint(1, 3)):
            words.insert(rng.randint(0, len(words)), rng.choice(WILD))
    line = [command, *words] if rng.random() < 0.95 else words
    line = [word for word in line if word not in ("/", "..", "../x", "/dev/null") or kind == "wild"]
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        wrong = _judged(line, kind)
        begun = [path.name for path in Path(folder).rglob(".xiaoyi-*")]
    return f"{line!r}: {wrong or f'left {begun}'}" if wrong or begun else ""


def _judged(line: list[str], kind: str) -> str:
    out, err = io.StringIO(), io.StringIO()
    before = os.getcwd()
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main.main(line)
    except SystemExit as ended:  # --help and --version
        code = ended.code
        if code not in (0, None):
            return f"ended by SystemExit({code!r})"
        return ""
    except BaseException as problem:
        return f"{type(problem).__name__}: {problem}"
    said = err.getvalue()
    if os.getcwd() != before:
        return "another folder"
    if code not in terminal.CODES:
        return f"code {code}"
    if "Traceback" in said or _CONTROL.search(said) or _CONTROL.search(out.getvalue()):
        return f"a traceback or a control character: {said[-300:]!r}"
    if code == terminal.WRONG_USE and (len(said.splitlines()) != 1 or "xiaoyi: " not in said):
        return f"code 2 and {len(said.splitlines())} lines: {said[-300:]!r}"
    if kind == "wrong" and code == terminal.OK:
        return "taken"
    return ""
