"""Many reports at once: drafted and proved, what has changed alone; what goes wrong is named."""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from xiaoyi_data import choices, writing
from xiaoyi_data.cli import run, terminal
from xiaoyi_data.report import cells, descriptor, files, reports
from xiaoyi_data.runs import many

DOUBTED = 0.1  # of the rows with less, one in forty was wrong on the development texts
_TEXT = "source.txt"  # the text of a report, in its folder
_PLACES = ("file", "name", "name_en", "year")
_DRAFTED, _CHECKED, _LINKED = (
    ".drafted.json",
    ".checked.json",
    ".linked.json",
)  # beside the folders: what came of each


class Text(NamedTuple):
    """A text to draft: its file and hash, the folder for its tables, its place, its year or 0.

    ``last`` is what came of it last time: the hashes of the text and of the folder.
    """

    source: str
    hash: str
    out: str
    name: str
    name_en: str
    year: int
    last: dict[str, Any]


def draft(options: argparse.Namespace) -> int:
    """Draft each text into a folder of its name under ``-o``; say what came of each."""
    from xiaoyi_data.runs import collection

    memory, words = options.out / _DRAFTED, choices.words("many", options.lang)
    last = many.remembered(memory)
    tasks, wrong = [], []
    for source, row in _placed(options.source, options.places):
        out = (options.out / source.stem).absolute()  # a worker may work elsewhere
        if row is None:
            wrong.append(f"{source}: {words['placeless'].format(places=options.places)}")
            continue
        try:
            held = hashlib.sha256(files.content(source)).hexdigest()
        except (ValueError, OSError) as error:
            wrong.append(str(error))
            continue
        before = last.get(source.stem, ("", {}))[1]
        text = Text(
            str(source.absolute()),
            held,
            str(out),
            row["name"],
            row["name_en"],
            int(row["year"] or 0),
            before,
        )
        key = digest(held, *row.values(), collection.code())
        tasks.append(many.Task(source.stem, text, key, lost=not out.is_dir()))
    options.out.mkdir(parents=True, exist_ok=True)
    with run.cluster(options) as executor:
        found = many.each(drafted, tasks, memory, executor)
        return told(
            found, wrong, words, lambda came: words["drafted"].format(name=came.name, **came.result)
        )


def drafted(text: Text) -> dict[str, Any]:
    """Draft a text into its folder, and return how much is proposed, with the hashes of both.

    A folder that is as the last draft left it is made anew, and so is one of which a run that was
    killed has noted nothing. One in which somebody has worked stays as it is, and of another text
    it is refused with FileExistsError.
    """
    from xiaoyi_data.drafting import folder

    out, last = Path(text.out), text.last
    stands = out.is_dir()
    if stands and last and _folder(out) != last["folder"]:
        if last["text"] == text.hash:
            return last
        raise FileExistsError(f"{out} is in work and was drafted of another text: move it away")
    place = writing.beside(out) if stands else out
    try:
        made = folder.make(text.source, place, text.name, text.name_en, text.year)
    except OSError:
        if stands or not out.is_dir():
            raise
        raise FileExistsError(f"{out} was made by another run meanwhile") from None
    if stands:
        if not last and _folder(place) != _folder(out):
            shutil.rmtree(place)
            raise FileExistsError(
                f"{out} exists already and is no draft of this text: move it away"
            )
        shutil.rmtree(out)
        writing.move(place, out)
    rows = made.tables["draft"]
    doubted = sum(float(row["doubt"]) >= DOUBTED for row in rows)
    return {"figures": len(rows), "doubted": doubted, "text": text.hash, "folder": _folder(out)}


def check(names: list[str], options: argparse.Namespace) -> int:
    """Prove the tables of each report, with its text where its folder has that."""
    from xiaoyi_data.report import pairing
    from xiaoyi_data.runs import collection

    tasks, wrong = [], []
    for name in names:
        try:
            with reports.using(name) as report:
                text = report.folder / _TEXT
                held = files.content(text) if text.is_file() else b""
                known = (report.digest, *pairing.others(), hashlib.sha256(held).hexdigest())
                key = digest(*known, collection.code())
                what = os.fspath(report.folder), name
                tasks.append(many.Task(what[0], what, key))
        except (ValueError, OSError) as error:
            wrong.append(named(name, error))
    above = {Path(task.name).parent for task in tasks} - {descriptor.DATA / "reports"}
    place = above.pop() if len(above) == 1 else None
    # What may only be read is proved too, and anew each time.
    memory = place / _CHECKED if place and os.access(place, os.W_OK) else None
    words = choices.words("many", options.lang)
    with run.cluster(options) as executor:
        found = many.each(proved, tasks, memory, executor)
        return told(found, wrong, words, lambda came: "\n".join(came.result), bad=bool)


def proved(named: tuple[str, str]) -> list[str]:
    """Return what is wrong with the tables in a folder, a line each, by what it is called."""
    from xiaoyi_data.findings import derived
    from xiaoyi_data.report import proofs

    folder, name = named
    with reports.using(folder) as report:
        text = report.folder / _TEXT
        found = [derived.check(), proofs.check(text if text.is_file() else None)]
    rows = [row for frame in found for row in frame.itertuples(index=False)]
    return [f"{name}: proof {row.proof}  {row.key}: {row.problem}" for row in rows]


def export(names: list[str], options: argparse.Namespace) -> int:
    """Set the figures of each report in one panel, with those that are proposed, marked."""
    from xiaoyi_data.exports import panel
    from xiaoyi_data.report import codebook
    from xiaoyi_data.runs import collection

    digests, folders, wrong = dict[str, str](), dict[str, str](), []
    for name in names:
        try:
            with reports.using(name) as report:
                key = codebook.about()["report"]
                if key in folders:
                    wrong.append(f"{name}: the report {key} stands already in {folders[key]}")
                    continue
                digests[key] = digest(report.digest, collection.code())
                folders[key] = os.fspath(report.folder)
        except (ValueError, OSError) as error:
            wrong.append(named(name, error))

    def made(todo: list[str]) -> Iterator[tuple[str, Any]]:
        tasks = [many.Task(key, (folders[key], options.lang), digests[key]) for key in todo]
        for came in many.each(_figures, tasks, None, executor):
            if came.error:
                wrong.append(f"{folders[came.name]}: {came.error}")
            else:
                yield came.name, came.result

    with run.cluster(options) as executor:
        done = panel.write(options.file, options.lang, digests, made)
    for line in wrong:
        terminal.tell(f"xiaoyi: {line}")
    counts = {"done": done, "same": len(names) - done - len(wrong), "failed": len(wrong)}
    terminal.tell(choices.words("many", options.lang)["sum"].format(**counts))
    return terminal.FAILED if wrong else terminal.OK


def _figures(asked: tuple[str, str]) -> Any:
    from xiaoyi_data.report import panel

    return panel.one(*asked, draft=True)


def named(name: str, error: Exception) -> str:
    """Say what is wrong with a report, by its name once.

    >>> named("a", ValueError("a is empty")), named("b", ValueError("no text"))
    ('a is empty', 'b: no text')
    """
    return str(error) if str(error).startswith(name) else f"{name}: {error}"


def told(
    found: Iterable[many.Came],
    wrong: list[str],
    words: Mapping[str, str],
    say: Callable[[many.Came], str],
    bad: Callable[[Any], bool] = lambda result: False,
) -> int:
    """Say what came of each, then how many; return 1 where one failed, else 0."""
    done, same, failed = 0, 0, len(wrong)
    for line in wrong:
        terminal.tell(f"xiaoyi: {line}")
    for came in found:
        if came.error:
            terminal.tell(f"xiaoyi: {came.name}: {came.error}")
        elif said := say(came) if came.fresh or bad(came.result) else "":
            print("\n".join(map(terminal.safe, said.split("\n"))))
        failed += bool(came.error) or bad(came.result)
        done += came.fresh
        same += not came.fresh
    terminal.tell(words["sum"].format(done=done, same=same, failed=failed))
    return terminal.FAILED if failed else terminal.OK


def _placed(sources: Iterable[Path], places: Path) -> Iterator[tuple[Path, dict[str, str] | None]]:
    """Yield each text with its row of ``places``, a CSV; DataError for one that is none."""
    head, *rows = cells.records(files.content(places), str(places))
    if unknown := [name for name in head.texts if name not in _PLACES]:
        raise files.DataError(f"{places}: {choices.unknown('column', unknown[0], _PLACES)}")
    if missing := [name for name in _PLACES[:3] if name not in head.texts]:
        raise files.DataError(
            f"{places}: missing column {missing[0]!r}; valid: file,name,name_en,year"
        )
    found: dict[str, dict[str, str]] = {}
    for record in rows:
        row = {"year": "", **dict(zip(head.texts, record.texts, strict=False))}
        where = f"{places}, {record.place()}"
        if row["year"] and not (row["year"].isascii() and row["year"].isdigit()):
            raise files.DataError(f"{where}, column year: {row['year']!r} is no year")
        if row["file"] in found:
            raise files.DataError(f"{where}, column file: {row['file']!r} stands twice")
        found[row["file"]] = row
    stems: dict[str, Path] = {}
    for source in sources:
        if (other := stems.setdefault(source.stem, source)) is not source:
            raise ValueError(f"{other} and {source} would both go to {source.stem}: rename one")
        yield source, found.get(source.name)


def digest(*parts: str) -> str:
    """Return the hash of several texts."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _folder(folder: Path) -> str:
    """Return the hash of the tables that stand in the folder of a report."""
    found = hashlib.sha256()
    for path in sorted(folder.glob("*.csv")):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()
