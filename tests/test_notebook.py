"""Recordings as a notebook has them: improv_partner.load, frames, sound, and pages."""

from __future__ import annotations

import base64
import importlib.util
import io
import re
import runpy
import shutil
import subprocess
import sys
import wave
from dataclasses import is_dataclass
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

import improv_partner
from improv_partner import track
from improv_partner.errors import ImprovError, RecordingError
from improv_partner.events import RATE_HZ, Intent, Reading, Tone
from improv_partner.exchanges import Exchange, Rejected
from improv_partner.notebook import Excerpt, Session
from improv_partner.recording import LOG
from improv_partner.research.exchange_html import render
from improv_partner.research.index.frame import frame
from improv_partner.research.index.tables import TABLES

from .agreed import agreed
from .planted import Act, Planted, made
from .rerun_stories import hums, parent

ROOT = Path(__file__).resolve().parent.parent
ACTS = (
    Act("What a lovely day.", "Thank you, I made it.", "contempt 3", "joy 2", "joy 2", "sarcastic"),
    Act("Who are you?", "As an AI, I have no name."),
)


@pytest.fixture(scope="module")
def evening(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two sessions, one that nobody agreed to, and one that is damaged."""
    place = tmp_path_factory.mktemp("evening")
    first = made(Planted("a", ACTS), place / "a")
    shutil.copytree(first, place / "b")
    made(Planted("no", ACTS, header={"consent": {"answer": "no"}}), place / "no")
    (place / "torn").mkdir()
    (place / "torn" / LOG).write_bytes(b"{")
    return place


@pytest.fixture(scope="module")
def heard(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a session that has sound."""
    place = tmp_path_factory.mktemp("heard")
    with hums():
        return parent(place, 1, 2).folder.parent


def test_sessions_come_by_number_name_slice_and_loop(evening: Path) -> None:
    sessions = improv_partner.load(evening)
    assert len(sessions) == 4 and repr(sessions) == "<4 sessions>"
    assert sessions[0].name == sessions["a"].name == sessions[str(evening / "a")].name == "a"
    assert [one.name for one in sessions] == ["a", "b"]
    assert set(sessions.refused) == {str(evening / "no"), str(evening / "torn")}
    assert "nobody agreed" in sessions.refused[str(evening / "no")]
    assert len(sessions[:2]) == 2
    with pytest.raises(RecordingError, match="nobody agreed"):
        sessions["no"]
    with pytest.raises(KeyError, match="0 sessions"):
        sessions["c"]
    with pytest.raises(AttributeError, match="no attribute 'laod'"):
        improv_partner.laod  # noqa: B018


def test_exchanges_are_dataclasses(evening: Path) -> None:
    session = improv_partner.load(evening / "a")[0]
    first, second = session.exchanges
    assert is_dataclass(first) and isinstance(first, Exchange)
    assert (first.said, first.heard) == (ACTS[0].said, ACTS[0].reply)
    assert session.tags == {1: Intent("contempt", 3, stances=("sarcastic",))}
    assert second.meant is None and len(session) == 2
    assert [excerpt.exchange.number for excerpt in session] == [1, 2]
    with pytest.raises(KeyError, match="no exchange 3"):
        session[3]


def test_a_frame_of_pandas(evening: Path) -> None:
    pandas = pytest.importorskip("pandas")
    sessions = improv_partner.load(evening)
    table = sessions.frame()
    assert isinstance(table, pandas.DataFrame) and list(table.columns) == [*TABLES["exchanges"]]
    assert len(table) == 4 and len(sessions.refused) == 2
    assert table["intent"].isna().sum() == 2, "no tag is not a tag"
    assert str(table["intensity"].dtype) == "Int32" and str(table["gap_s"].dtype) == "float64"
    assert table.groupby("intent")["gap_s"].median()["contempt"] > 0
    assert len(improv_partner.load(evening / "a").frame("failures")) == len(
        sessions["a"].frame("failures")
    )


def test_a_frame_of_nothing_has_its_columns() -> None:
    pytest.importorskip("pandas")
    for table, columns in TABLES.items():
        empty = frame(table, [])
        assert list(empty.columns) == list(columns) and len(empty) == 0


def test_a_frame_of_polars(evening: Path) -> None:
    polars = pytest.importorskip("polars")
    for name, columns in TABLES.items():
        table = improv_partner.load(evening).frame(name, "polars")
        assert isinstance(table, polars.DataFrame) and table.columns == list(columns)
    assert improv_partner.load(evening).frame("sessions", "polars")["exchanges"].sum() == 4


def test_a_frame_that_cannot_be_is_one_line(evening: Path) -> None:
    sessions = improv_partner.load(evening)
    with pytest.raises(ImprovError, match='no table "turns"'):
        sessions.frame("turns")
    with pytest.raises(ImprovError, match="pandas and polars"):
        sessions.frame("sessions", "spark")
    if importlib.util.find_spec("polars") is None:
        with pytest.raises(ImprovError, match="pip install polars"):
            sessions.frame("sessions", "polars")


def test_sound_of_any_span(evening: Path, heard: Path) -> None:
    session = improv_partner.load(heard)[0]
    actor = session.sound("actor", 1.0, 2.5)
    assert actor.dtype == np.float32 and actor.shape == (24_000,)
    pcm = np.frombuffer(track.pcm(session.folder, "actor", 16_000, 40_000), np.int16)
    assert np.array_equal(actor * 32768, pcm) and np.abs(pcm).max() > 1000
    both = session.sound(begin_s=1.0, end_s=2.5)
    assert both.shape == (24_000, 2) and np.array_equal(both[:, 0], actor)
    assert len(session.sound("partner", 10_000.0)) == 0
    assert len(session.sound("actor")) > 5 * RATE_HZ
    with pytest.raises(RecordingError, match="no track"):
        session.sound("audience")
    with pytest.raises(RecordingError, match="without sound"):
        improv_partner.load(evening / "a")[0].sound("actor")


def test_sound_needs_a_yes_to_it(tmp_path: Path) -> None:
    purposes = {"run": True, "keep_text": True, "replay": True, "keep_audio": False}
    folder = agreed(tmp_path / "quiet", {"answer": "yes", "purposes": purposes})
    session = Session(str(folder))
    with pytest.raises(RecordingError, match="keep_audio"):
        session.sound("actor")
    assert "<audio" not in session[1]._repr_html_() and session.exchanges[0].said


class Tags(HTMLParser):
    """Which tags a page has, and whether all are closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.seen: list[str] = []
        self.open: list[str] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.seen.append(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_an_exchange_shows_itself_with_its_sound(heard: Path) -> None:
    session = improv_partner.load(heard)[0]
    excerpt = next(one for one in session if one.exchange.number in session.tags)
    page = excerpt._repr_html_()
    assert {"table", "audio"} <= set(Tags(page).seen)
    assert isinstance(excerpt, Excerpt)
    for words in (
        "meant",
        "audible",
        "read",
        "done",
        "timing",
        excerpt.exchange.said,
        "answered after",
    ):
        assert words in page, words
    (coded,) = re.findall(r"data:audio/wav;base64,([^\"]+)", page)
    with wave.open(io.BytesIO(base64.b64decode(coded))) as sound:
        assert (sound.getframerate(), sound.getnchannels()) == (RATE_HZ, 1)
        begin_s, end_s = excerpt.span
        assert sound.getnframes() / RATE_HZ == pytest.approx(end_s - begin_s + 0.4, abs=0.01)
        pcm = np.frombuffer(sound.readframes(sound.getnframes()), np.int16)
    assert np.abs(pcm).max() > 1000
    both = excerpt.sound()
    assert len(both) == len(pcm) and np.abs(both[:, 0]).max() > 0.03, "the actor"
    assert np.abs(both[:, 1]).max() > 0, "and the partner, who hums softly"


def test_what_was_said_cannot_become_a_page() -> None:
    sly = '<script>alert("x")</script>&\'"'
    reading = Reading(2, 1, "joy", 2, own="grief", own_intensity=1)
    exchange = Exchange(1, sly, said=sly, heard="Oh " + sly, drafted=f"Oh {sly} {sly}", cut=sly)
    exchange.tone, exchange.reading = Tone(1, sly), reading
    exchange.troubles, exchange.rejected = [sly], [Rejected(2, sly, sly, None, "")]
    page = render(exchange, Intent(sly, 2, sly, (sly,)), (sly, sly), b"\0\0")
    assert set(Tags(page).seen) == {"table", "tr", "th", "td", "s", "br", "span", "audio"}
    assert "<script" not in page and page.count("&lt;script&gt;") >= 8
    assert 'title="not heard"' in page


def test_the_package_is_light() -> None:
    code = """
import sys, improv_partner
print(sorted(m for m in sys.modules if m.startswith("improv_partner.") or m == "numpy"))
improv_partner.load
print(sorted({"sounddevice", "av", "pandas", "pyarrow", "duckdb", "ray"} & set(sys.modules)))
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.splitlines() == ["[]", "[]"]


def test_the_example_runs(heard: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    pytest.importorskip("pandas")
    page = tmp_path / "exchange.html"
    before, sys.argv = sys.argv, ["notebook.py", str(heard), str(page)]
    try:
        runpy.run_path(str(ROOT / "examples" / "notebook.py"), run_name="__main__")
    finally:
        sys.argv = before
    told = capsys.readouterr().out
    assert "agreement" in told and "median" in told and "s of the actor at" in told
    assert "<audio" in page.read_text("utf-8")


def test_the_page_tells_what_the_example_does() -> None:
    page = (ROOT / "docs" / "notebook.md").read_text("utf-8")
    for block in re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL):
        compile(block, "docs/notebook.md", "exec")
    for name in ("load", "frame", "sound", "exchanges", "tags", "refused"):
        assert name in page
