"""Failures for people and programs: a table for the terminal, JSON lines, CSV; chosen, sorted."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, fields
from itertools import groupby
from typing import Any

from rich.table import Table
from rich.text import Text

from ...events import RATE_HZ
from ...minutes import minutes
from .failure import GRAVE, Failure

COLUMNS = tuple(column.name for column in fields(Failure))
SHOWN_CHARS = 120  # of a quote in the table
STYLES = {1: "dim", 2: "", 3: "bold red"}
SORTS: dict[str, Callable[[Failure], Any]] = {
    "session": lambda one: (one.session, one.exchange == 0, one.exchange, one.kind),
    "severity": lambda one: (-one.severity, one.session, one.exchange),
    "kind": lambda one: (one.kind, one.sub, one.session, one.exchange),
    "cause": lambda one: (one.cause, one.kind, one.session, one.exchange),
    "model": lambda one: (one.model, one.kind, one.session, one.exchange),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which failures to show; empty = all. model, scene: a part of the name is enough.

    intents, stances: as the actor tagged; a failure without a tag is left out then.
    """

    kinds: Sequence[str] = ()
    intents: Sequence[str] = ()
    stances: Sequence[str] = ()
    causes: Sequence[str] = ()
    model: str = ""
    scene: str = ""
    min_severity: int = 1

    def fits(self, one: Failure) -> bool:
        return (
            one.severity >= self.min_severity
            and (not self.kinds or one.kind in self.kinds)
            and (not self.intents or one.intent in self.intents)
            and (not self.stances or not {*self.stances}.isdisjoint(one.stances))
            and (not self.causes or one.cause in self.causes)
            and self.model.lower() in one.model.lower()
            and self.scene.lower() in one.scene.lower()
        )


def as_jsonl(found: Iterable[Failure]) -> str:
    """A JSON object on each line; the fields are those of Failure."""
    return "".join(json.dumps(one.as_dict(), ensure_ascii=False) + "\n" for one in found)


def as_csv(found: Iterable[Failure]) -> str:
    """A header and a row for each; span in two columns, evidence as JSON, stances with spaces.

    A text that a spreadsheet would take for a formula gets an apostrophe in front.
    """
    out = io.StringIO()
    names = [name for name in COLUMNS if name != "span"]
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*names, "begin_sample", "end_sample"])
    for one in found:
        row = one.as_dict()
        row["evidence"] = json.dumps(row["evidence"], ensure_ascii=False)
        row["stances"] = " ".join(row["stances"])
        writer.writerow([*(_safe(row[name]) for name in names), *one.span])
    return out.getvalue()


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in tuple("=+-@\t\r") else value


def failure_tables(found: Iterable[Failure]) -> Iterator[Table]:
    """One row for each, in this order; a table for those of one session that follow each other."""
    for session, ones in groupby(found, key=lambda one: one.session):
        yield _session_table(session, ones)


def _session_table(session: str, found: Iterable[Failure]) -> Table:
    table = Table(title=Text(session, "table.title"), title_justify="left", show_lines=True)
    table.add_column("where", no_wrap=True)
    table.add_column("kind")
    table.add_column("", justify="right")
    table.add_column("meant")
    table.add_column("said and answered", ratio=3)
    table.add_column("because", ratio=2)
    for one in found:
        words = Text(_short(one.said) or "-", "cyan").append(f"\n{_short(one.quote)}", "magenta")
        because = Text(evidence_words(one)).append(f"\n{one.cause}", "dim")
        kind = Text(f"{one.kind}\n{one.sub}")
        meant = Text(" ".join([*one.stances, one.intent]).strip() or "-")
        row = (Text(place(one)), kind, Text(str(one.severity), STYLES[one.severity]), meant)
        table.add_row(*row, words, because)
    return table


def place(one: Failure) -> str:
    """Exchange and time, as a person looks them up: "3" and below it "0:12"."""
    begin = minutes(one.span[0] / RATE_HZ, tenths=False)
    return f"{one.exchange or 'all'}\n{begin}"


def evidence_words(one: Failure) -> str:
    """ "meant grief, read joy, distance 1.8"."""
    parts = []
    for name, value in one.evidence.items():
        if isinstance(value, dict):
            value = ", ".join(f"{key} {each}" for key, each in value.items())
        elif isinstance(value, list | tuple):
            value = ", ".join(map(str, value))
        unit = " s" if name.endswith("_s") else ""
        parts.append(f"{name.removesuffix('_s')} {value}{unit}" if value not in ("", None) else "")
    return "; ".join(part for part in parts if part)


def count_table(found: Sequence[Failure], exchanges: int) -> Table:
    """How many of each kind, and of each hundred exchanges."""
    tally = Tally(exchanges)
    for one in found:
        tally.add(one)
    return tally_table(tally)


@dataclass(slots=True)
class Tally:
    """Counts of failures that nobody has to hold. kinds, grave: failures by kind."""

    exchanges: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    grave: Counter[str] = field(default_factory=Counter)

    def add(self, one: Failure) -> None:
        self.kinds[one.kind] += 1
        self.grave[one.kind] += one.severity == GRAVE


def tally_table(tally: Tally) -> Table:
    """How many of each kind, and of each hundred exchanges."""
    exchanges, total = tally.exchanges, tally.kinds.total()
    table = Table(title=f"{total} failures in {exchanges} exchanges")
    table.add_column("kind")
    for heading in ("failures", "per 100", "grave"):
        table.add_column(heading, justify="right")
    for kind, count in tally.kinds.most_common():
        per = f"{100 * count / exchanges:.1f}" if exchanges else ""
        table.add_row(kind, str(count), per, str(tally.grave[kind]))
    return table


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_CHARS else f"{text[: SHOWN_CHARS - 1]}…"
