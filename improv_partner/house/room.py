"""The room behind the door: who is in it, and how far they are: form, sound check, scene, over.

All on the house's loop, but for waiting(), which the main thread asks. Who sits where: seating.py.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ..desk.strokes import COMMANDS, Strokes
from ..errors import RecordingError
from ..intents import STANCES, STATUS_KEYS, TARGET_KEYS
from ..scene import Scene
from ..settings import DeskSettings, HouseSettings
from . import Refused
from .director import Director
from .door import Door, same
from .form import Form, keeps, real_name
from .ice import for_page
from .messages import Said
from .mic import GONE_S
from .own_copy import nothing_kept, own_copy
from .peer import Peer
from .seating import NOT_WRITTEN, Seating
from .video import Filming

SEAT = "actor"
GONE = "this page is no longer in the scene: open the address again"
HERE = "this performer is here, on another page"
ON_PAGE = ("wrong", "moment", "new choice", "better line", "curtain")  # keys that a page has


class Room:
    """news: told what happens, in a line for whoever runs the scene. sessions: see Seating."""

    def __init__(
        self,
        scene: Scene,
        form: Form,
        house: HouseSettings,
        desk: DeskSettings,
        news: Callable[[str], None] = lambda text: None,
        players: int = 1,
        sessions: Path | None = None,
    ) -> None:
        self.scene, self.form, self.house, self.desk, self.news = scene, form, house, desk, news
        self.door = Door(house.join_s)
        self.director = Director(house)
        self.filming = Filming()
        self.seating = Seating(house, players, sessions)
        self._over = False

    @property
    def seats(self) -> dict[str, Peer]:
        """Who is in the scene, by who they are."""
        return self.seating.peers

    def waiting(self, seconds: float) -> bool:
        """Any thread: wait so long at most; can the scene begin?"""
        return self.seating.begun.wait(seconds)

    def enter(self, token: str) -> dict[str, Any]:
        """A page opened by the address: its pass, and the form. Raises Refused."""
        word = self.door.admit(token)
        self.seating.sit(word)
        shown = {"title": self.scene.title, "summary": self.scene.summary}
        return {"pass": word, "scene": shown, "form": self.form.as_dict()}

    def peer(self, word: str) -> Peer:
        """Whose pass this is. Raises Refused."""
        found = [peer for peer in self.seats.values() if same(word, peer.word)]
        if not found:
            raise Refused(401, GONE)
        return found[0]

    def visitor(self, word: str) -> Peer | Director:
        """Whose pass this is, a performer's or the director's. Raises Refused."""
        return self.director if self.director.known(word) else self.peer(word)

    def agree(self, peer: Peer, given: Mapping[str, Any]) -> dict[str, Any]:
        """The form is answered: what the page needs for the rest. Raises Refused."""
        if peer.consent is None:
            answers, name = self.form.answered(given), real_name(given)
            try:
                self.seating.agreed(peer, answers, name if self.house.ask_names else "")
            except RecordingError as error:
                self.news(str(error))
                raise Refused(503, NOT_WRITTEN) from error
            if peer.consent and peer.consent["purposes"].get("keep_video"):
                peer.camera = self.filming.camera(peer.who)
            peer.board.post({"is": "phase", "phase": "check"})
            peer.board.post(self._card() | {"is": "card"})
            self._hand_over(peer, keeps(answers)[0])
            who = peer.name if self.seating.metronome else "The actor"
            self.news(f"{who} has agreed to the form; sound check.")
        return self._ways(peer)

    async def back(self, peer: Peer) -> dict[str, Any]:
        """For a browser whose page was closed: who it was, and what agree() gave. Raises Refused.

        Whoever agreed to nothing yet is somebody new; whoever is here is not away.
        """
        if peer.consent is None or self._over:
            raise Refused(401, GONE)
        if peer.mic.here and not peer.board.readers:  # closed just now: is it heard any more?
            await asyncio.sleep(GONE_S)
        if peer.mic.here or peer.board.readers:
            raise Refused(409, HERE)
        return self._ways(peer) | {"name": peer.name}

    def _ways(self, peer: Peer) -> dict[str, Any]:
        camera = peer.camera is not None
        return {"ice": for_page(self.house), "connect_s": self.house.connect_s, "camera": camera}

    async def hear(self, peer: Peer | Director, said: Said, at_s: float) -> None:
        """A message of a page that has entered; at_s: when, on this machine's clock."""
        if isinstance(peer, Director) or said.kind not in ("ready", "begin"):
            peer.take(said, at_s)
        elif said.kind == "begin":
            self.seating.begin(peer)
        elif peer.mic.here and not self._over:
            await self.seating.ready(peer)
            self.filming.enter(peer.who)
        else:
            raise Refused(409, "your microphone is not heard yet")

    def left(self, visitor: Peer | Director) -> None:
        """A page has gone, or its connection: no key is held any more."""
        if isinstance(visitor, Peer):
            visitor.take(Said("hold"), time.monotonic())

    def hand_over(self) -> None:
        """Everybody's own copy of what was agreed to, as it stands in the recording."""
        for peer in self.seats.values():
            plays = peer in self.seating.playing
            if plays or self._over:
                self._hand_over(peer, plays and self.seating.keeps_words)

    async def over(self, words: str) -> None:
        """The scene is over; words: what is left of it."""
        self._over = True
        self.door.close()
        self.director.over(words)
        self.hand_over()
        for peer in self.seats.values():
            peer.board.post({"is": "phase", "phase": "over", "words": words})
            await peer.hang_up()

    async def close(self) -> None:
        self.director.board.close()
        for peer in self.seats.values():
            peer.mic.closed()
            peer.board.close()
            await peer.hang_up()

    def _hand_over(self, peer: Peer, kept: bool) -> None:
        """kept: there is something that can be withdrawn."""
        if peer.consent:
            peer.board.post(own_copy(peer.consent, peer.code) if kept else nothing_kept())

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
            "hold": [strokes.key_of["hold"], COMMANDS["hold"][1]],
            "commands": [[strokes.key_of[name], name, COMMANDS[name][1]] for name in ON_PAGE],
        }


def _sentence(name: str, who: str) -> str:
    return f"{name}, {who.rstrip('.')}."
