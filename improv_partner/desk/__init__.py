"""What the actor sees. Screen is the one seam between the live scene and any display."""

from __future__ import annotations

from typing import Protocol

from ..recording import Entry


class Screen(Protocol):
    def watch(self, entry: Entry) -> None:
        """Every entry of the log, as it is written."""

    def level(self, rms_db: float) -> None:
        """Every frame of the microphone: its level in dB below full scale."""

    def note(self, text: str) -> None:
        """A line for the actor that belongs to no exchange."""

    def close(self) -> None: ...
