"""Other ways to listen, with the same model, detector and thread: what our ears are compared with.

"ufal" is our own simulation of LocalAgreement-2 as in ufal's whisper_streaming: the whole sound is
decoded again each time, and that on which two decodes in a row agree is shown and never changed. It
does not cut its sound at sentences (the tests' model writes no full stops), so it gets dearer.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from concurrent.futures import ThreadPoolExecutor
from itertools import takewhile

from improv_partner.crew.ears.line_audio import LineAudio
from improv_partner.crew.ears.line_ears import Decoder
from improv_partner.crew.ears.pieces import speech
from improv_partner.crew.voice_end import SileroVad


class Growing:
    """Decodes the whole line each time. looks: while it grows; agree: shows only what is sure."""

    def __init__(self, decoder: Decoder, looks: bool, agree: bool, partial_s: float = 0.5) -> None:
        self.name = "growing"
        self._decoder, self._looks, self._agree = decoder, looks, agree
        self._partial_s = partial_s
        self._audio = LineAudio(SileroVad())
        self._worker = ThreadPoolExecutor(1)
        self._before: list[str] = []
        self._sure: list[str] = []

    def feed(self, pcm: bytes) -> None:
        self._audio.feed(pcm)

    def open(self, back: int) -> None:
        self._audio.open(back)
        self._before, self._sure = [], []

    async def partials(self) -> AsyncGenerator[str, None]:
        heard = 0
        while True:
            await asyncio.sleep(self._partial_s)
            if not self._looks or self._audio.spoken == heard:
                continue
            heard = self._audio.spoken
            words = (await self._decode(quick=True)).split()
            if not self._agree:
                yield " ".join(words)
                continue
            pairs = zip(words, self._before, strict=False)
            agreed = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
            self._before = words
            self._sure += words[len(self._sure) : agreed]
            yield " ".join(self._sure)

    async def finish(self) -> str:
        words = (await self._decode(quick=False)).split()
        return " ".join([*self._sure, *words[len(self._sure) :]] if self._agree else words)

    async def close(self) -> None:
        await asyncio.get_running_loop().run_in_executor(self._worker, int)
        self._worker.shutdown()

    async def _decode(self, quick: bool) -> str:
        parts = speech(self._audio.runs(), 0, self._audio.fed)
        pcm = b"".join(f for part in parts for f in self._audio.frames(part.start, part.stop))
        if not pcm:
            return ""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._worker, self._decoder.words, pcm, quick)
