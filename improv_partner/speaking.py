"""The partner's line on its way: clauses become sound, sound waits at the gate, leaves the speaker,
and what left is told to the stage and written into the partner's track.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing

from . import events as ev
from .crew import Crew, Delivery
from .errors import ImprovError, RecordingError
from .events import RATE_HZ
from .playback import Playback
from .recording import Recording


class Script:
    """The clauses of one reply on their way to the speaker; the gate opens at the hard end."""

    def __init__(self) -> None:
        self.lines: asyncio.Queue[ev.Say] = asyncio.Queue()
        self.gate = asyncio.Event()


class Speaking:
    """tell: where Playing, Played and Trouble go."""

    def __init__(self, crew: Crew, recording: Recording, tell: Callable[[ev.Event], None]) -> None:
        self._crew, self._recording, self._tell = crew, recording, tell
        self._playback = Playback()
        self._script = Script()

    async def reply(self, script: Script) -> None:
        """Clause by clause: sound is made at once, and queued once the gate is open."""
        while True:
            say = await script.lines.get()
            clause = None
            delivery = Delivery(say.feeling, say.intensity)
            async with aclosing(self._crew.voice.speak(say.text, delivery)) as sounds:
                async for sound in sounds:
                    await script.gate.wait()
                    if script is not self._script:
                        return  # replaced while it slept: nothing of an old reply is heard
                    clause = clause or self._playback.begin(say.line, say.text)
                    clause.marks += sound.marks
                    clause.queued += len(sound.pcm) // 2
                    self._crew.speaker.play(sound.pcm)
            await script.gate.wait()
            clause = clause or self._playback.begin(say.line, say.text)
            clause.whole = True

    def begin(self) -> Script:
        """A new reply takes the place of the old one."""
        self._script = Script()
        return self._script

    def say(self, clause: ev.Say) -> None:
        self._script.lines.put_nowait(clause)

    def answer(self) -> None:
        """What is ready may be heard."""
        self._script.gate.set()

    def stop(self) -> None:
        """Nothing more of the partner's line is heard; how much was is told."""
        self._script = Script()
        self._crew.speaker.stop()
        self.listen()
        for played in self._playback.cut():
            self._tell(played)

    def listen(self) -> None:
        """What left the speaker since the last call: into the track, and told as events."""
        try:
            for sound in self._crew.speaker.played():
                at = round((sound.at_s - self._crew.mic.origin_s) * RATE_HZ)
                start = self._recording.partner(max(at, 0), sound.pcm)
                for event in self._playback.left(start, len(sound.pcm) // 2):
                    self._tell(event)
        except RecordingError as error:
            self._tell(ev.Trouble("recording", str(error)))
        except ImprovError as error:
            self._tell(ev.Trouble("speaker", str(error)))
        for event in self._playback.finished():
            self._tell(event)
