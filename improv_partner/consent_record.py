"""What each performer agreed to, as it stands in a recording: signed, so that a change is found.

A record's `sha256` is over its content and, in `before`, over the record before it: none can be
changed, taken out or put in between. The performer's own copy holds the same sum, which is what
makes it a proof. The header's consent is what all of them permit together, and their records.
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
    "before": 'sha256 of the record before; "" = the first',
    "sha256": "of all the others, as canonical JSON",
}
STUB = ("who", "id", "form", "form_sha256", "code_sha256", "before", "sha256")  # outlives the rest


def sign(
    answers: Mapping[str, Any], who: str, code: str, before: Mapping[str, Any] | None = None
) -> Record:
    """The record of one performer. before: that of the performer who agreed before.

    answers: FIELDS, and whatever more a form asks. code: see withdrawal_code.new().
    Raises ValueError: a field is missing, or the code is none.
    """
    if missing := [name for name in FIELDS if name not in answers]:
        raise ValueError(f"a consent record needs {', '.join(missing)}")
    record = {**answers, "who": who, "code_sha256": digest(code)}
    record.setdefault("zone", datetime.now().astimezone().strftime("%z"))
    record["before"] = before["sha256"] if before else ""
    return record | {"sha256": sha256(record)}


def sha256(record: Mapping[str, Any]) -> str:
    """Of a record, whether it has one already or not."""
    content = {name: value for name, value in record.items() if name != "sha256"}
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
        "records": [dict(r) for r in signed],
    }


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
        if record.get("before") != before:
            found.append(f"{name} does not follow the one before it")
        if "withdrawn" not in record and record.get("sha256") != sha256(record):
            found.append(f"{name} was changed after it was signed")
        before = str(record.get("sha256", ""))
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
    told = {"withdrawal_code": whole, "to_withdraw": f"improv withdraw {whole}", "record": record}
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"
