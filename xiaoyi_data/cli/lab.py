"""The command lab: JupyterLab on the notebooks, with settings of ours, and with nothing at home."""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path

from xiaoyi_data.cli import terminal

_STATE = {
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "JUPYTERLAB_SETTINGS_DIR": "settings",
    "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    "IPYTHONDIR": "ipython",
    "MPLCONFIGDIR": "matplotlib",
}


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command by what makes one of a name, a help text, a function and examples."""
    lab = command(
        "lab", "open JupyterLab on the notebooks", _lab,
        "lab", "lab --lang zh", "lab -- --no-browser --port=8890",
    )  # fmt: skip
    lab.add_argument(
        "flags", nargs="*", metavar="FLAG", help="after --, for JupyterLab as they are"
    )
    lab.add_argument(
        "--notebooks",
        type=terminal.path,
        default=Path("notebooks"),
        help="folder (notebooks, which is filled with those of the package where it is not there)",
    )
    lab.add_argument(
        "--lang", choices=("en", "zh"), help="of menus (Chinese where the system's is, else en)"
    )


def _lab(options: argparse.Namespace) -> int:
    folder = options.notebooks.absolute()
    try:
        import jupyterlab  # noqa: F401  before anything is written
    except ModuleNotFoundError:
        raise RuntimeError("lab needs JupyterLab: pip install 'xiaoyi-data[lab]'") from None
    _fill(folder)
    state, settings = folder.parent / ".jupyter", Path(str(files("xiaoyi_data"))) / "assets/lab"
    os.environ |= {name: str(state / place) for name, place in _STATE.items()}
    paths = [settings / "zh"] * ((options.lang or _language()) == "zh") + [settings]
    os.environ["JUPYTER_CONFIG_PATH"] = os.pathsep.join(map(str, paths))
    # JupyterLab reads the environment as it is imported.
    from jupyterlab.labapp import main
    from jupyterlab_server.workspaces_handler import WorkspacesManager

    if not (workspaces := state / "workspaces").exists():
        text = (settings / "workspace.json").read_text(encoding="utf-8")
        WorkspacesManager(str(workspaces)).save("default", text)
    main([f"--notebook-dir={folder}", *options.flags])
    return terminal.OK


def _fill(folder: Path) -> None:
    """Make the folder of copies of the package's notebooks, where it is not there."""
    from xiaoyi_data.runs import plan

    if folder.is_dir():
        return
    found = plan.available(plan.folder()).values()
    folder.mkdir(parents=True)
    for path in found:
        shutil.copyfile(path, folder / path.name)  # those of the package may be read-only
    terminal.tell(f"xiaoyi: {folder} is new, with copies of the package's notebooks")


def _language() -> str:
    """Return the language of the system, as far as we have it."""
    told = next(filter(None, map(os.environ.get, ("LC_ALL", "LC_MESSAGES", "LANG"))), "")
    if sys.platform == "win32" and not told:
        import ctypes
        import locale

        number = ctypes.windll.kernel32.GetUserDefaultUILanguage()
        told = locale.windows_locale.get(number, "")
    return "zh" if told.startswith("zh") else "en"
