"""A report as one web page with its plots and its sound inside; it loads nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path
from string import Template

from ..html_head import head
from . import plots
from .gather import Report
from .parts import WORST_NOTE, cautions, sections
from .recorded import headline, listed
from .tables import Section, Table
from .timed import bins
from .worst import Case, Wrong

PAGE = Path(__file__).with_name("page.html")
STYLE = Path(__file__).with_name("page.css")
SEVERITIES = {1: "mild", 2: "plain", 3: "grave"}


def page(report: Report, cases: Sequence[Case], title: str, made: str) -> str:
    """The whole page. made: the day, and by which program."""
    parts = sections(report)
    last = listed(report)
    links = [(p.key, p.title) for p in parts] + [("worst", "Worst cases"), (last.key, last.title)]
    return Template(PAGE.read_text(encoding="utf-8")).substitute(
        head=head(title),
        title=escape(title),
        style=STYLE.read_text(encoding="utf-8"),
        made=escape(made),
        cautions="".join(f'<p class="caution">{escape(text)}</p>\n' for text in cautions(report)),
        links=" ".join(f'<a href="#{key}">{escape(words)}</a>' for key, words in links),
        headline="".join(
            f"<div><b>{escape(figure)}</b> <span>{escape(words)}</span></div>\n"
            for figure, words in headline(report)
        ),
        sections="".join(_section(report, part) for part in parts),
        worst_note=escape(WORST_NOTE),
        cases="".join(_case(n, case) for n, case in enumerate(cases, 1))
        or "<p>There is none to be shown.</p>",
        sessions=_section(report, last),
    )


def _section(report: Report, part: Section) -> str:
    notes = "".join(f"<p>{escape(note)}</p>\n" for note in part.notes)
    tables = "".join(_tabled(report, table) for table in part.tables if table.rows)
    lines = "".join(f"<li>{escape(line)}</li>\n" for line in part.lines)
    listed = f'<ul class="faint">{lines}</ul>\n' if lines else ""
    return (
        f'<section id="{part.key}"><h2>{escape(part.title)}</h2>\n{notes}{tables}{listed}</section>'
    )


def _tabled(report: Report, table: Table) -> str:
    """A table; behind its plot, if it has one."""
    rows = "".join(_row("td", row, table.words) for row in table.rows)
    head = _row("th", table.head, table.words) if any(table.head) else ""
    body = f'<div class="wide"><table><thead>{head}</thead><tbody>{rows}</tbody></table></div>'
    if not table.key:
        return f"<h3>{escape(table.title)}</h3>\n{body}\n"
    plot = f'<figure><div class="wide">{_plot(report, table)}</div>{_legend(table.key)}</figure>'
    folded = "" if table.key == "matrix" else " open"  # it says no more than its plot
    shown = f"<details{folded}><summary>As a table</summary>{body}</details>"
    return f"<h3>{escape(table.title)}</h3>\n{plot}\n{shown}\n"


def _row(tag: str, cells: Iterable[str], words: int) -> str:
    kinds = ("" if n < words else ' class="figure"' for n in range(10_000))
    return "<tr>" + "".join(
        f"<{tag}{kind}>{escape(cell)}</{tag}>" for kind, cell in zip(kinds, cells, strict=False)
    ) + "</tr>\n"  # fmt: skip


def _plot(report: Report, table: Table) -> str:
    match table.key:
        case "matrix":
            agreement = report.all.agreement
            return plots.matrix(*agreement.labels(), agreement.pairs, table.title)
        case "kinds":
            rows = [(kind.name, kind.exchanges) for kind in report.all.kinds]
            return plots.bars([*rows, ("any of these", report.all.any)], table.title)
        case _:
            return plots.distribution(*bins(report), table.title)


def _legend(key: str) -> str:
    words = {
        "matrix": "Rows: meant. Columns: read. Relatives stand side by side; framed: the same.",
        "kinds": "Of 100 exchanges, those with at least one; the line is the 95 % interval.",
        "gaps": "Bars: the partner. Line: people, who may begin before the other has ended. The "
        "first step is all up to -0.5 s, the last all above 4 s.",
    }[key]
    return f"<figcaption>{words}</figcaption>"


def _case(number: int, case: Case) -> str:
    wrong = "".join(_wrong(one) for one in case.wrong)
    facts = [
        ("meant", case.meant or "not tagged"),
        ("sounded", case.tone),
        (f"said ({case.who})" if case.who else "said", case.said or "(nothing)"),
        ("read", case.read or "not told"),
        ("answered", case.heard or "(nothing was heard)"),
        ("after", f"{case.gap_s:.2f} s" if case.gap_s is not None else ""),
        ("the actor", ", ".join(case.marks)),
    ]
    told = "".join(
        f'<dt>{escape(name)}</dt><dd class="{kind}">{escape(words)}</dd>'
        for name, words in facts
        if words
        for kind in [{"said": "actor", "answered": "partner"}.get(name.split()[0], "plain")]
    )
    place = f"{case.session}, exchange {case.number}"
    about = f"{case.scene}; {case.model}"
    return (
        f'<article><h3>{number}. {escape(place)} <span class="faint">{escape(about)}</span></h3>\n'
        f"<ul>{wrong}</ul><dl>{told}</dl>\n{_heard(case)}</article>\n"
    )


def _wrong(one: Wrong) -> str:
    form = f": {one.form}" if one.form else ""
    because = f" — {one.because}" if one.because else ""
    return (
        f'<li class="severity-{one.severity}"><b>{escape(one.kind)}</b>{escape(form)} '
        f"<i>{SEVERITIES[one.severity]}</i>{escape(because)} "
        f'<span class="faint">({escape(one.cause)})</span></li>\n'
    )


def _heard(case: Case) -> str:
    """Who was heard when, and the sound."""
    begin_s, end_s = case.window
    players = [(case.who or "actor", "actor", case.actor), ("partner", "partner", case.partner)]
    when = plots.lanes(begin_s, end_s, players, f"Who was heard when in exchange {case.number}")
    if case.clip is None:
        return f'{when}<p class="faint">{escape(case.silent.capitalize())}.</p>'
    cut = "" if case.clip.whole else f'<p class="faint">{end_s - begin_s:.0f} s of it.</p>'
    label = f"Exchange {case.number} of {case.session}"
    sound = f'<audio controls preload="metadata" aria-label="{escape(label)}"'
    return f'{when}{sound} src="{case.clip.address}"></audio>{cut}'
