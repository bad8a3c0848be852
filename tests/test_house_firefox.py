"""The page in a real Firefox, with a sound card: what is said into it, and what comes out of it."""

from __future__ import annotations

import array
import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from improv_partner.events import Curtain, Hold, Intent, Trouble
from improv_partner.exchanges import exchanges
from improv_partner.recording import read

from . import speech
from .firefox import firefox, found
from .house_room import Guest, hosted, loopback, wishes
from .pulse import PCM, Pulse, pulse
from .test_house_browser import IN_VIEW, LAPTOP, PHONE, SMALL, agrees, pictures

pytestmark = [
    pytest.mark.parts,
    pytest.mark.sound,
    pytest.mark.usefixtures(loopback.__name__),
    pytest.mark.skipif(not found(), reason="there is no Firefox here"),
]

PATIENCE_S = 60.0
LOUD = 300  # the partner has about 2,500
CLIP = next(iter(speech.SENTENCES))
LEVEL = "document.getElementById('check-words').textContent.includes('level')"
MEANT = "document.getElementById('meant').textContent === {!r}"
ENERGY = """(async () => {
  const [one] = window.connections;
  const rows = [...(await one.getStats()).values()];
  return rows.find((row) => row.type === 'inbound-rtp' && row.kind === 'audio')?.totalAudioEnergy;
})()"""  # of the partner, as this browser has decoded it


@pytest.fixture
def sound() -> Iterator[Pulse]:
    with pulse() as made:
        yield made


@contextlib.asynccontextmanager
async def speaks(sound: Pulse) -> AsyncIterator[None]:
    """Into the microphone: its sentence every few seconds, for two minutes at most."""
    once = b"".join([*speech.quiet(5.0), *speech.frames(CLIP)])  # the form comes first
    with (sound.folder / "said").open("w+b") as said:
        said.write(once * round(120 * 32_000 / len(once)))
        said.seek(0)
        command = ("pacat", "--playback", "--device=mic_in", *PCM, "--latency-msec=500")
        child = await asyncio.create_subprocess_exec(*command, stdin=said, env=sound.env)
    try:
        yield
    finally:
        child.kill()
        await child.wait()


@contextlib.asynccontextmanager
async def hears(sound: Pulse) -> AsyncIterator[Path]:
    """What comes out of the loudspeaker meanwhile, as a file: int16 mono 16 kHz."""
    file = sound.folder / "heard"
    with file.open("wb") as heard:
        command = ("parec", "--device=speaker.monitor", *PCM, "--latency-msec=20")
        child = await asyncio.create_subprocess_exec(*command, stdout=heard, env=sound.env)
    try:
        yield file
    finally:
        child.kill()
        await child.wait()


async def until_loud(heard: Path) -> None:
    """Until half a second of it is as loud as the partner; silence has RMS 0."""
    end_s = time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s:
        pcm = await asyncio.to_thread(heard.read_bytes)
        samples = array.array("h", pcm[: len(pcm) // 2 * 2])
        pieces = [samples[at : at + 8000] for at in range(0, len(samples) + 1, 8000)]
        if max((sum(s * s for s in piece) / 8000) ** 0.5 for piece in pieces) > LOUD:
            return
        await asyncio.sleep(0.25)
    raise AssertionError("nothing comes out of the loudspeaker")


def test_from_the_form_to_the_curtain(sound: Pulse, tmp_path: Path) -> None:
    async def story(guest: Guest) -> None:
        async with speaks(sound), firefox(sound.env, tmp_path / "firefox", guest.where) as page:
            await agrees(page)
            await pictures(page, "firefox-form")
            await page.click("#consent button[type=submit]")
            await page.until(LEVEL)
            await pictures(page, "firefox-check")
            await page.click("#ready")
            async with hears(sound) as heard:
                await page.until("document.querySelector('.line.actor .words')?.textContent")
                await page.key("z")
                await page.until(MEANT.format("grief 2"))
                await page.click("#beside button:nth-child(4)")  # hiding
                await page.touch("#grid button:nth-child(4)")  # joy
                await page.until(MEANT.format("grief 2 under joy, hiding"))
                await until_loud(heard)
            assert await page.value(ENERGY) > 0
            await page.until("document.querySelector('.line.partner .words')?.textContent")
            await pictures(page, "firefox-scene")
            for size in (PHONE, SMALL, LAPTOP):
                await page.look(*size, "light")
                assert await page.value(IN_VIEW), f"a button cannot be reached at {size}"
            await page.click("#foot button:nth-child(2)")  # hold, and let go
            await page.key("F2")  # new choice
            await page.until("!!document.querySelector('.line.taken')")
            await page.touch(".curtain")
            await page.touch(".curtain.sure")
            await page.until("!document.getElementById('over').hidden")
            await pictures(page, "firefox-over")
            assert page.faults == []

    folder, _ = hosted(wishes(tmp_path / "out", run_by="The Tests", contact="a@example.org"), story)
    assert folder
    log = list(read(folder)[1])
    tags = [e for e in log if isinstance(e.what, Intent)]
    untimed = [replace(e.what, at_s=None) for e in tags]
    assert untimed[0] == Intent("grief", 2, source="page")
    assert untimed[-1] == Intent("grief", 2, "joy", ("hiding",), source="page")
    for e in tags:  # struck by the page's clock, and not after it came
        assert e.what.at_s is not None and e.t - 1.0 < e.what.at_s <= e.t + 0.05
    assert [e.what.on for e in log if isinstance(e.what, Hold)] == [True, False]
    assert [e.what for e in log if isinstance(e.what, Curtain)] == [Curtain("called")]
    assert not [e.what for e in log if isinstance(e.what, Trouble)]
    played = list(exchanges(log))
    assert played[0].said and any(one.rejected for one in played)


def test_a_page_that_is_loaded_again_is_heard_and_hears(sound: Pulse, tmp_path: Path) -> None:
    """Nobody has clicked in it; Firefox lets such a page make a sound only while it listens."""

    async def story(guest: Guest) -> None:
        async with speaks(sound), firefox(sound.env, tmp_path / "firefox", guest.where) as page:
            await agrees(page)
            await page.click("#consent button[type=submit]")
            await page.until(LEVEL)
            await page.click("#ready")
            await page.until("!document.getElementById('scene').hidden")
            await page.reload()
            async with hears(sound) as heard:
                await until_loud(heard)
            await page.key("Escape")
            await page.until("!document.getElementById('over').hidden")
            assert page.faults == []

    folder, _ = hosted(wishes(tmp_path / "out"), story)
    assert folder and next(exchanges(read(folder)[1])).said
