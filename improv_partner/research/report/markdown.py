"""A report as Markdown: all words and tables of the page, without plots and sound."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..export.texts import clean
from .gather import Report
from .parts import WORST_NOTE, cautions, sections
from .recorded import headline, listed
from .tables import Section, Table
from .worst import Case

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~&$])")  # that mean something, wherever they stand


def markdown(report: Report, cases: Sequence[Case], title: str, made: str) -> str:
    """The whole text. made: the day, and by which program."""
    parts = [f"# {plain(title)}", plain(made)]
    parts += [f"> {plain(text)}" for text in cautions(report)]
    parts.append("\n".join(f"- **{plain(n)}** {plain(words)}" for n, words in headline(report)))
    parts += [text for part in sections(report) for text in _section(part)]
    parts += ["## Worst cases", plain(WORST_NOTE)]
    parts += [_case(n, case, report.share) for n, case in enumerate(cases, 1)]
    parts += [] if cases else ["There is none to be shown."]
    return "\n\n".join([*parts, *_section(listed(report))]) + "\n"


def plain(text: str) -> str:
    """In one line, and nothing in it is taken for Markdown or HTML."""
    return _SIGNS.sub(r"\\\1", clean(text))


def _section(part: Section) -> Iterable[str]:
    yield f"## {plain(part.title)}"
    yield from map(plain, part.notes)
    for table in part.tables:
        if table.rows:
            yield f"**{plain(table.title)}**"
            yield _table(table)
    if part.lines:
        yield "\n".join(f"- {plain(line)}" for line in part.lines)


def _table(table: Table) -> str:
    ruled = [":---" if n < table.words else "---:" for n in range(len(table.head))]
    rows = [map(plain, table.head), ruled, *(map(plain, row) for row in table.rows)]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _case(number: int, case: Case, share: bool) -> str:
    wrong = [
        f"- **{plain(one.kind)}** {plain(one.form)}, severity {one.severity}: "
        f"{plain(one.because)} ({plain(one.cause)})"
        for one in case.wrong
    ]
    gap = f"{case.gap_s:.2f} s after the actor" if case.gap_s is not None else ""
    facts = [
        ("meant", case.meant or "not tagged"),
        ("sounded", case.tone),
        (f"said ({case.who})" if case.who else "said", case.said or "(nothing)"),
        ("read", case.read or "not told"),
        ("answered", case.heard or "(nothing was heard)"),
        ("when", gap),
        ("the actor", ", ".join(case.marks)),
        ("to hear it", "" if share else f"improv replay {case.session} --from {case.number}"),
    ]
    told = [f"- {name}: {plain(words)}" for name, words in facts if words]
    about = plain(f"{case.session}, exchange {case.number} ({case.scene}; {case.model})")
    return "\n".join([f"### {number}. {about}", "", *wrong, *told])
