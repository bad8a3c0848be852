"""What a reviewer says becomes notes beside the session: verdicts, comments, blind ratings.

They are the notes of the command line: a verdict as `improv verdict` writes it, a rating as
`improv tag --as NAME` does, so that judge-check and agreement count both.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from .. import notes
from ..desk.plain import intent_words
from ..events import Intent
from ..house import Refused
from ..intents import Meant, TagKeys
from ..jsonl import append
from ..notes import LISTENER, Notes, Rater
from .opened import COMMENT, Opened

Row = Mapping[str, Any]
MOST_KEYS = 100  # of one line
MOST_CHARS = 2_000  # of a comment
KEY_CHARS = 12


def verdict(one: Opened, by: str, row: Row) -> None:
    """{exchange, kind, verdict}. Raises Refused, RecordingError."""
    exchange, kind = _exchange(one, row, or_none=True), row.get("kind")
    if not any((f.exchange, f.kind) == (exchange, kind) for f in one.failures):
        raise Refused(404, "there is no such failure")
    if row.get("verdict") not in notes.VERDICTS:
        raise Refused(400, f"a verdict is one of: {', '.join(notes.VERDICTS)}")
    notes.verdict(one.folder, by, exchange, str(kind), str(row["verdict"]))


def comment(one: Opened, by: str, row: Row) -> None:
    """{exchange, text}. Raises Refused, RecordingError."""
    exchange, text = _exchange(one, row), row.get("text")
    if not isinstance(text, str) or not text.strip() or len(text) > MOST_CHARS:
        raise Refused(400, f"a comment has 1 to {MOST_CHARS} signs")
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    note = {"is": COMMENT, "by": by, "role": LISTENER, "exchange": exchange, "text": text.strip()}
    lines = {number: line for line, number in one.lines().items()}
    # With the line a withdrawal finds it: what was said of somebody goes with that one's lines.
    note |= {"line": lines[exchange]} if exchange in lines else {}
    append(one.folder / notes.FILE, note | {"at": at, "session": one.exported.id})


def rating(one: Opened, by: str, blind: bool, row: Row, changes: Mapping[str, str]) -> None:
    """{line, keys, audible}, or {line} alone: nothing to say. Raises Refused, RecordingError."""
    line = row.get("line")
    exchange = one.lines().get(line) if type(line) is int else None
    if type(line) is not int or exchange is None:
        raise Refused(404, "the actor has no such line")
    rater = Rater(by, LISTENER, blind)
    if "keys" not in row:
        Notes(one.folder, rater).skipped(exchange, line)
        return
    meant, audible = tagged(row, changes), row.get("audible")
    if meant is None:
        raise Refused(400, "a feeling first")
    if audible not in (True, False, None) or type(audible) is int:
        raise Refused(400, "audible is true, false or null: cannot say")
    pen = Notes(one.folder, rater)
    before = pen.ratings.get(line)
    pen.tag(exchange, line, meant, corrects=bool(before and before.tag))
    pen.audible(exchange, line, audible)


def tagged(row: Row, changes: Mapping[str, str]) -> Meant | None:
    """The tag that these keys make: {keys: [[key, time in ms], ...]}. Raises Refused.

    changes: other keys for tags, see intents.key_map.
    """
    pressed, tag = row.get("keys"), None
    if not isinstance(pressed, list) or len(pressed) > MOST_KEYS:
        raise Refused(400, f"keys are up to {MOST_KEYS} of [key, time]")
    machine, last_s = TagKeys(changes), -math.inf
    for one in pressed:
        key, at_s = _press(one)
        if at_s < last_s:
            raise Refused(400, "keys come in the order of their times")
        last_s = at_s
        if meant := machine.feed(key, at_s):
            tag = meant if meant.label else None
    return tag


def words(meant: Meant | None) -> str:
    """ "grief 2 under joy, hiding"; "" for none."""
    if meant is None:
        return ""
    tag = Intent(meant.label, meant.intensity, meant.surface, meant.stances)
    beside = [f"about {meant.target}"] if meant.target else []
    beside += [f"status {meant.status}"] if meant.status else []
    return ", ".join([intent_words(tag), *beside])


def _press(given: Any) -> tuple[str, float]:
    if not isinstance(given, list) or len(given) != 2:
        raise Refused(400, "a key is [key, time in ms]")
    key, at_ms = given
    if not isinstance(key, str) or not 0 < len(key) <= KEY_CHARS:
        raise Refused(400, "that is no key")
    if type(at_ms) not in (int, float) or not math.isfinite(at_ms):
        raise Refused(400, "that is no time")
    return key, at_ms / 1000


def _exchange(one: Opened, row: Row, or_none: bool = False) -> int:
    """or_none: 0 is the session as a whole."""
    number = row.get("exchange")
    known = {e.number for e in one.judged.exchanges} | ({0} if or_none else set())
    if type(number) is not int or number not in known:
        raise Refused(404, "there is no such exchange")
    return number
