"""Pass rates: intervals, what is worse beyond chance, and results that are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from improv_partner.errors import RecordingError, SettingsError
from improv_partner.research.suite import results
from improv_partner.research.suite.rates import changes, mcnemar, rates, wilson
from improv_partner.research.suite.results import Result, Run, baseline, by_run, shares
from improv_partner.research.suite.tables import matrix

OLD, NEW = Run("old", "h"), Run("new", "h", "rules.txt 1234")


def tries(run: Run, passed: str, kind: str = "comfort", takes: int = 1) -> list[Result]:
    """A case for each letter: p passes, f fails, c cannot tell, n has no answer."""
    words = {"p": "pass", "f": "fail", "c": "cannot tell", "n": "no answer"}
    return [
        Result(f"{kind}{n}", "d", "s", kind, take, run, f"{kind}/1", words[letter])
        for n, letter in enumerate(passed)
        for take in range(1, takes + 1)
    ]


def test_wilsons_interval_as_in_the_books() -> None:
    """Agresti and Coull 1998 and the usual tables: 0 of 10, 5 of 10, 81 of 263 (Newcombe 1998)."""
    assert wilson(0.0, 10) == pytest.approx((0.0, 0.278), abs=0.001)
    assert wilson(0.5, 10) == pytest.approx((0.237, 0.763), abs=0.001)
    assert wilson(81 / 263, 263) == pytest.approx((0.2553, 0.3662), abs=0.0001)
    assert wilson(1.0, 3)[1] == 1.0


def test_takes_of_a_case_make_no_interval_narrower() -> None:
    (once, _), (thrice, _) = rates(tries(OLD, "ppff")), rates(tries(OLD, "ppff", takes=3))
    assert (once.low, once.high) == (thrice.low, thrice.high) and thrice.takes == 12
    assert thrice.cases == 4 and thrice.rate == 0.5


def test_what_cannot_be_told_counts_neither_way() -> None:
    kind, all_ = rates(tries(OLD, "ppfcn"))
    assert (kind.kind, all_.kind) == ("comfort", "")
    assert kind.cases == 3 and kind.untold == 2 and kind.rate == pytest.approx(2 / 3)
    nothing, _ = rates(tries(OLD, "cc"))
    assert nothing.cases == 0 and nothing.rate is None
    assert shares(tries(OLD, "pf")) == {("comfort0", "d"): 1.0, ("comfort1", "d"): 0.0}


def test_mcnemar_counts_only_what_changed() -> None:
    assert mcnemar(0, 0) == 1.0
    assert mcnemar(5, 0) == pytest.approx(1 / 32)
    assert mcnemar(3, 3) == pytest.approx(42 / 64)
    assert mcnemar(0, 5) == 1.0


def test_worse_is_lower_beyond_chance() -> None:
    kind, all_ = changes(tries(OLD, "pppppppp"), tries(NEW, "ffffffpp"))
    assert kind.regressed and all_.regressed and (kind.fell, kind.rose) == (6, 0)
    assert (all_.before, all_.now) == (1.0, 0.25)
    for now in ("ffffpppp", "pppppppp"):
        assert not any(one.regressed for one in changes(tries(OLD, "p" * 8), tries(NEW, now)))
    better = changes(tries(OLD, "ffffffff"), tries(NEW, "pppppppp"))
    assert not any(one.regressed for one in better) and better[0].rose == 8


def test_one_kind_may_be_worse_where_all_are_not() -> None:
    before = tries(OLD, "p" * 8) + tries(OLD, "f" * 8, "blocked")
    now = tries(NEW, "f" * 8) + tries(NEW, "p" * 8, "blocked")
    assert {one.kind: one.regressed for one in changes(before, now)} == {
        "blocked": False, "comfort": True, "": False
    }  # fmt: skip


def test_many_kinds_are_no_many_chances() -> None:
    """Five falls alone are p = 0.03: not enough if three kinds are looked at."""
    before = [t for kind in "abc" for t in tries(OLD, "ppppp", kind)]
    now = tries(NEW, "fffff", "a") + tries(NEW, "pppff", "b") + tries(NEW, "ppppp", "c")
    found = {one.kind: one for one in changes(before, now)}
    assert found["a"].p < 0.05 and not found["a"].regressed and found[""].regressed


def test_only_the_same_case_is_compared() -> None:
    other = [Result("comfort0", "changed", "s", "comfort", 1, OLD, "r", "pass")]
    assert changes(other, tries(NEW, "f")) == []


def test_results_are_kept_and_the_newest_of_a_try_stands(tmp_path: Path) -> None:
    file = tmp_path / "r.jsonl"
    for one in [*tries(OLD, "pn"), *tries(NEW, "ff"), *tries(OLD, "pn")]:
        results.keep(file, one)
    read = results.stored(file)
    assert len(read) == 4 and list(by_run(read)) == [OLD, NEW]
    assert baseline(read, NEW, file)[0] == NEW
    assert baseline(read[:2], NEW, file)[0] == OLD
    with pytest.raises(SettingsError, match=r"holds several runs \(old, new with rules\.txt\)"):
        baseline(read, Run("third"), file)
    table = matrix(read)
    assert table.row_count == 2 and len(table.columns) == 3
    with pytest.raises(RecordingError, match="there are no results"):
        results.stored(tmp_path / "none.jsonl")
    file.write_text('{"is": "result", "case": "x"}\n')
    with pytest.raises(RecordingError, match="a result is damaged"):
        results.stored(file)
