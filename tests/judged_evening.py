"""Sessions for the judge: replies that a rule finds, that only a judge sees, and that are fine."""

from __future__ import annotations

from pathlib import Path

from improv_partner import notes

from .planted import Act, Planted, made

CALM = ("interest 2", "interest 2", "interest 2")
ACTS = (
    # what only a judge sees
    Act("I have brought my dog along.", "Nonsense, you came in here alone.", *CALM),
    Act("Wonderful, more boxes.", "Lovely, I will fetch three of them.", "contempt 3", "contempt",
        "interest", "sarcastic"),
    Act("The bus was late.", "Thank you for telling me about it.", "anger 3", "anger 2",
        "interest 2", z=2.0),
    # and what is fine
    Act("Your coat is wet.", "I walked here along the canal.", *CALM),
    Act("There is a letter in the drawer.", "Read it to me, quickly.", *CALM),
)  # fmt: skip
FACT = "Their mother died in March."  # first fact of the planted scene


def evening(folder: Path, name: str = "one", **header: object) -> Path:
    """The folder of the session."""
    return made(Planted(name, ACTS, header=header), folder / name)


def labels(session: Path, by: str = "Ben") -> int:
    """What a person says about it, rightly; how many verdicts that are."""
    rows = [(1, "blocked", "yes"), (2, "took_it_straight", "yes"), (3, "tone_deaf", "yes")]
    rows += [(number, "blocked", "no") for number in (4, 5)]
    for row in rows:
        notes.verdict(session, by, *row)
    return len(rows)
