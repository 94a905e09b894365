"""Any terminal shows every line: of signs that its code page lacks, those that it has."""

import os
import pty
import subprocess
import sys
from itertools import product
from types import SimpleNamespace

import pytest
from conftest import LANGUAGES
from hypothesis import given
from hypothesis import strategies as st

from xiaoyi_data import load_figures, load_targets
from xiaoyi_data.cli import signs, terminal
from xiaoyi_data.explore import facts, lookup

PAGES = ["gbk", "gb18030", "cp1252", "cp437", "cp932", "ascii", "latin-1"]


@pytest.mark.parametrize("page", PAGES)
@given(text=st.text(max_size=12))
def test_every_text_can_be_written_and_what_a_page_has_stays(page, text):
    shown = signs.shown(text, page)
    assert shown.encode(page).decode(page) == shown
    kept = "".join(sign for sign in text if signs.shown(sign, page) == sign)
    assert signs.shown(kept, page) == kept


@pytest.mark.parametrize(
    ("page", "text", "shown"),
    [
        ("gbk", "−2.5，≥ 8%，23 m²，森林…", "-2.5，≥ 8%，23 m2，森林…"),
        ("cp1252", "−2.5, ≥ 8%, “x” × 2 – 3…", "-2.5, >= 8%, “x” × 2 – 3…"),
        ("ascii", "−2.5, ≥ 8%, “x” × 2 – 3… é", '-2.5, >= 8%, "x" x 2 - 3... e'),
        ("ascii", "（８５％）", "(85%)"),
        ("ascii", "森林 cover", "?? cover"),
    ],
)
def test_a_sign_a_page_lacks_is_by_the_nearest_it_has(page, text, shown):
    assert signs.shown(text, page) == shown


@pytest.mark.parametrize("page", ["ascii", "cp1252", "gbk"])
def test_no_number_or_bound_in_english_becomes_a_question_mark(page):
    texts = {*load_figures()["text"], *load_targets()["text"], *load_targets()["reason"]}
    assert len(texts) > 100
    assert not [text for text in texts if "?" in signs.shown(text, page) and "?" not in text]


@pytest.mark.parametrize("page", ["gbk", "ascii"])
def test_tables_and_cards_stand_straight_in_every_page(page, monkeypatch):
    frames = {
        lang: lookup.figure_listing(lookup.select(theme="industry", lang=lang), lang)
        for lang in LANGUAGES
    }
    known = {lang: facts.about("gdp", lang) for lang in LANGUAGES}
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(encoding=page))
    for lang, columns in product(LANGUAGES, (40, 80)):
        for text in (terminal.grid(frames[lang], columns), terminal.cards(known[lang], columns)):
            assert text.encode(page).decode(page) == text
            assert columns < 80 or max(map(terminal.width, text.splitlines())) <= columns
    monkeypatch.undo()


LINE = [sys.executable, "-m", "xiaoyi_data", "find", "forest", "--lang", "zh"]


@pytest.mark.parametrize(
    ("asked", "encoding"),
    [("", "utf-8"), ("gbk", "gbk"), ("ascii:strict", "ascii"), (":strict", "utf-8")],
)  # fmt: skip
def test_a_pipe_gets_utf_8_or_what_is_asked_for_in_any_locale(asked, encoding):
    ours = {k: v for k, v in os.environ.items() if k not in ("COLUMNS", "PYTHONIOENCODING")}
    ours |= {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}
    ours |= {"PYTHONIOENCODING": asked} if asked else {}
    done = subprocess.run(LINE, env=ours, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")
    said = done.stdout.decode(encoding)
    assert ("森林" in said) == (encoding != "ascii")
    assert "33.3%" in said


@pytest.mark.parametrize(("page", "kind"), [("gbk", "dumb"), ("ascii", "xterm-256color")])
def test_a_terminal_gets_plain_lines_in_its_page_and_no_escapes(page, kind):
    """A narrow, colourless one; PYTHONIOENCODING is how a system says which page it has."""
    ours = os.environ | {"PYTHONIOENCODING": page, "TERM": kind, "NO_COLOR": "1", "COLUMNS": "30"}
    parent, child = pty.openpty()
    with subprocess.Popen(LINE, env=ours, stdout=child, stderr=child) as process:
        os.close(child)
        said = b""
        while True:
            try:
                said += os.read(parent, 1 << 16)
            except OSError:  # the other end is closed
                break
    os.close(parent)
    assert process.returncode == 0
    assert b"\x1b" not in said
    assert b"33.3%" in said or b"forest-cover-2020" in said
    assert said.decode(page)
