"""What a kernel is given of where it is started, so that a run depends on none of it.

Settings of a user's Python, Jupyter, IPython, matplotlib, pandas, of numerical libraries, language
and time zone are left out; what a notebook may need, such as addresses and keys, stays.
"""

from __future__ import annotations

import importlib.machinery
import os
import site
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

from xiaoyi_data.runs import notebook

# What an interpreter is found by, and what speeds it up, decides no result.
_NEEDED = {"PYTHONHOME", "PYTHONPYCACHEPREFIX", "PYTHONDONTWRITEBYTECODE", "PYTHONNOUSERSITE"}
_SETTINGS = (
    "PYTHON", "IPYTHON", "PANDAS_", "MPLBACKEND", "MATPLOTLIBRC", "NPY_", "NUMPY_",
    "OMP_", "KMP_", "GOMP_", "MKL_", "OPENBLAS_", "GOTO_", "BLIS_", "VECLIB_", "NUMEXPR_",
    "LC_", "LANG", "TZ", "COLUMNS", "LINES", "SOURCE_DATE_EPOCH", "JPY_",
    "XIAOYI_NOTIFY_",  # passwords and keys of what is told of a run, none of a notebook's business
)  # fmt: skip
# One thread each, since sums differ with how many share them, and notebooks run beside each other.
_SINGLE = (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS", "NUMEXPR_NUM_THREADS",
)  # fmt: skip
FIXED = dict.fromkeys(_SINGLE, "1") | {
    "PYTHONHASHSEED": "0",  # which decides the order of sets
    "PYTHONUTF8": "1",  # what a file is read and written in where a cell says nothing
    "MATPLOTLIBRC": os.devnull,
    "LC_ALL": "C.UTF-8",
    "LANG": "C.UTF-8",
    "TZ": "UTC",
}
# Where this package lies.
HOME = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def environment(given: Mapping[str, str], ipython: Path) -> dict[str, str]:
    """Return the environment of a kernel, made of the one ``given``.

    ``ipython`` is the folder, new, in which IPython finds no settings.

    >>> made = environment({"TZ": "Asia/Shanghai", "TOKEN": "a"}, Path("new"))
    >>> made["TZ"], made["TOKEN"], made["IPYTHONDIR"]
    ('UTC', 'a', 'new')
    """
    kept = {
        name: value
        for name, value in given.items()
        if name in _NEEDED or not name.startswith(_SETTINGS)
    }
    # A kernel has the version of this package that runs, also where another is installed.
    ours = {"PYTHONPATH": HOME} if HOME in _given(given) else {}
    return kept | FIXED | ours | {"IPYTHONDIR": str(ipython)}


def places() -> list[str]:
    """Return the folders of PYTHONPATH; in a kernel they come last, where they hide nothing."""
    return [place for place in _given(os.environ) if place != HOME]


def _given(environ: Mapping[str, str]) -> list[str]:
    given = environ.get("PYTHONPATH", "").split(os.pathsep)
    return [os.path.abspath(place) for place in given if place]


class Kernels(KernelSpecManager):
    """The kernels there are; ``python3`` is this interpreter, whatever is installed by the name."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """Return a kernel by name; NoSuchKernel where there is none."""
        if kernel_name != notebook.KERNEL:
            return super().get_kernel_spec(kernel_name)
        command = [sys.executable, *alone(), "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=command, display_name="Python 3", language=notebook.LANGUAGE)


def alone() -> list[str]:
    """Return what an interpreter is started with, so that it looks into no folder of the user's.

    Where this package is installed in that folder itself, it must.
    """
    home = os.path.join(os.path.realpath(site.getusersitepackages()), "")
    used = (__file__, sys.modules[KernelSpecManager.__module__].__file__ or "")
    return [] if any(os.path.realpath(file).startswith(home) for file in used) else ["-s"]


def hiding(folder: Path) -> str:
    """Return a file in a notebook's folder that has the name of an installed module, or "".

    >>> hiding(Path("no such folder"))
    ''
    """
    home = os.path.realpath(folder)
    others = [place for place in sys.path if place and os.path.realpath(place) != home]
    # What only a folder of the user's holds is not installed.
    others = [place for place in others if os.path.abspath(place) not in places()]
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return ""
    for entry in entries:
        name = _module(entry)
        if not name.isidentifier():
            continue
        if name in sys.stdlib_module_names:
            return entry.name
        found = importlib.machinery.PathFinder.find_spec(name, others)
        origin: Any = found and found.origin
        if origin and not os.path.realpath(origin).startswith(os.path.join(home, "")):
            return entry.name
    return ""


def _module(entry: os.DirEntry[str]) -> str:
    """Return what a file or folder is imported as; empty where it is not."""
    if entry.is_dir():
        return entry.name if os.path.exists(os.path.join(entry.path, "__init__.py")) else ""
    endings = [*importlib.machinery.all_suffixes(), sysconfig.get_config_var("EXT_SUFFIX") or ".so"]
    ending = next((e for e in sorted(endings, key=len, reverse=True) if entry.name.endswith(e)), "")
    return entry.name.removesuffix(ending) if ending else ""
