"""What a terminal ends up showing of a text: progress bars as they were last, no colours."""

from __future__ import annotations

import re

# Colours, titles, links and moves go whole, before their first sign does.
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[@-_])")
_UP = re.compile(r"\x1b\[(\d*)A")
_MOVES = re.compile(r"(\r|\n|\x08|\x1b\[\d*[AK])")


def plain(text: str) -> str:
    """Return a text without what it tells a terminal.

    >>> plain("\\x1b[1;31mred\\x1b[0m")
    'red'
    """
    return _ESCAPE.sub("", text)


def shown(text: str) -> str:
    """Return what stands on a terminal at the end; of a progress bar that is its last line.

    It goes back (CR, BS), up (``ESC [ A``, as bars within bars do) and wipes (``ESC [ K``).

    >>> shown("  0%\\r 50%\\r100%\\ndone\\n")
    '100%\\ndone\\n'
    >>> shown("out 0\\nin 0\\x1b[A\\rout 1\\n")
    'out 1\\nin 0'
    """
    text = text.replace("\r\n", "\n")
    if not any(sign in text for sign in ("\r", "\x08", "\x1b")):
        return text
    lines, row, column = [""], 0, 0
    for part in _MOVES.split(text):
        if part == "\r":
            column = 0
        elif part == "\n":
            row, column = row + 1, 0
            if row == len(lines):
                lines.append("")
        elif part == "\x08":
            column = max(0, column - 1)
        elif up := _UP.fullmatch(part):
            row = max(0, row - int(up[1] or 1))
        elif part.startswith("\x1b[") and part.endswith("K"):
            lines[row] = lines[row][:column] if part[2:-1] in ("", "0") else ""
        elif said := plain(part):
            before = lines[row].ljust(column)
            lines[row] = before[:column] + said + before[column + len(said) :]
            column += len(said)
    return "\n".join(lines)
