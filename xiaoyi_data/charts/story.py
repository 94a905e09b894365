"""A notebook's story in one language: what it says, what it shows, and where it has it from."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from IPython.display import Markdown

from xiaoyi_data import choices
from xiaoyi_data.charts import grid, marks, observed, tabled
from xiaoyi_data.charts.chosen import Chosen, Nothing
from xiaoyi_data.charts.exhibit import Exhibit, exhibit
from xiaoyi_data.charts.observed import Beside
from xiaoyi_data.charts.shown import Shown, display
from xiaoyi_data.charts.tabled import Columns
from xiaoyi_data.findings.derived import load_derived
from xiaoyi_data.findings.evidence import evidence, in_one_unit
from xiaoyi_data.findings.targets import load_targets
from xiaoyi_data.report import names, reports, wording
from xiaoyi_data.report.observations import load_observations

Pair = tuple[str, str]  # the same in English and in Chinese


class Story(Chosen):
    """What is said and shown in one language; ``story(lang)`` begins one.

    Every text is given twice, English first: ``("forest cover", "森林覆盖率")``. In a notebook
    ``say``, ``show`` and ``sources`` display at once; elsewhere ``show`` returns the exhibit alone.

    >>> told = Story("zh")
    >>> cover = told.figure("forest-cover-2020")
    >>> told.pick(f"{cover.name}: {cover.text}", f"{cover.name}为{cover.text}")
    '森林覆盖率为33.3%'
    >>> rates = told.figures.query("theme == 'environment' and unit == 'percent'")
    >>> shown = told.show("dots", rates, name="rates", reference=100,
    ...                   title=("Rates", f"{len(rates)}项比率"), subtitle=("Percent", "%"))
    >>> shown.payload["kind"], shown.payload["title"], len(shown.figures)
    ('dots', '7项比率', 7)
    """

    def __init__(
        self,
        lang: str = "en",
        observations: str | Path | None = None,
        report: reports.Named = None,
    ) -> None:
        self.lang = choices.check_language(lang)
        with reports.using(report) as self.report:  # as it stands now, however long the story is
            pass
        self.observations = observations or None
        self.shown: list[Exhibit] = []
        self._read: dict[str, list[str]] = {}  # keys looked up, and how their values are written
        self._judged: dict[str, str] = {}  # verdicts looked up, by the key of the target

    @cached_property
    def derivations(self) -> pd.DataFrame:
        """The derived values, one row each, as ``load_derived`` gives them."""
        return load_derived(lang=self.lang, report=self.report)

    @cached_property
    def targets(self) -> pd.DataFrame:
        """The targets beside outcomes, as ``load_targets`` gives them, your observations too."""
        found = load_targets(lang=self.lang, observations=self.observations, report=self.report)
        self._judged |= dict(zip(found["figure"], map(str, found["verdict"]), strict=True))
        return found

    def pick(self, en: Any, zh: Any) -> Any:
        """Return what is meant for the language of the story."""
        return choices.pick(en=en, zh=zh, lang=self.lang)

    def _of(self, what: str, pair: Pair) -> str:
        """Return a text given in both languages; a text alone would be taken for its letters."""
        if isinstance(pair, str) or len(pair) != 2:
            raise ValueError(f"{what} {pair!r} is not a pair: (English, Chinese)")
        return str(self.pick(*pair))

    def say(self, en: str, zh: str) -> None:
        """Display a text, which is Markdown; its output names what was looked up before."""
        text = Markdown(self.pick(en, zh))  # type: ignore[no-untyped-call]
        about = {"rests_on": dict(self._read), "verdicts": dict(self._judged)}
        display(text, {"xiaoyi": {name: told for name, told in about.items() if told}})

    def figure(self, key: str) -> Any:
        """Return one figure by its key: ``.name``, ``.text``, ``.words``, ``.value`` and so on.

        Raises ValueError for an unknown key, naming the nearest; so do ``derived``, ``target`` and
        ``rows``.
        """
        return self._noted(key, _one("figure", key, self._figures))

    def derived(self, key: str) -> Any:
        """Return one derived value by its key, as ``figure`` returns a figure."""
        return self._noted(key, _one("derived value", key, self._derived))

    def target(self, key: str) -> Any:
        """Return one target by its figure's key: beside the outcome, with gap and verdict."""
        found = self._noted(key, _one("target", key, self._targets))
        self._judged[key] = str(found.verdict)
        return found

    def rows(self, *keys: str) -> pd.DataFrame:
        """Return figures by their keys, or derived values, one row each, in this order."""
        key, whole = "figure", self.figures
        if keys and keys[0] in self._derived:
            key, whole = "derived", self.derivations
        for wanted in keys:
            _one(key.replace("derived", "derived value"), wanted, dict.fromkeys(whole[key]))
        return whole.set_index(key, drop=False).loc[list(keys)].reset_index(drop=True)

    def marks(self, *rows: pd.DataFrame, **options: Any) -> pd.DataFrame:
        """Return rows of figures, derived values or observations as the frame that charts draw.

        ``options`` are those of ``marks.frame``: ``power``, ``signed``, ``role``, ``label``.
        """
        return marks.frame(*rows, lang=self.lang, **options)

    def observed(self, rows: pd.DataFrame, **options: Any) -> pd.DataFrame:
        """Return observations of one thing as a line by year, as ``observed.path`` does.

        ``options`` are ``power``, ``series`` and ``quiet``. ``outside`` says in a sentence for the
        foot who says so.
        """
        return observed.path(rows, self.lang, **options)

    def seen(self, **filters: Any) -> pd.DataFrame:
        """Return what others measured, and you, as ``load_observations``, each in one unit."""
        found = load_observations(self.observations, lang=self.lang, report=self.report, **filters)
        return in_one_unit(found)

    def beside(self, figure: str, *, quiet: bool = False) -> Beside:
        """Return a claim, by its key, beside what others measured, as ``observed.beside`` does."""
        claims, seen = self.rows(figure), self.seen()
        if evidence(claims, seen).empty:
            raise Nothing(f"no observation speaks to {figure}")
        return observed.beside(claims, seen, self.lang, quiet=quiet)

    def whose(self, rows: pd.DataFrame) -> str:
        """Return whose observations these are: the yearbook's, or those of others."""
        return observed.whose(rows, self.lang)

    def outside(self, rows: pd.DataFrame) -> str:
        """Return the sources of observations, each with grade and weakness, for the foot."""
        return observed.foot(rows, self.lang)

    def scale(self, rows: pd.DataFrame) -> wording.Scale:
        """Return the power of ten, with its name, in which rows of one unit are best read.

        Raises ValueError where they have several units.
        """
        units = rows["unit"].astype(str).unique()
        if len(units) != 1:
            raise ValueError(f"a scale is for rows of one unit, not {', '.join(units) or 'none'}")
        counted = names.measure_words(rows)
        return wording.scale(rows["value"].abs().max(), units[0], self.lang, counted)

    def amount(self, value: Any, unit: str, **options: Any) -> str:
        """Return a value in words, as ``wording.amount`` does, in the language."""
        return wording.amount(value, unit, self.lang, **options)

    def text(self, row: Any, **options: Any) -> str:
        """Return a figure in words, as ``wording.figure`` does, in the language."""
        return wording.figure(row, self.lang, **options)

    def show(
        self,
        what: Any,
        data: pd.DataFrame | None = None,
        figures: pd.DataFrame | None = None,
        *,
        name: str,
        title: Pair,
        subtitle: Pair,
        caveat: Pair = ("", ""),
        columns: Columns | None = None,
        **options: Any,
    ) -> Exhibit:
        """Draw a chart, frame it as an exhibit, display it and return it.

        ``what`` is the name of a chart form (``bars``, ``dots``, ``table`` …; see ``charts``), or
        a chart of your own: an Axes, a Figure or a grid of seaborn, which is framed as it is.
        ``data`` is the form's chart frame, or rows of figures, which become marks (of a table with
        ``columns``, its texts). ``figures`` are the rows it rests on; without them they are those
        that ``data`` names in its column ``figure``. ``title`` states the finding, ``subtitle``
        measure, unit and period, ``caveat`` what to mind. ``options`` are the form's own
        (``reference``, ``unit``). Of a table the rows that a slide has room for are shown, and
        the caveat says how many more there are.

        Raises ValueError for an unknown form or option, a frame that lacks a column of the form,
        a name that is not kebab-case, or a text that is not given in both languages.
        """
        for frame in (data, figures):
            if not (frame is None or isinstance(frame, pd.DataFrame)):
                raise ValueError(f"an exhibit is drawn of a frame, not {type(frame).__name__}")
        if data is not None and figures is None and {"figure", "quote"} <= set(data):
            figures = data
        if columns is not None and data is not None:
            data = tabled.texts(data, columns, self.lang)
        elif data is not None and {"name", "value", "unit"} <= set(data) and "label" not in data:
            data = self.marks(data)
        with reports.using(self.report):
            made = self._made(
                what,
                data,
                self._named(data) if figures is None else figures,
                self._of("caveat", caveat),
                name=name,
                title=self._of("title", title),
                subtitle=self._of("subtitle", subtitle),
                lang=self.lang,
                **options,
            )
        # A cell that runs again shows its exhibit anew, and not another.
        self.shown = [one for one in self.shown if one.payload["name"] != name]
        self.shown.append(Shown(made))
        return self.shown[-1]

    def _made(
        self, what: Any, data: pd.DataFrame | None, figures: Any, caveat: str, **about: Any
    ) -> Exhibit:
        """Return an exhibit; of a table the rows a slide has room for, the others counted."""
        shown, told = data, caveat
        while True:
            try:
                return exhibit(what, shown, figures=figures, caveat=told, **about)
            except grid.TooLong as long:
                if data is None or shown is None or not long.fits:
                    raise
                shown, rest = shown.head(long.fits), len(data) - long.fits
                more = self.pick(f"{rest} more are left out here.", f"另有{rest}项从略。")
                told = self.pick(" ", "").join(filter(None, [caveat, more]))

    def sources(self) -> None:
        """Display the sections and quotes of all figures that what was shown rests on."""
        used = {key for made in self.shown for key in made.figures}
        rows = self.figures[self.figures["figure"].isin(used)].set_index("figure")
        columns = ["section", "quote", "quote_en"] if self.lang == "en" else ["section", "quote"]
        with pd.option_context("display.max_colwidth", None, "display.max_rows", None):
            display({"text/html": rows[columns].to_html(), "text/plain": repr(rows[columns])})

    @cached_property
    def _figures(self) -> dict[str, Any]:
        return _by("figure", self.figures)

    @cached_property
    def _derived(self) -> dict[str, Any]:
        return _by("derived", self.derivations)

    @cached_property
    def _targets(self) -> dict[str, Any]:
        found = load_targets(lang=self.lang, observations=self.observations, report=self.report)
        return _by("figure", found)

    def _noted(self, key: str, row: Any) -> Any:
        """Remember that a row was looked up, and how it may be said."""
        self._read[key] = list(dict.fromkeys([row.words, row.text]))
        return row

    def _named(self, data: pd.DataFrame | None) -> pd.DataFrame | None:
        """Return the figures that a chart frame names, in the order it names them."""
        if data is None or "figure" not in data:
            return None
        return self.rows(*dict.fromkeys(" ".join(data["figure"].dropna()).split()))


def story(
    lang: str = "en",
    observations: str | Path | None = None,
    report: reports.Named = None,
) -> Story:
    """Begin a story in the language ``lang``: what is said and shown, and where it is from.

    ``observations``, a file of your own, stands beside the package's in all that is shown;
    ``report`` is the key or the folder of the report it tells of, as it stands when it begins.

    All it does is described at ``Story``. Raises ValueError for a language or a report there is
    not.

    >>> story("zh").figure("gdp-growth-2020").text
    '1.8%'
    """
    return Story(lang, observations, report)


def _by(key: str, frame: pd.DataFrame) -> dict[str, Any]:
    return {getattr(row, key): row for row in frame.itertuples(index=False, name="Row")}


def _one(what: str, key: str, rows: dict[str, Any]) -> Any:
    if key not in rows:
        raise choices.unknown(what, key, rows)
    return rows[key]
