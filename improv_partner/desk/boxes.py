"""The two boxes of the desk: all keys, and a better line for the partner."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.events import Key
from textual.screen import ModalScreen
from textual.widgets import Input, Static

SCROLLS = {"up", "down", "pageup", "pagedown", "home", "end"}


class HelpBox(ModalScreen[None]):
    """Any key but those that scroll closes it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="help", classes="box") as box:
            box.border_title = "keys"
            box.border_subtitle = "any key: back to the scene"
            yield Static(self._text, markup=False)

    def on_key(self, event: Key) -> None:
        if event.key not in SCROLLS:
            event.stop()
            self.dismiss()


class BetterBox(ModalScreen[str]):
    """What the partner should have said; "" if the actor thinks better of it."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "never_mind")]

    def __init__(self, partner: str) -> None:
        super().__init__()
        self._partner = partner

    def compose(self) -> ComposeResult:
        with Vertical(id="better", classes="box") as box:
            box.border_title = f"what should {self._partner} have said?"
            box.border_subtitle = "Enter: it was said so    Esc: never mind"
            yield Input(placeholder="a better line, in place of the last one")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value.strip())

    def action_never_mind(self) -> None:
        self.dismiss("")
