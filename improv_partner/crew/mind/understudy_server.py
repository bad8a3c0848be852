"""The understudy behind the same client as any language model: a chat server inside the process.

No port is opened. It knows the scene's lines only from the messages, as every server does.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Sequence
from typing import TYPE_CHECKING, Any

import httpx2

from ...scene import Scene
from ...transcript import Line
from .prompt import COMPANY, CUT, HAPPENS, OPENING, SILENCE, WHISPER, Message
from .understudy import Understudy

if TYPE_CHECKING:
    from openai import AsyncOpenAI

MODEL = "understudy-rules"
WORDS_PER_S = 60.0  # a quick model's pace: the header takes about 0.1 s
_COMPANY = re.compile(re.escape(COMPANY).replace(r"\{\}", "(.+)"))
_DIRECTIONS = [re.compile(re.escape(w).replace(r"\{\}", "(.+)")) for w in (HAPPENS, WHISPER)]
_BRACKETS = re.compile(r"\[[^\]]*\]|\s\([^()]*\)$")  # what happens, and at the end the tone


def understudy_client(scene: Scene, seed: int = 0, words_per_s: float = WORDS_PER_S) -> AsyncOpenAI:
    """A client of the openai package whose server is the understudy of this scene."""
    import openai

    transport = UnderstudyTransport(Understudy(scene, seed), words_per_s)
    return openai.AsyncOpenAI(
        api_key="none",
        base_url="http://understudy.invalid/v1",
        max_retries=0,
        http_client=httpx2.AsyncClient(transport=transport),
    )


def read_messages(messages: Sequence[Message]) -> tuple[list[Line], str]:
    """The lines of the scene out of chat messages, and why a reply is asked for."""
    lines: list[Line] = []
    names = read_company(messages)
    rows = [
        (message["role"], row)
        for message in messages
        if message["role"] in ("user", "assistant")
        for row in message["content"].splitlines()
    ]
    for role, row in rows:
        text = _BRACKETS.sub("", row).strip()
        name, colon, rest = text.partition(": ")
        name, text = (name, rest) if colon and role == "user" and name in names else ("", text)
        if text:
            who = "actor" if role == "user" else "partner"
            cut = who == "partner" and text.endswith(CUT)
            text = text.rstrip(CUT) if cut else text
            lines.append(Line(len(lines) + 1, who, text, cut, name=name))
    asked = [row for role, row in rows if role == "user"][-1:]
    if asked and asked[0].startswith(SILENCE[:-1]):
        return lines, "silence"
    return lines, "opening" if asked == [OPENING] and not lines else "turn"


def read_direction(messages: Sequence[Message]) -> str:
    """The newest direction that was not there for the reply before; "" if there is none."""
    since = max((n for n, m in enumerate(messages) if m["role"] == "assistant"), default=0)
    rows = [row for message in messages[since + 1 :] for row in message["content"].splitlines()]
    found = [match[1] for row in rows for words in _DIRECTIONS if (match := words.fullmatch(row))]
    return found[-1] if found else ""


def read_company(messages: Sequence[Message]) -> list[str]:
    """The names of several performers, if there are several."""
    told = [match[1] for m in messages[:1] if (match := _COMPANY.search(m["content"]))]
    return told[0].split(", ") if told else []


class UnderstudyTransport(httpx2.AsyncBaseTransport):
    """Answers streamed chat completions, word by word in the pace of words_per_s."""

    def __init__(self, understudy: Understudy, words_per_s: float) -> None:
        self._understudy, self._gap_s = understudy, 1 / words_per_s

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if not request.url.path.endswith("/chat/completions"):
            return httpx2.Response(404, json={"error": {"message": "only chat completions"}})
        asked = json.loads(await request.aread())
        lines, why = read_messages(asked["messages"])
        direction = read_direction(asked["messages"])
        text = self._understudy.reply(lines, why, asked.get("seed") or 0, direction)
        words = re.findall(r"\S+\s*", text)
        return httpx2.Response(
            200,
            headers={"content-type": "text/event-stream"},
            content=self._stream(words, asked.get("max_tokens") or len(words)),
        )

    async def _stream(self, words: list[str], limit: int) -> AsyncIterator[bytes]:
        yield _chunk({"role": "assistant", "content": ""})
        for word in words[:limit]:
            await asyncio.sleep(self._gap_s)
            yield _chunk({"content": word})
        yield _chunk({}, "length" if limit < len(words) else "stop")
        yield b"data: [DONE]\n\n"


def _chunk(delta: dict[str, str], finish_reason: str | None = None) -> bytes:
    choice: dict[str, Any] = {"index": 0, "delta": delta, "finish_reason": finish_reason}
    chunk = {"id": MODEL, "object": "chat.completion.chunk", "created": 0, "model": MODEL}
    return b"data: " + json.dumps({**chunk, "choices": [choice]}).encode() + b"\n\n"
