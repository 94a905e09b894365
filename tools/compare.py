"""Compare what two checkouts make: every payload, drawing, page, slide and workbook cell.

    python tools/compare.py BEFORE [AFTER]

BEFORE and AFTER are folders that hold a checkout (AFTER is this one by default), each with a
``.venv`` of its own, which ``make .venv/ready`` makes. Both run the collection in English and
Chinese into a temporary folder. Each difference is one line; the exit code is 1 when there is one.
Payloads are compared field by field, whatever their version; SVG, slide and chart parts as bytes,
but for the names of clip paths; pages by the text they show.
"""

from __future__ import annotations

import difflib
import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
from lxml import etree, html

from xiaoyi_data.canvas.payload import MIME

LANGUAGES = ("en", "zh")
SHORT = 160  # characters of a difference that are shown


def make(checkout: Path, out: Path) -> None:
    """Run the collection of a checkout into ``out``, and export its workbooks there."""
    program = checkout.resolve() / ".venv/bin/xiaoyi"
    if not program.exists():
        subprocess.run(["make", ".venv/ready"], cwd=checkout, check=True)
    run = [program, "run", "--sweep", "lang=en,zh", "--out", out]
    subprocess.run(run, cwd=checkout, check=True, stdout=subprocess.DEVNULL)
    for lang in LANGUAGES:
        export = [program, "export", out / f"book.{lang}.xlsx", "--lang", lang]
        subprocess.run(export, cwd=checkout, check=True, stdout=subprocess.DEVNULL)


def facts(out: Path) -> Iterator[tuple[str, Any]]:
    """Yield the name and content of every single thing that a run has made."""
    for notebook in sorted(out.glob("*/*.ipynb")):
        for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                data = output.get("data", {})
                if MIME in data:
                    yield from _exhibit(notebook.stem, data)
    for page in sorted(out.glob("**/*.html")):
        yield f"page {page.relative_to(out)}", _shown(page)
    for deck in sorted(out.glob("*.pptx")):
        yield from _parts(deck)
    for path in sorted(out.glob("*.xlsx")):
        for sheet in openpyxl.load_workbook(path):
            for row in sheet.iter_rows():
                for cell in row:
                    yield f"cell {path.name} {sheet.title}!{cell.coordinate}", cell.value


def _exhibit(notebook: str, data: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    payload = data[MIME]
    name = f"{notebook} {payload['name']}"
    # Names of clip paths are hashes of all digits of their corners, drawn or not.
    yield f"svg {name}", re.sub(r"\bp[0-9a-f]{10}\b", "p", "".join(data["image/svg+xml"]))
    for field, value in payload.items():
        if field in ("data", "figures"):
            for place, row in enumerate(value):
                for column, held in row.items():
                    yield f"payload {name} {field}[{place}].{column}", held
        else:
            yield f"payload {name} {field}", value


def _shown(page: Path) -> str:
    """Return the text that a page shows, a line for each piece of it."""
    tree = html.fromstring(page.read_text(encoding="utf-8"))
    for hidden in tree.xpath("//style|//script|//*[local-name()='svg']"):
        hidden.drop_tree()
    return "\n".join(filter(None, (re.sub(r"\s+", " ", t).strip() for t in tree.itertext())))


def _parts(deck: Path) -> Iterator[tuple[str, Any]]:
    with zipfile.ZipFile(deck) as package:
        for name in sorted(package.namelist()):
            content = package.read(name)
            if name.endswith((".xml", ".rels")):
                content = etree.tostring(etree.fromstring(content), method="c14n")
            elif name.endswith(".xlsx"):  # its zip holds a date
                continue
            yield f"slides {deck.name} {name}", content


def difference(before: Any, after: Any) -> str:
    """Say in one line where two contents part."""
    if isinstance(before, bytes):
        before, after = before.decode("utf-8", "replace"), after.decode("utf-8", "replace")
    if isinstance(before, str) and isinstance(after, str) and "\n" in before:
        lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
        changed = [line for line in lines if line[:2] not in ("--", "++", "@@")]
        return f"{len(changed)} lines, first: {' / '.join(changed[:2])}"[: 2 * SHORT]
    if isinstance(before, str) and isinstance(after, str) and max(len(before), len(after)) > SHORT:
        pairs = zip(before, after, strict=False)
        place = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(before), len(after)))
        start = max(0, place - 40)
        return f"at {place}: {before[start : place + 60]!r} -> {after[start : place + 60]!r}"
    return f"{before!r} -> {after!r}"[: 2 * SHORT]


def main(before: Path, after: Path) -> int:
    with tempfile.TemporaryDirectory() as folder:
        held = []
        for place, checkout in enumerate((before, after)):
            out = Path(folder) / str(place)
            make(checkout, out)
            held.append(dict(facts(out)))
    old, new = held
    wrong = [f"gone: {name}" for name in old if name not in new]
    wrong += [f"new: {name}" for name in new if name not in old]
    wrong += [
        f"differs: {name}: {difference(old[name], new[name])}"
        for name in old
        if name in new and old[name] != new[name]
    ]
    print("\n".join([*wrong, f"{len(old)} compared, {len(wrong)} differ"]))
    return 1 if wrong else 0


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) == 3 else ".")))
