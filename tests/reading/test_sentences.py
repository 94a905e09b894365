"""Quantities in sentences, answered by hand by one who did not look at the grammar.

In ``sentences.tsv`` each sentence marks its numbers in 【】; after it come the answers, one a mark:
value, unit, qualifier, low, high, or a single ``-`` where there is nothing to read. A range has
``-`` for its value. The reader gives the answer or refuses; what it reads beside the marks, or
otherwise than answered, is wrong.
"""

import re
from decimal import Decimal
from pathlib import Path

from rules import every

from xiaoyi_data.reading import Quantity, read

LINES = Path(__file__).with_name("sentences.tsv").read_text(encoding="utf-8").splitlines()
MARK = re.compile("【(.*?)】")
# What could be read and is refused: the reader may learn it, never lose more.
REFUSED = {"50人（含）以下"}  # 每班 stands before


def answers(columns):
    """Cut the columns after a sentence into answers, None where there is nothing to read."""
    while columns:
        if len(columns) == 1 or (columns[0] == "-" and columns[2:3] != ["range"]):
            columns = columns[1:]
            yield None
        else:
            value, unit, qualifier, low, high = (columns[:5] + [""] * 5)[:5]
            ends = [Decimal(end) if end not in ("", "-") else None for end in (value, low, high)]
            columns = columns[5:]
            yield (ends[0], unit, qualifier, *ends[1:])


def marked(sentence):
    """Take the marks out of a sentence: the plain text and the spans that were marked."""
    spans, plain, at = [], "", 0
    for match in MARK.finditer(sentence):
        plain += sentence[at : match.start()]
        spans.append((len(plain), len(plain) + len(match[1])))
        plain, at = plain + match[1], match.end()
    return plain + sentence[at:], spans


@every(LINES)
def test_a_quantity_in_a_sentence_is_read_right_or_refused(line):
    sentence, *columns = line.split("\t")
    text, spans = marked(sentence)
    wanted = dict(zip(spans, [*answers(columns)] + [None] * 9, strict=False))
    found = {(one.start, one.end): one for one in read(text) if isinstance(one, Quantity)}
    for span, one in found.items():
        assert wanted.get(span), f"{one.text} is no quantity"
        value, unit, qualifier, low, high = wanted[span]
        assert (one.value, one.qualifier, one.low, one.high) == (value, qualifier, low, high)
        assert unit in one.units
    missed = [text[slice(*span)] for span, answer in wanted.items() if answer and span not in found]
    assert set(missed) <= REFUSED


def test_there_are_enough_sentences():
    assert sum(len(MARK.findall(line)) for line in LINES) >= 150
