"""The scene in the terminal: what is seen, on a terminal and in a pipe."""

from __future__ import annotations

import io

from rich.console import Console

from improv_partner.crew.loudness import FLOOR_DB, rms_db
from improv_partner.desk.plain import PlainScreen, newest
from improv_partner.events import Intent, Played, Playing, Trouble, Words
from improv_partner.recording import Entry

from .scene_sample import sample_scene
from .test_exchanges import ANSWERED, SPOKEN, log


def seen(terminal: bool, *rows: tuple[float, object]) -> str:
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=90, color_system=None)
    floor = "actor"
    screen = PlainScreen(sample_scene(), lambda: floor, console)
    for entry in log(*rows):  # type: ignore[arg-type]
        if isinstance(entry.what, Played) and not entry.what.cut:
            floor = "open"
        screen.level(-20.0)
        screen.watch(entry)
    screen.close()
    return out.getvalue()


def test_a_scene_in_a_pipe_shows_who_said_what_and_when() -> None:
    text = seen(False, *SPOKEN, *ANSWERED)
    scene = sample_scene()
    assert f"{scene.actor.name[:10]}" in text and "I am fine." in text
    assert "… I am" in text, "live words are lines of their own"
    assert "You are not." in text and "read grief 2, feels tenderness 1, 0.70 s after you" in text


def test_a_terminal_shows_floor_level_and_live_words() -> None:
    text = seen(True, *SPOKEN[:4])
    assert "You have the floor." in text and "█" in text and "I am" in text
    assert "Ctrl-C" in text


def test_the_partner_is_read_along_while_it_speaks_and_its_line_stands_at_its_beginning() -> None:
    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=60, color_system=None)
    screen = PlainScreen(sample_scene(), lambda: "partner", console)
    for entry in log(*SPOKEN, *ANSWERED):
        screen.watch(entry)
    console.print(screen.panel())
    assert out.getvalue().splitlines()[-3].strip() == "You are not."
    assert "   1.0  " in out.getvalue(), "the actor's line, by its first sound"
    screen.close()


def test_long_words_wrap_beside_the_name_without_trailing_blanks() -> None:
    long = "I have been looking for it since the spring and nobody has ever asked me for its name."
    rows = [*SPOKEN, *ANSWERED[:4], (2.74, Playing(2, 43_200)), (9.0, Played(2, long, 43_200, 9))]
    lines = seen(False, *rows).splitlines()
    row = next(n for n, line in enumerate(lines) if "looking" in line)
    assert lines[row].startswith("   2.7  "), "by its first sound"
    margin = len(lines[row + 1]) - len(lines[row + 1].lstrip())
    assert margin == lines[row].index("I have")
    assert all(line == line.rstrip() for line in lines)


def test_of_words_that_do_not_fit_the_newest_are_seen() -> None:
    assert newest("so far so good", 14) == "so far so good"
    assert newest("so far so good", 11) == "… so good"
    assert newest("so far so good", 9) == "… so good"
    assert newest("Thunderwell", 8) == "… erwell"


def test_trouble_and_tags_are_shown_and_markup_is_not_read() -> None:
    rows = ((2.6, Trouble("mind", "no [server] at x", 2, 1)), (2.7, Intent("grief", 3, "joy")))
    text = seen(False, *SPOKEN, *rows)
    assert "mind: no [server] at x" in text and "grief 3 under joy" in text


def test_words_that_are_final_are_not_shown_twice_as_live_words() -> None:
    text = seen(False, (1.0, Words(1, "Who", True, 1)))
    assert "…" not in text


def test_the_level_is_in_decibels_below_full_scale() -> None:
    assert rms_db(b"\xff\x7f" * 320) > -0.01
    assert round(rms_db(b"\x00\x40" * 320), 1) == -6.0
    assert rms_db(bytes(640)) == rms_db(b"") == FLOOR_DB


def test_entries_of_every_kind_can_be_shown() -> None:
    out = io.StringIO()
    screen = PlainScreen(sample_scene(), lambda: "open", Console(file=out))
    for n, (_, what) in enumerate((*SPOKEN, *ANSWERED), start=1):
        screen.watch(Entry(n, n, n * 0.02, what))
    screen.note("done")
    assert out.getvalue().endswith("done\n")
