"""One question about one reply: what the judge sees of the scene, and what it is asked about it.

The judge is never told which kind of failure is looked for, nor what a rule, the partner's reading
or a person said. Whether it sees the actor's tag and the tone is up to the question.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

from ..failures.session import Session, Turn
from .wording import FORM, prompt, words

VOTES = 3
MAX_TOKENS = 300  # of an answer: a quote, a sentence and the form take some 80
TEMPERATURE = 0.7  # votes that cannot differ are one vote (our choice)
Message = dict[str, str]


@dataclass(frozen=True, slots=True)
class Ask:
    """kind, version: of the question. reply: where its evidence has to be.

    earlier: what the reply may be held against, "" if the question is not about that. scene: what
    the judge is shown.
    """

    kind: str
    version: int
    session: Session = field(repr=False)
    turn: Turn = field(repr=False)
    scene: str = field(repr=False)
    reply: str = field(repr=False)
    earlier: str = field(default="", repr=False)

    @property
    def place(self) -> str:
        """For people: session, exchange and kind."""
        return f"{self.session.name}: exchange {self.turn.number}, {self.kind}"

    def messages(self, vote: int) -> list[Message]:
        """What the model is asked for this vote, from 0: the answers stand in another order."""
        question = prompt(self.kind, self.version).turned(vote)
        return [
            {"role": "system", "content": words(FORM)},
            {"role": "user", "content": f"BEGIN\n{self.scene}\nEND\n\n{question}"},
        ]

    def key(self, vote: int, model: str, server: str) -> str:
        """SHA-256 of all that the answer depends on: the same question has the same key."""
        asked: dict[str, Any] = {
            "model": model,
            "server": server,
            "messages": self.messages(vote),
            "vote": vote,
            "max_tokens": MAX_TOKENS,
            "temperature": TEMPERATURE,
        }
        text = json.dumps(asked, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()
