"""What a page is told of a session, as JSON: exchanges, failures, lanes, notes; times in samples.

Of a line that is to be rated blind only the actor's words and their place are told: what was meant,
heard in the voice, read and answered, and what is wrong with it, never reach the browser.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from ..desk.plain import intent_words
from ..events import RATE_HZ, Intent
from ..exchanges import Exchange
from ..intents import COORDINATES, LABELS, STANCES, key_map, level
from ..notes import verdicts
from ..research.export.session import part_of
from ..research.failures.failure import Failure
from ..research.failures.show import evidence_words
from ..research.players import names, performers
from ..research.timing.waterfall import cost, steps
from .lanes import felt_words, lanes, read_words
from .opened import COMMENT, Opened

Json = dict[str, Any]


def vocabulary(changes: Mapping[str, str]) -> Json:
    """Of improv-16: the key of each word, and places in valence and arousal (-1 to 1).

    changes: other keys for tags, see intents.key_map. Raises SettingsError.
    """
    keys = {meaning: key for key, meaning in key_map(changes).items()}
    places = {label: [v, a] for label, (v, a, _) in COORDINATES.items()}
    return {"keys": keys, "labels": list(LABELS), "stances": list(STANCES), "places": places}


def card(name: str, header: Mapping[str, Any]) -> Json:
    """What a list says of a session before it is opened."""
    rerun = part_of(header, "rerun")
    scene = part_of(header, "scene")
    return {
        "name": name,
        "scene": str(scene.get("title") or scene.get("key") or ""),
        "model": str(part_of(header, "crew").get("mind", "")).split(" at ")[0],
        "started": str(header.get("started", "")),
        "parent": str(rerun.get("parent", "")),
        "mode": str(rerun.get("mode", "")),
    }


def summary(one: Opened) -> Json:
    """Counts, and what was meant against what was read: no line is told."""
    said = verdicts(one.notes)
    judged = sum((found.exchange, found.kind) in said for found in one.failures)
    return {
        "seconds": one.samples / RATE_HZ,
        "exchanges": len(one.judged.exchanges),
        "tagged": len(one.exported.tags),
        "failures": len(one.failures),
        "grave": sum(found.severity == 3 for found in one.failures),
        "judged": judged,
        "pairs": pairs(one),
    }


def pairs(one: Opened) -> list[tuple[str, str]]:
    """Meant and read, of each line where both were told."""
    found = [(tag_of(one, e), e.reading) for e in one.judged.exchanges]
    return [
        (tag.label, read.label)
        for tag, read in found
        if tag and read and read.label and tag.label in COORDINATES
    ]


def facts(one: Opened, by: str, hidden: Collection[int] = (), seen: bool = True) -> Json:
    """by: who reviews. hidden: numbers of the exchanges that are to be rated blind.

    seen: it is too late for that: they were shown before.
    """
    told = [
        _hidden(one, e) if e.number in hidden else _exchange(one, e) for e in one.judged.exchanges
    ]
    unknown = {*hidden, 0} if hidden else set()  # 0: failures of the session as a whole
    return {
        "card": card(one.exported.id, one.header),
        "names": names(one.header),
        "people": list(performers(one.header)),
        "samples": one.samples,
        "rate": RATE_HZ,
        "tracks": list(one.tracks),
        "lanes": lanes(one, hidden),
        "exchanges": told,
        "failures": [_failure(one, f) for f in one.failures if f.exchange not in unknown],
        "pairs": [] if hidden else pairs(one),
        "by": by,
        "blind_left": len(hidden),
        "seen": seen,
    }


def tag_of(one: Opened, exchange: Exchange) -> Intent | None:
    """The actor's, as it stands."""
    return one.exported.tags.get(exchange.number)


def standing(one: Opened, exchange: int, kind: str) -> dict[str, str]:
    """What each person says of this failure."""
    return verdicts(one.notes).get((exchange, kind), {})


def _hidden(one: Opened, exchange: Exchange) -> Json:
    return {
        "n": exchange.number,
        "line": exchange.actor_line,
        "who": exchange.performer,
        "said": exchange.said,
        "span": _actor_span(one, exchange),
        "actor": _actor_span(one, exchange),
        "hidden": True,
    }


def _exchange(one: Opened, exchange: Exchange) -> Json:
    tag, reading, t = tag_of(one, exchange), exchange.reading, exchange.timing
    labels = {
        "meant": tag.label if tag else "",
        "read": reading.label if reading else "",
        "felt": reading.own if reading else "",
    }
    return {
        "n": exchange.number,
        "line": exchange.actor_line,
        "who": exchange.performer,
        "why": exchange.why,
        "said": exchange.said,
        "heard": exchange.heard,
        "rest": _rest(exchange),
        "cut": exchange.cut,
        "rejected": [old.heard for old in exchange.rejected if old.heard],
        "span": one.span(exchange.number),
        "actor": _actor_span(one, exchange),
        "labels": labels,
        "meant": intent_words(tag) if tag else "",
        "tone": exchange.tone.words if exchange.tone else "",
        "read": read_words(exchange),
        "felt": felt_words(exchange),
        "level": level(labels["meant"], labels["read"]),
        "gap_s": None if t.gap_s is None else round(t.gap_s, 3),
        "steps": [[s.name, round(s.since_s, 3), round(s.at_s, 3)] for s in steps(exchange)],
        "happened": _happened(exchange),
        "rated": _rated(one, exchange.actor_line),
        "comments": [_comment(row) for row in one.notes if _is_about(row, exchange.number)],
    }


def _actor_span(one: Opened, exchange: Exchange) -> tuple[int, int] | None:
    """Of the actor's line in samples, None if there is none."""
    t = exchange.timing
    if t.actor_start_s is None or not exchange.actor_line:
        return None
    ends = [at for at in (t.actor_end_s, t.soft_end_s, t.first_sound_s) if at is not None]
    end_s = next((at for at in ends if at > t.actor_start_s), t.actor_start_s + 1.0)
    return round(t.actor_start_s * RATE_HZ), min(round(end_s * RATE_HZ), one.samples)


def _rest(exchange: Exchange) -> str:
    """What the partner still meant to say when it was stopped."""
    stopped = exchange.cut and exchange.drafted.startswith(exchange.heard)
    return exchange.drafted[len(exchange.heard) :].strip() if stopped else ""


def _happened(exchange: Exchange) -> list[str]:
    """What else there was, in words."""
    dropped = [one for one in exchange.prepared if one.withdrawn]
    out = [f"prepared and dropped ({one.withdrawn}): {cost(one)}" for one in dropped]
    out += [f"mark: {mark}" for mark in exchange.marks]
    out += [f"trouble: {trouble}" for trouble in exchange.troubles]
    out += [f"over the partner: {back.text or 'a sound'}" for back in exchange.backchannels]
    if exchange.yielded_in_ms is not None:
        out.append(f"interrupted: silent after {exchange.yielded_in_ms} ms")
    if exchange.overlap_ms:
        out.append(f"both at once: {exchange.overlap_ms} ms")
    return out


def _rated(one: Opened, line: int) -> list[Json]:
    """What people said of this line afterwards."""
    found = [(rater, lines[line]) for rater, lines in one.rated.items() if line in lines]
    return [
        {
            "by": rater.name,
            "words": intent_words(rating.tag) if rating.tag else "",
            "audible": rating.audible,
        }
        for rater, rating in found
        if rating.tag or rating.audible is not None
    ]


def _is_about(row: Mapping[str, Any], number: int) -> bool:
    return row.get("is") == COMMENT and row.get("exchange") == number


def _comment(row: Mapping[str, Any]) -> Json:
    return {"by": str(row.get("by", "")), "text": str(row.get("text", ""))}


def _failure(one: Opened, found: Failure) -> Json:
    begin, end = found.span
    return {
        "exchange": found.exchange,
        "who": found.who,
        "kind": found.kind,
        "sub": found.sub,
        "severity": found.severity,
        "cause": found.cause,
        "because": evidence_words(found),
        "span": [begin, min(end, one.samples)],
        "said": found.said,
        "heard": found.quote,
        "meant": " ".join([*found.stances, found.intent]).strip(),
        "verdicts": standing(one, found.exchange, found.kind),
    }
