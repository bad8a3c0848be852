"""Ears that decode the open line again and again: the words so far, and at its end the final words.

When to decode what: one worker thread, one piece at a time, never on the event loop's thread. How
to decode is the Decoder's business.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from ...errors import CrewError
from .line_audio import LineAudio


@dataclass(frozen=True, slots=True)
class Heard:
    """What was decoded. kept: words that will not change, of the first `frames` frames."""

    kept: str
    frames: int
    rest: str


class Decoder(Protocol):
    """Turns sound into words; called from one thread."""

    def hear(self, pcm: bytes, quick: bool) -> Heard:
        """quick: a cheap look at a line that goes on. Raises RuntimeError if the engine fails."""


class LineEars:
    """A final waits at most for the one quick look that is being taken, never for a second one."""

    def __init__(self, decoder: Decoder, name: str, partial_s: float) -> None:
        self.name = name
        self._decoder = decoder
        self._partial_s = partial_s
        self._worker: ThreadPoolExecutor | None = ThreadPoolExecutor(1, "ears")
        self._audio = LineAudio()
        self._line = 0  # counts the lines: an answer may come when its line is forgotten
        self._kept = ""  # words of the line before the audio that is still held
        self._final: tuple[int, str] = (-1, "")  # frames fed at the last finish(), its answer
        self._finishing = 0

    def feed(self, pcm: bytes) -> None:
        self._audio.feed(pcm)

    def open(self, back: int) -> None:
        self._audio.open(back)
        self._line += 1
        self._kept = ""
        self._final = (-1, "")

    async def partials(self) -> AsyncGenerator[str, None]:
        line, heard, shown = 0, -1, ""
        while self._worker:
            await asyncio.sleep(self._partial_s)
            if self._audio.start is None or self._finishing or heard == self._audio.fed:
                continue
            if line != self._line:
                line, shown = self._line, ""
            heard = self._audio.fed
            text = await self._hear(quick=True)
            if text is not None and line == self._line and text != shown:
                shown = text
                yield text

    async def finish(self) -> str:
        line, fed = self._line, self._audio.fed
        if self._final[0] == fed:
            return self._final[1]
        self._finishing += 1
        try:
            text = await self._hear(quick=False) or ""
        finally:
            self._finishing -= 1
        if line == self._line:
            self._final = (fed, text)
        return text

    async def close(self) -> None:
        worker, self._worker = self._worker, None
        self._audio.shut()
        if worker:
            await asyncio.get_running_loop().run_in_executor(worker, int)  # behind all other work
            worker.shutdown()

    async def _hear(self, quick: bool) -> str | None:
        """The open line's words as it stands; None if there is none, or no time for a quick look.

        Raises CrewError if the decoder fails.
        """
        line, start, before = self._line, self._audio.start, self._kept
        if start is None or not self._worker:
            return None
        pcm = b"".join(self._audio.frames())
        loop = asyncio.get_running_loop()
        try:
            heard = await loop.run_in_executor(self._worker, self._decode, pcm, quick)
        except RuntimeError as error:
            why = " ".join(str(error).split())
            raise CrewError(f"{self.name} failed: {why}; try another ears.model") from error
        if heard is None:
            return None
        if heard.frames and line == self._line and start == self._audio.start:
            self._kept = join(before, heard.kept)
            self._audio.cut(start + heard.frames)
        return join(before, heard.kept, heard.rest)

    def _decode(self, pcm: bytes, quick: bool) -> Heard | None:
        """In the worker thread. A quick look whose turn comes when a final waits is dropped."""
        return None if quick and self._finishing else self._decoder.hear(pcm, quick)


def join(*texts: str) -> str:
    """The texts with one space between them; empty ones leave none."""
    return " ".join(text.strip() for text in texts if text.strip())
