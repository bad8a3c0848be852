"""What a page may say, word by word; pure. Whatever else comes is refused, never guessed at.

Over a WebSocket, not a WebRTC data channel: it is there before the microphone and after the peer is
lost, so a page can be told what is wrong; it is as quick (both are ordered and reliable); and the
same checks and limits hold as for every other request.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from . import Refused

MOST_CHARS = 2_000
KEY_CHARS = 12  # "backspace" is the longest name of a key
LINE_CHARS = 400  # of a better line; the longest line a scene allows has about 200


@dataclass(frozen=True, slots=True)
class Said:
    """kind: one of FIELDS. at_ms: on the page's clock, where a kind has it. text: its words."""

    kind: str
    text: str = ""
    at_ms: float = 0.0
    number: int = 0
    typed: bool = False
    on: bool = False
    to: str = ""
    line: int = 0


Checks = Mapping[str, Mapping[str, Callable[[Any], bool]]]


def is_time(value: Any) -> bool:
    return type(value) in (int, float) and math.isfinite(value) and 0 <= value < 1e12


def is_number(value: Any) -> bool:
    return type(value) is int and 0 <= value < 1 << 31


def is_yes_or_no(value: Any) -> bool:
    return type(value) is bool


def is_word(known: Collection[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and value in known


def is_text(most: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and 0 < len(value) <= most and value.isprintable()


FIELDS: Checks = {  # of an actor's page
    "enter": {"text": is_text(100)},  # the pass: the first thing that is said
    "clock": {"number": is_number, "at_ms": is_time},
    "ready": {},  # the sound check is over: the scene may begin
    "begin": {},  # of several, who is ready does not wait for the others
    "key": {"text": is_text(KEY_CHARS), "at_ms": is_time, "typed": is_yes_or_no},
    "hold": {"on": is_yes_or_no, "at_ms": is_time, "typed": is_yes_or_no},  # a key goes down, or up
    "better": {"text": is_text(LINE_CHARS), "at_ms": is_time},  # what should have been said
    "curtain": {"at_ms": is_time},
}


def said(text: str, kinds: Checks = FIELDS) -> Said:
    """A message: {"is": kind, and exactly its fields}. Raises Refused."""
    if len(text) > MOST_CHARS:
        raise Refused(413, "that message is too long")
    try:
        row = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(400, "that message is not JSON") from error
    kind = row.pop("is", None) if isinstance(row, dict) else None
    fields = kinds.get(kind) if isinstance(kind, str) else None
    if fields is None:
        raise Refused(400, "there is no such message")
    if set(row) != set(fields):
        raise Refused(400, f'a message "{kind}" has the fields: {", ".join(fields) or "none"}')
    wrong = [name for name, right in fields.items() if not right(row[name])]
    if wrong:
        raise Refused(400, f'"{wrong[0]}" of a message "{kind}" cannot be that')
    return Said(kind=str(kind), **row)
