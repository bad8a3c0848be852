"""Sessions side by side: which exchange belongs to which, what is other, and how sure that is."""

from __future__ import annotations

import base64
import io
import json
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

from improv_partner import flac
from improv_partner.cli import app
from improv_partner.errors import RecordingError, SettingsError
from improv_partner.events import RATE_HZ, Intent, Reading
from improv_partner.exchanges import Exchange, Tag, Timing
from improv_partner.research.compare import (
    OWN,
    Figure,
    agrees,
    as_dict,
    changes,
    reply_s,
    summary,
    swapped,
)
from improv_partner.research.compare_html import AROUND_S, page
from improv_partner.research.intervals import mean_interval
from improv_partner.research.parent import Parent
from improv_partner.research.sides import Row, Side, rows, sides
from improv_partner.research.tables import comparison_table, figure_texts, legend, summary_table

from .rerun_stories import RULES, hums, parent, play
from .tracks import track


def spoke(number: int, said: str, start_s: float, heard: str = "", **more: Any) -> Exchange:
    """An exchange: the actor speaks for 2 s, the answer begins 0.7 s later and takes 3 s."""
    timing = Timing(
        start_s, start_s + 2.0, first_sound_s=start_s + 2.7, partner_end_s=start_s + 5.7
    )
    return Exchange(number, said=said, heard=heard, drafted=heard, timing=timing, **more)


def made(label: str, exchanges: Sequence[Exchange], mode: str = "", of: str = "p") -> Side:
    header = {"rerun": {"parent": of, "mode": mode}} if mode else {}
    return Side(label, Path(f"/x/{label if mode else of}"), header, list(exchanges))


def numbers(table: Sequence[Row]) -> list[list[int]]:
    return [[e.number if e else 0 for e in row] for row in table]


# -- which belongs to which


def test_exchanges_of_a_locked_performance_go_by_the_number_in_the_parent() -> None:
    first = made("A", [spoke(n, f"line {n}", 10.0 * n) for n in (1, 2, 3, 4)])
    again = made(
        "B",
        [
            spoke(1, "line 1", 1.0, marks=["exchange 1"]),
            spoke(2, "line", 9.0),  # the third line was cut in two; the second was not heard at all
            spoke(3, "3", 12.0, marks=["door", "exchange 3"]),
            spoke(4, "line 4", 20.0, marks=["exchange 4"]),
        ],
        "locked",
    )
    assert numbers(rows([first, again])) == [[1, 1], [0, 2], [2, 0], [3, 3], [4, 4]]


def test_the_partners_opening_is_the_first_exchange() -> None:
    opening = Exchange(1, "opening", heard="Come in.", drafted="Come in.")
    first = made("A", [opening, spoke(2, "Hello.", 9.0)])
    locked = [replace(opening), spoke(2, "Hello.", 4.0, marks=["exchange 2"])]
    assert numbers(rows([first, made("B", locked, "locked")])) == [[1, 1], [2, 2]]


def test_exchanges_on_the_same_track_go_by_when_the_actor_spoke() -> None:
    first = made("A", [spoke(n, f"line {n}", 10.0 * n) for n in (1, 2, 3)])
    nudge = Exchange(2, "silence", heard="Well?", timing=Timing(first_sound_s=17.0))
    merged = spoke(3, "line 2 line 3", 20.0)
    merged.timing.actor_end_s = 32.0
    again = made("B", [spoke(1, "line 1", 10.1), nudge, merged], "free")
    assert numbers(rows([first, again])) == [[1, 1], [0, 2], [2, 3], [3, 0]]


def test_strangers_and_mixed_kinds_go_by_order() -> None:
    first = made("A", [spoke(n, "x", 10.0 * n) for n in (1, 2, 3)])
    other = made("B", [spoke(n, "y", 50.0 * n) for n in (1, 2)], of="q")
    assert numbers(rows([first, other])) == [[1, 1], [2, 2], [3, 0]]
    locked = made("C", [spoke(1, "x", 1.0, marks=["exchange 3"])], "locked")
    free = made("D", [spoke(n, "x", 10.0 * n) for n in (1, 2, 3)], "free")
    assert numbers(rows([free, locked])) == [[1, 1], [2, 0], [3, 0]]
    assert numbers(rows([first, locked, free])) == [[1, 0, 1], [2, 0, 2], [3, 1, 3]]


# -- figures


def read(label: str, own: str = "joy") -> Reading:
    return Reading(2, 1, label, 2, "", own, 2)


def meant(label: str, bound: bool = True) -> list[Tag]:
    return [Tag(0.0, bound, Intent(label))]


def test_a_pair_is_counted_where_both_have_a_value() -> None:
    ones = [
        spoke(1, "a", 0.0, "One two three.", reading=read("grief"), intents=meant("grief")),
        spoke(2, "b", 10.0, "Four.", reading=read("joy"), intents=meant("grief"), cut="barge-in"),
        spoke(
            3, "c", 20.0, "Five six.", reading=read("fear", "fear"), intents=meant("fear", False)
        ),
        spoke(4, "d", 30.0),
    ]
    others = [
        spoke(1, "a", 0.0, "One two three four.", reading=read("joy"), intents=meant("grief")),
        spoke(2, "b", 10.0, "Four five six.", reading=read("grief"), intents=meant("grief")),
        spoke(3, "c", 20.0, "Five six.", reading=read("fear", "joy"), intents=meant("fear", False)),
        spoke(4, "d", 30.0, "Seven."),
    ]
    others[2].timing.first_sound_s = None
    figures = {f.name: f for f in summary(list(zip(ones, others, strict=True)), 1)}
    gap, words, cuts = figures["gap, s"], figures["words a reply"], figures["cuts"]
    assert (gap.pairs, gap.one, gap.other) == (3, pytest.approx(0.7), pytest.approx(0.7))
    assert (words.pairs, words.one, words.other, words.difference) == (3, 2.0, 3.0, 1.0)
    assert figures["seconds a reply"].pairs == 2, "a cut or unheard reply has no length"
    agreement = figures["reads what was meant"]
    assert (agreement.pairs, agreement.one, agreement.other) == (2, 0.5, 0.5)
    assert (cuts.pairs, cuts.one, cuts.other, cuts.difference) == (3, 1, 0, -1)
    own = figures[OWN]
    assert (own.pairs, own.one, own.other, own.difference) == (3, None, None, pytest.approx(1 / 3))


def test_a_reading_that_was_not_given_agrees_with_nothing() -> None:
    exchange = spoke(1, "a", 0.0, "Hm.", intents=meant("grief"))
    assert agrees(exchange) == 0.0
    assert agrees(replace(exchange, intents=[])) is None
    assert agrees(replace(exchange, heard="", drafted="")) is None
    assert reply_s(exchange) == pytest.approx(3.0)


def test_changes_are_named() -> None:
    one = spoke(1, "a b", 0.0, "Yes.", reading=read("joy"))
    assert changes(one, replace(one, timing=Timing())) == []
    assert changes(one, replace(one, said="a p")) == ["heard as"]
    assert changes(one, replace(one, drafted="Yes. And")) == ["words"]
    assert changes(one, replace(one, reading=read("fear"))) == ["reading"]
    assert changes(one, replace(one, reading=read("joy", "fear"), cut="x")) == ["feeling", "cut"]
    assert changes(one, replace(one, reading=None)) == ["reading", "feeling"]


# -- intervals


def test_the_interval_of_a_mean_is_what_statistics_say() -> None:
    values = np.random.default_rng(5).normal(3.0, 2.0, 400)
    low, high = mean_interval(list(values)) or (0, 0)
    error = values.std() / len(values) ** 0.5
    assert low == pytest.approx(values.mean() - 1.96 * error, abs=0.1 * error)
    assert high == pytest.approx(values.mean() + 1.96 * error, abs=0.1 * error)


def test_the_interval_covers_the_truth_19_times_of_20() -> None:
    random, covered = np.random.default_rng(1), 0
    for _ in range(200):
        low, high = mean_interval(list(random.exponential(1.0, 40)), resamples=500) or (0, 0)
        covered += low <= 1.0 <= high
    assert 0.88 <= covered / 200 <= 0.98


def test_the_same_values_have_the_same_interval_and_one_value_has_none() -> None:
    values = list(np.random.default_rng(2).normal(0.0, 1.0, 50))
    assert mean_interval(values) == mean_interval(values) != mean_interval(values, seed=1)
    assert mean_interval([2.0, 2.0]) == (2.0, 2.0)
    assert mean_interval([2.0]) is mean_interval([]) is None


def test_figures_are_written_with_their_signs() -> None:
    shown = figure_texts(Figure("gap, s", 5, 0.7, 0.5, -0.2, -0.3, -0.001))
    assert shown == ["5", "0.70", "0.50", "-0.20", "-0.30 to +0.00"]
    assert figure_texts(Figure("cuts", 1, 1.0, 0.0, -1.0, None, None)) == ["1", "1", "0", "-1", ""]
    shown = figure_texts(Figure(OWN, 4, None, None, 0.5, 0.25, 0.75))
    assert shown == ["4", "", "", "0.50", "0.25 to 0.75"]


# -- real sessions


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Parent, list[Path]]]:
    """A parent, and performances of it: with another seed line by line, with other patience."""
    place = tmp_path_factory.mktemp("compared")
    with hums():
        first = parent(place)
        done = play([first], place / "out", models=RULES, seed=77)
        done += play([first], place / "out", locked=False, values={"turns.patience_s": 1.0})
    yield first, [first.folder, *(outcome.folder for outcome in done)]


def test_a_session_and_its_performances_in_80_columns(
    played: tuple[Parent, list[Path]],
) -> None:
    all_sides = sides(played[1])
    table = rows(all_sides)
    assert numbers(table) == [[n, n, n] for n in (1, 2, 3, 4, 5)]
    assert swapped(all_sides[0], all_sides[1]) == ["ears: recorded words", "seed 77"]
    assert swapped(all_sides[0], all_sides[2])[-1] == "turns.patience_s = 1.0"
    console = Console(file=io.StringIO(), width=80)
    console.print(legend(all_sides))
    console.print(comparison_table(all_sides, table))
    figures = summary(table, 2)
    console.print(summary_table(all_sides[0], all_sides[2], figures))
    assert isinstance(console.file, io.StringIO)
    shown = console.file.getvalue()
    assert max(len(row) for row in shown.splitlines()) <= 80 and "C against A" in shown
    assert "sarcastic" in shown, "what was meant is shown"
    gap = figures[0]
    assert gap.pairs == 5 and gap.difference == pytest.approx(0.3, abs=0.15)
    assert gap.low is not None and gap.low > 0.05


class Page(HTMLParser):
    """Every address and all the sound in a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.sounds: list[bytes] = []
        self.rows = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.rows += tag == "tr"
        for name, value in attrs:
            if name in ("src", "href", "action", "data", "poster", "srcset"):
                self.addresses.append(value or "")
                if tag == "audio":
                    self.sounds.append(base64.b64decode((value or "").split(",")[1]))


def test_the_page_has_all_its_sound_in_it_and_asks_for_nothing(
    played: tuple[Parent, list[Path]], tmp_path: Path
) -> None:
    first, folders = played
    all_sides = sides(folders[:2])
    text = page(all_sides, rows(all_sides))
    found = Page(text)
    assert all(address.startswith("data:") for address in found.addresses)
    assert "http:" not in text and "https:" not in text and "url(" not in text
    assert "prefers-color-scheme: dark" in text and "default-src 'none'" in text
    assert len(found.sounds) == 15, "the actor once and each partner, in five exchanges"
    (tmp_path / "line.flac").write_bytes(found.sounds[1])
    heard = np.frombuffer(b"".join(flac.blocks(tmp_path / "line.flac")), np.int16)
    begin_s = first.exchanges[0].timing.first_sound_s
    assert begin_s is not None
    begin = round((begin_s - AROUND_S) * RATE_HZ)
    assert len(heard) > RATE_HZ
    assert np.array_equal(heard, track(first.folder, "partner")[begin : begin + len(heard)])


def test_words_that_look_like_markup_are_words(played: tuple[Parent, list[Path]]) -> None:
    one, other = sides(played[1][:2])
    one.exchanges[0].said = one.exchanges[0].heard = '<script>alert("$title")</script>'
    text = page([one, other], rows([one, other]))
    assert "<script>" not in text and "&lt;script&gt;alert(&quot;$title&quot;)" in text


def test_the_command_shows_writes_and_tells_json(
    played: tuple[Parent, list[Path]], tmp_path: Path
) -> None:
    folders = [str(folder) for folder in played[1]]
    file = tmp_path / "side-by-side.html"
    done = CliRunner().invoke(app, ["compare", *folders, "--html", str(file)])
    assert done.exit_code == 0 and "B against A" in done.output
    assert file.read_text(encoding="utf-8").startswith("<!doctype html>")
    done = CliRunner().invoke(app, ["compare", *folders, "--json"])
    told = json.loads(done.output)
    assert told == json.loads(json.dumps(as_dict(sides(played[1]))))
    assert [s["mode"] for s in told["sessions"]] == ["", "locked", "free"]
    assert len(told["rows"]) == 5 and set(told["rows"][2]["changes"]) == {"B", "C"}
    assert "cut" in told["rows"][2]["changes"]["B"], "nobody interrupts line by line"
    assert {f["name"] for f in told["summary"]["C"]} >= {"gap, s", "cuts", OWN}


def test_a_folder_stands_for_the_re_runs_of_the_first_session_in_it(
    played: tuple[Parent, list[Path]], tmp_path: Path
) -> None:
    first, *others = played[1]
    for place in (first, *others):  # the first is no re-run: it is passed over
        shutil.copytree(place, tmp_path / "all" / place.name)
    found = [side.folder.name for side in sides([first, tmp_path / "all"])]
    assert found == [first.name, *sorted(place.name for place in others)]
    with pytest.raises(RecordingError, match="no session in it was played again from"):
        shutil.copytree(first, tmp_path / "parents" / first.name)
        sides([first, tmp_path / "parents"])


def test_one_session_or_none_is_not_compared(
    played: tuple[Parent, list[Path]], tmp_path: Path
) -> None:
    done = CliRunner().invoke(app, ["compare", str(played[1][0])])
    assert isinstance(done.exception, SettingsError)
    done = CliRunner().invoke(app, ["compare", str(played[1][0]), str(tmp_path)])
    assert isinstance(done.exception, RecordingError)
    assert re.search("not a session", str(done.exception))
