"""The review bench as its page meets it: who may ask, what is told, and the very sound."""

from __future__ import annotations

import io
import signal
import wave
from pathlib import Path
from urllib.request import urlopen

import numpy as np
import pytest
from yarl import URL

from improv_partner import notes
from improv_partner.bench.server import Bench
from improv_partner.bench.waves import BIN, Waves
from improv_partner.errors import ImprovError
from improv_partner.events import RATE_HZ
from improv_partner.exchanges import exchanges
from improv_partner.recording import LOG, read
from improv_partner.research.failures.find import look
from improv_partner.research.timing.waterfall import steps
from improv_partner.tombstone import Tombstone, put

from .bench_room import ACTS, MISREAD, TONE, Visitor, both, pcm, session, visited
from .commands import ended, here, improv, is_one_line, program
from .export_stories import GOLDEN, golden
from .planted import Act

__all__ = ["here"]
ONE = "/api/sessions/0"
KEEPS_NO_SOUND = {"answer": "yes", "purposes": {"run": True, "keep_text": True, "replay": True}}


@pytest.fixture
def evening(tmp_path: Path) -> Path:
    return session(tmp_path / "evening")


# -- who may ask


def test_only_who_has_the_address_is_told_anything(evening: Path) -> None:
    async def story(visitor: Visitor) -> None:
        url = visitor.base + ONE
        async with visitor.http.get(url) as answer:
            assert answer.status == 401
        for status, headers in (
            (403, {"Authorization": "Bearer guessed"}),
            (421, {"Host": "evil.example"}),
            (421, {"Host": "192.0.2.7:80"}),
            (403, {"Origin": "http://evil.example"}),
        ):
            assert (await visitor.get(ONE, **headers))[0] == status
        row = {"exchange": MISREAD, "kind": "misread", "verdict": "yes"}
        assert (await visitor.post(f"{ONE}/verdict", row, Origin="http://evil.example"))[0] == 403
        form = {"Authorization": f"Bearer {visitor.bench.token}", "Origin": visitor.base}
        async with visitor.http.post(f"{url}/verdict", data={"a": "b"}, headers=form) as answer:
            assert answer.status == 415
        form.pop("Origin")
        async with visitor.http.post(f"{url}/verdict", json=row, headers=form) as answer:
            assert answer.status == 403
        assert not list(notes.read(evening))

    visited([evening], story)


def test_every_answer_forbids_what_is_foreign(evening: Path) -> None:
    async def story(visitor: Visitor) -> None:
        for path in ("/", "/main.js", "/page.css", "/api/sessions", "/nothing"):
            async with visitor.http.get(visitor.base + path) as answer:
                rules = answer.headers["Content-Security-Policy"]
                assert "default-src 'none'" in rules and "script-src 'self'" in rules
                assert answer.headers["Permissions-Policy"].startswith("microphone=()")
                assert answer.headers["Cache-Control"] == "no-store"
                body = await answer.text()
                for sign in ("http://", "https://", "//cdn", " onclick="):
                    assert sign not in body.replace("http://www.w3.org/2000/svg", "")

    visited([evening], story)


def test_no_path_of_a_request_is_a_path_on_the_disk(evening: Path) -> None:
    (evening.parent / "secret.wav").write_bytes(b"RIFF")
    secret = ("..%2Fsecret", "..%2F..%2Fetc%2Fpasswd", "%2Fetc%2Fpasswd", "session.jsonl", "nobody")

    async def story(visitor: Visitor) -> None:
        paths = [f"{ONE}/{what}/{who}?begin=0&end=9" for what in ("clip", "wave") for who in secret]
        more = [f"/{name}" for name in (*secret, "..%2Fweb.py", "pages/main.js")]
        for path in (*paths, *more, "/api/sessions/7", "/api/sessions/-1", "/api/sessions/x"):
            async with visitor.http.get(
                URL(visitor.base + path, encoded=True),
                headers={"Authorization": f"Bearer {visitor.bench.token}"},
            ) as answer:
                assert answer.status == 404, path

    visited([evening], story)


def test_a_header_names_no_file_outside(tmp_path: Path) -> None:
    names: dict[str, object] = {"actor": {}, "../secret": {}, "/etc/x": {}}
    folder = session(tmp_path / "one", ACTS[:1], performers=names)
    (tmp_path / "secret.wav").write_bytes((folder / "actor.flac").read_bytes())

    async def story(visitor: Visitor) -> None:
        assert (await visitor.row(ONE))["tracks"] == ["actor", "partner"]

    visited([folder], story)


def test_what_nobody_agreed_to_is_named_and_nothing_else_of_it_is_told(tmp_path: Path) -> None:
    folders = [
        session(tmp_path / "no", ACTS[:1], {"answer": "no"}, audio=False),
        session(tmp_path / "run", ACTS[:1], {"answer": "yes", "purposes": {"run": True}}),
        session(tmp_path / "incomplete", ACTS[:1], {}, audio=False),
        tmp_path / "nothing",
    ]

    async def story(visitor: Visitor) -> None:
        cards = (await visitor.row("/api/sessions"))["sessions"]
        assert [set(card) for card in cards] == [{"name", "why"}] * 4
        assert "nobody agreed" in cards[0]["why"] and "replay" in cards[1]["why"]
        for number in range(4):
            for path in ("", "/summary", "/clip/both?begin=0&end=9", f"/beside/{number}"):
                assert (await visitor.get(f"/api/sessions/{number}{path}"))[0] == 403
            row = {"exchange": 1, "text": "nice"}
            assert (await visitor.post(f"/api/sessions/{number}/comment", row))[0] == 403

    visited(folders, story)


def test_a_withdrawal_ends_a_review_that_is_open(evening: Path) -> None:
    async def story(visitor: Visitor) -> None:
        await visitor.row(ONE)
        put(evening, Tombstone(evening.name, "2026-03-02", "asked", ("actor",), "", True))
        for path in (ONE, f"{ONE}/clip/both?begin=0&end=9", f"{ONE}/wave/actor?begin=0&end=9"):
            status, body = await visitor.get(path)
            assert status == 403 and b"withdrawn" in body

    visited([evening], story)


# -- what is told


def test_a_session_is_told_with_all_its_tracks(evening: Path) -> None:
    done = list(exchanges(read(evening)[1]))
    wrong = look(evening).failures

    async def story(visitor: Visitor) -> None:
        told = await visitor.row(ONE)
        lanes = {lane["name"]: lane["rows"] for lane in told["lanes"]}
        two = told["exchanges"][MISREAD - 1]
        assert [e["n"] for e in told["exchanges"]] == [e.number for e in done]
        assert two["labels"] == {"meant": "grief", "read": "joy", "felt": "interest"}
        assert (two["meant"], two["read"], two["felt"]) == ("grief 3", "joy 2", "interest 2")
        assert (two["level"], two["tone"]) == ("miss", TONE)
        assert [name for name, _, _ in two["steps"]] == [step.name for step in steps(done[1])]
        assert {"floor", "actor", "meant", "tone", "read", "partner", "felt"} < set(lanes)
        assert {"tags", "events"} < set(lanes)
        begin, end, words, number = lanes["partner"][1]
        assert (words, number) == ("It has no driver.", MISREAD)
        assert pcm(evening, "partner", begin, end).any()
        assert not pcm(evening, "partner", begin - 1000, begin).any()
        assert {row[2] for row in lanes["floor"]} == {"actor", "thinking", "partner"}
        assert [(f["exchange"], f["kind"]) for f in told["failures"]] == [
            (f.exchange, f.kind) for f in wrong
        ]
        assert told["tracks"] == ["actor", "partner"]
        count = await visitor.row(f"{ONE}/summary")
        assert (count["exchanges"], count["failures"]) == (len(done), len(wrong))
        assert ["grief", "joy"] in count["pairs"] and count["pairs"] == told["pairs"]

    visited([evening], story)


def test_a_clip_is_the_very_samples(evening: Path) -> None:
    begin, end = 70_001, 90_007

    async def story(visitor: Visitor) -> None:
        for who, channels in (("both", 2), ("actor", 1), ("partner", 1)):
            status, body = await visitor.get(f"{ONE}/clip/{who}?begin={begin}&end={end}")
            wanted = both(evening, begin, end)
            if who != "both":
                wanted = pcm(evening, who, begin, end).astype("<i2").tobytes()
            with wave.open(io.BytesIO(body)) as file:
                assert (file.getnchannels(), file.getframerate()) == (channels, RATE_HZ)
                assert status == 200 and file.readframes(1 << 20) == wanted
        samples = (await visitor.row(ONE))["samples"]
        _, body = await visitor.get(f"{ONE}/clip/both?begin={samples - 10}&end={samples + 10}")
        assert body[-40:] == bytes(40) and len(body) == 44 + 80
        for wrong in ("begin=9&end=9", "begin=-1&end=9", "begin=x&end=9", "end=9"):
            assert (await visitor.get(f"{ONE}/clip/both?{wrong}"))[0] == 400
        assert (await visitor.get(f"{ONE}/clip/both?begin=0&end={121 * RATE_HZ}"))[0] == 400

    visited([evening], story)


def test_sound_that_nobody_agreed_to_keep_is_not_heard(tmp_path: Path) -> None:
    folder = session(tmp_path / "one", ACTS[:2], KEEPS_NO_SOUND)
    silent = session(tmp_path / "two", ACTS[:2], audio=False)

    async def story(visitor: Visitor) -> None:
        for number in (0, 1):
            told = await visitor.row(f"/api/sessions/{number}")
            assert told["tracks"] == [] and len(told["exchanges"]) == 2
            for what in ("clip/both", "clip/actor", "wave/actor"):
                path = f"/api/sessions/{number}/{what}?begin=0&end=99"
                assert (await visitor.get(path))[0] == 404

    visited([folder, silent], story)


def test_a_wave_is_the_lowest_and_highest_of_each_pixel(evening: Path) -> None:
    waves, sound = Waves(), pcm(evening, "actor", 0, 400_000)
    for begin, end, bins in ((0, 320_000, 100), (16_000, 16_000 + 500 * BIN, 500)):
        found = np.frombuffer(waves.span(evening, "actor", begin, end, bins), np.int8)
        parts = (sound[begin:end] >> 8).reshape(bins, -1)
        low, high = parts.min(axis=1).clip(max=0), parts.max(axis=1).clip(min=0)
        assert (found.reshape(-1, 2) == np.stack([low, high], axis=1)).all()
    close = np.frombuffer(waves.span(evening, "actor", 17_000, 17_400, 400), np.int8)
    assert (close[::2] == sound[17_000:17_400] >> 8).all()
    assert (close[::2] == close[1::2]).all()
    late = np.frombuffer(waves.span(evening, "actor", 10**9, 10**9 + 99_999, 50), np.int8)
    assert late.tolist() == [0] * 100


def test_two_takes_of_one_actor_stand_side_by_side(evening: Path, tmp_path: Path) -> None:
    better = Act("The train leaves at nine.", "I know.", "grief 3", "grief 3", "tenderness 2")
    acts = (ACTS[0], better, *ACTS[2:])
    rerun = {"parent": "evening", "mode": "locked"}
    again = session(tmp_path / "again", acts, rerun=rerun, crew={"mind": "other"})

    async def story(visitor: Visitor) -> None:
        told = await visitor.row(f"{ONE}/beside/1")
        assert told["swapped"] == ["mind: other"] and told["related"]
        row = told["rows"][MISREAD - 1]
        assert [side["heard"] for side in row["sides"]] == ["It has no driver.", "I know."]
        assert {"words", "reading", "feeling"} <= set(row["changes"])
        assert [side["wrong"] for side in row["sides"]] == [["misread"], []]
        reads = next(f for f in told["figures"] if f["name"] == "reads what was meant")
        assert reads["other"] > reads["one"]
        assert all(row["sides"][0] and row["sides"][1] for row in told["rows"])

    visited([evening, again], story)


# -- the command


def test_half_an_hour_is_a_few_small_answers(tmp_path: Path) -> None:
    folder = session(tmp_path / "long", ACTS * 55)

    async def story(visitor: Visitor) -> None:
        told = await visitor.row(ONE)
        assert told["samples"] > 1800 * RATE_HZ and len(told["exchanges"]) == 440
        for who in told["tracks"]:
            await visitor.get(f"{ONE}/wave/{who}?begin=0&end={told['samples']}&bins=1200")
        await visitor.get(f"{ONE}/clip/both?begin=16000&end=80000")
        facts, actor, partner, clip = [size for _, size in visitor.asked]
        assert facts < 1_000_000 and actor == partner == 2400 and clip == 44 + 4 * 64_000

    visited([folder], story)


def test_every_kind_of_session_is_told(tmp_path: Path) -> None:
    """Interrupted, killed, begun by the partner, with marks, without a mind, of a newer program."""
    names = [folder.name for folder in sorted(GOLDEN.iterdir()) if folder.name != "withdrawn"]
    folders = [golden(name, tmp_path) for name in names]

    async def story(visitor: Visitor) -> None:
        for number, folder in enumerate(folders):
            done = list(exchanges(read(folder)[1]))
            for blind in ("", "?blind=1"):
                told = await visitor.row(f"/api/sessions/{number}{blind}")
                assert [e["n"] for e in told["exchanges"]] == [e.number for e in done]
                for lane in told["lanes"]:
                    for begin, end, *_ in lane["rows"]:
                        assert 0 <= begin <= end <= told["samples"], (folder.name, lane["name"])
            await visitor.row(f"/api/sessions/{number}/beside/0")

    visited(folders, story)


def test_a_damaged_log_is_told_where_it_is(evening: Path) -> None:
    lines = (evening / LOG).read_bytes().splitlines(keepends=True)
    (evening / LOG).write_bytes(b"".join([*lines[:9], b"{]\n", *lines[10:]]))

    async def story(visitor: Visitor) -> None:
        status, body = await visitor.get(ONE)
        assert status == 409 and b"session.jsonl:10" in body

    visited([evening], story)


def test_the_command_says_where_and_ends_with_ctrl_c(evening: Path, tmp_path: Path) -> None:
    child = program("review", str(evening), "--as", "Ben", folder=tmp_path)
    assert child.stdout
    line = child.stdout.readline()
    address = line.split()[-1]
    assert line.startswith("Review as Ben") and address.startswith("http://127.0.0.1:")
    with urlopen(address.partition("#")[0]) as page:
        assert b"improv review" in page.read()
    child.send_signal(signal.SIGINT)
    ran = ended(child)
    assert (ran.code, ran.err) == (0, "")


def test_a_port_that_is_taken_is_one_line(evening: Path) -> None:
    with Bench([evening], "Ben") as bench, pytest.raises(ImprovError, match="see --port"):
        Bench([evening], "Ben", bench.port).__enter__()


@pytest.mark.usefixtures("here")
def test_notes_are_somebodys() -> None:
    is_one_line(improv("review", "nowhere", "--as", " "), "--as")


def test_keys_are_as_the_settings_have_them(evening: Path) -> None:
    async def story(visitor: Visitor) -> None:
        told = (await visitor.row("/api/sessions"))["vocabulary"]
        assert told["keys"]["grief"] == "g" and told["keys"]["joy"] == "4"
        for key, label in (("g", "grief"), ("z", "")):
            tag = await visitor.post("/api/keys", {"keys": [[key, 1]]})
            assert tag[1]["label"] == label

    visited([evening], story, changes={"grief": "g"})
