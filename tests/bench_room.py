"""Sessions for the tests of the review bench, with sound and flaws, and a bench to ask."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import numpy as np

from improv_partner import archive, track
from improv_partner.bench.server import Bench
from improv_partner.events import FRAME_S, FRAME_SAMPLES, Played, Tone, Voice, Words
from improv_partner.recording import Recording
from improv_partner.settings import Settings

from .planted import Act, Slip, scored
from .scene_sample import sample_scene

CALM = ("interest 2", "interest 2", "interest 2")  # tag, reading, own feeling
ACTS: tuple[Act | Slip, ...] = (
    Act("There is a bird in the chimney.", "Sing to it in French.", *CALM),
    Act("The train leaves at nine.", "It has no driver.", "grief 3", "joy 2", "interest 2"),
    Act("Give me the lamp.", "Take it, but the cord bites.", "grief 2", "sadness 2", "fear 2"),
    Act("Who are you?", "As an AI, I have no name.", *CALM),
    Slip(
        Act("You kept the blue chair.", "Nobody else would have wanted it.", "", "joy 2", "pride"),
        (1.5, 3.5), over=(2.6, 3.6), cut=True, then="Stop it.",
    ),
    Act("I cannot find the key.", "Try the sugar bowl.", "fear 2", "surprise 3", "amusement 2"),
    Act("Lovely, more boxes.", "How nice!", "contempt 2", "joy 2", "joy 2", "sarcastic"),
)  # fmt: skip
MISREAD, BREAK = 2, 4  # exchanges with a misreading, and out of character
TONE = "quieter than your usual, slow"
_AT = np.arange(7919)  # a prime: no second is like another
VOICE = (
    4000
    * np.abs(np.sin(_AT / 2200))
    * (0.6 * np.sin(_AT / 17) + np.random.default_rng(3).normal(0, 1 / 8, len(_AT)))
)


def session(
    folder: Path,
    acts: tuple[Act | Slip, ...] = ACTS,
    consent: Mapping[str, Any] | None = None,
    audio: bool = True,
    **header: Any,
) -> Path:
    """A closed session of these acts, its tracks as FLAC; the sound hums where somebody speaks."""
    rows = scored(acts)
    told = {
        "program": "improv-partner",
        "started": "2026-03-01T20:00:00.000+00:00",
        "scene": sample_scene().as_dict() | {"silence": {"after_s": 0.0, "does": "wait"}},
        "settings": Settings().as_dict(),
        "crew": {"mind": "tiny-model at models.example:8080"},
        "consent": {"answer": "yes", "performer": "human"} if consent is None else dict(consent),
        "source": "device",
        **header,
    }
    one, voiced, heard = Recording(folder, told, audio), False, 0
    for at_s, what in rows:
        frame = round(at_s / FRAME_S)
        one.actor(_hum(frame * FRAME_SAMPLES - heard, 1.0 if voiced else 0.01))
        heard = max(heard, frame * FRAME_SAMPLES)
        if isinstance(what, Voice):
            voiced = what.speech
        if isinstance(what, Played):
            one.partner(what.sample, _hum(what.samples, 1.5))
        one.write(frame, at_s, what)
        if isinstance(what, Words):
            one.write(frame, at_s, Tone(what.line, TONE))
    one.close()
    if audio:
        assert archive.to_flac(folder) == ""
    return folder


def _hum(samples: int, loud: float) -> bytes:
    """A voice of sorts."""
    return bytes(np.resize((VOICE * loud).astype("<i2"), max(samples, 0)).tobytes())


def pcm(folder: Path, who: str, begin: int, end: int) -> np.ndarray[Any, Any]:
    """What was recorded, with silence behind it."""
    heard = np.frombuffer(track.pcm(folder, who, begin, end), "<i2")
    return np.pad(heard, (0, end - begin - len(heard)))


def both(folder: Path, begin: int, end: int) -> bytes:
    """Actor left, partner right."""
    sides = [pcm(folder, who, begin, end) for who in ("actor", "partner")]
    return bytes(np.stack(sides, axis=1).astype("<i2").tobytes())


@dataclass
class Visitor:
    """Asks a bench as its page would. asked: every path, with how many bytes came back."""

    bench: Bench
    http: aiohttp.ClientSession
    asked: list[tuple[str, int]]

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.bench.port}"

    async def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        told = {"Authorization": f"Bearer {self.bench.token}", **headers}
        async with self.http.get(self.base + path, headers=told) as answer:
            body = await answer.read()
            self.asked.append((path, len(body)))
            return answer.status, body

    async def row(self, path: str) -> dict[str, Any]:
        status, body = await self.get(path)
        assert status == 200, body
        found: dict[str, Any] = json.loads(body)
        return found

    async def post(self, path: str, row: Any, **headers: str) -> tuple[int, dict[str, Any]]:
        told = {"Authorization": f"Bearer {self.bench.token}", "Origin": self.base, **headers}
        async with self.http.post(self.base + path, json=row, headers=told) as answer:
            found: dict[str, Any] = await answer.json()
            return answer.status, found


def visited(
    folders: list[Path],
    story: Callable[[Visitor], Awaitable[None]],
    by: str = "Ben",
    changes: Mapping[str, str] | None = None,
) -> None:
    """The story on a bench with these sessions."""

    async def visit(bench: Bench) -> None:
        async with aiohttp.ClientSession() as http:
            await story(Visitor(bench, http, []))

    with Bench(folders, by, changes=changes) as bench:
        asyncio.run(visit(bench))
