"""What the tests of suites share: a confirmed evening, and models that fail again, or do not."""

from __future__ import annotations

from pathlib import Path

from improv_partner import notes
from improv_partner.research.failures.show import Wanted
from improv_partner.research.suite.case import Case
from improv_partner.suite_cases import cases

from .chat_server import Fault
from .planted import Act, Planted, made
from .planted_build import BUILD

COMFORTS = "[grief 3 > tenderness 2] That must be so hard. Your feelings are completely valid."
PLAYS = "[grief 3 > tenderness 2] She took my slipper, so she means to come back."
MODELS: dict[str, Fault] = {
    "comforts": lambda talk: talk.whole(COMFORTS),
    "plays": lambda talk: talk.whole(PLAYS),
    "keeps-quiet": lambda talk: talk.whole(PLAYS.partition("] ")[2]),
    "one-of-three": lambda talk: talk.whole(COMFORTS if talk.asked["seed"] == 2 else PLAYS),
}


def confirmed(folder: Path, name: str = "cat", by: str = "Ann", **header: object) -> Path:
    """A session of two exchanges, in whose first a person found two failures."""
    acts = [
        Act("My cat is gone.", "That must be so hard.", "grief 3", "joy 1", "interest 2"),
        Act("It is late.", "Yes, and the lamp hums in tune.", "grief 3", "anger 2", "interest 1"),
    ]
    session = made(Planted(name, acts, header=header), folder / name)
    for kind in ("comfort", "misread"):
        notes.verdict(session, by, 1, kind, "yes")
    return session


def many(folder: Path) -> list[Path]:
    """As many sessions as the bank has formulas of comfort, each confirmed."""
    found = []
    for number, (said, reply) in enumerate(BUILD.comfort):
        session = made(Planted("comfort", [Act(said, reply)]), folder / f"c{number}")
        notes.verdict(session, "Ann", 1, "comfort", "yes")
        found.append(session)
    return found


def frozen(*sessions: Path, unconfirmed: bool = False) -> list[Case]:
    """The cases of these sessions, all of which can be read."""
    found, whole = cases(sessions, Wanted(), unconfirmed, lambda text: None)
    assert whole
    return found
