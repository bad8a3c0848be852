"""What if: the same actor, other settings, and the price of each."""

from __future__ import annotations

import math
import sys
from pathlib import Path

import pytest

from improv_partner.errors import ImprovError, SettingsError
from improv_partner.recording import read
from improv_partner.research.sweep import Figures, figures, grid, plot, sweep

from .test_replay import perform


def test_patience_costs_time_and_haste_costs_interruptions(tmp_path: Path) -> None:
    header, entries = perform(tmp_path / "s", 1, mind_s=0.03)
    values = [{"turns.patience_s": value} for value in (0.3, 0.7, 1.5)]
    rows = sweep(header, entries, values, tmp_path / "out", {})
    assert [name for name, _ in rows] == [
        "as recorded",
        "turns.patience_s=0.3",
        "turns.patience_s=0.7",
        "turns.patience_s=1.5",
    ]
    recorded, hasty, same, patient = (f for _, f in rows)
    assert same == recorded
    assert hasty.gap_median_s < same.gap_median_s < patient.gap_median_s
    assert hasty.cut_ins > same.cut_ins
    assert hasty.answers > patient.answers
    assert list(read(tmp_path / "out" / "turns.patience_s=0.3")[1])


def test_an_empty_log_has_no_gaps_to_speak_of() -> None:
    nothing = figures([])
    assert nothing.answers == nothing.wasted == 0 and math.isnan(nothing.gap_median_s)


def test_a_grid_has_every_combination() -> None:
    values = grid(["turns.patience_s=0.5,1.0", "turns.barge_in_s=0.2"], {})
    assert values == [
        {"turns.patience_s": 0.5, "turns.barge_in_s": 0.2},
        {"turns.patience_s": 1.0, "turns.barge_in_s": 0.2},
    ]
    with pytest.raises(SettingsError, match="is not KEY=VALUE"):
        grid(["patience"], {})


ROWS = [("a", Figures(5, 1, 0, 2, 0.5, 1.5)), ("b", Figures(5, 0, 0, 0, 0.9, 2.0))]


def test_the_plot_shows_gaps_and_cut_ins(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib", reason="the plot is an extra")
    plot(ROWS, tmp_path / "sweep.svg")
    assert "<svg" in (tmp_path / "sweep.svg").read_text(encoding="utf-8")
    with pytest.raises(ImprovError, match="the plot cannot be written"):
        plot(ROWS, tmp_path / "no" / "sweep.svg")
    with pytest.raises(ImprovError, match="the plot cannot be written"):
        plot(ROWS, tmp_path / "sweep.nonsense")


def test_without_matplotlib_the_way_to_get_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(ImprovError, match=r"improv-partner\[plot\]"):
        plot(ROWS, tmp_path / "sweep.svg")
