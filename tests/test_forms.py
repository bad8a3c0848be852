"""The four scenes in a form, played to their end on virtual time: what the cards did is proven."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from improv_partner import casting, consent, replay, scene
from improv_partner.casting import Source
from improv_partner.crew import Ears, Mic
from improv_partner.crew.clip_mic import ClipMic
from improv_partner.crew.ears.script import ScriptEars
from improv_partner.events import Direction, Event, Intent, Listen, NewChoice, Prepare
from improv_partner.exchanges import Exchange
from improv_partner.perform import Cast, Plan, Say, perform
from improv_partner.prompter import calls, cards
from improv_partner.reperform import NoScreen
from improv_partner.settings import Settings

from .evening import Evening, evening, log_without_header, rehearse

pytestmark = pytest.mark.parts
FORMS = ("mirror-signal", "a-close-shave", "the-clock", "table-nine")


class ReadsCards(Cast):
    """An actor who speaks the rehearsal lines, is understood, and has no tags but the cards'."""

    def mic(self, floor: Callable[[], str], tell: Callable[[Event], None]) -> Mic:
        clips = [replace(clip, intent=None) for clip in casting.rehearsal(self.plan.scene)]
        return ClipMic("an actor with cards", clips, floor, tell)

    async def ears(self, say: Say) -> Ears:
        return ScriptEars([line.text for line in self.plan.scene.rehearsal])


def played(key: str, out: Path, seed: int = 3) -> Evening:
    one, settings = scene.load(key), Settings()
    agreed = consent.terms(settings.mind, out, True, "simulated").record("simulated", asked=False)
    plan = Plan(one, settings, Source("rehearsal"), False, out, True, seed, True, agreed)
    return evening(one, perform(plan, lambda *_: NoScreen(), lambda _: None, ReadsCards(plan)))


@pytest.fixture(scope="module")
def evenings(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Evening]:
    return {key: played(key, tmp_path_factory.mktemp("forms")) for key in FORMS}


def turns(of: Evening) -> list[Exchange]:
    return [one for one in of.exchanges() if one.why == "turn"]


def tags(of: Evening) -> list[list[str]]:
    """The labels of each of the actor's lines."""
    return [[tag.intent.label for tag in one.intents if tag.bound] for one in turns(of)]


def shown(of: Evening) -> list[str]:
    return [what.text for what in of.of(Direction)]


def dealt(of: Evening, seed: int = 3) -> list[Any]:
    """The cards up to one line after the last."""
    return list(takewhile(lambda card: card.at <= len(turns(of)) + 1, cards(of.scene, seed)))


@pytest.mark.parametrize("key", FORMS)
def test_a_session_in_a_form_is_proven_like_any_other(
    key: str, evenings: dict[str, Evening]
) -> None:
    one = evenings[key]
    assert replay.verify(one.folder) == []
    assert len(turns(one)) == len(one.scene.rehearsal)
    assert shown(one) == [card.text for card in dealt(one)]
    assert [tag for line in tags(one) for tag in line] == [what.label for what in one.of(Intent)]


def test_on_the_rollercoaster_every_line_is_tagged_with_what_was_called(
    evenings: dict[str, Evening],
) -> None:
    one = evenings["mirror-signal"]
    called = [card.intent.label for card in dealt(one)]
    assert tags(one) == [[label] for label in called[:-1]], "the last card finds no line"
    assert set(called) <= set(one.scene.form.emotions if one.scene.form else ())
    assert {intent.source for intent in one.of(Intent)} == {"beat"}


def test_on_the_see_saw_the_hidden_fear_is_tagged_with_the_status_of_its_line(
    evenings: dict[str, Evening],
) -> None:
    one = evenings["a-close-shave"]
    assert tags(one) == [[], [], [], ["fear"], []]
    (fear,) = one.of(Intent)
    (status,) = [card.status for card in dealt(one) if card.at == 4 and card.status]
    assert (fear.surface, fear.stances, fear.status) == ("joy", ("hiding",), status)
    assert len([text for text in shown(one) if text.startswith("Status: ")]) == 6
    assert "Play it cheerful. Hide your fear." in shown(one)


def test_the_agenda_is_given_before_the_first_word_and_never_again(
    evenings: dict[str, Evening],
) -> None:
    one = evenings["the-clock"]
    (card,) = [entry for entry in one.entries if isinstance(entry.what, Direction)]
    assert card.n == 1 and card.frame == 0
    assert not one.of(Intent)
    secret = one.scene.character.secret
    assert secret not in card.what.text and card.what.to == "actor"


def test_the_caller_takes_back_lines_that_were_heard(evenings: dict[str, Evening]) -> None:
    one = evenings["table-nine"]
    plan = [n for n, _ in zip(calls(one.scene, 3), turns(one), strict=False)]
    assert [len(turn.rejected) for turn in turns(one)] == plan and 0 < max(plan) <= 2
    assert {choice.source for choice in one.of(NewChoice)} == {"deck"}
    assert all(old.heard for turn in turns(one) for old in turn.rejected)
    assert [what.why for what in one.of(Prepare)].count("new choice") == sum(plan)
    for before, entry in zip(one.entries, one.entries[1:], strict=False):
        if isinstance(entry.what, NewChoice):
            assert entry.t - before.t == pytest.approx(0.5, abs=0.03), "taken in, then called"


def test_the_same_seed_deals_the_same_game_and_another_one_another(
    tmp_path: Path, evenings: dict[str, Evening]
) -> None:
    one, again = evenings["mirror-signal"], played("mirror-signal", tmp_path)
    assert log_without_header(one.folder) == log_without_header(again.folder)
    other = [card.text for card, _ in zip(cards(one.scene, 4), range(6), strict=False)]
    assert other != shown(one)


def test_in_a_rehearsal_the_simulated_actor_keeps_its_own_tags(tmp_path: Path) -> None:
    one = rehearse(scene.load("mirror-signal"), "sphinx", tmp_path)
    assert replay.verify(one.folder) == []
    assert tags(one) == [[line.intent] for line in one.scene.rehearsal]
    assert len(shown(one)) == len(one.of(Listen)) + 1, "the cards are shown all the same"
