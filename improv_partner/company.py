"""Who is in the scene besides the partner, and whether a line is meant for the partner. Pure.

Rules, not a model: a name at the edge of a line calls its bearer; else a line answers the line
before it (adjacency pairs: Sacks, Schegloff & Jefferson 1974).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .events import Present
from .phrases import words_of
from .transcript import Line

EVERYBODY = frozenset(["everybody", "everyone", "anybody", "anyone", "both", "all"])
FOR_SURE, UNCLEAR, FOR_ANOTHER = 1.0, 0.5, 0.0  # how surely a line is meant for the partner
EDGE_WORDS = 2  # a call is among the first or the last so many words: "well, Ben", "Ben, please"


@dataclass(slots=True)
class Company:
    """partner: the character's name. names: of the performers that are here, by who they are."""

    partner: str = ""
    names: dict[str, str] = field(default_factory=dict)

    def change(self, event: Present) -> None:
        if event.here:
            self.names[event.who] = event.name
        else:
            self.names.pop(event.who, None)

    def name(self, who: str) -> str:
        """Of this performer; "" if nobody else is here, for then no name is needed."""
        return self.names.get(who, "") if len(self.names) > 1 else ""

    def addressed(self, line: Line, lines: Sequence[Line]) -> float:
        """How surely this line, the newest of these, is meant for the partner."""
        if len(self.names) < 2:
            return FOR_SURE
        words = words_of(line.text)
        edges = {*words[:EDGE_WORDS], *words[-EDGE_WORDS:]}
        ours = set(words_of(self.partner))
        others = {w for who, n in self.names.items() if who != line.performer for w in words_of(n)}
        if ours & edges:
            return FOR_SURE
        if others & edges:
            return FOR_ANOTHER
        if (ours | EVERYBODY) & set(words):
            return FOR_SURE
        before = [one for one in lines if one is not line and one.text]
        if not before:
            return UNCLEAR
        if before[-1].who == "partner":
            return FOR_SURE
        return UNCLEAR if before[-1].performer == line.performer else FOR_ANOTHER
