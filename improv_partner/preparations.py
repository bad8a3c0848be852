"""What each reply cost that was made ready before it was known whether it may be heard. Pure."""

from __future__ import annotations

from dataclasses import dataclass

from .events import Cut, DraftDone, Drafted, Playing, Prepare, Withdraw
from .exchange import Preparation
from .recording import Entry


@dataclass(slots=True)
class Work:
    """The newest preparation, until it is withdrawn or stopped."""

    now: Preparation | None = None
    _writes: bool = False  # the mind has not said that it is done
    _heard: bool = False

    def learn(self, entry: Entry, soft_end_s: float | None) -> Preparation | None:
        """Gives a preparation that has just begun; soft_end_s: of the actor's line."""
        what, work = entry.what, self.now
        match what:
            case Prepare(revision=r, why=why):
                if work and why == "picked":  # another one was wanted
                    self._count(work, entry.t)
                    work.withdrawn = why
                since_s = soft_end_s if why == "turn" else None
                self.now = Preparation(r, why, entry.t, since_s)
                self._writes, self._heard = True, False
                return self.now
            case Drafted(revision=r, text=text) if work and r == work.revision:
                work.characters += len(text)
            case DraftDone(revision=r) if work and r == work.revision:
                self._count(work, entry.t)
                self._writes = False
            case Playing():
                self._heard = True
            case Cut() | Withdraw() if work:
                self._count(work, entry.t)
                why = what.why if isinstance(what, Cut) else "resumed"
                work.withdrawn = "" if self._heard else why
                self.now = None
        return None

    def _count(self, work: Preparation, t: float) -> None:
        if self._writes:
            work.work_s = t - work.prepared_s
