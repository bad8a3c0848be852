"""A scene written by hand, for the tests of the mind."""

from __future__ import annotations

from pathlib import Path

from improv_partner.scene import Character, Look, Part, RehearsalLine, Scene, Silence


def sample_scene() -> Scene:
    """Two sisters clear their late mother's house on the last evening before it is sold."""
    return Scene(
        key="the-house",
        title="The House",
        summary="Two sisters clear their late mother's house on the evening before it is sold.",
        exercises=("grief", "sarcasm"),
        setting="A half-empty kitchen full of boxes, late evening, rain.",
        relationship="Sisters who have not spoken since the funeral.",
        opens="actor",
        actor=Part("Anna", "The younger sister, who stayed.", "You have just found a letter."),
        character=Character(
            name="Margaret Hale",
            who="The elder sister, 52, a judge; came by the late train and has not sat down yet.",
            want="She wants to be forgiven without having to ask for it.",
            secret="She sold their mother's ring to pay a debt.",
            speaks="Dry, exact, short sentences; jokes when it hurts.",
            voice=Look("en-us+f3"),
        ),
        facts=("Their mother died in March.", "The keys must be handed over at nine tomorrow."),
        offers=(
            "There is somebody at the back door.",
            "I found a second will, in the piano stool.",
            "The buyer rang. He wants to come tonight.",
            "I sold the ring, Anna. I had no choice.",
        ),
        curveballs=("The lights go out.",),
        listening=("Go on.", "I'm listening. I have the whole night.", "Say that again, slowly."),
        covers=("Hm. Give me a moment.",),
        names=("Anna", "Margaret", "Thornfield"),
        silence=Silence(after_s=6.0, does="act"),
        max_words=35,
        max_sentences=3,
        rehearsal=(RehearsalLine("You came.", "surprise", Path("house-1.wav")),),
    )
