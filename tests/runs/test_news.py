"""The page of what changed: made with every run that changed something, and by no other."""

import re

import pytest
import weeks
from lxml import html

from xiaoyi_data.runs import record

# Kernels of all runs here are forked from one process.
pytestmark = pytest.mark.usefixtures("template")
OTHER = {"text": "It is <script>alert(1)</script> & 45.", "verdict": "met"}


def contents(out):
    """Every published file with its bytes."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*")
        if path.is_file() and path.name not in ("manifest.json", ".lock")
    }  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A first run, an unchanged one, one with changes, and two more that change nothing."""
    place = tmp_path_factory.mktemp("news")
    weeks.begin(place)
    made = []
    for said in ({}, {}, OTHER, OTHER):
        weeks.say(place, **said)
        assert weeks.run(place) == 0
        made.append(contents(place / "out"))
    assert weeks.run(place, "--force") == 0
    made.append(contents(place / "out"))
    return place / "out", made


def test_a_run_that_changes_nothing_leaves_every_byte(place):
    _, made = place
    assert made[0] == made[1]
    assert made[2] == made[3]


def test_the_first_run_has_nothing_to_compare_with(place):
    _, made = place
    assert "changes.html" not in made[0]
    assert b"changes.html" not in made[0]["index.html"]


def test_the_page_says_what_changed_where_why_and_since_when(place):
    out, made = place
    runs = record.read(out)["runs"]
    page = html.fromstring(made[2]["changes.html"])
    text = " ".join(page.text_content().split())
    assert "Changed: 1 verdict, 1 sentence." in text
    for part in ("gross domestic product, 2021", "unknown", "met", "It is 47.", "& 45.",
                 "files beside the notebook"):  # fmt: skip
        assert part in text
    assert f"xiaoyi runs diff {runs[1]['id']} {runs[2]['id']}" in text
    assert not page.xpath("//script")
    (link,) = {a.get("href") for a in page.xpath("//td//a")}
    assert link == "air/air.html"
    (way,) = html.fromstring(made[2]["index.html"]).xpath("//a[@href='changes.html']")
    assert way.text_content() == f"What changed: {runs[2]['started'][:10]}"


def test_results_made_again_keep_the_page_and_the_way_to_it(place):
    out, made = place
    assert made[4]["changes.html"] == made[3]["changes.html"]
    assert b'href="changes.html"' in made[4]["index.html"]
    assert [bool(run["changed"]) for run in record.read(out)["runs"]] == [
        False, False, True, False, False,
    ]  # fmt: skip


def test_the_page_asks_no_host_and_runs_nothing(place):
    _, made = place
    text = made[2]["changes.html"].decode()
    assert not re.search(r"""(?:src|href)=["']?(?:https?:)?//""", text)
    policy = html.fromstring(text).xpath("//meta[@http-equiv]/@content")
    assert "script-src 'none'" in policy[0]


def test_both_languages_have_a_page_each_with_its_own_words(tmp_path):
    weeks.begin(tmp_path)
    for name in ("air", "still"):  # in the language that is given, as ours are
        path = tmp_path / "books" / f"{name}.ipynb"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("n: int = 1", 'lang: str = \\"en\\"'), encoding="utf-8")
    for said in ({}, {"text": "It is 45.", "verdict": "met"}):
        weeks.say(tmp_path, **said)
        assert weeks.run(tmp_path, "--sweep", "lang=en,zh") == 0
    english, chinese = (
        (tmp_path / "out" / f"changes{end}.html").read_text(encoding="utf-8") for end in ("", ".zh")
    )
    assert ('lang="en"' in english[:60], 'lang="zh-CN"' in chinese[:60]) == (True, True)
    assert "Verdicts on targets" in english
    assert "目标结论" in chinese
    assert "air.lang%3Dzh/" not in english
    assert 'href="air.lang%3Dzh/air.lang%3Dzh.html"' in chinese
    front = (tmp_path / "out" / "index.html").read_text(encoding="utf-8")
    assert front.index("changes.html") < front.index("changes.zh.html")
