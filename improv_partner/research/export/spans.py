"""A session as tiers of timed spans: what most formats of annotation programs have in common.

Times are samples. On a tier nothing overlaps. A tier may stand on another: its spans then have the
times of spans there, as the intent has those of the line it belongs to. Points have no length.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from ...events import (
    FRAME_SAMPLES,
    RATE_HZ,
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
    """on: name of the tier it stands on, "" = its own times. who: whose sound it is about.

    name: what it holds; of one of several performers "what@who", as ELAN's users write it.
    """

    name: str
    spans: tuple[Span, ...]
    who: str = ACTOR
    on: str = ""
    points: bool = False

    @property
    def kind(self) -> str:
        """What it holds, whoever it is about."""
        return self.name.partition("@")[0]


def tiers(session: Session) -> list[Tier]:
    """All of a session, in the same order for each: lines, meant, audible, read, felt, points.

    actor (p2, ...), partner: words as they were heard. rejected: the partner's before a new choice.
    intent, intensity, surface, stance, target, status: the actor's tag of the line, as it was
    corrected. tone: acoustic words. reading: what the partner read. feeling: its character's own.
    One tier for each listener. tags: each as it was pressed. events: whatever else happened.
    """
    lines = turns(session)
    partner = [turn for turn in lines if turn.who == PARTNER]
    people = [who for who in session.performers if who in session.people or not session.people]
    own = {who: [turn for turn in lines if turn.who == who] for who in people}
    several = len(session.performers) > 1
    return [
        *(_lines(who, who, of) for who, of in own.items()),
        _lines(PARTNER, PARTNER, [turn for turn in partner if not turn.rejected]),
        _lines(REJECTED, PARTNER, [turn for turn in partner if turn.rejected]),
        *(tier for who, of in own.items() for tier in _about(session, who, of, several)),
        _felt(session, partner),
        *(tier for who, of in own.items() for tier in _listeners(session, who, of, several)),
        _points(TAGS, _tags(session), session.samples),
        _points(EVENTS, _events(session), session.samples),
    ]


def _about(session: Session, who: str, of: list[Turn], several: bool) -> list[Tier]:
    """What a performer meant, and what could be heard and was read in it."""
    found = [*_meant(session, who, of), *_read(session, who, of)]
    return [_of(who, tier) for tier in found] if several else found


def _of(who: str, tier: Tier) -> Tier:
    return replace(tier, name=f"{tier.name}@{who}")


def _lines(name: str, who: str, of: Iterable[Turn]) -> Tier:
    spans = [Span(turn.begin, turn.end, turn.text) for turn in of]
    return Tier(name, tuple(_apart(spans)), who)


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


def _meant(session: Session, who: str, actor: list[Turn]) -> list[Tier]:
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
    return [_on(who, name, ((turn, of(tag)) for turn, tag in tagged)) for name, of in parts.items()]


def _read(session: Session, who: str, actor: list[Turn]) -> list[Tier]:
    """What could be heard, and what the partner read in it."""
    tones, readings = [], []
    known = {exchange.number: exchange for exchange in session.exchanges}
    for turn in actor:
        exchange = known[turn.exchange]
        tones.append((turn, exchange.tone.words if exchange.tone else ""))
        if reading := exchange.reading:
            read = f"{reading.stance} {reading.label} {reading.intensity or ''}"
            readings.append((turn, read if reading.label else ""))
    return [_on(who, "tone", tones), _on(who, "reading", readings)]


def _felt(session: Session, partner: list[Turn]) -> Tier:
    """What the partner's character felt then."""
    felt = {
        exchange.number: f"{reading.own} {reading.own_intensity or ''}"
        for exchange in session.exchanges
        if (reading := exchange.reading) and reading.own
    }
    found = [(turn, felt.get(turn.exchange, "")) for turn in partner if not turn.rejected]
    return _on(PARTNER, "feeling", found)


def _listeners(session: Session, who: str, actor: list[Turn], several: bool) -> list[Tier]:
    found = [
        _on(who, name, ((turn, _rating(rated.get(turn.line))) for turn in actor))
        for name, rated in sorted(session.ratings.items())
    ]
    return [_of(who, tier) for tier in found] if several else found


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
    """Every tag that was not taken back, where it was pressed; of several performers, whose.

    That is after the frame in which it came, if nobody knows it better, as a page does.
    """
    several = len(session.performers) > 1
    came = {e.t: e.frame for e in session.entries if isinstance(e.what, Intent)}
    for exchange in session.exchanges:
        for tag in exchange.intents:
            loose = "" if tag.bound else ", of no line"
            whose = f"{tag.intent.who}: " if several else ""
            at = came[tag.t] * FRAME_SAMPLES if tag.t in came else round(tag.t * RATE_HZ)
            yield at, f"{whose}{tag_words(tag.intent)} ({tag.intent.source}{loose})"


def _events(session: Session) -> Iterable[tuple[int, str]]:
    """Who or what failed is not told in words: those may name a server or a device."""
    for entry in session.entries:
        at = entry.frame * FRAME_SAMPLES
        match entry.what:
            case Mark(text=text):
                yield at, f"mark: {text}"
            case Direction(text=text, to=to):
                yield at, f"direction to {to}: {text}"
            case NewChoice(better=better):
                yield at, f"new choice: {better}" if better else "new choice"
            case Cut(why=why) if why != "new choice":
                yield at, f"cut: {why}"
            case Trouble(who=who):
                yield at, f"trouble: {who}"
            case Curtain(why=why):
                yield at, f"curtain: {why}"


def _points(name: str, found: Iterable[tuple[int, str]], samples: int) -> Tier:
    """Of the same moment, one point: programs take no two at a time."""
    texts: dict[int, list[str]] = {}
    for at, text in found:
        texts.setdefault(min(at, samples), []).append(clean(text))
    spans = tuple(Span(at, at, " / ".join(texts[at])) for at in sorted(texts))
    return Tier(name, spans, points=True)
