"""The page of a report: all of it inside, nothing from elsewhere, and honest with little."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

from improv_partner import flac, made_of
from improv_partner.errors import RecordingError
from improv_partner.events import RATE_HZ
from improv_partner.recording import Recording
from improv_partner.research.report import plots
from improv_partner.research.report.clip import AROUND_S, MOST_S, clip, window
from improv_partner.research.report.opened import open_all
from improv_partner.research.report.rates import Share
from improv_partner.research.report.worst import worst
from improv_partner.track import HEADER, wav_header

from .commands import here, improv, is_one_line
from .export_stories import ALL_BUT_CLONE, FLAGGED, HUM, HUMAN, SAID, SIMULATED, STORY, record
from .planted import Act, Planted, made
from .report_room import Seen, evening, paged

__all__ = ["here"]
MOST_BYTES = 15_000_000


def test_the_page_has_everything_in_it_and_asks_for_nothing(tmp_path: Path) -> None:
    text = paged(evening(tmp_path / "a"), record(tmp_path / "b", FLAGGED, HUMAN))
    page = Seen(text)
    assert page.open == [], "every tag is closed"
    assert page.addresses and all(one.startswith(("data:", "#")) for one in page.addresses)
    for sign in ("http:", "https:", "url(", "@import", "<script"):
        assert sign not in text
    assert "default-src 'none'" in text and "prefers-color-scheme: dark" in text
    assert "@media print" in text and 'name="viewport"' in text
    assert {f"#{key}" for key in ("recorded", "read", "failed", "timed", "worst", "sessions")} == {
        one for one in page.addresses if one.startswith("#")
    }
    for target in (one[1:] for one in page.addresses if one.startswith("#")):
        assert f'id="{target}"' in text
    assert len(page.sounds) == 4 and "Recorded without sound." in page.words
    assert page.tags.count("svg") == 3 + 8 and len(page.labels) == 11 and all(page.labels)


def test_what_is_heard_is_the_exchange(tmp_path: Path) -> None:
    """Both players at once: the actor's frames hold their number, the partner's are a hum."""
    folder = record(tmp_path / "one", FLAGGED)
    case = next(case for case in worst(open_all([folder]).sessions) if case.said == "Really?")
    assert case.clip is not None and case.clip.whole
    (tmp_path / "clip.flac").write_bytes(case.clip.flac)
    heard = np.frombuffer(b"".join(flac.blocks(tmp_path / "clip.flac")), "<i2")
    at = round(case.clip.begin_s * RATE_HZ) + np.arange(len(heard))
    spoken = (at >= 158_721) & (at < 172_721)
    assert np.array_equal(heard[at < 560 * 320], (at // 320 + HUM * spoken)[at < 560 * 320])
    assert case.clip.begin_s == pytest.approx(450 * 0.02 - AROUND_S, abs=0.05)


def test_a_clip_is_short_and_its_middle_is_in_it(tmp_path: Path) -> None:
    assert window((5.0, 9.0), 7.0) == (5.0 - AROUND_S, 9.0 + AROUND_S, True)
    assert window((0.0, 4.0), None)[0] == 0.0
    begin_s, end_s, whole = window((10.0, 90.0), 60.0)
    assert (begin_s, end_s, whole) == (50.0, 70.0, False)
    assert window((10.0, 90.0), 89.0)[1] == 90.0 + AROUND_S
    assert window((10.0, 90.0), None)[0] == 10.0 - AROUND_S
    assert window((10.0, 90.0), 60.0)[1] - begin_s == MOST_S
    with pytest.raises(RecordingError, match="no sound from 90"):
        clip(record(tmp_path / "one"), (90.3, 91.0))


def test_ten_cases_of_noise_are_still_one_page(tmp_path: Path) -> None:
    """The worst that FLAC can meet: 20 s of noise, ten times."""
    noise = np.random.default_rng(0).integers(-30_000, 30_000, 60 * RATE_HZ, "<i2").tobytes()
    folder = record(tmp_path / "noise", ((1, STORY[1][1]),))
    for who in ("actor", "partner"):
        track = folder / f"{who}.wav"
        assert track.stat().st_size > HEADER.size
        track.write_bytes(wav_header(len(noise) // 2) + noise)
    heard = clip(folder, (0.0, 60.0))
    assert not heard.whole and heard.end_s - heard.begin_s == MOST_S
    assert 10 * len(heard.address) < MOST_BYTES - 4_000_000


def test_words_that_look_like_markup_are_words(tmp_path: Path) -> None:
    evil = '<script>alert("$title")</script> & | `x` [a](http://b.example)'
    acts = [Act(evil, f"As an AI, {evil}", "grief 3", "joy 2", "joy 1")]
    header = {"crew": {"mind": '<img src="http://c.example">'}, "scene": {"key": "<b>"}}
    folder = made(Planted("evil", acts), tmp_path / "a&b <i>")
    log = folder / "session.jsonl"
    first, *rest = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(json.dumps(json.loads(first) | header).encode() + b"\n" + b"".join(rest))
    page = Seen(paged(folder, title="<u>$x</u>"))
    assert page.open == [] and not {"script", "img", "i", "u"} & (set(page.tags) - {"i"})
    assert '<script>alert("$title")</script>' in page.words and "<u>$x</u>" in page.words
    assert all(one.startswith(("data:", "#")) for one in page.addresses)


def nothing(folder: Path) -> Path:
    """A session in which nobody spoke."""
    consent = {"answer": "yes"}
    Recording(folder, {"scene": {"key": "x"}, "consent": consent}, audio=False).close()
    return folder


def test_little_is_told_as_little(tmp_path: Path) -> None:
    none = Seen(paged())
    assert "There is no session in this report." in none.words and none.open == []
    silent = Seen(paged(nothing(tmp_path / "silent")))
    assert "nothing was said in it: 0 exchanges" in silent.words
    for words in (
        "there are no rates",
        "there are no gaps",
        "nothing can be compared",
        "none to be",
    ):
        assert words in silent.words, words
    clean = [Act("Give me the lamp.", "Take it, but the cord bites.")]
    untagged = Seen(paged(made(Planted("untagged", clean), tmp_path / "untagged")))
    assert "no tags" in untagged.words and "No rule found anything." in untagged.words
    assert "nan" not in " ".join((none.words, silent.words, untagged.words)).split()


def test_a_page_that_is_handed_on_tells_no_names(tmp_path: Path) -> None:
    yes = HUMAN | {"purposes": ALL_BUT_CLONE, "pseudonym": "Jane Doe"}
    kept = HUMAN | {"purposes": ALL_BUT_CLONE | {"excerpts": False}}
    here = [record(tmp_path / "janes-evening", STORY, yes), record(tmp_path / "b", FLAGGED, kept)]
    text = paged(*here, record(tmp_path / "secret", STORY, HUMAN), share=True)
    page = Seen(text)
    for name in (
        "Jane",
        "janes",
        "secret",
        str(tmp_path),
        "2026-03-01",
        "models.example",
        "Really",
    ):
        assert name not in text, name
    assert (
        "session-1" in text and "actor-1" in text and "Left out: 1 session, for want" in page.words
    )
    assert "excerpts are published" in page.words
    assert SAID in page.words and page.sounds, "of the one who said yes to excerpts"


def test_nobodys_voice_needs_no_caution(tmp_path: Path) -> None:
    simulated = Seen(paged(record(tmp_path / "one", STORY, SIMULATED))).words
    assert "What people said" not in simulated and "rehearsals" in simulated
    assert "--share" in Seen(paged(record(tmp_path / "two", STORY, HUMAN))).words


# -- plots


def test_plots_are_whole_and_say_what_they_are() -> None:
    shares = [("misread", Share(5, 20)), ("none", Share(0, 20)), ("nothing", Share(0, 0))]
    drawn = [
        plots.bars(shares, "Bars & more"),
        plots.bars([], "Bars & more"),
        plots.matrix(["joy"], ["joy", "fear"], {("joy", "fear"): 2}, "Bars & more"),
        plots.matrix([], [], {}, "Bars & more"),
        plots.distribution([0.0, 1.0], [0.2, 0.5, 0.3], [0.5, 0.4, 0.1], "Bars & more"),
        plots.lanes(1.0, 4.0, [("actor", "actor", [(0.0, 2.0), (9.0, 9.5)])], "Bars & more"),
        plots.lanes(0.0, 0.0, [], "Bars & more"),
    ]
    for text in drawn:
        root = ET.fromstring(text)
        assert root.attrib["aria-label"] == "Bars & more" and root.attrib["role"] == "img"
        assert "nan" not in text and "style" not in text.replace('style="fill-opacity', "")
    assert "<title>meant joy, read fear: 2 of 2</title>" in drawn[2]
    bars = [one for one in ET.fromstring(drawn[0]).iter("rect") if one.get("class") == "bar"]
    assert float(bars[0].attrib["width"]) > 0 and float(bars[1].attrib["width"]) == 0
    lanes = list(ET.fromstring(drawn[5]).iter("rect"))
    assert len(lanes) == 1, "what is outside is not drawn"
    third = float(lanes[0].attrib["width"]) / (plots.WIDE - plots.LABEL / 2)
    assert third == pytest.approx(1 / 3, abs=0.01)


# -- the command


def test_the_command_writes_a_page_or_markdown(here: Path) -> None:
    evening(here / "evening" / "one")
    ran = improv("report", "evening")
    assert ran.code == 0 and "Written: report.html (1 of 1 sessions, " in ran.out, ran.err
    assert ran.out.rstrip().endswith(" kB)")
    assert Path("report.html").read_text("utf-8").startswith("<!doctype html>")
    ran = improv("report", "evening", "-o", "a.md", "--title", "On *grief*")
    text = Path("a.md").read_text("utf-8")
    assert ran.code == 0 and text.startswith("# On \\*grief\\*\n")
    assert "| misread | 1 other feeling | 1 |" in text
    assert "improv replay one --from 3" in text and "<" not in text.replace("\\<", "")
    assert improv("report", "evening", "--format", "md").code == 0 and Path("report.md").exists()
    (row,) = {made.path for made in made_of.remembered([Path("evening")])} - {
        (here / name).resolve() for name in ("a.md", "report.md")
    }
    assert row == (here / "report.html").resolve(), "a withdrawal finds it"


def test_what_is_left_out_is_told_and_the_rest_is_written(here: Path) -> None:
    evening(here / "one")
    ran = improv("report", "one", "missing", "-o", "r.html")
    assert ran.code == 1 and ran.err.startswith("missing: ")
    page = Seen(Path("r.html").read_text("utf-8"))
    assert "Left out: missing: not a session" in page.words
    ran = improv("report", "missing", "-o", "none.html")
    assert ran.code == 1 and "no session" in Seen(Path("none.html").read_text("utf-8")).words


def test_what_is_typed_wrong_is_one_line(here: Path) -> None:
    evening(here / "one")
    is_one_line(improv("report", "one", "--format", "pdf"), "--format is html or md", "pdf")
    is_one_line(improv("report", "one", "-o", "no/such/r.html"), "no/such/r.html", "written")
