"""The review bench in a real browser: by mouse and by keyboard, what sounds and what is noted."""

from __future__ import annotations

import asyncio
import base64
import io
import os
import time
import wave
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from improv_partner import notes
from improv_partner.bench.server import Bench
from improv_partner.events import RATE_HZ
from improv_partner.exchanges import exchanges
from improv_partner.intents import KEYS
from improv_partner.minutes import minutes
from improv_partner.recording import read
from improv_partner.research.failures.find import look

from .bench_room import ACTS, MISREAD, both, pcm, session
from .browser import Page, browser, found
from .planted import Act

pytestmark = [
    pytest.mark.parts,
    pytest.mark.skipif(not found(), reason="there is no Chromium here"),
]

PHONE, LAPTOP = (390, 844), (1280, 800)
AROUND = round(0.3 * RATE_HZ)  # of sound before and after what is played
# The page's own policy lets no script read a sound back: so it is kept as it is made.
KEEP = """const make = URL.createObjectURL; const kept = new Map();
URL.createObjectURL = (blob) => { const url = make(blob); kept.set(url, blob); return url; };
window.heard = async () => {
  const data = new Uint8Array(await kept.get(document.getElementById('sound').src).arrayBuffer());
  return btoa(data.reduce((text, byte) => text + String.fromCharCode(byte), '')); };"""
SOUNDS = "(s => !s.paused && s.currentTime > 0.2)(document.getElementById('sound'))"
WIDE = "document.documentElement.scrollWidth <= innerWidth"


def shown(folders: list[Path], tmp: Path, story: Callable[[Page], Awaitable[None]]) -> None:
    """The story on a bench with these sessions, seen on a laptop."""

    async def visit(bench: Bench) -> None:
        async with browser(tmp / "no.wav", tmp / "chromium", "about:blank") as page:
            await page.look(*LAPTOP, "light")
            await page.call("Page.addScriptToEvaluateOnNewDocument", source=KEEP)
            await page.call("Page.navigate", url=bench.address)
            await story(page)
            assert page.faults == []

    with Bench(folders, "Ben") as bench:
        asyncio.run(visit(bench))


async def sound_of(page: Page) -> bytes:
    """The samples of what is played."""
    data = base64.b64decode(await page.value("heard()"))
    with wave.open(io.BytesIO(data)) as file:
        return bytes(file.readframes(1 << 22))


async def pictures(page: Page, name: str) -> None:
    """For a person to look at, if a folder is named; nothing may stand out to the side."""
    folder = os.environ.get("PICTURES")
    for size, shape in ((PHONE, "phone"), (LAPTOP, "laptop")):
        for scheme in ("light", "dark"):
            await page.look(*size, scheme)
            assert await page.value(WIDE), f"{name} is wider than a {shape}"
            if folder:
                await asyncio.sleep(0.5)
                await page.picture(Path(folder) / f"bench-{name}-{shape}-{scheme}.png")
    await page.look(*LAPTOP, "light")


@pytest.fixture
def evening(tmp_path: Path) -> Path:
    return session(tmp_path / "2026-03-01T20-00-00_the-house_7337bf")


def test_the_first_failure_sounds_within_three_clicks(evening: Path, tmp_path: Path) -> None:
    first = look(evening).failures[0]
    clicks = ("#sessions .open", "#failures .item")
    assert len(clicks) <= 3

    async def story(page: Page) -> None:
        await page.until("!!document.querySelector('#all-matrix td.exact')")
        await pictures(page, "list")
        for selector in clicks:
            await page.click(selector)
        await page.until(SOUNDS)
        begin, end = first.span[0] - AROUND, first.span[1] + AROUND
        assert await sound_of(page) == both(evening, begin, end)
        length_s = await page.value("document.getElementById('sound').duration")
        assert length_s == pytest.approx((end - begin) / RATE_HZ, abs=0.001)
        await page.key(" ")
        assert await page.value("document.getElementById('sound').paused")
        for lane in ("floor", "actor", "meant", "tone", "read", "partner", "felt", "wrong"):
            await page.until(f"!!document.querySelector('.lane.{lane} .bit')")
        bars = "document.querySelectorAll('.waterfall rect').length"
        assert await page.value(bars) == 5
        ink = """[...document.querySelectorAll('#lanes canvas')].map(c => c.getContext('2d')
            .getImageData(0, 0, c.width, c.height).data.some(v => v > 0)).join()"""
        await page.until(f"{ink} === 'true,true'")
        label = await page.value("document.querySelector('.plane').ariaLabel")
        assert label == f"exchange {MISREAD}: meant grief, read joy, felt interest"
        await pictures(page, "session")

    shown([evening], tmp_path, story)


def test_failures_are_judged_by_keys(evening: Path, tmp_path: Path) -> None:
    wrong = look(evening).failures

    async def story(page: Page) -> None:
        await page.click("#sessions .open")
        await page.until("!!document.querySelector('.item[aria-current=true]')")
        await page.key("y")
        await page.until("document.querySelector('.item .state').textContent === 'yes'")
        await page.key("j")
        await page.until(
            f"document.querySelector('#one h2').textContent.includes({wrong[1].exchange})"
        )
        await page.key("n")
        await page.until("document.querySelectorAll('.item .state')[1].textContent === 'no'")
        await page.key("k")
        await page.key("c")
        await page.until("document.activeElement.id === 'comment'")
        for sign in "not y":  # in a text, keys are letters
            await page.key(sign)
        await page.key("Enter")
        await page.until("document.querySelector('#one li')?.textContent === 'Ben not y'")
        await page.key("?")
        await page.until("document.getElementById('help').open")
        await page.key("Escape")
        await page.click("#matrix td button")
        await page.until("!!document.querySelector('#one h2')")

    shown([evening], tmp_path, story)
    said = notes.verdicts(notes.read(evening))
    assert said == {
        (wrong[0].exchange, wrong[0].kind): {"Ben": "yes"},
        (wrong[1].exchange, wrong[1].kind): {"Ben": "no"},
    }
    comments = [row["text"] for row in notes.read(evening) if row["is"] == "comment"]
    assert comments == ["not y"]


def test_a_line_is_rated_blind_and_then_told(evening: Path, tmp_path: Path) -> None:
    first = ACTS[0]
    assert isinstance(first, Act)
    keys = {label: key for key, label in KEYS.items()}

    async def story(page: Page) -> None:
        await page.until("!!document.querySelector('#sessions .open')")
        await page.value("document.querySelector('#sessions .open').focus()")
        await page.key("b")
        await page.until(SOUNDS)
        text = await page.value("document.body.innerText")
        assert first.said in text and first.reply not in text
        assert await page.value("document.querySelectorAll('.item').length") == 0
        assert await page.value("document.querySelector('.lane.meant .bit') === null")
        heard = await sound_of(page)
        line = next(exchanges(read(evening)[1])).timing
        begin = round((line.actor_start_s or 0) * RATE_HZ) - AROUND
        wanted = pcm(evening, "actor", begin, begin + len(heard) // 2)
        assert heard == wanted.tobytes() and wanted.any()
        await page.key(keys["grief"])
        await page.key("h")
        await page.key(keys["joy"])
        await page.until(
            "document.querySelector('.tag').textContent === 'grief 2 under joy, hiding'"
        )
        await pictures(page, "blind")
        await page.key("y")
        await page.until("!!document.querySelector('.noted')")
        assert first.reply in await page.value("document.getElementById('one').innerText")
        await pictures(page, "rated")
        await page.key("Enter")
        await page.until("document.querySelector('#one h2').textContent === 'Blind: exchange 2'")
        await page.key("ArrowRight")  # nothing to say
        await page.until("document.querySelector('#one h2').textContent === 'Blind: exchange 3'")
        await page.key("Escape")
        await page.until("!!document.querySelector('.item')")

    shown([evening], tmp_path, story)
    (rater,) = notes.ratings(notes.read(evening))
    rated = notes.ratings(notes.read(evening))[rater]
    assert rater == notes.Rater("Ben", notes.LISTENER, True)
    tag = rated[1].tag
    assert tag and (tag.label, tag.surface, rated[1].audible) == ("grief", "joy", True)
    assert rated[3].tag is None and rated[3].done and set(rated) == {1, 3}


def test_a_place_is_told_as_everywhere_else(evening: Path, tmp_path: Path) -> None:
    at = [0.0, 0.96, 5.05, 59.6, 59.99, 60.0, 65.25, 599.95, 3599.9, 3600.0, 36_000.04]
    at += [tenth / 10 for tenth in range(0, 80_000, 7)]

    async def story(page: Page) -> None:
        clocks = f"import('./calls.js').then(m => {at}.map(s => [m.clock(s, 0), m.clock(s)]))"
        told = await page.value(clocks)
        assert told == [[minutes(s, tenths=False), minutes(s)] for s in at]
        assert [told[at.index(s)][0] for s in (59.6, 3599.9, 3600.0)] == ["0:59", "59:59", "60:00"]

    shown([evening], tmp_path, story)


def test_two_sessions_are_put_side_by_side(evening: Path, tmp_path: Path) -> None:
    rerun = {"parent": evening.name, "mode": "locked"}
    again = session(tmp_path / "again", rerun=rerun, crew={"mind": "other"})

    async def story(page: Page) -> None:
        await page.until("document.querySelectorAll('#sessions input').length === 2")
        await page.click("#sessions tr:nth-child(1) input")
        await page.click("#sessions tr:nth-child(2) input")
        await page.click("#compare")
        await page.until("document.querySelectorAll('#beside-rows tbody tr').length === 8")
        await page.key("j")
        await page.key("b")
        await page.until(SOUNDS)
        assert any(await sound_of(page))
        await pictures(page, "beside")
        await page.key("Escape")
        await page.until("!document.getElementById('list').hidden")

    shown([evening, again], tmp_path, story)


def test_a_long_evening_opens(tmp_path: Path) -> None:
    """How quickly is printed (-s), not judged: the machine may have other work."""
    long = session(tmp_path / "long", ACTS * 55)

    async def story(page: Page) -> None:
        await page.until("!!document.querySelector('#all-matrix table')")
        began_s = time.perf_counter()
        await page.click("#sessions .open")
        await page.until("document.querySelectorAll('.item').length > 300")
        words_s = time.perf_counter() - began_s
        await page.key("0")
        await page.until("document.getElementById('window').textContent.startsWith('0:00.0 to 3')")
        ink = """[...document.querySelectorAll('#lanes canvas')].every(c => c.getContext('2d')
            .getImageData(0, 0, c.width, c.height).data.some(v => v > 0))"""
        await page.until(ink)
        waves_s = time.perf_counter() - began_s
        print(f"\n30 min: words and failures {words_s:.2f} s, whole waves {waves_s:.2f} s")
        asked = await page.value(
            "performance.getEntriesByType('resource').filter(e => e.name.includes('/api/')).length"
        )
        assert asked < 12
        await page.click(".item")
        await page.until(SOUNDS)
        await pictures(page, "long")

    shown([long], tmp_path, story)
