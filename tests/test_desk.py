"""The desk on a terminal of 80x24 and of 120x40: what is seen, and what keys do."""

from __future__ import annotations

import re

import pytest
from textual.widgets import Input

from improv_partner import scene as scenes
from improv_partner.events import (
    Curtain,
    Cut,
    Direction,
    Intent,
    Listen,
    Mark,
    NewChoice,
    Played,
    Playing,
    Trouble,
    Undo,
    Words,
)
from improv_partner.intents import LABELS, STANCES, WRONG
from improv_partner.settings import DeskSettings

from .desk_room import LARGE, SMALL, Room, at_both_sizes, at_desk, flat
from .scene_sample import sample_scene
from .test_exchanges import ANSWERED, SPOKEN


@at_both_sizes
def test_all_that_an_actor_needs_is_seen(size: tuple[int, int]) -> None:
    async def story(room: Room) -> None:
        text = await room.seen()
        scene = sample_scene()
        assert scene.title in text and "you are Anna, with Margaret Hale" in text
        assert f"{scene.actor.prompt} You speak first." in flat(text, size)
        assert all(label in text for label in (*LABELS, *STANCES))
        assert "mic ░" in text and "The floor is open." in text and "no tag yet" in text
        assert "F1 help" in text and "Esc end" in text and "F3 better" in text
        assert ("Their mother died in March." in flat(text, size)) == (size == LARGE)
        assert "ring to pay" not in text, "what only the partner knows"
        assert len(text.splitlines()) <= size[1]

    at_desk(story, size)


@at_both_sizes
def test_an_exchange_as_it_happens(size: tuple[int, int]) -> None:
    async def story(room: Room) -> None:
        assert "I am …" in await room.shows(*SPOKEN[:4])
        text = await room.shows(*SPOKEN[4:], *ANSWERED[:5], floor="partner")
        assert "I am fine." in text and "Margaret Hale speaks." in text and "read grief" not in text
        text = await room.shows(ANSWERED[5], floor="open")
        assert "You are not." in text
        assert "read grief 2, feels tenderness 1, 0.70 s after you" in text
        assert "end 0.70" in text and "words 0.40" in text and "sound 0.70" in text
        assert text.index("I am fine.") < text.index("You are not.")

    at_desk(story, size)


@at_both_sizes
def test_keys_are_tags_and_what_is_set_is_seen(size: tuple[int, int]) -> None:
    async def story(room: Room) -> None:
        await room.shows(*SPOKEN[:4])
        assert "you mean disgust ●●○" in await room.press("q")
        assert "you mean disgust ●●●" in await room.press("q")
        text = await room.press("h", "4")
        assert "you mean disgust ●●● under joy · hiding" in text
        assert "meant disgust 3 under joy, hiding" in text, "under the words, too"
        assert room.told[:3] == [Intent("disgust"), Undo(), Intent("disgust", 3)]
        assert "no tag yet" in await room.press("backspace")
        assert room.told[-1] == Undo() and room.state["clicks"] == 5
        assert "sarcastic …" in await room.press("k"), "a stance waits"

    at_desk(story, size)


def test_marks_new_choice_and_the_curtain() -> None:
    async def story(room: Room) -> None:
        await room.shows(*SPOKEN, *ANSWERED, floor="open")
        assert f"[{WRONG}]" in await room.press("enter")
        assert "[moment]" in await room.press("'")
        text = await room.press("f2")
        assert "taken back" in text and "read grief" not in text
        await room.press("escape")
        await room.press("ctrl+c")
        marks = [Mark(WRONG), Mark("moment")]
        assert room.told == [*marks, NewChoice(), Curtain("called"), Curtain("called")]

    at_desk(story)


@at_both_sizes
def test_a_better_line_is_typed(size: tuple[int, int]) -> None:
    async def story(room: Room) -> None:
        await room.shows(*SPOKEN, *ANSWERED, floor="open")
        await room.pilot.press("f3")
        text = await room.seen()
        assert "what should Margaret Hale have said?" in text and "never mind" in text
        await room.pilot.press(*"qz1?")
        assert room.app.screen.query_one(Input).value == "qz1?" and room.told == []
        await room.pilot.press("escape")
        assert room.told == [], "she thought better of it"
        text = await room.press("f3", *"Sit", "space", *"down.", "enter")
        assert room.told == [NewChoice("Sit down.")]
        assert "Sit down." in text and "your own line" in text and "taken back" in text
        assert room.state["clicks"] == 17, "typing clicks, too"

    at_desk(story, size)


@at_both_sizes
def test_help(size: tuple[int, int]) -> None:
    async def story(room: Room) -> None:
        for key in ("f1", "?"):
            await room.pilot.press(key)
            text = await room.seen()
            assert "Tap twice: stronger" in text and "the scene is over" in text, "nothing is cut"
            await room.pilot.press("down", "z")
            assert "no tag yet" in await room.seen() and room.told == [], "the key only closes it"

    at_desk(story, size, DeskSettings(keys={"help": "f1"}))


def test_reading_can_be_hidden_so_that_it_does_not_lead() -> None:
    async def story(room: Room) -> None:
        text = await room.shows(*SPOKEN, *ANSWERED, floor="open")
        assert "You are not." in text and "read grief" not in text and "tenderness 1" not in text
        await room.pilot.press("f4")
        assert "read grief 2" in await room.seen()
        await room.pilot.press("f4")
        assert "read grief" not in await room.seen()

    at_desk(story, wishes=DeskSettings(show_reading=False))


def test_keys_that_were_changed() -> None:
    async def story(room: Room) -> None:
        text = await room.press("g")
        assert room.told == [Intent("grief")] and "g grief ●●○" in text and "F9 help" in text
        await room.press("z", "tab")
        assert room.told[1:] == [Undo()]

    at_desk(story, wishes=DeskSettings(keys={"grief": "g", "help": "f9", "undo": "tab"}))


def test_direction_and_trouble_stand_out() -> None:
    async def story(room: Room) -> None:
        text = await room.seen()
        assert "▶" not in text
        text = await room.shows(
            (0.5, Direction("Whisper the next line.")),
            (0.6, Direction("Refuse.", to="partner")),
            (0.7, Trouble("mind", "no [server] at x")),
        )
        assert "▶ Whisper the next line." in text and "Refuse" not in text
        assert "! mind: no [server] at x" in text
        text = await room.shows(*SPOKEN[:4])
        assert "! mind" not in text and "mind: no [server]" in text, "in the transcript it stays"

    at_desk(story)


def test_the_newest_words_are_seen_and_older_ones_can_be_scrolled_to() -> None:
    async def story(room: Room) -> None:
        story = [
            (2.0 * n + at, what)
            for n in range(1, 30)
            for at, what in enumerate((Listen(n, 3), Words(n, f"This is line {n}.", True, n)))
        ]
        text = await room.shows(*story)
        assert "This is line 29." in text and "line 1." not in text
        await room.pilot.press("pageup", "pageup", "pageup", "pageup", "pageup", "pageup")
        await room.pilot.wait_for_scheduled_animations()
        assert "This is line 1." in await room.seen()
        await room.pilot.press("end")
        await room.pilot.wait_for_scheduled_animations()
        assert "This is line 29." in await room.seen()

    at_desk(story)


def test_a_cough_leaves_no_row_and_a_cut_line_says_so() -> None:
    async def story(room: Room) -> None:
        await room.shows((1.0, Listen(1, 3)), (1.8, Words(1, "", True, 1)))
        assert not any(line.display for line in room.app.query("Line"))
        text = await room.shows(
            (2.0, Playing(2, 32_000)), (3.0, Played(2, "Now", 32_000, 999, cut=True))
        )
        assert "Now — (cut off)" in text

    at_desk(story)


def test_the_terminal_may_change_its_size() -> None:
    async def story(room: Room) -> None:
        await room.shows(*SPOKEN, *ANSWERED, floor="open")
        for size in (LARGE, (60, 20), SMALL):
            await room.pilot.resize_terminal(*size)
            text = await room.seen()
            assert "You are not." in text and "z grief" in text, size
            assert max(len(line) for line in text.splitlines()) <= size[0]
        assert "F3 better" in text

    at_desk(story)


def test_without_colour_nothing_is_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")

    async def story(room: Room) -> None:
        assert room.app.no_color
        await room.shows(*SPOKEN[:4])
        text = await room.press("q")
        assert "● You have the floor." in text and "q disgust ●●○" in text
        greys = set(re.findall(r"(?:fill|stroke): ?(#[0-9a-f]{6})", room.app.export_screenshot()))
        frame = {"#c5c8c6", "#292929", "#ff5f57", "#febc2e", "#28c840"}  # of the picture's window
        assert all(c[1:3] == c[3:5] == c[5:7] for c in greys - frame), greys

    at_desk(story)


def test_light_and_dark() -> None:
    async def story(room: Room) -> None:
        assert not room.app.current_theme.dark
        await room.pilot.press("f5")
        assert room.app.current_theme.dark
        assert "z grief" in await room.seen()

    at_desk(story, wishes=DeskSettings(light=True))


@at_both_sizes
def test_every_scene_has_room_for_its_card(size: tuple[int, int]) -> None:
    for scene in scenes.find():

        async def story(room: Room) -> None:
            text = flat(await room.seen(), size)
            assert scene.actor.prompt in text and "tenderness" in await room.seen()  # noqa: B023
            if size == LARGE:
                assert scene.facts[-1] in text, scene.key  # noqa: B023

        at_desk(story, size, scene=scene)


def test_the_tag_of_a_barge_in_moves_to_the_line_that_it_begins() -> None:
    async def story(room: Room) -> None:
        rows = (*SPOKEN, *ANSWERED[:5])
        text = await room.shows(*rows, (3.2, Intent("anger", 3)), floor="partner")
        assert "meant anger 3" in text
        text = await room.shows((3.3, Cut(2, "barge-in")), (3.3, Listen(3, 10)))
        assert "meant anger 3" not in text, "until there are words to it"
        text = await room.shows((3.5, Words(3, "Stop")))
        assert text.index("Stop") < text.index("meant anger 3")

    at_desk(story)
