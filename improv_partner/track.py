"""One player's track on the session's sample clock: a WAV file that is readable at any moment.

The header is rewritten once a second and writes are unbuffered, so a killed process loses at most
what the header does not count yet, and `mend` gets that back from the file's length. After the
session it becomes FLAC (archive.py); reading takes both.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from . import flac
from .errors import RecordingError
from .events import RATE_HZ

HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")  # 44 bytes: RIFF, fmt and data of a plain WAV
SAMPLE_BYTES = 2
PLAYERS = ("actor", "partner")  # the names of the tracks that every session has
WAV = ".wav"
# Sounds that follow each other more closely than this are one sound: clock readings of a device
# jitter by tens of ms, and a seam there would be an audible click.
SEAM_SAMPLES = RATE_HZ * 60 // 1000


def wav_header(samples: int) -> bytes:
    """The 44 bytes before int16 mono 16 kHz PCM of this many samples."""
    size = samples * SAMPLE_BYTES
    byte_rate = RATE_HZ * SAMPLE_BYTES
    return HEADER.pack(
        b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, 1, 1, RATE_HZ, byte_rate, SAMPLE_BYTES, 16,
        b"data", size,
    )  # fmt: skip


class Track:
    """Append-only WAV, int16 mono 16 kHz. samples: how many are written."""

    def __init__(self, path: Path) -> None:
        """Raises OSError if the file cannot be made."""
        self.path = path
        self.samples = 0
        self._sound_end = 0  # where the newest sound ended; silence may follow it
        self._counted = 0
        self._file: BinaryIO = path.open("xb", buffering=0)
        try:
            self._file.write(wav_header(0))
        except OSError:
            self._file.close()
            raise

    def append(self, pcm: bytes) -> None:
        """PCM behind everything else. Raises OSError (disk full)."""
        self._file.seek(HEADER.size + self.samples * SAMPLE_BYTES)
        written = 0
        while written < len(pcm):  # an unbuffered file may take less than it was given
            written += self._file.write(pcm[written:])
        self.samples += len(pcm) // SAMPLE_BYTES
        if self.samples - self._counted >= RATE_HZ:
            self._count()

    def place(self, at: int, pcm: bytes) -> int:
        """Sound at this sample, or right behind the sound before it; gives where it begins."""
        begin = begins(at, self._sound_end)
        self.fill(begin)
        self.samples = begin  # silence that was written ahead gives way to the sound
        self.append(pcm)
        self._sound_end = self.samples
        return begin

    def fill(self, to: int) -> None:
        """Silence up to this sample, if the track is shorter."""
        if to > self.samples:
            self.append(bytes((to - self.samples) * SAMPLE_BYTES))

    def close(self) -> None:
        """Raises OSError if the header cannot be written; the file is closed all the same."""
        try:
            self._count()
        finally:
            self._file.close()

    def __enter__(self) -> Track:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _count(self) -> None:
        self._file.seek(0)
        self._file.write(wav_header(self.samples))
        self._counted = self.samples


def begins(at: int, sound_end: int) -> int:
    """Where sound of this time goes: at its sample, or right behind the sound before it."""
    follows = bool(sound_end) and at - sound_end < SEAM_SAMPLES
    return sound_end if follows else at


def players(header: Mapping[str, Any]) -> tuple[str, ...]:
    """Whose tracks a session has, by its header: those of further performers come last."""
    performers = header.get("performers")
    found = performers if isinstance(performers, Mapping) else {}
    has = [who for who, one in found.items() if isinstance(one, Mapping) and one.get("track")]
    return (*PLAYERS, *(who for who in has if who not in PLAYERS))


def find(folder: Path, who: str) -> Path:
    """The file of this player's track: FLAC or, before the session was archived, WAV.

    who: of players(). Raises RecordingError if there is neither.
    """
    for suffix in (flac.SUFFIX, WAV):
        if (path := folder / f"{who}{suffix}").exists():
            return path
    raise RecordingError(f"{folder}: {who}.wav (or {who}{flac.SUFFIX}) is missing")


def length(path: Path) -> tuple[int, int]:
    """Samples by the header, and by the file's length (of FLAC, twice what its header says).

    Raises RecordingError if it is no track.
    """
    if path.suffix == flac.SUFFIX:
        samples, _ = flac.told(path)
        return samples, samples
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEADER.size)
    except OSError as error:
        raise RecordingError(f"{path}: cannot be read: {error.strerror}") from error
    there = (size - HEADER.size) // SAMPLE_BYTES
    fields = HEADER.unpack(head) if len(head) == HEADER.size else None
    if fields is None or _shape(fields) != _shape(HEADER.unpack(wav_header(0))):
        raise RecordingError(f"{path}: not a track (16-bit mono WAV at {RATE_HZ} Hz)")
    return int(fields[12]) // SAMPLE_BYTES, there


def pcm(folder: Path, who: str, begin: int = 0, end: int | None = None) -> bytes:
    """A player's sound from sample `begin` up to `end`, int16 mono 16 kHz, from WAV or FLAC.

    Shorter where the track is. Only what is asked for is read. Raises RecordingError.
    """
    return b"".join(blocks(find(folder, who), begin, end))


def blocks(path: Path, begin: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The same of one file, in pieces of at most 1 s. Raises RecordingError."""
    decoded = flac.blocks if path.suffix == flac.SUFFIX else _wav_blocks
    for block in decoded(path, begin):
        if end is not None and begin >= end:
            return
        yield block if end is None else block[: (end - begin) * SAMPLE_BYTES]
        begin += len(block) // SAMPLE_BYTES


def is_counted(path: Path) -> bool:
    """Its header tells what is there. Raises RecordingError if it is no track."""
    if path.suffix == flac.SUFFIX:
        return True
    _, there = length(path)
    with path.open("rb") as file:
        whole = path.stat().st_size == HEADER.size + there * SAMPLE_BYTES
        return whole and file.read(HEADER.size) == wav_header(there)


def mend(path: Path, samples: int | None = None) -> None:
    """Make a WAV file's header agree with the file's length, or with what was recorded if that is
    known: more than that was never sound. Raises RecordingError.
    """
    _, there = length(path)
    there = there if samples is None else min(there, samples)
    with path.open("r+b") as file:
        file.truncate(HEADER.size + there * SAMPLE_BYTES)
        file.write(wav_header(there))


def _wav_blocks(path: Path, begin: int) -> Iterator[bytes]:
    _, there = length(path)
    with path.open("rb") as file:
        file.seek(HEADER.size + begin * SAMPLE_BYTES)
        while block := file.read(min(RATE_HZ, max(0, there - begin)) * SAMPLE_BYTES):
            begin += len(block) // SAMPLE_BYTES
            yield block


def _shape(fields: tuple[Any, ...]) -> tuple[Any, ...]:
    """All of a header but its two lengths."""
    return fields[:1] + fields[2:12]
