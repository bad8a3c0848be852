"""Sessions that were withdrawn or are past their day are left out of whatever is made of a folder.

That is told in one line, and is no fault: the exit status is that of the others.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from improv_partner.recording import LOG
from improv_partner.tombstone import FILE as TOMBSTONE

from .chat_server import ChatServer
from .commands import here, improv
from .judges import judges
from .planted import Act, Planted, made

__all__ = ["here"]
ACTS = (
    Act("What a lovely day.", "Everything will be fine.", "grief 2", "joy 2", "joy 2", z=1.8),
    Act("The train is late.", "It has no driver.", "anger 2", "joy 2", "joy 2", z=-1.8),
)
MAKES = {  # what is typed, and the file that comes of it
    "suite": ("suite add {} --unconfirmed --out made/s.jsonl", "made/s.jsonl"),
    "probe set": ("probe-set build {} --out set.jsonl", "set.jsonl"),
    "report": ("report {} --out page.html", "page.html"),
    "report for others": ("report {} --share --format md", "report.md"),
    "export": ("export {} -f textgrid -f rttm -o out", "out/stays.TextGrid"),
}


@pytest.fixture
def evening(here: Path) -> Path:
    """Three sessions: one stays, one was withdrawn and its log is lost, the day of one is over."""
    place = here / "evening"
    consents = {"stays": {}, "gone": {}, "over": {"keep_until": "2001-01-01"}}
    for name, more in consents.items():
        consent = {"answer": "yes", "performer": "simulated", **more}
        made(Planted(name, ACTS, header={"consent": consent}), place / name)
    (place / "gone" / TOMBSTONE).write_text("{}", "utf-8")
    (place / "gone" / LOG).unlink()
    return place


@pytest.mark.parametrize("what", MAKES)
def test_what_has_ended_is_told_in_one_line_and_is_no_fault(evening: Path, what: str) -> None:
    words, file = MAKES[what]
    places = [str(evening / name) for name in ("gone", "over", "stays")]
    command = [part for word in words.split() for part in (places if word == "{}" else [word])]
    ran = improv(*command)
    assert ran.code == 0, ran.out + ran.err
    told = [line for line in (ran.out + ran.err).splitlines() if "withdrawn" in line]
    assert told == ["2 sessions were withdrawn, or their day is over: left out: gone, over"]
    text = Path(file).read_text("utf-8")
    assert text and "gone" not in text.replace(told[0], "")


@pytest.mark.parametrize("what", MAKES)
def test_damage_is_a_fault_as_before(evening: Path, what: str) -> None:
    (evening / "over" / LOG).write_bytes(b"")
    words, file = MAKES[what]
    ran = improv(*words.format("evening").split())
    assert ran.code == 1 and "evening/over" in (ran.out + ran.err).replace("\n", "")
    assert Path(file).exists(), "the rest goes on"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ChatServer]:
    with judges(monkeypatch) as running:
        yield running


def test_a_probe_set_goes_on_with_the_sessions_that_are_left(
    evening: Path, server: ChatServer
) -> None:
    shutil.rmtree(evening)
    for name in ("stays", "soon"):
        made(Planted(name, ACTS), evening / name)
    assert improv("probe-set", "build", "evening", "--out", "set.jsonl").code == 0
    asking = ("probe-set", "run", "set.jsonl", "--model", "deaf", "--base-url", server.url)
    assert improv(*asking).code == 0
    both = len(server.asked)
    (evening / "soon" / TOMBSTONE).write_text("{}", "utf-8")
    ran = improv(*asking)
    assert ran.code == 0 and ran.err.count("was withdrawn") == 1
    assert len(server.asked) - both == both / 2
    shutil.rmtree(evening / "soon")
    assert improv(*asking).code == 1, "nobody knows where it is"
