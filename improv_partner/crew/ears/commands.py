"""What an actor says to the recording, as words that a recogniser with a dictionary can learn.

Such a recogniser hardly ever understands "beat grief three": its language model has met no such
sentence. Here the whole command is one long word, which has to win against all others. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import product

from ...intents import LABELS, STANCES

GLUE = "_"  # between the parts of such a word; no word of the dictionary has it
PAUSE = "SIL"  # the acoustic model's silence
NUMBERS = ("one", "two", "three")
# Beside the dictionary's ways: "two" far in front ("tyoo", else taken for "you"), "three" as "free"
# or "tree", a British "anger", and how most people say "disgust".
ALSO = {
    **{"one": ("W AA N",), "two": ("T Y UW", "T UW Y UW"), "three": ("F R IY", "T R IY")},
    **{"anger": ("AE NG G AH",), "disgust": ("D IH S K AH S T",), "sadness": ("S AE D N IH S",)},
}
# A breath after the command, taken for a short word. Only after a number: without one, it may be
# the number that was not understood.
_BREATH = re.compile(rf"({GLUE}(?:{'|'.join(NUMBERS)})) [a-z]{{1,3}}$")

Lookup = Callable[[str], str | None]  # the phones of a word, None if it is not in the dictionary


def commands(lookup: Lookup) -> Iterator[tuple[str, list[str]]]:
    """Each command as one word, and its pronunciations: as the parts are said, then with pauses.

    "beat", perhaps a stance, a label of improv-16, perhaps a number; and "new choice". A command
    with a part that the dictionary lacks is left out.
    """
    yield from _command(("new", "choice"), lookup)
    for stance, label, number in product(("", *STANCES), LABELS, ("", *NUMBERS)):
        yield from _command(tuple(filter(None, ("beat", stance, label, number))), lookup)


def plain(text: str) -> str:
    """A recogniser's text with the commands as ordinary words again."""
    return _BREATH.sub(r"\1", text).replace(GLUE, " ")


def _command(parts: tuple[str, ...], lookup: Lookup) -> Iterator[tuple[str, list[str]]]:
    said = [[*_dictionary(part, lookup), *ALSO.get(part, ())] for part in parts]
    if all(said):
        fluent = [" ".join(phones) for phones in product(*said)]
        paused = f" {PAUSE} ".join(ways[0] for ways in said)
        yield GLUE.join(parts), [*fluent, paused]


def _dictionary(word: str, lookup: Lookup) -> list[str]:
    """All ways in which the dictionary says it: "interest", "interest(2)", ..."""
    found: list[str] = []
    while phones := lookup(f"{word}({len(found) + 1})" if found else word):
        found.append(phones)
    return found
