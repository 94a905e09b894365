"""One row of a draft at a time, in JupyterLab: each decision is proved and written at once.

Where fields and buttons do not work, the next rows are shown.
"""

from __future__ import annotations

import os
from html import escape
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd
from IPython.display import HTML, Markdown, display

from xiaoyi_data import choices, writing
from xiaoyi_data.reviewing import accept, answers, pairs, sheet
from xiaoyi_data.reviewing.proposals import Folder, Proposal, wrong

_NEXT = 10  # rows that are shown where none can be decided
_WIDE = 24  # characters of a column whose field goes over the whole width
_BUTTONS = (("accept", "success"), ("reject", "warning"), ("later", ""))
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


def show(desk: Desk) -> None:
    """Display the row to decide with its fields and buttons; where none work, the next rows."""
    if desk.folder is None:
        display(Markdown(desk.words["named"]))  # type: ignore[no-untyped-call]
        return
    live = bool(os.environ.get("JPY_SESSION_NAME"))  # set by Jupyter's server alone
    if live and find_spec("ipywidgets") is not None:
        display(Fields(desk).box)  # type: ignore[no-untyped-call]
        return
    if live:
        display(Markdown(desk.words["install"]))  # type: ignore[no-untyped-call]
    display(Markdown(desk.state()))  # type: ignore[no-untyped-call]
    heads = desk.said["heads"]
    columns = [column["name"] for column in sheet.columns(desk.folder.kind) if column["brief"]]
    words = sheet.words_of(desk.folder, desk.lang)
    texts = [sheet.texts(one, words, desk.lang) for one in desk.rows[:_NEXT]]
    frame = pd.DataFrame([{heads[name]: text[name] for name in columns} for text in texts])
    with pd.option_context("display.max_colwidth", None):
        display(HTML(frame.to_html(index=False)))  # type: ignore[no-untyped-call]


class Fields:
    """What shows the first open row of a desk and asks for its answer; ``box`` is displayed."""

    def __init__(self, desk: Desk) -> None:
        import ipywidgets as w  # here, since without the extra lab the next rows are shown

        self._desk, folder = desk, desk.look()
        self._state, self._sentence, self._told = w.HTML(), w.HTML(), w.Label()
        heads, words = desk.said["heads"], sheet.words_of(folder, desk.lang)
        self._fields: dict[str, Any] = {}
        for column in sheet.columns(folder.kind):
            about: dict[str, Any] = {"description": heads[column["name"]]}
            about["style"] = {"description_width": "9em"}
            about["layout"] = w.Layout(width="99%" if float(column["width"]) >= _WIDE else "32%")
            options = list(words.get(column["name"], {}).values())
            if column["kind"] == "name":
                self._fields[column["name"]] = w.Combobox(options=options, **about)
            elif column["kind"] in ("text", "code", "other"):
                about |= {"options": ["", *options]} if options else {}
                self._fields[column["name"]] = (w.Dropdown if options else w.Text)(**about)
        self._decisions, buttons = words["decision"], []
        for decision, style in _BUTTONS:
            button = w.Button(description=words["decision"][decision], button_style=style)
            button.on_click(lambda _, decision=decision: self.decide(decision))
            buttons.append(button)
        self._back = w.Button(description=desk.words["undo"], icon="undo")
        self._back.on_click(lambda _: self.undo())
        grid = w.Box(list(self._fields.values()), layout=w.Layout(flex_flow="row wrap"))
        self._whole = [self._state, self._sentence, grid, w.HBox(buttons), self._back, self._told]
        self.box = w.VBox()
        self.fill()

    def decide(self, decision: str) -> None:
        """Take what stands in the fields as the answer."""
        desk, number = self._desk, self._desk.rows[0].sentence[1]
        printed = self._fields["printed"].value if "printed" in self._fields else number
        cells = {name: field.value for name, field in self._fields.items()}
        wrong = desk.decide(decision, **(cells if decision != "later" else {}))
        told = {"printed": printed, "decision": self._decisions[decision]}
        self._told.value = wrong or desk.words["saved"].format(**told)
        if not wrong:
            self.fill()

    def undo(self) -> None:
        """Take the last answer back, and show its row again."""
        self._told.value = self._desk.undo()
        self.fill()

    def fill(self) -> None:
        """Show the first open row, or that there is none."""
        desk = self._desk
        words, rows = sheet.words_of(desk.look(), desk.lang), desk.rows
        self._state.value = f"<b>{desk.state()}</b>"
        self._sentence.value = desk.sentence() if rows else ""
        self.box.children = self._whole if rows else [self._state, self._back, self._told]
        if not rows:
            return
        texts = sheet.texts(rows[0], words, desk.lang)
        for name, field in self._fields.items():
            if name in ("indicator", "entity", "outcome"):
                field.options = list(words[name].values())  # with those that were added
            field.value = texts[name]
