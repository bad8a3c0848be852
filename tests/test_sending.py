"""Which server may get a session's words: one rule for judge, suites, probes and re-runs."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from improv_partner.consent import mind_host
from improv_partner.errors import RecordingError, SettingsError
from improv_partner.recording import LOG
from improv_partner.reperform import minds
from improv_partner.reruns import may_play
from improv_partner.research.items import Wishes
from improv_partner.research.parent import Parent
from improv_partner.sending import no_sending
from improv_partner.settings import MindSettings, VoiceSettings

from .commands import here, improv
from .group_stories import consent
from .rerun_stories import chat_server, hums, parent

__all__ = ["here"]

CLOUD = "https://mind.example.org/v1"
FAR, NEAR = MindSettings("m", CLOUD), MindSettings("m", "http://localhost:11434/v1")
ASKED = ("--model", "m", "--base-url", CLOUD)
WHO = ("actor", "p2", "p3")


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parent]:
    with hums():
        yield parent(tmp_path_factory.mktemp("parent"), 1, 1)


def header(**consent: object) -> dict[str, Any]:
    return {"consent": {"answer": "yes", **consent}}


def agreed(first: Parent, folder: Path, **consent: object) -> Path:
    """The session with another consent."""
    shutil.copytree(first.folder, folder)
    head, rest = (folder / LOG).read_text("utf-8").split("\n", 1)
    (folder / LOG).write_text(
        f"{json.dumps(json.loads(head) | header(**consent))}\n{rest}", "utf-8"
    )
    return folder


def test_words_leave_only_for_hosts_that_were_named_or_where_sharing_is_permitted(
    tmp_path: Path,
) -> None:
    plain = header()
    assert no_sending(tmp_path, plain, NEAR, False) == ""
    assert "does not say yes to" in no_sending(tmp_path, plain, FAR, True), "--yes is not all"
    named = header(hosts=[mind_host(FAR)])
    assert no_sending(tmp_path, named, FAR, False) == ""
    free = header(purposes={"replay": True, "share": True})
    assert no_sending(tmp_path, free, FAR, True) == ""
    with pytest.raises(SettingsError, match=r"nobody agreed that mind\.example\.org gets words"):
        no_sending(tmp_path, free, FAR, False)
    no = header(purposes={"replay": False, "share": True}, hosts=[mind_host(FAR)])
    assert "says no to" in no_sending(tmp_path, no, NEAR, True)
    over = header(keep_until="2020-01-01")
    assert "was to be kept until" in no_sending(tmp_path, over, NEAR, True)
    voice = VoiceSettings(engine="server", base_url=CLOUD, name="n")
    assert "does not say yes to" in no_sending(tmp_path, plain, NEAR, True, voice)


def test_of_several_performers_all_must_have_permitted_it(tmp_path: Path) -> None:
    people = {who: {"kind": "human"} for who in WHO}
    group = {"performers": people, "consent": consent({}, WHO)}
    assert no_sending(tmp_path, group, FAR, True) == ""
    one = {**group, "consent": consent({"p2": ["share"]}, WHO)}
    assert "(share) (by p2); only" in no_sending(tmp_path, one, FAR, True)
    assert no_sending(tmp_path, one, NEAR, False) == "", "here it is replayed, and not shared"
    beside = {**group, "consent": consent({}, WHO[:2])}
    for server in (FAR, NEAR):
        assert "p3 did not say yes to" in no_sending(tmp_path, beside, server, True)
    told = consent({"p2": ["share"]}, WHO)
    told["records"][0]["hosts"] = [mind_host(FAR)]
    assert "gets nothing" in no_sending(tmp_path, {**group, "consent": told}, FAR, True)


def test_a_probe_asks_no_server_that_a_performer_did_not_permit(first: Parent, here: Path) -> None:
    agreed(first, here / "a/plain", performer="human")
    agreed(first, here / "a/shared", purposes={"replay": True, "share": True})
    ran = improv("probe", "a", *ASKED)
    assert ran.code == 1 and "nobody agreed that mind.example.org gets" in ran.err
    ran = improv("probe", "a/plain", *ASKED, "--yes")
    assert ran.code == 1 and "does not say yes to" in ran.flat
    assert "mind.example.org gets nothing of it" in ran.flat
    assert not list((here / "a").rglob("notes.jsonl"))
    with chat_server() as server:
        ran = improv("probe", "a", "--model", "good", "--base-url", server.url)
    assert ran.code == 0 and len(server.asked) == 2, "this machine may"


@pytest.mark.parametrize("spread", [(), ("--jobs", "2")])
def test_nor_does_a_rerun(first: Parent, here: Path, spread: tuple[str, ...]) -> None:
    agreed(first, here / "a/plain", performer="human")
    agreed(first, here / "a/gone", keep_until="2001-01-01")
    ran = improv("rerun", "a", *ASKED, "--yes", "--out", "out", *spread)
    assert ran.code == 1 and "mind.example.org gets nothing of it" in ran.flat
    assert "was to be kept until 2001-01-01" in ran.flat and "Leaves this" not in ran.flat
    assert not (here / "out").exists()
    agreed(first, here / "a/shared", purposes={"replay": True, "share": True})
    ran = improv("rerun", "a", *ASKED, "--out", "out", *spread)
    assert ran.code == 1 and "nobody agreed that mind.example.org gets" in ran.err


def test_a_rerun_with_a_voice_from_elsewhere_sends_words_too(first: Parent) -> None:
    human = replace(first, header={**first.header, **header(performer="human")})
    far = minds(["m"], CLOUD, MindSettings())
    with pytest.raises(RecordingError, match=r"mind\.example\.org gets nothing"):
        may_play(human, Wishes(far), True)
    speaks = {"voice.engine": "server", "voice.base_url": CLOUD, "voice.name": "n"}
    rules = minds(["understudy"], "", MindSettings())
    may_play(human, Wishes(rules), False)
    with pytest.raises(RecordingError, match=r"mind\.example\.org gets nothing"):
        may_play(human, Wishes(rules, values=speaks), True)
