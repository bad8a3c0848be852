"""The stage with somebody in front of it: what a director's words change. Pure, like stage.py.

What happens, and what the partner is told, is remembered for its next reply. A freeze stops
everything where it is; what is said meanwhile is no part of the scene, and time does not count.
"""

from __future__ import annotations

from dataclasses import dataclass

from . import events as ev
from . import turns as judge
from .reply import Reply
from .stage import Stage

DIRECTOR = "director"  # who is in no scene, but may hold it


@dataclass(slots=True)
class DirectedStage(Stage):
    """frozen: nothing begins or ends until the director says "go on", or calls a new choice."""

    frozen: bool = False

    def step(self, event: ev.Event) -> list[ev.Cue]:
        """See Stage."""
        if self.over:
            return []
        match event:
            case ev.Frame() if self.frozen:
                self.frame += 1
                return []
            case ev.Hold(who="director", on=on):
                return [] if on is self.frozen else self._freeze() if on else self._thaw()
            case ev.Direction():
                self.told.direct(event)
                return []
            case ev.Pick():
                return self._pick(event)
            case ev.NewChoice() if self.frozen:
                return [*self._thaw(), *Stage.step(self, event)]
        cues = Stage.step(self, event)
        if self.frozen:  # an answer that was on its way is heard after the freeze
            cues += [ev.Dip(cue.line, True) for cue in cues if isinstance(cue, ev.Answer)]
        return cues

    def _freeze(self) -> list[ev.Cue]:
        """The partner falls silent in mid-word; an overlap that is not yet decided is dropped."""
        silent = bool(self._over and self._over.dipped)
        self.frozen = True
        self._put_aside()
        reply = self.reply
        return [ev.Dip(reply.line.number, True)] if reply and reply.answered and not silent else []

    def _thaw(self) -> list[ev.Cue]:
        """On from where it stopped. Silence and voice are counted anew."""
        self.frozen, self._runs = False, judge.Runs()
        reply = self.reply
        return [ev.Dip(reply.line.number, False)] if reply and reply.answered else []

    def _pick(self, pick: ev.Pick) -> list[ev.Cue]:
        """Another reply takes the place of the one in the making, unless that may be heard."""
        old = self._current(pick.line, pick.revision)
        if old is None or old.answered:
            return []
        self.revision += 1
        old.line.reading = None
        self.reply = Reply(old.line, self.revision)
        return [ev.Prepare(old.line.number, self.revision, "picked")]
