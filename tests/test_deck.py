"""The curveball deck: the same order for the same seed, thrown at an open floor, never beside a
director; and used by the partner in its next reply."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path

from rich.console import Console

from improv_partner import scene as scenes
from improv_partner.casting import Source
from improv_partner.deck import Deck, deal
from improv_partner.desk.plain import PlainScreen
from improv_partner.events import (
    Answer,
    Cue,
    Curtain,
    Direction,
    Event,
    Played,
    Prepare,
    Withdraw,
)
from improv_partner.exchanges import exchanges
from improv_partner.perform import Plan, perform
from improv_partner.recording import Entry, read
from improv_partner.replay import verify
from improv_partner.settings import DeckSettings, EarsSettings, Settings

from . import speech
from .scene_sample import sample_scene

SCENE = replace(sample_scene(), curveballs=("The lights go out.", "It rains.", "A dog barks."))
EXCHANGE = (Prepare(2, 1), Answer(2, 1), Played(2, "Ho.", 0, 900))


def thrown(
    told: Sequence[Event | Cue], every: int = 1, director: bool = False, floor: str = "open"
) -> list[str]:
    """What a deck throws while this happens."""
    out: list[Event] = []
    deck = Deck(SCENE, 5, every, out.append, lambda: floor, lambda: director)
    for n, what in enumerate(told):
        deck.watch(Entry(n, n, n / 50, what))
    assert all(isinstance(e, Direction) and (e.to, e.by) == ("everybody", "deck") for e in out)
    return [event.text for event in out if isinstance(event, Direction)]


def test_the_seed_shuffles_and_no_card_comes_twice() -> None:
    orders = {tuple(deal(SCENE, seed)) for seed in range(30)}
    assert len(orders) == 6 and all(sorted(order) == sorted(SCENE.curveballs) for order in orders)
    assert list(deal(SCENE, 7)) == list(deal(SCENE, 7))
    assert thrown(EXCHANGE * 9) == list(deal(SCENE, 5))  # then the deck is empty


def test_one_comes_after_every_so_many_exchanges() -> None:
    assert thrown(EXCHANGE * 5, every=2) == list(deal(SCENE, 5))[:2]
    assert thrown(EXCHANGE * 5, every=0) == []
    assert thrown(EXCHANGE * 2, every=3) == []


def test_a_director_who_is_there_throws_them_instead() -> None:
    assert thrown(EXCHANGE * 5, director=True) == []


def test_only_exchanges_count() -> None:
    assert thrown(EXCHANGE, floor="partner") == []  # it still speaks
    silence = (Prepare(2, 1, "silence"), Answer(2, 1), Played(2, "Hm.", 0, 900))
    assert thrown(silence * 4) == []
    assert thrown((Prepare(2, 1), Withdraw(1, 1), Played(2, "", 0, 0)) * 4) == []
    picked = (Prepare(2, 1), Prepare(2, 2, "picked"), Answer(2, 2), Played(2, "Ho.", 0, 900))
    assert len(thrown(picked)) == 1
    assert thrown((Curtain("called"), *EXCHANGE)) == []


def test_the_partner_takes_up_what_the_deck_throws(tmp_path: Path) -> None:
    scene = scenes.load("lost-property")
    scene = replace(scene, curveballs=("The telephone rings.",), rehearsal=scene.rehearsal[:2])
    settings = Settings(deck=DeckSettings(1), ears=EarsSettings(model=str(speech.TINY)))
    consent = {"answer": "yes"}
    plan = Plan(scene, settings, Source("rehearsal"), False, tmp_path, False, 3, True, consent)
    shown = StringIO()
    console = Console(file=shown, width=200)
    folder = perform(plan, lambda s, link: PlainScreen(s, link.floor, console), lambda text: None)
    log = list(read(folder)[1])
    (ball,) = [e for e in log if isinstance(e.what, Direction)]
    assert ball.what == Direction("The telephone rings.", "everybody", "deck")
    assert "» The telephone rings." in shown.getvalue()
    first, second = list(exchanges(log))[:2]
    assert "telephone" not in first.drafted.lower() and "telephone" in second.drafted.lower()
    assert first.timing.partner_end_s is not None and ball.t >= first.timing.partner_end_s
    assert verify(folder, listen=False) == []
