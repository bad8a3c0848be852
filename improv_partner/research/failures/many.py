"""Failures of many sessions, by folder or address: on several processes or machines, resumable.

What is found in a session is on the disk before the next is told, and done only once. Of one that
is past its day nothing is told, however it was found before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from ...errors import ImprovError
from .. import remote
from ..cluster import Engine, Lost, Task
from ..cluster.kept import Kept, over
from ..export.permitted import ended
from .failure import Failure
from .find import Report, look
from .kinds import versions

ROW = 2  # version of what looked() gives: what is kept in another one is not used


def reports(
    places: Sequence[str], kinds: Collection[str], engine: Engine, kept: Kept
) -> Iterator[Report]:
    """As find.find() of these places, in their order. Raises RecordingError: results unwritten."""
    tasks = [Task(_key(place, kinds), (place, tuple(kinds))) for place in places]
    for place, told in zip(places, over(engine, looked, tasks, kept), strict=True):
        lost = {"why": f"{place}: {told.why}"} if isinstance(told, Lost) else told
        yield _report(place, lost)


def looked(what: tuple[str, tuple[str, ...]]) -> dict[str, Any]:
    """A report as JSON: the work on one session, in whatever process it is done."""
    place, kinds = what
    try:
        folder = remote.local(place)
    except ImprovError as error:
        return {"why": str(error)}
    done = look(folder, kinds)
    row = {
        "failures": [one.as_dict() for one in done.failures],
        "exchanges": done.exchanges,
        "why": done.why,
        "ended": done.ended,
        "remarks": done.remarks,
        "keep_until": done.keep_until,
    }
    if remote.is_url(place):  # a person knows the address, not the place in the cache
        row = json.loads(
            json.dumps(row).replace(json.dumps(str(folder))[1:-1], json.dumps(place)[1:-1])
        )
    return row


def _report(place: str, row: dict[str, Any]) -> Report:
    folder, until = remote.folder_of(place), row.get("keep_until", "")
    if why := ended(folder, {"consent": {"keep_until": until}}):  # a day can end since it was kept
        return Report(folder, why=why.replace(str(folder), place), ended=True)
    found = tuple(_failure(one) for one in row.get("failures", ()))
    remarks = tuple(row.get("remarks", ()))
    gone = bool(row.get("ended", False))
    return Report(folder, found, row.get("exchanges", 0), row["why"], remarks, gone, until)


def _failure(row: dict[str, Any]) -> Failure:
    begin, end = row["span"]
    return Failure(**{**row, "span": (begin, end), "stances": tuple(row["stances"])})


def _key(place: str, kinds: Collection[str]) -> str:
    """Other when the session is, or the kinds that are wanted, or a rule."""
    try:
        now = remote.stamp(place)
    except ImprovError:
        now = ""  # whoever looks at it will tell
    rules = [one for one in versions() if one.split("/")[0] in kinds]
    told = json.dumps([ROW, place, now, rules]).encode()
    return hashlib.blake2b(told, digest_size=10).hexdigest()
