"""Which ears are taken: a folder, a cached model, a download, or pocketsphinx; and what is said."""

from __future__ import annotations

import asyncio
import json
import shutil
import socket
from collections.abc import Iterator
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from huggingface_hub import constants

from improv_partner.crew import Ears
from improv_partner.crew.ears import choose_ears, model
from improv_partner.errors import CrewError
from improv_partner.settings import EarsSettings

from .speech import SENTENCES, TINY, feed, frames

NOWHERE = "http://127.0.0.1:9"  # nobody listens there


@pytest.fixture(autouse=True)
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine that has no model, and no network."""
    cache = tmp_path / "hub"
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(cache))
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(constants, "ENDPOINT", NOWHERE)
    for variable in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(variable, raising=False)
    return cache


def choose(wanted: str, language: str = "en") -> tuple[str, list[str]]:
    """The name of the ears, and what was said about them."""
    said: list[str] = []

    async def story() -> str:
        settings = EarsSettings(model=wanted, language=language)
        ears = await choose_ears(settings, ["Rosa"], said.append)
        await ears.close()
        return ears.name

    return asyncio.run(story()), said


def put_in_cache(cache: Path, name: str) -> Path:
    """The tiny model as if huggingface_hub had downloaded it under this name."""
    folder = cache / f"models--{model.repository(name).replace('/', '--')}"
    shutil.copytree(TINY, folder / "snapshots" / "abc123")
    (folder / "refs").mkdir()
    (folder / "refs" / "main").write_text("abc123")
    return folder / "snapshots" / "abc123"


def test_a_folder_is_taken_as_it_is() -> None:
    assert choose(str(TINY)) == ("faster-whisper tiny-whisper", [])


@pytest.mark.parametrize("piece", ["model.bin", "tokenizer.json", "vocabulary.json"])
def test_a_folder_that_lacks_a_piece_is_told_which(tmp_path: Path, piece: str) -> None:
    folder = tmp_path / "mine"
    shutil.copytree(TINY, folder)
    (folder / piece).unlink()
    with pytest.raises(CrewError, match=f"mine is not a whole .* it lacks {piece}; copy"):
        choose(str(folder))


def test_a_wrong_name_is_told_the_nearest() -> None:
    with pytest.raises(CrewError, match=r'no speech model "bse\.en".*did you mean "base\.en"'):
        choose("bse.en")


def test_pocketsphinx_on_request() -> None:
    assert choose("sphinx") == ("pocketsphinx (rough, offline)", [])


def test_pocketsphinx_knows_english_only() -> None:
    with pytest.raises(CrewError, match='pocketsphinx knows only English, not "de"'):
        choose("sphinx", language="de")


def test_auto_takes_the_best_that_is_cached(empty_cache: Path) -> None:
    put_in_cache(empty_cache, "tiny.en")
    assert choose("auto") == ("faster-whisper tiny.en", [])
    put_in_cache(empty_cache, "small.en")
    assert choose("auto") == ("faster-whisper small.en", [])
    assert choose("tiny.en") == ("faster-whisper tiny.en", [])


def test_half_a_model_in_the_cache_does_not_count(empty_cache: Path) -> None:
    folder = put_in_cache(empty_cache, "small.en")
    (folder / "model.bin").unlink()
    assert choose("auto")[0] == "pocketsphinx (rough, offline)"


def test_without_model_and_network_auto_takes_pocketsphinx_and_says_so() -> None:
    name, said = choose("auto")
    assert name == "pocketsphinx (rough, offline)"
    assert len(said) == 1
    assert f"base.en is not on this machine and {NOWHERE} does not answer" in said[0]
    assert "--ears base.en" in said[0] and "pocketsphinx listens" in said[0]


def test_a_model_asked_for_by_name_is_never_replaced() -> None:
    with pytest.raises(CrewError, match=r"small\.en is not on this machine") as told:
        choose("small.en")
    assert "--ears sphinx" in str(told.value) and "\n" not in str(told.value)


def test_another_language_than_english_is_never_heard_by_pocketsphinx() -> None:
    with pytest.raises(CrewError, match="speech model base is not on this machine"):
        choose("auto", language="de")


def test_downloads_may_be_forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(CrewError, match="HF_HUB_OFFLINE is set"):
        choose("tiny.en")


def test_a_hub_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    assert model.HUB_S <= 4
    monkeypatch.setattr(model, "HUB_S", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as black_hole:
        hub = f"http://127.0.0.1:{black_hole.getsockname()[1]}"
        monkeypatch.setattr(constants, "ENDPOINT", hub)
        with pytest.raises(CrewError, match=f"{hub} does not answer"):
            choose("base.en")


class Hub(BaseHTTPRequestHandler):
    """As much of the hub as a download needs: one model, the tiny one."""

    def do_GET(self) -> None:
        if self.path.startswith("/api/models/Systran/faster-whisper-base.en/tree/"):
            rows = [
                {"type": "file", "path": f.name, "size": f.stat().st_size, "oid": oid(f)}
                for f in TINY.iterdir()
            ]
            self.answer(json.dumps(rows).encode())
        elif self.path.startswith("/api/models/Systran/faster-whisper-base.en"):
            files = [{"rfilename": file.name} for file in TINY.iterdir()]
            about = {"id": "Systran/faster-whisper-base.en", "sha": "a" * 40, "siblings": files}
            self.answer(json.dumps(about | {"private": False, "tags": []}).encode())
        elif "/resolve/" in self.path:
            file = TINY / Path(self.path).name
            self.answer(file.read_bytes(), {"ETag": f'"{oid(file)}"', "X-Repo-Commit": "a" * 40})
        else:
            self.send_error(404)

    do_HEAD = do_GET

    def answer(self, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(200)
        for key, value in {**(headers or {}), "Content-Length": str(len(body))}.items():
            self.send_header(key, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


def oid(file: Path) -> str:
    return sha256(file.read_bytes()).hexdigest()[:40]


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Hub) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        monkeypatch.setattr(constants, "ENDPOINT", address)
        template = address + "/{repo_id}/resolve/{revision}/{filename}"
        monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
        yield address
        server.shutdown()


def test_auto_downloads_a_model_once_if_there_is_none(hub: str) -> None:
    said: list[str] = []

    async def hear(ears: Ears) -> str:
        ears.open(0)
        feed(ears, frames("5-slt.flac"))
        words = await ears.finish()
        await ears.close()
        return words

    async def story() -> str:
        return await hear(await choose_ears(EarsSettings(), [], said.append))

    assert asyncio.run(story()) == SENTENCES["5-slt.flac"]
    assert said[0] == "base.en: downloading the speech model, once"
    assert all(line.startswith("base.en: ") for line in said)
    assert said[1] == "base.en: 3 of 3 MB"
    assert choose("auto") == ("faster-whisper base.en", [])


def test_a_hub_without_the_model_is_told(hub: str) -> None:
    with pytest.raises(CrewError, match=f"{hub} has no model Systran/faster-whisper-small.en"):
        choose("small.en")
