"""The sound check: the level is judged, the actor's usual voice is known from then on, and it is
heard how loud the partner comes back out of the loudspeaker."""

from __future__ import annotations

import importlib.util
from collections.abc import AsyncGenerator

import numpy as np
import pytest

from improv_partner import echo_choice, virtual
from improv_partner.crew import Delivery, Output, Sound
from improv_partner.crew.clip_mic import Clip, ClipMic
from improv_partner.crew.echo_level import measure
from improv_partner.crew.tone import Level
from improv_partner.crew.tone_line import LineTone
from improv_partner.errors import CrewError
from improv_partner.events import Trouble
from improv_partner.sound_check import hear_echo, play_phrase, sound_check

from . import speech
from .echo_room import EchoRoom, Loudspeaker

TALK = b"".join(b"".join(speech.frames(file)) for file in speech.SENTENCES)


def microphone(pcm: bytes) -> ClipMic:
    return ClipMic("clips", [Clip(pcm, "now", 0.0)], lambda: "open", lambda event: None)


def test_some_talk_gives_a_level_and_a_usual() -> None:
    said: list[str] = []
    usual, level = virtual.run(sound_check(microphone(TALK * 2), 20.0, said.append))
    assert level.verdict == "ok" and said[1] == level.words
    assert usual.known and usual.settled and "pitch_st" in usual.as_dict()
    assert said[0].startswith("Sound check, 20 s") and len(said) == 2


def test_silence_is_told_and_the_usual_is_learnt_later() -> None:
    said: list[str] = []
    usual, _ = virtual.run(sound_check(microphone(bytes(640 * 50)), 2.0, said.append))
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
    usual, _ = virtual.run(sound_check(microphone(TALK * 2), 20.0, lambda text: None))

    async def first_line(meter: LineTone) -> dict[str, float]:
        for frame in speech.frames("1-slt.flac"):
            meter.feed(frame)
        return (await meter.tone(1)).z

    assert virtual.run(first_line(LineTone(usual))) and not virtual.run(first_line(LineTone()))


# The echo

PARTNER = b"".join(speech.frames("4-kal16.flac"))
PARTNER_DB = -22.5  # RMS while it speaks: what comes back is so loud, times the room's gain
QUIET_ACTOR = Level("ok", "The level is good.", -40.0, -65.0)
LOUD_ACTOR = Level("ok", "The level is good.", -15.0, -65.0)
MUTE_ACTOR = Level("no voice", "No voice is heard.", -100.0, -65.0)


def played(gain: float, delay_s: float = 0.05) -> tuple[bytes, bytes]:
    """Both sides of the phrase in a room with such an echo."""

    async def story() -> tuple[bytes, bytes]:
        speaker = Loudspeaker()
        return await play_phrase(EchoRoom(speaker, gain, delay_s, 60.0), speaker, PARTNER)

    return virtual.run(story())


@pytest.mark.parametrize("gain", [2.0, 0.3, 0.03])
@pytest.mark.parametrize("delay_s", [0.0, 0.05, 0.3])
def test_how_loud_and_how_late_the_partner_comes_back(gain: float, delay_s: float) -> None:
    near, far = played(gain, delay_s)
    echo = measure(near, far)
    assert echo and len(near) == len(far)
    assert echo.delay_s == pytest.approx(delay_s, abs=0.002)
    assert echo.level_db == pytest.approx(PARTNER_DB + 20 * np.log10(gain), abs=1.0)
    assert echo.room_db == pytest.approx(-70.3, abs=1.0)  # its noise is 10 of 32768


def test_no_echo_is_not_taken_for_one() -> None:
    near, far = played(0.0)
    assert measure(near, far) is None
    assert measure(near, bytes(len(near))) is None and measure(bytes(len(far)), far) is None
    other = (b"".join(speech.frames("5-slt.flac")) * 4)[: len(far)]
    assert measure(other, far) is None, "somebody else speaks"


class SpokenPhrase:
    """The contract Voice with one recorded phrase."""

    name = "kal"

    async def speak(self, text: str, delivery: Delivery) -> AsyncGenerator[Sound, None]:
        assert "say nothing" in text
        yield Sound(PARTNER[:32_000])
        yield Sound(PARTNER[32_000:])

    async def close(self) -> None:
        pass


def told(gain: float, actor: Level, mode: str) -> str:
    """The last line of an echo check."""
    said: list[str] = []

    async def story() -> None:
        speaker = Loudspeaker()
        room = EchoRoom(speaker, gain, 0.05, 60.0)
        await hear_echo(room, speaker, SpokenPhrase(), actor, mode, said.append)

    virtual.run(story())
    assert len(said) == 2 and "be silent" in said[0]
    return said[1]


@pytest.mark.parametrize(
    ("gain", "actor", "mode", "words"),
    [
        (0.0, LOUD_ACTOR, "half-duplex", "does not come back"),
        (0.3, LOUD_ACTOR, "half-duplex", "-33 dB, 18 dB below your voice. That is fine."),
        (
            0.3,
            QUIET_ACTOR,
            "half-duplex",
            "7 dB above your voice. The echo is louder than you: use",
        ),
        (0.3, MUTE_ACTOR, "half-duplex", "at -33 dB. That is fine."),
        (0.3, LOUD_ACTOR, "headphones", "Are these headphones? If not: --set audio.echo=auto"),
        (0.1, LOUD_ACTOR, "headphones", "28 dB below your voice. That is fine."),
    ],
)
def test_what_is_said_of_an_echo(gain: float, actor: Level, mode: str, words: str) -> None:
    assert words in told(gain, actor, mode)


@pytest.mark.skipif(importlib.util.find_spec("livekit") is None, reason="needs the extra echo")
def test_how_much_the_canceller_takes_out_is_told() -> None:
    words = told(0.3, LOUD_ACTOR, "cancel")
    assert "below your voice; " in words and words.endswith("That is fine.")
    removed_db = int(words.split("; ")[1].split(" dB")[0])
    assert removed_db > 20


def test_a_canceller_that_does_not_work_here_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    class Useless:
        name = "useless"

        def clean(self, near: bytes, far: bytes) -> bytes:
            assert len(near) == len(far) == 640
            return near

    monkeypatch.setattr(echo_choice, "against", lambda mode: Useless())
    words = told(0.3, LOUD_ACTOR, "cancel")
    assert "; 0 dB are taken out. That is too little, if you were silent: use" in words


def test_a_loudspeaker_that_takes_no_sound_ends_it() -> None:
    class Deaf(Loudspeaker):
        def played(self) -> list[Output]:
            return []

    async def story() -> None:
        speaker = Deaf()
        await play_phrase(EchoRoom(speaker, 1.0, 0.05, 60.0), speaker, PARTNER)

    with pytest.raises(CrewError, match="laptop: takes no sound; choose another with --speaker"):
        virtual.run(story())


def test_a_microphone_that_is_lost_meanwhile_ends_it() -> None:
    class Lost(EchoRoom):
        async def frames(self) -> AsyncGenerator[bytes | Trouble, None]:
            yield Trouble("mic", "microphone lost")

    async def story() -> None:
        speaker = Loudspeaker()
        await play_phrase(Lost(speaker, 1.0, 0.05, 60.0), speaker, PARTNER)

    with pytest.raises(CrewError, match="microphone lost"):
        virtual.run(story())
