"""What a live mind was asked, and what another one is asked afterwards: it must be the same."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from improv_partner.asked import again, asked
from improv_partner.crew import Moment
from improv_partner.crew.mind.prompt import messages
from improv_partner.crew.scripted import ScriptedMind
from improv_partner.events import Direction, Event, Hold, NewChoice, Present, Reading, Undo
from improv_partner.exchanges import exchanges
from improv_partner.recording import read
from improv_partner.reperform import minds
from improv_partner.research.export.session import Pseudonyms, load
from improv_partner.research.known import known
from improv_partner.research.moments import SameMoments
from improv_partner.research.parent import load as parent
from improv_partner.settings import MindSettings

from .group_stories import CALLED, LINES, SCENE, TOLD, Group, group
from .rerun_stories import chat_server, hums, play
from .rerun_stories import parent as recorded

ALONE = {
    "actor": [
        (0.5, 1.0, "Where were you?"),
        (5.0, 0.8, "Say that again."),
        (9.0, 1.0, "Who was it?"),
        (16.0, 1.0, "I do not believe you."),
    ]
}
DIRECTED: tuple[tuple[float, Event], ...] = (
    (0.7, Direction("It begins to rain.", "everybody", "deck")),  # while the actor speaks
    (1.7, Direction("Whisper.", "partner", "director")),  # while the reply is made
    (2.9, Direction("Play: joy.", "actor", "scene")),  # none of the partner's business
    (7.5, Direction("Somebody knocks.", "everybody", "director")),  # while the partner speaks
    (8.4, NewChoice()),
    (12.5, Direction("Be afraid.", "partner", "director")),
    (13.0, Hold(True, "page", "director")),
    (15.0, Hold(False, "page", "director")),
    (21.0, NewChoice("I never was there.")),
    (21.5, Direction("End it.", "partner", "director")),
)
REPLIES: tuple[tuple[Reading | str, ...], ...] = tuple(
    (Reading(0, 0, "fear", 2, "", "interest", 1), f"Answer {n}.", "And a little more.")
    for n in range(12)
)


def same(one: Group) -> list[int]:
    """The lines of which the log tells what the live mind was asked."""
    _, entries = read(one.folder)
    log = list(entries)
    done = list(exchanges(log))
    found = known(done, log)
    by_line = {e.actor_line: again(SCENE, found[e.number], False, True) for e in done}
    assert set(one.told) <= set(by_line)
    for line, told in one.told.items():
        assert by_line[line] == told, line
    return sorted(one.told)


def test_of_several_performers_who_come_and_go(tmp_path: Path) -> None:
    one = group(tmp_path / "group")
    assert len(same(one)) == 4
    last = "\n".join(message["content"] for message in one.told[max(one.told)])
    assert "Cleo: " in last and "Ben: " in last and "The lamp goes out." in last
    assert "Play: joy" not in last and "fear" not in last.split("Ada: ")[1]


def test_of_one_who_is_directed(tmp_path: Path) -> None:
    one = group(tmp_path / "alone", lines=ALONE, told=DIRECTED, answers=REPLIES)
    assert len(same(one)) == 4
    told = "\n".join(message["content"] for message in one.told[max(one.told)])
    assert "Whisper." in told and "It begins to rain." in told and "Several actors" not in told


@pytest.mark.parametrize("seed", range(6))
def test_whenever_it_comes(tmp_path: Path, seed: int) -> None:
    """Directions at every odd time, and calls into what others say."""
    times = [0.3 + seed * 0.37 + n * 1.9 for n in range(12)]
    told: Sequence[tuple[float, Event]] = [
        *(row for row in TOLD if isinstance(row[1], Present)),
        *((t, Direction(f"At {t:.2f}.", "everybody", "director")) for t in times if t < 26),
    ]
    moved = {
        who: [(t + 0.31 * seed * (who != "actor"), s, text) for t, s, text in of]
        for who, of in LINES.items()
    }
    same(group(tmp_path / "group", lines=moved, told=told, answers=REPLIES))


def test_exports_and_re_runs_go_by_it(tmp_path: Path) -> None:
    one = group(tmp_path / "group")
    session = load(one.folder, frozenset({"replay"}), Pseudonyms())
    prompts = asked(session)
    told = {e.actor_line: prompts[e.number] for e in session.exchanges if e.actor_line in one.told}
    assert told == one.told
    folder = parent(one.folder)
    number = session.exchanges[-1].number
    mind = ScriptedMind([["Hm."]])
    same_moments = SameMoments(
        mind, folder.before(), lambda: number, folder.tones(), folder.known()
    )
    own = folder.known()[number].own
    assert own and own.name == "Ben" and own.performer == "p2" and CALLED in own.text
    now = Moment(3, 1, [type(own)(2, "actor", own.text, name="Ben", performer="p2")])
    asyncio.run(_all(same_moments, now))
    (moment,) = mind.asked
    again_asked = messages(SCENE, moment, False, tone=True, company=["Ada", "Ben"])
    assert again_asked == one.told[own.number]


async def _all(mind: SameMoments, moment: Moment) -> None:
    async for _ in mind.reply(moment):
        pass


@pytest.mark.parametrize("locked", [True, False])
def test_another_model_is_told_what_the_director_said(tmp_path: Path, locked: bool) -> None:
    with hums():
        first = recorded(tmp_path, 1, 3)
        before = next(e for e in first.entries if e.t >= (first.exchanges[1].timing.answer_s or 0))
        place = first.entries.index(before) + 1
        knock = replace(before, what=Direction("Somebody knocks.", "everybody", "director"))
        entries = [*first.entries[:place], knock, *first.entries[place:]]
        with chat_server() as server:
            models = minds(["good"], server.url, MindSettings())
            directed = replace(first, entries=entries)
            outcomes = play([directed], tmp_path / "out", models=models, locked=locked)
            told = [str(body["messages"]).count("Somebody knocks.") for body in server.asked]
    assert [one.state for one in outcomes] == ["done"]
    assert told[0] == 0 and told[-1] == 1


def test_a_freeze_that_a_new_choice_ended_ends_again(tmp_path: Path) -> None:
    told: tuple[tuple[float, Event], ...] = (
        (3.5, Hold(True, "page", "director")),
        (4.5, NewChoice()),
        (6.0, Undo()),
    )
    one = group(tmp_path / "alone", lines=ALONE, told=told, answers=REPLIES)
    found = [event for _, event in parent(one.folder).told()]
    assert found == [
        Hold(True, "page", "director"),
        Hold(False, "key", "director"),
        Undo(),
    ]
