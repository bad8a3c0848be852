"""The parts of a group scene: browsers for microphone and loudspeaker, ears for each performer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..crew import Crew, Mic, Speaker
from ..desk import Link, Screen
from ..events import Event
from ..perform import Plan
from ..recording import Recording
from ..scene import Scene
from ..voices import FIRST, hearing
from .director import Director
from .ensemble import Ensemble
from .group_screen import GroupScreen
from .house_cast import HouseCast, Lost
from .player import Player
from .seating import Seating


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
        others = {
            who: await hearing(who, crew, self.plan.settings) for who in self._seating.who[1:]
        }
        self.ensemble.seat(crew, others)

    @property
    def origin_s(self) -> float:
        return self.ensemble.origin_s

    def lost(self) -> Lost:
        return {who: player.lost() for who, player in self.players.items() if player.came}

    def recorded(self, recording: Recording) -> None:
        super().recorded(recording)
        seating = self._seating
        seating.recorded(recording.folder)
        recording.silent = frozenset(who for who in seating.who[:1] if not seating.keeps_sound(who))

        def keep(who: str, pcm: bytes) -> None:
            if seating.keeps_sound(who):
                recording.performer(who, pcm)

        self.ensemble.voices.keep = keep

    def pages(self, scene: Scene, link: Link, loop: asyncio.AbstractEventLoop) -> Screen:
        desk = self.plan.settings.desk
        peers, players = self._seating.peers, self.players
        return GroupScreen(scene, link, peers, players, loop, desk, lambda: self.origin_s)


def performers(seating: Seating) -> dict[str, Any]:
    """For the header: all with whom the scene begins, and the partner."""
    found: dict[str, Any] = {peer.who: seating.performer(peer) for peer in seating.opening}
    found.setdefault(FIRST, {"kind": "nobody", "name": "", "track": FIRST})
    return found | {"partner": {"kind": "model"}}
