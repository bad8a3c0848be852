"""The log as exchanges: actor's line, partner's line, what was meant and read, and when.

One fold of entries, used by the live screen, exchanges.jsonl and research. Times are seconds since
sample 0. What is bound to a line by its frames or samples is exact on the audio's clock.

A tag belongs to the line it overlaps, counted from 0.3 s before the line begins (a scripted tag, or
a finger, may be a little quicker than the tongue), or whose end is at most 2 s ago unless a new
line of the actor has begun. A spoken beat belongs to the line that follows it. Of several
performers each tags the own lines. A tag that belongs to no line is kept with `bound` false.

A voice over the partner's begins an exchange only when it turns out to be a line: the partner was
stopped for it, or ended before it. Else it is a backchannel of the exchange it was heard in. The
stage's cues follow the event they answer, so what an event led to is known with the next entry.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from math import inf

from . import events as ev
from .events import FRAME_S, RATE_HZ
from .exchange import Backchannel, Dipped, Exchange, Rejected, Tag, Timing
from .preparations import Work
from .recording import Entry
from .talking_over import ActorVoice, Speaking, Unclear, measure

FILE = "exchanges.jsonl"
LEAD_S = 0.3  # a tag may come this much before its line
STRUCK = ("key", "page")  # a tag that is struck again gets stronger

__all__ = ["Exchange", "Fold", "Rejected", "Tag", "Timing", "as_text", "exchanges"]


def _announces(tag: Tag, since_s: float) -> bool:
    """Does a tag from before a line belong to it? since_s: inf = the line is the partner's."""
    return tag.t >= since_s or (tag.intent.source == "spoken" and since_s < inf)


class Fold:
    """Entries in, exchanges out. One is whole a little after the next has begun, or at the end.

    now: the exchange that is being played.
    """

    def __init__(self) -> None:
        self.now = Exchange(0)
        self._before: Exchange | None = None  # has ended, but its last sound may still be told
        self._count = 0
        self._speech_end_s: dict[str, float] = {}  # by performer; who speaks has none
        self._talker = "actor"
        self._frozen = False
        self._undone: tuple[int, Exchange, Tag] | None = None  # the newest, with its frame
        self._voice = ActorVoice()
        self._speaking = Speaking()
        self._over: Unclear | None = None  # the actor's voice over the partner's
        self._work = Work()

    def add(self, entry: Entry) -> Exchange | None:
        """The exchange that has become whole with this entry, if one has."""
        what, frame_s = entry.what, entry.frame * FRAME_S
        over = self._over
        done = self._decide(what, entry.t)
        now, timing = self.now, self.now.timing
        match what:
            case ev.Voice():
                self._hear(what, frame_s - FRAME_S)
            case ev.Listen() if self._frozen:  # what is said in a freeze is no part of the scene
                pass
            case ev.Listen(line=n, back=back, who=who) if self._speaking.line:
                self._over = Unclear(n, frame_s - back * FRAME_S, who)
            case ev.Listen(line=n, back=back, who=who):
                self._yielded(now, frame_s - back * FRAME_S)
                done = self._begin("turn", frame_s - back * FRAME_S, who)
                self.now.actor_line = n
            case ev.Prepare(line=n, why=why):
                if why in ("opening", "silence"):
                    done = self._begin(why, None)
                elif why == "picked":
                    now.forget_reply(ended=True)
                self.now.partner_line = n
            case ev.Finish(line=n) if n == now.actor_line:
                timing.soft_end_s, timing.last_sound_s = frame_s, None
                timing.actor_end_s = self._speech_end_s.get(now.performer) or frame_s
            case ev.Words():
                done = self._words(what, entry.t, done)
            case ev.Answer():
                timing.answer_s = frame_s
            case ev.Withdraw():
                now.withdrawn += 1
                now.forget_reply()
            case ev.Tone(line=n, numbers=heard) if n == now.actor_line:
                now.tone = what
                if timing.soft_end_s is not None and "silent_s" in heard:
                    timing.last_sound_s = timing.soft_end_s - heard["silent_s"]
            case ev.NewChoice() as choice if not (self._frozen and choice.source == "spoken"):
                self._frozen = False
                self._reject(choice, over is None)
            case ev.Intent() | ev.Undo() | ev.Mark() | ev.Trouble() | ev.Hold():
                self._note(entry)
            case _:
                self._partner(entry)
        self._learn(entry)
        return None if done and done.empty else done

    def _note(self, entry: Entry) -> None:
        """What people did besides speaking, and what went wrong."""
        match entry.what:
            case ev.Intent() as intent:
                self._tag(entry, intent)
            case ev.Undo(who=who):
                self._undo(entry, who)
            case ev.Mark(text=text):
                self.now.marks.append(text)
            case ev.Trouble(who=who, what=wrong):
                self.now.troubles.append(f"{who}: {wrong}")
            case ev.Hold(who="director", on=on):
                self._frozen = on

    def _words(self, words: ev.Words, t: float, done: Exchange | None) -> Exchange | None:
        """done: what has become whole before; gives that, or what has now."""
        now, before = self.now, self._before
        if words.line == now.actor_line:
            if words.final and words.text and not done and not (before and before.awaited):
                done, self._before = before, None  # from now on no new choice reaches back
            now.said = words.text
            now.timing.words_s = t if words.final else now.timing.words_s
        elif before and words.line == before.actor_line and words.final:  # it was handed over
            before.said, before.timing.words_s = words.text, t
        return done

    def _hear(self, voice: ev.Voice, at_s: float) -> None:
        """at_s: where the frame begins. The careful detector tells where speech ends."""
        if voice.who != self._talker:  # another has the word
            self._speech_end_s.setdefault(self._talker, at_s)
            self._talker = voice.who
        if voice.speech:
            self._speech_end_s.pop(voice.who, None)
        else:  # what the others hear later is no speech
            self._speech_end_s.setdefault(voice.who, at_s)
        self._voice.change(voice, at_s)

    # -- the actor's voice over the partner's

    def _decide(self, what: ev.Event | ev.Cue, t: float) -> Exchange | None:
        """What the entry before has led to. Gives an exchange that became whole."""
        done, over = None, self._over
        ended = self._speaking.ended and not isinstance(what, ev.Say)
        match what:
            case ev.NewChoice(source="spoken"):
                self._over = None  # it was this call
            case ev.NewChoice() | ev.Cut(why="curtain") | ev.Hold(on=True, who="director"):
                self._put_aside(t)
            case ev.Cut(line=n, why=why) if over:
                if why == "barge-in" and (exchange := self.of_line(n)):
                    exchange.timing.interrupted_s = over.start_s
                done = self._promote(over)
            case _ if over and over.passed:
                self._put_aside(t)
            case _ if over and (ended or isinstance(what, ev.Prepare)):
                done = self._promote(over)
        if ended:
            self._speaking = Speaking()
        return done

    def _promote(self, over: Unclear) -> Exchange | None:
        """It is a line."""
        self._over = None
        done = self._begin("turn", over.start_s, over.performer)
        self.now.actor_line, self.now.said = over.line, over.text
        return done

    def _put_aside(self, t: float) -> None:
        """It is no line."""
        over, exchange = self._over, self.of_line(self._speaking.line)
        if over and exchange:
            end_s = max(self._voice.end_s(t), over.start_s)
            exchange.backchannels.append(Backchannel(over.text, over.start_s, end_s))
            measure(exchange, self._voice)
        self._over = None

    def _yielded(self, exchange: Exchange, since_s: float) -> None:
        """A partner that yields at once was cut just before this voice became a line."""
        timing = exchange.timing
        cut = exchange.cut == "barge-in" and timing.first_sound_s is not None
        if cut and timing.interrupted_s is None:
            timing.interrupted_s = since_s

    def _learn(self, entry: Entry) -> None:
        """What has to be known to decide, and what preparations cost."""
        self._speaking.learn(entry.what)
        if self._over:
            self._over.learn(entry.what)
        if begun := self._work.learn(entry, self.now.timing.soft_end_s):
            self.now.prepared.append(begun)

    # -- the partner's line

    def _partner(self, entry: Entry) -> None:
        """What happens to the partner's line; it may be the one of the exchange before."""
        what = entry.what
        line = getattr(what, "line", 0)
        for rejected in self.now.rejected:
            if rejected.line == line and isinstance(what, ev.Played):  # told after it was rejected
                rejected.heard = f"{rejected.heard} {what.text}".strip()
                self._sounded(self.now, what)
        exchange = self.of_line(line)
        if not line or exchange is None:
            return
        timing = exchange.timing
        match what:
            case ev.Began():
                timing.first_token_s = entry.t
            case ev.Reading():
                exchange.reading = exchange.reading or what
            case ev.Drafted(text=text, feeling=feeling, intensity=intensity):
                timing.first_clause_s = timing.first_clause_s or entry.t
                exchange.drafted = f"{exchange.drafted} {text}".strip()
                exchange.planned.append(f"{feeling} {intensity or ''}".strip())
            case ev.Playing(sample=sample):
                timing.first_sound_s = sample / RATE_HZ
            case ev.Tone():
                exchange.delivered = what
            case ev.Played(text=text, sample=sample, samples=samples):
                exchange.heard = f"{exchange.heard} {text}".strip()
                timing.partner_end_s = (sample + samples) / RATE_HZ
                self._sounded(exchange, what)
            case ev.Dip(on=True):
                exchange.dips.append(Dipped(entry.t))
            case ev.Dip() if exchange.dips:
                exchange.dips[-1].end_s = entry.t
                measure(exchange, self._voice)
            case ev.Cut(why="handed over") if timing.answer_s is None:
                exchange.withdrawn += 1
                exchange.forget_reply(ended=True)
            case ev.Cut(why=why):
                exchange.cut, timing.cut_s = why, entry.t
                measure(exchange, self._voice)

    def _sounded(self, exchange: Exchange, played: ev.Played) -> None:
        if played.samples:
            begin_s = played.sample / RATE_HZ
            exchange.sounds.append((begin_s, begin_s + played.samples / RATE_HZ))
            measure(exchange, self._voice)

    def of_line(self, line: int) -> Exchange | None:
        """The exchange that this line of the partner belongs to, if it is not whole yet."""
        return next((e for e in (self.now, self._before) if e and e.partner_line == line), None)

    def end(self) -> list[Exchange]:
        """What is left when the log ends."""
        done = None
        if self._over and self._speaking.ended and not self._over.passed:
            done = self._promote(self._over)
        self._put_aside(self._over.start_s if self._over else 0.0)
        rest = [e for e in (done, self._before, self.now) if e and not e.empty]
        self._before, self.now = None, Exchange(0)
        return rest

    def _begin(self, why: str, start_s: float | None, who: str = "actor") -> Exchange | None:
        """A new exchange; gives the one before the last if that is still held."""
        done, old = None, self.now
        empty = old.empty and not (old.awaited and old.performer != who)
        if not empty:  # else nobody spoke, and the one before is still the newest
            done, self._before = self._before, old
        self._count += not empty or not self._count
        new = self.now = Exchange(self._count, why, performer=who)
        new.timing.actor_start_s = start_s
        since_s = inf if start_s is None else start_s - LEAD_S
        own = [tag for tag in old.intents if tag.t >= since_s and tag.intent.who == who]
        new.intents = [
            Tag(tag.t, tag.intent.who == who and _announces(tag, since_s), tag.intent)
            for tag in (old.intents if empty else own)
        ]
        if empty:  # what was marked while nobody spoke is not lost
            new.marks, new.prepared = old.marks, old.prepared
        else:
            old.intents = [tag for tag in old.intents if tag not in own]
        return done

    def _reject(self, choice: ev.NewChoice, alone: bool) -> None:
        """The reply moves aside; if the call was a line of its own, that was no exchange.

        alone: it was not spoken over the partner.
        """
        if self._before and (self.now.empty or (choice.source == "spoken" and alone)):
            self._before.intents += [replace(tag, bound=False) for tag in self.now.intents]
            self.now, self._before = self._before, None
        if self.now.partner_line:
            self.now.reject(choice.better)

    def _tag(self, entry: Entry, intent: ev.Intent) -> None:
        """A new tag, or one that a key has just made stronger: that keeps its time and its line."""
        frame, exchange, old = self._undone or (-1, self.now, None)
        again = old and old.intent.who == intent.who and intent.source in STRUCK
        if old and again and frame == entry.frame:
            exchange.intents.append(replace(old, intent=intent))
        else:
            t = entry.t if intent.at_s is None else intent.at_s
            place = self._place(t, intent.who)
            place.intents.append(Tag(t, place.binds(t, intent.who), intent))
        self._undone = None

    def _undo(self, entry: Entry, who: str) -> None:
        """The newest tag of this performer is taken back."""
        if found := self.newest(who):
            found[0].intents.remove(found[1])
            self._undone = entry.frame, *found

    def newest(self, who: str) -> tuple[Exchange, Tag] | None:
        """This performer's newest tag that may still be taken back, and its exchange."""
        held = [e for e in (self.now, self._before) if e]
        return next(
            ((e, t) for e in held for t in reversed(e.intents) if t.intent.who == who), None
        )

    def _place(self, t: float, who: str) -> Exchange:
        """Where a tag of this time belongs: on its way it may meet the next line, or another's."""
        start_s, before = self.now.timing.actor_start_s or 0.0, self._before
        own = before and before.performer == who != self.now.performer
        return before if before and (own or t < start_s - LEAD_S) else self.now


def exchanges(entries: Iterable[Entry]) -> Iterator[Exchange]:
    """All exchanges of a log."""
    fold = Fold()
    for entry in entries:
        if done := fold.add(entry):
            yield done
    yield from fold.end()


def as_text(done: Iterable[Exchange]) -> str:
    """The text of exchanges.jsonl: a JSON line for each."""
    return "".join(json.dumps(e.as_dict(), ensure_ascii=False) + "\n" for e in done)
