"""Who has the floor, and what happens next. Pure: events in, cues out; no clock, no I/O, no await.

    open --voice--> actor --soft end--> actor, reply being prepared --hard end--> thinking
      ^               ^---------------- speech again: Withdraw, same line goes on -----|
      |                                                                                v
      +---- all heard, or Cut ------------------------ partner <---- first sound ------+
                                              voice over it: Dip, then it goes on, or Cut

Rules for this file: only facts that arrive as events change anything; late facts are known by
their line and revision, never by luck; what was prepared and not heard leaves no trace.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from . import events as ev
from . import overlaps
from . import turns as judge
from .company import Company
from .reply import Covers, Reply
from .settings import Turns
from .transcript import Line, Transcript


@dataclass(slots=True)
class Stage:
    """turns: patience in seconds. silence_s: the partner breaks a longer one; 0 = never.

    covers: what the character says when the mind fails; fillers: while it is slow.
    opens: who begins, "actor" or "partner".
    """

    turns: Turns = field(default_factory=Turns)
    silence_s: float = 0.0
    covers: tuple[str, ...] = ()
    opens: str = "actor"
    fillers: tuple[str, ...] = ()
    company: Company = field(default_factory=Company)
    floor: str = "open"  # open, actor, thinking, partner
    frame: int = 0
    over: bool = False
    told: Transcript = field(default_factory=Transcript)
    line: Line | None = None  # the actor's line that goes on or waits for its answer
    reply: Reply | None = None
    revision: int = 0  # number of the newest soft end
    held: set[str] = field(default_factory=set)  # who keeps the floor by a key
    pause: judge.Pause = field(default_factory=judge.Pause)  # what is known of the actor's line
    _runs: judge.Runs = field(default_factory=judge.Runs)  # of whoever speaks
    _paused: bool = False  # the soft end of the actor's line is reached
    _heard: bool = False  # the final words up to it are there
    _over: overlaps.Overlap | None = None  # the actor's voice while the partner speaks
    _spoken: int = 0  # frames since the partner's first sound
    _open: int = 0  # frames for which the floor has been open
    _thinking: int = 0  # frames since the hard end
    _nudges: int = 0  # silences broken since the actor last spoke
    _covers: Covers = field(default_factory=Covers)

    def __post_init__(self) -> None:
        self._covers = Covers(self.covers, self.fillers)

    @property
    def lines(self) -> list[Line]:
        """What the character remembers of the scene."""
        return self.told.lines

    def step(self, event: ev.Event) -> list[ev.Cue]:
        """One fact in, orders out."""
        if self.over:
            return []
        self.pause.learn(event)
        match event:
            case ev.Frame():
                return self._frame(event)
            case ev.Words(line=number) if self.line and self.line.number == number:
                return self._words(self.line, event)
            case ev.Words(line=number) if self._over and self._over.line.number == number:
                return self._judge(self._over) if self._over.hears(event, self.revision) else []
            case ev.Words(final=True):
                self.told.finish(event)  # of a line that was handed over
            case ev.Present():
                self.company.change(event)
            case ev.Reading(line=n, revision=r) if reply := self._current(n, r):
                reply.line.reading = reply.line.reading or event
            case ev.Drafted(line=n, revision=r) if reply := self._current(n, r):
                reply.clauses += 1
                return [reply.say(event.text, event.feeling, event.intensity)]
            case ev.DraftDone(line=n, revision=r) if reply := self._current(n, r):
                reply.drafting = False
                return self._maybe_yield()
            case ev.Playing(line=n) if self.reply and self.reply.answered_as(n):
                self.floor, self._spoken = "partner", 0
            case ev.Played():
                return self._played(event)
            case ev.Tone(line=number, words=words) if self.line and self.line.number == number:
                self.line.tone = words
            case ev.Hold(on=on, who=who):
                (self.held.add if on else self.held.discard)(who)
                if on and self.floor == "thinking" and self.line:
                    return self._resume()
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
            case "thinking":
                self._thinking += 1
                return self._filler()
            case "partner":
                self._spoken += 1
                return self._partner_floor(frame)
        return []

    def _open_floor(self) -> list[ev.Cue]:
        self._open += 1
        if judge.begun(self.turns, self._runs):
            return self._open_line()
        if not self.lines:
            return self._prompt("opening") if self.opens == "partner" else []
        if not self.held and judge.long_silence(self.silence_s, self._open, self._nudges):
            self._nudges += 1
            return self._prompt("silence")
        return []

    def _actor_floor(self) -> list[ev.Cue]:
        assert self.line is not None
        if self.line.performer != self._runs.who and judge.begun(self.turns, self._runs):
            return self._hand_over()
        if self._paused and judge.resumed(self.turns, self._runs):
            return self._resume()
        if self._paused and not self.held and judge.hard_end(self.turns, self.pause, self._runs):
            self.floor, self._thinking = "thinking", 0
            return self._answer() if self._heard else []
        if not self._paused and judge.soft_end(self.turns, self._runs):
            self._paused, self._heard, self.revision = True, False, self.revision + 1
            return [ev.Finish(self.line.number, self.revision, self.line.performer)]
        return []

    def _partner_floor(self, frame: ev.Frame) -> list[ev.Cue]:
        if self._over:
            self._over.step(frame)
            return self._judge(self._over)
        if not judge.barged_in(self.turns, self._runs):
            return []
        if self.turns.yields == "at once":
            return self._drop("barge-in") + self._open_line()
        line, voiced = self._new_line(), self._runs.voiced
        self._over = overlaps.Overlap(line, voiced, overlaps.early(self._spoken), frame.loud)
        return [ev.Listen(line.number, voiced, line.performer), *self._judge(self._over)]

    # -- the actor's voice over the partner's

    def _judge(self, over: overlaps.Overlap) -> list[ev.Cue]:
        assert self.reply is not None
        partner = self.reply.line.number
        match overlaps.verdict(self.turns, over):
            case "yield":
                return self._drop("barge-in")
            case "dip":
                over.dipped = True
                return [ev.Dip(partner, True)]
            case "ask":
                over.asked, self.revision = True, self.revision + 1
                return [ev.Finish(over.line.number, self.revision, over.line.performer)]
            case "passed":
                self._put_aside()
                return [ev.Dip(partner, False)] if over.dipped else []
        return []

    def _put_aside(self) -> None:
        """What the actor said over the partner is no line of the scene."""
        if self._over:
            self.told.asides.append(self._over.line)
        self._over = None

    # -- the actor's line

    def _open_line(self, line: Line | None = None) -> list[ev.Cue]:
        """A new line, or one that began over the partner's."""
        self.floor, self._paused, self._heard, self._nudges = "actor", False, False, 0
        self.line = line or self._new_line()
        self.lines.append(self.line)
        self.pause.begin(self.line.number)
        if line:
            return []
        self._runs.silent = 0  # a line has begun even if the careful detector does not hear it yet
        return [ev.Listen(self.line.number, self._runs.voiced, self._runs.who)]

    def _new_line(self) -> Line:
        return self.told.new("actor", "", self._runs.who, self.company.name(self._runs.who))

    def _hand_over(self) -> list[ev.Cue]:
        """Another performer answers: the line is over, and the partner is not asked."""
        line, cues = self.line, self._drop("handed over")
        if line and not self._heard:
            self.revision += 1
            cues.append(ev.Finish(line.number, self.revision, line.performer))
        return cues + self._open_line()

    def _resume(self) -> list[ev.Cue]:
        """The same line goes on; what was prepared is forgotten."""
        line = self.line
        assert line is not None
        if line.performer != self._runs.who:
            return self._hand_over()
        self.pause.waited(self._runs)
        cues = self._drop("resumed") if self.reply and self.reply.answered else []
        self.reply, self.line = None, line
        self.told.forget_after(line)
        self.floor, self._paused, self._heard = "actor", False, False
        return [*cues, ev.Withdraw(line.number, self.revision, line.performer)]

    def _words(self, line: Line, words: ev.Words) -> list[ev.Cue]:
        if not words.final:
            line.text = line.text if self._heard else words.text
            return []
        if not self._paused or self._heard or words.revision != self.revision:
            return []
        self._heard, line.text = True, words.text.strip()
        self.pause.addressed = self.company.addressed(line, self.lines)
        if self.floor == "thinking":
            return self._answer()
        return self._prepare("turn") if line.text else []

    # -- the partner's line

    def _prepare(self, why: str) -> list[ev.Cue]:
        self.reply = Reply(self.told.add("partner"), self.revision)
        return [ev.Prepare(self.reply.line.number, self.revision, why)]

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

    def _filler(self) -> list[ev.Cue]:
        """The mind is slow: a sound covers it."""
        if self.reply and self.line and judge.slow(self.turns, self._thinking):
            return [*self.reply.fill(self._covers, self.lines)]
        return []

    def _played(self, played: ev.Played) -> list[ev.Cue]:
        self.told.heard(played)
        if self.reply and self.reply.line.number == played.line and not (played.cut or played.more):
            self.reply.said -= 1
            return self._maybe_yield()
        return []

    def _maybe_yield(self) -> list[ev.Cue]:
        """The floor is open again once everything that will be said has been heard."""
        if self.reply and self.reply.over:
            if not self.reply.clauses:
                return self._drop("empty")
            self.reply = None
            self._open_floor_again()
        return []

    def _new_choice(self, choice: ev.NewChoice) -> list[ev.Cue]:
        """Back to before the partner's newest line; it offers another unless a better one is given.

        The actor's line in which it was called for is no part of the scene.
        """
        line = self.line
        self._put_aside()
        cues = self._drop("new choice")
        if choice.source == "spoken" and line and self.lines[-1] is line:
            self.lines.pop()
            self._open_floor_again()
        if not self.told.reject():
            return cues
        self._open_floor_again()
        if choice.better:
            self.told.add("partner", choice.better)
            return cues
        return cues + self._prompt("new choice")

    # -- when it goes wrong, or ends

    def _trouble(self, trouble: ev.Trouble) -> list[ev.Cue]:
        reply = self._current(trouble.line, trouble.revision)
        match trouble.who:
            case "recording":
                self.over = True
                return self._drop("trouble")
            case "mind" if reply:
                return [*reply.fail(self._covers)] or self._maybe_yield()
            case "voice" | "speaker" if reply or (self.reply and trouble.who == "speaker"):
                return self._drop("trouble")
            case "ears" if line := self._over.line if self._over else self.line:
                # What was understood so far has to do.
                return self.step(ev.Words(line.number, line.text, True, trouble.revision))
        return []

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
        over, self._over = self._over, None
        self.floor, self.line, self._open = "open", None, 0
        self.pause.intent = None
        if over:
            self._open_line(over.line)

    def _current(self, number: int, revision: int) -> Reply | None:
        """The reply in the making, if it is this one: late results of others are ignored."""
        reply = self.reply
        if reply and reply.line.number == number and reply.revision == revision:
            return reply
        return None
