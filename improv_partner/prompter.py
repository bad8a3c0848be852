"""The prompter: shows the actor the scene's cards, and tags the lines that are played with them.

A fold over the log, like a screen. A card is shown when the exchange before is over; the tag is set
when the actor's line begins. A line that comes before its card (the actor cuts in) is not tagged
with what nobody had read yet: the card waits for the next line. So does it over a silence or a new
choice, which are no turns. Chance comes from the session's seed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from heapq import merge
from itertools import count
from random import Random

from .events import (
    Answer,
    Curtain,
    Direction,
    Event,
    Intent,
    Listen,
    NewChoice,
    Played,
    Prepare,
    Undo,
    Withdraw,
)
from .intents import LABELS
from .recording import Entry
from .scene import Beat, Form, Scene

CALL_S = 0.5  # a line is taken in before a new choice is called
STRENGTH = {1: "faintly", 2: "", 3: "strongly"}
STANCE_TEXT = {"sarcastic": "with sarcasm", "joking": "as a joke", "awkward": "awkwardly"}
STATUS_TEXT = {
    "up": "Status: you are up. {partner} is below you.",
    "level": "Status: level. Neither of you is above the other.",
    "down": "Status: you are down. {partner} is above you.",
}
SEE_SAW = ("up", "level", "down", "level")


@dataclass(frozen=True, slots=True)
class Card:
    """at: number of the actor's line before which it is shown. intent: the tag of that line.

    status: of the actor from then on; it goes into the tags, but a status alone is no emotion.
    """

    at: int
    text: str
    intent: Intent | None = None
    status: str = ""


def cards(scene: Scene, seed: int) -> Iterator[Card]:
    """All of a session, in order; of some forms without an end. The same for the same seed."""
    beats = (
        Card(
            beat.at_exchange,
            beat.card or card_text(beat),
            Intent(beat.intent, beat.intensity, beat.surface, beat.stances, source="beat"),
        )
        for beat in scene.beat
    )
    form = _form_cards(scene, scene.form, _chance(scene, seed)) if scene.form else iter(())
    return merge(beats, form, key=lambda card: card.at)


def calls(scene: Scene, seed: int) -> Iterator[int]:
    """For each turn in order: how often a new choice is called for, 0 to 2. Once in `every`."""
    form, chance = scene.form, _chance(scene, seed)
    while form and form.kind == "new choice":
        chosen = chance.randrange(form.every)
        yield from (chance.choice((1, 2)) if n == chosen else 0 for n in range(form.every))


def card_text(beat: Beat) -> str:
    """The words of a beat that brings none: "Play joy. Hide grief, strongly."."""
    how = [STRENGTH[beat.intensity], *(STANCE_TEXT.get(stance, "") for stance in beat.stances)]
    played = ", ".join(part for part in (beat.intent, *how) if part)
    if "hiding" not in beat.stances:
        return f"Play {played}."
    return f"Play {beat.surface}. Hide {played}." if beat.surface else f"Hide {played}."


def _form_cards(scene: Scene, form: Form, chance: Random) -> Iterator[Card]:
    turns = count(1, form.every)
    match form.kind:
        case "rollercoaster":
            last = ""
            emotions = form.emotions or [x for x in LABELS if x not in ("neutral", "other")]
            for at in turns:
                last = chance.choice([label for label in emotions if label != last])
                yield Card(at, f"Now: {last}!", Intent(last, source="beat"))
        case "see-saw":
            begin = chance.choice((0, 2))
            for step, at in enumerate(turns, begin):
                status = SEE_SAW[step % len(SEE_SAW)]
                text = STATUS_TEXT[status].format(partner=scene.character.name)
                yield Card(at, text, status=status)
        case "hidden agenda":
            yield Card(1, f"Your hidden agenda: {chance.choice(form.agendas)}")


def _chance(scene: Scene, seed: int) -> Random:
    return Random(f"{scene.key} {seed}")


def _later(wait_s: float, do: Callable[[], None]) -> None:
    asyncio.get_running_loop().call_later(wait_s, do)


class Prompter:
    """tell: where events go. floor: who has it now. later: calls something after seconds."""

    def __init__(
        self,
        scene: Scene,
        seed: int,
        tell: Callable[[Event], None],
        floor: Callable[[], str],
        later: Callable[[float, Callable[[], None]], None] = _later,
    ) -> None:
        self._tell, self._floor, self._later = tell, floor, later
        self._cards, self._calls = cards(scene, seed), calls(scene, seed)
        self._card = next(self._cards, None)  # the next one to be shown
        self._turn = 1  # number of the actor's line that is spoken or will be next
        self._intent: Intent | None = None  # what it is to be tagged with
        self._status = ""
        self._tagged: Intent | None = None  # with this, and with nothing since
        self._scripted = False  # the simulated actor has tagged it, and follows no cards
        self._answered = False
        self._why = ""  # of the partner's newest line, and was any of it heard?
        self._heard = False
        self._left = 0  # new choices to be called for it
        self._over = False

    def begin(self) -> None:
        """Before the first frame: the cards of the first line."""
        if not self._over:
            self._show()

    def close(self) -> None:
        """Nothing more is shown, tagged or called."""
        self._over = True

    def watch(self, entry: Entry) -> None:
        """Every entry of the log, after the stage knows it."""
        match entry.what:
            case Listen():
                if self._answered:  # the partner was cut off
                    self._next_turn()
                self._left = 0
                if self._intent and not self._scripted and not self._over:
                    self._take_back()  # of a cough
                    self._tagged = self._intent = replace(self._intent, status=self._status)
                    self._tell(self._intent)
            case Intent(who="actor") as intent if intent is not self._tagged:
                self._scripted, self._tagged = self._scripted or intent.source == "beat", None
            case Prepare(why=why):
                self._why, self._heard = why, False
            case Answer() if self._why == "turn":
                self._answered = True
            case Withdraw():
                self._answered = False
            case NewChoice(source="spoken"):  # what was spoken was no line
                self._take_back()
                self._answered = False
            case Played(text=text):
                self._heard = self._heard or bool(text)
            case Curtain():
                self.close()
        if self._floor() == "open" and not self._over:
            self._open()

    def _open(self) -> None:
        """The floor is open."""
        if self._answered:
            self._next_turn()
        self._show()
        if self._heard and self._left:
            self._heard, self._left = False, self._left - 1
            self._later(CALL_S, self._call)

    def _next_turn(self) -> None:
        self._turn += 1
        self._answered, self._intent, self._tagged, self._scripted = False, None, None, False
        self._left = next(self._calls, 0)

    def _show(self) -> None:
        """What is due, but at most one card that tags the line."""
        while (card := self._card) and card.at <= self._turn and not (self._intent and card.intent):
            self._tell(Direction(card.text, to="actor", by="scene"))
            self._intent = self._intent or card.intent
            self._status = card.status or self._status
            self._card = next(self._cards, None)

    def _take_back(self) -> None:
        """The tag, if it is the newest one: it would stay with a line that it was not meant for."""
        if self._tagged:
            self._tell(Undo(source="beat"))
        self._tagged = None

    def _call(self) -> None:
        if self._floor() == "open":  # else somebody was quicker
            self._tell(NewChoice(source="deck"))
