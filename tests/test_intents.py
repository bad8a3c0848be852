"""Tags: what labels have to do with each other, the keys that give them, and the spoken beat."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improv_partner.errors import SettingsError
from improv_partner.events import Intent
from improv_partner.intents import (
    COORDINATES,
    FAMILIES,
    INTENSITIES,
    KEY_MAP,
    KEYS,
    LABELS,
    LEVELS,
    NEAR,
    STANCES,
    Meant,
    TagKeys,
    distance,
    family,
    grid,
    key_map,
    level,
    spoken_beat,
)
from improv_partner.mappings import FEELINGS, STANCE_WORDS

PLACED = st.sampled_from(sorted(COORDINATES))


def test_every_label_has_a_family_and_all_but_other_a_place() -> None:
    assert sorted(label for labels in FAMILIES.values() for label in labels) == sorted(LABELS)
    assert set(COORDINATES) == set(LABELS) - {"other"}
    assert all(-1 <= x <= 1 for place in COORDINATES.values() for x in place)


def test_the_grid_lies_as_the_coordinates_say() -> None:
    """Left to right more pleasant and, top to bottom, less energy: between the outer rows."""
    rows = [LABELS[at : at + 4] for at in (0, 4, 8, 12)]
    for row in rows:
        pleasant = [COORDINATES[label][0] for label in row]
        assert pleasant == sorted(pleasant)
    energy = [sum(COORDINATES[label][1] for label in row) for row in rows]
    assert energy == sorted(energy, reverse=True)


@given(PLACED, PLACED, PLACED)
def test_distance_is_a_distance(a: str, b: str, c: str) -> None:
    assert distance(a, a) == 0
    assert distance(a, b) == distance(b, a) <= 2.2
    assert distance(a, c) <= distance(a, b) + distance(b, c) + 1e-9


@pytest.mark.parametrize(
    ("meant", "read", "expected"),
    [
        ("grief", "grief", "exact"),
        ("grief", "sadness", "family"),  # 0.56 apart, and yet kin
        ("joy", "relief", "family"),
        ("interest", "longing", "near"),  # the same place, other dominance
        ("neutral", "contempt", "near"),
        ("grief", "joy", "miss"),
        ("anger", "other", "miss"),
        ("", "joy", "not tagged"),
        ("other", "joy", "not tagged"),
        ("serenity", "joy", "not tagged"),  # of a newer version
        ("joy", "", "not read"),
        ("joy", "serenity", "miss"),
    ],
)
def test_how_well_a_reading_agrees(meant: str, read: str, expected: str) -> None:
    assert level(meant, read) == expected


@given(PLACED, PLACED)
def test_agreement_is_mutual_and_near_means_near(a: str, b: str) -> None:
    assert level(a, b) == level(b, a) in LEVELS
    if level(a, b) == "miss":
        assert distance(a, b) > NEAR and family(a) != family(b)


def press(keys: str, gap_s: float = 0.3, made: TagKeys | None = None) -> list[Meant | None]:
    made = made or TagKeys()
    return [made.feed(key, n * gap_s) for n, key in enumerate(keys)]


def test_taps_set_the_intensity() -> None:
    taps = [tag.intensity for tag in press("zzzz") if tag]
    assert taps == [2, 3, 1, 2], "once, again, a third time, and round"
    assert [tag.replaces for tag in press("zzz") if tag] == [False, True, True]


def test_the_same_key_later_is_a_new_tag() -> None:
    tags = press("zz", gap_s=0.7)
    assert tags == [Meant("grief"), Meant("grief")]


def test_plays_joy_hides_grief() -> None:
    assert press("zh4")[-1] == Meant("grief", 2, "joy", ("hiding",), replaces=True)
    assert press("zzh4")[-1] == Meant("grief", 3, "joy", ("hiding",), replaces=True)
    assert press("hz4")[-1] == Meant("grief", 2, "joy", ("hiding",), replaces=True)
    assert press("z4")[-1] == Meant("joy"), "without h it is another tag"
    assert press("zh4", gap_s=2.5)[-1] == Meant("joy"), "the h is forgotten"


def test_what_is_hidden_is_not_what_is_shown() -> None:
    assert press("zhz")[-1] == Meant("grief", 3, "", ("hiding",), replaces=True)
    tags = press("zh44")
    assert tags[-1] is None and tags[-2] is not None, "how strongly it is shown is not asked"
    assert press("zh4h")[-1] == Meant("grief", replaces=True), "no hiding, no surface"


def test_stances_combine_before_and_after() -> None:
    assert press("k1") == [None, Meant("anger", 2, "", ("sarcastic",))]
    assert press("1k")[-1] == Meant("anger", 2, "", ("sarcastic",), replaces=True)
    assert press("1kl")[-1] == Meant("anger", 2, "", ("sarcastic", "awkward"), replaces=True)
    assert press("1kk")[-1] == Meant("anger", replaces=True), "said twice is taken off"


def test_a_stance_waits_and_the_screen_can_say_so() -> None:
    made = TagKeys()
    assert made.feed("k", 0.0) is None and made.waiting(1.0) == ("sarcastic",)
    assert made.waiting(2.1) == ()
    assert made.feed("1", 2.1) == Meant("anger"), "too late to be of this tag"


def test_target_and_status_may_be_said() -> None:
    assert press("1m-")[-1] == Meant("anger", target="self", status="down", replaces=True)
    assert press("ty1")[-1] == Meant("anger", target="partner"), "the last one counts"


def test_backspace_takes_the_newest_tag_back_and_only_that() -> None:
    assert press("zz\x7f")[-1] == Meant("", replaces=True)
    assert press("z4\x7f\b")[-2:] == [Meant("", replaces=True), None]
    assert press("\x7f") == [None]
    assert press("zz\x7fz")[-1] == Meant("grief"), "a new beginning"
    made = TagKeys()
    assert made.feed("z", 0.0) and made.feed("k", 5.0) is None
    assert made.feed("\x7f", 5.1) is None, "what waited is forgotten first"
    assert made.feed("\x7f", 5.2) == Meant("", replaces=True)


def test_other_keys_and_capitals() -> None:
    assert press("?\r'") == [None, None, None]
    assert press("Z") == [Meant("grief")]


@given(st.lists(st.tuples(st.sampled_from(sorted(KEY_MAP)), st.floats(0, 3)), max_size=12))
def test_whatever_is_pressed_every_tag_is_a_good_one(presses: list[tuple[str, float]]) -> None:
    made, t, standing = TagKeys(), 0.0, False
    for key, gap_s in presses:
        t += gap_s
        tag = made.feed(key, t)
        if tag is None:
            continue
        assert not tag.replaces or standing, "there is something to replace"
        standing = bool(tag.label)
        if not tag.label:
            assert tag == Meant("", replaces=True)
            continue
        assert tag.label in LABELS and tag.intensity in INTENSITIES
        assert tag.surface in {"", *LABELS} - {tag.label}
        assert not tag.surface or "hiding" in tag.stances
        assert len(set(tag.stances)) == len(tag.stances) and set(tag.stances) <= set(STANCES)
        assert Intent(tag.label, tag.intensity, tag.surface, tag.stances)


def test_keys_can_be_changed() -> None:
    made = TagKeys({"grief": "g", "neutral": "5", "undo": "TAB"})
    assert press("g", made=made) == [Meant("grief")]
    assert press("z ", made=made) == [None, None], "the old keys are free"
    assert made.feed("\t", 0.1) == Meant("", replaces=True)
    swapped = key_map({"grief": "x", "sadness": "z"})
    assert (swapped["x"], swapped["z"]) == ("grief", "sadness")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"greif": "g"}, 'improv.toml: unknown tag "greif"; did you mean "grief"?'),
        ({"grief": "1"}, 'improv.toml: "1" would be both anger and grief; give one of them'),
        ({"joy": "space"}, 'improv.toml: "space" would be both joy and neutral'),
        ({"grief": "spce"}, 'improv.toml: "spce" (grief) is not one key; did you mean "space"?'),
        ({"grief": ""}, 'improv.toml: "" (grief) is not one key'),
        ({"grief": "\x1b"}, "is not one key"),
        ({"grief": "Enter"}, "flags the last reply; give grief another key"),
        ({"grief": "'"}, "marks the moment"),
    ],
)
def test_a_wrong_key_map_is_told(changes: dict[str, str], told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        TagKeys(changes, "improv.toml")
    assert told in str(caught.value) and "\n" not in str(caught.value)


@given(st.dictionaries(st.sampled_from([*KEY_MAP.values(), "?"]), st.text(max_size=6)))
def test_any_key_map_works_or_is_told(changes: dict[str, str]) -> None:
    try:
        keys = key_map(changes)
    except SettingsError:
        return
    assert sorted(keys.values()) == sorted(KEY_MAP.values()), "every meaning has one key"


def test_the_help_shows_every_key() -> None:
    shown = grid()
    assert all(len(row) <= 78 for row in shown.splitlines())
    for key, meaning in KEY_MAP.items():
        name = {" ": "space", "\x7f": "backspace"}.get(key, key)
        assert (f"{name} {meaning}" if meaning != "undo" else f"{name}: take back") in shown
    assert "g grief" in grid(key_map({"grief": "g"}))
    assert "g h 4: plays joy" in grid(key_map({"grief": "g"}))


@pytest.mark.parametrize(
    ("heard", "beat"),
    [
        ("beat grief three", ("grief", 3, ())),
        ("beat grief 3", ("grief", 3, ())),
        ("Beat, grief, three.", ("grief", 3, ())),
        ("Beat. Grief. Three.", ("grief", 3, ())),
        ("BEAT: GRIEF!", ("grief", 2, ())),
        ("beat sad two", ("sadness", 2, ())),
        ("Beat sad to.", ("sadness", 2, ())),
        ("um, beat happy free", ("joy", 3, ())),
        ("beat sarcastic anger one", ("anger", 1, ("sarcastic",))),
        ("beat anger won, sarcastic, awkward", ("anger", 1, ("sarcastic", "awkward"))),
        ("beat-hiding-grief-3", ("grief", 3, ("hiding",))),
    ],
)
def test_a_spoken_beat_is_heard(heard: str, beat: tuple[str, int, tuple[str, ...]]) -> None:
    assert spoken_beat(heard) == beat


@pytest.mark.parametrize(
    "heard",
    [
        "you beat me", "You beat grief, somehow.", "beat it", "beat", "Beat the eggs.", "",
        "beat three", "beat grief three times", "beat grief 4", "beat grief 33", "beat two grief",
        "I beat anger three", "beat him with joy", "grief three", "beaten", "beat sarcastic",
        "beat grief joy", "beat approval two", "beat me to it", "the beat goes on", "beatgrief",
    ],
)  # fmt: skip
def test_ordinary_sentences_are_no_beats(heard: str) -> None:
    assert spoken_beat(heard) is None


@given(st.text())
def test_no_text_breaks_it_and_only_a_beat_is_one(text: str) -> None:
    found = spoken_beat(text)
    assert found is None or "be" in text.lower()
    assert spoken_beat(f"you {text}") is None


@given(
    st.lists(st.sampled_from(sorted(STANCE_WORDS)), max_size=3),
    st.sampled_from(sorted(FEELINGS)),
    st.sampled_from(["", "one", "2", "three"]),
    st.sampled_from([" ", ", ", ". ", " - ", "... "]),
    st.booleans(),
)
def test_every_beat_is_heard_however_it_is_written(
    stances: list[str], word: str, number: str, between: str, loud: bool
) -> None:
    text = between.join(["beat", *stances, word, *([number] if number else [])]) + "."
    meant = [STANCE_WORDS[stance] for stance in stances]
    found = spoken_beat(text.upper() if loud else text)
    if len(set(meant)) < len(meant):
        assert found is None
    else:
        intensity = {"": 2, "one": 1, "2": 2, "three": 3}[number]
        assert found == (FEELINGS[word], intensity, tuple(meant))


def test_all_pairs_have_a_level() -> None:
    assert all(level(a, b) in LEVELS for a, b in product([*LABELS, ""], repeat=2))
    assert set(KEYS.values()) == set(LABELS)
