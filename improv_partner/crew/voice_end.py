"""The careful voice detector (Silero): hears reliably that somebody has stopped speaking.

The ONNX file comes with faster-whisper, whose own class forgets everything between two calls; this
one carries the network's memory from frame to frame. 2 ms of work for a second of sound.
"""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import CrewError
from ..events import FRAME_SAMPLES

HOP_SAMPLES = 512  # 32 ms; what the network takes at once
CONTEXT_SAMPLES = 64  # the end of the hop before, which it wants again
MEMORY = (1, 1, 128)
SPEECH = 0.5  # probability at which speech begins
SILENCE = 0.35  # and below which it ends: fewer false ends than with one threshold
INPUTS = {"input", "h", "c"}  # version 6; other versions of Silero take others


class SileroVad:
    """Answers for the newest whole hop, so at most 32 ms late. Raises CrewError."""

    def __init__(self) -> None:
        self._net = _net(_file())
        self._h = self._c = np.zeros(MEMORY, np.float32)
        self._window = np.zeros(CONTEXT_SAMPLES, np.float32)  # context, and the hop as it fills
        self._speech = False

    def voiced(self, pcm: bytes) -> bool:
        if len(pcm) != 2 * FRAME_SAMPLES:
            raise CrewError(
                f"the voice detector got {len(pcm)} bytes; it needs {2 * FRAME_SAMPLES} (20 ms)"
            )
        frame = np.frombuffer(pcm, "<i2").astype(np.float32) / 32768
        self._window = np.concatenate([self._window, frame])
        while len(self._window) >= CONTEXT_SAMPLES + HOP_SAMPLES:
            hop = self._window[: CONTEXT_SAMPLES + HOP_SAMPLES]
            self._window = self._window[HOP_SAMPLES:]
            given = {"input": hop[None], "h": self._h, "c": self._c}
            (probability,), self._h, self._c = self._net.run(None, given)
            self._speech = bool(probability >= (SILENCE if self._speech else SPEECH))
        return self._speech


@cache
def _net(model: Path) -> Any:
    """The network, which remembers nothing: one for all, for twenty of their own cost double."""
    import onnxruntime

    quiet = onnxruntime.SessionOptions()
    quiet.log_severity_level = 4  # only what is fatal
    quiet.intra_op_num_threads = quiet.inter_op_num_threads = 1  # more threads cost, not help
    net = onnxruntime.InferenceSession(
        str(model), providers=["CPUExecutionProvider"], sess_options=quiet
    )
    if (inputs := {i.name for i in net.get_inputs()}) != INPUTS:
        raise CrewError(
            f"{model} is another Silero than version 6 (its inputs are "
            f'{", ".join(sorted(inputs))}); pip install "faster-whisper>=1.2,<1.3"'
        )
    return net


def _file() -> Path:
    """Where faster-whisper keeps its Silero; the package itself is slow to import."""
    package = find_spec("faster_whisper")
    places = package.submodule_search_locations if package else None
    folders = [Path(place) / "assets" for place in places or ()]
    files = sorted(file for folder in folders for file in folder.glob("silero*.onnx"))
    if not files:
        raise CrewError("Silero is missing; it comes with: pip install faster-whisper")
    return files[-1]
