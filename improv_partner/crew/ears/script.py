"""Ears that hear what is written: for tests, and for playing a recording again.

They listen to no sound; their delays pass on the event loop's clock, so they work on virtual time.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence

from .line_audio import check_frame


class ScriptEars:
    """Every open() is the next line of the script; after the last one nothing is heard.

    lines: the final text of each line, or its texts finish by finish (the last one stays).
    partial_s: the words so far grow by one word in this time. final_s: how long finish() takes.
    """

    name = "script"

    def __init__(
        self, lines: Sequence[str | Sequence[str]], partial_s: float = 0.25, final_s: float = 0.0
    ) -> None:
        self._lines = [(line,) if isinstance(line, str) else tuple(line) for line in lines]
        self._partial_s = partial_s
        self._final_s = final_s
        self._number = -1  # of the open line in the script
        self._finished = 0  # how often it was finished

    def feed(self, pcm: bytes) -> None:
        check_frame(pcm)

    def open(self, back: int) -> None:
        self._number += 1
        self._finished = 0

    async def partials(self) -> AsyncGenerator[str, None]:
        number, heard = self._number, 0
        while True:
            await asyncio.sleep(self._partial_s)
            if number != self._number:
                number, heard = self._number, 0
            words = self._text().split()
            if heard < len(words):
                heard += 1
                yield " ".join(words[:heard])

    async def finish(self) -> str:
        text = self._text()
        self._finished += 1
        await asyncio.sleep(self._final_s)
        return text

    async def close(self) -> None:
        self._number = len(self._lines)

    def _text(self) -> str:
        if not 0 <= self._number < len(self._lines):
            return ""
        texts = self._lines[self._number]
        return texts[min(self._finished, len(texts) - 1)] if texts else ""
