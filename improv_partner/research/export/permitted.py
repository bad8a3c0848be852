"""What a session's consent permits: exports and re-runs ask here first; why not, in one line.

A purpose is permitted only by a yes to it. The plain yes of improv play, which names no purposes,
is one to LOCAL: what that question says is done. Of a simulated actor nobody has to be asked.
What was withdrawn, or was to be kept until a day that is over, is for nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ...consent_record import withdrawn as taken_back
from ...tombstone import FILE as TOMBSTONE

# What a performer says yes or no to, as the header's consent names it (house/form.py).
PURPOSES: dict[str, str] = {
    "run": "run the scene",
    "keep_text": "keep the words",
    "keep_audio": "keep the sound",
    "replay": "replay it for research",
    "share": "share it with others",
    "train": "train or fine-tune a model",
    "excerpts": "publish excerpts",
    "clone": "clone the voice",  # asked by nobody, permitted by nobody: see permitted()
}
LOCAL = frozenset({"run", "keep_text", "keep_audio", "replay"})
NEVER = frozenset({"clone"})
ID_BYTES = 6


def permitted(consent: Mapping[str, Any]) -> frozenset[str]:
    """The purposes of PURPOSES that this consent record says yes to."""
    if consent.get("answer") != "yes":
        return frozenset()
    purposes = consent.get("purposes")
    if isinstance(purposes, Mapping):
        found = {name for name, answer in purposes.items() if answer is True}
    elif purposes is not None:  # not as anybody writes it: nothing can be read out of it
        found = set()
    elif consent.get("performer") == "simulated":
        found = set(PURPOSES)
    else:
        found = set(LOCAL)
    return frozenset(found) & (PURPOSES.keys() - NEVER)


def withdrawn(folder: Path) -> str:
    """That this session was withdrawn, in one line; "" if it was not."""
    there = (folder / TOMBSTONE).exists()
    return f"{folder}: was withdrawn; nothing of it is used" if there else ""


def refusal(folder: Path, header: Mapping[str, Any], needs: Iterable[str]) -> str:
    """Why this session may not be used for these purposes, in one line; "" if it may."""
    if why := withdrawn(folder):
        return why
    consent = record(header)
    if gone := taken_back(consent):  # its tombstone was lost
        return f"{folder}: was withdrawn by {', '.join(gone)}; nothing of it is used"
    if consent.get("answer") != "yes":
        return f"{folder}: nobody agreed to this session; nothing of it is used"
    until = str(consent.get("keep_until") or "")
    if until and until < datetime.now(UTC).date().isoformat():
        return f"{folder}: was to be kept until {until}; nothing of it is used: delete it"
    missing = [name for name in PURPOSES if name in set(needs) - permitted(consent)]
    if not missing:
        return ""
    purposes = consent.get("purposes")
    answers = purposes if isinstance(purposes, Mapping) else {}
    said = [name for name in missing if name in answers]
    verb = "says no to" if said else "does not say yes to"
    wanted = ", ".join(f'"{PURPOSES[name]}" ({name})' for name in said or missing)
    return f"{folder}: its consent {verb} {wanted}; only the performer can, before a scene"


def record(header: Mapping[str, Any]) -> Mapping[str, Any]:
    """The consent record of a session's header; empty if there is none."""
    consent = header.get("consent")
    return consent if isinstance(consent, Mapping) else {}


def consent_id(header: Mapping[str, Any]) -> str:
    """The record's own id, or one that is made of its content: the same record, the same id."""
    consent = record(header)
    if given := consent.get("id"):
        return str(given)
    content = json.dumps(consent, sort_keys=True, ensure_ascii=False).encode()
    return f"c-{hashlib.blake2b(content, digest_size=ID_BYTES).hexdigest()}"
