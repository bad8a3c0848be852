"""improv rerun: recorded actors go through the same live loop again, with other parts.

The actor's sound takes the way of a live voice: microphone, detectors, ears. The result is an
ordinary session whose header names its parent.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from . import casting, consent, voices
from .casting import Source
from .crew import Crew, Ears, Hearing, Mic, Mind
from .crew.recorded_mic import RecordedLines, RecordedMic
from .errors import ImprovError, RecordingError
from .events import Event, Present
from .made_of import remember
from .past import past
from .perform import Cast, Plan, Say, perform
from .recording import Entry, Recording, read
from .research.items import RECORDED, UNDERSTUDY, Item, Wishes, clear, fault, is_done, items
from .research.moments import RecordedEars, SameMoments
from .research.parent import Parent
from .scene import Scene, Silence
from .settings import MindSettings


class Recast(Cast):
    """The recorded actor, with what the item wants instead of the other parts."""

    def __init__(self, plan: Plan, item: Item) -> None:
        super().__init__(plan)
        self._item = item
        self._voices = voices.Voices()
        self._here: dict[str, str] = {}  # names of those who are there
        self.folder = item.name
        performers = item.parent.header.get("performers", {})
        self.header = {"rerun": item.header, "performers": performers}

    @property
    def charge(self) -> bool:
        """Real work counts as much as it takes, unless there is none of model or ears."""
        return super().charge or self._item.wishes.ears != RECORDED

    def mic(self, floor: Callable[[], str], tell: Callable[[Event], None]) -> Mic:
        parent = self._item.parent
        self._mic: RecordedLines | RecordedMic
        if self._item.wishes.locked:
            self._mic = RecordedLines(parent.lines(), floor, self._told_to(tell))
        else:
            tracks = {who: parent.pcm(who=who) for who in parent.performers}
            self._mic = RecordedMic(tracks, parent.told(), floor, self._told_to(tell))
        return self._mic

    def _told_to(self, tell: Callable[[Event], None]) -> Callable[[Event], None]:
        """tell, remembering who is there."""

        def told(event: Event) -> None:
            if isinstance(event, Present):
                self._here.pop(event.who, None)
                self._here |= {event.who: event.name} if event.here else {}
            tell(event)

        return told

    def names(self) -> Sequence[str]:
        """Of several performers who are there now."""
        return list(self._here.values()) if len(self._here) > 1 else ()

    async def company(self, crew: Crew) -> None:
        """Further performers have ears of their own, and one of all has the word."""
        if further := self._item.parent.performers[1:]:
            self._voices.seat(crew, {who: await self._hearing(who, crew) for who in further})
            self._mic.hear = self._voices.hear

    async def _hearing(self, who: str, crew: Crew) -> Hearing:
        if self._item.wishes.ears != RECORDED:
            return await voices.hearing(who, crew, self._item.settings)
        tone = voices.ToneOf(who, casting.tone(self._item.settings, None))
        return Hearing(self._recorded_ears(who), tone)

    def recorded(self, recording: Recording) -> None:
        """Further tracks are beside the first."""
        self._voices.keep = recording.performer

    async def ears(self, say: Say) -> Ears:
        if self._item.wishes.ears != RECORDED:
            return await super().ears(say)
        return self._recorded_ears("actor")

    def _recorded_ears(self, who: str) -> Ears:
        return RecordedEars(past(self._item.parent.entries), lambda: self._mic.frame, who)

    async def mind(self, say: Say) -> Mind:
        mind, mic = await super().mind(say), self._mic
        if not isinstance(mic, RecordedLines):
            return mind
        parent = self._item.parent
        known = parent.known()
        return SameMoments(mind, parent.before(), lambda: mic.number, parent.tones(), known)


class NoScreen:
    """Nobody watches."""

    async def play(self, story: Callable[[], Awaitable[None]]) -> None:
        await story()

    def watch(self, entry: Entry) -> None:
        pass

    def level(self, rms_db: float) -> None:
        pass

    def note(self, text: str) -> None:
        pass

    def close(self) -> None:
        pass


@dataclass(frozen=True, slots=True)
class Outcome:
    """state: "done", "was done", "failed" or "stopped". why: it failed, in one line.

    scene_s: seconds of the scene. real_s: seconds it took.
    """

    item: Item
    folder: Path
    state: str
    why: str = ""
    scene_s: float = 0.0
    real_s: float = 0.0


class Series:
    """Items one after the other. A failing one is told in its outcome, and the rest goes on."""

    def __init__(self, parents: Sequence[Parent], wishes: Wishes, out: Path) -> None:
        """Raises SettingsError for a wish that cannot be."""
        self.todo, self._out = list(items(parents, wishes)), out
        self.leaves = sorted({row for item in self.todo for row in _terms(item).leaves})

    def play(self, item: Item, say: Say) -> Outcome:
        """Perform this item, unless it was already."""
        folder, began_s = self._out / item.name, time.monotonic()
        if is_done(folder):
            return Outcome(item, folder, "was done", scene_s=_length_s(folder))
        try:
            clear(folder)
            plan = _plan(item, self._out)
            perform(plan, lambda scene, floor: NoScreen(), say, Recast(plan, item))
            why = fault(folder)
        except (ImprovError, OSError, TimeoutError) as error:
            why = str(error) or type(error).__name__
            return Outcome(item, folder, "failed", why, real_s=time.monotonic() - began_s)
        with contextlib.suppress(RecordingError):  # its folder may be one we can only read
            remember([item.parent.folder], folder)
        state = "stopped" if "(called)" in why else "failed" if why else "done"
        real_s = time.monotonic() - began_s
        return Outcome(item, folder, state, why, _length_s(folder), real_s)


def _plan(item: Item, out: Path) -> Plan:
    wishes, settings, scene = item.wishes, item.settings, item.parent.scene
    if wishes.voice:
        scene = with_voice(scene, wishes.voice)
    if wishes.locked:  # line by line nobody waits: a silence between two lines is no offer
        scene = replace(scene, silence=Silence(0.0, "wait"))
    return Plan(
        scene=scene,
        settings=settings,
        source=Source("recorded"),
        loudspeaker=False,
        out=out,
        audio=True,
        seed=item.seed,
        fast=not wishes.real_time,
        consent=inherited(item),
    )


def minds(models: Sequence[str], base_url: str, here: MindSettings) -> dict[str, dict[str, Any]]:
    """Wishes.models of these names, on that server or else on the one of this place's settings."""
    server = {"mind.base_url": base_url or here.base_url, "mind.api_key_env": here.api_key_env}
    out: dict[str, dict[str, Any]] = {
        name: {"mind.model": ""} if name == UNDERSTUDY else {"mind.model": name, **server}
        for name in models
    }
    return out or {"same": {"mind.base_url": base_url} if base_url else {}}


def with_voice(scene: Scene, name: str) -> Scene:
    """The scene with another voice of its character, e.g. "en-us+f3"."""
    voice = replace(scene.character.voice, name=name)
    return replace(scene, character=replace(scene.character, voice=voice))


def new_host(item: Item) -> str:
    """The server that would get the actor's words and was not agreed to; "" if there is none."""
    hosts = item.parent.header["consent"].get("hosts", [])
    return next((host for host in _terms(item).hosts if host not in hosts), "")


def _terms(item: Item) -> consent.Terms:
    """What this performance stores and sends."""
    mind: MindSettings = item.settings.mind
    return consent.terms(mind, item.parent.folder, True, voice=item.settings.voice)


def inherited(item: Item) -> dict[str, Any]:
    """The parent's consent, with what was added to it by whoever runs this."""
    old: Mapping[str, Any] = item.parent.header["consent"]
    new = {**old, "inherited_from": item.parent.name}
    if host := new_host(item):
        at = datetime.now(UTC).isoformat(timespec="seconds")
        new["added"] = {"hosts": [host], "leaves": list(_terms(item).leaves), "at": at}
    return new


def _length_s(folder: Path) -> float:
    return max((entry.t for entry in read(folder)[1]), default=0.0)
