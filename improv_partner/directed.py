"""The stage with somebody in front of it: what a director's words change. Pure, like stage.py.

What happens, and what the partner is told, is remembered for its next reply. A freeze stops
everything where it is; time does not count. What is said meanwhile is heard, for somebody may want
to stop it all, but is no part of the scene: an open line ends with the freeze.
"""

from __future__ import annotations

from dataclasses import dataclass

from . import events as ev
from . import turns as judge
from .reply import Reply
from .stage import Stage
from .transcript import Line


@dataclass(slots=True)
class DirectedStage(Stage):
    """frozen: nothing begins or ends until the director says "go on", or calls a new choice."""

    frozen: bool = False
    _torn: bool = False  # the actor's line began before the freeze: what follows is another
    _aside: Line | None = None  # what is being said during the freeze

    def step(self, event: ev.Event) -> list[ev.Cue]:
        """See Stage."""
        if self.over:
            return []
        match event:
            case ev.Frame() if self.frozen:
                return self._meanwhile(event)
            case ev.Hold(who="director", on=on):
                return [] if on is self.frozen else self._freeze() if on else self._thaw()
            case ev.Direction():
                self.told.direct(event)
                return []
            case ev.Pick():
                return self._pick(event)
            case ev.NewChoice(source="spoken") if self.frozen:
                return []
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
        self._runs.again()
        self._put_aside()
        cues: list[ev.Cue] = []
        if line := self.line:
            self._torn = True
            if self.floor == "actor" and not self._paused:
                self._paused, self._heard, self.revision = True, False, self.revision + 1
                cues.append(ev.Finish(line.number, self.revision, line.performer))
        if (reply := self.reply) and reply.answered and not silent:
            cues.append(ev.Dip(reply.line.number, True))
        return cues

    def _meanwhile(self, frame: ev.Frame) -> list[ev.Cue]:
        """Ears on whoever speaks during the freeze, once they are through with the line before."""
        self.frame += 1
        self._runs.step(frame)
        if self.line and not self._heard:
            return []
        if aside := self._aside:
            if not judge.soft_end(self.turns, self._runs):
                return []
            self._aside, self.revision = None, self.revision + 1
            return [ev.Finish(aside.number, self.revision, aside.performer)]
        if not judge.begun(self.turns, self._runs):
            return []
        self._aside = line = self._new_line()
        self.told.asides.append(line)
        self._runs.silent = 0  # see Stage
        return [ev.Listen(line.number, self._runs.voiced, line.performer)]

    def _thaw(self) -> list[ev.Cue]:
        """On from where it stopped. Silence and voice are counted anew."""
        self.frozen, self._aside = False, None
        self._runs.again()
        reply = self.reply
        return [ev.Dip(reply.line.number, False)] if reply and reply.answered else []

    def _resume(self) -> list[ev.Cue]:
        """A line does not go on after a freeze: the ears had others to hear."""
        return self._hand_over() if self._torn else Stage._resume(self)

    def _open_line(self, line: Line | None = None) -> list[ev.Cue]:
        self._torn = False
        return Stage._open_line(self, line)

    def _pick(self, pick: ev.Pick) -> list[ev.Cue]:
        """Another reply takes the place of the one in the making, unless that may be heard."""
        old = self._current(pick.line, pick.revision)
        if old is None or old.answered:
            return []
        self.revision += 1
        old.line.reading = None
        self.reply = Reply(old.line, self.revision)
        return [ev.Prepare(old.line.number, self.revision, "picked")]
