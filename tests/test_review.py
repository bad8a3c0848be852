"""A pass over the actor's lines, on virtual time: what is heard, asked, shown and kept."""

from __future__ import annotations

import asyncio
import io
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console

from improv_partner import virtual
from improv_partner.desk import keys, tagging
from improv_partner.desk.clock import Clock, NoClock, SoundClock
from improv_partner.desk.review import HELP, QUIT, Review, spoken
from improv_partner.desk.tape import Tape
from improv_partner.exchanges import exchanges
from improv_partner.notes import FILE, LISTENER, Notes, Rater, read
from improv_partner.recording import read as read_session

from .commands import here, improv, is_one_line
from .replay_room import RATE, Device, noise, session

__all__ = ["here"]
ACTOR, BEN = Rater(), Rater("Ben", LISTENER, True)
Presses = Sequence[tuple[float, str]]  # at s of the event loop


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two lines of the actor: exchange 1, tagged grief under joy, and exchange 2, not tagged."""
    return session(tmp_path / "s")


def passed(
    folder: Path,
    presses: str | Presses,
    rater: Rater = ACTOR,
    clock: Clock | None = None,
    **more: Any,
) -> tuple[str, float]:
    """One pass from where the one before stopped: what was printed, and how long it took.

    presses: a text is a key a second, the first one at once.
    """
    out = io.StringIO()
    console = Console(file=out, width=80)
    lines = spoken(exchanges(read_session(folder)[1]))

    async def story() -> float:
        loop = asyncio.get_running_loop()
        review = Review(
            lines, Notes(folder, rater), rater, clock or NoClock(), console, "Anna", **more
        )
        for at_s, key in enumerate(presses) if isinstance(presses, str) else presses:
            loop.call_at(at_s, review.press, key)
        await review.run(review.first())
        return loop.time()

    took_s = virtual.run(story(), 3600)
    return out.getvalue(), took_s


def kept(folder: Path) -> list[tuple[Any, ...]]:
    """Kind, line, and label with intensity, or the answer."""
    return [
        (row["is"], row["line"], f"{row['label']} {row['intensity']}" if "label" in row else answer)
        for row in read(folder)
        for answer in [row.get("audible", "-")]
    ]


def test_an_actor_corrects_one_tag_and_gives_another(folder: Path) -> None:
    text, took_s = passed(folder, "4ydn")
    assert kept(folder) == [
        ("correction", 1, "joy 2"),
        ("audible", 1, True),
        ("tag", 3, "longing 2"),
        ("audible", 3, False),
    ]
    assert took_s == pytest.approx(3, abs=0.1), "over with the last answer"
    for words in (
        "1 of 2, exchange 1, 0:07 left",
        "Anna: I am fine.",
        "partner: read grief 2, feels tenderness 1",
        "played as: grief 3 under joy, hiding. Audible? y n -",
        "your tag: joy 2. Audible? y n -",
        "audible: yes",
        "2 of 2, exchange 2",
        "audible: no",
    ):
        assert words in text, words


def test_an_actor_who_leaves_a_tag_as_it_is_gives_it_anew(folder: Path) -> None:
    passed(folder, "y0")
    assert kept(folder) == [("tag", 1, "grief 3"), ("audible", 1, True)]
    (tag, _) = read(folder)
    assert (tag["surface"], tag["stances"]) == ("joy", ["hiding"])


def test_blind_shows_nothing_of_what_was_meant_or_read_and_confirms_nothing(folder: Path) -> None:
    text, _ = passed(folder, "yz-0", BEN)
    told = text.partition("0: quit")[2]  # the help names all labels
    assert "joy" not in told and "read" not in told and "tenderness" not in told
    assert told.index("no tag yet") < told.index("a tag first") < told.index("your tag: grief 2")
    assert kept(folder) == [("tag", 1, "grief 2"), ("audible", 1, None)]
    assert {(row["by"], row["role"], row["blind"]) for row in read(folder)} == {
        ("Ben", "listener", True)
    }
    (folder / FILE).unlink()
    passed(folder, "y0", Rater(blind=True))
    assert kept(folder) == [], "an actor who sees no tag confirms none"


def test_taps_stances_and_undo_are_as_in_the_scene(folder: Path) -> None:
    presses = [(0.1, "z"), (0.3, "z"), (1.0, "k"), (5.0, "\x7f"), (9.0, "y"), (9.1, QUIT)]
    passed(folder, presses, BEN)
    assert kept(folder) == [
        ("tag", 1, "grief 2"),
        ("correction", 1, "grief 3"),
        ("correction", 1, "grief 3"),
        ("correction", 1, " 2"),
    ]
    assert Notes(folder, BEN).ratings[1].tag is None


def test_to_take_back_nothing_is_told(folder: Path) -> None:
    text, _ = passed(folder, [(1.0, "\x7f"), (2.0, "0")], BEN)
    assert "nothing to take back here; left: the line before" in text and kept(folder) == []


def test_a_pass_that_was_left_goes_on_where_it_stopped_for_each_rater(folder: Path) -> None:
    passed(folder, "4y0")
    text, _ = passed(folder, "c0")
    assert "2 of 2, exchange 2" in text and "1 of 2" not in text
    text, _ = passed(folder, "0")
    assert "2 of 2" in text and "your tag: relief 2" in text, "the last question was not answered"
    text, _ = passed(folder, "0", BEN)
    assert "1 of 2" in text, "another one begins at the beginning"


def test_back_skip_and_again(folder: Path) -> None:
    keys = [(1.0, "right"), (2.0, "b"), (3.0, "p"), (4.0, "1"), (5.0, "n"), (6.0, "\n")]
    text, took_s = passed(folder, keys, BEN)
    places = [row[0] for row in text.splitlines() if " of 2, exchange" in row]
    assert places == ["1", "2", "1", "1", "2"]
    assert [kind for kind, *_ in kept(folder)] == ["skipped", "tag", "audible", "skipped"]
    assert took_s == pytest.approx(6.0, abs=0.1)
    assert passed(folder, "", BEN)[1] == 0.0, "the pass is whole"


def test_a_tag_of_an_earlier_visit_can_be_taken_back(folder: Path) -> None:
    keys = [(1.0, "4"), (2.0, "y"), (5.0, "left"), (6.0, "\x7f"), (7.0, "0")]
    text, _ = passed(folder, keys, BEN)
    assert text.rpartition("your tag: joy 2")[2].splitlines()[1:] == ["  no tag yet"]
    assert [row["label"] for row in read(folder) if "label" in row] == ["joy", ""]


def test_all_keys_can_be_read_again_and_fit_a_terminal(folder: Path) -> None:
    text, _ = passed(folder, "?0", BEN)
    assert text.count("high energy") == text.count("Enter: skip") == 2
    assert all(len(line) < 80 for line in HELP.splitlines())
    assert max(map(len, text.splitlines())) < 80


def test_only_the_actors_lines_are_heard_and_an_answer_ends_them(folder: Path) -> None:
    device = Device()
    clock = SoundClock(Tape(folder, pytest.fail), device)
    text, took_s = passed(folder, [(3.0, "4"), (4.5, "y"), (5.0, "4"), (5.2, "y")], clock=clock)
    assert "0:07 left" in text and "0:04 left" in text, "it learns how long an answer takes"
    assert took_s == pytest.approx(5.2, abs=0.05)
    heard = np.frombuffer(bytes(device.heard_pcm), np.int16)[::2]
    actor = np.frombuffer(noise(1), np.int16)
    first = actor[round(0.7 * RATE) : round(2.2 * RATE)]  # 1.0 to 2.0 s, and a little around it
    assert (heard[: len(first)] == first).all()
    assert len(heard) / RATE == pytest.approx(1.5 + 0.7, abs=0.1), "the rest of 0.7 s was cut"


def test_speed_shortens_what_is_left(folder: Path) -> None:
    text, _ = passed(folder, "0", BEN, speed=1.5)
    assert "0:06 left" in text


def test_a_lost_loudspeaker_is_told_and_the_words_remain(folder: Path) -> None:
    clock = SoundClock(Tape(folder, pytest.fail), Device(fails_at_s=1.0))
    text, _ = passed(folder, [(5.0, "4"), (6.0, "y"), (7.0, "0")], clock=clock)
    assert 'loudspeaker "Box" is gone: go by the words' in text
    assert [kind for kind, *_ in kept(folder)] == ["correction", "audible"]


def test_other_keys_for_tags_win_over_letters_of_ours(folder: Path) -> None:
    passed(folder, "b0", BEN, keys={"grief": "b"})
    assert kept(folder) == [("tag", 1, "grief 2")]


class Keyboard:
    """In place of the terminal: these keys, one every 10 ms."""

    def __init__(self, keys: str) -> None:
        self._keys = keys

    def __call__(self, press: keys.Press, end: str) -> Keyboard:
        self._press, self.end = press, end
        return self

    def __enter__(self) -> bool:
        for n, key in enumerate(self._keys):
            asyncio.get_running_loop().call_later(0.01 * n, self._press, key)
        return True

    def __exit__(self, *_: object) -> None: ...


def typed(monkeypatch: pytest.MonkeyPatch, *words: str, keys: str) -> Any:
    keyboard = Keyboard(keys)
    monkeypatch.setattr(tagging, "pressed", keyboard)
    ran = improv("tag", *words)
    assert keyboard.end == QUIT, "a signal may not be a tag"
    return ran


def test_improv_tag_as_it_is_typed(
    folder: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = typed(monkeypatch, str(folder), "--no-sound", keys="1y0")
    assert ran.code == 0 and "1 of 2 lines done by actor" in ran.flat
    assert "goes on after the last" in ran.flat
    ran = typed(monkeypatch, str(folder), "--no-sound", "--from", "1", keys="2y3n")
    assert "2 of 2 lines done by actor" in ran.flat and "goes on" not in ran.flat
    assert "nothing left for actor to tag; again: --from 1" in improv("tag", str(folder)).flat
    ran = typed(monkeypatch, str(folder), "--no-sound", "--as", "Ben", "--blind", keys="1y2y")
    assert "2 of 2 lines done by Ben, blind" in ran.flat
    assert [row["by"] for row in read(folder)] == ["actor"] * 6 + ["Ben"] * 4


def test_the_keys_of_the_scene_are_those_of_the_review(
    folder: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (here / "improv.toml").write_text('[desk.keys]\ngrief = "p"\n')
    typed(monkeypatch, str(folder), "--no-sound", keys="p0")
    assert kept(folder) == [("correction", 1, "grief 2")]


def test_what_cannot_work_is_one_line(folder: Path, here: Path) -> None:
    is_one_line(improv("tag", str(folder), "--no-sound"), "needs a terminal with a keyboard")
    is_one_line(improv("tag", str(folder), "--no-sound", "--from", "9"), "--from 9", "is 2")
    is_one_line(improv("tag", str(here)), "not a session")


@pytest.mark.skipif(os.name == "nt", reason="files of a limited size are POSIX")
def test_a_full_disk_ends_it_in_one_line_and_the_next_pass_goes_on(
    folder: Path, here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import resource

    words = (str(folder), "--no-sound")
    typed(monkeypatch, *words, keys="1y0")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, ((folder / FILE).stat().st_size + 9, limits[1]))
    try:
        ran = typed(monkeypatch, *words, keys="2y")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    is_one_line(ran, "cannot be written", "go on with the same command")
    typed(monkeypatch, *words, keys="3n")
    assert kept(folder) == [
        ("correction", 1, "anger 2"),
        ("audible", 1, True),
        ("tag", 3, "surprise 2"),
        ("audible", 3, False),
    ]
