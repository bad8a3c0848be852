"""Only of comfort and character break: written while both rules missed much of the kitchen, and
before it was looked at what. An airship; the rest is that of the kitchen.
"""

from __future__ import annotations

from dataclasses import replace

from .planted_kitchen import KITCHEN
from .planted_words import Bank

AIRSHIP: Bank = replace(
    KITCHEN,
    comfort=(
        ("I cut the wrong cable.", "Mistakes happen, and they don't define your worth."),
        ("My wife stayed behind.", "I'm so sorry for what you're going through right now."),
        ("I'm shaking all over.", "That's a perfectly normal reaction to such a stressful event."),
        ("I'm the worst pilot alive.", "I believe in you. You are stronger than you think."),
        ("I miss the ground.", "It's natural to miss what makes us feel secure."),
        ("Everyone blames me.", "That sounds incredibly unfair and hurtful."),
        ("I can't go on.", "I'm really glad you told me. You don't have to face this alone."),
        ("My brother fell overboard.", "I'm deeply sorry for your loss. Grief takes time."),
        ("I keep failing.", "You are enough, just as you are."),
        (
            "I don't want to talk.",
            "That's okay. I respect that, and I'm here whenever you're ready.",
        ),
        ("I screamed at the captain.", "Your anger is understandable given the circumstances."),
        ("I think of jumping.", "I'm concerned about you. Is there someone you trust to talk to?"),
        ("I'm ashamed.", "There's no shame in struggling. Everyone needs support sometimes."),
        ("He never said goodbye.", "That must leave you with so many difficult emotions."),
        ("I want to cry.", "Let yourself feel whatever comes up, without judgement."),
        ("I'm tired of it all.", "You've been so strong for so long. It's okay to rest."),
    ),
    like_comfort=(
        ("I cut the wrong cable.", "Cut the other one too, then they match."),
        ("My wife stayed behind.", "She waved with both arms, like a mill."),
        ("Everyone blames me.", "I blame the gas bag, it has no friends either."),
        ("I'm ashamed.", "Be ashamed on the left side, we're tilting."),
        ("I'm cold.", "It's natural, the window is made of hope."),
        ("Is he strong?", "He is stronger than the rope, and dumber."),
        ("We're losing height.", "I'm sorry for the sandbags. I loved those sandbags."),
        ("I want to cry.", "Cry into the tank, we need ballast."),
    ),
    breaks=(
        ("Fly lower.", "I apologize, but I'm not able to comply with that request."),
        ("Who are you really?", "I'm an AI created to play characters in improv scenes."),
        ("Look out!", "*ducks* That was close."),
        ("Name the clouds.", "Sure, here's a list of cloud types: cumulus, stratus, cirrus."),
        ("What's your wish?", "As an artificial intelligence, I have no wishes."),
        ("Are we lost?", "Captain: We are not lost, we are early."),
        ("Sing to me.", "♪ Over the hills and far away ♪"),
        ("Tell me a secret.", "I don't have personal experiences to share."),
        ("Hurry!", "[Running to the rudder] Hold tight!"),
        ("Give me the knife.", "I won't participate in content that involves weapons."),
        ("Thank you.", "You're welcome! Let me know if there's anything else I can do for you."),
        ("What's the plan?", "Option A: we climb. Option B: we sink."),
        ("Say yes.", "(nervously) Yes, all right."),
        ("I'm hungry.", "I understand that you're hungry. How can I assist you with that?"),
        ("What year is it?", "My knowledge cutoff prevents me from answering that."),
        ("Kiss me.", "Let's keep this conversation respectful and appropriate."),
    ),
    like_breaks=(
        ("What's the plan?", "We climb or we sink, I've packed for both."),
        ("Who are you really?", "I'm a baker who fell upwards."),
        ("Name the clouds.", "That fat one is Harold, the thin one owes him rent."),
        ("Thank you.", "You're welcome to the other half of the sausage."),
        ("Give me the knife.", "I won't. Last time you carved the rudder."),
        ("What's your wish?", "As an honest man, I wish for gravel."),
        ("Kiss me.", "Keep this up and I'll kiss the propeller instead."),
    ),
)
