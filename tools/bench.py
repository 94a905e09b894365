"""Measure runs, re-runs, exhibits, exports, imports and memory, against papermill and nbconvert.

    python tools/bench.py

Everything runs on this machine in one go, some six minutes on two cores; ratios carry over to
others, seconds do not. A missed target is marked and makes the exit code 1.

The cells alone are what no run can undercut: they leave out Python and its imports (once, about a
second) and what a kernel of its own costs a job (about a quarter of a second of a processor).
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import psutil

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PYTHON = sys.executable

# Run notebooks and make nothing of them: what papermill does, and no more.
BARE = """
import resource, sys
from pathlib import Path
from xiaoyi_data.runs import plan, run
from xiaoyi_data.runs.collection import PRELOAD
folder, out, *values = sys.argv[1:]
sweep = {name: values.split(",") for name, values in (text.split("=") for text in values)}
entries = run.jobs(plan.jobs(Path(folder), (), {}, sweep), Path(out),
                   finish=lambda notebook, folder: None, preload=PRELOAD)["jobs"].values()
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
sys.exit(any(entry["status"] != "succeeded" for entry in entries))
"""

# The cells alone, run and shown, in as many warm processes as there are processors.
PURE = """
import ast, json, os, sys, time
from contextlib import redirect_stdout
from multiprocessing import get_context
from IPython.core.formatters import DisplayFormatter
import xiaoyi_data.charts.exhibit, xiaoyi_data.explore.explorer, seaborn

show = DisplayFormatter().format
lang, *paths = sys.argv[1:]

def cells(path):
    start, space = time.process_time(), {}
    with open(os.devnull, "w") as nothing, redirect_stdout(nothing):
        for cell in json.load(open(path, encoding="utf-8"))["cells"]:
            if cell["cell_type"] != "code":
                continue
            body = ast.parse("".join(cell["source"])).body
            last = [body.pop().value] if body and isinstance(body[-1], ast.Expr) else []
            exec(compile(ast.Module(body, []), path, "exec"), space)
            for value in last:
                value = eval(compile(ast.Expression(value), path, "eval"), space)
                if value is not None:
                    show(value)
            if "parameters" in cell["metadata"].get("tags", ()):
                space["lang"] = lang
    return time.process_time() - start

def warm(_):
    cells(paths[0])

if __name__ == "__main__":
    processors = os.cpu_count() or 1
    with get_context("fork").Pool(processors) as pool:
        pool.map(warm, range(2 * processors), 1)
        start = time.perf_counter()
        processor = sum(pool.map(cells, paths, 1))
        wall = time.perf_counter() - start
        pool.close()
        pool.join()
    print(wall, processor)
"""

# Seconds of the processor that each exhibit takes, from its frame to PNG and SVG.
EXHIBITS = """
import json, sys, time
import matplotlib; matplotlib.use("agg")
from contextlib import redirect_stdout
from xiaoyi_data.charts import story
taken, exhibit = {}, story.exhibit

def timed(*arguments, **options):
    begun = time.process_time()
    made = exhibit(*arguments, **options)
    taken[options["name"]] = time.process_time() - begun
    return made

story.exhibit = timed
for _ in range(2):  # the first round loads fonts
    for path in sys.argv[1:]:
        space = {}
        with redirect_stdout(sys.stderr):
            for cell in json.load(open(path, encoding="utf-8"))["cells"]:
                if cell["cell_type"] == "code":
                    exec(compile("".join(cell["source"]), path, "exec"), space)
print(json.dumps(taken))
"""

EXPORT = """
import sys, time
from pathlib import Path
from xiaoyi_data.exports import executed, files, pages, workbook
from xiaoyi_data.exports.slides import deck
from xiaoyi_data.exports.workbook import book
source, out = map(Path, sys.argv[1:])
notebooks = executed.notebooks([source])
for notebook in notebooks:
    pages.page(notebook, out / f"{notebook.stem}.html")
    files.pictures(notebook, out)
deck.deck(notebooks, out / "deck.pptx")
book.book(notebooks, out / "workbook.xlsx")
workbook.export(out / "tables.xlsx")
"""

# A job that does next to nothing, for what a run costs per job.
SMALL = {
    "cells": [
        {"cell_type": "code", "id": "parameters", "metadata": {"tags": ["parameters"]},
         "source": "n: int = 0  # a number", "outputs": [], "execution_count": None},
        {"cell_type": "code", "id": "show", "metadata": {}, "source": "n", "outputs": [],
         "execution_count": None},
    ],
    "metadata": {"kernelspec": {"name": "python3", "display_name": "p", "language": "python"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}  # fmt: skip


class Spent(NamedTuple):
    """What a command took: seconds on the wall and of processors, and MB of its largest process."""

    wall: float
    cpu: float
    peak: float
    said: str


def spend(*command: str | Path) -> Spent:
    """Run a command to its end with all its children; fail loudly."""
    with tempfile.TemporaryFile("w+") as said, tempfile.TemporaryFile("w+") as error:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=said, stderr=error, cwd=ROOT)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        said.seek(0)
        error.seek(0)
        if process.returncode or status:
            sys.exit(f"{' '.join(map(str, command[:4]))} failed:\n{error.read()[-2000:]}")
        return Spent(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, said.read())


def loop(*command: str, out: Path) -> float:
    """Return the seconds a command takes for every notebook, one after the other."""
    return sum(
        spend(PYTHON, "-m", *(part.format(notebook=n, out=out / n.name) for part in command)).wall
        for n in NOTEBOOKS
    )


def heaviest_worker(out: Path) -> float:
    """Return the most memory that a kernel held, in MB: its own and its share of what is shared."""
    run = psutil.Popen(
        [PYTHON, "-c", BARE, str(ROOT / "notebooks"), str(out)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    most = 0
    while run.poll() is None:
        for child in run.children(recursive=True):
            try:
                most = max(most, child.memory_full_info().pss)
            except psutil.Error:
                continue
        time.sleep(0.1)
    return most / 2**20


def cells(lang: str) -> Spent:
    """Measure the cells alone in one language."""
    wall, cpu = map(float, spend(PYTHON, "-c", PURE, lang, *NOTEBOOKS).said.split())
    return Spent(wall, cpu, 0, "")


def cold(
    tmp: Path, *sweep: str, notebooks: Path = ROOT / "notebooks", out: Path | None = None
) -> Spent:
    """Measure a run of all notebooks into a new folder."""
    return spend(PYTHON, "-c", BARE, notebooks, out or tempfile.mkdtemp(dir=tmp), *sweep)


def least(count: int, measure: Callable[[], Spent]) -> Spent:
    """Return the fastest of several measurements: what disturbs only adds."""
    return min(measure() for _ in range(count))


def main() -> int:
    """Measure everything and print the table; return 1 when a target is missed."""
    rows: list[tuple[str, str, str, bool]] = []

    def row(what: str, measured: str, target: str = "", reached: bool = True) -> None:
        rows.append((what, measured, target, reached))
        print(f"{what:<66}{measured:>12}  {target}{'' if reached else '  MISSED'}", flush=True)

    with tempfile.TemporaryDirectory() as folder:
        tmp, books = Path(folder), str(ROOT / "notebooks")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # else every import compiles, in every way
        spend(PYTHON, "-m", "papermill", str(NOTEBOOKS[0]), str(tmp / "bytecode.ipynb"))
        cold(tmp)
        english, chinese = least(3, lambda: cells("en")), least(3, lambda: cells("zh"))
        bare = least(3, lambda: cold(tmp))
        both = least(3, lambda: cold(tmp, "lang=en,zh"))
        run = (PYTHON, "-m", "xiaoyi_data", "run", "--notebooks", books, "--out", str(tmp / "out"))
        full = spend(*run)
        again = least(3, lambda: spend(*run)).wall
        papermill = loop("papermill", "{notebook}", "{out}", out=tmp)
        nbconvert = loop(
            "nbconvert", "--execute", "--to", "notebook", "--output", "{out}", "{notebook}", out=tmp
        )
        row("the collection, one language, cold: notebooks alone", f"{bare.wall:.1f} s")
        row("  papermill's command line, one by one", f"{papermill:.1f} s")
        row("  jupyter nbconvert --execute, one by one", f"{nbconvert:.1f} s")
        row("  papermill's over ours", f"{papermill / bare.wall:.1f} x",
            ">= 4 x", papermill >= 4 * bare.wall)  # fmt: skip
        row("  the cells alone, in warm processes", f"{english.wall:.1f} s")
        row("  ours over the cells alone", f"{bare.wall / english.wall:.2f} x",
            "<= 1.3 x", bare.wall <= 1.3 * english.wall)  # fmt: skip
        row("with pages, pictures, deck, index and gallery", f"{full.wall:.1f} s")
        row("nothing changed, whole process", f"{again:.2f} s", "<= 1 s", again <= 1)
        row("  ratio to cold", f"{full.wall / again:.0f} x", ">= 40 x", full.wall >= 40 * again)
        more = (both.cpu - bare.cpu) / chinese.cpu
        row("one more parameter set, processor, over the cells alone", f"{more:.2f} x",
            "<= 1.3 x", more <= 1.3)  # fmt: skip
        (tmp / "exported").mkdir()
        export = spend(PYTHON, "-c", EXPORT, str(tmp / "out"), str(tmp / "exported"))
        row("pages, pictures, deck and workbook of the executed", f"{export.wall:.1f} s",
            f"<= {bare.wall:.1f} s", export.wall <= bare.wall)  # fmt: skip
        heaviest = heaviest_worker(tmp / "memory")
        row("most memory of a worker", f"{heaviest:.0f} MB", "<= 250 MB", heaviest <= 250)
        (tmp / "small").mkdir()
        (tmp / "small" / "small.ipynb").write_text(json.dumps(SMALL), encoding="utf-8")
        sizes = {}
        for jobs in (200, 1000):
            numbers = "n=" + ",".join(map(str, range(jobs)))
            sizes[jobs] = spend(
                PYTHON, "-c", BARE, str(tmp / "small"), str(tmp / f"jobs{jobs}"), numbers
            )
            row(f"{jobs} jobs", f"{sizes[jobs].wall:.0f} s")
        few, many = sizes[200], sizes[1000]
        linear = many.wall / (5 * few.wall)
        row("  1000 over five times 200", f"{linear:.2f} x", "<= 1.10 x", linear <= 1.1)
        own, grown = float(few.said), float(many.said)
        row("  memory of the run itself, 200 and 1000", f"{own:.0f}, {grown:.0f} MB",
            "flat", grown <= 1.1 * own)  # fmt: skip
    taken = json.loads(spend(PYTHON, "-c", EXHIBITS, *map(str, NOTEBOOKS)).said)
    for name, seconds in sorted(taken.items(), key=lambda item: -item[1]):
        row(f"exhibit {name}, processor", f"{seconds:.2f} s")
    median = statistics.median(taken.values())
    row("an exhibit, PNG and SVG, processor, median", f"{median:.2f} s", "<= 0.35 s",
        median <= 0.35)  # fmt: skip
    pandas = least(7, lambda: spend(PYTHON, "-c", "import pandas")).wall
    load = "import xiaoyi_data; xiaoyi_data.load_figures()"
    ours = 1000 * (least(7, lambda: spend(PYTHON, "-c", load)).wall - pandas)
    row("load_figures() over import pandas", f"{ours:.0f} ms", "<= 60 ms", ours <= 60)
    return int(not all(reached for *_, reached in rows))


if __name__ == "__main__":
    sys.exit(main())
