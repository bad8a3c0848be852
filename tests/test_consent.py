"""What the actor is told before anything is opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from improv_partner import consent
from improv_partner.settings import MindSettings, VoiceSettings

OUT = Path("recordings")


def test_without_a_model_nothing_leaves() -> None:
    terms = consent.terms(MindSettings(), OUT, audio=True)
    assert terms.leaves == ("nothing",) and terms.hosts == ()
    assert "your voice" in terms.text() and "recordings" in terms.text()


def test_a_model_elsewhere_is_named_with_its_host_and_what_it_gets() -> None:
    terms = consent.terms(MindSettings("m1", "https://api.example.org:8443/v1"), OUT, audio=True)
    assert terms.hosts == ("api.example.org:8443",)
    assert "to api.example.org:8443, as model m1" in terms.text()
    assert "never your voice or your tags" in terms.text()


@pytest.mark.parametrize("url", ["http://localhost:11434/v1", "http://127.0.0.1:8080/v1"])
def test_a_model_on_this_machine_is_not_leaving_it(url: str) -> None:
    terms = consent.terms(MindSettings("m1", url), OUT, audio=True)
    assert terms.hosts == () and terms.leaves[0].startswith("nothing; your words")


def test_a_model_without_an_address_is_openais() -> None:
    assert consent.terms(MindSettings("m1"), OUT, audio=True).hosts == ("api.openai.com",)


def test_without_audio_no_sound_is_stored() -> None:
    assert "no sound" in consent.terms(MindSettings(), OUT, audio=False).text()


def test_the_record_says_who_was_asked_what() -> None:
    record = consent.terms(MindSettings(), OUT, audio=True).record("human", asked=True)
    assert record["answer"] == "yes" and record["asked"] and record["performer"] == "human"
    assert record["leaves"] == ["nothing"] and record["at"].endswith("+00:00")


def served(url: str, **changes: bool) -> VoiceSettings:
    return VoiceSettings("server", "kokoro", url, "heart", **changes)  # type: ignore[arg-type]


def test_a_voice_elsewhere_is_named_with_its_host_and_what_it_gets() -> None:
    voice = served("https://speech.example.org:8443/v1")
    terms = consent.terms(MindSettings(), OUT, audio=True, voice=voice)
    assert terms.hosts == ("speech.example.org",), "its name, and no port"
    assert terms.leaves == (
        "the partner's words as text (yours may be among them) and how to speak them, "
        "to speech.example.org, as voice heart",
    )
    assert consent.terms(MindSettings(), OUT, True, voice=served("http://[")).hosts == ("http://[",)
    plain = consent.terms(
        MindSettings(), OUT, True, voice=served("https://s.example.org", instructions=False)
    )
    assert "how to speak" not in plain.text()
    assert consent.terms(MindSettings(), OUT, True, voice=served("")).hosts == ("api.openai.com",)


def test_mind_and_voice_are_told_each_for_itself() -> None:
    mind, here = (
        MindSettings("m1", "https://api.example.org/v1"),
        served("http://localhost:8880/v1"),
    )
    both = consent.terms(mind, OUT, True, voice=served("https://speech.example.org/v1"))
    assert both.hosts == ("api.example.org", "speech.example.org") and len(both.leaves) == 2
    one = consent.terms(mind, OUT, True, voice=here)
    assert one.hosts == ("api.example.org",) and len(one.leaves) == 1
    none = consent.terms(MindSettings("m1", "http://[::1]:8080/v1"), OUT, True, voice=here)
    assert none.hosts == () and len(none.leaves) == 1
    assert none.leaves[0].startswith("nothing; your words") and "localhost" in none.leaves[0]
    same = consent.terms(MindSettings("m1"), OUT, True, voice=served(""))
    assert same.hosts == ("api.openai.com",) and len(same.leaves) == 2


def test_a_voice_that_is_not_used_is_sent_nothing() -> None:
    idle = VoiceSettings("built-in", "kokoro", "https://speech.example.org/v1", "heart")
    assert consent.terms(MindSettings(), OUT, True, voice=idle).leaves == ("nothing",)


def test_points_that_are_too_long_hang_below_their_beginning() -> None:
    terms = consent.terms(MindSettings("m1", "https://api.example.org/v1"), OUT, audio=True)
    lines = terms.text(columns=60).splitlines()
    assert max(map(len, lines)) <= 60 and len(lines) > 6
    assert {line[:4] for line in lines} == {"Stor", "  - ", "    ", "Leav"}
    assert " ".join(" ".join(lines).split()) == " ".join(terms.text().split())
