"""The director's page in a real browser beside the actor's: a curveball, a pick, and the keys."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from improv_partner.events import Direction, Hold, Pick
from improv_partner.exchanges import exchanges
from improv_partner.recording import read
from improv_partner.settings import Turns

from .browser import browser, found
from .house_room import Guest, hosted, loopback, wishes
from .test_house_browser import LAPTOP, PHONE, SMALL, agrees, mic, pictures

pytestmark = [
    pytest.mark.parts,
    pytest.mark.usefixtures(loopback.__name__, mic.__name__),
    pytest.mark.skipif(not found(), reason="there is no Chromium here"),
]
microphone = mic  # the same one

WORDS = "The phone rings: it is your mother."
REACHED = """(() => [...document.querySelectorAll('#calls button')].every(b => {
  const r = b.getBoundingClientRect();
  return r.left >= 0 && r.right <= innerWidth && r.top >= 0 && r.bottom <= innerHeight; })
  && document.documentElement.scrollWidth <= innerWidth)()"""
TAKEN = "!!document.querySelector('#choices [aria-pressed=true]:nth-child(2)')"
PICKS = """(() => { new MutationObserver(() =>
  document.querySelector('#choices button:nth-child(2):enabled')?.click()
).observe(document.getElementById('choices'), { childList: true }); return true; })()"""


def test_a_curveball_from_the_page_to_the_next_reply(microphone: Path, tmp_path: Path) -> None:
    async def story(guest: Guest) -> None:
        async with (
            browser(microphone, tmp_path / "one", guest.where) as actor,
            browser(microphone, tmp_path / "two", guest.directs) as desk,
        ):
            await desk.until("document.querySelector('#door h1').textContent.includes('Waiting')")
            await agrees(actor)
            await actor.click("#consent button[type=submit]")
            level = "document.getElementById('check-words').textContent.includes('level')"
            await actor.until(level)
            await actor.click("#ready")
            await desk.until("!document.getElementById('desk').hidden")
            assert await desk.value(PICKS)
            await desk.key("/")
            await desk.call("Input.insertText", text=WORDS)
            assert await desk.value("document.getElementById('words').value") == WORDS
            await desk.click("#throw button")
            shown = "document.getElementById('direction').textContent"
            assert await actor.until(f"{shown}.includes({WORDS!r}) && {shown}")
            await desk.until(TAKEN)
            await pictures(desk, "director-choices")
            await desk.until("document.querySelector('.line.partner .words')?.textContent")
            await desk.until("document.querySelector('.line.partner .below')?.textContent")
            await desk.click("#beat button")
            await desk.key("f")
            await desk.until("document.getElementById('floor').textContent === 'Frozen.'")
            await pictures(desk, "director")
            for size in (PHONE, SMALL, LAPTOP):
                await desk.look(*size, "light")
                assert await desk.value(REACHED), f"a call cannot be reached at {size}"
            await desk.key("f")
            await desk.until("document.getElementById('floor').textContent !== 'Frozen.'")
            await desk.click("#curveballs button")
            await actor.until(f"{shown}.includes('lights')")
            await desk.click("#calls .curtain")
            await desk.click("#calls .curtain.sure")
            await desk.until("!document.getElementById('over').hidden")
            await actor.until("!document.getElementById('over').hidden")
            assert desk.faults == [] and actor.faults == []

    what = wishes(tmp_path / "out")
    house = replace(what.settings.house, candidates=2)
    turns = Turns(tempo="fixed", patience_s=2.5)  # time to choose
    settings = replace(what.settings, house=house, turns=turns)
    folder, _ = hosted(replace(what, settings=settings), story)
    assert folder
    log = list(read(folder)[1])
    told = [entry.what for entry in log]
    assert Direction(WORDS, "everybody", "director") in told
    assert [w.on for w in told if isinstance(w, Hold)] == [True, False]
    picks = [w for w in told if isinstance(w, Pick)]
    assert picks and picks[0].others
    first = next(e for e in exchanges(log) if e.said)
    assert "phone" in first.heard.lower() and first.drafted == picks[0].text
