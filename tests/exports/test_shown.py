"""What a page shows of an analyst's outputs, beside what JupyterLab shows of them."""

import base64
import json
import re
from urllib.parse import unquote

import nbclient
import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jupyter_client.manager import AsyncKernelManager
from lxml import etree, html
from PIL import Image

from xiaoyi_data.exports import executed, pages, safe, shown, spoken, terminal
from xiaoyi_data.exports.pages import body
from xiaoyi_data.runs.engine import Client

CELLS = {
    "retina": "import matplotlib.pyplot as plt, ipywidgets as w\nfrom IPython.display import *\n"
    "%config InlineBackend.figure_format = 'retina'\nplt.figure(figsize=(2, 1)); plt.plot([1]);",
    "sized": "Image(open('near.png', 'rb').read(), width=77, alt='my words')",
    "bars": "from tqdm import tqdm\nfor i in tqdm(range(2), desc='outer'):\n"
    "    for j in tqdm(range(2), desc='inner', leave=False): pass",
    "interact": "w.interact(lambda x: print('x is', x), x=(0, 10));",
    "output": "out = w.Output()\nwith out: display(HTML('<i>within</i>'))\nout",
    "picture": "w.Image(value=open('near.png', 'rb').read())",
    "notebook bar": "from tqdm.notebook import tqdm\nfor i in tqdm(range(3), desc='many'): pass",
    "script": "Javascript('element.append(\"</script>\")')",
    "updated": "shows = display('first', display_id=True); shows.update(HTML('<i>second</i>'))",
    "math": "Math(r'\\sum_{i=1}^n x')",
}


@pytest.fixture(scope="module")
def blocks(tmp_path_factory):
    """What a page shows of each cell, executed by a kernel once."""
    folder = tmp_path_factory.mktemp("book")
    Image.new("RGB", (6, 4), "red").save(folder / "near.png")
    cells = [nbformat.v4.new_code_cell(source) for source in CELLS.values()]
    made = nbformat.v4.new_notebook(cells=cells)
    where = {"metadata": {"path": str(folder)}}
    manager = AsyncKernelManager(kernel_name="python3", client_factory=Client)
    nbclient.NotebookClient(made, manager, resources=where, timeout=60).execute()
    nbformat.write(made, folder / "own.ipynb")
    book = executed.read(folder / "own.ipynb")
    guard = safe.Safe(folder)
    return {
        name: [b for b in body._blocks(cell, book, guard, set()) if b["kind"] != "code"]
        for name, cell in zip(CELLS, book.cells, strict=True)
    }


def said(found):
    return [block.get("text", block.get("html", block["kind"])) for block in found]


def test_pictures_have_the_size_and_words_they_were_given(blocks):
    drawn = next(block for block in blocks["retina"] if block["kind"] == "picture")
    assert 0 < drawn["sizes"]["width"] < 250
    assert blocks["sized"][0]["sizes"] == {"width": 77}
    assert blocks["sized"][0]["alt"] == "my words"


def test_bars_within_bars_end_as_one_line(blocks):
    assert re.fullmatch(r"outer: 100%\|.*2/2 .*", said(blocks["bars"])[0].strip())


def test_a_widget_leaves_what_it_showed_and_a_line(blocks):
    assert [text.strip() for text in said(blocks["interact"])] == ["x: 5", "x is 5", "widget"]
    assert said(blocks["output"]) == ["<i>within</i>", "widget"]
    assert blocks["picture"][0]["src"].startswith("data:image/png;base64,iVBOR")
    assert re.match(r"many: 100% 3/3 ", said(blocks["notebook bar"])[0])


def test_scripts_updates_and_large_formulas_show(blocks):
    assert '.append("<\\/script>")' in said(blocks["script"])[0]
    assert said(blocks["updated"]) == ["<i>second</i>"]
    assert "<munderover>" in said(blocks["math"])[0]


@pytest.mark.parametrize(
    ("states", "texts"),
    [
        ({}, []),
        ({"m": {"_model_name": "VBoxModel", "children": ["IPY_MODEL_m"]}}, []),  # in itself
        ({"m": {"_model_name": "VBoxModel", "children": None, "outputs": None}}, []),
        ({"m": {"_model_name": "HTMLModel", "value": "<b>a</b>"}}, ["<b>a</b>"]),
        ({"m": {"_model_name": "HTMLModel", "value": "<img src=//b.example/c>"}}, ["<img>"]),
        ({"m": {"description": "pick", "index": 1, "_options_labels": ["a", "b"]}}, ["pick: b"]),
        ({"m": {"description": "pick", "index": None, "_options_labels": ["a"]}}, []),
    ],
)
def test_any_state_of_a_widget_is_met(tmp_path, states, texts):
    view = {"output_type": "display_data", "data": {shown.WIDGET: {"model_id": "m"}}}
    assert said(shown.blocks([view], safe.Safe(tmp_path), states)) == [*texts, "widget"]


@pytest.mark.parametrize(
    ("written", "left"),
    [
        ("a\r\nb\r\n", "a\nb\n"),
        ("10%\r100%\rok", "ok0%"),
        ("abc\b\bX", "aXc"),
        ("long line\r\x1b[Kdone", "done"),
        ("long\x1b[2K\rx", "x"),
        ("1\n2\n\x1b[2A\rone\n", "one\n2\n"),
        ("\x1b[5Atop", "top"),
        ("\x1b]8;;https://a.example\x07link\x1b]8;;\x07", "link"),
    ],
)
def test_a_text_ends_as_on_a_terminal(written, left):
    assert terminal.shown(written) == left


@given(st.text(alphabet="ab\r\n\b\x1b[]0;mAK"))
def test_no_text_keeps_what_only_a_terminal_reads(text):
    assert not {"\r", "\b"} & set(terminal.shown(text))
    assert "\x1b[0m" not in terminal.shown(text + "\x1b[0m")


@pytest.mark.parametrize(
    "text",
    [
        r"\begin{align} a &= b \\ c &= d \end{align}",
        "on\n\\begin{equation*}\nx\n\\end{equation*}\non",
        r"\\(x^2\\)",
        r"\\[x^2\\]",
        "> $$x$$",
        "| a |\n|---|\n| $x$ |",
    ],
)
def test_formulas_of_markdown_are_drawn(text):
    tree = spoken.parsed(spoken.as_html(text))
    assert len(tree.findall(".//math")) == 1
    assert "(1)" not in tree.text_content()


@pytest.mark.parametrize("text", ["`$x$`", "```\n\\begin{a}x\\end{a}\n```", "$5 and $6", "\\$x\\$"])
def test_what_is_no_formula_stays_text(text):
    assert "<math" not in spoken.as_html(text)


def test_latex_is_text_with_formulas_in_it():
    made = spoken.formulas(r"Of <b> $x^2$, \[y\] and \begin{equation}z\end{equation} 5")
    assert made.count("<math") == 3
    assert made.startswith("Of &lt;b&gt; <math")
    assert made.endswith("</math> 5")
    assert spoken.formulas("x^2") == "x^2"


@pytest.mark.parametrize(
    "text",
    [
        '<svg width="3"><rect/></svg>',
        '<?xml version="1.0" encoding="GBK"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        '<!DOCTYPE svg [<!ENTITY e "b">]><svg><text>&e;</text></svg>',
        "<svg><style><![CDATA[a > b { fill: red }]]></style></svg>",
        '<svg onload="x()"><script>1</script><image href="http://a.example/b"/></svg>',
        '<!DOCTYPE svg [<!ENTITY e SYSTEM "file:///etc/hostname">]><svg><text>&e;</text></svg>',
    ],
)
def test_an_svg_is_a_picture_of_its_own(tmp_path, text):
    address = safe.Safe(tmp_path).svg(text)
    made = base64.b64decode(address.removeprefix("data:image/svg+xml;base64,"))
    assert etree.fromstring(made).tag == "{http://www.w3.org/2000/svg}svg"
    assert not [sign for sign in (b"a.example", b"script", b"onload", b"file:") if sign in made]


@pytest.mark.parametrize("text", ["", "no svg", "<svg", "<p/>"])
def test_what_is_no_svg_breaks_nothing(tmp_path, text):
    safe.Safe(tmp_path).svg(text)


TAGS = st.sampled_from(
    ["p", "img", "svg", "math", "style", "script", "table", "body", "html", "template", "title",
     "select", "textarea", "xmp", "iframe", "form", "image", "foreignObject", "noscript", "a"]
)  # fmt: skip
NAMES = st.sampled_from(
    ["src", "href", "xlink:href", "style", "srcset", "background", "onload", "type", "fill", "x"]
)
VALUES = st.sampled_from(
    ["//h.example/a", "http://h.example", "url(//h.example)", "x()", "#a", "\\75rl(//h.example/b)",
     "speculationrules", "importmap", "text/css", "javascript:x()", "java\tscript:x()"]
)  # fmt: skip
OPENED = st.builds("<{} {}='{}'>".format, TAGS, NAMES, VALUES)
BITS = st.sampled_from(["<!--", "-->", "<![CDATA[", "]]>", "a", "<", "&lt;", "<?xml", '"'])
SOUP = st.lists(st.one_of(OPENED, TAGS.map("</{}>".format), BITS), max_size=12).map("".join)


@given(SOUP)
def test_no_soup_of_tags_keeps_what_loads_or_runs(text):
    guard = safe.Safe(None)
    made = guard.html(text)
    assert safe.Safe(None).html(made).count("<script") == made.count("<script")
    for part in html.fragment_fromstring(made, create_parent="div").iter():
        if part.tag in ("style", "script"):
            continue
        for name, value in part.attrib.items():
            assert not name.startswith("on")
            plain = "".join(value.split())
            assert not plain.startswith("javascript:") or name in ("type", "x", "style", "fill")
            assert (
                "h.example" not in value
                or (part.tag == "a" and name.endswith("href"))
                or (name in ("type", "x"))
            )
        assert part.tag not in ("iframe", "link", "meta", "template", "xmp", "noscript")


def test_links_to_headings_lead_there_and_only_our_pages_say_whence(tmp_path):
    cells = [
        nbformat.v4.new_markdown_cell("# T\n\n[go](#Part-%E4%B8%80) [own](#mine)"),
        nbformat.v4.new_markdown_cell("## Part 一\n\n<a id='mine'></a>"),
        nbformat.v4.new_raw_cell("raw <b>"),
    ]
    path = tmp_path / "b.ipynb"
    path.write_text(json.dumps(nbformat.v4.new_notebook(cells=cells)), encoding="utf-8")
    pages.page(path, tmp_path / "b.html")
    text = (tmp_path / "b.html").read_text(encoding="utf-8")
    tree = html.document_fromstring(text)
    links = {link.text: link.get("href") for link in tree.xpath("//main//a[@href]")}
    assert tree.get_element_by_id(unquote(links["go"][1:])).text_content() == "Part 一"
    assert links["own"] == "#mine"
    assert [pre.text for pre in tree.xpath("//main//pre")] == ["raw <b>"]
    assert "quoted figures" not in text


def test_markdown_neither_runs_nor_restyles_the_page(tmp_path):
    guard = safe.Safe(tmp_path)
    made = guard.prose("<p>a</p><script>x()</script><style>h1 { color: red }</style>b")
    assert made == "<p>a</p>b"
    assert guard.taken == ["<script>", "<style>"]
    assert guard.hashes == []
