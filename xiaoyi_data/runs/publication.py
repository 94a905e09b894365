"""What is made of all executed notebooks together, and whose fault it is when that fails."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xiaoyi_data import writing
from xiaoyi_data.runs import execute

Make = Callable[[list[Path], Path], object]
# Of what changed, by kind; of the run that changed it, and of the one before, as recorded.
Tell = Callable[[dict[str, list[dict[str, Any]]], dict[str, Any], dict[str, Any]], list[Path]]


@dataclass
class Publication:
    """The files ``made``, errors by notebook (``blamed``) and by file (``failed``).

    ``left_out`` says of notebooks why they are in no deck, where that is no fault. ``joined`` are
    files of jobs, in their folders, that were written anew. ``said`` is what the notebooks say, by
    job, where that is to be compared with what they said before; ``tell`` then makes files that
    say what changed, and returns their paths.
    """

    made: list[Path] = field(default_factory=list)
    blamed: dict[Path, dict[str, Any]] = field(default_factory=dict)
    failed: dict[Path, dict[str, Any]] = field(default_factory=dict)
    left_out: dict[Path, str] = field(default_factory=dict)
    joined: list[Path] = field(default_factory=list)
    said: dict[str, Any] | None = None
    tell: Tell | None = None

    def add(self, make: Make, notebooks: list[Path], path: Path) -> bool:
        """Let ``make(notebooks, path)`` write a file, and say whether there is one.

        Where that fails, it is tried with each notebook alone, beside: those that fail are blamed
        and the others make the file. Where none fails, or all in one way, the file has failed.
        Raises OSError when the disk is full or read-only.
        """
        if fault := _fault(make, notebooks, path):
            if isinstance(fault, writing.Held):  # it is made, and no notebook is to blame
                self.failed[path] = execute.told(fault)
                return False
            alone = writing.beside(path)
            faults = {notebook: _fault(make, [notebook], alone) for notebook in notebooks}
            with suppress(OSError):
                alone.unlink(missing_ok=True)
            if len(notebooks) > 1 and len({repr(own) for own in faults.values()}) == 1:
                self.failed[path] = execute.told(fault)
                return False
            for notebook, own in faults.items():
                if own:
                    self.blame(notebook, own, path)
            rest = [notebook for notebook, own in faults.items() if not own]
            if rest and (again := _fault(make, rest, path)):
                self.failed[path] = execute.told(again)
            if path in self.failed or not rest:
                return False
        self.made.append(path)
        return True

    def blame(self, notebook: Path, fault: BaseException, path: Path) -> None:
        """Note that a notebook can have no part in a file; its first fault is the one told."""
        told = execute.told(fault)
        told["message"] = f"{path.name}: {told['message']}"[:500]
        self.blamed.setdefault(notebook, told)


def _fault(make: Make, notebooks: list[Path], path: Path) -> BaseException | None:
    """Return what goes wrong in making a file of notebooks."""
    try:
        make(notebooks, path)
    except (Exception, SystemExit) as problem:
        if execute.full(problem):
            raise
        return problem
    return None
