"""EmotionML 1.0 (W3C Recommendation of 2014): what was meant, read and felt, line by line.

The vocabulary improv-16 is written into the file. Where a label has a place in one of the public
vocabularies, an emotion of that follows. A hidden emotion is two: one suppressed, one simulated
(the words of EmotionML's predecessor EARL, which knew such masks).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ...exchanges import Exchange
from ...intents import COORDINATES, LABELS, TAG_SET
from ...mappings import EMOTIONML, PAD_DIMENSIONS
from .session import Session
from .texts import clean, milliseconds, seconds
from .turns import PARTNER, Turn, turns

NAMESPACE = "http://www.w3.org/2009/10/emotionml"
OURS = "urn:improv-partner:emotion"  # of what stands in <info>
VOCABULARY = "improv-16"
PAD = ("pleasure", "arousal", "dominance")
STRONGEST = 3


@dataclass(frozen=True, slots=True)
class Feeling:
    """kind: "meant", "read" or "felt". more: attributes for <info>. said: is it to be heard?"""

    turn: Turn
    kind: str
    label: str
    intensity: int
    more: dict[str, str]
    said: bool = True


def emotionml(session: Session) -> str:
    """The file's text. Times are exact in the references' fragments; attributes count in ms."""
    root = Element("emotionml", {
        "version": "1.0", "xmlns": NAMESPACE, "xmlns:improv": OURS,
        "category-set": f"#{VOCABULARY}",
    })  # fmt: skip
    about = {"session": session.id, "consent": session.consent, "tag-set": TAG_SET}
    SubElement(SubElement(root, "info"), "improv:session", about)
    words = SubElement(root, "vocabulary", {"type": "category", "id": VOCABULARY})
    for label in LABELS:
        SubElement(words, "item", {"name": label})
    for number, feeling in enumerate(feelings(session), 1):
        _emotions(root, session, feeling, f"e{number}")
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def feelings(session: Session) -> Iterator[Feeling]:
    """Of each line in order; labels that are not of improv-16 have no place in its vocabulary."""
    known = {exchange.number: exchange for exchange in session.exchanges}
    for turn in turns(session):
        exchange = known.get(turn.exchange)
        if exchange is None or turn.rejected:
            continue
        reading = exchange.reading
        found: list[Feeling] = []
        if turn.who != PARTNER:
            found += _meant(session, exchange, turn)
        if turn.who != PARTNER and reading:
            stance = {"stance": reading.stance}
            found.append(Feeling(turn, "read", reading.label, reading.intensity, stance, False))
        if turn.who == PARTNER and reading:
            found.append(Feeling(turn, "felt", reading.own, reading.own_intensity, {}))
        yield from (feeling for feeling in found if feeling.label in LABELS)


def _meant(session: Session, exchange: Exchange, turn: Turn) -> Iterator[Feeling]:
    """Every tag of the line, as it was pressed and as it was corrected; one of them stands."""
    stands = session.tags.get(exchange.number)
    tags = [tag.intent for tag in exchange.intents if tag.bound and tag.intent.who == turn.who]
    for tag in tags if stands is None or stands in tags else [*tags, stands]:
        more = {
            "stands": "yes" if tag == stands else "no",
            "source": tag.source,
            "stance": " ".join(tag.stances),
            "target": tag.target,
            "status": tag.status,
        }
        under = more | ({"regulation": "suppress"} if tag.surface else {})
        yield Feeling(turn, "meant", tag.label, tag.intensity, under, not tag.surface)
        if tag.surface:
            yield Feeling(turn, "meant", tag.surface, 0, more | {"regulation": "simulate"})


def _emotions(root: Element, session: Session, feeling: Feeling, name: str) -> None:
    """In our words, then in those of the public vocabularies."""
    emotion = _emotion(root, session, feeling, name)
    if feeling.label in COORDINATES:
        emotion.set("dimension-set", PAD_DIMENSIONS)
        for dimension, place in zip(PAD, COORDINATES[feeling.label], strict=True):
            told = {"name": dimension, "value": f"{(place + 1) / 2:.3f}"}  # -1..1 to 0..1
            SubElement(emotion, "dimension", told)
    _category(emotion, feeling.label, feeling.intensity)
    _about(emotion, session, feeling, {})
    for vocabulary, words in EMOTIONML.items():
        if word := words.get(feeling.label):
            short = vocabulary.rpartition("#")[2]
            other = _emotion(root, session, feeling, f"{name}-{short}")
            other.set("category-set", vocabulary)
            _category(other, word, feeling.intensity)
            _about(other, session, feeling, {"mapped-from": name})


def _emotion(root: Element, session: Session, feeling: Feeling, name: str) -> Element:
    begin_ms = milliseconds(feeling.turn.begin)
    told = {
        "id": name,
        "time-ref-uri": _sound(session),
        "offset-to-start": str(begin_ms),
        "duration": str(milliseconds(feeling.turn.end) - begin_ms),
    }
    if feeling.said:
        told["expressed-through"] = "voice"
    return SubElement(root, "emotion", told)


def _category(emotion: Element, word: str, intensity: int) -> None:
    """A value of 0 to 1 for the intensities 1 to 3; none where none was given."""
    value = {"value": f"{intensity / STRONGEST:.3f}"} if intensity else {}
    SubElement(emotion, "category", {"name": word, **value})


def _about(emotion: Element, session: Session, feeling: Feeling, more: dict[str, str]) -> None:
    turn = feeling.turn
    span = f"{_sound(session)}#t={seconds(turn.begin)},{seconds(turn.end)}"
    SubElement(emotion, "reference", {"uri": span, "role": "expressedBy"})
    told = {"kind": feeling.kind, "exchange": str(turn.exchange), "line": str(turn.line)}
    told |= {"performer": turn.who} if len(session.performers) > 1 else {}
    told |= {name: clean(value) for name, value in feeling.more.items() if value}
    info = Element("info")
    SubElement(info, "improv:tag", told | more)
    emotion.insert(0, info)  # the schema wants it first


def _sound(session: Session) -> str:
    """The WAV of the same name, which is also the clock of the times."""
    return quote(f"{session.id}.wav")
