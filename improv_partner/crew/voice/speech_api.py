"""A voice behind any OpenAI-compatible /v1/audio/speech server, heard as it arrives."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing

from ...events import RATE_HZ
from ...scene import Character
from ...settings import VoiceSettings
from .. import Delivery, Sound
from ..clauses import clean
from ..resample import Resampler, at_16k
from .delivery import PARTS, speed
from .speech_server import SpeechServer
from .style import style

BY_WORDS = PARTS[1:]  # nothing but the rate is set by a number
# A model that babbles on is stopped: nobody takes longer than this, at half the usual speed.
LONGEST_S, LONGEST_S_PER_CHAR = 5.0, 0.25


class SpeechVoice:
    """The contract Voice on a server. name: model, host and voice.

    keep_alive: see SpeechServer. Raises CrewError if settings.model, .name, the key or the address
    is missing or wrong.
    """

    def __init__(
        self, character: Character, settings: VoiceSettings, keep_alive: bool = True
    ) -> None:
        self._character, self._settings = character, settings
        self._server = SpeechServer(settings, keep_alive)
        self.name = f"{settings.model} at {self._server.host}, {settings.name}"

    @property
    def cannot(self) -> tuple[str, ...]:
        """What of delivery.PARTS is told in words at most; "words" too if these are not sent.

        Complete after ready(): what a server refuses is only known when it was asked.
        """
        refused = self._server.refused
        words = () if self._settings.instructions and "instructions" not in refused else ("words",)
        return (*(PARTS[:1] if "speed" in refused else ()), *BY_WORDS, *words)

    async def ready(self) -> None:
        """The server speaks, its model is loaded. Raises CrewError if this voice cannot speak."""
        async with aclosing(self.speak("Yes.", Delivery())) as sounds:
            async for _ in sounds:
                pass

    async def speak(self, text: str, delivery: Delivery) -> AsyncGenerator[Sound, None]:
        """The clause, piece by piece, without marks; none if there is nothing to say in it.

        Raises CrewError, after the sound that did arrive.
        """
        words = clean(text)
        if not any(sign.isalnum() for sign in words):
            return
        wishes: dict[str, object] = {"speed": speed(self._character.voice, delivery)}
        if self._settings.instructions:
            wishes["instructions"] = style(self._character, delivery)
        rate_hz = self._settings.rate_hz
        stream, taken, given = Resampler(rate_hz), 0, 0  # samples in, samples out
        most = round(rate_hz * (LONGEST_S + LONGEST_S_PER_CHAR * len(words)))
        async with aclosing(self._server.pcm(words, **wishes)) as pieces:
            async for piece in pieces:
                taken += len(piece) // 2
                sound = stream.feed(piece)
                given += len(sound) // 2
                if sound:
                    yield Sound(sound)
                if taken > most:
                    raise self._server.place.fault(
                        f"it goes on after {given / RATE_HZ:.0f} s for {len(words)} characters: "
                        "check voice.rate_hz, or use another voice"
                    )
        size = 2 * (at_16k(taken, rate_hz) - given)
        if end := stream.flush()[:size].ljust(size, b"\0"):
            yield Sound(end)

    async def close(self) -> None:
        """See Voice."""
        await self._server.close()
