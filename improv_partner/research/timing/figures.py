"""Gaps, cut-ins, overlaps, backchannels and preparations of sessions in figures.

Also: how far the log agrees with the sound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .measured import Row, Session

AWKWARD_S = 2.0  # a longer gap feels so between strangers (Templeton et al. 2023)
AGREE_S = 0.020  # log and sound
# People in two-party talk on the telephone (Switchboard, 2,438 talks, 99,781 changes of speaker
# without backchannels; measured on its word times).
PEOPLE = {
    "gap_median_s": 0.179,
    "gap_p5_s": -0.69,
    "gap_p95_s": 1.63,
    "awkward_share": 0.028,
    "overlap_share": 0.0382,
    "backchannels_a_minute": 6.1,
}


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one session or many; nan where there is nothing to count.

    gaps: from the actor's last sound to the partner's first; awkward_share: over 2 s. cut_ins: see
    measured.Sounded. interruptions: the partner was stopped. yielded_*: after how long.
    overlaps: exchanges in which both were heard; overlap_share: of the session's time.
    backchannels: with words; sounds: a laugh, a cough. dipped_s: of those the partner went on
    after. withdrawn: soft ends that were none; of the
    prepared replies unheard were, at a cost of characters written and seconds of work.
    """

    minutes: float
    gaps: int
    gap_median_s: float
    gap_p5_s: float
    gap_p95_s: float
    awkward_share: float
    cut_ins: int
    interruptions: int
    yielded_median_ms: float
    yielded_p95_ms: float
    overlaps: int
    overlap_ms: int
    overlap_share: float
    backchannels: int
    sounds: int
    dips: int
    dipped_s: float
    prepared: int
    withdrawn: int
    unheard: int
    unheard_characters: int
    unheard_work_s: float

    def a_minute(self, name: str) -> float:
        """One of the counts for each minute."""
        return float(getattr(self, name)) / self.minutes if self.minutes else float("nan")

    @property
    def backchannels_a_minute(self) -> float:
        return self.a_minute("backchannels")


def figures(sessions: Sequence[Session], by_sound: bool = False) -> Figures:
    """by_sound: gaps, cut-ins, overlaps and yielding as measured in the tracks, where there are."""
    pairs = [(row, session) for session in sessions for row in session.rows]
    rows = [row for row, _ in pairs if row.sound or not by_sound]
    heard_s = sum(s.length_s for s in sessions if not (by_sound and s.silent))
    gaps = [gap for row in rows if row.answers and (gap := gap_s(row, by_sound)) is not None]
    yielded = [ms for row in rows if (ms := yielded_ms(row, by_sound)) is not None]
    overlaps = [_overlap_ms(row, by_sound) for row in rows]
    asides = [one for row in rows for one in row.exchange.backchannels]
    dips = [dip for row in rows for dip in row.exchange.dips]
    work = [one for row in rows for one in row.exchange.prepared]
    unheard = [one for one in work if one.withdrawn]
    share = sum(overlaps) / 1000 / heard_s if heard_s else float("nan")
    return Figures(
        minutes=heard_s / 60,
        gaps=len(gaps),
        gap_median_s=_at(gaps, 50),
        gap_p5_s=_at(gaps, 5),
        gap_p95_s=_at(gaps, 95),
        awkward_share=sum(g > AWKWARD_S for g in gaps) / len(gaps) if gaps else float("nan"),
        cut_ins=sum(row.sound.cut_in if by_sound and row.sound else row.cut_in for row in rows),
        interruptions=len(yielded),
        yielded_median_ms=_at(yielded, 50),
        yielded_p95_ms=_at(yielded, 95),
        overlaps=sum(ms > 0 for ms in overlaps),
        overlap_ms=sum(overlaps),
        overlap_share=share,
        backchannels=sum(bool(one.text) for one in asides),
        sounds=sum(not one.text for one in asides),
        dips=len(dips),
        dipped_s=sum(dip.end_s - dip.start_s for dip in dips if dip.end_s is not None),
        prepared=len(work),
        withdrawn=sum(row.exchange.withdrawn for row in rows),
        unheard=len(unheard),
        unheard_characters=sum(one.characters for one in unheard),
        unheard_work_s=sum(one.work_s for one in unheard),
    )


def gap_s(row: Row, by_sound: bool) -> float | None:
    return row.sound.gap_s if by_sound and row.sound else row.exchange.timing.gap_s


def yielded_ms(row: Row, by_sound: bool) -> float | None:
    """From the voice for which the partner was stopped to its silence."""
    return row.sound.yielded_in_ms if by_sound and row.sound else row.exchange.yielded_in_ms


def _overlap_ms(row: Row, by_sound: bool) -> int:
    return row.sound.overlap_ms if by_sound and row.sound else row.exchange.overlap_ms


def _at(values: Sequence[float], percent: float) -> float:
    return float(np.percentile(values, percent)) if values else float("nan")


@dataclass(frozen=True, slots=True)
class Agreement:
    """Log minus sound, in ms: median, and 95 % of the differences are within p95_ms.

    share: of those within 20 ms.
    """

    what: str
    pairs: int
    median_ms: float
    p95_ms: float
    share: float


COMPARED = (
    "partner's first sound",
    "partner stopped",
    "actor's last sound",
    "actor's first sound",
    "gap",
)


def _logged_s(what: str, row: Row) -> float | None:
    t, cut = row.exchange.timing, row.exchange.cut
    stopped_s = t.partner_end_s if cut else None
    times = (t.first_sound_s, stopped_s, t.quiet_s, t.actor_start_s, t.gap_s)
    return times[COMPARED.index(what)]


def _sounded_s(what: str, row: Row) -> float | None:
    if not (s := row.sound) or (what == "gap" and not row.answers):
        return None
    times = (s.first_sound_s, s.stopped_s, s.actor_end_s, s.actor_start_s, s.gap_s)
    return times[COMPARED.index(what)]


def differences_s(sessions: Sequence[Session], what: str) -> list[float]:
    """Log minus sound, of each exchange that has both; what: of COMPARED."""
    rows = [row for session in sessions for row in session.rows]
    pairs = [(_logged_s(what, row), _sounded_s(what, row)) for row in rows]
    return [log - sound for log, sound in pairs if log is not None and sound is not None]


def agreement(sessions: Sequence[Session]) -> list[Agreement]:
    """One for each of COMPARED of which there are any."""
    out = []
    for what in COMPARED:
        if found := differences_s(sessions, what):
            off = np.abs(found)
            within = float(np.mean(off <= AGREE_S + 1e-6))
            median_ms, p95_ms = 1000 * float(np.median(found)), 1000 * _at(list(off), 95)
            out.append(Agreement(what, len(found), median_ms, p95_ms, within))
    return out
