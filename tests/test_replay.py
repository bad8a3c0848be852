"""A recording is proof: the same facts give the same cues, and the actor can be played again."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from improv_partner import replay, virtual
from improv_partner.crew.pretend import PretendSpeaker
from improv_partner.crew.scripted import ScriptedActor, ScriptedMind, ScriptedVoice, crew
from improv_partner.errors import CrewError, RecordingError, SettingsError
from improv_partner.events import Answer, Cue, Cut, Intent, Mark, Played, Withdraw
from improv_partner.exchanges import exchanges
from improv_partner.ledger import Ledger
from improv_partner.live import Show
from improv_partner.recording import Entry, Recording, read
from improv_partner.settings import Settings
from improv_partner.track import PLAYERS, pcm

from .playbook import SIMPLE
from .test_live import LONG

HEADER: dict[str, Any] = {
    "scene": {"covers": ["Hm."], "opens": "partner", "silence": {"does": "act", "after_s": 6.0}},
    "settings": Settings().as_dict(),
    "consent": {"answer": "yes"},
}


def evening(seed: int, actor_lines: int = 25) -> tuple[list[tuple[float, float, str]], float]:
    """A long scene: short and long lines, pauses inside them, and interruptions."""
    rng = random.Random(seed)
    speech, t = [], 4.0
    for n in range(actor_lines):
        length = rng.choice([0.3, 0.8, 1.5, 3.0])
        speech.append((round(t, 2), length, f"line {n} of the evening"))
        t += length + rng.choice([0.42, 0.56, 1.9, 4.0, 8.0])
    return speech, t + 4.0


# Without fades in the partner's sound, and answers after the same patience.
PLAIN: dict[str, Any] = {**HEADER, "settings": Settings(turns=SIMPLE).as_dict()}


def perform(
    folder: Path, seed: int, mind_s: float = 0.3, header: dict[str, Any] = HEADER
) -> tuple[dict[str, Any], list[Entry]]:
    speech, length_s = evening(seed)
    answers: list[Sequence[str | CrewError]] = [
        ["One moment.", LONG],
        ["Yes."],
        [CrewError("no server")],
        ["Well, and then", CrewError("gone")],
        ["You said so yourself.", "And I believed you."],
    ] * 20
    recording, ledger = Recording(folder, header), Ledger(folder)
    actor, mind = ScriptedActor(speech, length_s), ScriptedMind(answers, mind_s, mind_s / 3)
    stage = replay.stage_of(header)
    # A clause that is ordered just before the answer and takes time is taken for ready by replay.
    band = crew(actor, mind, PretendSpeaker(), ScriptedVoice(0.0))
    show = Show(stage, band, recording, ledger.watch)

    async def story() -> None:
        import asyncio

        playing = asyncio.create_task(show.run())
        await asyncio.sleep(5.003)
        show.tell(Intent("grief", 3, "joy", ("hiding",)))
        show.tell(Mark("door"))
        await playing

    virtual.run(story())
    ledger.close()
    recording.close()
    header, entries = read(folder)
    return header, list(entries)


def cues(entries: Sequence[Entry]) -> list[tuple[int, Cue]]:
    return [(e.frame, e.what) for e in entries if isinstance(e.what, Cue)]


@pytest.mark.parametrize("seed", range(5))
def test_whatever_was_performed_verifies_and_plays_again_the_same(
    tmp_path: Path, seed: int
) -> None:
    header, entries = perform(tmp_path / "s", seed)
    kinds = {type(e.what) for e in entries}
    assert {Answer, Cut, Withdraw, Played} <= kinds, "the evening has everything in it"
    assert replay.deviation(header, entries) is None
    replay.again(header, entries, {}, tmp_path / "again")
    new_header, new = read(tmp_path / "again")
    again = list(new)
    assert cues(again) == cues(entries)
    assert [(e.frame, e.what) for e in again if isinstance(e.what, Intent | Mark)] == [
        (e.frame, e.what) for e in entries if isinstance(e.what, Intent | Mark)
    ]
    assert [x.heard for x in exchanges(again)] == [x.heard for x in exchanges(entries)]
    assert new_header["again"] == {} and replay.deviation(new_header, again) is None


def test_a_barge_in_is_replayed_at_its_recorded_frame(tmp_path: Path) -> None:
    header, entries = perform(tmp_path / "s", 1)
    replay.again(header, entries, {}, tmp_path / "again")
    again = list(read(tmp_path / "again")[1])
    cuts = [[e.frame for e in log if isinstance(e.what, Cut)] for log in (entries, again)]
    assert cuts[0] == cuts[1] and len(cuts[0]) > 2


def test_less_patience_answers_sooner_and_more_patience_later(tmp_path: Path) -> None:
    header, entries = perform(tmp_path / "s", 2, header=PLAIN)
    answered, first_s = [], []
    for patience_s in (0.3, 0.7, 1.5):
        folder = tmp_path / str(patience_s)
        stage = replay.again(header, entries, {"turns.patience_s": patience_s}, folder)
        assert stage.turns.patience_s == patience_s
        new_header, new = read(folder)
        log = list(new)
        assert new_header["settings"]["turns"]["patience_s"] == patience_s
        assert replay.deviation(new_header, log) is None
        answered.append(sum(isinstance(e.what, Answer) for e in log))
        first_s.append(next(x.timing.answer_s for x in exchanges(log) if x.actor_line))
    assert answered[0] > answered[1] > answered[2]
    assert first_s[0] is not None and first_s[1] is not None and first_s[0] < first_s[1]


def test_again_is_the_same_every_time(tmp_path: Path) -> None:
    header, entries = perform(tmp_path / "s", 3)
    logs = []
    for n in range(3):
        replay.again(header, entries, {"turns.patience_s": 0.5}, tmp_path / str(n))
        logs.append((tmp_path / str(n) / "session.jsonl").read_bytes())
    assert logs[0] == logs[1] == logs[2]


def test_the_sound_of_the_old_session_is_in_the_new_one(tmp_path: Path) -> None:
    header, entries = perform(tmp_path / "s", 4, header=PLAIN)
    tracks = {who: pcm(tmp_path / "s", who) for who in PLAYERS}
    replay.again(header, entries, {}, tmp_path / "again", tracks)
    for who, sound in tracks.items():  # every clause as it was heard, at its place
        new = pcm(tmp_path / "again", who)
        assert new and new == sound[: len(new)]


@pytest.mark.parametrize(
    "value", [{"turns.patience_s": 0.68}, {"turns.barge_in_s": 0.26}, {"turns.soft_end_s": 0.2}]
)
def test_other_settings_would_have_decided_otherwise(
    tmp_path: Path, value: dict[str, float]
) -> None:
    header, entries = perform(tmp_path / "s", 5)
    changed = {**header, "settings": replay.settings_of(header, value).as_dict()}
    found = replay.deviation(changed, entries)
    assert found is not None and found.recorded != found.expected


def test_a_cue_that_is_missing_changed_or_invented_is_found_where_it_is(tmp_path: Path) -> None:
    header, entries = perform(tmp_path / "s", 6)
    at = next(i for i, e in enumerate(entries) if isinstance(e.what, Answer))
    missing = replay.deviation(header, entries[:at] + entries[at + 1 :])
    assert missing is not None and missing.n == entries[at + 1].n
    assert str(entries[at].what) in missing.expected
    changed = Entry(entries[at].n, entries[at].frame, entries[at].t, Answer(99, 1))
    found = replay.deviation(header, [*entries[:at], changed, *entries[at + 1 :]])
    assert found is not None and found.n == changed.n and "line=99" in found.recorded
    twice = replay.deviation(header, [*entries[: at + 1], *entries[at:]])
    assert twice is not None and twice.n == entries[at].n
    whole = [e for e in entries if e.frame <= entries[at].frame][: at + 1]
    assert replay.deviation(header, whole) is None, "a log that ends early has decided nothing else"


def test_every_altered_or_missing_line_is_found(tmp_path: Path) -> None:
    perform(tmp_path / "s", 7)
    assert replay.verify(tmp_path / "s") == []
    log = tmp_path / "s" / "session.jsonl"
    whole = log.read_bytes()
    lines = whole.splitlines(keepends=True)
    rng = random.Random(7)
    for at in [*rng.sample(range(len(lines)), 60), len(lines) - 1]:
        log.write_bytes(b"".join(lines[:at] + lines[at + 1 :]))
        assert replay.verify(tmp_path / "s"), f"line {at + 1} was taken out"
        place = rng.randrange(len(lines[at]) - 1)
        other = bytes([lines[at][place] ^ 1])
        log.write_bytes(
            b"".join(lines[:at]) + lines[at][:place] + other + b"".join(lines[at:])[place + 1 :]
        )
        assert replay.verify(tmp_path / "s"), f"line {at + 1} was changed at {place}"
    log.write_bytes(whole)
    assert replay.verify(tmp_path / "s") == []


def test_a_session_without_consent_or_with_other_decisions_is_not_proven(tmp_path: Path) -> None:
    header = {
        **HEADER,
        "consent": {},
        "settings": Settings().with_values({"turns.patience_s": 0.6}, "").as_dict(),
    }
    _, entries = perform(tmp_path / "s", 8)
    recording = Recording(tmp_path / "forged", header, audio=False)
    for entry in entries[:-1]:
        recording.write(entry.frame, entry.t, entry.what)
    recording.close()
    faults = replay.verify(tmp_path / "forged")
    assert "header: there is no consent" in faults
    assert any("the stage decides" in fault for fault in faults)


def test_a_header_without_a_scene_and_a_wrong_setting_are_clear(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="does not describe a scene"):
        replay.stage_of({"settings": {}})
    with pytest.raises(SettingsError, match=r'"turns.patience"; did you mean "patience_s"'):
        replay.stage_of(HEADER, {"turns.patience": 1.0})
