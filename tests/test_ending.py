"""Does a line sound as if it were over? The contract for each judge, and how one is chosen.

With IMPROV_SMART_TURN = path of smart-turn-v3.2-cpu.onnx the real weights are judged as well.
"""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from huggingface_hub import constants

from improv_partner import virtual
from improv_partner.crew import Ending, NoEnding
from improv_partner.crew.ending import choose_ending, weights
from improv_partner.crew.ending.log_mel import BANDS, FRAMES, log_mel
from improv_partner.crew.ending.smart_turn import SmartTurn
from improv_partner.errors import CrewError

from .speech import frames, noise, quiet, tone
from .tiny_turn import tiny_turn

REAL = os.environ.get("IMPROV_SMART_TURN", "")
NOWHERE = "http://127.0.0.1:9"  # nobody listens there
VOICE = tone(1.0, 300.0)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    file = tmp_path / "tiny-turn.onnx"
    file.write_bytes(tiny_turn())
    return file


def judged(ending: Ending, *pieces: list[bytes], back: int = 0) -> float | None:
    """The line that began with the first piece, after all of them."""

    async def story() -> float | None:
        for number, piece in enumerate(pieces):
            for frame in piece:
                ending.feed(frame)
            if number == 0:
                ending.open(back or len(piece) - 1)
        return await ending.ends()

    return virtual.run(story())


def test_switched_off_it_never_judges() -> None:
    assert judged(choose_ending(""), VOICE, quiet(0.3)) is None
    assert isinstance(choose_ending(""), NoEnding)


def test_a_line_is_judged_as_it_stands_again_and_again(tiny: Path) -> None:
    async def story() -> None:
        ending, found = choose_ending(str(tiny)), []
        for frame in VOICE:
            ending.feed(frame)
        assert await ending.ends() is None, "nobody has begun"
        ending.open(len(VOICE) - 1)
        for piece in ([], quiet(0.3), VOICE, quiet(0.3)):
            for frame in piece:
                ending.feed(frame)
            found.append(await ending.ends())
        goes_on, paused, went_on, over = found
        assert goes_on is not None and paused is not None
        assert 0 < goes_on < 0.5 < paused < 1
        assert went_on == pytest.approx(goes_on, abs=0.02)
        assert over == pytest.approx(paused, abs=0.02)

    asyncio.run(story())


def test_only_the_line_is_heard_and_of_a_long_one_the_last_eight_seconds(tiny: Path) -> None:
    line = [*VOICE, *noise(6.5, 0.1), *VOICE, *quiet(0.4)]
    once = judged(SmartTurn(tiny), line)
    before = SmartTurn(tiny)
    for frame in noise(20, 0.5):
        before.feed(frame)
    assert judged(before, line) == pytest.approx(once)  # but for the lead-in, of 0.2 s
    long = SmartTurn(tiny)
    assert judged(long, noise(30, 0.3), quiet(8)) == judged(SmartTurn(tiny), quiet(8))
    assert sum(map(len, long._frames)) == 8 * 32_000


def test_the_loop_goes_on_while_it_judges(tiny: Path) -> None:
    async def story() -> None:
        ending = SmartTurn(tiny)
        ending.feed(VOICE[0])
        ending.open(0)
        turns, job = 0, asyncio.ensure_future(ending.ends())
        while not job.done():
            turns += 1
            await asyncio.sleep(0)
        assert turns > 2
        jobs = [asyncio.ensure_future(ending.ends()) for _ in range(50)]
        await asyncio.sleep(0)
        for job in jobs[:-1]:
            job.cancel()
        assert await jobs[-1] is not None  # who gave up waiting is in nobody's way

    asyncio.run(story())


def test_its_thread_ends_with_it(tiny: Path) -> None:
    before = set(threading.enumerate())
    ending = SmartTurn(tiny)
    judged(ending, VOICE)
    (thread,) = [t for t in set(threading.enumerate()) - before if t.name.startswith("ending")]
    del ending
    gc.collect()
    thread.join(5)
    assert not thread.is_alive()


# -- what the model is given


def test_a_short_line_is_at_the_end_of_the_window_and_loudness_is_taken_out() -> None:
    short = b"".join([*noise(1.0, 0.02), *quiet(0.5)])
    picture = log_mel(short)
    assert picture.shape == (BANDS, FRAMES) and picture.dtype == np.float32
    sounding = np.nonzero((picture > picture.min() + 0.5)[2:].any(axis=0))[0]  # without the offset
    assert sounding[0] == pytest.approx(650, abs=2) and sounding[-1] == pytest.approx(750, abs=2)
    louder = (np.frombuffer(short, "<i2") * 8).astype("<i2").tobytes()
    assert np.abs(log_mel(louder) - picture).max() < 0.01
    assert (log_mel(bytes(300_000) + short)[:, 1:] == log_mel(short)[:, 1:]).all()


@pytest.mark.parametrize("pitch_hz", [200.0, 1000.0, 4000.0])
def test_a_tone_is_in_its_band(pitch_hz: float) -> None:
    """Slaney's scale: straight up to 1 kHz, then by the logarithm; 80 bands up to 8 kHz."""

    def mel(f: float) -> float:
        return f * 3 / 200 if f < 1000 else 15 + 27 * np.log(f / 1000) / np.log(6.4)

    found = log_mel(b"".join(tone(8.0, pitch_hz))).mean(axis=1).argmax()
    assert found == pytest.approx(mel(pitch_hz) / mel(8000) * (BANDS + 1) - 1, abs=1)


def test_silence_and_nothing_can_be_judged(tiny: Path) -> None:
    assert np.isfinite(log_mel(b"")).all() and (log_mel(b"") == log_mel(bytes(5000))).all()
    assert judged(SmartTurn(tiny), quiet(0.02)) is not None


# -- which one is taken


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is not a whole ONNX model"),
        (tiny_turn()[:-40], "is not a whole ONNX model"),
        (tiny_turn(given="x"), "is another model than Smart Turn v3"),
        (tiny_turn(bands=128), "is another model than Smart Turn v3"),
        (tiny_turn(last="Identity"), "gives no probability"),
    ],
)
def test_a_file_that_is_no_smart_turn_is_told(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "wrong.onnx"
    file.write_bytes(content)
    with pytest.raises(CrewError, match=f"wrong.onnx {told}; give a smart-turn-v3 file") as error:
        choose_ending(str(file))
    assert "\n" not in str(error.value)


def test_a_path_that_leads_nowhere_is_told() -> None:
    with pytest.raises(CrewError, match='no file "smart-trun"; give "smart-turn", the path of'):
        choose_ending("smart-trun")


@pytest.fixture
def no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that has no model, and no network."""
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "ENDPOINT", NOWHERE)
    for variable in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    return tmp_path / "hub"


def test_without_a_network_it_is_told_what_to_do(no_network: Path) -> None:
    with pytest.raises(CrewError, match=f"{NOWHERE} does not answer; give turns.ending the path"):
        choose_ending("smart-turn")


class Hub(BaseHTTPRequestHandler):
    """As much of the hub as a download needs."""

    def do_GET(self) -> None:
        is_file = self.path.endswith(f"/resolve/main/{weights.FILE}")
        body = tiny_turn() if is_file else b"{}"
        self.send_response(200)
        self.send_header("ETag", '"abc"')
        self.send_header("X-Repo-Commit", "a" * 40)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET

    def log_message(self, format: str, *args: object) -> None:
        pass


def test_it_is_downloaded_once(no_network: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Hub) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        address = f"http://127.0.0.1:{server.server_port}"
        template = address + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "ENDPOINT", address)
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        try:
            assert isinstance(choose_ending("smart-turn"), SmartTurn)
        finally:
            server.shutdown()
            thread.join()
    monkeypatch.setattr(constants, "ENDPOINT", NOWHERE)
    from_cache = choose_ending("smart-turn")
    assert isinstance(from_cache, SmartTurn) and from_cache.name == "smart-turn-v3.2-cpu"


# -- the real one


@pytest.mark.skipif(not REAL, reason="IMPROV_SMART_TURN names no file")
@pytest.mark.parametrize(
    ("clip", "expected"),  # by the preprocessing that is published with the weights (v3.2, cpu)
    [("1-slt", 0.122), ("2-awb", 0.728), ("3-rms", 0.183), ("4-kal16", 0.933), ("lysander", 0.989)],
)
def test_the_real_weights_judge_as_their_makers_do(clip: str, expected: float) -> None:
    found = judged(SmartTurn(Path(REAL)), frames(f"{clip}.flac"))
    assert found == pytest.approx(expected, abs=0.05)
