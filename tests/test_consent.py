"""What the actor is told before anything is opened."""

from __future__ import annotations

from pathlib import Path

import pytest

from improv_partner import consent
from improv_partner.settings import MindSettings

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
