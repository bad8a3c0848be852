"""Label Studio: a task for each line of an actor, so that listeners say what they hear in it.

A task holds the sound alone: no words, no tags and no readings, so every rating is a blind one.
The answers come back with ratings_in.py.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from ...errors import RecordingError
from ...intents import INTENSITIES, LABELS, STANCES, TAG_SET
from .session import Session
from .sound import clip
from .turns import PARTNER, turns
from .writers import unwritten, write

CLIPS = "clips"
LOCAL = "/data/local-files/?d="  # how Label Studio serves files of its document root
LABEL, INTENSITY, SURFACE, STANCE = "label", "intensity", "surface", "stance"  # of the questions
AUDIBLE, YES, NO = "audible", "yes", "no"


class LabelStudio:
    """Contract Writer: tasks in label-studio.json, questions in label-studio.xml, and clips."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._tasks: list[dict[str, Any]] = []
        write(out / "label-studio.xml", questions())

    def add(self, session: Session) -> Sequence[Path]:
        """See Writer. The clips are read before the first one is written."""
        if not session.audio:
            raise RecordingError(f"{session.folder}: was recorded without sound")
        unheard = {PARTNER, *session.silent}
        lines = [turn for turn in turns(session) if turn.who not in unheard]
        sounds = [clip(session, turn) for turn in lines]
        paths = []
        for turn, sound in zip(lines, sounds, strict=True):
            name = f"{CLIPS}/{session.id}-line-{turn.line}.wav"
            _write_clip(self._out / name, sound)
            paths.append(self._out / name)
            self._tasks.append({"id": len(self._tasks) + 1, "data": {
                "audio": LOCAL + quote(name),
                "session": session.id,
                "sum": session.sum,
                "consent": session.consent,
                "exchange": turn.exchange,
                "line": turn.line,
                "who": turn.who,
                "tag_set": TAG_SET,
            }})  # fmt: skip
        return paths

    def close(self) -> Sequence[Path]:
        """See Writer."""
        path = self._out / "label-studio.json"
        write(path, json.dumps(self._tasks, ensure_ascii=False, indent=1) + "\n")
        return [path, self._out / "label-studio.xml"]


def questions() -> str:
    """The labelling configuration: what raters see and are asked."""
    view = Element("View")
    SubElement(view, "Audio", {"name": "audio", "value": "$audio"})
    _choices(view, LABEL, "What does the actor feel?", LABELS, "single-radio")
    _choices(view, INTENSITY, "How strongly?", [str(one) for one in INTENSITIES], "single-radio")
    _choices(view, STANCE, "How is it played?", STANCES, "multiple")
    _choices(view, SURFACE, "If it is hidden: what is shown instead?", LABELS, "single-radio")
    _choices(view, AUDIBLE, "Can it be heard?", (YES, NO), "single-radio")
    indent(view)
    return tostring(view, encoding="unicode") + "\n"


def _choices(view: Element, name: str, text: str, words: Sequence[str], choice: str) -> None:
    SubElement(view, "Header", {"value": text})
    told = {"name": name, "toName": "audio", "choice": choice, "showInLine": "true"}
    choices = SubElement(view, "Choices", told)
    for word in words:
        SubElement(choices, "Choice", {"value": word})


def _write_clip(path: Path, sound: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("xb") as file:
            file.write(sound)
    except OSError as error:
        raise unwritten(path, error) from error
