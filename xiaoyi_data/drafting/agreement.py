"""Several reviews of one draft: where they agree, and what each says where they do not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from xiaoyi_data import choices
from xiaoyi_data.drafting import answers, sheet
from xiaoyi_data.drafting.answers import Answer
from xiaoyi_data.drafting.proposals import Reviewed


def agreed(reviews: Sequence[Sequence[Answer]]) -> tuple[list[Answer], list[list[Answer]]]:
    """Return the answers that all reviews give, and by row those of which some differ.

    A row that one of them has not decided is in neither.
    """
    rows: dict[str, list[Answer]] = defaultdict(list)
    for review in reviews:
        for answer in review:
            rows[answer.proposal.id].append(answer)
    return answers.agreed(one for one in rows.values() if len(one) == len(reviews))


def disputed(differing: Sequence[Sequence[Answer]]) -> list[Answer]:
    """Return answers by which the rows that differ wait for a third look."""
    return [replace(several[0], decision="disputed") for several in differing]


def told(
    folder: Reviewed, differing: Sequence[Sequence[Answer]], names: Sequence[str], lang: str
) -> Mapping[str, str]:
    """Return by the id of a row what each of the reviews, which are called ``names``, says of it.

    Only what differs is told, in the words of the sheet.
    """
    words, heads = sheet.words_of(folder, lang), choices.words("review", lang)["heads"]
    comma, colon, after = ("，", "：", "；") if lang == "zh" else (", ", ": ", "; ")
    found = {}
    for several in differing:
        said = [one.row | {name: getattr(one, name) for name in answers.MORE} for one in several]
        parts = []
        for name in (*sheet.changed(folder.kind), *answers.MORE):
            if len({row[name] for row in said}) > 1:
                shown = [words.get(name, {}).get(row[name], row[name]) or "–" for row in said]
                each = (f"{text} ({who})" for text, who in zip(shown, names, strict=True))
                parts.append(f"{heads[name]}{colon}{comma.join(each)}")
        found[several[0].proposal.id] = after.join(parts)
    return found
