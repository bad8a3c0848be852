"""What is told of an exchange in every table, beside the words: whose it is, meant, heard, read."""

from __future__ import annotations

from typing import Any

from ...exchanges import Exchange
from .session import Session
from .texts import clean


def about(session: Session, exchange: Exchange) -> dict[str, Any]:
    """Flat columns, the same for each row; "" and 0 where there is nothing: never invented.

    who: of the performers, "actor", "p2" and so on. performer: the same person by number.
    """
    tag, reading = session.tags.get(exchange.number), exchange.reading
    return {
        "session": session.id,
        "consent": session.consent,
        "who": exchange.performer,
        "performer": session.people.get(exchange.performer, ""),
        "scene": session.scene,
        "model": session.model,
        "exchange": exchange.number,
        "intent": tag.label if tag else "",
        "intensity": tag.intensity if tag else 0,
        "surface": tag.surface if tag else "",
        "stances": " ".join(tag.stances) if tag else "",
        "tone": clean(exchange.tone.words) if exchange.tone else "",
        "reading": reading.label if reading else "",
        "reading_intensity": reading.intensity if reading else 0,
        "feeling": reading.own if reading else "",
        "feeling_intensity": reading.own_intensity if reading else 0,
    }
