"""One performance from beginning to end: cast the crew, open the recording, play, close.

The live loop itself is live.py; here is what happens before and after it.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import platform
import secrets
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from . import __version__, archive, casting, echo_choice, virtual
from .casting import Source
from .crew import Crew, Ears, Mic, Mind, Speaker
from .crew.clicks import Clicks
from .crew.delivered import Delivered
from .deck import Deck
from .desk import Link, Screen
from .desk.metered import Metered
from .errors import ImprovError, RecordingError
from .events import Curtain, Event
from .intents import TAG_SET
from .ledger import Ledger
from .live import Show
from .prompter import Prompter
from .recording import Entry, Recording
from .scene import Scene, digest
from .settings import Settings
from .sound_check import hear_echo, sound_check
from .stage import Stage

log = logging.getLogger(__name__)
PARTS = (
    *("faster-whisper", "ctranslate2", "onnxruntime", "pocketsphinx", "openai", "pyttsx3"),
    *("sounddevice", "aiortc", "aiohttp", "webrtcvad-wheels", "livekit", "av", "numpy"),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be played. loudspeaker: there is one. fast: on virtual time.

    consent: for the header, see consent.py.
    """

    scene: Scene
    settings: Settings
    source: Source
    loudspeaker: bool
    out: Path
    audio: bool
    seed: int
    fast: bool
    consent: dict[str, Any]

    @property
    def in_a_room(self) -> bool:
        """A real microphone may hear a real loudspeaker."""
        return self.source.kind == "device" and self.loudspeaker and not self.fast


MakeScreen = Callable[[Scene, Link], Screen]
Say = Callable[[str], None]


class Cast:
    """The parts as the plan has them; a re-performance brings some of its own (reperform.py).

    header: more for the session's header. folder: of the session, "" = a new name under plan.out.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.header: dict[str, Any] = {}
        self.folder = ""

    @property
    def charge(self) -> bool:
        """Do seconds of real work count on virtual time?

        Those of a real server do: one that hangs would stop the clock that times it out.
        """
        settings = self.plan.settings
        return bool(settings.mind.model) or settings.voice.served

    def directed(self) -> bool:
        """Is a director there? Then the deck throws nothing."""
        return False

    def mic(self, floor: Callable[[], str], tell: Callable[[Event], None]) -> Mic:
        return casting.mic(self.plan.source, self.plan.scene, floor, tell)

    def speaker(self) -> Speaker:
        there = self.plan.loudspeaker and not self.plan.fast
        return casting.speaker(self.plan.settings.audio.speaker, there)

    def names(self) -> Sequence[str]:
        """Of several performers, as they are now."""
        return ()

    async def company(self, crew: Crew) -> None:
        """Who listens to further performers, if there are any. Raises CrewError."""

    def recorded(self, recording: Recording) -> None:
        """The recording has begun: it takes the tracks of further performers."""

    async def ears(self, say: Say) -> Ears:
        return await casting.ears(self.plan.settings, self.plan.scene, say)

    async def mind(self, say: Say) -> Mind:
        plan = self.plan
        return await casting.mind(
            plan.settings, plan.scene, plan.seed, say, not plan.fast, self.names
        )


def perform(plan: Plan, make_screen: MakeScreen, say: Say, cast: Cast | None = None) -> Path:
    """Play the scene to its end; gives the session's folder.

    Raises CrewError if the crew cannot be cast, RecordingError if the recording breaks.
    """
    if plan.in_a_room:
        plan = replace(plan, settings=echo_choice.decided(plan.settings, say))
    cast = cast or Cast(plan)
    story = _perform(plan, cast, make_screen, say)
    return virtual.run(story, charge=cast.charge) if plan.fast else asyncio.run(story)


async def _perform(plan: Plan, cast: Cast, make_screen: MakeScreen, say: Say) -> Path:
    scene = plan.scene
    stage = casting.stage(scene, plan.settings)
    shows: list[Show] = []

    def tell(event: Event) -> None:
        shows[0].tell(event)

    crew, usual = await _crew(plan, cast, stage, tell, say)
    try:
        await cast.company(crew)
        folder = plan.out / (cast.folder or _name(plan))
        header = _header(plan, crew) | {"usual": usual} | cast.header
        recording = Recording(folder, header, plan.audio)
    except ImprovError:
        await crew.close()
        raise
    cast.recorded(recording)
    clicks = Clicks(crew.voice_start, crew.voice_end)
    crew.voice_start, crew.voice_end = clicks.quick, clicks.careful
    screen = make_screen(scene, Link(lambda: stage.floor, tell, clicks.press))
    crew.mic = Metered(crew.mic, screen.level)
    crew.speaker = delivered = Delivered(crew.speaker, tell)
    ledger = Ledger(recording.folder)

    def watch(entry: Entry) -> None:
        for look in (ledger.watch, screen.watch, prompter.watch, deck.watch):
            look(entry)
        if plan.settings.mind.tone != "off":
            delivered.watch(entry.what)

    prompter, deck = _steering(plan, cast, tell, lambda: stage.floor)
    shows.append(Show(stage, crew, recording, watch))
    prompter.begin()
    with _curtain_on_interrupt(lambda: tell(Curtain("called"))):
        try:
            await screen.play(shows[0].run)
        finally:
            screen.close()
            ledger.close()
            recording.close()
    if recording.broken:
        raise RecordingError(
            f"{recording.folder}: recording stopped: {recording.broken}; "
            "what was recorded before is kept"
        )
    if plan.audio and (kept := archive.to_flac(recording.folder)):
        say(kept)
    return recording.folder


def _steering(
    plan: Plan, cast: Cast, tell: Callable[[Event], None], floor: Callable[[], str]
) -> tuple[Prompter, Deck]:
    """Who throws something in. A recorded actor was shown it all when it played."""
    scene, every = plan.scene, plan.settings.deck.every
    prompter = Prompter(scene, plan.seed, tell, floor)
    deck = Deck(scene, plan.seed, every, tell, floor, cast.directed)
    if plan.source.kind == "recorded":
        prompter.close()
        deck.close()
    return prompter, deck


async def _crew(
    plan: Plan, cast: Cast, stage: Stage, tell: Callable[[Event], None], say: Say
) -> tuple[Crew, dict[str, list[float]]]:
    """Everybody, ready to play, and the actor's usual voice if there was a sound check.

    Whoever was ready is let go if another cannot be had.
    """
    mic = cast.mic(lambda: stage.floor, tell)
    voice_start, voice_end = casting.detectors()
    async with contextlib.AsyncExitStack() as ready:
        voice = await casting.voice(plan.settings, plan.scene, not plan.fast)
        ready.push_async_callback(voice.close)
        speaker = cast.speaker()
        ready.push_async_callback(speaker.close)
        ears = await cast.ears(say)
        ready.push_async_callback(ears.close)
        mind = await cast.mind(say)
        ready.push_async_callback(mind.close)
        ending = await casting.ending(plan.settings)
        usual = None
        if plan.source.kind == "device" and (check_s := plan.settings.audio.sound_check_s):
            usual, level = await sound_check(cast.mic(lambda: stage.floor, tell), check_s, say)
            if plan.in_a_room:
                ear = cast.mic(lambda: stage.floor, tell)
                await hear_echo(ear, speaker, voice, level, plan.settings.audio.echo, say)
        if plan.in_a_room:
            mic, speaker = echo_choice.echo_free(plan.settings.audio.echo, mic, speaker)
        ready.pop_all()
    if lacks := casting.cannot(voice):
        log.warning("the voice (%s) does not take: %s", voice.name, ", ".join(lacks))
    tone = casting.tone(plan.settings, usual)
    crew = Crew(mic, voice_start, voice_end, ears, mind, voice, speaker, tone)
    crew.ending, crew.loud = ending, casting.loudness(usual)
    return crew, usual.as_dict() if usual else {}


def _name(plan: Plan) -> str:
    """Of a new session's folder."""
    time = datetime.now().astimezone().strftime("%Y-%m-%dT%H-%M-%S")
    return f"{time}_{plan.scene.key}_{secrets.token_hex(3)}"


def _header(plan: Plan, crew: Crew) -> dict[str, Any]:
    """Everything about the session that is known before its first frame."""
    members = ("mic", "ears", "mind", "voice", "speaker")
    return {
        "program": f"improv-partner {__version__}",
        "started": datetime.now(UTC).isoformat(timespec="milliseconds"),
        "scene": plan.scene.as_dict(),
        "scene_hash": digest(plan.scene),
        "settings": plan.settings.as_dict(),
        "seed": plan.seed,
        "source": plan.source.kind,
        "virtual_time": plan.fast,
        "crew": {name: getattr(crew, name).name for name in members} | _limits(crew),
        "performers": {"actor": {"kind": plan.source.performer}, "partner": {"kind": "model"}},
        "consent": plan.consent,
        "tag_set": TAG_SET,
        "system": f"{platform.system()} {platform.machine()}, Python {platform.python_version()}",
        "versions": {name: _version(name) for name in PARTS},
    }


def _limits(crew: Crew) -> dict[str, str]:
    """What of each delivery the voice was not given, so that nobody looks for it in the sound."""
    lacks = ", ".join(casting.cannot(crew.voice))
    return {"voice_cannot": lacks} if lacks else {}


def _version(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "missing"


@contextlib.contextmanager
def _curtain_on_interrupt(curtain: Callable[[], None]) -> Any:
    """Ctrl-C ends the scene as a curtain, with everything written; a second one is not special."""
    loop = asyncio.get_running_loop()
    try:
        loop.add_signal_handler(signal.SIGINT, curtain)
    except NotImplementedError:  # Windows: the loop knows no signals
        old = signal.signal(signal.SIGINT, lambda *_: loop.call_soon_threadsafe(curtain))
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, old)
    else:
        try:
            yield
        finally:
            loop.remove_signal_handler(signal.SIGINT)
