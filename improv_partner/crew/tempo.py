"""Sound faster or slower at the same pitch, and in the form a device takes (PyAV, FFmpeg's atempo).

Measured with clicks at 0.5 to 2: every click within 50 ms of its time in the original, no drift.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from ..events import RATE_HZ

LAYOUTS = {1: "mono", 2: "stereo"}
SLOWEST, FASTEST = 0.5, 2.0  # beyond these FFmpeg leaves sounds out


def stretched(
    pieces: Iterable[bytes], speed: float, rate_hz: int, channels: int
) -> Iterator[bytes]:
    """Stereo at 16 kHz as int16 of this rate and 1 or 2 channels, in the order it comes.

    speed: SLOWEST to FASTEST; up to 40 ms at the end are lost unless it is 1. At speed 1, 16 kHz
    and two channels the sound is passed on as it is, and PyAV is not needed.
    """
    if (speed, rate_hz, channels) == (1.0, RATE_HZ, 2):
        yield from pieces
        return
    graph = _graph(speed, rate_hz, channels)
    size = 2 * channels
    at = 0
    for pcm in pieces:
        graph.push(_frame(pcm, at))
        at += len(pcm) // 4
        yield from _pulled(graph, size)
    graph.push(None)
    yield from _pulled(graph, size)


def _graph(speed: float, rate_hz: int, channels: int) -> Any:
    from av.filter import Graph

    graph = Graph()
    form = f"sample_fmts=s16:sample_rates={rate_hz}:channel_layouts={LAYOUTS[channels]}"
    nodes = [
        graph.add_abuffer(
            format="s16", sample_rate=RATE_HZ, layout="stereo", time_base=Fraction(1, RATE_HZ)
        ),
        *([graph.add("atempo", f"{speed:g}")] if speed != 1.0 else []),
        graph.add("aformat", form),
        graph.add("abuffersink"),
    ]
    graph.link_nodes(*nodes).configure()
    return graph


def _frame(pcm: bytes, at: int) -> Any:
    from av.audio.frame import AudioFrame

    frame = AudioFrame(format="s16", layout="stereo", samples=len(pcm) // 4)
    frame.sample_rate, frame.pts, frame.time_base = RATE_HZ, at, Fraction(1, RATE_HZ)
    frame.planes[0].update(pcm)
    return frame


def _pulled(graph: Any, size: int) -> Iterator[bytes]:
    """What is ready. size: bytes of a sample of all channels."""
    while True:
        try:
            frame = graph.pull()
        except (BlockingIOError, EOFError):  # more sound is needed, or it is over
            return
        yield bytes(frame.planes[0])[: size * frame.samples]
