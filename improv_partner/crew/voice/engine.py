"""The built-in voice: pyttsx3 in a process of its own, a clause at a time.

A clause takes about 10 ms, so nothing streams: what a cut must stop is the speaker's queue, not
this. The event loop never waits: one worker thread does, and a cancelled clause just ends there.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import sys
from array import array
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, TypeVar
from unicodedata import category

from ...errors import CrewError
from ...scene import Look
from .. import Delivery, Sound
from ..resample import at_16k, file_to_16k, to_16k
from .child import CLOSED, Child, ChildLost
from .delivery import Manner, manner

LEAD_SAMPLES = 960  # 60 ms: longer silences are meant
LEAD_LEVEL = 16  # of 32768, -66 dB: nobody hears less
PIECE_MAX = 1000  # characters in one request: pyttsx3's driver crashed on 36 000
RATES_HZ = range(8_000, 192_001)
READ_BY_NAME = set("*_#~|<>{}[]\\\ufe0f\u20e3")  # the last two make emoji of signs before them
MUTE = {"Cc", "Cf", "Cn", "Co", "Cs", "Sk", "So"}  # Unicode's kinds of controls, emoji, pictures
BLANK_LAST = re.compile(r".*\s", re.DOTALL)
WHOLE_ENGINE = {
    "darwin": "is a voice installed in System Settings > Accessibility > Spoken Content?",
    "win32": "is a voice installed in Settings > Time & language > Speech?",
}
# What a driver cannot do of delivery.PARTS; ours does everything.
CANNOT = {
    "espeak": ("range", "gap"),
    "nsss": ("pitch", "range", "gap"),
    "sapi5": ("pitch", "range", "gap"),
}
ESPEAK_WHOLE = "is espeak-ng whole (Debian: apt install --reinstall espeak-ng-data libespeak-ng1)?"

T = TypeVar("T")
Clause = tuple[bytes, list[tuple[int, int]]]  # PCM, and marks from its own beginning


class EngineVoice:
    """The voice of a character. Starts its process at once, in the background.

    driver: "espeak-ng" (ours: marks, all of Manner), or one of pyttsx3's: "espeak", "nsss" (macOS),
    "sapi5" (Windows): without marks, pitch range and pauses, and the last two without pitch.
    "auto" is ours on Linux and the system's own elsewhere. command: the voice process.
    cannot: what the driver leaves undone of a delivery, of delivery.PARTS.
    patience_s: the longest wait for a clause, plus 10 ms for each character; three times as long
    for a start.
    """

    def __init__(
        self,
        look: Look,
        *,
        driver: str = "auto",
        command: Sequence[str] = (),
        patience_s: float = 3.0,
    ) -> None:
        self.name = f"pyttsx3, {look.name}"
        self._look = look
        self._patience_s = patience_s
        if driver == "auto":
            driver = {"darwin": "nsss", "win32": "sapi5"}.get(sys.platform, "espeak-ng")
        self.cannot: tuple[str, ...] = CANNOT.get(driver, ())
        box = (sys.executable, "-P", "-m", f"{__package__}.voice_box", driver)
        self._child = Child(command or box, 3 * patience_s)
        self._closed = False
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="voice")
        self._worker.submit(_twice, self._start)  # what goes wrong is told by ready() and speak()

    async def ready(self) -> None:
        """The process is up and `name` is complete. Raises CrewError if this voice cannot speak."""
        await self._work(self._start)

    async def speak(self, text: str, delivery: Delivery) -> AsyncGenerator[Sound, None]:
        """The clause, one Sound for each 1000 characters; none if there is nothing to say in it.

        Raises CrewError if the voice process fails twice.
        """
        how = manner(self._look, delivery)
        samples, signs = 0, 0
        for piece in pieces(text):
            words = speakable(piece)
            if words.strip():
                pcm, marks = await self._work(partial(self._make, words, how))
                if not samples:
                    pcm, marks = _from_first_sound(pcm, marks)
                yield Sound(pcm, tuple((samples + at, signs + end) for at, end in marks))
                samples += len(pcm) // 2
            signs += len(piece)

    async def close(self) -> None:
        """Ends the process; a clause under way ends with CrewError."""
        if self._closed:
            return
        self._closed = True
        self._child.close()
        await asyncio.get_running_loop().run_in_executor(self._worker, self._child.end)
        self._worker.shutdown(wait=False)

    async def _work(self, work: Callable[[], T]) -> T:
        if self._closed:
            raise CrewError(CLOSED)
        return await asyncio.get_running_loop().run_in_executor(self._worker, _twice, work)

    def _start(self) -> None:
        self._make("a", manner(self._look, Delivery()))  # first times take longer, and may fail
        self.name = f"{self._child.engine}, {self._look.name}"

    def _make(self, text: str, how: Manner) -> Clause:
        """At most PIECE_MAX characters. Raises ChildLost, CrewError."""
        request = {
            "text": text,
            "voice": self._look.name,
            "rate": how.rate_wpm,
            "pitch": how.pitch,
            "pitch_range": how.pitch_range,
            "volume": how.volume,
            "word_gap": how.word_gap,
        }
        head, body = self._child.ask(request, self._patience_s + 0.01 * len(text))
        try:
            return _sound(head, body)
        except (KeyError, TypeError, ValueError) as error:
            self._child.end()
            raise ChildLost("sent what is no sound") from error


def _twice(work: Callable[[], T]) -> T:
    """A process that fails gets one successor."""
    with contextlib.suppress(ChildLost):
        return work()
    try:
        return work()
    except ChildLost as lost:
        hint = WHOLE_ENGINE.get(sys.platform, ESPEAK_WHOLE)
        raise CrewError(f"voice: the speech process {lost}, twice; {hint}") from lost


def _sound(head: dict[str, Any], body: bytes) -> Clause:
    """An answer at 16 kHz. Raises KeyError, TypeError, ValueError if it is none."""
    if "file" in head:
        return file_to_16k(body), []
    rate_hz = head["rate_hz"]
    if rate_hz not in RATES_HZ or len(body) % 2:
        raise ValueError(f"{len(body)} bytes at {rate_hz} Hz")
    return to_16k(body, rate_hz), [(at_16k(at, rate_hz), end) for at, end in head["marks"]]


def _from_first_sound(pcm: bytes, marks: list[tuple[int, int]]) -> Clause:
    """Without the silence before a stop ("T", "Q": 40 ms): the partner is heard so much sooner."""
    lead = array("h", pcm[: 2 * LEAD_SAMPLES])
    first = next((at for at, level in enumerate(lead) if abs(level) > LEAD_LEVEL), 0)
    return pcm[2 * first :], [(max(at - first, 0), end) for at, end in marks]


def pieces(text: str) -> Iterator[str]:
    """The text in order, in pieces of at most PIECE_MAX characters that end at a blank."""
    while len(text) > PIECE_MAX:
        blank = BLANK_LAST.match(text, 0, PIECE_MAX)
        size = blank.end() if blank else PIECE_MAX
        yield text[:size]
        text = text[size:]
    yield text


def speakable(text: str) -> str:
    """The text with blanks for signs that would be read aloud by name, or end it (zero bytes)."""
    return "".join(" " if sign in READ_BY_NAME or category(sign) in MUTE else sign for sign in text)
