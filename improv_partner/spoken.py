"""What the actor says to the recording and not to the character: "beat grief three", "new choice".

Such a line is no line of the scene, and never reaches the character.
"""

from __future__ import annotations

import re

from .events import Event, Intent, NewChoice
from .intents import spoken_beat


def spoken(text: str, who: str = "actor") -> Event | None:
    """The event that a line of this performer stands for, if it is such a line as a whole."""
    words = re.findall(r"[a-z]+", text.lower())
    if words == ["new", "choice"]:
        return NewChoice(source="spoken", who=who)
    if beat := spoken_beat(text):
        label, intensity, stances = beat
        return Intent(label, intensity, stances=stances, source="spoken", who=who)
    return None
