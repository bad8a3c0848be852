"""One session on disk: session.jsonl beside a track for each performer, all on one sample clock.

session.jsonl is a header line, then every event and cue in the order the stage saw them. Each line
is written at once and unbuffered: a killed process loses at most the line it was writing. Each line
ends with a sum over itself and the sum before it, so that a line that was changed or taken out is
found even where the stage would not notice.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from . import late, track
from .errors import RecordingError
from .event_json import from_json, to_json
from .events import FRAME_SAMPLES, Cue, Event, Frame, Sealed, Voice
from .track import Track

FORMAT = 1  # major version: a reader refuses a newer one; new kinds and fields do not change it
LOG = "session.jsonl"
ACTOR, PARTNER = "actor.wav", "partner.wav"
SUM = b', "sum": "'  # what stands between a line's content and its sum
SUM_BYTES = 6  # 12 hex digits: a chance change goes unseen once in 2.8e14
LONGEST_HEADER = 1 << 20  # bytes; a longer first line is no header but some other file
LAG_SAMPLES = 50 * FRAME_SAMPLES  # the partner's track is filled up to 1 s behind the actor's


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log. n: its number, from 1. frame: stage time. t: seconds since sample 0."""

    n: int
    frame: int
    t: float
    what: Event | Cue


class NewerFormat(RecordingError):
    """The session was written by a program of a later major format; nothing of it is touched."""


class Recording:
    """The writer of one session's folder.

    The first write that fails makes the recording `broken`, with the reason; RecordingError is
    raised then, and later writes do nothing: what was written stays.
    """

    def __init__(self, folder: Path, header: dict[str, Any], audio: bool = True) -> None:
        """Makes the folder. Raises RecordingError if that cannot be done."""
        self.folder = folder
        self.broken = ""
        self._n = 0
        self._at = 0, 0.0  # frame and t of the newest line
        self._sum = ""
        self._voice = Voice(False, False)
        self._heard = 0  # samples of the microphone
        self._partner_end = 0
        self._others: dict[str, Track] = {}  # of further performers, by who they are
        self.silent: frozenset[str] = frozenset()  # performers whose sound may not be kept
        try:
            with ExitStack() as opened:
                folder.mkdir(parents=True)
                log = opened.enter_context((folder / LOG).open("xb", buffering=0))
                self._log: BinaryIO = log
                self._actor = opened.enter_context(Track(folder / ACTOR)) if audio else None
                self._partner = opened.enter_context(Track(folder / PARTNER)) if audio else None
                self._line({"format": FORMAT, "is": "header", "audio": audio, **header})
                opened.pop_all()  # all is well: close() closes them
        except OSError as error:
            raise RecordingError(
                f"{folder}: cannot be written: {error.strerror}; choose another folder with --out"
            ) from error

    def write(self, frame: int, t: float, what: Event | Cue) -> Entry | None:
        """Log one event or cue; a Frame only when the voice changes. Gives the entry as logged."""
        if isinstance(what, Frame):
            voice = Voice(what.voiced, what.speech, what.loud, what.who)
            if voice == self._voice:
                return None
            self._voice = what = voice
        self._n += 1
        self._at = frame, t
        entry = Entry(self._n, frame, round(t, 4), what)
        with self._breaking():
            self._line({"n": entry.n, "frame": frame, "t": entry.t, **to_json(what)})
        return entry

    def actor(self, pcm: bytes) -> None:
        """The next frame of the microphone."""
        self._heard += len(pcm) // 2
        with self._breaking():
            if self._actor and self._partner and not self.broken:
                self._actor.append(bytes(len(pcm)) if "actor" in self.silent else pcm)
                self._partner.fill(self._heard - LAG_SAMPLES)

    def performer(self, who: str, pcm: bytes) -> None:
        """The same frame of a further performer, before it is given to actor().

        The first one makes the track, which begins with silence for the time before.
        """
        with self._breaking():
            if self._actor and not self.broken and who not in self.silent:
                if who not in self._others:
                    self._others[who] = Track(self.folder / f"{who}{track.WAV}")
                self._others[who].fill(self._heard)
                self._others[who].append(pcm)

    def partner(self, at: int, pcm: bytes) -> int:
        """Sound that left the speaker at this sample; gives the sample where the track has it."""
        if self._partner and not self.broken:
            with self._breaking():
                return self._partner.place(at, pcm)
        begin = track.begins(at, self._partner_end)
        self._partner_end = begin + len(pcm) // 2
        return begin

    def close(self) -> None:
        """All tracks get the same length, and the log its last line, which tells it."""
        samples = 0
        with self._log, self._breaking():
            if self._actor and self._partner:
                tracks = [self._actor, self._partner, *self._others.values()]
                with ExitStack() as opened:
                    for one in tracks:
                        opened.enter_context(one)
                    if not self.broken:
                        samples = max(one.samples for one in tracks)
                        for one in tracks:
                            one.fill(samples)
            self.write(*self._at, Sealed(samples))

    def _line(self, row: dict[str, Any]) -> None:
        if self.broken:
            return
        content = json.dumps(row, ensure_ascii=False).encode()[:-1]
        self._sum = chained(self._sum, content)
        line = content + SUM + self._sum.encode() + b'"}\n'
        if self._log.write(line) != len(line):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    @contextmanager
    def _breaking(self) -> Iterator[None]:
        """The first write that fails breaks the recording and is told; the next ones are not."""
        try:
            yield
        except OSError as error:
            if self.broken:
                return
            self.broken = error.strerror or str(error)
            raise RecordingError(
                f"{self.folder}: recording stopped: {self.broken}; what was recorded before is kept"
            ) from error


def chained(before: str, content: bytes) -> str:
    """The sum of a line: of its bytes before SUM, and of the sum of the line before ("" = none)."""
    return hashlib.blake2b(before.encode() + content, digest_size=SUM_BYTES).hexdigest()


def read(folder: Path) -> tuple[dict[str, Any], Iterator[Entry]]:
    """Header and entries of a session, lazily. A torn last line is left out.

    Raises RecordingError if the folder is no session, its format is newer than ours, or a line
    before the last is damaged.
    """
    log = folder / LOG
    header = read_header(log)

    def entries() -> Iterator[Entry]:
        with log.open("rb") as file:
            file.readline()
            for number, line in enumerate(file, start=2):
                if line.endswith(b"\n"):
                    yield parse(line, f"{log}:{number}", f"; see improv check {folder}")

    return header, entries()


def read_header(log: Path) -> dict[str, Any]:
    """The first line of session.jsonl, and who joined later. Raises RecordingError, NewerFormat."""
    try:
        with log.open("rb") as file:
            first = file.readline(LONGEST_HEADER)
    except OSError as error:
        what = f"not a session: {LOG} cannot be read ({error.strerror})"
        if isinstance(error, FileNotFoundError):
            there = log.parent.is_dir()
            what = "not a session: " + (f"no {LOG} in it" if there else "there is no such folder")
        raise RecordingError(f"{log.parent}: {what}") from error
    try:
        header = json.loads(first)
        version = int(header["format"])
    except (ValueError, KeyError, TypeError) as error:
        raise RecordingError(f"{log}: not a session: the header line is damaged") from error
    if version > FORMAT:
        raise NewerFormat(
            f"{log}: format {version} is newer than this program reads ({FORMAT}); update it"
        )
    return late.merged(log.parent, header)


def parse(line: bytes, where: str, advice: str = "") -> Entry:
    """One line of the log after the header. Raises RecordingError of `where` with this advice."""
    try:
        row = json.loads(line)
        return Entry(int(row["n"]), int(row["frame"]), float(row["t"]), from_json(row))
    except (ValueError, KeyError, TypeError) as error:
        raise RecordingError(f"{where}: damaged line: {error}{advice}") from error
