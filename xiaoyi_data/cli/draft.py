"""The command draft: a new report's text into a folder of tables, and what was proposed, told."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from xiaoyi_data import choices
from xiaoyi_data.cli import many, run, terminal

if TYPE_CHECKING:
    from xiaoyi_data.drafting.draft import Draft

_WORDS = 24  # columns of the words that a turn rests on


def add(command: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the command by what makes one of a name, a help text, a function and examples."""
    says = "draft the tables of another report from its text"
    draft = command(
        "draft", says, _draft,
        "draft report.txt -o boye-2022 --name 博野县 --name-en Boye",
        "draft report.pdf -o boye-2022 --name 博野县 --name-en Boye --year 2022",
        "draft texts/*.txt -o reports --places places.csv",
    )  # fmt: skip
    draft.add_argument(
        "source", nargs="+", type=terminal.path, help="its text: .txt, .md, .docx or .pdf"
    )
    draft.add_argument(
        "-o",
        dest="out",
        type=terminal.path,
        required=True,
        help="a new folder for its tables, or for a folder of each of many texts",
    )
    draft.add_argument("--name", type=terminal.given, help="the place in Chinese")
    draft.add_argument("--name-en", type=terminal.given, help="the place in English")
    draft.add_argument(
        "--year", type=_year, default=0, help="whose plan it is, where the text does not say"
    )
    draft.add_argument(
        "--sections", type=terminal.path, metavar="FILE",
        help="the sections.csv of an earlier draft, with its turns and years put right",
    )  # fmt: skip
    draft.add_argument(
        "--places", type=terminal.path, metavar="FILE",
        help="of many texts, a CSV: file,name,name_en,year (empty where the text says it)",
    )  # fmt: skip
    run.dask(draft)
    draft.add_argument("--lang", choices=("en", "zh"), default="en", help="of what is told (en)")


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1950 <= int(text) <= 2100):
        raise argparse.ArgumentTypeError(f"{terminal.safe(text)!r} is no year from 1950 to 2100")
    return int(text)


def _draft(options: argparse.Namespace) -> int:
    if options.places:
        for name in ("name", "name_en", "year", "sections"):
            if getattr(options, name):
                told = f"--{name.replace('_', '-')} is of one text"
                raise ValueError(f"{told}: leave it out with --places")
        return many.draft(options)
    if len(options.source) > 1:
        raise ValueError("of many texts it must be said of which place each is: give --places FILE")
    for name in ("name", "name_en"):
        if getattr(options, name) is None:
            raise ValueError(
                f"it must be said of which place it is: give --{name.replace('_', '-')}"
            )
    from xiaoyi_data.drafting import folder

    made = folder.make(
        options.source[0],
        options.out,
        options.name,
        options.name_en,
        options.year,
        options.sections,
    )
    for line in _told(made, options.out, options.lang):
        print(terminal.safe(line))
    return terminal.OK


@contextmanager
def own(source: Path | None) -> Iterator[Path | None]:
    """Yield a copy of a report's text as its draft took it, where the file has more than that.

    A page from the web, a Word or a PDF file is read and framed as ``draft`` does; a file that is
    the text already, or another report, is left to what asks for it.
    """
    if source is None or not source.is_file():  # a pipe is read once
        yield source
        return
    import hashlib
    from tempfile import TemporaryDirectory

    from xiaoyi_data.drafting import frame
    from xiaoyi_data.report import codebook, documents, files

    try:
        text = frame.frame(documents.read(source)).text
    except (files.DataError, RuntimeError):
        text = ""
    if hashlib.sha256(text.encode()).hexdigest() != codebook.about()["sha256"]:
        yield source
        return
    with TemporaryDirectory(prefix="xiaoyi-") as folder:
        framed = Path(folder) / Path(source).name
        framed.write_text(text, encoding="utf-8")
        yield framed


def _told(made: Draft, out: Path, lang: str) -> Iterator[str]:
    """Yield what was taken off, the year and the turns with their words, and how many in doubt."""
    from xiaoyi_data.report import codebook

    words = choices.words("draft", lang)
    rows, others = made.tables["draft"], made.tables["other_numerals"]
    doubted = sum(float(row["doubt"]) >= many.DOUBTED for row in rows)
    yield words["made"].format(
        key=made.key, size=len(made.framed.text), figures=len(rows), others=len(others)
    )
    for kind, begins, size in made.framed.taken:
        yield words["taken"].format(what=words["parts"][kind], size=size, words=begins)
    yield words["year"].format(year=made.year.year, words=" · ".join(made.year.words) or "--year")
    labels = codebook.labels("sections", "turn", lang)
    turn = ""
    for section, part in zip(made.tables["sections"], made.parts, strict=True):
        if part.turn != turn or not part.sure:
            sure = "" if part.sure else words["unsure"].format(file=out / "sections.csv")
            told = words["turn"].format(
                section=part.number, turn=labels[part.turn], years=section["years"],
                words=terminal.clip(part.words, _WORDS * 2),
            )  # fmt: skip
            yield told + sure
        turn = part.turn
    yield words["doubt"].format(doubted=doubted, figures=len(rows), least=many.DOUBTED)
    yield words["next"].format(command=f"xiaoyi review {out} -o {out}.xlsx")
