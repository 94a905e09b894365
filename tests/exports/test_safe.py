"""Pages of anybody's notebook: what shows, and that no host is asked, in a real browser."""

import base64
import http.server
import io
import json
import threading

import nbclient
import nbformat
import pytest
from conftest import browser, slow_but
from PIL import Image

from xiaoyi_data.exports import executed, pages, safe, shown, spoken

HOUSE = "with style.house():\n    plt.subplots()[1].plot([1, 2])"
PLAIN = "plt.plot([1, 2]);"
SETUP = "import matplotlib.pyplot as plt\nfrom xiaoyi_data.canvas import style"
HOSTILE = [
    '<img src="{}/a">',
    '<img srcset="{}/b 2x">',
    '<iframe src="{}/c"></iframe>',
    '<link rel="stylesheet" href="{}/d">',
    '<link rel="prefetch" href="{}/e">',
    '<style>@import "{}/f";</style>',
    "<p style='background:u\\72l({}/g)'>x</p>",
    '<style>@font-face{{font-family:z;src:url({}/h)}}</style><p style="font-family:z">x</p>',
    '<table background="{}/i"><tr><td>x</td></tr></table>',
    '<svg><image href="{}/j"/><image xlink:href="{}/k"/></svg>',
    "<p onclick=\"fetch('{}/l')\">x</p>",
    '<meta http-equiv="refresh" content="0;url={}/m">',
    '<svg><style><meta http-equiv="refresh" content="0;url={}/n"></style></svg>',
    '<script src="{}/o"></script>',
    '<script type="module">import x from "{}/p"</script>',
    '<form action="{}/q"><input></form>',
    '<video poster="{}/r" src="{}/s"></video>',
    '<object data="{}/t"></object>',
    '<embed src="{}/u">',
    '<base href="{}/v">',
    '<script type="speculationrules">{{"prefetch": [{{"urls": ["{}/y"]}}]}}</script>',
    '<script type="importmap">{{"imports": {{"x": "{}/z"}}}}</script>',
    '<svg><path marker-end="url({}/aa)" d="M0 0"/></svg>',
    '<html><head><link rel="preconnect" href="{}/bb"></head><body background="{}/cc">x</body>',
]
SCRIPT = "<p id='ran'>no</p><script>document.getElementById('ran').textContent = 'yes';"
SCRIPT += "fetch('{0}/w').catch(() => 0); new Image().src = '{0}/x'</script>"


@pytest.mark.parametrize("text", HOSTILE)
def test_what_would_ask_a_host_is_taken_out_and_told(tmp_path, text):
    guard = safe.Safe(tmp_path)
    shows = text.replace("{}", "http://bad.example").replace("{{", "{").replace("}}", "}")
    made = guard.html(shows)
    assert "bad.example" not in made.replace("\\3c meta", "") or "<style>\\3c" in made
    assert guard.taken or "\\3c" in made


def test_links_and_inline_scripts_stay(tmp_path):
    guard = safe.Safe(tmp_path)
    text = '<a href="https://a.example/">a</a><script>let a = 1 < 2;</script>'
    assert guard.html(text) == text
    assert guard.hashes == [safe.digest("let a = 1 < 2;")]
    assert guard.taken == []
    assert "javascript" not in guard.html('<a href="java\nscript:alert(1)">a</a>')


@pytest.mark.parametrize(
    ("text", "title", "answer"),
    [
        ("```\n# no\n```\n\n# Yes", "Yes", ""),
        ("Under\n=====\n\na", "Under", "a"),
        ("# `f()` &amp; more\n\n[a](https://b.example) *c*", "f() & more", "a c"),
        ("# A\n\n## B\n\nno", "A", ""),
    ],
)
def test_title_and_answer_are_what_a_reader_sees(text, title, answer):
    assert spoken.title_and_answer([text]) == (title, answer)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        ({"text/plain": "a", "text/html": "<b>a</b>", "image/png": "aa"}, "table"),
        ({"text/plain": "a", "text/markdown": "a", "image/png": "aa"}, "html"),
        ({"text/plain": "a", "image/svg+xml": "<svg></svg>", "image/png": "aa"}, "picture"),
        ({"text/plain": "a", "image/png": "aa"}, "picture"),
        ({"text/plain": "a", shown.WIDGET: {}}, "widget"),
        ({"text/plain": "a"}, "text"),
    ],
)
def test_the_richest_form_shows(tmp_path, data, kind):
    output = {"output_type": "display_data", "data": data}
    assert [b["kind"] for b in shown.blocks([output], safe.Safe(tmp_path))] == [kind]


ORDERS = [
    (HOUSE, PLAIN, HOUSE),
    (PLAIN, HOUSE, PLAIN),
    ("%matplotlib inline", HOUSE, PLAIN),
    (HOUSE, "%matplotlib inline", PLAIN),
]


@pytest.mark.parametrize("cells", slow_but(ORDERS[1::2], ORDERS))
def test_every_figure_shows_whichever_is_first(cells):
    made = [nbformat.v4.new_code_cell(cell) for cell in (SETUP, *cells)]
    book = nbformat.v4.new_notebook(cells=made)
    nbclient.NotebookClient(book, kernel_name="python3").execute()
    for cell in book.cells[1:]:
        pictures = ["image/png" in output.get("data", {}) for output in cell.outputs]
        assert any(pictures) is not cell.source.startswith("%")


@pytest.fixture
def host():
    """A server that notes what it is asked for."""
    asked = []

    class Noting(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Noting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()


def test_a_hostile_page_asks_nobody_and_shows_the_rest(tmp_path, host):
    address, asked = host
    picture = io.BytesIO()
    Image.new("RGB", (6, 4), "red").save(picture, "PNG")
    (tmp_path / "near.png").write_bytes(picture.getvalue())
    data = base64.b64encode(picture.getvalue()).decode()
    said = nbformat.v4.new_markdown_cell("# T\n\n![a](attachment:p.png)\n\n![n](near.png)\n\n$x^2$")
    said["attachments"] = {"p.png": {"image/png": data}}
    cells = [said]
    for text in [*HOSTILE, SCRIPT.replace("{0}", "{}")]:
        shows = text.replace("{}", address).replace("{{", "{").replace("}}", "}")
        output = nbformat.v4.new_output("display_data", data={"text/html": shows})
        cells.append(nbformat.v4.new_code_cell("x", outputs=[output], execution_count=1))
    path = tmp_path / "b.ipynb"
    path.write_text(json.dumps(nbformat.v4.new_notebook(cells=cells)), encoding="utf-8")
    assert executed.read(path).title == "T"
    page = tmp_path / "b.html"
    pages.page(path, page)
    with browser(tmp_path) as driver:
        driver.get(page.as_uri())
        assert driver.execute_script("return document.getElementById('ran').textContent") == "yes"
        widths = driver.execute_script(
            "return [...document.querySelectorAll('p img')].map(i => i.naturalWidth)"
        )
        assert widths[:2] == [6, 6]
        assert driver.execute_script("return document.querySelectorAll('math').length") == 1
        assert driver.current_url == page.as_uri()
    assert asked == []
