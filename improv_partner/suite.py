"""Suites of cases: which may be used, and which this server and this judge may be asked about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .errors import RecordingError
from .recording import LOG, read_header
from .research.export.permitted import refusal, withdrawn
from .research.judge import cost
from .research.judge.ask import VOTES
from .research.judge.cost import Bill, tokens_of
from .research.parent import last_sum
from .research.suite import results, suite_file
from .research.suite.case import JUDGE, Case, Message
from .research.suite.results import Result, Run
from .research.suite.score import NO_ANSWER, folder_of, header_of, question, rule_of
from .research.suite.turns import then
from .sending import no_sending
from .settings import MindSettings
from .suite_reply import with_rules

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Trial:
    """How the cases are tried. rules: in place of the system prompt's own, "" = as then.

    judge: the server that judges what only a judge sees; None = such cases are left out. place:
    where the sessions are, or would be: answers of the judge are kept there. file: of results.
    """

    run: Run
    server: MindSettings
    times: int
    rules: str = ""
    judge: MindSettings | None = None
    place: Path = Path()
    file: Path | None = None


@dataclass(frozen=True, slots=True)
class Todo:
    """A case with what is asked of it. known: takes that are kept from before."""

    case: Case
    messages: Sequence[Message] = field(repr=False)
    rule: str
    known: Mapping[int, Result]

    def open(self, times: int) -> list[int]:
        """Takes that are not known yet, from 1."""
        return [take for take in range(1, times + 1) if take not in self.known]


def load(file: Path, recordings: Path | None, say: Say) -> list[Case]:
    """The cases of a suite, without those of sessions that may not be used any more, which is told.

    recordings: where sessions are looked for. Raises RecordingError: it cannot be read.
    """
    kept = []
    for case in suite_file.read(file):
        if why := _gone(case, recordings):
            say(f"{case.place}: left out: {why}")
        else:
            kept.append(case)
    return kept


def _gone(case: Case, recordings: Path | None) -> str:
    """Why a case may not be used any more, as its session says, or else what it was given with."""
    folder = folder_of(case, recordings or Path())
    if recordings is None or not folder.exists():
        return refusal(folder, header_of(case), {"replay"})
    if why := withdrawn(folder):
        return why
    try:
        changed = last_sum(folder) != case.sum
        why = refusal(folder, read_header(folder / LOG), {"replay"})
    except RecordingError as error:
        return str(error)
    return why or ("its session was changed since; add it again" if changed else "")


def todo(cases: Sequence[Case], trial: Trial, agreed: bool, say: Say) -> list[Todo]:
    """What is to be tried; cases that this server may not get, or nobody can score, are told.

    agreed: as for no_sending(). Raises SettingsError if only a yes is missing, RecordingError if
    results cannot be read.
    """
    known: dict[tuple[str, str, Run, str], dict[int, Result]] = {}
    for one in results.read(trial.file) if trial.file else ():
        if one.verdict != NO_ANSWER:
            known.setdefault((one.case, one.digest, one.run, one.rule), {})[one.take] = one
    found = []
    for case in cases:
        if why := _not_asked(case, trial, agreed):
            say(f"{case.place}: not asked: {why}")
            continue
        judge = trial.judge.model if case.by == JUDGE and trial.judge else ""
        rule = f"{rule_of(case)} by {judge}" if judge else rule_of(case)
        kept = known.get((case.id, case.digest, trial.run, rule), {})
        takes = {take: one for take, one in kept.items() if take <= trial.times}
        found.append(Todo(case, with_rules(case, trial.rules), rule, takes))
    return found


def sending(case: Case, place: Path, server: MindSettings, agreed: bool) -> str:
    """Why this server may not get the words of this case, in one line; "" if it may.

    Raises SettingsError if only a yes is missing.
    """
    return no_sending(folder_of(case, place), header_of(case), server, agreed)


def estimate(todo: Sequence[Todo], trial: Trial) -> Bill:
    """What is not known yet costs at most, the judge too."""
    return sum((_bill(one, trial) for one in todo), Bill())


def asking_bill(one: Todo, trial: Trial) -> Bill:
    """What the replies of the model cost at most that are not known yet."""
    count = len(one.open(trial.times))
    return Bill(count, count * tokens_of(one.messages), count * trial.server.max_tokens)


def _bill(one: Todo, trial: Trial) -> Bill:
    asked = asking_bill(one, trial)
    ask = question(one.case, then(one.case), folder_of(one.case, trial.place))
    if one.case.by == JUDGE and ask:
        asked = sum([cost.bill(ask, range(VOTES))] * asked.requests, asked)
    return asked


def _not_asked(case: Case, trial: Trial, agreed: bool) -> str:
    if case.by == JUDGE and trial.judge is None:
        return "only a judge sees whether it passes; name one with --judge"
    servers = [trial.server, *([trial.judge] if case.by == JUDGE and trial.judge else [])]
    told = (sending(case, trial.place, server, agreed) for server in servers)
    return next((why for why in told if why), "")
