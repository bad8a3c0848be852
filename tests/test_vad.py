"""The two voice detectors: the quick one hears a voice begin, the careful one hears it end."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from improv_partner.crew import Vad
from improv_partner.crew.voice_end import SILENCE, SPEECH, SileroVad
from improv_partner.crew.voice_start import QuickVad
from improv_partner.errors import CrewError
from improv_partner.events import FRAME_S

from .speech import AFTER_S, BEFORE_S, SENTENCES, frames, noise, quiet, tone

BOTH = pytest.mark.parametrize("make", [QuickVad, SileroVad])


def decisions(vad: Vad, sound: list[bytes]) -> list[bool]:
    return [vad.voiced(frame) for frame in sound]


def first_and_last_s(made: list[bool]) -> tuple[float, float]:
    voiced = [number for number, is_voiced in enumerate(made) if is_voiced]
    return voiced[0] * FRAME_S, (voiced[-1] + 1) * FRAME_S


@pytest.mark.parametrize("file", SENTENCES)
@pytest.mark.parametrize(
    ("make", "late_s", "lag_s"), [(QuickVad, 0.12, 0.5), (SileroVad, 0.2, 0.3)]
)
def test_a_sentence_is_framed(
    make: Callable[[], Vad], file: str, late_s: float, lag_s: float
) -> None:
    clip = frames(file)
    made = decisions(make(), [*clip, *quiet(1)])
    began_s, ended_s = BEFORE_S, len(clip) * FRAME_S - AFTER_S
    on_s, off_s = first_and_last_s(made)
    assert began_s - 2 * FRAME_S <= on_s <= began_s + late_s
    assert ended_s - 0.3 <= off_s <= ended_s + lag_s  # a voice fades before it ends
    assert sum(made) * FRAME_S > 0.7 * (ended_s - began_s)


@BOTH
def test_silence_is_no_voice(make: Callable[[], Vad]) -> None:
    assert not any(decisions(make(), quiet(2)))


@pytest.mark.parametrize("sound", [noise(2, 0.001), noise(2, 0.1), tone(2, 440)])
def test_the_careful_one_knows_noise_from_speech(sound: list[bytes]) -> None:
    assert not any(decisions(SileroVad(), sound))


@BOTH
def test_two_of_them_do_not_disturb_each_other(make: Callable[[], Vad]) -> None:
    sound, other = frames("5-slt.flac"), frames("4-kal16.flac")
    alone = decisions(make(), sound)
    one, two = make(), make()
    together = []
    for number, frame in enumerate(sound):
        together.append(one.voiced(frame))
        two.voiced(other[number % len(other)])
    assert together == alone


def test_the_careful_one_decides_as_if_it_had_heard_the_whole_clip_at_once() -> None:
    from faster_whisper.vad import get_vad_model

    clip = frames("3-rms.flac")
    pcm = np.frombuffer(b"".join(clip), "<i2").astype(np.float32) / 32768
    hops = len(pcm) // 512
    speech, expected = False, []
    for probability in get_vad_model()(pcm[: hops * 512]).ravel():
        speech = probability >= (SILENCE if speech else SPEECH)
        expected.append(bool(speech))
    made = decisions(SileroVad(), clip)
    ready = [(hop + 1) * 512 for hop in range(hops)]  # samples heard when a hop is complete
    assert [made[-(-samples // 320) - 1] for samples in ready] == expected


@BOTH
def test_half_a_frame_is_refused(make: Callable[[], Vad]) -> None:
    with pytest.raises(CrewError, match=r"got 320 bytes; it needs 640 \(20 ms\)"):
        make().voiced(bytes(320))
