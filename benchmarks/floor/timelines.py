"""Who speaks when, in a plain file: one row of CSV for each stretch of speech of a talk.

Columns: talk, speaker, start_s, end_s, text, backchannel (1 or 0; the last two may be left out).
Any corpus with times can be written so; nothing else is asked of it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from improv_partner.errors import RecordingError

COLUMNS = ("talk", "speaker", "start_s", "end_s", "text", "backchannel")
JOIN_S = 0.18  # a shorter silence is a closed consonant, not a pause: the usual limit


@dataclass(frozen=True, slots=True)
class Stretch:
    """Speech of one speaker without a pause; seconds from the start of the talk."""

    talk: str
    speaker: str
    start_s: float
    end_s: float
    text: str = ""
    backchannel: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says until the other does; backchannels of the other do not end it."""

    stretches: tuple[Stretch, ...]

    @property
    def seconds(self) -> float:
        return self.stretches[-1].end_s - self.stretches[0].start_s


def read(file: Path) -> list[list[Stretch]]:
    """The talks of a file, in its order; a talk's stretches by start. Raises RecordingError."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as lines:
            rows = csv.DictReader(lines)
            if missing := set(COLUMNS[:4]) - set(rows.fieldnames or ()):
                raise RecordingError(f"{file}: no column {', '.join(sorted(missing))}")
            found = [_stretch(file, rows.line_num, row) for row in rows]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RecordingError(f"{file}: not a file of timelines: {error}") from error
    found.sort(key=lambda one: one.talk)
    return [_joined(talk) for _, talk in groupby(found, key=lambda one: one.talk)]


def _stretch(file: Path, line: int, row: dict[str, str]) -> Stretch:
    try:
        start_s, end_s = float(row["start_s"]), float(row["end_s"])
    except (TypeError, ValueError) as error:
        raise RecordingError(f"{file}, line {line}: start_s and end_s are seconds") from error
    if not 0 <= start_s < end_s:
        raise RecordingError(f"{file}, line {line}: end_s must be later than start_s")
    text, is_back = row.get("text") or "", row.get("backchannel") or "0"
    return Stretch(row["talk"], row["speaker"], start_s, end_s, text.strip(), is_back == "1")


def _joined(talk: Iterable[Stretch]) -> list[Stretch]:
    """In order, and what is nearer than JOIN_S as one stretch."""
    out: list[Stretch] = []
    newest: dict[str, int] = {}  # where in out the newest stretch of a speaker is
    for one in sorted(talk, key=lambda one: (one.start_s, one.end_s)):
        at = newest.get(one.speaker)
        if at is not None and one.start_s - out[at].end_s < JOIN_S:
            last = out[at]
            text, end_s = f"{last.text} {one.text}".strip(), max(last.end_s, one.end_s)
            both = last.backchannel and one.backchannel
            out[at] = replace(last, text=text, end_s=end_s, backchannel=both)
        else:
            newest[one.speaker] = len(out)
            out.append(one)
    return out


def write(file: Path, stretches: Iterable[Stretch]) -> None:
    """Rows with times in hundredths."""
    with file.open("w", encoding="utf-8", newline="") as lines:
        rows = csv.writer(lines, lineterminator="\n")
        rows.writerow(COLUMNS)
        for one in stretches:
            times = f"{one.start_s:.2f}", f"{one.end_s:.2f}"
            rows.writerow((one.talk, one.speaker, *times, one.text, int(one.backchannel)))


def turns(talk: Sequence[Stretch]) -> Iterator[Turn]:
    """The turns of a talk; a turn of backchannels alone is none."""
    turn: list[Stretch] = []
    for one in talk:
        if one.backchannel:
            continue
        if turn and one.speaker != turn[0].speaker:
            yield Turn(tuple(turn))
            turn = []
        turn.append(one)
    if turn:
        yield Turn(tuple(turn))


def overlaps(talk: Sequence[Stretch]) -> Iterator[Stretch]:
    """The stretches that begin while another speaks."""
    for at, one in enumerate(talk):
        before = (b for b in talk[max(0, at - 8) : at] if b.speaker != one.speaker)
        if any(b.start_s < one.start_s < b.end_s for b in before):
            yield one
