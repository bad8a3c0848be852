"""A datasheet in Markdown, after Gebru et al. 2021 (Datasheets for Datasets, CACM 64:12).

What the recordings tell is filled in; what only people know is left as a question in _italics_.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from ...events import RATE_HZ
from ...intents import LEVELS, TAG_SET
from .permitted import NEVER, PURPOSES
from .session import Session, part_of
from .texts import clean
from .writers import write

MOTIVATION = """\
_Who made this set, for what, and who paid for it?_

The sessions are scenes of improvised theatre: actors, one or several, and a language model that
plays a character, aloud. They were recorded to study how a model reads emotion that is *meant*: the
actor's own tag, the sound, what the model says it read, and what it did are kept apart."""
COLLECTION = """\
Recorded with improv-partner: microphone, voice activity detection, speech recognition while the
actor speaks, a language model, speech synthesis. The partner's words and sound are those that left
the loudspeaker. The actors tagged their lines by keys, cards or in a review afterwards; a line
without a tag is *not tagged*, which is not "neutral". Tags are acted feelings, not felt ones.
Consent was given before the first sound; the table says to what.

_How were actors found and paid? Was there an ethical review?_"""
PREPROCESSING = """\
Nothing was taken out or smoothed. Transcripts are those of the recogniser, with its errors. Times
come from samples. Names of raters are replaced by numbers; words that were spoken are not changed,
and may hold names that the actor said."""
USES = """\
Meant for research on emotion in dialogue, turn-taking and recognition of acted feelings. Not for
inferring what people feel at work or at school from their voices (forbidden in the EU, AI Act
Article 5), and not for cloning a voice: no session permits that. Few speakers and scenes say little
about people in general. A model's licence may restrict what its replies are used for."""
DISTRIBUTION = """\
Only sessions whose consent says yes to `share` may be given to others, and only those with `train`
may train a model. _Under which licence, to whom, and until when?_"""
MAINTENANCE = """\
When a performer withdraws, every file that holds the session has to go: which those are stands
in the `export-*.json` beside them. _Who answers to performers and users, and where?_"""


@dataclass(slots=True)
class _Counts:
    sessions: list[str] = field(default_factory=list)  # rows of the table
    length: int = 0  # samples
    numbers: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)
    agreement: Counter[str] = field(default_factory=Counter)
    made_by: dict[str, Counter[str]] = field(default_factory=dict)


class Datasheet:
    """Contract Writer: datasheet.md, on all sessions together."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._counts = _Counts()
        write(path, "")

    def add(self, session: Session) -> Sequence[Path]:
        """See Writer."""
        counts = self._counts
        spoken = [e for e in session.exchanges if e.said]
        counts.length += session.samples
        counts.numbers["sessions of several performers"] += len(session.performers) > 1
        counts.numbers["exchanges"] += len(session.exchanges)
        counts.numbers["lines of the actors"] += len(spoken)
        counts.numbers["of them tagged"] += sum(e.number in session.tags for e in spoken)
        counts.numbers["replies that were cut"] += sum(bool(e.cut) for e in session.exchanges)
        counts.numbers["new choices"] += sum(len(e.rejected) for e in session.exchanges)
        counts.numbers["ratings by listeners"] += sum(map(len, session.ratings.values()))
        counts.labels.update(tag.label for tag in session.tags.values())
        counts.agreement.update(e.level for e in spoken)
        for part, name in _makers(session).items():
            counts.made_by.setdefault(part, Counter())[name or "not told"] += 1
        cells = [session.id, session.consent, session.performer or "-", session.scene]
        cells += [f"{session.samples / RATE_HZ:.1f}", str(len(session.exchanges))]
        cells += ["yes" if session.audio else "no", " ".join(session.purposes)]
        counts.sessions.append(_row(cells))
        return [self._path]

    def close(self) -> Sequence[Path]:
        """See Writer."""
        self._path.unlink(missing_ok=True)
        write(self._path, _text(self._counts))
        return [self._path]


def _makers(session: Session) -> dict[str, str]:
    crew = part_of(session.header, "crew")
    parts = {"recogniser": "ears", "voice": "voice"}
    made = {word: str(crew.get(part, "")) for word, part in parts.items()}
    language = part_of(part_of(session.header, "settings"), "ears").get("language", "")
    program = session.header.get("program", "")
    return {"program": str(program), "model": session.model, **made, "language": str(language)}


def _text(counts: _Counts) -> str:
    sessions = ["session", "consent", "performer", "scene", "s", "exchanges", "sound", "permitted"]
    asked = [f"- `{name}`: {words}" for name, words in PURPOSES.items() if name not in NEVER]
    parts = [
        ("Motivation", MOTIVATION),
        ("Composition", "\n".join([
            f"Sessions: {len(counts.sessions)}. Minutes: {counts.length / RATE_HZ / 60:.1f}. "
            f"Tags: `{TAG_SET}`.", "",
            *_table(["", "number"], counts.numbers.items()), "",
            *_table(["meant", "lines"], counts.labels.most_common()), "",
            "How far the model's reading agrees with what was meant:", "",
            *_table(["", "lines"], ((name, counts.agreement[name]) for name in LEVELS)), "",
            _row(sessions), _row("---" for _ in sessions), *counts.sessions, "",
            "What the last column permits:", "", *asked,
        ])),
        ("Collection", "\n".join([COLLECTION, "", *_made(counts)])),
        ("Preprocessing and labelling", PREPROCESSING),
        ("Uses", USES),
        ("Distribution", DISTRIBUTION),
        ("Maintenance", MAINTENANCE),
    ]  # fmt: skip
    return "\n\n".join(["# Datasheet", *(f"## {title}\n\n{text}" for title, text in parts)]) + "\n"


def _made(counts: _Counts) -> list[str]:
    rows = [
        (f"{part}: {name}", number)
        for part, names in counts.made_by.items()
        for name, number in names.most_common()
    ]
    return _table(["made with", "sessions"], rows)


def _table(headings: Sequence[str], rows: Iterable[tuple[str, int]]) -> list[str]:
    body = [_row((name, str(number))) for name, number in rows]
    return [_row(headings), _row("---" for _ in headings), *body]


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(clean(cell).replace("|", "\\|") for cell in cells) + " |"
