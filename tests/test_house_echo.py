"""The actor has loudspeakers: Chromium's own echo canceller, with a real echo in virtual air.

The loudspeaker of a private PulseAudio comes back into its microphone. What is printed on the way
are measured levels (pytest -rP).
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from improv_partner.events import RATE_HZ, Cut, Dip, Listen, Played, Playing
from improv_partner.recording import Entry, read
from improv_partner.scene import Silence

from . import speech
from .browser import browser, found
from .house_room import Guest, hosted, loopback, wishes
from .live_room import Tap
from .pulse import Pulse, pulse
from .scene_sample import sample_scene
from .test_house_browser import agrees
from .tracks import Samples, track

pytestmark = [
    pytest.mark.sound,
    pytest.mark.usefixtures(loopback.__name__),
    pytest.mark.skipif(not found(), reason="there is no Chromium here"),
]
DELAY_MS, GAIN_DB = 80, -6.0  # a laptop on a table
LINES = 3  # of the partner, in which the actor is silent
BROKEN = 8  # of the partner, if it interrupts itself
TAIL_S = 0.25  # the echo is in the track so much later than the partner
PIECE = RATE_HZ // 10
LEAST_DB = 20.0  # 55-60 were measured
CLIP = "2-awb.flac"
SPEAKS = "document.getElementById('floor').className === 'partner'"
LEVEL = "!!document.getElementById('check-level').dataset.share"


@pytest.fixture
def sound() -> Iterator[Pulse]:
    with pulse(rate_hz=48_000) as daemon:  # as Chromium opens it
        daemon.echoes(DELAY_MS, GAIN_DB)
        yield daemon


@dataclass
class Heard:
    """log: of the session. actor: its track. raw: what the microphone of the sound card heard.

    silent: the log's number up to which the actor said nothing.
    """

    log: list[Entry]
    actor: Samples
    raw: Samples
    silent: int

    def of(self, kind: type) -> list[Any]:
        """What the log tells while the actor was silent."""
        return [e.what for e in self.log if isinstance(e.what, kind) and e.n < self.silent]

    def echo_db(self) -> float:
        """In the actor's track while the partner spoke, from its second line on.

        During the first the canceller learns what the room is like. The middle one of all 0.1 s:
        where the machine was so busy that a piece of sound was dropped, some of it comes through.
        """
        spans = [one for one in self.of(Played) if one.line != self.of(Playing)[0].line]
        tail = round(TAIL_S * RATE_HZ)
        heard = [self.actor[one.sample + tail :][: one.samples] for one in spans]
        pieces = [sound[at : at + PIECE] for sound in heard for at in range(0, len(sound), PIECE)]
        assert len(pieces) > 10
        return float(np.median([level_db(piece) for piece in pieces]))

    def raw_db(self) -> float:
        """In the microphone, where there was sound."""
        frames = self.raw[: len(self.raw) // 320 * 320].reshape(-1, 320)
        loud = np.abs(frames).max(axis=1)
        return level_db(frames[loud > loud.max() / 30])


def level_db(sound: Samples) -> float:
    """RMS below full scale; of digital silence -100."""
    return float(20 * np.log10(np.sqrt(np.mean((sound / 32768) ** 2)) + 1e-5))


def evening(sound: Pulse, folder: Path, lines: int, interrupts: bool, **mic: Any) -> Heard:
    """The partner speaks so many lines into silence; then perhaps the actor speaks over it."""
    said: list[Samples] = []
    clip = b"".join(speech.frames(CLIP))

    async def story(guest: Guest) -> None:
        async with browser(None, folder / "chromium", guest.where, sound.env, **mic) as page:
            await agrees(page)
            await page.click("#consent button[type=submit]")
            await page.until(LEVEL)
            microphone = Tap(sound, "mic_in")
            await page.click("#ready")
            for _ in range(lines):
                await page.until(SPEAKS)
                await page.until(f"!({SPEAKS})")
            said.append(await asyncio.to_thread(microphone.close))
            if interrupts:
                await page.until(SPEAKS)
                await asyncio.to_thread(sound.speak, clip)
            await page.key("Escape")
            await page.until("!document.getElementById('over').hidden")
            assert page.faults == []

    scene = replace(sample_scene(), opens="partner", silence=Silence(1.0, "act"))
    session, _ = hosted(wishes(folder / "out", scene), story)
    assert session
    log = list(read(session)[1])
    number = [e.n for e in log if isinstance(e.what, Playing)][lines if interrupts else -1]
    return Heard(log, track(session, "actor"), said[0], number)


def test_the_partner_does_not_hear_itself_but_is_interrupted(sound: Pulse, tmp_path: Path) -> None:
    heard = evening(sound, tmp_path, LINES, interrupts=True)
    less_db = heard.raw_db() - heard.echo_db()
    print(f"echo {heard.raw_db():.1f} dB in the microphone, {less_db:.1f} dB less in the track")
    assert heard.raw_db() > -35.0 and less_db > LEAST_DB
    # On a machine that drops sound it may fall silent for a moment; it must never be stopped.
    print(f"it fell silent to listen {sum(dip.on for dip in heard.of(Dip))} times, for nobody")
    assert not heard.of(Cut)
    after = [e for e in heard.log if e.n >= heard.silent]
    listens = next(e for e in after if isinstance(e.what, Listen))
    cut = next(e for e in after if isinstance(e.what, Cut))
    assert isinstance(cut.what, Cut) and cut.what.why == "barge-in"
    assert listens.n < cut.n


def test_without_the_canceller_it_would_interrupt_itself(sound: Pulse, tmp_path: Path) -> None:
    heard = evening(sound, tmp_path, BROKEN, interrupts=False, echoCancellation=False)
    less_db = heard.raw_db() - heard.echo_db()
    print(f"echo {heard.raw_db():.1f} dB in the microphone, {less_db:.1f} dB less in the track")
    assert less_db < LEAST_DB / 2
    assert heard.of(Dip) and "barge-in" in [cut.why for cut in heard.of(Cut)]
