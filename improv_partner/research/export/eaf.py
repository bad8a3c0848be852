"""ELAN .eaf, format 3.0: dependent tiers hang on the lines, labels have controlled vocabularies.

ELAN knows no points: they last one frame. Its times are whole milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ...events import FRAME_SAMPLES
from ...intents import LABELS, STANCES, STATUS_KEYS, TARGET_KEYS
from .session import Session
from .spans import Span, Tier, tiers
from .texts import milliseconds

XSI = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA = "http://www.mpi.nl/tools/elan/EAFv3.0.xsd"
LINE, PART = "line", "part of a line"  # linguistic types
ASSOCIATION = "Symbolic_Association"
LANGUAGE = "und"  # of the vocabularies' words: ELAN wants one
WORDS: dict[str, Sequence[str]] = {
    "intent": LABELS,
    "intensity": ("1", "2", "3"),
    "surface": LABELS,
    "stance": STANCES,
    "target": tuple(TARGET_KEYS.values()),
    "status": tuple(STATUS_KEYS.values()),
}


def eaf(session: Session) -> str:
    """The file's text. Its sound is the WAV of the same name, if there is any.

    Participants are the players: several performers by number, where a name was given.
    """
    root = Element("ANNOTATION_DOCUMENT", {
        "AUTHOR": "improv-partner",
        "DATE": str(session.header.get("started") or "1970-01-01T00:00:00+00:00"),
        "FORMAT": "3.0",
        "VERSION": "3.0",
        "xmlns:xsi": XSI,
        "xsi:noNamespaceSchemaLocation": SCHEMA,
    })  # fmt: skip
    _header(root, session)
    people = session.people if len(session.performers) > 1 else {}
    _Tiers(root, people).add(tiers(session))
    _types(root)
    indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(root, encoding="unicode") + "\n"


def _header(root: Element, session: Session) -> None:
    header = SubElement(root, "HEADER", {"MEDIA_FILE": "", "TIME_UNITS": "milliseconds"})
    if session.audio:
        media = f"./{session.id}.wav"  # no path of this machine
        SubElement(header, "MEDIA_DESCRIPTOR", {
            "MEDIA_URL": media, "MIME_TYPE": "audio/x-wav", "RELATIVE_MEDIA_URL": media,
        })  # fmt: skip
    about = {"session": session.id, "consent": session.consent, "performer": session.performer}
    for name, value in about.items():
        if value:
            SubElement(header, "PROPERTY", {"NAME": f"improv-partner {name}"}).text = value


class _Tiers:
    """Numbers time slots and annotations, over all tiers. people: who of them has a number."""

    def __init__(self, root: Element, people: Mapping[str, str]) -> None:
        self._root, self._people = root, people
        self._order = SubElement(root, "TIME_ORDER")
        self._slots = self._annotations = 0
        self._lines: dict[tuple[str, int, int], str] = {}  # tier, begin, end: id of the annotation

    def add(self, all_tiers: Sequence[Tier]) -> None:
        for tier in all_tiers:
            told = {"TIER_ID": tier.name, "LINGUISTIC_TYPE_REF": LINE}
            told["PARTICIPANT"] = self._people.get(tier.who) or tier.who
            if tier.on:
                kind = tier.kind if tier.kind in WORDS else PART
                told |= {"LINGUISTIC_TYPE_REF": kind, "PARENT_REF": tier.on}
            element = SubElement(self._root, "TIER", told)
            for span, following in zip(tier.spans, (*tier.spans[1:], None), strict=False):
                if tier.on:
                    self._part(element, tier.on, span)
                else:
                    self._line(element, tier, span, following)
        self._order[:] = sorted(self._order, key=lambda slot: int(slot.get("TIME_VALUE", "0")))

    def _line(self, element: Element, tier: Tier, span: Span, following: Span | None) -> None:
        end = span.end
        if tier.points:
            room = following.begin if following else span.begin + FRAME_SAMPLES
            end = min(span.begin + FRAME_SAMPLES, room)
        begin_ms = milliseconds(span.begin)
        slots = [self._slot(begin_ms), self._slot(max(milliseconds(end), begin_ms + 1))]
        told = {"TIME_SLOT_REF1": slots[0], "TIME_SLOT_REF2": slots[1]}
        name = self._annotate(element, "ALIGNABLE_ANNOTATION", told, span.text)
        self._lines[tier.name, span.begin, span.end] = name

    def _part(self, element: Element, on: str, span: Span) -> None:
        if line := self._lines.get((on, span.begin, span.end)):
            self._annotate(element, "REF_ANNOTATION", {"ANNOTATION_REF": line}, span.text)

    def _slot(self, time_ms: int) -> str:
        self._slots += 1
        name = f"ts{self._slots}"
        told = {"TIME_SLOT_ID": name, "TIME_VALUE": str(time_ms)}
        SubElement(self._order, "TIME_SLOT", told)
        return name

    def _annotate(self, tier: Element, kind: str, told: dict[str, str], text: str) -> str:
        self._annotations += 1
        name = f"a{self._annotations}"
        inside = SubElement(SubElement(tier, "ANNOTATION"), kind, {"ANNOTATION_ID": name, **told})
        SubElement(inside, "ANNOTATION_VALUE").text = text
        return name


def _types(root: Element) -> None:
    """Linguistic types, the one constraint they use, and the vocabularies; in the schema's order.

    A tag may have several stances, so that tier is not held to its vocabulary.
    """
    no_graphics = {"GRAPHIC_REFERENCES": "false"}
    SubElement(root, "LINGUISTIC_TYPE", {
        "LINGUISTIC_TYPE_ID": LINE, "TIME_ALIGNABLE": "true", **no_graphics,
    })  # fmt: skip
    for name in (PART, *WORDS):
        told = {"LINGUISTIC_TYPE_ID": name, "TIME_ALIGNABLE": "false", "CONSTRAINTS": ASSOCIATION}
        if name in WORDS and name != "stance":
            told["CONTROLLED_VOCABULARY_REF"] = name
        SubElement(root, "LINGUISTIC_TYPE", told | no_graphics)
    SubElement(root, "LANGUAGE", {"LANG_ID": LANGUAGE, "LANG_LABEL": "undetermined (und)"})
    SubElement(root, "CONSTRAINT", {
        "STEREOTYPE": ASSOCIATION, "DESCRIPTION": "1-1 association with a parent annotation",
    })  # fmt: skip
    for name, words in WORDS.items():
        vocabulary = SubElement(root, "CONTROLLED_VOCABULARY", {"CV_ID": name})
        SubElement(vocabulary, "DESCRIPTION", {"LANG_REF": LANGUAGE}).text = name
        for number, word in enumerate(words, 1):
            told = {"CVE_ID": f"{name}-{number}"}
            entry = SubElement(vocabulary, "CV_ENTRY_ML", told)
            SubElement(entry, "CVE_VALUE", {"DESCRIPTION": "", "LANG_REF": LANGUAGE}).text = word
