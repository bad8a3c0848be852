"""A session heard again: the right sound in the right ear, together with the words."""

from __future__ import annotations

from array import array
from pathlib import Path

import numpy as np
import pytest

from improv_partner import flac
from improv_partner.desk.clock import SoundClock
from improv_partner.desk.tape import Tape
from improv_partner.desk.timeline import Timeline
from improv_partner.events import FRAME_S, Mark

from .replay_room import (
    LENGTH_S,
    RATE,
    SECOND,
    Device,
    assert_shown,
    line,
    log,
    noise,
    session,
    watch,
)


def test_the_actor_is_left_and_the_partner_right(tmp_path: Path) -> None:
    device = Device()
    watch(line(), SoundClock(Tape(session(tmp_path / "s"), pytest.fail), device))
    heard = np.frombuffer(bytes(device.heard_pcm), np.int16)
    assert heard[::2].tobytes() == noise(1) and heard[1::2].tobytes() == noise(2)


def test_what_is_heard_after_a_jump_is_what_is_shown(tmp_path: Path) -> None:
    device = Device()
    clock = SoundClock(Tape(session(tmp_path / "s"), pytest.fail), device)
    watch(line(), clock, [(1.0, "n"), (2.0, " "), (3.0, " "), (4.0, "q")])
    heard = np.frombuffer(bytes(device.heard_pcm), np.int16)[::2]
    actor = np.frombuffer(noise(1), np.int16)
    begin = round(SECOND * RATE)
    assert (heard[:RATE] == actor[:RATE]).all()
    assert (heard[RATE : 3 * RATE] == actor[begin : begin + 2 * RATE]).all(), "held, not skipped"


@pytest.mark.parametrize(("rate_hz", "channels"), [(16_000, 2), (48_000, 2), (44_100, 1)])
@pytest.mark.parametrize("speed", [0.5, 2.0])
def test_words_and_sound_stay_together_at_any_speed_and_rate(
    tmp_path: Path, speed: float, rate_hz: int, channels: int
) -> None:
    """A click each second on both tracks: when it is heard, its second is shown."""
    device, folder = Device(rate_hz, channels), session(tmp_path / "s")
    clicks = np.zeros(int(RATE * LENGTH_S), np.int16)
    for second in range(1, int(LENGTH_S)):
        clicks[second * RATE : second * RATE + 800] = noise_like(800)
    for who in ("actor", "partner"):
        path = folder / f"{who}.wav"
        path.write_bytes(path.read_bytes()[:44] + clicks.tobytes())
    rows = [(float(second), Mark("click")) for second in range(1, int(LENGTH_S))]
    timeline = Timeline(log(*rows), LENGTH_S)
    watcher, _ = watch(timeline, SoundClock(Tape(folder, pytest.fail), device), speed=speed)
    heard = np.abs(np.frombuffer(bytes(device.heard_pcm), np.int16)[::channels].astype(int))
    for at_s, entry, _ in watcher.shown:
        part = heard[int((at_s - 0.2) * rate_hz) : int((at_s + 0.2) * rate_hz)]
        begins_s = at_s - 0.2 + int(np.nonzero(part > 2000)[0][0]) / rate_hz
        assert abs(begins_s - at_s) * speed < 0.1, entry


def noise_like(samples: int) -> np.ndarray:  # type: ignore[type-arg]
    return np.frombuffer(noise(5, samples / RATE), np.int16)


@pytest.mark.parametrize("speed", [0.5, 0.75, 1.5, 2.0])
def test_the_pitch_is_kept(speed: float) -> None:
    from improv_partner.crew.tempo import stretched

    t = np.arange(4 * RATE) / RATE
    tone = (8000 * np.sin(2 * np.pi * 440 * t)).astype("<i2")
    pieces = [np.repeat(tone[at : at + 1600], 2).tobytes() for at in range(0, len(tone), 1600)]
    out = np.frombuffer(b"".join(stretched(pieces, speed, RATE, 2)), "<i2")[::2]
    assert len(out) / RATE == pytest.approx(4 / speed, abs=0.1)
    middle = out[len(out) // 4 : len(out) // 4 + RATE] * np.hanning(RATE)
    assert abs(int(np.abs(np.fft.rfft(middle)).argmax()) - 440) <= 2


def test_a_lost_loudspeaker_is_told_and_the_text_goes_on(tmp_path: Path) -> None:
    clock = SoundClock(Tape(session(tmp_path / "s"), pytest.fail), Device(fails_at_s=3.0))
    watcher, took_s = watch(line(), clock)
    assert watcher.notes == ['loudspeaker "Box" is gone: the text goes on alone']
    assert_shown(watcher, lambda t: t + FRAME_S, since_s=3.1)
    assert took_s == pytest.approx(LENGTH_S, abs=3 * FRAME_S)


def test_a_missing_track_is_told_and_the_other_one_plays(tmp_path: Path) -> None:
    folder, said, device = session(tmp_path / "s"), list[str](), Device()
    (folder / "actor.wav").unlink()
    watch(line(), SoundClock(Tape(folder, said.append), device))
    assert len(said) == 1 and "actor.wav" in said[0] and "missing" in said[0]
    heard = np.frombuffer(bytes(device.heard_pcm), np.int16)
    assert not heard[::2].any() and heard[1::2].tobytes() == noise(2)


def test_flac_sounds_the_same_and_damage_in_it_is_told_once(tmp_path: Path) -> None:
    folder, said, device = session(tmp_path / "s"), list[str](), Device()
    for who, seed in (("actor", 1), ("partner", 2)):
        (folder / f"{who}.wav").unlink()
        flac.write(folder / f"{who}.flac", [noise(seed)])
    tape = Tape(folder, said.append)
    whole = np.frombuffer(b"".join(tape.stereo(4.7, 6.0)), np.int16)
    begin, end = round(4.7 * RATE), 6 * RATE
    assert whole[::2].tobytes() == noise(1)[2 * begin : 2 * end] and not said
    assert tape.level_db(4.7) == pytest.approx(-16.0, abs=1) and tape.level_db(11.999) == -90.0
    path = folder / "actor.flac"
    path.write_bytes(path.read_bytes()[:42])  # only its head is left
    watch(line(), SoundClock(Tape(folder, said.append), device), [(1.0, "n"), (2.0, "p")])
    heard = np.frombuffer(bytes(device.heard_pcm), np.int16)
    assert not heard[::2].any() and heard[1 : 2 * RATE : 2].tobytes() == noise(2)[: 2 * RATE]
    assert len(said) == 1 and "damaged" in said[0]


def test_a_track_that_ends_early_is_silent_after_its_end(tmp_path: Path) -> None:
    folder = session(tmp_path / "s")
    path = folder / "partner.wav"
    path.write_bytes(path.read_bytes()[: 44 + 2 * RATE])
    both = array("h", b"".join(Tape(folder, pytest.fail).stereo(0.95, 1.2)))
    assert both[1::2].tobytes() == noise(2)[int(1.9 * RATE) : 2 * RATE] + bytes(int(0.4 * RATE))
    assert both[::2].tobytes() == noise(1)[int(1.9 * RATE) : int(2.4 * RATE)]
