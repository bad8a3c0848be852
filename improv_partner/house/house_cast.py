"""The parts of a scene that is played in the house: its director's, and one performer's browser."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable

from ..crew import Mic, Mind, Speaker
from ..crew.mind.candidates import Candidates
from ..desk import Link, Screen
from ..events import Event
from ..perform import Cast, Plan
from ..recording import Recording
from ..scene import Scene
from .director import Director
from .mic import RTCMic
from .page_screen import PageScreen
from .peer import Peer
from .speaker import RTCSpeaker
from .video import Filming

Lost = dict[str, dict[str, float]]


class HouseCast(Cast, ABC):
    """The parts as planned; with a director there may be several replies to choose from."""

    def __init__(self, plan: Plan, director: Director) -> None:
        super().__init__(plan)
        self._director = director
        self.candidates: Candidates | None = None
        self.filming = Filming()

    @property
    @abstractmethod
    def origin_s(self) -> float:
        """When sample 0 of the tracks was, on time.monotonic()."""

    def recorded(self, recording: Recording) -> None:
        """Films are beside the tracks."""
        self.filming.begin(recording.folder)

    @abstractmethod
    def lost(self) -> Lost:
        """What of each performer's sound was lost on its way, and is silence on the track.

        packets: that never came. late_s: sound that came too late to be heard, in seconds.
        """

    def directed(self) -> bool:
        return self._director.present

    async def mind(self, say: Callable[[str], None]) -> Mind:
        """Several replies to choose from, if that is set; else one."""
        mind, count = await super().mind(say), self.plan.settings.house.candidates
        if count < 2:
            return mind
        self.candidates = Candidates(mind, count, self.directed)
        return self.candidates

    @abstractmethod
    def pages(self, scene: Scene, link: Link, loop: asyncio.AbstractEventLoop) -> Screen:
        """Of the performers. loop: the house's."""


class SoloCast(HouseCast):
    """With a browser's microphone and loudspeaker."""

    def __init__(self, plan: Plan, director: Director, peer: Peer) -> None:
        super().__init__(plan, director)
        self._peer = peer
        self._lost_before = 0  # in the sound check

    @property
    def origin_s(self) -> float:
        return self.mic(lambda: "", lambda event: None).origin_s

    def recorded(self, recording: Recording) -> None:
        super().recorded(recording)
        self._lost_before = self._lost_packets

    def lost(self) -> Lost:
        return {self._peer.who: {"packets": self._lost_packets - self._lost_before}}

    @property
    def _lost_packets(self) -> int:
        assert isinstance(self._peer.mic, RTCMic)
        return self._peer.mic.lost_packets

    def mic(self, floor: Callable[[], str], tell: Callable[[Event], None]) -> Mic:
        assert isinstance(self._peer.mic, RTCMic)
        return self._peer.mic

    def speaker(self) -> Speaker:
        assert isinstance(self._peer.speaker, RTCSpeaker)
        return self._peer.speaker

    def pages(self, scene: Scene, link: Link, loop: asyncio.AbstractEventLoop) -> Screen:
        desk = self.plan.settings.desk
        return PageScreen(scene, link, self._peer, loop, desk, lambda: self.origin_s)
