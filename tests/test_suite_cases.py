"""Cases: a frozen failure is found again in the old reply, and not in one that is better."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from improv_partner import notes
from improv_partner.crew import Moment
from improv_partner.crew.mind.prompt import messages
from improv_partner.errors import RecordingError, SettingsError
from improv_partner.events import Direction, Reading
from improv_partner.research.blindness.sets import source
from improv_partner.research.failures.find import load
from improv_partner.research.failures.kinds import KINDS
from improv_partner.research.failures.show import Wanted
from improv_partner.research.judge.questions import QUESTIONS
from improv_partner.research.suite import suite_file
from improv_partner.research.suite.case import JUDGE, RULE, Case
from improv_partner.research.suite.freeze import case_of, found
from improv_partner.research.suite.score import no_case, question, score
from improv_partner.research.suite.turns import Reply, then
from improv_partner.suite_cases import asked, cases
from improv_partner.suite_reply import heard, with_rules

from . import planted
from .judged_evening import evening, labels
from .planted import Act, Planted, made
from .planted_build import BUILD
from .planted_stories import Troupe
from .scene_sample import sample_scene
from .suite_room import COMFORTS, PLAYS, confirmed, frozen

FINE = Reply(
    "The piano went under with the barge.", Reading(0, 0, "anger", 2, "sarcastic", "surprise", 2)
)


@pytest.fixture(scope="module")
def everything(tmp_path_factory: pytest.TempPathFactory) -> list[Case]:
    """A case of every failure that is planted in some 60 sessions of all kinds."""
    folder = tmp_path_factory.mktemp("planted")
    stories = [story for story in Troupe(BUILD, 1).stories() if any(e for e in story.wrong)]
    chosen = stories[::3] + [s for s in stories if {k for _, k in s.wrong} & {"whiplash", "stuck"}]
    sessions = [made(story, folder / f"{n:03}") for n, story in enumerate(chosen)]
    return frozen(*sessions, unconfirmed=True)


def test_every_kind_of_one_reply_can_be_a_case(everything: list[Case]) -> None:
    assert {case.kind for case in everything} == set(KINDS) - {"floor_timing"}
    assert all(case.by == RULE and case.people == 0 for case in everything)


def test_the_reply_as_it_was_fails_again_also_from_the_disk(
    everything: list[Case], tmp_path: Path
) -> None:
    file = tmp_path / "all.jsonl"
    suite_file.write(file, everything)
    read = suite_file.read(file)
    assert [case.digest for case in read] == [case.digest for case in everything]
    for case in read:
        assert score(case, then(case)).verdict == "fail", case.place  # type: ignore[union-attr]


def test_what_the_rules_have_nothing_against_passes(everything: list[Case]) -> None:
    """Kinds that go by words alone: this reply has nothing in common with anything."""
    by_words = ("comfort", "blocked", "character_break", "contradiction")
    for case in everything:
        if case.kind in by_words:
            assert score(case, FINE) == score(case, replace(FINE, reading=None))
            assert score(case, FINE).verdict == "pass", case.place  # type: ignore[union-attr]


def test_a_reading_that_is_right_passes_and_one_that_is_missing_tells_nothing(
    everything: list[Case],
) -> None:
    for case in everything:
        if case.kind not in ("misread", "tone_deaf", "stuck"):
            continue
        meant = case.turns[-1]["tags"][-1]
        right = Reply("I see.", Reading(0, 0, meant["label"], 2))
        assert score(case, right).verdict == "pass"  # type: ignore[union-attr]
        silent = score(case, Reply("I see.", Reading(0, 0, header="missing")))
        assert silent and silent.verdict == "cannot tell" and "no reading" in silent.why
        nothing = score(case, Reply("", right.reading))
        assert nothing and nothing.verdict == "cannot tell"


def test_the_messages_are_those_of_the_scene(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: dict[str, list[dict[str, str]]] = {}
    real = planted.Answers.reply

    def listening(self: planted.Answers, moment: Moment):  # type: ignore[no-untyped-def]
        told[moment.lines[-1].text] = messages(sample_scene(), moment, tone=True)
        return real(self, moment)

    monkeypatch.setattr(planted.Answers, "reply", listening)
    acts = [Act(said, reply, "joy 2", "joy 2", "fear 1", z=1.5) for said, reply in BUILD.clean[:5]]
    parent = source(made(Planted("clean", acts), tmp_path / "one"))
    assert len(told) == len(parent.exchanges) == 5
    for exchange in parent.exchanges:
        assert asked(parent, exchange.number, True) == told[exchange.said]


def test_only_what_people_confirmed_is_taken_unless_more_is_wanted(tmp_path: Path) -> None:
    session = confirmed(tmp_path)
    assert [(case.exchange, case.kind, case.people) for case in frozen(session)] == [
        (1, "misread", 1),
        (1, "comfort", 1),
    ]
    more = {(case.exchange, case.kind) for case in frozen(session, unconfirmed=True)}
    assert more == {(1, "misread"), (1, "comfort"), (2, "misread"), (2, "heat")}
    notes.verdict(session, "Ben", 1, "comfort", "no")
    notes.verdict(session, "Cyd", 1, "comfort", "no")
    kinds = {(one.exchange, one.kind) for one in frozen(session, unconfirmed=True)}
    assert (1, "comfort") not in kinds, "most people say that it is none"


def test_what_only_people_see_is_for_a_judge(tmp_path: Path) -> None:
    session = evening(tmp_path)
    labels(session)
    given = frozen(session)
    assert [(case.kind, case.by) for case in given] == [
        ("blocked", JUDGE),
        ("took_it_straight", JUDGE),
        ("tone_deaf", JUDGE),
    ]
    for case in given:
        assert score(case, FINE) is None
        ask = question(case, FINE, tmp_path / case.session)
        assert ask and ask.reply == FINE.words and ask.version == QUESTIONS[case.kind].version
    assert "What the actor meant: contempt, strongly, played sarcastic" in _scene(given[1])
    assert "How that line sounded: louder than usual" in _scene(given[2])
    flat = "There is no dog in this house."
    assert score(given[0], Reply(flat)).verdict == "fail", "a rule sees that"  # type: ignore[union-attr]


def _scene(case: Case) -> str:
    ask = question(case, FINE, Path())
    assert ask
    return ask.scene


def test_what_cannot_be_a_case_is_told_and_why(tmp_path: Path) -> None:
    told: list[str] = []
    slow = made(Planted("slow", [Act("Are you there?", "I am.", mind_s=3.0)]), tmp_path / "slow")
    for kind in ("floor_timing", "stuck"):
        notes.verdict(slow, "Ann", 1, kind, "yes")
    made_of, whole = cases([slow, confirmed(tmp_path)], Wanted(), True, told.append)
    assert whole and {case.session for case in made_of} == {"cat"}
    assert any("floor_timing: no case: its rule goes by times" in line for line in told)
    assert any("stuck: no case: no rule sees it, and no judge" in line for line in told)
    assert no_case("heat", 0) and not no_case("heat", 3)


def test_a_case_is_asked_with_what_a_director_told_the_partner(tmp_path: Path) -> None:
    folder = confirmed(tmp_path)
    session, parent = load(folder)[0], source(folder)
    for to, told in (("partner", True), ("everybody", True), ("actor", False)):
        called = replace(parent.entries[0], what=Direction("Be angry.", to=to))
        steered = replace(parent, entries=[called, *parent.entries])
        (one, *_) = found(session, {}, True)
        case = case_of(one, session, steered, asked(steered, 1, True), True)
        assert isinstance(case, Case)
        assert ("Be angry." in str(case.messages)) is told, to


def test_what_is_heard_of_an_answer_is_what_a_scene_lets_through(tmp_path: Path) -> None:
    (case, *_) = frozen(confirmed(tmp_path))
    reply = heard(case, f"<think>Hm.</think>Margaret Hale: {COMFORTS} *sighs* Three. Four. Five.")
    assert reply.reading and (reply.reading.label, reply.reading.own) == ("grief", "tenderness")
    assert reply.words == "That must be so hard. Your feelings are completely valid. Three."
    assert len(heard(case, "and so on " * 200).words.split()) == 2 * case.max_words
    assert heard(case, "Come in.").reading == Reading(0, 0, header="missing")


def test_other_rules_take_the_place_of_the_old_ones(tmp_path: Path) -> None:
    (case, *_) = frozen(confirmed(tmp_path))
    assert with_rules(case, "") == list(case.messages)
    first, *others = with_rules(case, "You are {name}. Shout at {actor}, in {words} words. {x}")
    assert others == list(case.messages[1:])
    system = first["content"]
    assert "You are Margaret Hale. Shout at Anna, in 35 words. {x}" in system
    assert "How you play" not in system and "How you speak:\n" not in system
    assert "Your secret: She sold" in system and "Before each reply write" in system
    bare = replace(case, messages=({"role": "system", "content": "Be nice."},))
    with pytest.raises(SettingsError, match="exchange 1, misread: its messages have no rules"):
        with_rules(bare, "Shout.")


def test_nobody_is_named_and_damage_is_told(tmp_path: Path) -> None:
    given = {"answer": "yes", "pseudonym": "Zoe", "purposes": {"replay": True}, "hosts": ["h"]}
    (case, *more) = frozen(confirmed(tmp_path, by="Annabel", consent=given))
    file = tmp_path / "s.jsonl"
    suite_file.write(file, [case, *more])
    text = file.read_text()
    assert "Annabel" not in text and "Zoe" not in text and PLAYS not in text
    assert case.consent["purposes"] == {"replay": True} and case.consent["hosts"] == ["h"]
    file.write_text(text.replace('"role"', '"rule"', 1))
    with pytest.raises(RecordingError, match=r"s\.jsonl:2: a case is damaged"):
        suite_file.read(file)
    file.write_text(text.replace('"version": 1', '"version": 9', 1))
    with pytest.raises(RecordingError, match="its version is not 1"):
        suite_file.read(file)
    with pytest.raises(SettingsError, match=r"ends in \.jsonl"):
        suite_file.write(tmp_path / "s.txt", [case])
