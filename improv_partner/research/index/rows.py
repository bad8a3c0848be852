"""One session as rows of the index's tables; the notebook's tables are made of the same.

"" and 0 that mean "not given" become NULL: nobody counts them as an answer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from ... import notes
from ...errors import RecordingError
from ...events import RATE_HZ, Intent, Reading
from ...exchanges import Exchange
from ...intents import level
from ...recording import LOG, read_header
from ..export.permitted import Ended, consent_id, permitted, record, require, withdrawn
from ..failures.failure import Failure
from ..failures.find import load
from ..failures.kinds import failures, versions
from ..failures.session import Session, Turn
from ..players import performers
from ..remote import local, stamp
from .tables import TABLES, VERSION

Row = dict[str, Any]
Rows = dict[str, list[Row]]
TAIL = 1 << 16  # bytes of the log's end; the curtain is among its last lines
NEEDS = ("keep_text", "replay")  # consent's purposes, to be in an index at all


def rules() -> str:
    """Changes with everything that makes other rows of the same session."""
    text = " ".join([str(VERSION), *versions()])
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def content(folder: Path) -> str:
    """Stands for all of log and notes. Raises RecordingError if one cannot be read."""
    sums = []
    for name in (LOG, notes.FILE):
        try:
            told = (folder / name).read_bytes()
        except FileNotFoundError:
            told = b""
        except OSError as error:
            raise RecordingError(f"{folder / name}: cannot be read: {error.strerror}") from error
        sums.append(hashlib.blake2b(told, digest_size=6).hexdigest())
    return " ".join(sums)


def rows(place: str) -> Rows:
    """All rows of this session, by table. Raises RecordingError if there are none to be had.

    A session whose performer did not agree to NEEDS has none; one that was withdrawn or is past its
    day raises Ended.
    """
    # Before it is read: what is written meanwhile is indexed the next time.
    then, folder = stamp(place), local(place)
    if withdrawn(folder):  # its log may be gone
        raise Ended(f"{place}: was withdrawn; nothing of it is used")
    read_then = content(folder)
    header = read_header(folder / LOG)
    require(Path(place), header, NEEDS)
    one, remarks = load(folder)
    found = failures(one)
    about = _about(folder, header, one) | _end(folder)
    about |= {"failures": len(found), "remarks": _lines(remarks), "rules": rules()}
    about |= {"stamp": then, "content": read_then}
    out: Rows = {
        "sessions": [about],
        "exchanges": [_exchange(exchange, one.turns) for exchange in one.exchanges],
        "failures": [_failure(failure) for failure in found],
        "intents": [*_played(one), *_noted(folder, one)],
        "readings": list(_readings(one)),
    }
    return {table: [_row(place, table, row) for row in out[table]] for table in TABLES}


def _row(place: str, table: str, row: Mapping[str, Any]) -> Row:
    """Every column of this table, in its order."""
    full = {**row, "session": place}
    return {name: full[name] for name in TABLES[table]}


def _about(folder: Path, header: Row, one: Session) -> Row:
    scene, crew = part(header, "scene"), part(header, "crew")
    rerun = part(header, "rerun")
    tagged = {turn.number for turn in one.turns if turn.tag}
    return {
        "name": folder.name,
        "started": header.get("started"),
        "scene": text(scene.get("key")),
        "title": text(scene.get("title")),
        "mind": text(one.model.split(" at ")[0]),
        "ears": text(crew.get("ears")),
        "voice": text(crew.get("voice")),
        "program": text(header.get("program")),
        "source": text(header.get("source")),
        "actor": text(part(part(header, "performers"), "actor").get("kind")),
        "performers": len(performers(header)),
        "audio": bool(header.get("audio")),
        "exchanges": len(one.exchanges),
        "tagged": len(tagged),
        "parent": text(rerun.get("parent")),
        "mode": text(rerun.get("mode")),
        "consent": consent_id(header),
        "purposes": " ".join(sorted(permitted(record(header)))),
        "keep_until": text(record(header).get("keep_until")),
    }


def _end(folder: Path) -> Row:
    """What the last lines of the log tell."""
    found: Row = {"length_s": None, "ended": None, "sum": None}
    with (folder / LOG).open("rb") as file:
        file.seek(max((folder / LOG).stat().st_size - TAIL, 0))
        lines = file.read().splitlines()
    for line in lines:
        try:
            row = json.loads(line)
            told = {"length_s": float(row["t"]), "sum": str(row["sum"])}
        except (ValueError, KeyError, TypeError):
            continue  # the first may be the end of a line, the last a torn one
        found |= told | ({"ended": str(row.get("why"))} if row.get("is") == "curtain" else {})
    return found


def _exchange(exchange: Exchange, turns: Any) -> Row:
    tag = next((t.tag for t in turns if t.number == exchange.number and not t.rejected), None)
    reading = exchange.reading
    times = {**asdict(exchange.timing), "gap_s": exchange.timing.gap_s}
    return {
        "exchange": exchange.number,
        "who": exchange.performer,
        "why": exchange.why,
        "said": exchange.said,
        "heard": exchange.heard,
        "drafted": exchange.drafted,
        "cut": exchange.cut or None,
        **_tag(tag),
        "tone": exchange.tone.words if exchange.tone else None,
        "delivered": exchange.delivered.words if exchange.delivered else None,
        **_read(reading, "reading_intensity"),
        "agreement": exchange.level or None,
        "rejected": len(exchange.rejected),
        "withdrawn": exchange.withdrawn,
        "overlap_ms": exchange.overlap_ms,
        "yielded_in_ms": exchange.yielded_in_ms,
        "backchannels": len(exchange.backchannels),
        "marks": _lines(exchange.marks),
        "troubles": _lines(exchange.troubles),
        **{name: None if at is None else round(at, 4) for name, at in times.items()},
    }


def _failure(failure: Failure) -> Row:
    row = failure.as_dict()
    begin, end = failure.span
    return row | {
        "begin_s": begin / RATE_HZ,
        "end_s": end / RATE_HZ,
        "evidence": json.dumps(row["evidence"], ensure_ascii=False),
        "intent": failure.intent or None,
        "stances": " ".join(failure.stances) or None,
    }


def _played(one: Session) -> Iterator[Row]:
    """Tags of the scene itself."""
    for exchange in one.exchanges:
        for tag in exchange.intents:
            yield {
                "exchange": exchange.number,
                "who": exchange.performer,
                "line": exchange.actor_line,
                **{"rater": tag.intent.who, "role": "actor", "blind": False, "played": True},
                "t": tag.t,
                "bound": tag.bound,
                **_whole_tag(tag.intent),
                "audible": None,
            }


def _noted(folder: Path, one: Session) -> Iterator[Row]:
    """What stands of each rater afterwards; none of notes that are damaged (load has told that)."""
    try:
        found = notes.ratings(notes.read(folder))
    except RecordingError:
        return
    spoke = {exchange.actor_line: exchange.performer for exchange in one.exchanges}
    for rater, lines in found.items():
        for line, rating in lines.items():
            if rating.tag is None and rating.audible is None:
                continue
            yield {
                "exchange": rating.exchange,
                "who": spoke.get(line, "actor"),
                "line": line,
                **{"rater": rater.by, "role": rater.role, "blind": rater.blind, "played": False},
                "t": None,
                "bound": True,
                **_whole_tag(rating.tag),
                "audible": rating.audible,
            }


def _readings(one: Session) -> Iterator[Row]:
    for turn in one.turns:
        reading = turn.reading
        if reading is not None:
            yield {
                "exchange": turn.number,
                "who": turn.who,
                "rejected": turn.rejected,
                **_read(reading, "intensity"),
                "stance": reading.stance or None,
                "form": reading.header,
                "raw": reading.raw or None,
                "intent": turn.tag.label if turn.tag else None,
                "agreement": _level(turn),
            }


def _level(turn: Turn) -> str | None:
    read = turn.reading.label if turn.reading else ""
    return level(turn.tag.label if turn.tag else "", read) or None


def _read(reading: Reading | None, strength: str) -> Row:
    return {
        "reading": (reading.label if reading else None) or None,
        strength: (reading.intensity if reading else None) or None,
        "feeling": (reading.own if reading else None) or None,
        "feeling_intensity": (reading.own_intensity if reading else None) or None,
    }


def _tag(tag: Intent | None) -> Row:
    if tag is None:
        return {"intent": None, "intensity": None, "surface": None, "stances": None}
    return {
        "intent": tag.label,
        "intensity": tag.intensity,
        "surface": tag.surface or None,
        "stances": " ".join(tag.stances) or None,
    }


def _whole_tag(tag: Intent | None) -> Row:
    source = tag.source if tag else None
    rest = {"target": (tag.target if tag else None) or None, "source": source}
    return {**_tag(tag), **rest, "status": (tag.status if tag else None) or None}


def part(row: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """A table inside a header; empty if it is missing or something else."""
    found = row.get(name)
    return found if isinstance(found, Mapping) else {}


def text(value: object) -> str | None:
    """What a header tells as a text; NULL for nothing."""
    return None if value in (None, "") else str(value)


def _lines(lines: Any) -> str | None:
    return "\n".join(lines) or None
