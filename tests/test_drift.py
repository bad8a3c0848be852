"""Four hours with clocks that go wrong by 200 ppm each: the partner's track keeps to the frames.

The microphone's clock is the master: its samples are counted, and the log's frames with them. The
true place of a sound in the track is therefore the microphone's own reading of when it began.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from improv_partner.crew.capture import MEMORY, SETTLES, Origin
from improv_partner.events import FRAME_S, FRAME_SAMPLES, RATE_HZ
from improv_partner.recording import Recording
from improv_partner.track import SEAM_SAMPLES

HOURS = 4
PPM = 200e-6
EVERY_S, LINE_S = 60.0, 10.0
PLAYED_S = 0.1  # how much sound has left the speaker each time somebody looks
BEGAN_S = 1234.5  # on the event loop's clock
BLOCK = bytes(2 * round(PLAYED_S * RATE_HZ))


class Clock:
    """A device's clock that runs too fast (rate > 0) or too slow beside that of the event loop."""

    def __init__(self, rate: float) -> None:
        self._rate = rate

    def samples(self, seconds: float) -> float:
        """How many samples the device counts in so many seconds."""
        return seconds * RATE_HZ * (1 + self._rate)

    def seconds(self, samples: float) -> float:
        return samples / RATE_HZ / (1 + self._rate)


class Mic:
    """Frames as a device gives them: its origin is estimated as that of a real one."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.frame = 0
        self._origin = Origin()

    @property
    def origin_s(self) -> float:
        return self._origin.at_s

    def hear(self, until_s: float) -> None:
        """Every fifth frame is a witness, which is enough."""
        while (at_s := BEGAN_S + self.clock.seconds(self.frame * FRAME_SAMPLES)) < until_s:
            self._origin.heard(self.frame * FRAME_SAMPLES, at_s)
            self.frame += round(PLAYED_S / FRAME_S)

    def true_sample(self, at_s: float) -> float:
        return self.clock.samples(at_s - BEGAN_S)


def errors_s(mic: Mic, speaker: Clock, recording: Recording) -> Iterator[tuple[float, float]]:
    """Of each line: how far its first and its last sample are from where they should be.

    As live.py does it: the time at which sound left, less the origin, in samples.
    """
    at_s = BEGAN_S + EVERY_S / 2
    while at_s < BEGAN_S + HOURS * 3600:
        begins, pcm_samples = at_s, len(BLOCK) // 2
        errors = []
        while at_s < begins + LINE_S:
            mic.hear(at_s)
            # A speaker tells the time of its first sample and counts on from there.
            told_s = begins + len(errors) * PLAYED_S
            at = round((told_s - mic.origin_s) * RATE_HZ)
            placed = recording.partner(at, BLOCK)
            errors.append((placed - mic.true_sample(at_s)) / RATE_HZ)
            at_s += speaker.seconds(pcm_samples)
        yield errors[0], errors[-1]
        at_s = begins + EVERY_S


@pytest.mark.parametrize("mic_rate", [-PPM, 0.0, PPM])
@pytest.mark.parametrize("speaker_rate", [-PPM, PPM])
def test_the_partners_track_stays_with_the_frames(
    tmp_path_factory: pytest.TempPathFactory, mic_rate: float, speaker_rate: float
) -> None:
    folder = tmp_path_factory.mktemp("drift") / "s"
    recording = Recording(folder, {}, audio=False)  # the same places, without 900 MB of silence
    mic = Mic(Clock(mic_rate))
    lines = list(errors_s(mic, Clock(speaker_rate), recording))
    recording.close()
    starts = [start for start, _ in lines]
    assert len(lines) == HOURS * 60
    within = [abs(end - start) for start, end in lines]
    assert max(within) <= 0.005, "a line of 10 s drifts by both clocks' 4 ms"
    settled = starts[SETTLES:]
    assert max(settled) - min(settled) <= 0.001, "nothing grows: 1 ms in all, not in an hour"
    # The origin is the middle of the last MEMORY seconds: it lags by half of them, for ever alike.
    assert max(map(abs, starts)) <= (MEMORY // 2 + 1) * abs(mic_rate) + 2 / RATE_HZ


def test_the_drift_within_a_line_never_becomes_a_seam() -> None:
    longest_s = SEAM_SAMPLES / RATE_HZ / (2 * PPM)
    assert longest_s >= 150, "so long a line without a pause is still one sound"
