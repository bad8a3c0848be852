"""The sound check: the level is judged, and the actor's usual voice is known from then on."""

from __future__ import annotations

import pytest

from improv_partner import virtual
from improv_partner.crew.clip_mic import Clip, ClipMic
from improv_partner.crew.tone_line import LineTone
from improv_partner.errors import CrewError
from improv_partner.events import Trouble
from improv_partner.sound_check import sound_check

from . import speech

TALK = b"".join(b"".join(speech.frames(file)) for file in speech.SENTENCES)


def microphone(pcm: bytes) -> ClipMic:
    return ClipMic("clips", [Clip(pcm, "now", 0.0)], lambda: "open", lambda event: None)


def test_some_talk_gives_a_level_and_a_usual() -> None:
    said: list[str] = []
    usual = virtual.run(sound_check(microphone(TALK * 2), 20.0, said.append))
    assert usual.known and usual.settled and "pitch_st" in usual.as_dict()
    assert said[0].startswith("Sound check, 20 s") and len(said) == 2


def test_silence_is_told_and_the_usual_is_learnt_later() -> None:
    said: list[str] = []
    usual = virtual.run(sound_check(microphone(bytes(640 * 50)), 2.0, said.append))
    assert not usual.known
    assert "No voice is heard" in said[1] and "too little" in said[2]


def test_a_lost_microphone_ends_it() -> None:
    class Lost(ClipMic):
        async def frames(self):  # type: ignore[no-untyped-def]
            yield Trouble("mic", "microphone lost")

    lost = Lost("clips", [], lambda: "open", lambda event: None)
    with pytest.raises(CrewError, match="microphone lost"):
        virtual.run(sound_check(lost, 2.0, lambda text: None))


def test_a_line_is_described_against_the_usual_from_the_first_one_on() -> None:
    usual = virtual.run(sound_check(microphone(TALK * 2), 20.0, lambda text: None))

    async def first_line(meter: LineTone) -> dict[str, float]:
        for frame in speech.frames("1-slt.flac"):
            meter.feed(frame)
        return (await meter.tone(1)).z

    assert virtual.run(first_line(LineTone(usual))) and not virtual.run(first_line(LineTone()))
