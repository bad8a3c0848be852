"""How the partner's line sounded: measured on what left the speaker, cut or whole."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from pathlib import Path

import numpy as np
import pytest

from improv_partner import virtual
from improv_partner.crew import Delivery, Sound
from improv_partner.crew.delivered import Delivered
from improv_partner.crew.pretend import PretendSpeaker
from improv_partner.crew.scripted import ScriptedActor, ScriptedMind, ScriptedVoice, crew
from improv_partner.events import RATE_HZ, Event, Tone
from improv_partner.exchanges import exchanges
from improv_partner.live import Show
from improv_partner.recording import Recording, read
from improv_partner.stage import Stage

from .test_live import LONG

PITCH_HZ = 160


class Buzz(ScriptedVoice):
    """A steady voice-like buzz, as long as the text."""

    async def speak(self, text: str, delivery: Delivery) -> AsyncGenerator[Sound, None]:
        t = np.arange(len(text) * RATE_HZ // 15) / RATE_HZ
        wave = sum(np.sin(2 * np.pi * PITCH_HZ * k * t) / k for k in range(1, 9))
        yield Sound((4000 * wave).astype(np.int16).tobytes())


def test_a_whole_line_and_a_cut_one_are_measured_as_they_were_played(tmp_path: Path) -> None:
    shows: list[Show] = []

    def tell(event: Event) -> None:
        shows[0].tell(event)

    speech = [(0.5, 1.0, "Hi."), (5.0, 1.0, "Go on."), (9.0, 0.6, "Stop!")]
    mind = ScriptedMind([["Well, who are you?", "And why?"], [LONG], ["Fine."]])
    speaker = Delivered(PretendSpeaker(), tell)
    recording = Recording(tmp_path / "s", {})
    parts = crew(ScriptedActor(speech, 14.0), mind, speaker, Buzz())
    shows.append(Show(Stage(), parts, recording, lambda entry: speaker.watch(entry.what)))
    virtual.run(shows[0].run())
    recording.close()
    entries = list(read(tmp_path / "s")[1])
    tones = [e.what for e in entries if isinstance(e.what, Tone)]
    assert [tone.line for tone in tones] == [2, 4, 6] and {t.who for t in tones} == {"partner"}
    for tone in tones:
        assert tone.numbers["pitch_hz"] == pytest.approx(PITCH_HZ, rel=0.02)
    whole, cut, _ = exchanges(entries)
    assert whole.tone is None and whole.delivered == tones[0], "the actor's tone is another thing"
    assert cut.cut == "barge-in" and cut.delivered is not None
    heard_s = (cut.timing.partner_end_s or 0) - (cut.timing.first_sound_s or 0)
    assert cut.delivered.numbers["speech_s"] == pytest.approx(heard_s, abs=0.15)
