"""A consent is taken back: which sessions are meant, and all that was made of them.

First every session gets its tombstone, then names, exports and files go, the re-runs of a session
before itself. Whoever is killed in between gives the same command again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from . import made_of, names, unexport, unindex
from .check import FILES
from .consent_record import holders, records
from .erasing import Taking, erase, mark, taking
from .errors import RecordingError, SettingsError
from .recording import LOG, NewerFormat, read_header
from .redaction import people
from .settings import nearest
from .survey import sessions
from .tombstone import REASONS
from .whole_file import remove

INDEX = "index"  # beside the sessions, where improv index writes if not told otherwise
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Found:
    """A session. header: empty if it cannot be read."""

    folder: Path
    header: Mapping[str, Any]

    @property
    def name(self) -> str:
        return self.folder.resolve().name


def scan(places: Iterable[Path], say: Say = lambda text: None) -> list[Found]:
    """Every session in and under these folders, and in those that were remembered there.

    say: is told what is too new to be understood. Raises RecordingError.
    """
    here = [place for place in places if place.is_dir()]
    here += [made.path for made in made_of.remembered(here) if made.path.is_dir()]
    found: dict[Path, Found] = {}
    for folder in sessions(here):
        try:
            found.setdefault(folder.resolve(), Found(folder, read_header(folder / LOG)))
        except NewerFormat as error:
            say(str(error))
        except RecordingError:
            found.setdefault(folder.resolve(), Found(folder, {}))
    return list(found.values())


def of_code(found: Sequence[Found], code: str, reason: str = "asked") -> list[Taking]:
    """What the performer with this code takes back. Raises RecordingError: nobody has it."""
    held = [(one, holders(one.header.get("consent"), code)) for one in found]
    meant = [(one, who) for one, who in held if who]
    if not meant:
        raise RecordingError(
            "no session has this withdrawal code: look at its signs again, "
            "and name the folders of the recordings with --in"
        )
    return _with_derived(found, meant, reason)


def of_session(
    found: Sequence[Found], folder: Path, who: str = "", reason: str = "asked"
) -> list[Taking]:
    """What goes with this session. who: one of its performers; "" = everybody.

    Raises RecordingError, SettingsError.
    """
    try:
        header = read_header(folder / LOG)
    except NewerFormat:
        raise
    except RecordingError as error:
        if not any((folder / name).exists() for name in FILES):
            raise RecordingError(f"{folder}: there is no such session") from error
        header = {}
    if who and who not in people(header):
        raise SettingsError(f'--who: nobody is "{who}" there; {nearest(who, people(header))}')
    meant = Found(folder, header)
    others = [one for one in found if one.folder.resolve() != folder.resolve()]
    return _with_derived([*others, meant], [(meant, [who] if who else None)], reason)


def carry_out(
    taken: Sequence[Taking], found: Sequence[Found], exports: Iterable[Path], say: Say
) -> None:
    """Delete. exports: folders to look for exports in, besides those that are remembered.

    say: is told what was deleted. Raises RecordingError: then the same command goes on.
    """
    for one in taken:
        mark(one)
    beside = list(dict.fromkeys(one.folder.resolve().parent for one in taken))
    _forget_names(taken, found, beside, say)
    wanted = unexport.Wanted(
        frozenset(one.stone.session for one in taken), frozenset(one.sum for one in taken) - {""}
    )
    places = [place for place in (*exports, *(one / INDEX for one in beside)) if place.is_dir()]
    for made in made_of.remembered(beside):
        if made.path.is_dir():
            places.append(made.path)
        elif wanted.names & set(made.sessions) and remove(made.path):
            say(f"deleted {made.path}")
    for path in dict.fromkeys(path for place in places for path in unexport.lists(place)):
        unexport.take_out(path, wanted, say)
    for place in dict.fromkeys(places):
        unindex.take_out(place, wanted.names, say)
    for one in reversed(taken):
        erase(one, say)


def _with_derived(
    found: Sequence[Found], meant: Sequence[tuple[Found, list[str] | None]], reason: str
) -> list[Taking]:
    """And all that was made by playing these sessions again; each before what came of it."""
    if reason not in REASONS:
        raise SettingsError(f'--reason: there is no "{reason}"; {nearest(reason, list(REASONS))}')
    today = datetime.now(UTC).date().isoformat()
    taken: dict[Path, Taking] = {}
    for one, who in meant:
        whole_of_it = None if _parents(one.header) else who  # a re-run holds nobody else's voice
        taken[one.folder] = taking(one.folder, one.header, whole_of_it, reason, today)
    grown = True
    while grown:
        known = {one.stone.session for one in taken.values()} | {t.sum for t in taken.values()}
        more = [f for f in found if f.folder not in taken and _parents(f.header) & known]
        for one in more:
            taken[one.folder] = taking(one.folder, one.header, None, reason, today)
        grown = bool(more)
    return list(taken.values())


def _parents(header: Mapping[str, Any]) -> set[str]:
    """By name and by sum: what this session was made of."""
    rerun = header.get("rerun")
    told = rerun if isinstance(rerun, Mapping) else {}
    named = (header.get("parent"), told.get("parent"), told.get("parent_sum"))
    return {str(name) for name in named if name}


def _forget_names(
    taken: Sequence[Taking], found: Sequence[Found], folders: Iterable[Path], say: Say
) -> None:
    """Those who are in no other session. It is done before their pseudonyms are deleted."""
    gone = {name for one in taken for name in _called(one.header, one.who, one.whole)}
    theirs = {one.folder for one in taken}
    for other in found:
        if other.folder not in theirs:
            gone -= _called(other.header, people(other.header), True)
    for folder in folders:
        for pseudonym in names.forget(folder, gone):
            say(f"deleted in {folder / names.FILE}: {pseudonym}")


def _called(header: Mapping[str, Any], who: Iterable[str], whole: bool) -> set[str]:
    """The pseudonyms of these performers. whole: they are all."""
    consent = header.get("consent")
    told = [r.get("pseudonym") for r in records(consent) if r.get("who") in set(who)]
    if whole and isinstance(consent, Mapping):
        told.append(consent.get("pseudonym"))
    return {str(name) for name in told if name}
