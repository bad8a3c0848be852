"""The sound check before a scene: is the microphone well set, and what is this voice's usual?"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from typing import TYPE_CHECKING

from .crew import Mic
from .errors import CrewError
from .events import FRAME_S, Trouble

if TYPE_CHECKING:
    from .crew.tone import Baseline

ASK = (
    "Sound check, {seconds:.0f} s: speak as you usually do, with small pauses. Say what you had "
    "for breakfast, how you came here, and what you see."
)


async def sound_check(mic: Mic, seconds: float, say: Callable[[str], None]) -> Baseline:
    """Listens, says how the level is, and gives the actor's usual, not `known` if little was said.

    Raises CrewError if the microphone is lost.
    """
    from .crew.tone import judge_level
    from .crew.tone import sound_check as usual_of

    say(ASK.format(seconds=seconds))
    heard: list[bytes] = []
    async with aclosing(mic.frames()) as frames:
        async for frame in frames:
            if isinstance(frame, Trouble):
                raise CrewError(frame.what)
            heard.append(frame)
            if len(heard) * FRAME_S >= seconds:
                break
    pcm, loop = b"".join(heard), asyncio.get_running_loop()
    level = await loop.run_in_executor(None, judge_level, pcm)
    usual = await loop.run_in_executor(None, usual_of, pcm)
    say(level.words)
    if not usual.known:
        say("That was too little to know your usual voice: it is learnt from your lines instead.")
    return usual
