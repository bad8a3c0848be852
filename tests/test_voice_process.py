"""The voice process dies, hangs, babbles or is not there: the scene goes on, or a line says why."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

from improv_partner.errors import CrewError
from improv_partner.scene import Look

from .voices import LONG, PLAIN, box, espeak_is_here, seconds, voice, whole

pytestmark = [
    pytest.mark.parts,
    pytest.mark.skipif(not espeak_is_here(), reason="needs libespeak-ng1"),
]


def test_a_missing_library_is_told_with_what_to_install() -> None:
    gone = """
import ctypes, sys
def none(*name, **how): raise OSError("not found")
ctypes.CDLL = none
sys.modules["espeakng_loader"] = None
"""

    async def story() -> None:
        async with voice(command=box(gone)) as ours:
            with pytest.raises(
                CrewError, match=r"espeak-ng is missing; .*apt install libespeak-ng1"
            ):
                await ours.ready()

    asyncio.run(story())


def test_the_wheel_takes_the_place_of_a_missing_library() -> None:
    places = (*Path("/usr/lib").glob("*/espeak-ng-data"), Path("/usr/share/espeak-ng-data"))
    data = next((place for place in places if place.is_dir()), None)
    if data is None:
        pytest.skip("the data of espeak-ng lies elsewhere here")
    wheel = """
import ctypes, sys, types
real, path = ctypes.CDLL, {path!r}
def only_by_path(name=None, *more, **how):
    if name == "libespeak-ng.so.1": raise OSError("not found")
    return real("libespeak-ng.so.1" if name == path else name, *more, **how)
ctypes.CDLL = only_by_path
wheel = types.ModuleType("espeakng_loader")
wheel.get_library_path = lambda: path
wheel.get_data_path = lambda: {data!r}
sys.modules["espeakng_loader"] = wheel
""".format(path="/wheel/libespeak-ng.so", data=str(data))

    async def story() -> None:
        async with voice(command=box(wheel)) as ours:
            assert seconds(await whole(ours, "Hello there.")) > 0.5

    asyncio.run(story())


def test_an_unknown_voice_is_told_by_name() -> None:
    async def story() -> None:
        async with voice(Look("klingon-ish")) as ours:
            with pytest.raises(CrewError, match='no voice "klingon-ish"'):
                await ours.ready()

    asyncio.run(story())


def test_a_program_that_cannot_be_started_is_told() -> None:
    async def story() -> None:
        async with voice(command=["/nowhere/python"]) as ours:
            with pytest.raises(CrewError, match="/nowhere/python cannot be started"):
                await ours.ready()

    asyncio.run(story())


def test_killed_between_two_clauses_the_next_one_works(tmp_path: Path) -> None:
    async def story() -> None:
        note = tmp_path / "pid"
        write = f"import os; open({str(note)!r}, 'w').write(str(os.getpid()))"
        async with voice(command=box(write)) as ours:
            clause = ours.speak(LONG * 3, PLAIN)
            sounds = [await anext(clause)]
            os.kill(int(note.read_text()), signal.SIGKILL)
            sounds += [sound async for sound in clause]
            assert sum(map(seconds, sounds)) > 120
            assert seconds(await whole(ours, "Still here.")) > 0.4

    asyncio.run(story())


def dies_once(note: Path, how: str) -> list[str]:
    """Its first process says it is ready, takes a request, does `how`; the next one is sound."""
    return box(f"""
import os, sys, time
from improv_partner.crew.voice import wire
if not os.path.exists({str(note)!r}):
    open({str(note)!r}, "w").close()
    wire.send(sys.stdout.buffer, {{"engine": "doomed"}})
    wire.receive(sys.stdin.buffer)
    {how}
""")


@pytest.mark.parametrize(
    "how",
    [
        "os.kill(os.getpid(), 9)",
        "sys.exit(1)",
        "time.sleep(60)",
        "print('Audio saved to /tmp/x.wav', flush=True); time.sleep(60)",
        "wire.send(sys.stdout.buffer, {'rate_hz': 22050})",
        "wire.send(sys.stdout.buffer, {'rate_hz': 0, 'marks': []})",
        "wire.send(sys.stdout.buffer, {'rate_hz': 22050, 'marks': [[1]]}, b'ab')",
        "wire.send(sys.stdout.buffer, {'file': True}, b'no sound file')",
        "wire.send(sys.stdout.buffer, ['no', 'object'])",
    ],
)
def test_lost_in_the_middle_of_a_clause_the_clause_is_made_by_its_successor(
    how: str, tmp_path: Path
) -> None:
    async def story() -> None:
        async with voice(command=dies_once(tmp_path / "died", how), patience_s=1.0) as ours:
            assert seconds(await whole(ours, "Still here.")) > 0.4

    asyncio.run(story())


@pytest.mark.parametrize(
    ("does", "told"),
    [
        ("import time; time.sleep(60)", "gave no answer for 0.3 s before it was ready, twice"),
        ("import sys; sys.exit(3)", "ended with status 3 before it was ready, twice"),
        ("print('hello, hello, hello', flush=True)", "sent what is no answer before it was ready"),
    ],
)
def test_a_process_that_never_works_is_told_and_the_loop_goes_on(does: str, told: str) -> None:
    async def story() -> None:
        async with voice(command=[sys.executable, "-S", "-c", does], patience_s=0.1) as ours:
            beats = 0

            async def count() -> None:
                nonlocal beats
                while True:
                    beats += 1
                    await asyncio.sleep(0)

            counting = asyncio.create_task(count())
            with pytest.raises(CrewError, match=told):
                await whole(ours, "Hello?")
            counting.cancel()
            assert beats > 100

    asyncio.run(story())


def test_closing_ends_a_hung_process_at_once_and_closing_again_is_nothing() -> None:
    async def story() -> None:
        hangs = [sys.executable, "-S", "-c", "import time; time.sleep(600)"]
        async with voice(command=hangs, patience_s=200.0) as ours:
            clause = asyncio.create_task(whole(ours, "Hello?"))
            await asyncio.sleep(0.01)
            await ours.close()
            with pytest.raises(CrewError, match="closed"):
                await clause
            with pytest.raises(CrewError, match="closed"):
                await whole(ours, "Hello?")

    asyncio.run(story())


def test_it_starts_wherever_the_program_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "wave.py").write_text("raise RuntimeError('not the wave of Python')")
    monkeypatch.chdir(tmp_path)

    async def story() -> None:
        async with voice(driver="espeak") as ours:
            assert seconds(await whole(ours, "Hello.")) > 0.3

    asyncio.run(story())
