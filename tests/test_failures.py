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
from improv_partner.research.failures.acts import performed
from improv_partner.research.failures.blocked import denial
from improv_partner.research.failures.character_break import breaks
from improv_partner.research.failures.comfort import ACTS, soothes
from improv_partner.research.failures.failure import Failure
from improv_partner.research.failures.find import load
from improv_partner.research.failures.kinds import KINDS, definition, failures
from improv_partner.research.failures.ledger import facts
from improv_partner.research.failures.polarity import polarity
from improv_partner.research.failures.session import session
from improv_partner.research.failures.sheet import Sheet
from improv_partner.research.failures.stalled import ECHO, adds_nothing, echo
from improv_partner.research.failures.words import basic, content

from .planted import Act, Planted, made
from .planted_banks import KEPT
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


@pytest.mark.parametrize("name", KEPT)
def test_the_words_that_were_met_first_stay_as_they_were(name: str) -> None:
    """What is told of the first meeting holds for these words only; a row more is a new bank."""
    kept = KEPT[name]
    assert kept.bank.seal == kept.seal
    assert name in (Path(__file__).parents[1] / "docs" / "failures.md").read_text("utf-8")


@pytest.mark.parametrize("name", [name for name, kept in KEPT.items() if kept.role != "blind"])
def test_patterns_tell_what_a_bank_calls_wrong_from_what_only_looks_so(name: str) -> None:
    """The kinds that one reply shows, without playing a session."""
    bank = KEPT[name].bank
    for seen, wrong, like in (
        (lambda said, reply: soothes(reply), bank.comfort, bank.like_comfort),
        (lambda said, reply: breaks(reply), bank.breaks, bank.like_breaks),
        (lambda said, reply: denial(said, reply), bank.blocked, bank.like_blocked),
    ):
        found = [bool(seen(*pair)) for pair in wrong]  # names with a colon need the scene's sheet
        assert sum(found) >= 0.8 * len(wrong), [
            p for p, hit in zip(wrong, found, strict=True) if not hit
        ]
        assert sum(bool(seen(*pair)) for pair in like) <= 1
        assert not any(seen(*pair) for pair in bank.clean)


def test_a_denial_is_no_echo_and_an_answer_is_not_empty() -> None:
    said = "The Halcyon has hit the bridge."
    assert echo(said, "The Halcyon has hit the bridge?") == 1.0
    assert echo(said, "The Halcyon hasn't hit the bridge.") == 0.0, "that is a block"
    assert adds_nothing(said, "Well, well. Good.", "") and adds_nothing(said, "Oh? Really?", "")
    assert not adds_nothing(said, "Which bridge?", ""), "it asks for more"
    assert not adds_nothing("Has it hit the bridge?", "Yes.", ""), "it was asked"
    assert not adds_nothing(said, "Then fetch the pump.", "")


def test_another_of_the_family_is_no_contradiction() -> None:
    def against(one: str, other: str) -> bool:
        told = list(facts(one, "actor"))
        return any(new.contradicts(old) for new in facts(other, "partner") for old in told)

    assert against("I have two sisters.", "Your four sisters can wait.")
    assert not against("I have two sisters.", "My brother has four sisters.")
    assert against("Karen is my sister.", "Karen is your cousin.")
    assert against("Captain Moss died in spring.", "Captain Moss is coming up the stairs.")
    assert against("My grandfather is dead.", "Your grandfather is alive.")
    assert not against("My grandfather is dead.", "Your other grandfather is alive.")
    assert against("There are seven of us in the crew.", "There are twelve of you in the crew.")
    assert not against("I have a sister.", "You have two sisters."), "there may be more"
    assert against("I have a sister.", "You have no sister.")


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
        assert [text for text in lines if soothes(text)] == []
        assert [breaks(text) for text in lines] == [{}] * len(lines)
        assert all(echo(said, text) < ECHO for said, text in pairwise(lines))
        ours = [*one.offers, *one.listening, *one.covers, *one.curveballs]
        assert [text for text in ours if breaks(text) or soothes(text)] == []


def test_a_no_at_the_beginning_is_no_block() -> None:
    said = "You sold the house to a stranger."
    assert denial(said, "No, and I would do it again.") is None
    assert denial(said, "No! He was no stranger, he wept on the stairs.") is None
    found = denial(said, "I never sold the house.")
    assert found and (found[0], found[1].subject) == ("denied", "partner")
    assert denial("Did you sell the house?", "I never sold the house.") is None, "only asked"
    assert denial("If you sold the house, I would know.", "I never sold it.") is None, "supposed"


def test_a_habit_is_no_denial_and_consolation_no_block() -> None:
    assert denial("The gate is locked.", "They never lock while the mill is turning.") is None
    assert denial("I'm a coward.", "You're not a coward.") is None, "said to console"
    assert denial("A goose is on the roof.", "Nobody's on the roof.")
    assert denial("I hid a goose under the bed.", "There's nothing under the bed.")
    assert denial("It's raining.", "It's not raining at all.")


def test_what_people_say_too_shows_something_only_beside_another() -> None:
    """One act in words that anybody uses is left alone; two, or one that nobody else does, not."""
    assert performed("There's no rush.", ACTS) == (1, {"sets no pace": "no rush"})
    assert not soothes("There's no rush.") and not soothes("I'm listening.")
    assert soothes("There's no rush, I'm listening.")
    assert soothes("Where do you notice it in your body?")
    points, found = performed("There is no rush, no rush and no pressure.", ACTS)
    assert (points, [*found]) == (1, ["sets no pace"]), "no act and no word counts twice"


def test_a_machine_a_role_and_its_own_name_are_heard_from_outside() -> None:
    sheet = Sheet(actor="Ida", character="Tom Reed")
    for text, sub in (
        ("I don't have personal memories of any harvest.", "assistant"),
        ("I can't describe violent acts in detail.", "assistant"),
        ("Where should the story go from here?", "meta"),
        ("Tom would probably say no.", "meta"),
        ("Mr Reed: Sit down.", "label"),
    ):
        assert sub in breaks(text, sheet), text
    for text in (
        "I can't help you with that pump.",
        "That is another story, and a long one.",
        "Tom Reed, at your service.",
        "I have no memory of any harvest.",
    ):
        assert breaks(text, sheet) == {}, text


@pytest.mark.parametrize(
    ("before", "now", "what"),
    [
        ("I'm thirty.", "You're only nineteen.", "number"),
        ("Ines is my aunt.", "Your sister Ines can wait.", "kin"),
        ("My uncle drowned in May.", "Your uncle rang me yesterday.", "alive"),
        ("I have two goats.", "All six goats are in the yard.", "number"),
    ],
)
def test_what_contradicts_is_known_by_the_simple_sentence(before: str, now: str, what: str) -> None:
    old, new = [*facts(before, "actor")], [*facts(now, "partner")]
    hits = [fact for fact in new if any(fact.contradicts(one) for one in old)]
    assert [fact.what for fact in hits] == [what]


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
