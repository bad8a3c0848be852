"""The quick voice detector (webrtcvad): hears the begin of a voice within 63 ms (median).

Too eager to hear an end: it needs 285 ms (median) to notice silence, where Silero needs 100 ms.
It goes by level: for a quiet microphone, turn the input up. The package webrtcvad-wheels, because
webrtcvad itself no longer imports with today's setuptools.
"""

from __future__ import annotations

from ..errors import CrewError
from ..events import FRAME_SAMPLES, RATE_HZ

STRICTEST = 3  # of 0-3; the fewest false alarms, and as fast as the others


class QuickVad:
    """Raises CrewError if webrtcvad is missing, or for anything but frames of 640 bytes."""

    def __init__(self) -> None:
        try:
            import webrtcvad
        except ImportError as error:
            raise CrewError(
                f"webrtcvad cannot be imported ({error}); pip install webrtcvad-wheels"
            ) from error
        self._vad = webrtcvad.Vad(STRICTEST)

    def voiced(self, pcm: bytes) -> bool:
        if len(pcm) != 2 * FRAME_SAMPLES:
            raise CrewError(
                f"the voice detector got {len(pcm)} bytes; it needs {2 * FRAME_SAMPLES} (20 ms)"
            )
        return bool(self._vad.is_speech(pcm, RATE_HZ))
