"""Whole dialogues with understudies on virtual time; times are asserted to the frame."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from improv_partner import virtual
from improv_partner.crew import Delivery, NoTone, Sound
from improv_partner.crew.pretend import PretendSpeaker
from improv_partner.crew.scripted import ScriptedActor, ScriptedMind, ScriptedVoice, crew
from improv_partner.errors import CrewError
from improv_partner.events import (
    FRAME_S,
    Curtain,
    Cut,
    Finish,
    Played,
    Playing,
    Reading,
    Tone,
    Trouble,
)
from improv_partner.exchanges import Exchange, exchanges
from improv_partner.live import Show
from improv_partner.recording import Entry, Recording, read
from improv_partner.stage import Stage

from .playbook import SIMPLE

Answer = Sequence[Reading | str | CrewError]
LONG = "This is a very long speech that nobody in this house ever wants to hear to its end."


def perform(
    folder: Path,
    speech: Sequence[tuple[float, float, str]],
    length_s: float,
    answers: Sequence[Answer],
    stage: Stage | None = None,
    mind_s: float = 0.3,
) -> tuple[Show, list[Entry]]:
    """A session with understudies; the show afterwards, and its log."""
    recording = Recording(folder, {"scene": {}})
    actor, mind = ScriptedActor(speech, length_s), ScriptedMind(answers, mind_s)
    show = Show(stage or Stage(SIMPLE), crew(actor, mind, PretendSpeaker()), recording)
    virtual.run(show.run())
    recording.close()
    return show, list(read(folder)[1])


def kinds(entries: Sequence[Entry]) -> list[str]:
    return [type(e.what).__name__ for e in entries]


def told(entries: Sequence[Entry]) -> list[Exchange]:
    return list(exchanges(entries))


def test_one_exchange_in_order_and_in_time(tmp_path: Path) -> None:
    _, entries = perform(
        tmp_path / "s", [(0.5, 2.0, "Who are you?")], 8.0, [["I am the king.", "Kneel."]]
    )
    order = """Voice Listen Voice Finish Prepare Answer Began Drafted Say Playing Drafted Say
        DraftDone Played Played Curtain Sealed"""
    assert " ".join(k for k in kinds(entries) if k != "Words") == " ".join(order.split())
    one = told(entries)[0]
    assert (one.said, one.heard) == ("Who are you?", "I am the king. Kneel.")
    timing = one.timing
    assert timing.actor_start_s == pytest.approx(0.5, abs=FRAME_S)
    assert timing.actor_end_s == pytest.approx(2.5, abs=FRAME_S)
    assert timing.answer_s == pytest.approx(3.2, abs=FRAME_S), "patience is 0.7 s"
    # Soft end 0.3, ears 0.2, first token 0.3, clause 0.1, voice 0.02: later than the hard end.
    assert timing.gap_s == pytest.approx(0.92, abs=2 * FRAME_S)


def test_preparing_during_the_pause_makes_the_answer_ready_at_the_hard_end(tmp_path: Path) -> None:
    _, entries = perform(tmp_path / "s", [(0.5, 2.0, "Who?")], 6.0, [["Me."]], mind_s=0.05)
    gap_s = told(entries)[0].timing.gap_s
    assert gap_s == pytest.approx(0.7, abs=2 * FRAME_S), "only patience is left to wait for"


def test_a_pause_in_mid_line_is_not_answered_and_the_line_is_one(tmp_path: Path) -> None:
    speech = [(0.5, 1.0, "I never"), (2.1, 1.0, "loved you.")]  # a pause of 0.6 s
    show, entries = perform(tmp_path / "s", speech, 8.0, [["Too early."], ["I know."]], mind_s=0.01)
    exchange = told(entries)[0]
    assert (exchange.said, exchange.heard) == ("I never loved you.", "I know.")
    assert exchange.withdrawn == 1 and len(told(entries)) == 1
    assert [line.text for line in show.stage.lines] == ["I never loved you.", "I know."]
    assert not any(isinstance(e.what, Played) and "early" in e.what.text for e in entries)


def test_barge_in_stops_the_partner_and_only_what_was_heard_is_remembered(tmp_path: Path) -> None:
    speech = [(0.5, 1.0, "Hi."), (4.0, 1.0, "Stop!")]
    show, entries = perform(tmp_path / "s", speech, 12.0, [[LONG], ["Fine."]])
    first, second = told(entries)
    cut = next(e for e in entries if isinstance(e.what, Cut))
    assert cut.t - 4.0 == pytest.approx(0.2, abs=2 * FRAME_S), "200 ms of voice in a row"
    heard = next(e.what for e in entries if isinstance(e.what, Played))
    assert heard.cut and (heard.sample + heard.samples) / 16_000 == pytest.approx(cut.t, abs=0.03)
    assert LONG.startswith(first.heard) and 10 < len(first.heard) < len(LONG) - 10
    mind = show.crew.mind
    assert isinstance(mind, ScriptedMind)
    assert [(line.text, line.cut) for line in mind.asked[1].lines][1] == (first.heard, True)
    assert (second.said, second.heard) == ("Stop!", "Fine.")


def test_the_partners_track_is_what_left_the_speaker(tmp_path: Path) -> None:
    speech = [(0.5, 1.0, "Hi."), (4.0, 1.0, "Stop!")]
    _, entries = perform(tmp_path / "s", speech, 12.0, [[LONG], ["Fine."]])
    pcm = (tmp_path / "s" / "partner.wav").read_bytes()[44:]
    sounding = [i for i in range(len(pcm) // 2) if pcm[2 * i] == 2]
    spans = [e.what for e in entries if isinstance(e.what, Played)]
    logged = [i for p in spans for i in range(p.sample, p.sample + p.samples)]
    assert sounding == logged, "log and track agree to the sample"
    starts = [e.what.sample for e in entries if isinstance(e.what, Playing)]
    assert starts == [p.sample for p in spans]
    assert len(pcm) == len((tmp_path / "s" / "actor.wav").read_bytes()[44:])


def test_a_mind_that_fails_is_covered_and_told_and_the_next_turn_tries_again(
    tmp_path: Path,
) -> None:
    speech = [(0.5, 1.0, "Hi."), (5.0, 1.0, "Again?")]
    answers: list[Answer] = [[CrewError("no server at example:1")], ["Here I am."]]
    _, entries = perform(tmp_path / "s", speech, 10.0, answers, Stage(SIMPLE, covers=("Hm.",)))
    assert [e.what.what for e in entries if isinstance(e.what, Trouble)] == [
        "no server at example:1"
    ]
    assert [x.heard for x in told(entries)] == ["Hm.", "Here I am."]


def test_a_part_with_a_bug_does_not_stop_the_scene(tmp_path: Path) -> None:
    class Broken(ScriptedVoice):
        async def speak(self, text: str, delivery: Delivery):  # type: ignore[no-untyped-def]
            if text == "One.":
                raise ZeroDivisionError("bug")
            async for sound in super().speak(text, delivery):
                yield sound

    speech = [(0.5, 1.0, "Hi."), (5.0, 1.0, "Again?")]
    recording = Recording(tmp_path / "s", {})
    actor, mind = ScriptedActor(speech, 10.0), ScriptedMind([["One."], ["One."], ["Two."]])
    show = Show(Stage(SIMPLE), crew(actor, mind, PretendSpeaker(), Broken()), recording)
    virtual.run(show.run())
    recording.close()
    entries = list(read(tmp_path / "s")[1])
    troubles = [e.what.what for e in entries if isinstance(e.what, Trouble)]
    assert troubles and set(troubles) == {"ZeroDivisionError: bug"}
    assert show.stage.over and "Curtain" in kinds(entries)


def test_a_full_disk_ends_the_scene_with_what_was_recorded(tmp_path: Path) -> None:
    class Full(io.RawIOBase):
        def write(self, data: object) -> int:
            raise OSError(28, "No space left on device")

    recording = Recording(tmp_path / "s", {})
    actor, mind = ScriptedActor([(0.5, 1.0, "Hi.")], 60.0), ScriptedMind([["One."]])
    show = Show(Stage(SIMPLE), crew(actor, mind, PretendSpeaker()), recording)

    async def story() -> None:
        playing = asyncio.create_task(show.run())
        await asyncio.sleep(1.0)
        log, recording._log = recording._log, Full()  # type: ignore[assignment]
        await playing
        log.close()

    virtual.run(story())
    recording.close()
    assert show.stage.over and "No space left" in recording.broken
    assert show.stage.frame < 200, "it does not play on for an hour without recording"


def test_one_job_for_each_member_and_a_swallowed_cancellation_is_harmless(tmp_path: Path) -> None:
    async def story() -> None:
        recording = Recording(tmp_path / "s", {})
        show = Show(
            Stage(SIMPLE), crew(ScriptedActor([], 1), ScriptedMind([]), PretendSpeaker()), recording
        )
        running: list[int] = []

        async def work(n: int) -> None:
            running.append(n)
            try:
                await asyncio.sleep(99)
            except asyncio.CancelledError:
                running.remove(n)  # swallowed: it ends as if nothing had been

        show.jobs.start("ears", work(1))
        await asyncio.sleep(0.1)
        show.jobs.start("ears", work(2))
        await asyncio.sleep(0.1)
        assert running == [2] and show.inbox.empty()
        show.jobs.stop("ears")
        await asyncio.sleep(0.1)
        recording.close()

    virtual.run(story())


def test_sound_of_a_replaced_reply_is_never_queued(tmp_path: Path) -> None:
    class Stubborn(ScriptedVoice):
        """Ignores cancellation and delivers late."""

        async def speak(self, text: str, delivery: Delivery):  # type: ignore[no-untyped-def]
            for _ in range(50):
                try:
                    await asyncio.sleep(0.02)
                except asyncio.CancelledError:
                    continue
            yield Sound(b"\x05\x00" * 320)

    recording = Recording(tmp_path / "s", {})
    speech = [(0.5, 1.0, "I"), (2.3, 1.0, "am.")]  # resumed after the hard end
    actor, mind = ScriptedActor(speech, 8.0), ScriptedMind([["One."], ["Two."]], 0.01)
    show = Show(Stage(SIMPLE), crew(actor, mind, PretendSpeaker(), Stubborn()), recording)
    virtual.run(show.run())
    recording.close()
    played = [e.what.text for e in read(tmp_path / "s")[1] if isinstance(e.what, Played)]
    assert played == ["Two."]


@pytest.mark.parametrize("run", range(20))
def test_the_same_scene_gives_the_same_bytes(tmp_path: Path, run: int) -> None:
    speech = [(0.5, 1.0, "Hi."), (4.0, 1.0, "Stop!"), (9.0, 0.4, "I"), (9.9, 1.0, "mean it.")]
    answers: list[Answer] = [[LONG], ["Fine.", "Really."], ["x"], ["Oh."]]
    logs = []
    for name in ("a", "b"):
        perform(
            tmp_path / name,
            speech,
            16.0,
            answers,
            Stage(replace(SIMPLE, patience_s=0.6)),
            0.01 * run,
        )
        logs.append([p.read_bytes() for p in sorted((tmp_path / name).iterdir())])
    assert logs[0] == logs[1]
    assert len(logs[0]) == 3 and b'"is": "cut"' in logs[0][2]


def test_curtain_in_mid_line_logs_what_was_heard(tmp_path: Path) -> None:
    recording = Recording(tmp_path / "s", {})
    actor, mind = ScriptedActor([(0.5, 1.0, "Hi.")], 60.0), ScriptedMind([[LONG]])
    show = Show(Stage(SIMPLE), crew(actor, mind, PretendSpeaker()), recording)

    async def story() -> None:
        playing = asyncio.create_task(show.run())
        await asyncio.sleep(4.0)
        show.tell(Curtain("called"))
        await playing

    virtual.run(story())
    recording.close()
    entries = list(read(tmp_path / "s")[1])
    assert kinds(entries)[-4:] == ["Curtain", "Cut", "Played", "Sealed"]
    assert told(entries)[0].heard and told(entries)[0].cut == "curtain"


def test_every_line_carries_its_own_health(tmp_path: Path) -> None:
    _, entries = perform(tmp_path / "s", [(0.5, 2.0, "Who?")], 6.0, [["Me."]])
    lags = [e.t - e.frame * FRAME_S for e in entries]
    assert min(lags) > -1e-6 and max(lags) < FRAME_S + 1e-6, "no lag on virtual time"
    finish = next(e for e in entries if isinstance(e.what, Finish))
    assert finish.frame == round((2.5 + 0.3) / FRAME_S)
    rows = (tmp_path / "s" / "session.jsonl").read_text().splitlines()
    assert [json.loads(row)["n"] for row in rows[1:]] == list(range(1, len(rows)))


def test_a_tone_that_cannot_be_measured_costs_no_words(tmp_path: Path) -> None:
    class Broken(NoTone):
        async def tone(self, line: int) -> Tone | None:
            raise ZeroDivisionError("bug")

    recording = Recording(tmp_path / "s", {})
    actor, mind = ScriptedActor([(0.5, 1.0, "Who are you?")], 6.0), ScriptedMind([["Me."]])
    band = crew(actor, mind, PretendSpeaker())
    band.tone = Broken()
    show = Show(Stage(SIMPLE), band, recording)
    virtual.run(show.run())
    recording.close()
    entries = list(read(tmp_path / "s")[1])
    troubles = [(e.what.who, e.what.what) for e in entries if isinstance(e.what, Trouble)]
    assert troubles == [("tone", "ZeroDivisionError: bug")]
    assert [(x.said, x.heard) for x in told(entries)] == [("Who are you?", "Me.")]
