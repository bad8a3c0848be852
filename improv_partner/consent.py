"""What is stored and what leaves the machine, told before any sound is opened, and the answer.

Without a yes nothing is stored or sent. The answer goes into the recording's header.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .settings import MindSettings, VoiceSettings

OPENAI_HOST = "api.openai.com"  # where the openai package goes without a base_url
HERE = ("localhost", "127.0.0.1", "::1")
TERMS_VERSION = 3
SHARES = "other researchers may get the recording, and servers of other models its words"
LOCAL = frozenset({"run", "keep_text", "keep_audio", "replay"})  # purposes of the plain yes


@dataclass(frozen=True, slots=True)
class Terms:
    """stored, leaves: sentences for the actor. hosts: who receives something."""

    stored: tuple[str, ...]
    leaves: tuple[str, ...]
    hosts: tuple[str, ...]

    def text(self, columns: int = 0) -> str:
        """The question as it is shown, without the question mark's prompt.

        columns: lines are broken before they are wider; 0 = never.
        """

        def point(row: str) -> str:
            if not columns:
                return f"  - {row}"
            wide = max(columns - 4, 40)  # a path may be wider: it stays whole, to be copied
            lines = textwrap.wrap(row, wide, break_long_words=False, break_on_hyphens=False)
            return "  - " + "\n    ".join(lines)

        rows = ["Stored on this machine:", *map(point, self.stored)]
        return "\n".join([*rows, "Leaves this machine:", *map(point, self.leaves)])

    def record(self, performer: str, asked: bool, share: bool = False) -> dict[str, Any]:
        """The header's consent. performer: "human" or "simulated" (then nobody is asked).

        share: the performer also said yes to what SHARES says.
        """
        purposes = {"purposes": dict.fromkeys(sorted(LOCAL | {"share"}), True)} if share else {}
        return {
            "terms": TERMS_VERSION,
            "performer": performer,
            "asked": asked,
            "answer": "yes",
            "at": datetime.now(UTC).isoformat(timespec="seconds"),
            "stored": list(self.stored),
            "leaves": list(self.leaves),
            "hosts": list(self.hosts),
            **purposes,
        }


def terms(
    mind: MindSettings,
    out: Path,
    audio: bool,
    performer: str = "human",
    voice: VoiceSettings | None = None,
) -> Terms:
    """What this session would store and send, with these settings. voice: None = the built-in."""
    sound = "your voice and the partner's, as sound; " if audio else "no sound; "
    stored: tuple[str, ...] = (
        f"in {out}: {sound}your words as text, your tags, all timings",
        "nothing is deleted by itself: improv withdraw SESSION deletes it and what was made of it",
    )
    if performer == "simulated":
        stored = (f"in {out}: the rehearsal; nobody's voice is recorded",)
    sent = [row for row in (_to_mind(mind), _to_voice(voice or VoiceSettings())) if row]
    away = [(host, words) for host, words in sent if not _is_here(host)]
    if away:
        hosts = dict.fromkeys(host for host, _ in away)
        return Terms(stored, tuple(words for _, words in away), tuple(hosts))
    if sent:
        words = "; ".join(words for _, words in sent)
        return Terms(stored, (f"nothing; {words} on this machine",), ())
    return Terms(stored, ("nothing",), ())


def _to_mind(mind: MindSettings) -> tuple[str, str] | None:
    """The host of the language model, and what it gets."""
    if not (host := mind_host(mind)):
        return None
    sound = " and how they sounded, in a few words (mind.tone)" if mind.tone == "send" else ""
    words = f"your words as text{sound}, never your voice or your tags, to {host}"
    return host, f"{words}, as model {mind.model}"


def _to_voice(voice: VoiceSettings) -> tuple[str, str] | None:
    """The host of the speech server, and what it gets."""
    if not (host := voice_host(voice)):
        return None
    how = " and how to speak them" if voice.instructions else ""
    words = f"the partner's words as text (yours may be among them){how}, to {host}"
    return host, f"{words}, as voice {voice.name}"


def _is_here(host: str) -> bool:
    return host in HERE or urlsplit(f"//{host}").hostname in HERE


def mind_host(mind: MindSettings) -> str:
    """Host and port of the language model's server; "" if no model is configured."""
    if not mind.model:
        return ""
    if not mind.base_url:
        return OPENAI_HOST
    return urlsplit(mind.base_url).netloc or mind.base_url


def voice_host(voice: VoiceSettings) -> str:
    """Host of the speech server, without its port; "" if the voice is the built-in one."""
    if not voice.served:
        return ""
    if not voice.base_url:
        return OPENAI_HOST
    try:
        return urlsplit(voice.base_url).hostname or voice.base_url
    except ValueError:  # no address at all, which the voice will tell
        return voice.base_url
