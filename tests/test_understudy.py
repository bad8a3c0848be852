"""The understudy: takes up what it hears, keeps to the scene, says nothing twice."""

from __future__ import annotations

from contextlib import aclosing
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improv_partner import virtual
from improv_partner.crew import FirstToken, Moment
from improv_partner.crew.clauses import Clauses, ends_sentence
from improv_partner.crew.mind import understudy_lines as lib
from improv_partner.crew.mind.chat import ChatMind
from improv_partner.crew.mind.hearing import claims, feeling, flip, offers, question
from improv_partner.crew.mind.prompt import messages
from improv_partner.crew.mind.reading import ReadingParser
from improv_partner.crew.mind.understudy import NO_REPEAT_LINES, Understudy
from improv_partner.crew.mind.understudy_server import MODEL, read_messages, understudy_client
from improv_partner.events import Reading
from improv_partner.scene import Scene, Silence
from improv_partner.settings import MindSettings
from improv_partner.transcript import Line

from .scene_sample import sample_scene

SCENE = sample_scene()
PLAYERS = (SCENE.actor.name, SCENE.character.name)
SAID = [
    "You came.",
    "You missed the funeral.",
    "I found a letter in the piano.",
    "Where is the ring?",
    "You sold it, you sold our mother's ring.",
    "Great, now you can buy another nice coat.",
    "I am so sorry.",
    "the the uh",
    "No.",
    "Do not open that door!",
    "Who is out there?",
    "I love this old house.",
]


def spoken(reply: str) -> tuple[Reading, str]:
    """The reading and the words of a reply, as the mind's parser takes them apart."""
    parser = ReadingParser(1, 0)
    reading, *texts = parser.feed(reply) + parser.end()
    assert isinstance(reading, Reading)
    return reading, "".join(t for t in texts if isinstance(t, str))


def play(scene: Scene, seed: int, said: list[str]) -> list[Line]:
    """A dialogue: the understudy answers each line."""
    understudy, lines = Understudy(scene, seed), list[Line]()
    for text in said:
        lines.append(Line(len(lines) + 1, "actor", text))
        reading, answer = spoken(understudy.reply(lines))
        lines.append(Line(len(lines) + 1, "partner", answer, reading=reading))
    return lines


def partner(lines: list[Line]) -> list[str]:
    return [line.text for line in lines if line.who == "partner"]


def test_it_hears_nouns_and_turns_owners_round() -> None:
    heard = {
        "I lost my mother's ring in the garden": ["your mother's ring", "the garden"],
        "Your letters smell of smoke.": ["my letters"],
        "Tell Tom that a man is at our door": ["the man", "our door", "Tom"],
        "Margaret, you never asked.": [],
        "I went there on Monday.": [],
        "thornfield is cold": ["Thornfield"],
        "Mother would have laughed.": ["Mother"],
    }
    for text, nouns in heard.items():
        assert sorted(o.text for o in offers(text, SCENE.names, PLAYERS)) == sorted(nouns), text
    kinds = {o.text: (o.kind, o.plural) for o in offers("the keys, my sister, the truth", (), ())}
    assert kinds == {
        "the keys": ("thing", True),
        "your sister": ("person", False),
        "the truth": ("idea", False),
    }


def test_it_turns_statements_round() -> None:
    turned = {
        "you took my ring": "I took your ring",
        "I am so proud of you": "you are so proud of me",
        "you're lying to me": "I am lying to you",
        "I was yours": "you were mine",
        "I thought you were my friend": "you thought I was your friend",
        "she gave me your coat, Anna": "she gave you my coat Anna",
    }
    for text, expected in turned.items():
        assert flip(text, SCENE.names) == expected
    assert claims("Well, you sold it and I hate it here.", ()) == [
        ("you", "I sold it"),
        ("i", "you hate it here"),
    ]
    assert claims("Do you know my name?", ()) == []


def test_it_hears_questions_and_feelings() -> None:
    asked = {
        "Where is it?": "where",
        "who are you": "who",
        "Did you sell it": "yes",
        "You sold it": "",
    }
    assert {text: question(text) for text in asked} == asked
    assert feeling("You stole it, you liar!") == ("anger", 3, "")
    assert feeling("Great, now you can buy another nice coat.") == ("contempt", 2, "sarcastic")
    assert feeling("The bus was late.") == ("neutral", 1, "")


def test_the_first_line_is_taken_up_and_something_is_added() -> None:
    for seed in range(20):
        _, answer = play(SCENE, seed, ["I found a letter."])
        assert "letter" in answer.text or "will" in answer.text, answer.text
        assert any(offer in answer.text for offer in SCENE.offers)


def test_asked_twice_it_answers_the_same_and_another_seed_gives_another_evening() -> None:
    assert play(SCENE, 1, SAID) == play(SCENE, 1, SAID)
    evenings = {tuple(partner(play(SCENE, seed, SAID))) for seed in range(6)}
    assert len(evenings) == 6


@pytest.mark.parametrize("seed", range(8))
def test_it_keeps_the_scenes_limits_and_repeats_nothing(seed: int) -> None:
    scene = replace(SCENE, max_words=22, max_sentences=2)
    lines = play(scene, seed, SAID * 2)
    answers = partner(lines)
    for answer in answers:
        assert 0 < len(answer.split()) <= 22
        clauses = Clauses()
        assert sum(map(ends_sentence, clauses.feed(answer) + clauses.end())) <= 2
        assert "{" not in answer and "  " not in answer and answer[0].isupper()
        assert answer[-1] in ".!?"
    for i, answer in enumerate(answers):
        for earlier in answers[max(0, i - NO_REPEAT_LINES) : i]:
            assert answer != earlier
    text = " ".join(answers)
    for offer in scene.offers:
        assert text.count(offer) <= 1, "an offer is made once"


def test_an_offer_that_was_not_heard_may_come_again() -> None:
    lines = [Line(1, "actor", "You came.")]
    _, first = spoken(Understudy(SCENE, 3).reply(lines))
    [offer] = [offer for offer in SCENE.offers if offer in first]
    cut = [*lines, Line(2, "partner", first.split()[0], cut=True), Line(3, "actor", "Hush.")]
    heard = [*cut, Line(4, "partner", "All right."), Line(5, "actor", "Go on then.")]
    said = {spoken(Understudy(SCENE, seed).reply(heard))[1] for seed in range(40)}
    assert any(offer in text for text in said)


def test_after_an_interruption_it_is_brief() -> None:
    lines = [
        Line(1, "actor", "You came."),
        Line(2, "partner", "I would have come", cut=True),
        Line(3, "actor", "Be quiet."),
    ]
    for seed in range(10):
        _, answer = spoken(Understudy(SCENE, seed).reply(lines))
        assert not any(offer in answer for offer in SCENE.offers)


@pytest.mark.parametrize("does", ["wait", "breathe", "act", "name"])
def test_silence_and_opening(does: str) -> None:
    scene = replace(SCENE, silence=Silence(6.0, does))
    lines = [Line(1, "actor", "You came."), Line(2, "partner", "I did.")]
    own = (*lib.SILENCES[does], *(scene.offers if does == "act" else ()))
    for seed in range(10):
        assert spoken(Understudy(scene, seed).reply(lines, "silence"))[1] in own
        reading, opening = spoken(Understudy(scene, seed).reply([], "opening"))
        assert opening.startswith(lib.OPENINGS)
        assert reading.own and not reading.label, "there is nothing to read yet"


@given(st.lists(st.text(max_size=60) | st.sampled_from(SAID), min_size=1, max_size=6))
def test_whatever_is_said_there_is_an_answer(said: list[str]) -> None:
    for line in play(SCENE, 0, said):
        if line.who == "partner":
            assert line.text.strip()
            assert line.reading and line.reading.own


def test_a_server_reads_the_scene_from_its_messages() -> None:
    lines = play(SCENE, 2, SAID[:3])
    lines[1].cut = True
    lines[1].text = lines[1].text.rstrip(".,")
    lines.append(Line(7, "actor", "Go on."))
    for why in ("turn", "silence", "opening"):
        asked = [] if why == "opening" else lines
        read, found = read_messages(messages(SCENE, Moment(7, 0, asked, why)))
        assert found == why
        assert [(r.who, r.text, r.cut) for r in read] == [(n.who, n.text, n.cut) for n in asked]


def test_the_same_client_plays_it_on_virtual_time() -> None:
    async def story() -> list[FirstToken | Reading | str]:
        rules = MindSettings(model=MODEL)
        mind = ChatMind(SCENE, rules, client=understudy_client(SCENE, seed=4, words_per_s=1.0))
        assert mind.name == "understudy-rules"
        assert (await mind.check()).startswith("understudy-rules answers")
        moment = Moment(1, 2, [Line(1, "actor", "I found a letter.")])
        async with aclosing(mind.reply(moment)) as reply:
            parts = [part async for part in reply]
        await mind.close()
        return parts

    parts = virtual.run(story())
    reading, text = spoken(Understudy(SCENE, 4).reply([Line(1, "actor", "I found a letter.")]))
    assert parts[:2] == [FirstToken(), replace(reading, revision=2)]
    assert " ".join(str(part) for part in parts[2:]) == text
