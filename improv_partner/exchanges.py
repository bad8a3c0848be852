"""The log as exchanges: actor's line, partner's line, what was meant and read, and when.

One fold of entries, used by the live screen, exchanges.jsonl and research. Times are seconds since
sample 0. What is bound to a line by its frames or samples is exact on the audio's clock.

A tag belongs to the line it overlaps, counted from 0.3 s before the line begins (a scripted tag, or
a finger, may be a little quicker than the tongue), or whose end is at most 2 s ago unless a new
line of the actor has begun. A spoken beat belongs to the line that follows it. A tag that belongs
to no line is kept with `bound` false.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from .events import (
    FRAME_S,
    RATE_HZ,
    Answer,
    Began,
    Cut,
    Drafted,
    Finish,
    Intent,
    Listen,
    Mark,
    NewChoice,
    Played,
    Playing,
    Prepare,
    Reading,
    Tone,
    Trouble,
    Undo,
    Voice,
    Withdraw,
    Words,
)
from .exchange import Exchange, Rejected, Tag, Timing
from .recording import Entry

FILE = "exchanges.jsonl"
LEAD_S = 0.3  # a tag may come this much before its line
AFTER_S = 2.0  # or this much after its end


__all__ = ["Exchange", "Fold", "Ledger", "Rejected", "Tag", "Timing", "as_text", "exchanges"]


def _announces(tag: Tag, since_s: float | None) -> bool:
    """Does a tag from before a line belong to it? since_s: None = the line is the partner's."""
    if since_s is None:
        return False
    return tag.t >= since_s or tag.intent.source == "spoken"


class Fold:
    """Entries in, exchanges out. One is whole a little after the next has begun, or at the end.

    now: the exchange that is being played.
    """

    def __init__(self) -> None:
        self.now = Exchange(0)
        self._before: Exchange | None = None  # has ended, but its last sound may still be told
        self._count = 0
        self._speech_end_s: float | None = None
        self._undone: tuple[int, Exchange, Tag] | None = None  # the newest, with its frame

    def add(self, entry: Entry) -> Exchange | None:
        """The exchange that has become whole with this entry, if one has."""
        frame_s = entry.frame * FRAME_S
        now, timing = self.now, self.now.timing
        done: Exchange | None = None
        match entry.what:
            case Voice(speech=speech):
                self._speech_end_s = None if speech else frame_s - FRAME_S
            case Listen(line=n, back=back):
                start_s = frame_s - back * FRAME_S
                if (self._speech_end_s or 0.0) < start_s:  # of another line, not of this one
                    self._speech_end_s = None
                done = self._begin("turn", start_s)
                self.now.actor_line = n
            case Prepare(line=n, why=why):
                if why in ("opening", "silence"):
                    done = self._begin(why, None)
                self.now.partner_line = n
            case Finish():
                timing.soft_end_s = frame_s
                timing.actor_end_s = self._speech_end_s or frame_s
            case Words(line=n, text=text, final=final) if n == now.actor_line:
                if final and text:  # from now on no new choice reaches back
                    done, self._before = self._before, None
                now.said = text
                timing.words_s = entry.t if final else timing.words_s
            case Answer():
                timing.answer_s = frame_s
            case Withdraw():
                now.withdrawn += 1
                self._forget_reply()
            case Intent() as intent:
                self._tag(entry, intent)
            case Undo(who=who):
                self._undo(entry, who)
            case Tone(line=n, who="actor") as tone if n == now.actor_line:
                now.tone = tone
            case NewChoice() as choice:
                self._reject(choice)
            case Mark(text=text):
                now.marks.append(text)
            case Trouble(who=who, what=what):
                now.troubles.append(f"{who}: {what}")
            case _:
                self._partner(entry)
        return done

    def _partner(self, entry: Entry) -> None:
        """What happens to the partner's line; it may be the one of the exchange before."""
        what = entry.what
        line = getattr(what, "line", 0)
        for rejected in self.now.rejected:
            if rejected.line == line and isinstance(what, Played):  # told after it was rejected
                rejected.heard = f"{rejected.heard} {what.text}".strip()
        exchange = self.of_line(line)
        if not line or exchange is None:
            return
        timing = exchange.timing
        match what:
            case Began():
                timing.first_token_s = entry.t
            case Reading():
                exchange.reading = exchange.reading or what
            case Drafted(text=text):
                timing.first_clause_s = timing.first_clause_s or entry.t
                exchange.drafted = f"{exchange.drafted} {text}".strip()
            case Playing(sample=sample):
                timing.first_sound_s = sample / RATE_HZ
            case Tone():
                exchange.delivered = what
            case Played(text=text, sample=sample, samples=samples):
                exchange.heard = f"{exchange.heard} {text}".strip()
                timing.partner_end_s = (sample + samples) / RATE_HZ
            case Cut(why=why):
                exchange.cut, timing.cut_s = why, entry.t

    def of_line(self, line: int) -> Exchange | None:
        """The exchange that this line of the partner belongs to, if it is not whole yet."""
        return next((e for e in (self.now, self._before) if e and e.partner_line == line), None)

    def end(self) -> list[Exchange]:
        """What is left when the log ends."""
        rest = [e for e in (self._before, self.now) if e and not e.empty]
        self._before, self.now = None, Exchange(0)
        return rest

    def _begin(self, why: str, start_s: float | None) -> Exchange | None:
        """A new exchange; gives the one before the last if that is still held."""
        done, old = None, self.now
        if not old.empty:  # else nobody spoke, and the one before is still the newest
            done, self._before = self._before, old
        self._count += not old.empty or not self._count
        new = self.now = Exchange(self._count, why)
        new.timing.actor_start_s = start_s
        since_s = None if start_s is None else start_s - LEAD_S
        new.intents = [
            Tag(tag.t, _announces(tag, since_s), tag.intent)
            for tag in old.intents
            if old.empty or (since_s is not None and tag.t >= since_s)
        ]
        if old.empty:  # what was marked while nobody spoke is not lost
            new.marks = old.marks
        else:
            old.intents = [tag for tag in old.intents if since_s is None or tag.t < since_s]
        return done

    def _reject(self, choice: NewChoice) -> None:
        """The reply moves aside; if the call was a line of its own, that was no exchange."""
        if self._before and (self.now.empty or choice.source == "spoken"):
            self._before.intents += [replace(tag, bound=False) for tag in self.now.intents]
            self.now, self._before = self._before, None
        now, timing, better = self.now, self.now.timing, choice.better
        if not now.partner_line:
            return
        now.rejected.append(Rejected(now.partner_line, now.heard, now.drafted, now.reading, better))
        now.heard, now.drafted, now.cut, now.reading = better, better, "", None
        now.partner_line = 0
        self.now.timing = replace(
            timing, first_token_s=None, first_clause_s=None, first_sound_s=None, cut_s=None
        )

    def _tag(self, entry: Entry, intent: Intent) -> None:
        """A new tag, or one that a key has just made stronger: that keeps its time and its line."""
        frame, exchange, old = self._undone or (-1, self.now, None)
        again = old is not None and old.intent.who == intent.who and intent.source == "key"
        if old and again and frame == entry.frame:
            exchange.intents.append(replace(old, intent=intent))
        else:
            self.now.intents.append(Tag(entry.t, self._is_bound(entry.t), intent))
        self._undone = None

    def _undo(self, entry: Entry, who: str) -> None:
        """The newest tag of this performer is taken back."""
        for exchange in (self.now, self._before):
            for tag in reversed(exchange.intents if exchange else []):
                if exchange and tag.intent.who == who:
                    exchange.intents.remove(tag)
                    self._undone = entry.frame, exchange, tag
                    return

    def _forget_reply(self) -> None:
        now, timing = self.now, self.now.timing
        now.heard = now.drafted = now.cut = ""
        now.reading, now.partner_line = None, 0
        self.now.timing = Timing(timing.actor_start_s)

    def _is_bound(self, t: float) -> bool:
        timing = self.now.timing
        if not self.now.actor_line:
            return False
        return timing.answer_s is None or t <= (timing.actor_end_s or 0.0) + AFTER_S


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


class Ledger:
    """Writes exchanges.jsonl while the scene is played: one line as each exchange becomes whole."""

    def __init__(self, folder: Path) -> None:
        self._fold = Fold()
        self._path = folder / FILE
        self.broken = ""

    def watch(self, entry: Entry) -> None:
        if done := self._fold.add(entry):
            self._write([done])

    def close(self) -> None:
        self._write(self._fold.end())

    def _write(self, done: list[Exchange]) -> None:
        """A disk that is full is told by the recording; this file can be made anew from the log."""
        try:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(as_text(done))
        except OSError as error:
            self.broken = str(error)
