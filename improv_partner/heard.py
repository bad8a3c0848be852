"""How much of a clause the actor heard, from the number of its samples that left the speaker.

The partner "said" what was heard: this text goes into the character's memory and the recording.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

# A word counts as heard after 60 % of its sound: listeners know most words before they end (gating
# experiments: about half of it, less in context), but not from the first sound on.
ENOUGH = 0.6
WORD_MS = 350  # a usual word at 165 words/min
WORD = re.compile(r"[\w\u0300-\u036f]+(?:['’.,:-]\w[\w\u0300-\u036f]*)*")  # with loose accents
PAUSE = re.compile(r"[,;:.!?…—–]+(?!\w)|[—–]+")


def heard_text(
    text: str, marks: Sequence[tuple[int, int]], samples_heard: int, samples_total: int
) -> str:
    """The beginning of the text up to the last word of which 60 % or more was heard.

    marks: of the whole clause, in order, as in Sound: with them the answer is exact to the word;
    without any it is a guess by lengths (0.3-0.4 words off, 95 % within one word).
    Nothing played gives "", everything played gives the whole text.
    """
    if samples_heard <= 0 or samples_total <= 0:
        return ""
    if samples_heard >= samples_total:
        return text
    known = _marked(text, marks, samples_total) if marks else _guessed(text, samples_total)
    return text[: max((index for at, index in known if samples_heard > at), default=0)]


def _marked(
    text: str, marks: Sequence[tuple[int, int]], samples_total: int
) -> Iterator[tuple[float, int]]:
    """For each word the sample from which it is known, and the index just after it.

    A word's time goes on to the next word, so a pause may be in it: espeak's are 157 ms at a comma,
    318 ms at a sentence's end, and they are taken off as they lie beside a usual word.
    """
    for i, (at, index) in enumerate(marks):
        last = i + 1 == len(marks)
        sign = PAUSE.match(text, index)
        pause_ms = 318 if last or (sign and _ends(sign[0])) else 157 if sign else 0
        until = samples_total if last else marks[i + 1][0]
        yield at + ENOUGH * (until - at) * WORD_MS / (WORD_MS + pause_ms), index


def _guessed(text: str, samples_total: int) -> Iterator[tuple[float, int]]:
    """The same, if every sign took the time of one letter, and pauses 5 or 11 more."""
    times = [1] * len(text)
    for sign in PAUSE.finditer(text):
        times[sign.end() - 1] += 11 if _ends(sign[0]) else 5
    share = samples_total / max(sum(times), 1)
    for word in WORD.finditer(text):
        letters = word.end() - word.start()
        yield (sum(times[: word.start()]) + ENOUGH * letters) * share, word.end()


def _ends(signs: str) -> bool:
    return any(sign in ".!?…" for sign in signs)
