"""The stereo loudspeaker: odd devices by hand, and a real PortAudio on a virtual sound card."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import numpy as np
import pytest

from improv_partner.crew.stereo import StereoSpeaker
from improv_partner.errors import CrewError

from .fake_sound import FakeSound, install
from .pulse import pulse
from .replay_room import session
from .test_sound_device import voice
from .tracks import place

WAYS = [
    ((16_000, 48_000), (1, 2), 16_000, 2),
    ((48_000,), (2,), 48_000, 2),
    ((44_100,), (1,), 44_100, 1),
]


def plugged(
    monkeypatch: pytest.MonkeyPatch,
    rates: tuple[int, ...] = (16_000,),
    widths: tuple[int, ...] = (2,),
) -> FakeSound:
    return install(
        monkeypatch,
        lambda sound: sound.plug(3, "Box", inputs=0, outputs=2, rates=rates, widths=widths),
    )


@pytest.mark.parametrize(("rates", "widths", "rate_hz", "channels"), WAYS)
def test_a_device_is_taken_as_it_likes(
    monkeypatch: pytest.MonkeyPatch,
    rates: tuple[int, ...],
    widths: tuple[int, ...],
    rate_hz: int,
    channels: int,
) -> None:
    sound = plugged(monkeypatch, rates, widths)
    speaker = StereoSpeaker()
    assert (speaker.name, speaker.rate_hz, speaker.channels) == ("Box", rate_hz, channels)
    pcm = bytes(range(1, 2 * channels + 1)) * 100
    speaker.play(pcm)
    assert sound.opened[-1].take(60) + sound.opened[-1].take(60) == pcm + bytes(20 * 2 * channels)


def test_what_is_on_its_way_is_not_heard_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    sound, now_s = plugged(monkeypatch), 50.0
    monkeypatch.setattr(time, "monotonic", lambda: now_s)
    speaker = StereoSpeaker()
    speaker.play(bytes(4 * 400))
    for _ in range(3):  # 30 ms: the device takes a block each 10 ms, and plays it 30 ms later
        sound.opened[-1].take(160)
        now_s += 0.01
    assert speaker.heard() == 0, "all were taken, the first of them is heard now"
    now_s += 0.005
    assert speaker.heard() == 80
    now_s += 1.0
    assert speaker.heard() == 400, "no more than there was"


def test_a_drop_is_silent_and_counts_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    sound, now_s = plugged(monkeypatch), 50.0
    monkeypatch.setattr(time, "monotonic", lambda: now_s)
    speaker = StereoSpeaker()
    speaker.play(b"\1" * 4 * 400)
    sound.opened[-1].take(160)
    speaker.drop()
    assert sound.opened[-1].take(160) == bytes(640) and speaker.heard() == 0
    speaker.play(b"\2" * 4 * 160)
    assert sound.opened[-1].take(160) == b"\2" * 640
    now_s += 1.0
    assert speaker.heard() == 160


def test_a_device_that_is_pulled_out_or_hangs_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    sound, now_s = plugged(monkeypatch), 50.0
    monkeypatch.setattr(time, "monotonic", lambda: now_s)
    hangs, pulled = StereoSpeaker(), StereoSpeaker()
    hangs.play(bytes(640))
    now_s += 3.1
    with pytest.raises(CrewError, match='loudspeaker "Box" is gone'):
        hangs.heard()
    assert pulled.heard() == 0, "nothing waits: it may sleep"
    sound.unplug(3)
    with pytest.raises(CrewError, match='loudspeaker "Box" is gone'):
        pulled.play(bytes(640))
    pulled.close()
    pulled.close()


def test_no_loudspeaker_at_all_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, lambda sound: None)
    with pytest.raises(CrewError, match="no loudspeaker found"):
        StereoSpeaker()


@pytest.mark.sound
def test_the_actor_is_heard_left_and_the_partner_right(tmp_path: Path) -> None:
    """improv replay on a real sound card; both tracks at the same time, and where they belong."""
    folder = session(tmp_path / "s")
    actor, partner = (np.frombuffer(voice(4.0), np.int16)[part:] for part in (0, 16_000))
    for who, sound in (("actor", actor), ("partner", partner)):
        path = folder / f"{who}.wav"
        path.write_bytes(path.read_bytes()[:44] + bytes(2 * 176_000) + sound[:16_000].tobytes())
    with pulse() as daemon:
        wide = "sink_name=wide rate=16000 channels=2 norewinds=1"
        command = ["pactl", "load-module", "module-null-sink", *wide.split()]
        subprocess.run(command, env=daemon.env, check=True, capture_output=True)
        daemon.env["PULSE_SINK"] = "wide"
        pcm = ("--rate=16000", "--channels=2", "--format=s16le", "--raw")
        listen = ["parec", "--device=wide.monitor", *pcm, "--latency-msec=20"]
        with (tmp_path / "heard.raw").open("w+b") as heard:  # a pipe that nobody empties gets full
            recorder = subprocess.Popen(listen, env=daemon.env, stdout=heard)
            while not (tmp_path / "heard.raw").stat().st_size:
                time.sleep(0.01)  # it runs once something is there
            shown = daemon.run("improv_partner", "replay", "--from", "10.5s", str(folder))
            time.sleep(0.1)  # the last of it is on its way
            recorder.terminate()
            recorder.wait()
        whole = (tmp_path / "heard.raw").read_bytes()
        both = np.frombuffer(whole[: len(whole) // 4 * 4], np.int16)
    assert shown.startswith("— exchange 3, 0:10.5 —"), "no word of missing sound"
    left, right = both[: len(both) // 2 * 2 : 2], both[1 : len(both) // 2 * 2 : 2]
    # In pieces: a machine with too much to do drops some.
    for side, other, sound in ((left, right, actor), (right, left, partner)):
        pieces = np.split(sound[:16_000], 10)
        assert sum(place(piece, side)[1] > 0.95 for piece in pieces) >= 8
        assert not any(place(piece, other)[1] > 0.95 for piece in pieces)
    starts = [int(np.nonzero(np.abs(side) > 100)[0][0]) for side in (left, right)]
    assert abs(starts[0] - starts[1]) < 160, "at the same time"
