"""Make the golden recordings: a small session of each sort, kept for ever to prove that programs of
today still read them.

    python scripts/make_golden.py

Understudies play on virtual time. A folder that is there is never touched: a golden recording that
could be made anew would prove nothing. For a new sort add a story; for a new major format a folder.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))  # also runs from a checkout not installed

from improv_partner import __version__, archive, exchanges, scene, virtual
from improv_partner.company import Company
from improv_partner.crew.pretend import PretendSpeaker
from improv_partner.crew.scripted import ScriptedActor, ScriptedCompany, ScriptedMind, crew
from improv_partner.directed import DirectedStage
from improv_partner.errors import CrewError
from improv_partner.event_json import Unknown
from improv_partner.events import (
    Direction,
    Event,
    Hold,
    Intent,
    Mark,
    NewChoice,
    Pick,
    Present,
    Reading,
    Tone,
    Undo,
)
from improv_partner.intents import TAG_SET
from improv_partner.ledger import Ledger
from improv_partner.live import Show
from improv_partner.recording import FORMAT, LOG, Recording, read
from improv_partner.settings import Settings, Turns
from improv_partner.stage import Stage

ROOT = Path(__file__).resolve().parents[1]
GOLDEN = ROOT / "tests" / "golden"
EXPECTED = "expected.jsonl"  # the exchanges, as the program that wrote the recording saw them
TORN = b'{"n": 12, "frame": 9'  # the line in whose middle the program was killed

PLAYED = scene.load(scene.FIRST_SCENE)
GRIEF = Reading(2, 1, "grief", 3, "hiding", "tenderness", 2)
ASK = "Ask your mother, who knows everybody."
LONG = "This is a very long speech that nobody in this house ever wants to hear to its end."


@dataclass(frozen=True)
class Story:
    """What is played. speech: (start_s, seconds, text). told: (at_s, event).

    killed_s: what is kept is what was on the disk then; 0 = all of it. others: what further
    performers say, by who they are.
    """

    speech: Sequence[tuple[float, float, str]]
    length_s: float
    answers: Sequence[Sequence[Reading | str | CrewError]]
    told: Sequence[tuple[float, Event]] = ()
    stage: Callable[[], Stage] = Stage
    mind_s: float = 0.3
    header: dict[str, Any] = field(default_factory=dict)
    killed_s: float = 0.0
    others: dict[str, Sequence[tuple[float, float, str]]] = field(default_factory=dict)


COMPANY = {  # of the header, for two performers
    "actor": {"kind": "script", "name": "Ada", "track": "actor"},
    "p2": {"kind": "script", "name": "Ben", "track": "p2"},
    "partner": {"kind": "script"},
}
STORIES = {
    "exchange": Story(
        [(0.4, 1.2, "Wer bist du, Señor?")], 5.0, [[GRIEF, "I am the king.", "Kneel – now."]]
    ),
    "barge-in": Story([(0.4, 0.6, "Hi."), (3.0, 0.8, "Stop!")], 7.0, [[LONG], ["Fine."]]),
    "withdrawn": Story(
        [(0.4, 0.8, "I never"), (1.8, 0.8, "loved you.")],
        6.0,
        [["Too early."], ["I know."]],
        mind_s=0.01,
    ),
    "failing-mind": Story(
        [(0.4, 0.6, "Hi."), (3.5, 0.6, "Again?")],
        7.0,
        [[CrewError("no server at example.org; start it")], ["Here I am."]],
        stage=lambda: Stage(covers=("Hm.",)),
    ),
    "partner-begins": Story(
        [(3.0, 0.6, "Yes.")],
        10.0,
        [["Is it you?"], ["At last."], ["Say something."]],
        stage=lambda: Stage(silence_s=2.0, opens="partner"),
    ),
    "tags-and-marks": Story(
        [(0.4, 1.0, "I am fine."), (4.0, 0.6, "Go on.")],
        8.0,
        [["You are not."], ["No."]],
        told=[
            (0.3, Intent("grief", 3, "joy", ("hiding", "sarcastic"))),
            (1.2, Intent("anger", 1, source="page")),
            (2.5, Mark("curveball", "director")),
            (7.0, Intent("relief")),
        ],
    ),
    "new-choice": Story(
        [(0.4, 1.0, "Who are you?")],
        8.0,
        [[LONG], ["Nobody."]],
        told=[
            (0.1, Direction("Play it cheerful, and hide your grief.")),
            (0.5, Intent("fear")),
            (0.9, Undo()),
            (
                1.3,
                Tone(1, "much quieter than your usual", {"loudness_db": -41.0}, {"loudness": -2}),
            ),
            (3.5, NewChoice()),
        ],
    ),
    "newer-program": Story(
        [(0.4, 0.6, "Hi.")],
        4.0,
        [["Ho."]],
        told=[
            (0.5, Unknown("applause", {"loud": 0.5, "from": ["stalls", "circle"], "who": None})),
            (0.9, Unknown("mark", {"text": "a laugh", "who": "actor", "colour": "red"})),
            (2.0, Unknown("lights", {})),
        ],
        header={"program": "improv-partner 9.0.0", "stage_lights": {"hue": 0.25}},
    ),
    "overlap": Story(  # a backchannel, a held floor, a real interruption of a long line
        [(0.4, 1, "Who"), (2.6, 0.5, "are you?"), (5.0, 0.3, "Mhm."), (7.2, 1.5, "Stop that now.")],
        12.0,
        [["Too early."], [LONG], ["Fine.", "I stop."]],
        told=[(1.6, Hold(True)), (2.5, Hold(False))],
    ),
    "company": Story(  # a hand over from one performer to another, who then calls the partner
        [(0.4, 1.0, "Where were you last night?"), (9.0, 0.6, "Alone?")],
        13.0,
        [["Too early."], ["Early, too."], ["I was here.", "All night."], ["Quite alone."]],
        told=[
            (0.0, Present("actor", "Ada")),
            (0.0, Present("p2", "Ben")),
            (4.5, Intent("fear", who="p2")),
            (8.0, Present("p2", "Ben", here=False)),
        ],
        stage=lambda: Stage(company=Company(PLAYED.character.name)),
        mind_s=0.01,
        header={"performers": COMPANY},
        others={
            "p2": [(2.2, 0.8, "At the station."), (3.8, 1.0, f"{PLAYED.character.name}, tell her.")]
        },
    ),
    "director": Story(  # a curveball, another reply picked, a freeze, a whisper
        [(0.4, 1.0, "Who are you?"), (7.5, 0.8, "Really?")],
        11.0,
        [["The king."], ["Nobody.", ASK], ["The phone."]],
        told=[
            (0.2, Direction("The phone rings.", "everybody", "director")),
            (2.05, Pick(2, 1, f"Nobody. {ASK}", ("The king.",))),
            (3.5, Hold(True, "page", "director")),
            (4.5, Hold(False, "page", "director")),
            (5.0, Pick(2, 2, "Too late.")),
            (6.8, Direction("Lie.", "partner", "director")),
        ],
        stage=lambda: DirectedStage(Turns(tempo="fixed", patience_s=1.2)),
        mind_s=0.01,
    ),
    "killed": Story(
        [(1.2, 2.0, "Hello?")],
        9.0,
        [["Oh."]],
        stage=lambda: Stage(opens="partner"),
        mind_s=0.01,
        killed_s=1.9,
    ),
}


def header(turns: Turns) -> dict[str, Any]:
    """As of a session that was played, with nothing of the machine in it."""
    return {
        "program": f"improv-partner {__version__}",
        "started": "2026-01-01T20:00:00.000+00:00",
        "scene": PLAYED.as_dict(),
        "scene_hash": scene.digest(PLAYED),
        "settings": Settings(turns=turns).as_dict(),
        "seed": 1,
        "source": "script",
        "virtual_time": True,
        "crew": {"mic": "scripted actor", "mind": "scripted mind", "speaker": "no loudspeaker"},
        "performers": {"actor": {"kind": "script"}, "partner": {"kind": "script"}},
        "consent": {},
        "tag_set": TAG_SET,
        "system": "",
        "versions": {},
    }


def make(story: Story, folder: Path) -> None:
    """Play it, keep it in this new folder, and write down what came of it."""
    with tempfile.TemporaryDirectory() as place:
        playing, killed = Path(place, "playing"), Path(place, "killed")
        stage = story.stage()
        recording = Recording(playing, {**header(stage.turns), **story.header})
        ledger = Ledger(playing)
        mind = ScriptedMind(story.answers, story.mind_s)
        everybody = {"actor": story.speech, **story.others}
        actors = {who: ScriptedActor(says, story.length_s) for who, says in everybody.items()}
        alone = crew(actors["actor"], mind, PretendSpeaker())
        company = ScriptedCompany(actors, recording.performer)
        members = company.crew(mind, PretendSpeaker()) if story.others else alone
        show = Show(stage, members, recording, ledger.watch)
        virtual.run(_play(show, story, killed))
        ledger.close()
        recording.close()
        if reason := archive.to_flac(playing):
            raise SystemExit(reason)
        shutil.copytree(killed if story.killed_s else playing, folder)
    entries = read(folder)[1]
    (folder / EXPECTED).write_text(exchanges.as_text(exchanges.exchanges(entries)), "utf-8")


async def _play(show: Show, story: Story, killed: Path) -> None:
    loop = asyncio.get_running_loop()
    for at_s, event in story.told:
        loop.call_at(at_s, show.tell, event)
    if story.killed_s:
        loop.call_at(story.killed_s, _kill, show.recording.folder, killed)
    await show.run()


def _kill(playing: Path, killed: Path) -> None:
    """What a program that is killed now leaves, in the middle of a line."""
    shutil.copytree(playing, killed)
    with (killed / LOG).open("ab") as log:
        log.write(TORN)


def main() -> None:
    for name, story in STORIES.items():
        folder = GOLDEN / f"format-{FORMAT}" / name
        if folder.exists():
            print(f"{folder.relative_to(ROOT)}: kept")
        else:
            make(story, folder)
            print(f"{folder.relative_to(ROOT)}: made")


if __name__ == "__main__":
    main()
