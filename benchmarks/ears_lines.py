"""Spoken lines of known words and length, and how well words that were shown for them did."""

from __future__ import annotations

import random
import re
import sys
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # also runs from a checkout not installed

from improv_partner.events import FRAME_S
from tests.speech import AFTER_S, BEFORE_S, SENTENCES, frames, quiet

PAUSES_S = (0.06, 0.14, 0.3, 0.5, 0.8)  # between sentences: breaths, and places to think
AFTERWARDS_S = 1.2  # silence after the line


@dataclass
class SpokenLine:
    """A line as microphone frames. words: each with the second at which it has been said."""

    sound: list[bytes]
    words: list[tuple[str, float]]
    end_s: float  # of its speech


def spoken_line(seconds: float, dice: random.Random) -> SpokenLine:
    """Sentences of the tiny model's language in random order, up to about so many seconds."""
    sound, words = quiet(BEFORE_S), []
    while True:
        file = dice.choice(list(SENTENCES))
        clip = frames(file)[round(BEFORE_S / FRAME_S) : -round(AFTER_S / FRAME_S)]
        start_s, length_s = len(sound) * FRAME_S, len(clip) * FRAME_S
        if words and start_s - BEFORE_S + length_s / 2 > seconds:
            break
        said, letters = SENTENCES[file].split(), 0
        for word in said:
            letters += len(word)
            words.append((word, start_s + length_s * letters / len("".join(said))))
        sound = [*sound, *clip, *quiet(dice.choice(PAUSES_S))]
    return SpokenLine([*sound, *quiet(AFTERWARDS_S)], words, words[-1][1])


@dataclass
class Score:
    """What was measured for lines of one length with one way to listen; all in seconds or counts.

    after_end_s: final words after the end of speech. late_s: final words after the hard end.
    lag_s: from a word said to that word shown. shown, changed: words that were shown, and those of
    them that were changed later. wrong: words of the final text, of `said`.
    """

    after_end_s: list[float] = field(default_factory=list)
    late_s: list[float] = field(default_factory=list)
    lag_s: list[float] = field(default_factory=list)
    shown: int = 0
    changed: int = 0
    wrong: int = 0
    said: int = 0
    busy_s: float = 0.0
    longest_s: float = 0.0
    sound_s: float = 0.0

    def figures(self) -> dict[str, float]:
        return {
            "final after end, s": mean(self.after_end_s),
            "late at hard end, s": mean(self.late_s),
            "word shown after, s": mean(self.lag_s),
            "shown words changed": self.changed / max(1, self.shown),
            "words wrong": self.wrong / max(1, self.said),
            "CPU share": self.busy_s / self.sound_s,
            "longest look, s": self.longest_s,
        }

    def add_words(self, line: SpokenLine, texts: list[tuple[float, str]]) -> None:
        """texts: what was shown and when; the last is the final text."""
        shown: list[str] = []
        first_s: dict[tuple[int, str], float] = {}
        for at_s, text in texts:
            words = plain(text)
            same = [a == b for a, b in zip(shown, words, strict=False)]
            kept = sum(same)
            self.shown += len(words) - kept
            self.changed += len(shown) - kept
            for n, word in enumerate(words):
                first_s.setdefault((n, word), at_s)
            shown = words
        said = [word for word, _ in line.words]
        self.said += len(said)
        self.wrong += edits(said, shown)
        for block in SequenceMatcher(a=said, b=shown, autojunk=False).get_matching_blocks():
            for n in range(block.size):
                at = block.b + n
                self.lag_s.append(first_s[at, shown[at]] - line.words[block.a + n][1])


def mean(numbers: list[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else float("nan")


def plain(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.lower())


def edits(said: list[str], heard: list[str]) -> int:
    """Words to change, add or take out (Levenshtein)."""
    row = list(range(len(heard) + 1))
    for i, a in enumerate(said, 1):
        before, row = row, [i]
        for j, b in enumerate(heard, 1):
            row.append(min(before[j] + 1, row[-1] + 1, before[j - 1] + (a != b)))
    return row[-1]
