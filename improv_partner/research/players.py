"""Who played in a session: the performers by who they are, and how they were called."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

ACTOR, PARTNER = "actor", "partner"
NAME = re.compile(r"[a-z][a-z0-9-]{0,30}")  # of a track: a header is no way to other files
NOBODY = ("model", "nobody")  # kinds of who is no performer: the partner, a seat left empty


def performers(header: Mapping[str, Any]) -> tuple[str, ...]:
    """Who they are, in the order of the header: "actor" for one alone, then "p2" and so on.

    Each has a track of that name, if its sound was kept.
    """
    found = _table(header, "performers")
    named = [
        who
        for who, one in found.items()
        if who != PARTNER and NAME.fullmatch(who) and _table(found, who).get("kind") not in NOBODY
    ]
    return tuple(named) or (ACTOR,)


def players(header: Mapping[str, Any]) -> tuple[str, ...]:
    """The first performer, the partner, further performers: the order of channels in a WAV file."""
    first, *others = performers(header)
    return (first, PARTNER, *others)


def names(header: Mapping[str, Any]) -> dict[str, str]:
    """How each player is called: several performers by their own names, one alone by the part's."""
    scene, people = _table(header, "scene"), _table(header, "performers")
    who = performers(header)
    parts = {ACTOR: str(_table(scene, "actor").get("name") or ACTOR)} if len(who) == 1 else {}
    own = {one: str(_table(people, one).get("name") or one) for one in who}
    return {**own, **parts, PARTNER: str(_table(scene, "character").get("name") or PARTNER)}


def _table(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = of.get(name)
    return value if isinstance(value, Mapping) else {}
