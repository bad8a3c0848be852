"""Smart Turn v3 (pipecat-ai, BSD-2): hears from the melody of a line whether it is over.

A small Whisper encoder that listens to the last eight seconds, pause included. It knows no words
and no scene. Measured: 40 ms on one core for each judgement, on a thread of its own.
"""

from __future__ import annotations

import asyncio
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from ...errors import CrewError
from ...events import FRAME_S
from .log_mel import BANDS, FRAMES, WINDOW_S, log_mel

WINDOW_FRAMES = round(WINDOW_S / FRAME_S)
LEAD_FRAMES = 10  # 0.2 s before the detector heard it, as the ears have
INPUT = ("input_features", [BANDS, FRAMES])


class SmartTurn:
    """The contract Ending. file: the weights; name: theirs. Raises CrewError if it is no such file.

    The file is tried out at once, so that a judgement that fails later (None) is a rarity.
    """

    def __init__(self, file: Path) -> None:
        self.name = file.stem
        self._frames: deque[bytes] = deque(maxlen=WINDOW_FRAMES)
        self._opened = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ending")  # ends with this object
        self._faults = _faults()
        self._net = _session(file, self._faults)
        if self._judge(b"") is None:
            raise CrewError(f"turns.ending: {file} gives no probability; {_WANTED}")

    def feed(self, pcm: bytes) -> None:
        self._frames.append(pcm)

    def open(self, back: int) -> None:
        self._opened = True
        for _ in range(len(self._frames) - (back + 1 + LEAD_FRAMES)):
            self._frames.popleft()

    async def ends(self) -> float | None:
        """See Ending. One judgement at a time; one that nobody awaits any more is not begun."""
        if not self._opened:
            return None
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._judge, b"".join(self._frames))

    def _judge(self, pcm: bytes) -> float | None:
        """The net calls its output logits, but it is a probability."""
        try:
            (found, *_) = self._net.run(None, {INPUT[0]: log_mel(pcm)[None]})
        except self._faults:
            return None
        probability = float(found.ravel()[0]) if found.size == 1 else -1.0
        return probability if 0.0 <= probability <= 1.0 else None


_WANTED = 'give a smart-turn-v3 file, or "smart-turn" to have it downloaded'


def _session(file: Path, faults: tuple[type[Exception], ...]) -> Any:
    import onnxruntime

    quiet = onnxruntime.SessionOptions()
    quiet.log_severity_level = 4  # only what is fatal
    quiet.intra_op_num_threads = quiet.inter_op_num_threads = 1  # the ears need the other cores
    try:
        net = onnxruntime.InferenceSession(
            str(file), providers=["CPUExecutionProvider"], sess_options=quiet
        )
    except faults as error:
        raise CrewError(f"turns.ending: {file} is not a whole ONNX model; {_WANTED}") from error
    wanted = [(i.name, i.shape[1:]) for i in net.get_inputs()]
    if wanted != [INPUT]:
        raise CrewError(f"turns.ending: {file} is another model than Smart Turn v3; {_WANTED}")
    return net


def _faults() -> tuple[type[Exception], ...]:
    """onnxruntime gives its errors no common class."""
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    kinds = [kind for kind in vars(state).values() if isinstance(kind, type)]
    own = [kind for kind in kinds if issubclass(kind, Exception)]
    return (*own, OSError, RuntimeError, ValueError)
