"""Who has the floor, and what happens next. Pure: events in, cues out; no clock, no I/O, no await.

    open --voice--> actor --soft end--> actor, reply being prepared --hard end--> thinking
      ^               ^---------------- speech again: Withdraw, same line goes on -----|
      |                                                                                v
      +---- all heard, or Cut ------------------------ partner <---- first sound ------+

Rules for this file: only facts that arrive as events change anything; late facts are known by
their line and revision, never by luck; what was prepared and not heard leaves no trace.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from . import events as ev
from . import turns as judge
from .settings import Turns


@dataclass(slots=True)
class Reply:
    """The partner's line in the making. said: clauses ordered and not yet played."""

    line: ev.Line
    revision: int
    said: int = 0
    clauses: int = 0
    drafting: bool = True
    answered: bool = False


@dataclass(slots=True)
class Stage:
    """turns: patience in seconds. silence_s: the partner breaks a longer one; 0 = never.

    covers: what the character says when the mind fails. opens: who begins, "actor" or "partner".
    """

    turns: Turns = field(default_factory=Turns)
    silence_s: float = 0.0
    covers: tuple[str, ...] = ()
    opens: str = "actor"
    floor: str = "open"  # open, actor, thinking, partner
    frame: int = 0
    over: bool = False
    lines: list[ev.Line] = field(default_factory=list)
    rejected: list[ev.Line] = field(default_factory=list)  # by a new choice: as if never said
    line: ev.Line | None = None  # the actor's line that goes on or waits for its answer
    reply: Reply | None = None
    revision: int = 0  # number of the newest soft end
    _runs: judge.Runs = field(default_factory=judge.Runs)
    _paused: bool = False  # the soft end of the actor's line is reached
    _heard: bool = False  # the final words up to it are there
    _open: int = 0  # frames for which the floor has been open
    _nudges: int = 0  # silences broken since the actor last spoke
    _covered: int = 0

    def step(self, event: ev.Event) -> list[ev.Cue]:
        """One fact in, orders out."""
        if self.over:
            return []
        match event:
            case ev.Frame():
                return self._frame(event)
            case ev.Words(line=number) if self.line and self.line.number == number:
                return self._words(self.line, event)
            case ev.Reading(line=n, revision=r) if reply := self._current(n, r):
                reply.line.reading = reply.line.reading or event
            case ev.Drafted(line=n, revision=r, text=text) if reply := self._current(n, r):
                return self._say(reply, text)
            case ev.DraftDone(line=n, revision=r) if reply := self._current(n, r):
                reply.drafting = False
                return self._maybe_yield()
            case ev.Playing(line=n) if (
                self.reply and self.reply.answered and self.reply.line.number == n
            ):
                self.floor = "partner"
            case ev.Played():
                return self._played(event)
            case ev.Tone(line=number, words=words) if self.line and self.line.number == number:
                self.line.tone = words
            case ev.NewChoice():
                return self._new_choice(event)
            case ev.Trouble():
                return self._trouble(event)
            case ev.Curtain():
                self.over = True
                return self._drop("curtain")
        return []

    # -- time passes

    def _frame(self, frame: ev.Frame) -> list[ev.Cue]:
        self.frame += 1
        self._runs.step(frame)
        match self.floor:
            case "open":
                return self._open_floor()
            case "actor":
                return self._actor_floor()
            case "thinking" if judge.resumed(self.turns, self._runs):
                return self._resume() if self.line else self._drop("barge-in") + self._open_line()
            case "partner" if judge.barged_in(self.turns, self._runs):
                return self._drop("barge-in") + self._open_line()
        return []

    def _open_floor(self) -> list[ev.Cue]:
        self._open += 1
        if judge.begun(self.turns, self._runs):
            return self._open_line()
        if not self.lines:
            return self._prompt("opening") if self.opens == "partner" else []
        if judge.long_silence(self.silence_s, self._open, self._nudges):
            self._nudges += 1
            return self._prompt("silence")
        return []

    def _actor_floor(self) -> list[ev.Cue]:
        if self._paused and judge.resumed(self.turns, self._runs):
            return self._resume()
        if self._paused and judge.hard_end(self.turns, self._runs):
            self.floor = "thinking"
            return self._answer() if self._heard else []
        if not self._paused and judge.soft_end(self.turns, self._runs):
            self._paused, self._heard, self.revision = True, False, self.revision + 1
            assert self.line is not None
            return [ev.Finish(self.line.number, self.revision)]
        return []

    # -- the actor's line

    def _open_line(self) -> list[ev.Cue]:
        self.floor, self._paused, self._heard, self._nudges = "actor", False, False, 0
        self._runs.silent = 0  # a line has begun even if the careful detector does not hear it yet
        self.line = ev.Line(self._next(), "actor")
        self.lines.append(self.line)
        return [ev.Listen(self.line.number, self._runs.voiced)]

    def _resume(self) -> list[ev.Cue]:
        """The same line goes on; what was prepared is forgotten."""
        assert self.line is not None
        line = self.line
        cues = self._drop("resumed") if self.reply and self.reply.answered else []
        self.reply, self.line = None, line
        del self.lines[self.lines.index(line) + 1 :]
        self.floor, self._paused, self._heard = "actor", False, False
        return [*cues, ev.Withdraw(line.number, self.revision)]

    def _words(self, line: ev.Line, words: ev.Words) -> list[ev.Cue]:
        if not words.final:
            line.text = line.text if self._heard else words.text
            return []
        if not self._paused or self._heard or words.revision != self.revision:
            return []
        self._heard, line.text = True, words.text.strip()
        if self.floor == "thinking":
            return self._answer()
        return self._prepare("turn") if line.text else []

    # -- the partner's line

    def _prepare(self, why: str) -> list[ev.Cue]:
        line = ev.Line(self._next(), "partner")
        self.lines.append(line)
        self.reply = Reply(line, self.revision)
        return [ev.Prepare(line.number, self.revision, why)]

    def _answer(self) -> list[ev.Cue]:
        """The hard end is reached and the words are there: the reply may be heard."""
        if self.line and not self.line.text:
            self._open_floor_again()  # nobody spoke: a cough, a chair
            return []
        cues = [] if self.reply else self._prepare("turn")
        assert self.reply is not None
        self.reply.answered = True
        cues.append(ev.Answer(self.reply.line.number, self.reply.revision))
        return cues + self._maybe_yield()

    def _prompt(self, why: str) -> list[ev.Cue]:
        """The partner speaks without a line of the actor before it."""
        self.floor, self.line, self.revision = "thinking", None, self.revision + 1
        return self._prepare(why) + self._answer()

    def _say(self, reply: Reply, text: str) -> list[ev.Cue]:
        reply.said += 1
        reply.clauses += 1
        return [ev.Say(reply.line.number, text)]

    def _played(self, played: ev.Played) -> list[ev.Cue]:
        for line in self.lines:
            if line.number == played.line and line.who == "partner":
                line.text = f"{line.text} {played.text}".strip()
                line.cut = line.cut or played.cut
        if self.reply and self.reply.line.number == played.line and not played.cut:
            self.reply.said -= 1
            return self._maybe_yield()
        return []

    def _maybe_yield(self) -> list[ev.Cue]:
        """The floor is open again once everything that will be said has been heard."""
        reply = self.reply
        if reply is None or not reply.answered or reply.drafting or reply.said > 0:
            return []
        if not reply.clauses:
            return self._drop("empty")
        self.reply = None
        self._open_floor_again()
        return []

    def _new_choice(self, choice: ev.NewChoice) -> list[ev.Cue]:
        """Back to before the partner's newest line; it offers another unless a better one is given.

        The actor's line in which it was called for is no part of the scene.
        """
        line = self.line
        cues = self._drop("new choice")
        if choice.source == "spoken" and line and self.lines[-1] is line:
            self.lines.pop()
        spoken = [one for one in self.lines if one.text or one.who == "partner"]
        if not spoken or spoken[-1].who == "actor":
            return cues
        self.rejected.append(self.lines.pop(self.lines.index(spoken[-1])))
        self._open_floor_again()
        if choice.better:
            self.lines.append(ev.Line(self._next(), "partner", choice.better))
            return cues
        return cues + self._prompt("new choice")

    def _next(self) -> int:
        return len(self.lines) + len(self.rejected) + 1

    # -- when it goes wrong, or ends

    def _trouble(self, trouble: ev.Trouble) -> list[ev.Cue]:
        reply = self._current(trouble.line, trouble.revision)
        match trouble.who:
            case "recording":
                self.over = True
                return self._drop("trouble")
            case "mind" if reply:
                return self._cover(reply)
            case "voice" if reply:
                return self._drop("trouble")
            case "speaker" if self.reply:
                return self._drop("trouble")
            case "ears" if self.line and trouble.revision:
                # What was understood so far has to do.
                done = ev.Words(self.line.number, self.line.text, True, trouble.revision)
                return self._words(self.line, done)
        return []

    def _cover(self, reply: Reply) -> list[ev.Cue]:
        """The mind failed: what it gave is all there is; if that is nothing, play a filler."""
        reply.drafting = False
        if reply.clauses or not self.covers:
            reply.line.cut = True
            return self._maybe_yield()
        self._covered += 1
        return self._say(reply, self.covers[(self._covered - 1) % len(self.covers)])

    def _drop(self, why: str) -> list[ev.Cue]:
        """End the reply now; what was heard of it stays in the character's memory."""
        reply, self.reply = self.reply, None
        if reply is None:
            return []
        reply.line.cut = True
        if reply.answered:
            self._open_floor_again()
        else:
            self.lines.remove(reply.line)
        return [ev.Cut(reply.line.number, why)]

    def _open_floor_again(self) -> None:
        self.floor, self.line, self._open = "open", None, 0

    def _current(self, number: int, revision: int) -> Reply | None:
        """The reply in the making, if it is this one: late results of others are ignored."""
        reply = self.reply
        if reply and reply.line.number == number and reply.revision == revision:
            return reply
        return None
