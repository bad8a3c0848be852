"""What is said to the recording and not to the character: beats and new choices."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from improv_partner import virtual
from improv_partner.crew.ears.sphinx import SphinxEars
from improv_partner.crew.pretend import PretendSpeaker
from improv_partner.crew.scripted import ScriptedActor, ScriptedMind, crew
from improv_partner.crew.sound_file import read as read_sound
from improv_partner.events import Intent, NewChoice, Tone
from improv_partner.exchanges import exchanges
from improv_partner.live import Show
from improv_partner.recording import Recording, read
from improv_partner.spoken import spoken
from improv_partner.stage import Stage


@pytest.mark.parametrize("text", ["new choice", "New choice!", " NEW, choice. "])
def test_a_new_choice_can_be_called(text: str) -> None:
    assert spoken(text) == NewChoice(source="spoken")


def test_a_beat_can_be_spoken_and_an_ordinary_line_is_none() -> None:
    assert spoken("Beat, grief, three.") == Intent("grief", 3, source="spoken")
    assert spoken("you have a new choice to make") is None
    assert spoken("you beat me") is None and spoken("") is None


def test_what_is_spoken_to_the_recording_never_reaches_the_character(tmp_path: Path) -> None:
    speech = [
        (0.5, 1.0, "I am fine."),
        (5.0, 1.0, "beat grief three"),
        (8.0, 1.0, "new choice"),
        (13.0, 1.0, "Stay."),
    ]
    mind = ScriptedMind([["You are not."], ["Are you?"], ["I stay."]])
    recording = Recording(tmp_path / "s", {})
    show = Show(Stage(), crew(ScriptedActor(speech, 18.0), mind, PretendSpeaker()), recording)
    virtual.run(show.run())
    recording.close()
    heard_by_mind = [[line.text for line in moment.lines] for moment in mind.asked]
    assert heard_by_mind == [["I am fine."], ["I am fine."], ["I am fine.", "Are you?", "Stay."]]
    one, two = [x for x in exchanges(read(tmp_path / "s")[1]) if x.said]
    assert (one.heard, [r.heard for r in one.rejected]) == ("Are you?", ["You are not."])
    assert (two.said, two.heard) == ("Stay.", "I stay.")
    assert "grief" in [tag.intent.label for x in (one, two) for tag in x.intents]


def test_tone_reaches_log_and_mind_with_the_words_it_belongs_to(tmp_path: Path) -> None:
    class Meter:
        def feed(self, pcm: bytes) -> None: ...

        def open(self, back: int) -> None: ...

        async def tone(self, line: int) -> Tone:
            return Tone(
                line, "much quieter than usual", {"loudness_db": -40.0}, {"loudness_db": -2.0}
            )

    mind = ScriptedMind([["Oh."]])
    parts = crew(ScriptedActor([(0.5, 1.0, "I am fine.")], 6.0), mind, PretendSpeaker())
    parts.tone = Meter()
    recording = Recording(tmp_path / "s", {})
    virtual.run(Show(Stage(), parts, recording).run())
    recording.close()
    assert mind.asked[0].lines[0].tone == "much quieter than usual"
    (one,) = exchanges(read(tmp_path / "s")[1])
    assert one.tone is not None and one.tone.numbers == {"loudness_db": -40.0}


@pytest.mark.parts
def test_a_call_for_a_new_choice_is_heard_by_the_recogniser() -> None:
    """tests/speech/new-choice.flac: flite's voice rms. Single words without a sentence around them
    are hard for the offline recogniser: of other voices it understands them less often.
    """

    async def story() -> str:
        ears = SphinxEars()
        sound = read_sound(Path(__file__).parent / "speech" / "new-choice.flac")
        for at in range(0, len(sound), 640):
            ears.feed(sound[at : at + 640])
        ears.open(len(sound) // 640)
        try:
            return await ears.finish()
        finally:
            await ears.close()

    assert spoken(asyncio.run(story())) == NewChoice(source="spoken")
