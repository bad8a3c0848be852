"""The page in a real browser: form, microphone from a file, scene, tags by key and by touch."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from improv_partner.check import check, state
from improv_partner.events import RATE_HZ, Intent, Trouble, Undo
from improv_partner.exchanges import exchanges
from improv_partner.recording import read
from improv_partner.replay import verify

from . import speech
from .browser import Page, browser, found
from .evening import write_wav
from .house_room import Guest, hosted, loopback, wishes
from .tracks import track

pytestmark = [
    pytest.mark.parts,
    pytest.mark.usefixtures(loopback.__name__),
    pytest.mark.skipif(not found(), reason="there is no Chromium here"),
]

PHONE, SMALL, LAPTOP = (390, 844), (360, 640), (1280, 800)
CLIP = next(iter(speech.SENTENCES))
LOST = """[...document.querySelectorAll('.line.trouble')].some(
  (row) => row.textContent.includes('nothing comes'))"""  # the newest trouble may be another's
IN_VIEW = """(() => [...document.querySelectorAll('#grid button, #foot button')].every(b => {
  const r = b.getBoundingClientRect();
  return r.left >= 0 && r.right <= innerWidth && r.top >= 0 && r.bottom <= innerHeight; }))()"""


@pytest.fixture
def mic(tmp_path: Path) -> Path:
    """Says its sentence every few seconds, for Chromium plays the file again and again."""
    sound = [*speech.quiet(1.0), *speech.frames(CLIP), *speech.quiet(4.0)]
    write_wav(tmp_path / "mic.wav", b"".join(sound))
    return tmp_path / "mic.wav"


async def pictures(page: Page, name: str) -> None:
    """For a person to look at, if a folder is named."""
    folder = os.environ.get("PICTURES")
    for size, shape in ((PHONE, "phone"), (LAPTOP, "laptop")):
        for scheme in ("light", "dark"):
            await page.look(*size, scheme)
            if folder:
                await page.picture(Path(folder) / f"{name}-{shape}-{scheme}.png")
    await page.look(*LAPTOP, "light")


async def agrees(page: Page) -> None:
    """Yes to what the scene needs and to the words."""
    await page.until("!document.getElementById('form').hidden")
    assert (
        await page.value("document.querySelectorAll('#purposes input:checked[value=no]').length")
        == 7
    )
    for name in ("run", "keep_text", "keep_audio"):
        await page.click(f"input[name={name}][value=yes]")
    await page.click("#adult")


def _untimed(tag: Intent | Undo) -> Intent | Undo:
    return replace(tag, at_s=None) if isinstance(tag, Intent) else tag


def test_from_the_form_to_the_curtain(mic: Path, tmp_path: Path) -> None:
    async def story(guest: Guest) -> None:
        async with browser(mic, tmp_path / "chromium", guest.where) as page:
            await agrees(page)
            await pictures(page, "form")
            await page.click("#consent button[type=submit]")
            await page.until("document.getElementById('check-words').textContent.includes('level')")
            await pictures(page, "check")
            await page.click("#ready")
            await page.until("!document.getElementById('scene').hidden")
            await page.until("document.querySelector('.line.actor .words')?.textContent")
            await page.key("z")
            await page.until("document.getElementById('meant').textContent === 'grief 2'")
            await page.click("#beside button:nth-child(4)")  # hiding
            await page.click("#grid button:nth-child(4)")  # joy
            meant = "grief 2 under joy, hiding"
            await page.until(f"document.getElementById('meant').textContent === '{meant}'")
            assert await page.value("document.querySelectorAll('[aria-pressed=true]').length") == 2
            await page.until("document.querySelector('.line.partner .words')?.textContent")
            await page.until("document.getElementById('partner').currentTime > 1")
            await pictures(page, "scene")
            for size in (PHONE, SMALL, LAPTOP):
                await page.look(*size, "light")
                assert await page.value(IN_VIEW), f"a button cannot be reached at {size}"
            await page.key("F2")  # new choice
            await page.until("!!document.querySelector('.line.taken')")
            await page.click(".curtain")
            await page.click(".curtain.sure")
            await page.until("!document.getElementById('over').hidden")
            await pictures(page, "over")
            assert page.faults == []

    folder, _ = hosted(wishes(tmp_path / "out", run_by="The Tests", contact="a@example.org"), story)
    assert folder
    log = list(read(folder)[1])
    struck = [e for e in log if isinstance(e.what, Intent)]
    for e in struck:  # by the page's clock, and not after it came
        assert isinstance(e.what, Intent) and e.what.at_s is not None
        assert e.t - 1.0 < e.what.at_s <= e.t + 0.05
    tags = [_untimed(e.what) for e in log if isinstance(e.what, Intent | Undo)]
    hides = Intent("grief", 2, "joy", ("hiding",), source="page")
    assert tags[0] == Intent("grief", 2, source="page") and tags[-1] == hides
    played = list(exchanges(log))
    assert played[0].said and any(one.rejected for one in played)


def test_a_page_that_is_loaded_again_goes_on(mic: Path, tmp_path: Path) -> None:
    async def story(guest: Guest) -> None:
        async with browser(mic, tmp_path / "chromium", guest.where) as page:
            await agrees(page)
            await page.click("#consent button[type=submit]")
            await page.until("!document.getElementById('ready').disabled")
            await page.until("document.getElementById('check-words').textContent.includes('level')")
            await page.click("#ready")
            await page.until("document.querySelector('.line .words')?.textContent")
            await page.call("Page.reload")
            await page.until("document.readyState === 'complete'")
            await page.until("document.querySelector('.line .words')?.textContent")
            await page.until("document.getElementById('partner').currentTime > 0.5")
            await page.key("Escape")
            await page.until("!document.getElementById('over').hidden")

    folder, _ = hosted(wishes(tmp_path / "out"), story)
    assert folder and list(exchanges(read(folder)[1]))


def test_a_browser_that_is_killed_is_noticed_and_nothing_is_lost(tmp_path: Path) -> None:
    """With a microphone that is never quite silent: by its track, when the last packet came."""
    sound = [*speech.noise(1.0, 0.001), *speech.frames(CLIP), *speech.noise(4.0, 0.001)]
    write_wav(tmp_path / "mic.wav", b"".join(sound))

    async def story(guest: Guest) -> None:
        async with browser(tmp_path / "mic.wav", tmp_path / "chromium", guest.where) as page:
            await agrees(page)
            await page.click("#consent button[type=submit]")
            await page.until("document.getElementById('check-words').textContent.includes('level')")
            await page.click("#ready")
            await page.until("document.querySelector('.line.actor .words')?.textContent")
            await page.key("z")
            await page.until("document.getElementById('meant').textContent === 'grief 2'")
            page.kill()
        async with browser(tmp_path / "mic.wav", tmp_path / "desk", guest.directs) as desk:
            await desk.until(LOST)
            await desk.click("#calls .curtain")
            await desk.click("#calls .curtain.sure")
            await desk.until("!document.getElementById('over').hidden")

    folder, _ = hosted(wishes(tmp_path / "out"), story)
    assert folder
    assert state(check(folder)) == "whole" and verify(folder) == []
    log = list(read(folder)[1])
    lost = next(e for e in log if isinstance(e.what, Trouble) and "nothing comes" in e.what.what)
    last_s = float(np.flatnonzero(track(folder, "actor"))[-1]) / RATE_HZ
    noticed_s = lost.t - last_s
    print(f"noticed {noticed_s:.2f} s after the last sound of the killed browser")
    assert 0.0 < noticed_s < 2.0
    assert len(track(folder, "actor")) == len(track(folder, "partner"))
    assert [e.what.label for e in log if isinstance(e.what, Intent)] == ["grief"]
    assert any(one.said for one in exchanges(log))


def test_who_says_no_is_neither_heard_nor_stored(mic: Path, tmp_path: Path) -> None:
    async def story(guest: Guest) -> None:
        async with browser(mic, tmp_path / "chromium", guest.where) as page:
            await page.until("!document.getElementById('form').hidden")
            await page.click("#consent button[type=submit]")  # nothing is ticked
            await page.until("document.getElementById('form-trouble').textContent")
            await page.click("#decline")
            await page.until("!document.getElementById('door').hidden")
            words = await page.value("document.getElementById('door-words').textContent")
            assert "nothing was heard, sent or stored" in words
            assert await page.value("document.getElementById('partner').srcObject") is None
            raise KeyboardInterrupt  # whoever runs the scene waits no longer

    with pytest.raises(KeyboardInterrupt):
        hosted(wishes(tmp_path / "out"), story)
    assert not (tmp_path / "out").exists()
