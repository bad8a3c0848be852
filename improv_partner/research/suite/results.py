"""Results: a line for each reply that was tried, of any number of models in one file.

A line tells all that it depends on, so that a run which was stopped goes on where it was, and
results of different days can be compared.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from ...errors import RecordingError, SettingsError
from ...jsonl import Row, append, rows
from .case import Case
from .score import FAIL, NO_ANSWER, PASS, Score


@dataclass(frozen=True, slots=True)
class Run:
    """What was tried. server: host and port, "" = none. prompt: name and digest, "" = as then."""

    model: str
    server: str = ""
    prompt: str = ""
    temperature: float = 0.0

    @property
    def name(self) -> str:
        """ "llama3.1:8b", "llama3.1:8b with rules.txt"."""
        with_ = f" with {self.prompt.rpartition(' ')[0]}" if self.prompt else ""
        return f"{self.model or 'the understudy'}{with_}"


@dataclass(frozen=True, slots=True)
class Result:
    """One reply to one case. digest: of the case. take: from 1. rule: what scored it.

    verdict, why: see Score. reply: what the model wrote. read: the reading in it, "" = none.
    """

    case: str
    digest: str
    session: str
    kind: str
    take: int
    run: Run
    rule: str
    verdict: str
    why: str = ""
    reply: str = ""
    read: str = ""

    @property
    def key(self) -> tuple[str, str, int, Run, str]:
        """Two results with the same key are of the same try."""
        return self.case, self.digest, self.take, self.run, self.rule


def result(
    case: Case, take: int, run: Run, rule: str, scored: Score, reply: str = "", read: str = ""
) -> Result:
    """Of this case."""
    told = (rule, scored.verdict, scored.why, reply, read)
    return Result(case.id, case.digest, case.session, case.kind, take, run, *told)


def keep(file: Path, one: Result) -> None:
    """Raises RecordingError."""
    append(file, {"is": "result", **asdict(one)})


def read(file: Path) -> list[Result]:
    """In order; of the same try the newest. None if there is no such file. Raises RecordingError"""
    found = {one.key: one for row in rows(file) if (one := _result(row, file))}
    return list(found.values())


def stored(file: Path) -> list[Result]:
    """As read(), of a file that has to be there. Raises RecordingError."""
    if found := read(file):
        return found
    raise RecordingError(f"{file}: there are no results; keep some: improv suite run --out {file}")


def by_run(results: Iterable[Result]) -> dict[Run, list[Result]]:
    """In the order in which the runs were first seen."""
    found: dict[Run, list[Result]] = {}
    for one in results:
        found.setdefault(one.run, []).append(one)
    return found


def baseline(results: Sequence[Result], now: Run, file: Path) -> tuple[Run, list[Result]]:
    """The run to compare with: the only one, else the only one of the same model.

    Raises SettingsError if several could be meant.
    """
    runs = by_run(results)
    same = [run for run in runs if run.model == now.model]
    meant = list(runs) if len(runs) == 1 else same
    if len(meant) != 1:
        names = ", ".join(dict.fromkeys(run.name for run in meant or runs))
        raise SettingsError(
            f"{file}: holds several runs ({names}): compare with a file that holds one, "
            f"or one of {now.model or 'the understudy'}"
        )
    return meant[0], runs[meant[0]]


def shares(results: Iterable[Result]) -> dict[tuple[str, str], float]:
    """Of each case (id, digest): which share of its takes passed, of those that pass or fail."""
    counted: dict[tuple[str, str], list[bool]] = {}
    for one in results:
        if one.verdict in (PASS, FAIL):
            counted.setdefault((one.case, one.digest), []).append(one.verdict == PASS)
    return {case: sum(takes) / len(takes) for case, takes in counted.items()}


def answered(results: Iterable[Result]) -> bool:
    """All of them are answers of the model."""
    return all(one.verdict != NO_ANSWER for one in results)


def _result(row: Row, file: Path) -> Result | None:
    """Lines that are something else are passed over."""
    if row.get("is") != "result":
        return None
    try:
        run: Mapping[str, object] = row["run"]
        known = {one.name: row[one.name] for one in fields(Result) if one.name in row}
        return Result(**known | {"run": Run(**run)})  # type: ignore[arg-type]
    except (KeyError, TypeError) as error:
        raise RecordingError(f"{file}: a result is damaged ({error}): take it out") from error
