"""Which words of a growing line are shown: those on which two looks in a row agree.

The last word of a look is often half a word, and the ones before it change with what follows. What
has been shown is changed only if two looks agree on something else.
"""

from __future__ import annotations

from itertools import takewhile


class Agreement:
    """The shown words of one line. They differ only in spelling: case and signs do not count."""

    def __init__(self) -> None:
        self._shown: list[str] = []
        self._before: list[str] = []  # the look before

    def look(self, text: str) -> str:
        """What is shown after one more look at a line that goes on."""
        words = text.split()
        agreed = words[: _common(words, self._before)]
        self._before = words
        if _common(agreed, self._shown) < len(agreed):
            self._shown = agreed
        return " ".join(self._shown)

    def whole(self, text: str) -> str:
        """What is shown after a look at a line that paused: no half words, so all of it."""
        self._shown = self._before = text.split()
        return " ".join(self._shown)


def _common(one: list[str], other: list[str]) -> int:
    """How many words both begin with."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: _plain(pair[0]) == _plain(pair[1]), pairs))


def _plain(word: str) -> str:
    return word.strip(".,;:!?…-—\"'“”‘’").lower()
