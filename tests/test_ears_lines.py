"""When Whisper's ears decode what, with a written decoder: lulls, finals, cuts, and a free loop."""

from __future__ import annotations

import asyncio
import threading
from contextlib import aclosing
from dataclasses import dataclass, field
from itertools import count

import pytest

from improv_partner import virtual
from improv_partner.crew.ears.line_ears import LULL_FRAMES, LineEars
from improv_partner.crew.ears.pieces import MOST_FRAMES
from improv_partner.errors import CrewError
from improv_partner.events import FRAME_S

from .speech import feed, play, quiet

VOICE = b"\x01\x00" * 320


class Level:
    """A detector for whom everything but silence is speech."""

    def voiced(self, pcm: bytes) -> bool:
        return any(pcm)


def voice(seconds: float) -> list[bytes]:
    return [VOICE] * round(seconds / FRAME_S)


@dataclass
class Written:
    """Answers as written, or by number; waits for the gate before each answer."""

    answers: list[str] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    begun: threading.Event = field(default_factory=threading.Event)
    asked: list[tuple[int, bool]] = field(default_factory=list)  # frames, quick

    def words(self, pcm: bytes, quick: bool) -> str:
        self.asked.append((len(pcm) // 640, quick))
        self.begun.set()
        assert self.gate.wait(60)
        return self.answers.pop(0) if self.answers else f"look{len(self.asked)}"

    async def has_begun(self) -> None:
        await asyncio.get_running_loop().run_in_executor(None, self.begun.wait, 60)


def opened(decoder: Written, partial_s: float = 0.5) -> LineEars:
    ears = LineEars(decoder, Level(), "written", partial_s)
    ears.open(0)
    return ears


def at_once(*answers: str) -> Written:
    decoder = Written(list(answers))
    decoder.gate.set()
    return decoder


async def first(ears: LineEars) -> str:
    async with aclosing(ears.partials()) as partials:
        return await anext(partials)


def test_whoever_stops_listening_as_a_lull_begins_has_stopped() -> None:
    """Else a job of the ears would outlive its scene, and the curtain wait for it for ever."""

    async def story() -> None:
        ears = opened(at_once())
        listens = asyncio.create_task(first(ears))
        feed(ears, voice(0.2))
        await asyncio.sleep(0.3)
        feed(ears, quiet(0.3))  # the lull, and in the same turn of the loop the end
        listens.cancel()
        await asyncio.gather(listens, return_exceptions=True)
        assert listens.cancelled()
        await ears.close()

    virtual.run(story())


# Finals


def test_the_final_words_are_ready_before_anybody_asks() -> None:
    async def story() -> None:
        decoder = at_once("we", "we are", "we are out of time")
        ears = opened(decoder)
        shown = await play(ears, [*voice(0.7), *quiet(0.3)])
        assert shown == ["we", "we are out of time"]
        assert [quick for _, quick in decoder.asked] == [True, True, False]
        assert decoder.asked[-1][0] == len(voice(0.7)) + LULL_FRAMES
        feed(ears, quiet(0.4))
        assert await ears.finish() == "we are out of time"
        assert len(decoder.asked) == 3
        await ears.close()

    virtual.run(story())


def test_words_after_a_lull_make_the_ready_ones_worthless() -> None:
    async def story() -> None:
        decoder = at_once("we are", "we are out of time")
        ears = opened(decoder, partial_s=5.0)
        await play(ears, [*voice(0.5), *quiet(0.3)])
        feed(ears, [*voice(0.5), *quiet(0.3)])
        assert await ears.finish() == "we are out of time"
        await ears.close()

    virtual.run(story())


def test_a_click_after_a_lull_changes_nothing() -> None:
    async def story() -> None:
        decoder = at_once("we are out of time")
        ears = opened(decoder, partial_s=5.0)
        await play(ears, [*voice(0.5), *quiet(0.3), *voice(0.04), *quiet(0.3)])
        assert await ears.finish() == "we are out of time"
        assert len(decoder.asked) == 1
        await ears.close()

    virtual.run(story())


def test_a_final_that_nobody_waits_for_any_more_is_not_lost() -> None:
    async def story() -> None:
        decoder = Written(["we are out of time"])
        ears = opened(decoder)
        feed(ears, [*voice(1), *quiet(0.3)])
        withdrawn = asyncio.create_task(ears.finish())
        await decoder.has_begun()
        withdrawn.cancel()
        await asyncio.gather(withdrawn, return_exceptions=True)
        decoder.gate.set()
        assert await ears.finish() == "we are out of time"
        assert len(decoder.asked) == 1
        await ears.close()

    asyncio.run(story())


def test_a_final_waits_for_the_running_look_and_never_for_the_next() -> None:
    async def story() -> None:
        decoder = Written(["we", "we are out of time"])
        ears = opened(decoder, partial_s=0.0)
        feed(ears, voice(1))
        withdrawn = asyncio.create_task(first(ears))
        await decoder.has_begun()
        withdrawn.cancel()
        waiting = asyncio.create_task(first(ears))
        for _ in range(10):  # until its look stands in the queue
            await asyncio.sleep(0)
        final = asyncio.create_task(ears.finish())
        await asyncio.sleep(0)
        decoder.gate.set()
        assert await final == "we are out of time"
        waiting.cancel()
        await asyncio.gather(withdrawn, waiting, return_exceptions=True)
        await ears.close()
        assert [quick for _, quick in decoder.asked] == [True, False]

    asyncio.run(story())


def test_the_loop_goes_on_while_a_slow_decoder_works() -> None:
    async def story() -> None:
        decoder = Written(["slow words"])
        ears = opened(decoder)
        feed(ears, [*voice(1), *quiet(0.3)])
        final = asyncio.create_task(ears.finish())
        await decoder.has_begun()
        ticks = 0
        for ticks in count(1):
            ears.feed(VOICE)
            await asyncio.sleep(0)
            if ticks == 1000:
                break
        assert not final.done()
        decoder.gate.set()
        assert await final == "slow words"
        await ears.close()

    asyncio.run(story())


# What is shown


def test_only_words_on_which_two_looks_agree_are_shown() -> None:
    async def story() -> None:
        decoder = at_once("we", "we are out", "we are our father", "we are out of time")
        ears = opened(decoder)
        shown = await play(ears, [*voice(1.3), *quiet(0.3)])
        assert shown == ["we", "we are", "we are out of time"]
        await ears.close()

    virtual.run(story())


def test_silence_is_not_looked_at() -> None:
    async def story() -> None:
        decoder = at_once()
        ears = opened(decoder)
        assert await play(ears, quiet(5)) == []
        assert await ears.finish() == ""
        feed(ears, voice(0.04))  # a click
        assert await ears.finish() == ""
        assert decoder.asked == []
        await ears.close()

    virtual.run(story())


def test_a_late_look_at_a_forgotten_line_shows_nothing() -> None:
    async def story() -> None:
        decoder = Written(["old words", "new words", "final words"])
        ears = opened(decoder, partial_s=0.0)
        feed(ears, [*voice(1), *quiet(0.3)])
        shown = asyncio.create_task(first(ears))
        await decoder.has_begun()
        feed(ears, quiet(2))
        ears.open(0)
        feed(ears, [*voice(0.5), *quiet(0.3)])
        decoder.gate.set()
        assert await shown == "new words"
        feed(ears, voice(0.5))
        assert await ears.finish() == "final words"
        await ears.close()

    asyncio.run(story())


def test_a_slow_model_gets_half_of_the_time() -> None:
    class Slow(Written):
        loops = 0

    async def story() -> None:
        decoder = Slow()
        ears = opened(decoder, partial_s=0.5)
        loop = asyncio.get_running_loop()
        decoder.gate.set()
        run = loop.run_in_executor

        async def late(*work: object) -> object:
            answer = await run(*work)  # type: ignore[arg-type]
            await asyncio.sleep(2.0)
            return answer

        loop.run_in_executor = lambda *work: asyncio.ensure_future(late(*work))  # type: ignore
        await play(ears, voice(9))
        loop.run_in_executor = run  # type: ignore[method-assign]
        await ears.close()
        assert len(decoder.asked) <= 3

    virtual.run(story())


# Long lines


def test_a_line_that_goes_on_is_cut_at_its_pause_and_looked_at_no_more() -> None:
    async def story() -> None:
        decoder = at_once("long ago", "and now")
        ears = opened(decoder, partial_s=60.0)
        await play(ears, [*voice(4.5), *quiet(0.5)])
        feed(ears, [*voice(1), *quiet(0.2)])
        assert await ears.finish() == "long ago and now"
        assert decoder.asked[-1][0] < 1.6 / FRAME_S
        await ears.close()

    virtual.run(story())


@pytest.mark.parametrize(("speech_s", "pause_s"), [(2.0, 0.5), (4.5, 0.24)])
def test_neither_little_speech_nor_a_short_pause_is_a_place_to_cut(
    speech_s: float, pause_s: float
) -> None:
    async def story() -> None:
        decoder = at_once("long ago", "long ago and now")
        ears = opened(decoder, partial_s=60.0)
        await play(ears, [*voice(speech_s), *quiet(pause_s)])
        feed(ears, [*voice(1), *quiet(0.2)])
        assert await ears.finish() == "long ago and now"
        assert decoder.asked[-1][0] > speech_s / FRAME_S
        await ears.close()

    virtual.run(story())


def test_who_never_pauses_is_cut_all_the_same_and_each_look_is_bounded() -> None:
    async def story() -> None:
        decoder = at_once()
        ears = opened(decoder)
        await play(ears, voice(100))
        words = (await ears.finish()).split()
        await ears.close()
        assert max(size for size, _ in decoder.asked) <= MOST_FRAMES
        kept = sum(size for size, quick in decoder.asked if not quick)
        assert kept == len(voice(100))  # every frame once, in pieces that are decoded well
        assert len(words) == sum(1 for _, quick in decoder.asked if not quick)

    virtual.run(story())


def test_a_failing_engine_is_told_in_one_line_and_asked_again() -> None:
    class Broken(Written):
        def words(self, pcm: bytes, quick: bool) -> str:
            if not self.asked:
                self.asked.append((0, quick))
                raise RuntimeError("CUDA failed:\nout of memory")
            return super().words(pcm, quick)

    async def story() -> None:
        decoder = Broken(["we are out of time"])
        decoder.gate.set()
        ears = opened(decoder)
        feed(ears, [*voice(1), *quiet(0.3)])
        with pytest.raises(CrewError, match="failed: CUDA failed: out of memory; try another"):
            await ears.finish()
        assert await ears.finish() == "we are out of time"
        await ears.close()

    asyncio.run(story())
