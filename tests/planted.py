"""Sessions with known flaws: real folders, played by understudies through the live loop.

An Act is one exchange: what the actor says and means, what the partner reads, feels and answers,
and which failures that is (`wrong`), by the definitions, not by the rules' code. What the live loop
is built never to do (interrupt, not yield) is written into a log by its times: see Slip.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from improv_partner import events as ev
from improv_partner import replay, virtual
from improv_partner.crew import Crew, Delivery, FirstToken, Moment, Sound
from improv_partner.crew.pretend import PretendSpeaker
from improv_partner.crew.scripted import SILENT, VOICED
from improv_partner.ledger import Ledger
from improv_partner.live import Show
from improv_partner.recording import Recording
from improv_partner.settings import Settings

from .scene_sample import sample_scene

BEAT_S = 0.3  # the floor has been open for so long before the next line
EDGE_S = 0.01


@dataclass(frozen=True)
class Act:
    """One exchange. tag, read, own: "grief 3", "" = none. worn: "sarcastic", "hiding joy", ...

    z: of the actor's loudness, None = no tone. marked: the line ends after a pause of 1.3 s.
    mind_s: till the first token; "" as a reply is a mind that has nothing to say. later_s: the
    actor waits so much longer before this line. steered: a director's words before it.
    wrong: kinds of failures.
    """

    said: str
    reply: str
    tag: str = ""
    read: str = ""
    own: str = ""
    worn: str = ""
    seen: str = ""
    z: float | None = None
    marked: bool = False
    mind_s: float = 0.2
    later_s: float = 0.0
    steered: str = ""
    wrong: tuple[str, ...] = ()

    @property
    def intent(self) -> ev.Intent | None:
        if not self.tag:
            return None
        label, intensity = feeling(self.tag)
        stance, _, surface = self.worn.partition(" ")
        return ev.Intent(label, intensity, surface, (stance,) if stance else (), source="key")

    def reading(self, line: int, revision: int) -> ev.Reading | None:
        if not self.read and not self.own:
            return None
        (label, intensity), (own, own_intensity) = feeling(self.read), feeling(self.own)
        rest = (label, intensity, self.seen, own, own_intensity)
        return ev.Reading(line, revision, *rest)


FLAWED = (  # sarcasm taken straight, grief misread, a break of character
    Act("What a lovely day.", "Thank you, I made it.", "contempt 3", "joy 2", "joy 2", "sarcastic"),
    Act("The train leaves at nine.", "It has no driver.", "grief 2", "joy 2", "interest 2"),
    Act("Who are you?", "As an AI, I have no name.", "interest 2", "interest 2", "interest 2"),
)


def feeling(text: str) -> tuple[str, int]:
    """ "grief 3" -> label and intensity; 2 if there is no number, "" and 0 for nothing."""
    label, _, number = text.partition(" ")
    return label, int(number or 2) if label else 0


@dataclass
class Player:
    """Microphone, both detectors, ears and tone: says each line once the floor is open."""

    acts: Sequence[Act]
    floor: Callable[[], str]
    tell: Callable[[ev.Event], None]
    line_s: float = 0.5
    name: str = "planted actor"
    origin_s: float = 0.0
    at: int = -1

    async def frames(self) -> AsyncGenerator[bytes | ev.Trouble, None]:
        loop = asyncio.get_running_loop()
        self.origin_s, frame, waited_s, speaks_until = loop.time(), 0, 0.0, 0.0
        while True:
            frame += 1
            await asyncio.sleep(self.origin_s + frame * ev.FRAME_S - loop.time())
            now_s = frame * ev.FRAME_S
            if now_s <= speaks_until + EDGE_S:
                yield VOICED
                continue
            waited_s = waited_s + ev.FRAME_S if self.floor() == "open" else 0.0
            after = self.acts[self.at + 1] if self.at + 1 < len(self.acts) else None
            if waited_s >= BEAT_S + (after.later_s if after else 0.2):
                if after is None:
                    return
                self.at, waited_s, speaks_until = self.at + 1, 0.0, now_s + self.line_s
                for event in (after.intent, ev.Direction(after.steered) if after.steered else None):
                    if event:
                        self.tell(event)
            yield SILENT

    def voiced(self, pcm: bytes) -> bool:
        return pcm == VOICED

    def feed(self, pcm: bytes) -> None:
        pass

    def open(self, back: int) -> None:
        pass

    async def partials(self) -> AsyncGenerator[str, None]:
        await asyncio.Event().wait()
        yield ""

    async def finish(self) -> str:
        await asyncio.sleep(0.05)
        return self.acts[max(self.at, 0)].said

    async def tone(self, line: int) -> ev.Tone | None:
        act = self.acts[max(self.at, 0)]
        pause = {"longest_pause_s": 1.3, "pause_at": 0.9} if act.marked else {}
        if act.z is None and not pause:
            return None
        words = "louder than usual" if (act.z or 0) > 0 else "quieter than usual"
        return ev.Tone(line, words, pause, {"loudness_db": act.z or 0.0})

    async def close(self) -> None:
        pass


@dataclass
class Answers:
    """A mind that knows what to answer to each line."""

    acts: Sequence[Act]
    name: str = "planted mind"

    async def reply(self, moment: Moment) -> AsyncGenerator[FirstToken | ev.Reading | str, None]:
        said = moment.lines[-1].text if moment.lines else ""
        act = next(act for act in self.acts if act.said == said)
        await asyncio.sleep(act.mind_s)
        yield FirstToken()
        if reading := act.reading(moment.line, moment.revision):
            yield reading
        if act.reply:
            yield act.reply

    async def check(self) -> str:
        return self.name

    async def close(self) -> None:
        pass


@dataclass
class Hum:
    """A quick voice, so that a hundred sessions take seconds."""

    chars_a_second: int = 60
    name: str = "planted voice"

    async def speak(self, text: str, delivery: Delivery) -> AsyncGenerator[Sound, None]:
        yield Sound(b"\x02\x00" * (ev.RATE_HZ // self.chars_a_second * max(len(text), 1)))

    async def close(self) -> None:
        pass


@dataclass(frozen=True)
class Slip:
    """An exchange whose moments are given: seconds after the actor's first sound.

    actor: when its line ends. partner: first and last sound. over: the actor's voice over it.
    cut: the partner was stopped. then: the words of that voice, if they became a line.
    """

    act: Act
    partner: tuple[float, float]
    actor: float = 1.0
    over: tuple[float, float] | None = None
    cut: bool = False
    then: str = ""


@dataclass(frozen=True)
class Planted:
    """One session to be made. about: for people. header, turns: what is other in its header."""

    about: str
    acts: Sequence[Act | Slip]
    turns: dict[str, Any] = field(default_factory=dict)
    header: dict[str, Any] = field(default_factory=dict)
    whole: tuple[str, ...] = ()  # failures of the session as a whole

    @property
    def wrong(self) -> set[tuple[int, str]]:
        """Exchange and kind of every failure that is in it."""
        found, number = {(0, kind) for kind in self.whole}, 0
        for act in self.acts:
            number += 1
            found |= {(number, kind) for kind in (act.act if isinstance(act, Slip) else act).wrong}
            number += isinstance(act, Slip) and bool(act.then)
        return found


def made(planted: Planted, folder: Path) -> Path:
    """The session's folder, in which it is now."""
    settings = {"filler_s": 0.0, "tempo": "fixed", **planted.turns}
    values = {f"turns.{key}": value for key, value in settings.items()}
    header: dict[str, Any] = {
        "scene": sample_scene().as_dict() | {"silence": {"after_s": 0.0, "does": "wait"}},
        "settings": Settings().with_values(values, "planted").as_dict(),
        "crew": {"mind": "planted mind"},
        "consent": {"answer": "yes"},
        "source": "device",
        **planted.header,
    }
    recording, ledger = Recording(folder, header, audio=False), Ledger(folder)
    acts = [act for act in planted.acts if isinstance(act, Act)]
    if len(acts) == len(planted.acts):
        stage = replay.stage_of(header)
        shows: list[Show] = []
        player = Player(acts, lambda: stage.floor, lambda event: shows[0].tell(event))
        parts = Crew(player, player, player, player, Answers(acts), Hum(), PretendSpeaker(), player)
        shows.append(Show(stage, parts, recording, ledger.watch))
        virtual.run(shows[0].run(), 600.0)
    else:
        for entry_s, what in scored(planted.acts):
            written = recording.write(round(entry_s / ev.FRAME_S), entry_s, what)
            if written:
                ledger.watch(written)
    ledger.close()
    recording.close()
    return folder


def scored(acts: Sequence[Act | Slip]) -> list[tuple[float, ev.Event | ev.Cue]]:
    """A log by its times, sorted; every exchange 2 s after the one before."""
    rows: list[tuple[float, ev.Event | ev.Cue]] = []
    at, line, revision = 1.0, 1, 1
    for given in acts:
        slip = given if isinstance(given, Slip) else Slip(given, (1.6, 2.6))
        act, end, (first, last) = slip.act, at + slip.actor, slip.partner
        rows += [(at + 0.02, ev.Voice(True, True)), (at + 0.08, ev.Listen(line, 4))]
        rows += [(at, act.intent)] if act.intent else []
        rows += [(end + 0.02, ev.Voice(False, False)), (end + 0.1, ev.Finish(line, revision))]
        rows += [(end + 0.12, ev.Words(line, act.said, True, revision))]
        rows += [(end + 0.13, ev.Prepare(line + 1, revision))]
        reading = act.reading(line + 1, revision)
        rows += [(end + 0.14, reading)] if reading else []
        rows += [(end + 0.15, ev.Drafted(line + 1, revision, act.reply))]
        rows += [(end + 0.16, ev.Answer(line + 1, revision))]
        sample, samples = round((at + first) * ev.RATE_HZ), round((last - first) * ev.RATE_HZ)
        rows += [(at + first, ev.Playing(line + 1, sample))]
        words = act.reply.split()
        heard = " ".join(words[: max(len(words) // 2, 1)]) if slip.cut else act.reply
        rows += [(at + last + 0.01, ev.Played(line + 1, heard, sample, samples, slip.cut))]
        rows += [(at + last, ev.Cut(line + 1, "barge-in"))] if slip.cut else []
        line, revision = line + 2, revision + 1
        over_end = at + last
        if slip.over:
            begin, over_end = at + slip.over[0], at + slip.over[1]
            rows += [
                (begin + 0.02, ev.Voice(True, True)),
                (over_end + 0.02, ev.Voice(False, False)),
            ]
        if slip.over and slip.then:
            listens = max(begin + 0.3, at + last + 0.005)
            rows += [(listens, ev.Listen(line, round((listens - begin) / ev.FRAME_S)))]
            rows += [(max(over_end, listens) + 0.3, ev.Finish(line, revision))]
            rows += [(max(over_end, listens) + 0.4, ev.Words(line, slip.then, True, revision))]
            line, revision = line + 1, revision + 1
        at = max(over_end, at + last) + 2.0
    return [*sorted(rows, key=lambda row: row[0]), (at, ev.Curtain("called"))]
