"""Pure judgements on the actor's voice while the partner speaks: is it an interruption?

A backchannel, a laugh, a cough and a murmur to somebody else stop nobody; the partner may fall
silent for a moment to hear what it is. See stage.py for what follows from them.
"""

from __future__ import annotations

from dataclasses import dataclass

from . import events as ev
from .phrases import is_backchannel, words_of
from .settings import Turns
from .transcript import Line
from .turns import frames

EARLY_S = 0.5  # a voice so soon after the partner's first sound: the actor was not through
MURMUR_WORDS = 4  # of a voice that is never loud: so many may be meant for somebody else


@dataclass(slots=True)
class Overlap:
    """The actor's voice while the partner speaks, before it is known what it is.

    line: the actor's, if it becomes one. voiced, silent: frames with a voice in all, and without
    one since. early: it began when the partner had hardly begun: the actor was not through.
    asked: the ears were asked for final words; heard: they gave them.
    """

    line: Line
    voiced: int
    early: bool
    loud: bool = False
    silent: int = 0
    dipped: bool = False
    asked: bool = False
    heard: bool = False

    def step(self, frame: ev.Frame) -> None:
        self.loud = self.loud or (frame.voiced and frame.loud)
        self.voiced += frame.voiced
        if frame.voiced:  # it goes on: what was asked is out of date
            self.asked = self.heard = False
        self.silent = 0 if frame.voiced or frame.speech else self.silent + 1

    def hears(self, words: ev.Words, revision: int) -> bool:
        """What the ears understood; False if it is out of date: the voice had gone on."""
        if words.final and not (self.asked and words.revision == revision):
            return False
        self.line.text, self.heard = words.text.strip(), words.final
        return True


def early(spoken_frames: int) -> bool:
    """The partner has hardly begun."""
    return spoken_frames <= frames(EARLY_S)


def dips(turns: Turns, overlap: Overlap) -> bool:
    """The partner falls silent to hear what the actor wants.

    A murmur has to last three times as long, and so has any voice for a character that yields
    late.
    """
    patient = turns.yields == "late" or not overlap.loud
    return overlap.voiced >= frames(turns.barge_in_s * (3 if patient else 1))


def interrupts(turns: Turns, overlap: Overlap) -> bool:
    """The words over the partner's are a line of their own: it must yield.

    Full-Duplex-Bench's rule and a list of words: backchannels are at most two words, and are known
    ones. One word is believed only when it is final; a late yielder hears the actor out for three.
    """
    words = words_of(overlap.line.text)
    enough = 1 if overlap.heard else 3 if turns.yields == "late" else 2
    if len(words) < enough or not dips(turns, overlap):
        return False
    if not overlap.loud and len(words) <= MURMUR_WORDS:
        return False
    return overlap.early or not is_backchannel(words)


def verdict(turns: Turns, overlap: Overlap) -> str:
    """What the partner is to do, "" = go on: "yield", "dip" (fall silent and listen), "ask" (the
    ears for final words, after the silence of a soft end), or "passed": it was nothing to yield to.
    """
    if interrupts(turns, overlap):
        return "yield"
    if not overlap.dipped and dips(turns, overlap) and not overlap.silent:
        return "dip"
    if not overlap.asked and overlap.silent >= frames(turns.soft_end_s):
        return "ask"
    return "passed" if overlap.heard else ""
