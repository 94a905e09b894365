"""Measure runs against plain papermill, unchanged runs, drawing an exhibit, and importing.

    python tools/bench.py

Everything runs on this machine in one go; ratios carry over to others, seconds do not.
"""

from __future__ import annotations

import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def seconds(*command: str) -> float:
    """Run a command, fail loudly, and return the wall time it took."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT)
    return time.perf_counter() - start


def exhibit_seconds() -> float:
    """Return the median processor time of drawing one exhibit as PNG and SVG."""
    code = """
import time, statistics, json
import matplotlib; matplotlib.use("agg")
import xiaoyi_data as xd
from xiaoyi_data import charts, exhibits, marks
figures = xd.load_figures(theme="environment")
rates = figures[figures["unit"] == "percent"]
data, taken = marks.marks(rates), []
for _ in range(9):
    start = time.process_time()
    exhibits.exhibit(charts.dots(data), name="a", title="t", subtitle="s", data=data, kind="dots",
                     figures=rates)
    taken.append(time.process_time() - start)
print(json.dumps(statistics.median(taken)))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return float(json.loads(done.stdout))


def main() -> None:
    python = sys.executable
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        run = (python, "-m", "xiaoyi_data", "run", "--out", str(out))
        cold = seconds(*run)
        again = min(seconds(*run) for _ in range(3))
        second = seconds(*run, "-p", "lang", "zh")
        shutil.rmtree(out)
        plain = sum(
            seconds(python, "-m", "papermill", str(n), str(Path(folder) / n.name))
            for n in NOTEBOOKS
        )
    pandas = min(seconds(python, "-c", "import pandas") for _ in range(5))
    ours = min(
        seconds(python, "-c", "import xiaoyi_data; xiaoyi_data.load_figures()") for _ in range(5)
    )
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    rows = [
        ("collection, one language, cold, with pages, pictures and deck", f"{cold:.1f} s", ""),
        ("papermill's command line, one by one, notebooks alone", f"{plain:.1f} s", ""),
        ("  ratio", f"{plain / cold:.1f} x", ">= 4"),
        ("nothing changed, whole process", f"{again:.2f} s", "<= 1"),
        ("one more language", f"{second:.1f} s", ""),
        ("an exhibit, PNG and SVG, processor", f"{exhibit_seconds():.2f} s", "<= 0.35"),
        ("load_figures() over import pandas", f"{1000 * (ours - pandas):.0f} ms", "<= 60"),
        ("largest process", f"{peak:.0f} MB", "<= 250"),
    ]
    for what, measured, target in rows:
        print(f"{what:<64} {measured:>9}  {target}")


if __name__ == "__main__":
    main()
