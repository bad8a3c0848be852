"""The voice of a server against a real one on loopback: its sound, and every way it can fail."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import aclosing

import numpy as np
import pytest

from improv_partner import casting
from improv_partner.crew import Delivery, Sound
from improv_partner.crew.voice.delivery import PARTS
from improv_partner.crew.voice.speech_api import SpeechVoice
from improv_partner.errors import CrewError, SettingsError
from improv_partner.events import RATE_HZ
from improv_partner.settings import Settings, VoiceSettings

from .chat_server import cancelled, hangs_up
from .scene_sample import sample_scene
from .speech_server import TONE_HZ, TONE_S, SpeechServer, tone

LINE = "Come here, and sit down by me."
GRIEF = Delivery("grief", 3)
CHARACTER = sample_scene().character


def settings(model: str, url: str, **changes: object) -> VoiceSettings:
    """Impatient ones: a local server has all the time in the world in 5 s."""
    times = {"connect_s": 5.0, "first_sound_s": 5.0, "warm_up_s": 5.0, "gap_s": 5.0}
    named = {"engine": "server", "name": "margaret"}
    return VoiceSettings(model=model, base_url=url, **(named | times | changes))  # type: ignore[arg-type]


async def listen(voice: SpeechVoice, text: str = LINE) -> tuple[list[Sound], str]:
    """All pieces of a clause, and the error that ended it, "" if none did."""
    sounds: list[Sound] = []
    try:
        async with aclosing(voice.speak(text, GRIEF)) as clause:
            async for sound in clause:
                sounds.append(sound)
    except CrewError as error:
        return sounds, str(error)
    return sounds, ""


Story = Callable[[SpeechServer, SpeechVoice], Awaitable[None]]


def with_voice(model: str, story: Story, **changes: object) -> None:
    async def run() -> None:
        async with SpeechServer() as server:
            voice = SpeechVoice(CHARACTER, settings(model, server.url, **changes))
            await story(server, voice)
            await voice.close()

    asyncio.run(run())


def ask(model: str, times: int = 1, **changes: object) -> tuple[bytes, str, SpeechServer]:
    """So many clauses; sound and error of the last one."""
    told: list[tuple[bytes, str, SpeechServer]] = []

    async def story(server: SpeechServer, voice: SpeechVoice) -> None:
        for _ in range(times):
            sounds, error = await listen(voice)
            told.append((b"".join(sound.pcm for sound in sounds), error, server))

    with_voice(model, story, **changes)
    return told[-1]


def pitch_hz(pcm: bytes) -> float:
    """Of the strongest sine."""
    samples = np.frombuffer(pcm, "<i2").astype(float)
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(spectrum.argmax()) * RATE_HZ / len(samples)


@pytest.mark.parametrize(
    ("model", "rate_hz"), [("good", 24_000), ("torn", 24_000), ("cd", 44_100), ("same", 16_000)]
)
def test_the_sound_has_its_length_and_its_pitch(model: str, rate_hz: int) -> None:
    pcm, error, _ = ask(model, rate_hz=rate_hz)
    assert error == "" and len(pcm) == 2 * round(TONE_S * RATE_HZ)
    assert pitch_hz(pcm) == pytest.approx(TONE_HZ, abs=1)
    samples = np.frombuffer(pcm, "<i2").astype(float)
    assert np.abs(samples[160:-160] - np.frombuffer(tone(16_000), "<i2")[160:-160]).max() < 200


def test_a_sound_in_single_bytes_is_whole() -> None:
    pcm, error, _ = ask("crumbs")
    assert error == "" and len(pcm) == 2 * 160


def test_what_is_asked_for() -> None:
    _, _, server = ask("good")
    asked = server.asked[0]
    assert (asked["input"], asked["voice"], asked["response_format"]) == (LINE, "margaret", "pcm")
    assert 0.5 < asked["speed"] < 1, "grief is slow"
    assert "Margaret" in asked["instructions"] and "tears held back" in asked["instructions"]
    assert "/audio/speech HTTP" in asked["head"]
    _, _, server = ask("good", instructions=False)
    assert "instructions" not in server.asked[0] and "speed" in server.asked[0]


def test_the_first_piece_is_heard_before_the_server_has_made_the_rest() -> None:
    async def story(server: SpeechServer, voice: SpeechVoice) -> None:
        async with aclosing(voice.speak(LINE, GRIEF)) as clause:
            first = await anext(clause)
            assert not server.go_on.is_set()
            assert len(first.pcm) / 2 / RATE_HZ == pytest.approx(0.3, abs=0.01)
            assert first.marks == ()
            server.go_on.set()
            rest = [sound.pcm async for sound in clause]
        assert len(first.pcm + b"".join(rest)) == 2 * RATE_HZ

    with_voice("half", story)


def test_whoever_waits_with_a_piece_is_not_taken_for_a_slow_server() -> None:
    async def story(server: SpeechServer, voice: SpeechVoice) -> None:
        async with aclosing(voice.speak(LINE, GRIEF)) as clause:
            await anext(clause)
            await asyncio.sleep(0.3)  # the reply is prepared, and nobody may hear it yet
            server.go_on.set()
            assert [sound.pcm async for sound in clause]

    with_voice("half", story, gap_s=0.2)


def test_withdrawn_or_cancelled_it_hangs_up_at_once() -> None:
    async def close(server: SpeechServer, voice: SpeechVoice) -> None:
        clause = voice.speak(LINE, GRIEF)
        await anext(clause)
        await clause.aclose()
        await hangs_up(server)

    async def cancel(server: SpeechServer, voice: SpeechVoice) -> None:
        await cancelled(server, listen(voice))

    with_voice("stalls", close)
    with_voice("endless", close)
    with_voice("silent", cancel)


def test_the_connection_is_used_again() -> None:
    async def story(server: SpeechServer, voice: SpeechVoice) -> None:
        for _ in range(3):
            assert (await listen(voice))[1] == ""
        assert len(server.asked) == 3 and server.connections == 1

    with_voice("good", story)


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("status-400", "the server refuses the request (400): check voice.name: the server's own"),
        ("status-401", "the server wants a key (401): name its environment variable in voice."),
        ("status-403", "may not be used with this key (403): the server's own words"),
        ("status-404", "no such model, voice or address (404): check voice.model, voice.name"),
        ("status-429", "too many requests or no credit (429)"),
        ("status-500", "the server failed (500): try again, or look at its log"),
        ("html", "it sent text/html instead of raw PCM: check that voice.base_url is right"),
        ("html-as-pcm", "it sent a web page instead of raw PCM"),
        ("json", "it sent application/json instead of raw PCM"),
        ("json-as-pcm", "it sent JSON instead of raw PCM"),
        ("wav", "it sent a WAV file instead of raw PCM"),
        ("mp3", "it sent audio/mpeg instead of raw PCM"),
        ("tells-rate", "it sends 44100 Hz, not 24000: set voice.rate_hz to 44100"),
        ("empty", "it sent no sound: check voice.name"),
        ("one-byte", "it sent no sound: check voice.name"),
    ],
)
def test_a_fault_is_told_in_one_line(model: str, message: str) -> None:
    pcm, error, server = ask(model)
    assert message in error and "\n" not in error
    assert error.startswith(f'voice model "{model}" at {server.url}: ')
    assert pcm == b"", "nothing of it is ever heard"


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("stalls", "fell silent in mid-clause for 0.2 s"),
        ("drops", "the connection was lost"),
    ],
)
def test_what_arrived_before_a_fault_is_heard_and_not_asked_for_again(
    model: str, message: str
) -> None:
    pcm, error, server = ask(model, gap_s=0.2)
    assert message in error and len(server.asked) == 1
    assert len(pcm) / 2 / RATE_HZ == pytest.approx(0.3, abs=0.01)


def test_a_model_that_babbles_on_is_stopped() -> None:
    pcm, error, _ = ask("endless")
    length_s = len(pcm) / 2 / RATE_HZ
    assert "it goes on after" in error and 10 < length_s < 15


@pytest.mark.parametrize(
    ("model", "message"),
    [("silent", "no answer within 0.2 s"), ("no-sound", "but sent no sound within 0.2 s")],
)
def test_each_patience_has_its_own_message(model: str, message: str) -> None:
    _, error, server = ask(model, warm_up_s=0.2)
    assert message in error
    assert len(server.asked) == 1, "late is late: it is not asked again"


def test_only_the_first_clause_may_warm_up() -> None:
    async def story(server: SpeechServer, voice: SpeechVoice) -> None:
        await voice.ready()
        assert server.asked[0]["input"] == "Yes."
        server.wedged = True
        assert "no answer within 0.1 s" in (await listen(voice))[1]

    with_voice("good", story, first_sound_s=0.1)


@pytest.mark.parametrize("model", ["once-500", "once-lost"])
def test_a_quick_hiccup_is_tried_once_more(model: str) -> None:
    pcm, error, server = ask(model)
    assert len(pcm) == 2 * RATE_HZ and error == "" and len(server.asked) == 2


def test_what_a_server_does_not_know_is_left_out_for_the_session_and_told() -> None:
    async def no_words(server: SpeechServer, voice: SpeechVoice) -> None:
        assert voice.cannot == ("pitch", "range", "volume", "gap")
        for _ in range(2):
            assert (await listen(voice))[1] == ""
        assert ["instructions" in asked for asked in server.asked] == [True, False, False]
        assert all("speed" in asked for asked in server.asked)
        assert voice.cannot == ("pitch", "range", "volume", "gap", "words")

    async def no_pace(server: SpeechServer, voice: SpeechVoice) -> None:
        await voice.ready()
        assert ["speed" in asked for asked in server.asked] == [True, False]
        assert voice.cannot == PARTS

    with_voice("quiet-words", no_words)
    with_voice("one-pace", no_pace)


@pytest.mark.parametrize("text", ["", "...", " 🙂 ", "*"])
def test_where_there_is_nothing_to_say_nobody_is_asked(text: str) -> None:
    async def story(server: SpeechServer, voice: SpeechVoice) -> None:
        assert await listen(voice, text) == ([], "") and server.asked == []

    with_voice("good", story)


def test_signs_are_not_read_aloud() -> None:
    async def story(server: SpeechServer, voice: SpeechVoice) -> None:
        await listen(voice, "I *never* said that 🙂.")
        assert server.asked[0]["input"] == "I never said that."

    with_voice("good", story)


def test_an_address_where_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    async def story() -> None:
        url = f"http://127.0.0.1:{port}/v1"
        voice = SpeechVoice(CHARACTER, settings("kokoro", url))
        with pytest.raises(CrewError, match="nothing answers there: start the server, or correct"):
            await voice.ready()
        await voice.close()

    asyncio.run(story())


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"model": ""}, "no model of the speech server is set: name one in voice.model"),
        ({"name": ""}, "no voice of the speech server is set: name one in voice.name"),
        ({"rate_hz": 24}, "voice.rate_hz 24 is no rate of sound"),
        ({"base_url": "localhost:8880/v1"}, '"localhost:8880/v1" is no web address: write it like'),
        ({"base_url": "http://x:port/v1"}, "is no web address"),
        ({"base_url": "http://["}, "is no web address"),
        ({"api_key_env": "STAGE_KEY"}, "the key in STAGE_KEY holds signs that no key has"),
        ({"base_url": "http://me:secret@x/v1"}, "voice.base_url holds a name or a password: put"),
        ({"base_url": ""}, "environment variable OPENAI_API_KEY, or set voice.base_url"),
    ],
)
def test_what_cannot_be_used_is_told(
    changes: dict[str, object], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setenv("STAGE_KEY", "clé-secret")
    given = {"model": "kokoro", "base_url": "http://localhost:8880/v1", "name": "x"} | changes
    with pytest.raises(CrewError) as caught:
        SpeechVoice(CHARACTER, VoiceSettings(engine="server", **given))  # type: ignore[arg-type]
    assert message in str(caught.value) and "secret" not in str(caught.value)


def test_a_key_goes_only_where_it_is_meant_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "not-for-you")
    monkeypatch.setenv("OPENAI_ORG_ID", "nor-this")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
    monkeypatch.setenv("STAGE_KEY", " secret\n")
    _, error, server = ask("good")
    assert error == "" and "not-for-you" not in str(server.asked) + str(server.heads())
    assert "nor-this" not in str(server.asked)
    _, error, server = ask("good", api_key_env="STAGE_KEY")
    assert error == "" and server.heads()[0]["authorization"] == "Bearer secret"
    _, error, _ = ask("status-401", api_key_env="STAGE_KEY")
    assert "the key in STAGE_KEY is refused (401)" in error and "secret" not in error
    theirs = SpeechVoice(CHARACTER, VoiceSettings("server", "some-model", name="x"))
    assert "api.openai.com" in theirs.name, "whatever the package would take from elsewhere"


def test_casting_chooses_the_voice_and_lets_go_of_one_that_fails() -> None:
    async def story() -> None:
        async with SpeechServer() as server:
            chosen = Settings(voice=settings("good", server.url))
            voice = await casting.voice(chosen, sample_scene())
            assert voice.name == f"good at {server.url[7:-3]}, margaret"
            assert casting.cannot(voice) == ("pitch", "range", "volume", "gap")
            await voice.close()
            with pytest.raises(CrewError, match="refuses the request"):
                bad = Settings(voice=settings("status-400", server.url))
                await casting.voice(bad, sample_scene())

    asyncio.run(story())


def test_an_engine_that_there_is_not() -> None:
    with pytest.raises(SettingsError, match='cannot be "servr"; did you mean "server"'):
        Settings().with_values({"voice.engine": "servr"}, "test")
