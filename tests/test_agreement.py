"""Agreement of raters: alpha as in the book, and in sessions that people have tagged."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from improv_partner.errors import ImprovError
from improv_partner.events import Intent
from improv_partner.intents import Meant
from improv_partner.notes import LISTENER, Notes, Rater, Rating
from improv_partner.research.agreement import (
    LIVE,
    Found,
    alpha,
    alphas,
    collect,
    interval,
    pairs,
    tabled,
)

from .commands import improv, is_one_line
from .replay_room import session

# Krippendorff's example: twelve units, four observers, some values missing. Nominal alpha is 0.743,
# ordinal 0.815 (Computing Krippendorff's Alpha-Reliability, 2011, part C).
OBSERVERS = (
    "1 2 3 3 2 1 4 1 2 . . .",
    "1 2 3 3 2 2 4 1 2 5 . 3",
    ". 3 3 3 2 3 4 2 2 5 1 .",
    "1 2 3 3 2 4 4 1 2 5 1 .",
)
COUNTS = tabled([
    [int(value) for value in unit if value != "."]
    for unit in zip(*(row.split() for row in OBSERVERS), strict=True)
])  # fmt: skip
ACTOR, BEN, CARA = Rater(), Rater("Ben", LISTENER, True), Rater("Cara", LISTENER, True)


def test_alpha_is_that_of_the_book() -> None:
    assert alpha(COUNTS, "nominal") == pytest.approx(0.743, abs=0.0005)
    assert alpha(COUNTS, "ordinal") == pytest.approx(0.815, abs=0.0005)
    low, high = interval(COUNTS, "nominal") or (0.0, 0.0)
    assert 0.3 < low < 0.743 < high <= 1.0
    assert interval(COUNTS, "nominal") == (low, high), "the same data, the same interval"


def test_there_is_none_without_two_items_and_two_values() -> None:
    for values in ([[1, 1]], [[1, 1], [1, 1]], [[1], [2]], [[1, 2], [1]]):
        assert alpha(tabled(values), "nominal") is None
    assert alpha(tabled([[1, 1], [2, 2]]), "nominal") == 1.0
    assert interval(tabled([[1, 1], [2, 2]]), "nominal") is None, "two items tell no interval"
    rare = tabled([[1, 1]] * 20 + [[1, 2]])
    assert interval(rare, "nominal") is None, "a third of the draws have none"


def found(**labels: str) -> Found:
    """Raters whose labels are these words, one for each line; "-" = none."""
    return {
        Rater(name, "actor" if name == "actor" else LISTENER): {
            ("s", line): Rating(line, None if word == "-" else Intent(word), line % 2 == 0)
            for line, word in enumerate(words.split())
        }
        for name, words in labels.items()
    }


def test_pairs_tell_how_near_the_labels_are() -> None:
    (pair,) = pairs(
        found(actor="grief grief anger fear - other", ben="grief sadness fear joy joy joy")
    )
    assert (pair.one, pair.other, pair.items) == ("actor", "ben", 4), "'other' has no place"
    assert pair.shares == {"exact": 0.25, "family": 0.25, "near": 0.25, "miss": 0.25}
    assert (round(pair.low, 2), round(pair.high, 2)) == (0.05, 0.70)


def test_none_of_four_may_still_be_half_of_all() -> None:
    (pair,) = pairs(found(actor="grief grief anger fear", ben="joy joy joy joy"))
    assert pair.shares["exact"] == 0.0 and pair.low == 0.0
    assert round(pair.high, 2) == 0.49, "a bootstrap would say 0 % to 0 %"


def test_families_agree_more_than_labels_and_listeners_are_counted_alone() -> None:
    people = found(
        actor="grief joy anger fear grief joy",
        ben="sadness joy disgust fear grief amusement",
        cara="sadness pride disgust fear grief amusement",
    )
    rows = {(row.measure, row.among): row for row in alphas(people)}
    assert rows["family", "all"].alpha == 1.0
    label, alone = rows["label", "all"].alpha, rows["label", "listeners"].alpha
    assert label is not None and alone is not None and label < alone < 1.0
    assert (rows["label", "all"].raters, rows["label", "listeners"].raters) == (3, 2)
    assert rows["intensity", "all"].why == "all gave the same value"
    assert rows["audible", "all"].alpha == 1.0


def test_what_cannot_be_counted_says_why() -> None:
    assert {row.why for row in alphas(found(ben="joy fear"))} == {"fewer than two raters"}
    rows = alphas(found(ben="joy -", cara="joy fear"))
    assert rows[0].why == "fewer than two items rated by two"


def tag(folder: Path, rater: Rater, *labels: str) -> None:
    notes = Notes(folder, rater)
    for exchange, line, label in ((1, 1, labels[0]), (2, 3, labels[1])):
        notes.tag(exchange, line, Meant(label), corrects=False)
        notes.audible(exchange, line, label != "grief")


@pytest.fixture
def rated(tmp_path: Path) -> Path:
    """Two sessions: played as grief; the actor and Ben have gone over both, Cara over one."""
    for name in ("one", "two"):
        folder = session(tmp_path / name, audio=False)
        tag(folder, ACTOR, "grief", "relief")
        tag(folder, BEN, "sadness", "relief")
    tag(tmp_path / "one", CARA, "grief", "joy")
    return tmp_path


def test_raters_are_gathered_from_all_sessions(rated: Path) -> None:
    people = collect([rated / "one", rated / "two"], pytest.fail)
    sizes = {rater.name: len(items) for rater, items in people.items()}
    assert sizes == {"actor, live": 2, "actor": 4, "Ben, blind": 4, "Cara, blind": 2}
    assert people[LIVE][str(rated / "two"), 1].tag == Intent("grief", 3, "joy", ("hiding",))
    names = [(pair.one, pair.other, pair.items) for pair in pairs(people)]
    assert names == [
        ("actor, live", "actor", 2),
        ("actor, live", "Ben, blind", 2),
        ("actor, live", "Cara, blind", 1),
        ("actor", "Ben, blind", 4),
        ("actor", "Cara, blind", 2),
        ("Ben, blind", "Cara, blind", 2),
    ]


def test_improv_agreement_as_it_is_typed(rated: Path) -> None:
    ran = improv("agreement", str(rated))
    assert ran.code == 0
    for words in ("label", "family", "intensity", "audible", "Ben, blind", "listeners", "exact"):
        assert words in ran.flat, words
    (rated / "two" / "session.jsonl").write_text("damaged")
    ran = improv("agreement", str(rated))
    assert ran.code == 0 and "the header line is damaged" in ran.flat


def test_one_rater_alone_is_a_clear_line(tmp_path: Path) -> None:
    folder = session(tmp_path / "s", audio=False)
    is_one_line(improv("agreement", str(folder)), "nothing to compare", "improv tag SESSION --as")


def test_without_the_library_it_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "krippendorff", None)
    with pytest.raises(ImprovError, match=r"improv-partner\[agreement\]"):
        alpha(np.eye(3, dtype=int) * 2, "nominal")
