"""Which sessions a report may tell of, and what of them: consent first, then the reading.

In a report that stays here a session needs a yes to `replay`; its words and sound are shown if they
may be kept. One that is handed on (share) needs `share`, and `excerpts` for words and sound.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ... import track
from ...errors import RecordingError
from ...recording import LOG, read_header
from ..export.permitted import Ended, heard, permitted, record, require, withdrawn
from ..export.session import Pseudonyms, numbered, part_of
from ..failures.failure import Failure
from ..failures.find import load
from ..failures.kinds import failures
from ..failures.session import Session
from ..parent import last_sum


@dataclass(frozen=True, slots=True)
class Opened:
    """name: as the report calls the session. performer: by number; "" = no name was given.

    words, sound: may be shown. people: the numbers of several performers, by who they are. tracks:
    of whom there is sound that may be heard.
    """

    folder: Path
    session: Session
    failures: tuple[Failure, ...]
    name: str
    performer: str = ""
    words: bool = True
    sound: bool = True
    people: Mapping[str, str] = field(default_factory=dict)
    tracks: Sequence[str] = track.PLAYERS

    @property
    def simulated(self) -> bool:
        """Nobody played: clips stood for the actor."""
        return record(self.session.header).get("performer") == "simulated"

    @property
    def model(self) -> str:
        """What played the partner, without the address of its server."""
        return self.session.model.split(" at ")[0] or "not told"

    @property
    def scene(self) -> str:
        return self.session.sheet.key or "not told"


@dataclass(slots=True)
class Opening:
    """left_out: why sessions are not in it, with their folders. remarks: what else was missing.

    ended: the same, by folder, of those that were withdrawn or are past their day.
    """

    sessions: list[Opened] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    ended: dict[str, str] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)


def open_all(folders: Iterable[Path], share: bool = False) -> Opening:
    """Every session that may be told of, in order. share: the report is handed on."""
    opening, names, sums = Opening(), Pseudonyms(), dict[str, Path]()
    for folder in folders:
        try:
            _may(folder, share)
            session, remarks = load(folder)
            _once(folder, sums)
        except Ended as error:
            opening.ended[str(folder)] = str(error)
            continue
        except RecordingError as error:
            opening.left_out.append(str(error))
            continue
        consent = record(session.header)
        yes = permitted(consent) | ({"excerpts"} if not share else set())
        tracks = heard(session.header)
        people = numbered(session.header, names)
        name = f"session-{len(opening.sessions) + 1}" if share else folder.resolve().name
        opening.remarks += [_called(remark, folder, name, share) for remark in remarks]
        opened = Opened(
            folder,
            session,
            tuple(failures(session)),
            name,
            ", ".join(dict.fromkeys(filter(None, people.values()))),
            words={"keep_text", "excerpts"} <= yes,
            sound=len(tracks) > 1 and "excerpts" in yes,
            people=people,
            tracks=tracks,
        )
        opening.sessions.append(opened)
        if "rerun" in session.header:
            parent = part_of(session.header, "rerun").get("parent", "")
            of = "" if share or not parent else f" ({parent})"
            opening.remarks.append(f"{name}: the lines of a recorded actor{of}, played again")
    return opening


def _may(folder: Path, share: bool) -> None:
    """Raises Ended, or RecordingError, unless consent permits it."""
    if why := withdrawn(folder):  # its log may be gone
        raise Ended(why)
    require(folder, read_header(folder / LOG), {"replay", "share"} if share else {"replay"})


def _once(folder: Path, sums: dict[str, Path]) -> None:
    """Raises RecordingError for a copy of a session that is in it already."""
    try:
        known = sums.setdefault(last_sum(folder), folder)
    except RecordingError:  # its end is damaged: what it says has been judged as far as it goes
        return
    if known != folder:
        raise RecordingError(f"{folder}: is the same session as {known}; counted once")


def _called(remark: str, folder: Path, name: str, share: bool) -> str:
    """The remark with the session's name in the report in place of its folder."""
    if remark.startswith(str(folder)):
        return name + remark.removeprefix(str(folder))
    return f"{name}: not all of it could be read" if share else remark
