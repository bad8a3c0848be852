"""A real Firefox for a test, without a window, driven over WebDriver BiDi; faces as in browser.py.

Its microphone and loudspeaker are those of a PulseAudio (pulse.py), because it plays no file as a
microphone. Where there is no Firefox, found() is "" and tests skip.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import os
import shutil
import signal
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from . import browser

NAMES = ("firefox-esr", "firefox")
PREFS = {
    "media.navigator.permission.disabled": True,  # nobody is there to allow the microphone
    "media.peerconnection.ice.loopback": True,  # house and relay of a test are on 127.0.0.1
    "network.proxy.type": 0,
    "browser.shell.checkDefaultBrowser": False,
}
KEYS = {"Enter": "\ue007", "Escape": "\ue00c", "Tab": "\ue004", "F2": "\ue032", "F3": "\ue033"}
SCHEME = "Services.prefs.setIntPref('layout.css.prefers-color-scheme.content-override', {})"
KEEPS = """() => {
  const Real = RTCPeerConnection;
  window.connections = [];
  window.RTCPeerConnection = class extends Real {
    constructor(...given) { super(...given); window.connections.push(this); }
  };
}"""  # so that a test can ask for the statistics of the page's connections


def found() -> str:
    """The path of a Firefox, or "". A snap's is none: it cannot see the folder of a test."""
    snap = Path("/snap/bin/firefox").exists()
    names = NAMES[:1] if snap else NAMES
    return next((path for name in names if (path := shutil.which(name))), "")


@dataclass
class Page(browser.Page):
    """One page. version: of Firefox. tab, window: what BiDi calls the page and what is round it."""

    version: str = ""
    tab: str = ""
    window: str = ""

    async def _evaluated(self, script: str, where: str = "") -> Any:
        """In the form of Chromium's answer; values go as JSON, for BiDi has a form of its own."""
        wrapped = f"(async () => JSON.stringify(await ({script})))()"
        target = {"context": where or self.tab}
        done = await self.call(
            "script.evaluate", expression=wrapped, target=target, awaitPromise=True
        )
        if done["type"] == "exception":
            return {"exceptionDetails": done["exceptionDetails"]["text"]}
        text = done["result"].get("value")
        return {"result": {"value": json.loads(text) if text else None}}

    async def click(self, selector: str) -> None:
        await self._press(selector, "mouse")

    async def touch(self, selector: str) -> None:
        await self._press(selector, "touch")

    async def _press(self, selector: str, pointer: str) -> None:
        async def press(x: float, y: float) -> None:
            await self._act(
                {"type": "pointer", "parameters": {"pointerType": pointer}},
                {"type": "pointerMove", "x": round(x), "y": round(y)},
                {"type": "pointerDown", "button": 0},
                {"type": "pointerUp", "button": 0},
            )

        await self._strike(selector, press)

    async def key(self, key: str) -> None:
        value = KEYS.get(key, key)
        await self._act(
            {"type": "key"}, {"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}
        )

    async def _act(self, kind: dict[str, Any], *steps: dict[str, Any]) -> None:
        name = kind.get("parameters", {}).get("pointerType", "keys")
        source = kind | {"id": name, "actions": list(steps)}
        await self.call("input.performActions", context=self.tab, actions=[source])

    async def look(self, width: int, height: int, scheme: str) -> None:
        size = {"width": width, "height": height}
        await self.call("browsingContext.setViewport", context=self.tab, viewport=size)
        await self._evaluated(SCHEME.format(0 if scheme == "dark" else 1), self.window)
        await self.until(f"innerWidth === {width} && matchMedia('(prefers-color-scheme: {scheme})')"
                         ".matches")  # fmt: skip

    async def picture(self, file: Path) -> None:
        shot = await self.call("browsingContext.captureScreenshot", context=self.tab)
        await asyncio.to_thread(file.write_bytes, base64.b64decode(shot["data"]))

    async def reload(self) -> None:
        await self.call("browsingContext.reload", context=self.tab, wait="complete")

    async def read(self) -> None:
        async for message in self.wire:
            row = message.json()
            if waiting := self._answers.pop(row.get("id") or 0, None):
                if row["type"] == "error":
                    waiting.set_exception(AssertionError(f"{row['error']}: {row['message']}"))
                else:
                    waiting.set_result(row["result"])
            elif row.get("method") == "log.entryAdded" and row["params"]["level"] == "error":
                self.faults.append(row["params"]["text"])


@contextlib.asynccontextmanager
async def firefox(
    env: Mapping[str, str], folder: Path, address: str, prefs: Mapping[str, bool] | None = None
) -> AsyncIterator[Page]:
    """Opened at this address. env: with the sound. folder: its profile. prefs: besides PREFS."""
    await asyncio.to_thread(_profile, folder, {**PREFS, **(prefs or {})})
    flags = ("--headless", "--no-remote", "--remote-debugging-port", "0")
    more = ("--remote-allow-system-access", "--profile", str(folder))  # the first: for look()
    quiet = asyncio.subprocess.DEVNULL
    child = await asyncio.create_subprocess_exec(
        *(found(), *flags, *more), stdout=quiet, stderr=quiet, env=env, start_new_session=True
    )
    try:
        async with aiohttp.ClientSession() as http:
            wire = await http.ws_connect(await _driven(folder), max_msg_size=0)
            page = Page(wire, child.pid)
            reading = asyncio.create_task(page.read())
            await _open(page, address)
            yield page
            reading.cancel()
            await wire.close()
    finally:
        with contextlib.suppress(ProcessLookupError):  # it was killed before
            os.killpg(child.pid, signal.SIGKILL)
        await child.wait()


def _profile(folder: Path, prefs: Mapping[str, Any]) -> None:
    folder.mkdir()
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(prefs[name])});\n" for name in prefs]
    (folder / "user.js").write_text("".join(lines))


async def _open(page: Page, address: str) -> None:
    asked = {"alwaysMatch": {"acceptInsecureCerts": True}}
    page.version = (await page.call("session.new", capabilities=asked))["capabilities"][
        "browserVersion"
    ]
    await page.call("session.subscribe", events=["log.entryAdded"])
    await page.call("script.addPreloadScript", functionDeclaration=KEEPS)
    tree = await page.call("browsingContext.getTree")
    page.tab = tree["contexts"][0]["context"]
    tree = await page.call("browsingContext.getTree", **{"moz:scope": "chrome"})
    page.window = tree["contexts"][0]["context"]
    await page.call("browsingContext.navigate", context=page.tab, url=address, wait="none")


async def _driven(folder: Path) -> str:
    """The driver's address, as soon as Firefox says where it listens."""
    file, end_s = folder / "WebDriverBiDiServer.json", time.monotonic() + browser.PATIENCE_S
    while time.monotonic() < end_s:
        with contextlib.suppress(FileNotFoundError, ValueError, KeyError):
            row = json.loads(file.read_text())
            return f"ws://{row['ws_host']}:{row['ws_port']}/session"
        await asyncio.sleep(browser.POLL_S)
    raise AssertionError("Firefox does not start")
