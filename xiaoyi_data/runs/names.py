"""Names that every file system takes, and tells apart as we do: Windows, macOS and Linux.

Some ignore case or the way accents are composed; Windows refuses some characters, some words, and
a dot or space at the end. A name is made the same everywhere, so that a folder can be moved.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from xiaoyi_data.runs import record

# Devices of Windows, whatever follows the first dot.
_DEVICE = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]) *(\.|$)", re.IGNORECASE)
_REFUSED = re.compile('[\x00-\x1f<>:"/\\\\|?*\x7f\ud800-\udfff]')  # and bytes that are no text
# What a run writes itself beside the folders of its jobs; some systems know no capitals.
_TAKEN = re.compile(
    r"failed|states|index\.html|manifest\.json"
    r"|(deck\.|workbook\.|gallery\.|changes\.)(\w+\.)?(pptx|xlsx|html)",
    re.IGNORECASE,
)
_SHOWN = 40  # characters of a value in a name
# A folder and a file in it both have the name of a job: Windows allows 260 characters in all,
# other systems 255 bytes in each, to which files add.
_LONGEST, _HEAVIEST = 64, 120  # characters, bytes


def folded(name: str) -> str:
    """Return what is left of a name where case and composition do not count.

    >>> folded("Café") == folded("CAFE\\u0301")
    True
    """
    composed = unicodedata.normalize("NFC", name)
    return unicodedata.normalize("NFC", composed.casefold())


def device(name: str) -> bool:
    """Whether Windows takes a name for a device.

    >>> device("nul.txt"), device("nullable")
    (True, False)
    """
    return _DEVICE.match(name) is not None


def lawful(name: str) -> str:
    """Return the name of a file, as it is if every system takes it; else changed, with a hash.

    >>> lawful("Report (2)"), lawful("what?")
    ('Report (2)', 'what-2cc9a59a')
    """
    safe = unicodedata.normalize("NFC", name)
    if _REFUSED.search(safe) or safe[-1:] in (". "):
        return marked(_REFUSED.sub("-", safe).strip("-. "), name)
    return safe


def of(value: object) -> str:
    """Return a value as part of a name; where another could be taken for it, a hash follows.

    >>> of("coal"), of("Coal"), of(True), of("a:b?")
    ('coal', 'Coal-4cc1d6e9', 'true', 'a-b-4b94f423')
    """
    text = value if isinstance(value, str) else str(value).lower()
    composed = unicodedata.normalize("NFC", text)
    safe = re.sub(r"[^\w.-]+", "-", composed)[:_SHOWN].strip("-.")
    return safe if safe == text == folded(text) else marked(safe, text)


def marked(name: str, whole: str) -> str:
    """Return a name with a hash of what it stands for whole."""
    hashed = hashlib.sha256(whole.encode(errors="surrogatepass")).hexdigest()
    return f"{name}-{hashed[:8]}".strip("-")


def short(name: str) -> str:
    """Return a name that fits into paths, cut where need be, with a hash of the whole."""
    cut = name[:_LONGEST].encode()[:_HEAVIEST].decode(errors="ignore")
    return name if cut == name else marked(cut.rstrip("-. "), name)


def parted(text: str) -> bool:
    """Whether a text is a path of more than one part, by what parts them on this system.

    >>> parted("sub/report.ipynb"), parted("report.ipynb")
    (True, False)
    """
    return any(sign in text for sign in (os.sep, os.altsep) if sign)


def notebooks(
    chosen: Sequence[Path], collection: Iterable[Path], folder: Path, out: Path
) -> dict[Path, tuple[str, str]]:
    """Return what each notebook is called, in the names of its jobs and in the record.

    ``collection`` are the files of ``folder``; ``out`` is the folder of the run.
    """
    own = {name: path.name for path, name in _own(list(collection)).items()}
    home = folder.resolve()
    named, taken = {}, own
    for path in chosen:
        called = path.name
        away = path.parent.resolve() != home
        name = _lawful(path) if away else next(n for n, file in own.items() if file == called)
        if away:
            called = _from(out.absolute(), path)
        if away or _reserved(name):
            if taken is own:
                recorded = record.read(out)["jobs"].items()
                taken = {job: entry["notebook"] for job, entry in recorded} | own
            name = next(name for name in _candidates(path) if _free(name, called, taken))
            taken[name] = called
        named[path] = name, called
    return named


def _own(paths: Sequence[Path]) -> dict[Path, str]:
    """Return the names of the jobs of a collection, told apart where only case tells its files."""
    alike = Counter(folded(_lawful(path)) for path in paths)
    made = {}
    for path in paths:
        name = _lawful(path)
        if alike[folded(name)] > 1 and folded(name) != path.name.removesuffix(".ipynb"):
            name = marked(name, path.name)
        made[path] = name
    return made


def _lawful(path: Path) -> str:
    return lawful(path.name.removesuffix(".ipynb"))


def _from(place: Path, path: Path) -> str:
    """Return the path of a file from a folder; the whole one where a drive lies between."""
    try:
        return Path(os.path.relpath(path, place)).as_posix()
    except ValueError:
        return path.as_posix()


def _candidates(path: Path) -> Iterator[str]:
    """Yield names for a notebook from elsewhere: its own, then with those of its folders."""
    name = _lawful(path).lstrip(".")
    yield name
    for parent in path.parents:
        name = f"{of(parent.name)}-{name}".lstrip("-")
        yield name
    for number in itertools.count(2):
        yield f"{name}-{number}"


def _free(name: str, called: str, taken: Mapping[str, str]) -> bool:
    """Whether no job of another notebook has this name, with parameters or without."""
    mine = folded(name)
    others = [folded(job) for job, notebook in taken.items() if notebook != called]
    swept = [job for job in others if job.startswith(f"{mine}.") and "=" in job]
    return not _reserved(name) and mine not in others and not swept


def _reserved(name: str) -> bool:
    """Whether a run has files of its own by this name, or a system hides or refuses it."""
    ours = _TAKEN.fullmatch(name) is not None
    return name[:1] in ("", ".") or ours or device(name)
