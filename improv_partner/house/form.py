"""Consent at the door: what an actor is told and asked before anything is heard, and the answer.

Each purpose is a yes or no of its own; what is not answered is a no. Nobody's voice is cloned: that
is not asked. The answer goes into the recording's header, with a digest of the form as it was read.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from ..consent import Terms
from ..settings import HouseSettings
from . import Refused

FORM_VERSION = 3
LANGUAGE = "en"
NAME_CHARS = 60
NAME = "A name to be called by in the scene and in the recording (not needed)"
REAL_NAME = "Your real name, if you were asked for it: it is kept apart from the recording"
ZONE = re.compile(r"[+-](0\d|1[0-4])[0-5]\d")  # the browser's distance from UTC, e.g. +0100
PURPOSES: dict[str, str] = {  # what is asked, in this order
    "run": "Play the scene: my voice is heard and understood by the program while it is played.",
    "keep_text": "Keep the words that were said, my tags, and all timings.",
    "keep_audio": "Keep my voice as sound (only together with the words).",
    "replay": "Research: play the recorded scene again to other models and compare them.",
    "share": "Share the recording with other researchers, and its words with servers of models.",
    "train": "Use the recording to train or tune a model.",
    "excerpts": "Publish excerpts, in words or sound.",
}
VIDEO = {"keep_video": "Film me with my camera (only together with the words)."}
NEVER = (
    "Nobody's voice is cloned, and no voice print is made.",
    "Nothing you say is judged as your own feeling: you tag what you play, the program may describe"
    " how it sounded (loud, slow, ...).",
)
NOBODY = "whoever gave you this address"
NO_ANSWER = "that is no answer to the form"


@dataclass(frozen=True, slots=True)
class Form:
    """terms: what is stored and what leaves, see consent.py. today: keeping begins with it.

    video: a camera is asked about.
    """

    terms: Terms
    house: HouseSettings
    today: datetime
    video: bool = False

    @property
    def purposes(self) -> dict[str, str]:
        """What is asked, in this order."""
        return PURPOSES | VIDEO if self.video else PURPOSES

    @property
    def keep_until(self) -> str:
        """The day after which nothing is kept, "" = until it is deleted by hand."""
        days = self.house.keep_days
        return (self.today + timedelta(days=days)).date().isoformat() if days else ""

    def as_dict(self) -> dict[str, Any]:
        """The form as the page shows it."""
        house = self.house
        contact = house.contact or NOBODY
        kept = f"Until {self.keep_until}" if self.keep_until else "Until it is deleted by hand"
        stored = (
            "On the machine of who runs the scene, and only what you say yes to below.",
            "Without a yes to words nothing is left when the scene is over.",
        )
        return {
            "version": FORM_VERSION,
            "language": LANGUAGE,
            "run_by": house.run_by or NOBODY,
            "stored": list(stored),
            "leaves": list(self.terms.leaves),
            "kept": kept,
            "withdraw": "Any time, without a reason: after your yes you get a withdrawal code."
            f" Give it to {contact}, who then deletes everything that is kept of you.",
            "stop_word": house.stop_word,
            "never": list(NEVER),
            "name": NAME,
            "real_name": REAL_NAME if house.ask_names else "",
            "purposes": [{"key": key, "words": words} for key, words in self.purposes.items()],
        }

    def answered(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """What is signed for the recording's header: FIELDS of consent_record.py, and more.

        given: {"adult": true, "name": "...", "purposes": {key: true or false}, "zone": "+0100"}.
        Raises Refused if it is no answer, or no yes to the scene itself.
        """
        purposes, name = given.get("purposes"), _name(given, "name")
        zone = given.get("zone", "")
        if not isinstance(purposes, Mapping) or not isinstance(zone, str):
            raise Refused(400, NO_ANSWER)
        if zone and not ZONE.fullmatch(zone):
            raise Refused(400, NO_ANSWER)
        if not set(purposes) <= set(self.purposes) or {*map(type, purposes.values())} - {bool}:
            raise Refused(400, "the form was answered with something else than yes and no")
        yes = {key: bool(purposes.get(key, False)) for key in self.purposes}
        if given.get("adult") is not True:
            raise Refused(403, "only adults can agree to this; nothing was heard, sent or stored")
        if not yes["run"]:
            raise Refused(403, "that is fine: nothing was heard, sent or stored")
        shown = self.as_dict()
        return self.terms.record("human", asked=True) | {
            "id": secrets.token_hex(8),
            "form": FORM_VERSION,
            "form_sha256": digest(shown),
            "language": LANGUAGE,
            "how": "typed on the page",
            "pseudonym": name,
            "stored": shown["stored"],
            "adult": True,
            "purposes": yes | {"clone": False},
            "run_by": shown["run_by"],
            "keep_until": self.keep_until,
            "withdraw": shown["withdraw"],
            "stop_word": shown["stop_word"],
            **({"zone": zone} if zone else {}),
        }


def form(terms: Terms, house: HouseSettings, video: bool = False) -> Form:
    return Form(terms, house, datetime.now(UTC), video)


def real_name(given: Mapping[str, Any]) -> str:
    """As it was given with the answer, "" = it was not; never in the record. Raises Refused."""
    return _name(given, "real_name")


def digest(shown: Mapping[str, Any]) -> str:
    """SHA-256 of the form as it was shown."""
    return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


def keeps(consent: Mapping[str, Any]) -> tuple[bool, bool]:
    """May words be kept, and sound?"""
    purposes = consent["purposes"]
    return purposes["keep_text"], purposes["keep_text"] and purposes["keep_audio"]


def _name(given: Mapping[str, Any], field: str) -> str:
    found = given.get(field, "")
    if not isinstance(found, str):
        raise Refused(400, NO_ANSWER)
    return " ".join(found.split())[:NAME_CHARS].rstrip()
