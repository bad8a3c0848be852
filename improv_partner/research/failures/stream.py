"""Failures told while they are found: however many there are, memory does not grow with them.

The table shows the first MOST_SHOWN in the wanted order. JSON and CSV come session by session; in
another order than that all of them have to be there before the first can be told.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator

from rich.table import Table

from ..export.permitted import ended_line
from .failure import Failure
from .find import Report
from .show import SORTS, Tally, Wanted, as_csv, as_jsonl, failure_tables, tally_table

MOST_SHOWN = 500  # rows of the table


class Stream:
    """What is wanted of these reports.

    Once it was told: read = how many sessions could be read, whole = all of them but those that
    were withdrawn or are past their day.
    """

    def __init__(self, reports: Iterable[Report], wanted: Wanted, tell: Callable[[str], None]):
        """tell: is given what could not be read, a line each."""
        self._reports, self._wanted, self._tell = reports, wanted, tell
        self.tally = Tally()
        self.whole = True
        self.read = 0  # sessions

    def found(self) -> Iterator[Failure]:
        """By session; each is counted as it passes."""
        ended: dict[str, str] = {}
        for report in self._reports:
            if report.ended:
                ended[str(report.folder)] = report.why
                continue
            for line in [*([report.why] if report.why else []), *report.remarks]:
                self._tell(line)
            self.whole = self.whole and not report.why
            self.read += not report.why
            self.tally.exchanges += report.exchanges
            for one in sorted(report.failures, key=SORTS["session"]):
                if self._wanted.fits(one):
                    self.tally.add(one)
                    yield one
        if ended:
            self._tell(ended_line(ended))

    def text(self, format_: str, sort: str) -> Iterator[str]:
        """As jsonl or csv, piece by piece."""
        ordered = self.found() if sort == "session" else sorted(self.found(), key=SORTS[sort])
        if format_ == "jsonl":
            yield from (as_jsonl([one]) for one in ordered)
            return
        header = as_csv([])
        yield header
        yield from (as_csv([one])[len(header) :] for one in ordered)

    def tables(self, sort: str) -> list[Table | str]:
        """The first of them, and how many there are of each kind; none if nothing was read."""
        shown = heapq.nsmallest(MOST_SHOWN, self.found(), key=SORTS[sort])
        total = self.tally.kinds.total()
        if not self.read:
            return []
        if not total:
            return [f"no failures in {self.tally.exchanges} exchanges"]
        more = f"The first {MOST_SHOWN} of {total}; all of them: --format jsonl"
        return [
            *failure_tables(shown),
            *([more] if total > len(shown) else []),
            tally_table(self.tally),
        ]
