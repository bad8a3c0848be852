"""A microphone that plays clips: a rehearsal without an actor, on the same path as a live voice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass

from ..events import FRAME_S, FRAME_SAMPLES, Event, Intent, Trouble

FRAME_BYTES = 2 * FRAME_SAMPLES
SILENCE = bytes(FRAME_BYTES)
LAST_PAUSE_S = 1.5  # the floor has been open for so long after the last answer: the scene is over
NO_ANSWER_S = 3.0  # an open floor for so long after a clip: nobody will answer it
# A floor that does not change for so long will not (a cold model may think for a minute); on with
# the next clip, or the end.
STUCK_S = {"actor": 30.0, "thinking": 90.0, "partner": 90.0}


@dataclass(frozen=True, slots=True)
class Clip:
    """One line of the actor, as int16 mono 16 kHz.

    when: "now": wait_s after the clip before has ended (or the session has begun);
    "open": once the floor has been open for wait_s in a row;
    "partner": once the partner has spoken for wait_s in a row (a barge-in), and if the partner
    falls silent before that, as "open".
    intent: told in the moment the clip begins.
    """

    pcm: bytes
    when: str = "open"
    wait_s: float = 0.5
    intent: Intent | None = None


class ClipMic:
    """The contract Mic played from clips, paced by the event loop's clock, virtual or real.

    floor: who has it: "open", "actor", "thinking", "partner". tell: where Intents go.
    Late frames are caught up with; there is no drift. Silence lies between the clips. After the
    last one it goes on until the answer is over: see LAST_PAUSE_S, NO_ANSWER_S, STUCK_S.
    """

    def __init__(
        self,
        name: str,
        clips: Sequence[Clip],
        floor: Callable[[], str],
        tell: Callable[[Event], None],
    ) -> None:
        self.name = name
        self._clips = clips
        self._floor = floor
        self._tell = tell
        self._start_s = 0.0
        self._watch = _Watch()

    @property
    def origin_s(self) -> float:
        return self._start_s

    async def frames(self) -> AsyncGenerator[bytes | Trouble, None]:
        """See Mic. May be called once."""
        loop = asyncio.get_running_loop()
        self._start_s = loop.time()
        waiting = list(self._clips)
        sound = memoryview(b"")  # of an hour's file no copy is made for each frame
        number = 0
        while True:
            number += 1
            await asyncio.sleep(max(0.0, self._start_s + number * FRAME_S - loop.time()))
            self._watch.see(self._floor())
            if not sound:
                if waiting and self._watch.ready(waiting[0]):
                    sound = memoryview(self._begin(waiting.pop(0)))
                elif not waiting and self._watch.over():
                    return
            frame, sound = bytes(sound[:FRAME_BYTES]), sound[FRAME_BYTES:]
            if frame and not sound:
                self._watch.clip_ended()
            yield frame.ljust(FRAME_BYTES, b"\0") if frame else SILENCE

    def _begin(self, clip: Clip) -> bytes:
        if clip.intent is not None:
            self._tell(clip.intent)
        return clip.pcm


class _Watch:
    """What the floor did since the last clip ended, counted in frames."""

    def __init__(self) -> None:
        self._floor = ""
        self._in_a_row = 0  # frames the floor has been what it is
        self._silent = 0  # frames since the last clip ended
        self._answered = False  # the floor was somebody's since then

    def see(self, floor: str) -> None:
        """Once a frame."""
        if floor != self._floor:
            self._floor, self._in_a_row = floor, 0
        self._in_a_row += 1
        self._silent += 1
        self._answered = self._answered or floor != "open"

    def clip_ended(self) -> None:
        self._in_a_row = self._silent = 0
        self._answered = False

    def ready(self, clip: Clip) -> bool:
        """May this clip begin with the current frame?"""
        if clip.when == "now":
            return self._silent > _frames(clip.wait_s)
        if self._stuck():
            return True
        if clip.when == "partner" and not self._chance_gone():
            return self._is("partner", clip.wait_s)
        return self._is("open", clip.wait_s)

    def over(self) -> bool:
        """After the last clip: has its answer been heard, or will there be none?"""
        return (self._chance_gone() and self._is("open", LAST_PAUSE_S)) or self._stuck()

    def _chance_gone(self) -> bool:
        """The floor is open again after an answer, or nobody took it."""
        return self._is("open", 0.0 if self._answered else NO_ANSWER_S)

    def _is(self, floor: str, for_s: float) -> bool:
        return self._floor == floor and self._in_a_row > _frames(for_s)

    def _stuck(self) -> bool:
        return self._in_a_row > _frames(STUCK_S.get(self._floor, float("inf")))


def _frames(time_s: float) -> float:
    return round(time_s / FRAME_S, 3)
