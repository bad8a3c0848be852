"""Ears that use pocketsphinx and the small US-English model inside it: rough, but always there.

Of five words of clear speech it gets about four right, of noisy speech about half; made-up names
never. It decodes as the sound comes in, so the final words are there after some milliseconds.
It holds the GIL while it decodes, so it gets 20 ms at a time (1.5 ms of work, 5 at worst). Only
speech is given to it: for noise and music it invents words. It has learnt the commands as words.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncGenerator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ...errors import CrewError
from ..voice_end import SileroVad
from .agreement import Agreement
from .commands import commands, plain
from .line_audio import LINE_FRAMES, LineAudio
from .pieces import speech

BITE_S = 0.1  # how often waiting sound is decoded: the most that is left to do at the end
SOONER = 0.5  # two looks must agree on the first words: they shall not come later for that
UNKNOWN = -1_000_000  # a word's log probability in the language model; unknown words are far below


class _Line:
    """A line on its way to the decoder: frames still to do, words of its finished stretches."""

    def __init__(self) -> None:
        self.todo: deque[bytes] = deque(maxlen=LINE_FRAMES)  # ends are safe to use in two threads
        self.taken = 0  # the frame before which all speech is decoded or to do
        self.shown = Agreement()
        self.told = ""  # of what is shown
        self.said = ""
        self.fresh = False  # has sound been decoded since the last finish?


class SphinxEars:
    """Ears that need no download. Knows English only; plain lower-case words.

    hot_words: those that its dictionary can pronounce are made known to its language model.
    partial_s: how often the words so far may change. Loading blocks for 0.6 s. Raises CrewError.
    """

    name = "pocketsphinx (rough, offline)"

    def __init__(
        self,
        hot_words: Sequence[str] = (),
        partial_s: float = 0.5,
        worker: ThreadPoolExecutor | None = None,
    ) -> None:
        self._hot_words = hot_words
        self._decoder = _decoder(hot_words)
        self._partial_s = partial_s
        self._audio = LineAudio(SileroVad())
        self._line: _Line | None = None
        self._decoding: _Line | None = None  # whose utterance the decoder is in; the worker's
        self._worker: ThreadPoolExecutor | None = worker or ThreadPoolExecutor(1, "ears")

    def beside(self) -> SphinxEars:
        """For another performer: the same thread. Blocks as the first ones did."""
        return SphinxEars(self._hot_words, self._partial_s, self._worker)

    def feed(self, pcm: bytes) -> None:
        self._audio.feed(pcm)
        if self._line:
            self._take(self._line)

    def open(self, back: int) -> None:
        if self._line:
            self._line.todo.clear()
        self._audio.open(back)
        self._line = _Line()
        self._take(self._line)

    async def partials(self) -> AsyncGenerator[str, None]:
        bites = 0
        while self._worker:
            await asyncio.sleep(BITE_S)
            line = self._line
            text = await self._decode(line, end=False)
            bites += 1
            if line is None or line is not self._line:
                continue
            if bites * BITE_S < self._partial_s * (1.0 if line.told else SOONER):
                continue
            shown, bites = line.shown.look(text), 0
            if shown != line.told:
                line.told = shown
                yield shown

    async def finish(self) -> str:
        line = self._line
        text = await self._decode(line, end=True)
        if line:
            line.told = line.shown.whole(text)
        return text

    async def close(self) -> None:
        worker, self._worker = self._worker, None
        self._line = None
        self._audio.shut()
        if worker:
            await asyncio.get_running_loop().run_in_executor(worker, int)  # behind all other work
            worker.shutdown()

    def _take(self, line: _Line) -> None:
        """New speech of the line, with its surroundings, is put to what is to be decoded."""
        for found in speech(self._audio.runs(), line.taken, self._audio.fed):
            line.todo.extend(self._audio.frames(found.start, found.stop))
            line.taken = found.stop

    async def _decode(self, line: _Line | None, end: bool) -> str:
        if line is None or self._worker is None:
            return ""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._worker, self._catch_up, line, end)

    def _catch_up(self, line: _Line, end: bool) -> str:
        """In the worker thread: decode what has come in; the line's words so far.

        end: finish this stretch of the line; what may follow is decoded as a new one.
        """
        try:
            if line is not self._decoding:
                if self._decoding:
                    self._decoder.end_utt()
                self._decoder.start_utt()
                self._decoding = line
            while pcm := _first(line.todo):
                self._decoder.process_raw(pcm)
                line.fresh = True
                time.sleep(0)  # lets go of the GIL, or the event loop waits for some more pieces
            if not line.fresh:
                return line.said
            if end:
                self._decoder.end_utt()
            guess = self._decoder.hyp()
            words = f"{line.said} {plain(guess.hypstr) if guess else ''}".strip()
            if end:
                line.said, line.fresh = words, False
                self._decoder.start_utt()
            return words
        except RuntimeError as error:
            raise CrewError(f"pocketsphinx failed: {error}; set ears.model to another") from error


def _first(frames: deque[bytes]) -> bytes | None:
    """The first frame, taken out; None if there is none (the line may be forgotten meanwhile)."""
    try:
        return frames.popleft()
    except IndexError:
        return None


def _decoder(hot_words: Sequence[str]) -> Any:
    from pocketsphinx import Decoder

    try:
        # One pass: the two others cost 5-20 times the wait for the final words, with the GIL held,
        # and get 14 % of the words wrong instead of 15 %.
        decoder = Decoder(samprate=16000, loglevel="FATAL", fwdflat=False, bestpath=False)
    except (RuntimeError, ValueError) as error:
        raise CrewError(
            f"pocketsphinx cannot start: {error}; install it again, or set ears.model to another"
        ) from error
    known = decoder.get_lm()
    words = {word for words in hot_words for word in words.lower().split()}
    new = [w for w in sorted(words) if decoder.lookup_word(w) and known.prob([w]) < UNKNOWN]
    for word in new:
        known.add_word(word, 1.0)
    for command, said in commands(decoder.lookup_word):
        for n, phones in enumerate(said, 1):
            decoder.add_word(command if n == 1 else f"{command}({n})", phones, False)
        known.add_word(command, 1.0)
    decoder.add_lm("scene", known)
    decoder.activate_search("scene")
    return decoder
