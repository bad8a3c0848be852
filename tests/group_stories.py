"""Sessions of several performers for the tests of research: a whole scene on virtual time.

What the live mind was asked is kept beside the session. Each player's sound is a level of its own,
so that a sample tells whose it is.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from improv_partner import archive, virtual
from improv_partner.company import Company
from improv_partner.consent_record import FIELDS, sign, together
from improv_partner.crew import FirstToken, Moment
from improv_partner.crew.mind.prompt import Message, messages
from improv_partner.crew.pretend import PretendSpeaker
from improv_partner.crew.scripted import VOICED, ScriptedActor, ScriptedCompany, ScriptedMind
from improv_partner.directed import DirectedStage
from improv_partner.events import Direction, Event, Intent, Mark, Present, Reading
from improv_partner.intents import TAG_SET
from improv_partner.ledger import Ledger
from improv_partner.live import Show
from improv_partner.recording import Recording
from improv_partner.settings import Settings, Turns
from improv_partner.withdrawal_code import new

from .scene_sample import sample_scene

LEVELS = {"actor": 1_000, "p2": 3_000, "p3": 5_000}  # of a sample in which somebody speaks
NAMES = {"actor": "Ada", "p2": "Ben", "p3": "Cleo"}
REAL = {"actor": "Zoë Real-Name", "p2": "Bernard Real-Name", "p3": "Cleopatra Real-Name"}
SCENE = sample_scene()
CALLED = SCENE.character.name
TURNS = Turns(tempo="fixed", patience_s=0.7, filler_s=0.0)
ALL = dict.fromkeys(
    ("run", "keep_text", "keep_audio", "replay", "share", "train", "excerpts"), True
)
LINES: dict[str, list[tuple[float, float, str]]] = {  # begin, seconds, text
    "actor": [
        (0.5, 1.0, "Where were you last night?"),
        (15.0, 1.0, f"{CALLED}, who has the key?"),
    ],
    "p2": [(1.9, 1.0, f"Ask {CALLED}, she saw me."), (21.0, 0.8, f"{CALLED}, I lost it.")],
    "p3": [(8.5, 1.2, f"{CALLED}, tell them about the letter.")],
}
TOLD: tuple[tuple[float, Event], ...] = (
    (0.0, Present("actor", "Ada")),
    (0.0, Present("p2", "Ben")),
    (3.0, Intent("fear", 3, who="p2")),
    (3.4, Intent("anger", 2, who="actor")),  # of her own line, after Ben's has begun
    (7.0, Present("p3", "Cleo")),
    (7.5, Direction("The lamp goes out.", "everybody", "director")),
    (9.2, Intent("grief", 2, "joy", ("hiding",), who="p3")),
    (13.5, Direction("Lie from now on.", "partner", "director")),
    (13.6, Direction("Play: joy.", "p2", "director")),
    (14.0, Mark("a laugh", "p3")),
    (20.0, Present("p3", "Cleo", here=False)),
    (21.5, Intent("guilt", 1, who="p2")),
)
ANSWERS: tuple[tuple[Reading | str, ...], ...] = (
    (Reading(0, 0, "fear", 2, "", "interest", 1), "I saw him", "by the river."),
    (Reading(0, 0, "grief", 3, "", "tenderness", 2), "There was no letter."),
    (Reading(0, 0, "joy", 1, "", "guilt", 2), "I have the key."),
    (Reading(0, 0, "guilt", 1, "", "relief", 1), "It is gone, then."),
)


@dataclass
class Witness(ScriptedMind):
    """Keeps what a model would have been asked in its place, by the line that it answers."""

    show: Show | None = None
    told: dict[int, list[Message]] = field(default_factory=dict)

    async def reply(self, moment: Moment) -> AsyncGenerator[FirstToken | Reading | str, None]:
        assert self.show
        here = list(self.show.stage.company.names.values())
        names = here if len(here) > 1 else []
        line = moment.lines[-1].number if moment.lines else 0
        self.told[line] = messages(SCENE, moment, False, tone=True, company=names)
        async for part in super().reply(moment):
            if isinstance(part, Reading):
                part = Reading(
                    moment.line, moment.revision, part.label, part.intensity,
                    part.stance, part.own, part.own_intensity,
                )  # fmt: skip
            yield part


@dataclass(frozen=True)
class Group:
    """A recorded session, and what its mind was asked, by the number of the newest line."""

    folder: Path
    told: Mapping[int, list[Message]]


def consent(no: Mapping[str, Sequence[str]], who: Sequence[str]) -> dict[str, Any]:
    """As signed at the door. no: purposes that a performer did not agree to."""
    usual = dict.fromkeys(FIELDS, "") | {"answer": "yes", "adult": True, "hosts": [], "leaves": []}
    signed = []
    for number, one in enumerate(who, 1):
        purposes = ALL | dict.fromkeys(no.get(one, ()), False)
        more = {
            "id": f"id-{number}",
            "pseudonym": REAL[one],
            "purposes": purposes,
            "at": "2026-03-01",
        }
        signed.append(sign(usual | more, one, new()))
    return together(signed)


def group(
    folder: Path,
    no: Mapping[str, Sequence[str]] | None = None,
    lines: Mapping[str, list[tuple[float, float, str]]] = LINES,
    told: Sequence[tuple[float, Event]] = TOLD,
    answers: Sequence[Sequence[Reading | str]] = ANSWERS,
    length_s: float = 27.0,
) -> Group:
    """Whoever said no to keep_audio has no track, as in the house."""
    who, refused = list(lines), no or {}
    silent = [one for one in who if "keep_audio" in refused.get(one, ())]
    people: dict[str, Any] = {
        one: {"kind": "human", "name": NAMES[one], "track": "" if one in silent else one}
        for one in who
    }
    header = {
        "program": "improv-partner 0.1.0",
        "started": "2026-03-01T20:00:00.000+00:00",
        "scene": SCENE.as_dict(),
        "settings": Settings(turns=TURNS).as_dict(),
        "crew": {"mind": "tiny-model at models.example:8080", "ears": "script"},
        "performers": people | {"partner": {"kind": "model"}},
        "consent": consent(refused, who),
        "tag_set": TAG_SET,
    }
    actors = {one: ScriptedActor(lines[one], length_s) for one in who}
    recording, mind = Recording(folder, header), Witness(answers, first_s=0.01)
    recording.silent = frozenset(silent)
    write = recording.actor
    recording.actor = lambda pcm: write(_loud("actor", pcm))  # type: ignore[method-assign]
    company = ScriptedCompany(actors, lambda w, pcm: recording.performer(w, _loud(w, pcm)))
    stage = DirectedStage(TURNS, company=Company(CALLED))
    ledger = Ledger(folder)
    show = Show(stage, company.crew(mind, PretendSpeaker()), recording, ledger.watch)
    mind.show = show
    virtual.run(_play(show, told))
    ledger.close()
    recording.close()
    assert archive.to_flac(folder) == ""
    return Group(folder, mind.told)


async def _play(show: Show, told: Sequence[tuple[float, Event]]) -> None:
    loop = asyncio.get_running_loop()
    for at_s, event in told:
        loop.call_at(at_s, show.tell, event)
    await show.run()


def _loud(who: str, pcm: bytes) -> bytes:
    level = LEVELS[who].to_bytes(2, "little", signed=True)
    return level * (len(pcm) // 2) if pcm == VOICED else pcm
