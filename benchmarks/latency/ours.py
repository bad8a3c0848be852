"""Our side: improv play with every real part, the benchmark's actor at its microphone.

python -m benchmarks.latency.ours JOB, see job.py; prints what was heard.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import AsyncGenerator, Callable
from pathlib import Path
from typing import Any

from improv_partner import consent, perform, recording, scene, track
from improv_partner.casting import Source
from improv_partner.crew import Mic
from improv_partner.events import (
    FRAME_S,
    Answer,
    Began,
    Drafted,
    Event,
    Finish,
    Playing,
    Trouble,
    Words,
)
from improv_partner.reperform import NoScreen
from improv_partner.settings import Settings

from .actor import Actor
from .heard import stretches
from .job import Heard, Job
from .server import PLAIN, WITH_HEADER

STEPS = (Finish, Words, Began, Drafted, Answer, Playing)  # of an answer, for the table


class ActorMic:
    """The contract Mic around the actor, at real pace."""

    name = "the benchmark's actor"

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self.origin_s = 0.0

    async def frames(self) -> AsyncGenerator[bytes | Trouble, None]:
        loop = asyncio.get_running_loop()
        self.origin_s, number = loop.time(), 0
        while (frame := self._actor.frame()) is not None:
            number += 1
            await asyncio.sleep(max(0.0, self.origin_s + number * FRAME_S - loop.time()))
            yield frame


class BenchCast(perform.Cast):
    """The plan's own parts but the microphone."""

    def __init__(self, plan: perform.Plan, clips: list[bytes]) -> None:
        super().__init__(plan)
        self._clips = clips
        self.begun: list[int] = []

    def mic(self, floor: Callable[[], str], tell: Callable[[Event], None]) -> Mic:
        actor = Actor(self._clips, lambda: floor() == "partner")
        self.begun = actor.begun
        return ActorMic(actor)


def settings(job: Job) -> Settings:
    """As a user has them, with this server and this recogniser."""
    header = job.variant == "header"
    return Settings().with_values(
        {
            "mind.model": WITH_HEADER if header else PLAIN,
            "mind.base_url": job.url,
            "mind.header": header,
            "turns.ending": job.ending,
            "ears.model": job.ears,
        },
        "benchmark",
    )


def play(job: Job, out: Path) -> Heard:
    ours, played = settings(job), scene.load(job.scene)
    terms = consent.terms(ours.mind, out, True, "simulated").record("simulated", asked=False)
    source = Source("rehearsal")
    plan = perform.Plan(played, ours, source, False, out, True, 1, False, terms)
    cast = BenchCast(plan, job.clips())
    folder = perform.perform(plan, no_screen, lambda text: None, cast)
    header, log = recording.read(folder)
    entries = list(log)
    troubles = [e.what.what for e in entries if isinstance(e.what, Trouble)]
    turns = header["settings"]["turns"]
    notes = {"turns": turns, "crew": header["crew"], "troubles": troubles}
    steps = [
        (type(e.what).__name__.lower(), e.t)
        for e in entries
        if isinstance(e.what, STEPS) and getattr(e.what, "final", True)
    ]
    return Heard(cast.begun, stretches([(0.0, track.pcm(folder, "partner"))]), notes, steps)


def no_screen(*_: Any) -> NoScreen:
    return NoScreen()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        play(Job.read(sys.argv[1]), Path(folder)).print()
