"""The second part of a report: how far what was read agrees with what was meant."""

from __future__ import annotations

from .gather import SAID_BOTH, Agreement, Report
from .tables import Section, Table, cells

LEVEL_WORDS = {
    "exact": "exact: the same label",
    "family": "family: a close relative",
    "near": "near: at most 0.5 away in valence and arousal",
    "miss": "miss: something else",
}
BY_CHANCE = "exact, if readings were dealt out by chance"


def agreed(report: Report) -> Section:
    agreement, listeners = report.all.agreement, report.listeners
    notes = [
        "Meant is the actor's tag, read is what the partner says it heard. A line without a tag is "
        "not neutral, and a missing reading is no misreading: neither is counted here "
        f"({agreement.levels['not tagged']} lines without a tag, of the others "
        f"{agreement.levels['not read']} without a reading)."
    ]
    if not agreement.both:
        notes.append("There is no line that was both tagged and read: nothing can be compared.")
        return Section("read", "Meant and read", notes)
    if listeners.both:
        notes.append(
            f"Listeners tagged the same kind of lines {listeners.both} times. How far they agree "
            "with the actor tells how much could be heard at all."
        )
    tables = [_levels(agreement, listeners)]
    if agreement.kappa is not None:
        notes.append(f"Cohen's kappa of the labels: {agreement.kappa:.2f}.")
    tables.append(_confusion(agreement))
    return Section("read", "Meant and read", notes, tables)


def _levels(agreement: Agreement, listeners: Agreement) -> Table:
    head = ["", "lines", "%", "95 %"]
    head += ["listeners", "%", "95 %"] if listeners.both else []
    rows = []
    for name in SAID_BOTH:
        others = cells(listeners.share(name)) if listeners.both else []
        rows.append([LEVEL_WORDS[name], *cells(agreement.share(name)), *others])
    rows.append([BY_CHANCE, "", _chance(agreement), ""])
    if listeners.both:
        rows[-1] += ["", _chance(listeners), ""]
    return Table("How far the reading agrees with what was meant", head, rows)


def _confusion(agreement: Agreement) -> Table:
    meant, read = agreement.labels()
    rows = []
    for row in meant:
        counts = [agreement.pairs.get((row, label), 0) for label in read]
        total = sum(counts)
        cells = [f"{count} ({100 * count / total:.0f} %)" if count else "" for count in counts]
        rows.append((row, *cells, str(total)))
    title = "What was meant (rows) and read (columns): lines, and their share of the row"
    return Table(title, ("meant", *read, "lines"), rows, key="matrix")


def _chance(agreement: Agreement) -> str:
    return "-" if agreement.chance is None else f"{100 * agreement.chance:.1f}"
