"""Sites and exhibits to embed, from the command: addresses, sitemap, what is refused."""

import re
from urllib.parse import unquote
from xml.etree import ElementTree

import pytest
from conftest import LANGUAGES

from xiaoyi_data.cli.main import main
from xiaoyi_data.exports import pages
from xiaoyi_data.exports.pages import site

BASE = "https://example.org/xiaoyi/"


@pytest.fixture(scope="module")
def whole(executed, tmp_path_factory):
    """A site of two notebooks in both languages, at an address."""
    out = tmp_path_factory.mktemp("whole")
    chosen = [str(executed[f"{name}.{lang}"]) for name in ("03_environment", "explore")
              for lang in LANGUAGES]  # fmt: skip
    assert main(["pages", *chosen, "-o", str(out), "--base-url", BASE.rstrip("/")]) == 0
    return out


def names(out):
    return {path.name for path in out.glob("*.html")}


def test_a_site_names_its_addresses_and_its_pictures(whole):
    for path in whole.glob("0*.html"):
        text = path.read_text(encoding="utf-8")
        assert f'<link rel="canonical" href="{BASE}{path.name}">' in text
        (picture,) = re.findall(r'property="og:image" content="([^"]+)"', text)
        assert (whole / unquote(picture.removeprefix(BASE))).is_file()
        assert re.search(r'<meta name="description" content="[^"]{20,}">', text)
        found = re.findall(r'hreflang="([^"]+)" href="([^"]+)"', text)
        assert {tag for tag, _ in found} == {"en", "zh-CN"}
        assert {unquote(href.removeprefix(BASE)) for _, href in found} <= names(whole)


def test_a_sitemap_names_every_page_and_the_index(whole):
    tree = ElementTree.parse(whole / "sitemap.xml")
    found = {unquote(part.text) for part in tree.iter() if part.tag.endswith("loc")}
    assert found == {f"{BASE}{name}" for name in names(whole)}


def test_without_an_address_a_site_can_be_moved(executed, tmp_path):
    chosen = [executed[f"03_environment.{lang}"] for lang in LANGUAGES]
    pages.whole(chosen, tmp_path)
    for path in tmp_path.glob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert "og:url" not in text
        assert not re.search(r'<link rel="(?:canonical|alternate)"[^>]+href="\w+:', text)
    assert not (tmp_path / "sitemap.xml").exists()


def test_pages_that_are_joined_again_stay_as_they_are(executed, tmp_path):
    notebook = executed["03_environment.en"]
    front = pages.whole([notebook], tmp_path)
    pairs = [(notebook, tmp_path / "03_environment.en.html")]
    assert pages.join(pairs, front) == []
    assert pages.join(pairs, front, BASE) == [tmp_path / "03_environment.en.html"]
    assert pages.join(pairs, front, BASE) == []


@pytest.mark.parametrize(
    "base", ["example.org", "ftp://example.org", "https://", "https://e.org/?a", 'https://e.org/"x']
)
def test_what_is_no_address_is_refused_before_anything_is_written(capsys, executed, tmp_path, base):
    out = tmp_path / "out"
    assert (
        main(["pages", str(executed["03_environment.en"]), "-o", str(out), "--base-url", base]) == 2
    )
    assert repr(base) in capsys.readouterr().err
    assert not out.exists()
    assert main(["run", "--out", str(out), "--base-url", base]) == 2
    assert not out.exists()


def test_an_exhibit_to_embed_is_one_small_file_and_a_snippet(capsys, executed, tmp_path):
    chosen = [str(executed[f"03_environment.{lang}"]) for lang in LANGUAGES]
    assert main(["pages", *chosen, "--embed", "--only", "rates", "-o", str(tmp_path)]) == 0
    told = dict(line.split("\t") for line in capsys.readouterr().out.splitlines())
    assert set(told) == {str(tmp_path / name) for name in ("rates.html", "rates.zh.html")}
    for path, snippet in told.items():
        assert snippet.startswith("<iframe ")
        text = (tmp_path / path).read_text(encoding="utf-8")
        assert len(text) < 200_000
        assert "blob:" not in text
        assert not re.search(r'(?:src|href)="(?!#|data:)', text)


def test_exhibits_of_one_name_do_not_overwrite_each_other(executed, tmp_path):
    notebook = executed["03_environment.en"]
    copy = tmp_path / "copy.en.ipynb"
    copy.write_bytes(notebook.read_bytes())
    made = pages.embed([notebook, copy], tmp_path / "out", ["rates"])
    assert {path.name for path in made} == {"03_environment.en-rates.html", "copy.en-rates.html"}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--embed", "--only", "ratez"], "did you mean 'rates'?"),
        (["--only", "rates"], "--embed"),
        (["--embed", "--base-url", BASE], "--base-url"),
    ],
)
def test_what_does_not_go_together_is_told(capsys, executed, tmp_path, options, told):
    command = ["pages", str(executed["03_environment.en"]), "-o", str(tmp_path / "out"), *options]
    assert main(command) == 2
    assert told in capsys.readouterr().err


def test_a_part_of_a_page_that_is_not_there_leaves_it_as_it_is():
    assert site.filled("<p>of another</p>", "nav", "x") == "<p>of another</p>"
