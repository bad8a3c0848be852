"""improv suite run: a model answers the cases of a suite, and each answer is scored at once.

One that fails is told with its case, and the rest goes on; after several cases in a row without any
answer it stops. Each result is on the disk before the next is asked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING

from .errors import CrewError
from .judge import GIVE_UP_AFTER, MOST_CHARS, judge
from .research.judge.ask import Ask
from .research.judge.cost import Purse
from .research.suite import results
from .research.suite.results import Result, result
from .research.suite.score import NO_ANSWER, Score, by_judge, folder_of, question, score, unasked
from .research.suite.turns import Reply
from .suite import Todo, Trial, asking_bill
from .suite_reply import heard

if TYPE_CHECKING:
    from .crew.mind.completions import Completions

Tell = Callable[[Todo, Sequence[Result]], None]


def run(
    todo: Sequence[Todo], trial: Trial, purse: Purse, tell: Tell = lambda one, new: None
) -> tuple[list[Result], str]:
    """All results, known ones too, and why not all was asked ("" = all was).

    tell: gets each case with its new results. Raises CrewError if there is no such server or key,
    RecordingError if a result cannot be kept or a case is damaged.
    """
    done: list[Result] = []
    silent = 0
    with asyncio.Runner() as runner, _Bench(runner, trial, purse) as bench:
        for at, one in enumerate(todo):
            new = bench.tried(one)
            done += [*one.known.values(), *(new or ())]
            if new is None:
                return done, f"the budget is used up; {len(todo) - at} cases are not done"
            tell(one, new)
            if new:
                unheard = all(each.verdict == NO_ANSWER for each in new)
                silent = silent + 1 if unheard else 0
            if silent == GIVE_UP_AFTER:
                return done, f"{silent} cases in a row had no answer; {len(todo) - at - 1} are left"
    return done, ""


class _Bench:
    """The client is made when the first answer is not known: a re-run needs none."""

    def __init__(self, runner: asyncio.Runner, trial: Trial, purse: Purse) -> None:
        self._runner, self._trial, self._purse = runner, trial, purse
        self._client: Completions | None = None

    def __enter__(self) -> _Bench:
        return self

    def __exit__(self, *_: object) -> None:
        if self._client:
            self._runner.run(self._client.close())

    def tried(self, one: Todo) -> list[Result] | None:
        """The takes that were not known, kept already; None: the budget does not allow them."""
        takes = one.open(self._trial.times)
        if not takes:
            return []
        if not self._purse.affords(asking_bill(one, self._trial)):
            return None
        self._purse.spent += asking_bill(one, self._trial)
        texts = self._runner.run(self._texts(one, takes))
        replies = {n: heard(one.case, text) for n, text in texts.items() if isinstance(text, str)}
        scores = {n: Score(NO_ANSWER, str(text)) for n, text in texts.items() if n not in replies}
        scores |= self._scores(one, replies)
        new = []
        for take in sorted(scores):
            text, reply = texts[take], replies.get(take)
            read = reply.reading.label if reply and reply.reading else ""
            told = (str(text) if reply else "", read)
            new.append(result(one.case, take, self._trial.run, one.rule, scores[take], *told))
        if self._trial.file:
            for each in new:
                results.keep(self._trial.file, each)
        return new

    async def _texts(self, one: Todo, takes: Sequence[int]) -> dict[int, str | CrewError]:
        """All at once; a server that fails is an answer that is missing."""
        client = self._open()
        texts = await asyncio.gather(*(self._text(client, one, take) for take in takes))
        return dict(zip(takes, texts, strict=True))

    async def _text(self, client: Completions, one: Todo, take: int) -> str | CrewError:
        from .crew.mind.completions import Seen

        seen, text = Seen(), ""
        try:
            async with aclosing(client.tokens(list(one.messages), seen, seed=take)) as tokens:
                async for token in tokens:
                    text += token
                    if len(text) > MOST_CHARS:
                        break
        except CrewError as error:
            return error
        return text if text.strip() else client.place.fault(seen.no_words())

    def _scores(self, one: Todo, replies: Mapping[int, Reply]) -> dict[int, Score]:
        """By the rule, and of those about which it says nothing, by the judge."""
        folder = folder_of(one.case, self._trial.place)
        found: dict[int, Score] = {}
        asks: dict[int, Ask] = {}
        for take, reply in replies.items():
            if scored := score(one.case, reply):
                found[take] = scored
            elif ask := question(one.case, reply, folder):
                asks[take] = ask
            else:
                found[take] = unasked()
        if asks and self._trial.judge:
            told = judge(list(asks.values()), self._trial.judge, self._purse)
            judged = {id(each.ask): by_judge(each) for each in told.judged}
            later = Score(NO_ANSWER, told.stopped)
            found |= {take: judged.get(id(ask), later) for take, ask in asks.items()}
        return found

    def _open(self) -> Completions:
        """Raises CrewError: no such server, or no key for it."""
        if self._client is None:
            from .crew.mind.completions import Completions

            self._client = Completions(self._trial.server)
        return self._client
