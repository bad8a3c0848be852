"""Any audio file in, the project's PCM out (through PyAV, which brings FFmpeg with it)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ..errors import CrewError
from ..events import FRAME_SAMPLES, RATE_HZ


def read(path: Path) -> bytes:
    """The first audio track as int16 mono 16 kHz; channels are averaged.

    Raises CrewError if the file cannot be read, is no sound, or is shorter than one frame (20 ms).
    """
    import av
    from av.error import FFmpegError

    av.logging.set_level(av.logging.PANIC)  # else FFmpeg writes to stderr beside our one line
    try:
        with av.open(str(path)) as file:
            if not file.streams.audio:
                raise CrewError(f"{path}: has no sound; give a wav, flac, mp3 or ogg file")
            pcm = _decoded(file)
    except FFmpegError as error:
        raise CrewError(f"{path}: cannot be read as sound: {_cause(path, error)}") from error
    if len(pcm) < 2 * FRAME_SAMPLES:
        length_ms = len(pcm) * 500 // RATE_HZ
        raise CrewError(f"{path}: holds {length_ms} ms of sound, too short; give at least 20 ms")
    return pcm


def _decoded(file: Any) -> bytes:
    import av

    graph = av.AudioResampler(format="s16", layout="mono", rate=RATE_HZ)
    pcm = bytearray()
    for decoded in (*file.decode(audio=0), None):  # None: give out what is held back
        for frame in graph.resample(decoded):
            pcm += bytes(frame.planes[0])[: 2 * frame.samples]
    return bytes(pcm)


def _cause(path: Path, error: Exception) -> str:
    if not path.exists():
        return "there is no such file"
    if path.is_dir():
        return "it is a folder"
    if path.stat().st_size == 0:
        return "it is empty"
    if isinstance(error, PermissionError):
        return "not allowed"
    return "it is damaged or not an audio file"
