"""The figures of a report: what is counted, of what, and how far it may be off."""

from __future__ import annotations

import math
import shutil
from pathlib import Path

import pytest

from improv_partner.intents import Meant
from improv_partner.notes import LISTENER, Notes, Rater
from improv_partner.research.failures.failure import GRAVE
from improv_partner.research.failures.kinds import KINDS
from improv_partner.research.report import people
from improv_partner.research.report.gather import Agreement, gather
from improv_partner.research.report.opened import open_all
from improv_partner.research.report.rates import Share
from improv_partner.research.report.timed import bins
from improv_partner.research.report.worst import worst

from .export_stories import ALL_BUT_CLONE, FLAGGED, HUMAN, SIMULATED, STORY, record
from .planted import Act, Planted, made
from .report_room import evening, gathered

SHARED = HUMAN | {"purposes": ALL_BUT_CLONE, "pseudonym": "Jane Doe"}


# -- intervals and people


def test_wilsons_interval_is_that_of_the_textbooks() -> None:
    low, high = Share(10, 20).interval
    assert (low, high) == (pytest.approx(0.2993, abs=1e-4), pytest.approx(0.7007, abs=1e-4))
    low, high = Share(0, 10).interval
    assert (low, high) == (0.0, pytest.approx(0.2775, abs=1e-4))
    low, high = Share(81, 263).interval
    assert (low, high) == (pytest.approx(0.2553, abs=1e-4), pytest.approx(0.3662, abs=1e-4))
    assert Share(10, 10).interval[1] == pytest.approx(1)
    assert all(map(math.isnan, (Share(0, 0).share, *Share(0, 0).interval)))


def test_peoples_gaps_agree_with_themselves() -> None:
    shares = [share for _, share in people.POINTS]
    gaps = [gap for gap, _ in people.POINTS]
    assert shares == sorted(shares) and gaps == sorted(gaps)
    for percent, gap_s in people.PERCENTILES.items():
        assert people.not_longer(gap_s) == pytest.approx(percent / 100)
    assert people.not_longer(1.0) == 0.87
    assert 0.80 < people.not_longer(0.8) < 0.87
    with pytest.raises(ValueError, match=r"from -0\.69 to 4\.0 s"):
        people.not_longer(5.0)


# -- what was meant and read


def test_meant_and_read_are_compared_where_both_are_known(tmp_path: Path) -> None:
    told = gathered(evening(tmp_path / "one"))
    agreement = told.all.agreement
    assert agreement.levels == {
        "exact": 3, "family": 1, "near": 0, "miss": 1, "not tagged": 1, "not read": 1,
    }  # fmt: skip
    assert agreement.pairs == {
        ("grief", "joy"): 1, ("grief", "sadness"): 1, ("interest", "interest"): 3,
    }  # fmt: skip
    assert (agreement.both, agreement.tagged) == (5, 6)
    assert agreement.share("exact") == Share(3, 5)
    assert agreement.labels() == (["interest", "grief"], ["joy", "interest", "sadness"])


def test_chance_and_kappa_are_cohens() -> None:
    """The example of 50 cases with 20 + 15 agreements: expected 0.5, kappa 0.4."""
    pairs = {("joy", "joy"): 20, ("joy", "fear"): 5, ("fear", "joy"): 10, ("fear", "fear"): 15}
    agreement = Agreement({"exact": 35, "miss": 15}, pairs)
    assert agreement.chance == pytest.approx(0.5) and agreement.kappa == pytest.approx(0.4)
    assert Agreement({}, {}).kappa is Agreement({}, {}).chance is None
    alike = Agreement({"exact": 4}, {("joy", "joy"): 4})
    assert alike.chance == 1.0 and alike.kappa is None


def test_corrections_count_and_listeners_stand_beside(tmp_path: Path) -> None:
    folder = evening(tmp_path / "one")
    Notes(folder, Rater()).tag(1, 1, Meant("joy"), corrects=True)
    Notes(folder, Rater("Ben", LISTENER, blind=True)).tag(1, 1, Meant("amusement"), corrects=False)
    told = gathered(folder)
    assert told.all.agreement.pairs["joy", "joy"] == 1
    assert ("grief", "joy") not in told.all.agreement.pairs
    assert told.listeners.levels["family"] == 1 and told.listeners.both == 1


def test_a_reading_of_a_rejected_reply_is_a_reading(tmp_path: Path) -> None:
    """Of the two replies to the first line, the second reading stands; the better line has none."""
    told = gathered(record(tmp_path / "one", STORY))
    assert told.all.agreement.pairs == {("grief", "grief"): 1}


# -- failures


def test_an_exchange_counts_once_for_each_kind(tmp_path: Path) -> None:
    told = gathered(evening(tmp_path / "one"))
    kinds = {kind.name: kind for kind in told.all.kinds}
    assert list(kinds) == list(KINDS), "also those that were not found"
    assert kinds["misread"].exchanges == Share(1, 7)
    assert kinds["character_break"].exchanges == Share(1, 7)
    assert kinds["comfort"].exchanges == Share(0, 7)
    dead = kinds["floor_timing"]
    assert dead.forms == {"dead air": 1} and dead.grave == 1
    assert told.all.any.count == len(
        {
            failure.exchange
            for one in open_all([tmp_path / "one"]).sessions
            for failure in one.failures
            if failure.exchange
        }
    )
    assert sum(told.causes.values()) == sum(kind.failures for kind in told.all.kinds)


def test_failures_of_a_whole_session_are_no_exchange(tmp_path: Path) -> None:
    moods = ("joy", "grief", "anger", "relief", "fear", "tenderness", "pride", "sadness")
    acts = [
        Act(f"This is box {n}.", f"Put it on shelf {n}.", f"{mood} 2", mood, "interest 2")
        for n, mood in enumerate(moods + moods[:4])
    ]
    told = gathered(made(Planted("flat", acts), tmp_path / "flat"))
    heat = next(kind for kind in told.all.kinds if kind.name == "heat")
    assert (heat.failures, heat.whole, heat.exchanges.count) == (1, 1, 0)
    shown = worst(open_all([tmp_path / "flat"]).sessions)
    assert "heat" not in {wrong.kind for case in shown for wrong in case.wrong}, "no place for it"


def test_scenes_and_models_stand_for_themselves(tmp_path: Path) -> None:
    clean = Planted("clean", [Act("Give me the lamp.", "It bites.", "interest 2", "interest 2")])
    folders = [evening(tmp_path / "a"), evening(tmp_path / "b", "other"), tmp_path / "c"]
    made(Planted(clean.about, clean.acts, header={"crew": {"mind": "other"}}), folders[2])
    told = gathered(*folders)
    assert [group.name for group in told.scenes] == ["the-house"]
    other, tiny = told.models
    assert (tiny.name, tiny.sessions, tiny.exchanges) == ("tiny", 1, 7), "without its server"
    assert (other.name, other.sessions, other.exchanges) == ("other", 2, 8)
    assert other.any.of == 8 and other.any.count == tiny.any.count
    assert told.all.exchanges == 15


# -- timing


def test_gaps_fall_into_steps_beside_those_of_people(tmp_path: Path) -> None:
    told = gathered(evening(tmp_path / "one"))
    gaps = told.all.times.gaps_s
    assert len(gaps) == 7 and list(gaps) == sorted(gaps)
    assert told.all.times.longer(2.0) == Share(1, 7)
    edges, ours, theirs = bins(told)
    assert len(ours) == len(theirs) == len(edges) + 1
    assert sum(ours) == pytest.approx(1) and sum(theirs) == pytest.approx(1)
    assert ours[-1] == pytest.approx(1 / 7), "longer than 4 s"
    assert theirs[-1] == pytest.approx(0.002)
    for step, share in enumerate(ours[1:-1]):
        inside = [gap for gap in gaps if edges[step] < gap <= edges[step + 1]]
        assert share == pytest.approx(len(inside) / 7)


def test_a_gap_before_a_new_choice_is_none(tmp_path: Path) -> None:
    told = gathered(record(tmp_path / "one", STORY))
    times = told.all.times
    assert len(times.gaps_s) == 1 and times.heard == 3 and times.stopped == 1


# -- the worst


def test_the_gravest_comes_first_and_kinds_take_turns(tmp_path: Path) -> None:
    breaks = [
        Act(
            f"Tell me about box {n}.", "As an AI, I cannot.", "", "", "", wrong=("character_break",)
        )
        for n in range(12)
    ]
    blocked = Act("You sold my ring.", "I never sold your ring.", "", "", "")
    folder = made(Planted("breaks", [*breaks, blocked]), tmp_path / "one")
    opened = open_all([folder]).sessions
    cases = worst(opened)
    assert len(cases) == 10
    severities = [max(wrong.severity for wrong in case.wrong) for case in cases]
    assert severities == sorted(severities, reverse=True)
    grave = {one.kind for one in opened[0].failures if one.severity == GRAVE}
    firsts = [case.wrong[0].kind for case in cases]
    assert set(firsts[: len(grave)]) == grave, "each kind before one comes again"
    assert len({(case.session, case.number) for case in cases}) == 10
    assert worst(opened, 3) == cases[:3]


def test_what_the_actor_flagged_comes_before_its_equals(tmp_path: Path) -> None:
    plain = [Act("Go on.", "As an AI, I cannot.", "", "", "")]
    folders = [made(Planted("break", plain), tmp_path / "a"), record(tmp_path / "b", FLAGGED)]
    first = worst(open_all(folders).sessions)[0]
    assert first.session == "b" and first.marks == ["flagged it as wrong"]
    assert first.said == "Really?" and first.heard == "As an AI, I cannot."


# -- which sessions


def test_only_sessions_that_may_be_told_of_are_in_it(tmp_path: Path) -> None:
    folders = [
        record(tmp_path / "yes", STORY, HUMAN),
        record(tmp_path / "no", STORY, HUMAN | {"purposes": {"run": True, "keep_text": True}}),
        record(tmp_path / "gone", STORY, HUMAN),
        tmp_path / "missing",
    ]
    (folders[2] / "withdrawn.json").write_text("{}")
    copy = shutil.copytree(folders[0], tmp_path / "copy")
    opening = open_all([*folders, copy])
    assert [one.name for one in opening.sessions] == ["yes"]
    whys = {folders[1]: "replay it for research", folders[3]: "missing: ", copy: "counted once"}
    for line, (folder, why) in zip(opening.left_out, whys.items(), strict=True):
        assert str(folder) in line and why in line and "\n" not in line
    gone = f"{folders[2]}: was withdrawn; nothing of it is used"
    assert opening.ended == {str(folders[2]): gone}
    told = gather(opening)
    assert told.left_out == [*opening.left_out, gone]
    assert gather(opening, share=True).left_out == ["4 sessions, for want of consent or by damage"]


def test_what_is_handed_on_needs_more_and_has_no_names(tmp_path: Path) -> None:
    purposes = ALL_BUT_CLONE | {"excerpts": False}
    folders = [
        record(tmp_path / "local", FLAGGED, HUMAN),
        record(tmp_path / "shared", FLAGGED, SHARED | {"purposes": purposes}),
        record(tmp_path / "excerpts", FLAGGED, SHARED),
        record(tmp_path / "nobody", FLAGGED, SIMULATED),
    ]
    opening = open_all(folders, share=True)
    assert [(one.name, one.performer) for one in opening.sessions] == [
        ("session-1", "actor-1"), ("session-2", "actor-1"), ("session-3", ""),
    ]  # fmt: skip
    assert [(one.words, one.sound) for one in opening.sessions] == [
        (False,) * 2,
        *[(True,) * 2] * 2,
    ]
    cases = worst(opening.sessions)
    assert {case.session for case in cases} == {"session-2", "session-3"}
    told = gathered(*folders, share=True)
    assert told.left_out == ["1 session, for want of consent or by damage"]
    assert {row.day for row in told.rows} == {""}
    assert {row.day for row in gathered(*folders).rows} == {"2026-03-01"}


def test_words_that_may_not_be_kept_are_not_shown(tmp_path: Path) -> None:
    consent = HUMAN | {"purposes": {"run": True, "replay": True, "keep_text": True}}
    folder = record(tmp_path / "one", FLAGGED, consent)
    (case, *_) = worst(open_all([folder]).sessions)
    assert case.clip is None and "did not agree" in case.silent
    silent = record(tmp_path / "two", FLAGGED, HUMAN | {"purposes": {"replay": True}})
    opening = open_all([silent])
    assert opening.sessions[0].failures and worst(opening.sessions) == []


def test_a_rerun_is_named_as_one(tmp_path: Path) -> None:
    again = {"rerun": {"parent": "the-first", "mode": "locked"}}
    acts = [Act("Give me the lamp.", "It bites.", "interest 2", "interest 2")]
    folder = made(Planted("again", acts, header=again), tmp_path / "one")
    (remark,) = open_all([folder]).remarks
    assert remark.startswith("one: ") and "(the-first)" in remark
