"""A session along its time, as lanes of spans in samples: who had the floor, said, meant, read."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from itertools import pairwise
from typing import Any

from ..desk.plain import intent_words
from ..desk.timeline import floors
from ..events import FRAME_SAMPLES
from ..exchanges import Exchange
from ..research.export.spans import EVENTS, TAGS, tiers
from ..research.export.turns import ACTOR, PARTNER, Turn, turns
from ..research.players import performers
from .opened import Opened

Row = tuple[int, int, str, int]  # samples from and before, words, number of the exchange, 0 = none
Lane = dict[str, Any]
FLOOR = "floor"


def lanes(one: Opened, hidden: Collection[int]) -> list[Lane]:
    """From top to bottom, with `who` it is about; each performer has lanes of its own.

    hidden: exchanges of which only the actor's words are told.

    Points (tags as they were pressed, what else happened) are left out as long as any is hidden.
    """
    lines = turns(one.exported)
    heard = [turn for turn in lines if turn.who == PARTNER and turn.exchange not in hidden]
    partner = [turn for turn in heard if not turn.rejected]
    by_number = {e.number: e for e in one.judged.exchanges}

    def told(of: Iterable[Turn], words: Callable[[Exchange], str]) -> list[Row]:
        rows = [(t, words(by_number[t.exchange])) for t in of if t.exchange in by_number]
        return [(t.begin, t.end, text, t.exchange) for t, text in rows if text]

    people = performers(one.header)

    def of(who: str) -> list[Lane]:
        own = [turn for turn in lines if turn.who == who]
        open_ = [turn for turn in own if turn.exchange not in hidden]
        found = [
            _lane(who, _pieces(own), who),
            _lane("meant", told(open_, lambda e: _meant(one, e.number)), who),
            _lane("tone", told(open_, lambda e: e.tone.words if e.tone else ""), who),
            _lane("read", told(open_, read_words), who),
            *_listeners(one, open_, who),
        ]
        return [lane for lane in found if lane["rows"] or lane["name"] == who or len(people) == 1]

    out = [
        _lane(FLOOR, _floor(one)),
        *(lane for who in people for lane in of(who)),
        _lane(PARTNER, _pieces(partner), PARTNER),
        _lane("felt", told(partner, felt_words), PARTNER),
    ]
    if rejected := _pieces(turn for turn in heard if turn.rejected):
        out.append(_lane("rejected", rejected, PARTNER))
    return out + ([] if hidden else _points(one))


def read_words(exchange: Exchange) -> str:
    """What the partner read in the actor's line: "sarcastic grief 2", or ""."""
    reading = exchange.reading
    if reading is None or not reading.label:
        return ""
    return " ".join(filter(None, (reading.stance, reading.label, str(reading.intensity or ""))))


def felt_words(exchange: Exchange) -> str:
    """What its character felt then, or ""."""
    reading = exchange.reading
    if reading is None or not reading.own:
        return ""
    return f"{reading.own} {reading.own_intensity or ''}".strip()


def _lane(name: str, rows: list[Row], who: str = "", points: bool = False) -> Lane:
    return {"name": name, "who": who, "rows": rows, "points": points}


def _pieces(of: Iterable[Turn]) -> list[Row]:
    return [(p.begin, p.end, p.text, turn.exchange) for turn in of for p in turn.pieces]


def _meant(one: Opened, number: int) -> str:
    tag = one.exported.tags.get(number)
    return intent_words(tag) if tag else ""


def _floor(one: Opened) -> list[Row]:
    """Stretches in which somebody has it; where it is open, there is none."""
    log = one.exported.entries
    changes = [(0, "open")]
    for entry, floor in zip(log, floors(log), strict=True):
        at = min(max(entry.frame * FRAME_SAMPLES, changes[-1][0]), one.samples)
        if floor != changes[-1][1]:
            changes.append((at, floor))
    spans = pairwise([*changes, (one.samples, "")])
    return [(a, b, floor, 0) for (a, floor), (b, _) in spans if a < b and floor != "open"]


def _listeners(one: Opened, lines: list[Turn], who: str) -> list[Lane]:
    """What each of them tagged, under the name that stands in the notes."""
    out = []
    for rater, rated in one.rated.items():
        if rater.role == ACTOR:
            continue
        tags = [(turn, rated[turn.line].tag) for turn in lines if turn.line in rated]
        rows = [(t.begin, t.end, intent_words(tag), t.exchange) for t, tag in tags if tag]
        out += [_lane(rater.name, rows, who)] if rows else []
    return out


def _points(one: Opened) -> list[Lane]:
    found = {tier.name: tier for tier in tiers(one.exported) if tier.points}
    return [
        _lane(name, [(s.begin, s.end, s.text, 0) for s in found[name].spans], points=True)
        for name in (TAGS, EVENTS)
    ]
