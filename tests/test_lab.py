"""Real JupyterLab in a real browser: `make lab`, Run All in both languages, the menus."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import nbformat
import pytest
from collected import NAMES
from conftest import LANGUAGES, NOTEBOOKS, ROOT, tool

from xiaoyi_data import load_figures
from xiaoyi_data.canvas import payload
from xiaoyi_data.report import codebook

# Opens notebooks, two at a time, and runs each in every language one after the other, by the
# command of the menu, which is for the notebook in front. Hands back what each then holds.
RUN = """
const [paths, languages] = arguments;
window.ran = null;
const { commands, shell } = window.jupyterapp;
const moment = () => new Promise(soon => setTimeout(soon, 50));
const held = {};
let turn = Promise.resolve();
function start(panel) {
  const ours = turn.then(async () => {
    while (shell.currentWidget !== panel) {
      shell.activateById(panel.id);
      await moment();
    }
    return { finished: commands.execute('notebook:run-all-cells') };
  });
  turn = ours.catch(() => {});
  return ours;
}
async function run(path) {
  const panel = await commands.execute('docmanager:open', { path });
  await panel.context.ready;
  while (!panel.sessionContext.session?.kernel) await moment();
  await panel.sessionContext.session.kernel.info;
  const cells = [...panel.content.model.cells];
  const parameters = cells.find(cell => (cell.metadata.tags ?? []).includes('parameters'));
  const declared = parameters.sharedModel.getSource();
  held[path] = {};
  for (const lang of languages) {
    parameters.sharedModel.setSource(declared.replace('lang: str = "en"', `lang: str = "${lang}"`));
    await (await start(panel)).finished;
    held[path][lang] = panel.content.model.toJSON();
  }
  await panel.context.save();
  if (paths.length > 1) await panel.sessionContext.shutdown();
}
const left = [...paths];
async function lane() { while (left.length) await run(left.shift()); }
Promise.all([lane(), lane()])
  .then(() => { window.ran = held; }, error => { window.ran = { error: String(error) }; });
"""


SETUP = """import xiaoyi_data as xd, pandas as pd, seaborn as sns, matplotlib.pyplot as plt
from xiaoyi_data import charts, style
rows = pd.DataFrame({"label": ["a", "b"], "value": [1.0, 2.0]})"""
HOUSE = "with style.house():\n    sns.barplot(rows, x='value', y='label')"
EXHIBIT = "xd.story('en').show('bars', rows, name='own', title=('A', '甲'), subtitle=('b', '乙'))"
FIGURES = {
    "house_first": [HOUSE, "plt.plot([1, 2])", "charts.dots(rows);", "rows.plot()"],
    "plain_first": ["rows.plot()", HOUSE, "sns.barplot(rows, x='value', y='label')", "plt.gcf();"],
    "inline_house_first": ["%matplotlib inline", HOUSE, "plt.plot([1, 2])", EXHIBIT, "rows.plot()"],
    "inline_plain_first": ["%matplotlib inline", "plt.plot([1, 2])", EXHIBIT, HOUSE, "rows.plot()"],
    "exhibit_first": [EXHIBIT, "rows.plot()", HOUSE, EXHIBIT, "plt.plot([1, 2])"],
    "inline_last": [HOUSE, "%matplotlib inline", "plt.plot([1, 2])", HOUSE],
}


def write_figures(folder):
    """Write an analyst's notebooks, of figures in the house look and without; return names."""
    for name, cells in FIGURES.items():
        first = nbformat.v4.new_code_cell('lang: str = "en"\n' + SETUP)
        first.metadata["tags"] = ["parameters"]
        book = nbformat.v4.new_notebook(
            cells=[first, *map(nbformat.v4.new_code_cell, cells)],
            metadata={"kernelspec": {"name": "python3", "display_name": "p", "language": "python"}},
        )
        nbformat.write(book, folder / f"{name}.ipynb")
    return [f"{name}.ipynb" for name in FIGURES]


@contextmanager
def lab(folder, language):
    """Start `make lab` on a copy of the notebooks, with a home of its own; yield its address."""
    notebooks, home = folder / "notebooks", folder / "home"
    shutil.copytree(NOTEBOOKS, notebooks, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    home.mkdir()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    flags = f"--no-browser --port={port} --IdentityProvider.token= --expose-app-in-browser"
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags += " --allow-root"
    settings = {"VENV": sys.prefix, "NOTEBOOKS": notebooks}
    command = [tool("make"), "-o", f"{sys.prefix}/ready", "lab", f"FLAGS={flags}"]
    ours = {k: v for k, v in os.environ.items() if not k.startswith(("JUPYTER", "LC_", "MAKE"))}
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            [*command, *(f"{name}={value}" for name, value in settings.items())],
            cwd=ROOT,
            env=ours | {"HOME": str(home), "LANG": language},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        until = time.monotonic() + 120  # a busy machine
        while time.monotonic() < until and server.poll() is None:
            with socket.socket() as knock:
                if not knock.connect_ex(("127.0.0.1", port)):
                    break
            time.sleep(0.1)
        else:
            pytest.fail((folder / "log").read_text())
        yield f"http://127.0.0.1:{port}/"
        assert [path.name for path in home.rglob("*")] == []  # nothing outside the project
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)


def wait(driver, script, seconds=90.0):
    """Return what a script gives once it gives something."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := driver.execute_script(f"return {script}"):
            return found
        time.sleep(0.1)
    raise AssertionError(f"not within {seconds:g} s: {script}")


def started(driver, address, seconds=90.0):
    driver.get(address)
    page = "document.querySelector('.jp-NotebookPanel .jp-Cell')"
    wait(driver, f"window.jupyterapp && {page}", seconds)
    driver.execute_async_script("window.jupyterapp.restored.then(arguments[0])")


def run_all(driver, names, languages):
    """Run notebooks in every language; ask now and then, since no single call may take long."""
    driver.execute_script(RUN, names, list(languages))
    return json.loads(wait(driver, "window.ran && JSON.stringify(window.ran)", 280))


@pytest.fixture
def tab(driver):
    """The browser, which leaves JupyterLab with the test."""
    yield driver
    driver.get("about:blank")


@pytest.mark.slow  # two minutes
def test_every_notebook_runs_in_jupyterlab_in_both_languages(tab, tmp_path):
    with lab(tmp_path, "en_GB.UTF-8") as address:
        started(tab, address)
        names = [f"{name}.ipynb" for name in NAMES]
        names += (own := write_figures(tmp_path / "notebooks"))
        held = run_all(tab, names, LANGUAGES)
        assert held.keys() == set(names), held
    for name in own:
        for notebook in held.pop(name).values():
            for cell in notebook["cells"][1:]:
                drawn = "plt.gcf" not in (said := "".join(cell["source"])) and said[0] != "%"
                pictures = ["image/png" in o.get("data", {}) for o in cell["outputs"]]
                assert pictures.count(True) == drawn, (name, said, cell["outputs"])
    for name, made in held.items():
        assert made.keys() == set(LANGUAGES), name
        for lang, notebook in made.items():
            code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
            assert all(cell["execution_count"] for cell in code), name
            outputs = [output for cell in code for output in cell["outputs"]]
            assert [o for o in outputs if o["output_type"] == "error"] == [], name
            shown = [output.get("data", {}).get(payload.MIME) for output in outputs]
            assert {exhibit["lang"] for exhibit in shown if exhibit} == {lang}, name


@pytest.mark.slow  # twenty seconds
def test_the_start_page_explores_in_chinese_and_asks_no_other_host(tab, tmp_path):
    from selenium.webdriver.common.by import By
    from selenium.webdriver.support.ui import Select

    with lab(tmp_path, "zh_CN.UTF-8") as address:
        started(tab, address)
        assert tab.current_url.rstrip("?").endswith("/lab/tree/explore.ipynb")
        wait(tab, "document.querySelector('#jp-MainMenu')?.innerText.includes('文件')")
        wait(tab, "document.querySelector('#table-of-contents')?.offsetWidth > 100")
        result = run_all(tab, ["explore.ipynb"], ["zh"])
        assert "error" not in result, result
        page = "document.querySelector('.jp-Notebook')"
        wait(tab, f"{page}.querySelectorAll('.widget-dropdown select').length === 4")
        rows = load_figures(theme="environment")
        theme = tab.find_elements(By.CSS_SELECTOR, ".widget-dropdown select")[0]
        Select(theme).select_by_visible_text(
            codebook.labels("indicators", "theme", "zh")["environment"]
        )
        wait(tab, f"{page}.innerText.includes('中的{len(rows)}项：')")
        wait(tab, f"{page}.querySelectorAll('table.dataTable tbody tr').length >= 10")
        picker = tab.find_elements(By.CSS_SELECTOR, ".widget-dropdown select")[3]
        chosen = rows[rows["figure"] == "forest-cover-2020"].iloc[0]
        Select(picker).select_by_index(1 + rows["figure"].tolist().index(chosen["figure"]))
        wait(tab, f"{page}.querySelector('.known').innerText.includes('{chosen['quote']}')")
        held = "JSON.stringify(window.jupyterapp.shell.currentWidget.content.model.toJSON())"
        wait(tab, f"{held}.includes('森林覆盖率：{chosen['printed']}，在')")
        asked = tab.execute_script(
            "return performance.getEntriesByType('resource').map(entry => entry.name)"
        )
        beyond = [url for url in asked if not url.startswith((address, "data:", "blob:"))]
        assert beyond == []
        assert not tab.find_elements(By.CSS_SELECTOR, ".Toastify__toast")
        if folder := os.environ.get("XIAOYI_SHOTS"):
            tab.save_screenshot(f"{folder}/lab.zh.png")
