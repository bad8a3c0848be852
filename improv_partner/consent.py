"""What is stored and what leaves the machine, told before any sound is opened, and the answer.

Without a yes nothing is stored or sent. The answer goes into the recording's header.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .settings import MindSettings

OPENAI_HOST = "api.openai.com"  # where the openai package goes without a base_url
HERE = ("localhost", "127.0.0.1", "::1")
TERMS_VERSION = 1


@dataclass(frozen=True, slots=True)
class Terms:
    """stored, leaves: sentences for the actor. hosts: who receives something."""

    stored: tuple[str, ...]
    leaves: tuple[str, ...]
    hosts: tuple[str, ...]

    def text(self) -> str:
        """The question as it is shown, without the question mark's prompt."""
        rows = ["Stored on this machine:", *(f"  - {row}" for row in self.stored)]
        rows += ["Leaves this machine:", *(f"  - {row}" for row in self.leaves)]
        return "\n".join(rows)

    def record(self, performer: str, asked: bool) -> dict[str, Any]:
        """The header's consent. performer: "human" or "simulated" (then nobody is asked)."""
        return {
            "terms": TERMS_VERSION,
            "performer": performer,
            "asked": asked,
            "answer": "yes",
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "stored": list(self.stored),
            "leaves": list(self.leaves),
            "hosts": list(self.hosts),
        }


def terms(mind: MindSettings, out: Path, audio: bool, performer: str = "human") -> Terms:
    """What this session would store and send, with these settings."""
    sound = "your voice and the partner's, as sound; " if audio else "no sound; "
    stored: tuple[str, ...] = (
        f"in {out}: {sound}your words as text, your tags, all timings",
        "nothing is deleted by itself: delete the session's folder to delete everything",
    )
    if performer == "simulated":
        stored = (f"in {out}: the rehearsal; nobody's voice is recorded",)
    host = mind_host(mind)
    if not host:
        return Terms(stored, ("nothing",), ())
    sound = " and how they sounded, in a few words (mind.tone)" if mind.tone == "send" else ""
    words = f"your words as text{sound}, never your voice or your tags, to {host}"
    words += f", as model {mind.model}"
    if host.rsplit(":", 1)[0] in HERE:
        return Terms(stored, (f"nothing; {words} on this machine",), ())
    return Terms(stored, (words,), (host,))


def mind_host(mind: MindSettings) -> str:
    """Host and port of the language model's server; "" if no model is configured."""
    if not mind.model:
        return ""
    if not mind.base_url:
        return OPENAI_HOST
    return urlsplit(mind.base_url).netloc or mind.base_url
