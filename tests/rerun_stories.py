"""What the tests of rerun and compare share: a quick parent of real clips and real detectors.

Its ears know the script, its voice hums; everything else is as in improv play --rehearse --fast.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from improv_partner import casting, consent
from improv_partner.casting import Source
from improv_partner.crew import Ears, Voice
from improv_partner.crew.ears.script import ScriptEars
from improv_partner.crew.scripted import ScriptedVoice
from improv_partner.perform import Cast, Plan, perform
from improv_partner.reperform import NoScreen, Outcome, Series
from improv_partner.research.items import Wishes
from improv_partner.research.parent import Parent, load
from improv_partner.settings import Settings

from .chat_server import ChatServer, in_a_thread
from .evening import spoken_scene

RULES: dict[str, dict[str, Any]] = {"understudy": {"mind.model": ""}}


async def humming(*_: object) -> Voice:
    """In place of casting.voice."""
    return ScriptedVoice()


class Knows(Cast):
    """Its ears know what will be said."""

    async def ears(self, say: object) -> Ears:
        return ScriptEars([line.text for line in self.plan.scene.rehearsal], final_s=0.11)


def parent(folder: Path, first: int = 1, last: int = 5) -> Parent:
    """The sisters in the kitchen: of five lines the fourth interrupts. casting.voice hums."""
    scene = spoken_scene(folder)
    scene = replace(scene, rehearsal=scene.rehearsal[first - 1 : last])
    terms = consent.terms(Settings().mind, folder, True, "simulated")
    told = terms.record("simulated", asked=False)
    out = folder / "recordings"
    plan = Plan(scene, Settings(), Source("rehearsal"), False, out, True, 3, True, told)
    return load(perform(plan, lambda scene, floor: NoScreen(), lambda text: None, Knows(plan)))


@contextlib.contextmanager
def hums() -> Iterator[None]:
    """casting.voice hums within."""
    real, casting.voice = casting.voice, humming
    try:
        yield
    finally:
        casting.voice = real


def play(parents: list[Parent], out: Path, **wishes: Any) -> list[Outcome]:
    """improv rerun without its tables."""
    series = Series(parents, Wishes(**{"models": RULES, **wishes}), out)
    return [series.play(item, lambda text: None) for item in series.todo]


def chat_server() -> contextlib.AbstractContextManager[ChatServer]:
    """A server in a thread of its own, as another program would be."""
    return in_a_thread(ChatServer())
