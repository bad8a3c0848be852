"""A page that was closed, or whose browser broke down: the same browser is the same performer."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from improv_partner.check import check, state
from improv_partner.events import Present, Trouble
from improv_partner.exchanges import exchanges
from improv_partner.house.room import Room
from improv_partner.recording import read
from improv_partner.replay import verify

from .browser import Page, browser, found, tab
from .group_room import group
from .house_room import ALL_YES, Guest, hosted, loopback, wishes
from .test_house_browser import agrees, mic, pictures
from .test_house_two_browsers import IN_SCENE, comes_in
from .test_house_web import visited
from .tracks import track

__all__ = ["mic"]
pytestmark = pytest.mark.usefixtures(loopback.__name__)
WITH_CHROMIUM = pytest.mark.skipif(not found(), reason="there is no Chromium here")
SHOWN = "!document.getElementById({!r}).hidden"
NAMED = "document.getElementById('back-words').textContent.includes({!r})"
KEPT = "JSON.stringify([Object.entries(localStorage), Object.entries(sessionStorage)])"
WRITTEN_S = 6.0  # Chromium writes down what a page keeps after 5 s


async def goes_on(page: Page, name: str) -> None:
    await page.until(SHOWN.format("back"))
    assert await page.value(NAMED.format(name))
    assert await page.value("document.getElementById('partner').srcObject === null")
    assert await page.value("!window.microphone"), "it is asked for before anybody said who it is"
    await page.click("#go-on")
    await page.until(IN_SCENE)


async def ends(page: Page) -> None:
    await page.until("!!document.querySelector('.curtain')")
    await page.click(".curtain")
    await page.click(".curtain.sure")
    await page.until(SHOWN.format("over"))
    assert await page.value(KEPT) == "[[],[]]", "of a scene that is over nothing is kept"


def test_nobody_comes_back_who_was_never_there_or_to_a_scene_that_is_over() -> None:
    async def story(guest: Guest, here: Room) -> None:
        _, row = await guest.post("/api/enter", guest.token)
        for word in (row["pass"], row["pass"] + "x", guest.token):  # the form is not answered
            status, _ = await guest.post("/api/back", word)
            assert status == 401
        await guest.post("/api/consent", row["pass"], ALL_YES)
        status, told = await guest.post("/api/back", row["pass"])
        assert status == 200 and told["name"] == "Ann"
        await here.over("That was it.")
        status, _ = await guest.post("/api/back", row["pass"])
        assert status == 401

    visited(story)


@pytest.mark.parts
@WITH_CHROMIUM
def test_a_browser_that_was_killed_opens_the_address_again(mic: Path, tmp_path: Path) -> None:
    async def story(guest: Guest) -> None:
        async with browser(mic, tmp_path / "chromium", guest.where) as page:
            await agrees(page)
            await page.click("#consent button[type=submit]")
            await page.until("!document.getElementById('ready').disabled")
            await page.click("#ready")
            await page.until("document.querySelector('.line.actor .words')?.textContent")
            kept = await page.value("localStorage.getItem('improv-passes')")
            assert kept.count('"') == 2, "words of the house, and nothing else"
            await asyncio.sleep(WRITTEN_S)
            page.kill()
        async with browser(mic, tmp_path / "other", guest.where) as page:
            await page.until("document.querySelector('#door h1').textContent.includes('not work')")
            words = "document.getElementById('door-words').textContent"
            assert "Somebody is already here" in await page.value(words)
        async with browser(mic, tmp_path / "chromium", guest.where) as page:
            await page.until(SHOWN.format("back"))
            await pictures(page, "back")
            await goes_on(page, "Player 1")
            await page.until("document.querySelector('.line.actor .words')?.textContent")
            await page.until("document.getElementById('partner').currentTime > 0.5")
            await page.key("z")
            await page.until("document.getElementById('meant').textContent === 'grief 2'")
            await ends(page)
            assert page.faults == []

    folder, _ = hosted(wishes(tmp_path / "out"), story)
    assert folder and state(check(folder)) == "whole" and verify(folder) == []
    header, entries = read(folder)
    log = list(entries)
    gone, back = [e.what.what for e in log if isinstance(e.what, Trouble)]
    assert "nothing comes" in gone and "is back" in back
    assert len(header["consent"]["records"]) == 1 and any(one.said for one in exchanges(log))
    assert len(track(folder, "actor")) == len(track(folder, "partner"))


@pytest.mark.parts
@WITH_CHROMIUM
def test_two_tabs_of_one_browser_are_two_performers_and_each_comes_back(
    mic: Path, tmp_path: Path
) -> None:
    async def story(guest: Guest) -> None:
        here = tmp_path / "chromium"
        async with browser(mic, here, "about:blank") as blank:
            async with tab(blank, here, guest.where) as ann:
                await comes_in(ann, "Ann")
                async with tab(blank, here, guest.where) as ben:
                    await comes_in(ben, "Ben")  # by the form: Ann is here
                    await asyncio.gather(ann.until(IN_SCENE), ben.until(IN_SCENE))
                    await ben.call("Page.close")
                await ann.until(
                    "[...document.querySelectorAll('.line.note')]"
                    ".some((row) => row.textContent.includes('Ben has left'))"
                )
                await ann.call("Page.close")
            async with tab(blank, here, guest.where) as again:
                await again.until(SHOWN.format("back"))
                assert await again.value(NAMED.format("Ann"))
                await again.click("#another")
                await again.until(NAMED.format("Ben"))
                await goes_on(again, "Ben")
                async with tab(blank, here, guest.where) as ann:
                    await goes_on(ann, "Ann")
                    async with tab(blank, here, guest.where) as new:
                        await new.until(SHOWN.format("door"))
                        words = "document.getElementById('door-words').textContent"
                        await new.until(f"{words}.startsWith('All seats')")
                    await ends(ann)
                    await again.until(SHOWN.format("over"))

    folder, _ = hosted(group(tmp_path / "out", 2, rejoin_s=2.0), story)
    assert folder and state(check(folder)) == "whole" and verify(folder) == []
    header, entries = read(folder)
    came = [e.what for e in entries if isinstance(e.what, Present)]
    assert came[:3] == [Present("actor", "Ann"), Present("p2", "Ben"), Present("p2", "Ben", False)]
    assert came[-1].here and {one.who for one in came} == {"actor", "p2"}
    assert Present("p2", "Ben") in came[3:]
    assert [r["who"] for r in header["consent"]["records"]] == ["actor", "p2"]
    assert len({len(track(folder, who)) for who in ("actor", "p2", "partner")}) == 1
