"""The text of files of every kind that is read, and what is refused in one line."""

import io
import re
import zipfile

import pytest
import typst
from drafting.test_frame import BODY, HEAD, OPENING, PLAIN

from xiaoyi_data.drafting.frame import frame
from xiaoyi_data.report import descriptor, documents
from xiaoyi_data.report.files import DataError
from xiaoyi_data.report.source import canonical

docx = pytest.importorskip("docx")
pytest.importorskip("pypdfium2")
FONTS = descriptor.DATA.parent / "assets" / "fonts"
# Long lines, so that a page of a PDF breaks them.
LONG = PLAIN.replace(
    "群众生活继续改善", "群众生活继续改善，乡村面貌提升，城市品质提高，社会大局稳定"
)


def pdf(body, columns=1, head=""):
    """Return a PDF of lines of text, set by a program as word processors set them."""
    page = f'#set page(paper: "a4", columns: {columns}, header: [{head}], numbering: "— 1 —")\n'
    text = '#set text(font: "Xiaoyi Sans", size: 12pt, lang: "zh")\n#set par(justify: true)\n'
    lines = "\n\n".join(re.sub(r"([#*_@$\\<>\[\]])", r"\\\1", line) for line in body.split("\n"))
    return typst.compile((page + text + lines).encode(), format="pdf", font_paths=[str(FONTS)])


def word(lines, table=()):
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    if table:
        cells = document.add_table(rows=1, cols=len(table)).rows[0].cells
        for cell, text in zip(cells, table, strict=True):
            cell.text = text
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_text_is_read_in_every_encoding_there_is(tmp_path, encoding):
    file = tmp_path / "report.txt"
    file.write_bytes(PLAIN.encode(encoding))
    assert frame(documents.read(file)).text == canonical(PLAIN)


def test_markdown_is_read_without_its_signs(tmp_path):
    file = tmp_path / "report.md"
    marked = PLAIN.replace("一、2022", "## 一、2022").replace("造林3.5万亩", "**造林3.5万亩**")
    file.write_text(marked, encoding="utf-8")
    assert frame(documents.read(file)).text == canonical(PLAIN)


def test_paragraphs_and_tables_of_a_word_file_are_read(tmp_path):
    file = tmp_path / "report.docx"
    lines = PLAIN.strip().split("\n")
    file.write_bytes(word(lines, ["指标", "数值"]))
    assert documents.read(file).split("\n") == [*lines, "指标", "数值"]


@pytest.mark.parametrize(
    ("columns", "head"), [(1, ""), (2, ""), (1, "云岭县人民政府公报"), (2, "公报")]
)
def test_a_pdf_is_read_in_its_order_without_what_each_page_repeats(tmp_path, columns, head):
    file = tmp_path / "report.pdf"
    file.write_bytes(pdf(LONG, columns, head))
    found = frame(documents.read(file))
    assert found.text == canonical(LONG)
    assert {"一、2", "二、2"} <= {found.text[start : start + 3] for start in found.starts}


def test_a_scan_is_refused_with_a_hint(tmp_path):
    file = tmp_path / "scan.pdf"
    file.write_bytes(typst.compile(b"#rect(width: 9cm, height: 9cm)\n#pagebreak()\n#rect()"))
    with pytest.raises(DataError, match=r"is a scan: .*ocrmypdf"):
        documents.read(file)


def zipped(names):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        for name in names:
            packed.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "is empty"),
        (b"%PDF-1.7 and no more", "is no PDF that can be read"),
        (zipped(["a.txt"]), "is no Word file that can be read"),
        (b"PK\x03\x04" + b"\0" * 99, "is no Word file that can be read"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 99, "is an old Word file"),
        (bytes(range(256)) * 9, "is not a text in an encoding that is read"),
        (PLAIN.encode("gb18030")[:-1] + b"\xff", "is not a text in an encoding that is read"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(tmp_path, raw, why):
    file = tmp_path / "report"
    file.write_bytes(raw)
    with pytest.raises(DataError, match=why) as refused:
        documents.read(file)
    assert "\n" not in str(refused.value)


def test_a_word_file_that_unpacks_to_more_than_can_be_is_refused(tmp_path, monkeypatch):
    file = tmp_path / "report.docx"
    file.write_bytes(word([HEAD, OPENING, BODY]))
    monkeypatch.setattr(documents, "_UNPACKED", 1000)
    with pytest.raises(DataError, match="unpacked"):
        documents.read(file)
