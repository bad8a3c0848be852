"""What the model is told: everything its character knows, the lines as they were heard, no tags."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from improv_partner.crew import Moment
from improv_partner.crew.mind.prompt import OPENING, REMINDER, SILENCE, messages, system
from improv_partner.events import Reading
from improv_partner.scene import Silence
from improv_partner.transcript import Line

from .scene_sample import sample_scene

SCENE = sample_scene()
READ = Reading(1, 0, "anger", 2, "sarcastic", "guilt", 1)


def talk(*lines: Line, why: str = "turn", **options: bool) -> list[tuple[str, str]]:
    asked = messages(SCENE, Moment(len(lines), 0, lines, why), **options)
    assert asked[0] == {"role": "system", "content": system(SCENE, options.get("header", True))}
    return [(message["role"], message["content"]) for message in asked[1:]]


def test_the_character_sheet_tells_all_that_the_character_knows() -> None:
    sheet = system(SCENE, header=True)
    character = SCENE.character
    known = [character.name, character.who, character.want, character.secret, character.speaks]
    known += [*SCENE.facts, *SCENE.offers, SCENE.setting, SCENE.relationship, SCENE.actor.who]
    for text in known:
        assert text in sheet
    assert "At most 3 sentences and 35 words" in sheet
    assert SCENE.actor.prompt not in sheet, "the actor's card is the actor's"
    for curveball in SCENE.curveballs:
        assert curveball not in sheet, "a surprise"
    assert "{" not in sheet


def test_the_header_is_asked_for_only_if_wanted() -> None:
    assert "[sarcastic anger 2 > guilt 1]" in system(SCENE, header=True)
    assert "header" not in system(SCENE, header=False)
    one = replace(SCENE, max_sentences=1)
    assert "At most one sentence and" in system(one, header=False)


def test_lines_take_turns_and_past_headers_stand_in_good_form() -> None:
    lines = (
        Line(1, "actor", "You came."),
        Line(2, "partner", "I was asked.", reading=READ),
        Line(3, "actor", "Not by me."),
    )
    assert talk(*lines) == [
        ("user", "You came."),
        ("assistant", "[sarcastic anger 2 > guilt 1] I was asked."),
        ("user", "Not by me."),
    ]
    assert talk(*lines, header=False)[1] == ("assistant", "I was asked.")


def test_a_reading_that_is_not_known_is_not_made_up() -> None:
    lines = (
        Line(1, "actor", "You came."),
        Line(2, "partner", "I did.", reading=Reading(1, 0, header="missing")),
        Line(3, "actor", "Why?"),
    )
    assert talk(*lines)[1] == ("assistant", "I did.")


def test_only_what_was_heard_of_an_interrupted_line() -> None:
    lines = (
        Line(1, "actor", "You came."),
        Line(2, "partner", "I would have come,", cut=True),
        Line(3, "actor", "No, you would not."),
        Line(4, "partner", "", cut=True),
        Line(5, "actor", "Never."),
    )
    assert talk(*lines) == [
        ("user", "You came."),
        ("assistant", "I would have come—"),
        ("user", "[cuts you off] No, you would not.\nNever."),
    ]


def test_the_partner_opens_or_goes_on_after_silence() -> None:
    assert talk(why="opening") == [("user", OPENING)]
    opened = (Line(1, "partner", "There you are."), Line(2, "partner", "Sit down."))
    assert talk(*opened, Line(3, "actor", "I stand.")) == [
        ("user", OPENING),
        ("assistant", "There you are."),
        ("user", SILENCE),
        ("assistant", "Sit down."),
        ("user", "I stand."),
    ]


@pytest.mark.parametrize("does", ["wait", "breathe", "act", "name"])
def test_a_silence_is_played_as_the_scene_says(does: str) -> None:
    scene = replace(SCENE, silence=Silence(6.0, does))
    lines = [Line(1, "actor", "You came."), Line(2, "partner", "I was asked.")]
    last = messages(scene, Moment(3, 0, lines, "silence"))[-1]
    assert last["role"] == "user"
    assert last["content"].startswith(SILENCE[:-1]) and last["content"].endswith("]")
    other = replace(SCENE, silence=Silence(6.0, "wait" if does != "wait" else "act"))
    assert messages(other, Moment(3, 0, lines, "silence"))[-1] != last


def test_the_reminder_is_a_bracket_in_the_last_turn() -> None:
    assert talk(Line(1, "actor", "You came."), remind=True) == [
        ("user", f"You came.\n{REMINDER}"),
    ]


def test_roles_always_take_turns_and_the_model_speaks_next() -> None:
    who = ["actor", "actor", "partner", "partner", "actor", "partner"]
    for count in range(len(who) + 1):
        lines = [Line(n, name, f"line {n}") for n, name in enumerate(who[:count])]
        for why in ("turn", "silence", "opening"):
            if why == "turn" and (not lines or lines[-1].who == "partner"):
                continue
            asked = messages(SCENE, Moment(9, 0, lines, why))
            roles = [message["role"] for message in asked]
            assert roles[:2] == ["system", "user"] and roles[-1] == "user"
            assert all(a != b for a, b in pairwise(roles))
