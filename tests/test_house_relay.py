"""A house and a browser that cannot reach each other, and a real TURN server (coturn) between.

Without it, or with a wrong password, one line says so, and who has a direct way plays all the same.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aioice.ice
import pytest
from aiortc import RTCConfiguration, RTCIceServer, RTCPeerConnection

from improv_partner.errors import SettingsError
from improv_partner.exchanges import exchanges
from improv_partner.house import ice
from improv_partner.recording import read
from improv_partner.settings import HouseSettings

from . import firefox, house_room, speech
from .house_room import Guest, hosted, loopback, wishes
from .pulse import Pulse
from .test_house_browser import agrees
from .test_house_firefox import LEVEL, hears, sound, speaks, until_loud
from .test_house_scene import loud

pytestmark = pytest.mark.parts
soundcard = sound  # the same one
needs_coturn = pytest.mark.skipif(not shutil.which("turnserver"), reason="there is no coturn here")

CLIP = next(iter(speech.SENTENCES))
PATIENCE_S = 20.0
KINDS = """(async () => {
  const rows = [...(await window.connections[0].getStats()).values()];
  const pair = rows.find((row) => row.type === 'candidate-pair' && row.selected);
  return pair && rows.find((row) => row.id === pair.localCandidateId).candidateType;
})()"""


@dataclass
class Relay:
    """port: on 127.0.0.1, for UDP and TCP. said: what it tells of its work."""

    port: int
    said: Path
    process: subprocess.Popen[bytes]

    @property
    def house(self) -> dict[str, str]:
        """As a person writes it under [house]."""
        turn, stun = f"turn:127.0.0.1:{self.port}", f"stun:127.0.0.1:{self.port}"
        return {
            "turn": turn,
            "stun": stun,
            "turn_user": "ann",
            "turn_password_env": "TURN_PASSWORD",
        }

    def carries(self) -> None:
        """Sound went to another relay or to the house: told when a relay is given back."""
        end_s = time.monotonic() + PATIENCE_S
        while time.monotonic() < end_s:
            sent = re.findall(r"peer usage: .* sp=(\d+)", self.said.read_text())
            if any(int(packets) > 100 for packets in sent):
                return
            time.sleep(0.05)
        raise AssertionError(self.said.read_text())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def relay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Relay]:
    monkeypatch.setenv("TURN_PASSWORD", "a secret")
    port, said = free_port(), tmp_path / "turnserver.log"
    command = ["turnserver", "-n", "-v", "--listening-ip=127.0.0.1", f"--listening-port={port}"]
    command += [
        "--relay-ip=127.0.0.1",
        "--allow-loopback-peers",
        "--no-tls",
        "--no-dtls",
        "--no-cli",
    ]
    command += ["--lt-cred-mech", "--realm=test", "--user=ann:a secret", "--log-file=stdout"]
    command += [f"--pidfile={tmp_path / 'pid'}", f"--userdb={tmp_path / 'users'}"]
    with said.open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    end_s = time.monotonic() + PATIENCE_S
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            assert process.poll() is None and time.monotonic() < end_s, said.read_text()
            time.sleep(0.02)
    yield Relay(port, said, process)
    process.terminate()
    process.wait()


class Far(Guest):
    """A guest that takes the servers which the house tells its pages. servers: those."""

    servers: tuple[dict[str, str], ...] = ()

    async def post(self, path: str, word: str, body: Any = None, **more: Any) -> tuple[int, Any]:
        status, row = await super().post(path, word, body, **more)
        self.servers = tuple(row.get("ice", self.servers))
        return status, row

    async def connects(self) -> None:
        config = RTCConfiguration([RTCIceServer(**server) for server in self.servers])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(house_room, "RTCPeerConnection", lambda none: RTCPeerConnection(config))
            await super().connects()

    @property
    def ways(self) -> tuple[str, str]:
        """What carries the sound: the kinds of both ends, once there is a connection."""
        (pair,) = self.connection.getSenders()[
            0
        ].transport.transport._connection._nominated.values()
        return pair.local_candidate.type, pair.remote_candidate.type


async def plays(guest: Guest) -> None:
    """Is heard and hears."""
    await guest.joins()
    await guest.plays()
    guest.mic.says(b"".join(speech.frames(CLIP)))
    await guest.until(lambda m: m["is"] == "row" and m["kind"] == "actor" and m["text"])
    await guest.until(lambda m: m["is"] == "row" and m["kind"] == "partner" and m["text"])
    assert loud(bytes(guest.heard)) > 100


async def curtain(guest: Guest) -> None:
    await guest.says({"is": "curtain", "at_ms": 0})
    await guest.until(lambda m: m["is"] == "phase" and m["phase"] == "over")


@needs_coturn
def test_two_networks_and_a_relay_between(
    relay: Relay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # neither side has an address at which the other could reach it
    monkeypatch.setattr(aioice.ice, "get_host_addresses", lambda use_ipv4, use_ipv6: [])

    async def story(guest: Guest) -> None:
        far = Far(guest.where, http=guest.http)
        try:
            await plays(far)
            assert far.ways == ("relay", "relay")
            await curtain(far)
        finally:
            await far.leaves()

    house = relay.house | {"stun": ""}  # which has nothing to say without an address
    folder, said = hosted(wishes(tmp_path / "out", **house), story)
    assert folder and next(exchanges(read(folder)[1])).said
    assert not [line for line in said if "house.turn" in line or "a secret" in line]
    relay.carries()


@needs_coturn
@pytest.mark.skipif(not firefox.found(), reason="there is no Firefox here")
@pytest.mark.usefixtures(loopback.__name__)
def test_firefox_over_the_relay_alone(relay: Relay, soundcard: Pulse, tmp_path: Path) -> None:
    async def story(guest: Guest) -> None:
        only = {"media.peerconnection.ice.relay_only": True}
        folder = tmp_path / "firefox"
        async with (
            speaks(soundcard),
            firefox.firefox(soundcard.env, folder, guest.where, only) as page,
        ):
            await agrees(page)
            await page.click("#consent button[type=submit]")
            await page.until(LEVEL)
            assert await page.until(KINDS) == "relay"
            await page.click("#ready")
            async with hears(soundcard) as heard:
                await until_loud(heard)
            await page.key("Escape")
            await page.until("!document.getElementById('over').hidden")
            assert page.faults == []

    folder, _ = hosted(wishes(tmp_path / "out", **relay.house), story)
    assert folder and next(exchanges(read(folder)[1])).said
    relay.carries()


@needs_coturn
@pytest.mark.usefixtures(loopback.__name__)
def test_a_wrong_password_is_told_and_who_is_near_plays(
    relay: Relay, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TURN_PASSWORD", "another")

    async def story(guest: Guest) -> None:
        far = Far(guest.where, http=guest.http)
        try:
            await plays(far)
            assert far.ways == ("host", "host")
            await curtain(far)
        finally:
            await far.leaves()

    folder, said = hosted(wishes(tmp_path / "out", **relay.house), story)
    assert folder
    (line,) = [line for line in said if "house.turn" in line]
    assert "check house.turn_user" in line and "TURN_PASSWORD" in line and "\n" not in line
    assert "another" not in "".join(said)


@needs_coturn
def test_what_works_is_not_talked_about(relay: Relay) -> None:
    assert ice.troubles(HouseSettings(**relay.house)) == []
    tcp = relay.house | {"turn": f"turn:127.0.0.1:{relay.port}?transport=tcp"}
    assert ice.troubles(HouseSettings(**tcp)) == []
    (line,) = ice.troubles(HouseSettings(**relay.house | {"turn_user": "bob"}))
    assert "lets nobody through: check house.turn_user" in line


def test_servers_that_are_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TURN_PASSWORD", "a secret")
    monkeypatch.setattr(ice, "ASKED_S", 0.3)
    assert ice.troubles(HouseSettings()) == []
    more = {"turn_user": "ann", "turn_password_env": "TURN_PASSWORD"}
    at = f"127.0.0.1:{free_port()}"
    stun, turn = ice.troubles(HouseSettings(stun=f"stun:{at}", turn=f"turn:{at}", **more))
    assert stun.startswith(f"house.stun: stun:{at} does not answer")
    assert turn.startswith(f"house.turn: turn:{at} does not answer")
    (line,) = ice.troubles(HouseSettings(turn=f"turn:{at}?transport=tcp", **more))
    assert "cannot be reached: connection refused. Until then" in line


@pytest.mark.parametrize(
    ("house", "why"),
    [
        ({"stun": "stun.example.org"}, "house.stun: .* is not like stun:"),
        ({"turn": "turn.example.org:3478"}, "house.turn: .* is not like turn:"),
        ({"turn": "turns:turn.example.org?transport=udp"}, "house.turn: .* is not like turn:"),
        ({"turn": "turn:turn.example.org"}, "house.turn_user"),
        ({"turn": "turn:turn.example.org", "turn_password_env": "NO"}, "turn_password_env"),
    ],
)
def test_what_is_no_address_is_told_before_anybody_comes(
    house: dict[str, str], why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TURN_PASSWORD", "a secret")
    monkeypatch.delenv("NO", raising=False)
    with pytest.raises(SettingsError, match=why):
        ice.troubles(HouseSettings(**{"turn_password_env": "TURN_PASSWORD", **house}))


def test_the_house_takes_what_it_tells_its_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TURN_PASSWORD", "a secret")
    turns = "turns:turn.example.org"
    house = HouseSettings(turn=turns, turn_user="ann", turn_password_env="TURN_PASSWORD")

    async def made() -> Any:
        connection = RTCPeerConnection(ice.servers(house))
        sender = connection.addTransceiver("audio").sender
        found = sender.transport.transport._connection
        await connection.close()
        return found

    found = asyncio.run(made())
    assert found.turn_server == ("turn.example.org", ice.TLS_PORT) and found.turn_ssl
    assert (found.turn_username, found.turn_password) == ("ann", "a secret")
