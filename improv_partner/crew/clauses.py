"""Cuts a stream of text into clauses that can be spoken one by one, cleaned for the voice.

A short first clause lets the partner be heard early; later clauses grow, so that the voice has the
whole sentence's tune. Works word by word, so any chunking of the stream gives the same clauses.
"""

from __future__ import annotations

import re
import unicodedata

# A cut at a comma wants this many characters: the first clause, the second, all later ones.
COMMA_CHARS = (8, 30, 70)
# A clause without a comma is cut before a joining word from here on: about 0.4 s of a usual stream
# for the first clause; later ones are not urgent, because something is being heard already.
JOINER_CHARS = (28, 60, 90)
JOINER_WORDS = 5
LONGEST_CHARS = 160  # cut at any blank
SHORTEST_CHARS = 4  # "Oh." goes with the next sentence


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


JOINERS = _words(
    "and but or so because when while where which who if until unless since with without after "
    "before though although"
)
# A joining word right after one of these belongs to it: "even if", "and when", "the who".
HOLDS_ON = JOINERS | _words(
    "a an the my your his her our their its even just only as not than that what to of in on at "
    "for is are was were i i'm"
)
NO_END = _words(
    "mr. mrs. ms. dr. st. prof. sr. jr. capt. lt. sgt. rev. gen. col. mt. vs. e.g. i.e. a.m. p.m. "
    "approx. u.s. u.k."
)

_CLOSERS = "[\"'”’»)\\]]*"
_HARD_END = re.compile(rf"[.!?…]+{_CLOSERS}$")
_SOFT_END = re.compile(rf"(?:[,;:–—]|-+){_CLOSERS}$")
_SENTENCE_END = re.compile(rf"(?<!\.)(?:[.?!]*[!?][.?!]*|\.){_CLOSERS}$")
_INITIAL = re.compile(rf"^{_CLOSERS}[A-HJ-Z]\.$")  # not "I.": "So did I."
_ADDRESS = re.compile(r"^\W*(?:https?://|www\.)\S+", re.IGNORECASE)
_MARKUP = str.maketrans(dict.fromkeys("*#~|<>\\^`=[]{}", "") | {"_": " ", "&": " and "})
_UNSPOKEN = {"So", "Sk", "Cs", "Co", "Cn", "Cc", "Cf", "Me"}  # emoji, joiners, control characters


def ends_sentence(clause: str) -> bool:
    """Whether a sentence ends here; a pause ("Well...") is none."""
    return _SENTENCE_END.search(clause) is not None


def clean(text: str) -> str:
    """All of the text as it is spoken: one line, no markup, emoji or web addresses."""
    words: list[str] = []
    for line in text.splitlines():
        last = ""
        for word in line.split():
            for part in _spoken(word, last):
                if part[0] == "\0":
                    words[-1] += part[1:]
                else:
                    words.append(part)
                last = words[-1]
    return " ".join(words)


def _spoken(word: str, last: str) -> list[str]:
    """What is spoken of a word; "\\0?" is a sign that joins the word before it (`last`)."""
    if _ADDRESS.match(word):
        return []
    kept = "".join(
        c for c in word if c in "°" or (unicodedata.category(c) not in _UNSPOKEN and c != "\ufe0f")
    )
    parts = []
    for part in kept.translate(_MARKUP).split():
        if any(c.isalnum() for c in part):
            parts.append(part)
        elif last and not parts and not _pauses(last) and _pauses(part):
            parts.append("\0" + (" " + part if part[0] in "-–—" else part))
    return parts


def _pauses(word: str) -> bool:
    return bool(_HARD_END.search(word) or _SOFT_END.search(word))


class Clauses:
    """The splitter of one reply. " ".join of all clauses is clean(text), but for commas added
    where a long clause had to be cut without one (a voice would drop its tune at a bare end)."""

    def __init__(self) -> None:
        self._word = ""  # not yet followed by white space
        self._piece = ""  # the words of the next clause
        self._last = ""  # the word before on this line
        self._count = 0

    def feed(self, text: str) -> list[str]:
        """The clauses that are complete with this text."""
        out: list[str] = []
        for c in text:
            if not c.isspace():
                self._word += c
                continue
            self._take_word(out)
            if c.splitlines() == [""]:  # any line break
                self._last = ""
                if len(self._piece) >= SHORTEST_CHARS:
                    self._cut(out)
        return out

    def end(self, broken: bool = False) -> list[str]:
        """What is left; broken: the stream was cut off, so leave out its unfinished word.

        The splitter may be fed again afterwards.
        """
        out: list[str] = []
        if not broken:
            self._take_word(out)
        self._word = self._last = ""
        if self._piece:
            self._cut(out)
        return out

    def _take_word(self, out: list[str]) -> None:
        parts, self._word = _spoken(self._word, self._last) if self._word else [], ""
        for part in parts:
            if part[0] == "\0":
                self._piece += part[1:]
            else:
                self._add(part, out)
            self._last = self._piece.rpartition(" ")[2]
            if self._may_end():
                self._cut(out)

    def _add(self, word: str, out: list[str]) -> None:
        if self._piece and (
            len(self._piece) + len(word) >= LONGEST_CHARS or self._joins(word.lower())
        ):
            self._piece += "" if _pauses(self._piece) else ","
            self._cut(out)
        self._piece += f" {word}" if self._piece else word

    def _joins(self, word: str) -> bool:
        if word not in JOINERS or self._last.lower() in HOLDS_ON:
            return False
        long = len(self._piece) >= self._least(JOINER_CHARS)
        return long and self._piece.count(" ") + 1 >= JOINER_WORDS

    def _may_end(self) -> bool:
        last = self._piece.rpartition(" ")[2]
        if _HARD_END.search(last):
            stays = last.lower() in NO_END or _INITIAL.match(last)
            return len(self._piece) >= SHORTEST_CHARS and not stays
        return bool(_SOFT_END.search(last)) and len(self._piece) >= self._least(COMMA_CHARS)

    def _least(self, chars: tuple[int, int, int]) -> int:
        return chars[min(self._count, len(chars) - 1)]

    def _cut(self, out: list[str]) -> None:
        out.append(self._piece)
        self._piece = ""
        self._count += 1
