"""The judge asks its model: three votes for each question, kept for ever, within a budget.

For improv failures --judge and improv judge-check. One that fails is told with its question, and
the rest goes on; after several in a row without any answer it stops.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from . import consent
from .errors import CrewError
from .research.judge import answered, cost
from .research.judge.answers import Vote, vote
from .research.judge.ask import MAX_TOKENS, TEMPERATURE, VOTES, Ask
from .research.judge.votes import NOT_JUDGED, Judged
from .settings import MindSettings

if TYPE_CHECKING:
    from .crew.mind.completions import Completions

MOST_CHARS = 8_000  # of an answer: a server that does not know an end is left
GIVE_UP_AFTER = 5  # questions in a row to which nothing was answered
Tell = Callable[[Judged], None]


@dataclass(frozen=True, slots=True)
class Round:
    """What came of it. stopped: why not all was asked, "" if all was."""

    judged: Sequence[Judged]
    stopped: str = ""

    @property
    def nothing(self) -> bool:
        """Something was asked, and nothing could be judged."""
        return bool(self.judged) and all(one.verdict == NOT_JUDGED for one in self.judged)


def server_of(settings: MindSettings) -> MindSettings:
    """The judge's settings: nobody waits on a stage for it, so it has more time than a mind."""
    return replace(
        settings,
        temperature=TEMPERATURE,
        max_tokens=MAX_TOKENS,
        tone="send",
        first_token_s=max(settings.first_token_s, 60.0),
        warm_up_s=max(settings.warm_up_s, 60.0),
        token_gap_s=max(settings.token_gap_s, 20.0),
        reply_s=max(settings.reply_s, 120.0),
    )


def address(server: MindSettings) -> str:
    """Where the model is, as answers and checks name it: host and port."""
    return consent.mind_host(server)


def open_votes(ask: Ask, server: MindSettings) -> list[int]:
    """The votes whose answers are not known yet."""
    known = _known(ask, server)
    return [number for number in range(VOTES) if number not in known]


def bill(asks: Iterable[Ask], server: MindSettings) -> cost.Bill:
    """What the answers that are not known yet cost at most."""
    return sum((cost.bill(ask, open_votes(ask, server)) for ask in asks), cost.Bill())


def judge(
    asks: Sequence[Ask], server: MindSettings, purse: cost.Purse, tell: Tell = lambda one: None
) -> Round:
    """Every question in order, until the purse is empty. tell: gets each one as it is judged.

    Raises CrewError if there is no such server or key, RecordingError if an answer cannot be kept.
    """
    return asyncio.run(_Bench(server, purse).sit(asks, tell))


class _Bench:
    """One sitting. The client is made when the first answer is not known: a re-run needs none."""

    def __init__(self, server: MindSettings, purse: cost.Purse) -> None:
        self._server, self._purse = server, purse
        self._client: Completions | None = None

    async def sit(self, asks: Sequence[Ask], tell: Tell) -> Round:
        judged: list[Judged] = []
        silent = 0
        try:
            for ask in asks:
                wanted = cost.bill(ask, open_votes(ask, self._server))
                if not self._purse.affords(wanted):
                    return Round(judged, f"the budget is used up; {_left(asks, judged)}")
                one = Judged(ask, await self._votes(ask))
                judged.append(one)
                tell(one)
                answered_none = all(v.fault and not v.heard for v in one.votes)
                silent = silent + 1 if answered_none else 0
                if silent == GIVE_UP_AFTER and len(judged) < len(asks):
                    why = f"{silent} questions in a row had no answer"
                    return Round(judged, f"{why}; {_left(asks, judged)}")
        finally:
            if self._client:
                await self._client.close()
        return Round(judged)

    async def _votes(self, ask: Ask) -> list[Vote]:
        """All at once: known answers, and new ones."""
        known = _known(ask, self._server)
        missing = [number for number in range(VOTES) if number not in known]
        if missing:
            self._open()  # what is wrong with the settings is no fault of a vote
        new = await asyncio.gather(*(self._answer(ask, number) for number in missing))
        found = {number: vote(ask, text) for number, text in known.items()}
        found |= dict(zip(missing, new, strict=True))
        return [found[number] for number in range(VOTES)]

    async def _answer(self, ask: Ask, number: int) -> Vote:
        """One vote; a server that fails is a vote that does not count."""
        messages = ask.messages(number)
        try:
            text = await self._text(messages, number)
        except CrewError as error:
            self._purse.spent += cost.Bill(1, cost.tokens_of(messages), 0)
            return Vote(fault=str(error), heard=False)
        said = cost.tokens_of([{"content": text}])
        self._purse.spent += cost.Bill(1, cost.tokens_of(messages), min(said, MAX_TOKENS))
        session = Path(ask.session.name)
        key = ask.key(number, self._server.model, self._server.base_url)
        answered.keep(session, key, self._server.model, text)
        return vote(ask, text)

    async def _text(self, messages: list[dict[str, str]], number: int) -> str:
        """Raises CrewError: no answer, or one without a word."""
        from .crew.mind.completions import Seen

        client, seen, text = self._open(), Seen(), ""
        async with aclosing(client.tokens(messages, seen, seed=number + 1)) as tokens:
            async for token in tokens:
                text += token
                if len(text) > MOST_CHARS:
                    break
        if not text.strip():
            raise client.place.fault(seen.no_words())
        return text

    def _open(self) -> Completions:
        """Raises CrewError: no such server, or no key for it."""
        if self._client is None:
            from .crew.mind.completions import Completions

            self._client = Completions(self._server)
        return self._client


def _known(ask: Ask, server: MindSettings) -> dict[int, str]:
    """The answers that are kept, by the number of the vote."""
    session = Path(ask.session.name)
    keys = {number: ask.key(number, server.model, server.base_url) for number in range(VOTES)}
    found = {number: answered.find(session, key) for number, key in keys.items()}
    return {number: text for number, text in found.items() if text is not None}


def _left(asks: Sequence[Ask], judged: Sequence[Judged]) -> str:
    return f"{len(asks) - len(judged)} of {len(asks)} questions are not judged"
