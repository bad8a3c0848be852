"""WebRTC's echo canceller (AEC3), out of the livekit wheel: stand-alone, no server, no network.

Echo as loud as the actor comes out 40 dB quieter, for 0.6 % of a processor core. No noise
suppression and no gain control: the recording is for research on voices.
"""

from __future__ import annotations

from importlib import metadata
from typing import Any

from ..errors import CrewError
from ..events import FRAME_SAMPLES, RATE_HZ

STEP_SAMPLES = RATE_HZ // 100  # the library takes 10 ms, and ends the process at anything else
FRAME_BYTES = 2 * FRAME_SAMPLES
INSTALL = "pip install livekit"


class WebRtcCanceller:
    """The contract EchoCanceller. Raises CrewError if the library is missing or cannot work.

    Finds the delay by itself: any constant one up to some 300 ms, from half a second of echo.
    """

    def __init__(self) -> None:
        try:
            from livekit import rtc

            self.name = f"WebRTC (livekit {metadata.version('livekit')})"
        except (ImportError, OSError, metadata.PackageNotFoundError) as error:
            raise CrewError(f"echo canceller: livekit is missing ({error}); {INSTALL}") from error
        self._frame: Any = rtc.AudioFrame
        self._apm = rtc.AudioProcessingModule(echo_cancellation=True)

    def clean(self, near: bytes, far: bytes) -> bytes:
        """See EchoCanceller."""
        if len(near) != FRAME_BYTES or len(far) != FRAME_BYTES:
            raise CrewError(
                f"the echo canceller got {len(near)} and {len(far)} bytes; both must be "
                f"{FRAME_BYTES} (20 ms)"
            )
        try:
            return b"".join(
                self._step(near[at : at + 2 * STEP_SAMPLES], far[at : at + 2 * STEP_SAMPLES])
                for at in range(0, FRAME_BYTES, 2 * STEP_SAMPLES)
            )
        except RuntimeError as error:
            raise CrewError(f"the echo canceller failed: {error}") from error

    def _step(self, near: bytes, far: bytes) -> bytes:
        reverse = self._frame(bytearray(far), RATE_HZ, 1, STEP_SAMPLES)
        capture = self._frame(bytearray(near), RATE_HZ, 1, STEP_SAMPLES)
        self._apm.process_reverse_stream(reverse)
        self._apm.process_stream(capture)
        return bytes(capture.data)
