"""Keys pressed at the desk, as the log gets them; other keys than the usual ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from improv_partner import settings
from improv_partner.desk.strokes import COMMANDS, Strokes
from improv_partner.errors import SettingsError
from improv_partner.events import Curtain, Event, Intent, Mark, NewChoice, Undo
from improv_partner.exchanges import exchanges
from improv_partner.intents import KEY_MAP, WRONG

from .commands import here, improv, is_one_line
from .test_exchanges import ANSWERED, SPOKEN, log

__all__ = ["here"]


def told(*keys: str, gap_s: float = 0.3, made: Strokes | None = None) -> list[Event]:
    made = made or Strokes()
    return [event for n, key in enumerate(keys) for event in made.press(key, n * gap_s)]


def test_a_key_is_a_tag() -> None:
    assert told("z") == [Intent("grief")]
    assert told(" ") == told("space") == [Intent("neutral")]


def test_what_changes_a_tag_takes_it_back_and_gives_it_anew() -> None:
    assert told("q", "q") == [Intent("disgust"), Undo(), Intent("disgust", 3)]
    hidden = Intent("disgust", 2, "joy", ("hiding",))
    assert told("q", "h", "4")[-2:] == [Undo(), hidden]
    assert told("k", "1") == [Intent("anger", 2, "", ("sarcastic",))], "a stance waits"
    aimed = Intent("anger", target="partner", status="down")
    assert told("1", "y", "-")[-1] == aimed
    assert told("1", "y", "y") == told("1", "y"), "what changes nothing is not told"


def test_backspace_takes_the_tag_back() -> None:
    assert told("q", "backspace") == [Intent("disgust"), Undo()]
    assert told("backspace") == []
    assert told("q", "backspace", "q")[-1] == Intent("disgust"), "and it can be given again"


def test_the_other_keys() -> None:
    assert told("enter", "'") == [Mark(WRONG), Mark("moment")]
    assert told("f2") == [NewChoice()] and told("escape") == told("ctrl+c") == [Curtain("called")]
    assert told("f1", "?", "f3", "f4", "f5", "f9", "up", "5") == [], "nothing for the stage"
    assert Strokes().better("Sit.") == NewChoice("Sit.")
    assert [Strokes().command(key) for key in ("?", "f1", "f3", "z")] == [
        "help", "help", "better line", "",
    ]  # fmt: skip


def test_somebody_else_who_watches_tags_as_such() -> None:
    made = Strokes(who="watcher")
    assert told("q", "q", made=made)[1] == Undo(who="watcher")
    assert told("'", made=made) == [Mark("moment", "watcher")]


def test_the_log_has_the_last_tag_bound_to_the_line() -> None:
    """Pressed while the actor speaks: q q h 4."""
    made, rows = Strokes(), list(SPOKEN[:4])
    for n, key in enumerate("qqh4"):
        rows += [(1.5 + n * 0.1, event) for event in made.press(key, 1.5 + n * 0.1)]
    (one,) = exchanges(log(*rows, *SPOKEN[4:], *ANSWERED))
    assert [(tag.bound, tag.intent) for tag in one.intents] == [
        (True, Intent("disgust", 3, "joy", ("hiding",)))
    ]


def test_every_key_can_be_another() -> None:
    made = Strokes({"grief": "g", "wrong": "F9", "curtain": "f12", "undo": "tab", "moment": "#"})
    assert told("g", made=made) == [Intent("grief")] and told("z", made=made) == []
    assert told("f9", "#", made=made) == [Mark(WRONG), Mark("moment")]
    assert told("f12", made=made) == [Curtain("called")] and told("escape", made=made) == []
    assert told("ctrl+c", made=made) == [Curtain("called")], "always"
    assert told("1", "tab", made=made) == [Intent("anger"), Undo()]
    swapped = Strokes({"grief": "x", "sadness": "z", "help": "?", "better line": "5"})
    assert swapped.command("?") == "help" and swapped.command("5") == "better line"
    assert Strokes({"joy": "?"}).press("?", 0.0) == [Intent("joy")], "the sign is wanted"


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"greif": "g"}, 'there is no "greif"; did you mean "grief"?'),
        ({"new choise": "g"}, 'did you mean "new choice"?'),
        ({"help": "z"}, '"z" would be both grief and help'),
        ({"help": "f2"}, '"f2" would be both new choice and help'),
        ({"help": "backspace"}, "undo and help"),
        ({"help": "ctrl+c"}, '"ctrl+c" (help) is not one key'),
        ({"curtain": "escpe"}, 'did you mean "escape"?'),
        ({"grief": "f7"}, '"f7" (grief) is not one key'),
    ],
)
def test_a_wrong_key_is_told(keys: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Strokes(keys)
    assert said in str(caught.value) and "[desk.keys]" in str(caught.value)


def test_the_help_names_every_key() -> None:
    text = Strokes({"grief": "g", "help": "f8"}).help()
    assert "g grief" in text and "f8          these keys" in text
    assert all(what in text for _, what in COMMANDS.values())
    assert not set(COMMANDS) & set(KEY_MAP.values())
    assert all(len(row) <= 78 for row in text.splitlines())


def test_keys_come_from_the_file_and_the_command_line(here: Path) -> None:
    (here / "improv.toml").write_text('[desk]\nlight = true\n[desk.keys]\ngrief = "g"\nanger = 5\n')
    chosen = settings.load(here).with_values({"desk.keys.new choice": "f6"}, "command line").desk
    assert chosen.keys == {"grief": "g", "anger": "5", "new choice": "f6"} and chosen.light
    ran = improv("play", "--keys")
    assert ran.code == 0 and "g grief" in ran.out and "5 anger" in ran.out
    assert not list(here.glob("recordings")), "nothing is played"


def test_wrong_tables_of_keys_are_told(here: Path) -> None:
    (here / "improv.toml").write_text("[desk]\nkeys = 3\n")
    is_one_line(improv("play", "--keys"), '"desk.keys" is a table of texts, not 3')
    (here / "improv.toml").write_text("[desk.keys]\ngrief = true\n")
    is_one_line(improv("play", "--keys"), '"desk.keys.grief" must be a text')
    (here / "improv.toml").write_text('[desk.keys]\ngrief = "4"\n')
    is_one_line(improv("play", "--rehearse", "--fast"), '"4" would be both joy and grief')
