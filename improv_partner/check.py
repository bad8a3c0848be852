"""Is a session's folder whole? Finds what is wrong and mends what a killed process leaves.

What was recorded is never changed: only a torn last line, a WAV header that has not counted its
last second, and exchanges.jsonl, which is derived, are put right.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from . import exchanges, track
from .errors import RecordingError
from .events import FRAME_S, FRAME_SAMPLES, RATE_HZ, Curtain
from .recording import ACTOR, LOG, PARTNER, SUM, Entry, chained, parse, read_header


@dataclass(frozen=True, slots=True)
class Finding:
    """what: one line for a person. mended: it has been put right (or, when only looking, can be).

    harmless: the session is whole all the same.
    """

    what: str
    mended: bool = False
    harmless: bool = False


def check(folder: Path, repair: bool = True) -> list[Finding]:
    """Everything found, mended where it can be. Raises RecordingError if it is no session."""
    header = read_header(folder / LOG)
    entries, findings = _check_log(folder / LOG, repair)
    if header.get("audio"):
        findings += _check_tracks(folder, entries, repair)
    findings += _check_exchanges(folder, entries, repair)
    return findings


def _check_log(log: Path, repair: bool) -> tuple[list[Entry], list[Finding]]:
    entries: list[Entry] = []
    findings: list[Finding] = []
    data = log.read_bytes()
    whole = data.rfind(b"\n") + 1
    if whole < len(data):
        findings.append(Finding(f"{LOG}: the last line is torn and was left out", mended=True))
        if repair:
            with log.open("r+b") as file:
                file.truncate(whole)
    before = ""
    for number, line in enumerate(data[:whole].splitlines(), start=1):
        content, _, rest = line.rpartition(SUM)
        if rest != chained(before, content).encode() + b'"}':
            findings.append(
                Finding(f"{LOG}:{number}: its sum is wrong: changed, or one is missing")
            )
        before = rest[:-2].decode(errors="replace")
        if number == 1:
            continue
        try:
            entry = parse(line, f"{LOG}:{number}")
        except RecordingError as error:
            findings.append(Finding(str(error)))
            continue
        expected = entries[-1].n + 1 if entries else 1
        if entry.n != expected:
            findings.append(Finding(f"{LOG}:{number}: entry {entry.n} follows {expected - 1}"))
        entries.append(entry)
    if not entries or not any(isinstance(e.what, Curtain) for e in entries[-9:]):
        findings.append(Finding(f"{LOG}: no curtain: the program was killed", harmless=True))
    return entries, findings


def _check_tracks(folder: Path, entries: list[Entry], repair: bool) -> list[Finding]:
    findings = []
    for name in (ACTOR, PARTNER):
        try:
            counted, there = track.length(folder / name)
        except RecordingError as error:
            findings.append(Finding(str(error)))
            continue
        if counted != there:
            won_s = (there - counted) / RATE_HZ
            findings.append(Finding(f"{name}: {won_s:.2f} s were not counted yet", mended=True))
            if repair:
                track.mend(folder / name)
        logged = entries[-1].frame * FRAME_SAMPLES if entries else 0
        if name == ACTOR and there < logged:
            lost_s = (logged - there) / RATE_HZ
            findings.append(
                Finding(f"{name}: {lost_s:.2f} s are missing before {logged / RATE_HZ:.2f} s")
            )
    return findings


def _check_exchanges(folder: Path, entries: list[Entry], repair: bool) -> list[Finding]:
    """exchanges.jsonl says what the log says."""
    path = folder / exchanges.FILE
    expected = exchanges.as_text(exchanges.exchanges(entries))
    try:
        same = path.read_text(encoding="utf-8") == expected
    except (OSError, UnicodeDecodeError):
        same = False
    if same:
        return []
    if repair:
        path.write_text(expected, encoding="utf-8")
    return [Finding(f"{exchanges.FILE}: written anew from the log", mended=True)]


def seconds(entries: list[Entry]) -> float:
    """Length of a session by its log."""
    return entries[-1].frame * FRAME_S if entries else 0.0
