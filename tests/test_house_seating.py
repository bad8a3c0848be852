"""Who sits where in the house: the record that stays as it was signed, and names apart from it."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from improv_partner import consent, late, names
from improv_partner.check import check, state
from improv_partner.consent_record import faults, sha256
from improv_partner.house import Refused
from improv_partner.house.form import form as make_form
from improv_partner.house.peer import Peer
from improv_partner.house.room import Room
from improv_partner.house.seating import Seating
from improv_partner.recording import LOG, Recording, read
from improv_partner.rehead import rehead
from improv_partner.settings import DeskSettings, HouseSettings, MindSettings

from .scene_sample import sample_scene
from .test_house_consent import NAMED, unchained
from .test_house_door import YES, form


def test_records_are_a_chain_of_who_plays_and_names_are_kept_apart(tmp_path: Path) -> None:
    seating = Seating(HouseSettings(), 4, tmp_path)
    names.add(tmp_path, "Ben", "another Ben")
    session = tmp_path / "session"
    copies: dict[str, Any] = {}

    async def play() -> list[Peer]:
        crowd = [seating.sit(word) for word in ("a", "b", "c", "d")]
        for peer, name in zip(crowd[1::-1] + crowd[2:], ("Ben", "", "Cleo", "Dan"), strict=True):
            answers = form().answered(YES | {"name": name})
            seating.agreed(peer, answers, f"{name} Real")
            copies[peer.who] = peer.consent
        ann, ben, _, dan = crowd
        for peer in (ann, ben):
            await seating.ready(peer)
        seating.begin(ann)
        header = {"performers": {"actor": {}, "p2": {}, "partner": {}}}
        Recording(session, header | {"consent": seating.consent()}).close()
        seating.recorded(session)
        await seating.ready(dan)  # and Cleo never comes
        await seating.ready(dan)
        seating.end()
        with pytest.raises(Refused, match="over"):
            await seating.ready(crowd[2])
        return crowd

    dan = asyncio.run(play())[3]
    first = json.loads((session / LOG).read_text().splitlines()[0])["consent"]
    assert faults(first) == [] and [r["who"] for r in first["records"]] == ["actor", "p2"]
    assert [r["pseudonym"] for r in first["records"]] == ["Player 1", "Ben 2"]
    both = read(session)[0]["consent"]
    assert faults(both) == [] and both["records"][:2] == first["records"]
    assert [r["who"] for r in both["records"]] == ["actor", "p2", "p4"]
    assert names.read(tmp_path).keys() == {"Ben", "Ben 2", "Player 1", "Dan"}
    for record in both["records"]:  # of whoever played; and as it was at the yes
        assert copies[record["who"]] == unchained(record)
    rehead(session)
    assert read(session)[0]["consent"] == both and not (session / late.FILE).exists()
    assert list(read(session)[0]["performers"]) == ["actor", "p2", "p4", "partner"]
    assert state(check(session)) == "mended" and dan.real_name == ""  # no exchanges.jsonl yet


def test_a_pseudonym_that_another_scene_has_taken_since_is_signed_anew(tmp_path: Path) -> None:
    seating = Seating(HouseSettings(), 1, tmp_path)
    peer = seating.sit("word")
    seating.agreed(peer, form().answered(YES), "Anna")
    names.add(tmp_path, "Ann Other", "Anne")
    asyncio.run(seating.ready(peer))
    (record,) = seating.consent()["records"]
    assert record["pseudonym"] == "Ann Other 2" and record["sha256"] == sha256(record)
    assert names.read(tmp_path) == {"Ann Other": "Anne", "Ann Other 2": "Anna"}


def test_who_gives_no_name_is_not_taken_for_somebody_in_the_list(tmp_path: Path) -> None:
    names.add(tmp_path, "Ann Other", "Anna")
    seating = Seating(HouseSettings(), 2, tmp_path)

    async def agree() -> list[Peer]:
        crowd = [seating.sit(word) for word in ("a", "b")]
        for peer, name in zip(crowd, ("", "Anna"), strict=True):
            seating.agreed(peer, form().answered(YES), name)
        return crowd

    nobody, anna = asyncio.run(agree())
    assert nobody.consent and nobody.consent["pseudonym"] == "Ann Other 2"
    assert nobody.name == "Ann Other", "in the scene there is no other one"
    assert anna.consent and anna.consent["pseudonym"] == "Ann Other", "she comes again"


def test_where_no_names_are_asked_none_is_shown_or_stored(tmp_path: Path) -> None:
    house = HouseSettings(ask_names=False)
    terms = consent.terms(MindSettings(), tmp_path, True)
    room = Room(sample_scene(), make_form(terms, house), house, DeskSettings(), sessions=tmp_path)
    assert room.form.as_dict()["real_name"] == "" != form().as_dict()["real_name"]
    word = room.enter(room.door.token)["pass"]
    room.agree(room.peer(word), NAMED)  # a page of an older version
    assert room.peer(word).real_name == ""
    asyncio.run(room.seating.ready(room.peer(word)))
    assert room.seating.consent()["pseudonym"] == "Zelda"
    assert list(tmp_path.iterdir()) == []


def test_of_a_scene_that_is_not_kept_no_name_is_kept(tmp_path: Path) -> None:
    seating = Seating(HouseSettings(), 1, tmp_path)
    peer = seating.sit("word")
    seating.agreed(peer, form().answered(YES | {"purposes": {"run": True}}), "Anna")
    asyncio.run(seating.ready(peer))
    seating.consent()
    assert list(tmp_path.iterdir()) == []
