"""The room behind the door: who is in it, and how far they are: form, sound check, scene, over.

Owns the peers, one for each seat of the scene; today there is one seat, the actor's. All on the
house's loop, but for waiting(), which the main thread asks.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

from ..desk.strokes import COMMANDS, Strokes
from ..intents import STANCES, STATUS_KEYS, TARGET_KEYS
from ..scene import Scene
from ..settings import DeskSettings, HouseSettings
from . import Refused
from .door import Door, same
from .form import Form
from .ice import for_page
from .messages import Said
from .peer import Peer

SEAT = "actor"
ON_PAGE = ("wrong", "moment", "new choice", "better line", "curtain")  # keys that a page has
BUSY = "somebody is already here with this address; ask whoever runs the scene"


class Room:
    """news: told what happens, in a line for whoever runs the scene."""

    def __init__(
        self,
        scene: Scene,
        form: Form,
        house: HouseSettings,
        desk: DeskSettings,
        news: Callable[[str], None] = lambda text: None,
    ) -> None:
        self.scene, self.form, self.house, self.desk, self.news = scene, form, house, desk, news
        self.door = Door(house.join_s)
        self.seats: dict[str, Peer] = {}
        self._ready = threading.Event()
        self._over = False

    def waiting(self, seconds: float) -> bool:
        """Any thread: wait so long at most; is the actor ready to begin?"""
        return self._ready.wait(seconds)

    def enter(self, token: str) -> dict[str, Any]:
        """A page opened by the address: its pass, and the form. Raises Refused.

        Until somebody is heard or plays, the newest page has the seat.
        """
        word = self.door.admit(token)
        old = self.seats.get(SEAT)
        if old and (old.mic.here or self._ready.is_set()):
            raise Refused(409, BUSY)
        self.seats[SEAT] = Peer(SEAT, word, self.house)
        shown = {"title": self.scene.title, "summary": self.scene.summary}
        return {"pass": word, "scene": shown, "form": self.form.as_dict()}

    def peer(self, word: str) -> Peer:
        """Whose pass this is. Raises Refused."""
        found = [peer for peer in self.seats.values() if same(word, peer.word)]
        if not found:
            raise Refused(401, "this page is no longer in the scene: open the address again")
        return found[0]

    def agree(self, peer: Peer, given: Mapping[str, Any]) -> dict[str, Any]:
        """The form is answered: what the page needs for the rest. Raises Refused."""
        if peer.consent is None:
            peer.consent = self.form.answered(given)
            peer.board.post({"is": "phase", "phase": "check"})
            peer.board.post(self._card() | {"is": "card"})
            self.news("The actor has agreed to the form; sound check.")
        return {"ice": for_page(self.house), "connect_s": self.house.connect_s}

    def hear(self, peer: Peer, said: Said, at_s: float) -> None:
        """A message of a page that has entered; at_s: when, on this machine's clock."""
        if said.kind != "ready":
            peer.take(said, at_s)
        elif peer.mic.here and not self._over:
            if not self._ready.is_set():
                peer.board.post({"is": "phase", "phase": "wait"})
            self._ready.set()
        else:
            raise Refused(409, "your microphone is not heard yet")

    async def over(self, words: str) -> None:
        """The scene is over; words: what is left of it."""
        self._over = True
        self.door.close()
        for peer in self.seats.values():
            peer.board.post({"is": "phase", "phase": "over", "words": words})
            await peer.hang_up()

    async def close(self) -> None:
        for peer in self.seats.values():
            peer.mic.closed()
            peer.board.close()
            await peer.hang_up()

    def _card(self) -> dict[str, Any]:
        """What an actor may know of the scene, as scene.card; and the keys."""
        scene = self.scene
        strokes = Strokes(self.desk.keys)
        key_of = {meaning: key for key, meaning in strokes.tags.keys.items()}
        rows = [
            ("Where", scene.setting),
            ("You", _sentence(scene.actor.name, scene.actor.who)),
            ("With", _sentence(scene.character.name, scene.character.who)),
            ("Between", scene.relationship),
            *(("Known", fact) for fact in scene.facts),
            ("Play", scene.actor.prompt),
        ]
        beside = (*STANCES, *TARGET_KEYS.values(), *STATUS_KEYS.values(), "undo")
        labels = [meaning for meaning in key_of if meaning not in beside]
        return {
            "title": scene.title,
            "you": scene.actor.name,
            "partner": scene.character.name,
            "first": "You speak first."
            if scene.opens == "actor"
            else f"{scene.character.name} speaks first.",
            "rows": [list(row) for row in rows],
            "labels": [[key_of[label], label] for label in labels],
            "stances": [[key_of[stance], stance] for stance in STANCES],
            "targets": [[key_of[target], target] for target in TARGET_KEYS.values()],
            "status": [[key_of[status], status] for status in STATUS_KEYS.values()],
            "undo": key_of["undo"],
            "commands": [[strokes.key_of[name], name, COMMANDS[name][1]] for name in ON_PAGE],
        }


def _sentence(name: str, who: str) -> str:
    return f"{name}, {who.rstrip('.')}."
