"""Who plays what: a crew of real parts for a scene, by the settings.

The only place that knows every concrete part. Libraries are imported when a part is cast, so that
a command that needs no sound and no model never loads them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from .company import Company
from .crew import Ears, Ending, Mic, Mind, NoTone, Speaker, ToneMeter, Vad, Voice
from .directed import DirectedStage
from .errors import CrewError
from .events import Event, Intent
from .scene import Scene
from .settings import Settings
from .stage import Stage

if TYPE_CHECKING:
    from .crew.clip_mic import Clip
    from .crew.tone import Baseline
    from .crew.voice.engine import EngineVoice
    from .crew.voice.speech_api import SpeechVoice

Say = Callable[[str], None]
SOUND_FILES = {".wav", ".flac", ".ogg", ".opus", ".mp3", ".m4a", ".aac", ".aiff", ".mp4", ".webm"}
REHEARSAL_BEAT_S = 0.8  # the simulated actor waits this long before its next line
BARGE_IN_AFTER_S = 0.7  # and lets the partner speak this long before it interrupts


@runtime_checkable
class SharedEars(Protocol):
    """Ears that share their model: beside() gives some for another performer."""

    def beside(self) -> Ears: ...


UNDERSTUDY_NOTE = (
    "No language model is connected: your partner tonight is a small set of rules, "
    "not a language model. Connect one with --model and --base-url."
)


@dataclass(frozen=True, slots=True)
class Source:
    """Where the actor's voice comes from. kind: "device", "file" or "rehearsal"."""

    kind: str
    text: str = ""  # of a device: what was asked for; of a file: its path

    @property
    def performer(self) -> str:
        return "simulated" if self.kind == "rehearsal" else "human"


def source(mic: str, rehearse: bool) -> Source:
    """What the command line means: a rehearsal, a file if there is one of that name, a device."""
    if rehearse:
        return Source("rehearsal")
    if mic and (Path(mic).exists() or Path(mic).suffix.lower() in SOUND_FILES):
        return Source("file", mic)
    return Source("device", mic)


def mic(
    where: Source, scene: Scene, floor: Callable[[], str], tell: Callable[[Event], None]
) -> Mic:
    """The microphone. Raises CrewError for a file that cannot be heard or a device not found."""
    from .crew.clip_mic import Clip, ClipMic
    from .crew.sound_file import read

    match where.kind:
        case "device":
            from .crew.mic import DeviceMic

            return DeviceMic(where.text)
        case "file":
            path = Path(where.text)
            clips = [Clip(read(path), "now", 0.0, None)]
            return ClipMic(f"file {path.name}", clips, floor, tell)
        case _:
            if not scene.rehearsal:
                raise CrewError(f"scene {scene.key} has no rehearsal lines")
            return ClipMic("simulated actor", rehearsal(scene), floor, tell)


def rehearsal(scene: Scene) -> list[Clip]:
    """The simulated actor's lines, each with the intent it is played with."""
    from .crew.clip_mic import Clip
    from .crew.sound_file import read

    return [
        Clip(
            read(line.clip),
            "partner" if line.barge_in else "open",
            BARGE_IN_AFTER_S if line.barge_in else REHEARSAL_BEAT_S,
            Intent(line.intent, line.intensity, line.surface, line.stances, source="beat"),
        )
        for line in scene.rehearsal
    ]


def speaker(wanted: str, there: bool) -> Speaker:
    """The loudspeaker, or a pretended one that plays in time into nothing."""
    if not there:
        from .crew.pretend import PretendSpeaker

        return PretendSpeaker()
    from .crew.speaker import DeviceSpeaker

    return DeviceSpeaker(wanted)


def stage(scene: Scene, settings: Settings) -> Stage:
    """Who has the floor, by the rules of this scene."""
    company = Company(scene.character.name)
    turns, silence_s = scene.turns(settings.turns), scene.silence.breaks_s
    return DirectedStage(turns, silence_s, scene.covers, scene.opens, scene.fillers, company)


def detectors() -> tuple[Vad, Vad]:
    """The quick detector for starts and the careful one for ends."""
    from .crew.voice_end import SileroVad
    from .crew.voice_start import QuickVad

    return QuickVad(), SileroVad()


def loudness(usual: Baseline | None) -> Vad:
    """Tells the actor's voice from a murmur; usual: from the sound check."""
    from .crew.loudness import GUESS_DB, Loudness

    known = usual.usual("loudness_db") if usual else None
    return Loudness(known[0] if known else GUESS_DB)


async def ending(settings: Settings) -> Ending:
    """The acoustic judge of turn ends that turns.ending asks for. Raises CrewError."""
    from .crew.ending import choose_ending

    return await asyncio.to_thread(choose_ending, settings.turns.ending)


async def ears(settings: Settings, scene: Scene, say: Say) -> Ears:
    from .crew.ears import choose_ears

    return await choose_ears(settings.ears, scene.names, say)


def more_ears(beside: Ears) -> Ears:
    """For one more performer: with the model and the thread of these, and they end with them."""
    if not isinstance(beside, SharedEars):
        raise CrewError(f"{beside.name} can hear only one performer; set ears.model to another")
    return beside.beside()


async def mind(
    settings: Settings,
    scene: Scene,
    seed: int,
    say: Say,
    keep_alive: bool = True,
    company: Callable[[], Sequence[str]] = tuple,
) -> Mind:
    """The configured language model, or the understudy, which is said.

    company: the names of several performers, as they are now. keep_alive: False on virtual time,
    which passes really while a connection is open.
    """

    def make() -> Mind:  # importing the client takes half a second
        from .crew.mind.chat import ChatMind

        if settings.mind.model:
            return ChatMind(scene, settings.mind, keep_alive=keep_alive, company=company)
        from .crew.mind.understudy_server import MODEL, understudy_client

        rules = replace(settings.mind, model=MODEL, base_url="")
        return ChatMind(scene, rules, client=understudy_client(scene, seed), company=company)

    if not settings.mind.model:
        say(UNDERSTUDY_NOTE)
    return await asyncio.get_running_loop().run_in_executor(None, make)


def tone(settings: Settings, usual: Baseline | None) -> ToneMeter:
    """What can be heard besides the words, unless that is switched off. usual: of a sound check."""
    from .crew.tone_line import LineTone

    return NoTone() if settings.mind.tone == "off" else LineTone(usual)


async def voice(settings: Settings, scene: Scene, keep_alive: bool = True) -> Voice:
    """The character's voice, ready to speak. Raises CrewError if it cannot be had.

    keep_alive: as for the mind.
    """

    def make() -> EngineVoice | SpeechVoice:
        if settings.voice.served:
            from .crew.voice.speech_api import SpeechVoice

            return SpeechVoice(scene.character, settings.voice, keep_alive)
        from .crew.voice.engine import EngineVoice

        return EngineVoice(scene.character.voice)

    chosen = await asyncio.get_running_loop().run_in_executor(None, make)
    try:
        await chosen.ready()
    except (CrewError, asyncio.CancelledError):
        await chosen.close()
        raise
    return chosen


def cannot(voice: Voice) -> tuple[str, ...]:
    """What of a delivery this voice does not take; an understudy's says nothing about it."""
    return getattr(voice, "cannot", ())
