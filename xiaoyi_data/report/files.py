"""A file of a user's -> its bytes and its text: read whole, or refused in one line."""

from __future__ import annotations

import codecs
import os
import re
import select
import stat
from collections import Counter
from contextlib import suppress
from pathlib import Path

_WHOLE = 100  # bytes, of which the most are no chance
LARGEST = 50_000_000  # bytes; the largest of our own tables has a hundred thousand
_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
# The last of the common characters, simplified and traditional: four fifths of any Chinese text.
_COMMON = {"gb2312": b"\xd7\xff", "big5": b"\xc6\x7e"}

_LONG = re.compile("[\u0800-\U0010ffff]")
_FOREIGN = "[\u00aa-\u017f\u01cd-\u01dc\u0370-\u03ff]"
_LATIN = re.compile(f"[A-Za-z]{_FOREIGN}|{_FOREIGN}[A-Za-z]")


class DataError(ValueError):
    """What was given is no such file or table; the message names file, place, column and value."""


def content(path: str | Path) -> bytes:
    """Return what a file holds, or a pipe into which somebody writes.

    Raises DataError for a folder, a device, a pipe without a writer, and what is empty or larger
    than 50 MB; OSError when there is no such file or it may not be read.

    >>> content("/dev/null")
    Traceback (most recent call last):
    xiaoyi_data.report.files.DataError: /dev/null is not a file: name a file or a pipe
    """
    told = os.stat(path)
    piped = stat.S_ISFIFO(told.st_mode)
    if stat.S_ISDIR(told.st_mode):
        raise DataError(f"{path} is a folder: name a file in it")
    if not piped and not stat.S_ISREG(told.st_mode):
        raise DataError(f"{path} is not a file: name a file or a pipe")
    parts, size = [], told.st_size
    with open(path, "rb", buffering=0, opener=_unwaiting) as file:
        while size <= LARGEST and (part := file.read(1 << 20)) != b"":
            if part is None:  # somebody holds the pipe and has not written yet
                select.select([file], [], [])
                continue
            parts.append(part)
            size = max(size, sum(map(len, parts)))
    if size > LARGEST:
        raise DataError(f"{path} is larger than {LARGEST // 1_000_000} MB")
    if not parts:
        raise DataError(f"{path} is a pipe into which nobody writes" if piped else _empty(path))
    return b"".join(parts)


def _broken(raw: bytes) -> bool:
    """Whether bytes are no UTF-8 even without a last character that may have been cut off."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(raw)
    except UnicodeDecodeError:
        return True
    return False


def _unwaiting(path: str, flags: int) -> int:
    """Open a file without waiting for somebody to open the other end of a pipe."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _empty(source: str | Path) -> str:
    return f"{source} is empty"


def text(raw: bytes, source: str | Path) -> str:
    """Return the text of a file: UTF-8 with or without BOM, UTF-16 with BOM, or GB 18030.

    ``source`` is what messages call the file. Raises DataError for bytes that are no text in one
    of these, and for a text without a visible character.

    >>> text("孝义".encode("gb18030"), "own.csv"), text("孝义".encode("utf-16"), "own.csv")
    ('孝义', '孝义')
    """
    marked = next((name for mark, name in _MARKS.items() if raw.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "gb18030"):
        with suppress(UnicodeDecodeError):
            found = raw.decode(encoding).lstrip("\ufeff")
            if "\0" in found or (encoding == "gb18030" and not _chinese(found)):
                continue
            if encoding == "utf-8" and _odd(found):
                with suppress(UnicodeDecodeError):
                    other = raw.decode("gb18030")
                    found = other if _chinese(other) else found
            if blank(found):
                raise DataError(_empty(source))
            return found
    if not marked and len(raw) > _WHOLE and b"\0" not in raw and not _broken(raw):
        raise DataError(f"{source} is cut off within its last character: get it whole")
    valid = "UTF-8, GB 18030, UTF-16 with byte order mark"
    raise DataError(f"{source} is not a text in an encoding that is read; valid: {valid}")


def blank(text: str) -> bool:
    """Return whether a text shows nothing: empty, or white space and invisible characters.

    >>> blank(" \\u3000\\u200b"), blank("無")
    (True, False)
    """
    return not any(sign.isprintable() and not sign.isspace() for sign in text)


def _odd(text: str) -> bool:
    """Return whether a text read as UTF-8 has letters of two bytes alone, none in a Latin word.

    A few characters in GB 18030 may be such by chance: 水平 is ˮƽ, 一 is һ. In Société, Lǚliáng
    and μg they are meant.
    """
    letters = any(sign.isalpha() for sign in set(text) if not sign.isascii())
    return letters and not _LONG.search(text) and not _LATIN.search(text)


def _chinese(text: str) -> bool:
    """Return whether the letters are common ones: almost any bytes can be read as GB 18030."""
    letters = Counter(text)
    counts = {c: n for c, n in letters.items() if not c.isascii() and c.isalpha()}
    common = sum(count for letter, count in counts.items() if _common(letter))
    return common * 5 >= sum(counts.values()) * 4


def _common(letter: str) -> bool:
    codes = ((letter.encode(codec, "ignore"), last) for codec, last in _COMMON.items())
    return any(len(code) == 2 and code <= last for code, last in codes)
