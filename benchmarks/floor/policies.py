"""The rules that are compared: which signs the partner may hear, at which patience."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from improv_partner.settings import Turns

PATIENCE_S = (0.3, 0.4, 0.5, 0.6, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0)
# What of a pause is known under each name; "fixed" is silence alone.
SIGNS: dict[str, frozenset[str]] = {
    "fixed": frozenset(),
    "pauses": frozenset({"pauses"}),
    "words": frozenset({"words"}),
    "words+pauses": frozenset({"words", "pauses"}),
    "melody": frozenset({"melody"}),
    "words+pauses+melody": frozenset({"words", "pauses", "melody"}),
    "acoustic": frozenset({"acoustic"}),
    "all": frozenset({"words", "pauses", "melody", "acoustic"}),
}


@dataclass(frozen=True, slots=True)
class Policy:
    """name: as in SIGNS. turns: the settings under which the stage plays."""

    name: str
    signs: frozenset[str]
    turns: Turns


def policies(has_sound: bool, has_acoustic: bool) -> Iterator[Policy]:
    """Every rule that the material allows, at every patience."""
    for name, signs in SIGNS.items():
        if ("melody" in signs and not has_sound) or ("acoustic" in signs and not has_acoustic):
            continue
        tempo = "easy" if signs else "fixed"
        for patience_s in PATIENCE_S:
            yield Policy(name, signs, Turns(tempo=tempo, yields="soon", patience_s=patience_s))


def default(has_sound: bool) -> Policy:
    """As the program is shipped, in a scene of an easy tempo; the acoustic model is not on."""
    name = "words+pauses+melody" if has_sound else "words+pauses"
    return Policy("default", SIGNS[name], Turns(tempo="easy", yields="soon"))
