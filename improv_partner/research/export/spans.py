"""A session as tiers of timed spans: what most formats of annotation programs have in common.

Times are samples. On a tier nothing overlaps. A tier may stand on another: its spans then have the
times of spans there, as the intent has those of the line it belongs to. Points have no length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from ...events import (
    FRAME_SAMPLES,
    Curtain,
    Cut,
    Direction,
    Intent,
    Mark,
    NewChoice,
    Trouble,
)
from ...notes import Rating
from .session import Session
from .texts import clean
from .turns import ACTOR, PARTNER, Turn, turns

REJECTED, TAGS, EVENTS = "rejected", "tags", "events"


@dataclass(frozen=True, slots=True)
class Span:
    """Samples from begin to before end, and what is said of them. A point ends where it begins."""

    begin: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Tier:
    """on: name of the tier it stands on, "" = its own times. who: whose sound it is about."""

    name: str
    spans: tuple[Span, ...]
    who: str = ACTOR
    on: str = ""
    points: bool = False


def tiers(session: Session) -> list[Tier]:
    """All of a session, in the same order for each: lines, meant, audible, read, felt, points.

    actor, partner: words as they were heard. rejected: the partner's before a new choice. intent,
    intensity, surface, stance, target, status: the actor's tag of the line, as it was corrected.
    tone: acoustic words. reading: what the partner read. feeling: its character's own. One tier for
    each listener. tags: each as it was pressed. events: whatever else happened.
    """
    lines = turns(session)
    actor = [turn for turn in lines if turn.who == ACTOR]
    partner = [turn for turn in lines if turn.who == PARTNER]
    return [
        _lines(ACTOR, actor),
        _lines(PARTNER, [turn for turn in partner if not turn.rejected]),
        _lines(REJECTED, [turn for turn in partner if turn.rejected]),
        *_meant(session, actor),
        *_read(session, lines),
        *_listeners(session, actor),
        _points(TAGS, _tags(session), session.samples),
        _points(EVENTS, _events(session), session.samples),
    ]


def _lines(name: str, of: Iterable[Turn]) -> Tier:
    spans = [Span(turn.begin, turn.end, turn.text) for turn in of]
    return Tier(name, tuple(_apart(spans)), ACTOR if name == ACTOR else PARTNER)


def _apart(spans: Iterable[Span]) -> list[Span]:
    """No two at a time: the next begins where the last one ends; what has no room joins it."""
    out: list[Span] = []
    for span in sorted(spans, key=lambda s: (s.begin, s.end)):
        begin = max(span.begin, out[-1].end) if out else span.begin
        if begin < span.end:
            out.append(replace(span, begin=begin))
        elif out:
            out[-1] = replace(out[-1], text=f"{out[-1].text} / {span.text}")
    return out


def _meant(session: Session, actor: list[Turn]) -> list[Tier]:
    """The actor's own tag of each line, a tier for each of its parts."""
    tagged = [
        (turn, session.tags[turn.exchange]) for turn in actor if turn.exchange in session.tags
    ]
    parts: dict[str, Callable[[Intent], str]] = {
        "intent": lambda tag: tag.label,
        "intensity": lambda tag: str(tag.intensity),
        "surface": lambda tag: tag.surface,
        "stance": lambda tag: " ".join(tag.stances),
        "target": lambda tag: tag.target,
        "status": lambda tag: tag.status,
    }
    return [
        _on(ACTOR, name, ((turn, of(tag)) for turn, tag in tagged)) for name, of in parts.items()
    ]


def _read(session: Session, lines: list[Turn]) -> list[Tier]:
    """What could be heard, what the partner read in it, and what its character then felt."""
    tones, readings, feelings = [], [], []
    known = {exchange.number: exchange for exchange in session.exchanges}
    for turn in lines:
        exchange = known.get(turn.exchange)
        if exchange is None or turn.rejected:
            continue
        reading = exchange.reading
        if turn.who == ACTOR:
            tones.append((turn, exchange.tone.words if exchange.tone else ""))
            if reading:
                read = f"{reading.stance} {reading.label} {reading.intensity or ''}"
                readings.append((turn, read if reading.label else ""))
        elif reading:
            felt = f"{reading.own} {reading.own_intensity or ''}"
            feelings.append((turn, felt if reading.own else ""))
    return [
        _on(ACTOR, "tone", tones),
        _on(ACTOR, "reading", readings),
        _on(PARTNER, "feeling", feelings),
    ]


def _listeners(session: Session, actor: list[Turn]) -> list[Tier]:
    return [
        _on(ACTOR, name, ((turn, _rating(rated.get(turn.line))) for turn in actor))
        for name, rated in sorted(session.ratings.items())
    ]


def _rating(rating: Rating | None) -> str:
    """ "grief 3 under joy, hiding, audible", "not audible", or ""."""
    if rating is None:
        return ""
    heard = {True: "audible", False: "not audible", None: ""}[rating.audible]
    return ", ".join(part for part in (tag_words(rating.tag), heard) if part)


def tag_words(tag: Intent | None) -> str:
    """ "grief 3 under joy, hiding"; "" without a tag."""
    if tag is None:
        return ""
    under = f" under {tag.surface}" if tag.surface else ""
    return ", ".join((f"{tag.label} {tag.intensity}{under}", *tag.stances))


def _on(name_of_lines: str, name: str, said: Iterable[tuple[Turn, str]]) -> Tier:
    spans = [Span(turn.begin, turn.end, clean(text)) for turn, text in said if text]
    return Tier(name, tuple(spans), name_of_lines, name_of_lines)


def _tags(session: Session) -> Iterable[tuple[int, str]]:
    """Every tag that was not taken back, at the frame after which it came."""
    frames = {e.t: e.frame for e in session.entries if isinstance(e.what, Intent)}
    for exchange in session.exchanges:
        for tag in exchange.intents:
            loose = "" if tag.bound else ", of no line"
            yield frames[tag.t], f"{tag_words(tag.intent)} ({tag.intent.source}{loose})"


def _events(session: Session) -> Iterable[tuple[int, str]]:
    """Who or what failed is not told in words: those may name a server or a device."""
    for entry in session.entries:
        match entry.what:
            case Mark(text=text):
                yield entry.frame, f"mark: {text}"
            case Direction(text=text, to=to):
                yield entry.frame, f"direction to {to}: {text}"
            case NewChoice(better=better):
                yield entry.frame, f"new choice: {better}" if better else "new choice"
            case Cut(why=why) if why != "new choice":
                yield entry.frame, f"cut: {why}"
            case Trouble(who=who):
                yield entry.frame, f"trouble: {who}"
            case Curtain(why=why):
                yield entry.frame, f"curtain: {why}"


def _points(name: str, found: Iterable[tuple[int, str]], samples: int) -> Tier:
    """Of the same moment, one point: programs take no two at a time."""
    texts: dict[int, list[str]] = {}
    for frame, text in found:
        at = min(frame * FRAME_SAMPLES, samples)
        texts.setdefault(at, []).append(clean(text))
    spans = tuple(Span(at, at, " / ".join(texts[at])) for at in sorted(texts))
    return Tier(name, spans, points=True)
