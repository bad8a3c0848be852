"""Is a session's folder whole? Finds what is wrong and mends what a killed process leaves.

What was recorded is never changed: only a torn last line, a WAV header that has not counted its
last second, what archiving left, a header without who joined later, and exchanges.jsonl, which is
derived, are put right. Everything is read as a stream: a long session needs no more memory.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

from . import archive, consent_record, exchanges, flac, late, tombstone, track
from .errors import RecordingError
from .events import FRAME_S, FRAME_SAMPLES, RATE_HZ, Played, Sealed
from .recording import LAG_SAMPLES, LOG, SUM, Entry, NewerFormat, chained, parse, read_header
from .rehead import is_live, rehead

STATES = (  # by gravity
    *("whole", "mended", "killed", "withdrawn", "damaged", "newer", "not a session"),
)
HARMLESS = ("whole", "mended", "killed", "withdrawn")  # nothing is wrong with the session
FILES = (LOG, exchanges.FILE, *(who + s for who in track.PLAYERS for s in (track.WAV, flac.SUFFIX)))
MOST_FINDINGS = 20  # of one log: what is not ours at all has a fault in each line


@dataclass(frozen=True, slots=True)
class Finding:
    """what: one line for a person. state: one of STATES.

    "mended": it has been put right (or, when only looking, can be). "killed": the session has no
    end, but what there is of it is whole. "withdrawn": what is missing was deleted on purpose.
    """

    what: str
    state: str = "damaged"


def check(folder: Path, repair: bool = True, listen: bool = True) -> list[Finding]:
    """Everything found, mended where it can be. Raises OSError if a file cannot be mended.

    listen: also decode FLAC tracks and compare their sums; takes most of the time.
    """
    log = folder / LOG
    if not log.exists():
        return [_no_log(folder)]
    try:
        header = read_header(log)
    except NewerFormat as error:
        return [Finding(_short(error, folder), "newer")]
    except RecordingError as error:
        if not log.stat().st_size:
            return [Finding(f"{LOG}: empty: the program was killed before it began to record")]
        return [Finding(_short(error, folder))]
    end, live = End(), is_live(folder)  # before any file is mended
    findings = list(_check_log(log, repair, end))
    log_is_whole = state(findings) != "damaged"
    findings += _check_consent(folder, header)
    gone = consent_record.withdrawn(header.get("consent"))
    if header.get("audio"):
        for who in track.players(header):
            if who in gone:
                continue
            findings += _check_track(folder, who, end, repair, listen)
    if log_is_whole:  # else what was derived from it earlier may be all there is
        findings += [] if live else _check_late(folder, repair)
        findings += _check_exchanges(folder, repair)
    return findings


def state(findings: Iterable[Finding]) -> str:
    """What the gravest of them makes of the session."""
    return max((f.state for f in findings), key=STATES.index, default="whole")


def _no_log(folder: Path) -> Finding:
    if not folder.is_dir():
        return Finding("there is no such folder", "not a session")
    there = {path.name for path in folder.iterdir()}
    if tombstone.FILE in there:
        return Finding(f"{tombstone.FILE}: was withdrawn; nothing of it is left", "withdrawn")
    if left := sorted(there & set(FILES)):
        return Finding(f"{LOG}: missing; what is left of the session: {', '.join(left)}")
    what = f"not a session: no {LOG} in it" if there else "an empty folder"
    return Finding(what, "not a session")


def _check_consent(folder: Path, header: Mapping[str, Any]) -> Iterator[Finding]:
    """Is it as it was signed; and what was taken back?"""
    consent, stone = header.get("consent"), tombstone.find(folder)
    for fault in consent_record.faults(consent):
        yield Finding(f"{LOG}:1: {fault}")
    gone = consent_record.withdrawn(consent)
    if stone and not stone.done:
        yield Finding(f"{tombstone.FILE}: was not finished; improv withdraw {folder.name} again")
    elif stone or gone:
        who = ", ".join(f"{one} on {day}" for one, day in sorted(gone.items())) or "everything"
        what = f"withdrawn: {who}; what the stage decided can no longer be proven"
        yield Finding(f"{LOG}:1: {what}", "withdrawn")


def _check_late(folder: Path, repair: bool) -> Iterator[Finding]:
    """Killed in a scene that somebody had joined: what they agreed to goes into the header."""
    if (folder / late.FILE).exists():
        yield Finding(f"{LOG}:1: lacked who joined later, and what they agreed to", "mended")
        if repair:
            rehead(folder)


@dataclass(slots=True)
class End:
    """How far a log goes: its last entry, its seal, and what the partner has played."""

    n: int = 0
    frame: int = 0
    played_samples: int = 0
    seal: Sealed | None = None

    def add(self, entry: Entry) -> None:
        self.n, self.frame = entry.n, entry.frame
        match entry.what:
            case Sealed() as seal:
                self.seal = seal
            case Played(sample=sample, samples=samples):
                self.played_samples = max(self.played_samples, sample + samples)

    def samples(self, who: str) -> int:
        """What must be in this player's track."""
        logged = self.frame * FRAME_SAMPLES
        if self.seal:
            return self.seal.samples
        return logged if who != "partner" else max(self.played_samples, logged - LAG_SAMPLES)


def _check_log(log: Path, repair: bool, end: End) -> Iterator[Finding]:
    """Line by line, until too much is wrong; tells `end` how far the log goes."""
    found = 0
    for finding in _log_findings(log, repair, end):
        found += finding.state == "damaged"
        if found <= MOST_FINDINGS:
            yield finding
    if found > MOST_FINDINGS:
        yield Finding(f"{LOG}: and {found - MOST_FINDINGS} more lines like that")


def _log_findings(log: Path, repair: bool, end: End) -> Iterator[Finding]:
    sums, size = ("", ""), 0  # what the line before may have as its sum: as told, as it should be
    torn, whole = False, b""
    with log.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if torn := not line.endswith(b"\n"):
                whole = _completed(line, sums[0])
                what = "had no end" if whole else f"is torn; its {len(line)} bytes are left out"
                yield Finding(f"{LOG}: the last line {what}", "mended")
                line = whole
            if not line:
                break
            size += len(line)
            content, _, rest = line.rpartition(SUM)
            if rest not in [chained(sum_, content).encode() + b'"}\n' for sum_ in sums]:
                yield Finding(
                    f"{LOG}:{number}: its sum is wrong: it was changed, or one before is missing"
                )
            sums = (rest[:-3].decode(errors="replace"), chained(sums[0], content))
            if number > 1:
                yield from _check_entry(line, number, end)
    if torn and repair:
        _replace_end(log, size - len(whole), whole)
    if not end.seal:
        last = f"the log ends at {end.frame * FRAME_S:.2f} s"
        yield Finding(f"{LOG}: was never closed: the program was killed; {last}", "killed")


def _check_entry(line: bytes, number: int, end: End) -> Iterator[Finding]:
    try:
        entry = parse(line, f"{LOG}:{number}")
    except RecordingError as error:
        yield Finding(str(error))
        return
    if entry.n != end.n + 1:
        yield Finding(f"{LOG}:{number}: entry {entry.n} follows {end.n}")
    if end.seal:
        yield Finding(f"{LOG}:{number}: something follows the line that closes the log")
    end.add(entry)


def _completed(line: bytes, before: str) -> bytes:
    """A last line without its end: whole if only the end is missing, else b""."""
    content, mark, rest = line.partition(SUM)
    stated = chained(before, content).encode()
    return content + mark + stated + b'"}\n' if rest[: len(stated)] == stated else b""


def _replace_end(log: Path, size: int, end: bytes) -> None:
    with log.open("r+b") as file:
        file.truncate(size)
        file.seek(size)
        file.write(end)


def _check_track(folder: Path, who: str, end: End, repair: bool, listen: bool) -> Iterator[Finding]:
    try:
        yield from _check_archiving(folder, who, repair)
        path = track.find(folder, who)
        if listen and path.suffix == flac.SUFFIX:
            flac.verify(path)
        counted, there = track.length(path)
    except RecordingError as error:
        yield Finding(_short(error, folder))
        return
    name, needed = path.name, end.samples(who)
    if there < needed:
        yield Finding(f"{name}: cut off: {_s(there)} of {_s(needed)} are there")
    elif not track.is_counted(path):
        yield Finding(f"{name}: its header told {_s(counted)}, {_s(there)} are there", "mended")
        if repair:
            track.mend(path, end.seal.samples if end.seal else None)
    elif end.seal and there > needed:
        yield Finding(f"{name}: too long: {_s(there)} instead of {_s(needed)}")


def _check_archiving(folder: Path, who: str, repair: bool) -> Iterator[Finding]:
    """What is left if the program was killed while it made FLAC of a WAV file."""
    wav, done = folder / f"{who}{track.WAV}", folder / f"{who}{flac.SUFFIX}"
    part = done.with_name(done.name + archive.PART)
    if part.exists():
        yield Finding(f"{part.name}: half made, is left out", "mended")
        if repair:
            part.unlink()
    if wav.exists() and done.exists():
        if flac.verify(done) != archive.md5(wav):
            raise RecordingError(f"{wav.name} and {done.name}: both there, and not the same sound")
        yield Finding(f"{wav.name}: is whole in {done.name}, was left out", "mended")
        if repair:
            wav.unlink()


def _check_exchanges(folder: Path, repair: bool) -> Iterator[Finding]:
    """exchanges.jsonl says what the log says."""
    path = folder / exchanges.FILE

    def expected() -> Iterator[str]:
        return (exchanges.as_text([one]) for one in exchanges.exchanges(_readable(folder / LOG)))

    what = "is not what the log says"
    try:
        with path.open(encoding="utf-8") as file:
            if all(line == other for line, other in zip_longest(file, expected())):
                return
            file.seek(0)
            if all(map(_is_exchange, file)):
                what = "is of an older version of improv-partner, or was changed"
                what += "; it was made anew" if repair else ""
    except FileNotFoundError:
        what = "is missing"
    except UnicodeDecodeError:
        pass
    yield Finding(f"{exchanges.FILE}: {what}", "mended")
    if repair:
        with path.open("w", encoding="utf-8") as file:
            file.writelines(expected())


def _is_exchange(line: str) -> bool:
    """A whole line for an exchange, whatever it tells of it."""
    try:
        row = json.loads(line)
    except ValueError:
        return False
    return isinstance(row, dict) and "number" in row and line.endswith("\n")


def _readable(log: Path) -> Iterator[Entry]:
    """The entries that can be read, whatever is between them."""
    with log.open("rb") as file:
        file.readline()
        for line in file:
            try:
                yield parse(line, "")
            except RecordingError:
                continue


def _short(error: RecordingError, folder: Path) -> str:
    """The error's line without the folder, which is named beside it."""
    return str(error).replace(f"{folder}{os.sep}", "").removeprefix(f"{folder}: ")


def _s(samples: int) -> str:
    return f"{samples / RATE_HZ:.2f} s"
