"""notes.jsonl: what is learnt of a session afterwards, beside the recording and never in it.

Each line is one answer of one rater, appended at once. Several people may write at a time; nothing
is ever changed or taken out, the newest answer of a rater stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from .errors import RecordingError
from .events import Intent
from .exchanges import Exchange, exchanges
from .intents import TAG_SET, Meant
from .jsonl import Row, append, rows
from .recording import read as read_session

FILE = "notes.jsonl"
ACTOR, LISTENER = "actor", "listener"  # roles
KINDS = ("tag", "correction", "audible", "skipped")
VERDICT = "verdict"  # the kind of note in which somebody says whether a reply is a failure
NO, CANNOT_TELL, YES = VERDICTS = ("no", "cannot tell", "yes")  # in this order


@dataclass(frozen=True, slots=True)
class Rater:
    """by: the name. blind: saw neither the tags of the actor nor what the partner read."""

    by: str = ACTOR
    role: str = ACTOR
    blind: bool = False

    @property
    def name(self) -> str:
        """ "actor", "actor, blind", "Ben" or "Ben, blind"; a listener may be called "actor"."""
        by = f'listener "{self.by}"' if self.role != ACTOR and self.by == ACTOR else self.by
        return f"{by}, blind" if self.blind else by


@dataclass(frozen=True, slots=True)
class Rating:
    """What stands of one rater on one line of the actor.

    tag: None = none given, or taken back. audible: None = cannot say, or not asked yet. done: the
    rater has answered the last question or skipped the line.
    """

    exchange: int
    tag: Intent | None = None
    audible: bool | None = None
    done: bool = False


Ratings = dict[Rater, dict[int, Rating]]  # by the number of the actor's line


class Notes:
    """What one rater notes about one session. ratings: what stands so far, by line."""

    def __init__(self, folder: Path, rater: Rater) -> None:
        """Raises RecordingError if the notes that are there cannot be read."""
        self.path = folder / FILE
        self.ratings: dict[int, Rating] = ratings(read(folder)).get(rater, {})
        self._rater, self._session = rater, folder.resolve().name

    def tag(self, exchange: int, line: int, meant: Meant, corrects: bool) -> None:
        """Label "" takes this rater's tag back. corrects: it stands in place of one before."""
        fields = asdict(meant)
        del fields["replaces"]
        self._note("correction" if corrects else "tag", exchange, line, fields)

    def audible(self, exchange: int, line: int, answer: bool | None) -> None:
        self._note("audible", exchange, line, {"audible": answer})

    def skipped(self, exchange: int, line: int) -> None:
        self._note("skipped", exchange, line, {})

    def _note(self, kind: str, exchange: int, line: int, fields: Row) -> None:
        """On the disk first, then here. Raises RecordingError."""
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        row = {"is": kind, **asdict(self._rater), "exchange": exchange, "line": line, **fields}
        row |= {"at": at, "tag_set": TAG_SET, "session": self._session}
        append(self.path, row)
        self.ratings[line] = after(self.ratings.get(line), row)


def read(folder: Path) -> Iterator[Row]:
    """Every note, lazily, of unknown kinds too; none if there are none. Raises RecordingError."""
    return rows(folder / FILE)


def ratings(notes: Iterable[Row]) -> Ratings:
    """What stands of each rater after these notes. Raises RecordingError."""
    found: Ratings = {}
    for row in notes:
        if row["is"] in KINDS:
            try:
                rater = Rater(str(row["by"]), str(row["role"]), bool(row["blind"]))
                lines = found.setdefault(rater, {})
                lines[row["line"]] = after(lines.get(row["line"]), row)
            except (KeyError, TypeError, ValueError) as error:
                raise RecordingError(f"{FILE}: a note without its fields: {row}") from error
    return found


def after(before: Rating | None, row: Row) -> Rating:
    """A rating with one more note. Raises KeyError, TypeError, ValueError: fields missing, wrong"""
    old = before or Rating(int(row["exchange"]))
    if row["is"] == "skipped":
        return Rating(old.exchange, old.tag, old.audible, True)
    if row["is"] == "audible":
        answer = row["audible"]
        return Rating(old.exchange, old.tag, None if answer is None else bool(answer), True)
    return Rating(old.exchange, intent(row), old.audible, old.done)


def intent(row: Row) -> Intent | None:
    """The tag of a note; None if it takes one back."""
    if not row["label"]:
        return None
    stances = tuple(str(stance) for stance in row.get("stances", ()))
    label, intensity = str(row["label"]), int(row.get("intensity", 2))
    surface, target, status = (str(row.get(name, "")) for name in ("surface", "target", "status"))
    return Intent(label, intensity, surface, stances, target, status, "review", str(row["by"]))


def verdict(folder: Path, by: str, exchange: int, kind: str, answer: str) -> None:
    """Note that this person finds a failure of this kind in this exchange, or not: VERDICTS.

    Raises RecordingError.
    """
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    row = {"is": VERDICT, "by": by, "exchange": exchange, "kind": kind, "verdict": answer}
    append(folder / FILE, row | {"at": at, "session": folder.resolve().name})


def verdicts(notes: Iterable[Row]) -> dict[tuple[int, str], dict[str, str]]:
    """By exchange and kind, what each person says; the newest answer stands.

    Raises RecordingError.
    """
    found: dict[tuple[int, str], dict[str, str]] = {}
    for row in notes:
        if row["is"] == VERDICT:
            try:
                by, about = str(row["by"]), (int(row["exchange"]), str(row["kind"]))
                answer = VERDICTS[VERDICTS.index(row["verdict"])]
            except (KeyError, TypeError, ValueError) as error:
                raise RecordingError(f"{FILE}: a verdict without its fields: {row}") from error
            found.setdefault(about, {})[by] = answer
    return found


def live_tag(exchange: Exchange) -> Intent | None:
    """The actor's last tag of this line while it was played: what the line ended with."""
    return exchange.meant


def tags(folder: Path) -> dict[int, Intent]:
    """The actor's tag of each exchange that has one: as corrected afterwards, else as played.

    By the number of the exchange. A correction that was taken back leaves what was played. Raises
    RecordingError.
    """
    _, entries = read_session(folder)
    said = [e for e in exchanges(entries) if e.actor_line]
    own = (row for row in read(folder) if row.get("role") == ACTOR)
    # One rater, whether blind or not: the newest answer of the actor stands.
    noted = ratings({**row, "by": ACTOR, "blind": False} for row in own).get(Rater(), {})
    found = {}
    for exchange in said:
        rating = noted.get(exchange.actor_line)
        tag = (rating.tag if rating else None) or live_tag(exchange)
        if tag:
            found[exchange.number] = tag
    return found
