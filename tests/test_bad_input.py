"""Whatever is wrong is told in one clear line, and nothing that was there before is lost."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from improv_partner import scene
from improv_partner.events import Curtain, Trouble
from improv_partner.recording import read

from .chat_server import ChatServer
from .commands import QUICK, ended, here, improv, is_one_line, program
from .evening import Evening, evening, word_errors, write_wav
from .speech import SENTENCES, TINY, frames
from .tracks import found, pcm, track
from .voices import espeak_is_here

__all__ = ["here"]
with_a_voice = pytest.mark.skipif(not espeak_is_here(), reason="needs libespeak-ng1")
NOBODY = "http://127.0.0.1:9/v1"  # nothing listens there
TICKET = "2-awb.flac"


def spoken() -> bytes:
    return b"".join(frames(TICKET))


# -- what is asked for does not exist, or is wrong


def test_a_scene_that_is_not_there_names_the_nearest() -> None:
    is_one_line(improv("play", "the-sop", *QUICK), 'no scene "the-sop"', 'did you mean "the-soup"?')
    is_one_line(improv("scenes", "nothing/like-it.toml"), "nothing/like-it.toml")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ('title = "The Soup"', 'title = "The Soup', "not valid TOML"),
        ("max_words = 22", 'max_words = "many"', "max_words"),
        ('opens = "actor"', 'opned = "actor"', 'did you mean "opens"?'),
        ('intent = "interest"', 'intent = "intrest"', "interest"),
        ("rate_wpm = 132", "rate_wpm = 9999", "rate_wpm"),
    ],
)
def test_a_wrong_scene_file_names_the_file_and_the_key(
    here: Path, before: str, after: str, told: str
) -> None:
    text = (scene.folder() / "the-soup.toml").read_text(encoding="utf-8")
    assert before in text
    (here / "mine.toml").write_text(text.replace(before, after, 1), encoding="utf-8")
    is_one_line(improv("play", "mine.toml", *QUICK), "mine.toml", told)
    assert os.listdir(here) == ["mine.toml"]


@pytest.mark.parametrize(
    ("assignment", "told"),
    [
        ("turns.patince_s=1", 'did you mean "patience_s"?'),
        ("patience_s=1", 'unknown setting "patience_s"'),
        ("turns.patience_s=soon", "must be a number, not 'soon'"),
        ("turns.patience_s=-1", "must not be negative"),
        ("turns=1", "is a table of settings"),
        ("mind.max_tokens=1.5", "must be a whole number"),
        ("turns.patience_s", "is not KEY=VALUE"),
        ("=", 'unknown setting ""'),
    ],
)
def test_a_wrong_setting_names_its_key(here: Path, assignment: str, told: str) -> None:
    is_one_line(improv("play", *QUICK, "--set", assignment), "command line: ", told)
    assert os.listdir(here) == []


def test_a_wrong_settings_file_is_named(here: Path) -> None:
    (here / "improv.toml").write_text("[mind]\nmodle = 'x'\n", encoding="utf-8")
    is_one_line(improv("play", *QUICK), "improv.toml", 'did you mean "model"?')
    (here / "improv.toml").write_bytes(b"\xff\xfe")
    is_one_line(improv("doctor"), "improv.toml: cannot be read")


def test_ears_that_are_not_there(here: Path) -> None:
    (here / "empty").mkdir()
    is_one_line(improv("play", "--rehearse", "--fast", "--ears", "empty"), "empty")
    assert os.listdir(here) == ["empty"]


# -- sound files


def test_a_sound_file_that_cannot_be_heard_is_told(here: Path) -> None:
    (here / "empty.wav").write_bytes(b"")
    (here / "words.mp3").write_text("no sound at all, " * 99, encoding="utf-8")
    (here / "folder").mkdir()
    write_wav(here / "whole.wav", spoken())
    (here / "head.wav").write_bytes((here / "whole.wav").read_bytes()[:30])
    for name, cause in {
        "missing.wav": "there is no such file",
        "missing.m4a": "there is no such file",
        "empty.wav": "it is empty",
        "words.mp3": "it is damaged or not an audio file",
        "head.wav": "it is damaged or not an audio file",
        "folder": "it is a folder",
    }.items():
        ran = improv("play", "--fast", "--yes", "--mic", name, "--ears", "sphinx")
        is_one_line(ran, f"improv: {name}: cannot be read as sound: {cause}")
    assert not (here / "recordings").exists()


def test_a_microphone_that_is_neither_file_nor_device(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("improv_partner.crew.devices.available", lambda: (False, False))
    is_one_line(improv("play", "--yes", "--mic", "my voice"), "--mic my voice: there is no such")
    assert os.listdir(here) == []


@pytest.mark.parts
@with_a_voice
@pytest.mark.parametrize(
    ("name", "codec", "form", "layout", "rate_hz"),
    [
        ("a.wav", "pcm_s16le", "s16", "stereo", 44_100),
        ("b.wav", "pcm_f32le", "flt", "mono", 48_000),
        ("c.wav", "pcm_s24le", "s32", "5.1", 96_000),
        ("d.wav", "pcm_u8", "u8", "mono", 22_050),
        ("e.mp3", "libmp3lame", "s16p", "stereo", 32_000),
    ],
)
def test_any_sound_file_may_be_the_actor(
    here: Path, name: str, codec: str, form: str, layout: str, rate_hz: int
) -> None:
    write_sound(here / name, codec, form, layout, rate_hz)
    ran = improv("play", "--fast", "--yes", "--mic", name, "--ears", str(TINY))
    assert ran.code == 0, ran.err
    played = evening(scene.load(scene.FIRST_SCENE), here / ran.folder())
    exchange = played.exchanges()[0]
    assert word_errors(SENTENCES[TICKET], exchange.said) <= 1 and exchange.heard
    assert (played.header["source"], played.header["consent"]["asked"]) == ("file", True)
    assert found(pcm(here / name), track(played.folder, "actor"))[1] == 1.0


def write_sound(path: Path, codec: str, form: str, layout: str, rate_hz: int) -> None:
    """The sentence in another format."""
    import av
    from av.audio.frame import AudioFrame

    samples = np.frombuffer(spoken(), np.int16)[None, :]
    frame = AudioFrame.from_ndarray(samples, format="s16", layout="mono")
    frame.sample_rate = 16_000
    with av.open(str(path), "w") as file:
        stream = file.add_stream(codec, rate=rate_hz, format=form, layout=layout)
        graph = av.AudioResampler(
            form, layout, rate_hz, frame_size=stream.codec_context.frame_size or None
        )
        for piece in (*graph.resample(frame), *graph.resample(None)):
            piece.pts = None
            file.mux(stream.encode(piece))
        file.mux(stream.encode(None))


# -- where it is recorded


def test_a_file_in_the_way_of_the_recordings_stays_as_it_is(here: Path) -> None:
    (here / "recordings").write_text("mine", encoding="utf-8")
    is_one_line(improv("play", *QUICK), "cannot be written", "--out")
    assert (here / "recordings").read_text(encoding="utf-8") == "mine"
    is_one_line(improv("play", *QUICK, "--out", "recordings/of-mine"), "cannot be written")


def full_disk(folder: Path) -> None:
    """Everything up to where there was no more room is there and whole."""
    (session,) = folder.iterdir()
    _, entries = read(session)
    assert len(list(entries)) > 3
    assert track(session, "actor").any()
    again = improv("check", str(session))
    assert again.code == 0, again.out


@pytest.mark.parts
@with_a_voice
@pytest.mark.skipif(os.name == "nt", reason="files of a limited size are POSIX")
def test_a_track_that_can_grow_no_more_ends_the_scene_and_is_kept(here: Path) -> None:
    import resource

    def limits() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))

    ran = ended(program("play", *QUICK, folder=here, limits=limits))
    is_one_line(ran, "recording stopped: File too large", "what was recorded before is kept")
    full_disk(here / "recordings")


@contextmanager
def small_disk(place: Path, size: str) -> Iterator[None]:
    """A disk of this size here; skips where we may not have one."""
    place.mkdir()
    mounted = shutil.which("mount") and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "improv-test", str(place)],
        capture_output=True,
    )
    if not mounted or mounted.returncode:
        pytest.skip("may not mount a disk here")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@pytest.mark.parts
@with_a_voice
def test_a_full_disk_ends_the_scene_and_what_was_recorded_is_kept(here: Path) -> None:
    with small_disk(here / "disk", "700k"):
        ran = improv("play", *QUICK, "--out", "disk")
        is_one_line(ran, "recording stopped: No space left", "what was recorded before is kept")
        shutil.copytree(here / "disk", here / "bigger")
    full_disk(here / "bigger")


@with_a_voice
def test_a_disk_that_is_full_from_the_start_is_told_before_the_scene(here: Path) -> None:
    with small_disk(here / "disk", "8k"):
        is_one_line(improv("play", *QUICK, "--out", "disk"), "cannot be written", "No space left")


# -- the language model


def covered(heard: str, played: scene.Scene) -> bool:
    """A filler of the scene, or its beginning if the actor broke in."""
    return bool(heard) and any(cover.startswith(heard) for cover in played.covers)


@pytest.mark.parts
@with_a_voice
def test_a_server_that_is_not_there_is_covered_and_the_scene_goes_on(here: Path) -> None:
    ran = improv("play", *QUICK, "--model", "m", "--base-url", NOBODY)
    assert ran.code == 0, ran.err
    played = evening(scene.load(scene.FIRST_SCENE), here / ran.folder())
    exchanges = played.exchanges()
    assert len(exchanges) == len(played.scene.rehearsal)
    assert all(covered(x.heard, played.scene) for x in exchanges)
    assert all(NOBODY in trouble.what for trouble in played.of(Trouble))
    assert "nothing answers there: start the server" in ran.flat
    assert improv("check", str(played.folder)).code == 0


@contextmanager
def serving() -> Iterator[str]:
    """A chat server beside us; its address."""
    loop, up = asyncio.new_event_loop(), threading.Event()
    address: list[str] = []
    over = asyncio.Event()

    async def serve() -> None:
        async with ChatServer() as server:
            address.append(server.url)
            up.set()
            await over.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()))
    thread.start()
    assert up.wait(20)
    try:
        yield address[0]
    finally:
        loop.call_soon_threadsafe(over.set)
        thread.join()
        loop.close()


def played_with(here: Path, model: str, *settings: str) -> Evening:
    """The scene, with this model of a server that fails, and these settings."""
    changes = [word for setting in settings for word in ("--set", setting)]
    with serving() as url:
        ran = improv("play", *QUICK, *changes, "--model", model, "--base-url", url)
    assert ran.code == 0, ran.err
    return evening(scene.load(scene.FIRST_SCENE), here / ran.folder())


@pytest.mark.parts
@with_a_voice
def test_a_server_that_hangs_is_timed_out_and_covered(here: Path) -> None:
    played = played_with(here, "silent", "mind.warm_up_s=0.4", "mind.first_token_s=0.4")
    assert all(covered(x.heard, played.scene) for x in played.exchanges())
    assert played.of(Trouble) and all("no answer within" in t.what for t in played.of(Trouble))


@pytest.mark.parts
@with_a_voice
def test_a_server_that_stalls_in_mid_reply_is_heard_as_far_as_it_came(here: Path) -> None:
    played = played_with(here, "stalls", "mind.token_gap_s=0.3", "mind.reply_s=1")
    assert any(x.heard.startswith("Come here.") for x in played.exchanges())
    assert played.of(Trouble)


# -- Ctrl-C


@pytest.mark.parts
@with_a_voice
def test_ctrl_c_is_a_curtain(here: Path) -> None:
    words = ("--rehearse", "--ears", "sphinx", "--scene-seed", "3")
    child = program("play", *words, folder=here)
    assert child.stdout
    assert any(" … " in line for line in child.stdout), "words are heard"  # and no further
    child.send_signal(signal.SIGINT)
    ran = ended(child)
    assert (ran.code, ran.err) == (0, "")
    assert "┏━" in ran.out and "s after you" in ran.out, "the table"
    (folder,) = (here / "recordings").iterdir()
    _, entries = read(folder)
    assert [e.what.why for e in entries if isinstance(e.what, Curtain)] == ["called"]
    checked = improv("check", str(folder))
    assert checked.code == 0 and "whole" in checked.out
