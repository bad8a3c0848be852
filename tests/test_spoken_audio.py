"""Beats and new choices as sound: through real detectors and the offline ears, to the recording."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from improv_partner import virtual
from improv_partner.crew import Crew
from improv_partner.crew.clip_mic import Clip, ClipMic
from improv_partner.crew.ears.commands import commands, plain
from improv_partner.crew.ears.sphinx import SphinxEars
from improv_partner.crew.pretend import PretendSpeaker
from improv_partner.crew.scripted import ScriptedMind, ScriptedVoice
from improv_partner.crew.sound_file import read as read_sound
from improv_partner.crew.voice_end import SileroVad
from improv_partner.crew.voice_start import QuickVad
from improv_partner.events import Event, Intent, NewChoice, Words
from improv_partner.exchanges import exchanges
from improv_partner.intents import LABELS
from improv_partner.live import Show
from improv_partner.recording import Recording, read
from improv_partner.spoken import spoken
from improv_partner.stage import Stage

from .speech import HERE, feed, in_frames


def beat(label: str, intensity: int, *stances: str) -> Intent:
    return Intent(label, intensity, stances=stances, source="spoken")


COMMANDS: dict[str, Event] = {
    "beat-grief-three": beat("grief", 3),
    "beat-embarrassment": beat("embarrassment", 2),
    "beat-joy-one": beat("joy", 1),
    "beat-sarcastic-anger-two": beat("anger", 2, "sarcastic"),
    "beat-hiding-tenderness-three": beat("tenderness", 3, "hiding"),
    "beat-longing-two": beat("longing", 2),  # with a pause after each word
    "new-choice": NewChoice(source="spoken"),
    "new-choice-slt": NewChoice(source="spoken"),
}


def sound(name: str) -> bytes:
    return read_sound(HERE / f"{name}.flac")


@pytest.fixture(scope="module")
def ears() -> Iterator[SphinxEars]:
    made = SphinxEars(["Lysander"])
    yield made
    asyncio.run(made.close())


def heard(ears: SphinxEars, pcm: bytes) -> str:
    ears.open(0)
    feed(ears, in_frames(pcm))
    return asyncio.run(ears.finish())


@pytest.mark.parts
@pytest.mark.parametrize("name", COMMANDS)
def test_a_spoken_command_is_heard_as_what_it_is(ears: SphinxEars, name: str) -> None:
    assert spoken(heard(ears, sound(name))) == COMMANDS[name]


@pytest.mark.parts
@pytest.mark.parametrize("name", ["1-slt", "2-awb", "3-rms", "4-kal16", "5-slt", "lysander"])
def test_a_line_of_the_scene_is_none(ears: SphinxEars, name: str) -> None:
    text = heard(ears, sound(name))
    assert text and spoken(text) is None


@pytest.mark.parts
def test_the_shortest_rehearsal_lines_are_none(ears: SphinxEars) -> None:
    """They are closest to a command."""
    clips = (Path(__file__).parent.parent / "scenes" / "rehearsal").glob("*.flac")
    shortest = sorted(clips, key=lambda clip: clip.stat().st_size)[:4]
    texts = [heard(ears, read_sound(clip)) for clip in shortest]
    assert all(texts) and [text for text in texts if spoken(text)] == []


@pytest.mark.parts
def test_nothing_of_it_reaches_the_character(tmp_path: Path) -> None:
    """Clips -> both detectors -> the ears -> the stage; only the mind and the voice are written."""
    said = ["lysander", "beat-grief-three", "beat-embarrassment", "beat-joy-one"]
    said += ["beat-sarcastic-anger-two", "new-choice-slt", "5-slt"]
    clips = [Clip(sound(name), "open", 1.0) for name in said]
    mind = ScriptedMind([["Gone."], ["In here."], ["Thank you."]])
    stage, recording = Stage(), Recording(tmp_path / "s", {})

    async def story() -> None:
        shows: list[Show] = []
        mic = ClipMic("clips", clips, lambda: stage.floor, lambda event: shows[0].tell(event))
        ears, voice, speaker = SphinxEars(["Lysander"]), ScriptedVoice(), PretendSpeaker()
        parts = Crew(mic, QuickVad(), SileroVad(), ears, mind, voice, speaker)
        shows.append(Show(stage, parts, recording))
        await shows[0].run()

    virtual.run(story())
    recording.close()
    entries = list(read(tmp_path / "s")[1])
    events = [entry.what for entry in entries]
    assert [e for e in events if isinstance(e, Intent | NewChoice)] == [
        COMMANDS[name] for name in said if name in COMMANDS
    ]
    finals = {e.line: e.text for e in events if isinstance(e, Words) and e.final}
    assert sum(text == "" for text in finals.values()) == 5
    lines = [[line.text for line in moment.lines] for moment in mind.asked]
    assert lines[:2] == [["where is lysander"]] * 2
    assert lines[2][:2] == ["where is lysander", "In here."]
    assert lines[2][2].startswith("welcome") and len(lines) == len(lines[2]) == 3
    one, two = [x for x in exchanges(entries) if x.said]
    assert [r.heard for r in one.rejected] == ["Gone."] and one.heard == "In here."
    assert two.heard == "Thank you."


def test_every_label_is_a_command_with_all_its_pronunciations() -> None:
    spelt = {"interest": "IN", "interest(2)": "INT", "one": "WUN"}
    learnt = dict(commands(lambda word: spelt.get(word, None if "(" in word else word.upper())))
    assert {f"beat_{label}" for label in LABELS} < set(learnt)
    assert learnt["beat_interest_one"] == [
        "BEAT IN WUN", "BEAT IN W AA N", "BEAT INT WUN", "BEAT INT W AA N", "BEAT SIL IN SIL WUN",
    ]  # fmt: skip
    assert all(spoken(plain(command)) for command in learnt)


def test_a_part_that_the_dictionary_lacks_makes_no_command() -> None:
    learnt = dict(commands(lambda word: None if "(" in word or word == "grief" else word))
    assert "beat_joy" in learnt and not [command for command in learnt if "grief" in command]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("beat_grief_three", "beat grief three"),
        ("beat_grief_three it", "beat grief three"),  # the breath after it
        ("beat_grief you", "beat grief you"),  # may have been "two": no tag rather than a wrong one
        ("i have no choice", "i have no choice"),
    ],
)
def test_the_recognisers_words_are_made_plain(text: str, words: str) -> None:
    assert plain(text) == words
