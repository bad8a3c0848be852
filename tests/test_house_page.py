"""What the log makes of a page, and what a page makes of its keys, without a network."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable
from typing import Any

import pytest

from improv_partner.desk import Link
from improv_partner.events import (
    Answer,
    Curtain,
    Cut,
    Event,
    Intent,
    Listen,
    Mark,
    NewChoice,
    Played,
    Playing,
    Say,
    Undo,
    Words,
)
from improv_partner.house import board as board_file
from improv_partner.house.board import Board
from improv_partner.house.choosing import Choosing
from improv_partner.house.director_view import DirectorView
from improv_partner.house.messages import Said
from improv_partner.house.page_screen import PageScreen, plain
from improv_partner.house.peer import Peer
from improv_partner.settings import DeskSettings, HouseSettings

from .scene_sample import sample_scene
from .test_exchanges import log

ORIGIN_S = 4.0  # of sample 0, on the clock of the times below


class Straight:
    """An event loop's only method that the screen uses, without a loop."""

    def call_soon_threadsafe(self, call: Callable[..., None], *given: Any) -> None:
        call(*given)


class OnPage:
    """A screen, the events it told, and what stands on the page."""

    def __init__(self, stop_word: str = "lights out", who: str = "actor") -> None:
        self.told: list[Event] = []
        self.floor = "actor"
        self.clicks = 0
        self.peer = Peer(who, "word", HouseSettings())
        self.peer.consent = {"stop_word": stop_word}

        def pressed() -> None:
            self.clicks += 1

        link = Link(lambda: self.floor, self.told.append, pressed)
        loop: Any = Straight()
        desk = DeskSettings()
        self.screen = PageScreen(sample_scene(), link, self.peer, loop, desk, lambda: ORIGIN_S)
        self.rows: list[tuple[float, Any]] = []

    def watch(self, *rows: tuple[float, Any], floor: str = "actor") -> None:
        self.floor = floor
        before = len(self.rows)
        self.rows += rows
        for entry in log(*self.rows)[before:]:
            self.screen.watch(entry)

    def says(self, said: Said, at_s: float) -> list[Event]:
        before = len(self.told)
        self.screen._take(said, at_s)
        return self.told[before:]

    def stands(self, kind: str) -> list[dict[str, Any]]:
        with self.peer.board.reading() as news:
            found = [news.get_nowait() for _ in range(news.qsize())]
        return [message for message in found if message and message["is"] == kind]


def key(text: str, typed: bool = True) -> Said:
    return Said("key", text, typed=typed)


def test_the_partners_line_is_shown_while_it_is_spoken() -> None:
    page = OnPage()
    page.watch((1.0, Listen(1, 2)), (2.0, Words(1, "You came.", True, 1)))
    page.watch((2.1, Say(2, "I did.")), (2.1, Say(2, "By the late train.")), (2.2, Answer(2, 1)))
    assert [row["text"] for row in page.stands("row")] == ["You came."]  # not before it is heard
    page.watch((2.4, Playing(2, 38_400)), floor="partner")
    assert page.stands("row")[-1]["speaks"] == "I did."
    page.watch((3.0, Played(2, "I did.", 38_400, 9_600)), floor="partner")
    newest = page.stands("row")[-1]
    assert (newest["text"], newest["speaks"]) == ("I did.", "By the late train.")
    page.watch((3.2, Cut(2, "barge-in")), (3.2, Played(2, "By the", 48_000, 3_200, True)))
    newest = page.stands("row")[-1]
    assert newest["text"] == "I did. By the — (cut off)" and not newest["speaks"]


def test_keys_are_those_of_the_desk_by_the_pages_time() -> None:
    page = OnPage()
    grief = Intent("grief", source="page", at_s=6.0)
    assert page.says(key("z"), 10.0) == [grief]
    assert page.clicks == 1
    stronger = [Undo(source="page"), Intent("grief", 3, source="page", at_s=6.4)]
    assert page.says(key("z", typed=False), 10.4) == stronger  # touched: nothing clicks
    assert page.clicks == 1
    assert page.says(key("z"), 9.0) != []  # a time that falls is taken as "now"
    assert page.says(key("'"), 20.0) == [Mark("moment")]
    assert page.says(key("f2"), 21.0) == [NewChoice(source="page")]
    assert page.says(Said("better", "I never left."), 22.0) == [
        NewChoice("I never left.", source="page")
    ]
    assert page.says(key("f1"), 23.0) == page.says(key("nonsense"), 24.0) == []
    assert page.says(Said("curtain"), 25.0) == [Curtain("called")]


def test_a_page_shows_only_what_its_own_performer_means() -> None:
    page, others = OnPage(), OnPage(who="p2")
    scene: list[tuple[float, Event]] = [
        (1.0, Listen(1, 2)),
        (1.2, Intent("grief", source="page")),
        (1.3, Intent("joy", source="page", who="p2")),
        (2.0, Words(1, "You came.", True, 1)),
        (3.0, Listen(2, 3, "p2")),
        (3.2, Intent("fear", source="beat", who="p2")),
        (4.0, Words(2, "By train.", True, 1, "p2")),
    ]
    for one, label in ((page, "grief"), (others, "fear")):
        one.watch(*scene[:-1])
        assert [row["label"] for row in one.stands("tag")][-1] == label
        one.watch(scene[-1])
    below = [{row["text"]: row["below"] for row in one.stands("row")} for one in (page, others)]
    assert below == [
        {"You came.": "meant grief 2", "By train.": ""},
        {"You came.": "", "By train.": "meant fear 2"},
    ]
    desk = DirectorView(sample_scene(), lambda: "actor", Choosing(lambda event: None, 0.0), False)
    shown: dict[str, str] = {}
    for entry in log(*scene):
        desk.watch(entry)
        shown |= {row["text"]: row["below"] for row in desk.news() if row.get("text")}
    assert shown == {"You came.": "meant grief 2", "By train.": "meant fear 2"}


def test_the_collector_does_not_look_through_it_all_in_mid_scene() -> None:
    page, frozen = OnPage(), []

    async def story() -> None:
        frozen.append(gc.get_freeze_count())

    asyncio.run(page.screen.play(story))
    assert frozen[0] > 1000 and gc.get_freeze_count() == 0


@pytest.mark.parametrize(
    ("heard", "stops"),
    [
        ("Lights out.", True),
        ("No. Lights, out! Please.", True),
        ("The lights are out.", False),
        ("He lights outside.", False),
        ("", False),
    ],
)
def test_the_stop_word_ends_the_scene(heard: str, stops: bool) -> None:
    page = OnPage()
    page.watch((1.0, Listen(1, 2)), (2.0, Words(1, heard)), (2.2, Words(1, heard, True, 1)))
    assert (Curtain("called") in page.told) is stops
    assert page.told.count(Curtain("called")) <= 1
    assert plain("") == "  "


def test_without_a_stop_word_no_word_stops() -> None:
    page = OnPage(stop_word="")
    page.watch((1.0, Listen(1, 2)), (2.0, Words(1, "Lights out.", True, 1)))
    assert page.told == []


def test_a_page_that_is_loaded_again_is_told_the_newest_of_everything() -> None:
    board = Board()
    for n in range(3):
        board.post({"is": "row", "n": 0, "text": str(n)})
        board.post({"is": "level", "db": -n})
    board.post({"is": "row", "n": 1, "text": "x"})
    with board.reading() as news:
        found = [news.get_nowait() for _ in range(news.qsize())]
    assert found == [{"is": "row", "n": 0, "text": "2"}, {"is": "row", "n": 1, "text": "x"}]


def test_a_page_that_does_not_listen_is_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(board_file, "MOST_WAITING", 10)

    async def story() -> list[Any]:
        board = Board()
        with board.reading() as news:
            for n in range(50):
                board.post({"is": "row", "n": n})
            return [await news.get() for _ in range(10)]

    assert None in asyncio.run(story())
