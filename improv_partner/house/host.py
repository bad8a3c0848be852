"""improv host, from the printed address to the recording: the house opens, somebody joins, plays.

The scene is played by perform.py like any other; only microphone, loudspeaker and screen are a
browser's.
"""

from __future__ import annotations

import contextlib
import ssl
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from .. import consent
from ..casting import Source
from ..crew import Mic, Speaker
from ..desk import Link, Screen
from ..events import Event
from ..exchanges import exchanges
from ..perform import Cast, Plan, perform
from ..recording import read
from ..scene import Scene
from ..settings import Settings
from . import address as addresses
from . import ice, tls
from .form import form, keeps
from .page_screen import PageScreen
from .peer import Peer
from .room import SEAT, Room
from .server import House

LOOK_S = 0.2  # how often Ctrl-C is looked for while somebody is waited for
NOTHING = "Nothing was kept."
BROKEN = "The scene broke off; what was recorded before that is kept."


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for. out: folder for recordings; audio: sound may be kept at all."""

    scene: Scene
    settings: Settings
    out: Path
    audio: bool
    seed: int
    bind: str = addresses.HERE
    cert: Path | None = None
    key: Path | None = None
    self_signed: bool = False


Say = Callable[[str], None]


def host(wishes: Wishes, say: Say) -> Path | None:
    """One scene with one actor; the session's folder, or None if nothing may be kept.

    Raises ImprovError; KeyboardInterrupt while nobody plays.
    """
    house = wishes.settings.house
    context, print_ = _tls(wishes)
    addresses.check_bind(wishes.bind, house, context is not None)
    ice.for_page(house)  # a missing password is told now, not to an actor
    chosen = wishes.settings
    terms = consent.terms(chosen.mind, wishes.out, wishes.audio, voice=chosen.voice)
    room = Room(wishes.scene, form(terms, house), house, chosen.desk, say)
    names = addresses.names(wishes.bind)
    with House(room, wishes.bind, house.port, names, context) as open_house:
        where = addresses.address(
            house, wishes.bind, open_house.port, context is not None, room.door.token
        )
        say(addresses.qr(where))
        say(f"The actor opens: {where}")
        if print_:
            say(f"The browser will warn of a certificate it does not know; its SHA-256: {print_}")
        while not room.waiting(LOOK_S):
            pass
        say("The actor is ready. Ctrl-C: curtain.")
        return _play(wishes, room.seats[SEAT], open_house, say)


class HouseCast(Cast):
    """The parts as planned, with a browser's microphone and loudspeaker."""

    def __init__(self, plan: Plan, peer: Peer) -> None:
        super().__init__(plan)
        self._peer = peer

    def mic(self, floor: Callable[[], str], tell: Callable[[Event], None]) -> Mic:
        return self._peer.mic

    def speaker(self) -> Speaker:
        return self._peer.speaker


def _play(wishes: Wishes, peer: Peer, house: House, say: Say) -> Path | None:
    assert peer.consent is not None, "nobody is ready without having agreed"
    text, audio = keeps(peer.consent)
    words = BROKEN if text else NOTHING
    try:
        with _folder(wishes.out, text) as out:
            plan = Plan(
                scene=wishes.scene,
                settings=wishes.settings,
                source=Source("page"),
                loudspeaker=False,
                out=out,
                audio=wishes.audio and audio,
                seed=wishes.seed,
                fast=False,
                consent=peer.consent,
            )
            cast = HouseCast(plan, peer)

            def screen(scene: Scene, link: Link) -> Screen:
                return PageScreen(scene, link, peer, house.loop, plan.settings.desk)

            folder = perform(plan, screen, say, cast)
            if text:
                words = _left(folder, plan.audio)
            return folder if text else None
    finally:
        house.over(words)


@contextlib.contextmanager
def _folder(out: Path, keep: bool) -> Iterator[Path]:
    """Where the recording goes; without a yes to words, where it is gone with the scene."""
    if keep:
        yield out
        return
    with tempfile.TemporaryDirectory(prefix="improv-") as folder:
        yield Path(folder)


def _left(folder: Path, audio: bool) -> str:
    _, entries = read(folder)
    count = sum(1 for _ in exchanges(entries))
    kept = "words, tags and sound" if audio else "words and tags, no sound"
    return f"Exchanges: {count}. Kept: {kept}, as {folder.name}."


def _tls(wishes: Wishes) -> tuple[ssl.SSLContext | None, str]:
    """And the fingerprint of a certificate of our own. Raises SettingsError."""
    if wishes.cert:
        return tls.given(wishes.cert, wishes.key or wishes.cert), ""
    if wishes.self_signed:
        return tls.self_signed(addresses.names(wishes.bind))
    return None, ""
