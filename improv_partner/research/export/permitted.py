"""What a session's consent permits: exports and re-runs ask here first; why not, in one line.

A purpose is permitted only by a yes to it. The plain yes of improv play, which names no purposes,
is one to LOCAL: what that question says is done. Of a simulated actor nobody has to be asked.
What was withdrawn, or was to be kept until a day that is over, is for nothing. Several performers
permit each for themselves; what nobody may be left out of needs the yes of all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Any

from ... import track
from ...consent import LOCAL
from ...consent_record import records
from ...consent_record import withdrawn as taken_back
from ...errors import RecordingError
from ...tombstone import FILE as TOMBSTONE
from ..players import PARTNER, performers

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
NEVER = frozenset({"clone"})
ID_BYTES = 6
MOST_NAMED = 5  # sessions in a line


class Ended(RecordingError):
    """A session was withdrawn, or its day is over: that is no fault of whoever asks."""


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


def of_each(header: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """What each performer of a session permits: by the own record, where there are several."""
    consent = record(header)
    signed = {str(one.get("who")): permitted(one) for one in records(consent)}
    several, together = len(signed) > 1, permitted(consent)
    alone = frozenset[str]() if several else together  # who signed nothing beside others
    return {who: signed.get(who, alone) if several else together for who in performers(header)}


def refusing(header: Mapping[str, Any], needs: Iterable[str]) -> frozenset[str]:
    """The performers who do not permit all of these purposes."""
    wanted = frozenset(needs)
    return frozenset(who for who, yes in of_each(header).items() if not wanted <= yes)


def heard(header: Mapping[str, Any]) -> tuple[str, ...]:
    """The players whose sound was kept with their yes, the partner first; () if nobody's was."""
    if not header.get("audio"):
        return ()
    no, kept = refusing(header, {"keep_audio"}), track.players(header)
    alone = len(performers(header)) == 1
    people = [who for who in performers(header) if who not in no and (alone or who in kept)]
    return (PARTNER, *people) if people else ()


def ended(folder: Path, header: Mapping[str, Any]) -> str:
    """That this session was withdrawn, or its day is over, in one line; "" if neither."""
    if why := withdrawn(folder):
        return why
    consent = record(header)
    if gone := taken_back(consent):  # its tombstone was lost
        return f"{folder}: was withdrawn by {', '.join(gone)}; nothing of it is used"
    until = str(consent.get("keep_until") or "")
    if until and until < datetime.now(UTC).date().isoformat():
        return f"{folder}: was to be kept until {until}; nothing of it is used: delete it"
    return ""


def ended_line(why: Mapping[str, str]) -> str:
    """What is said of sessions that have ended; why: by folder or address, at least one."""
    if len(why) == 1:
        return next(iter(why.values()))
    names = [PurePath(place).name for place in why]
    more = f" and {len(names) - MOST_NAMED} others" if len(names) > MOST_NAMED else ""
    told = f"{', '.join(names[:MOST_NAMED])}{more}"
    return f"{len(names)} sessions were withdrawn, or their day is over: left out: {told}"


def unusable(folder: Path, header: Mapping[str, Any]) -> str:
    """Why nothing of this session may be used, whatever for, in one line; "" if some may."""
    if why := ended(folder, header):
        return why
    if record(header).get("answer") != "yes":
        return f"{folder}: nobody agreed to this session; nothing of it is used"
    return ""


def require(folder: Path, header: Mapping[str, Any], needs: Iterable[str]) -> None:
    """Raises Ended, or RecordingError, with what refusal() says."""
    if why := ended(folder, header):
        raise Ended(why)
    if why := refusal(folder, header, needs):
        raise RecordingError(why)


def refusal(folder: Path, header: Mapping[str, Any], needs: Iterable[str]) -> str:
    """Why all of this session may not be used for these purposes, in one line; "" if it may."""
    if why := unusable(folder, header):
        return why
    consent = record(header)
    missing = [name for name in PURPOSES if name in set(needs) - permitted(consent)]
    if not missing:
        return ""
    purposes = consent.get("purposes")
    answers = purposes if isinstance(purposes, Mapping) else {}
    said = [name for name in missing if name in answers]
    verb = "says no to" if said else "does not say yes to"
    wanted = ", ".join(f'"{PURPOSES[name]}" ({name})' for name in said or missing)
    whose = ", ".join(sorted(refusing(header, missing))) if len(performers(header)) > 1 else ""
    by = f" (by {whose})" if whose else ""
    return f"{folder}: its consent {verb} {wanted}{by}; only the performer can, before a scene"


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
