"""One row of a draft at a time, in JupyterLab: each decision is proved and written at once."""

from __future__ import annotations

from html import escape
from pathlib import Path

from xiaoyi_data import choices, writing
from xiaoyi_data.drafting import accept, answers, pairs, sheet
from xiaoyi_data.drafting.proposals import Folder, Proposal, wrong

_SENTENCE = "font-size: 1.2em; line-height: 1.7; max-width: 60em; margin: 8px 0"
_MARK = "background: #FFE9A8; font-weight: 700"
Held = dict[Path, bytes]


class Desk:
    """The open rows of a draft, the most doubtful first; those put off come last.

    ``report`` is the folder; an empty one shows what to do. ``decide`` takes the answer of the row
    that is shown, ``undo`` takes back the last one. Raises DataError for a folder without a draft,
    ValueError for an unknown language.
    """

    def __init__(self, report: str | Path, *, lang: str = "en") -> None:
        self.lang, self.path = lang, Path(report)
        self.said = choices.words("review", lang)
        self.words: dict[str, str] = self.said["desk"]
        self._done: list[tuple[str, Held, Held]] = []  # what was decided, the files before, after
        self.rows: list[Proposal] = []
        self.folder = self.look() if report else None

    def look(self) -> Folder | pairs.Pairs:
        """Read the folder as it stands, since others may have written into it; set ``rows``."""
        self.folder = pairs.opened(self.path)
        self.rows = self.folder.open()
        return self.folder

    def decide(self, decision: str, **cells: str) -> str:
        """Take an answer for the first of ``rows``; return why it is not taken, or nothing.

        ``decision`` is accept, reject or later; ``cells`` are those to be changed, in the words
        of the sheet.
        """
        shown, before, folder = self.rows[0].id, self._held(), self.look()
        one = next((one for one in self.rows if one.id == shown), None)
        if one is None:
            return self.words["gone"]
        told = sheet.texts(one, sheet.words_of(folder, self.lang), self.lang)
        told |= {"decision": decision} | cells
        heads = {name: self.said["heads"].get(name, "") for name in ("", *told)}
        answer = answers.answer_of(one, answers.Line(told, heads, {}), answers.codes_of(folder))
        if isinstance(answer, answers.Answer):
            _, refused = accept.take(folder, [answer])
        else:
            refused = [answer] if answer else []
        if refused:
            return ": ".join(filter(None, refused[0]))
        self._done.append((one.sentence[1], before, self._held()))
        self.look()
        return ""

    def undo(self) -> str:
        """Take the last decision back; return a sentence, empty where there is none to take."""
        if not self._done:
            return ""
        printed, before, after = self._done[-1]
        if self._held() != after:
            return self.words["changed"]
        self._done.pop()
        for path in after.keys() - before.keys():
            path.unlink()
        for path, content in before.items():
            writing.content(path, content)
        self.look()
        return self.words["undone"].format(printed=printed)

    def state(self) -> str:
        """Say how many rows are left, and what share of them is wrong by measurement."""
        words, share = self.words["open" if self.rows else "none"], wrong(self.rows)
        return words.format(left=len(self.rows), share=f"{share:.0%}")

    def sentence(self) -> str:
        """Return the sentence of the first row as HTML, its number marked, and its doubt."""
        one = self.rows[0]
        before, printed, after = map(escape, one.sentence)
        why = escape(one.reasons[self.lang])
        marked = f'{before}<mark style="{_MARK}">{printed}</mark>{after}'
        return f'<p style="{_SENTENCE}">{marked}</p><p>{one.doubt:.2f} · {why}</p>'

    def _held(self) -> Held:
        files = [self.path / f"{name}.csv" for name in accept.WRITTEN]
        found = [self.path] if self.path.is_file() else [file for file in files if file.is_file()]
        return {path: path.read_bytes() for path in found}
