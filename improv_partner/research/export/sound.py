"""The sound of a session: all players in one WAV, or a stretch of one of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from ...errors import RecordingError
from ...events import RATE_HZ
from ...track import HEADER, SAMPLE_BYTES, wav_header
from .session import Session
from .turns import Turn

BLOCK_SAMPLES = 60 * RATE_HZ  # each block opens all files anew


def write_channels(session: Session, path: Path) -> None:
    """The actor left, the partner right, int16 at 16 kHz; a minute at a time.

    Further performers have a channel each after them: nobody's voice is mixed with another's.

    Raises RecordingError if there is no sound, OSError.
    """
    if not session.audio:
        raise RecordingError(f"{session.folder}: was recorded without sound")
    with path.open("wb") as file:
        file.write(channels_header(session.samples, len(session.players)))
        for block in blocks(session):
            file.write(block)


def blocks(session: Session) -> Iterator[bytes]:
    """All tracks side by side, equally long."""
    for begin in range(0, session.samples, BLOCK_SAMPLES):
        end = min(begin + BLOCK_SAMPLES, session.samples)
        sounds = [session.pcm(who, begin, end) for who in session.players]
        yield np.stack([np.frombuffer(pcm, "<i2") for pcm in sounds], axis=1).tobytes()


def channels_header(samples: int, channels: int) -> bytes:
    """The 44 bytes before int16 16 kHz PCM with this many samples for each player."""
    block = channels * SAMPLE_BYTES
    size = samples * block
    return HEADER.pack(
        b"RIFF", 36 + size, b"WAVE", b"fmt ", 16, 1, channels, RATE_HZ, RATE_HZ * block, block, 16,
        b"data", size,
    )  # fmt: skip


def clip(session: Session, turn: Turn) -> bytes:
    """A line as a WAV file, from its first sample to its last. Raises RecordingError."""
    pcm = session.pcm(turn.who, turn.begin, turn.end)
    return wav_header(len(pcm) // SAMPLE_BYTES) + pcm
