"""How the actor's line sounded against the actor's own usual, in deviations and in plain words.

Acoustics only; what it means is for people to say. Also: whether the microphone hears well.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..events import RATE_HZ
from .acoustics import SHORTEST_S, Features, Mask, curves, features, measure
from .pitch import HOP_S, Floats
from .tone_words import describe


@dataclass(frozen=True, slots=True)
class Tone:
    """A line's sound. z: deviations from the actor's usual in units of the actor's own spread.

    z has the names of SPREADS; that of pitch_st is of the numbers' pitch_hz, in semitones.
    words: a short description, "" if there is nothing to say (no speech, or no usual yet and
    nothing striking).
    """

    features: Features
    z: dict[str, float]
    words: str


# How much each measure differs between an actor's lines, until enough of them are known: standard
# deviations of one speaker's 9 stretches of 3 to 6 s, a little rounded up.
SPREADS: dict[str, float] = {
    "pitch_st": 1.5,
    "range_st": 3.0,
    "slope_st_s": 15.0,
    "loudness_db": 3.0,
    "rate_hz": 0.7,
    "voiced_share": 0.1,
    "pause_share": 0.12,
}
PRIOR_LINES = 5  # the SPREADS count as much as this many lines
KNOWN_LINES = 3  # from so many lines on there is a usual
KEPT_LINES = 60
NEAREST_S = 0.3  # recognisers' word times are seldom better
RATIOS = ("rate_hz", "range_st")


@dataclass(frozen=True, slots=True)
class Baseline:
    """An actor's usual: medians, and spreads from the median absolute deviation (MAD).

    From a sound check (settled: it stays as it is), else from the lines so far. lines: what is
    known of each, by name as in SPREADS.
    """

    lines: tuple[dict[str, float], ...] = ()
    settled: bool = False

    def update(self, features: Features) -> Baseline:
        """With one more line; the same if it is settled or the line is too short to tell."""
        if self.settled or features.speech_s < SHORTEST_S or features.pitch_hz is None:
            return self
        return Baseline((*self.lines, _measures(features))[-KEPT_LINES:])

    @property
    def known(self) -> bool:
        return len(self.lines) >= KNOWN_LINES

    def usual(self, name: str) -> tuple[float, float] | None:
        """Median and spread (as a standard deviation) of one of SPREADS."""
        values = np.array([line[name] for line in self.lines if name in line])
        if len(values) < KNOWN_LINES:
            return None
        median = float(np.median(values))
        mad = 1.4826 * float(np.median(np.abs(values - median)))
        whole = PRIOR_LINES * SPREADS[name] ** 2 + len(values) * mad**2
        return median, float(np.sqrt(whole / (PRIOR_LINES + len(values))))

    def z(self, features: Features) -> dict[str, float]:
        """Each measure of the line as a deviation in spreads; {} while nothing is known."""
        out = {}
        for name, value in _measures(features).items():
            if usual := self.usual(name):
                out[name] = round((value - usual[0]) / usual[1], 2)
        return out

    def shift(self, features: Features) -> dict[str, float]:
        """The line minus the usual, in the unit of each measure; RATIOS: divided by it."""
        out = {}
        for name, value in _measures(features).items():
            if usual := self.usual(name):
                is_ratio = name in RATIOS
                out[name] = value / max(usual[0], 0.1) if is_ratio else value - usual[0]
        return out

    def as_dict(self) -> dict[str, list[float]]:
        """Median and spread by name, for the recording's header."""
        found = {name: self.usual(name) for name in SPREADS}
        return {name: [round(x, 3) for x in usual] for name, usual in found.items() if usual}


def hear(pcm: bytes, usual: Baseline, words: Sequence[tuple[str, float, float]] = ()) -> Tone:
    """The tone of one line. words: (word, start_s, end_s) from the start of pcm, if known.

    Takes about 15 ms for a line of 10 s; give it the usual before this line, then update that.
    """
    found = measure(pcm)
    if found.speech_s < SHORTEST_S or found.pitch_hz is None:
        return Tone(found, {}, "")
    before = _word_at(found.pause_end_s, words) if found.pause_end_s is not None else ""
    text = describe(found.numbers(), usual.shift(found), before)
    return Tone(found, usual.z(found), text)


def _word_at(end_s: float, words: Sequence[tuple[str, float, float]]) -> str:
    """The word that begins where a pause ends; "" if none does within NEAREST_S."""
    near = [(abs(start_s - end_s), word) for word, start_s, _ in words]
    off_s, word = min(near, default=(NEAREST_S, ""))
    return word.strip(' .,!?;:"').lower() if off_s < NEAREST_S else ""


def _measures(features: Features) -> dict[str, float]:
    """What of a line is compared, by the names of SPREADS."""
    values = {name: getattr(features, name) for name in SPREADS}
    return {name: float(value) for name, value in values.items() if value is not None}


PIECE_S = 2.0  # a sound check is cut into pieces about as long as lines


def sound_check(pcm: bytes) -> Baseline:
    """The usual of an actor from about 20 s of ordinary talk; int16 mono 16 kHz.

    Cut in the middle of pauses into pieces of PIECE_S and more. Not `known` if that was too little.
    """
    whole = curves(pcm)
    baseline, start = Baseline(), 0
    for pause in [*whole.pauses(), (len(whole.f0_hz), len(whole.f0_hz))]:
        middle = (pause[0] + pause[1]) // 2
        if whole.is_speech[start:middle].sum() * HOP_S >= PIECE_S:
            baseline = baseline.update(features(whole.cut(start, middle)))
            start = middle
    return replace(baseline, settled=baseline.known)


@dataclass(frozen=True, slots=True)
class Level:
    """Whether a microphone hears a voice well.

    verdict: "ok", "clipping", "too quiet", "noisy" or "no voice". words: one line for a person.
    speech_db, room_db: RMS of the speech and of the rest, full scale = 0, -100 if there is none.
    clipped_share: of the speech's 10 ms.
    """

    verdict: str
    words: str
    speech_db: float = -100.0
    room_db: float = -100.0
    clipped_share: float = 0.0


CLIPPED = 32_440  # 99 % of full scale; three such samples in a row are a flat top
MOST_CLIPPED = 0.005  # of the 10 ms of speech
QUIETEST_DB = -45.0  # RMS of the speech: int16 still has 50 dB below it
LEAST_ABOVE_ROOM_DB = 12.0  # below this recognisers and pitch suffer


def judge_level(pcm: bytes) -> Level:
    """The level of some seconds of talk with pauses; int16 mono 16 kHz."""
    of = curves(pcm)
    speech = of.is_speech
    if speech.sum() * HOP_S < SHORTEST_S:
        room_db = round(_mean_db(of.level_db), 1)
        return Level("no voice", "No voice is heard: is it the right microphone?", -100.0, room_db)
    speech_db, room_db = _mean_db(of.level_db[speech]), _mean_db(of.level_db[~speech])
    clipped = _clipped(pcm, len(speech))[speech].mean()
    if clipped > MOST_CLIPPED:
        verdict, words = "clipping", "Too loud: turn the microphone down or move away from it."
    elif speech_db < QUIETEST_DB:
        verdict, words = "too quiet", "Too quiet: turn the microphone up or come nearer."
    elif speech_db - room_db < LEAST_ABOVE_ROOM_DB:
        verdict, words = "noisy", "The room is loud: come nearer, or close the window."
    else:
        verdict, words = "ok", "The level is good."
    return Level(verdict, words, round(speech_db, 1), round(room_db, 1), round(float(clipped), 4))


def _mean_db(levels_db: Floats) -> float:
    return float(10 * np.log10(np.mean(10 ** (levels_db / 10)))) if len(levels_db) else -100.0


def _clipped(pcm: bytes, frames: int) -> Mask:
    """Which 10 ms hold a flat top: three samples in a row near full scale, on the same side."""
    size = round(RATE_HZ * HOP_S)
    samples = np.frombuffer(pcm, "<i2", count=frames * size)
    flat = np.zeros(len(samples), np.bool_)
    for beyond in (samples >= CLIPPED, samples <= -CLIPPED):
        flat[2:] |= beyond[2:] & beyond[1:-1] & beyond[:-2]
    return np.asarray(flat.reshape(frames, size).any(axis=1), np.bool_)
