"""Two performers and the partner, a whole scene on virtual time: who answers whom, who does not."""

from __future__ import annotations

import random
from collections.abc import Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from improv_partner import track, virtual
from improv_partner.crew import Moment
from improv_partner.crew.mind import prompt
from improv_partner.crew.mind.understudy import Understudy
from improv_partner.crew.mind.understudy_server import read_company, read_messages
from improv_partner.crew.pretend import PretendSpeaker
from improv_partner.crew.scripted import ScriptedActor, ScriptedCompany, ScriptedMind
from improv_partner.events import Answer, Present
from improv_partner.exchanges import Exchange, exchanges
from improv_partner.live import Show
from improv_partner.recording import Recording, read
from improv_partner.replay import again, deviation, stage_of
from improv_partner.settings import Settings, Turns
from improv_partner.transcript import Line

from .scene_sample import sample_scene

TO_PARTNER = (  # "who" is a name of the other performer
    "Margaret, where is the key?",
    "Tell us what you saw, Margaret.",
    "And you, Margaret, were you there?",
    "Everybody sit down now, please.",
    "I think Margaret took it herself.",
    "Please, Margaret, say something.",
)
TO_OTHER = (
    "{who}, give me that letter.",
    "What do you say, {who}?",
    "No, {who}, that was mine.",
    "Sit down, {who}.",
    "I told you so, {who}.",
)
BETWEEN = (
    "I never had it.",
    "You always say that.",
    "That was last winter.",
    "It is not there any more.",
)
NAMES = {"actor": "Ada", "p2": "Ben"}
LINES = 60


def script(seed: int) -> tuple[dict[str, list[tuple[float, float, str]]], list[tuple[str, str]]]:
    """Lines 2.5 s apart between performers, 6 s after one that the partner answers; whose, what."""
    dice = random.Random(seed)
    says: dict[str, list[tuple[float, float, str]]] = {who: [] for who in NAMES}
    told: list[tuple[str, str]] = []
    at_s, who = 0.5, "actor"
    for number in range(LINES):
        kind = ("partner", "other", "between", "between")[number % 4]
        other = "p2" if who == "actor" else "actor"
        text = dice.choice({"partner": TO_PARTNER, "other": TO_OTHER, "between": BETWEEN}[kind])
        text = text.format(who=NAMES[other])
        says[who].append((at_s, 1.2, text))
        told.append((kind, text))
        at_s += 6.0 if kind == "partner" else 2.5
        who = other
    return says, told


def told_of(made: Iterable[Exchange]) -> list[tuple[str, str, str]]:
    return [(one.performer, one.said, one.heard) for one in made]


@pytest.mark.parametrize("seed", [1, 2])
def test_the_partner_answers_when_it_is_meant_and_leaves_the_others_alone(
    tmp_path: Path, seed: int
) -> None:
    says, told = script(seed)
    length_s = says["actor"][-1][0] + 10.0
    actors = {who: ScriptedActor(says[who], length_s, ears_s=0.3) for who in NAMES}
    mind = ScriptedMind([["I have it here."]] * 200)
    folder = tmp_path / "session"
    header: dict[str, Any] = {
        "performers": {who: {"kind": "script", "track": who} for who in NAMES},
        "scene": {"character": {"name": "Margaret Hale"}, "fillers": []},
        "settings": Settings(turns=Turns(tempo="easy", filler_s=0.0)).as_dict(),
        "consent": {"answer": "yes"},
    }
    stage = stage_of(header)
    recording = Recording(folder, header)
    company = ScriptedCompany(actors, recording.performer)
    show = Show(stage, company.crew(mind, PretendSpeaker()), recording)
    for who, name in NAMES.items():
        show.tell(Present(who, name))
    virtual.run(show.run())
    recording.close()

    lines = show.stage.lines
    spoken = [(line, after) for line, after in pairwise([*lines, lines[-1]]) if line.who == "actor"]
    assert [line.text for line, _ in spoken] == [text for _, text in told]  # none is lost
    assert [line.name for line, _ in spoken] == ["Ada", "Ben"] * (LINES // 2)
    answered = [after.who == "partner" for _, after in spoken]
    meant = [yes for yes, (kind, _) in zip(answered, told, strict=True) if kind == "partner"]
    assert sum(meant) >= 0.95 * len(meant)
    unasked = sum(answered) - sum(meant)
    assert unasked <= 0.05 * LINES

    known, entries = read(folder)
    log = list(entries)
    made = list(exchanges(log))
    assert [one.said for one in made] == [text for _, text in told]
    assert {one.performer for one in made if one.heard} == {"actor", "p2"}
    assert sum(not one.heard for one in made) >= LINES // 2
    assert sum(isinstance(entry.what, Answer) for entry in log) == sum(answered)
    assert deviation(known, log) is None
    assert known["performers"]["p2"]["track"] == "p2"
    # All of it can be played again: the same performers say the same words at the same time.
    tracks = {who: track.pcm(folder, who) for who in track.players(known)}
    again(known, log, {}, tmp_path / "again", tracks)
    header, entries = read(tmp_path / "again")
    log = list(entries)
    assert told_of(made) == told_of(exchanges(log))
    assert deviation(header, log) is None
    for who in NAMES:
        new = track.pcm(tmp_path / "again", who)
        assert new and new == tracks[who][: len(new)]


def company_lines() -> list[Line]:
    return [
        Line(1, "actor", "Where were you last night?", name="Ada"),
        Line(2, "actor", "At the station: alone.", name="Ben", performer="p2"),
        Line(3, "partner", "Nobody is alone there."),
        Line(4, "actor", "I lost my grandmother's watch there.", name="Ben", performer="p2"),
    ]


def test_the_partner_is_told_who_is_there_and_who_said_what() -> None:
    scene = sample_scene()
    asked = prompt.messages(scene, Moment(5, 1, company_lines()), company=["Ada", "Ben", "Cleo"])
    assert "Several actors play with you tonight: Ada, Ben, Cleo." in asked[0]["content"]
    assert asked[1]["content"].splitlines() == [
        "Ada: Where were you last night?",
        "Ben: At the station: alone.",
    ]
    lines, why = read_messages(asked)
    assert (read_company(asked), why) == (["Ada", "Ben", "Cleo"], "turn")
    assert [(line.name, line.text) for line in lines] == [
        (line.name, line.text) for line in company_lines()
    ]
    alone = prompt.messages(scene, Moment(2, 1, [Line(1, "actor", "Ada: so I said no.")]))
    assert read_company(alone) == [] and "Several actors" not in alone[0]["content"]
    assert read_messages(alone)[0][0].text == "Ada: so I said no."


def test_the_understudy_answers_by_name() -> None:
    scene = sample_scene()
    said = [Understudy(scene, seed).reply(company_lines()).split("] ", 1)[1] for seed in range(20)]
    assert sum(text.startswith("Ben, ") for text in said) >= 15
    assert all(len(text.split()) <= scene.max_words for text in said)
    assert not any(text.startswith("Ben, i ") for text in said)
    alone = [Line(1, "actor", "I lost my grandmother's watch there.")]
    assert not Understudy(scene, 1).reply(alone).split("] ", 1)[1].startswith("Ben")
