"""What our engine adds: every part takes a fixed time, so the first sound is due at a known moment.

A real clock, real frames of 20 ms, the real stage and loop; microphone, ears, mind and voice only
wait. The overhead is the first audible sample less the end of the longest chain of waits.
"""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass
from pathlib import Path

from improv_partner.crew.pretend import PretendSpeaker
from improv_partner.crew.scripted import ScriptedActor, ScriptedMind, ScriptedVoice, crew
from improv_partner.events import FRAME_S, RATE_HZ, Answer, Playing
from improv_partner.live import Show
from improv_partner.recording import Entry, Recording, read
from improv_partner.settings import Settings, Turns
from improv_partner.stage import Stage

FIRST_S, LINE_S, EVERY_S = 1.0, 0.8, 4.0  # when lines begin, how long they are


@dataclass(frozen=True, slots=True)
class Waits:
    """Seconds that each part takes. name: of the longest chain."""

    name: str
    ears_s: float
    mind_s: float
    clause_s: float
    voice_s: float

    @property
    def work_s(self) -> float:
        return self.ears_s + self.mind_s + self.clause_s + self.voice_s


CASES = (
    Waits("patience", 0.10, 0.05, 0.02, 0.02),
    Waits("ears", 1.00, 0.10, 0.05, 0.05),
    Waits("mind", 0.10, 0.80, 0.10, 0.05),
    Waits("voice", 0.10, 0.10, 0.05, 0.80),
)


def overheads_s(waits: Waits, count: int) -> list[float]:
    """Of so many lines."""
    begins = [FIRST_S + n * EVERY_S for n in range(count)]
    speech = [(begin, LINE_S, "I am glad that you came back.") for begin in begins]
    actor = ScriptedActor(speech, begins[-1] + EVERY_S, waits.ears_s)
    mind = ScriptedMind([["Yes."]] * 2 * count, waits.mind_s, waits.clause_s)
    parts = crew(actor, mind, PretendSpeaker(), ScriptedVoice(waits.voice_s))
    turns = Settings().turns
    with tempfile.TemporaryDirectory() as name:
        recording = Recording(Path(name) / "scene", {}, audio=False)
        asyncio.run(Show(Stage(turns), parts, recording).run())
        recording.close()
        entries = list(read(recording.folder)[1])
    return [_overhead_s(entries, begin + LINE_S, waits, turns) for begin in begins]


def _overhead_s(entries: list[Entry], end_s: float, waits: Waits, turns: Turns) -> float:
    """The chain ends with the work or with the turn, whichever is later."""
    answer_s = next(
        e.frame * FRAME_S
        for e in entries
        if isinstance(e.what, Answer) and e.frame * FRAME_S > end_s
    )
    sound_s = next(
        e.what.sample / RATE_HZ
        for e in entries
        if isinstance(e.what, Playing) and e.what.sample / RATE_HZ > end_s
    )
    return sound_s - max(end_s + turns.soft_end_s + waits.work_s, answer_s)
