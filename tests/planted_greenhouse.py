"""Written last, and still blind: no rule was changed after it was run. A greenhouse at night.

Only of the kinds that words show; the rest is that of the airship.
"""

from __future__ import annotations

from dataclasses import replace

from .planted_airship import AIRSHIP
from .planted_kitchen import KITCHEN_SCENE
from .planted_words import Bank

GARDEN = replace(
    KITCHEN_SCENE,
    key="the-greenhouse",
    title="The Greenhouse",
    summary="A gardener and the heir of the estate, in the only warm room left.",
    setting="A greenhouse at night, frost outside, one orchid about to open.",
    relationship="She raised him; he has come to sell it all.",
    actor=replace(KITCHEN_SCENE.actor, name="Piet", who="The heir, 26."),
    character=replace(
        KITCHEN_SCENE.character, name="Hanna Voss", who="The gardener, 70.", speaks="Slowly."
    ),
    facts=("Piet's mother died in spring.", "There are three greenhouses."),
    names=("Piet", "Hanna"),
)

GREENHOUSE: Bank = replace(
    AIRSHIP,
    scene=GARDEN,
    comfort=(
        ("I have to sell the house.", "I understand how hard this must be for you."),
        ("I never visited her.", "You shouldn't blame yourself. You did what you could."),
        ("I can't look at that chair.", "That's a very natural response to grief."),
        ("I owe too much.", "It sounds like you're under a tremendous amount of stress."),
        ("I wish I were five again.", "Thank you for sharing something so personal with me."),
        ("I'm freezing.", "I'm here for you, no matter what you need."),
        ("I shouted at the notary.", "It's okay to be angry. Your emotions are valid."),
        ("Nobody wants the orchids.", "I can hear the sadness in your voice, and that's okay."),
        ("I might burn it down.", "Let's take a moment to breathe together."),
        ("I have no one.", "You're not alone. I'm here to support you."),
        ("I forgot her birthday.", "Try to be gentle with yourself right now."),
        ("I don't sleep.", "Have you thought about speaking with a counselor?"),
    ),
    like_comfort=(
        ("I have to sell the house.", "Sell the roof first, it leaks."),
        ("I'm freezing.", "Stand by the tomatoes, they radiate."),
        ("Is that plant all right?", "It's natural for a fern to sulk."),
        ("I have no one.", "You have me, and eleven cats that aren't yours."),
        ("I don't sleep.", "Neither does the heron. Shoot it."),
        ("I never visited her.", "She counted. She marked it on that door."),
    ),
    blocked=(
        ("A swan is frozen into the pond.", "There's no swan in the pond."),
        ("You hid her will in a flower pot.", "I didn't hide any will."),
        ("The stove has exploded.", "The stove hasn't exploded."),
        ("I am the mayor now.", "You're not the mayor."),
        ("The notary is waiting outside.", "The notary isn't waiting outside."),
        ("We planted a fig for my sister.", "We never planted a fig."),
        ("Your hands are bleeding.", "My hands aren't bleeding."),
        ("The roof is made of sugar.", "It isn't made of sugar."),
        ("There are wolves in the yard.", "There aren't any wolves."),
        ("You once loved my uncle.", "I never loved your uncle."),
    ),
    like_blocked=(
        ("A swan is frozen into the pond.", "Not the old one! Bring the axe and bread."),
        ("The stove has exploded.", "It never liked you."),
        ("I am the mayor now.", "No wonder the lamps are out."),
        ("Your hands are bleeding.", "Roses never ask before they bite."),
        ("There are no seeds left.", "There are no seeds because you fed the magpie."),
    ),
    echo=(
        ("The orchid opens once in a hundred years.", "Once in a hundred years the orchid opens."),
        ("My uncle buried his medals here.", "Your uncle buried his medals here?"),
        ("The bank wants the garden by Easter.", "So the bank wants the garden by Easter."),
    ),
    empty=(
        (
            ("I found her letters in the shed.", "I see."),
            ("They were all addressed to you.", "Yes, well."),
            ("You never opened a single one.", "No. I suppose not."),
        ),
        (
            ("The frost has killed the lemons.", "Oh dear."),
            ("The pipes burst an hour ago.", "Right."),
            ("I could light a fire with the piano.", "You could, yes."),
        ),
        (
            ("I bought a ticket to Brazil.", "Very well."),
            ("I leave with the morning boat.", "Good, good."),
            ("I want you to come along, as my mother.", "Really. Fine."),
        ),
    ),
    asking=(
        (
            ("I sold the west field.", "To the man with the drills?"),
            ("To his wife.", "Does she still breed leeches?"),
            ("Bees, now.", "Did you sign in ink?"),
            ("In pencil.", "Who else was in the room?"),
        ),
        (
            ("I saw a light in the cellar.", "Was it blue or yellow?"),
            ("Blue.", "Did it move when you spoke?"),
            ("It hummed.", "Which song did you hear?"),
            ("Her lullaby.", "Why did you not wake me?"),
        ),
    ),
    breaks=(
        ("Water the fern.", "As an AI, I'm unable to perform physical actions."),
        ("What shall I plant?", "Here are some suggestions: roses, lilies and tulips."),
        ("Hold me.", "*wraps her arms around him* There, there."),
        ("Who's there?", "Hanna: It's only the gardener."),
        ("Teach me poisons.", "I'm sorry, but I can't assist with that."),
        ("I did it!", "Wonderful! 🌸"),
        ("It's late.", "(yawning) Late for whom?"),
        ("Goodbye.", "Goodbye! Feel free to come back if you have more questions."),
        ("Say it in French.", "I'm a language model, so I can try."),
        ("Why don't you answer?", "In this scene, my character would rather stay quiet."),
        ("Which tools?", "1. Spade\n2. Rake\n3. Shears"),
        ("What do you see?", "I don't have the ability to see, as I'm text-based."),
    ),
    like_breaks=(
        ("What shall I plant?", "Turnips. They forgive everything."),
        ("Who taught you?", "A model gardener, and then a bad one, who was better."),
        ("Teach me poisons.", "I can't, your hands shake."),
        ("What do you see?", "I don't have my glasses, I see porridge."),
        ("Which tools?", "Spade, rake, patience."),
        ("Goodbye.", "Come back if the frost lets you."),
    ),
    contradiction=(
        (("What was your name again?", "My name is Gertrud."),),
        (
            ("I dream of my mother.", "She hums in the pipes."),
            ("Still?", "Your mother is alive."),
        ),
        (
            ("I have two brothers in the army.", "They send me socks."),
            ("Wool ones?", "Thick as turf."),
            ("I should write.", "Your five brothers write better than you."),
        ),
        (
            ("My name is Piet, remember.", "I stitched it into your collars."),
            ("All of them.", "Even the stolen one."),
            ("So say it.", "Your name is Anton."),
        ),
        (
            ("My wife died at Christmas.", "The candles went out here too."),
            ("All at once.", "All but the red one."),
            ("I kept it.", "Your wife is alive."),
        ),
        (
            ("How long have you been here?", "I have worked here for fifty years."),
            ("Without pay.", "With plums."),
            ("That long?", "I have worked here for twelve years."),
        ),
        (
            ("Marta is my aunt.", "She pruned like a butcher."),
            ("She's ill.", "Send her thyme."),
            ("I will.", "Marta is your sister."),
        ),
        (
            ("My horse is called Dandy.", "He ate my dahlias."),
            ("He's sorry.", "He's fat."),
            ("He is outside.", "Your horse is called Prince."),
        ),
        (
            ("You are my grandmother, aren't you?", "I am your grandmother, child, hush."),
            ("I knew it.", "You have my thumbs."),
            ("Why now?", "I am your aunt, so listen."),
        ),
        (
            ("We have six lemon trees.", "One for each bad winter."),
            ("They're dying.", "Wrap them."),
            ("With what?", "We have ten lemon trees, use the newspapers."),
        ),
    ),
    like_contradiction=(
        (
            ("I dream of my mother.", "She hums in the pipes."),
            ("Still?", "My mother is alive, she hums in Utrecht."),
        ),
        (
            ("I have two brothers in the army.", "They send me socks."),
            ("Wool?", "Five pairs a year."),
        ),
        (
            ("Marta is my aunt.", "She pruned like a butcher."),
            ("She's ill.", "My sister Marta died of the same."),
        ),
        (
            ("We have six lemon trees.", "One for each bad winter."),
            ("They're dying.", "Ten degrees, no more, that is all they ask."),
        ),
    ),
)
