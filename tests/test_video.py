"""Films beside the tracks: only after a yes, as encoded, on the tracks' clock; sound goes first."""

from __future__ import annotations

import asyncio
import fractions
import json
import struct
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from aiortc import MediaStreamTrack
from av.video.frame import VideoFrame

from improv_partner.events import RATE_HZ
from improv_partner.house import Refused
from improv_partner.house.form import PURPOSES, Form, form
from improv_partner.house.offer import check_offer
from improv_partner.house.video import Camera, Filming
from improv_partner.house.video_packets import Unrolled, is_key, size
from improv_partner.recording import read
from improv_partner.settings import HouseSettings
from improv_partner.track import pcm

from .browser import browser, found
from .evening import write_wav
from .house_room import ALL_YES, Guest, hosted, loopback, wishes

KEY = bytes([0x10, 0, 0, 0x9D, 0x01, 0x2A]) + struct.pack("<HH", 160, 120) + bytes(30)
DELTA = bytes([0x11]) + bytes(20)
SECOND = 90_000
YES = {**ALL_YES, "purposes": {**dict.fromkeys(PURPOSES, True), "keep_video": True}}
SOUND = "v=0\nm=audio 9 UDP/TLS/RTP/SAVPF 111\na=rtpmap:111 opus/48000/2\n" + "".join(
    f"a={name}\n"
    for name in ("ice-ufrag:x", "ice-pwd:x", "fingerprint:sha-256 x", "setup:x", "mid:0")
)


class Lamp(MediaStreamTrack):
    """A small picture 20 times a second: black, and white once it is lit."""

    kind = "video"

    def __init__(self) -> None:
        super().__init__()
        self.lit_s = 0.0
        self._start_s = time.monotonic()
        self._count = 0

    async def recv(self) -> VideoFrame:
        due_s = self._start_s + self._count / 20
        await asyncio.sleep(due_s - time.monotonic())
        frame = VideoFrame.from_ndarray(
            np.full((120, 160, 3), 255 if self.lit_s else 0, np.uint8), format="rgb24"
        )
        frame.pts, frame.time_base = self._count * SECOND // 20, fractions.Fraction(1, SECOND)
        self._count += 1
        return frame


def test_a_film_begins_with_a_picture_that_can_be_shown(tmp_path: Path) -> None:
    camera = Camera("actor")
    assert camera.picture(KEY, 0) is False  # the scene has not begun: nowhere kept
    camera.begin(tmp_path)
    assert camera.picture(DELTA, SECOND) is True  # please, a key picture
    assert camera.picture(DELTA, SECOND + 3000) is False  # asked already
    assert not camera.picture(KEY, SECOND + 6000) and not camera.picture(DELTA, SECOND + 9000)
    camera.end(time.monotonic() - 2.0)
    about = json.loads((tmp_path / "actor.video.json").read_text())
    assert about["file"] == "actor.webm" and about["rate_hz"] == RATE_HZ
    assert 0 < about["begins_at_sample"] < 3 * RATE_HZ
    with av.open(str(tmp_path / "actor.webm")) as file:
        (stream,) = file.streams.video
        assert (stream.codec_context.name, stream.width, stream.height) == ("vp8", 160, 120)
        times = [float((p.pts or 0) * p.time_base) for p in file.demux(stream) if p.size]
    assert len(times) == 2 and abs(times[1] - times[0] - 1 / 30) < 0.01


def test_nobody_is_filmed_who_is_not_in_the_scene(tmp_path: Path) -> None:
    filming = Filming()
    ann, ben, cy = (filming.camera(who) for who in ("actor", "p2", "p3"))
    filming.enter("actor")
    filming.begin(tmp_path)  # Ben has agreed, and is at the sound check
    for camera in (ann, ben):
        camera.picture(KEY, 0)
    filming.enter("p2")
    ben.picture(KEY, SECOND)
    cy.picture(KEY, SECOND)
    filming.end(time.monotonic() - 2.0)
    filming.enter("p3")  # too late
    cy.picture(KEY, SECOND * 2)
    assert sorted(path.name for path in tmp_path.glob("*.webm")) == ["actor.webm", "p2.webm"]
    with av.open(str(tmp_path / "p2.webm")) as file:
        assert sum(1 for packet in file.demux() if packet.size) == 1


def test_without_a_picture_there_is_no_film(tmp_path: Path) -> None:
    camera = Camera("actor")
    camera.begin(tmp_path)
    camera.end(0.0)
    assert not list(tmp_path.iterdir())


def test_timestamps_go_round_and_pictures_are_known() -> None:
    unrolled = Unrolled()
    stamps = ((1 << 32) - SECOND, 0, SECOND, SECOND // 2)
    assert [unrolled.seconds(stamp) for stamp in stamps] == [0.0, 1.0, 2.0, 1.5]
    assert is_key(KEY) and not is_key(DELTA) and not is_key(b"") and size(KEY) == (160, 120)


def test_a_camera_is_asked_about_only_where_it_is_wanted() -> None:
    terms: Any = type("Terms", (), {"leaves": (), "record": lambda *_, **__: {}})()
    plain, filming = form(terms, HouseSettings()), form(terms, HouseSettings(), video=True)

    def keys(one: Form) -> list[str]:
        return [row["key"] for row in one.as_dict()["purposes"]]

    assert "keep_video" not in keys(plain) and keys(filming)[-1] == "keep_video"
    with pytest.raises(Refused):
        plain.answered(YES)
    check_offer(SOUND)
    check_offer(SOUND + "m=video 9 UDP/TLS/RTP/SAVPF 96\n", camera=True)
    for offer, camera in (("m=video 9 x\n", False), ("m=video 9 x\nm=video 9 x\n", True)):
        with pytest.raises(Refused):
            check_offer(SOUND + offer, camera)


@pytest.mark.parts
@pytest.mark.usefixtures(loopback.__name__)
def test_film_and_track_lie_on_one_clock(tmp_path: Path) -> None:
    async def story(guest: Guest) -> None:
        lamp = guest.camera = Lamp()
        await guest.joins(YES)
        await guest.plays()
        await asyncio.sleep(1.0)
        beep = (8000 * np.sin(np.arange(4800) * 0.4)).astype(np.int16).tobytes()
        lamp.lit_s = time.monotonic()
        guest.mic.says(beep)
        await asyncio.sleep(1.0)
        await guest.says({"is": "curtain", "at_ms": time.perf_counter() * 1000})
        await guest.until(lambda m: m.get("phase") == "over")

    folder, _ = hosted(replace(wishes(tmp_path / "out"), video=True), story)
    assert folder and read(folder)[0]["consent"]["purposes"]["keep_video"] is True
    about = json.loads((folder / "actor.video.json").read_text())
    lit_s = next(
        at + about["begins_at_sample"] / RATE_HZ
        for at, grey in brightness(folder / about["file"])
        if grey > 128
    )
    sound = np.abs(np.frombuffer(pcm(folder, "actor"), np.int16).astype(np.int32))
    beeped_s = int(np.argmax(sound > 2000)) / RATE_HZ
    print(f"light {lit_s:.3f} s, sound {beeped_s:.3f} s")
    assert abs(lit_s - beeped_s) < 0.12  # a picture each 50 ms, and the time to encode it


@pytest.mark.parts
@pytest.mark.usefixtures(loopback.__name__)
def test_who_says_no_is_not_filmed(tmp_path: Path) -> None:
    async def story(guest: Guest) -> None:
        await guest.joins(ALL_YES)
        guest.camera = Lamp()
        made, status, row = await guest.offers()
        assert status == 400 and "one microphone" in row["why"]
        await made.close()
        await guest.plays()
        await guest.says({"is": "curtain", "at_ms": time.perf_counter() * 1000})
        await guest.until(lambda m: m.get("phase") == "over")

    folder, _ = hosted(replace(wishes(tmp_path / "out"), video=True), story)
    assert folder and not [*folder.glob("*.webm"), *folder.glob("*.video.json")]


@pytest.mark.parts
@pytest.mark.usefixtures(loopback.__name__)
@pytest.mark.skipif(not found(), reason="there is no Chromium here")
def test_a_browser_is_filmed_after_its_yes(tmp_path: Path) -> None:
    write_wav(tmp_path / "mic.wav", bytes(64_000))

    async def story(guest: Guest) -> None:
        async with browser(tmp_path / "mic.wav", tmp_path / "chromium", guest.where) as page:
            await page.until("!document.getElementById('form').hidden")
            for name in ("run", "keep_text", "keep_video"):
                await page.click(f"input[name={name}][value=yes]")
            await page.click("#adult")
            await page.click("#consent button[type=submit]")
            await page.until("!document.getElementById('ready').disabled")
            await page.until("document.getElementById('check-words').textContent.includes('voice')")
            await page.click("#ready")
            await page.until("document.getElementById('seconds').textContent >= '0:03'")
            await page.key("Escape")
            await page.until("!document.getElementById('over').hidden")
            assert page.faults == []

    folder, _ = hosted(replace(wishes(tmp_path / "out"), video=True), story)
    assert folder and not list(folder.glob("actor.[wf]*[vc]"))  # no yes to sound
    pictures = brightness(folder / "actor.webm")
    assert len(pictures) > 20 and pictures[-1][0] > 1.0


def brightness(film: Path) -> list[tuple[float, float]]:
    """Time in the film and mean grey of each picture."""
    with av.open(str(film)) as file:
        return [
            (float(f.time or 0.0), float(f.to_ndarray(format="gray").mean()))
            for f in file.decode(video=0)
        ]
