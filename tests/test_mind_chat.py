"""The mind against a real server on loopback: good replies, and every way a server can fail."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from contextlib import aclosing

import pytest

from improv_partner.crew import FirstToken, Mind, Moment
from improv_partner.crew.mind.chat import GIVE_UP_AFTER, REMIND_AFTER, ChatMind
from improv_partner.crew.mind.faults import Place
from improv_partner.crew.mind.prompt import REMINDER
from improv_partner.errors import CrewError
from improv_partner.events import Reading
from improv_partner.settings import MindSettings
from improv_partner.transcript import Line

from .chat_server import GOOD, ChatServer, cancelled, hangs_up
from .scene_sample import sample_scene

MOMENT = Moment(3, 1, [Line(3, "actor", "You missed the funeral.")])
HEARD = Reading(3, 1, "grief", 3, "", "tenderness", 2)
CLAUSES = ["Come here.", "Sit down by me, and tell me."]
Part = FirstToken | Reading | str


def settings(model: str, url: str, **changes: float) -> MindSettings:
    """Impatient ones: a local server has all the time in the world in 5 s."""
    times = {"connect_s": 5.0, "first_token_s": 5.0, "warm_up_s": 5.0, "token_gap_s": 5.0}
    return MindSettings(model=model, base_url=url, **(times | changes))  # type: ignore[arg-type]


async def listen(mind: Mind, moment: Moment = MOMENT) -> tuple[list[Part], str]:
    """All parts of a reply, and the error that ended it, "" if none did."""
    parts: list[Part] = []
    try:
        async with aclosing(mind.reply(moment)) as reply:  # type: ignore[type-var]
            async for part in reply:
                parts.append(part)
    except CrewError as error:
        return parts, str(error)
    return parts, ""


def ask(model: str, times: int = 1, **changes: float) -> tuple[list[Part], str, ChatServer]:
    """One model is asked so many times; parts and error of the last reply."""

    async def story() -> tuple[list[Part], str, ChatServer]:
        async with ChatServer() as server:
            mind = ChatMind(sample_scene(), settings(model, server.url, **changes))
            for _ in range(times):
                parts, error = await listen(mind)
            await mind.close()
            return parts, error, server

    return asyncio.run(story())


def clauses(parts: list[Part]) -> list[str]:
    return [part for part in parts if isinstance(part, str)]


def with_mind(model: str, story: Callable[[ChatServer, ChatMind], Awaitable[None]]) -> None:
    async def run() -> None:
        async with ChatServer() as server:
            mind = ChatMind(sample_scene(), settings(model, server.url))
            await story(server, mind)
            await mind.close()

    asyncio.run(run())


def test_a_good_reply_is_first_token_reading_and_clauses() -> None:
    parts, error, server = ask("good")
    assert parts == [FirstToken(), HEARD, *CLAUSES] and error == ""
    asked = server.asked[0]
    assert asked["stream"] is True and asked["temperature"] == 0.9 and asked["max_tokens"] == 160
    assert asked["messages"][-1] == {"role": "user", "content": "You missed the funeral."}


@pytest.mark.parametrize("model", ["odd-chunks", "no-done", "slow-to-hang-up"])
def test_oddities_that_are_no_faults(model: str) -> None:
    parts, error, _ = ask(model)
    assert parts == [FirstToken(), HEARD, *CLAUSES] and error == ""


def test_a_feeling_that_shifts_ends_the_clause() -> None:
    parts, _, _ = ask("shifts")
    assert parts[2:] == ["You came", Reading(3, 1, own="grief", own_intensity=3), "too late."]


async def drained() -> None:
    """The end of a stream is read in the background: until that is done."""
    tasks = asyncio.all_tasks()
    await asyncio.gather(*(t for t in tasks if getattr(t.get_coro(), "__name__", "") == "_drain"))


def test_the_connection_is_used_again() -> None:
    async def story(server: ChatServer, mind: ChatMind) -> None:
        for _ in range(3):
            await listen(mind)
            await drained()
        assert server.connections == 1

    with_mind("good", story)


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("status-400", "the server refuses the request (400): the server's own words"),
        ("status-401", "the server wants a key (401): name its environment variable in"),
        ("status-403", "may not use this model (403): the server's own words"),
        ("status-404", "no such model or address (404): check mind.model"),
        ("status-409", "the server refuses the request (409)"),
        ("status-413", "too large for the server (413)"),
        ("status-422", "the server refuses the request (422)"),
        ("detail", "(422): field required: top_k"),
        ("status-429", "too many requests (429): wait a little"),
        ("quota", "no credit left (429): add some, or use another model: You have no quota"),
        ("status-500", "the server failed (500): try again, or look at its log"),
        ("status-503", "the server failed (503)"),
        ("bad-key-400", "the key seems to be refused (400): Authentication"),
        ("html", "does not speak the chat protocol (it sent text/html): check mind.base_url"),
        ("no-stream", "does not speak the chat protocol (it sent application/json)"),
        ("no-text", "it answered without a word"),
        ("only-header", "it answered without a word"),
        ("only-thinks", "it only thinks and says nothing: turn its thinking off"),
    ],
)
def test_a_fault_is_told_in_one_line(model: str, message: str) -> None:
    parts, error, server = ask(model)
    assert message in error and "\n" not in error
    assert error.startswith(f'model "{model}" at {server.url}: ')
    assert clauses(parts) == []


@pytest.mark.parametrize(
    ("model", "message", "first"),
    [
        ("stalls", "fell silent in mid-reply for 0.2 s", ["Come here.", "Sit"]),
        ("drops", "the connection was lost", ["Come here.", "Sit"]),
        ("error-event", "the server stopped with an error: out of memory", ["Come here."]),
        ("broken-json", "the server sent broken data", ["Come here."]),
    ],
)
def test_what_arrived_before_a_fault_is_spoken(model: str, message: str, first: list[str]) -> None:
    parts, error, _ = ask(model, token_gap_s=0.2)
    assert clauses(parts) == first, "whole words only"
    assert message in error


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("silent", "no answer within 0.2 s"),
        ("no-token", "took the request, but sent no word within 0.2 s"),
        ("heartbeat", "took the request, but sent no word within 0.2 s"),
        ("thinks", "only thoughts for 0.2 s: turn its thinking off"),
    ],
)
def test_each_patience_has_its_own_message(model: str, message: str) -> None:
    _, error, server = ask(model, warm_up_s=0.2)
    assert message in error
    assert len(server.asked) == 1, "late is late: it is not asked again"


def test_only_the_first_request_may_warm_up() -> None:
    async def story() -> str:
        async with ChatServer() as server:
            patience = settings("good", server.url, first_token_s=0.1, warm_up_s=5.0)
            mind = ChatMind(sample_scene(), patience)
            assert (await listen(mind))[1] == ""
            server.wedged = True
            _, error = await listen(mind)
            await mind.close()
            return error

    assert "no answer within 0.1 s" in asyncio.run(story())


def test_a_reply_that_never_ends_is_stopped_by_length_and_the_server_notices() -> None:
    async def story(server: ChatServer, mind: ChatMind) -> None:
        parts, error = await listen(mind)
        words = " ".join(clauses(parts)).split()
        assert len(words) == 2 * sample_scene().max_words and error == ""
        await hangs_up(server)

    with_mind("endless", story)


def test_a_reply_that_takes_too_long_is_stopped_by_time() -> None:
    parts, error, _ = ask("stalls", reply_s=0.2)
    assert clauses(parts)[:1] == ["Come here."]
    assert "not done after 0.2 s" in error


def test_a_reply_ends_after_the_scenes_number_of_sentences() -> None:
    parts, error, _ = ask("long")
    assert clauses(parts) == ["You came back to me."] * sample_scene().max_sentences
    assert error == ""


@pytest.mark.parametrize("model", ["once-500", "once-lost"])
def test_a_quick_hiccup_is_tried_once_more(model: str) -> None:
    parts, error, server = ask(model)
    assert clauses(parts) == CLAUSES and error == ""
    assert len(server.asked) == 2


def test_parameters_that_a_server_refuses_are_swapped_or_dropped_for_the_session() -> None:
    parts, error, server = ask("new-limit", times=2)
    assert clauses(parts) == CLAUSES and error == ""
    assert [("max_tokens" in a, a.get("max_completion_tokens")) for a in server.asked] == [
        (True, None),
        (False, 160),
        (False, 160),
    ]
    _, error, server = ask("no-effort", times=2)
    assert error == ""
    assert ["reasoning_effort" in a for a in server.asked] == [True, False, False]


def test_closing_and_cancelling_close_the_connection() -> None:
    async def close(server: ChatServer, mind: ChatMind) -> None:
        reply = mind.reply(MOMENT)
        assert await anext(reply) == FirstToken()
        await reply.aclose()
        await hangs_up(server)

    async def cancel(server: ChatServer, mind: ChatMind) -> None:
        await cancelled(server, listen(mind))

    with_mind("stalls", close)
    with_mind("silent", cancel)


def test_a_model_that_forgets_the_header_is_reminded_once_and_then_left_alone() -> None:
    parts, _, server = ask("plain", times=GIVE_UP_AFTER + 2)
    reminded = [REMINDER in asked["messages"][-1]["content"] for asked in server.asked]
    wanted = ["short header" in asked["messages"][0]["content"] for asked in server.asked]
    assert reminded == [n == REMIND_AFTER for n in range(GIVE_UP_AFTER + 2)]
    assert wanted == [n < GIVE_UP_AFTER for n in range(GIVE_UP_AFTER + 2)]
    assert parts[1] == Reading(3, 1, header="missing"), "it still belongs in the log"


def test_without_headers_nothing_is_asked_or_missed() -> None:
    async def story() -> list[Part]:
        async with ChatServer() as server:
            plain = MindSettings(model="plain", base_url=server.url, header=False)
            mind = ChatMind(sample_scene(), plain)
            parts, _ = await listen(mind)
            assert "short header" not in server.asked[0]["messages"][0]["content"]
            await mind.close()
            return parts

    assert asyncio.run(story()) == [FirstToken(), "Come here,", "sit down."]


def test_check_asks_for_one_token() -> None:
    async def story(server: ChatServer, mind: ChatMind) -> None:
        said = await mind.check()
        assert said.startswith(mind.name + " answers")
        assert server.asked[0]["max_tokens"] == 1

    with_mind("good", story)
    for model, message in [("html", "does not speak"), ("status-401", "wants a key")]:

        async def fails(server: ChatServer, mind: ChatMind, message: str = message) -> None:
            with pytest.raises(CrewError, match=message):
                await mind.check()

        with_mind(model, fails)


def test_an_address_where_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    async def story() -> str:
        mind = ChatMind(sample_scene(), settings("qwen3", f"http://127.0.0.1:{port}/v1"))
        _, error = await listen(mind)
        await mind.close()
        return error

    assert asyncio.run(story()) == (
        f'model "qwen3" at http://127.0.0.1:{port}/v1: nothing answers there: start the server, '
        "or correct mind.base_url"
    )


@pytest.mark.parametrize("url", ["localhost:11434/v1", "ftp://x/v1", "http://", "http://x:port/v1"])
def test_an_address_that_is_none(url: str) -> None:
    with pytest.raises(CrewError, match=f'"{url}" is no web address: write it like http://'):
        ChatMind(sample_scene(), settings("qwen3", url))


def test_keys_come_from_the_named_variable_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(CrewError, match="environment variable OPENAI_API_KEY, or set"):
        ChatMind(sample_scene(), MindSettings(model="some-model"))
    with pytest.raises(CrewError, match="no language model is set"):
        ChatMind(sample_scene(), MindSettings())
    monkeypatch.setenv("STAGE_KEY", " secret\n")

    async def story() -> str:
        async with ChatServer() as server:
            keyed = MindSettings(model="good", base_url=server.url, api_key_env="STAGE_KEY")
            mind = ChatMind(sample_scene(), keyed)
            parts, error = await listen(mind)
            await mind.close()
            assert error == "" and "secret" not in mind.name and GOOD.endswith(str(parts[-1]))
            return str(server.asked[0]["head"])

    assert "authorization: bearer secret\r\n" in asyncio.run(story()).lower()


def test_openais_key_never_goes_to_another_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "not-for-you")
    _, error, server = ask("status-401")
    assert "not-for-you" not in str(server.asked) and "mind.api_key_env" in error


def test_a_refused_key_is_named_by_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STAGE_KEY", "wrong")
    keyed = Place("m", "http://here", "STAGE_KEY", 3.0)
    assert keyed.from_env == " in STAGE_KEY"

    async def story() -> str:
        async with ChatServer() as server:
            wanted = MindSettings("status-401", server.url, "STAGE_KEY")
            mind = ChatMind(sample_scene(), wanted)
            _, error = await listen(mind)
            await mind.close()
            return error

    assert "the key in STAGE_KEY is refused (401): put a valid key there" in asyncio.run(story())
