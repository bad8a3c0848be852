"""The header before each reply: read in every form a model may give it, and never spoken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improv_partner.crew.mind.feelings import FEELINGS
from improv_partner.crew.mind.reading import HELD_CHARS, ReadingParser, canonical
from improv_partner.events import Reading
from improv_partner.intents import LABELS


def parse(text: str, sizes: list[int] | None = None, expected: bool = True) -> list[Reading | str]:
    """All that the parser gives for a reply, neighbouring texts joined."""
    parser = ReadingParser(4, 1, names=["Margaret"], expected=expected)
    parts: list[Reading | str] = []
    at, i = 0, 0
    while at < len(text):
        size = (sizes or [len(text)])[i % len(sizes or [1])]
        parts += parser.feed(text[at : at + size])
        at, i = at + size, i + 1
    joined: list[Reading | str] = []
    for part in parts + parser.end():
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return joined


def said(text: str) -> str:
    return " ".join(" ".join(p for p in parse(text) if isinstance(p, str)).split())


def header(text: str) -> tuple[str, int, str, str, int, str]:
    first = parse(text)[0]
    assert isinstance(first, Reading), first
    return (
        first.label, first.intensity, first.stance, first.own, first.own_intensity, first.header
    )  # fmt: skip


def test_a_header_in_good_form_is_taken_off_the_reply() -> None:
    assert parse("[sarcastic anger 2 > fear 1] Oh, splendid.") == [
        Reading(4, 1, "anger", 2, "sarcastic", "fear", 1, "ok"),
        "Oh, splendid.",
    ]


def test_a_model_that_disobeys_is_not_held_up() -> None:
    parser = ReadingParser(1, 0, names=["Margaret"])
    assert parser.feed("Wh") == [Reading(1, 0, header="missing"), "Wh"]
    assert parser.feed("o is") == ["o is"]
    parser = ReadingParser(1, 0, names=["Margaret"])
    assert parser.feed("Joy to") == [Reading(1, 0, header="missing"), "Joy to"]
    parser = ReadingParser(1, 0, expected=False)
    assert parser.feed("Yes.") == ["Yes."], "no header was asked for, so none is missing"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("[grief > joy] Hi", ("grief", 0, "", "joy", 0, "ok")),
        ("**[grief 3 > joy 2]** Hi", ("grief", 3, "", "joy", 2, "ok")),
        ("(grief 3 > joy 2) Hi", ("grief", 3, "", "joy", 2, "loose")),
        ("[Angry 8 | scared 5] Hi", ("anger", 3, "", "fear", 2, "loose")),
        ("[anger 7 > fear 2] Hi", ("anger", 3, "", "fear", 1, "loose")),
        ("[anger 9/10 -> fear 4/10] Hi", ("anger", 3, "", "fear", 2, "loose")),
        ("[you=anger .7 | me=fear .5] Hi", ("anger", 3, "", "fear", 2, "loose")),
        ("[Margaret: fear 2; actor: anger 3] Hi", ("anger", 3, "", "fear", 2, "loose")),
        ("[anger: 85% > fear: 20%] Hi", ("anger", 3, "", "fear", 1, "loose")),
        ("[very angry > slightly scared] Hi", ("anger", 3, "", "fear", 1, "loose")),
        ("[joking, amusement > curiosity] Hi", ("amusement", 0, "joking", "interest", 0, "loose")),
        ("[optimism > remorse] Hi", ("joy", 0, "", "guilt", 0, "loose")),
        ("[approval 2 > tenderness 2] Hi", ("", 0, "", "tenderness", 2, "loose")),
        ("[grief 3] Hi", ("", 0, "", "grief", 3, "loose")),
        ("Grief 3 > tenderness 2: Hi", ("grief", 3, "", "tenderness", 2, "loose")),
        ("sarcastic anger 2 > fear 1\nHi", ("anger", 2, "sarcastic", "fear", 1, "loose")),
        ("[grief 3 > tenderness 2\nHi", ("grief", 3, "", "tenderness", 2, "loose")),
        ("[grief 3 > tenderness 2) Hi", ("grief", 3, "", "tenderness", 2, "loose")),
        ("<think>[joy]\nHm</think>\n[grief 3 > joy 1] Hi", ("grief", 3, "", "joy", 1, "ok")),
        ("(sighs) [grief 3 > joy 1] Hi", ("grief", 3, "", "joy", 1, "ok")),
        ("Margaret: [grief 3 > joy 1] **Margaret:** Hi", ("grief", 3, "", "joy", 1, "ok")),
        ('{"reading": "grief 3", "own": "joy 1"} Hi', ("grief", 3, "", "joy", 1, "loose")),
        ('{"emotion": "grief", "intensity": 3, "own": "joy", "text": "Hi"}',
         ("grief", 3, "", "joy", 0, "loose")),
        ('```json\n{"actor": {"label": "grief"}, "me": {"label": "joy"}, "say": "Hi"}\n',
         ("grief", 0, "", "joy", 0, "loose")),
        ("[a > b] Hi", ("", 0, "", "", 0, "bad")),
        ("[leans closer] Hi", ("", 0, "", "", 0, "bad")),
        ("(leans closer) Hi", ("", 0, "", "", 0, "missing")),
    ],
)  # fmt: skip
def test_many_forms_of_header(text: str, found: tuple[str, int, str, str, int, str]) -> None:
    assert header(text) == found
    assert said(text) == "Hi"


def test_feelings_shift_in_mid_speech() -> None:
    assert parse("[joy 2 > joy 2] You came. [fear 2 > grief 3] Oh no.") == [
        Reading(4, 1, "joy", 2, "", "joy", 2, "ok"),
        "You came. ",
        Reading(4, 1, own="grief", own_intensity=3),
        "  Oh no.",
    ]


def test_stage_directions_are_not_spoken_but_stress_is() -> None:
    assert said("*sighs* I do *not* know. (looks away) *NOT* now, *really*.") == (
        "I do not know. NOT now, really."
    )
    assert said('"You came," (softly) she said. **Never** <laughs> again. I <3 you.') == (
        "You came, she said. Never again. I 3 you."
    )
    assert said("Well [she laughs with joy] so be it.") == "Well so be it."


def test_a_bracket_that_is_never_closed_gives_its_words_up() -> None:
    text = "I kept it (all of it, every page, every letter that you ever wrote to me in your life"
    assert said(text) == text.replace("(", "")
    parser = ReadingParser(1, 0)
    parser.feed("Yes. ")
    held = 0
    for c in "(" + "so " * 40:
        held = 0 if parser.feed(c) else held + 1
        assert held <= HELD_CHARS + 2


def test_the_history_gets_the_header_in_good_form() -> None:
    for text in ("[sarcastic anger 2 > fear 1]", "[grief > tenderness]", "[neutral 1 > joy 3]"):
        assert canonical(parse(text)[0]) == text  # type: ignore[arg-type]
    assert canonical(Reading(1, 0, label="grief")) == "", "never invented"
    assert canonical(Reading(1, 0, header="missing")) == ""


NASTY = [
    "[grief 3 > tenderness 2]", "[grief 3 > tend", "[grief 3 >", "[gri", "grief 3 > tenderness 2",
    "[grief 3 > joy 1]" * 10, "[", "[]", "[[[", "]]]", "{}", "{{", "<", "<think>", "<think>[joy",
    "*", "**", "*****", "(((", '{"reading": "grief", "own": "jo', '{"a": 1}', "[?]", "[ > ]",
    "# Title\n- [grief 3]\n", "😀 [joy 2 > joy 1] 😀", "Margaret:", "```json\n{", "\n\n\n", "_",
]  # fmt: skip


@pytest.mark.parametrize("text", NASTY)
def test_nasty_replies_speak_no_tag(text: str) -> None:
    for after in ("", " "):
        spoken = said(text + after).lower()
        assert not any(word in spoken for word in FEELINGS), spoken
        assert not any(sign in spoken for sign in "[{<>"), spoken


bits = st.sampled_from(
    [*NASTY, *LABELS[:4], "[anger 2 > fear 1] ", "Margaret: ", "(sighs) ", "*sighs* ", "*NOT* ",
     " ", "\n", "I know", "you", ". ", '"', "[joy 3] ", "</think>", "> ", "3", "{", "}", "“", "’"]
)  # fmt: skip
replies = st.lists(bits, max_size=8).map("".join) | st.text(
    "[](){}<>*_ >|:\"'\n23aegijnorv", max_size=90
)


@given(replies, st.lists(st.integers(1, 7), min_size=1, max_size=5))
def test_any_chunking_gives_the_same_reading_and_speech(text: str, sizes: list[int]) -> None:
    assert parse(text, sizes) == parse(text)


@given(replies)
def test_what_is_given_keeps_to_the_contract(text: str) -> None:
    parts = parse(text)
    readings = [part for part in parts if isinstance(part, Reading)]
    for reading in readings:
        assert reading.label in ("", *LABELS) and reading.own in ("", *LABELS)
        assert reading.intensity in range(4) and reading.own_intensity in range(4)
        assert reading.header in ("ok", "loose", "missing", "bad")
    for shift in readings[1:]:
        assert shift.own and not shift.label
    if parts:
        assert isinstance(parts[0], Reading), "the reading comes before the speech"


@pytest.mark.parametrize(
    ("reply", "raw", "label"),
    [
        ("[grief 3 > tenderness 2] Come.", "[grief 3 > tenderness 2]", "grief"),
        ("[remorse 7/10 > love] Come.", "[remorse 7/10 > love]", "guilt"),
        ("(Anger, 2; Fear) Come.", "(Anger, 2; Fear)", "anger"),
        ("[blue > 12] Come.", "[blue > 12]", ""),
        ("Come.", "", ""),
    ],
)
def test_what_the_model_wrote_is_kept_beside_the_labels(reply: str, raw: str, label: str) -> None:
    parser = ReadingParser(1, 1)
    out = [part for piece in reply for part in parser.feed(piece)] + parser.end()
    first = out[0]
    assert isinstance(first, Reading) and (first.raw, first.label) == (raw, label)
