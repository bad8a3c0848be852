"""Those who are not meant to be here: clear refusals, and whoever plays notices nothing."""

from __future__ import annotations

import asyncio
import json
import random
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiortc import RTCConfiguration, RTCPeerConnection

from improv_partner import consent
from improv_partner.errors import CrewError, SettingsError
from improv_partner.house import tls
from improv_partner.house.form import form
from improv_partner.house.host import Wishes, host
from improv_partner.house.room import Room
from improv_partner.house.server import House
from improv_partner.settings import DeskSettings, HouseSettings, Settings

from .commands import improv, is_one_line
from .house_room import ALL_YES, Guest, loopback
from .scene_sample import sample_scene

pytestmark = pytest.mark.usefixtures(loopback.__name__)


def room(**house: Any) -> Room:
    settings = Settings(house=HouseSettings(port=0, **house))
    terms = consent.terms(settings.mind, Path("out"), True)
    return Room(sample_scene(), form(terms, settings.house), settings.house, DeskSettings())


def visited(
    story: Callable[[Guest, Room], Awaitable[None]], given: Room | None = None, **more: Any
) -> None:
    """An open house in which nobody plays, and a guest."""
    here = given or room()
    with House(here, "127.0.0.1", 0, **more) as house:
        scheme = "https" if more.get("tls") else "http"
        where = f"{scheme}://localhost:{house.port}/#{here.door.token}"

        async def visit() -> None:
            async with aiohttp.ClientSession() as http:
                guest = Guest(where, http=http)
                try:
                    await story(guest, here)
                finally:
                    await guest.leaves()

        asyncio.run(visit())


async def answer(guest: Guest, path: str, method: str = "GET", **more: Any) -> tuple[int, Any]:
    from yarl import URL

    url = URL(guest.base + path, encoded=True)  # as it stands, dots and all
    async with guest.http.request(method, url, **more) as got:
        return got.status, (got.headers, await got.text())


def test_pages_come_from_a_table_and_forbid_all_they_can() -> None:
    async def story(guest: Guest, here: Room) -> None:
        for path in ("/", "/page.css", "/main.js", "/scene.js", "/icon.svg"):
            status, (headers, text) = await answer(guest, path)
            assert status == 200 and text
            assert "default-src 'none'" in headers["Content-Security-Policy"]
            assert "unsafe" not in headers["Content-Security-Policy"]
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert headers["Referrer-Policy"] == "no-referrer"
            assert "microphone=(self), camera=()," in headers["Permissions-Policy"]
            assert "Python" not in headers["Server"] and "aiohttp" not in headers["Server"]
        for path in (
            *("/../web.py", "/..%2fweb.py", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd"),
            *("/pages/index.html", "/index.html", "/main.js/../../web.py", "/api", "/.git/config"),
        ):
            status, (headers, text) = await answer(guest, path)
            assert status in (400, 404) and "import" not in text, path
            assert "default-src 'none'" in headers["Content-Security-Policy"]
        status, _ = await answer(guest, "/api/enter", "DELETE")
        assert status == 405

    visited(story)


def test_a_camera_is_allowed_only_where_it_is_asked_about() -> None:
    settings = HouseSettings(port=0)
    asked = form(consent.terms(Settings().mind, Path("out"), True), settings, video=True)

    async def story(guest: Guest, here: Room) -> None:
        _, (headers, _) = await answer(guest, "/")
        assert "microphone=(self), camera=(self)," in headers["Permissions-Policy"]

    visited(story, Room(sample_scene(), asked, settings, DeskSettings()))


def test_without_the_token_nobody_comes_in() -> None:
    async def story(guest: Guest, here: Room) -> None:
        for word in ("wrong", guest.token[:-1], guest.token + "x"):
            status, row = await guest.post("/api/enter", word)
            assert status == 403 and "no longer valid" in row["why"]
        status, _ = await guest.post("/api/enter", "")
        assert status == 401
        status, _ = await guest.post("/api/enter", guest.token)
        assert status == 200
        for path in ("/api/consent", "/api/offer"):
            status, _ = await guest.post(path, guest.token, {"sdp": "v=0"})  # a token is no pass
            assert status == 401
        for _ in range(12):  # guessing is slow
            status, _ = await guest.post("/api/enter", "guess")
        assert status == 429

    visited(story)


def test_an_old_token_is_worth_nothing() -> None:
    async def story(guest: Guest, here: Room) -> None:
        status, row = await guest.post("/api/enter", guest.token)
        assert status == 403 and "ask whoever runs the scene" in row["why"]

    visited(story, room(join_s=0.0))


def test_nothing_is_heard_before_the_yes() -> None:
    async def story(guest: Guest, here: Room) -> None:
        _, entered = await guest.post("/api/enter", guest.token)
        guest.word = entered["pass"]
        made, status, row = await guest.offers()
        assert status == 403 and "form" in row["why"]
        await made.close()
        for no in ({"adult": True, "purposes": {}}, {"adult": True, "purposes": {"run": False}}):
            status, row = await guest.post("/api/consent", guest.word, no)
            assert status == 403 and "nothing was heard" in row["why"]
        headers = {"Origin": guest.base}
        wire = await guest.http.ws_connect(guest.base + "/api/live", headers=headers)
        await wire.send_json({"is": "enter", "text": guest.word})
        assert (await wire.receive()).data == 1008  # closed: not before the form
        (peer,) = here.seats.values()
        assert peer._connection is None and not peer.mic.here

    visited(story)


def test_other_sites_and_odd_requests() -> None:
    async def story(guest: Guest, here: Room) -> None:
        evil = {"Origin": "https://evil.example"}
        status, _ = await guest.post("/api/enter", guest.token, **evil)
        assert status == 403
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await guest.http.ws_connect(guest.base + "/api/live", headers=evil)
        assert refused.value.status == 403
        status, _ = await answer(guest, "/", headers={"Host": "rebound.example"})
        assert status == 421
        _, entered = await guest.post("/api/enter", guest.token)
        word = {"Authorization": f"Bearer {entered['pass']}"}
        json_ = word | {"Content-Type": "application/json"}
        for data, headers, expected in (
            (b"x" * 100_000, json_, 413),
            (b"adult=true", word | {"Content-Type": "text/plain"}, 415),
            (b"{", json_, 400),
            (b"[" * 20_000, json_, 400),
            (b"\xff\xfe", json_, 400),
            (b"[]", json_, 400),
        ):
            more: dict[str, Any] = {"data": data, "headers": headers}
            status, (_, text) = await answer(guest, "/api/consent", "POST", **more)
            assert status == expected, data[:10]
            assert json.loads(text)["why"]

    visited(story)


async def entered(guest: Guest) -> None:
    await guest.joins()
    await guest.until(lambda m: m["is"] == "level")


def test_malformed_offers_are_refused_and_the_connection_stays() -> None:
    async def story(guest: Guest, here: Room) -> None:
        await entered(guest)
        good = guest.connection.localDescription.sdp
        peer = here.peer(guest.word)
        chance, statuses = random.Random(2), set()
        for number in range(40):
            lines = good.splitlines()
            at = chance.randrange(1, len(lines))
            match number % 4:
                case 0:
                    del lines[at]
                case 1:
                    lines[at] = lines[at][: chance.randrange(len(lines[at]) + 1)]
                case 2:
                    lines[at] = lines[at].replace(":", " ").replace("1", "x")
                case 3:
                    lines.insert(at, chance.choice(["a=", "m=audio", "a=rtpmap:x", "c=IN IP4"]))
            status, row = await guest.post(
                "/api/offer", guest.word, {"sdp": "\r\n".join(lines) + "\r\n"}
            )
            statuses.add(status)
            assert status in (200, 400, 429), row
            if status == 429:
                await asyncio.sleep(0.3)
        assert statuses >= {200, 400}
        connection = peer._connection
        status, row = await guest.post(
            "/api/offer", guest.word, {"sdp": f"{good}a=candidate:9\r\n"}
        )
        assert status == 400 and peer._connection is connection
        made, status, row = await guest.offers()  # and a good one still goes
        assert status == 200
        await made.close()
        assert here.peer(guest.word) is peer

    visited(story)


def test_a_data_channel_is_refused_and_through_the_connection_nothing_else_comes() -> None:
    """A real one, as a browser would offer it; and noise on the wires that are open."""

    async def story(guest: Guest, here: Room) -> None:
        await entered(guest)
        peer = here.peer(guest.word)
        connection = peer._connection
        made = RTCPeerConnection(RTCConfiguration([]))
        made.addTrack(guest.mic)
        made.createDataChannel("back door")
        await made.setLocalDescription(await made.createOffer())
        status, row = await guest.post("/api/offer", guest.word, {"sdp": made.localDescription.sdp})
        assert status == 400 and "one microphone" in row["why"]
        await made.close()
        assert peer._connection is connection and connection.sctp is None
        dtls = guest.connection.getSenders()[0].transport
        chance = random.Random(5)
        for number in range(1000):  # as data, as sound, and as neither
            noise = chance.randbytes(chance.randrange(1, 200))
            if number % 3 == 0:
                await dtls._send_data(noise)
            elif number % 3 == 1:
                kind = chance.choice((96, 111, 127))
                header = bytes([0x80, kind]) + number.to_bytes(2, "big") + b"timewhom"
                await dtls._send_rtp(header + noise)
            else:
                await dtls.transport._send(noise)
            if number % 50 == 0:
                await asyncio.sleep(0.01)
        since = len(guest.told)
        await guest.until(lambda m: m["is"] == "level", since)  # still heard
        assert peer.mic.here and connection.connectionState == "connected"

    visited(story)


def test_a_thousand_random_messages_change_nothing() -> None:
    async def story(guest: Guest, here: Room) -> None:
        await entered(guest)
        taken: list[Any] = []
        here.peer(guest.word).take = lambda said, at_s: taken.append(said)
        chance = random.Random(3)
        for number in range(1000):
            size = chance.randrange(60)
            if number % 3:
                text = "".join(chr(chance.randrange(32, 1000)) for _ in range(size))
                await guest.wire.send_str(text)
            elif number % 2:
                await guest.wire.send_bytes(chance.randbytes(size))
            else:
                await guest.wire.send_str(json.dumps({"is": chance.choice(["key", "x", 1])}))
        refused = await guest.until(lambda m: m["is"] == "refused")
        assert refused["why"]
        await asyncio.sleep(0.5)
        assert sum(m["is"] == "refused" for m in guest.told) < 50
        assert taken == []
        since = len(guest.told)
        await guest.strikes("z")
        await guest.until(lambda m: m["is"] == "level", since)  # still heard, still told
        assert [said.text for said in taken] == ["z"]

    visited(story)


def test_a_second_page_does_not_push_out_whoever_is_heard() -> None:
    async def story(guest: Guest, here: Room) -> None:
        await entered(guest)
        status, row = await guest.post("/api/enter", guest.token)
        assert status == 409 and "already here" in row["why"]
        assert here.peer(guest.word).mic.here

    visited(story)


def test_a_scene_does_not_begin_without_a_microphone() -> None:
    async def story(guest: Guest, here: Room) -> None:
        _, row = await guest.post("/api/enter", guest.token)
        guest.word = row["pass"]
        await guest.post("/api/consent", guest.word, ALL_YES)
        await guest.listens()
        await guest.says({"is": "ready"})
        refused = await guest.until(lambda m: m["is"] == "refused")
        assert "not heard" in refused["why"] and not here.waiting(0)

    visited(story)


def test_a_certificate_of_our_own() -> None:
    context, fingerprint = tls.self_signed(("localhost", "127.0.0.1"))
    assert len(fingerprint.split(":")) == 32

    async def story(guest: Guest, here: Room) -> None:
        pinned = aiohttp.Fingerprint(bytes.fromhex(fingerprint.replace(":", "")))
        async with guest.http.get(guest.base + "/", ssl=pinned) as got:
            assert got.status == 200
        with pytest.raises(aiohttp.ClientConnectorCertificateError):
            await guest.http.get(guest.base + "/")

    visited(story, tls=context)
    assert isinstance(context, ssl.SSLContext)


def test_what_is_wrong_before_the_house_opens(tmp_path: Any) -> None:
    is_one_line(improv("host", "no-such-scene"), "no-such-scene")
    is_one_line(improv("host", "--bind", "0.0.0.0"), "--self-signed", "microphone")
    is_one_line(improv("host", "--cert", str(tmp_path / "no.pem")), "--cert", "no.pem")
    with House(room(), "127.0.0.1", 0) as taken:
        port = str(taken.port)
        is_one_line(improv("host", "--port", port), port, "--port")
    settings = Settings(house=HouseSettings(turn="turn:x"))
    wish = Wishes(sample_scene(), settings, tmp_path, True, 1)
    with pytest.raises(SettingsError, match="turn_password_env"):
        host(wish, lambda text: None)
    with pytest.raises(CrewError), House(room(), "203.0.113.77", 0):
        pass
