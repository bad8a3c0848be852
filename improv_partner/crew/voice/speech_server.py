"""One clause from a speech server: its raw PCM as it arrives (packages openai and httpx2).

The package's own patience (600 s, two retries) is not a stage's: time is kept here, and every
failure is one line that says what to do.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, aclosing
from typing import Any
from urllib.parse import urlsplit

from ...errors import CrewError
from ...settings import VoiceSettings
from ..server_client import address_of, client_of, key_env
from .speech_faults import Place, explain, not_pcm, not_sound, server_text

RETRY_WITHIN_S = 0.5  # a stale connection fails at once; a later failure has cost the scene enough
OPTIONAL = ("instructions", "speed")  # left out where a server does not know them
RATES_HZ = range(8_000, 192_001)
HEAD_BYTES = 4  # show what is no sound


class SpeechServer:
    """A server, a model and a voice. Raises CrewError if they cannot be used.

    keep_alive: a connection stays open for the next clause, which saves a handshake each time.
    refused: parameters of OPTIONAL that it does not know, found out by asking.
    """

    def __init__(self, settings: VoiceSettings, keep_alive: bool = True) -> None:
        self._settings = settings
        _check(settings)
        self._client = client_of(settings, "voice", keep_alive)
        address = address_of(settings)
        self.place = Place(settings.model, address, key_env(settings), settings.connect_s)
        self.refused: set[str] = set()
        self._warm = False  # the first request may have to wait until the model is loaded

    @property
    def host(self) -> str:
        return urlsplit(self.place.address).netloc

    async def close(self) -> None:
        await self._client.close()

    async def pcm(self, text: str, **wishes: Any) -> AsyncGenerator[bytes, None]:
        """Whole int16 samples at the settings' rate. wishes: of OPTIONAL. Raises CrewError.

        Asked again once if it failed at once, but never after sound has begun.
        """
        import httpx2
        import openai

        loop = asyncio.get_running_loop()
        began_s, retried, came = loop.time(), False, False
        while True:
            params = {name: value for name, value in wishes.items() if name not in self.refused}
            try:
                async with aclosing(self._stream(text, params)) as stream:
                    async for pcm in stream:
                        came = True
                        yield pcm
                return
            except (openai.OpenAIError, httpx2.HTTPError) as error:
                if not came and self._refuses(error, params):
                    continue
                late = loop.time() - began_s > RETRY_WITHIN_S
                if came or retried or late or not _passing(error):
                    raise explain(error, self.place) from error
                retried = True

    def _refuses(self, error: Exception, params: dict[str, Any]) -> bool:
        """A parameter that the server's 400 or 422 names is left out, for the session."""
        if getattr(error, "status_code", 0) not in (400, 422):
            return False
        named = f"{getattr(error, 'param', '')} {server_text(error)} {getattr(error, 'body', '')}"
        found = {name for name in params if name in named}
        self.refused |= found
        return bool(found)

    async def _stream(self, text: str, params: dict[str, Any]) -> AsyncGenerator[bytes, None]:
        """One request. Raises openai's and httpx2's errors; CrewError if late, or if no sound."""
        rest, came = b"", False
        async with aclosing(self._chunks(text, params)) as chunks:
            async for chunk in chunks:
                rest += chunk
                if not came and len(rest) < HEAD_BYTES:
                    continue
                if not came and (wrong := not_sound(rest)):
                    raise self.place.fault(wrong)
                came = True
                whole = len(rest) // 2 * 2  # chunks end anywhere, also within a sample
                if whole:
                    yield rest[:whole]
                rest = rest[whole:]
        if not came:
            raise self.place.fault(
                "it sent no sound: check voice.name, or look at the server's log"
            )

    async def _chunks(self, text: str, params: dict[str, Any]) -> AsyncGenerator[bytes, None]:
        """The body as it arrives. Time passes only while the server is waited for."""
        loop, patience = asyncio.get_running_loop(), self._settings
        first_s = patience.first_sound_s if self._warm else patience.warm_up_s
        until_s = loop.time() + first_s
        async with AsyncExitStack() as connection:
            try:
                async with asyncio.timeout_at(until_s):
                    response = await connection.enter_async_context(self._asked(text, params))
            except TimeoutError as error:
                raise self.place.fault(
                    f"no answer within {first_s:g} s: is the server busy, the model too large?"
                ) from error
            if wrong := not_pcm(response.headers.get("content-type", ""), patience.rate_hz):
                raise self.place.fault(wrong)
            chunks = await connection.enter_async_context(aclosing(response.iter_bytes()))
            late = f"took the request, but sent no sound within {first_s:g} s: is it too slow?"
            while True:
                try:
                    async with asyncio.timeout_at(until_s):
                        chunk = await anext(chunks, None)
                except TimeoutError as error:
                    raise self.place.fault(late) from error
                if chunk is None:
                    return
                self._warm = True
                late = f"fell silent in mid-clause for {patience.gap_s:g} s"
                yield chunk
                until_s = loop.time() + patience.gap_s

    def _asked(self, text: str, params: dict[str, Any]) -> Any:
        """The request, not yet sent; the answer's context."""
        speech: Any = self._client.audio.speech.with_streaming_response
        return speech.create(
            model=self._settings.model,
            voice=self._settings.name,
            input=text,
            response_format="pcm",
            **params,
        )


def _passing(error: Exception) -> bool:
    """Whether the same request may well work at once: a lost connection, a hiccup of the server."""
    import openai

    if isinstance(error, openai.APIStatusError):
        return error.status_code >= 500
    return type(error.__cause__).__name__ not in ("ConnectError", "ConnectTimeout")


def _check(settings: VoiceSettings) -> None:
    """Raises CrewError for what cannot be used."""
    for name, what in (("model", "model"), ("name", "voice")):
        if not getattr(settings, name):
            raise CrewError(f"no {what} of the speech server is set: name one in voice.{name}")
    if settings.rate_hz not in RATES_HZ:
        raise CrewError(f"voice.rate_hz {settings.rate_hz} is no rate of sound; 24000 is usual")
