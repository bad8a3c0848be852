"""One performer's track: a WAV file on the session's sample clock, readable at any moment.

The header is rewritten once a second and writes are unbuffered, so a killed process loses at most
what the header does not count yet, and `mend` gets that back from the file's length.
"""

from __future__ import annotations

import struct
from pathlib import Path
from typing import BinaryIO

from .errors import RecordingError
from .events import RATE_HZ

HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")  # 44 bytes: RIFF, fmt and data of a plain WAV
SAMPLE_BYTES = 2
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
        self._file.write(wav_header(0))

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
        begin = max(at, self._sound_end)
        if at - self._sound_end < SEAM_SAMPLES and self._sound_end:
            begin = self._sound_end
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
        self._count()
        self._file.close()

    def _count(self) -> None:
        self._file.seek(0)
        self._file.write(wav_header(self.samples))
        self._counted = self.samples


def length(path: Path) -> tuple[int, int]:
    """Samples by the header, and by the file's length. Raises RecordingError if it is no track."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(HEADER.size)
    except OSError as error:
        raise RecordingError(f"{path}: cannot be read: {error.strerror}") from error
    fields = HEADER.unpack(head) if len(head) == HEADER.size else None
    if (
        fields is None
        or fields[:1] + fields[2:12]
        != HEADER.unpack(wav_header(0))[:1] + (HEADER.unpack(wav_header(0))[2:12])
    ):
        raise RecordingError(f"{path}: not a track (16-bit mono WAV at {RATE_HZ} Hz)")
    return int(fields[12]) // SAMPLE_BYTES, (size - HEADER.size) // SAMPLE_BYTES


def mend(path: Path) -> int:
    """Make the header agree with the file's length; gives the samples won back."""
    counted, there = length(path)
    with path.open("r+b") as file:
        file.truncate(HEADER.size + there * SAMPLE_BYTES)
        file.write(wav_header(there))
    return there - counted
