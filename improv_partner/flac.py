"""Lossless files of int16 mono 16 kHz (through PyAV): write, read any span, and find damage.

A FLAC file knows its own length and the MD5 of its sound, so a single changed sample is found.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

from .errors import RecordingError
from .events import RATE_HZ

SUFFIX = ".flac"
BEFORE_SOUND = 42  # bytes: "fLaC", a block header, STREAMINFO
SAMPLES_MASK = (1 << 36) - 1
# No encoder's version and no 8 kB of room for titles: the same sound gives the same small file.
BARE = {"fflags": "+bitexact", "metadata_header_padding": "0"}
STRICT = {"err_detect": "crccheck+explode"}  # a frame with a wrong CRC is left out, not guessed


def write(path: Path, blocks: Iterable[bytes]) -> None:
    """PCM into a new file. Raises RecordingError (no PyAV, disk full)."""
    av = _pyav(path)
    try:
        with av.open(str(path), "w", format="flac", options=BARE) as out:
            stream = out.add_stream("flac", rate=RATE_HZ, layout="mono")
            for block in blocks:
                frame = av.AudioFrame(format="s16", layout="mono", samples=len(block) // 2)
                frame.planes[0].update(block)
                frame.rate = RATE_HZ
                out.mux(stream.encode(frame))
            out.mux(stream.encode(None))
    except av.error.FFmpegError as error:
        raise RecordingError(f"{path}: cannot be written: {error.strerror}") from error


def told(path: Path) -> tuple[int, bytes]:
    """Samples and MD5, as the file's head tells them. Raises RecordingError if it is no track."""
    try:
        with path.open("rb") as file:
            head = file.read(BEFORE_SOUND)
    except OSError as error:
        raise RecordingError(f"{path}: cannot be read: {error.strerror}") from error
    packed = int.from_bytes(head[18:26], "big")  # rate (20 bits), channels, bits, samples (36)
    shape = (packed >> 44, packed >> 41 & 7, packed >> 36 & 31)
    if len(head) < BEFORE_SOUND or head[:4] != b"fLaC" or shape != (RATE_HZ, 0, 15):
        raise RecordingError(f"{path}: not a track (16-bit mono FLAC at {RATE_HZ} Hz)")
    return packed & SAMPLES_MASK, head[26:42]


def blocks(path: Path, begin: int = 0) -> Iterator[bytes]:
    """The sound from this sample on, decoded as it is needed. Raises RecordingError."""
    if begin < told(path)[0]:
        for at, block in _from(path, begin):
            if wanted := block[2 * max(0, begin - at) :]:
                yield wanted


def verify(path: Path) -> bytes:
    """Decode all of it; gives the MD5 of its sound. Raises RecordingError that says what is wrong.

    Takes 2 s for two hours.
    """
    samples, md5 = told(path)
    digest, end, gap = hashlib.md5(usedforsecurity=False), 0, -1
    try:
        for at, block in _frames(path, 0, STRICT):
            gap = end if at > end and gap < 0 else gap
            digest.update(block)
            end = at + len(block) // 2
    except RecordingError:
        gap = end if gap < 0 else gap
    if gap < 0 and end < samples:
        gap = end
    if gap >= 0:
        raise RecordingError(
            f"{path}: damaged or cut off {gap / RATE_HZ:.2f} s after its beginning "
            f"(of {samples / RATE_HZ:.2f} s)"
        )
    if digest.digest() != md5:
        raise RecordingError(f"{path}: its sound is not what was written (wrong MD5)")
    return md5


def _from(path: Path, begin: int) -> Iterator[tuple[int, bytes]]:
    """Frames of which the first is not after this sample."""
    frames, first = _frames(path, begin, {}), None
    with contextlib.suppress(RecordingError):
        first = next(frames, None)
    if first and first[0] <= begin:
        return chain([first], frames)
    return _frames(path, 0, {})  # FFmpeg's search fails at some places, e.g. in noise


def _frames(path: Path, begin: int, options: dict[str, str]) -> Iterator[tuple[int, bytes]]:
    """Where each decoded frame begins, and its PCM."""
    av = _pyav(path)
    end = 0
    try:
        with av.open(str(path)) as file:
            stream = file.streams.audio[0]
            stream.codec_context.options = options
            if begin:
                file.seek(begin, stream=stream)
            for frame in file.decode(stream):
                # After damage FFmpeg does not tell the place of some frames: they follow.
                at = end if frame.pts is None else round(frame.pts * frame.time_base * RATE_HZ)
                end = at + frame.samples
                yield at, bytes(frame.planes[0])[: 2 * frame.samples]
    except (av.error.FFmpegError, IndexError) as error:
        raise RecordingError(f"{path}: damaged sound: {error}") from error


def _pyav(path: Path) -> Any:
    """The library, imported when sound is first asked for."""
    try:
        import av
    except ImportError as error:
        raise RecordingError(f"{path}: FLAC needs PyAV; pip install av") from error
    av.logging.set_level(av.logging.PANIC)  # else FFmpeg writes to stderr beside our one line
    return av
