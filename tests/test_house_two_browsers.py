"""Two real browsers and the partner in one scene; and whether a page really plays what was said."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from improv_partner.check import check, state
from improv_partner.crew.mind import understudy_lines as lib
from improv_partner.events import RATE_HZ, Curtain, Intent, Played, Playing, Present, Trouble
from improv_partner.exchanges import Exchange, exchanges
from improv_partner.recording import Entry, read
from improv_partner.replay import verify
from improv_partner.scene import Silence

from . import speech
from .browser import Page, browser, found
from .evening import word_errors, words, write_wav
from .group_room import group, of
from .house_room import Guest, hosted, loopback, wishes
from .scene_sample import sample_scene
from .test_house_browser import agrees
from .tracks import Samples, place

pytestmark = [
    pytest.mark.parts,
    pytest.mark.usefixtures(loopback.__name__),
    pytest.mark.skipif(not found(), reason="there is no Chromium here"),
]

ANNS, BENS = "3-rms.flac", "5-slt.flac"
IN_SCENE = "!document.getElementById('scene').hidden"
SPEAKS = "document.getElementById('floor').className === 'partner'"


def microphone(folder: Path, clip: str) -> Path:
    """Says its sentence every few seconds, for Chromium plays the file again and again."""
    write_wav(
        folder / f"{clip}.wav",
        b"".join([*speech.quiet(1.0), *speech.frames(clip), *speech.quiet(2.0)]),
    )
    return folder / f"{clip}.wav"


async def comes_in(page: Page, name: str) -> None:
    """As far as ready; then the microphone is switched off."""
    await page.until("!document.getElementById('form').hidden")
    await page.click("#name")
    await page.call("Input.insertText", text=name)
    await agrees(page)
    await page.click("#consent button[type=submit]")
    await page.until("!!document.getElementById('check-level').dataset.share")
    await page.speaks(False)
    await page.click("#ready")


async def says(page: Page, other: Page, name: str) -> None:
    """Speaks until the other page shows its words, and the partner has answered."""
    before = await other.value("document.querySelectorAll('.line.partner').length")
    rows = "[...document.querySelectorAll('.line.actor')]"
    await page.speaks(True)
    await other.until(f"document.getElementById('floor').textContent.startsWith('{name} has')")
    await other.until("document.getElementById('floor').className !== 'actor'")
    await page.speaks(False)
    await other.until(
        f"{rows}.some((row) => row.querySelector('.who').textContent === '{name}'"
        " && row.querySelector('.words').textContent)"
    )
    await other.until(f"document.querySelectorAll('.line.partner').length > {before}")
    await other.until(SPEAKS)
    await other.until(f"!({SPEAKS})")


def test_two_performers_hear_each_other_and_are_answered_by_name(tmp_path: Path) -> None:
    heard: dict[str, bytes] = {}

    async def story(guest: Guest) -> None:
        mics = [microphone(tmp_path, clip) for clip in (ANNS, BENS)]
        async with (
            browser(mics[0], tmp_path / "one", guest.where) as ann,
            browser(mics[1], tmp_path / "two", guest.where) as ben,
        ):
            await comes_in(ann, "Ann")
            await ann.until("document.getElementById('check-words').textContent.startsWith('1 of')")
            await comes_in(ben, "Ben")
            await asyncio.gather(ann.until(IN_SCENE), ben.until(IN_SCENE))
            for page in (ann, ben):
                await page.record()
            await says(ann, ben, "Ann")
            await ann.key("z")
            await ann.until("document.getElementById('meant').textContent === 'grief 2'")
            assert "grief" not in await ben.value("document.getElementById('meant').textContent")
            await says(ben, ann, "Ben")
            await ben.touch("#grid button:nth-child(4)")
            await ben.until("document.getElementById('meant').textContent === 'joy 2'")
            for name, page in (("actor", ann), ("p2", ben)):
                heard[name] = await page.recorded(tmp_path / f"{name}.webm")
            await ann.click(".curtain")
            await ann.click(".curtain.sure")
            await asyncio.gather(
                *(page.until("!document.getElementById('over').hidden") for page in (ann, ben))
            )
            assert ann.faults == ben.faults == []

    folder, _ = hosted(group(tmp_path / "out", 2), story)
    assert folder
    assert state(check(folder)) == "whole" and verify(folder) == []
    header, entries = read(folder)
    log = list(entries)
    told = [entry.what for entry in log]
    assert [one for one in told if isinstance(one, Present)] == [
        Present("actor", "Ann"),
        Present("p2", "Ben"),
    ]
    assert [row["who"] for row in header["consent"]["records"]] == ["actor", "p2"]
    tags = [(one.who, one.label, one.source) for one in told if isinstance(one, Intent)]
    assert tags == [("actor", "grief", "page"), ("p2", "joy", "page")]
    assert Curtain("called") in told and not [one for one in told if isinstance(one, Trouble)]
    anns, bens = (
        [one for one in exchanges(log) if one.said and one.performer == who] for who in heard
    )
    was_answered(anns, "Ann", ANNS)
    was_answered(bens, "Ben", BENS)
    hears_the_others_not_itself(folder, log, heard)


def test_a_page_plays_the_words_that_the_log_tells(tmp_path: Path) -> None:
    """Recognised from what its loudspeaker is given, among all that the partner might have said."""
    heard = bytearray()

    async def story(guest: Guest) -> None:
        mic = microphone(tmp_path, ANNS)
        async with browser(mic, tmp_path / "chromium", guest.where) as page:
            await agrees(page)
            await page.click("#consent button[type=submit]")
            await page.until("!!document.getElementById('check-level').dataset.share")
            await page.speaks(False)
            await page.record()
            await page.click("#ready")
            for _ in range(2):
                await page.until(SPEAKS)
                await page.until(f"!({SPEAKS})")
            heard.extend(await page.recorded(tmp_path / "page.webm"))
            await page.key("Escape")
            await page.until("!document.getElementById('over').hidden")

    scene = replace(sample_scene(), opens="partner", silence=Silence(1.0, "name"))
    folder, _ = hosted(wishes(tmp_path / "out", scene), story)
    assert folder
    log = list(read(folder)[1])
    lines = [entry.what.line for entry in log if isinstance(entry.what, Playing)][:2]
    said = [e.what.text for e in log if isinstance(e.what, Played) and e.what.line in lines]
    own = (*lib.OPENINGS, *lib.SILENCES["name"])
    could = sentences(*scene.offers, *scene.listening, *own)
    print("recognised:", recognised(bytes(heard), could))
    assert sentences(*said) == recognised(bytes(heard), could) and len(said) >= 2
    assert len(could) > len(said) + 5


def sentences(*texts: str) -> list[str]:
    """Each as plain words."""
    parts = [part for text in texts for part in re.split(r"(?<=[.!?])\s+", text)]
    return [" ".join(words(part)) for part in parts]


def recognised(pcm: bytes, could: Sequence[str]) -> list[str]:
    """Which of these sentences were spoken, in their order; the voice is too poor for dictation."""
    from pocketsphinx import Decoder

    decoder = Decoder(samprate=16_000, loglevel="FATAL", lm=None)
    grammar = " | ".join(f"({sentence})" for sentence in could)
    decoder.add_jsgf_string("lines", f"#JSGF V1.0; grammar lines; public <said> = ({grammar})+;")
    decoder.activate_search("lines")
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()
    left = decoder.hyp().hypstr if decoder.hyp() else ""
    found = []
    while left:
        sentence = next(one for one in could if f"{left} ".startswith(f"{one} "))
        found.append(sentence)
        left = left[len(sentence) :].strip()
    return found


def was_answered(ours: Sequence[Exchange], name: str, clip: str) -> None:
    """On their own track and line, in their own words, and by their name."""
    assert ours and ours[0].heard.startswith(f"{name},")
    assert min(word_errors(speech.SENTENCES[clip], one.said) for one in ours) <= 2


def hears_the_others_not_itself(folder: Path, log: list[Entry], heard: dict[str, bytes]) -> None:
    """By the loudest second of each track, and of the partner's, in what both pages played."""
    played = {who: np.frombuffer(pcm, "<i2") for who, pcm in heard.items()}
    for who, other in (("actor", "p2"), ("p2", "actor")):
        assert place(loudest(of(folder, who)), of(folder, other))[1] < 0.4, "each track is its own"
        for source, there in ((other, True), ("partner", True), (who, False)):
            fits = place(loudest(of(folder, source)), played[who])[1]
            print(f"{source} in what {who}'s page played: {fits:.2f}")
            assert fits > 0.7 if there else fits < 0.4, (source, who, fits)


def loudest(track: Samples) -> Samples:
    """Half a second."""
    half = RATE_HZ // 2
    power = np.convolve(track.astype(float)[::16] ** 2, np.ones(half // 16), "valid")
    at = int(power.argmax()) * 16
    return track[at : at + half]
