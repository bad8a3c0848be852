"""What performers agreed to: a change is found, a code is known again, names stay outside."""

from __future__ import annotations

import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improv_partner import consent, made_of, names, withdrawal_code
from improv_partner.consent_record import (
    FIELDS,
    copy,
    faults,
    holders,
    sha256,
    sign,
    taken_back,
    together,
    withdrawn,
)
from improv_partner.errors import RecordingError
from improv_partner.house.form import form
from improv_partner.research.export.permitted import permitted, refusal
from improv_partner.settings import HouseSettings, MindSettings

CODES = [withdrawal_code.new() for _ in range(2)]
EVERYTHING = ("run", "keep_text", "keep_audio", "replay", "share", "train", "excerpts")


def answers(yes: tuple[str, ...] = EVERYTHING, host: str = "", **changes: Any) -> dict[str, Any]:
    """The form at the door, answered with these purposes."""
    mind = MindSettings("m1", f"https://{host}/v1") if host else MindSettings()
    terms = consent.terms(mind, Path("recordings"), audio=True)
    given = {"adult": True, "name": "Zoë", "purposes": dict.fromkeys(yes, True)}
    return form(terms, HouseSettings(run_by="The Lab")).answered(given) | changes


def two() -> list[dict[str, Any]]:
    first = sign(answers(), "actor", CODES[0])
    other = sign(answers(("run", "keep_text"), pseudonym="Ben"), "second", CODES[1])
    return [first, other]


def test_the_form_at_the_door_gives_all_that_a_record_needs() -> None:
    record = sign(answers(), "actor", CODES[0])
    assert set(FIELDS) <= set(record)
    assert record["who"] == "actor" and record["adult"] is True
    assert record["zone"][0] in "+-" and record["at"].startswith("20")
    assert CODES[0] not in json.dumps(record)
    short = {name: value for name, value in answers().items() if name != "stop_word"}
    with pytest.raises(ValueError, match="stop_word"):
        sign(short, "actor", CODES[0])
    with pytest.raises(ValueError, match="code"):
        sign(answers(), "actor", "1234")


def test_of_several_only_what_all_permit_is_permitted() -> None:
    header = together(two())
    assert permitted(header) == {"run", "keep_text"}
    assert "(replay)" in refusal(Path("s"), {"consent": header}, ["replay"])
    assert header["pseudonym"] == "" and "+" in header["id"]
    alone = together(two()[:1])
    assert permitted(alone) == set(EVERYTHING) and alone["pseudonym"] == "Zoë"
    told = [answers(host="a.example"), answers(host="a.example", keep_until="2031-01-01")]
    assert together(told)["hosts"] == ["a.example"] and together(told)["keep_until"] == "2031-01-01"
    assert together([*told, answers()])["hosts"] == []
    assert together([*told, answers(answer="no")])["answer"] == "no"


def test_as_signed_nothing_is_wrong_also_after_a_way_through_json() -> None:
    for signed in (two(), two()[:1]):
        assert faults(json.loads(json.dumps(together(signed)))) == []
    assert faults({"answer": "yes", "performer": "human"}) == [], "the plain yes has no records"
    added = together(two()) | {"inherited_from": "s", "added": {"hosts": ["x.example"]}}
    assert faults(added) == [], "a re-run adds to it"


@pytest.mark.parametrize("name", [*FIELDS, "who", "zone", "code_sha256", "chain", "sha256"])
def test_whatever_is_changed_in_a_record_is_found(name: str) -> None:
    header = json.loads(json.dumps(together(two())))
    header["records"][0][name] = "other"
    assert any("record 1 (" in fault for fault in faults(header))


def test_records_that_are_taken_out_or_exchanged_and_wider_permissions_are_found() -> None:
    header = together(two())
    assert faults(header | {"records": two()[::-1]})
    assert faults(header | {"records": header["records"][1:]})
    assert faults(header | {"records": []}) and faults(header | {"records": "none"})
    wider = header | {"purposes": dict.fromkeys(EVERYTHING, True)}
    assert faults(wider) == ['consent: "purposes" is not what the records say']
    resigned = [dict(record) for record in header["records"]]
    resigned[0]["purposes"] = {"run": True}
    resigned[0]["sha256"] = sha256(resigned[0])
    assert any("does not follow" in fault for fault in faults(header | {"records": resigned}))


def test_who_took_it_back_is_gone_and_the_others_are_still_proven() -> None:
    header = taken_back(together(two()), {"actor": "2026-03-01"}, whole=False)
    assert withdrawn(header) == {"actor": "2026-03-01"} and faults(header) == []
    first, other = header["records"]
    assert "pseudonym" not in first and "purposes" not in first
    assert other["pseudonym"] == "Ben" and holders(header, CODES[0]) == ["actor"]
    other["purposes"]["train"] = True
    assert any("record 2 (second) was changed" in fault for fault in faults(header))
    nobody = taken_back(header, {"second": "2026-03-02"}, whole=True)
    assert "Ben" not in json.dumps(nobody) and nobody["answer"] == "withdrawn"
    assert permitted(nobody) == frozenset() and faults(nobody) == []
    assert holders(nobody, CODES[1]) == ["second"], "the same code ends what was killed"


def test_a_performers_copy_proves_what_was_agreed_to_wherever_it_stands() -> None:
    record = two()[0]
    mine = json.loads(copy(record, CODES[0].lower()))
    assert mine["record"] == record and sha256(mine["record"]) == record["sha256"]
    for signed in (two(), two()[::-1], [record]):
        header = together([record if one["who"] == "actor" else one for one in signed])
        (there,) = [one for one in header["records"] if one["who"] == "actor"]
        assert faults(header) == [] and there == record | {"chain": there["chain"]}
        assert json.loads(copy(there, CODES[0])) == mine
    assert mine["to_withdraw"] == f"improv withdraw {CODES[0]}"


def test_codes_are_known_however_they_are_typed() -> None:
    assert len({withdrawal_code.new() for _ in range(1000)}) == 1000
    code = "01AB-CDEF-GHJK-MNPQ"
    for typed in ("o1ab cdef ghjk mnpq", "OIABCDEFGHJKMNPQ", " 0Lab-cdef-ghjk-mnpq\n"):
        assert withdrawal_code.normal(typed) == code
        assert withdrawal_code.digest(typed) == withdrawal_code.digest(code)
    for typed in ("", "01AB", code + "0", "U1AB-CDEF-GHJK-MNPQ", "recordings/2026"):
        assert withdrawal_code.normal(typed) == ""
    header = together(two())
    assert holders(header, CODES[1]) == ["second"] and holders(header, code) == []
    assert holders({"answer": "yes"}, code) == [] and holders("no", code) == []


@given(st.text())
def test_whatever_is_typed_is_a_code_or_none(text: str) -> None:
    code = withdrawal_code.normal(text)
    assert code == "" or withdrawal_code.normal(code) == code


def test_names_are_outside_and_for_one_reader(tmp_path: Path) -> None:
    place = tmp_path / "recordings"
    assert names.add(place, "Zoë", "Zoe Real") == "Zoë"
    assert names.add(place, "Zoë", "Zoe Real") == "Zoë", "she comes again"
    assert names.add(place, "Zoë", "Zoe Other") == "Zoë 2"
    assert names.read(place) == {"Zoë": "Zoe Real", "Zoë 2": "Zoe Other"}
    if sys.platform != "win32":
        assert stat.S_IMODE((place / names.FILE).stat().st_mode) == 0o600
    assert names.forget(place, ["Zoë", "nobody"]) == ["Zoë"]
    assert names.forget(place, ["Zoë"]) == [] and names.read(place) == {"Zoë 2": "Zoe Other"}
    assert [path.name for path in place.iterdir()] == [names.FILE]
    for damage in ("{", "[]"):
        (place / names.FILE).write_text(damage)
        with pytest.raises(RecordingError, match=r"names\.json"):
            names.add(place, "A", "B")


def test_what_was_made_is_remembered_beside_the_sessions(tmp_path: Path) -> None:
    here, there = tmp_path / "a", tmp_path / "b"
    for folder in (here / "1", here / "2", there / "3"):
        folder.mkdir(parents=True)
    made_of.remember([here / "1", here / "2", there / "3"], tmp_path / "export")
    made_of.remember([here / "1"], tmp_path / "page.html")
    assert made_of.remembered([here, here, tmp_path]) == [
        made_of.Made(tmp_path / "export", ("1", "2")),
        made_of.Made(tmp_path / "page.html", ("1",)),
    ]
    assert made_of.remembered([there]) == [made_of.Made(tmp_path / "export", ("3",))]
    (here / made_of.FILE).write_text('{"is": "made"}\n')
    with pytest.raises(RecordingError, match="without its fields"):
        made_of.remembered([here])
