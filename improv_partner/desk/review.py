"""improv tag: line after line of the actor is heard again, and tagged by the actor or a listener.

Only the actor's lines are played, and the next one as soon as the last question is answered. What
is printed are plain lines, one below the other, so that a screen reader can follow.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from rich.console import Console
from rich.text import Text

from ..errors import CrewError
from ..events import FRAME_S, Intent, Reading
from ..exchanges import LEAD_S, Exchange
from ..intents import UNDO, Meant, TagKeys, grid
from ..notes import ACTOR, Notes, Rater, Rating, live_tag
from .clock import Clock, NoClock
from .plain import intent_words, reading_words

AFTER_S = 0.2  # of sound after a line, so that its last consonant is whole
PAUSE_S = 2.0  # to answer, until we know how long this person takes
AUDIBLE: dict[str, bool | None] = {"y": True, "n": False, "-": None}
AUDIBLE_WORDS = {True: "yes", False: "no", None: "cannot say"}
QUIT = "\x03"  # also what Ctrl-C and a lost terminal are told as
STEPS = {
    "right": "on", "\n": "on", "\r": "on",
    "left": "back", "b": "back",
    "up": "again", "p": "again",
    "0": "quit", "\x04": "quit", QUIT: "quit",
    "?": "help",
}  # fmt: skip
HELP = """\
After the tag: could it be heard?   y yes   n no   - cannot say   (next line)
up or p: again   left or b: back   right or Enter: skip   ?: keys   0: quit"""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One line of the actor; from begin_s to end_s of the session it is heard."""

    exchange: int
    line: int
    text: str
    tag: Intent | None
    reading: Reading | None
    begin_s: float
    end_s: float


def spoken(done: Iterable[Exchange]) -> list[Spoken]:
    """The actor's lines in these exchanges."""
    lines = []
    for e in done:
        t = e.timing
        if e.actor_line and t.actor_start_s is not None:
            ends = [at for at in (t.actor_end_s, t.soft_end_s, t.first_sound_s) if at is not None]
            end_s = next((at for at in ends if at > t.actor_start_s), t.actor_start_s + 1.0)
            begin_s = max(t.actor_start_s - LEAD_S, 0.0)
            span = begin_s, end_s + AFTER_S
            lines.append(Spoken(e.number, e.actor_line, e.said, live_tag(e), e.reading, *span))
    return lines


class Review:
    """One pass of one rater over these lines. notes: where the answers go, at once.

    name: of the actor's character. keys: other keys for tags, see intents.key_map; a letter that is
    given to a tag is none of STEPS then.
    """

    def __init__(
        self,
        lines: Sequence[Spoken],
        notes: Notes,
        rater: Rater,
        clock: Clock,
        console: Console,
        name: str = "",
        speed: float = 1.0,
        keys: Mapping[str, str] | None = None,
    ) -> None:
        self._lines, self._notes, self._rater, self._clock = lines, notes, rater, clock
        self._console, self._name, self._speed = console, name or ACTOR, speed
        self._changes = keys or {}
        self._tag_keys = TagKeys(self._changes)
        self._steps = {k: step for k, step in STEPS.items() if k not in self._tag_keys.keys}
        self._pressed: deque[tuple[str, float]] = deque()
        self._pauses_s: list[float] = []  # what each line took longer than its sound
        self.at = 0

    def first(self) -> int:
        """The place where this rater's pass before has stopped; len(lines) if it was whole."""
        done = [n for n, line in enumerate(self._lines) if self._rating(line).done]
        return max(done, default=-1) + 1

    def press(self, key: str) -> None:
        """A key was pressed."""
        self._pressed.append((key, asyncio.get_running_loop().time()))

    async def run(self, at: int) -> None:
        """From this place to the end or until quit. Raises RecordingError if a note is not kept."""
        self.help()
        self.at = at
        while self.at < len(self._lines):
            step = await self._line(self._lines[self.at])
            self._clock.stop()
            if step == "quit":
                break
            self.at = max(self.at + {"on": 1, "back": -1, "again": 0}[step], 0)

    def help(self) -> None:
        self._console.print(Text(f"{grid(self._tag_keys.keys)}\n\n{HELP}"))

    def left_s(self) -> float:
        """How long the rest will take: its sound, and as much thought for each as so far."""
        rest = self._lines[self.at :]
        pause_s = median(self._pauses_s or [PAUSE_S])
        return sum(max(self._length_s(line) + pause_s, 0.0) for line in rest)

    async def _line(self, line: Spoken) -> str:
        """Play and ask; gives one of STEPS: on, back, again, quit."""
        began_s = asyncio.get_running_loop().time()
        self._tag_keys = TagKeys(self._changes)  # nothing joins what was pressed for another line
        self._head(line)
        self._clock.start(line.begin_s, line.end_s, self._speed)
        while True:
            key, at_s = await self._key()
            step = self._answer(key, at_s, line)
            if step == "on":
                self._pauses_s.append(at_s - began_s - self._length_s(line))
            if step == "help":
                self.help()
            elif step:
                return step

    async def _key(self) -> tuple[str, float]:
        """The next key; meanwhile the sound goes on. A lost loudspeaker is told."""
        while not self._pressed:
            try:
                self._clock.advance()
            except CrewError as error:
                self._say(f"{error}: go by the words", "yellow")
                self._clock.close()
                self._clock = NoClock()
            await asyncio.sleep(FRAME_S)
        return self._pressed.popleft()

    def _answer(self, key: str, at_s: float, line: Spoken) -> str:
        """What this key means here: one of STEPS, or "" to go on with this line."""
        rating = self._rating(line)
        known = rating.tag or self._shown(line)
        if step := self._steps.get(key, ""):
            if step == "on":
                self._notes.skipped(line.exchange, line.line)
            return step
        if key in AUDIBLE and known:
            if self._confirms and rating.tag is None and line.tag:
                self._notes.tag(line.exchange, line.line, _meant(line.tag), corrects=False)
            self._notes.audible(line.exchange, line.line, AUDIBLE[key])
            self._say(f"audible: {AUDIBLE_WORDS[AUDIBLE[key]]}")
            return "on"
        meant = self._tag_keys.feed(key, at_s)
        if meant is None and self._tag_keys.keys.get(key) == UNDO and rating.tag:
            meant = Meant("")  # of an earlier visit
        if meant:
            corrects = bool(rating.tag or (line.tag and self._rater.role == ACTOR))
            self._notes.tag(line.exchange, line.line, meant, corrects)
            self._ask(line)
        elif key in AUDIBLE:
            self._say("a tag first", "dim")
        elif self._tag_keys.keys.get(key) == UNDO:
            self._say("nothing to take back here; left: the line before", "dim")
        return ""

    @property
    def _confirms(self) -> bool:
        """Who leaves a tag as it is has given it anew: the actor who can see it."""
        return self._rater.role == ACTOR and not self._rater.blind

    def _head(self, line: Spoken) -> None:
        minutes, seconds = divmod(round(self.left_s()), 60)
        place = f"{self.at + 1} of {len(self._lines)}, exchange {line.exchange}"
        self._console.print(Text(f"\n{place}, {minutes}:{seconds:02} left", "bold"))
        self._say(f"{self._name}: {line.text or '(no words were recognised)'}", "cyan")
        if not self._rater.blind and (reading := reading_words(line.reading)):
            self._say(f"partner: {reading}", "dim")
        self._ask(line)

    def _ask(self, line: Spoken) -> None:
        """The tag that stands, and what is asked for next."""
        own, shown = self._rating(line).tag, self._shown(line)
        if own:
            self._say(f"your tag: {intent_words(own)}. Audible? y n -")
        elif shown:
            self._say(f"played as: {intent_words(shown)}. Audible? y n -")
        else:
            self._say("no tag yet")

    def _say(self, text: str, style: str = "") -> None:
        self._console.print(Text(f"  {text}", style))

    def _shown(self, line: Spoken) -> Intent | None:
        """The actor's tag, for those who may know it."""
        return None if self._rater.blind else line.tag

    def _rating(self, line: Spoken) -> Rating:
        return self._notes.ratings.get(line.line, Rating(line.exchange))

    def _length_s(self, line: Spoken) -> float:
        return (line.end_s - line.begin_s) / self._speed


def _meant(tag: Intent) -> Meant:
    return Meant(tag.label, tag.intensity, tag.surface, tag.stances, tag.target, tag.status)
