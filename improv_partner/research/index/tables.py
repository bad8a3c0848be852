"""The tables of the index: every column with its type and what it means. docs/query.md shows them.

Types: "string", "int32", "int64", "float64", "bool". Times are seconds since sample 0 of the
session, on the clock of its sound. NULL is what nobody knows: a missing tag is never "neutral".
"""

from __future__ import annotations

from collections.abc import Iterator

VERSION = 2  # other columns, or other meanings of one: what is indexed is indexed again

Columns = dict[str, tuple[str, str]]  # name: type, meaning

_WHERE: Columns = {
    "session": ("string", "its folder or address; joins the tables"),
    "exchange": ("int32", "its number in the session, from 1"),
}
_WHO: Columns = {
    "who": ("string", "of the performers whose line it is: actor, or p2 and so on"),
}
_TAG: Columns = {
    "intent": (
        "string",
        "what the actor meant (improv-16), as corrected afterwards; NULL = no tag",
    ),
    "intensity": ("int32", "of the tag, 1 to 3"),
    "surface": ("string", "what was shown when the intent was hidden"),
    "stances": ("string", "how it was played: sarcastic, joking, awkward, hiding; with spaces"),
}
_TIMES = {
    "actor_start_s": "the actor's first sound",
    "actor_end_s": "the actor's last sound as the careful detector heard it, some 0.07 s late",
    "last_sound_s": "the same as measured in the sound",
    "soft_end_s": "the pause that the given reply was prepared in",
    "words_s": "the final words were there",
    "answer_s": "the turn end was decided",
    "first_token_s": "the mind began to answer",
    "first_clause_s": "the first clause was written",
    "first_sound_s": "the partner's first sound",
    "partner_end_s": "its last",
    "cut_s": "the partner was stopped",
    "interrupted_s": "the voice began for which it was stopped",
    "gap_s": "from the actor's last sound to the partner's first",
}

SESSIONS: Columns = {
    "session": _WHERE["session"],
    "name": ("string", "of its folder"),
    "started": ("string", "when, in UTC (ISO 8601)"),
    "scene": ("string", "key of the scene"),
    "title": ("string", "title of the scene"),
    "mind": ("string", "what played the partner, without the address of its server"),
    "ears": ("string", "speech recogniser"),
    "voice": ("string", "the partner's voice"),
    "program": ("string", "that recorded it, with its version"),
    "source": ("string", "device, file, rehearsal or recorded"),
    "actor": ("string", "human or simulated"),
    "performers": ("int32", "how many played beside the partner"),
    "audio": ("bool", "it was recorded with sound"),
    "length_s": ("float64", "up to the last entry of the log"),
    "ended": ("string", "why the curtain fell; NULL = it did not (killed)"),
    "exchanges": ("int32", "how many"),
    "tagged": ("int32", "of them with a tag of the actor"),
    "failures": ("int32", "found in it"),
    "parent": ("string", "of a re-run: the name of the session that was played again"),
    "mode": ("string", "of a re-run: locked or free"),
    "consent": ("string", "id of the consent record"),
    "purposes": ("string", "that were agreed to, with spaces"),
    "keep_until": ("string", "the day until which it may be kept; NULL = no such day"),
    "remarks": ("string", "what of it could not be read, a line for each"),
    "sum": ("string", "of the log's last line: stands for all of the log"),
    "stamp": ("string", "sizes and times of log and notes when it was indexed"),
    "content": (
        "string",
        "sum of log and notes: the same stamp or the same content is not read again",
    ),
    "rules": ("string", "version of these tables and of the rules that find failures"),
}
EXCHANGES: Columns = {
    **_WHERE,
    **_WHO,
    "why": ("string", "turn, or opening and silence when the partner spoke first"),
    "said": ("string", "the actor's words as recognised"),
    "heard": ("string", "the partner's words that left the loudspeaker"),
    "drafted": ("string", "all the partner meant to say"),
    "cut": ("string", "why the partner was stopped; NULL = it was not"),
    **_TAG,
    "tone": ("string", "how the actor's line sounded, in words"),
    "delivered": ("string", "how the partner's line sounded, in words"),
    "reading": ("string", "what the partner says it read in the actor's line"),
    "reading_intensity": ("int32", "of the reading, 1 to 3"),
    "feeling": ("string", "what the partner's character feels"),
    "feeling_intensity": ("int32", "of that, 1 to 3"),
    "agreement": ("string", "of tag (as played) and reading: exact, family, near, miss, not read"),
    "rejected": ("int32", "lines of the partner for which a new choice was called"),
    "withdrawn": ("int32", "replies that were prepared for nothing"),
    "overlap_ms": ("int32", "the actor's voice while the partner's was heard"),
    "yielded_in_ms": ("int32", "from the voice that stopped the partner to silence"),
    "backchannels": ("int32", "the actor's voice over the partner's that claimed no floor"),
    "marks": ("string", "moments that somebody marked, a line for each"),
    "troubles": ("string", "parts that failed, a line for each"),
    **{name: ("float64", words) for name, words in _TIMES.items()},
}
FAILURES: Columns = {
    "session": _WHERE["session"],
    "exchange": ("int32", "its number, from 1; 0 = the session as a whole"),
    **_WHO,
    "kind": ("string", "misread, comfort, ...: see docs/failures.md"),
    "sub": ("string", "which rule of the kind"),
    "severity": ("int32", "1 mild, 2 plain, 3 grave"),
    "begin_s": ("float64", "where it begins"),
    "end_s": ("float64", "where it ends"),
    "cause": ("string", "whose fault: model, asr_error, late, ..."),
    "evidence": ("string", "what the rule went by, as JSON"),
    "said": ("string", "the actor's words"),
    "quote": ("string", "the partner's"),
    "intent": _TAG["intent"],
    "stances": _TAG["stances"],
    "detector": ("string", "the rule with its version"),
}
INTENTS: Columns = {
    **_WHERE,
    "line": ("int32", "the actor's line, as the log counts lines"),
    **_WHO,
    "rater": ("string", "who tagged: actor (p2, ...), or the name of a listener"),
    "role": ("string", "actor or listener"),
    "blind": ("bool", "saw neither the actor's tags nor what the partner read"),
    "played": ("bool", "tagged in the scene; else afterwards (notes.jsonl)"),
    "t": ("float64", "when, of a tag in the scene"),
    "bound": ("bool", "it belongs to the actor's line of this exchange"),
    **_TAG,
    "intent": ("string", "improv-16; NULL = this rater gave no tag, only an answer (audible)"),
    "target": ("string", "at whom it was aimed; NULL = the partner"),
    "status": ("string", "up, level or down"),
    "source": ("string", "key, page, spoken, beat or review"),
    "audible": ("bool", "could it be heard? NULL = not asked, or cannot say"),
}
READINGS: Columns = {
    **_WHERE,
    **_WHO,
    "rejected": ("bool", "of a line for which a new choice was called"),
    "reading": ("string", "improv-16; NULL = not given"),
    "intensity": ("int32", "1 to 3"),
    "stance": ("string", "it says the actor was sarcastic, joking, ..."),
    "feeling": ("string", "what its character feels"),
    "feeling_intensity": ("int32", "1 to 3"),
    "form": ("string", "how the model kept to the form: ok, loose, missing or bad"),
    "raw": ("string", "what it wrote"),
    "intent": _TAG["intent"],
    "agreement": ("string", "of that tag and this reading"),
}
TABLES: dict[str, Columns] = {
    "sessions": SESSIONS,
    "exchanges": EXCHANGES,
    "failures": FAILURES,
    "intents": INTENTS,
    "readings": READINGS,
}


def as_markdown() -> Iterator[str]:
    """The lines of docs/query.md that tell the tables."""
    for table, columns in TABLES.items():
        yield from (f"### {table}", "", "| column | type | |", "|---|---|---|")
        yield from (f"| `{name}` | {kind} | {words} |" for name, (kind, words) in columns.items())
        yield ""
