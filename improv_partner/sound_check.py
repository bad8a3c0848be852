"""The sound check before a scene: is the microphone well set, and what is this voice's usual?

And how loud the partner comes back out of the loudspeaker, which the microphone hears as well.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from typing import TYPE_CHECKING

from . import echo_choice
from .crew import Delivery, Mic, Speaker, Voice
from .crew.echo import LEAD_S, EchoCanceller, FarEnd
from .errors import CrewError
from .events import FRAME_S, FRAME_SAMPLES, RATE_HZ, Trouble

if TYPE_CHECKING:
    from .crew.echo_level import Echo
    from .crew.tone import Baseline, Level

ASK = (
    "Sound check, {seconds:.0f} s: speak as you usually do, with small pauses. Say what you had "
    "for breakfast, how you came here, and what you see."
)
PHRASE = "Now say nothing for a moment, please. I would like to hear how the room answers me."
QUIET_S = 0.5  # before the phrase and after it
PATIENCE_S = 5.0  # longer than the phrase takes: then the loudspeaker takes no sound
HEADROOM_DB = 20.0  # with headphones on, the partner is heard at least so much below the actor
LEAST_REMOVED_DB = 15.0  # a canceller that takes out less does not work here


async def sound_check(
    mic: Mic, seconds: float, say: Callable[[str], None]
) -> tuple[Baseline, Level]:
    """Listens, says how the level is, and gives the actor's usual, not `known` if little was said.

    Raises CrewError if the microphone is lost.
    """
    from .crew.tone import judge_level
    from .crew.tone import sound_check as usual_of

    say(ASK.format(seconds=seconds))
    heard: list[bytes] = []
    async with aclosing(mic.frames()) as frames:
        async for frame in frames:
            if isinstance(frame, Trouble):
                raise CrewError(frame.what)
            heard.append(frame)
            if len(heard) * FRAME_S >= seconds:
                break
    pcm, loop = b"".join(heard), asyncio.get_running_loop()
    level = await loop.run_in_executor(None, judge_level, pcm)
    usual = await loop.run_in_executor(None, usual_of, pcm)
    say(level.words)
    if not usual.known:
        say("That was too little to know your usual voice: it is learnt from your lines instead.")
    return usual, level


async def hear_echo(
    mic: Mic, speaker: Speaker, voice: Voice, actor: Level, mode: str, say: Callable[[str], None]
) -> None:
    """The partner says PHRASE while the actor is silent, and what comes back of it is judged.

    actor: their level, from sound_check. mode: of audio.echo, as it was chosen. Raises CrewError.
    """
    say("Now be silent for some seconds: your partner speaks, and we hear how loud it comes back.")
    async with aclosing(voice.speak(PHRASE, Delivery())) as sounds:
        phrase = b"".join([sound.pcm async for sound in sounds])
    near, far = await play_phrase(mic, speaker, phrase)
    loop, canceller = asyncio.get_running_loop(), echo_choice.against(mode)
    say(await loop.run_in_executor(None, echo_words, near, far, actor, mode, canceller))


async def play_phrase(mic: Mic, speaker: Speaker, phrase: bytes) -> tuple[bytes, bytes]:
    """Plays it; what the microphone heard, and what left the loudspeaker, on one clock.

    Raises CrewError if either is lost, or the loudspeaker takes no sound.
    """
    heard, far, at, left = bytearray(), FarEnd(), 0.0, 0
    async with aclosing(mic.frames()) as frames:
        async for frame in frames:
            if isinstance(frame, Trouble):
                raise CrewError(frame.what)
            heard += frame
            at += FRAME_S
            if round(at / FRAME_S) == round(QUIET_S / FRAME_S):
                speaker.play(phrase)
            for sound in speaker.played():
                far.put(round((sound.at_s - mic.origin_s) * RATE_HZ), sound.pcm)
                left += len(sound.pcm)
            over_s = QUIET_S + len(phrase) / 2 / RATE_HZ + QUIET_S
            if at >= over_s + PATIENCE_S:
                raise CrewError(f"{speaker.name}: takes no sound; choose another with --speaker")
            if at >= over_s and left >= len(phrase):
                break
    return bytes(heard), far.take(0, len(heard) // 2)


def echo_words(
    near: bytes, far: bytes, actor: Level, mode: str, canceller: EchoCanceller | None
) -> str:
    """How loud the echo is, and when headphones are needed. near, far: of play_phrase."""
    from .crew.echo_level import measure, remains_db

    echo = measure(near, far)
    if echo is None:
        return "Your partner's voice does not come back into the microphone."
    words = f"Your partner comes back into the microphone at {echo.level_db:.0f} dB"
    above_db = echo.level_db - actor.speech_db
    if actor.verdict != "no voice":
        side = "above" if above_db > 0 else "below"
        words += f", {abs(above_db):.0f} dB {side} your voice"
    removed_db = 0.0
    if mode == "cancel" and canceller:
        clean = _cleaned(near, far, canceller)
        removed_db = echo.level_db - remains_db(clean, far, echo.delay_s)
        words += f"; {removed_db:.0f} dB are taken out"
    return words + ". " + _advice(echo, actor, mode, removed_db)


def _advice(echo: Echo, actor: Level, mode: str, removed_db: float) -> str:
    above_db = echo.level_db - actor.speech_db
    if actor.verdict != "no voice" and above_db > 0:
        return "The echo is louder than you: use headphones, or turn the loudspeaker down."
    if mode == "cancel" and removed_db < LEAST_REMOVED_DB:
        return "That is too little, if you were silent: use headphones, or --half-duplex."
    if mode == "headphones" and above_db > -HEADROOM_DB:
        return "Are these headphones? If not: --set audio.echo=auto"
    return "That is fine."


def _cleaned(near: bytes, far: bytes, canceller: EchoCanceller) -> bytes:
    """The near side as it would be in the scene. Both as play_phrase gives them."""
    size = 2 * FRAME_SAMPLES
    early = (far + bytes(size))[2 * round(LEAD_S * RATE_HZ) :]
    return b"".join(
        canceller.clean(near[at : at + size], early[at : at + size])
        for at in range(0, len(near) - size + 1, size)
    )
