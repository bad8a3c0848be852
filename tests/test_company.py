"""Several performers and the partner: who spoke, who was meant, and when the partner is silent."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from improv_partner import virtual
from improv_partner.company import FOR_ANOTHER, FOR_SURE, UNCLEAR, Company
from improv_partner.crew.pretend import PretendSpeaker
from improv_partner.crew.scripted import ScriptedActor, ScriptedCompany, ScriptedMind
from improv_partner.crew.talker import Talker
from improv_partner.events import Answer, Hold, Present, Say, Words
from improv_partner.live import Show
from improv_partner.recording import Recording, read
from improv_partner.settings import Turns
from improv_partner.stage import Stage
from improv_partner.transcript import Line

from .playbook import SIMPLE, play

Speech = Sequence[tuple[float, float, str]]


def evening(
    folder: Path, ada: Speech, ben: Speech, answers: Sequence[list[str]], length_s: float = 16.0
) -> tuple[Show, ScriptedMind]:
    """Ada and Ben with the partner, Margaret."""
    actors = {"actor": ScriptedActor(ada, length_s), "ben": ScriptedActor(ben, length_s)}
    mind = ScriptedMind(answers)
    stage = Stage(Turns(tempo="easy"), company=Company("Margaret Hale"))
    recording = Recording(folder, {})
    show = Show(stage, ScriptedCompany(actors).crew(mind, PretendSpeaker()), recording)
    show.tell(Present("actor", "Ada"))
    show.tell(Present("ben", "Ben"))
    virtual.run(show.run())
    recording.close()
    return show, mind


def said(show: Show) -> list[tuple[str, str]]:
    return [(line.name or line.who, line.text) for line in show.stage.lines]


def test_two_performers_talk_and_the_partner_listens(tmp_path: Path) -> None:
    ada = [(0.5, 1.5, "Where were you last night?"), (5.5, 1.0, "With whom?")]
    ben = [(2.9, 1.5, "I was at the station."), (7.3, 0.8, "Alone.")]
    show, mind = evening(tmp_path / "s", ada, ben, [["And nobody saw you?"]] * 4)
    assert said(show) == [
        ("Ada", "Where were you last night?"),
        ("Ben", "I was at the station."),
        ("Ada", "With whom?"),
        ("Ben", "Alone."),
        ("partner", "And nobody saw you?"),
    ]
    assert len(mind.asked) >= 1, "after 4 s in which nobody spoke the partner may join"
    says = [e for e in read(tmp_path / "s")[1] if isinstance(e.what, Say)]
    assert [e.what.text for e in says if isinstance(e.what, Say)][-1] == "And nobody saw you?"
    assert [line.name for line in mind.asked[-1].lines] == ["Ada", "Ben", "Ada", "Ben"]


def test_who_is_called_by_name_answers_at_once(tmp_path: Path) -> None:
    ada = [(0.5, 1.5, "Did you take it?")]
    ben = [(2.9, 1.5, "Margaret, tell her where it is.")]
    show, _ = evening(tmp_path / "s", ada, ben, [["In the well."], ["In the well."]], 9.0)
    assert said(show)[-1] == ("partner", "In the well.")


def test_an_answer_to_the_partner_is_meant_for_the_partner(tmp_path: Path) -> None:
    ada = [(0.5, 1.5, "Margaret, who was it?"), (5.5, 1.2, "I never met him.")]
    answers = [["It was Tom."], ["You met him twice."]]
    show, _ = evening(tmp_path / "s", ada, [], answers, 12.0)
    assert [text for _, text in said(show)][-1] == "You met him twice."


def test_a_line_that_is_answered_while_it_is_still_decoded_is_not_lost(tmp_path: Path) -> None:
    ada, ben = [(0.5, 1.5, "Ben, is that yours?")], [(2.25, 1.0, "Never seen it.")]
    show, _ = evening(tmp_path / "s", ada, ben, [["Hm."]], 5.0)
    assert said(show)[:2] == [("Ada", "Ben, is that yours?"), ("Ben", "Never seen it.")]


CASES = [  # who speaks, what, who spoke before, whether the partner is meant
    ("actor", "Margaret, come here.", "ben", FOR_SURE),
    ("actor", "Come here, Margaret!", "ben", FOR_SURE),
    ("actor", "I told Margaret everything about it.", "ben", FOR_SURE),
    ("actor", "Everybody, sit down.", "ben", FOR_SURE),
    ("actor", "Can you both be quiet for once?", "ben", FOR_SURE),
    ("actor", "Ben, come here.", "partner", FOR_ANOTHER),
    ("actor", "What do you say, Ben?", "partner", FOR_ANOTHER),
    ("actor", "Ben, did Margaret tell you that?", "partner", FOR_ANOTHER),
    ("actor", "I never did.", "partner", FOR_SURE),
    ("actor", "I never did.", "ben", FOR_ANOTHER),
    ("actor", "I never did.", "actor", UNCLEAR),
    ("actor", "I never did.", "", UNCLEAR),
    ("ben", "Ada, wait.", "partner", FOR_ANOTHER),
]


@pytest.mark.parametrize(("who", "text", "before", "meant"), CASES)
def test_whom_a_line_is_meant_for(who: str, text: str, before: str, meant: float) -> None:
    company = Company("Margaret Hale", {"actor": "Ada", "ben": "Ben"})
    kind = "partner" if before == "partner" else "actor"
    first = Line(1, kind, "So.", performer=before or "actor")
    line = Line(2, "actor", text, performer=who)
    assert company.addressed(line, [first, line] if before else [line]) == meant


def test_a_single_actor_always_means_the_partner_and_needs_no_name() -> None:
    company = Company("Margaret", {"actor": "Ada"})
    line = Line(1, "actor", "Ben, come here.")
    assert company.addressed(line, [line]) == FOR_SURE and company.name("actor") == ""
    company.change(Present("ben", "Ben"))
    assert company.name("actor") == "Ada"
    company.change(Present("ben", here=False))
    assert company.name("actor") == ""


def test_whoever_speaks_keeps_the_word_until_a_pause() -> None:
    talker = Talker()
    both = {"actor": True, "ben": True}
    ben = {"actor": False, "ben": True}
    assert [talker.step(both) for _ in range(20)] == ["actor"] * 20
    assert [talker.step(ben) for _ in range(11)] == ["actor"] * 9 + ["ben"] * 2
    assert talker.step(both) == "ben"


def test_the_floor_is_held_until_the_last_one_lets_go() -> None:
    stage = Stage(SIMPLE)
    words = Words(1, "I never knew that.", True, 1)
    play(stage, (1.0, "voice"), Hold(True), Hold(True, who="ben"), (0.3, "silence"), words)
    assert not play(stage, Hold(False), (3.0, "silence")) and stage.floor == "actor"
    assert play(stage, Hold(False, who="ben"), (0.02, "silence")) == [Answer(2, 1)]
