"""What a reader finds on the pages and takes along: search, CSV, pictures."""

import csv
import io
import json
import re
from urllib.parse import unquote

import pytest
from conftest import LANGUAGES, exhibits_of
from selenium.webdriver.common.by import By
from test_pages import NAMES, PAGES, folder, scheme  # noqa: F401
from test_site import (
    TARGETS,
    of,
    see,  # noqa: F401
)

pytestmark = pytest.mark.slow  # with the pages of test_pages


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("污水收集率", "#figure-sewage-collection-rate-2020"),
        ("收集率污水", "#figure-sewage-collection-rate-2020"),  # the characters, in another order
        ("sewage collection", "#figure-sewage-collection-rate-2020"),
        ("SEWAGE-COL", "#figure-sewage-collection-rate-2020"),
        ("95%以上", "#figure-sewage-collection-rate-2020"),
        ("how far outcome target", of(TARGETS)),
    ],
)
def test_a_search_finds_pages_and_figures_in_both_languages(see, folder, asked, place):  # noqa: F811
    driver = see("index.html")
    driver.find_element(By.ID, "query").send_keys(asked)
    hits = [a.get_attribute("href") for a in driver.find_elements(By.CSS_SELECTOR, "#hits a")]
    assert any(unquote(hit).endswith(place) for hit in hits)


def test_what_is_not_there_is_not_found(see):  # noqa: F811
    driver = see("index.html", "#find=zebra")
    assert driver.find_element(By.ID, "count").text == "0 found"
    assert driver.find_elements(By.CSS_SELECTOR, "#hits a") == []


def test_all_that_a_search_may_find_is_there(folder):  # noqa: F811
    text = (folder / "index.html").read_text(encoding="utf-8")
    entries = json.loads(re.search(r'id="entries">(.*?)</script>', text, re.DOTALL)[1])
    assert len(entries) > 200
    for entry in entries:
        page, _, part = unquote(entry["h"]).partition("#")
        assert not part or f'id="{part}"' in _read(folder / page)


def _read(path, known={}):  # noqa: B006  one reading for all entries
    return known.setdefault(path, path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_csv_of_an_exhibit_holds_all_that_was_drawn(see, executed, lang):  # noqa: F811
    driver = see(of(TARGETS, lang))
    for payload in exhibits_of(executed[f"{TARGETS}.{lang}"]):
        text = driver.execute_script("return rows(document.getElementById(arguments[0]))",
                                     payload["name"])  # fmt: skip
        made = list(csv.DictReader(io.StringIO(text)))
        assert len(made) == len(payload["data"])
        for row, drawn in zip(made, payload["data"], strict=True):
            assert row.keys() == drawn.keys()
            for name, value in drawn.items():
                if isinstance(value, float):
                    assert float(row[name]) == pytest.approx(value, rel=1e-14)
                else:
                    assert row[name] == ("" if value is None else str(value))


def test_a_picture_is_saved_from_the_drawing_with_its_font(see):  # noqa: F811
    driver = see(of(TARGETS, "zh"))
    load = """const done = arguments[0], made = drawn(document.getElementById('asked'));
        const picture = new Image();
        picture.onload = () => done([picture.naturalWidth, made.address]);
        picture.onerror = () => done('no picture');
        picture.src = made.address;"""
    wide, address = driver.execute_async_script(load)
    assert wide == 960
    assert "font-face" in address
