"""Late facts and crossed orders: the stage knows them by line and revision, not by luck."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from improv_partner.events import (
    Answer,
    Began,
    Cue,
    Curtain,
    Cut,
    DraftDone,
    Drafted,
    Event,
    Finish,
    Frame,
    Hold,
    Listen,
    Played,
    Playing,
    Prepare,
    Reading,
    Say,
    Trouble,
    Withdraw,
    Words,
)
from improv_partner.settings import Turns
from improv_partner.stage import Stage

from .playbook import SIMPLE, play
from .test_stage import HARD_END, LINE, REPLY


def test_a_late_draft_after_a_cut_is_not_said() -> None:
    stage = Stage(SIMPLE)
    play(stage, *LINE, *REPLY, HARD_END, Playing(2, 0), (0.2, "voice"))
    assert play(stage, Drafted(2, 1, "Too late."), DraftDone(2, 1), Playing(2, 0)) == []
    assert stage.floor == "actor"


def test_late_drafts_of_a_withdrawn_reply_do_not_enter_the_new_one() -> None:
    stage = Stage(SIMPLE)
    play(stage, *LINE, (0.3, "voice"), (0.3, "silence"), Words(1, "More.", True, 2))
    assert stage.reply is not None and stage.reply.revision == 2
    assert play(stage, Drafted(2, 1, "Old."), Trouble("mind", "old", 2, 1)) == []
    assert play(stage, Drafted(2, 2, "New.")) == [Say(2, "New.")]


def test_final_words_after_the_actor_resumed_do_not_answer() -> None:
    stage = Stage(SIMPLE)
    cues = play(stage, (1.0, "voice"), (0.7, "silence"), (0.06, "voice"), Words(1, "Hi", True, 1))
    assert cues == [Listen(1, 3), Finish(1, 1), Withdraw(1, 1)]
    assert play(stage, (0.3, "silence"), Words(1, "Hi", True, 1)) == [Finish(1, 2)]
    assert play(stage, Words(1, "Hi you", True, 2)) == [Prepare(2, 2)]


def test_final_words_that_come_twice_prepare_once() -> None:
    stage = Stage(SIMPLE)
    assert play(stage, *LINE, Words(1, "Who are you?", True, 1))[2:] == [Prepare(2, 1)]


def test_a_late_partial_does_not_overwrite_the_final_words() -> None:
    stage = Stage(SIMPLE)
    play(stage, *LINE, Words(1, "Who"))
    assert stage.lines[0].text == "Who are you?"


def test_words_of_an_older_line_are_ignored() -> None:
    stage = Stage(SIMPLE)
    play(stage, *LINE, *REPLY, HARD_END, Playing(2, 0), (0.2, "voice"), Words(1, "Old."))
    assert stage.lines[-1].text == ""


def test_the_actor_resumes_in_the_instant_the_partner_becomes_audible() -> None:
    stage = Stage(SIMPLE)
    play(stage, *LINE, *REPLY, HARD_END)
    cues = play(stage, (0.06, "voice"), Playing(2, 0), Played(2, "Your", 0, 300, cut=True))
    assert cues == [Cut(2, "resumed"), Withdraw(1, 1)]
    assert stage.floor == "actor" and [line.who for line in stage.lines] == ["actor"]


def test_speaker_trouble_after_the_line_was_heard_changes_nothing() -> None:
    stage = Stage(SIMPLE)
    play(stage, *LINE, *REPLY, HARD_END, Playing(2, 0), Played(2, "Your brother.", 0, 9))
    assert play(stage, Trouble("speaker", "gone")) == [] and stage.floor == "open"


small = st.integers(1, 5)
text = st.sampled_from(["", "Who?", "Go away."])
ANY_EVENT: st.SearchStrategy[list[Event]] = st.one_of(
    st.tuples(st.builds(Frame, st.booleans(), st.booleans()), st.integers(1, 45)).map(
        lambda stretch: [stretch[0]] * stretch[1]
    ),
    st.one_of(
        st.builds(Words, small, text, st.booleans(), small),
        st.builds(Began, small, small),
        st.builds(Hold, st.booleans()),
        st.builds(Reading, small, small),
        st.builds(Drafted, small, small, text),
        st.builds(DraftDone, small, small),
        st.builds(Playing, small, st.just(0)),
        st.builds(Played, small, text, st.just(0), st.just(0), st.booleans()),
        st.builds(
            Trouble,
            st.sampled_from(["mind", "voice", "speaker", "ears", "mic", "recording"]),
            st.just("x"),
            small,
            small,
        ),
    ).map(lambda event: [event]),
)


RULES = st.builds(
    Turns,
    tempo=st.sampled_from(["fixed", "brisk", "easy", "slow burn"]),
    yields=st.sampled_from(["soon", "late", "at once"]),
    filler_s=st.sampled_from([0.0, 0.1]),
)


@given(st.lists(ANY_EVENT, max_size=60), st.sampled_from(["actor", "partner"]), RULES)
def test_any_order_of_events_keeps_the_rules_of_the_floor(
    story: list[list[Event]], opens: str, turns: Turns
) -> None:
    """No crash; never two replies at once; every Answer ends in Played, Cut or Trouble."""
    stage = Stage(turns, silence_s=1.0, covers=("Hm.",), opens=opens, fillers=("Mm.",))
    answered: int | None = None  # the line that may be heard now
    prepared: int | None = None
    for event in [event for step in story for event in step] + [Curtain("called")]:
        ends = isinstance(event, Played | Trouble) and event.line == answered
        for cue in stage.step(event):
            answered, prepared = follow(cue, answered, prepared)
        if answered is not None and stage.floor == "open":
            assert ends or isinstance(event, DraftDone), (
                "the floor opened and nobody ended the line"
            )
            answered = None
    assert answered is None, "an answer was left without an end"


def follow(cue: Cue, answered: int | None, prepared: int | None) -> tuple[int | None, int | None]:
    """What is prepared and what may be heard after this cue; asserts what may never happen."""
    match cue:
        case Prepare(line=n):
            assert prepared is None or answered is None, "a reply was begun beside another"
            return None, n
        case Answer(line=n):
            assert prepared == n and answered is None
            return n, n
        case Say(line=n):
            assert n == prepared, "a clause was ordered for nobody"
        case Cut() | Withdraw():
            return None, None
        case Listen():
            assert answered is None, "the actor's line opened while the partner's went on"
            return None, None
        case Finish():
            assert answered is None
    return answered, prepared
