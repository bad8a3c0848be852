"""espeak-ng through its C library: speech as samples, with the time at which each word begins."""

from __future__ import annotations

import ctypes
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

SYNCHRONOUS, RATE, PITCH, UTF8, BY_CHARACTER, WORD = 2, 1, 3, 1, 1, 1  # espeak's own numbers
NOT_HUMAN = ("whisper", "whisperf", "demonic", "croak", "announcer", "fast", "unirobot")


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("message", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_ms", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


class Espeak:
    """One engine for the whole process. variants: voices that sound like somebody."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL("libespeak-ng.so.1")
        self.rate_hz: int = self._library.espeak_Initialize(SYNCHRONOUS, 0, None, 0)
        self._library.espeak_Info.restype = ctypes.c_char_p
        data = ctypes.c_char_p()
        self._library.espeak_Info(ctypes.byref(data))
        names = [file.name for file in (Path((data.value or b"").decode()) / "voices/!v").iterdir()]
        self.variants = sorted(
            name
            for name in names
            if " " not in name
            and not name.lower().startswith((*NOT_HUMAN, "robosoft", "anikarobot"))
        )
        self._sound: list[NDArray[np.int16]] = []
        self._words: dict[int, float] = {}
        kind = ctypes.CFUNCTYPE(
            ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
        )
        self._callback = kind(self._collect)  # kept: espeak does not hold a reference
        self._library.espeak_SetSynthCallback(self._callback)

    def _collect(self, wave: Any, samples: int, events: Any) -> int:
        if wave and samples > 0:
            self._sound.append(np.ctypeslib.as_array(wave, (samples,)).copy())
        at = 0
        while events[at].type:
            if events[at].type == WORD:
                self._words[events[at].text_position] = events[at].audio_ms / 1000
            at += 1
        return 0

    def say(
        self, text: str, voice: str, words_a_minute: int, pitch: int
    ) -> tuple[NDArray[np.float64], list[float | None]]:
        """Samples from -1 to 1 at rate_hz, and each word's begin in seconds, where it is known.

        Raises LookupError if there is no such voice.
        """
        if self._library.espeak_SetVoiceByName(voice.encode()):
            raise LookupError(voice)
        self._sound.clear()
        self._words.clear()
        self._library.espeak_SetParameter(RATE, words_a_minute, 0)
        self._library.espeak_SetParameter(PITCH, pitch, 0)
        said = text.encode() + b"\0"
        self._library.espeak_Synth(said, len(said), 0, BY_CHARACTER, 0, UTF8, None, None)
        self._library.espeak_Synchronize()
        begins: list[float | None] = []
        position = 1
        for word in text.split():
            begins.append(self._words.get(position))
            position += len(word) + 1
        return np.concatenate(self._sound) / 32768, begins
