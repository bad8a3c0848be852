"""The pure parts of the ears: a line's sound, its pieces, agreement, which words are believed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improv_partner.crew.ears.agreement import Agreement
from improv_partner.crew.ears.doubts import believed, doubtful
from improv_partner.crew.ears.line_audio import KEPT_FRAMES, LINE_FRAMES, LineAudio, Run
from improv_partner.crew.ears.pieces import (
    AFTER_FRAMES,
    BEFORE_FRAMES,
    MOST_FRAMES,
    Piece,
    pieces,
    speech,
)
from improv_partner.crew.ears.whisper import Whisper
from improv_partner.settings import EarsSettings

# The sound of a line


class Marked:
    """Hears speech in the frames that end with a byte other than 0."""

    def voiced(self, pcm: bytes) -> bool:
        return pcm[-1] > 0


def numbered(count: int) -> list[bytes]:
    return [number.to_bytes(4, "little") * 160 for number in range(count)]


def test_the_last_seconds_are_always_kept() -> None:
    audio, sound = LineAudio(Marked()), numbered(1000)
    for frame in sound:
        audio.feed(frame)
    assert audio.frames() == []
    audio.open(back=100)
    assert audio.frames() == sound[1000 - 1 - 100 - 10 :]  # with 0.2 s of lead-in
    audio.open(back=10_000)
    assert audio.frames() == sound[-KEPT_FRAMES:]


def test_a_line_that_nobody_ends_does_not_grow_for_ever() -> None:
    audio, sound = LineAudio(Marked()), numbered(LINE_FRAMES + 500)
    audio.open(0)
    for frame in sound:
        audio.feed(frame)
    assert audio.frames() == sound[-LINE_FRAMES:]
    assert audio.frames(first=600, end=602) == sound[600:602]
    assert audio.start == 500
    audio.shut()
    audio.feed(sound[0])
    audio.open(back=10_000)
    assert len(audio.frames()) == KEPT_FRAMES


def test_a_cut_keeps_the_short_memory() -> None:
    audio, sound = LineAudio(Marked()), numbered(300)
    audio.open(0)
    for frame in sound:
        audio.feed(frame)
    audio.cut(290)
    assert audio.frames() == sound[290:]
    audio.feed(sound[0])
    audio.open(back=50)
    assert audio.frames() == [*sound[301 - 1 - 50 - 10 :], sound[0]]


def test_speech_is_found_and_clicks_are_not() -> None:
    audio = LineAudio(Marked())
    audio.open(0)
    for mark in "..###...##..#####":
        audio.feed(bytes(639) + (b"\x01" if mark == "#" else b"\x00"))
    assert audio.runs() == [Run(2, 5), Run(12, 17)]
    assert audio.spoken == 17
    audio.cut(14)
    assert audio.runs() == [Run(14, 17)]
    audio.cut(17)
    assert audio.runs() == [] and audio.spoken == 0


# Pieces


def silent(first: int, end: int) -> list[bytes]:
    return [bytes(640)] * (end - first)


def test_a_short_line_is_one_piece_with_its_surroundings() -> None:
    assert pieces([Run(100, 200)], 400, silent) == [
        Piece(100 - BEFORE_FRAMES, 200 + AFTER_FRAMES, 200 + AFTER_FRAMES)
    ]
    assert pieces([Run(3, 200)], 202, silent) == [Piece(0, 202, 202)]
    assert pieces([], 400, silent) == []


def test_a_long_line_is_cut_in_its_last_pause() -> None:
    runs = [Run(100, 300), Run(340, 600), Run(660, 1000)]
    first, second = pieces(runs, 1020, silent)
    assert first == Piece(100 - BEFORE_FRAMES, 600 + AFTER_FRAMES, 630)
    assert second == Piece(660 - BEFORE_FRAMES, 1000 + AFTER_FRAMES, 1000 + AFTER_FRAMES)


def test_a_line_without_a_pause_is_cut_where_it_is_quietest() -> None:
    def sound(first: int, end: int) -> list[bytes]:
        return [
            b"\x01\x00" * 320 if 690 <= n < 695 else b"\x00\x10" * 320 for n in range(first, end)
        ]

    first, second = pieces([Run(100, 1000)], 1000, sound)
    assert first.cut == 692
    assert (first.end, second.first) == (692, 692)


stretches = st.lists(st.tuples(st.integers(1, 2000), st.integers(3, 2500)), min_size=1, max_size=8)


@given(stretches, st.integers(0, 20))
def test_every_frame_of_speech_is_in_one_piece_and_no_piece_is_too_long(
    given_stretches: list[tuple[int, int]], after: int
) -> None:
    runs, at = [], 0
    for gap, length in given_stretches:
        runs.append(Run(at + gap, at + gap + length))
        at += gap + length
    found = pieces(runs, at + after, silent)
    covered = [n for piece in found for n in range(piece.first, piece.end)]
    assert covered == sorted(set(covered))
    assert {n for run in runs for n in range(run.first, run.end)} <= set(covered)
    assert all(piece.end - piece.first <= MOST_FRAMES for piece in found)
    assert all(piece.end <= piece.cut for piece in found)


@given(stretches, st.lists(st.integers(0, 400), max_size=30))
def test_speech_taken_bit_by_bit_is_each_frame_once(
    given_stretches: list[tuple[int, int]], steps: list[int]
) -> None:
    runs, at = [], 0
    for gap, length in given_stretches:
        runs.append(Run(at + gap, at + gap + length))
        at += gap + length
    whole = [n for part in speech(runs, 0, at) for n in part]
    taken: list[int] = []
    now = first = 0
    for step in [*steps, at]:
        now = min(at, now + step)
        so_far = [up_to(run, now) for run in runs if run.first < now]
        for part in speech(so_far, first, now):
            taken += part
            first = part.stop
    assert taken == whole == sorted(set(taken))
    assert {n for run in runs for n in range(run.first, run.end)} <= set(taken)


def up_to(run: Run, now: int) -> Run:
    return Run(run.first, min(run.end, now))


# Agreement


def test_a_shown_word_stays_until_two_looks_agree_on_another() -> None:
    shown = Agreement()
    assert shown.look("the whole") == ""
    assert shown.look("The whole, world is") == "The whole,"
    assert shown.look("the hole world is a") == "The whole,"
    assert shown.look("the hole world is a stage") == "the hole world is a"
    assert shown.look("") == "the hole world is a"


def test_a_lull_shows_everything() -> None:
    shown = Agreement()
    assert shown.look("I am your") == ""
    assert shown.whole("I am your father.") == "I am your father."
    assert shown.look("I am your father and") == "I am your father."
    assert shown.look("I am your father and you") == "I am your father and"
    assert shown.whole("No.") == "No."


# What is believed


@dataclass(frozen=True)
class Said:
    text: str = "where is the key"
    avg_logprob: float = -0.2
    no_speech_prob: float = 0.01
    compression_ratio: float = 0.9


@pytest.mark.parametrize(
    ("segment", "speech_s"),
    [
        (Said(compression_ratio=2.5), 5.0),
        (Said("good evening", -1.58, 0.84), 1.0),  # what the tests' model says to silence
        (Said("good evening", -1.2, 0.7), 1.0),
        (Said("run", -2.59, 0.3), 1.0),
        (Said("Thanks for watching!"), 0.1),
    ],
)
def test_what_is_not_believed(segment: Said, speech_s: float) -> None:
    assert not believed(segment, speech_s)


@pytest.mark.parametrize(
    "segment",
    [
        Said(),
        Said(no_speech_prob=0.9),  # whispered: the words are likely
        Said(avg_logprob=-1.3),  # mumbled, but somebody speaks
        Said("no no no no not the cake", compression_ratio=2.3),
    ],
)
def test_what_is_believed(segment: Said) -> None:
    assert believed(segment, 1.0)
    assert believed(Said("No."), 0.06)


def test_what_is_doubtful() -> None:
    assert not doubtful(Said()) and not doubtful(Said(no_speech_prob=0.9))
    assert doubtful(Said(avg_logprob=-1.1)) and doubtful(Said(compression_ratio=2.5))


class Model:
    """Answers as written, and remembers how it was asked."""

    window_s = 0.0

    def __init__(self, *answers: list[Said], words: int = 51_864) -> None:
        self.hf_tokenizer = SimpleNamespace(get_vocab_size=lambda: words)
        self.answers = list(answers)
        self.asked: list[dict[str, Any]] = []

    def transcribe(self, audio: Any, **how: Any) -> tuple[list[Said], None]:
        self.asked.append({"samples": len(audio), "window_s": self.window_s, **how})
        return self.answers.pop(0) if self.answers else [Said()], None


PIECE = bytes(640 * 100)  # 2 s


def test_the_scenes_names_reach_the_model() -> None:
    model = Model()
    whisper = Whisper(model, EarsSettings(language="de"), ["Otis", "Marguerite of Hill"])
    assert whisper.words(PIECE, quick=True) == "where is the key"
    (how,) = model.asked
    assert (how["hotwords"], how["language"]) == ("Otis, Marguerite of Hill", "de")


@pytest.mark.parametrize(("words", "names"), [(51_864, []), (900, ["Otis"])])
def test_without_names_or_letters_to_spell_them_none_are_given(
    words: int, names: list[str]
) -> None:
    model = Model(words=words)
    Whisper(model, EarsSettings(), names).words(PIECE, quick=True)
    assert model.asked[0]["hotwords"] is None


def test_a_quick_look_has_a_short_window_and_one_try() -> None:
    model = Model([replace(Said(), avg_logprob=-1.2)])
    assert Whisper(model, EarsSettings()).words(PIECE, quick=True) == "where is the key"
    assert [(how["window_s"], how["temperature"]) for how in model.asked] == [(10.0, 0.0)]


def test_final_words_have_the_window_that_whisper_has_learnt_on() -> None:
    model = Model()
    Whisper(model, EarsSettings()).words(PIECE, quick=False)
    assert [(how["window_s"], how["temperature"]) for how in model.asked] == [(30.0, (0.0, 0.4))]


def test_doubtful_final_words_of_a_short_window_are_heard_again_in_a_whole_one() -> None:
    model = Model([Said("no no no no", compression_ratio=3.0)], [Said("no")], [Said("yes")])
    whisper = Whisper(model, EarsSettings(final_window_s=10.0))
    assert [whisper.words(PIECE, quick=False) for _ in range(2)] == ["no", "yes"]
    assert [how["window_s"] for how in model.asked] == [10.0, 30.0, 10.0]
    assert whisper.words(bytes(640 * 700), quick=False)  # 14 s
    assert model.asked[-1]["window_s"] == 16.0
