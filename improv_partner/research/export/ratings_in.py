"""Ratings that come back from Label Studio: its JSON export -> notes.jsonl of the sessions.

Raters are called by their number there; names and addresses are left behind. An answer that stands
already is not written again, so the same file may be imported twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ...errors import RecordingError
from ...exchanges import exchanges
from ...intents import INTENSITIES, LABELS, STANCES, Meant
from ...notes import LISTENER, Notes, Rater
from ...recording import read
from ..parent import last_sum
from .label_studio import AUDIBLE, INTENSITY, LABEL, NO, STANCE, SURFACE, YES
from .permitted import withdrawn

USUAL = 2  # the intensity of a tag for which none was said, as of one tap of a key


@dataclass(frozen=True, slots=True)
class Answer:
    """Of one rater on one line of the actor. skipped: nothing was said."""

    session: str
    sum: str
    line: int
    rater: Rater
    meant: Meant | None
    audible: bool | None
    skipped: bool


@dataclass(slots=True)
class Imported:
    """How many answers were written, and stood already; and what could not be: a line each."""

    written: int = 0
    known: int = 0
    refused: list[str] = field(default_factory=list)


def import_ratings(file: Path, folders: Iterable[Path]) -> Imported:
    """Write the answers of this file into the notes of these sessions.

    Raises RecordingError if the file is no export of Label Studio, or notes cannot be written.
    """
    places = dict(_places(folders))
    done = Imported()
    for where, answer in _answers(file):
        why = answer if isinstance(answer, str) else _put(answer, places, done)
        if why:
            done.refused.append(f"{where}: {why}")
    return done


def _places(folders: Iterable[Path]) -> Iterator[tuple[str, _Place]]:
    """Sessions by the sum of their logs: a folder may have got another name, or a namesake."""
    for folder in folders:
        with suppress(RecordingError):  # what cannot be read is no place to write to
            yield last_sum(folder), _Place(folder)


class _Place:
    """A session that answers may be about; read when the first one is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._notes: dict[Rater, Notes] = {}

    @cached_property
    def lines(self) -> dict[int, int]:
        """Number of the exchange by that of the actor's line. Raises RecordingError."""
        said = exchanges(read(self.folder)[1])
        return {e.actor_line: e.number for e in said if e.actor_line}

    def notes(self, rater: Rater) -> Notes:
        if rater not in self._notes:
            self._notes[rater] = Notes(self.folder, rater)
        return self._notes[rater]


def _put(answer: Answer, places: Mapping[str, _Place], done: Imported) -> str:
    """Why it cannot be written; "" if it can, or stands already."""
    place = places.get(answer.sum)
    if place is None:
        return f'there is no session "{answer.session}" in these folders'
    if why := withdrawn(place.folder):
        return why
    if answer.line not in place.lines:
        return f"{answer.session} has no line {answer.line}"
    if _write(place.notes(answer.rater), place.lines[answer.line], answer):
        done.written += 1
    else:
        done.known += 1
    return ""


def _write(notes: Notes, exchange: int, answer: Answer) -> bool:
    """False if that is what stands already."""
    old = notes.ratings.get(answer.line)
    if answer.skipped:
        if old is None:
            notes.skipped(exchange, answer.line)
        return old is None
    tag, meant = old.tag if old else None, answer.meant
    new_tag = meant is not None and (
        tag is None
        or (tag.label, tag.intensity, tag.surface, tag.stances)
        != (meant.label, meant.intensity, meant.surface, meant.stances)
    )
    new_audible = answer.audible is not None and (old is None or old.audible != answer.audible)
    if meant is not None and new_tag:
        notes.tag(exchange, answer.line, meant, corrects=tag is not None)
    if new_audible:
        notes.audible(exchange, answer.line, answer.audible)
    return new_tag or new_audible


def _answers(file: Path) -> Iterator[tuple[str, Answer | str]]:
    """Every annotation, or why it is none; with its place in the file."""
    for number, task in enumerate(_tasks(file), 1):
        where = f"{file}: task {number}"
        data = task.get("data")
        if not isinstance(data, Mapping) or not {"session", "sum", "line"} <= data.keys():
            yield where, "is not one that improv export wrote"
            continue
        annotations = task.get("annotations")
        for annotation in annotations if isinstance(annotations, list) else []:
            try:
                yield where, _answer(data, annotation)
            except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
                yield where, f"an answer that cannot be read ({error})"


def _tasks(file: Path) -> list[dict[str, Any]]:
    try:
        tasks = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise RecordingError(f"{file}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise RecordingError(f"{file}: is not JSON: {error}") from error
    if not isinstance(tasks, list) or not all(isinstance(task, dict) for task in tasks):
        raise RecordingError(f'{file}: is not a list of tasks: export as "JSON" in Label Studio')
    if tasks and not any("annotations" in task for task in tasks):
        raise RecordingError(f'{file}: holds no annotations: export as "JSON", not "JSON-MIN"')
    return tasks


def _answer(data: Mapping[str, Any], annotation: Mapping[str, Any]) -> Answer:
    """Raises KeyError, TypeError, ValueError, AttributeError, IndexError: not as it should be."""
    by = annotation["completed_by"]
    number = by["id"] if isinstance(by, Mapping) else by
    if type(number) is not int:
        raise ValueError("completed_by is not a number")
    said: dict[str, list[str]] = {}
    for item in annotation["result"]:
        if item.get("type") == "choices":
            said[item["from_name"]] = [str(choice) for choice in item["value"]["choices"]]
    skipped = bool(annotation.get("was_cancelled")) or not said
    audible = {YES: True, NO: False}.get(_one(said, AUDIBLE))
    rater = Rater(f"rater {number}", LISTENER, blind=True)
    meant = None if skipped else _meant(said)
    session, log_sum, line = str(data["session"]), str(data["sum"]), int(data["line"])
    return Answer(session, log_sum, line, rater, meant, audible, skipped)


def _meant(said: Mapping[str, list[str]]) -> Meant | None:
    label, surface = _one(said, LABEL), _one(said, SURFACE)
    intensity = int(_one(said, INTENSITY) or USUAL)
    stances = tuple(stance for stance in STANCES if stance in said.get(STANCE, []))
    if not label:
        return None
    unknown = [word for word in (label, surface) if word and word not in LABELS]
    if unknown or intensity not in INTENSITIES:
        raise ValueError(f"no tag of ours: {', '.join([*unknown, str(intensity)])}")
    return Meant(label, intensity, surface, stances)


def _one(said: Mapping[str, list[str]], name: str) -> str:
    return said[name][0] if said.get(name) else ""
