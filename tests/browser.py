"""A real browser for a test: Chromium without a window, driven over its DevTools protocol.

Its microphone is a wav file. Where there is no Chromium, found() is "" and tests skip.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import os
import shutil
import signal
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream"),
    *("--autoplay-policy=no-user-gesture-required", "--allow-loopback-in-peer-connection"),
    *("--ignore-certificate-errors", "--remote-debugging-port=0", "--hide-scrollbars"),
)
PATIENCE_S = 60.0
POLL_S = 0.05
KEYS = {"Enter": 13, "Escape": 27, "Tab": 9, "F2": 113, "F3": 114}


def found() -> str:
    """The path of a Chromium, or ""."""
    return next((path for name in NAMES if (path := shutil.which(name))), "")


@dataclass
class Page:
    """One page. faults: what its console complained of."""

    wire: Any
    faults: list[str] = field(default_factory=list)
    _answers: dict[int, asyncio.Future[Any]] = field(default_factory=dict)
    _number: int = 0

    async def call(self, method: str, **params: Any) -> Any:
        self._number += 1
        answer = self._answers[self._number] = asyncio.get_running_loop().create_future()
        await self.wire.send_json({"id": self._number, "method": method, "params": params})
        return await answer

    async def value(self, script: str) -> Any:
        """Of an expression in the page. Raises AssertionError if it throws."""
        done = await self._evaluated(script)
        assert "exceptionDetails" not in done, done["exceptionDetails"]
        return done["result"].get("value")

    async def _evaluated(self, script: str) -> Any:
        return await self.call(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )

    async def until(self, script: str) -> Any:
        """Its value as soon as that is true; what is looked for may not be there yet."""
        end_s = time.monotonic() + PATIENCE_S
        while time.monotonic() < end_s:
            done = await self._evaluated(script)
            if "exceptionDetails" not in done and (value := done["result"].get("value")):
                return value
            await asyncio.sleep(POLL_S)
        text = await self.value("document.body.innerText")
        raise AssertionError(f"never true: {script}\n{self.faults}\n{text}")

    async def click(self, selector: str) -> None:
        """As a finger would: in the middle of it, where it can be seen."""
        await self.until(f"!!document.querySelector({selector!r})")
        x, y = await self.value(
            f"(() => {{ const e = document.querySelector({selector!r}); e.scrollIntoView("
            "{block: 'nearest'}); const r = e.getBoundingClientRect();"
            " return [r.x + r.width / 2, r.y + r.height / 2]; })()"
        )
        for kind in ("mousePressed", "mouseReleased"):
            await self.call(
                "Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1
            )

    async def key(self, key: str) -> None:
        text = {"text": key} if len(key) == 1 else {}
        code = KEYS.get(key, ord(key.upper()[0]))
        for kind in ("keyDown", "keyUp"):
            more = text if kind == "keyDown" else {}
            await self.call(
                "Input.dispatchKeyEvent", type=kind, key=key, windowsVirtualKeyCode=code, **more
            )

    async def look(self, width: int, height: int, scheme: str) -> None:
        """A window of this size, "light" or "dark"."""
        await self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=width < 600,
        )  # fmt: skip
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        await self.call("Emulation.setEmulatedMedia", features=features)

    async def picture(self, file: Path) -> None:
        shot = await self.call("Page.captureScreenshot", format="png")
        await asyncio.to_thread(file.write_bytes, base64.b64decode(shot["data"]))

    async def read(self) -> None:
        """What the browser answers, and what its console says."""
        async for message in self.wire:
            row = message.json()
            if waiting := self._answers.pop(row.get("id", 0), None):
                if "error" in row:
                    waiting.set_exception(AssertionError(row["error"]["message"]))
                else:
                    waiting.set_result(row["result"])
            elif row.get("method") == "Runtime.exceptionThrown":
                self.faults.append(str(row["params"]["exceptionDetails"]))
            elif row.get("method") == "Log.entryAdded":
                entry = row["params"]["entry"]
                self.faults += [entry["text"]] if entry["level"] == "error" else []


@contextlib.asynccontextmanager
async def browser(mic: Path, folder: Path, address: str) -> AsyncIterator[Page]:
    """Opened at this address. mic: a wav file that is heard again and again. folder: for itself."""
    flags = [*FLAGS, f"--use-file-for-fake-audio-capture={mic}", f"--user-data-dir={folder}"]
    quiet = asyncio.subprocess.DEVNULL
    child = await asyncio.create_subprocess_exec(
        found(), *flags, "about:blank", stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        async with aiohttp.ClientSession() as http:
            wire = await http.ws_connect(await _debugger(http, folder), max_msg_size=0)
            page = Page(wire)
            reading = asyncio.create_task(page.read())
            for part in ("Page", "Runtime", "Log"):
                await page.call(f"{part}.enable")
            await page.call("Page.navigate", url=address)
            yield page
            reading.cancel()
            await wire.close()
    finally:
        os.killpg(child.pid, signal.SIGKILL)
        await child.wait()


async def _debugger(http: aiohttp.ClientSession, folder: Path) -> str:
    """Address of the first page's debugger, as soon as Chromium says where it listens."""
    file, end_s = folder / "DevToolsActivePort", time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s:
        with contextlib.suppress(FileNotFoundError, ValueError, IndexError, aiohttp.ClientError):
            port = int(file.read_text().splitlines()[0])
            async with http.get(f"http://127.0.0.1:{port}/json/list") as answer:
                pages = [row for row in await answer.json() if row["type"] == "page"]
                return str(pages[0]["webSocketDebuggerUrl"])
        await asyncio.sleep(POLL_S)
    raise AssertionError("Chromium does not start")
