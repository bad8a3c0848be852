"""A session's log without what somebody said: their lines become `withdrawn`, the sums are new.

What stays is when somebody spoke and what the stage ordered. What is kept is named, not what goes:
a kind that a newer program wrote goes, too.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .consent_record import taken_back
from .errors import RecordingError
from .recording import LOG, SUM, chained, read_header
from .whole_file import replace

GONE = "withdrawn"  # the kind of a line that was taken out; `was` tells the kind it had
BARE = frozenset({  # kinds without a word of anybody: numbers, who, and reasons of a fixed list
    *("voice", "listen", "finish", "prepare", "withdraw", "answer", "dip", "cut", "began"),
    *("draftdone", "playing", "hold", "curtain", "sealed", GONE),
})  # fmt: skip
PARTNERS = frozenset({"drafted", "say", "played", "trouble"})  # the partner's own, and the crew's
HEADER = (  # what is left of a header if nobody is left in it
    *("format", "is", "program", "started", "scene", "scene_hash", "seed", "source"),
    *("virtual_time", "tag_set", "system", "versions", "parent", "again", "rerun"),
)
PARTS = ("turns", "mind", "ears", "voice")  # of the settings; the others may name people
MAKERS = ("ears", "mind", "voice", "voice_cannot")  # of the crew; devices are named after people

Row = dict[str, Any]


def people(header: Mapping[str, Any]) -> list[str]:
    """The performers of a session who are no model, whether withdrawn or not."""
    performers = header.get("performers")
    found = performers if isinstance(performers, Mapping) else {}
    kinds = {who: one.get("kind") for who, one in found.items() if isinstance(one, Mapping)}
    return [who for who, kind in kinds.items() if kind != "model"] or ["actor"]


def redact(folder: Path, who: Mapping[str, str], whole: bool) -> tuple[int, set[int]]:
    """Take the lines of these out of the log. who: with the day of their withdrawal.

    whole: everybody's words go. Gives how many went now, and the numbers of the performers' lines.
    Raises RecordingError.
    """
    header = {key: value for key, value in read_header(folder / LOG).items() if key != "sum"}
    theirs = Theirs(frozenset(who), whole)
    replace(folder / LOG, _lines(folder / LOG, _header(header, who, whole), theirs))
    return theirs.count, theirs.lines


@dataclass(slots=True)
class Theirs:
    """Which lines are of these performers, going through a log in order.

    A reading is of those who spoke since the partner was last given the floor.
    """

    who: frozenset[str]
    whole: bool
    count: int = 0
    lines: set[int] = field(default_factory=set)
    _spoke: set[str] = field(default_factory=set)
    _answered: bool = False

    def without(self, row: Row) -> Row:
        """The line as it may stay."""
        kind = row["is"]
        self._follow(kind, row)
        if kind in BARE or not (self.whole or self._is_theirs(kind, row)):
            return row
        self.count += 1
        left = {"n": row["n"], "frame": row["frame"], "t": row["t"], "is": GONE, "was": kind}
        return left | ({"who": row["who"]} if row.get("who") in self.who else {})

    def _follow(self, kind: str, row: Row) -> None:
        if kind in ("listen", "words"):
            speaker = str(row.get("who", "actor"))
            if self._answered:
                self._spoke, self._answered = set(), False
            self._spoke.add(speaker)
            if speaker in self.who and isinstance(row.get("line"), int):
                self.lines.add(row["line"])
        elif kind == "answer":
            self._answered = True

    def _is_theirs(self, kind: str, row: Row) -> bool:
        if kind in PARTNERS:
            return False
        if kind == "reading":
            return bool(self._spoke & self.who)
        if kind == "direction":
            return row.get("to") in self.who
        return "who" not in row or row["who"] in self.who


def _lines(log: Path, header: Row, theirs: Theirs) -> Iterator[bytes]:
    """The new log, line by line; a torn last line is left out, a damaged one is taken out."""
    sum_, last = "", {"n": 0, "frame": 0, "t": 0.0}
    try:
        with log.open("rb") as file:
            file.readline()
            sum_, line = _summed(sum_, header)
            yield line
            for raw in file:
                if not raw.endswith(b"\n"):
                    return
                last = theirs.without(_parsed(raw) or {**last, "n": last["n"] + 1, "is": "damaged"})
                sum_, line = _summed(sum_, last)
                yield line
    except OSError as error:
        raise RecordingError(f"{log}: cannot be read: {error.strerror}") from error


def _parsed(raw: bytes) -> Row | None:
    """A line of the log without its sum; None if it is damaged."""
    try:
        row = json.loads(raw)
        kept = {key: value for key, value in row.items() if key != "sum"}
        numbers = (int(kept["n"]), int(kept["frame"]), float(kept["t"]))
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return kept if isinstance(kept.get("is"), str) and numbers else None


def _summed(before: str, row: Row) -> tuple[str, bytes]:
    content = json.dumps(row, ensure_ascii=False).encode(errors="replace")[:-1]
    sum_ = chained(before, content)
    return sum_, content + SUM + sum_.encode() + b'"}\n'


def _header(old: Row, who: Mapping[str, str], whole: bool) -> Row:
    consent = taken_back(old.get("consent"), who, whole)
    performers = old.get("performers")
    players = dict(performers) if isinstance(performers, Mapping) else {}
    for name, one in players.items():
        if (whole or name in who) and isinstance(one, Mapping):
            players[name] = {"kind": one.get("kind", "")}
    if not whole:
        usual = {} if "actor" in who else old.get("usual", {})
        shown = {"usual": usual} if "usual" in old else {}
        return {**old, **shown, "performers": players, "consent": consent}
    left = {name: old[name] for name in HEADER if name in old} | {"audio": False}
    for name, parts in (("settings", PARTS), ("crew", MAKERS)):
        found = old.get(name)
        if isinstance(found, Mapping):
            left[name] = {part: found[part] for part in parts if part in found}
    return left | {"performers": players, "consent": consent}
