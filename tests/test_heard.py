"""The partner said what was heard: not a word more, not a word less."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from improv_partner.heard import heard_text

TEXT = "Don't go. I kept the ring, you know."
# As the built-in voice marks it, in round numbers: sample at which each word begins, end of word.
MARKS = ((0, 5), (3000, 8), (14000, 11), (15000, 16), (20000, 20), (22000, 25), (32000, 30),
         (34000, 35))  # fmt: skip
TOTAL = 45_000


def at(samples: int) -> str:
    return heard_text(TEXT, MARKS, samples, TOTAL)


def test_nothing_played_is_nothing_heard_and_everything_is_the_whole_text():
    assert at(0) == ""
    assert at(TOTAL) == TEXT
    assert heard_text(TEXT, (), 0, TOTAL) == ""
    assert heard_text(TEXT, (), TOTAL, TOTAL) == TEXT
    assert heard_text("", (), 5, 0) == ""


def test_a_word_counts_once_most_of_its_sound_has_left():
    assert at(15_000 + 2_900) == "Don't go. I"
    assert at(15_000 + 3_100) == "Don't go. I kept"


def test_the_pause_after_a_word_is_not_part_of_it():
    """ "go" and its pause last 11 000 samples: the word itself is long over in the middle of it."""
    assert at(3000 + 1500) == "Don't"
    assert at(3000 + 5000) == "Don't go"
    assert at(22_000 + 5000) == "Don't go. I kept the ring"
    assert at(TOTAL - 5000) == "Don't go. I kept the ring, you know"


def test_words_without_a_mark_are_heard_with_the_next_marked_one():
    assert heard_text("end of a line", ((0, 3), (900, 6), (2000, 13)), 1600, 4000) == "end of"
    assert (
        heard_text("end of a line", ((0, 3), (900, 6), (2000, 13)), 3600, 4000) == "end of a line"
    )


def test_without_marks_the_guess_is_within_a_word_of_the_truth():
    for samples in range(500, TOTAL, 500):
        guess = heard_text(TEXT, (), samples, TOTAL)
        assert abs(len(guess.split()) - len(at(samples).split())) <= 2


def test_a_clause_without_words_is_heard_only_as_a_whole():
    assert heard_text("…", (), 999, 1000) == ""
    assert heard_text("…", (), 1000, 1000) == "…"


@st.composite
def clauses(draw):
    text = draw(st.text(max_size=60))
    total = draw(st.integers(0, 10_000))
    count = draw(st.integers(0, 12))
    begins = sorted(draw(st.lists(st.integers(0, total), min_size=count, max_size=count)))
    ends = sorted(draw(st.lists(st.integers(0, len(text)), min_size=count, max_size=count)))
    return text, tuple(zip(begins, ends, strict=True)), total


@given(clauses(), st.integers(-5, 10_005), st.integers(0, 5_000))
def test_more_samples_never_take_a_word_back(clause, samples, more):
    text, marks, total = clause
    for known in (marks, ()):
        less = heard_text(text, known, samples, total)
        later = heard_text(text, known, samples + more, total)
        assert later.startswith(less)
        assert text.startswith(later)
