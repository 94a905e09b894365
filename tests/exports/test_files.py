"""Pages and pictures of executed notebooks."""

import re
import subprocess

import pytest
from collected import NAMES
from conftest import LANGUAGES, exhibits_of, tool
from PIL import Image

from xiaoyi_data.canvas import style
from xiaoyi_data.cli.main import main
from xiaoyi_data.exports import files, pages

RUNS = [f"{name}.{lang}" for name in NAMES for lang in LANGUAGES]


@pytest.mark.parametrize("run", RUNS)
def test_a_page_asks_no_host_for_anything(executed, tmp_path, run):
    pages.page(executed[run], tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    loads = re.findall(r'(?:src|href)="([^"]*)"', text)
    assert all(link.startswith(("data:", "#", "../index.html")) for link in loads)
    assert "@import" not in text
    assert not re.search(r"url\((?!data:|#)", text)


@pytest.mark.parametrize("run", RUNS)
def test_a_page_says_its_language_headings_and_pictures_in_words(executed, tmp_path, run):
    pages.page(executed[run], tmp_path / "page.html")
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert f'<html lang="{"zh-CN" if run.endswith("zh") else "en"}">' in text
    assert len(re.findall(r"<h1", text)) == 1
    alts = re.findall(r"<svg [^>]*role=\"group\" aria-label=\"([^\"]+)\"", text)
    assert len(set(alts)) == len(exhibits_of(executed[run]))  # some are drawn twice
    other = "## Limits" if run.endswith("zh") else "局限"
    assert other not in text


@pytest.mark.parametrize("run", RUNS[:2])
def test_a_page_shows_in_a_browser_without_a_network(executed, tmp_path, run):
    chromium = tool("chromium")
    page = tmp_path / "page.html"
    pages.page(executed[run], page)
    shot = tmp_path / "page.png"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
    flags += ["--disable-background-networking", "--disable-component-update"]
    flags += ["--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={tmp_path / 'profile'}"]
    flags += [f"--screenshot={shot}", "--window-size=1000,2000", "--virtual-time-budget=3000"]
    subprocess.run([chromium, *flags, page.as_uri()], check=True, capture_output=True, timeout=90)
    colours = Image.open(shot).convert("RGB").getcolors(2**24)
    accent = tuple(int(style.ACCENT[i : i + 2], 16) for i in (1, 3, 5))
    assert accent in {colour for _, colour in colours}


@pytest.mark.parametrize("run", RUNS)
def test_every_exhibit_is_a_png_and_an_svg(executed, tmp_path, run):
    made = files.pictures(executed[run], tmp_path)
    assert len(made) == 2 * len(exhibits_of(executed[run]))
    for path in made:
        assert path.read_bytes().startswith(b"\x89PNG" if path.suffix == ".png" else b"<?xml")


def test_pictures_are_named_by_notebook_and_exhibit_and_come_at_two_sizes(executed, tmp_path):
    run = "03_environment.zh"
    assert main(["pictures", str(executed[run]), "-o", str(tmp_path)]) == 0
    stems = [f"{run}-{n:02}-{p['name']}" for n, p in enumerate(exhibits_of(executed[run]), 1)]
    made = {path.name for path in tmp_path.iterdir()}
    assert made == {stem + end for stem in stems for end in (".png", ".svg", ".pdf", "@2x.png")}
    sizes = {Image.open(path).size for path in tmp_path.glob("*@2x.png")}
    assert sizes == {(3840, 2160)}


def test_pictures_of_two_notebooks_of_one_name_do_not_overwrite_each_other(executed, tmp_path):
    notebook = executed[RUNS[0]]
    copy = tmp_path / "other" / notebook.name
    copy.parent.mkdir()
    copy.write_bytes(notebook.read_bytes())
    assert main(["pictures", str(notebook), str(copy), "-o", str(tmp_path / "out")]) == 2
    assert not (tmp_path / "out").exists()


def test_a_table_of_a_page_has_one_row_of_headings_each_with_its_scope(executed, tmp_path):
    pages.page(executed["03_environment.en"], tmp_path / "p.html")
    text = (tmp_path / "p.html").read_text("utf-8")
    heads = re.findall(r"<thead>.*?</thead>", text, flags=re.S)
    assert all(head.count("<tr") == 1 for head in heads)
    assert any("figure</th>" in head and "quote</th>" in head for head in heads)
    assert "<th>" not in text
