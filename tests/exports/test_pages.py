"""Pages in a real browser without a network: whole, accessible, sorted, searched, printed."""

from importlib import resources

import pytest
from collected import NAMES
from conftest import LANGUAGES
from selenium.webdriver.common.by import By

from xiaoyi_data.exports import files, pages

pytestmark = pytest.mark.slow  # two minutes; test_files shows a page in the browser, too
AXE = """axe.run(arguments[0]).then(found => arguments[1](found.violations),
                                   no => arguments[1](String(no)))"""
# Faults alone, by their elements: what is right is neither listed nor said where to find.
FAULTS = {"resultTypes": ["violations"], "selectors": False}
# What a scheme of colours may change; all else holds in both.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}


@pytest.fixture(scope="module")
def folder(executed, once):
    """The pages of all notebooks in both languages, their pictures, the galleries, the index."""
    return once("pages", lambda out: write(executed, out))


def write(executed, out):
    made = []
    for run, notebook in executed.items():
        place = out / run
        place.mkdir()
        (place / notebook.name).write_bytes(notebook.read_bytes())
        pages.page(notebook, place / f"{run}.html")
        pages.card(notebook, place)
        files.pictures(notebook, place)
        made.append(place / notebook.name)
    links = {}
    for lang in LANGUAGES:
        own = [notebook for notebook in made if notebook.stem.endswith(lang)]
        links[lang] = {"gallery": pages.gallery(own, out / f"gallery.{lang}.html")}
    pairs = [(notebook, notebook.with_suffix(".html")) for notebook in sorted(made)]
    front = pages.index(pairs, links, out / "index.html")
    pages.join(pairs, front)
    pages.twins({lang: links[lang]["gallery"] for lang in LANGUAGES}, front)
    pages.embed([notebook for notebook in made if notebook.stem.startswith("03")], out / "embedded")


PAGES = [f"{name}.{lang}/{name}.{lang}.html" for name in NAMES for lang in LANGUAGES]
PAGES += ["index.html"]
PAGES += ["embedded/rates.html", "embedded/rates.zh.html"]
EVERY = [*PAGES, *(f"gallery.{lang}.html" for lang in LANGUAGES)]
OPEN = "document.querySelectorAll('details').forEach(part => (part.open = true))"


def scheme(driver, name, media=""):
    features = [{"name": "prefers-color-scheme", "value": name}]
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": media, "features": features})


def faults(driver, rules):
    """Return the faults that axe finds in a page whose parts are all open, each with an element."""
    axe = resources.files("axe_core_python") / "axe.min.js"
    driver.execute_script(axe.read_text(encoding="utf-8"))
    driver.execute_script(OPEN)
    found = driver.execute_async_script(AXE, FAULTS | rules)
    return {fault["id"]: fault["nodes"][0]["html"] for fault in found}


@pytest.mark.parametrize("page", EVERY)
def test_a_page_is_whole_without_a_network_and_has_no_fault_of_access(folder, driver, page):
    driver.get_log("browser")  # of pages before
    scheme(driver, "light")
    driver.get((folder / page).as_uri())
    asked = driver.execute_script(
        "return performance.getEntriesByType('resource').map(entry => entry.name)"
    )
    assert [url for url in asked if not url.startswith(("data:", "file:"))] == []
    broken = (
        "return [...document.images].filter(i => i.loading !== 'lazy' && !i.naturalWidth).length"
    )
    assert driver.execute_script(broken) == 0
    assert driver.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    assert faults(driver, {}) == {}
    assert driver.get_log("browser") == []


@pytest.mark.parametrize("page", EVERY)
def test_in_the_dark_colours_stand_out_as_well(folder, driver, page):
    scheme(driver, "dark")
    try:
        driver.get((folder / page).as_uri())
        assert faults(driver, COLOURS) == {}
    finally:
        scheme(driver, "light")


def rows(driver, table):
    script = "return [...arguments[0].tBodies[0].rows].filter(r => !r.hidden).map(r => r.innerText)"
    return driver.execute_script(script, table)


def test_tables_sort_by_number_and_by_word_and_are_searched(folder, driver):
    driver.get((folder / "06_targets_and_outcomes.en/06_targets_and_outcomes.en.html").as_uri())
    for part in driver.find_elements(By.CSS_SELECTOR, "details.data"):
        part.find_element(By.TAG_NAME, "summary").click()
    table = driver.find_element(By.CSS_SELECTOR, "#ratios table")
    heads = {b.text: b for b in table.find_elements(By.CSS_SELECTOR, "th button")}
    before = rows(driver, table)
    heads["Value"].click()
    values = [float(row.split("\t")[1]) for row in rows(driver, table)]
    assert values == sorted(values)
    heads["Value"].click()
    values = [float(row.split("\t")[1]) for row in rows(driver, table)]
    assert values == sorted(values, reverse=True)
    heads["What"].click()
    assert rows(driver, table) == sorted(before, key=str.lower)
    field = driver.find_element(By.CSS_SELECTOR, "#ratios input[type=search]")
    field.send_keys("toilets")
    assert [row.split("\t")[0] for row in rows(driver, table)] == [
        "Rural household toilets converted"
    ]


def test_code_is_folded_and_opens_by_a_switch(folder, driver):
    driver.get((folder / "03_environment.zh/03_environment.zh.html").as_uri())
    shown = "return [...document.querySelectorAll('details.code')].filter(d => d.open).length"
    assert driver.execute_script(shown) == 0
    switch = driver.find_element(By.ID, "all")
    switch.click()
    assert switch.get_attribute("aria-pressed") == "true"
    assert driver.execute_script(shown) > 3
    switch.click()
    assert driver.execute_script(shown) == 0


def test_print_leaves_out_what_paper_cannot_do(folder, driver):
    driver.get((folder / "03_environment.en/03_environment.en.html").as_uri())
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    hidden = "header, details, figcaption, input.find"
    script = f"return [...document.querySelectorAll('{hidden}')].every(e => !e.offsetHeight)"
    assert driver.execute_script(script)
    high = "return document.querySelector('figure svg').getBoundingClientRect().height"
    assert driver.execute_script(high) > 100
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
