"""Who is let in, what may be asked, and what the form makes of an answer: the pure parts."""

from __future__ import annotations

import json
import random
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from improv_partner import consent
from improv_partner.errors import SettingsError
from improv_partner.house import Refused, address, guard, ice, messages
from improv_partner.house.clock import OLDEST_S, PageClock
from improv_partner.house.door import Bucket, Buckets, Door
from improv_partner.house.form import PURPOSES, Form, digest, keeps
from improv_partner.house.offer import check_offer
from improv_partner.settings import HouseSettings, MindSettings

NO = {"adult": True, "purposes": {}}
YES = {"adult": True, "name": "  Ann \n Other ", "purposes": {"run": True, "keep_text": True}}


class Time:
    def __init__(self) -> None:
        self.s = 100.0

    def __call__(self) -> float:
        return self.s


def form(**house: Any) -> Form:
    terms = consent.terms(MindSettings(model="m"), Path("out"), True)
    return Form(terms, HouseSettings(**house), datetime(2026, 1, 30, tzinfo=UTC))


def test_a_token_lets_in_until_it_is_too_old_or_the_scene_is_over() -> None:
    now = Time()
    door = Door(60.0, now)
    assert len(door.token) >= 32 and door.token != Door(60.0).token
    assert door.admit(door.token) != door.admit(door.token)
    for wrong in ("", door.token[:-1], door.token.swapcase(), "ü" * 40):
        with pytest.raises(Refused, match="no longer valid"):
            door.admit(wrong)
    now.s += 59.9
    door.admit(door.token)
    now.s += 0.2
    with pytest.raises(Refused):
        door.admit(door.token)
    other = Door(60.0, now)
    other.close()
    with pytest.raises(Refused):
        other.admit(other.token)


def test_knocking_too_fast() -> None:
    now = Time()
    bucket = Bucket(3, 2, now)
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    now.s += 0.5
    assert [bucket.take(), bucket.take()] == [True, False]
    everybody = Buckets(lambda: Bucket(1, 0, now), most=2)
    assert [everybody.take(who) for who in "aab"] == [True, False, True]
    assert [everybody.take(who) for who in "cb"] == [True, False]
    assert everybody.take("a")  # long forgotten


def test_a_page_of_another_site_may_ask_nothing() -> None:
    ours = {"Host": "10.0.0.5:8700", "Origin": "https://10.0.0.5:8700"}
    guard.check_origin(ours, "", needed=True)
    guard.check_origin({"Host": "10.0.0.5:8700"}, "", needed=False)
    behind = {"Host": "localhost:8700", "Origin": "https://improv.example.org"}
    guard.check_origin(behind, "https://improv.example.org", needed=True)
    for wrong in ("", "null", "https://evil.example", "https://10.0.0.5:8701", "file://10.0.0.5"):
        with pytest.raises(Refused):
            guard.check_origin(ours | {"Origin": wrong}, "", needed=True)
    for name in ("localhost:8700", "127.0.0.1:1", "[::1]:8700", "192.168.1.9", "lap.local:8700"):
        guard.check_host(name, ("lap.local",))
    for name in ("evil.example:8700", "localhost.evil.example", ""):
        with pytest.raises(Refused):
            guard.check_host(name, ("lap.local",))


def test_the_form_says_who_what_where_and_how_long() -> None:
    shown = form(run_by="The Lab", contact="lab@example.org", keep_days=30).as_dict()
    assert shown["run_by"] == "The Lab" and "lab@example.org" in shown["withdraw"]
    assert "2026-03-01" in shown["kept"] and "api.openai.com" in " ".join(shown["leaves"])
    assert [p["key"] for p in shown["purposes"]] == list(PURPOSES)
    assert any("cloned" in row for row in shown["never"])
    assert "by hand" in form().as_dict()["kept"]


def test_only_a_yes_is_a_yes() -> None:
    asked = form(keep_days=1)
    record = asked.answered(YES)
    assert [key for key, yes in record["purposes"].items() if yes] == ["run", "keep_text"]
    assert record["purposes"].keys() == {*PURPOSES, "clone"}
    assert record["form_sha256"] == digest(asked.as_dict()) and record["answer"] == "yes"
    assert record["pseudonym"] == "Ann Other" and record["keep_until"] == "2026-01-31"
    assert record["hosts"] == ["api.openai.com"]
    assert keeps(record) == (True, False)
    no_text = YES | {"purposes": {"run": True, "keep_audio": True}}
    assert keeps(asked.answered(no_text)) == (False, False)


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (NO, 403),
        (YES | {"adult": False}, 403),
        (YES | {"adult": "yes"}, 403),
        (YES | {"purposes": {"run": "yes"}}, 400),
        (YES | {"purposes": {"run": True, "clone": True}}, 400),
        (YES | {"purposes": ["run"]}, 400),
        (YES | {"name": 7}, 400),
        ({}, 400),
    ],
)
def test_whatever_else_is_no_consent(answer: dict[str, Any], status: int) -> None:
    with pytest.raises(Refused) as refused:
        form().answered(answer)
    assert refused.value.status == status


def test_what_a_page_may_say() -> None:
    key = {"is": "key", "text": "z", "at_ms": 12.5, "typed": True}
    assert messages.said(json.dumps(key)) == messages.Said("key", "z", 12.5, typed=True)
    assert messages.said('{"is": "ready"}').kind == "ready"
    for wrong in (
        *("", "z", "[]", "null", "{}", '{"is": 1}', '{"is": "key"}', '{"is": "shutdown"}'),
        *("[" * 1900, '{"is": "ready", "now": true}'),
        *(json.dumps(key | {"at_ms": bad}) for bad in ("0", None, True, -1, 1e300)),
        json.dumps(key | {"at_ms": float("nan")}),
        *(json.dumps(key | {"text": bad}) for bad in ("", "z" * 13, "\n", 7, None)),
        json.dumps({"is": "better", "text": "x" * 401, "at_ms": 1}),
        json.dumps({"is": "better", "text": "x" * 3000, "at_ms": 1}),
        json.dumps({"is": "clock", "number": 1.0, "at_ms": 1}),
    ):
        with pytest.raises(Refused):
            messages.said(wrong)


def test_random_messages_are_refused_and_nothing_else() -> None:
    chance = random.Random(1)
    valid = [
        json.dumps({"is": "key", "text": "z", "at_ms": 1, "typed": False}),
        json.dumps({"is": "clock", "number": 4, "at_ms": 1.5}),
    ]
    for _ in range(1000):
        text = list(chance.choice(valid))
        for _ in range(chance.randrange(1, 6)):
            text[chance.randrange(len(text))] = chr(chance.choice([34, 44, 58, 123, 125, 48, 0x1F]))
        try:
            assert messages.said("".join(text)).kind in messages.FIELDS
        except Refused as refused:
            assert refused.status in (400, 413)


def test_the_time_of_a_key_on_the_pages_clock() -> None:
    clock = PageClock()
    assert clock.at_s(5_000.0, 100.0) == 100.0  # nothing is known yet: as it came
    clock.answered(asked_s=100.0, page_ms=5_100.0, came_s=100.4)  # 100.2 = 5.1 on the page
    clock.answered(asked_s=102.0, page_ms=7_000.0, came_s=102.02)  # surer: 102.01 = 7.0
    assert clock.round_trip_s == pytest.approx(0.02)
    assert clock.at_s(8_000.0, 103.2) == pytest.approx(103.01)
    assert clock.at_s(9_000.0, 103.2) == 103.2  # not in the future
    assert clock.at_s(0.0, 103.2) == pytest.approx(103.2 - OLDEST_S)


OFFER = "\r\n".join([
    "v=0", "o=- 1 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "m=audio 9 UDP/TLS/RTP/SAVPF 111",
    "a=ice-ufrag:abcd", "a=ice-pwd:abcdefghijklmnopqrstuv", "a=fingerprint:sha-256 AA:BB",
    "a=setup:actpass", "a=mid:0", "a=rtpmap:111 opus/48000/2", "",
])  # fmt: skip


def test_what_a_browser_may_offer() -> None:
    check_offer(OFFER)
    picture = OFFER + "m=video 9 UDP/TLS/RTP/SAVPF 96\r\n"
    data = OFFER.replace("m=audio 9 UDP/TLS/RTP/SAVPF 111", "m=application 9 UDP/DTLS/SCTP x")
    many = OFFER + "a=candidate:1 1 udp 1 10.0.0.1 9 typ host\r\n" * 61
    lacking = [re.sub(f"{start}.*\r\n", "", OFFER) for start in ("a=ice-pwd", "a=setup", "a=mid")]
    for wrong in ("", "v=0", picture, data, many, OFFER + "ü", OFFER + "x" * 20_000, *lacking):
        with pytest.raises(Refused) as refused:
            check_offer(wrong)
        assert refused.value.status == 400


def test_the_address_and_its_dangers() -> None:
    house = HouseSettings()
    assert address.address(house, "127.0.0.1", 8700, False, "T") == "http://localhost:8700/#T"
    assert address.address(house, "10.0.0.5", 80, True, "T") == "https://10.0.0.5:80/#T"
    proxy = HouseSettings(address="https://improv.example.org/")
    assert address.address(proxy, "10.0.0.5", 80, False, "T") == "https://improv.example.org/#T"
    address.check_bind("127.0.0.1", house, tls=False)
    address.check_bind("0.0.0.0", house, tls=True)
    address.check_bind("0.0.0.0", proxy, tls=False)
    with pytest.raises(SettingsError, match="--self-signed"):
        address.check_bind("0.0.0.0", house, tls=False)
    assert "█" in address.qr("http://localhost:8700/#T")


def test_no_server_is_asked_that_was_not_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert ice.for_page(HouseSettings()) == []
    assert ice.servers(HouseSettings()).iceServers == []  # None would be a public server
    house = HouseSettings(turn="turn:t.example.org", turn_user="u", turn_password_env="TURN_PW")
    with pytest.raises(SettingsError, match="TURN_PW"):
        ice.for_page(house)
    monkeypatch.setenv("TURN_PW", "secret")
    assert ice.for_page(house)[0]["credential"] == "secret"
    assert ice.servers(house).iceServers[0].username == "u"
