"""The prompter: a card at the right moment, a tag on the right line, and never a false one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import islice, pairwise

from improv_partner.events import (
    Answer,
    Cue,
    Curtain,
    Direction,
    DraftDone,
    Drafted,
    Event,
    Frame,
    Intent,
    NewChoice,
    Played,
    Playing,
    Prepare,
    Words,
)
from improv_partner.exchanges import Exchange, exchanges
from improv_partner.prompter import Prompter, calls, card_text, cards
from improv_partner.recording import Entry
from improv_partner.scene import Beat, Form, Scene
from improv_partner.stage import Stage

from .playbook import SIMPLE, events
from .scene_sample import sample_scene

PLAIN = sample_scene()
GRIEF = Beat(1, "grief", "Hide your grief.", 3, "joy", ("hiding",))
TAG = Intent("grief", 3, "joy", ("hiding",), source="beat")


class Evening:
    """A stage and a prompter, without sound: what is told goes into the log as in the live loop."""

    def __init__(self, scene: Scene, seed: int = 3) -> None:
        self.stage = Stage(SIMPLE, silence_s=6.0)
        self.log: list[Entry] = []
        self.waiting: list[Callable[[], None]] = []  # what would be done a little later
        self._inbox: list[Event] = []
        self.prompter = Prompter(
            scene,
            seed,
            self._inbox.append,
            lambda: self.stage.floor,
            lambda wait_s, do: self.waiting.append(do),
        )
        self.prompter.begin()
        self._read()

    def play(self, *story: tuple[float, str] | Event) -> None:
        for step in story:
            for event in events(step):
                self._step(event)
                self._read()

    def line(self, text: str = "Who are you?", resumed: bool = False) -> None:
        """The actor's, up to the answer; resumed: the first pause was none."""
        for _ in range(1 + resumed):
            self.play((0.6, "voice"), (0.3, "silence"))
            self.play(self.heard(text))
        self.play((0.4, "silence"))

    def heard(self, text: str) -> Words:
        assert self.stage.line
        return Words(self.stage.line.number, text, True, self.stage.revision)

    def reply(self, text: str = "Your brother.", played: bool = True) -> None:
        assert self.stage.reply
        n, r = self.stage.reply.line.number, self.stage.reply.revision
        self.play(Drafted(n, r, text), DraftDone(n, r), Playing(n, 0))
        if played:
            self.play(Played(n, text, 0, 9_000))

    def later(self) -> None:
        """What was put off is done now."""
        while self.waiting:
            self.waiting.pop(0)()
            self._read()

    def told(self, *kinds: type) -> list[Event | Cue]:
        return [entry.what for entry in self.log if isinstance(entry.what, kinds)]

    @property
    def shown(self) -> list[str]:
        return [what.text for what in self.told(Direction) if isinstance(what, Direction)]

    def exchanges(self) -> list[Exchange]:
        return list(exchanges(self.log))

    def _read(self) -> None:
        while self._inbox:
            self._step(self._inbox.pop(0))

    def _step(self, event: Event) -> None:
        cues = self.stage.step(event)
        for what in (event, *cues):
            if isinstance(what, Frame):
                continue
            frame = self.stage.frame
            self.log.append(Entry(len(self.log) + 1, frame, frame * 0.02, what))
            self.prompter.watch(self.log[-1])


def with_beats(*beats: Beat) -> Scene:
    return replace(PLAIN, beat=beats)


def test_a_card_is_shown_before_its_line_and_the_line_tags_itself() -> None:
    evening = Evening(with_beats(GRIEF, Beat(3, "anger", stances=("sarcastic",))))
    assert evening.shown == ["Hide your grief."] and not evening.told(Intent)
    evening.line()
    assert evening.told(Intent) == [TAG]
    evening.reply()
    evening.line()
    assert len(evening.shown) == 1, "the second line is free"
    evening.reply()
    assert evening.shown[1:] == ["Play anger, with sarcasm."]
    evening.line()
    evening.reply()
    tags = [[tag.intent.label for tag in one.intents if tag.bound] for one in evening.exchanges()]
    assert tags == [["grief"], [], ["anger"]]
    directions = [what for what in evening.told(Direction) if isinstance(what, Direction)]
    assert {(what.to, what.by) for what in directions} == {("actor", "scene")}


def test_a_line_that_goes_on_after_a_pause_is_tagged_once() -> None:
    evening = Evening(with_beats(GRIEF, Beat(2, "joy")))
    evening.line(resumed=True)
    evening.reply()
    assert evening.told(Intent) == [TAG] and evening.shown == ["Hide your grief.", "Play joy."]


def test_a_cough_uses_up_no_beat() -> None:
    evening = Evening(with_beats(GRIEF))
    evening.line("")
    evening.line()
    evening.reply()
    (one,) = evening.exchanges()
    assert [tag.intent for tag in one.intents] == [TAG] and one.intents[0].bound
    assert evening.shown == ["Hide your grief."]


def test_a_silence_uses_up_no_beat() -> None:
    evening = Evening(with_beats(Beat(2, "joy")))
    evening.line()
    evening.reply()
    evening.play((6.1, "silence"))
    evening.reply("The kettle.")
    assert evening.shown == ["Play joy."] and not evening.told(Intent)
    evening.line()
    evening.reply()
    assert [one.why for one in evening.exchanges()] == ["turn", "silence", "turn"]
    assert [len(one.intents) for one in evening.exchanges()] == [0, 0, 1]


def test_neither_does_a_new_choice_however_it_is_called() -> None:
    evening = Evening(with_beats(Beat(2, "joy"), Beat(3, "fear")))
    evening.line()
    evening.reply()
    evening.play(NewChoice())
    evening.reply("Your sister.")
    evening.play((0.6, "voice"), NewChoice(source="spoken"))
    evening.reply("Nobody.")
    evening.play((0.5, "silence"))
    assert evening.shown == ["Play joy."]
    evening.line()
    evening.reply()
    assert evening.shown == ["Play joy.", "Play fear."]
    tags = [[tag.intent.label for tag in one.intents] for one in evening.exchanges()]
    assert tags == [[], ["joy"]], "nothing of it is left on the line before"


def test_a_tag_of_the_actors_own_stands_beside_that_of_the_card() -> None:
    evening = Evening(with_beats(GRIEF))
    evening.play((0.6, "voice"), Intent("guilt"), (0.3, "silence"))
    evening.play(evening.heard("It was me."), (0.4, "silence"))
    evening.reply()
    sources = [(tag.intent.label, tag.intent.source) for tag in evening.exchanges()[0].intents]
    assert sources == [("grief", "beat"), ("guilt", "key")]


def test_the_simulated_actor_keeps_its_own_tag_because_it_reads_no_cards() -> None:
    evening = Evening(with_beats(GRIEF, Beat(2, "joy")))
    own = Intent("pride", source="beat")
    evening.play(own)
    evening.line()
    evening.reply()
    assert evening.told(Intent) == [own]
    evening.line()
    assert evening.told(Intent)[1:] == [Intent("joy", source="beat")], "if it has one"


def test_an_actor_who_cuts_in_is_not_tagged_with_a_card_that_nobody_had_shown() -> None:
    evening = Evening(with_beats(Beat(2, "joy"), Beat(3, "fear")))
    evening.line()
    evening.reply(played=False)
    evening.line("Stop!")
    assert not evening.told(Intent, Direction), "the second line came before its card"
    evening.reply()
    assert evening.shown == ["Play joy."], "one feeling at a time"
    evening.line()
    evening.reply()
    assert [what.label for what in evening.told(Intent) if isinstance(what, Intent)] == ["joy"]
    assert evening.shown == ["Play joy.", "Play fear."]


def test_nothing_is_shown_after_the_curtain() -> None:
    evening = Evening(with_beats(Beat(2, "joy")))
    evening.line()
    evening.reply(played=False)
    evening.play(Curtain("called"), Played(2, "Your", 0, 300, cut=True))
    assert evening.shown == []


def test_a_scene_without_cards_has_a_silent_prompter() -> None:
    evening = Evening(PLAIN)
    evening.line()
    evening.reply()
    assert not evening.told(Direction, Intent, NewChoice) and not evening.waiting


def test_the_words_of_a_card_that_brings_none() -> None:
    assert card_text(replace(GRIEF, card="")) == "Play joy. Hide grief, strongly."
    assert card_text(Beat(1, "fear", stances=("hiding",))) == "Hide fear."
    assert card_text(Beat(1, "relief", intensity=1)) == "Play relief, faintly."
    both = Beat(1, "anger", stances=("joking", "awkward"))
    assert card_text(both) == "Play anger, as a joke, awkwardly."


# --- forms


def in_form(form: Form, *beats: Beat) -> Scene:
    return replace(PLAIN, form=form, beat=beats)


def test_a_rollercoaster_never_calls_the_same_feeling_twice_running() -> None:
    scene = in_form(Form("rollercoaster", 3, ("joy", "fear", "grief")))
    for seed in range(20):
        called = list(islice(cards(scene, seed), 30))
        assert [card.at for card in called] == list(range(1, 90, 3))
        labels = [card.intent.label for card in called if card.intent]
        assert set(labels) == {"joy", "fear", "grief"}
        assert all(one != other for one, other in pairwise(labels))
        assert called == list(islice(cards(scene, seed), 30)), "the seed tells it all"
    whole = in_form(Form("rollercoaster"))
    assert next(cards(whole, 1)) != next(cards(whole, 2))


def test_a_see_saw_goes_through_the_middle_and_its_status_is_in_the_tags() -> None:
    scene = in_form(Form("see-saw", 1), Beat(2, "fear"))
    statuses = [card.status for card in islice(cards(replace(scene, beat=()), 1), 5)]
    assert statuses in (
        ["up", "level", "down", "level", "up"],
        ["down", "level", "up", "level", "down"],
    )
    assert {next(cards(in_form(Form("see-saw")), seed)).status for seed in range(9)} == {
        "up",
        "down",
    }
    evening = Evening(scene, 1)
    evening.line()
    assert not evening.told(Intent), "a status alone is no emotion"
    evening.reply()
    evening.line()
    assert evening.told(Intent) == [Intent("fear", status="level", source="beat")]


def test_a_hidden_agenda_is_one_card_for_the_actor() -> None:
    agendas = ("Leave with her hat.", "Make her laugh.")
    scene = in_form(Form("hidden agenda", agendas=agendas))
    given = {Evening(scene, seed).shown[0] for seed in range(9)}
    assert given == {f"Your hidden agenda: {text}" for text in agendas}
    evening = Evening(scene)
    evening.line()
    evening.reply()
    assert len(evening.shown) == 1 and not evening.told(Intent)


def test_new_choices_are_called_once_in_so_many_turns_and_never_three_in_a_row() -> None:
    scene = in_form(Form("new choice", 3))
    for seed in range(20):
        plan = list(islice(calls(scene, seed), 30))
        assert all(sorted(plan[at : at + 3]) in ([0, 0, 1], [0, 0, 2]) for at in range(0, 30, 3))
    assert list(islice(calls(PLAIN, 1), 3)) == []


def choosing(times: int) -> Evening:
    """One in whose first turn a new choice is called so often."""
    scene = in_form(Form("new choice", 1))
    seed = next(seed for seed in range(99) if next(calls(scene, seed)) == times)
    return Evening(scene, seed)


def test_a_new_choice_is_called_when_the_line_has_been_heard() -> None:
    evening = choosing(2)
    evening.line()
    evening.reply(played=False)
    assert not evening.waiting
    evening.play(Played(2, "Your brother.", 0, 9_000))
    for text in ("Your sister.", "Nobody."):
        assert len(evening.waiting) == 1
        evening.later()
        evening.reply(text)
    assert not evening.waiting
    assert evening.told(NewChoice) == [NewChoice(source="deck")] * 2
    assert [what.why for what in evening.told(Prepare) if isinstance(what, Prepare)] == [
        "turn",
        "new choice",
        "new choice",
    ]
    (one,) = evening.exchanges()
    assert one.heard == "Nobody." and len(one.rejected) == 2


def test_an_actor_who_goes_on_at_once_is_not_called_back() -> None:
    evening = choosing(1)
    evening.line()
    evening.reply()
    evening.play((0.2, "voice"))
    evening.later()
    assert not evening.told(NewChoice) and len(evening.told(Answer)) == 1
