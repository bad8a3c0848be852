"""A microphone with a level meter: passes every frame on and tells how loud it is."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from ..crew import Mic
from ..crew.loudness import rms_db
from ..events import Trouble


class Metered:
    """Mic around a mic."""

    def __init__(self, mic: Mic, level: Callable[[float], None]) -> None:
        self._mic, self._level = mic, level
        self.name = mic.name

    @property
    def origin_s(self) -> float:
        return self._mic.origin_s

    async def frames(self) -> AsyncGenerator[bytes | Trouble, None]:
        async with aclosing(self._mic.frames()) as frames:
            async for pcm in frames:
                if isinstance(pcm, bytes):
                    self._level(rms_db(pcm))
                yield pcm
