"""What is said on the review bench becomes notes; and what blind means there."""

from __future__ import annotations

from pathlib import Path

import pytest

from improv_partner import notes
from improv_partner.research.agreement import collect

from .bench_room import MISREAD, TONE, Visitor, session, visited

ONE = "/api/sessions/0"
READ = ("joy", "sadness", "surprise", "amusement", "pride", "interest")


@pytest.fixture
def evening(tmp_path: Path) -> Path:
    return session(tmp_path / "evening")


def test_a_verdict_is_that_of_the_command_line(evening: Path) -> None:
    async def story(visitor: Visitor) -> None:
        row = {"exchange": MISREAD, "kind": "misread", "verdict": "yes"}
        assert await visitor.post(f"{ONE}/verdict", row) == (200, {"verdicts": {"Ben": "yes"}})
        row["verdict"] = "no"
        assert await visitor.post(f"{ONE}/verdict", row) == (200, {"verdicts": {"Ben": "no"}})
        told = await visitor.row(ONE)
        assert told["failures"][0]["verdicts"] == {"Ben": "no"}
        assert (await visitor.row(f"{ONE}/summary"))["judged"] == 1
        for wrong in ({"verdict": "maybe"}, {"kind": "stuck"}, {"exchange": True}, {"exchange": 9}):
            assert (await visitor.post(f"{ONE}/verdict", row | wrong))[0] in (400, 404)

    visited([evening], story)
    assert notes.verdicts(notes.read(evening)) == {(MISREAD, "misread"): {"Ben": "no"}}


def test_a_comment_goes_with_the_line_it_is_about(evening: Path) -> None:
    async def story(visitor: Visitor) -> None:
        row = {"exchange": MISREAD, "text": " <b>she laughs</b> "}
        told = {"by": "Ben", "text": "<b>she laughs</b>"}
        assert await visitor.post(f"{ONE}/comment", row) == (200, told)
        assert (await visitor.row(ONE))["exchanges"][MISREAD - 1]["comments"] == [told]
        for wrong in ("", "   ", "x" * 2001, 7, None):
            assert (await visitor.post(f"{ONE}/comment", row | {"text": wrong}))[0] == 400

    visited([evening], story)
    (note,) = notes.read(evening)
    assert (note["is"], note["line"], note["session"]) == ("comment", 3, "evening")
    assert notes.ratings([note]) == {}


def test_blind_is_what_never_reached_the_page(evening: Path) -> None:
    async def story(visitor: Visitor) -> None:
        status, body = await visitor.get(f"{ONE}?blind=1")
        text = body.decode()
        assert status == 200 and "The train leaves at nine." in text
        for secret in ("grief", *READ, "It has no driver", TONE, "misread", "thank", "barge-in"):
            assert secret not in text, secret
        keys = [["z", 10], ["z", 300], ["h", 900], ["4", 1500]]
        _, tag = await visitor.post("/api/keys", {"keys": keys})
        assert tag["words"] == "grief 3 under joy, hiding" and tag["surface"] == "joy"
        row = {"line": 3, "keys": keys, "audible": True}
        assert await visitor.post(f"{ONE}/rating", row) == (200, {"blind": True, "left": 7})
        told = await visitor.row(f"{ONE}?blind=1")
        shown = [e["n"] for e in told["exchanges"] if "hidden" not in e]
        assert shown == [MISREAD]
        assert told["exchanges"][1]["meant"] == "grief 3"
        assert [f["kind"] for f in told["failures"]] == ["misread"]
        assert (await visitor.post(f"{ONE}/rating", {"line": 1}))[1]["left"] == 6
        wrong: tuple[dict[str, object], ...] = (
            {"line": 99},
            {"keys": []},
            {"keys": [["z", "x"]]},
            {"audible": 1},
            {"line": True},
        )
        for part in wrong:
            assert (await visitor.post(f"{ONE}/rating", {**row, **part}))[0] in (400, 404)

    visited([evening], story)
    found = collect([evening], lambda text: pytest.fail(text))
    rater = next(rater for rater in found if rater.by == "Ben")
    assert (rater.name, rater.role) == ("Ben, blind", "listener")
    rating = found[rater][(str(evening), 3)]
    assert rating.tag and rating.tag.label == "grief" and rating.audible and rating.done


def test_who_has_seen_the_tags_is_not_blind(evening: Path) -> None:
    row = {"line": 3, "keys": [["z", 10]], "audible": None}

    async def looks_first(visitor: Visitor) -> None:
        assert not (await visitor.row(f"{ONE}?blind=1"))["seen"]
        await visitor.row(ONE)
        assert (await visitor.row(f"{ONE}?blind=1"))["seen"]
        assert (await visitor.post(f"{ONE}/rating", row))[1]["blind"] is False

    async def judged_yesterday(visitor: Visitor) -> None:
        assert (await visitor.post(f"{ONE}/rating", row))[1]["blind"] is False
        assert (await visitor.post(f"{ONE}/rating", row | {"line": 1}))[1]["blind"] is True
        assert (await visitor.post(f"{ONE}/rating", row | {"line": 1}))[1]["blind"] is False

    visited([evening], looks_first)
    notes.verdict(evening, "Eve", MISREAD, "misread", "yes")
    visited([evening], judged_yesterday, "Eve")
