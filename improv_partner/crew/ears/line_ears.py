"""Ears that look at the open line again and again: the words so far, and ready final words.

When to decode what: one worker thread, one look at a time, never on the event loop's thread. How to
decode is the Decoder's business. A look in a lull is taken as if it were the last: if the actor
does not go on, finish() has its answer at once; if so, a long line is cut there and kept.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

from ...errors import CrewError
from ...events import FRAME_S
from .. import Vad
from ..voice_end import SileroVad
from .agreement import Agreement
from .line_audio import LineAudio, Run
from .pieces import AFTER_FRAMES, Piece, pieces, speech

LULL_FRAMES = AFTER_FRAMES  # then all that belongs to the words before it is there
PAUSE_FRAMES = int(0.3 / FRAME_S)  # a line may be cut there, it is between two phrases
KEEP_FRAMES = int(4 / FRAME_S)  # so much of a line may be cut off; less is context for the rest
SOONER = 0.5  # two looks must agree on the first words: they shall not come later for that


class Decoder(Protocol):
    """Turns sound into words; called from one thread."""

    def words(self, pcm: bytes, quick: bool) -> str:
        """The words of up to 15 s of speech, "" if there are none.

        quick: a cheap look at a line that goes on. Raises RuntimeError if the engine fails.
        """


@dataclass(eq=False, slots=True)
class _Line:
    """An open line. cuts: how often its begin was cut off; kept: the words of that."""

    kept: str = ""
    cuts: int = 0
    shown: Agreement = field(default_factory=Agreement)
    told: str = ""  # of what is shown
    final: _Look | None = None  # the newest one


@dataclass(eq=False, frozen=True, slots=True)
class _Look:
    """A look that is taken. until: its speech ended before this frame; kept, cuts: of then."""

    line: _Line
    kept: str
    cuts: int
    until: int
    pieces: list[Piece]
    quick: bool
    answer: asyncio.Future[list[str] | CrewError | None]

    def texts(self) -> list[str]:
        """The words of each piece, as far as they are known."""
        answer = self.answer
        if not answer.done() or answer.cancelled() or answer.exception():
            return []
        texts = answer.result()
        return texts if isinstance(texts, list) else []


class LineEars:
    """A final waits at most for the one quick look that is being taken, never for a second one.

    vad: hears speech and its end; keeps what is not speech from the decoder. partial_s: pause
    between two looks; it grows with what a look takes, so that a slow model gets half of the time.
    """

    def __init__(
        self,
        decoder: Decoder,
        vad: Vad,
        name: str,
        partial_s: float,
        worker: ThreadPoolExecutor | None = None,
    ) -> None:
        self.name = name
        self._decoder = decoder
        self._partial_s = partial_s
        self._worker: ThreadPoolExecutor | None = worker or ThreadPoolExecutor(1, "ears")
        self._audio = LineAudio(vad)
        self._line: _Line | None = None
        self._lull = asyncio.Event()  # a lull has begun
        self._finishing = 0

    def beside(self) -> LineEars:
        """For another performer: the same decoder and thread, one look at a time."""
        return LineEars(self._decoder, SileroVad(), self.name, self._partial_s, self._worker)

    def feed(self, pcm: bytes) -> None:
        self._audio.feed(pcm)
        if self._audio.fed == self._audio.spoken + LULL_FRAMES:
            self._lull.set()

    def open(self, back: int) -> None:
        self._audio.open(back)
        self._line = _Line()

    async def partials(self) -> AsyncGenerator[str, None]:
        self._lull = asyncio.Event()
        looked, took_s = 0, 0.0
        while self._worker:
            first = not (self._line and self._line.told)
            await self._wait(max(self._partial_s * (SOONER if first else 1.0), took_s))
            line, until = self._line, self._audio.spoken
            quick = self._audio.fed < until + LULL_FRAMES
            if line is None or self._finishing or self._ready(line):
                continue
            if quick and until == looked:
                continue
            began_s = asyncio.get_running_loop().time()
            if (look := self._look(line, quick)) is None:
                continue
            text, looked = await self._words(look), until
            took_s = asyncio.get_running_loop().time() - began_s
            if text is None or line is not self._line:
                continue
            shown = line.shown.look(text) if quick else line.shown.whole(text)
            if shown != line.told:
                line.told = shown
                yield shown

    async def finish(self) -> str:
        line = self._line
        if line is None:
            return ""
        self._finishing += 1
        try:
            look = self._ready(line) or self._look(line, quick=False)
            text = await self._words(look) if look else line.kept
        finally:
            self._finishing -= 1
        line.told = line.shown.whole(text or "")
        return text or ""

    async def close(self) -> None:
        worker, self._worker = self._worker, None
        self._audio.shut()
        self._line = None
        if worker:
            await asyncio.get_running_loop().run_in_executor(worker, int)  # behind all other work
            worker.shutdown()

    async def _wait(self, seconds: float) -> None:
        """Until it is time for a look, or a lull begins.

        asyncio.wait_for would lose an end of the scene that comes with the lull (Python 3.11).
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._lull.wait()
        self._lull.clear()

    def _ready(self, line: _Line) -> _Look | None:
        """The final look, taken or being taken, after which nothing more was said."""
        return line.final if line.final and line.final.until == self._audio.spoken else None

    def _look(self, line: _Line, quick: bool) -> _Look | None:
        """Begin to look at the line as it stands; None if nothing new was said in it."""
        self._keep(line)
        runs = self._audio.runs()
        if not runs or not self._worker:
            return None
        found = pieces(runs, self._audio.fed, self._audio.frames)
        sounds = [self._sound(runs, piece) for piece in found]
        loop = asyncio.get_running_loop()
        answer = loop.run_in_executor(self._worker, self._decode, sounds, quick)
        look = _Look(line, line.kept, line.cuts, runs[-1].end, found, quick, answer)
        if not quick:
            line.final = look
        return look

    def _sound(self, runs: Sequence[Run], piece: Piece) -> bytes:
        """The speech of a piece: of a long pause only its ends, whatever hums in it."""
        parts = speech(runs, piece.first, piece.end)
        return b"".join(pcm for part in parts for pcm in self._audio.frames(part.start, part.stop))

    async def _words(self, look: _Look) -> str | None:
        """All words of the line with this look; None if there was no time for it.

        Raises CrewError if the decoder fails.
        """
        answer = await asyncio.shield(look.answer)  # who no longer waits does not stop it
        if isinstance(answer, CrewError):
            if look.line.final is look:
                look.line.final = None
            raise CrewError(str(answer))
        if answer is None:
            return None
        self._cut(look, len(look.pieces) - 1)
        return join(look.kept, *answer)

    def _decode(self, sounds: Sequence[bytes], quick: bool) -> list[str] | CrewError | None:
        """In the worker thread. A quick look whose turn comes when a final waits is dropped."""
        if quick and self._finishing:
            return None
        last = len(sounds) - 1  # what stands before it will be kept, so it is heard well
        try:
            return [self._decoder.words(pcm, quick and n == last) for n, pcm in enumerate(sounds)]
        except RuntimeError as error:
            why = " ".join(str(error).split())
            return CrewError(f"{self.name} failed: {why}; try another ears.model")

    def _keep(self, line: _Line) -> None:
        """If the line went on after a pause whose words are known: keep them, if long enough."""
        start, look = self._audio.start, line.final
        after = [run for run in self._audio.runs() if look and run.first >= look.until]
        if not look or start is None or not after:
            return
        paused = after[0].first - look.until >= PAUSE_FRAMES
        if paused and after[0].first - start >= KEEP_FRAMES:
            self._cut(look, len(look.pieces))

    def _cut(self, look: _Look, count: int) -> None:
        """The words of the first pieces of this look are kept, their sound is not."""
        line, texts = look.line, look.texts()[:count]
        if texts and line is self._line and line.cuts == look.cuts:
            line.kept = join(look.kept, *texts)
            line.cuts += 1
            self._audio.cut(look.pieces[len(texts) - 1].cut)


def join(*texts: str) -> str:
    """The texts with one space between them; empty ones leave none."""
    return " ".join(text.strip() for text in texts if text.strip())
