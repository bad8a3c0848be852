"""The first part of a report: what was recorded, with whom and what, and what is not in it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .gather import NAMELESS, SIMULATED, Report, Row
from .rates import Share
from .tables import MOST_ROWS, Section, Table, counted, in_one, percent

HEAD_MADE = ("part", "name", "sessions")
HEAD_PLAYERS = (
    *("session", "performer", "actor", "lines", "tagged"),
    *("of 100 tags read so, or nearly", "lines answered", "failures"),
)


def headline(report: Report) -> list[tuple[str, str]]:
    """The four figures that come first, and what they are."""
    one, gaps = report.all, report.all.times.gaps_s
    lines = sum(row.lines for row in report.rows)
    return [
        (str(one.exchanges), f"exchanges in {counted(one.sessions, 'session')}"),
        (percent(Share(one.agreement.tagged, lines)), "of the actor's lines are tagged"),
        (
            percent(one.agreement.share("exact", "family")),
            "of tags were read so, or nearly",
        ),
        (percent(one.any), "of exchanges fail in some way"),
        (f"{np.median(gaps):.2f} s" if gaps else "-", "until the partner answers, median"),
    ]


def recorded(report: Report) -> Section:
    """All sessions in one table."""
    rows, notes = report.rows, []
    simulated = sum(row.performer == SIMULATED for row in rows)
    if not rows:
        notes.append("There is no session in this report.")
    if simulated:
        notes.append(
            f"{simulated} of {counted(len(rows), 'session')} are rehearsals: clips stood for the "
            "actor, and the tags are those of a script. They say nothing about people."
        )
    if report.left_out:
        notes.append("Some sessions are not in this report: see the end of the list of sessions.")
    summary = Table("All of it", ("", ""), _summary(rows), 1)
    made = [(part, name, str(count)) for part, name, count in report.made_with]
    tables = [summary, *_several(report), Table("Made with", HEAD_MADE, made, 2)]
    return Section("recorded", "What was recorded", notes, tables)


def _several(report: Report) -> list[Table]:
    """Who played in sessions of several performers; none if there are no such sessions."""
    rows = [
        (
            *(one.session, one.who, one.person, str(one.lines), str(one.tagged)),
            *(in_one(one.read_so), str(one.answered), str(one.failures)),
        )
        for one in report.players[:MOST_ROWS]
    ]
    return [Table("Several performers", HEAD_PLAYERS, rows, 3)] if rows else []


def _summary(rows: Sequence[Row]) -> list[list[str]]:
    days = sorted({row.day for row in rows if row.day})
    actors = {one for row in rows for one in row.performer.split(", ")} - {SIMULATED, NAMELESS}
    nameless = sum(row.performer == NAMELESS for row in rows)
    told = [f"{len(actors)} by name"] if actors else []
    told += [f"in {counted(nameless, 'session')} without a name"] if nameless else []
    return [
        ["sessions", str(len(rows))],
        ["of them with sound", str(sum(row.sound for row in rows))],
        ["minutes", f"{sum(row.minutes for row in rows):.1f}"],
        ["days", " to ".join(dict.fromkeys((days[0], days[-1]))) if days else "-"],
        ["actors", ", ".join(told) or "-"],
        ["exchanges", str(sum(row.exchanges for row in rows))],
        ["lines of actors", str(sum(row.lines for row in rows))],
        ["of them tagged", str(sum(row.tagged for row in rows))],
    ]


def listed(report: Report) -> Section:
    """Session by session, and what is not in the report."""
    head = ("session", "scene", "partner", "actor", "day", "min", "exchanges", "tagged", "failures")
    rows: list[Sequence[str]] = [
        (
            *(row.name, row.scene, row.model, row.performer, row.day or "-"),
            *(f"{row.minutes:.1f}", str(row.exchanges), f"{row.tagged} of {row.lines}"),
            str(row.failures),
        )
        for row in report.rows
    ]
    if len(rows) > MOST_ROWS:
        more = (f"and {len(rows) - MOST_ROWS} more", *[""] * (len(head) - 1))
        rows = [*rows[:MOST_ROWS], more]
    lines = [*(f"Left out: {why}" for why in report.left_out), *report.remarks]
    if len(lines) > MOST_ROWS:
        lines = [*lines[:MOST_ROWS], f"and {len(lines) - MOST_ROWS} more"]
    return Section("sessions", "Sessions", (), [Table("One by one", head, rows, 4)], lines)
