"""Consent at the door of the house: signed, handed over, taken back; and a key that is held."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

import pytest

from improv_partner import cli_withdraw, names
from improv_partner.check import check, state
from improv_partner.consent_record import faults, records, sha256
from improv_partner.events import Curtain, Event, Hold, Mark, Say, Words
from improv_partner.house import Refused
from improv_partner.house.messages import Said
from improv_partner.house.own_copy import own_copy
from improv_partner.house.seating import Seating
from improv_partner.recording import read
from improv_partner.settings import HouseSettings
from improv_partner.withdrawal_code import digest

from . import speech
from .browser import PATIENCE_S, POLL_S, Page, browser, found
from .commands import here, improv
from .group_room import Actor, group
from .house_room import ALL_YES, Guest, Message, hosted, loopback, wishes
from .test_house_browser import LAPTOP, agrees, mic, pictures
from .test_house_door import YES, form
from .test_house_page import OnPage, key

__all__ = ["cli_withdraw", "here", "loopback", "mic"]
WITH_SOUND = pytest.mark.usefixtures(loopback.__name__)
WITH_CHROMIUM = pytest.mark.skipif(not found(), reason="there is no Chromium here")
NAMED: Message = ALL_YES | {"name": "Zelda", "real_name": "Anna  Karlsdotter", "zone": "-0330"}


def consents(guest: Guest) -> list[Message]:
    return [message for message in guest.told if message["is"] == "consent"]


async def ends(guest: Guest) -> None:
    await guest.says({"is": "curtain", "at_ms": 0})
    await guest.until(lambda m: m["is"] == "phase" and m["phase"] == "over")


def unchained(record: dict[str, Any]) -> dict[str, Any]:
    """A record of the header as its performer has it."""
    return {name: value for name, value in record.items() if name != "chain"}


def whole(folder: Path) -> dict[str, Any]:
    """The header of a session that improv check finds nothing wrong with."""
    assert check(folder) == [] and state(check(folder)) == "whole"
    header, _ = read(folder)
    assert faults(header["consent"]) == []
    return dict(header)


# -- the form and the record, without a network


def test_the_form_takes_a_real_name_and_the_time_of_the_browser() -> None:
    asked = form(contact="lab@example.org").as_dict()
    assert "withdrawal code" in asked["withdraw"] and "lab@example.org" in asked["withdraw"]
    assert "apart from the recording" in asked["real_name"]
    record = form().answered(YES | {"zone": "+0545", "real_name": "Anna"})
    assert record["zone"] == "+0545" and "Anna" not in json.dumps(record)
    assert record["stored"] == form().as_dict()["stored"]  # as shown: nothing of this disk
    assert "zone" not in form().answered(YES)
    for wrong in ("+1", "0100", "+9900", "+0160", "Z", 60, None, ["+0100"]):
        with pytest.raises(Refused, match="no answer"):
            form().answered(YES | {"zone": wrong})


def test_the_own_copy_says_in_words_what_the_record_says() -> None:
    seating = Seating(HouseSettings(), 1)
    peer = seating.sit("word")
    seating.agreed(peer, form(run_by="The Lab").answered(YES | {"zone": "+0200"}))
    assert peer.consent and peer.consent["code_sha256"] == digest(peer.code)
    told = own_copy(peer.consent, peer.code)
    rows = dict(told["rows"])
    assert rows["You are called"] == ["Ann Other"] and rows["Run by"] == ["The Lab"]
    assert len(rows["Permitted"]) == 2 and "Clone my voice." in rows["Not permitted"]
    assert rows["When"][0].endswith("(UTC+0200)")
    kept = json.loads(told["copy"])
    assert kept["record"] == peer.consent and kept["withdrawal_code"] == peer.code
    assert "/" not in told["file"]


# -- a key that is held


def hold(on: bool, typed: bool = True) -> Said:
    return Said("hold", on=on, typed=typed)


def test_a_held_key_holds_until_it_is_let_go_or_nobody_is_there() -> None:
    page = OnPage()
    on, off = Hold(True, "page"), Hold(False, "page")
    assert page.says(hold(True), 1.0) == [on] and page.clicks == 1
    assert page.says(hold(True), 1.1) == []
    assert page.says(hold(False, typed=False), 2.0) == [off]
    assert page.says(Said("hold"), 2.1) == []  # a page goes: nothing was held
    assert page.says(key("."), 3.0) == []  # it would never be let go
    page.says(hold(True), 4.0)
    page.screen.level(-60.0)  # nothing comes from this microphone
    assert page.told[-1] == off


def test_the_stop_word_is_heard_in_a_freeze_and_while_a_key_is_held() -> None:
    page = OnPage()
    page.says(hold(True), 1.0)
    freeze: list[Event] = [Hold(True, "page", "director"), Words(1, "and lights out now")]
    page.watch(*((2.0 + n, what) for n, what in enumerate(freeze)))
    assert page.told[-2:] == [Mark("stop word"), Curtain("called")]


# -- whole evenings


@pytest.mark.parts
@WITH_SOUND
def test_a_performer_with_a_name_plays_gets_a_code_and_takes_all_back(
    here: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)  # of every library
    out = here / "recordings"
    line = next(iter(speech.SENTENCES))
    held: list[str] = []
    secrets: list[str] = []

    async def story(guest: Guest) -> None:
        await guest.joins(NAMED)
        await guest.plays()
        await guest.says({"is": "hold", "on": True, "at_ms": 0, "typed": True})
        guest.mic.says(b"".join(speech.frames(line)))
        await guest.until(lambda m: m["is"] == "row" and m["kind"] == "actor" and m["text"])
        await guest.strikes("z")
        await guest.until(lambda m: m["is"] == "tag" and m["label"] == "grief")
        await guest.wire.close()  # a page goes with its key down
        await guest.listens()
        await guest.strikes("'")
        await guest.until(lambda m: m["is"] == "row" and m["text"] == "[moment]")
        await ends(guest)
        first, *_, last = consents(guest)
        assert first["code"] == last["code"] and json.loads(last["copy"])["record"]["zone"]
        assert str(here) not in json.dumps([m for m in guest.told if m["is"] != "row"])
        held.extend([last["code"], last["copy"]])
        secrets.extend([guest.token, guest.word])

    what = wishes(out, run_by="The Tests")
    folder, said = hosted(what, story)
    assert folder
    code, copy = held
    header = whole(folder)
    (record,) = records(header["consent"])
    assert json.loads(copy)["record"] == unchained(record)
    assert record["sha256"] == sha256(record)
    assert record["zone"] == "-0330" and names.read(out) == {"Zelda": "Anna Karlsdotter"}
    log = (folder / "session.jsonl").read_text()
    holds = [e.what for e in read(folder)[1] if isinstance(e.what, Hold)]
    assert holds == [Hold(True, "page"), Hold(False, "page")]
    for secret in (code, "Karlsdotter", str(here)):
        assert secret not in log and secret not in "".join(said)
    spoken = {e.what.text for e in read(folder)[1] if isinstance(e.what, Words | Say)} - {""}
    assert spoken and caplog.text
    for secret in (code, "Karlsdotter", "Zelda", *secrets, *spoken):
        assert secret not in caplog.text

    ran = improv("withdraw", code, "--yes")
    assert ran.code == 0 and "names.json: Zelda\n" in ran.out
    assert names.read(out) == {} and "withdrawn" in improv("check", str(folder)).out
    assert not [*folder.glob("*.flac"), *folder.glob("*.wav")]
    left = "".join(path.read_text() for path in out.rglob("*") if path.is_file())
    for gone in ("Zelda", '"is": "intent"', '"is": "words"'):
        assert gone not in left


@pytest.mark.parts
@WITH_SOUND
def test_each_of_several_has_a_code_and_a_late_one_is_in_the_chain(here: Path) -> None:
    out = here / "recordings"
    copies: dict[str, Message] = {}

    async def story(guest: Guest) -> None:
        crowd = [Actor(guest.where, http=guest.http, name=name) for name in ("Zelda", "Ben", "Cy")]
        ann, ben, late = crowd
        await ann.joins(NAMED)
        await late.joins(NAMED | {"name": "Cy", "real_name": "Cyrus"})  # and hesitates
        await ben.joins(NAMED | {"name": "Ben", "real_name": ""})
        for one in (ann, ben):
            await one.until(lambda m: m["is"] == "level")
            await one.says({"is": "ready"})
        await ann.says({"is": "begin"})
        await asyncio.gather(ann.in_scene(), ben.in_scene())
        await late.until(lambda m: m["is"] == "level")
        await late.says({"is": "ready"})
        await late.in_scene()
        await late.says({"is": "hold", "on": True, "at_ms": 0, "typed": False})
        await late.says({"is": "hold", "on": False, "at_ms": 0, "typed": False})
        await ends(ben)
        for one in crowd:
            await one.until(lambda m: m["is"] == "phase" and m["phase"] == "over")
            copies[one.name] = consents(one)[-1]
            await one.leaves()

    folder, _ = hosted(group(out, 3), story)
    assert folder
    signed = records(whole(folder)["consent"])
    assert [r["pseudonym"] for r in signed] == ["Zelda", "Ben", "Cy"]
    assert [json.loads(copies[r["pseudonym"]]["copy"])["record"] for r in signed] == [
        unchained(r) for r in signed
    ]
    assert names.read(out) == {"Zelda": "Anna Karlsdotter", "Cy": "Cyrus"}
    holds = [e.what.who for e in read(folder)[1] if isinstance(e.what, Hold)]
    assert len(holds) == 2 and len(set(holds)) == 1 and holds[0] != "actor"

    assert improv("withdraw", copies["Cy"]["code"]).code == 0
    assert names.read(out) == {"Zelda": "Anna Karlsdotter"}
    assert state(check(folder)) == "withdrawn" and "Cy" not in (
        (folder / "session.jsonl").read_text()
    )


@pytest.mark.parts
@WITH_SOUND
def test_who_says_no_to_words_gets_no_code(tmp_path: Path) -> None:
    async def story(guest: Guest) -> None:
        await guest.joins(NAMED | {"purposes": {"run": True}})
        await guest.plays()
        await ends(guest)
        assert [one["code"] for one in consents(guest)] and not any(
            one["code"] or one["copy"] for one in consents(guest)
        )

    folder, _ = hosted(wishes(tmp_path), story)
    assert folder is None and list(tmp_path.iterdir()) == []


async def press(page: Page, kind: str, sign: str = ".") -> None:
    await page.call(
        "Input.dispatchKeyEvent", type=kind, key=sign, code="Period", windowsVirtualKeyCode=190
    )


async def touch(page: Page, kind: str, selector: str) -> None:
    x, y = await page.value(
        f"(() => {{ const r = document.querySelector({selector!r}).getBoundingClientRect();"
        " return [r.x + r.width / 2, r.y + r.height / 2]; })()"
    )
    await page.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)


@pytest.mark.parts
@WITH_SOUND
@WITH_CHROMIUM
def test_the_page_hands_over_code_and_record_and_holds_while_a_key_is_down(
    mic: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "saved"
    hold_button = "#foot button[aria-pressed]"
    pressed = f"document.querySelector('{hold_button}')?.ariaPressed === "

    async def story(guest: Guest) -> None:
        async with browser(mic, tmp_path / "chromium", guest.where) as page:
            await agrees(page)
            await page.look(*LAPTOP, "light")
            await page.call("Page.setDownloadBehavior", behavior="allow", downloadPath=str(saved))
            await page.value("document.getElementById('real-name').value = 'Anna'")
            await page.click("#consent button[type=submit]")
            code = await page.until("document.querySelector('#check .code').textContent")
            await page.click("#check .copy")
            await page.until("document.querySelector('#check .told').textContent")
            await page.until("!document.getElementById('ready').disabled")
            await page.until("document.getElementById('check-level').style.transform")  # is heard
            await page.click("#ready")
            await page.until("!document.getElementById('scene').hidden")
            for end in ("keyUp", "blur", "reload"):
                await press(page, "rawKeyDown")
                await page.until(pressed + "'true'")
                if end == "keyUp":
                    await press(page, "keyUp", ">")  # shift came later: it is the same key
                    await page.until(pressed + "'false'")
                elif end == "blur":
                    await page.value("dispatchEvent(new Event('blur'))")
                else:
                    await page.value("window.old = true")
                    await page.call("Page.reload")
                    await page.until("!window.old && document.readyState === 'complete'")
                await page.until(pressed + "'false'")
            await page.until("!document.getElementById('scene').hidden")
            strike = "new KeyboardEvent('keydown', { key: 'z', bubbles: true })"  # nobody's finger
            await page.value(f"document.body.dispatchEvent({strike})")
            await touch(page, "mousePressed", hold_button)
            await page.until(pressed + "'true'")
            await pictures(page, "held")
            await touch(page, "mouseReleased", hold_button)
            await page.until(pressed + "'false'")
            await page.key("Escape")
            await page.until("!document.getElementById('over').hidden")
            assert await page.value("document.querySelector('#over .code').textContent") == code
            await page.click("#over .save")
            await page.until("document.querySelector('#over .told').textContent")
            async with asyncio.timeout(PATIENCE_S):
                while not list(saved.glob("*.json")):  # noqa: ASYNC110  (another program writes it)
                    await asyncio.sleep(POLL_S)
            await pictures(page, "record")
            assert page.faults == []

    folder, _ = hosted(wishes(tmp_path / "out", None), story)
    assert folder
    holds = [e.what for e in read(folder)[1] if isinstance(e.what, Hold)]
    assert holds == [Hold(on, "page") for _ in range(4) for on in (True, False)]
    (file,) = saved.glob("improv-consent-*.json")
    assert json.loads(file.read_text())["record"] == unchained(records(whole(folder)["consent"])[0])
    assert names.read(tmp_path / "out") == {"Player 1": "Anna"}
