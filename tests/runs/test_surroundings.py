"""A run is a function of its notebooks: settings of the user's change nothing in a kernel."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from books import run, write

from xiaoyi_data.runs import kernels, surroundings

RC = """figure.figsize: 3, 3
savefig.transparent: True
text.usetex: True
path.sketch: 10, 100, 20
timezone: Asia/Tokyo
svg.fonttype: none
"""
CONFIG = """c = get_config()
c.InteractiveShellApp.exec_lines = ["bent = 1"]
c.InlineBackend.figure_formats = {"pdf"}
"""
ASK = """
import json, os, sys, time, warnings
import matplotlib, pandas
import matplotlib.pyplot as plt
import own, last
plt.style.use("ggplot")
shell = get_ipython()
print(json.dumps({
    "figsize": list(matplotlib.rcParams["figure.figsize"]),
    "transparent": matplotlib.rcParams["savefig.transparent"],
    "usetex": matplotlib.rcParams["text.usetex"],
    "sketch": matplotlib.rcParams["path.sketch"],
    "timezone": matplotlib.rcParams["timezone"],
    "fonttype": matplotlib.rcParams["svg.fonttype"],
    "style": matplotlib.rcParams["axes.facecolor"],
    "backend": matplotlib.get_backend(),
    "hour": time.localtime(0).tm_hour,
    "hash": sys.flags.hash_randomization,
    "bent": "bent" in globals(),
    "sitecustomize": hasattr(sys, "bent"),
    "optimised": sys.flags.optimize,
    "errors": [f[0] for f in warnings.filters if f[0] == "error" and f[2] is Warning],
    "rows": pandas.options.display.max_rows,
    "history": shell.history_manager.enabled,
    "pandas": "pp" in pandas.__file__.split("/"),
    "threads": os.environ["OMP_NUM_THREADS"],
    "language": [os.environ["LANG"], os.environ["LC_ALL"], os.environ.get("LANGUAGE")],
    "startup": os.environ.get("PYTHONSTARTUP"),
    "token": os.environ["TOKEN"],
    "password": os.environ.get("XIAOYI_NOTIFY_SMTP_PASSWORD"),
}))
"""
SAID = {
    "figsize": [6.4, 4.8], "transparent": False, "usetex": False, "sketch": None,
    "timezone": "UTC", "fonttype": "path", "style": "#E5E5E5", "hour": 0, "hash": 0,
    "backend": "module://matplotlib_inline.backend_inline", "bent": False, "sitecustomize": False,
    "optimised": 0, "errors": [], "rows": 60, "history": False, "pandas": False, "threads": "1",
    "language": ["C.UTF-8", "C.UTF-8", None], "startup": None, "token": "kept",
    "password": None,
}  # fmt: skip


def bend(place, patch):
    """Settings of a user's that would change what a kernel does, wherever they may stand."""
    books, pp, home = place / "books", place / "pp", place / "home"
    profile = home / "ipython" / "profile_default"
    write(books, "ask", ASK)
    for folder in (
        pp,
        profile / "startup",
        home / "mpl" / "stylelib",
        home / "kernels" / "python3",
    ):
        folder.mkdir(parents=True)
    (books / "matplotlibrc").write_text(RC)
    (books / "own.py").touch()
    (pp / "last.py").touch()
    (pp / "pandas.py").write_text("raise SystemExit('bent')")
    (pp / "sitecustomize.py").write_text("import sys; sys.bent = True")
    (home / "mpl" / "matplotlibrc").write_text(RC)
    (home / "mpl" / "stylelib" / "ggplot.mplstyle").write_text("axes.facecolor: black")
    (profile / "ipython_config.py").write_text(CONFIG)
    (profile / "ipython_kernel_config.py").write_text(CONFIG)
    (profile / "startup" / "00.py").write_text("bent = 1")
    (home / "startup.py").write_text("bent = 1")
    spec = {"argv": ["false", "{connection_file}"], "display_name": "x", "language": "python"}
    (home / "kernels" / "python3" / "kernel.json").write_text(json.dumps(spec))
    settings = {
        "MPLCONFIGDIR": home / "mpl", "MATPLOTLIBRC": home / "mpl", "MPLBACKEND": "svg",
        "IPYTHONDIR": home / "ipython", "JUPYTER_PATH": home, "PYTHONPATH": pp,
        "PYTHONSTARTUP": home / "startup.py", "PYTHONHASHSEED": "7", "PYTHONWARNINGS": "error",
        "PYTHONOPTIMIZE": "1", "PYTHONSAFEPATH": "1", "OMP_NUM_THREADS": "7", "LANG": "tr_TR",
        "LC_ALL": "zh_CN.GB18030", "LANGUAGE": "de", "TZ": "Asia/Tokyo", "TOKEN": "kept",
        "XIAOYI_NOTIFY_SMTP_PASSWORD": "secret",
    }  # fmt: skip
    for name, value in settings.items():
        patch.setenv(name, str(value))


@pytest.fixture(scope="module", params=["forked", "ordinary"])
def told(request, tmp_path_factory):
    """What a notebook finds in a kernel of either kind, and the run's entry of it."""
    place = tmp_path_factory.mktemp("bent")
    with pytest.MonkeyPatch.context() as patch:
        bend(place, patch)
        patch.setattr(kernels, "_template", None)
        if request.param == "ordinary":
            patch.setattr(kernels, "ordinary", lambda: "asked for")
        entry = run(place / "books", place / "out", preload=["matplotlib.pyplot", "pandas"])["ask"]
    assert entry["status"] == "succeeded", entry["error"]
    cells = json.loads((place / "out" / "ask" / "ask.ipynb").read_text())["cells"]
    return json.loads("".join(cells[-1]["outputs"][0]["text"]))


@pytest.mark.parametrize("name", SAID)
def test_settings_of_the_user_change_nothing(told, name):
    assert told[name] == SAID[name]


HIDING = [
    "random.py", "pandas.py", "numpy/__init__.py", "json.py", "cycler.py", "pandas.so",
    "matplotlib/__init__.py", "email/__init__.py", "xiaoyi_data.py", "lxml.pyc",
]  # fmt: skip
HARMLESS = [
    "own.py", "own/__init__.py", "json/a.csv", "pandas.csv", "random.ipynb", "pandas.py.txt",
    "pandas-2.py", "random", "pandas/notes.py",
]  # fmt: skip


@pytest.mark.parametrize("name", [*HIDING, *HARMLESS])
def test_a_module_beside_with_the_name_of_an_installed_one_is_found(tmp_path, name):
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).touch()
    hiding = name.split("/")[0] if name in HIDING else ""
    assert surroundings.hiding(tmp_path) == hiding


def test_what_is_installed_from_a_folder_hides_nothing_there():
    assert surroundings.hiding(Path(surroundings.__file__).parents[2]) == ""


@pytest.mark.usefixtures("template")
def test_a_module_that_hides_another_stops_its_notebook_alone_in_one_line(tmp_path):
    other = tmp_path / "books" / "other"
    write(tmp_path / "books", "good", "import random; print(random.random() < 1)")
    write(other, "bad", "1")
    (other / "random.py").touch()
    assert run(tmp_path / "books", tmp_path / "out")["good"]["status"] == "succeeded"
    error = run(other, tmp_path / "out")["bad"]["error"]
    assert (error["name"], error["cell"]) == ("ImportError", None)
    said = "random.py beside the notebook has the name of an installed module: rename it"
    assert error["message"] == said


@pytest.mark.parametrize("hidden", ["here", "PYTHONPATH"])
def test_a_command_is_given_in_any_folder_under_any_settings(tmp_path, hidden):
    for name in ("random.py", "pandas.py", "socket.py", "numpy.py", "argparse.py"):
        (tmp_path / name).write_text("raise SystemExit('bent')")
    place = tmp_path if hidden == "here" else os.curdir
    settings = {"PYTHONWARNINGS": "error", "LC_ALL": "C", "PYTHONPATH": ""}
    settings |= {"PYTHONPATH": str(tmp_path)} if hidden == "PYTHONPATH" else {}
    start = Path(sys.executable).with_name("xiaoyi") if hidden == "PYTHONPATH" else None
    line = [start] if start else [sys.executable, "-m", "xiaoyi_data"]
    done = subprocess.run(
        [*line, "list", "datasets"],
        cwd=place, env=os.environ | settings, capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"figures" in done.stdout
