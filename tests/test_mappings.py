"""Other people's words for feelings: every table is complete, and nothing is invented."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improv_partner.crew.mind import feelings
from improv_partner.intents import LABELS, STANCES, family
from improv_partner.mappings import (
    BIG_SIX,
    EMOTIONML,
    FEELINGS,
    FSRE,
    GOEMOTIONS,
    STANCE_WORDS,
    improv_16,
)


def words(text: str) -> list[str]:
    return text.split()


GOEMOTIONS_LABELS = words(
    """admiration amusement anger annoyance approval caring confusion curiosity
    desire disappointment disapproval disgust embarrassment excitement fear gratitude grief joy
    love nervousness optimism pride realization relief remorse sadness surprise neutral"""
)
BIG6 = words("anger disgust fear happiness sadness surprise")
FSRE_24 = words(
    """anger anxiety being-hurt compassion contempt contentment despair disappointment disgust
    fear guilt happiness hate interest irritation jealousy joy love pleasure pride sadness shame
    stress surprise"""
)
CORPORA = {  # label sets of speech corpora and of models trained on them
    "RAVDESS": "neutral calm happy sad angry fearful disgust surprised",
    "MELD": "neutral joy surprise anger sadness disgust fear",
    "IEMOCAP": "anger happiness excitement sadness frustration fear surprise disgust neutral other",
}


def test_goemotions_has_all_28_labels_each_with_a_place_or_none() -> None:
    assert list(GOEMOTIONS) == GOEMOTIONS_LABELS and len(GOEMOTIONS) == 28
    assert set(GOEMOTIONS.values()) <= {*LABELS, None}
    assert GOEMOTIONS["approval"] is None
    never = set(LABELS) - set(GOEMOTIONS.values())
    assert never == {"contempt", "other"}, "a text model of this set can never read contempt"


@pytest.mark.parametrize(("table", "names"), [(BIG_SIX, BIG6), (FSRE, FSRE_24)])
def test_every_label_has_a_name_in_emotionml_or_none(
    table: dict[str, str | None], names: list[str]
) -> None:
    assert tuple(table) == LABELS, "in the order of the grid"
    assert set(table.values()) <= {*names, None}
    assert table["neutral"] is None and table["other"] is None


def test_every_one_of_the_big_six_is_reached_and_only_from_its_own_family() -> None:
    assert set(BIG_SIX.values()) - {None} == set(BIG6)
    own = {"happiness": "bright", "sadness": "low", "fear": "afraid", "surprise": "alert"}
    for label, name in BIG_SIX.items():
        if name is not None:
            assert family(label) == own.get(name, "hostile"), label


def test_emotionml_names_where_each_vocabulary_is_defined() -> None:
    assert [address.rpartition("#")[2] for address in EMOTIONML] == ["big6", "fsre-categories"]
    assert all(address.startswith("http://www.w3.org/TR/emotion-voc/xml#") for address in EMOTIONML)


@pytest.mark.parametrize("corpus", CORPORA)
def test_the_labels_of_speech_corpora_have_a_place(corpus: str) -> None:
    assert all(improv_16(name.title()) for name in CORPORA[corpus].split())


def test_labels_mean_themselves_and_goemotions_is_not_contradicted() -> None:
    assert all(improv_16(label) == label for label in LABELS)
    assert all(improv_16(name) == label for name, label in GOEMOTIONS.items())
    assert set(FEELINGS.values()) == set(LABELS)
    assert set(STANCE_WORDS.values()) == set(STANCES)
    assert not set(FEELINGS) & set(STANCE_WORDS)


def test_the_header_parser_knows_the_same_words() -> None:
    for word, label in FEELINGS.items():
        found = feelings.read(f"{word} 2 > {word} 1")
        assert found and (found.label, found.own) == (label, label), word


@given(st.text())
def test_no_word_at_all_is_an_error_and_unknown_ones_have_no_place(word: str) -> None:
    assert improv_16(word) in {*LABELS, None}
    assert improv_16(f"{word}zz") is None
