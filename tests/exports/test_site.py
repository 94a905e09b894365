"""A reader goes through the pages: by marks, links, languages and search, also on a phone."""

import re
from urllib.parse import unquote

import pytest
from conftest import LANGUAGES, exhibits_of
from lxml import html
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from test_pages import EVERY, NAMES, PAGES, folder, scheme  # noqa: F401

pytestmark = pytest.mark.slow  # with the pages of test_pages
TARGETS = "06_targets_and_outcomes"
SIZES_SEEN = """const size = text => parseFloat(getComputedStyle(text).fontSize);
    const shown = [...document.querySelectorAll('main p, main td, main li, main summary, .self')]
        .filter(part => part.offsetHeight).map(size);
    const drawn = [...document.querySelectorAll('.paper svg')].filter(svg => svg.clientHeight)
        .flatMap(svg => [...svg.querySelectorAll('text')].map(text =>
            size(text) * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width));
    return [...shown, ...drawn]"""
CHINESE = """const walk = document.createTreeWalker(document.querySelector('main'), 4), found = [];
    while (walk.nextNode()) {
        const text = walk.currentNode.data, part = walk.currentNode.parentElement;
        if (/[\\u4e00-\\u9fff]/.test(text) && part.closest('[lang]').lang === 'en'
            && !part.closest('svg, pre, code, script, style, [hidden]')) found.push(text);
    }
    return found"""
NOTEBOOK_PAGES = [page for page in PAGES if page.count("/") == 1 and "embedded" not in page]


def screen(wide):
    """A screen as Chromium is told of it: narrow ones are of phones."""
    return {"width": wide, "height": 900, "deviceScaleFactor": 1, "mobile": wide < 700}


@pytest.fixture
def see(folder, driver):  # noqa: F811
    """Open a page of the site, at a part and a width."""

    def open_(page, part="", wide=0):
        if wide:
            driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen(wide))
        driver.get("about:blank")  # a new part alone would not load a page anew
        driver.get((folder / page).as_uri() + part)
        return driver

    yield open_
    driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})


def of(name, lang="en"):
    return f"{name}.{lang}/{name}.{lang}.html"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_light(folder, page):  # noqa: F811
    assert (folder / page).stat().st_size <= (300_000 if page == "index.html" else 800_000)


@pytest.mark.parametrize("page", [page for page in EVERY if "en" not in page.split(".")])
def test_after_chinese_a_colon_is_a_chinese_one(folder, page):  # noqa: F811
    tree = html.fromstring((folder / page).read_text(encoding="utf-8"))
    for part in tree.xpath("//pre | //code | //script | //style | //svg"):
        part.drop_tree()
    # A note in English on a Chinese word is English.
    assert re.findall(r"[\u4e00-\u9fff”）]: (?![A-Za-z])", tree.text_content()) == []


@pytest.mark.parametrize("wide", [360, 768, 1400])
@pytest.mark.parametrize("page", [of(TARGETS), of(TARGETS, "zh"), "index.html", "gallery.zh.html"])
def test_nothing_is_wider_than_the_screen(see, page, wide):
    driver = see(page, wide=wide)
    assert driver.execute_script("return document.documentElement.scrollWidth") <= wide


@pytest.mark.parametrize("lang", LANGUAGES)
def test_on_a_phone_drawings_are_narrow_and_read_and_tables_are_cards(see, lang):
    driver = see(of(TARGETS, lang), wide=360)
    found = driver.execute_script(SIZES_SEEN)
    assert len(found) > 100
    assert min(found) >= 11
    table = "#goals-2025 details.data td"
    assert driver.find_element(By.CSS_SELECTOR, table).size["width"] > 250
    assert not driver.find_element(By.CSS_SELECTOR, "#goals-2025 .paper").is_displayed()
    drawing = driver.find_element(By.CSS_SELECTOR, "#asked .narrow svg")
    assert drawing.size["width"] >= 345
    assert not driver.find_element(By.CSS_SELECTOR, "#asked .wide").is_displayed()
    paper = driver.find_element(By.CSS_SELECTOR, "#asked .paper")
    driver.execute_script("arguments[0].click()", paper)  # a tap enlarges
    assert drawing.size["width"] >= 600
    assert driver.execute_script("return document.documentElement.scrollWidth") <= 360


@pytest.mark.parametrize(("wide", "shown"), [(360, "narrow"), (768, "wide"), (1400, "wide")])
def test_one_drawing_of_an_exhibit_is_shown(see, wide, shown):
    driver = see(of(TARGETS), wide=wide)
    for name in ("narrow", "wide"):
        found = driver.find_element(By.CSS_SELECTOR, f"#asked .{name}")
        assert found.is_displayed() == (name == shown)


def test_on_paper_drawings_are_wide_and_whole(see, driver):
    see(of(TARGETS), wide=690)  # about what A4 leaves between its margins
    driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    try:
        assert driver.find_element(By.CSS_SELECTOR, "#asked .wide").is_displayed()
        assert not driver.find_element(By.CSS_SELECTOR, "#asked .narrow").is_displayed()
        kept = "return getComputedStyle(document.querySelector('#asked')).breakInside"
        assert driver.execute_script(kept) == "avoid"
    finally:
        driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})


@pytest.mark.parametrize(
    ("what", "begins"), [("cite", "5 of 6"), ("bibtex", "% 5 of 6")], ids=["text", "BibTeX"]
)
def test_an_exhibit_is_copied_to_be_cited(see, what, begins):
    driver = see(of(TARGETS))
    driver.execute_script(
        "HTMLTextAreaElement.prototype.select = function () { last = this.value }"
    )
    driver.find_element(By.CSS_SELECTOR, f"#asked [data-do={what}]").click()
    said = driver.execute_script("return last")
    assert said.startswith(begins)
    assert "#asked" in said
    assert ("@techreport{" if what == "bibtex" else "Government work report") in said


def test_galleries_lead_to_each_other(see):
    driver = see("gallery.en.html")
    for lang, tag in (("zh", "zh-CN"), ("en", "en")):
        driver.find_element(By.CSS_SELECTOR, f"nav a[hreflang='{tag}']").click()
        assert driver.current_url.endswith(f"gallery.{lang}.html")


@pytest.mark.parametrize("page", NOTEBOOK_PAGES)
def test_parts_have_names_of_their_own_links_lead_to_them_and_chinese_in_english_says_so(see, page):
    driver = see(page)
    if page.endswith(".en.html"):
        assert driver.execute_script(CHINESE) == []
    names = driver.execute_script("return [...document.querySelectorAll('[id]')].map(p => p.id)")
    assert len(names) == len(set(names))
    links = driver.execute_script(
        "return [...document.querySelectorAll('a[href^=\"#\"]')].map(a => a.getAttribute('href'))"
    )
    assert {unquote(link[1:]) for link in links} <= set(names)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_mark_that_has_a_value_is_reached_and_tells_it_with_the_quotes(see, executed, lang):
    driver = see(of(TARGETS, lang))
    for payload in exhibits_of(executed[f"{TARGETS}.{lang}"]):
        if payload["kind"] in ("table", "picture"):
            continue
        marks = driver.find_elements(
            By.CSS_SELECTOR, f"#{payload['name']} .wide a.mark[aria-label]"
        )
        valued = [row for row in payload["data"] if row["value"] is not None]
        assert len(marks) == len(valued)
        for mark, row in zip(marks, valued, strict=True):
            assert (row["text"] or "") in mark.get_attribute("aria-label")


def test_a_mark_tells_value_interval_and_quotes_on_focus_and_holds_them_on_enter(see):
    driver = see(of(TARGETS))
    tip = driver.find_element(By.ID, "tip")
    mark = driver.find_element(By.CSS_SELECTOR, "#asked a.mark[data-figures~=gdp-growth-2020]")
    driver.execute_script("arguments[0].focus()", mark)
    said = tip.text
    for part in ("Gross domestic product: 1.8%", "1.75 to 1.85", "1.8%", "GDP", "1.2"):
        assert part in said
    assert tip.find_element(By.TAG_NAME, "q").get_attribute("lang") == "zh-CN"
    mark.send_keys(Keys.ENTER)
    assert driver.current_url.endswith("#figure-gdp-growth-2020")
    assert driver.switch_to.active_element.tag_name == "button"
    driver.switch_to.active_element.send_keys(Keys.ESCAPE)
    assert not tip.is_displayed()
    assert driver.switch_to.active_element == mark


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_link_to_a_figure_opens_its_quote_and_shows_its_mark(see, lang):
    driver = see(of(TARGETS, lang), "#figure-gdp-growth-2020")
    quote = driver.find_element(By.ID, "figure-gdp-growth-2020")
    assert quote.is_displayed()
    top = "return arguments[0].getBoundingClientRect().top"
    assert 0 < driver.execute_script(top, quote) < driver.execute_script("return innerHeight")
    aimed = driver.find_elements(By.CSS_SELECTOR, "a.mark.aimed")
    assert any("1.8%" in mark.get_attribute("aria-label") for mark in aimed)


def test_without_script_a_page_is_whole_and_marks_are_links_to_their_rows(see):
    see("index.html").execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": True})
    driver = see(of(TARGETS))
    try:
        root = driver.execute_cdp_cmd("DOM.getDocument", {})["root"]["nodeId"]

        def box(selector):
            asked = {"nodeId": root, "selector": selector}
            node = driver.execute_cdp_cmd("DOM.querySelector", asked)["nodeId"]
            return driver.execute_cdp_cmd("DOM.getBoxModel", {"nodeId": node})["model"]

        assert box("#asked svg")["height"] > 300
        asked = {"nodeId": root, "selector": "#asked a.mark"}
        node = driver.execute_cdp_cmd("DOM.querySelector", asked)["nodeId"]
        flat = driver.execute_cdp_cmd("DOM.getAttributes", {"nodeId": node})["attributes"]
        assert dict(zip(flat[::2], flat[1::2], strict=True))["href"] == "#asked-row-1"
    finally:
        driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": False})


def test_a_page_leads_to_itself_in_the_other_language_and_back(see):
    driver = see(of(TARGETS))
    for lang, tag in (("zh", "zh-CN"), ("en", "en")):
        link = driver.find_element(By.CSS_SELECTOR, f"nav a[hreflang='{tag}']")
        assert link.get_attribute("lang") == tag
        link.click()
        assert unquote(driver.current_url).endswith(of(TARGETS, lang))
        alternates = driver.find_elements(By.CSS_SELECTOR, "link[rel=alternate][hreflang]")
        assert {one.get_attribute("hreflang") for one in alternates} == {"zh-CN", "en"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_of_a_language_name_the_next_and_the_one_before(folder, lang):  # noqa: F811
    ways = [None, *(folder / of(name, lang) for name in NAMES), None]
    for before, page, after in zip(ways, ways[1:], ways[2:], strict=False):
        tree = html.parse(page)
        for rel, other in (("prev", before), ("next", after)):
            found = tree.xpath(f"//nav//a[@rel='{rel}']/@href")
            assert [(page.parent / unquote(one)).resolve() for one in found] == [
                path.resolve() for path in [other] if path
            ]


def test_a_reader_goes_through_all_pages_of_a_language_and_back(see):
    driver = see(of(NAMES[0]))
    assert not driver.find_elements(By.CSS_SELECTOR, "nav a[rel=prev]")
    for name in NAMES[1:]:
        before = driver.current_url
        driver.find_element(By.CSS_SELECTOR, "nav a[rel=next]").click()
        assert unquote(driver.current_url).endswith(of(name))
        back = driver.find_element(By.CSS_SELECTOR, "nav a[rel=prev]")
        assert back.get_attribute("href") == before
    assert not driver.find_elements(By.CSS_SELECTOR, "nav a[rel=next]")
    driver.find_element(By.CSS_SELECTOR, "nav a[rel=prev]").click()
    assert driver.current_url == before


SIZES = [
    ["11600元", "3万元以上"],
    ["CNY 900 million", "≥ CNY 12.88 billion"],
    ["700 MW", "1.2 GW"],
    ["−4.7 pp", "+5.5 pp"],
    ["近4万户", "超2.1亿元"],
    ["95%以上", "100%"],
    ["1,234", "10,000"],
    ["9%", "n/a"],
]


def test_tables_sort_by_the_value_of_what_is_said(see):
    driver = see(of(TARGETS))
    for pair in SIZES:
        small, large = driver.execute_script("return arguments[0].map(value)", pair)
        assert large is None or small < large, pair  # what is no number comes last


# The contrast of each text in a drawing with what it stands on, by WCAG.
CONTRAST = """
const light = colour => {
  const [r, g, b] = colour.match(/[\\d.]+/g).map(Number).map(c => (c /= 255) <= 0.04045
    ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const drawn = [...document.querySelectorAll('.paper svg text')];
return drawn.filter(text => text.getBoundingClientRect().width).map(text => {
  text.scrollIntoView({ block: 'center', behavior: 'instant' });
  const box = text.getBoundingClientRect();
  const under = document.elementsFromPoint(box.left + box.width / 2, box.top + box.height / 2)
    .find(part => /^(path|rect)$/.test(part.localName) && getComputedStyle(part).fill !== 'none'
      && parseFloat(getComputedStyle(part).opacity) > 0.5);
  const [one, other] = [text, under].map(part =>
    part ? light(getComputedStyle(part).fill) : 1).sort((a, b) => b - a);
  return [text.textContent, (one + 0.05) / (other + 0.05)];
}).filter(([, contrast]) => contrast < 4.5)
"""


@pytest.mark.parametrize("page", [of(name) for name in NAMES])
def test_every_text_of_a_drawing_stands_out_in_both_schemes(see, driver, page):
    see(page, wide=360)
    assert driver.execute_script(CONTRAST) == []
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen(1400))
    for name in ("light", "dark"):
        scheme(driver, name)
        assert driver.execute_script(CONTRAST) == []
    scheme(driver, "light")
