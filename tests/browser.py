"""A real browser for a test: Chromium without a window, driven over its DevTools protocol.

Its microphone is a wav file with a switch, or a virtual sound card's (pulse.py). Where there is no
Chromium, found() is "" and tests skip.
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
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

from improv_partner.crew.sound_file import read

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    *("--use-fake-ui-for-media-stream", "--autoplay-policy=no-user-gesture-required"),
    *("--ignore-certificate-errors", "--remote-debugging-port=0", "--hide-scrollbars"),
    "--allow-loopback-in-peer-connection",
)
PORT = "DevToolsActivePort"  # the file in which it says where it can be driven
PATIENCE_S = 60.0
POLL_S = 0.05
STRIKES, HIT_S = 20, 1.0  # tries, and how long a page may take to feel one
AIM = """(() => { const aim = document.querySelector(SELECTOR);
  aim.scrollIntoView({ block: 'nearest' });
  window.hit = false;
  aim.addEventListener('click', () => { window.hit = true; }, { capture: true, once: true });
  const { x, y, width, height } = aim.getBoundingClientRect();
  return [x + width / 2, y + height / 2]; })()"""
# A microphone with a switch, as many headsets have one, and whatever else is wished of it.
SWITCH = """(() => { const devices = navigator.mediaDevices;
  if (!devices) return;
  const ask = devices.getUserMedia.bind(devices);
  devices.getUserMedia = async (wish) => {
    if (wish.audio) Object.assign(wish.audio, WISHES);
    const stream = await ask(wish);
    window.microphone = stream.getAudioTracks()[0] ?? window.microphone;
    return stream;
  }; })()"""
# Nothing was to be heard for the last 0.7 s, whether the switch is on or off.
QUIET = """(() => { window.quiet ??= (() => {
    const context = new AudioContext(), meter = context.createAnalyser();
    meter.fftSize = 32768;
    const always = window.always = window.microphone.clone();
    always.enabled = true;
    context.createMediaStreamSource(new MediaStream([always])).connect(meter);
    const wave = new Float32Array(meter.fftSize);
    let since = context.currentTime;
    return () => { meter.getFloatTimeDomainData(wave);
      return context.currentTime - since > 1 && wave.every((value) => Math.abs(value) < 0.01); };
  })();
  return window.quiet(); })()"""
RECORD = """(() => { const tape = window.tape = { pieces: [] };
  tape.recorder = new MediaRecorder(document.getElementById('partner').captureStream(),
    { audioBitsPerSecond: 128000 });
  tape.recorder.ondataavailable = ({ data }) => tape.pieces.push(data);
  tape.recorder.start(500);
  return true; })()"""
RECORDED = """(async () => { const { recorder, pieces } = window.tape;
  await new Promise((done) => { recorder.onstop = done; recorder.stop(); });
  const bytes = new Uint8Array(await new Blob(pieces).arrayBuffer());
  let text = ''; for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text); })()"""
KEYS = {"Enter": 13, "Escape": 27, "Tab": 9, "F2": 113, "F3": 114}


def found() -> str:
    """The path of a Chromium, or ""."""
    return next((path for name in NAMES if (path := shutil.which(name))), "")


@dataclass
class Page:
    """One page. faults: what its console complained of. process: of its whole browser."""

    wire: Any
    process: int = 0
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
        """As a mouse would: in the middle of it, where it can be seen."""

        async def press(x: float, y: float) -> None:
            for kind in ("mousePressed", "mouseReleased"):
                await self.call(
                    "Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1
                )

        await self._strike(selector, press)

    async def touch(self, selector: str) -> None:
        """A finger on glass, where there is one: a short tap."""
        await self.call("Emulation.setTouchEmulationEnabled", enabled=True)

        async def tap(x: float, y: float) -> None:
            finger = [{"x": x, "y": y}]
            await self.call("Input.dispatchTouchEvent", type="touchStart", touchPoints=finger)
            await self.call("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

        await self._strike(selector, tap)

    async def _strike(
        self, selector: str, press: Callable[[float, float], Awaitable[None]]
    ) -> None:
        """Again if it missed: what comes in from the house may move things at any moment."""
        for _ in range(STRIKES):
            await self.until(f"!!document.querySelector({selector!r})")
            await press(*await self.value(AIM.replace("SELECTOR", repr(selector))))
            for _ in range(round(HIT_S / POLL_S)):
                if await self.value("window.hit"):
                    return
                await asyncio.sleep(POLL_S)
        raise AssertionError(f"cannot be struck: {selector}")

    async def speaks(self, on: bool) -> None:
        """The microphone's switch; on as soon as its file is between two sentences."""
        await self.until(QUIET if on else "!!window.microphone")
        await self.value(f"window.microphone.enabled = {str(on).lower()}")

    async def record(self) -> None:
        """Begin to keep what the page's loudspeaker is given."""
        assert await self.value(RECORD)

    async def recorded(self, file: Path) -> bytes:
        """All of it since then: int16 mono 16 kHz. file: where it lies as the browser made it."""
        data = base64.b64decode(await self.value(RECORDED))
        await asyncio.to_thread(file.write_bytes, data)
        return await asyncio.to_thread(read, file)

    def kill(self) -> None:
        """Its browser is gone from one moment to the next, without a goodbye."""
        os.killpg(self.process, signal.SIGKILL)

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
async def browser(
    mic: Path | None,
    folder: Path,
    address: str,
    env: Mapping[str, str] | None = None,
    **wishes: Any,
) -> AsyncIterator[Page]:
    """Opened at this address. folder: for itself. env: of its process.

    mic: a wav file that is heard again and again; None: the microphone of its sound card. wishes:
    what of the page's own wishes for a microphone shall be otherwise.
    """
    flags = [*FLAGS, f"--user-data-dir={folder}"]
    if mic:
        flags.append("--use-fake-device-for-media-stream")
        flags.append(f"--use-file-for-fake-audio-capture={mic}")
    quiet = asyncio.subprocess.DEVNULL
    child = await asyncio.create_subprocess_exec(
        found(), *flags, "about:blank", stdout=quiet, stderr=quiet, env=env, start_new_session=True
    )
    try:
        async with aiohttp.ClientSession() as http:
            wire = await http.ws_connect(await _debugger(http, folder), max_msg_size=0)
            page = Page(wire, child.pid)
            async with _opened(page, address, wishes):
                yield page
    finally:
        with contextlib.suppress(ProcessLookupError):  # it was killed before
            os.killpg(child.pid, signal.SIGKILL)
        await child.wait()


@contextlib.asynccontextmanager
async def tab(beside: Page, folder: Path, address: str) -> AsyncIterator[Page]:
    """Another tab of the same browser. folder: that of the browser."""
    made = await beside.call("Target.createTarget", url="about:blank")
    port = int((await asyncio.to_thread((folder / PORT).read_text)).splitlines()[0])
    async with aiohttp.ClientSession() as http:
        where = f"ws://127.0.0.1:{port}/devtools/page/{made['targetId']}"
        page = Page(await http.ws_connect(where, max_msg_size=0), beside.process)
        async with _opened(page, address, {}):
            yield page


@contextlib.asynccontextmanager
async def _opened(page: Page, address: str, wishes: Mapping[str, Any]) -> AsyncIterator[None]:
    reading = asyncio.create_task(page.read())
    for part in ("Page", "Runtime", "Log"):
        await page.call(f"{part}.enable")
    switch = SWITCH.replace("WISHES", json.dumps(wishes))
    await page.call("Page.addScriptToEvaluateOnNewDocument", source=switch)
    await page.call("Page.navigate", url=address)
    yield
    reading.cancel()
    await page.wire.close()


async def _debugger(http: aiohttp.ClientSession, folder: Path) -> str:
    """Address of the first page's debugger, as soon as Chromium says where it listens."""
    file, end_s = folder / PORT, time.monotonic() + PATIENCE_S
    while time.monotonic() < end_s:
        with contextlib.suppress(FileNotFoundError, ValueError, IndexError, aiohttp.ClientError):
            port = int(file.read_text().splitlines()[0])
            async with http.get(f"http://127.0.0.1:{port}/json/list") as answer:
                pages = [row for row in await answer.json() if row["type"] == "page"]
                return str(pages[0]["webSocketDebuggerUrl"])
        await asyncio.sleep(POLL_S)
    raise AssertionError("Chromium does not start")
