"""Sound of any rate in, the project's 16 kHz mono out: whole clauses, files, and streams.

FFmpeg's resampler through PyAV: 1 ms behind, errors 100 dB down at 6.4 kHz, 0.5 ms of work for one
second of speech.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from ..events import RATE_HZ

LAYOUTS = {1: "mono", 2: "stereo"}


class Resampler:
    """A stream of int16 PCM, whatever the lengths of its pieces. Two channels are averaged.

    Raises ValueError if there are more than two channels or the rate is not a rate.
    """

    def __init__(self, rate_in_hz: int, channels: int = 1) -> None:
        if channels not in LAYOUTS or rate_in_hz <= 0:
            raise ValueError(f"cannot resample {channels} channels at {rate_in_hz} Hz")
        self._rate_in_hz = rate_in_hz
        self._channels = channels
        self._graph = _graph()

    def feed(self, pcm: bytes) -> bytes:
        """What this piece (whole samples, channels interleaved) adds; may be empty."""
        from av.audio.frame import AudioFrame

        samples = len(pcm) // 2 // self._channels
        if not samples:
            return b""
        frame = AudioFrame(format="s16", layout=LAYOUTS[self._channels], samples=samples)
        frame.sample_rate = self._rate_in_hz
        frame.planes[0].update(pcm)
        return _bytes(self._graph.resample(frame))

    def flush(self) -> bytes:
        """The end of the stream, at most 1 ms; the next feed() begins a new one."""
        rest = _bytes(self._graph.resample(None))
        self._graph = _graph()
        return rest


def to_16k(pcm: bytes, rate_hz: int) -> bytes:
    """All of a mono sound at 16 kHz, sample 0 at sample 0, its length right to the sample."""
    if rate_hz == RATE_HZ:
        return pcm
    stream = Resampler(rate_hz)
    size = 2 * at_16k(len(pcm) // 2, rate_hz)
    return (stream.feed(pcm) + stream.flush())[:size].ljust(size, b"\0")


def at_16k(sample: int, rate_hz: int) -> int:
    """Where a sample of a sound at rate_hz lies in the same sound at 16 kHz, rounded."""
    return (sample * RATE_HZ + rate_hz // 2) // rate_hz


def file_to_16k(data: bytes) -> bytes:
    """The sound of a WAV or AIFF file's bytes. Raises ValueError if it is no sound file."""
    import av
    from av.error import FFmpegError

    graph = _graph()
    try:
        with av.open(BytesIO(data), mode="r") as file:
            pieces = [_bytes(graph.resample(frame)) for frame in file.decode(audio=0)]
            return b"".join(pieces) + _bytes(graph.resample(None))
    except (FFmpegError, IndexError) as error:  # IndexError: a file without sound
        raise ValueError(f"not a sound file: {type(error).__name__}") from error


def _graph() -> Any:
    import av

    return av.AudioResampler(format="s16", layout="mono", rate=RATE_HZ)


def _bytes(frames: list[Any]) -> bytes:
    return b"".join(bytes(frame.planes[0])[: 2 * frame.samples] for frame in frames)
