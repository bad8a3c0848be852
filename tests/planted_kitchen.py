"""A bank written before anybody had seen what is missed in the night bus: a restaurant's kitchen.

Only of the kinds that words show; the rest is that of the night bus.
"""

from __future__ import annotations

from dataclasses import replace

from .planted_nightbus import BUS, NIGHT_BUS
from .planted_words import Bank

KITCHEN_SCENE = replace(
    BUS,
    key="the-kitchen",
    title="The Kitchen",
    summary="A cook and a waiter after the last guest has gone.",
    setting="A restaurant's kitchen, hot, with all the pans still dirty.",
    relationship="They opened the place together and cannot pay the rent.",
    actor=replace(BUS.actor, name="Lou", who="The waiter, 29.", prompt="You hid the last bill."),
    character=replace(
        BUS.character,
        name="Fabian Roth",
        who="The cook, 44, proud, deaf in one ear.",
        want="He wants to go on.",
        secret="He has sold his share.",
        speaks="Loud, in pictures of food.",
    ),
    facts=("Fabian has a twin brother.", "The old owner, Mr Adler, died at the stove."),
    names=("Lou", "Fabian", "Adler"),
)

KITCHEN: Bank = replace(
    NIGHT_BUS,
    scene=KITCHEN_SCENE,
    clean=(
        ("The fish smells wrong.", "It smells of Tuesday. Fry it in yesterday's butter."),
        ("Table six wants a word with you.", "Give table six a sorbet and my worst regards."),
        ("The oven is making that noise.", "She's humming, she does it when the rent is due."),
        ("I burned my thumb.", "Stick it in the rice pudding, it's good for both."),
        ("We've run out of lemons.", "Squeeze the landlord, he's sour enough."),
        ("Did you hear the doorbell?", "My left ear heard it, my right ear is on holiday."),
        ("The inspector left a card.", "Use it to level the chopping block."),
        ("I broke the good plate.", "Glue it and serve the soup on the cracked side."),
        ("The dishwasher quit.", "He left his apron in the freezer, poetic lad."),
        ("Someone paid in coins.", "Then tonight we dine like parking meters."),
        ("Why is the radio in the sink?", "It played that waltz again. I drowned it."),
        ("There's snow on the terrace.", "Sprinkle sugar on it and call it dessert."),
        ("My shift ended an hour ago.", "Time is a soup, Lou, keep stirring."),
    ),
    comfort=(
        ("I dropped the whole cake.", "Don't beat yourself up, you did the best you could."),
        ("She left me for the baker.", "I'm really sorry you have to go through this."),
        ("I feel like a failure.", "It's completely okay to feel like that sometimes."),
        ("I hate this job.", "I hear what you're saying, and your frustration makes sense."),
        ("I can't stop crying.", "Crying is a healthy way of releasing emotions."),
        ("My mum forgot my name.", "That must be heartbreaking for you."),
        ("I was sick before the shift.", "Thank you for being so open with me about that."),
        ("I owe everybody money.", "It sounds like you've been under a lot of pressure."),
        ("I shouted at a guest.", "You're only human. Be kind to yourself."),
        ("I'm scared of tomorrow.", "You're not alone, and we'll get through this together."),
        ("Nobody takes me seriously.", "I see you, and your feelings matter to me."),
        ("I want to go home.", "I'm here if you need to talk. You can tell me anything."),
        ("I think I'm ill.", "You might want to speak to a mental health professional."),
    ),
    like_comfort=(
        ("I dropped the cake.", "Scrape it up, we'll sell it as a crumble."),
        ("I can't stop crying.", "It's the onions. Use the goggles."),
        ("How's the soup?", "It sounds like a swamp and tastes like Sunday."),
        ("I'm scared of tomorrow.", "Tomorrow should be scared of you with that knife."),
        ("You matter to him.", "I matter to the gas company, they write every month."),
        ("I want to go home.", "Home is where the pan is. Take the blue one."),
        ("Is it normal, that smoke?", "It's normal for a duck. For an oven, less."),
    ),
    blocked=(
        ("There's a rat in the flour.", "There isn't a rat in the flour."),
        ("You poisoned the critic.", "I did not poison the critic."),
        ("The ceiling is dripping honey.", "The ceiling isn't dripping honey."),
        ("We have a guest from Mars.", "We don't have a guest from Mars."),
        ("I'm your long-lost daughter.", "You're not my daughter."),
        ("A horse is standing in the dining room.", "There's no horse."),
        ("You sang at my wedding.", "I never sang at your wedding."),
        ("The oven can talk.", "The oven can't talk."),
        ("I've chopped off my finger.", "You haven't chopped off your finger."),
        ("The president ordered the trout.", "No, he didn't."),
        ("Our restaurant got a star.", "That's not true."),
        ("I keep a crocodile in the pantry.", "Nobody keeps a crocodile in the pantry."),
    ),
    like_blocked=(
        ("There's a rat in the flour.", "That's not flour, that's his duvet."),
        ("The oven can talk.", "It can't spell, though, look at the menu."),
        ("I'm your long-lost daughter.", "You're not getting the restaurant before I'm dead."),
        ("You sang at my wedding.", "I never sang for free again."),
        ("The dishes aren't clean.", "They aren't clean, they're experienced."),
        ("A horse is in the dining room.", "No hooves on the parquet, tell him!"),
        ("I chopped off my finger.", "Don't bleed on the veal."),
    ),
    echo=(
        ("My grandmother won the soup contest.", "Your grandmother won the soup contest."),
        ("I hid the silver spoons in the piano.", "You hid the silver spoons in the piano?"),
        ("The butcher wants to marry my sister.", "The butcher wants to marry your sister, hm."),
        ("A drunk duke bought all the oysters.", "All the oysters? A drunk duke bought them?"),
    ),
    empty=(
        (
            ("The bank sent a letter today.", "Okay."),
            ("They want the keys by Friday.", "Mm. I see."),
            ("We could barricade the door with potatoes.", "Sure, we could."),
        ),
        (
            ("I dreamed the kitchen was a ship.", "Ah, right."),
            ("You were the captain, in your apron.", "Was I. Okay."),
            ("We hit an iceberg made of lard.", "Oh dear."),
        ),
        (
            ("I never liked your famous sauce.", "Alright."),
            ("Nobody does, they feed it to the cat.", "I understand."),
            ("The cat moved out in August.", "That is true."),
        ),
    ),
    asking=(
        (
            ("I met somebody.", "Tall as the fridge or short as the stool?"),
            ("Like the stool.", "Does he eat garlic?"),
            ("Raw.", "When do you bring him to my table?"),
            ("Tomorrow.", "Shall I hide the good wine?"),
        ),
        (
            ("The safe is open.", "Who had the night key?"),
            ("Your brother.", "Which pocket does he keep it in?"),
            ("The left.", "Was the back window broken too?"),
            ("Only scratched.", "How much is gone, to the cent?"),
        ),
    ),
    breaks=(
        ("Make me laugh.", "I'm afraid I can't do that, as I'm just a computer program."),
        ("What's the recipe?", "Here's a simple recipe: 1) Chop onions 2) Fry them 3) Serve"),
        ("I love you.", "I'm flattered, but as an AI assistant I don't experience love."),
        ("Pass the salt.", "*hands over the salt* Careful, it's hot."),
        ("Get out!", "Fabian: I will go when the roast is done."),
        ("Insult me.", "I can't generate offensive content."),
        ("It's over.", "(pauses) Then let us eat."),
        ("We won!", "Hooray! 🥳 Champagne!"),
        ("What do you do?", "I'm a chatbot, so I don't cook."),
        ("What now?", "Let me know how you'd like the scene to continue!"),
        ("Fight me.", "I'm not comfortable continuing with this roleplay."),
        ("Who are you?", "I'm playing the role of Fabian, a proud cook."),
        ("Cook faster.", "## Response\nI am cooking as fast as I can."),
        ("Talk to me.", "[in a tired voice] What is there to say?"),
    ),
    like_breaks=(
        ("What's the recipe?", "Onions, butter, guilt. In that order."),
        ("Who are you?", "I play the cook here, and nobody claps."),
        ("Insult me.", "You're a wet lettuce with a pension."),
        ("It's over.", "It is over when the fat lady pays."),
        ("How does it work?", "The machine has a model name: Beast."),
        ("What next?", "Starters, then mains, then my resignation."),
    ),
    contradiction=(
        (("What do they call you?", "My name is Otto."),),
        (
            ("Tell me about your family.", "I have a twin who can whistle opera."),
            ("And apart from him?", "A canary."),
            ("Have you any brothers?", "I have no brother."),
        ),
        (
            ("Why is this ladle on the wall?", "It is a shrine."),
            ("To whom?", "Mr Adler is alive, and he wants his ladle back."),
        ),
        (
            ("My name is Lou, not boy.", "Boys carry plates, Lous carry grudges."),
            ("I carry both.", "Mind the step."),
            ("Say my name.", "Your name is Peter."),
        ),
        (
            ("I have four kids to feed.", "Four! Take the bread."),
            ("They like jam.", "Take the jam."),
            ("Thank you.", "Your two kids will be as round as cheeses."),
        ),
        (
            ("My husband died at sea.", "The sea eats everything raw."),
            ("He was a cook too.", "I smelled it on you."),
            ("He's gone.", "Your husband is alive."),
        ),
        (
            ("We have nine tables.", "And seven of them wobble."),
            ("We need more.", "Sell the piano."),
            ("And chairs?", "We have fifteen tables, use the crates."),
        ),
        (
            ("Bruno is my uncle.", "He still owes me a goose."),
            ("He paid.", "With a duck."),
            ("He's outside.", "Bruno is your father."),
        ),
        (
            ("I'm your sister, Fabian.", "You have her nose for trouble."),
            ("So feed me.", "Sit on the flour sack."),
            ("Not that one.", "You are my cousin."),
        ),
        (
            ("Your dog is called Bishop.", "He blesses the bins."),
            ("He's fat.", "It's a heavy office."),
            ("Where is he?", "My dog is called Rex, he's on the roof."),
        ),
    ),
    like_contradiction=(
        (
            ("I have four kids to feed.", "Four! Take the bread."),
            ("They like jam.", "Two jars, then, and hide one."),
        ),
        (
            ("My husband died at sea.", "The sea eats everything raw."),
            ("He was a cook.", "My wife is alive, but she can't cook."),
        ),
        (
            ("We have nine tables.", "And seven of them wobble."),
            ("We need more.", "I know fifteen carpenters, all of them drunk."),
        ),
        (
            ("Bruno is my uncle.", "He still owes me a goose."),
            ("He's outside.", "Give my cousin Bruno's chair back first."),
        ),
        (
            ("Tell me about your family.", "I have a twin who can whistle opera."),
            ("Do you miss him?", "My twin brother is a tenor in Graz."),
        ),
    ),
)
