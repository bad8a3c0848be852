"""The splitter: early first clause, no cut inside "Mr. Hale", nothing spoken that is no speech."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from improv_partner.crew.clauses import LONGEST_CHARS, Clauses, clean, ends_sentence


def split(text: str, chunk: int = 10_000) -> list[str]:
    clauses = Clauses()
    out: list[str] = []
    for i in range(0, len(text), chunk):
        out += clauses.feed(text[i : i + chunk])
    return out + clauses.end()


def test_the_first_clause_is_short_and_later_ones_are_whole_sentences() -> None:
    text = (
        "Well, no, you kept it, didn't you. I went to the shop, and I asked for it, and "
        "they laughed at me. So here we are."
    )
    assert split(text) == [
        "Well, no,",
        "you kept it, didn't you.",
        "I went to the shop, and I asked for it, and they laughed at me.",
        "So here we are.",
    ]


def test_a_clause_is_given_as_soon_as_the_blank_after_it_arrives() -> None:
    clauses = Clauses()
    assert clauses.feed("You came back.") == []
    assert clauses.feed(" ") == ["You came back."]


def test_abbreviations_initials_numbers_and_pauses() -> None:
    assert split("Mr. Hale saw Dr. J. Ito at 4.5 per cent. Good.") == [
        "Mr. Hale saw Dr. J. Ito at 4.5 per cent.",
        "Good.",
    ]
    assert split("It was 3 p.m. when he left. So did I. Goodbye.") == [
        "It was 3 p.m. when he left.",
        "So did I.",
        "Goodbye.",
    ]
    assert split("Well... I never. Oh. Never mind!") == ["Well...", "I never.", "Oh. Never mind!"]
    assert split('She said "Go." Then she went.') == ['She said "Go."', "Then she went."]
    assert not ends_sentence("Well...") and not ends_sentence("well,")
    assert ends_sentence("No!") and ends_sentence('"Go."') and ends_sentence("What?!")


def test_a_long_clause_without_a_comma_is_cut_before_a_joining_word_with_a_comma_added() -> None:
    assert split("I have kept every letter you ever wrote because nobody else would.") == [
        "I have kept every letter you ever wrote,",
        "because nobody else would.",
    ]
    assert split("You would not open that letter even if the house burned down.") == [
        "You would not open that letter even if the house burned down."
    ]
    endless = "na " * 200
    assert all(len(clause) <= LONGEST_CHARS for clause in split(endless))
    assert all(clause.endswith("na,") for clause in split(endless)[:-1])


def test_nothing_is_spoken_that_is_no_speech() -> None:
    assert clean("Hello 😀👩‍🚀🇫🇷! *You* are **late**.") == "Hello! You are late."
    assert clean("# Title\n- one\n- two & three") == "Title one two and three"
    assert clean("See https://example.org/x?y=1 or www.example.org now") == "See or now"
    assert clean("`code` snake_case ~gone~ 20 °C £5 café Señor") == (
        "code snake case gone 20 °C £5 café Señor"
    )
    assert clean("Wait — no . . .") == "Wait — no."
    assert split("😀 ** --- ...") == []


def test_a_broken_stream_leaves_out_its_unfinished_word() -> None:
    clauses = Clauses()
    assert clauses.feed("I have alw") == []
    assert clauses.end(broken=True) == ["I have"]
    assert clauses.feed("And then. ") == ["And then."], "it may go on"


words = st.sampled_from(
    ["I", "and", "because", "well,", "no.", "Mr.", "wait—", "—", "😀", "*so*", "...", "what?", "?",
     "www.a.b", "letter", "4.5", "\n", "#", '"go."', "_a_b_", "&", ",", "p.m.", "J.", "ring;"]
)  # fmt: skip
texts = st.lists(words, max_size=40).map(" ".join) | st.text(max_size=80)


@given(texts, st.lists(st.integers(1, 9), min_size=1))
def test_any_chunking_gives_the_same_clauses_and_nothing_is_lost(
    text: str, sizes: list[int]
) -> None:
    clauses, out, at, i = Clauses(), [], 0, 0
    while at < len(text):
        size = sizes[i % len(sizes)]
        out += clauses.feed(text[at : at + size])
        at, i = at + size, i + 1
    out += clauses.end()
    assert out == split(text)
    assert all(clause == clause.strip() and clause for clause in out)
    assert all(any(c.isalnum() for c in clause) for clause in out)
    joined = " ".join(out)
    assert joined.replace(",", "") == clean(text).replace(",", "")
    assert joined.count(",") - clean(text).count(",") in range(len(out) + 1)
