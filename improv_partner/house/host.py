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

from .. import consent, names
from ..casting import Source
from ..desk import Link, Screen
from ..exchanges import exchanges
from ..perform import Plan, perform
from ..recording import read
from ..rehead import rehead
from ..scene import Scene
from ..settings import Settings
from . import address as addresses
from . import ice, tls
from .director import PAGE
from .director_screen import DirectorScreen
from .ensemble_cast import EnsembleCast
from .form import form
from .house_cast import HouseCast, SoloCast
from .room import Room
from .server import House

LOOK_S = 0.2  # how often Ctrl-C is looked for while somebody is waited for
NOTHING = "Nothing was kept."
BROKEN = "The scene broke off; what was recorded before that is kept."
CALLED_OFF = "The scene does not take place. Nothing was kept."


@dataclass(frozen=True, slots=True)
class Wishes:
    """What was asked for. out: folder for recordings; audio: sound may be kept at all.

    players: seats for performers, 1-6. video: their cameras may be filmed.
    """

    scene: Scene
    settings: Settings
    out: Path
    audio: bool
    seed: int
    bind: str = addresses.HERE
    cert: Path | None = None
    key: Path | None = None
    self_signed: bool = False
    players: int = 1
    video: bool = False


Say = Callable[[str], None]


def host(wishes: Wishes, say: Say) -> Path | None:
    """One scene; the session's folder, or None if nothing may be kept.

    Raises ImprovError; KeyboardInterrupt while nobody plays.
    """
    house = wishes.settings.house
    context, print_ = _tls(wishes)
    addresses.check_bind(wishes.bind, house, context is not None)
    for trouble in ice.troubles(house):  # told now, not to an actor
        say(trouble)
    names.read(wishes.out)  # and so is a damaged list
    chosen = wishes.settings
    terms = consent.terms(chosen.mind, wishes.out, wishes.audio, voice=chosen.voice)
    asked = form(terms, house, wishes.video)
    room = Room(wishes.scene, asked, house, chosen.desk, say, wishes.players, wishes.out)
    known_as = addresses.names(wishes.bind)
    with House(room, wishes.bind, house.port, known_as, context) as open_house:
        where = addresses.address(
            house, wishes.bind, open_house.port, context is not None, room.door.token
        )
        directs = addresses.address(
            house, wishes.bind, open_house.port, context is not None, room.director.door.token, PAGE
        )
        say(f"Not for actors: the director, if there is one, opens:\n{directs}\n")
        if print_:
            say(f"The browser will warn of a certificate it does not know; its SHA-256: {print_}\n")
        say(f"{addresses.qr(where)}The actor opens: {where}")
        say(_waits(wishes))
        _wait(room, open_house, say)
        everybody = "The performers are" if wishes.players > 1 else "The actor is"
        say(f"{everybody} ready. Ctrl-C: curtain.")
        return _play(wishes, room, open_house, say)


def _play(wishes: Wishes, room: Room, house: House, say: Say) -> Path | None:
    seating, director = room.seating, room.director
    text = seating.keeps_words
    words = CALLED_OFF
    try:
        with _folder(wishes.out, text) as out:
            plan = Plan(
                scene=wishes.scene,
                settings=wishes.settings,
                source=Source("page"),
                loudspeaker=False,
                out=out,
                audio=wishes.audio and any(map(seating.keeps_sound, seating.who)),
                seed=wishes.seed,
                fast=False,
                consent=seating.consent(),
            )
            house.loop.call_soon_threadsafe(room.hand_over)
            cast = _cast(plan, room)

            def screen(scene: Scene, link: Link) -> Screen:
                nonlocal words
                words = BROKEN if text else NOTHING
                pages = cast.pages(scene, link, house.loop)
                choose_s = wishes.settings.house.choose_s
                return DirectorScreen(
                    pages, scene, link, director, house.loop, cast.candidates, choose_s
                )

            try:
                folder = perform(plan, screen, say, cast)
            finally:
                if room.filming.on:
                    room.filming.end(cast.origin_s)
            if text:
                seating.end()
                rehead(folder, {"lost": cast.lost()})
                words = _left(folder, plan.audio)
            return folder if text else None
    finally:
        house.over(words)


def _cast(plan: Plan, room: Room) -> HouseCast:
    seating, director = room.seating, room.director
    cast: HouseCast = (
        EnsembleCast(plan, director, seating)
        if seating.metronome
        else SoloCast(plan, director, seating.opening[0])
    )
    cast.filming = room.filming
    return cast


def _wait(room: Room, house: House, say: Say) -> None:
    """Until the scene can begin. Raises KeyboardInterrupt: whoever is here has been told."""
    try:
        while not room.waiting(LOOK_S):
            pass
    except KeyboardInterrupt:
        say("Nobody played.")
        house.over(CALLED_OFF)
        raise


def _waits(wishes: Wishes) -> str:
    """What the address above is, and who can open it."""
    only_here = addresses.is_here(wishes.bind) and not wishes.settings.house.address
    where = "; only browsers on this machine can open it" if only_here else ""
    seats = f" It is for up to {wishes.players} performers." if wishes.players > 1 else ""
    return f"The QR code is this address{where}.{seats}\nWaiting. Ctrl-C: nobody comes."


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
