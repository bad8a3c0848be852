"""Several replies at once: the first streams as ever, and one that is picked is played instead."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any

from improv_partner import virtual
from improv_partner.crew import FirstToken, Moment
from improv_partner.crew.mind.candidates import Candidate, Candidates
from improv_partner.crew.pretend import PretendSpeaker
from improv_partner.crew.scripted import ScriptedActor, crew
from improv_partner.directed import DirectedStage
from improv_partner.errors import CrewError
from improv_partner.events import (
    Answer,
    Hold,
    Pick,
    Played,
    Prepare,
    Reading,
    Withdraw,
)
from improv_partner.exchanges import exchanges
from improv_partner.house.choosing import Choosing
from improv_partner.live import Show
from improv_partner.recording import Entry, Recording, read
from improv_partner.replay import again, deviation
from improv_partner.settings import Settings
from improv_partner.transcript import Line

from .playbook import SIMPLE

TURN = Moment(2, 1, [Line(1, "actor", "Hi.")])


@dataclass
class Minds:
    """A mind with a reply for each choice; number 0 is quick. A CrewError is raised."""

    first_s: float = 0.1
    other_s: float = 0.2
    fails: int = -1
    asked: list[Moment] = field(default_factory=list)
    stopped: list[int] = field(default_factory=list)
    name: str = "minds"

    async def reply(self, moment: Moment) -> AsyncGenerator[FirstToken | Reading | str, None]:
        self.asked.append(moment)
        number = len({m.choice for m in self.asked if m.revision == moment.revision}) - 1
        number = 0 if moment.choice == 0 else number
        try:
            await asyncio.sleep(self.first_s if number == 0 else self.other_s)
            yield FirstToken()
            if number == self.fails:
                raise CrewError("no")
            yield Reading(moment.line, moment.revision, "joy", 2, own=("fear", "anger")[number % 2])
            yield f"Reply {number},"
            await asyncio.sleep(self.other_s)
            yield "and more."
        except (GeneratorExit, asyncio.CancelledError):
            self.stopped.append(number)
            raise

    async def check(self) -> str:
        return "minds"

    async def close(self) -> None:
        pass


async def played(mind: Candidates, moment: Moment) -> list[Any]:
    return [part async for part in mind.reply(moment)]


def test_the_first_streams_and_the_others_are_shown() -> None:
    shown: list[tuple[int, str, bool]] = []

    async def story() -> None:
        mind = Candidates(Minds(), 3, lambda: True)
        mind.show = lambda c: shown.append((c.number, c.text, c.whole))
        loop = asyncio.get_running_loop()
        begun_s = loop.time()
        parts = await played(mind, TURN)
        assert loop.time() - begun_s == 0.1 + 0.2  # as long as it would have been alone
        assert [p for p in parts if isinstance(p, str)] == ["Reply 0,", "and more."]
        await asyncio.sleep(1.0)
        assert {m.choice for m in mind._mind.asked} == {0, 7919, 2 * 7919}  # type: ignore[attr-defined]
        await mind.close()

    virtual.run(story())
    assert {row for row in shown if row[2]} == {
        (number, f"Reply {number}, and more.", True) for number in range(3)
    }
    assert (1, "Reply 1,", False) in shown


def test_without_a_director_or_a_turn_there_is_one() -> None:
    async def story() -> None:
        for present, moment in ((False, TURN), (True, Moment(2, 1, [], "opening"))):
            minds = Minds()
            mind = Candidates(minds, 3, lambda here=present: here)  # type: ignore[misc]
            await played(mind, moment)
            assert len(minds.asked) == 1
            await mind.close()

    virtual.run(story())


def test_one_that_fails_is_not_offered_and_a_failing_first_is_told() -> None:
    async def story() -> None:
        shown: list[Candidate] = []
        mind = Candidates(Minds(fails=1), 2, lambda: True)
        mind.show = shown.append
        await played(mind, TURN)
        await asyncio.sleep(1.0)
        assert {c.number for c in shown} == {0} and mind.pick(2, 1) is None
        mind = Candidates(Minds(fails=0), 2, lambda: True)
        try:
            await played(mind, TURN)
        except CrewError:
            pass
        else:
            raise AssertionError("it did not fail")
        await asyncio.sleep(1.0)
        assert mind.pick(2, 1)  # and the director may save the line
        await mind.close()

    virtual.run(story())


def test_nobody_works_on_for_a_line_that_is_over() -> None:
    async def story() -> None:
        minds = Minds(other_s=50.0)
        mind = Candidates(minds, 3, lambda: True)
        first = asyncio.create_task(played(mind, TURN))
        await asyncio.sleep(1.0)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        next_one = asyncio.create_task(played(mind, Moment(4, 2, TURN.lines)))
        await asyncio.sleep(1.0)
        assert sorted(minds.stopped) == [0, 1, 2]
        next_one.cancel()
        await asyncio.gather(next_one, return_exceptions=True)
        await mind.close()

    virtual.run(story())


def evening(
    folder: Any, pick_s: float, waits: bool = False, number: int = 1, goes_on_s: float = 0.0
) -> list[Entry]:
    """One exchange in the live loop; the director picks this reply at this time.

    waits: they have said "wait for me". goes_on_s: when the actor speaks again.
    """
    mind = Candidates(Minds(0.02, 0.03), 2, lambda: True)  # words 1.9, hard end 2.1 s
    stage = DirectedStage(SIMPLE)
    lines = [(0.4, 1.0, "Who are you?"), *([(goes_on_s, 1.0, "Tell me!")] if goes_on_s else [])]
    actor = ScriptedActor(lines, 14.0)
    settings = Settings(turns=SIMPLE).as_dict()
    scene = {"character": {"name": "X"}, "fillers": []}
    header = {"settings": settings, "scene": scene, "consent": {"answer": "yes"}}
    recording = Recording(folder, header)
    show = Show(stage, crew(actor, mind, PretendSpeaker()), recording)  # type: ignore[arg-type]
    choosing = Choosing(show.tell, 6.0)
    choosing.switch(waits)

    show.watch = choosing.watch

    def pick() -> None:
        assert stage.reply
        if number and (found := mind.pick(stage.reply.line.number, number)):
            texts = found.text, mind.others(found)
            show.tell(Pick(found.line, stage.reply.revision, *texts))
        choosing.done()

    async def clock() -> None:  # as the page's meter
        while True:
            await asyncio.sleep(0.1)
            choosing.tick(stage.frame)

    async def play() -> None:
        ticking = asyncio.create_task(clock())
        if pick_s:
            asyncio.get_running_loop().call_at(pick_s, pick)
        await show.run()
        ticking.cancel()

    virtual.run(play())
    show.recording.close()
    return list(read(folder)[1])


def test_a_pick_before_the_hard_end_is_what_is_heard(tmp_path: Any) -> None:
    log = evening(tmp_path / "picked", 2.05)
    (pick,) = [e.what for e in log if isinstance(e.what, Pick)]
    assert pick.text == "Reply 1, and more." and pick.others == ("Reply 0, and more.",)
    assert [e.what.why for e in log if isinstance(e.what, Prepare)] == ["turn", "picked"]
    heard = " ".join(e.what.text for e in log if isinstance(e.what, Played))
    (one,) = exchanges(log)
    assert heard == one.heard == one.drafted == "Reply 1, and more."
    assert one.reading and one.reading.own == "anger"
    header, entries = read(tmp_path / "picked")
    assert deviation(header, log) is None
    again(header, entries, {}, tmp_path / "again")
    once_more = list(exchanges(read(tmp_path / "again")[1]))
    assert [e.heard for e in once_more] == [one.heard]


def test_a_pick_after_the_hard_end_changes_nothing(tmp_path: Any) -> None:
    log = evening(tmp_path / "late", 2.13)
    assert any(isinstance(e.what, Pick) for e in log)
    assert any(isinstance(e.what, Answer) for e in log)
    (one,) = exchanges(log)
    assert one.heard == "Reply 0, and more." and not one.cut
    assert deviation(read(tmp_path / "late")[0], log) is None


# -- time to choose


def holds(log: list[Entry]) -> list[tuple[bool, float]]:
    """When the floor was held for a choice, and let go."""
    return [(e.what.on, e.t) for e in log if isinstance(e.what, Hold) and e.what.who == "choice"]


def test_who_wants_to_choose_is_waited_for(tmp_path: Any) -> None:
    log = evening(tmp_path / "waits", 5.0, waits=True)
    (held, since_s), (let_go, until_s) = holds(log)
    assert (held, let_go) == (True, False)
    assert 1.6 < since_s < 1.8 and 4.9 < until_s < 5.1  # from the soft end to the pick
    (one,) = exchanges(log)
    assert one.heard == "Reply 1, and more."
    assert one.timing.answer_s and 4.9 < one.timing.answer_s < 5.2  # at once
    header, entries = read(tmp_path / "waits")
    assert deviation(header, log) is None
    again(header, entries, {}, tmp_path / "again")
    (once_more,) = exchanges(read(tmp_path / "again")[1])
    assert once_more.heard == one.heard


def test_the_prepared_reply_may_be_taken_and_comes_by_itself(tmp_path: Any) -> None:
    for name, pick_s, answered_s in (("taken", 3.0, 3.0), ("nothing", 0.0, 7.7)):
        log = evening(tmp_path / name, pick_s, waits=True, number=0)
        (one,) = exchanges(log)
        assert one.heard == "Reply 0, and more."
        assert one.timing.answer_s and abs(one.timing.answer_s - answered_s) < 0.2
        assert not any(isinstance(e.what, Pick) for e in log)


def test_an_actor_who_goes_on_waits_for_nobody(tmp_path: Any) -> None:
    log = evening(tmp_path / "on", 0.0, waits=True, goes_on_s=3.0)
    assert [on for on, _ in holds(log)] == [True, False, True, False]
    assert any(isinstance(e.what, Withdraw) for e in log)
    (one,) = exchanges(log)
    assert one.said == "Who are you? Tell me!"


def test_without_the_wish_nothing_is_later(tmp_path: Any) -> None:
    (one,) = exchanges(log := evening(tmp_path / "off", 0.0))
    assert not holds(log)
    assert one.timing.answer_s and one.timing.answer_s < 2.2
