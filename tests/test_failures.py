"""The failure rules: what was planted is found, and what people say is left alone."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from improv_partner import scene
from improv_partner.events import Intent, NewChoice
from improv_partner.intents import Meant
from improv_partner.notes import LISTENER, Notes, Rater
from improv_partner.recording import read
from improv_partner.research.failures.blocked import denial
from improv_partner.research.failures.character_break import breaks
from improv_partner.research.failures.comfort import formulas
from improv_partner.research.failures.failure import Failure
from improv_partner.research.failures.find import load
from improv_partner.research.failures.kinds import KINDS, definition, failures
from improv_partner.research.failures.polarity import polarity
from improv_partner.research.failures.session import session
from improv_partner.research.failures.stalled import ECHO, echo
from improv_partner.research.failures.words import basic, content

from .planted import Act, Planted, made
from .planted_proof import PROOF
from .planted_score import Proof, proof
from .planted_stories import Troupe

MISREAD = Act("The train leaves at nine.", "It has no driver.", "grief 3", "joy 2", "interest 2")
RECALL, PRECISION = 0.90, 0.85


@pytest.fixture(scope="module")
def proven(tmp_path_factory: pytest.TempPathFactory) -> Proof:
    return proof(Troupe(PROOF, 2027).stories(), tmp_path_factory.mktemp("planted"))


def judged(planted: Planted, folder: Path) -> list[Failure]:
    return failures(load(made(planted, folder))[0])


def test_what_was_planted_is_found(proven: Proof) -> None:
    assert len(proven.reports) >= 120
    for kind, score in proven.scores.items():
        assert score.found >= 3, kind
        assert score.recall >= RECALL and score.precision >= PRECISION, (kind, proven.wrong)


def test_every_failure_says_where_and_why(proven: Proof) -> None:
    found = [one for report in proven.reports for one in report.failures]
    assert {one.severity for one in found} == {1, 2, 3}
    for one in found:
        begin, end = one.span
        assert 0 <= begin < end, one
        assert one.evidence and one.detector.startswith(f"{one.kind}/"), one
        assert Path(one.session).is_dir() and one.model == "planted mind"
    severities = {kind: {f.severity for f in found if f.kind == kind} for kind in KINDS}
    assert all(len(of) > 1 for of in severities.values()), severities


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_defined_and_says_what_it_claims(kind: str) -> None:
    text = definition(kind)
    assert "Definition" in text and "Severity:" in text and "Claims:" in text
    page = Path(__file__).parents[1] / "docs" / "failures.md"
    assert f"`{kind}`" in page.read_text("utf-8")


def test_the_words_of_rehearsed_actors_are_left_alone() -> None:
    """As many false alarms as of people: none in these few lines."""
    for one in scene.find():
        lines = [line.text for line in one.rehearsal]
        assert [formulas(text) for text in lines] == [([], [])] * len(lines)
        assert [breaks(text) for text in lines] == [{}] * len(lines)
        assert all(echo(said, text) < ECHO for said, text in pairwise(lines))
        ours = [*one.offers, *one.listening, *one.covers, *one.curveballs]
        assert [text for text in ours if breaks(text) or any(formulas(text))] == []


def test_a_no_at_the_beginning_is_no_block() -> None:
    said = "You sold the house to a stranger."
    assert denial(said, "No, and I would do it again.") is None
    assert denial(said, "No! He was no stranger, he wept on the stairs.") is None
    found = denial(said, "I never sold the house.")
    assert found and (found[0], found[1].subject) == ("denied", "partner")
    assert denial("Did you sell the house?", "I never sold the house.") is None, "only asked"
    assert denial("If you sold the house, I would know.", "I never sold it.") is None, "supposed"


def test_words_are_compared_in_their_basic_form() -> None:
    assert basic("promises") == basic("promised") == basic("promise")
    assert basic("sold") == basic("sells") and basic("stopped") == basic("stops")
    assert content("Oh well, the letters, the LETTER!") == ["letter"]
    assert polarity("What a lovely day.") == 1 and polarity("It is not lovely.") == -1
    assert polarity("The train leaves at nine.") == 0


def test_the_same_log_gives_the_same_failures(tmp_path: Path) -> None:
    folder = made(Planted("misread", [MISREAD]), tmp_path / "one")
    header, entries = read(folder)
    known = list(entries)
    assert failures(session(folder, header, known)) == failures(session(folder, header, known))
    assert [one.kind for one in failures(session(folder, header, known), ["comfort"])] == []


def test_a_tag_that_was_corrected_counts_as_corrected(tmp_path: Path) -> None:
    folder = made(Planted("misread", [MISREAD]), tmp_path / "one")
    assert [one.cause for one in failures(load(folder)[0])] == ["model"]
    Notes(folder, Rater()).tag(1, 1, Meant("amusement"), corrects=True)
    assert failures(load(folder)[0]) == []


@pytest.mark.parametrize(
    ("tag", "audible", "cause"),
    [("amusement", True, "tag_error"), ("grief", False, "not_audible"), ("grief", True, "model")],
)
def test_listeners_tell_whose_fault_it_is(
    tmp_path: Path, tag: str, audible: bool, cause: str
) -> None:
    folder = made(Planted("misread", [MISREAD]), tmp_path / "one")
    notes = Notes(folder, Rater("Ben", LISTENER, blind=True))
    notes.tag(1, 1, Meant(tag), corrects=False)
    notes.audible(1, 1, audible)
    (found,) = failures(load(folder)[0])
    assert (found.kind, found.cause) == ("misread", cause)


def test_tone_that_was_not_sent_is_no_fault_of_the_model(tmp_path: Path) -> None:
    angry = replace(MISREAD, tag="anger 3", read="neutral", z=2.0)
    silent = {"settings": {"mind": {"tone": "log"}}}
    heard = judged(Planted("sent", [angry]), tmp_path / "sent")
    unheard = judged(Planted("not sent", [angry], header=silent), tmp_path / "not sent")
    assert [(one.kind, one.cause) for one in heard] == [("tone_deaf", "model")]
    assert [(one.kind, one.cause) for one in unheard] == [("tone_deaf", "tone_not_sent")]


def test_a_misheard_line_is_the_fault_of_the_ears(tmp_path: Path) -> None:
    rehearsed = {"source": "rehearsal"}
    (found,) = judged(Planted("misheard", [MISREAD], header=rehearsed), tmp_path / "one")
    assert found.cause == "asr_error", "nothing like it was rehearsed in this scene"
    spoken = replace(MISREAD, said="You came.")
    (found,) = judged(Planted("heard", [spoken], header=rehearsed), tmp_path / "two")
    assert found.cause == "model"


def test_the_actors_better_line_is_not_the_partners(tmp_path: Path) -> None:
    """After a new choice the rejected reply is judged, and not what the actor put in its place."""
    broken = replace(MISREAD, tag="", read="", own="", reply="As an AI, I cannot feel.")
    folder = made(Planted("break", [broken]), tmp_path / "one")
    header, entries = read(folder)
    known = list(entries)
    choice = replace(known[-2], what=NewChoice("How can I help you today?"))
    (found,) = failures(session(folder, header, [*known[:-2], choice, *known[-2:]]))
    assert (found.kind, found.quote) == ("character_break", broken.reply)
    assert found.evidence["new choice"] is True


def test_another_tag_of_the_same_line_may_have_been_read(tmp_path: Path) -> None:
    folder = made(Planted("misread", [MISREAD]), tmp_path / "one")
    header, entries = read(folder)
    known = list(entries)
    at = next(n for n, entry in enumerate(known) if isinstance(entry.what, Intent))
    first = replace(known[at], what=Intent("joy"))
    assert failures(session(folder, header, [*known[:at], first, *known[at:]])) == []
