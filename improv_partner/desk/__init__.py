"""What the actor sees. Screen is the one seam between the live scene and any display."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from ..events import Event
from ..recording import Entry


@dataclass(frozen=True, slots=True)
class Link:
    """What a screen may ask the live scene and tell it.

    floor: who has it now. tell: an event for the stage. pressed: a key was pressed just now, whose
    click is no voice.
    """

    floor: Callable[[], str]
    tell: Callable[[Event], None]
    pressed: Callable[[], None]


class Screen(Protocol):
    async def play(self, story: Callable[[], Awaitable[None]]) -> None:
        """Show the scene while the story runs: calls it once, and is over when it is over.

        The story ends at a Curtain; a display that a person closes tells one.
        """

    def watch(self, entry: Entry) -> None:
        """Every entry of the log, as it is written."""

    def level(self, rms_db: float) -> None:
        """Every frame of the microphone: its level in dB below full scale."""

    def note(self, text: str) -> None:
        """A line for the actor that belongs to no exchange."""

    def close(self) -> None: ...
