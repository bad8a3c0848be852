"""After the curtain: a session's tracks become lossless FLAC, a third to two thirds of the size.

A WAV file is removed only after its FLAC file has been decoded and found equal; whatever fails, one
of the two is there and whole.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from pathlib import Path

from . import flac, track
from .errors import RecordingError

PART = ".part"  # a FLAC file in the making; worthless if the program was killed there


def to_flac(folder: Path) -> str:
    """Turn all tracks of a closed session into FLAC; gives "" or why one stays WAV.

    Raises nothing: a WAV file that stays is as good a recording. Takes 7 s for two hours.
    """
    reasons = []
    for wav in sorted(folder.glob(f"*{track.WAV}")):
        part = wav.with_suffix(f"{flac.SUFFIX}{PART}")
        try:
            if samples := _whole(wav):
                flac.write(part, track.blocks(wav))
                if flac.told(part) != (samples, md5(wav)):
                    raise RecordingError(f"{part}: is not the sound of {wav.name}")
                flac.verify(part)
                _replace(wav, part)
        except (OSError, RecordingError) as error:
            reasons.append(f"{wav.name} stays as it is: {error}")
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
    return "; ".join(reasons)


def md5(wav: Path) -> bytes:
    """Of a track's sound. Raises RecordingError if it cannot be read."""
    digest = hashlib.md5(usedforsecurity=False)
    for block in track.blocks(wav):
        digest.update(block)
    return digest.digest()


def _whole(wav: Path) -> int:
    """Its samples. Raises RecordingError if it was not closed: check mends that first."""
    counted, there = track.length(wav)
    if counted != there:
        raise RecordingError("it was not closed; improv check mends it")
    return there


def _replace(wav: Path, part: Path) -> None:
    """The new file is on the disk under its name before the old one goes."""
    with part.open("r+b") as file:
        os.fsync(file.fileno())
    os.replace(part, wav.with_suffix(flac.SUFFIX))
    wav.unlink()
