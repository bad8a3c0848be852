"""A driver for pyttsx3: espeak-ng in step with its caller, with the exact place of every word.

pyttsx3's own espeak driver works behind the caller's back, writes files, drops the places of words
and has no pitch range. This one is used on Linux, inside the voice process, through pyttsx3.
"""

from __future__ import annotations

import ctypes
import re
from bisect import bisect_right
from collections.abc import Iterable
from ctypes import POINTER, c_char_p, c_int, c_short, c_size_t, c_uint, c_void_p
from importlib import import_module
from typing import Any

SYNCHRONOUS, BLOCK_MS, NEVER_EXIT = 2, 60, 0x8000  # of espeak_Initialize
UTF8, END_PAUSE = 1, 0x1000  # of espeak_Synth
WORD_EVENT = 1
PARAMETERS = {"rate": 1, "volume": 2, "pitch": 3, "pitch_range": 4, "word_gap": 7}
# What a word event may belong to: a word ("don't", "4.5", "10:30"), or a sign that is read ("%").
# The range: accents that are signs of their own.
SPOKEN = re.compile(r"[\w\u0300-\u036f]+(?:['’.,:]\w[\w\u0300-\u036f]*)*|[^\w\s]")
GET_IT = (
    "install it (Debian, Ubuntu: apt install libespeak-ng1; Fedora: dnf install espeak-ng; "
    "Arch: pacman -S espeak-ng; or: pip install espeakng-loader)"
)


class SpokenEvent(ctypes.Structure):
    """espeak_EVENT. text_position: from 1, in characters. sample: from the text's start."""

    _fields_ = (
        ("type", c_int),
        ("unique_identifier", c_uint),
        ("text_position", c_int),
        ("length", c_int),
        ("audio_position_ms", c_int),
        ("sample", c_int),
        ("user_data", c_void_p),
        ("id", c_void_p),  # a union of 8 bytes
    )


CALLBACK = ctypes.CFUNCTYPE(c_int, POINTER(c_short), c_int, POINTER(SpokenEvent))


class Espeak:
    """The C library; one for each process. Raises RuntimeError if it or its data is missing."""

    def __init__(self) -> None:
        self._library, data = _load()
        self._library.espeak_Synth.argtypes = [
            c_char_p, c_size_t, c_uint, c_int, c_uint, c_uint, c_void_p, c_void_p,
        ]  # fmt: skip
        self._library.espeak_Initialize.argtypes = [c_int, c_int, c_char_p, c_int]
        self._library.espeak_Info.restype = c_char_p
        self.rate_hz: int = self._library.espeak_Initialize(SYNCHRONOUS, BLOCK_MS, data, NEVER_EXIT)
        if self.rate_hz <= 0:  # 0 where no data is found
            raise RuntimeError(f"espeak-ng finds none of its data (espeak-ng-data); {GET_IT}")
        self.version = self._library.espeak_Info(None).decode().split()[0]
        self._pcm: list[bytes] = []
        self._words: list[tuple[int, int]] = []
        self._callback = CALLBACK(self._take)  # kept, or it would be freed while C calls it
        self._library.espeak_SetSynthCallback(self._callback)

    def set_voice(self, name: str) -> None:
        """Raises LookupError."""
        if self._library.espeak_SetVoiceByName(name.encode()) != 0:
            known = 'try "en-us", "en-us+f3", or see espeak-ng --voices'
            raise LookupError(f'espeak-ng has no voice "{name}"; {known}')

    def set(self, parameter: str, value: int) -> None:
        self._library.espeak_SetParameter(PARAMETERS[parameter], value, 0)

    def synthesize(self, text: str) -> tuple[bytes, list[tuple[int, int]]]:
        """PCM (int16 mono, rate_hz), and for each word event its sample and its text position."""
        self._pcm, self._words = [], []
        raw = text.encode(errors="replace") + b"\0"
        status = self._library.espeak_Synth(raw, len(raw), 0, 1, 0, UTF8 | END_PAUSE, None, None)
        if status != 0:
            raise RuntimeError(f"espeak_Synth failed with status {status}")
        return b"".join(self._pcm), self._words

    def _take(self, wav: Any, samples: int, events: Any) -> int:
        number = 0
        while events[number].type:  # 0 ends the list
            event = events[number]
            if event.type == WORD_EVENT:
                self._words.append((event.sample, event.text_position))
            number += 1
        if samples > 0:
            self._pcm.append(ctypes.string_at(wav, 2 * samples))
        return 0


def _load() -> tuple[ctypes.CDLL, bytes | None]:
    """The library of the system, else that of the wheel espeakng-loader with its own data."""
    try:
        return ctypes.CDLL("libespeak-ng.so.1"), None
    except OSError:
        pass
    try:
        wheel = import_module("espeakng_loader")
        data = str(wheel.get_data_path()).encode()
        return ctypes.CDLL(str(wheel.get_library_path())), data
    except (ImportError, OSError) as error:
        raise RuntimeError(f"the speech engine espeak-ng is missing; {GET_IT}") from error


def word_places(text: str, events: Iterable[tuple[int, int]]) -> list[tuple[int, int, int]]:
    """(sample, begin, end) of each word that espeak told of: text[begin:end] is the whole word.

    espeak cuts "don't" after "don", tells a number several times, and is sometimes one character
    off at a blank: so an event only points at a word of the text, and each word counts once.
    """
    spoken = [found.span() for found in SPOKEN.finditer(text)]
    ends = [end for _, end in spoken]
    places: list[tuple[int, int, int]] = []
    following = 0
    for sample, position in events:
        if position < 1:  # sent now and then at the end of a sentence, for no word
            continue
        number = bisect_right(ends, position - 1)  # the word at this place, or the next one
        if following <= number < len(spoken):
            places.append((sample, *spoken[number]))
            following = number + 1
    return places


class EspeakDriver:
    """What pyttsx3 asks of a driver. `say` notifies "started-word" and, of our own, "sound"."""

    def __init__(self, proxy: Any) -> None:
        self._proxy = proxy
        self._espeak = Espeak()
        self._voice = ""
        self._looping = False

    def getProperty(self, name: str) -> object:
        if name == "version":
            return f"espeak-ng {self._espeak.version}"
        raise KeyError(name)

    def setProperty(self, name: str, value: Any) -> None:
        if name == "voice":
            if value != self._voice:
                self._espeak.set_voice(value)
                self._voice = value
        elif name == "volume":
            self._espeak.set(name, round(value * 100))  # pyttsx3 counts to 1.0
        else:
            self._espeak.set(name, int(value))

    def say(self, text: str) -> None:
        self._proxy.setBusy(True)
        self._proxy.notify("started-utterance")
        try:
            pcm, events = self._espeak.synthesize(text)
            for sample, begin, end in word_places(text, events):
                word = {"name": text[begin:end], "location": begin, "length": end - begin}
                self._proxy.notify("started-word", **word, sample=sample)
            self._proxy.notify("sound", pcm=pcm, rate_hz=self._espeak.rate_hz)
            self._proxy.notify("finished-utterance", completed=True)
        finally:
            self._proxy.setBusy(False)

    def startLoop(self) -> None:
        self._proxy.setBusy(False)  # carries out all that waits, and returns when it is done

    def endLoop(self) -> None:
        pass  # nothing runs outside say()

    def stop(self) -> None:
        pass

    def destroy(self) -> None:
        pass


def buildDriver(proxy: Any) -> EspeakDriver:
    """pyttsx3 looks for this name."""
    return EspeakDriver(proxy)
