"""What several test modules need: the report's text, the executed collection, closed figures."""

from __future__ import annotations

import functools
import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

# jsonschema, where pip rather than uv installed it, builds a grammar at import that nothing uses.
sys.modules.setdefault("rfc3987_syntax", None)

import pytest

from xiaoyi_data import choices

ROOT = Path(__file__).parents[1]
NOTEBOOKS = ROOT / "notebooks"
SOURCE = Path(
    os.environ.get("XIAOYI_SOURCE", ROOT.parent / "shared" / "source" / "xiaoyi-2021.txt")
)
IN_CI = bool(os.environ.get("CI"))
LANGUAGES = choices.LANGUAGES


def pytest_configure(config: pytest.Config) -> None:
    """Prepare what tests run with; a process that only hands them out imports none of it."""
    if config.getoption("numprocesses", None) and not hasattr(config, "workerinput"):
        return
    import matplotlib.pyplot as plt
    from hypothesis import settings

    # Python looks for cycles among all there is, most of which stays to the end: a seventh of the
    # time.
    gc.set_threshold(50_000, 10, 10)
    # Speed is measured by benchmarks; in tests the same examples come every time.
    settings.register_profile("steady", deadline=None, derandomize=True)
    settings.load_profile("steady")
    plt.switch_backend("agg")


def pytest_xdist_auto_num_workers() -> int:
    """Work on one test more than there are processors, since one that waits keeps none busy."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the longest tests, so that all workers end together."""
    longest = ("test_lab.py", "test_pages.py")
    items.sort(key=lambda item: item.path.name not in longest)


def pytest_collection_finish() -> None:
    """Leave what is imported and collected out of what cycles are looked for in."""
    gc.collect()
    gc.freeze()


def need(found: bool, what: str) -> None:
    """Skip with a reason where a tool is missing; in CI that is a failure."""
    if not found and IN_CI:
        pytest.fail(f"{what} is missing in CI")
    if not found:
        pytest.skip(f"needs {what}")


def slow_but(quick: Iterable[Any], cases: Iterable[Any]) -> list[Any]:
    """Cases of a test: all but the quick ones are for ``make prove``."""
    known = list(quick)
    return [case if case in known else pytest.param(case, marks=pytest.mark.slow) for case in cases]


def by_turns(names: Iterable[str]) -> list[str]:
    """Of each notebook the run in one of the languages, by turns."""
    return [f"{name}.{LANGUAGES[at % len(LANGUAGES)]}" for at, name in enumerate(names)]


def tool(name: str) -> str:
    """Return the path of a program that Debian packages, or skip."""
    path = shutil.which(name)
    need(path is not None, name)
    return str(path)


@contextmanager
def browser(folder: Path, *flags: str) -> Iterator[Any]:
    """Drive a headless Chromium, or skip where there is none."""
    from selenium import webdriver
    from selenium.webdriver.support.wait import WebDriverWait

    options = webdriver.ChromeOptions()
    options.binary_location = tool("chromium")
    # Where a machine has no network, Chromium's own requests would hold up those of a page.
    own = ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu")
    quiet = ("--no-first-run", "--disable-background-networking", "--disable-component-update")
    for flag in (*own, *quiet, "--disable-sync", *flags):
        options.add_argument(flag)
    options.add_argument("--window-size=1600,1400")
    options.add_argument(f"--user-data-dir={folder / 'profile'}")
    service = webdriver.ChromeService(tool("chromedriver"))

    class Whole(webdriver.Chrome):
        """A browser that has loaded a page whole when it says so: on a busy machine none has."""

        def get(self, url: str) -> None:
            super().get(url)
            here = "return document.readyState === 'complete' && location.href !== arguments[0]"
            before = "" if url == "about:blank" else "about:blank"
            WebDriverWait(self, 60).until(lambda _: self.execute_script(here, before))

    driver = Whole(options=options, service=service)
    driver.set_script_timeout(240)  # a busy machine
    # JupyterLab runs what has the focus, which a window that nobody sees may not have.
    driver.execute_cdp_cmd("Emulation.setFocusEmulationEnabled", {"enabled": True})
    try:
        yield driver
    finally:
        driver.quit()


@pytest.fixture(scope="session")
def driver(tmp_path_factory) -> Iterator[Any]:
    """One browser for all tests of a process; it finds no host but this machine."""
    beyond = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    with browser(tmp_path_factory.mktemp("browser"), beyond) as found:
        yield found


@pytest.fixture(scope="session")
def once(tmp_path_factory) -> Callable[[str, Callable[[Path], Any]], Path]:
    """Make a folder of some name once for all tests and workers; return where it stands."""
    import fcntl

    root = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        root = root.parent

    def make(name: str, fill: Callable[[Path], Any]) -> Path:
        with (root / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (root / name).exists():
                shutil.rmtree(root / f"{name}.part", ignore_errors=True)
                (root / f"{name}.part").mkdir()
                fill(root / f"{name}.part")
                (root / f"{name}.part").rename(root / name)
        return root / name

    return make


@pytest.fixture(autouse=True)
def _closed_figures():
    yield
    sys.modules["matplotlib.pyplot"].close("all")


def unpaint(patch: pytest.MonkeyPatch) -> None:
    """Let charts be drawn and laid out, and not painted as PNG and SVG."""
    patch.setattr("xiaoyi_data.charts.framing.drawn", lambda figure: "")
    patch.setattr("xiaoyi_data.canvas.rendering.png", lambda svg, width: b"")


def widen(patch: pytest.MonkeyPatch) -> None:
    """Let charts not be drawn a second time, for narrow screens, either."""
    unpaint(patch)
    patch.setattr("xiaoyi_data.charts.exhibit._narrow", lambda *drawn: None)


@pytest.fixture
def unpainted(monkeypatch):
    """Charts are not painted, where nobody looks at them."""
    unpaint(monkeypatch)


@pytest.fixture
def wide(monkeypatch):
    """Charts are not painted, and drawn for wide screens alone."""
    widen(monkeypatch)


@pytest.fixture
def source() -> Path:
    """The report's text, which stays out of the repository."""
    need(SOURCE.exists(), "the report's text: set XIAOYI_SOURCE")
    return SOURCE


@pytest.fixture
def tables(tmp_path, monkeypatch):
    """The folder of our report in a copy of the data, which a test may damage."""
    from xiaoyi_data.report import descriptor

    folder = tmp_path / "data"
    shutil.copytree(descriptor.DATA, folder)
    monkeypatch.setattr(descriptor, "DATA", folder)
    return folder / "reports" / "xiaoyi-2021"


@pytest.fixture(scope="session")
def template():
    """What runs in this process fork their kernels from: one import of pandas for all tests."""
    from xiaoyi_data.runs import collection, kernels

    with kernels.warm(collection.PRELOAD):
        yield kernels._template


@pytest.fixture
def alone(monkeypatch):
    """As if no template were open yet."""
    monkeypatch.setattr("xiaoyi_data.runs.kernels._template", None)


@pytest.fixture
def books(tmp_path, template):
    from books import write

    write(tmp_path / "books", "good", "print(n, repr(text))")
    return tmp_path / "books"


@pytest.fixture(scope="session")
def executed(once) -> dict[str, Path]:
    """Every notebook in both languages, run once for all tests and workers."""
    from xiaoyi_data.runs import collection, plan, run

    planned = plan.jobs(NOTEBOOKS, (), {}, {"lang": LANGUAGES})

    def fill(folder: Path) -> None:
        record = run.jobs(
            planned,
            folder / "out",
            finish=lambda notebook, folder: None,
            preload=collection.PRELOAD,
        )
        for job in planned:
            entry = record["jobs"][job.name]
            assert entry["status"] != "failed", entry["error"]
            name = f"{job.notebook.stem}.{job.parameters['lang']}"
            (folder / f"{name}.ipynb").symlink_to(Path("out") / job.name / f"{job.name}.ipynb")

    return {path.stem: path for path in once("executed", fill).glob("*.ipynb")}


@functools.cache
def exhibits_of(notebook: Path) -> list[dict]:
    """Payloads of the exhibits in an executed notebook."""
    from xiaoyi_data.exports import executed

    return [picture.payload for picture in executed.read(notebook).exhibits]


CELL = """lang: str = "en"  # language: en or zh
code: str = ""  # a code
count: int = 3  # a count
share: float = 0.5  # a share
deep: bool = False  # whether to look deep
"""


@pytest.fixture
def folder(tmp_path):
    """Two notebooks that declare parameters."""
    from books import parameters

    from xiaoyi_data.runs import plan

    for name, source in (("01_all", CELL), ("02_some", 'lang: str = "en"  # language: en or zh\n')):
        parameters(tmp_path, source, name)
    plan.declarations.cache_clear()
    return tmp_path
