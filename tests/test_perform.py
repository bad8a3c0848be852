"""What happens around a scene: who is let go when another cannot come, and what is left after."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from improv_partner import casting, perform
from improv_partner.casting import Source
from improv_partner.crew import Delivery, Mic
from improv_partner.crew.pretend import PretendSpeaker
from improv_partner.crew.scripted import ScriptedActor, ScriptedMind, ScriptedVoice
from improv_partner.errors import CrewError, RecordingError
from improv_partner.events import Curtain, Prepare, Trouble
from improv_partner.exchanges import FILE, exchanges
from improv_partner.recording import LOG, Entry, read
from improv_partner.scene import Scene, Silence
from improv_partner.settings import Settings, VoiceSettings

from .chat_server import in_a_thread
from .scene_sample import sample_scene
from .speech_server import SpeechServer
from .tracks import track


@dataclass
class Company:
    """Understudies for everybody, and the screen.

    closed: who was let go, in order. missing: who cannot be had. seen: what the screen was shown.
    """

    actor: ScriptedActor
    answers: list[list[str]]
    closed: list[str] = field(default_factory=list)
    missing: str = ""
    seen: list[Entry] = field(default_factory=list)
    screen_closed: bool = False

    def cast(self, monkeypatch: pytest.MonkeyPatch) -> None:
        async def ears(*_: object) -> ScriptedActor:
            return self._here("ears", self.actor)

        async def mind(*_: object) -> ScriptedMind:
            return self._here("mind", ScriptedMind(self.answers))

        async def voice(*_: object) -> ScriptedVoice:
            return self._here("voice", ScriptedVoice())

        monkeypatch.setattr(casting, "mic", lambda *_: self._here("mic", self.actor))
        monkeypatch.setattr(casting, "detectors", lambda: (self.actor, self.actor))
        monkeypatch.setattr(casting, "speaker", lambda *_: self._here("speaker", PretendSpeaker()))
        monkeypatch.setattr(casting, "ears", ears)
        monkeypatch.setattr(casting, "mind", mind)
        monkeypatch.setattr(casting, "voice", voice)

    def _here(self, who: str, member: Any) -> Any:
        if who == self.missing:
            raise CrewError(f"no {who} to be had")

        async def close() -> None:
            self.closed.append(who)

        if who != "mic":  # it is an understudy for the ears, too
            member.close = close
        return member

    # what the desk shows

    async def play(self, story: Callable[[], Awaitable[None]]) -> None:
        await story()

    def watch(self, entry: Entry) -> None:
        self.seen.append(entry)

    def level(self, rms_db: float) -> None:
        assert -90 <= rms_db <= 0

    def note(self, text: str) -> None:
        raise AssertionError(text)

    def close(self) -> None:
        self.screen_closed = True


REAL_VOICE = casting.voice
SPEECH = [(0.5, 1.0, "You came."), (5.0, 1.0, "Stay.")]


@pytest.fixture
def company(monkeypatch: pytest.MonkeyPatch) -> Company:
    made = Company(ScriptedActor(SPEECH, 9.0), [["I did."], ["I will."], ["Hm."], ["Hm."]])
    made.cast(monkeypatch)
    return made


def plan(out: Path, scene: Scene | None = None, fast: bool = True) -> perform.Plan:
    return perform.Plan(
        scene=scene or sample_scene(),
        settings=Settings(),
        source=Source("rehearsal"),
        loudspeaker=False,
        out=out,
        audio=True,
        seed=7,
        fast=fast,
        consent={"answer": "yes"},
    )


def play(company: Company, what: perform.Plan) -> Path:
    return perform.perform(what, lambda scene, link: company, lambda text: None)


def test_a_scene_leaves_a_whole_folder(company: Company, tmp_path: Path) -> None:
    folder = play(company, plan(tmp_path))
    assert folder.parent == tmp_path and "_the-house_" in folder.name
    header, entries = read(folder)
    log = list(entries)
    assert [x.said for x in exchanges(log)] == ["You came.", "Stay."]
    assert (header["seed"], header["consent"]) == (7, {"answer": "yes"})
    assert header["crew"]["voice"] == "scripted voice" and header["crew"]["speaker"]
    assert company.screen_closed
    assert company.seen == log[: len(company.seen)] and len(log) - len(company.seen) <= 1
    assert {LOG, FILE} < {path.name for path in folder.iterdir()}
    assert len(track(folder, "actor")) == len(track(folder, "partner")) == 9 * 16_000
    assert sorted(company.closed) == ["ears", "mind", "speaker", "voice"]


def test_what_a_voice_cannot_do_is_recorded_and_told_before_the_scene(
    company: Company,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    header, _ = read(play(company, plan(tmp_path)))
    assert "voice_cannot" not in header["crew"] and not caplog.messages, "nothing is left undone"

    class Flat(ScriptedVoice):
        cannot = ("pitch", "range")

    async def voice(*_: object) -> ScriptedVoice:
        return Flat()

    monkeypatch.setattr(casting, "voice", voice)
    company.actor = ScriptedActor(SPEECH, 9.0)
    company.answers = [["I did."], ["I will."], ["Hm."], ["Hm."]]
    header, _ = read(play(company, plan(tmp_path)))
    assert header["crew"]["voice_cannot"] == "pitch, range"
    assert caplog.messages == ["the voice (scripted voice) does not take: pitch, range"]


def test_seconds_of_a_real_server_count_on_virtual_time(tmp_path: Path) -> None:
    ours, theirs = Settings(), Settings(voice=VoiceSettings("server", "kokoro", name="heart"))
    assert not perform.Cast(plan(tmp_path)).charge
    assert not perform.Cast(replace(plan(tmp_path), settings=ours)).charge
    assert perform.Cast(replace(plan(tmp_path), settings=theirs)).charge


def test_a_scene_is_spoken_by_a_server(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(casting, "voice", REAL_VOICE)
    with in_a_thread(SpeechServer()) as server:
        voice = VoiceSettings("server", "good", server.url, "margaret")
        folder = play(company, replace(plan(tmp_path), settings=Settings(voice=voice)))
    header, entries = read(folder)
    assert header["crew"]["voice"] == f"good at {server.url[7:-3]}, margaret"
    assert header["crew"]["voice_cannot"] == "pitch, range, volume, gap"
    assert header["settings"]["voice"]["name"] == "margaret"
    log = list(entries)
    assert not [e.what for e in log if isinstance(e.what, Trouble)]
    assert [x.heard for x in exchanges(log)] == ["I did.", "I will."]
    assert [asked["input"] for asked in server.asked] == ["Yes.", "I did.", "I will."]
    assert all(head["connection"] == "close" for head in server.heads()), "or time would stand"
    assert np.count_nonzero(track(folder, "partner")) == pytest.approx(2 * 16_000, rel=0.05)


def test_two_sessions_of_one_second_have_folders_of_their_own(
    company: Company, tmp_path: Path
) -> None:
    first = play(company, plan(tmp_path))
    company.actor = ScriptedActor(SPEECH, 9.0)
    assert play(company, plan(tmp_path)) != first and len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize(
    ("missing", "closed"),
    [
        ("mic", []),
        ("voice", []),
        ("speaker", ["voice"]),
        ("ears", ["speaker", "voice"]),
        ("mind", ["ears", "speaker", "voice"]),
    ],
)
def test_who_was_ready_is_let_go_if_another_cannot_come(
    company: Company, tmp_path: Path, missing: str, closed: list[str]
) -> None:
    company.missing = missing
    with pytest.raises(CrewError, match=f"no {missing} to be had"):
        play(company, plan(tmp_path / "out"))
    assert company.closed == closed
    assert not (tmp_path / "out").exists(), "nothing is stored of a scene that never began"


def test_everybody_is_let_go_if_it_cannot_be_recorded(company: Company, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("in the way")
    with pytest.raises(RecordingError, match="--out"):
        play(company, plan(tmp_path / "out"))
    assert sorted(company.closed) == ["ears", "mind", "speaker", "voice"]
    assert (tmp_path / "out").read_text() == "in the way"


@pytest.mark.skipif(os.name == "nt", reason="signals are sent as POSIX has them")
def test_ctrl_c_ends_a_scene_with_everything_written(company: Company, tmp_path: Path) -> None:
    before = signal.getsignal(signal.SIGINT)

    class Interrupted(ScriptedVoice):
        async def speak(self, text: str, delivery: Delivery):  # type: ignore[no-untyped-def]
            os.kill(os.getpid(), signal.SIGINT)
            await asyncio.sleep(30)
            async for sound in super().speak(text, delivery):
                yield sound

    assert threading.current_thread() is threading.main_thread()
    company._here = lambda who, member: Interrupted() if who == "voice" else member  # type: ignore[method-assign]
    folder = play(company, plan(tmp_path))
    log = list(read(folder)[1])
    assert [e.what.why for e in log if isinstance(e.what, Curtain)] == ["called"]
    assert log[-1].t < 3 and next(exchanges(log)).said == "You came."
    assert signal.getsignal(signal.SIGINT) is before
    assert company.screen_closed


@pytest.mark.parametrize(("does", "breaks"), [("wait", False), ("act", True)])
def test_the_scene_decides_about_silence(
    company: Company, tmp_path: Path, does: str, breaks: bool
) -> None:
    company.actor.speech, company.actor.length_s = SPEECH[:1], 12.0
    scene = replace(sample_scene(), silence=Silence(0.0 if does == "wait" else 4.0, does))
    log = list(read(play(company, plan(tmp_path, scene)))[1])
    asked = [e.what.why for e in log if isinstance(e.what, Prepare)]
    assert asked == (["turn", "silence"] if breaks else ["turn"])


def test_the_partner_may_open(company: Company, tmp_path: Path) -> None:
    scene = replace(sample_scene(), opens="partner")
    log = list(read(play(company, plan(tmp_path, scene)))[1])
    first = next(exchanges(log))
    assert (first.why, first.said, first.heard) == ("opening", "", "I did.")


def test_the_header_of_a_part_that_is_not_installed(
    company: Company, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(perform, "PARTS", ("numpy", "no-such-thing-at-all"))
    header, _ = read(play(company, plan(tmp_path)))
    assert header["versions"]["no-such-thing-at-all"] == "missing"
    assert header["versions"]["numpy"][0].isdigit()


@pytest.mark.parametrize(
    ("mic", "rehearse", "kind", "performer"),
    [
        ("", False, "device", "human"),
        ("usb", False, "device", "human"),
        ("3", False, "device", "human"),
        ("not-there.wav", False, "file", "human"),
        ("not-there.M4A", False, "file", "human"),
        ("there", False, "file", "human"),
        ("there", True, "rehearsal", "simulated"),
    ],
)
def test_what_a_microphone_means(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    mic: str,
    rehearse: bool,
    kind: str,
    performer: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "there").write_bytes(b"RIFF")
    source = casting.source(mic, rehearse)
    assert (source.kind, source.performer) == (kind, performer)


def test_a_scene_without_lines_cannot_be_rehearsed() -> None:
    scene = replace(sample_scene(), rehearsal=())
    with pytest.raises(CrewError, match="the-house has no rehearsal lines"):
        casting.mic(Source("rehearsal"), scene, lambda: "open", lambda event: None)


def test_a_barge_in_waits_for_the_partner(tmp_path: Path) -> None:
    from .evening import spoken_scene

    scene = spoken_scene(tmp_path)
    clips = casting.rehearsal(scene)
    assert [clip.when for clip in clips] == ["open", "open", "open", "partner", "open"]
    assert [clip.intent.label for clip in clips if clip.intent] == [
        line.intent for line in scene.rehearsal
    ]
    mic: Mic = casting.mic(Source("rehearsal"), scene, lambda: "open", lambda event: None)
    assert mic.name == "simulated actor"
