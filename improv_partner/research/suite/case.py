"""A case: what a model was asked in one exchange, and which failure must not come again.

It holds all that the rules need, so that it can be tried where the session is not. turns.py makes
of it, and of a new reply, the session that the rules want to see.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from ...errors import RecordingError

RULE, JUDGE = "rule", "judge"  # who scores a case
# What of a header's consent goes with the words: enough to ask permitted.refusal() again.
CONSENT = ("answer", "performer", "purposes", "hosts", "keep_until")
CONTENT = (
    *("kind", "sub", "by", "messages", "header", "max_sentences", "max_words"),
    *("sheet", "turns", "steered"),
)
Message = dict[str, str]  # role and content, as in the chat completions API


@dataclass(frozen=True, slots=True)
class Case:
    """One failure, frozen.

    id: session, exchange and kind. sum: of the last line of the session's log as it was. kind, sub,
    severity, detector: see Failure. by: RULE, or JUDGE where only a judge can see it. people: who
    confirmed it, as a number. scene, model: of the session. messages: as the model was asked then.
    header: a reading was asked for. max_sentences, max_words: the scene's; the rest of a reply is
    never heard. sheet: fields of failures.Sheet. turns: fields of Kept, this exchange last, with
    the reply as it was. steered: when the scene was steered from outside (s). consent: see CONSENT,
    and the record's id.
    """

    id: str
    session: str
    sum: str
    exchange: int
    kind: str
    sub: str
    severity: int
    detector: str
    by: str
    people: int
    scene: str
    model: str
    messages: tuple[Message, ...] = field(repr=False)
    header: bool = True
    max_sentences: int = 3
    max_words: int = 40
    sheet: Mapping[str, Any] = field(default_factory=dict, repr=False)
    turns: tuple[Mapping[str, Any], ...] = field(default=(), repr=False)
    steered: tuple[float, ...] = ()
    consent: Mapping[str, Any] = field(default_factory=dict, repr=False)

    @property
    def place(self) -> str:
        """For people: session, exchange and kind."""
        return f"{self.session}: exchange {self.exchange}, {self.kind}"

    @property
    def meant(self) -> str:
        """As the actor tagged the line, "" = not: "grief 3, hiding"."""
        tags = self.turns[-1]["tags"] if self.turns else ()
        if not tags:
            return ""
        return ", ".join([f"{tags[-1]['label']} {tags[-1]['intensity']}", *tags[-1]["stances"]])

    @property
    def digest(self) -> str:
        """Of all that a result depends on: another one, another case."""
        all_of_it = asdict(self)
        content = {name: all_of_it[name] for name in CONTENT}
        text = json.dumps(content, sort_keys=True, ensure_ascii=False)
        return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()

    def as_dict(self) -> dict[str, Any]:
        """A line of a suite."""
        return {"is": "case", **asdict(self)}

    @classmethod
    def from_dict(cls, row: Mapping[str, Any], where: str) -> Case:
        """Fields of newer versions are dropped. Raises RecordingError that names `where`."""
        known = {one.name: row[one.name] for one in fields(cls) if one.name in row}
        for name in ("messages", "turns", "steered"):
            if isinstance(known.get(name), list):
                known[name] = tuple(known[name])
        try:
            case = cls(**known)
            whole = bool(case.turns) and all(m["role"] and m["content"] for m in case.messages)
        except (TypeError, KeyError) as error:
            raise RecordingError(f"{where}: a case is damaged ({error}); add it again") from error
        if not whole or case.by not in (RULE, JUDGE):
            raise RecordingError(f"{where}: case {case.id} is damaged; add it again")
        return case
