"""Key presses as events for the scene: tags, marks, a new choice, the curtain. No terminal here.

A key is a sign ("z", "'", " ") or a name ("enter", "f2"); each can be another, see [desk.keys].
"""

from __future__ import annotations

from collections.abc import Mapping

from ..errors import SettingsError
from ..events import Curtain, Event, Intent, Mark, NewChoice, Undo
from ..intents import KEY_MAP, MOMENT, WRONG, Meant, TagKeys, grid
from ..settings import nearest
from .held import Held

COMMANDS: dict[str, tuple[str, str]] = {  # what it is called: its usual key, and what it does
    "wrong": ("enter", "that last reply was wrong"),
    "moment": ("'", "mark this moment"),
    "hold": (".", "hold it: the floor is yours, however long the pause"),
    "new choice": ("f2", "the partner offers another line"),
    "better line": ("f3", "type a better line for the partner"),
    "reading": ("f4", "show or hide what the partner reads"),
    "light": ("f5", "light or dark"),
    "help": ("f1", "these keys"),
    "curtain": ("escape", "the scene is over"),
}
ALSO = {"?": "help", "ctrl+c": "curtain"}  # always, unless the sign is wanted for something else
NAMES = {"enter", "escape", *(f"f{n}" for n in range(1, 13))}
SIGNS = {"backspace": "\x7f", "delete": "\x7f", "tab": "\t", "space": " "}
WHERE = "[desk.keys]"
HELP_KEY_CELLS = 11


class Strokes:
    """keys: those that differ, meaning -> key. Raises SettingsError. who: whose tags these are."""

    def __init__(self, keys: Mapping[str, str] | None = None, who: str = "actor") -> None:
        changes = keys or {}
        for meaning in changes:
            if meaning not in {*COMMANDS, *KEY_MAP.values()}:
                hint = nearest(meaning, [*COMMANDS, *KEY_MAP.values()])
                raise SettingsError(f'{WHERE}: there is no "{meaning}"; {hint}')
        self.key_of = {name: usual for name, (usual, _) in COMMANDS.items()}
        self.key_of |= {m: _key(m, key) for m, key in changes.items() if m in COMMANDS}
        self.tags = TagKeys({m: k for m, k in changes.items() if m not in COMMANDS}, WHERE)
        self._commands = dict(ALSO)
        for sign in set(ALSO) & set(self.tags.keys):
            del self._commands[sign]
        for name, key in self.key_of.items():
            other = self._commands.get(key, self.tags.keys.get(key, name))
            if other != name:
                raise SettingsError(
                    f'{WHERE}: "{key}" would be both {other} and {name}; give one another key'
                )
            self._commands[key] = name
        self._who = who
        self.held = Held(who)
        self._last: Intent | None = None

    def command(self, key: str) -> str:
        """What this key does besides tagging: a name of COMMANDS, or ""."""
        return self._commands.get(SIGNS.get(key, key), "")

    def means(self, key: str) -> bool:
        """This key is for the scene, not for the display."""
        return bool(self.command(key)) or SIGNS.get(key, key) in self.tags.keys

    def press(self, key: str, t: float) -> list[Event]:
        """What the stage is told of this key, pressed at t (s, rising).

        A tag that gets stronger, or a stance, is the newest tag taken back and given anew.
        """
        match self.command(key):
            case "":
                return self._tag(self.tags.feed(SIGNS.get(key, key), t))
            case "wrong":
                return [Mark(WRONG, self._who)]
            case "moment":
                return [Mark(MOMENT, self._who)]
            case "hold":
                return self.held.press(t)
            case "new choice":
                return [NewChoice(who=self._who)]
            case "curtain":
                return [Curtain("called")]
        return []  # about the display alone

    def better(self, line: str) -> Event:
        """The actor has typed what the partner should have said."""
        return NewChoice(line, who=self._who)

    def help(self) -> str:
        """Every key as it is, in at most 78 columns."""
        rows = [f"{self.key_of[n]:<{HELP_KEY_CELLS}} {what}" for n, (_, what) in COMMANDS.items()]
        return "\n".join([grid(self.tags.keys), "", *rows])

    def _tag(self, meant: Meant | None) -> list[Event]:
        if meant is None:
            return []
        undo = [Undo(who=self._who)] if meant.replaces else []
        if not meant.label:
            self._last = None
            return [*undo]
        intent = Intent(
            meant.label,
            meant.intensity,
            meant.surface,
            meant.stances,
            meant.target,
            meant.status,
            source="key",
            who=self._who,
        )
        if undo and intent == self._last:
            return []
        self._last = intent
        return [*undo, intent]


def _key(meaning: str, given: str) -> str:
    """A key for a command, as the terminal tells it."""
    key = given.lower()
    if key not in {*NAMES, *SIGNS} and not (len(key) == 1 and key.isprintable()):
        hint = nearest(key, sorted({*NAMES, *SIGNS}))
        raise SettingsError(f'{WHERE}: "{given}" ({meaning}) is not one key; {hint}')
    return SIGNS.get(key, key)
