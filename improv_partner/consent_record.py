"""What each performer agreed to, as it stands in a recording: signed, so that a change is found.

A record's `sha256` is over its content alone: it stays what it was at the yes, whoever else plays,
so that the performer's own copy is a proof of it. In the header each record has a `chain` besides,
over its sum and the chain of the record before: none can be taken out or put in between. The
header's consent is what all of them permit together, and their records.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from .withdrawal_code import digest, normal

Record = dict[str, Any]
# Every field that the form gives for a record, and what it says; sign() adds those of SIGNED.
FIELDS: dict[str, str] = {
    "id": "random, of this record",
    "form": "version of the form",
    "form_sha256": "of the form's text as it was shown",
    "language": "of the form",
    "pseudonym": 'what the performer is called in the recording; "" = nothing',
    "adult": "the performer said so",
    "answer": "yes, or nothing is heard",
    "at": "date and time",
    "how": "typed on the page, spoken, ...",
    "purposes": "each of PURPOSES with true or false",
    "hosts": "third parties that get something",
    "leaves": "what they get, in the words that were shown",
    "stored": "what stays here, in the words that were shown",
    "run_by": "who runs the scene",
    "keep_until": 'the last day it is kept; "" = until it is deleted by hand',
    "stop_word": "leaves the scene at once",
    "withdraw": "how and with whom to withdraw",
}
SIGNED: dict[str, str] = {
    "who": "seat in the scene and name of the track",
    "zone": "how far local time was from UTC",
    "code_sha256": "of the withdrawal code",
    "sha256": "of all the others, as canonical JSON",
}
CHAIN = "chain"  # in the header only: SHA-256 of the chain of the record before and this sha256
STUB = ("who", "id", "form", "form_sha256", "code_sha256", "sha256", CHAIN)  # outlives the rest


def sign(answers: Mapping[str, Any], who: str, code: str) -> Record:
    """The record of one performer, as it stays.

    answers: FIELDS, and whatever more a form asks. code: see withdrawal_code.new().
    Raises ValueError: a field is missing, or the code is none.
    """
    if missing := [name for name in FIELDS if name not in answers]:
        raise ValueError(f"a consent record needs {', '.join(missing)}")
    record = {**answers, "who": who, "code_sha256": digest(code)}
    record.setdefault("zone", datetime.now().astimezone().strftime("%z"))
    return record | {"sha256": sha256(record)}


def sha256(record: Mapping[str, Any]) -> str:
    """Of a record, whether it has one already or not."""
    content = {name: value for name, value in record.items() if name not in ("sha256", CHAIN)}
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def together(signed: Sequence[Mapping[str, Any]]) -> Record:
    """The header's consent: what all of these permit, and the records. There is one at least.

    A purpose is permitted by the yes of everybody, a server if everybody was told of it; it is kept
    until the first of their days.
    """
    days = [r["keep_until"] for r in signed if r["keep_until"]]
    alone = signed[0] if len(signed) == 1 else {}
    return {
        "id": "+".join(r["id"] for r in signed),
        "performer": "human",
        "asked": True,
        "answer": "yes" if all(r["answer"] == "yes" for r in signed) else "no",
        "at": max(r["at"] for r in signed),
        "pseudonym": alone.get("pseudonym", ""),
        "purposes": {
            name: all(r["purposes"].get(name) is True for r in signed)
            for name in dict.fromkeys(name for r in signed for name in r["purposes"])
        },
        "hosts": [host for host in signed[0]["hosts"] if all(host in r["hosts"] for r in signed)],
        "keep_until": min(days, default=""),
        "records": _chained(signed),
    }


def _chained(signed: Sequence[Mapping[str, Any]]) -> list[Record]:
    linked: list[Record] = []
    for record in signed:
        before = linked[-1][CHAIN] if linked else ""
        linked.append({**record, CHAIN: _link(before, record.get("sha256"))})
    return linked


def _link(before: str, sum_: object) -> str:
    return hashlib.sha256(f"{before}{sum_}".encode()).hexdigest()


def records(consent: object) -> list[Record]:
    """The signed records of a header's consent; none if it has none."""
    found = consent.get("records") if isinstance(consent, Mapping) else None
    return [dict(r) for r in found if isinstance(r, Mapping)] if isinstance(found, list) else []


def faults(consent: object) -> list[str]:
    """What shows that a header's consent is not as it was signed, a line each; [] = nothing."""
    if not isinstance(consent, Mapping) or "records" not in consent:
        return []  # the plain yes of improv play has none
    signed, before = records(consent), ""
    found = [] if signed else ["consent: its records are missing or damaged"]
    for place, record in enumerate(signed, 1):
        name = f"consent: record {place} ({record.get('who', 'nobody')})"
        if record.get(CHAIN) != _link(before, record.get("sha256")):
            found.append(f"{name} does not follow the one before it")
        if "withdrawn" not in record and record.get("sha256") != sha256(record):
            found.append(f"{name} was changed after it was signed")
        before = str(record.get(CHAIN, ""))
    if found or any("withdrawn" in record for record in signed):
        return found
    try:
        expected = together(signed)
    except (KeyError, TypeError, AttributeError):
        return ["consent: a record lacks what it needs"]
    wrong = [name for name, value in expected.items() if consent.get(name) != value]
    return [f'consent: "{name}" is not what the records say' for name in wrong]


def holders(consent: object, code: str) -> list[str]:
    """Who in the scene has this withdrawal code, if anybody."""
    wanted = digest(code)
    return [str(r.get("who")) for r in records(consent) if r.get("code_sha256") == wanted]


def withdrawn(consent: object) -> dict[str, str]:
    """Who took the consent back, and on which day."""
    found = consent.get("withdrawn") if isinstance(consent, Mapping) else None
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, Mapping) else {}


def taken_back(consent: object, who: Mapping[str, str], whole: bool) -> Record:
    """A header's consent after these have withdrawn. who: with the day. whole: nobody is left.

    Of their records stays what links the others and what the code is known by.
    """
    old = dict(consent) if isinstance(consent, Mapping) else {}
    gone = withdrawn(old) | dict(who)
    left: list[Record] = []
    for record in records(old):
        if whole or record.get("who") in gone:
            day = gone.get(str(record.get("who")), max(gone.values()))
            record = {k: record[k] for k in STUB if k in record} | {"withdrawn": day}
        left.append(record)
    if whole:
        kept = ("id", "performer", "inherited_from")
        old = {name: old[name] for name in kept if name in old} | {"answer": "withdrawn"}
    return old | {"withdrawn": gone} | ({"records": left} if left else {})


def copy(record: Mapping[str, Any], code: str) -> str:
    """The performer's own copy, as JSON: the record, the code, and how to use it."""
    whole = normal(code)
    mine = {name: value for name, value in record.items() if name != CHAIN}
    told = {"withdrawal_code": whole, "to_withdraw": f"improv withdraw {whole}", "record": mine}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
