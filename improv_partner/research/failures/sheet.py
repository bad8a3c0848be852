"""What the header tells of the scene, as far as the failure rules need it: the character's sheet.

Read leniently: a scene of another version, or a damaged one, only tells less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Sheet:
    """facts: what both know. secret: what only the partner knows. work: who the character is.

    rehearsed: the lines of a simulated actor, word for word. max_words: of a reply, 0 = not told.
    """

    key: str = ""
    actor: str = ""
    character: str = ""
    work: str = ""
    secret: str = ""
    facts: tuple[str, ...] = ()
    rehearsed: tuple[str, ...] = ()
    max_words: int = 0

    @classmethod
    def of(cls, scene: Any) -> Sheet:
        """Of the header's scene, whatever it is."""
        table = scene if isinstance(scene, Mapping) else {}
        one, other = (_table(table.get(key)) for key in ("actor", "character"))
        words = table.get("max_words")
        rows = table.get("rehearsal")
        lines = [_text(_table(row), "text") for row in rows] if isinstance(rows, list) else []
        facts = table.get("facts")
        known = [fact for fact in facts if isinstance(fact, str)] if isinstance(facts, list) else []
        return cls(
            key=_text(table, "key"),
            actor=_text(one, "name"),
            character=_text(other, "name"),
            work=f"{_text(other, 'who')} {_text(other, 'speaks')}".strip(),
            secret=_text(other, "secret"),
            facts=tuple(known),
            rehearsed=tuple(line for line in lines if line),
            max_words=words if isinstance(words, int) else 0,
        )


def _table(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _text(table: Mapping[str, Any], key: str) -> str:
    value = table.get(key)
    return value if isinstance(value, str) else ""
