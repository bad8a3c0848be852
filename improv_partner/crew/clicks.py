"""Keys that are heard: the click of a key opens no line, and a voice under typing still does.

The quick detector takes a click for a voice, for 60 to 150 ms. The careful one does not, but it
needs 100 ms more to hear that a voice begins. So the quick one is believed, except just after a
key, and even then if the careful one hears speech or a voice had been going on before.
"""

from __future__ import annotations

from . import Vad

MASK_FRAMES = 7  # 140 ms: a key tells of itself up to 20 ms late, and clicks again as it comes up
ON_FRAMES = 3  # a voice that has been believed for so long (Turns.starts_s) goes on under a click


class Clicks:
    """Both detectors, and the keys. Use quick and careful in place of those that were given."""

    def __init__(self, quick: Vad, careful: Vad) -> None:
        self.quick, self.careful = MaskedVad(quick, self), _Careful(careful, self)
        self.speech = False  # what the careful detector heard last
        self.left = 0  # frames that are still masked

    def press(self) -> None:
        """A key was pressed just now."""
        self.left = MASK_FRAMES


class MaskedVad:
    """The quick detector; its frames after a key are silence unless there surely is a voice."""

    def __init__(self, quick: Vad, clicks: Clicks) -> None:
        self._quick, self._clicks = quick, clicks
        self._believed = 0  # frames in a row

    def voiced(self, pcm: bytes) -> bool:
        voiced = self._quick.voiced(pcm)  # always: it keeps a memory of its own
        clicks = self._clicks
        masked, clicks.left = clicks.left > 0, max(clicks.left - 1, 0)
        if masked and not clicks.speech and self._believed < ON_FRAMES:
            voiced = False
        self._believed = self._believed + 1 if voiced else 0
        return voiced


class _Careful:
    """The careful detector, unchanged; what it heard is remembered for the other one."""

    def __init__(self, careful: Vad, clicks: Clicks) -> None:
        self._careful, self._clicks = careful, clicks

    def voiced(self, pcm: bytes) -> bool:
        self._clicks.speech = self._careful.voiced(pcm)
        return self._clicks.speech
