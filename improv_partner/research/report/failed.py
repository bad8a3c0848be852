"""The third part of a report: what failed, how often, in which scenes and with which models."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from .gather import Group, Report
from .tables import Section, Table, cells, in_one

COLUMNS = 4  # groups beside each other in a table: as many as a sheet of paper is wide
NEEDS_TAG = "misread, took_it_straight, tone_deaf, heat and stuck"


def failed(report: Report) -> Section:
    one = report.all
    notes = [
        "A failure is a place where meant, audible, read and done disagree, found by a rule: a "
        "proposal until somebody has heard it. Each exchange counts once for each kind. "
        f"What goes by what was meant ({NEEDS_TAG}) is only seen in tagged lines.",
        "The intervals are Wilson's, 95 %. They take exchanges as independent; those of one scene "
        "or one actor are not, so the true intervals are wider.",
    ]
    for what, groups in (("scene", report.scenes), ("partner", report.models)):
        if len(groups) == 1:
            notes.append(f"All of it is with one {what}: {groups[0].name}.")
    if not one.exchanges:
        notes.append("Nothing was said in these sessions: there are no rates.")
    elif not any(kind.failures for kind in one.kinds):
        notes.append("No rule found anything.")
    rows = [
        [
            *(kind.name, ", ".join(f"{n} {form}" for form, n in kind.forms.items())),
            *(str(kind.failures), str(kind.grave), str(kind.whole)),
            *cells(kind.exchanges),
        ]
        for kind in one.kinds
    ]
    rows.append(["any of these", "", *_total(one), *cells(one.any)])
    head = (
        "kind",
        "forms",
        "failures",
        "grave",
        "of whole sessions",
        "exchanges with it",
        "of 100",
        "95 %",
    )
    tables = [
        Table("Failures by kind", head, rows, 2, "kinds"),
        *_by("scene", report.scenes),
        *_by("partner", report.models),
        Table(
            "Causes, as far as a log can tell",
            ("cause", "failures"),
            [(name, str(n)) for name, n in sorted(report.causes.items(), key=lambda row: -row[1])],
        ),
    ]
    return Section("failed", "Failures", notes, tables)


def _total(one: Group) -> list[str]:
    """Failures, grave ones, and those of whole sessions."""
    sums = [(kind.failures, kind.grave, kind.whole) for kind in one.kinds]
    return [str(sum(column)) for column in zip(*sums, strict=True)]


def _by(what: str, groups: Sequence[Group]) -> list[Table]:
    """Groups side by side: what they are, and of 100 exchanges how many fail in which way.

    None for a group alone: it is all of it.
    """
    tables: list[Table] = []
    if len(groups) < 2:
        return tables
    wide = math.ceil(len(groups) / math.ceil(len(groups) / COLUMNS))
    for at in range(0, len(groups), wide):
        some = groups[at : at + wide]
        kinds = zip(*(one.kinds for one in some), strict=True)
        rows = [
            ["sessions", *(str(one.sessions) for one in some)],
            ["exchanges", *(str(one.exchanges) for one in some)],
            ["tagged lines", *(str(one.agreement.tagged) for one in some)],
            [
                "read exactly or a relative",
                *(in_one(one.agreement.share("exact", "family")) for one in some),
            ],
            ["median gap", *(_median(one) for one in some)],
            ["any failure", *(in_one(one.any) for one in some)],
            *(
                [row[0].name, *(in_one(kind.exchanges) for kind in row)]
                for row in kinds
                if any(kind.exchanges.count for kind in row)
            ),
        ]
        title = f"By {what}, of 100 exchanges with a failure, and the 95 % interval"
        tables.append(Table(title, ("", *(one.name for one in some)), rows))
    return tables


def _median(one: Group) -> str:
    return f"{np.median(one.times.gaps_s):.2f} s" if one.times.gaps_s else "-"
