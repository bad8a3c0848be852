"""Which judge of turn ends to take: none, Smart Turn by its name, or a file with its weights."""

from __future__ import annotations

from pathlib import Path

from ...errors import CrewError
from .. import Ending, NoEnding
from . import weights

SMART_TURN = "smart-turn"


def choose_ending(name: str) -> Ending:
    """What `turns.ending` asks for, ready to judge: "", "smart-turn", or the path of an ONNX file.

    Blocks for some tenths of a second, and for a download of 9 MB the first time: call it in a
    thread. Raises CrewError if it cannot be had; nothing else is taken in its place.
    """
    if not name:
        return NoEnding()
    file = weights.ready() if name == SMART_TURN else Path(name).expanduser()
    if not file.is_file():
        raise CrewError(
            f'turns.ending: there is no file "{name}"; give "{SMART_TURN}", '
            'the path of a smart-turn-v3 file (.onnx), or "" for none'
        )
    from .smart_turn import SmartTurn

    return SmartTurn(file)
