"""The live loop. Microphone -> stage -> crew -> speaker, and every step into the recording.

Read this file first. The stage decides; the crew does the work in jobs that report back as events;
this file only carries events in and cues out, and is the only place that reads a clock.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing

from . import events as ev
from .crew import Crew, Delivery, FirstToken, Moment
from .errors import RecordingError
from .jobs import Jobs
from .recording import Entry, Recording
from .speaking import Speaking
from .spoken import spoken
from .stage import Stage


class Show:
    """One session, from curtain up to curtain down. watch: sees every entry of the log."""

    def __init__(
        self,
        stage: Stage,
        crew: Crew,
        recording: Recording,
        watch: Callable[[Entry], None] = lambda entry: None,
    ) -> None:
        self.stage, self.crew, self.recording, self.watch = stage, crew, recording, watch
        self.inbox: asyncio.Queue[ev.Event] = asyncio.Queue()
        self.jobs = Jobs(self.tell)
        self.speaking = Speaking(crew, recording, self.tell)
        self._curtain_up_s = 0.0  # when sample 0 was captured, on the event loop's clock

    def tell(self, event: ev.Event) -> None:
        """Anyone may tell the stage something: the crew, the keyboard, the network."""
        self.inbox.put_nowait(event)

    async def run(self) -> None:
        """Play until the curtain. A failure of the crew is an event; nothing is raised for it."""
        self._curtain_up_s = asyncio.get_running_loop().time()
        self.jobs.start("mic", self._hear(), then=ev.Curtain("microphone closed"))
        try:
            while not self.stage.over:
                event = await self.inbox.get()
                cues = self.stage.step(event)
                self._log(event)
                for cue in cues:
                    self._log(cue)
                    self._carry_out(cue)
            while not self.inbox.empty():  # what a last Cut left to be told
                event = self.inbox.get_nowait()
                if not isinstance(event, ev.Frame):
                    self.stage.step(event)
                    self._log(event)
        finally:
            await self.jobs.close()
            await self.crew.close()

    def _log(self, what: ev.Event | ev.Cue) -> None:
        now_s = asyncio.get_running_loop().time() - self._curtain_up_s
        try:
            entry = self.recording.write(self.stage.frame, now_s, what)
        except RecordingError as error:
            self.tell(ev.Trouble("recording", str(error)))
        else:
            if entry:
                self.watch(entry)

    def _carry_out(self, cue: ev.Cue) -> None:
        match cue:
            case ev.Listen(line=n, back=back, who=who):
                self.crew.hearing(who).open(back)
                self.jobs.start(f"ears of {who}", self._transcribe(n, who))
            case ev.Finish(line=n, revision=r, who=who):
                self.jobs.start(f"ears of {who}", self._finish(n, r, who), n, r)
            case ev.Prepare(line=n, revision=r, why=why):
                lines = [line for line in self.stage.lines if line.text and line.number < n]
                self.jobs.start("voice", self.speaking.reply(self.speaking.begin()), n, r)
                directions = tuple(self.stage.told.directions)
                self.jobs.start("mind", self._think(Moment(n, r, lines, why, directions)), n, r)
            case ev.Say():
                self.speaking.say(cue)
            case ev.Answer():
                self.speaking.answer()
            case ev.Dip(on=on):
                self.crew.speaker.hush(on)
            case ev.Withdraw(line=n, who=who):
                self._silence()
                self.jobs.start(f"ears of {who}", self._transcribe(n, who))
            case ev.Cut():
                self._silence()

    def _silence(self) -> None:
        """Nothing more of the partner's line is written, made or heard."""
        self.jobs.stop("mind")
        self.jobs.stop("voice")
        self.speaking.stop()

    async def _hear(self) -> None:
        """The metronome: every frame of the microphone, to everybody who needs it."""
        crew = self.crew
        async with aclosing(crew.mic.frames()) as frames:
            async for pcm in frames:
                if isinstance(pcm, ev.Trouble):
                    self.tell(pcm)
                    continue
                if not self.stage.frame:
                    self._curtain_up_s = crew.mic.origin_s
                crew.hearing("actor").feed(pcm)
                self.recording.actor(pcm)
                self.speaking.listen()
                voiced, speech = crew.voice_start.voiced(pcm), crew.voice_end.voiced(pcm)
                self.tell(ev.Frame(voiced, speech, crew.loud.voiced(pcm), crew.talker()))

    async def _transcribe(self, line: int, who: str) -> None:
        async with aclosing(self.crew.hearing(who).ears.partials()) as partials:
            async for text in partials:
                self.tell(ev.Words(line, text, who=who))

    async def _finish(self, line: int, revision: int, who: str) -> None:
        """Final words and tone; a line spoken to the recording is none of the scene."""
        text, tone, ends, failed = await self.crew.hearing(who).finish(line)
        event = spoken(text, who)
        for fact in (*failed, tone, event):
            if fact:
                self.tell(fact)
        self.tell(ev.Words(line, "" if event else text, True, revision, who, ends))

    async def _think(self, moment: Moment) -> None:
        line, revision, plan = moment.line, moment.revision, Delivery()
        async with aclosing(self.crew.mind.reply(moment)) as reply:
            async for part in reply:
                match part:
                    case FirstToken():
                        self.tell(ev.Began(line, revision))
                    case ev.Reading():
                        plan = Delivery(part.own, part.own_intensity)
                        self.tell(part)
                    case str():
                        self.tell(ev.Drafted(line, revision, part, plan.emotion, plan.intensity))
        self.tell(ev.DraftDone(line, revision))
