"""The fold of a log into exchanges: whose words, which tag belongs to which line, which times."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from improv_partner.desk.tables import read_words
from improv_partner.events import (
    Answer,
    Began,
    Cue,
    Cut,
    Drafted,
    Event,
    Finish,
    Intent,
    Listen,
    Mark,
    Played,
    Playing,
    Prepare,
    Reading,
    Trouble,
    Undo,
    Voice,
    Withdraw,
    Words,
)
from improv_partner.exchanges import FILE, Exchange, Fold, as_text, exchanges
from improv_partner.ledger import Ledger
from improv_partner.recording import Entry


def log(*rows: tuple[float, Event | Cue]) -> list[Entry]:
    """Entries at these times, with frames that agree."""
    return [Entry(n, round(t / 0.02), t, what) for n, (t, what) in enumerate(rows, start=1)]


SPOKEN = (
    (1.00, Voice(True, False)),
    (1.06, Listen(1, 3)),
    (1.08, Voice(True, True)),
    (1.50, Words(1, "I am")),
    (2.02, Voice(False, False)),
    (2.30, Finish(1, 1)),
    (2.40, Words(1, "I am fine.", True, 1)),
    (2.40, Prepare(2, 1)),
)
ANSWERED = (
    (2.55, Began(2, 1)),
    (2.56, Reading(2, 1, "grief", 2, own="tenderness", own_intensity=1)),
    (2.60, Drafted(2, 1, "You are not.")),
    (2.70, Answer(2, 1)),
    (2.74, Playing(2, 43_200)),
    (3.70, Played(2, "You are not.", 43_200, 16_000)),
)


def test_an_exchange_holds_words_reading_and_times() -> None:
    (one,) = exchanges(log(*SPOKEN, *ANSWERED))
    assert (one.said, one.heard, one.drafted) == ("I am fine.", "You are not.", "You are not.")
    assert one.reading == Reading(2, 1, "grief", 2, own="tenderness", own_intensity=1)
    timing = one.as_dict()["timing"]
    assert timing == {
        "actor_start_s": 1.0,
        "actor_end_s": 2.0,
        "soft_end_s": 2.3,
        "words_s": 2.4,
        "answer_s": 2.7,
        "first_token_s": 2.55,
        "first_clause_s": 2.6,
        "first_sound_s": 2.7,
        "partner_end_s": 3.7,
        "cut_s": None,
        "interrupted_s": None,
        "last_sound_s": None,
        "gap_s": 0.7,
    }


def test_a_cut_line_ends_with_what_was_heard_even_if_that_is_told_later() -> None:
    rows = (
        *SPOKEN,
        *ANSWERED[:-1],
        (3.20, Cut(2, "barge-in")),
        (3.20, Listen(3, 10)),
        (3.20, Played(2, "You", 43_200, 8_000, cut=True)),
        (4.00, Words(3, "Stop", True, 2)),
    )
    one, two = exchanges(log(*rows))
    assert (one.heard, one.drafted, one.cut, one.timing.cut_s) == (
        "You",
        "You are not.",
        "barge-in",
        3.2,
    )
    assert (two.said, two.actor_line) == ("Stop", 3) and two.timing.actor_start_s == 3.0


def test_what_was_withdrawn_leaves_a_count_and_no_times() -> None:
    rows = (
        *SPOKEN,
        (2.5, Began(2, 1)),
        (2.52, Drafted(2, 1, "Too early.")),
        (2.6, Withdraw(1, 1)),
        (3.0, Words(1, "I am fine. Truly.", True, 2)),
    )
    (one,) = exchanges(log(*rows))
    assert (one.said, one.withdrawn, one.drafted) == ("I am fine. Truly.", 1, "")
    assert one.timing.first_token_s is None and one.timing.actor_start_s == 1.0


@pytest.mark.parametrize(
    ("t", "exchange", "bound"),
    [
        (0.5, 0, False),  # long before the line
        (0.8, 0, True),  # a little before it
        (1.5, 0, True),  # while it is spoken
        (3.9, 0, True),  # up to 2 s after its end
        (4.1, 0, False),  # later: belongs to no line
        (4.8, 1, True),  # a little before the next line
        (5.5, 1, True),
    ],
)
def test_a_tag_belongs_to_a_line_by_the_written_rule(t: float, exchange: int, bound: bool) -> None:
    after = ((5.06, Listen(3, 3)), (6.0, Words(3, "What?", True, 2)))
    rows = sorted((*SPOKEN, *ANSWERED, *after, (t, Intent("grief"))), key=lambda row: row[0])
    tags = [[tag.bound for tag in x.intents] for x in exchanges(log(*rows))]
    assert tags == [[bound] if i == exchange else [] for i in range(2)]


def test_marks_and_tags_set_while_nobody_spoke_are_not_lost() -> None:
    noise = ((0.1, Listen(1, 3)), (0.2, Mark("door")), (0.2, Intent("fear")))
    rows = (*noise, *((t + 5, what) for t, what in SPOKEN))
    (one,) = exchanges(log(*rows))
    assert one.marks == ["door"] and [tag.intent.label for tag in one.intents] == ["fear"]


def test_a_broken_silence_is_an_exchange_without_a_line_of_the_actor() -> None:
    rows = (*SPOKEN, *ANSWERED, (12.0, Prepare(3, 2, "silence")), (12.0, Answer(3, 2)))
    more = ((12.4, Drafted(3, 2, "Well?")), (12.5, Playing(3, 200_000)))
    one, two = exchanges(log(*rows, *more, (13.0, Played(3, "Well?", 200_000, 8_000))))
    assert one.why == "turn" and (two.why, two.said, two.heard) == ("silence", "", "Well?")
    assert two.timing.gap_s is None


def test_trouble_stays_with_its_exchange() -> None:
    (one,) = exchanges(log(*SPOKEN, (2.6, Trouble("mind", "no server", 2, 1))))
    assert one.troubles == ["mind: no server"]


def test_the_ledger_on_disk_is_the_fold_of_the_log(tmp_path: Path) -> None:
    rows = log(*SPOKEN, *ANSWERED, (5.06, Listen(3, 3)), (6.0, Words(3, "What?", True, 2)))
    ledger = Ledger(tmp_path)
    for entry in rows:
        ledger.watch(entry)
    ledger.close()
    text = (tmp_path / FILE).read_text(encoding="utf-8")
    assert text == as_text(exchanges(rows))
    assert [json.loads(line)["said"] for line in text.splitlines()] == ["I am fine.", "What?"]


def test_nothing_in_nothing_out() -> None:
    assert list(exchanges([])) == [] and Fold().now.empty and Exchange(0).as_dict()["why"] == "turn"


def test_a_tag_that_is_made_stronger_stays_where_it_was() -> None:
    """A second tap comes as Undo and Intent in one frame, here when the next line has begun."""
    taps = (
        (3.65, Intent("grief")),
        (4.06, Listen(3, 3)),
        (4.20, Undo()),
        (4.20, Intent("grief", 3)),
        (5.0, Words(3, "What?", True, 2)),
    )
    one, two = exchanges(log(*SPOKEN, *ANSWERED, *taps))
    assert [(tag.intent.intensity, tag.bound, tag.t) for tag in one.intents] == [(3, True, 3.65)]
    assert two.intents == []


def test_a_tag_taken_back_and_set_anew_later_is_a_new_one() -> None:
    taps = ((1.2, Intent("grief")), (1.4, Undo()), (1.6, Intent("joy")))
    rows = sorted((*SPOKEN, *taps), key=lambda row: row[0])
    (one,) = exchanges(log(*rows))
    assert [(tag.intent.label, tag.t) for tag in one.intents] == [("joy", 1.6)]


def test_a_change_of_feeling_in_mid_line_is_planned_and_shown() -> None:
    told = (
        *SPOKEN,
        (2.50, Prepare(2, 1)),
        (2.90, Answer(2, 1)),
        (2.60, Drafted(2, 1, "Come in.", "joy", 2)),
        (2.65, Drafted(2, 1, "Sit.", "joy", 2)),
        (2.70, Drafted(2, 1, "She is dead.", "grief", 3)),
    )
    (one,) = exchanges(log(*told))
    assert one.planned == ["joy 2", "joy 2", "grief 3"]
    assert "spoken with: joy 2, then grief 3" in read_words(one)


@pytest.mark.parametrize(("at_s", "exchange"), [(3.5, 0), (4.6, 0), (4.8, 1), (5.5, 1)])
def test_a_tag_of_a_page_belongs_where_it_was_struck_not_where_it_came(
    at_s: float, exchange: int
) -> None:
    """It was struck when the line before was the newest, and came when the next had begun."""
    late = ((5.06, Listen(3, 3)), (5.6, Intent("grief", source="page", at_s=at_s)))
    rows = (*SPOKEN, *ANSWERED, *late, (6.0, Words(3, "What?", True, 2)))
    tags = [[tag.t for tag in x.intents] for x in exchanges(log(*rows))]
    assert tags == [[at_s] if i == exchange else [] for i in range(2)]


def test_a_tag_of_a_page_that_is_made_stronger_stays_where_it_was_too() -> None:
    taps = (
        (3.65, Intent("grief", source="page", at_s=3.6)),
        (4.06, Listen(3, 3)),
        (4.20, Undo("page")),
        (4.20, Intent("grief", 3, source="page", at_s=4.1)),
        (5.0, Words(3, "What?", True, 2)),
    )
    one, two = exchanges(log(*SPOKEN, *ANSWERED, *taps))
    assert [(tag.intent.intensity, tag.bound, tag.t) for tag in one.intents] == [(3, True, 3.6)]
    assert two.intents == []
