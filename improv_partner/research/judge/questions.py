"""The kinds that a judge is asked about: when, what it sees, and which answers are a failure.

blocked: any line and its reply; blind to tag and tone. took_it_straight: lines that were played
sarcastic, joking or hidden; the judge is told what was meant, as the definition compares with it.
tone_deaf: lines whose tone says something that their words do not; told the tone, blind to the tag.
contradiction: every reply, with all that was said before; blind to tag and tone. Of none of them
it sees what the partner read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ...intents import COORDINATES
from ..failures.cause import tone_shows
from ..failures.polarity import polarity
from ..failures.session import Session, Turn
from ..failures.took_it_straight import WORN
from .ask import Ask

NEAR_BEFORE = 3  # exchanges that are shown before the one in question (our choice)
ALL_BEFORE = 60  # where anything said before counts; a long evening's beginning is left out
NO_TONE = ("", "much as usual")  # descriptions that say nothing
HEAT = {1: "faintly", 2: "clearly", 3: "strongly"}


@dataclass(frozen=True, slots=True)
class Question:
    """version: of its words. fails: answers that are a failure, with its severity.

    fits: is this a reply to ask about? before: exchanges shown. more: what else is told of the
    line. needs: the same as fits, in words.
    """

    kind: str
    version: int
    fails: Mapping[str, int]
    fits: Callable[[Turn], bool]
    needs: str
    before: int = NEAR_BEFORE
    more: Callable[[Turn], str] = lambda turn: ""
    against: bool = False  # evidence is wanted from what was said earlier, too
    heat: bool = False  # one more of severity where the actor meant it strongly

    def asks(self, session: Session) -> Iterator[Ask]:
        """About every reply of the partner's own that was heard and not rejected."""
        for turn in session.standing:
            if self.fits(turn):
                yield self.ask(session, turn)

    def ask(self, session: Session, turn: Turn) -> Ask:
        sheet, earlier = _sheet(session), _before(session, turn, self.before)
        line = [f"The actor's last line: {turn.said}"] if turn.said else []
        rows = [sheet, earlier, *line, self.more(turn), f"The partner's last reply: {_reply(turn)}"]
        scene = "\n".join(row for row in rows if row)
        held = "\n".join(row for row in (sheet, earlier, turn.said) if row)
        return Ask(
            kind=self.kind,
            version=self.version,
            session=session,
            turn=turn,
            scene=scene,
            reply=turn.heard,
            earlier=held if self.against else "",
        )


def _meant(turn: Turn) -> str:
    """The tag in words; which face was worn, if the actor told it."""
    tag = turn.tag
    if tag is None:
        return ""
    played = f", played {' and '.join(tag.stances)}" if tag.stances else ""
    shown = f", showing {tag.surface}" if tag.surface else ""
    return f"What the actor meant: {tag.label}, {HEAT.get(tag.intensity, HEAT[2])}{played}{shown}"


def _tone(turn: Turn) -> str:
    tone = turn.exchange.tone
    return f"How that line sounded: {tone.words}" if tone else ""


def _worn(turn: Turn) -> bool:
    tag = turn.tag
    if tag is None or not turn.said:
        return False
    return bool({*WORN} & {*tag.stances}) or tag.surface not in ("", tag.label)


def _against_the_words(turn: Turn) -> bool:
    """What was meant could be heard, is clearly pleasant or not, and the words do not say it."""
    tone, tag = turn.exchange.tone, turn.tag
    if not turn.said or tone is None or tone.words in NO_TONE:
        return False
    if tag is None or tag.label not in COORDINATES or polarity(turn.said) * _valence(turn) > 0:
        return False
    return tone_shows(turn) if turn.audible is None else turn.audible


def _valence(turn: Turn) -> float:
    return COORDINATES[turn.tag.label][0] if turn.tag else 0.0


QUESTIONS: dict[str, Question] = {
    one.kind: one
    for one in (
        Question(
            "blocked",
            1,
            {"denies it": 2, "passes it over": 1},
            lambda turn: bool(turn.said),
            "a line of the actor and a reply",
        ),
        Question(
            "took_it_straight",
            1,
            {"only the words": 2},
            _worn,
            "a line tagged sarcastic, joking or hiding, and a reply",
            more=_meant,
            heat=True,
        ),
        Question(
            "tone_deaf",
            1,
            {"only the words": 2},
            _against_the_words,
            "a tag, a tone that shows it, words that do not, and a reply",
            more=_tone,
            heat=True,
        ),
        Question(
            "contradiction",
            1,
            {"conflicts": 2},
            lambda turn: True,
            "a reply",
            before=ALL_BEFORE,
            against=True,
        ),
    )
}


def questions(session: Session, kinds: Iterable[str], done: set[tuple[int, str]]) -> list[Ask]:
    """All of these kinds, by exchange. done: exchanges and kinds in which a rule has seen it."""
    asks = [ask for kind in kinds if kind in QUESTIONS for ask in QUESTIONS[kind].asks(session)]
    wanted = [ask for ask in asks if (ask.turn.number, ask.kind) not in done]
    return sorted(wanted, key=lambda ask: ask.turn.number)


def about(session: Session, exchange: int, kind: str) -> Ask | None:
    """The question of this kind about this exchange, or None if there is nothing to ask."""
    question = QUESTIONS[kind]
    turns = [turn for turn in session.standing if turn.number == exchange and question.fits(turn)]
    return question.ask(session, turns[-1]) if turns else None


def _sheet(session: Session) -> str:
    sheet = session.sheet
    players = [f"The actor plays {sheet.actor}."] if sheet.actor else []
    players += [f"The partner plays {sheet.character}."] if sheet.character else []
    known = [f"Both know: {fact}" for fact in sheet.facts]
    return "\n".join([*players, *known])


def _before(session: Session, turn: Turn, exchanges: int) -> str:
    """What was said and heard in the exchanges before this one."""
    rows: list[str] = []
    earlier = [one for one in session.exchanges if one.number < turn.number][-exchanges:]
    for one in earlier:
        rows += [f"Actor: {one.said}"] if one.said else []
        rows += [f"Partner: {one.heard}"] if one.heard else []
    return "\n".join(rows)


def _reply(turn: Turn) -> str:
    return f"{turn.heard} (was cut off here)" if turn.exchange.cut else turn.heard
