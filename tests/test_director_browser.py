"""The director's page in a real browser beside the actor's: a curveball, a pick, and the keys."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from improv_partner.events import Direction, Hold, Pick
from improv_partner.exchanges import exchanges
from improv_partner.house.host import Wishes
from improv_partner.recording import read
from improv_partner.scene import Silence
from improv_partner.settings import Turns

from .browser import browser, found
from .house_room import Guest, hosted, loopback, wishes
from .scene_sample import sample_scene
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


def several(out: Path, turns: Turns, **house: float) -> Wishes:
    """A scene with two replies to each line."""
    scene = replace(sample_scene(), silence=Silence(6.0, "wait"))
    what = wishes(out, scene, candidates=2, **house)
    return replace(what, settings=replace(what.settings, turns=turns))


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
            await actor.speaks(False)  # nothing is answered before the curveball
            await actor.click("#ready")
            await desk.until("!document.getElementById('desk').hidden")
            assert await desk.value(PICKS)
            await desk.key("/")
            await desk.call("Input.insertText", text=WORDS)
            assert await desk.value("document.getElementById('words').value") == WORDS
            await desk.click("#throw button")
            shown = "document.getElementById('direction').textContent"
            assert await actor.until(f"{shown}.includes({WORDS!r}) && {shown}")
            await actor.speaks(True)
            await desk.until(TAKEN)
            await actor.speaks(False)  # or it would interrupt that reply
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

    turns = Turns(tempo="fixed", patience_s=2.5)  # time to choose
    folder, _ = hosted(several(tmp_path / "out", turns), story)
    assert folder
    log = list(read(folder)[1])
    told = [entry.what for entry in log]
    assert Direction(WORDS, "everybody", "director") in told
    assert [w.on for w in told if isinstance(w, Hold)] == [True, False]
    first = next(e for e in exchanges(log) if e.said)
    picks = [w for w in told if isinstance(w, Pick) and w.line == first.partner_line]
    assert picks and picks[-1].others
    assert "phone" in first.heard.lower() and first.drafted == picks[-1].text


BAR = "document.getElementById('wait')"
LEFT = f"{BAR}.getBoundingClientRect().width / {BAR}.parentElement.getBoundingClientRect().width"
FIRST, SECOND = (f"document.querySelector('#choices button:nth-child({n})')" for n in (1, 2))
CLEAR = f"""(() => {{ const box = {SECOND}.getBoundingClientRect();
  return {SECOND}.scrollWidth <= {SECOND}.clientWidth && box.height >= 44 && box.left >= 0
    && box.right <= innerWidth && document.documentElement.scrollWidth <= innerWidth; }})()"""


def test_wait_for_me_by_key_with_a_bar_and_buttons_that_take_a_finger(
    microphone: Path, tmp_path: Path
) -> None:
    async def story(guest: Guest) -> None:
        async with (
            browser(microphone, tmp_path / "one", guest.where) as actor,
            browser(microphone, tmp_path / "two", guest.directs) as desk,
        ):
            await desk.until("document.querySelector('#door h1').textContent.includes('Waiting')")
            assert await desk.value("document.querySelector('#beat button').disabled")
            await agrees(actor)
            await actor.click("#consent button[type=submit]")
            await actor.until("!document.getElementById('ready').disabled")
            await actor.speaks(False)
            await actor.click("#ready")
            await desk.until("!document.getElementById('desk').hidden")
            await desk.until("!document.querySelector('#beat button').disabled")
            await desk.key("w")
            await desk.until("document.querySelector('#calls .on')?.textContent === 'wdo not wait'")
            assert await desk.value(f"{BAR}.hidden")
            await actor.speaks(True)
            await desk.until("document.getElementById('floor').className === 'actor'")
            await desk.until(f"!{BAR}.hidden")
            await actor.speaks(False)
            await desk.until(f"{SECOND}?.disabled === false && {FIRST}.disabled === false")
            assert "take it now" in await desk.value(f"{FIRST}.textContent")
            before = await desk.value(LEFT)
            await pictures(desk, "director-waits")
            for size in (PHONE, SMALL, LAPTOP):
                await desk.look(*size, "light")
                assert await desk.value(CLEAR), f"a reply cannot be read or touched at {size}"
                assert await desk.value(REACHED), f"a call cannot be reached at {size}"
            assert before > await desk.value(LEFT) > 0, "the bar shrinks as time goes by"
            text = await desk.value(f"{SECOND}.querySelector('span').textContent")
            await desk.look(*PHONE, "light")
            await desk.touch("#choices button:nth-child(2)")
            await desk.until(f"{BAR}.hidden")
            await desk.until("document.querySelector('.line.partner .words')?.textContent")
            await desk.until(
                f"document.querySelector('.line.partner .words').textContent === {text!r}"
            )
            await desk.key("w")
            await desk.until("!document.querySelector('#calls .on')")
            await desk.click("#calls .curtain")
            await desk.click("#calls .curtain.sure")
            await desk.until("!document.getElementById('over').hidden")
            assert desk.faults == []

    turns = Turns(tempo="fixed", patience_s=0.6)
    folder, _ = hosted(several(tmp_path / "out", turns, choose_s=40.0), story)
    assert folder
    log = list(read(folder)[1])
    (pick,) = (entry.what for entry in log if isinstance(entry.what, Pick))
    assert next(e for e in exchanges(log) if e.said).heard == pick.text
