"""One streamed chat completion, token by token, from any OpenAI-compatible server (package openai).

The package's own patience (600 s, two retries) is not a stage's: time is kept here, and every
failure is one line that says what to do.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...errors import CrewError
from ...settings import MindSettings
from ..server_client import client_of, key_env
from .faults import Place, explain, server_text
from .prompt import Message

if TYPE_CHECKING:
    from openai import AsyncOpenAI

RETRY_WITHIN_S = 0.5  # a stale connection fails at once; a later failure has cost the scene enough
DRAIN_S = 0.2  # for "[DONE]" after the last token, so that the connection can be used again
OPTIONAL = ("reasoning_effort", "temperature", "seed")  # left out where a server does not know them
LIMITS = ("max_tokens", "max_completion_tokens")  # old and new name; servers know one or both
BROKEN_DATA = (json.JSONDecodeError, UnicodeDecodeError)


@dataclass(slots=True)
class Seen:
    """What came from the server in one request besides text."""

    chunks: int = 0
    thought: bool = False
    kind: str = ""  # content type

    def no_words(self) -> str:
        if self.thought:
            return "it only thinks and says nothing: turn its thinking off, or use another model"
        if self.chunks:
            return "it answered without a word: try again, or use another model"
        return (
            f"this address does not speak the chat protocol (it sent {self.kind or 'nothing'}): "
            "check mind.base_url, which mostly ends in /v1"
        )


class Completions:
    """A server and a model. place: both, for messages. Raises CrewError if it cannot be used.

    keep_alive: a connection stays open for the next reply, which saves a handshake each time.
    """

    def __init__(
        self, settings: MindSettings, client: AsyncOpenAI | None = None, keep_alive: bool = True
    ) -> None:
        if not settings.model:
            raise CrewError("no language model is set: name one in mind.model")
        self._settings = settings
        self._client = client or client_of(settings, "mind", keep_alive)
        address = str(self._client.base_url).rstrip("/")
        self.place = Place(settings.model, address, key_env(settings), settings.connect_s)
        self._params: dict[str, Any] = {
            "temperature": settings.temperature,
            LIMITS[0]: settings.max_tokens,
            "reasoning_effort": "none",
        }
        self._warm = False  # the first request may have to wait until the model is loaded
        self._leaving: set[asyncio.Task[None]] = set()

    async def close(self) -> None:
        await asyncio.gather(*self._leaving)
        await self._client.close()

    async def tokens(
        self, prompt: list[Message], seen: Seen, limit: int = 0, seed: int = 0
    ) -> AsyncGenerator[str, None]:
        """The text of the reply, token by token. seed: asks for another one. Raises CrewError."""
        import openai

        self._params.pop("seed", None)
        self._params |= {"seed": seed} if seed else {}
        loop = asyncio.get_running_loop()
        began_s, retried, came = loop.time(), False, False
        while True:
            try:
                async with aclosing(self._stream(prompt, seen, limit)) as stream:
                    async for token in stream:
                        came = True
                        yield token
                return
            except (openai.OpenAIError, *BROKEN_DATA) as error:
                if came:
                    raise explain(error, self.place) from error
                if self._mend(error):
                    continue
                if retried or loop.time() - began_s > RETRY_WITHIN_S or not _passing(error):
                    raise explain(error, self.place) from error
                retried = True

    def _mend(self, error: Exception) -> bool:
        """Leave out or rename a parameter that the server's 400 or 422 names; for the session."""
        if getattr(error, "status_code", 0) not in (400, 422):
            return False
        named = f"{getattr(error, 'param', '')} {server_text(error)}"
        for name in OPTIONAL:
            if name in named and name in self._params:
                del self._params[name]
                return True
        if LIMITS[0] in named and LIMITS[0] in self._params:
            self._params[LIMITS[1]] = self._params.pop(LIMITS[0])
            return True
        return False

    async def _stream(
        self, prompt: list[Message], seen: Seen, limit: int
    ) -> AsyncGenerator[str, None]:
        """One request. Raises openai's errors, BROKEN_DATA, and CrewError when time is up."""
        loop, patience = asyncio.get_running_loop(), self._settings
        first_s = patience.first_token_s if self._warm else patience.warm_up_s
        until_s = loop.time() + first_s
        params = {k: limit if limit and k in LIMITS else v for k, v in self._params.items()}
        create: Any = self._client.chat.completions.create
        try:
            async with asyncio.timeout_at(until_s):
                stream = await create(
                    model=self._settings.model, messages=prompt, stream=True, **params
                )
        except TimeoutError as error:
            raise self.place.fault(
                f"no answer within {first_s:g} s: is the server busy, the model too large for it?"
            ) from error
        seen.kind = stream.response.headers.get("content-type", "").partition(";")[0]
        came, reply_until_s, finished = False, loop.time() + first_s, False
        try:
            while not finished:
                try:
                    async with asyncio.timeout_at(min(until_s, reply_until_s)):
                        chunk = await anext(stream, None)
                except TimeoutError as error:
                    late = loop.time() >= reply_until_s
                    raise self.place.fault(self._late(came, late, first_s, seen)) from error
                if chunk is None:
                    return
                text, finished = _text(chunk, seen)
                if text:
                    if not came:
                        came = True
                        reply_until_s = loop.time() + patience.reply_s
                    until_s = loop.time() + patience.token_gap_s
                    yield text
        finally:
            self._warm = True
            if finished:
                self._let_go(stream)
            else:
                await stream.close()

    def _late(self, came: bool, late: bool, first_s: float, seen: Seen) -> str:
        if not came and seen.thought:
            return f"only thoughts for {first_s:g} s: turn its thinking off, or use another model"
        if not came:
            return f"took the request, but sent no word within {first_s:g} s: is it too slow?"
        if late:
            return f"not done after {self._settings.reply_s:g} s: use a quicker or shorter model"
        return f"fell silent in mid-reply for {self._settings.token_gap_s:g} s"

    def _let_go(self, stream: Any) -> None:
        """Read to the end and close in the background: nobody has to wait for it."""
        task = asyncio.get_running_loop().create_task(_drain(stream))
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)


def _passing(error: Exception) -> bool:
    """Whether the same request may well work at once: a lost connection, a hiccup of the server."""
    import openai

    refused = type(error.__cause__).__name__ in ("ConnectError", "UnsupportedProtocol")
    broken = isinstance(error, openai.APIConnectionError) and not refused
    return broken or isinstance(error, openai.InternalServerError)


def _text(chunk: Any, seen: Seen) -> tuple[str, bool]:
    """The chunk's text ("" for roles, reasoning and the like), and whether it ends the reply."""
    choice = next(iter(getattr(chunk, "choices", None) or []), None)
    if choice is None:
        return "", False
    seen.chunks += 1
    delta = getattr(choice, "delta", None)
    thinks = getattr(delta, "reasoning_content", None) or getattr(delta, "reasoning", None)
    seen.thought |= bool(thinks)
    text = getattr(delta, "content", None)
    finished = bool(getattr(choice, "finish_reason", None))
    return text if isinstance(text, str) else "", finished


async def _drain(stream: Any) -> None:
    import openai

    try:
        with suppress(TimeoutError, openai.OpenAIError, *BROKEN_DATA):
            async with asyncio.timeout(DRAIN_S):
                async for _ in stream:
                    pass
    finally:
        await stream.close()
