"""What could be heard, in a few plain words about the sound: never the name of a feeling.

Relative to the actor's own usual wherever that is known. Thresholds: +6 dB, -4 dB and +3 semitones
were measured on the 24 actors of RAVDESS against their own neutral speech (the first and last are
almost only lively speech, -4 dB almost only calm or sad speech); the others are our judgement.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

# Deviation at which each word begins, for going up; loudness in dB, pitch in semitones.
_LOUDER = ((6.0, "louder"), (10.0, "much louder"))
_QUIETER = ((4.0, "quieter"), (8.0, "much quieter"))
_HIGHER = ((3.0, "higher"), (6.0, "much higher"))
_LOWER = ((2.0, "lower"), (4.0, "much lower"))
# As a ratio to the usual; of the range only if it also differs by RANGE_ST.
_FASTER = ((1.25, "fast"), (1.5, "very fast"))
_SLOWER = ((1.25, "slow"), (1.55, "very slow"))
WIDE, NARROW, RANGE_ST = 1.5, 0.6, 2.0
# Of the line itself.
ENDING_ST_S = 12.0  # over the last 0.4 s: about 5 semitones up or down
UNUSUAL_ENDING_ST_S = 6.0  # and so much more than usual: many voices fall at every end
PAUSE_S, LONG_PAUSE_S = 0.6, 1.2
BREATHY = 0.25  # less of the voiced share than usual by this: a whisper or much breath
USUAL = "much as usual"


def describe(
    numbers: Mapping[str, float], shift: Mapping[str, float], before: str = "", rest: str = USUAL
) -> str:
    """The line's sound in words, e.g. "much quieter than usual, slow, voice falls at the end".

    numbers: of the line; shift: the same minus the actor's usual (rate_hz, range_st: divided by
    it), empty if that is not known. before: the word that follows the longest pause.
    rest: what is said if the line is like the others; nothing if the usual is not known.
    """
    relative = [
        *_steps(shift.get("loudness_db", 0.0), _LOUDER, _QUIETER),
        *_steps(shift.get("pitch_st", 0.0), _HIGHER, _LOWER),
    ]
    words = [f"{' and '.join(relative)} than usual"] if relative else []
    rate = shift.get("rate_hz", 1.0)
    words += _steps(rate, _FASTER, ()) + _steps(-1 / max(rate, 0.1), (), _SLOWER)
    words += _melody(numbers.get("range_st"), shift.get("range_st", 1.0))
    words += _ending(numbers.get("slope_st_s", 0.0), shift.get("slope_st_s"))
    words += _pauses(numbers, before)
    if shift.get("voiced_share", 0.0) <= -BREATHY:
        words.append("more breath than voice")
    return ", ".join(words) if words else rest if shift else ""


def _steps(
    value: float, up: tuple[tuple[float, str], ...], down: tuple[tuple[float, str], ...]
) -> list[str]:
    """The word of the highest step that the value, or its negative, reaches."""
    steps = up if value > 0 else down
    reached = bisect_right([at for at, _ in steps], abs(value))
    return [steps[reached - 1][1]] if reached else []


def _melody(range_st: float | None, ratio: float) -> list[str]:
    if range_st is None or abs(range_st - range_st / ratio) < RANGE_ST:
        return []
    return ["the melody moves a lot"] if ratio >= WIDE else ["flat"] if ratio <= NARROW else []


def _ending(slope_st_s: float, shift_st_s: float | None) -> list[str]:
    way = 1 if slope_st_s > 0 else -1
    usual = shift_st_s is not None and way * shift_st_s < UNUSUAL_ENDING_ST_S
    if abs(slope_st_s) < ENDING_ST_S or usual:
        return []
    return ["voice rises at the end" if way > 0 else "voice falls at the end"]


def _pauses(numbers: Mapping[str, float], before: str) -> list[str]:
    longest_s = numbers.get("longest_pause_s", 0.0)
    if longest_s < PAUSE_S:
        return []
    kind = "long pause" if longest_s >= LONG_PAUSE_S else "pause"
    at = numbers.get("pause_at", 0.5)
    place = "early on" if at < 1 / 3 else "in the middle" if at < 2 / 3 else "near the end"
    where = f"before '{before}'" if before else place
    return [f"{kind} {where}"]
