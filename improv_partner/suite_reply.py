"""What would be heard of a model's answer to a case, and what it is asked with other rules."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .crew.clauses import Clauses, ends_sentence
from .crew.mind.prompt import Message
from .crew.mind.reading import ReadingParser
from .errors import SettingsError
from .events import Reading
from .research.suite.case import Case
from .research.suite.turns import Reply

# The rules of play and of speech in a system message of crew/mind/prompt.py.
RULES = re.compile(r"^How you play:\n.*?^How you speak:\n.*?(?=\n\n|\Z)", re.DOTALL | re.MULTILINE)


def heard(case: Case, text: str) -> Reply:
    """The reading, and the words as a voice would get them: no more than the scene allows."""
    name = str(case.sheet.get("character", ""))
    parser = ReadingParser(0, 0, [name, *name.split()], expected=case.header)
    clauses, spoken = Clauses(), list[str]()
    reading: Reading | None = None
    for part in [*parser.feed(text), *parser.end()]:
        if isinstance(part, str):
            spoken += clauses.feed(part)
        else:
            reading = reading or part
            spoken += clauses.end()
    spoken += clauses.end()
    return Reply(_allowed(case, spoken), reading)


def _allowed(case: Case, clauses: Sequence[str]) -> str:
    """As in a scene: so many sentences, and in any case twice the scene's words."""
    sentences, words, said = case.max_sentences, 2 * case.max_words, list[str]()
    for clause in clauses:
        if sentences <= 0 or words <= 0:
            break
        taken = clause.split()[:words]
        said += taken
        words -= len(taken)
        sentences -= ends_sentence(clause)
    return " ".join(said)


def with_rules(case: Case, rules: str) -> list[Message]:
    """The messages with other rules of play and speech; "" = as they were.

    In them {name} is the character, {actor} the actor's part, {sentences} and {words} how long a
    reply may be. Sheet, tone and header stay. Raises SettingsError: no rules are in the messages.
    """
    first, *others = ({**message} for message in case.messages)
    if not rules:
        return [first, *others]
    for key, value in {
        "{name}": case.sheet.get("character", ""),
        "{actor}": case.sheet.get("actor", ""),
        "{sentences}": case.max_sentences,
        "{words}": case.max_words,
    }.items():
        rules = rules.replace(key, str(value))
    system, count = RULES.subn(lambda _: rules.strip(), first["content"], count=1)
    if not count:
        raise SettingsError(f"{case.place}: its messages have no rules that could be replaced")
    return [{**first, "content": system}, *others]
