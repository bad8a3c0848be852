"""What a judge may write, and what is made of it: votes, evidence, verdicts, cost, agreement."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from improv_partner.notes import VERDICTS
from improv_partner.research.failures.find import load
from improv_partner.research.judge import answered, kappa, wording
from improv_partner.research.judge.answers import Vote, stands_in, vote
from improv_partner.research.judge.ask import MAX_TOKENS, VOTES, Ask
from improv_partner.research.judge.cost import Bill, Purse, bill
from improv_partner.research.judge.measured import Check, consensus
from improv_partner.research.judge.questions import QUESTIONS, about, questions
from improv_partner.research.judge.votes import Judged

from .judged_evening import FACT, evening
from .judges import said

REPLY = "Nonsense, you came in here alone."
# A text that has once been asked is never changed: give the new one the next number.
PUBLISHED = {
    "form-1": "75b86ac456537f08",
    "blocked-1": "0505539a667916c9",
    "contradiction-1": "e1dbc2d5f8bf49cc",
    "took_it_straight-1": "a3c62a6d5a079711",
    "tone_deaf-1": "6b7dca77fcbfd4a7",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return evening(tmp_path_factory.mktemp("judged"))


@pytest.fixture(scope="module")
def asks(folder: Path) -> dict[tuple[int, str], Ask]:
    session, _ = load(folder)
    return {(ask.turn.number, ask.kind): ask for ask in questions(session, QUESTIONS, set())}


def test_each_kind_is_asked_only_where_its_definition_has_what_it_needs(
    asks: dict[tuple[int, str], Ask],
) -> None:
    for kind, exchanges in {
        "blocked": [1, 2, 3, 4, 5],
        "contradiction": [1, 2, 3, 4, 5],
        "took_it_straight": [2],
        "tone_deaf": [3],
    }.items():
        assert [number for number, of in asks if of == kind] == exchanges


def test_what_a_rule_has_found_is_not_asked_again(folder: Path) -> None:
    session, _ = load(folder)
    asked = questions(session, ["blocked", "comfort"], {(2, "blocked")})
    assert [ask.turn.number for ask in asked] == [1, 3, 4, 5]
    assert about(session, 4, "tone_deaf") is None and about(session, 9, "blocked") is None


def test_the_judge_is_blind_to_the_kind_and_sees_the_tag_only_where_it_has_to(
    asks: dict[tuple[int, str], Ask],
) -> None:
    for (number, kind), ask in asks.items():
        words = "".join(row["content"] for row in ask.messages(0)).lower()
        for hidden in ("block", "tone-deaf", "straight", "contradict", "failure", "mistake"):
            assert hidden not in words, (kind, hidden)
        assert ("contempt" in words) == (kind == "took_it_straight"), (number, kind)
        assert "anger" not in words and "interest 2" not in words, "no tag, no reading"
        assert ("louder than usual" in words) == (kind == "tone_deaf"), number
    shown = asks[3, "blocked"].messages(0)[1]["content"]
    assert "Both know: Their mother died in March." in shown
    assert "Partner: Nonsense, you came in here alone." in shown, "what came before"
    assert "canal" not in shown, "and not what came after"


def test_the_first_answer_is_another_one_in_each_vote(asks: dict[tuple[int, str], Ask]) -> None:
    texts = [asks[1, "blocked"].messages(number)[1]["content"] for number in range(VOTES)]
    firsts = [text.split("\n- ")[1].partition(":")[0] for text in texts]
    assert firsts == ["takes it up and adds", "takes it up", "passes it over"]
    assert all(text.split("\n- ")[-1].startswith("cannot tell") for text in texts)


def test_prompts_are_versioned() -> None:
    files = {file.stem for file in wording.FOLDER.glob("*.txt")}
    assert files == set(PUBLISHED)
    for name, known in PUBLISHED.items():
        digest = hashlib.sha256(wording.words(name).encode()).hexdigest()[:16]
        assert digest == known, f"{name} was changed: give the new text the next number"
    for kind, question in QUESTIONS.items():
        known_answers = wording.prompt(kind, question.version).answers
        assert set(question.fails) < set(known_answers) and "cannot tell" in known_answers


@pytest.mark.parametrize(
    "text",
    [
        said("denies it", "you came in here alone"),
        said("Denies it.", "NONSENSE… here alone"),
        f"```json\n{said('denies it', REPLY)}\n```\nI hope that helps {{}}",
        f'{{"answer": 3}} or rather {said("denies it", REPLY)}',
        said("denies it", "“Nonsense, you came in here alone”"),
    ],
)
def test_an_answer_is_found_whatever_stands_around_it(
    asks: dict[tuple[int, str], Ask], text: str
) -> None:
    given = vote(asks[1, "blocked"], text)
    assert (given.answer, given.fault) == ("denies it", "")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", "no answer in the form"),
        ("It denies it.", "no answer in the form"),
        ("{" * 5000, "no answer in the form"),
        ('{"a": ' * 3000, "no answer in the form"),
        ("I’m sorry, I can’t help with that.", "refused"),
        ("[]", "no answer in the form"),
        ('{"answer": ["denies it"], "quote": "here alone"}', "none of the answers"),
        (said("it blocks", REPLY), "none of the answers"),
        (said("denies it", "there was never a dog"), "quote is not in the reply"),
        (said("denies it", ""), "quote is not in the reply"),
        (said("denies it", "you"), "quote is not in the reply"),
        (said("denies it", "here alone ... Nonsense"), "quote is not in the reply"),
        (said("denies it", "I have brought my dog along"), "quote is not in the reply"),
    ],
)
def test_a_vote_without_form_or_evidence_does_not_count(
    asks: dict[tuple[int, str], Ask], text: str, fault: str
) -> None:
    assert fault in vote(asks[1, "blocked"], text).fault


def test_a_conflict_needs_evidence_from_both_sides(asks: dict[tuple[int, str], Ask]) -> None:
    ask = asks[1, "contradiction"]
    assert vote(ask, said("conflicts", REPLY, FACT)).fault == ""
    assert vote(ask, said("conflicts", REPLY, "I have brought my dog")).fault == "", "its line too"
    assert "was not said" in vote(ask, said("conflicts", REPLY, "It snows in May")).fault
    assert "was not said" in vote(ask, said("conflicts", REPLY)).fault
    assert vote(ask, said("says nothing of it", REPLY)).fault == ""


def test_a_quote_stands_in_a_text_by_whole_words() -> None:
    assert stands_in("Yes!", "yes") and not stands_in("yes", "yes and no")
    assert not stands_in("art is", "smart island") and not stands_in("...", "a b")


YES, NO = Vote("denies it", "x"), Vote("takes it up", "x")
UNSURE, BAD = Vote("cannot tell"), Vote(fault="nonsense")


@pytest.mark.parametrize(
    ("votes", "verdict"),
    [
        ([YES, YES, YES], "yes"),
        ([YES, NO, YES], "yes"),
        ([YES, Vote("passes it over", "x"), NO], "yes"),
        ([NO, NO, YES], "no"),
        ([YES, NO, UNSURE], "cannot tell"),
        ([UNSURE, UNSURE, YES], "cannot tell"),
        ([YES, YES, BAD], "yes"),
        ([YES, NO, BAD], "cannot tell"),
        ([YES, BAD, BAD], "not judged"),
        ([BAD, BAD, BAD], "not judged"),
    ],
)
def test_two_of_three_decide(
    asks: dict[tuple[int, str], Ask], votes: Sequence[Vote], verdict: str
) -> None:
    assert Judged(asks[1, "blocked"], votes).verdict == verdict


def test_faults_are_told_together(asks: dict[tuple[int, str], Ask]) -> None:
    one = Judged(asks[1, "blocked"], [BAD, YES, BAD])
    assert one.faults == ["2 of 3 votes: nonsense"] and one.agreeing == []


def test_the_same_question_has_the_same_key_and_any_other_another(
    asks: dict[tuple[int, str], Ask],
) -> None:
    keys = {
        ask.key(number, model, server)
        for ask in asks.values()
        for number in range(VOTES)
        for model in ("a", "b")
        for server in ("", "http://localhost/v1")
    }
    assert len(keys) == len(asks) * VOTES * 4
    one = asks[1, "blocked"]
    assert one.key(0, "a", "") == one.key(0, "a", "")


def test_an_answer_is_kept_whole_or_not_at_all(tmp_path: Path) -> None:
    session = tmp_path / "one"
    assert answered.find(session, "k") is None
    answered.keep(session, "k", "m", "Grüße {")
    assert answered.find(session, "k") == "Grüße {"
    (file,) = (tmp_path / answered.FOLDER / "one").iterdir()
    for damaged in (b"", b"\xff", b'{"text": 3}', b"[]"):
        file.write_bytes(damaged)
        assert answered.find(session, "k") is None


def test_a_cost_is_an_upper_bound_in_tokens_or_money(asks: dict[tuple[int, str], Ask]) -> None:
    ask = asks[1, "blocked"]
    cost = bill(ask, range(VOTES))
    chars = sum(len(row["content"]) for row in ask.messages(0))
    assert cost.requests == 3 and cost.tokens_out == 3 * MAX_TOKENS
    assert chars * 3 / 4.5 < cost.tokens_in < chars * 3 / 3
    assert Purse().affords(cost) and not Purse(budget=100).affords(cost)
    priced = Purse(2.0, 10.0, budget=0.02)
    assert priced.worth(Bill(1, 1_000_000, 100_000)) == 3.0
    assert priced.affords(cost) and "at most 0.01" in priced.words(cost)
    assert "at most 900 out" in Purse().words(cost) and "0." not in Purse().words(cost)


def test_weighted_kappa_is_that_of_the_book() -> None:
    # Observed: 1 and 1 step apart, and once 2; expected: of every two margins.
    pairs = [("no", "no")] * 4 + [("yes", "yes")] * 3
    pairs += [("no", "cannot tell"), ("cannot tell", "yes"), ("yes", "no")]
    rows = [sum(one == name for one, _ in pairs) for name in VERDICTS]
    columns = [sum(other == name for _, other in pairs) for name in VERDICTS]
    expected = sum(abs(i - j) * rows[i] * columns[j] / 10 for i in range(3) for j in range(3))
    assert kappa.kappa(pairs) == pytest.approx(1 - 4 / expected)
    low, high = kappa.interval(pairs) or (2, 2)
    assert low < 1 - 4 / expected < high and kappa.interval(pairs) == (low, high)
    assert kappa.kappa([]) is None and kappa.kappa([("no", "no")] * 20) is None
    assert kappa.interval(pairs[:9]) is None
    opposite = [("yes", "no"), ("no", "yes")] * 5
    assert kappa.kappa(opposite) == -1.0


def test_a_judge_is_trusted_from_half_and_only_with_enough_verdicts() -> None:
    assert Check("blocked", 1, 40, kappa=0.5).doubt == ""
    assert "0.49" in Check("blocked", 1, 40, kappa=0.49).doubt
    assert "too few" in Check("blocked", 1, 9, kappa=0.9).doubt
    assert "too few" in Check("blocked", 1, 40, kappa=None).doubt


def test_several_people_are_one_verdict() -> None:
    assert consensus({"A": "yes", "B": "yes", "C": "no"}) == "yes"
    assert consensus({"A": "yes", "B": "no"}) == "cannot tell"
    assert json.loads(said("a", "b"))["answer"] == "a"
