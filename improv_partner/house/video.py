"""Films beside the tracks: each camera's pictures as the browser encoded them, in WHO.webm.

They are neither decoded nor sent on. A thread of each film's own writes, so that no disk keeps the
sound waiting. WHO.video.json says where on the tracks the film begins.
"""

from __future__ import annotations

import json
import queue
import threading
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

from ..events import RATE_HZ
from .video_packets import Unrolled, is_key, size

ASK_EVERY_S = 1.0  # for a key picture, until there is one
PER_S = 1000  # ticks of the film's clock
CLOSE_S = 5.0
SUFFIX, ABOUT = ".webm", ".video.json"
Picture = tuple[bytes, int]  # encoded, and its tick


class Camera:
    """One performer's. picture(), connected() are for the house's loop; the rest for any thread.

    Pictures that come before begin() are nowhere kept.
    """

    def __init__(self, who: str) -> None:
        self._who = who
        self._lock = threading.Lock()
        self._film: _Film | None = None
        self._unrolled = Unrolled()  # this connection's count
        self._zero_s = float("inf")  # when it began on our clock, by the quickest picture so far
        self._shift_s: float | None = None  # from its count to the film's; None: nothing is kept
        self._first = True  # connection of which anything is kept
        self._begins_s: float | None = None  # the film, on our clock
        self._asked_s = float("-inf")
        self._tick = -1

    def begin(self, folder: Path) -> None:
        """From now on into this folder; does nothing if it films already."""
        with self._lock:
            self._film = self._film or _Film(folder / f"{self._who}{SUFFIX}")

    def connected(self) -> None:
        """A new connection: its count begins anew, and nothing of the old one is referred to."""
        self._unrolled, self._zero_s, self._shift_s = Unrolled(), float("inf"), None
        self._first = self._begins_s is None

    def picture(self, data: bytes, timestamp: int) -> bool:
        """True: a key picture is needed."""
        now = time.monotonic()
        at_s = self._unrolled.seconds(timestamp)
        self._zero_s = min(self._zero_s, now - at_s)
        with self._lock:
            if self._film is None:
                return False
            if self._shift_s is None:
                if not is_key(data):
                    return self._ask(now)
                begins_s = self._zero_s + at_s if self._begins_s is None else self._begins_s
                self._shift_s = self._zero_s - begins_s
            if self._first:  # known better with each quick picture
                self._begins_s = self._zero_s - self._shift_s
            self._tick = max(round((at_s + self._shift_s) * PER_S), self._tick + 1)
            self._film.add((data, self._tick))
        return False

    def end(self, origin_s: float) -> None:
        """The scene is over; origin_s: when sample 0 of the tracks was, on time.monotonic()."""
        with self._lock:
            film, self._film = self._film, None
        if film is None or not film.close() or self._begins_s is None:
            return
        about = {
            "file": film.path.name,
            "begins_at_sample": round((self._begins_s - origin_s) * RATE_HZ),
            "rate_hz": RATE_HZ,
        }
        path = film.path.with_name(f"{self._who}{ABOUT}")
        path.write_text(json.dumps(about) + "\n", encoding="utf-8")

    def _ask(self, now: float) -> bool:
        due = now - self._asked_s > ASK_EVERY_S
        self._asked_s = now if due else self._asked_s
        return due


class Filming:
    """All cameras of a scene. Filmed is who has entered it, once the folder is known."""

    def __init__(self) -> None:
        self._cameras: dict[str, Camera] = {}
        self._entered: set[str] = set()
        self._folder: Path | None = None

    @property
    def on(self) -> bool:
        return self._folder is not None

    def camera(self, who: str) -> Camera:
        """Of this performer, who may come late, and back."""
        return self._cameras.setdefault(who, Camera(who))

    def enter(self, who: str) -> None:
        """This performer is in the scene: what they agreed to is on the disk."""
        self._entered.add(who)
        if self._folder and who in self._cameras:
            self._cameras[who].begin(self._folder)

    def begin(self, folder: Path) -> None:
        self._folder = folder
        for who in self._entered & self._cameras.keys():
            self._cameras[who].begin(folder)

    def end(self, origin_s: float) -> None:
        """See Camera."""
        self._folder = None
        for camera in list(self._cameras.values()):
            camera.end(origin_s)


class _Film:
    """The file, and the thread that writes it. A disk that is full ends the film, not the scene."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._waiting: queue.SimpleQueue[Picture | None] = queue.SimpleQueue()
        self._pictures = 0
        self._thread = threading.Thread(target=self._write, name="film", daemon=True)
        self._thread.start()

    def add(self, picture: Picture) -> None:
        self._waiting.put(picture)

    def close(self) -> bool:
        """Is there a film?"""
        self._waiting.put(None)
        self._thread.join(CLOSE_S)
        return self._pictures > 0

    def _write(self) -> None:
        import av

        first = self._waiting.get()
        if first is None:
            return
        try:
            with av.open(str(self.path), "w", format="webm") as file:
                width, height = size(first[0])
                stream = file.add_mux_stream("vp8", rate=30, width=width, height=height)
                following: Picture | None = first
                while following is not None:
                    file.mux(_packet(stream, *following))
                    self._pictures += 1
                    following = self._waiting.get()
        except (av.error.FFmpegError, OSError, ValueError):
            return


def _packet(stream: Any, data: bytes, tick: int) -> Any:
    from av.packet import Packet

    packet = Packet(data)
    packet.stream, packet.time_base = stream, Fraction(1, PER_S)
    packet.pts = packet.dts = tick
    packet.is_keyframe = is_key(data)
    return packet
