"""The parts of a group scene: browsers for microphone and loudspeaker, ears for each performer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .. import casting
from ..crew import Crew, Hearing, Mic, Speaker, ToneMeter
from ..desk import Link, Screen
from ..events import Event, Tone
from ..perform import Plan
from ..recording import Recording
from ..scene import Scene
from .director import Director
from .ensemble import FIRST, Ensemble
from .group_screen import GroupScreen
from .house_cast import HouseCast
from .player import Player
from .seating import Seating


@dataclass(frozen=True, slots=True)
class ToneOf:
    """The contract ToneMeter around one, for this performer."""

    who: str
    meter: ToneMeter

    def feed(self, pcm: bytes) -> None:
        self.meter.feed(pcm)

    def open(self, back: int) -> None:
        self.meter.open(back)

    async def tone(self, line: int) -> Tone | None:
        tone = await self.meter.tone(line)
        return replace(tone, who=self.who) if tone else None


class EnsembleCast(HouseCast):
    """ensemble: there as soon as the microphone was asked for."""

    ensemble: Ensemble

    def __init__(self, plan: Plan, director: Director, seating: Seating) -> None:
        super().__init__(plan, director)
        assert seating.metronome, "one performer needs no ensemble"
        self._seating, self._metronome = seating, seating.metronome
        self.header["performers"] = performers(seating)

    def mic(self, floor: Callable[[], str], tell: Callable[[Event], None]) -> Mic:
        rejoin_s = self.plan.settings.house.rejoin_s
        self.ensemble = Ensemble(self._metronome, tell, self._seating.name_of, rejoin_s)
        return self.ensemble

    def speaker(self) -> Speaker:
        return self._metronome.partner

    def names(self) -> Sequence[str]:
        here = [who for who, player in self.players.items() if player.present]
        return [self._seating.name_of(who) for who in here] if len(here) > 1 else ()

    @property
    def players(self) -> Mapping[str, Player]:
        return self.ensemble.players

    async def company(self, crew: Crew) -> None:
        others = {who: await self._hearing(who, crew) for who in self._seating.who[1:]}
        self.ensemble.seat(crew, others)

    @property
    def origin_s(self) -> float:
        return self.ensemble.origin_s

    def recorded(self, recording: Recording) -> None:
        super().recorded(recording)
        seating = self._seating
        recording.silent = frozenset(who for who in seating.who[:1] if not seating.keeps_sound(who))

        def keep(who: str, pcm: bytes) -> None:
            if seating.keeps_sound(who):
                recording.performer(who, pcm)

        self.ensemble.keep = keep

    def pages(self, scene: Scene, link: Link, loop: asyncio.AbstractEventLoop) -> Screen:
        desk = self.plan.settings.desk
        peers, players = self._seating.peers, self.players
        return GroupScreen(scene, link, peers, players, loop, desk, lambda: self.origin_s)

    async def _hearing(self, who: str, crew: Crew) -> Hearing:
        settings = self.plan.settings
        ears = await asyncio.to_thread(casting.more_ears, crew.ears)
        tone = ToneOf(who, casting.tone(settings, None))
        return Hearing(ears, tone, await casting.ending(settings))


def performers(seating: Seating) -> dict[str, Any]:
    """For the header: all who play so far, and the partner."""
    found: dict[str, Any] = {
        peer.who: {
            "kind": "human",
            "name": peer.name,
            "track": peer.who if seating.keeps_sound(peer.who) else "",
        }
        for peer in seating.playing
    }
    found.setdefault(FIRST, {"kind": "nobody", "name": "", "track": FIRST})
    return found | {"partner": {"kind": "model"}}
