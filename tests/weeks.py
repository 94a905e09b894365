"""A notebook whose results change from run to run, by what a file beside it says."""

import json

from books import write

from xiaoyi_data.cli import main

SOURCE = """import json
from IPython.display import Markdown, display
told = json.load(open("said.json"))
assert not told["fault"], told["fault"]
display(Markdown(told["text"]), metadata={"xiaoyi": {"verdicts": told["verdicts"]}})"""


def begin(place, **said):
    """Make a folder of notebooks: one that says what ``say`` lets it, one that never changes."""
    write(place / "books", "air", SOURCE, prose="# Air")
    write(place / "books", "still", "print(1)", prose="# Still\n\nNothing changes.")
    say(place, **said)


def say(place, text="It is 47.", verdict="unknown", fault=""):
    """Let the notebook say something else from now on, or fail."""
    told = {"text": text, "verdicts": {"gdp-growth-target-2021": verdict}, "fault": fault}
    (place / "books" / "said.json").write_text(json.dumps(told), encoding="utf-8")


def run(place, *options):
    """Run the folder from the command line; return the exit code."""
    where = ["--notebooks", str(place / "books"), "--out", str(place / "out")]
    return main.main(["run", *where, *options])
