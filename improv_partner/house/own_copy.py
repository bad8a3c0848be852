"""A performer's own copy of the consent, for the page: the record in plain words, and its file.

The file is made by the page of what is told here, so that nothing about this machine's disk leaves.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ..consent_record import copy
from .form import PURPOSES, VIDEO

ASKED = PURPOSES | VIDEO | {"clone": "Clone my voice."}
FOR_EVER = "until it is deleted by hand"


def own_copy(record: Mapping[str, Any], code: str) -> dict[str, Any]:
    """The message "consent": code, file (its name), copy (its text), rows (name, sentences)."""
    return {
        "is": "consent",
        "code": code,
        "file": f"improv-consent-{record['id']}.json",
        "copy": copy(record, code),
        "rows": [[name, said] for name, said in _rows(record)],
    }


def nothing_kept() -> dict[str, Any]:
    """The same message where nothing is there that could be withdrawn."""
    return {"is": "consent", "code": "", "file": "", "copy": "", "rows": []}


def _rows(record: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    purposes = record["purposes"]
    rows = [
        ("When", [_moment(record["at"], record["zone"])]),
        ("Run by", [record["run_by"]]),
        ("Permitted", [ASKED.get(name, name) for name, yes in purposes.items() if yes]),
        ("Not permitted", [ASKED.get(name, name) for name, yes in purposes.items() if not yes]),
        ("Leaves", list(record["leaves"])),
        ("Kept", [f"until {record['keep_until']}" if record["keep_until"] else FOR_EVER]),
        ("Withdraw", [record["withdraw"]]),
        ("Record", [f"{record['id']}, SHA-256 {record['sha256']}"]),
    ]
    called = [("You are called", [record["pseudonym"]])] if record["pseudonym"] else []
    return [*called, *rows]


def _moment(at: str, zone: str) -> str:
    """at: UTC. In the time of the performer's clock."""
    here = datetime.fromisoformat(at).astimezone(datetime.strptime(zone, "%z").tzinfo)
    return f"{here.day} {here:%B %Y, %H:%M} (UTC{here:%z})"
