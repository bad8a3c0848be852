"""A recording fed to the same code that ran live.

verify: nothing is missing or changed, and the stage on the recorded facts decides what it decided.
again: only the actor is kept; the crew answers as recorded (recorded.py) to a stage with other
settings, in the live loop on virtual time. Recorded facts alone would be wrong there: they are
consequences of the old cues.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import virtual
from .check import check
from .company import Company
from .consent_record import withdrawn
from .directed import DirectedStage
from .errors import RecordingError
from .event_json import Unknown
from .events import Cue, Event, Frame, Voice
from .ledger import Ledger
from .live import Show
from .past import past
from .recorded import RecordedActor, recorded_crew
from .recording import Entry, Recording, read
from .scene import FILLERS, TEMPO, YIELDS, Silence
from .settings import Settings, Turns
from .stage import Stage

NO_SOUND: Mapping[str, bytes] = {}
# The rules of sessions whose header does not name them: they were played before there were others.
BEFORE = Turns(soft_end_s=0.3, barge_in_s=0.2, tempo="fixed", yields="at once", filler_s=0.0)


@dataclass(frozen=True, slots=True)
class Deviation:
    """Where the recording is not what the stage would have made of its facts."""

    n: int
    frame: int
    recorded: str
    expected: str


def stage_of(header: Mapping[str, Any], values: Mapping[str, Any] | None = None) -> Stage:
    """The stage of a session by its header, with other settings. Raises RecordingError."""
    try:
        scene = header["scene"]
        turns = settings_of(header, values).turns
        silence = Silence(**scene.get("silence", {"does": "wait", "after_s": 0.0}))
        return DirectedStage(
            turns.in_scene(scene.get("tempo", TEMPO), scene.get("yields", YIELDS)),
            silence.breaks_s,
            tuple(scene.get("covers", ())),
            scene.get("opens", "actor"),
            tuple(scene.get("fillers", FILLERS)),
            Company(scene.get("character", {}).get("name", "")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise RecordingError(f"the header does not describe a scene: {error}") from error


def settings_of(header: Mapping[str, Any], values: Mapping[str, Any] | None = None) -> Settings:
    """The session's settings, some of them changed. Raises SettingsError."""
    known = Settings(turns=BEFORE).with_values(header.get("settings", {}), "header")
    return known.with_values(values or {}, "command line")


def deviation(header: Mapping[str, Any], entries: Iterable[Entry]) -> Deviation | None:
    """The first entry that is not what the stage decides on these facts; None if all are."""
    stage = stage_of(header)
    voice = Frame(False, False)
    due: deque[tuple[int, Cue]] = deque()

    def advance(to: int) -> None:
        while stage.frame < to and not stage.over:
            due.extend((stage.frame, cue) for cue in stage.step(voice))

    last = 0
    for entry in entries:
        what, last = entry.what, entry.n
        advance(entry.frame - isinstance(what, Voice))
        if isinstance(what, Cue):
            expected = due.popleft() if due else None
            if expected != (entry.frame, what):
                return Deviation(entry.n, entry.frame, str(what), _order(expected))
            continue
        if due:
            return Deviation(entry.n, entry.frame, str(what), _order(due[0]))
        if isinstance(what, Voice):
            what = voice = Frame(what.voiced, what.speech, what.loud, what.who)
        if not isinstance(what, Unknown):
            due.extend((stage.frame, cue) for cue in stage.step(what))
    return Deviation(last + 1, stage.frame, "the log ends", _order(due[0])) if due else None


def verify(folder: Path, listen: bool = True) -> list[str]:
    """What proves that a session is not the whole truth; [] = it is proven. Changes nothing.

    Header, consent, sums, counter, lengths of the tracks, derived exchanges (check.py), and the
    stage's decisions. A session that was never closed is not proven either. listen: see check.
    """
    faults = [finding.what for finding in check(folder, repair=False, listen=listen)]
    try:
        header, entries = read(folder)
        if withdrawn(header.get("consent", {})):
            return faults  # which say so: its words are gone, there is nothing left to prove
        if header.get("consent", {}).get("answer") != "yes":
            faults.append("header: there is no consent")
        found = deviation(header, entries)
    except RecordingError as error:
        return faults or [str(error)]
    if found:
        faults.append(
            f"entry {found.n}, frame {found.frame}: recorded {found.recorded}; "
            f"the stage decides {found.expected}"
        )
    return faults


def _order(expected: tuple[int, Cue] | None) -> str:
    return f"{expected[1]} at frame {expected[0]}" if expected else "no cue"


def again(
    header: Mapping[str, Any],
    entries: Iterable[Entry],
    values: Mapping[str, Any],
    folder: Path,
    tracks: Mapping[str, bytes] = NO_SOUND,
) -> Stage:
    """Play the recorded actor to a stage with other settings; writes a session to `folder`.

    tracks: PCM of each player by name; without the actor's the new session has no sound.
    The header of the new session is the old one with `settings` changed and `parent` named.
    """
    known = past(list(entries))
    stage = stage_of(header, values)
    shows: list[Show] = []
    tell: Callable[[Event], None] = lambda event: shows[0].tell(event)  # noqa: E731
    actor = RecordedActor(known, tracks.get("actor", b""), tell)
    crew = recorded_crew(known, actor, tracks, _speaker())
    new_header = {key: value for key, value in header.items() if key not in ("format", "is", "sum")}
    new_header |= {"settings": settings_of(header, values).as_dict(), "virtual_time": True}
    new_header |= {
        "again": dict(values),
        "parent": header.get("parent", ""),
        "crew": {"everybody": "as recorded"},
    }
    audio = bool(tracks.get("actor"))
    recording = Recording(folder, {k: v for k, v in new_header.items() if k != "audio"}, audio)
    actor.keep = recording.performer
    ledger = Ledger(folder)
    shows.append(Show(stage, crew, recording, ledger.watch))
    try:
        virtual.run(shows[0].run())
    finally:
        ledger.close()
        recording.close()
    return stage


def _speaker() -> Any:
    from .crew.pretend import PretendSpeaker

    return PretendSpeaker()
