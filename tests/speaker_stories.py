"""What every loudspeaker must do: the contract Speaker as stories, for the pretended and the real.

Each story takes an open speaker and asserts. Run as a program it plays one on the real device.
"""

from __future__ import annotations

import asyncio
import random
import sys
from array import array
from collections.abc import Awaitable, Callable
from itertools import pairwise

from improv_partner.crew import Output, Speaker
from improv_partner.crew.speaker import DeviceSpeaker
from improv_partner.events import RATE_HZ

Story = Callable[[Speaker], Awaitable[None]]


def noise(seconds: float, seed: int) -> bytes:
    """Sound that is like nothing else, without a zero sample."""
    chance = random.Random(seed)
    return bytes(chance.randrange(1, 128) for _ in range(2 * int(seconds * RATE_HZ)))


def samples(pcm: bytes) -> list[int]:
    return list(array("h", pcm))


async def until_played(speaker: Speaker, samples: int) -> list[Output]:
    outputs: list[Output] = []
    while sum(len(output.pcm) // 2 for output in outputs) < samples:
        await asyncio.sleep(0.03)
        outputs += speaker.played()
    return outputs


def joined(outputs: list[Output]) -> bytes:
    return b"".join(output.pcm for output in outputs)


async def pieces_leave_in_order_as_one_sound(speaker: Speaker) -> None:
    pieces = [noise(seconds, seed) for seed, seconds in enumerate((0.2, 0.013, 0.15, 0.0001))]
    for piece in pieces:
        speaker.play(piece)
    whole = b"".join(pieces)
    outputs = await until_played(speaker, len(whole) // 2)
    assert joined(outputs) == whole
    for before, after in pairwise(outputs):  # a busy machine's sound card may leave gaps
        assert after.at_s > before.at_s + len(before.pcm) / 2 / RATE_HZ - 0.02


async def silence_between_sounds_is_not_told(speaker: Speaker) -> None:
    first, second = noise(0.1, 1), noise(0.1, 2)
    speaker.play(first)
    await asyncio.sleep(0.4)
    speaker.play(second)
    await asyncio.sleep(0.4)
    outputs = speaker.played()
    assert joined(outputs) == first + second
    assert len(outputs) >= 2
    assert outputs[-1].at_s - outputs[0].at_s > 0.35
    assert speaker.played() == []


async def times_are_those_of_the_event_loop(speaker: Speaker) -> None:
    loop = asyncio.get_running_loop()
    await asyncio.sleep(0.1)
    asked_s = loop.time()
    speaker.play(noise(0.1, 3))
    outputs = await until_played(speaker, 1600)
    assert asked_s <= outputs[0].at_s <= loop.time() + 0.1  # a device tells a little ahead


async def stop_is_the_end_of_all_that_is_queued(speaker: Speaker) -> None:
    whole = noise(1.0, 4)
    speaker.play(whole)
    speaker.play(noise(0.5, 5))
    await asyncio.sleep(0.3)
    speaker.stop()
    heard = joined(speaker.played())
    assert 0 < len(heard) < len(whole)
    assert whole.startswith(heard)
    await asyncio.sleep(0.3)
    assert speaker.played() == []  # what left was told at once, and nothing followed


async def after_a_stop_it_plays_again(speaker: Speaker) -> None:
    speaker.play(noise(1.0, 6))
    await asyncio.sleep(0.1)
    speaker.stop()
    speaker.played()
    fresh = noise(0.1, 7)
    speaker.play(fresh)
    assert joined(await until_played(speaker, len(fresh) // 2)) == fresh


async def nothing_is_nothing(speaker: Speaker) -> None:
    speaker.play(b"")
    speaker.stop()
    speaker.stop()
    await asyncio.sleep(0.05)
    assert speaker.played() == []


async def closing_ends_the_sound(speaker: Speaker) -> None:
    speaker.play(noise(5.0, 8))
    await asyncio.sleep(0.1)
    await speaker.close()


FADE = 160  # samples: 10 ms


def same_but_for_the_fades(heard: bytes, whole: bytes, seam: int) -> None:
    """All of it, in order, once; only quieter for 10 ms before and after the seam (a sample)."""
    assert len(heard) == len(whole)
    ours, theirs = samples(heard), samples(whole)
    assert ours[: seam - FADE] == theirs[: seam - FADE]
    assert ours[seam + FADE :] == theirs[seam + FADE :]
    for at in range(seam - FADE, seam + FADE):
        assert abs(ours[at] - theirs[at] * min(abs(at - seam) / FADE, 1.0)) <= 1


async def a_hush_loses_nothing_and_goes_on_where_it_was(speaker: Speaker) -> None:
    whole = noise(0.6, 9)
    speaker.play(whole[:8000])
    speaker.play(whole[8000:])
    await asyncio.sleep(0.2)
    speaker.hush(True)
    speaker.hush(True)  # twice is once
    await asyncio.sleep(0.1)
    before = joined(speaker.played())
    assert 2 * FADE < len(before) < len(whole)
    await asyncio.sleep(0.2)
    assert speaker.played() == []
    speaker.hush(False)
    outputs = await until_played(speaker, (len(whole) - len(before)) // 2)
    same_but_for_the_fades(before + joined(outputs), whole, len(before) // 2)


async def what_is_played_in_a_hush_waits(speaker: Speaker) -> None:
    whole = noise(0.1, 10)
    speaker.hush(True)
    speaker.play(whole[:1000])
    speaker.play(whole[1000:])
    await asyncio.sleep(0.3)
    assert speaker.played() == []
    resumed_s = asyncio.get_running_loop().time()
    speaker.hush(False)
    outputs = await until_played(speaker, len(whole) // 2)
    assert outputs[0].at_s >= resumed_s
    assert joined(outputs) == whole  # a new sound needs no fade


async def a_stop_ends_a_hush(speaker: Speaker) -> None:
    speaker.play(noise(1.0, 11))
    await asyncio.sleep(0.1)
    speaker.hush(True)
    await asyncio.sleep(0.1)
    speaker.stop()
    speaker.played()
    fresh = noise(0.1, 12)
    speaker.play(fresh)
    assert joined(await until_played(speaker, len(fresh) // 2)) == fresh


async def a_hush_of_nothing_changes_nothing(speaker: Speaker) -> None:
    speaker.hush(False)
    speaker.hush(True)
    await asyncio.sleep(0.05)
    speaker.hush(False)
    assert speaker.played() == []
    fresh = noise(0.1, 13)
    speaker.play(fresh)
    assert joined(await until_played(speaker, len(fresh) // 2)) == fresh


async def hushes_in_quick_succession_lose_nothing(speaker: Speaker) -> None:
    whole = noise(0.5, 14)
    speaker.play(whole)
    for _ in range(9):
        await asyncio.sleep(0.017)
        speaker.hush(True)
        await asyncio.sleep(0.003)
        speaker.hush(False)
    heard = joined(await until_played(speaker, len(whole) // 2))
    assert len(heard) == len(whole)
    pairs = list(zip(samples(heard), samples(whole), strict=True))
    assert all(abs(ours) <= abs(theirs) for ours, theirs in pairs)  # faded, never out of place
    assert sum(ours == theirs for ours, theirs in pairs) > len(pairs) / 4


STORIES: tuple[Story, ...] = (
    pieces_leave_in_order_as_one_sound,
    silence_between_sounds_is_not_told,
    times_are_those_of_the_event_loop,
    stop_is_the_end_of_all_that_is_queued,
    after_a_stop_it_plays_again,
    nothing_is_nothing,
    a_hush_loses_nothing_and_goes_on_where_it_was,
    what_is_played_in_a_hush_waits,
    a_stop_ends_a_hush,
    a_hush_of_nothing_changes_nothing,
    hushes_in_quick_succession_lose_nothing,
    closing_ends_the_sound,
)


async def perform(story: Story, speaker: Speaker) -> None:
    try:
        assert speaker.name
        await story(speaker)
    finally:
        await speaker.close()


async def perform_on_device() -> None:
    for story in STORIES:
        print(story.__name__, file=sys.stderr)  # the last one named is the one that failed
        await perform(story, DeviceSpeaker())


if __name__ == "__main__":
    asyncio.run(perform_on_device())
