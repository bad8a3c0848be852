"""A language model plays the character: the prompt goes out, Readings and clauses come back."""

from __future__ import annotations

import time
from collections.abc import AsyncGenerator, Callable, Iterable, Iterator, Sequence
from contextlib import aclosing
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ...errors import CrewError
from ...events import Reading
from ...scene import Scene
from ...settings import MindSettings
from .. import FirstToken, Moment
from ..clauses import Clauses, ends_sentence
from .completions import Completions, Seen
from .prompt import Message, messages
from .reading import ReadingParser

if TYPE_CHECKING:
    from openai import AsyncOpenAI

REMIND_AFTER = 3  # replies in a row without a header
GIVE_UP_AFTER = 6


class _Length:
    """Ends a reply: after so many sentences, and in any case after twice the scene's words."""

    def __init__(self, scene: Scene) -> None:
        self._sentences, self._words = scene.max_sentences, 2 * scene.max_words

    def cut(self, clause: str) -> str:
        words = clause.split()[: self._words]
        self._words -= len(words)
        self._sentences -= ends_sentence(clause)
        return " ".join(words)

    @property
    def full(self) -> bool:
        return self._words <= 0 or self._sentences <= 0


class ChatMind:
    """The contract Mind on streamed chat completions. name: model and host.

    client: another client than the settings' own, e.g. the understudy's. company: the names of
    several performers, as they are now. keep_alive: see Completions. Raises CrewError if there is
    no model, no key or no usable address.
    """

    def __init__(
        self,
        scene: Scene,
        settings: MindSettings,
        client: AsyncOpenAI | None = None,
        keep_alive: bool = True,
        company: Callable[[], Sequence[str]] = tuple,
    ) -> None:
        self._scene, self._header = scene, settings.header
        self._tone = settings.tone == "send"
        self._company = company
        self._model = Completions(settings, client, keep_alive)
        host = urlsplit(self._model.place.address).netloc
        self.name = settings.model if client else f"{settings.model} at {host}"
        self._names = [scene.character.name, *scene.character.name.split()]
        self._missed = 0  # replies in a row without a header

    async def reply(self, moment: Moment) -> AsyncGenerator[FirstToken | Reading | str, None]:
        """See Mind."""
        header = self._header
        asked = header and self._missed < GIVE_UP_AFTER
        remind = asked and self._missed == REMIND_AFTER
        company = self._company()
        prompt = messages(self._scene, moment, asked, remind, self._tone, company)
        parser = ReadingParser(moment.line, moment.revision, self._names, expected=header)
        clauses, length, seen = Clauses(), _Length(self._scene), Seen()
        began = said = False
        seed = moment.choice or (moment.revision if moment.why == "new choice" else 0)
        async with aclosing(self._model.tokens(prompt, seen, seed=seed)) as tokens:
            try:
                async for token in tokens:
                    if not began:
                        began = True
                        yield FirstToken()
                    for part in self._spoken(parser.feed(token), clauses, length):
                        said |= isinstance(part, str)
                        yield part
                    if length.full:
                        return
            except CrewError:
                for clause in _cut(clauses.end(broken=True), length):
                    yield clause
                raise
        for part in self._spoken(parser.end(), clauses, length):
            said |= isinstance(part, str)
            yield part
        for clause in _cut(clauses.end(), length):
            said = True
            yield clause
        if not said:
            raise self._model.place.fault(seen.no_words())

    async def check(self) -> str:
        """Ask for one token and tell how it went. Raises CrewError."""
        began_s, seen = time.monotonic(), Seen()
        asking: list[Message] = [{"role": "user", "content": "Say yes."}]
        async with aclosing(self._model.tokens(asking, seen, limit=1)) as tokens:
            async for _ in tokens:
                break
        if not seen.chunks:
            raise self._model.place.fault(seen.no_words())
        return f"{self.name} answers (first token after {time.monotonic() - began_s:.2f} s)"

    async def close(self) -> None:
        """See Mind."""
        await self._model.close()

    def _spoken(
        self, parts: Iterable[Reading | str], clauses: Clauses, length: _Length
    ) -> Iterator[Reading | str]:
        """Readings as they are; text as clauses, which end where the feeling shifts."""
        for part in parts:
            if isinstance(part, str):
                yield from _cut(clauses.feed(part), length)
                continue
            yield from _cut(clauses.end(), length)
            yield part
            if part.header in ("missing", "bad"):
                self._missed += 1
            elif part.label:
                self._missed = 0


def _cut(clauses: Iterable[str], length: _Length) -> Iterator[str]:
    for clause in clauses:
        if not length.full:
            yield length.cut(clause)
